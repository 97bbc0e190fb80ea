"""Trits out of bytes."""

import numpy as np

from autograder.exercises.model import Puzzle, Visible
from course.arrays import Codes


def reference(p: Codes) -> Codes:
    """The five trits -1, 0, 1 of each byte, the lowest digit first, int8 (5 n,)."""
    trits = []
    for byte in p.tolist():
        for _ in range(5):
            trits.append(byte % 3 - 1)
            byte //= 3
    return np.array(trits, dtype=np.int8)


PUZZLE = Puzzle(
    function="unpack_ternary",
    title="Mở gói năm trit",
    reference=reference,
    asks="Muốn lấy chữ số thứ i của một số trong hệ ba thì chia cho số nào, rồi lấy dư cho số nào?",
    tells="Chia nguyên mỗi byte cho 1, 3, 9, 27, 81 (thêm một trục), lấy dư cho 3, trừ 1, rồi duỗi thành một hàng. Cẩn thận khi trừ trong uint8.",
    cases=(
        Visible("ví dụ trong bài", {"p": np.array([221, 81], np.uint8)}),
        Visible("nhỏ nhất, lớn nhất", {"p": np.array([0, 242, 121], np.uint8)}),
        Visible("mỗi chữ số một lần", {"p": np.array([1, 3, 9, 27, 81, 162], np.uint8)}),
        Visible("một byte", {"p": np.array([200], np.uint8)}),
    ),
)
