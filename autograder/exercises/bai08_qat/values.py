"""What the exercises share: numbers inside and beyond the grid to draw, and how close a result must be."""

import numpy as np
from numpy.random import Generator

from autograder.exercises.model import Args, away_from_ties, draw_until
from course.arrays import Reals
from course.checking.compare import Equality

NEARLY_EXACT = Equality(rtol=1e-5, atol=1e-7)  # float32 passes, a wrong formula does not
FROM_THE_END = 0.05  # that positions stay away from the end of the grid, where rules differ


def draw_values(rng: Generator) -> Args:
    """A matrix on a grid of 2 to 4 bits: two values just beyond the two ends, two far beyond, the rest inside."""
    bits = int(rng.integers(2, 5))
    s, q = round(float(rng.uniform(0.1, 0.6)), 2), 2 ** (bits - 1) - 1
    v = rng.uniform(-q, q, (3, 4))
    v.flat[:4] = rng.uniform([q + 0.1, -q - 0.4, q + 1.1, -2 * q - 2], [q + 0.4, -q - 0.1, 2 * q + 2, -q - 1.1])
    return {"x": (s * rng.permuted(v)).round(3), "s": s, "bits": bits}


def is_clear(x: Reals, s: float, bits: int) -> bool:
    """Is every value away from the halves and from both ends, and are some on either side of 0 inside?"""
    v, q = x / s, 2 ** (bits - 1) - 1
    inside = v[np.abs(v) < q]
    parts = np.abs(inside - np.rint(inside))
    return bool(
        away_from_ties(v)
        and np.all(np.abs(np.abs(v) - q) > FROM_THE_END)
        and inside.min() < -0.1
        and inside.max() > 0.1
        and np.sum(parts > 0.1) > 2
    )


draw_clear_values = draw_until(draw_values, is_clear)


def draw_slopes(rng: Generator) -> Args:
    """The same with a derivative for each value, none near 0."""
    args = draw_clear_values(rng)
    sizes, signs = rng.uniform(0.3, 3, args["x"].shape), rng.choice([-1, 1], args["x"].shape)
    return {"g": (sizes * signs).round(2), **args}


X = np.array([-2.0, -0.9, -0.3, 0.1, 0.6, 1.2, 3.0])
G = np.array([1.0, 2.0, -1.0, 0.5, 1.0, -2.0, 3.0])
MATRIX = np.array([[1.7, -0.25, 0.6, -3.0], [0.35, -1.75, 0.05, 2.9]])
SLOPES = np.array([[0.5, -1.5, 2.0, 1.0], [-0.7, 0.9, 3.0, -0.4]])
