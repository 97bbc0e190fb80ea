"""What the exercises on whole layers share: numbers to draw, and how close an answer must be."""

from collections.abc import Sequence

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray

from course.arrays import Reals
from course.checking.compare import Equality

Layers = Sequence[tuple[Reals, Reals]]

NEARLY_EXACT = Equality(rtol=1e-6, atol=1e-9)  # sums in another order pass, a wrong formula does not


def rounded(values: ArrayLike, digits: int = 2) -> NDArray[np.float64]:
    return np.asarray(values, np.float64).round(digits)


def draw_layers(rng: Generator, widths: Sequence[int], spread: float = 0.0) -> list[tuple[Reals, Reals]]:
    """Layers [(W, b)] from width to width. spread: how much the columns differ in size, 0 not at all."""
    return [
        (
            rounded(rng.normal(0, 1, (inputs, outputs)) * np.exp(rng.normal(0, spread, outputs))),
            rounded(rng.normal(0, 0.5, outputs)),
        )
        for inputs, outputs in zip(widths, widths[1:])
    ]


def layers(*pairs: tuple[ArrayLike, ArrayLike]) -> list[tuple[Reals, Reals]]:
    """[(W, b)] of float64 arrays."""
    return [(np.array(W, np.float64), np.array(b, np.float64)) for W, b in pairs]
