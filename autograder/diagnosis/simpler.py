"""From one input of a function to simpler ones, the simplest first: fewer rows, rounder numbers."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from course.checking.plain import Plain

Args = dict[str, Plain]  # of one call, by name

FEW = 4  # of so many places, each is left out alone


def simpler(args: Args) -> Iterator[Args]:
    """Yield arguments {name: value} that are simpler than `args`; whether they are still valid is the caller's to see."""
    yield from _shorter(args)
    yield from _rounder(args)


def _shorter(args: Args) -> Iterator[Args]:
    """Axes of one length are cut together first, since they mostly have to fit; then each alone."""
    axes = [
        (name, axis, n)
        for name, value in args.items()
        if isinstance(value, np.ndarray)
        for axis, n in enumerate(value.shape)
    ]
    for n in sorted({n for _, _, n in axes if n > 1}, reverse=True):
        alike = [(name, axis) for name, axis, length in axes if length == n]
        groups = [alike, *([one] for one in alike if len(alike) > 1)]
        for group in groups:
            for kept in _fewer(n):
                yield _taken(args, group, kept)


def _fewer(n: int) -> Iterator[list[int]]:
    """Which of n places to keep."""
    yield [0]
    if n > 2:
        yield list(range(n // 2))
        yield list(range(n // 2, n))
    if n <= FEW:
        yield from ([place for place in range(n) if place != left_out] for left_out in range(n))


def _taken(args: Args, group: Iterable[tuple[str, int]], kept: list[int]) -> Args:
    cut = dict(args)
    for name, axis in group:
        cut[name] = np.take(cut[name], kept, axis)
    return cut


def _rounder(args: Args) -> Iterator[Args]:
    for name, value in args.items():
        for rounder in _rounder_values(value):
            if not np.array_equal(rounder, value):
                yield {**args, name: rounder}


def _rounder_values(value: Any) -> Iterator[Plain]:
    """The same type, with fewer digits or nearer to 0; never in a circle."""
    if not _is_numeric(value):
        return
    kind = np.asarray(value).dtype.kind
    if not np.ndim(value) and kind in "if" and value not in (0, 1):
        yield from (_typed(number, value) for number in (1, 0))
    if kind in "iu" and np.ndim(value):
        yield value % 10
    if kind in "iuf" and np.size(value) and np.max(np.abs(value)) > 1:
        yield from (_typed(np.trunc(value / part) + 0.0, value) for part in (10, 2))  # no −0
    if kind == "f":
        for digits in (0, 1, 2):
            yield _typed(np.round(value, digits) + 0.0, value)


def _is_numeric(value: Plain) -> bool:
    return isinstance(value, (int, float, np.ndarray, np.generic)) and not isinstance(value, bool)


def _typed(rounded: Any, value: Any) -> Plain:
    if isinstance(value, (np.ndarray, np.generic)):
        return np.asarray(rounded, value.dtype)[()] if np.ndim(value) == 0 else rounded.astype(value.dtype)
    return type(value)(rounded)
