"""Values in as few words as a student needs, whatever was returned."""

import math
import sys
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

SHOWN_CHARS = 2000  # of one value
SHOWN_NUMBERS = 1000  # of one array, before its text is cut
CUT = " … (còn nữa)"
BREAK = "\n"
DIGITS = (6, 9, 12)  # significant, of two numbers that differ


def points(number: float) -> str:
    """Write points without needless zeros: 1, 0.5."""
    return f"{number:g}"


def value(thing: object) -> str:
    """Write a plain value with its type, short enough to read."""
    if isinstance(thing, np.ndarray) and thing.ndim:
        text = np.array2string(thing, threshold=60, edgeitems=_edge_items(thing), max_line_width=90)
        return f"{_cut([text])}  ({thing.dtype}, {thing.shape})"
    if isinstance(thing, (np.ndarray, np.generic)):
        return f"{thing.item()!r}  ({thing.dtype})"
    if isinstance(thing, (tuple, list)) and any(
        isinstance(item, np.ndarray) and item.ndim for item in thing[:SHOWN_CHARS]
    ):
        return _cut(
            f"{BREAK if place else ''}giá trị thứ {place + 1}: {value(item)}" for place, item in enumerate(thing)
        )
    if isinstance(thing, (tuple, list)):
        return _cut(_row(thing, *("()" if isinstance(thing, tuple) else "[]")))
    return f"{_cut(_pieces(thing))}  ({type(thing).__name__})"


def as_code(thing: Any) -> str:
    """A number or an array as one would type it: np.array([1, -2], np.int8), np.float32(0.1), 0.1."""
    if not isinstance(thing, np.ndarray):
        return repr(thing.item() if isinstance(thing, np.float64) else thing)
    numbers = np.array2string(
        thing, separator=", ", floatmode="unique", threshold=thing.size + 1, max_line_width=sys.maxsize
    )
    return f"np.array({' '.join(numbers.split())}, np.{thing.dtype})"


def short_pair(returned: object, needed: object) -> list[str]:
    """Two numbers (or other short things) in as few digits as tell them apart."""
    pair = [
        thing.item() if isinstance(thing, np.generic | np.ndarray) and not thing.ndim else thing
        for thing in (returned, needed)
    ]
    if {type(thing) for thing in pair} <= {int, float} and float in map(type, pair):
        for digits in DIGITS:
            texts = [f"{number:.{digits}g}" for number in pair]
            if texts[0] != texts[1] or pair[0] == pair[1]:
                return texts
    return [_cut(_pieces(thing)) for thing in pair]


def _cut(pieces: Iterable[str]) -> str:
    """Join pieces of text up to SHOWN_CHARS; the others are not even written."""
    text = ""
    for piece in pieces:
        text += piece
        if len(text) > SHOWN_CHARS:
            return text[:SHOWN_CHARS] + CUT
    return text


def _pieces(thing: object) -> Iterator[str]:
    """The text of repr(thing), a piece at a time; of text and arrays, as much as is shown."""
    if isinstance(thing, str):
        yield repr(thing[: SHOWN_CHARS + 1])
    elif isinstance(thing, list):
        yield from _row(thing, "[", "]")
    elif isinstance(thing, tuple):
        yield from _row(thing, "(", ",)" if len(thing) == 1 else ")")
    elif isinstance(thing, dict):
        yield from _pieces_of_dict(thing)
    elif isinstance(thing, np.ndarray):
        with np.printoptions(threshold=SHOWN_NUMBERS, edgeitems=_edge_items(thing)):
            yield repr(thing)
    elif isinstance(thing, np.generic):
        yield repr(thing.item())
    else:
        yield repr(thing)


def _row(items: Iterable[object], left: str, right: str) -> Iterator[str]:
    yield left
    for position, item in enumerate(items):
        if position:
            yield ", "
        yield from _pieces(item)
    yield right


def _pieces_of_dict(thing: dict[str, Any]) -> Iterator[str]:
    yield "{"
    for position, (key, item) in enumerate(thing.items()):
        if position:
            yield ", "
        yield from _pieces(key)
        yield ": "
        yield from _pieces(item)
    yield "}"


def _edge_items(array: NDArray[Any]) -> int:
    """How many numbers to show at either end of an axis: 3, or 1 where many axes would multiply them."""
    shown = math.prod(min(n, 2 * 3) for n in array.shape)
    return 3 if shown <= SHOWN_NUMBERS else 1
