"""What the exercises share: blocks of all sizes, away from ties, with steps that a float16 does not hold exactly."""

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from course.arrays import Reals

BLOCK = 32
FROM_TIES = (
    4e-6  # of the largest value, that drawn ones stay from a tie: beyond what float32 does, short of what float16 does
)
RAMP = np.linspace(-1, 0.8, BLOCK).astype(np.float32)


def draw_x(rng: Generator) -> NDArray[np.float32]:
    """Six to nine blocks of very different sizes, one of zeros; the value of largest magnitude is negative in half of them."""
    sizes = 2.0 ** rng.uniform(-6, 4, (int(rng.integers(6, 10)), 1))
    x = sizes * rng.normal(size=(len(sizes), BLOCK))
    top = np.argmax(np.abs(x), axis=1)
    rows = np.arange(len(x))
    x[rows, top] = 1.2 * np.abs(x[rows, top]) * np.where(rows % 2, 1, -1)
    x[int(rng.integers(2, len(x)))] = 0
    return x.ravel().astype(np.float32)


def exact_and_stored(x: Reals, codes_at_most: int) -> tuple[Reals, Reals]:
    """Each value in steps of its block, max |x| / codes_at_most: of the step as it is, and as float16 holds it."""
    blocks = x.reshape(-1, BLOCK).astype(np.float64)
    d = np.max(np.abs(blocks), axis=1, keepdims=True) / codes_at_most
    d = np.where(d == 0, 1, d)
    return blocks / d, blocks / d.astype(np.float16).astype(np.float64)


def tells_apart(x: Reals, codes_at_most: int) -> bool:
    """Is every value away from a half of a step, and does some code change with the step as float16 holds it?"""
    exact, stored = exact_and_stored(x, codes_at_most)
    below = np.abs(exact) < codes_at_most - 0.6  # the last codes are clipped
    differs = (np.rint(exact) != np.rint(stored)) & below
    return bool(np.all(np.abs(np.mod(exact, 1) - 0.5) > FROM_TIES * codes_at_most) and differs.any())
