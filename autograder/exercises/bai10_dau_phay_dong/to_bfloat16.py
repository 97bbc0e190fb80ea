"""float32 cut to its upper sixteen bits, rounded."""

import numpy as np
from numpy.typing import NDArray

from autograder.exercises.model import Puzzle, Visible


def reference(x: NDArray[np.float32]) -> NDArray[np.float32]:
    """The nearest numbers with 8 significant bits, ties to the even one, float32: rounded one by one in whole steps."""
    rounded = []
    for one in x.tolist():
        step = 2.0 ** (np.frexp(one)[1] - 8)
        rounded.append(np.rint(one / step) * step)
    return np.array(rounded, np.float32)


def singles(*numbers: float) -> NDArray[np.float32]:
    return np.array(numbers, np.float32)


PUZZLE = Puzzle(
    function="to_bfloat16",
    title="bfloat16 là nửa trên của float32",
    reference=reference,
    asks="bfloat16 có 7 bit định trị. np.frexp cho biết số mũ của x; vậy bước ở chỗ của x là bao nhiêu?",
    tells="Bước là 2.0 ** (np.frexp(x)[1] - 8): tính x bằng bước, np.rint, rồi nhân lại; đổi sang np.float32. Gọi round_to_minifloat thì không được, vì e quá lớn.",
    cases=(
        Visible("gần π", {"x": singles(3.14159265, -3.14159265, 0.1)}),
        Visible("chỗ hòa", {"x": singles(1 + 2**-8, 1 + 3 * 2**-8, -1 - 2**-8)}),
        Visible("lớn và nhỏ", {"x": singles(1e30, 1e-30, 65504, -7.25)}),
    ),
)
