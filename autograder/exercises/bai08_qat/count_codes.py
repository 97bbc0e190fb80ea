"""How many values have each code."""

import numpy as np

from autograder.exercises.bai08_qat.values import MATRIX, X
from autograder.exercises.model import Puzzle, Visible
from course.arrays import Codes, Reals


def reference(x: Reals, s: float, q: int) -> Codes:
    """For each code from -q to q, how many x (any shape) have it: counted one by one."""
    counts = np.zeros(2 * q + 1, np.int64)
    for value in x.ravel():
        counts[int(min(max(round(value / s), -q), q)) + q] += 1
    return counts


PUZZLE = Puzzle(
    function="count_codes",
    title="Mỗi mã có mấy phần tử?",
    reference=reference,
    asks="np.histogram đếm số phần tử trong từng khoảng. Muốn mỗi mã nằm giữa một khoảng thì các mép phải ở đâu?",
    tells="Tính mã, rồi np.histogram với các mép −q − 0.5, −q + 0.5, …, q + 0.5. Cũng có thể cộng q vào mã rồi dùng np.bincount.",
    cases=(
        Visible("ba mã", {"x": X, "s": 0.5, "q": 1}),
        Visible("bảy mã", {"x": X, "s": 0.5, "q": 3}),
        Visible("ma trận, có mã không ai dùng", {"x": MATRIX, "s": 0.22, "q": 7}),
        Visible("mọi số dồn vào mã 0", {"x": np.array([0.1, -0.2, 0.0]), "s": 1.0, "q": 3}),
    ),
)
