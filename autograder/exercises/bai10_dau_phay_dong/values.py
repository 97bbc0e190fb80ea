"""What the exercises share: the formats, the table of NF4, numbers far from any tie, and how close a result must be."""

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray

from course.arrays import Reals
from course.checking.compare import Equality

NEARLY_EXACT = Equality(rtol=2e-6, atol=1e-12)  # float32 passes
NEARLY_EXACT_WITH_DTYPE = Equality(rtol=2e-6, atol=1e-12, dtype=True)
E4M3, E5M2, E2M1, E3M2, E2M3 = (4, 3, 448.0), (5, 2, 57344.0), (2, 1, 6.0), (3, 2, 28.0), (2, 3, 7.5)
FORMATS = (E4M3, E5M2, E2M1, E3M2, E2M3)  # exponent bits, bits behind the point, the largest value
FROM_TIES = 0.02  # of a step, that drawn values stay away from a half, and a power of two
NF4 = np.array(
    [
        *(-1.0, -0.6961928, -0.52507305, -0.3949175, -0.28444138, -0.18477343, -0.091050036, 0.0),
        *(0.0795803, 0.1609302, 0.2461123, 0.33791524, 0.44070983, 0.562617, 0.72295684, 1.0),
    ]
)


def short(values: ArrayLike) -> NDArray[np.float64]:
    """The values with four significant digits, so that they can be read; the same on every processor."""
    values = np.asarray(values, np.float64)
    return np.array([float(f"{value:.4g}") for value in values.flat]).reshape(values.shape)


def is_clear(x: Reals, e: int, m: int, largest: float) -> bool:
    """Is every value away from the middle of two numbers of the format?"""
    _, exponent = np.frexp(x)
    steps = np.abs(x) / 2.0 ** (np.maximum(exponent - 1, 2 - 2 ** (e - 1)) - m)
    inside = steps[np.abs(x) < largest]
    return bool(np.all(np.abs(inside % 1 - 0.5) > FROM_TIES))


def is_off_powers(tops: Reals) -> bool:
    """Is every positive number away from powers of two, so that any way finds its exponent?"""
    part, _ = np.frexp(tops[tops > 0])
    return bool(np.all((part > 0.5 + FROM_TIES / 2) & (part < 1 - FROM_TIES / 2)))


def has_positive(x: Reals, block: int) -> bool:
    """Is a positive number in every block that is not of zeros? Ways that forget the sign of the largest then agree."""
    blocks = x.reshape(-1, block)
    return bool(np.all((np.max(blocks, axis=1) > 0) | np.all(blocks == 0, axis=1)))


def blocks_of_all_sizes(rng: Generator, blocks: int, block: int, spread: float) -> NDArray[np.float64]:
    """Values in blocks of very different sizes, the third of them zeros; the largest of half of them is negative."""
    sizes = 2.0 ** rng.uniform(-spread, spread, (blocks, 1))
    x = sizes * rng.normal(size=(blocks, block))
    x[2] = 0
    top = np.argmax(np.abs(x), axis=1)
    rows = np.arange(blocks)
    x[rows, top] = np.abs(x[rows, top]) * np.where(rows % 2, 1, -1)
    return short(x.ravel())
