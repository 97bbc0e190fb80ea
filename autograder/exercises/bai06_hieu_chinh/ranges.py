"""What the exercises on ranges share: numbers to draw, and how close a range must be."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course.checking.compare import Equality

NEARLY_EXACT = Equality(rtol=1e-5, atol=1e-7)  # float32 arithmetic passes, a wrong formula does not

CLEAR_WIN = 1e-3  # the chosen range is better than any other by this share


def rounded(values: ArrayLike, digits: int = 3) -> NDArray[np.float64]:
    return np.asarray(values, np.float64).round(digits)


LAST_LOW, LAST_HIGH = "alpha = np.minimum(alpha, 0.0)", "beta = np.maximum(beta, 0.0)"
