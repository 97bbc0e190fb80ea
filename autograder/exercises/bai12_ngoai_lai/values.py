"""What the exercises on outliers share: numbers to draw, and how close a result must be."""

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray

from course.checking.compare import Equality

NEARLY_EXACT = Equality(rtol=1e-6, atol=1e-9)  # float32 passes


def rounded(values: ArrayLike, digits: int = 2) -> NDArray[np.float64]:
    """The values with so many digits; no zero among them is negative."""
    return np.asarray(values, np.float64).round(digits) + 0.0


def draw_matrix(rng: Generator, shape: tuple[int, int]) -> NDArray[np.float64]:
    """Numbers of both signs, none of them near 0."""
    return rounded(rng.uniform(0.2, 3.0, shape) * rng.choice([-1, 1], shape))
