"""The second derivative of the output error."""

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai11_gptq_awq.layers import NEARLY_EXACT, draw_inputs
from autograder.exercises.model import Args, Exercise, Misconception, Part, Variant, Visible


def draw_few(rng: Generator) -> Args:
    """More or fewer inputs than channels."""
    n, channels = (int(one) for one in rng.permutation([3, 5]))
    return {"X": draw_inputs(rng, n, channels)}


# None of its sums is 0, which another order of adding may miss by a last digit.
FOUR_INPUTS = np.array([[1.0, 0.9, 0.0], [2.0, 2.1, 0.5], [-1.0, -0.8, 1.0], [0.5, 0.3, -1.0]])

TWO, N = "2 * X.T", " / len(X)"
H = f"{TWO} @ X{N}"

EXERCISE = Exercise(
    function="hessian",
    title="Ma trận Hesse",
    reference=reference.hessian,
    asks="Kết quả có mấy hàng: bằng số đầu vào hay bằng số kênh?",
    tells="H = 2 / n nhân X chuyển vị nhân X, chiều (vào, vào); n là số hàng của X.",
    parts=(
        Part(
            "TODO 2",
            points=1,
            visible=(
                Visible("ví dụ nhỏ trong bài", {"X": np.array([[1.0, 1.0], [1.0, -3.0]])}),
                Visible("bốn đầu vào, ba kênh", {"X": FOUR_INPUTS}),
                Visible("một đầu vào", {"X": np.array([[2.0, -1.0, 0.5]])}),
                Visible("một kênh luôn bằng 0", {"X": np.array([[1.0, 0.0], [3.0, 0.0], [2.0, 0.0]])}),
                Visible("ba đầu vào, ba kênh", {"X": np.array([[1.0, 2.0, 0.0], [0.5, -1.0, 3.0], [4.0, 1.0, 1.0]])}),
            ),
            draw=draw_few,
            equality=NEARLY_EXACT,
            misconceptions=(
                Misconception(
                    "nhân X với X chuyển vị",
                    kind="axis/other",
                    edits={H: "2 * X @ X.T / len(X)"},
                    asks="H của bạn có mấy hàng, và lớp có mấy kênh vào?",
                    tells="X chuyển vị đứng trước: `X.T @ X` có chiều (vào, vào).",
                ),
                Misconception(
                    "quên số 2",
                    kind="term/forgotten",
                    edits={TWO: "X.T"},
                    asks="Đạo hàm bậc hai của e bình phương là mấy?",
                    tells="Là 2: nhân thêm 2.",
                ),
                Misconception(
                    "quên chia cho số đầu vào",
                    kind="term/forgotten",
                    edits={N: ""},
                    asks="Có gấp đôi số đầu vào thì H của bạn có lớn gấp đôi không?",
                    tells="Chia cho n = len(X): H là trung bình trên các đầu vào.",
                ),
                Misconception(
                    "chỉ còn X chuyển vị nhân X",
                    kind="term/forgotten",
                    edits={H: "X.T @ X"},
                    asks="Công thức nhân và chia tích ấy với những số nào?",
                    tells="Nhân 2 và chia cho n.",
                ),
                Misconception(
                    "chia cho số kênh",
                    kind="axis/other",
                    edits={N: " / X.shape[1]"},
                    asks="n là số hàng hay số cột của X?",
                    tells="n là số đầu vào, tức số hàng: len(X).",
                ),
                Misconception(
                    "chia cho số phần tử",
                    kind="axis/other",
                    edits={N: " / X.size"},
                    asks="n là số đầu vào hay số phần tử của X?",
                    tells="n là số hàng của X: len(X).",
                ),
                Misconception(
                    "trừ trung bình của từng kênh",
                    kind="error/of_what",
                    edits={H: "2 * (X - np.mean(X, axis=0)).T @ (X - np.mean(X, axis=0)) / len(X)"},
                    asks="Một kênh luôn bằng 5 thì sai số của trọng số có ra đến đầu ra không?",
                    tells="Có: đây không phải ma trận hiệp phương sai, đừng trừ trung bình.",
                ),
                Misconception(
                    "chỉ giữ đường chéo",
                    kind="term/forgotten",
                    edits={H: "np.diag(np.diag(2 * X.T @ X / len(X)))"},
                    asks="Hai kênh đi cùng nhau thì số nào của H cho biết?",
                    tells="Các số ngoài đường chéo: giữ cả tích ma trận.",
                ),
                Misconception(
                    "chia cho 2 thay vì nhân 2",
                    kind="scale/inverted",
                    edits={TWO: "0.5 * X.T"},
                    asks="Đạo hàm bậc hai của e bình phương là 2 hay một nửa?",
                    tells="Là 2: số 2 ở trên tử.",
                ),
                Misconception(
                    "chia cho n trừ 1",
                    kind="index/off_by_one",
                    edits={H: "2 * X.T @ X / max(len(X) - 1, 1)"},
                    asks="Công thức chia cho n hay n − 1?",
                    tells="Chia cho n, số đầu vào; n − 1 là của phương sai mẫu.",
                ),
                Misconception(
                    "căn bậc hai của kết quả",
                    kind="error/power",
                    edits={H: "np.sqrt(np.abs(2 * X.T @ X / len(X)))"},
                    asks="H có đơn vị là x hay x bình phương?",
                    tells="H giữ nguyên bình phương, không lấy căn.",
                ),
            ),
        ),
    ),
    variants=(
        Variant("einsum", {H: "2 * np.einsum('ni,nj->ij', X, X) / X.shape[0]"}),
        Variant(
            "trung bình của các tích ngoài",
            {H: "2 * np.mean(X[:, :, np.newaxis] * X[:, np.newaxis, :], axis=0)"},
            note="Mỗi đầu vào cho một ma trận, tích ngoài của nó với chính nó; H là hai lần trung bình của chúng.",
        ),
        Variant("vòng lặp", {H: "sum(np.outer(x, x) for x in X) * 2 / len(X)"}),
        Variant("np.matmul", {H: "np.matmul(X.T, X) * (2 / len(X))"}),
    ),
    bears=lambda X: np.size(X) <= 10**7 and np.shape(X)[1] <= 1000,
)
