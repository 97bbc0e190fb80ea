"""The nearest mark of a ruler whose marks are anywhere."""

import numpy as np

from autograder.exercises.model import Puzzle, Visible
from course.arrays import Codes, Reals

MARKS = np.array([-1.0, 0.0, 0.3, 2.0])


def reference(x: Reals, marks: Reals) -> Codes:
    """For each x of shape (n,) the place of the nearest of the marks (k,), the first of several."""
    codes = []
    for value in x:
        distances = [abs(value - mark) for mark in marks]
        codes.append(distances.index(min(distances)))
    return np.array(codes)


PUZZLE = Puzzle(
    function="nearest_mark",
    title="Vạch gần nhất",
    reference=reference,
    asks="Nếu x đứng thành cột (n, 1) thì x trừ marks có chiều gì?",
    tells="x[:, None] - marks là bảng (n, k) các khoảng cách có dấu; lấy np.abs rồi np.argmin theo hàng.",
    cases=(
        Visible("thước của đề", {"x": np.array([-0.8, 0.1, 0.2, 5.0]), "marks": MARKS}),
        Visible("một số", {"x": np.array([1.2]), "marks": MARKS}),
        Visible("vạch không xếp thứ tự", {"x": np.array([0.9, -3.0, 0.4]), "marks": np.array([1.0, -1.0, 0.0])}),
        Visible("ở giữa hai vạch", {"x": np.array([-0.5, 0.0]), "marks": np.array([-1.0, 0.0])}),
    ),
)
