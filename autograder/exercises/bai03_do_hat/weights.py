"""Weights to quantize, and how close their scales must be."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograder import reference
from autograder.exercises.model import away_from_ties
from course.arrays import Reals
from course.checking.compare import Equality

NEARLY_EXACT = Equality(rtol=1e-6)  # scales in float64 pass, codes must be equal
NEARLY_EXACT_WITH_DTYPE = Equality(rtol=1e-6, dtype=True)


def float32(rows: ArrayLike) -> NDArray[np.float32]:
    return np.array(rows, dtype=np.float32)


def weights_away_from_ties(W: Reals, bits: int, axis: int | None = None) -> bool:
    """Is every weight, in steps, away from a half?"""
    _, s = reference.quantize_symmetric(W, bits, axis)
    steps = W.astype(np.float64) / np.asarray(s, dtype=np.float64)
    return away_from_ties(steps)
