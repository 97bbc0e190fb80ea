"""A bias that makes the mean output of rounded weights right again."""

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai07_do_nhay.layers import NEARLY_EXACT, rounded
from autograder.exercises.model import Args, Exercise, Misconception, Part, Seeded, Variant, Visible

EXAMPLE = {
    "W": np.array([[0.6, -0.3], [0.3, 0.9]]),
    "W_hat": np.array([[1.0, 0.0], [0.0, 1.0]]),
    "b": np.array([0.5, -0.5]),
    "X": np.array([[1.0, 2.0], [3.0, 0.0], [2.0, 1.0]]),
}
ONE_IMAGE = {
    "W": np.array([[0.5, -1.25, 0.75], [1.0, 0.25, -0.5]]),
    "W_hat": np.array([[1.0, -1.0, 1.0], [1.0, 0.0, -1.0]]),
    "b": np.array([0.25, 0.0, -0.75]),
    "X": np.array([[0.5, 2.0]]),
}


def draw_layer(rng: Generator) -> Args:
    """A layer, its weights rounded to multiples of a half, and a few inputs, none of them negative."""
    images, inputs, outputs = (int(n) for n in rng.permutation([3, 4, 5]))
    return _layer(rng, images, inputs, outputs)


def draw_square(rng: Generator) -> Args:
    """The same with as many images as inputs and outputs, so that a wrong axis fits, too."""
    return _layer(rng, 4, 4, 4)


def _layer(rng: Generator, images: int, inputs: int, outputs: int) -> Args:
    W = rounded(rng.normal(0, 1, (inputs, outputs)))
    X = rounded(np.maximum(rng.normal(0.5, 1, (images, inputs)), 0) * rng.choice([1.0, 3.0], inputs))
    return {"W": W, "W_hat": np.rint(2 * W) / 2, "b": rounded(rng.normal(0, 0.5, outputs)), "X": X}


SHIFT = "np.mean(X, axis=0) @ (W_hat - W)"
NEW = "b_new = b - shift"

