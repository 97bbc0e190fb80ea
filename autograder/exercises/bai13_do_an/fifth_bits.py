"""The fifth bit of every code in blocks of Q5_0."""

import numpy as np
from numpy.typing import NDArray

from autograder.exercises.model import Puzzle, Visible


def reference(blocks: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Bit j of the four bytes 2 to 5 of each block (k, 22), from the lowest bit of the first of them on; (k, 32)."""
    words = [int.from_bytes(bytes(block[2:6].tolist()), "little") for block in blocks]
    return np.array([[word >> j & 1 for j in range(32)] for word in words])


def case(high: list[int]) -> dict[str, NDArray[np.uint8]]:
    """One block a word, its other bytes full of other bits."""
    blocks = np.full((len(high), 22), 0b10110100, np.uint8)
    blocks[:, 2:6] = np.array(high, "<u4").view(np.uint8).reshape(-1, 4)
    return {"blocks": blocks}


PUZZLE = Puzzle(
    function="fifth_bits",
    title="Bit thứ năm",
    reference=reference,
    asks="Trong bốn byte ấy, bit thấp nhất của byte đầu là bit của mã nào? np.unpackbits lấy bit nào ra trước?",
    tells='Bốn byte ấy là blocks[:, 2:6]. np.unpackbits dọc theo axis=1 với bitorder="little" lấy bit thấp nhất ra trước.',
    cases=(
        Visible("chỉ mã 0 có bit thứ năm", case([1])),
        Visible("mã 7 và mã 8", case([0b1_1000_0000])),
        Visible("hai khối", case([0x8000_0001, 0x0F0F_1234])),
        Visible("ba khối, đủ thứ bit", case([0xDEAD_BEEF, 0, 0xFFFF_FFFF])),
    ),
)
