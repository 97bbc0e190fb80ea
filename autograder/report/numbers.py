"""Statistics of tests, from plain arrays.

An item is a TODO, a test is a lesson; `points` is an array (students, items) of the points earned.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from course.arrays import Reals


@dataclass(frozen=True)
class Spread:
    """How some marks are spread: points, and how many marks there are."""

    count: int
    mean: float
    deviation: float | None
    lowest: float
    lower_quarter: float
    median: float
    upper_quarter: float
    highest: float

    @classmethod
    def of(cls, marks: ArrayLike) -> Self:
        """marks: at least one. The deviation divides by n − 1, so one mark has none."""
        marks = np.asarray(marks, dtype=float)
        deviation = float(marks.std(ddof=1)) if len(marks) > 1 else None
        return cls(len(marks), float(marks.mean()), deviation, *map(float, np.quantile(marks, [0, 0.25, 0.5, 0.75, 1])))


def solved_share(points: ArrayLike, most: ArrayLike) -> Reals:
    """The share of students with all points of each item, the item's difficulty in classical test theory.

    points: (students, items), at least one student. most: (items,). Returns (items,) between 0 (nobody) and 1.
    Source: Lord and Novick, "Statistical Theories of Mental Test Scores", 1968, chapter 15.
    """
    return (np.asarray(points) >= np.asarray(most)).mean(axis=0)


def discriminations(points: ArrayLike) -> list[float | None]:
    """How each item goes with the others: Pearson's correlation of its points with the sum of all other items.

    The item itself is left out of the sum, else it would correlate with itself. Returns a list of a float in [-1, 1]
    or, where item or sum is the same for all (so also for fewer than two students or items), None.
    Source: Henrysson, "Correction of item-total correlations in item analysis", Psychometrika 28, 1963.
    """
    points = np.asarray(points, dtype=float)
    rest = points.sum(axis=1, keepdims=True) - points
    return [_correlation(points[:, item], rest[:, item]) for item in range(points.shape[1])]


def _correlation(one: Reals, other: Reals) -> float | None:
    if len(one) < 2 or np.ptp(one) == 0 or np.ptp(other) == 0:
        return None
    return float(np.corrcoef(one, other)[0, 1])


def cronbach_alpha(points: ArrayLike) -> float | None:
    """How far the items measure one thing: k/(k − 1) · (1 − sum of the items' variances / variance of their sum).

    Returns a float of at most 1 (it can be negative), or None for fewer than two items or students, or where all
    students have the same sum.
    Source: Cronbach, "Coefficient alpha and the internal structure of tests", Psychometrika 16, 1951, equation 2.
    """
    points = np.asarray(points, dtype=float)
    students, items = points.shape
    total = points.sum(axis=1)
    if items < 2 or students < 2 or np.ptp(total) == 0:
        return None
    return float(items / (items - 1) * (1 - points.var(axis=0, ddof=1).sum() / total.var(ddof=1)))


def histogram(marks: Sequence[float], most: float) -> list[tuple[int, int, int]]:
    """[(from, to, how many)] in steps of one point up to `most`; a mark on a border counts above it, the highest in the last."""
    edges = np.arange(max(1, int(np.ceil(max(most, *marks)))) + 1)
    counts, _ = np.histogram(marks, edges)
    return [(int(low), int(low) + 1, int(count)) for low, count in zip(edges, counts)]


def in_lowest_quarter(shares: Mapping[str, float]) -> dict[str, bool]:
    """{name: is its share at or below the lower quartile of all and under a half?} of {name: share}."""
    if not shares:
        return {}
    border = np.quantile(list(shares.values()), 0.25)
    return {name: bool(share <= border and share < 0.5) for name, share in shares.items()}
