"""Where NumPy would have refused a matrix, seen from what it was given and what it made: out of finite numbers, none."""

from collections.abc import Sequence
from typing import Any

import numpy as np

SINGULAR, NOT_POSITIVE = "Singular matrix", "Matrix is not positive definite"
REFUSES = {  # functions of np.linalg -> what they say
    "inv": SINGULAR,
    "solve": SINGULAR,
    "tensorinv": SINGULAR,
    "tensorsolve": SINGULAR,
    "matrix_power": SINGULAR,
    "cholesky": NOT_POSITIVE,
}


def refuse(name: str, inputs: Sequence[Any], result: Any) -> None:
    """Raise np.linalg.LinAlgError where a function of this name made no numbers of finite ones."""
    if name in REFUSES and np.isnan(result).any() and all(np.isfinite(one).all() for one in inputs):
        raise np.linalg.LinAlgError(REFUSES[name])
