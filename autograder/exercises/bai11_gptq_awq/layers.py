"""What the exercises share: inputs whose channels go together, weights far from any tie, and how close a result must be."""

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray

from autograder.exercises.model import away_from_ties
from course.arrays import Reals
from course.checking.compare import Equality

NEARLY_EXACT = Equality(rtol=1e-6, atol=1e-9)  # sums in another order pass, a wrong formula does not
AFTER_AN_INVERSE = Equality(rtol=1e-6, atol=1e-8)
FROM_THE_END = 0.02  # that positions stay away from the last code, where clipping sets in

EXAMPLE_X = np.array([[1.0, 0.9, 0.0], [2.0, 2.1, 0.5], [-1.0, -0.8, 1.0], [0.0, 0.3, -1.0]])


def rounded(values: ArrayLike, digits: int = 2) -> NDArray[np.float64]:
    """The values with so many digits; no zero among them is negative."""
    return np.asarray(values, np.float64).round(digits) + 0.0


def draw_inputs(rng: Generator, n: int, channels: int) -> Reals:
    """Inputs (n, channels) off zero in the mean, that share much of what they do, each channel of a size of its own."""
    shared = rng.normal(size=(n, 1)) * rng.choice([-1, 1], channels)
    size = rng.uniform(0.4, 2.5, channels)
    return rounded((0.4 + shared + 0.5 * rng.normal(size=(n, channels))) * size)


def draw_matrix(rng: Generator, inputs: int, outputs: int) -> Reals:
    return rounded(rng.normal(size=(inputs, outputs)) * rng.uniform(0.4, 1.5, outputs), 3)


def scales(W: Reals, bits: int) -> Reals:
    """Lesson 3's scale of each column."""
    s: Reals = np.max(np.abs(W), axis=0) / (2 ** (bits - 1) - 1)
    return np.where(s == 0, 1, s)


def is_clear(positions: Reals, q: int) -> bool:
    """Is every position far from a half, so that each right way of computing gives the same code?"""
    return away_from_ties(positions) and bool(np.all(np.abs(np.abs(positions) - q - 0.5) > FROM_THE_END))
