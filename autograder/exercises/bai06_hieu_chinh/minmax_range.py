"""The range from the smallest value to the largest."""

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai06_hieu_chinh.ranges import NEARLY_EXACT, rounded
from autograder.exercises.model import Args, Exercise, Misconception, Part, Variant, Visible


def draw_matrix(rng: Generator) -> Args:
    """A matrix whose values are on both sides of 0, all above it, or all below it."""
    X = rng.normal(0, 2, size=tuple(rng.integers(2, 5, size=2)))
    side = int(rng.integers(3))
    X = X if side == 0 else (np.abs(X) + 0.5) * (1 if side == 1 else -1)
    return {"X": rounded(X)}


LOW, HIGH = "np.minimum(np.min(X), 0.0)", "np.maximum(np.max(X), 0.0)"

EXERCISE = Exercise(
    function="minmax_range",
    title="Miền min-max",
    reference=reference.minmax_range,
    asks="Giá trị nhỏ nhất và lớn nhất của cả mảng là gì, và miền ấy đã chứa số 0 chưa?",
    tells="α là số nhỏ hơn trong 0 và min của cả X, β là số lớn hơn trong 0 và max của cả X.",
    parts=(
        Part(
            "TODO 3",
            points=0.5,
            visible=(
                Visible("có cả số âm và số dương", {"X": np.array([[-1.5, 0.25, 2.0], [0.5, -0.75, 4.25]])}),
                Visible("toàn số dương", {"X": np.array([2.0, 5.0, 3.0])}),
                Visible("toàn số âm", {"X": np.array([[-7.5], [-0.5], [-3.0]])}),
                Visible("phía âm dài hơn phía dương, float32", {"X": np.array([[-8.5, 1.0], [1.5, 2.5]], np.float32)}),
            ),
            draw=draw_matrix,
            equality=NEARLY_EXACT,
            misconceptions=(
                Misconception(
                    "không nới cho chứa số 0",
                    kind="calibration/zero_outside",
                    edits={LOW: "np.min(X)", HIGH: "np.max(X)"},
                    asks="Nếu X toàn số dương thì miền của bạn có chỗ cho số thực 0 không?",
                    tells="Nếu min lớn hơn 0 thì α = 0, nếu max nhỏ hơn 0 thì β = 0.",
                ),
                Misconception(
                    "chỉ nới đầu dưới",
                    kind="calibration/one_end",
                    edits={HIGH: "np.max(X)"},
                    asks="Nếu X toàn số âm thì β của bạn là bao nhiêu?",
                    tells="Cả hai đầu đều có thể phải nới: β không được nhỏ hơn 0.",
                ),
                Misconception(
                    "chỉ nới đầu trên",
                    kind="calibration/one_end",
                    edits={LOW: "np.min(X)"},
                    asks="Nếu X toàn số dương thì α của bạn là bao nhiêu?",
                    tells="Cả hai đầu đều có thể phải nới: α không được lớn hơn 0.",
                ),
                Misconception(
                    "cho rằng α luôn bằng 0",
                    kind="calibration/one_end",
                    edits={LOW: "0.0 * np.min(X)"},
                    asks="Có phải mảng nào cũng đã qua ReLU không?",
                    tells="Không: đầu vào của mạng hay logit có thể âm. α là min của X nếu min nhỏ hơn 0.",
                ),
                Misconception(
                    "miền đối xứng theo max |X|",
                    kind="calibration/symmetric",
                    edits={LOW: "-np.max(np.abs(X))", HIGH: "np.max(np.abs(X))"},
                    asks="Với X từ −1 đến 5, nửa miền từ −5 đến −1 có giá trị nào không?",
                    tells="Đó là miền đối xứng. Ở đây α lấy từ min, β lấy từ max.",
                ),
                Misconception(
                    "min và max theo từng cột",
                    kind="axis/split",
                    edits={LOW: "np.minimum(np.min(X, axis=0), 0.0)", HIGH: "np.maximum(np.max(X, axis=0), 0.0)"},
                    asks="Cả mảng dùng chung một miền hay mỗi cột một miền?",
                    tells="Đừng truyền axis: lấy min và max của cả mảng.",
                ),
                Misconception(
                    "trả về đầu lớn trước",
                    kind="order/returned",
                    edits={"return alpha, beta": "return beta, alpha"},
                    asks="Trong hai đầu của miền, đầu nào là alpha?",
                    tells="α là đầu nhỏ, đứng trước.",
                ),
            ),
        ),
    ),
    variants=(
        Variant("min và max của Python", {LOW: "min(0.0, X.min())", HIGH: "max(0.0, X.max())"}),
        Variant(
            "initial",
            {LOW: "np.min(X, initial=0)", HIGH: "np.max(X, initial=0)"},
            note="initial=0 coi như có thêm một số 0 trong mảng, nên miền luôn chứa 0.",
        ),
        Variant(
            "thêm số 0 vào mảng",
            {LOW: "np.min(np.append(X, 0))", HIGH: "np.max(np.append(X, 0))"},
            note="Thêm hẳn số 0 vào mảng rồi lấy hai đầu: cùng ý, nhưng tốn một bản sao.",
        ),
        Variant("float", {LOW: "float(min(X.min(), 0))", HIGH: "float(max(X.max(), 0))"}),
    ),
)
