"""The error of an output, without the inputs."""

import numpy as np

from autograder.exercises.bai11_gptq_awq.layers import NEARLY_EXACT
from autograder.exercises.model import Puzzle, Visible
from course.arrays import Reals


def reference(H: Reals, E: Reals) -> float:
    """Half of eᵀHe, summed over the columns e of E; product by product."""
    total = 0.0
    for column in range(E.shape[1]):
        for i in range(len(H)):
            for j in range(len(H)):
                total += E[i, column] * H[i, j] * E[j, column]
    return total / 2


PUZZLE = Puzzle(
    function="output_error",
    title="Sai số của đầu ra, không cần đầu vào",
    reference=reference,
    asks="H @ E có chiều nào? Nhân từng phần tử với E rồi cộng hết lại thì được tổng nào?",
    tells="np.sum(E * (H @ E)) cộng e chuyển vị nhân H nhân e của mọi cột; còn chia cho 2.",
    equality=NEARLY_EXACT,
    cases=(
        Visible(
            "hai cột",
            {"H": np.array([[2.0, -2.0], [-2.0, 10.0]]), "E": np.array([[0.5, 0.25], [0.5, -0.25]])},
        ),
        Visible("một cột", {"H": np.array([[2.0, 1.0], [1.0, 3.0]]), "E": np.array([[1.0], [-1.0]])}),
        Visible(
            "ba kênh",
            {
                "H": np.array([[3.0, 2.95, 0.0], [2.95, 2.975, -0.025], [0.0, -0.025, 1.125]]),
                "E": np.array([[0.1, -0.2], [-0.1, 0.3], [0.2, 0.0]]),
            },
        ),
        Visible("không sai chỗ nào", {"H": np.eye(2), "E": np.zeros((2, 3))}),
    ),
)