EXERCISE = Exercise(
    function="correct_bias",
    title="Bù độ lệch",
    reference=reference.correct_bias,
    asks="Trung bình qua các ảnh, đầu ra của lớp đã dời đi bao nhiêu, và b phải đổi thế nào để kéo nó về?",
    tells="Đầu ra dời đi trung bình của X (theo axis=0) nhân với W_hat − W; lấy b trừ đi phần dời ấy.",
    parts=(
        Part(
            "TODO 6",
            points=1.5,
            visible=(
                Visible("ví dụ trong bài", EXAMPLE),
                Visible("chỉ một ảnh", ONE_IMAGE),
                Seeded("bốn ảnh, bốn đầu vào, bốn đầu ra", draw_square, 1),
            ),
            draw=draw_layer,
            equality=NEARLY_EXACT,
            misconceptions=(
                Misconception(
                    "cộng phần dời thay vì trừ",
                    kind="term/sign",
                    edits={NEW: "b_new = b + shift"},
                    asks="Giả sử đầu ra bị dời lên. Muốn kéo nó xuống thì b phải tăng hay giảm?",
                    tells="Giảm: b − shift, với shift tính từ W_hat − W.",
                ),
                Misconception(
                    "trả về phần dời thay vì độ lệch mới",
                    kind="search/goal",
                    edits={NEW: "b_new = shift"},
                    asks="Hàm phải trả về độ lệch mới, hay phần mà đầu ra bị dời đi?",
                    tells="Trả về b − shift.",
                ),
                Misconception(
                    "quên độ lệch cũ",
                    kind="term/forgotten",
                    edits={NEW: "b_new = -shift"},
                    asks="Độ lệch mà mạng đã học có còn cần không?",
                    tells="Còn: bắt đầu từ b rồi trừ phần dời.",
                ),
                Misconception(
                    "lấy trung bình theo axis=1",
                    kind="axis/other",
                    edits={SHIFT: "np.mean(X, axis=1) @ (W_hat - W)"},
                    asks="X có chiều (số ảnh, vào). Trung bình qua các ảnh là rút gọn trục nào?",
                    tells="Trục 0 là trục của ảnh, nên lấy trung bình theo axis=0.",
                ),
                Misconception(
                    "quên đầu vào X",
                    kind="term/forgotten",
                    edits={SHIFT: "np.mean(W_hat - W, axis=0)"},
                    asks="Một trọng số sai 0.1 làm đầu ra dời bao nhiêu nếu đầu vào của nó luôn bằng 0? Nếu luôn bằng 5?",
                    tells="Sai số của trọng số được nhân với đầu vào: trung bình của X nhân với W_hat − W.",
                ),
                Misconception(
                    "lấy tổng thay vì trung bình",
                    kind="term/forgotten",
                    edits={SHIFT: "np.sum(X, axis=0) @ (W_hat - W)"},
                    asks="Gấp đôi số ảnh thì phần dời của mỗi ảnh có gấp đôi không?",
                    tells="Không, nên lấy trung bình qua các ảnh: np.mean.",
                ),
                Misconception(
                    "lấy trung vị thay vì trung bình",
                    kind="calibration/statistic",
                    edits={SHIFT: "np.median(X, axis=0) @ (W_hat - W)"},
                    asks="Trung bình của tổng bằng tổng các trung bình. Trung vị có thế không?",
                    tells="Không, nên dùng np.mean.",
                ),
                Misconception(
                    "tính mỗi ảnh mới nặng bằng mọi ảnh trước cộng lại",
                    kind="calibration/statistic",
                    edits={
                        f"shift = {SHIFT}": "shift = X[0] @ (W_hat - W)\n"
                        "    for x in X[1:]:\n        shift = (shift + x @ (W_hat - W)) / 2"
                    },
                    asks="Đi qua ba ảnh, mỗi lần lấy trung bình của số đang có với ảnh mới: ảnh đầu góp mấy phần, ảnh cuối góp mấy phần?",
                    tells="Ảnh cuối góp một nửa, ảnh đầu chỉ còn một phần tư. Ảnh nào cũng phải góp như nhau: cộng hết rồi chia cho số ảnh.",
                ),
                Misconception(
                    "lấy một trung bình chung cho mọi đầu vào",
                    kind="axis/shared",
                    edits={SHIFT: "np.mean(X) * np.sum(W_hat - W, axis=0)"},
                    asks="Đầu vào luôn bằng 0 và đầu vào luôn bằng 5 có cùng trung bình không?",
                    tells="Không. Mỗi đầu vào một trung bình: np.mean(X, axis=0).",
                ),
                Misconception(
                    "lấy độ lớn của sai số",
                    kind="error/sign_lost",
                    edits={SHIFT: "np.mean(X, axis=0) @ np.abs(W_hat - W)"},
                    asks="Hai đầu vào có trung bình bằng nhau, trọng số của chúng sai +0.1 và −0.1. Trung bình của đầu ra có dời đi không?",
                    tells="Không dời: hai phần bù nhau, nên phải giữ dấu của W_hat − W.",
                ),
                Misconception(
                    "lấy độ lớn của phần dời ở từng ảnh",
                    kind="error/sign_lost",
                    edits={SHIFT: "np.mean(np.abs(X @ (W_hat - W)), axis=0)"},
                    asks="Đầu ra của một ảnh dời lên 1, của ảnh kia dời xuống 1. Trung bình đã dời đi bao nhiêu?",
                    tells="Không dời: hai phần ấy bù nhau, nên phải giữ dấu.",
                ),
                Misconception(
                    "đo phần dời sau ReLU",
                    kind="relu/needless",
                    edits={SHIFT: "np.mean(np.maximum(X @ W_hat + b, 0) - np.maximum(X @ W + b, 0), axis=0)"},
                    asks="b được cộng vào trước hay sau ReLU? Phần dời phải đo ở chỗ nào?",
                    tells="Đo ở đầu ra của lớp, trước ReLU: trung bình của X nhân với W_hat − W.",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "hiệu hai trung bình",
            {SHIFT: "np.mean(X @ W_hat, axis=0) - np.mean(X @ W, axis=0)"},
            note="Đo thẳng: đầu ra trung bình của lớp mới trừ đầu ra trung bình của lớp cũ.",
        ),
        Variant("trung bình sau khi nhân", {SHIFT: "np.mean(X @ (W_hat - W), axis=0)"}),
        Variant("einsum", {SHIFT: "np.einsum('ni,io->o', X, W_hat - W) / len(X)"}),
        Variant(
            "vòng lặp qua các ảnh",
            {SHIFT: "sum(x @ (W_hat - W) for x in X) / X.shape[0]"},
        ),
        Variant("đổi dấu cả hai", {SHIFT: "np.mean(X, axis=0) @ (W - W_hat)", NEW: "b_new = b + shift"}),
    ),
)
