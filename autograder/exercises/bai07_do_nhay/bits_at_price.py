"""Bits for each layer when a bit has a price."""

from collections.abc import Sequence

import numpy as np

from autograder.exercises.model import Puzzle, Visible
from course.arrays import Codes, Reals


def reference(S: Reals, sizes: Codes, choices: Sequence[int], price: float) -> Codes:
    """For each layer the number of bits with the least S[l, j] + price * size * bits, the first of equal ones."""
    found = []
    for losses, size in zip(S, sizes):
        best = 0
        for place, bits in enumerate(choices):
            if losses[place] + price * size * bits < losses[best] + price * size * choices[best]:
                best = place
        found.append(choices[best])
    return np.array(found)


LOSSES = np.array([[0.9, 0.1, 0.0], [0.3, 0.2, 0.01], [0.05, 0.04, 0.03]])
SIZES, CHOICES = np.array([100, 60, 50]), np.array([2, 3, 4])

PUZZLE = Puzzle(
    function="bits_at_price",
    title="Khi mỗi bit có giá",
    reference=reference,
    asks="Nếu mỗi bit có giá, lớp này chọn gì có còn phụ thuộc lớp kia không?",
    tells="np.outer(sizes, choices) cho số bit của mọi lớp với mọi lựa chọn. Nhân bảng ấy với giá rồi cộng S, tìm chỗ nhỏ nhất bằng np.argmin với axis=1, rồi lấy choices ở những chỗ ấy.",
    cases=(
        Visible("giá rẻ", {"S": LOSSES, "sizes": SIZES, "choices": CHOICES, "price": 1e-4}),
        Visible("giá vừa", {"S": LOSSES, "sizes": SIZES, "choices": CHOICES, "price": 3e-3}),
        Visible("giá đắt", {"S": LOSSES, "sizes": SIZES, "choices": CHOICES, "price": 1.0}),
        Visible("cho không", {"S": LOSSES, "sizes": SIZES, "choices": CHOICES, "price": 0.0}),
    ),
)
