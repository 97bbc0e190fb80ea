"""What the other rows must take over when the first is rounded."""

import numpy as np

from autograder.exercises.bai11_gptq_awq.layers import NEARLY_EXACT
from autograder.exercises.model import Puzzle, Visible
from course.arrays import Reals


def reference(H: Reals, d: Reals) -> Reals:
    """The change of rows 1, 2, ... that makes the output error least, for each column: elimination by hand."""
    rows, change = len(H) - 1, np.zeros((len(H) - 1, len(d)))
    for column in range(len(d)):
        system = np.column_stack([H[1:, 1:], H[1:, 0] * d[column]])
        for at in range(rows):
            system[at] /= system[at, at]
            for other in range(rows):
                if other != at:
                    system[other] -= system[other, at] * system[at]
        change[:, column] = system[:, -1]
    return change


PUZZLE = Puzzle(
    function="best_change",
    title="Bù cho đúng",
    reference=reference,
    asks="Trong công thức, ma trận nào là phần còn lại của H, vector nào là cột 0 của nó? Mỗi cột của W nhân nghiệm ấy với số nào?",
    tells="Giải hệ với H[1:, 1:] và H[1:, 0], rồi np.outer nghiệm ấy với d.",
    equality=NEARLY_EXACT,
    cases=(
        Visible("ví dụ trong bài", {"H": np.array([[1.0, 0.9], [0.9, 1.0]]), "d": np.array([0.4])}),
        Visible("hai đầu vào ngược nhau", {"H": np.array([[1.0, -0.9], [-0.9, 2.0]]), "d": np.array([0.4, -0.2])}),
        Visible(
            "ba kênh",
            {
                "H": np.array([[3.0, 2.0, 0.5], [2.0, 4.0, -1.0], [0.5, -1.0, 2.0]]),
                "d": np.array([0.1, -0.3, 0.25]),
            },
        ),
        Visible("kênh 0 đi một mình", {"H": np.array([[1.0, 0.0], [0.0, 1.0]]), "d": np.array([0.4])}),
    ),
)
