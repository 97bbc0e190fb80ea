"""What the exercises on codebooks share: numbers to draw, words far from any tie, and how close a result must be."""

from itertools import pairwise

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray

from autograder import reference
from autograder.exercises.model import Args
from course.arrays import Reals
from course.checking.compare import Equality

NEARLY_EXACT = Equality(rtol=1e-6, atol=1e-9)  # float32 passes
NEARLY_EXACT_WITH_DTYPE = Equality(rtol=1e-6, atol=1e-9, dtype=True)
FROM_BORDERS = 1e-3  # drawn values stay this far from the border of two words


def rounded(values: ArrayLike, digits: int = 2) -> NDArray[np.float64]:
    """The values with so many digits; no zero among them is negative."""
    return np.asarray(values, np.float64).round(digits) + 0.0


def uneven_codebook(rng: Generator, words: int) -> NDArray[np.float64]:
    """Ascending words with gaps of very different widths, mostly on both sides of 0."""
    gaps = rng.choice([0.25, 0.5, 1.0, 2.5], size=words) * rng.uniform(0.8, 1.2, size=words)
    return rounded(np.cumsum(gaps) - gaps.sum() * rng.uniform(0.3, 0.7))


def off_borders(x: Reals, codebook: Reals) -> bool:
    """Is no value near the middle of two words?"""
    middles = (codebook[1:] + codebook[:-1]) / 2
    return bool(np.all(np.abs(x[..., np.newaxis] - middles) > FROM_BORDERS))


def off_all_borders(x: Reals, k: int, iterations: int) -> bool:
    """Is no value near a border in any of the iterations?"""
    return all(off_borders(x, reference.kmeans_1d(x, k, done)) for done in range(iterations + 1))


def clusters(rng: Generator) -> NDArray[np.float64]:
    """Values in a few heaps of different sizes, in no order."""
    heaps = [rng.normal(rng.uniform(-4, 4), rng.uniform(0.1, 0.8), int(rng.integers(3, 9))) for _ in range(3)]
    return rounded(rng.permutation(np.concatenate(heaps)))


def is_in_order_of_size(counts: NDArray[np.int64]) -> bool:
    """At every merge, is the second smallest sum smaller than the third, so that there is one answer?"""
    sums = sorted(count for count in counts.tolist() if count)
    while len(sums) > 2:
        if sums[1] == sums[2]:
            return False
        sums = sorted([sums[0] + sums[1], *sums[2:]])
    return True


def draw_weights(rng: Generator) -> Args:
    """A matrix of weights, its columns of different sizes, one weight 0."""
    shape = int(rng.integers(3, 6)), int(rng.integers(2, 6))
    W = rounded(rng.normal(size=shape) * rng.uniform(0.3, 3.0, size=shape[1]))
    W[rng.integers(shape[0]), rng.integers(shape[1])] = 0
    return {"W": W}


def is_sorted(x: Reals) -> bool:
    return all(one <= other for one, other in pairwise(x.tolist()))
