"""Is the returned value the needed one, and if not, what is the first thing that differs?"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Equality:
    """How two values are held against each other.

    rtol: largest relative difference of a number (0: exactly equal).
    atol: largest absolute difference, on top of that, for numbers that may be next to 0.
    dtype: the result must also have the needed dtype (a scalar: be an integer where one is needed).
    """

    rtol: float = 0.0
    dtype: bool = False
    atol: float = 0.0


@dataclass(frozen=True)
class Property:
    """What must hold of an answer of which there are many right ones: nothing is held against it, something is measured.

    measure: the name of what measures it, one of course.checking.measures. most: the largest score that is enough.
    """

    measure: str
    most: float


Rule = Equality | Property
CHANGED, MISSED = "changed", "missed"
EXACT = Equality()
EXACT_WITH_DTYPE = Equality(dtype=True)


@dataclass(frozen=True)
class Difference:
    """The first thing that differs.

    kind: "type", "length", "shape", "dtype", "value", or CHANGED: the value is right, and `returned` names arguments that
    were altered; or MISSED: `returned` says what was measured, `needed` what had to hold.
    item: position inside a returned sequence, or None. index: position inside an array, or None.
    returned, needed: what differs, as short as it can be said (a type's name, a shape, a number).
    wrong, size: how many of how many elements differ (for "value"). mask: which ones, in the shape of the arrays; None for numbers.
    """

    kind: str
    returned: Any
    needed: Any
    item: int | None = None
    index: tuple[int, ...] | None = None
    wrong: int = 1
    size: int = 1
    mask: NDArray[np.bool_] | None = field(default=None, compare=False, repr=False)


def difference(
    returned: object, needed: object, equality: Equality = EXACT, item: int | None = None
) -> Difference | None:
    """Return the first Difference between two plain values, or None where they are equal."""
    if isinstance(needed, (tuple, list)):
        return _sequence_difference(returned, needed, equality, item)
    if isinstance(needed, np.ndarray) and needed.ndim:
        return _array_difference(returned, needed, equality, item)
    if _is_number(needed):
        return _number_difference(returned, needed, equality, item)
    if type(returned) is not type(needed):
        return Difference("type", type_name(returned), type_name(needed), item)
    return None if alike(returned, needed) else Difference("value", returned, needed, item)


def alike(one: object, other: object, most: int | None = None) -> bool:
    """Are two plain values the same, type by type, NaN like NaN? most: of so many things that they hold, the first ones.

    It takes no longer than the smaller of the two is large.
    """
    return all(map(_is_same, islice(_things_in(one), most), _things_in(other)))


def _things_in(value: object) -> Iterator[object]:
    """A plain value's numbers, texts and arrays in order; before those of a list, tuple or dict, what holds them."""
    if isinstance(value, (tuple, list, dict)):
        yield type(value), len(value)
        for item in value.items() if isinstance(value, dict) else value:
            yield from _things_in(item)
    else:
        yield value


def _is_same(one: Any, other: Any) -> bool:
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other, equal_nan=True)
    return bool(one == other or (one != one and other != other))


def type_name(value: object) -> str:
    """Name a value's type as a student would: `int8 (2, 3)` for an array, `float` for a number."""
    if isinstance(value, np.ndarray) and value.ndim:
        return f"mảng {value.dtype} {value.shape}"
    if isinstance(value, (np.ndarray, np.generic)):
        return value.dtype.name
    return type(value).__name__


def _is_number(value: object) -> bool:
    if isinstance(value, np.ndarray):
        return value.ndim == 0
    return isinstance(value, (int, float, np.number)) and not isinstance(value, bool)


def _sequence_difference(
    returned: object, needed: tuple[Any, ...] | list[Any], equality: Equality, item: int | None
) -> Difference | None:
    """The first difference of two sequences; a row of numbers in one array is one, too. item: of the outermost one."""
    if not (isinstance(returned, (tuple, list)) or isinstance(returned, np.ndarray) and returned.ndim == 1):
        return Difference("type", type_name(returned), f"{len(needed)} giá trị", item)
    if len(returned) != len(needed):
        return Difference("length", len(returned), len(needed), item)
    for position, (got, want) in enumerate(zip(returned, needed)):
        found = difference(got, want, equality, position if item is None else item)
        if found is not None:
            return found
    return None


def _number_difference(returned: Any, needed: Any, equality: Equality, item: int | None) -> Difference | None:
    if isinstance(returned, np.ndarray) and returned.ndim:
        return Difference("shape", returned.shape, (), item)
    if not _is_number(returned):
        return Difference("type", type_name(returned), type_name(needed), item)
    if not _close(np.asarray(returned), np.asarray(needed), equality).all():
        return Difference("value", returned, needed, item)
    if equality.dtype and np.asarray(needed).dtype.kind != np.asarray(returned).dtype.kind:
        return Difference("dtype", type_name(returned), type_name(needed), item)
    return None


def _array_difference(
    returned: object, needed: NDArray[Any], equality: Equality, item: int | None
) -> Difference | None:
    if not isinstance(returned, np.ndarray):
        return Difference("type", type_name(returned), type_name(needed), item)
    if returned.shape != needed.shape:
        return Difference("shape", returned.shape, needed.shape, item)
    mask = ~_close(returned, needed, equality)
    if mask.any():
        index = tuple(int(i) for i in np.argwhere(mask)[0])
        return Difference("value", returned[index], needed[index], item, index, int(mask.sum()), mask.size, mask)
    if equality.dtype and returned.dtype != needed.dtype:
        return Difference("dtype", returned.dtype.name, needed.dtype.name, item)
    return None


def _close(returned: NDArray[Any], needed: NDArray[Any], equality: Equality) -> NDArray[np.bool_]:
    """Where |returned - needed| <= rtol * |needed| + atol, or both are equal; NaN is near nothing."""
    equal = np.asarray(returned == needed)
    if equality.rtol == equality.atol == 0 or equal.all():
        return equal
    returned, needed = returned.astype(np.float64), needed.astype(np.float64)
    with np.errstate(invalid="ignore", over="ignore"):
        close = abs(returned - needed) <= equality.rtol * abs(needed) + equality.atol
        found: NDArray[np.bool_] = equal | close & np.isfinite(needed)
    return found
