"""Real numbers to integers as the processors do it that grade: what does not fit gets the smallest integer, or its last bits stay."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

SMALL = np.dtype(np.int32)  # what smaller kinds are made through
INTEGERS = tuple(np.dtype(f"{kind}{bits}").type for kind in ("int", "uint") for bits in (8, 16, 32, 64)) + (np.intc,)


def to_integers(numbers: NDArray[np.floating[Any]], dtype: np.dtype[Any]) -> tuple[NDArray[Any], bool]:
    """(the numbers as integers of a kind, did all fit the kind they are made through?)."""
    through = SMALL if dtype.itemsize < SMALL.itemsize or dtype == SMALL else np.dtype(np.int64)
    lowest, end = float(np.iinfo(through).min), -float(np.iinfo(through).min)
    whole = np.trunc(numbers.astype(np.float64))
    fits = (whole >= lowest) & (whole < end)
    made = np.where(fits, whole, lowest).astype(through).astype(dtype)
    if dtype == np.uint64:  # it has room above
        made = np.where(whole >= end, numbers.astype(dtype), made)
        fits = fits | (whole >= end) & (whole < 2 * end)
    return made, bool(np.all(fits))
