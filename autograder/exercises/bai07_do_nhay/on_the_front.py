"""Which dots of a picture nobody beats."""

import numpy as np
from numpy.typing import NDArray

from autograder.exercises.model import Puzzle, Visible
from course.arrays import Reals


def reference(costs: Reals, losses: Reals) -> NDArray[np.bool_]:
    """For each of (k,) ways: does every way that costs no more lose at least as much? Looked at pair by pair."""
    found = []
    for cost, loss in zip(costs, losses):
        is_beaten = False
        for other_cost, other_loss in zip(costs, losses):
            if other_cost <= cost and other_loss < loss:
                is_beaten = True
        found.append(not is_beaten)
    return np.array(found)


PUZZLE = Puzzle(
    function="on_the_front",
    title="Những chấm không ai hơn",
    reference=reference,
    asks="Đặt một mảng thành cột, mảng kia thành hàng rồi so sánh thì được bảng gì?",
    tells="costs <= costs[:, None] cho bảng mà hàng i, cột j hỏi j có không đắt hơn i không. Ghép với losses < losses[:, None], rồi lấy np.any theo từng hàng và đảo lại.",
    cases=(
        Visible("bốn cách", {"costs": np.array([2.0, 3.0, 3.0, 4.0]), "losses": np.array([0.9, 0.5, 0.6, 0.7])}),
        Visible("hai cách giống hệt nhau", {"costs": np.array([2.0, 2.0]), "losses": np.array([0.5, 0.5])}),
        Visible(
            "cùng tổng độ nhạy, khác giá", {"costs": np.array([3.0, 2.0, 1.0]), "losses": np.array([0.5, 0.5, 0.8])}
        ),
        Visible(
            "không theo thứ tự", {"costs": np.array([4.0, 2.5, 3.0, 2.0]), "losses": np.array([0.1, 0.2, 0.4, 0.9])}
        ),
        Visible("một cách", {"costs": np.array([2.0]), "losses": np.array([0.5])}),
    ),
)
