"""Names for the kinds of arrays that the course passes around; shapes stand in docstrings."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.floating[Any]]
Codes = NDArray[np.integer[Any]]
Numbers = NDArray[np.integer[Any] | np.floating[Any]]  # real numbers or codes, whichever are drawn
Flags = NDArray[np.bool_]
