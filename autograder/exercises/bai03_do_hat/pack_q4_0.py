"""A group of 32 codes in the order of llama.cpp's Q4_0."""

import numpy as np
from numpy.typing import NDArray

from autograder.exercises.model import Puzzle, Visible
from course.arrays import Codes
from course.checking.compare import EXACT_WITH_DTYPE


def reference(q: Codes) -> NDArray[np.uint8]:
    """Byte k of q, shape (32,), holds code k plus 8 in its low half and code k + 16 plus 8 in its high half."""
    unsigned = [code + 8 for code in q.tolist()]
    return np.array([unsigned[k] + 16 * unsigned[k + 16] for k in range(16)], dtype=np.uint8)


PUZZLE = Puzzle(
    function="pack_q4_0",
    title="Xếp như llama.cpp",
    reference=reference,
    asks="Mã thứ k và mã nào nằm chung một byte?",
    tells="Mã k đi với mã k + 16: cắt q thành hai nửa q[:16] và q[16:], cộng 8, dịch nửa sau sang trái 4 bit, rồi ghép lại.",
    equality=EXACT_WITH_DTYPE,
    cases=(
        Visible("các mã tăng dần", {"q": (np.arange(32) // 2 - 8).astype(np.int8)}),
        Visible("toàn số 0", {"q": np.zeros(32, np.int8)}),
        Visible("hai đầu thước", {"q": np.repeat(np.array([-8, 7], np.int8), 16)}),
        Visible("đầu thước đảo lại", {"q": np.tile(np.array([7, -8, 1], np.int8), 11)[:32]}),
    ),
)
