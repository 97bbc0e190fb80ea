"""Activations and weights of a layer, turned by the Hadamard matrix."""

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai12_ngoai_lai.values import NEARLY_EXACT, draw_matrix
from autograder.exercises.model import Args, Exercise, Misconception, Part, Seeded, Variant, Visible


def draw_layer(rng: Generator) -> Args:
    channels = int(rng.choice([4, 8]))
    return _layer(rng, int(rng.integers(2, 6)), channels, int(rng.integers(2, 6)))


def draw_square_layer(rng: Generator) -> Args:
    """As many tokens and outputs as channels, so that a wrong side fits, too."""
    return _layer(rng, 4, 4, 4)


def _layer(rng: Generator, tokens: int, channels: int, outputs: int) -> Args:
    return {"X": draw_matrix(rng, (tokens, channels)), "W": draw_matrix(rng, (channels, outputs))}


SIZE, TURN_X, TURN_W = "hadamard(len(W))", "X @ H", "H.T @ W"

EXERCISE = Exercise(
    function="rotate",
    title="Quay hai vế của một lớp",
    reference=reference.rotate,
    asks="H có mấy hàng? X nhân H ở phía nào, W nhân ở phía nào, để tích XW không đổi?",
    tells="H có cỡ bằng số kênh vào. X nhân với H ở bên phải, còn W nhân với H chuyển vị ở bên trái.",
    parts=(
        Part(
            "TODO 4",
            points=1,
            visible=(
                Visible("ví dụ trong bài", {"X": np.array([[1.0, 0.0, 8.0, -1.0]]), "W": np.arange(8.0).reshape(4, 2)}),
                Visible(
                    "hai kênh", {"X": np.array([[8.0, 0.0], [1.0, 3.0], [0.5, -2.0]]), "W": np.array([[3.0], [1.0]])}
                ),
                Seeded("token, vào, ra đều là 4", draw_square_layer, 1),
                Visible("một kênh", {"X": np.array([[2.0], [-3.0]]), "W": np.array([[0.5, 4.0]])}),
            ),
            draw=draw_layer,
            equality=NEARLY_EXACT,
            misconceptions=(
                Misconception(
                    "chỉ quay kích hoạt",
                    kind="term/forgotten",
                    edits={TURN_W: "W.copy()"},
                    asks="Tích của X đã quay với W chưa quay có bằng XW không?",
                    tells="Không: W cũng phải quay. Hãy nhân H chuyển vị vào bên trái W.",
                ),
                Misconception(
                    "chỉ quay trọng số",
                    kind="term/forgotten",
                    edits={TURN_X: "X.copy()"},
                    asks="Giá trị ngoại lai nằm ở X. X chưa quay thì nó tan ở đâu?",
                    tells="X cũng phải quay: nhân X với H ở bên phải.",
                ),
                Misconception(
                    "nhân H ở bên phải của W",
                    kind="axis/other",
                    edits={TURN_W: "W @ H"},
                    asks="Kênh vào là hàng hay cột của W? Nhân bên phải thì trộn hàng hay trộn cột?",
                    tells="Nhân bên phải trộn các cột, tức là các đầu ra. Phải trộn các hàng: H.T @ W.",
                ),
                Misconception(
                    "nhân H ở bên trái của X",
                    kind="axis/other",
                    edits={TURN_X: "H @ X"},
                    asks="Nhân bên trái thì trộn các kênh của một token, hay trộn các token với nhau?",
                    tells="Trộn các token. Phải trộn các kênh: X @ H.",
                ),
                Misconception(
                    "H quên chia cho căn của n",
                    kind="scale/other",
                    edits={SIZE: "hadamard(len(W)) * np.sqrt(len(W))"},
                    asks="Tích X_turned @ W_turned của bạn gấp mấy lần XW?",
                    tells="Gấp n lần. Dùng đúng H mà hàm hadamard trả về, đã chia cho căn của n.",
                ),
                Misconception(
                    "chia thêm cho căn của n",
                    kind="scale/other",
                    edits={SIZE: "hadamard(len(W)) / np.sqrt(len(W))"},
                    asks="Hàm hadamard đã chia cho căn của n chưa?",
                    tells="Đã chia rồi: dùng thẳng H.",
                ),
                Misconception(
                    "dồn cả phép chia sang W",
                    kind="term/place",
                    edits={TURN_X: "X @ H * np.sqrt(len(H))", TURN_W: "H.T @ W / np.sqrt(len(H))"},
                    asks="Tích vẫn đúng. Nhưng mỗi hàng của X_turned có còn dài như hàng ấy của X không?",
                    tells="Không, nó dài gấp √n, mà phép quay giữ độ dài. Cả hai vế cùng dùng H đã chia cho căn của n.",
                ),
                Misconception(
                    "nhân từng phần tử với hàng đầu của H",
                    kind="error/of_what",
                    edits={TURN_X: "X * H[0]", TURN_W: "H[0][:, np.newaxis] * W"},
                    asks="Nhân từng phần tử có trộn các kênh với nhau không?",
                    tells="Không. Phải nhân ma trận: dùng @.",
                ),
                Misconception(
                    "trả về sai thứ tự",
                    kind="order/returned",
                    edits={"return X_turned, W_turned": "return W_turned, X_turned"},
                    asks="Thứ nào được trả về trước?",
                    tells="X_turned trước, W_turned sau.",
                ),
                Misconception(
                    "trả về tích của hai vế",
                    kind="shape/dimensions",
                    edits={"return X_turned, W_turned": "return X_turned @ W_turned"},
                    asks="Bài cần tích, hay cần hai vế để lượng tử hóa riêng?",
                    tells="Cần hai vế: trả về X_turned và W_turned.",
                ),
                Misconception(
                    "H có cỡ của đầu ra",
                    kind="axis/other",
                    edits={SIZE: "hadamard(W.shape[1])"},
                    asks="H trộn các kênh vào hay các đầu ra? Có mấy kênh vào?",
                    tells="Các kênh vào: H có cỡ W.shape[0], cũng là X.shape[1].",
                ),
                Misconception(
                    "H có cỡ của số token",
                    kind="axis/other",
                    edits={SIZE: "hadamard(len(X))"},
                    asks="H trộn các kênh hay trộn các token? Có mấy kênh?",
                    tells="Trộn các kênh: H có cỡ X.shape[1], cũng là len(W).",
                ),
                Misconception(
                    "trả về X đã chuyển vị",
                    kind="shape/layout",
                    edits={TURN_X: "(X @ H).T"},
                    asks="X_turned của bạn có chiều (số token, vào) không?",
                    tells="Phải cùng chiều với X: X @ H.",
                ),
                Misconception(
                    "trả về W đã chuyển vị",
                    kind="shape/layout",
                    edits={TURN_W: "(H.T @ W).T"},
                    asks="W_turned của bạn có chiều (vào, ra) hay (ra, vào)?",
                    tells="Phải cùng chiều với W: H.T @ W.",
                ),
                Misconception(
                    "đổi dấu của một vế",
                    kind="term/sign",
                    edits={TURN_W: "-H.T @ W"},
                    asks="Tích của hai vế có bằng XW không, hay bằng −XW?",
                    tells="Không có dấu trừ nào: H.T @ W.",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "H thay cho chuyển vị của H",
            {TURN_W: "H @ W"},
            note="Ma trận Hadamard của Sylvester đối xứng, nên chuyển vị của nó là chính nó.",
        ),
        Variant("einsum", {TURN_X: "np.einsum('ij,jk->ik', X, H)", TURN_W: "np.einsum('ji,jk->ik', H, W)"}),
        Variant("np.dot và số cột của X", {SIZE: "hadamard(X.shape[1])", TURN_X: "np.dot(X, H)"}),
        Variant(
            "nghịch đảo của H",
            {TURN_W: "np.linalg.inv(H) @ W"},
            note="H trực giao, nên nghịch đảo của nó là chuyển vị của nó.",
        ),
        Variant("giải hệ", {TURN_W: "np.linalg.solve(H, W)"}),
    ),
    bears=lambda X, W: np.size(X) + np.size(W) <= 10**6,
)
