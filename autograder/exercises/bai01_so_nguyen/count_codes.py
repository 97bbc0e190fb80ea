"""How many different codes an array uses."""

import numpy as np

from autograder.exercises.model import Puzzle, Visible
from course.arrays import Codes


def reference(x_q: Codes) -> int:
    """The number of different codes: each is written down when it is first seen."""
    seen: list[int] = []
    for code in x_q.ravel().tolist():
        if code not in seen:
            seen.append(code)
    return len(seen)


PUZZLE = Puzzle(
    function="count_codes",
    title="Mấy mã khác nhau",
    reference=reference,
    asks="Hàm nào của NumPy bỏ đi những giá trị lặp lại?",
    tells="np.unique trả về mỗi giá trị một lần, kể cả khi mảng có nhiều chiều; rồi đếm chúng.",
    cases=(
        Visible("có mã lặp lại", {"x_q": np.array([3, -1, 3, 3, 7], np.int8)}),
        Visible("một mã duy nhất", {"x_q": np.array([5, 5, 5], np.int8)}),
        Visible("ma trận", {"x_q": np.array([[0, 1, 2], [2, 1, -128]], np.int8)}),
        Visible("mọi mã int8", {"x_q": np.arange(-128, 128).astype(np.int8)}),
    ),
)
