"""The halves of every byte swapped."""

import numpy as np
from numpy.typing import NDArray

from autograder.exercises.model import Puzzle, Visible
from course.checking.compare import EXACT_WITH_DTYPE


def reference(p: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Each byte with its low and its high four bits in each other's place, by division."""
    swapped = [byte % 16 * 16 + byte // 16 for byte in p.ravel().tolist()]
    return np.array(swapped, dtype=np.uint8).reshape(p.shape)


PUZZLE = Puzzle(
    function="swap_nibbles",
    title="Đổi chỗ hai nửa byte",
    reference=reference,
    asks="Trên uint8, p << 4 làm rơi mất nửa nào, và nửa còn lại nằm ở đâu?",
    tells="Dịch trái thì nửa thấp lên chỗ cao, dịch phải thì nửa cao xuống chỗ thấp; ghép hai kết quả bằng dấu |.",
    equality=EXACT_WITH_DTYPE,
    cases=(
        Visible("byte của bài", {"p": np.array([211, 135], np.uint8)}),
        Visible("hai nửa như nhau", {"p": np.array([0, 255, 17], np.uint8)}),
        Visible("ma trận", {"p": np.array([[1, 16], [240, 15]], np.uint8)}),
        Visible("mọi byte", {"p": np.arange(256).astype(np.uint8)}),
    ),
)
