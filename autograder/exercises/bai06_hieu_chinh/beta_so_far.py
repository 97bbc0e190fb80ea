"""The upper end of the min-max range after each batch."""

import numpy as np

from autograder.exercises.model import Puzzle, Visible
from course.arrays import Reals


def reference(tops: Reals) -> Reals:
    """For each batch the largest of 0 and the largest values (k,) of the batches up to it."""
    largest, found = 0.0, []
    for top in tops:
        largest = max(largest, float(top))
        found.append(largest)
    return np.array(found)


PUZZLE = Puzzle(
    function="beta_so_far",
    title="Miền sau mỗi lô",
    reference=reference,
    asks="np.cumsum cộng dồn từ trái sang; phép nào của NumPy lấy số lớn nhất dồn từ trái sang?",
    tells="Dùng np.maximum.accumulate. Đừng quên nới cho chứa số 0.",
    cases=(
        Visible("lô lạ ở giữa", {"tops": np.array([3.0, 3.5, 26.0, 3.2, 3.6])}),
        Visible("mọi lô đều âm", {"tops": np.array([-2.0, -1.0, -3.0])}),
        Visible("âm rồi mới dương", {"tops": np.array([-2.0, 1.5, 0.5])}),
        Visible("một lô", {"tops": np.array([4.0])}),
    ),
)
