"""A rotation by sums and differences alone."""

import numpy as np

from autograder.exercises.bai12_ngoai_lai.values import NEARLY_EXACT
from autograder.exercises.model import Puzzle, Visible
from course.arrays import Reals


def reference(x: Reals) -> Reals:
    """x times the Hadamard matrix over the root of its size, sign by sign."""
    n = len(x)
    turned = [sum(-value if (i & j).bit_count() % 2 else value for i, value in enumerate(x.tolist())) for j in range(n)]
    return np.array(turned) / n**0.5


PUZZLE = Puzzle(
    function="fast_rotation",
    title="Quay mà không cần ma trận",
    reference=reference,
    asks="Nửa đầu của kết quả là tổng của hai kết quả nhỏ hơn; hai kết quả nhỏ ấy là của những phần nào của x?",
    tells="Chia mỗi khúc làm hai nửa, thay bằng khúc tổng và khúc hiệu, lặp cho đến khi mỗi khúc còn một số; cuối cùng chia cho căn của n.",
    equality=NEARLY_EXACT,
    is_one_line=False,
    cases=(
        Visible("bốn số", {"x": np.array([1.0, 0.0, 8.0, -1.0])}),
        Visible("một cái gai", {"x": np.array([0.0, 0.0, 0.0, 0.0, 0.0, 64.0, 0.0, 0.0])}),
        Visible("một số", {"x": np.array([3.0])}),
        Visible("tám số khác nhau", {"x": np.array([1.0, -2.0, 0.5, 4.0, -1.5, 3.0, 2.5, -0.25])}),
        Visible("mười sáu số", {"x": np.arange(16.0) ** 2}),
    ),
)
