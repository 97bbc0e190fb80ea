"""In how many windows each point of an edge lies."""

import numpy as np

from autograder.exercises.model import Puzzle, Visible
from course.arrays import Codes


def reference(n: int, k: int) -> Codes:
    """For each of n points the number of windows of length k, stride 1, that it lies in: each window is laid once."""
    counted = [0] * n
    for left in range(n - k + 1):
        for place in range(left, left + k):
            counted[place] += 1
    return np.array(counted)


PUZZLE = Puzzle(
    function="visits",
    title="Mỗi điểm được chép mấy lần",
    reference=reference,
    asks="Nếu đánh số 1 vào chỗ bắt đầu của mỗi cửa sổ, thì trải mỗi số 1 ấy ra k điểm là phép tính gì?",
    tells="Đó là tích chập của n − k + 1 số 1 với k số 1: np.convolve, với các số 1 kiểu int.",
    cases=(
        Visible("cạnh 5, cửa sổ 3", {"n": 5, "k": 3}),
        Visible("cửa sổ to bằng cạnh", {"n": 4, "k": 4}),
        Visible("cửa sổ một điểm", {"n": 6, "k": 1}),
        Visible("cạnh 8, cửa sổ 3", {"n": 8, "k": 3}),
        Visible("cửa sổ to", {"n": 7, "k": 5}),
    ),
)
