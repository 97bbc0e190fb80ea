"""The nearest matrix of a low rank, from a singular value decomposition."""

import numpy as np

from autograder.exercises.bai11_gptq_awq.layers import NEARLY_EXACT
from autograder.exercises.model import Puzzle, Visible
from course.arrays import Reals


def reference(U: Reals, S: Reals, Vt: Reals, r: int) -> Reals:
    """The first r terms of the sum, number by number (Eckart and Young 1936)."""
    kept = np.zeros((len(U), Vt.shape[1]))
    for k in range(r):
        for i in range(len(U)):
            for j in range(Vt.shape[1]):
                kept[i, j] += S[k] * U[i, k] * Vt[k, j]
    return kept


PUZZLE = Puzzle(
    function="low_rank",
    title="Giữ r số hạng đầu",
    reference=reference,
    asks="Số hạng thứ k lấy cột nào của U, hàng nào của Vt? Phép nhân ma trận nào cộng sẵn cả r số hạng?",
    tells="Giữ r cột đầu của U, nhân mỗi cột với giá trị kỳ dị của nó, rồi nhân ma trận với r hàng đầu của Vt.",
    equality=NEARLY_EXACT,
    cases=(
        Visible(
            "hạng 1",
            {
                "U": np.array([[0.6, -0.8], [0.8, 0.6]]),
                "S": np.array([3.0, 0.5]),
                "Vt": np.array([[0.8, 0.6], [-0.6, 0.8]]),
                "r": 1,
            },
        ),
        Visible(
            "ba kênh vào, hạng 2",
            {
                "U": np.array([[2.0, -2.0, 1.0], [1.0, 2.0, 2.0], [2.0, 1.0, -2.0]]) / 3,
                "S": np.array([4.0, 1.5, 0.25]),
                "Vt": np.array([[0.0, 1.0, 0.0], [0.6, 0.0, 0.8], [0.8, 0.0, -0.6]]),
                "r": 2,
            },
        ),
        Visible(
            "nhiều kênh ra hơn kênh vào",
            {
                "U": np.array([[0.8, -0.6], [0.6, 0.8]]),
                "S": np.array([2.0, 1.0]),
                "Vt": np.array([[0.5, 0.5, 0.5, 0.5], [0.5, -0.5, 0.5, -0.5]]),
                "r": 1,
            },
        ),
        Visible(
            "giữ tất cả",
            {
                "U": np.array([[0.6, 0.8], [0.0, 0.0], [0.8, -0.6]]),
                "S": np.array([2.0, 1.0]),
                "Vt": np.array([[0.8, -0.6], [0.6, 0.8]]),
                "r": 2,
            },
        ),
    ),
)
