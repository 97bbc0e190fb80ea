"""Values in as few words as a student needs, whatever was returned."""

import math
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course.checking.frozen import Case
from course.checking.plain import numbers_in

SHOWN_CHARS = 2000  # of one value
SHOWN_NUMBERS = 1000  # of one array, before its text is cut
CUT = " … (còn nữa)"
BREAK = "\n"
DIGITS = (6, 9, 12)  # significant, of two numbers that differ
SHOWN_DIGITS = 12  # of a number alone: the last ones are not the same on every machine
PASTED_NUMBERS = 1000  # of one argument; more are not written in full
NOT_FINITE = re.compile(r"\b(?:nan|inf)\b")


def points(number: float) -> str:
    """Write points without needless zeros: 1, 0.5."""
    return f"{number:g}"


def value(thing: object, typed: bool = True) -> str:
    """Write a plain value, short enough to read. typed: with its type; of an array, the shape is always told.

    -0.0, which is equal to 0.0, is written as 0.0.
    """
    if isinstance(thing, np.ndarray) and thing.ndim:
        text = np.array2string(
            _without_minus_zero(thing), threshold=60, edgeitems=_edge_items(thing), max_line_width=90
        )
        return f"{_cut([text])}  ({f'{thing.dtype}, ' if typed else 'chiều '}{thing.shape})"
    if isinstance(thing, (np.ndarray, np.generic)):
        return f"{_shown(thing.item())}{f'  ({thing.dtype})' if typed else ''}"
    if isinstance(thing, (tuple, list)) and any(
        isinstance(item, np.ndarray) and item.ndim for item in thing[:SHOWN_CHARS]
    ):
        return _cut(
            f"{BREAK if place else ''}giá trị thứ {place + 1}: {value(item, typed)}" for place, item in enumerate(thing)
        )
    if isinstance(thing, (tuple, list)):
        return _cut(_pieces(thing, _shown))
    is_told = typed and thing is not None
    return f"{_cut(_pieces(thing, _shown))}{f'  ({type(thing).__name__})' if is_told else ''}"


def needed(case: Case, typed: bool = True) -> str:
    """What a case needs: its words where it has some, since the value itself then is nothing to read, or may not be read."""
    return case.told or value(case.needed, typed)


def _without_minus_zero(thing: Any) -> Any:
    """The same number or array, where -0.0 is 0.0; any other value, and a large array, as it is."""
    is_small = isinstance(thing, np.ndarray) and thing.dtype.kind == "f" and thing.size <= SHOWN_NUMBERS
    return thing + 0.0 if is_small or isinstance(thing, float) else thing


def as_code(thing: Any) -> str:
    """A plain value as one would type it: np.array([1, -2], np.int8), np.float32(0.1), [0.1, float("inf")]."""
    if isinstance(thing, np.ndarray):
        return _array_as_code(thing)
    if isinstance(thing, (tuple, list)):
        left, right = "[]" if isinstance(thing, list) else ("(", ",)" if len(thing) == 1 else ")")
        return f"{left}{', '.join(map(as_code, thing))}{right}"
    if isinstance(thing, dict):
        return f"{{{', '.join(f'{key!r}: {as_code(item)}' for key, item in thing.items())}}}"
    number = thing.item() if isinstance(thing, np.generic) else thing
    if isinstance(number, float) and not math.isfinite(number):
        return f'{f"np.{thing.dtype}" if isinstance(thing, (np.float16, np.float32)) else "float"}("{number}")'
    return repr(number if isinstance(thing, np.float64) else thing)


def _array_as_code(array: NDArray[Any]) -> str:
    if not array.size:
        return f"np.zeros({array.shape}, np.{array.dtype})"
    numbers = np.array2string(
        array, separator=", ", floatmode="unique", threshold=array.size + 1, max_line_width=sys.maxsize
    )
    numbers = NOT_FINITE.sub(r"np.\g<0>", " ".join(numbers.split()))
    return f"np.array({numbers}, np.{array.dtype})"


def inputs(args: Mapping[str, Any]) -> str:
    """Arguments as lines that can be pasted into a cell, `x = np.array([1, -2], np.int8)`; what is too long for that is shown
    in part, behind `#`, and said to be.
    """
    return BREAK.join(_assignment(name, thing) for name, thing in args.items())


def _assignment(name: str, thing: Any) -> str:
    if numbers_in(thing) <= PASTED_NUMBERS:
        line = f"{name} = {as_code(thing)}"
        if len(line) <= SHOWN_CHARS:
            return line
    lines = [f"{name}: dài quá nên không chép hết được, chỉ hiện một phần", *value(thing).splitlines()]
    return BREAK.join(f"# {line}" for line in lines)


def short_pair(returned: object, needed: object) -> list[str]:
    """Two numbers (or other short things) in as few digits as tell them apart."""
    pair = [
        thing.item() if isinstance(thing, np.generic | np.ndarray) and not thing.ndim else thing
        for thing in (returned, needed)
    ]
    pair = [_without_minus_zero(thing) for thing in pair]
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


def _shown(thing: object) -> str:
    """A number without digits that nobody needs; all else as repr has it."""
    if isinstance(thing, float) and math.isfinite(thing):
        return repr(float(f"{thing:.{SHOWN_DIGITS}g}") + 0.0)
    return _exact(thing)


def _exact(thing: object) -> str:
    return repr(_without_minus_zero(thing))


def _pieces(thing: object, written: Callable[[object], str] = _exact) -> Iterator[str]:
    """The text of repr(thing), a piece at a time; of text and arrays, as much as is shown. written: how one number is."""
    if isinstance(thing, str):
        yield repr(thing[: SHOWN_CHARS + 1])
    elif isinstance(thing, list):
        yield from _row(thing, "[", "]", written)
    elif isinstance(thing, tuple):
        yield from _row(thing, "(", ",)" if len(thing) == 1 else ")", written)
    elif isinstance(thing, dict):
        yield from _pieces_of_dict(thing, written)
    elif isinstance(thing, np.ndarray):
        with np.printoptions(threshold=SHOWN_NUMBERS, edgeitems=_edge_items(thing)):
            yield repr(_without_minus_zero(thing))
    else:
        yield written(thing.item() if isinstance(thing, np.generic) else thing)


def _row(items: Iterable[object], left: str, right: str, written: Callable[[object], str]) -> Iterator[str]:
    yield left
    for position, item in enumerate(items):
        if position:
            yield ", "
        yield from _pieces(item, written)
    yield right


def _pieces_of_dict(thing: dict[str, Any], written: Callable[[object], str]) -> Iterator[str]:
    yield "{"
    for position, (key, item) in enumerate(thing.items()):
        if position:
            yield ", "
        yield from _pieces(key, written)
        yield ": "
        yield from _pieces(item, written)
    yield "}"


def _edge_items(array: NDArray[Any]) -> int:
    """How many numbers to show at either end of an axis: 3, or 1 where many axes would multiply them."""
    shown = math.prod(min(n, 2 * 3) for n in array.shape)
    return 3 if shown <= SHOWN_NUMBERS else 1
