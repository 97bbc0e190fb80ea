"""Codes to draw."""

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray


def some_codes(rng: Generator, *shape: int) -> NDArray[np.int8]:
    """int8 codes over the whole range, none of them 0, so that every product counts."""
    found = rng.integers(-128, 127, shape)
    return (found + (found >= 0)).astype(np.int8)
