"""Arrays of integers, and the layers that two exercises are asked about."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograder.exercises.model import Args


def int8(*rows: Sequence[int]) -> NDArray[np.int8]:
    return np.array(rows, dtype=np.int8)


def int32(*values: ArrayLike) -> NDArray[np.int32]:
    return np.array(values, dtype=np.int32)


SMALL: Args = {
    "X_q": int8([10, -3, 7], [-50, 20, 1]),
    "W_q": int8([4, -6], [9, 5], [-8, 2]),
    "b_q": int32(30, -100),
    "z_X": -5,
}
LARGE: Args = {
    "X_q": int8([127, 120, 90, -128], [-128, -100, 127, 64], [3, -77, 45, 110]),
    "W_q": int8([127, -90], [-127, 64], [101, 120], [88, -127]),
    "b_q": int32(2500, -4000),
    "z_X": -128,
}
