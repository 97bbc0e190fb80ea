"""The derivative with respect to the end at which activations are clipped."""

import numpy as np

from autograder.exercises.bai08_qat.values import NEARLY_EXACT
from autograder.exercises.model import Puzzle, Visible
from course.arrays import Reals


def reference(g: Reals, x: Reals, alpha: float) -> float:
    """The sum of the derivatives g (any shape) of those x that are clipped to alpha: added one by one."""
    total = 0.0
    for slope, value in zip(g.ravel(), x.ravel()):
        if value >= alpha:
            total += float(slope)
    return total


PUZZLE = Puzzle(
    function="pact_gradient",
    title="Học đầu thước của kích hoạt",
    reference=reference,
    asks="Nhích alpha một chút thì kích hoạt của những phần tử nào đổi theo, và đổi bao nhiêu?",
    tells="Chỉ những phần tử từ alpha trở lên đổi theo, và đổi đúng bằng alpha: cộng g của chúng.",
    equality=NEARLY_EXACT,
    cases=(
        Visible(
            "hai phần tử bị cắt",
            {"g": np.array([1.0, -2.0, 0.5, 3.0]), "x": np.array([0.2, 1.7, 0.9, 4.0]), "alpha": 1.0},
        ),
        Visible("không phần tử nào bị cắt", {"g": np.array([1.0, 2.0]), "x": np.array([0.2, 0.7]), "alpha": 1.0}),
        Visible(
            "ma trận, có số âm",
            {"g": np.array([[1.5, -1.0], [2.0, 0.25]]), "x": np.array([[-3.0, 2.5], [2.1, 0.0]]), "alpha": 2.0},
        ),
    ),
)
