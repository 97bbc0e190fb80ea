"""Whole numbers in the order of the numbers that codes stand for."""

import numpy as np

from autograder.exercises.model import Puzzle, Visible
from course.arrays import Codes


def reference(code: Codes) -> Codes:
    """For each code of eight bits its seven lower bits as a whole number, negative where the sign bit is set."""
    keys = []
    for one in code.tolist():
        keys.append(128 - one if one >= 128 else one)
    return np.array(keys)


def codes(*numbers: int) -> Codes:
    return np.array(numbers, np.uint8)


PUZZLE = Puzzle(
    function="order_keys",
    title="So sánh mà không giải mã",
    reference=reference,
    asks="Với số dương, mã lớn hơn thì số lớn hơn. Với số âm thì ngược lại: bỏ bit dấu đi rồi làm gì nữa?",
    tells="Mã dưới 128 giữ nguyên; mã từ 128 trở lên thì lấy 128 − mã, sau khi đổi sang kiểu có dấu để phép trừ không quay vòng.",
    cases=(
        Visible("số dương", {"code": codes(0, 1, 8, 56, 126)}),
        Visible("số âm", {"code": codes(129, 136, 184, 254)}),
        Visible("lẫn lộn, có −0", {"code": codes(184, 56, 128, 0, 1, 129, 254, 126)}),
    ),
)
