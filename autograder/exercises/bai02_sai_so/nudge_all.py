"""Many ranges widened at once."""

import numpy as np

from autograder.exercises.model import Puzzle, Visible
from course.arrays import Reals


def reference(ranges: Reals) -> Reals:
    """Each range (alpha, beta) of shape (k, 2), widened to hold 0."""
    widened = np.array(ranges, dtype=np.float64)
    for row in widened:
        row[0], row[1] = min(row[0], 0.0), max(row[1], 0.0)
    return widened


PUZZLE = Puzzle(
    function="nudge_all",
    title="Nới nhiều miền một lượt",
    reference=reference,
    asks="Kéo đầu nhỏ xuống không quá 0 và đầu lớn lên không dưới 0: đó có phải là cắt mỗi cột vào một nửa trục số không?",
    tells="np.clip nhận cả hai mảng giới hạn, mỗi cột một số; np.inf là vô cùng.",
    cases=(
        Visible("ba miền của bài", {"ranges": np.array([[5.0, 10.0], [-7.0, -2.0], [-2.0, 3.0]])}),
        Visible("một miền đã chứa 0", {"ranges": np.array([[-0.5, 0.25]])}),
        Visible("miền chạm 0", {"ranges": np.array([[0.0, 4.0], [-3.0, 0.0], [2.0, 2.0]])}),
    ),
)
