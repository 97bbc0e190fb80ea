"""What a cell calls and computes, given to NumPy so that it comes to the same as where answers are graded."""

import functools
import itertools
import math
import operator
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from types import FunctionType, MethodType
from typing import Any, cast

import numpy as np

from course.checking.same_numpy import failed, warned
from course.checking.same_numpy.casts import INTEGERS, to_integers
from course.checking.same_numpy.integers import (
    ADDS_IN,
    DTYPES_FROM,
    INDEX_NAMES,
    INDEX_PLACES,
    MAKES_ARRAYS,
    NUMPYS,
    as_array,
    as_index,
    as_inputs,
    dtype_given,
    dtype_to_add_in,
    given,
    told,
)

OWNERS = (*NUMPYS, np.ufunc)
REALS = frozenset((int, float, np.float32, np.float64))  # no integers of NumPy's are made of these
CHANGED = (np.dtype, np.iinfo, *INTEGERS)  # types that are called otherwise
CALLERS = (  # what by itself calls a function that it is given
    map,
    filter,
    sorted,
    min,
    max,
    functools.reduce,
    partial,
    itertools.accumulate,
    itertools.starmap,
    np.vectorize,
)
LEFT_ALONE = ("shuffle", "tolist")  # one alters the very list that it is given, one makes Python's own numbers
DRAWN = ("integers", "randint")  # integers of the dtype that is said, however NumPy calls it
DTYPE_DRAWN = 3  # the place of that dtype
ADDING = (np.add, np.multiply)  # ufuncs that add small integers in the default one
SMALL, LARGE = 2**31, 2**63  # what does not fit C's `long` in the browser, and elsewhere
TOO_LARGE = "Python int too large to convert to C long"
Called = Callable[..., Any]


def same(function: Any) -> Called:
    """What to call instead of a function; what is not NumPy's own is returned unchanged."""
    if function is sum:
        return summed
    if type(function) is FunctionType and not _is_in_numpy(function.__module__):
        return function
    owner = function.__self__ if hasattr(type(function), "__self__") else None
    return partial(_called, function, owner) if _is_numpys(function, owner) else function


def handing(function: Called) -> Called:
    """What to call instead of a function that is given one of NumPy's: what by itself calls that one gets what to call instead."""
    call = same(function)
    is_caller = call is not function or any(function is one for one in CALLERS)
    return partial(_handing, call) if is_caller else function


def summed(numbers: Iterable[Any], /, start: Any = 0) -> Any:
    """Python's `sum`, one number after the other; later Pythons than the grader's also keep what rounding takes from real numbers."""
    __tracebackhide__ = True  # IPython leaves this line out of what it shows of an error
    if isinstance(start, (str, bytes, bytearray)):
        return sum(numbers, start)
    for number in numbers:
        start = ADD(start, number)
    return start


class Grid:
    """`np.r_` and its like: what they make of what stands in brackets, as a cell gets it."""

    def __init__(self, own: Any) -> None:
        self.own = own

    def __getitem__(self, key: Any) -> Any:
        __tracebackhide__ = True
        values = as_inputs(given(key)) if isinstance(key, tuple) else [given(key)]
        try:
            return told(self.own[tuple(values) if isinstance(key, tuple) else values[0]])
        except OverflowError as error:
            raise _overflow(error, values) from None


def put(value: Any, into: Any) -> Any:
    """What to put into a place of an array: integers of its kind where it is an array of real numbers."""
    __tracebackhide__ = True
    if not isinstance(into, np.ndarray) or into.dtype.kind not in "iu":
        return value
    if isinstance(value, np.ndarray) and value.ndim and value.dtype.kind == "f":
        return _cast(value, np.empty(value.shape, into.dtype))
    if isinstance(value, np.floating) and into.dtype.kind == "u":
        return _cast(value, into.dtype.type(0))
    if isinstance(value, (int, float, np.floating)) and SMALL <= abs(cast(float, value)) < np.inf:
        number, room = int(value), np.iinfo(into.dtype)
        if not room.min <= number <= room.max:
            raise OverflowError(_out_of_bounds(number, into.dtype))
    return value


def computed(operation: Called, of_lists: Called) -> Called:
    """An operation of two values, as `operator` has it. of_lists: the same that alters nothing, for a list on the left."""
    is_power = of_lists is operator.pow  # NumPy squares truth values in a kind of its own

    def compute(left: Any, right: Any) -> Any:
        __tracebackhide__ = True
        if type(left) in REALS and type(right) in REALS:
            result = operation(left, right)
            if isinstance(result, np.generic) and not math.isfinite(result):
                warned.warn(operation.__name__, (left, right), result)
            return result
        if not isinstance(left, NUMPYS) and not isinstance(right, NUMPYS):
            return operation(left, right)
        values = [given(left), given(right)]
        kinds, is_square = (type(left), type(right)), is_power and type(right) is int and right == 2
        try:
            if not is_square and (int in kinds or np.ndarray in kinds and (list in kinds or tuple in kinds)):
                values = as_inputs(values)  # but a list beside a single number is repeated: [0] * np.int64(3)
            result = told((of_lists if type(left) is list else operation)(*values))
        except OverflowError as error:
            raise _overflow(error, values) from None
        warned.warn(operation.__name__, values, result)
        return result

    return compute


ADD = computed(operator.add, operator.add)


def _is_numpys(function: Any, owner: Any) -> bool:
    """Is it a function, a ufunc or a method of NumPy, or a kind of integers?"""
    if isinstance(function, type):
        return function in CHANGED
    if isinstance(owner, OWNERS) and not isinstance(function, MethodType):
        return True
    return _is_in_numpy(getattr(function, "__module__", None) or type(owner).__module__)


def _is_in_numpy(module: Any) -> bool:
    return isinstance(module, str) and (module == "numpy" or module.startswith("numpy."))


def _handing(call: Called, /, *args: Any, **kwargs: Any) -> Any:
    __tracebackhide__ = True
    return call(*map(_handed, args), **{key: _handed(value) for key, value in kwargs.items()})


def _handed(value: Any) -> Any:
    return same(value) if callable(value) and not isinstance(value, type) else value


def _called(function: Called, owner: Any, /, *args: Any, **kwargs: Any) -> Any:
    """What a function of NumPy's comes to. owner: what it is a method of."""
    __tracebackhide__ = True
    name = "" if isinstance(function, np.vectorize) else getattr(function, "__name__", "")
    is_method = isinstance(owner, NUMPYS)
    if name in LEFT_ALONE:
        return function(*args, **kwargs)
    if name in DRAWN:
        return _drawn(function, list(args), kwargs)
    if function in INTEGERS:
        return _made(function, args, kwargs)
    values = [given(one) for one in ((owner, *args) if is_method else args)]
    try:
        values, kwargs = _prepared(function, owner, name, values, kwargs)
        if is_method and values[0] is not owner:
            function = getattr(values[0], name)
        result = told(function(*values[is_method:], **kwargs))
    except OverflowError as error:
        raise _overflow(error, values) from None
    if name == "astype" and is_method:
        return _cast(owner, result)
    failed.refuse(name, values, result)
    if isinstance(function, np.ufunc) or isinstance(owner, np.ufunc) or name in warned.WARNS:
        warned.warn(name, values, result)
    return result


def _prepared(
    function: Called, owner: Any, name: str, values: list[Any], kwargs: dict[str, Any]
) -> tuple[list[Any], dict[str, Any]]:
    """What a function of NumPy's is given in place of values, and of what a cell says by name."""
    start, index, arrays = DTYPES_FROM.get(name), INDEX_PLACES.get(name), MAKES_ARRAYS.get(name, 0)
    if start is not None:
        values[start:] = map(dtype_given, values[start:])
    ways = {"dtype": dtype_given, **dict.fromkeys(INDEX_NAMES.get(name, ()), as_index)}
    kwargs = {key: ways.get(key, given)(value) for key, value in kwargs.items()}
    if isinstance(function, np.vectorize):
        arrays = len(values)
    if isinstance(function, np.ufunc):
        values[: function.nin] = as_inputs(values[: function.nin])
    if name == "where":
        values[1:] = as_inputs(values[1:])
    if index is not None and index < len(values):
        values[index] = as_index(values[index])
    if isinstance(owner, np.ufunc) or name in ADDS_IN:
        arrays = max(arrays, 1)
    values[:arrays] = map(as_array, values[:arrays])
    if name in ADDS_IN and (not isinstance(owner, np.ufunc) or owner in ADDING):
        kwargs |= dtype_to_add_in(name, values, kwargs)
    return values, kwargs


def _drawn(function: Called, args: list[Any], kwargs: dict[str, Any]) -> Any:
    """Integers drawn, of the dtype that a cell says, else of the default one; a single one is Python's where the dtype is."""
    is_said = len(args) > DTYPE_DRAWN
    dtype = args[DTYPE_DRAWN] if is_said else kwargs.get("dtype", int if function.__name__ == "randint" else np.int64)
    args[DTYPE_DRAWN:] = [dtype_given(one) for one in args[DTYPE_DRAWN:]]
    if not is_said:
        kwargs = {**kwargs, "dtype": dtype_given(dtype)}
    drawn = function(*args, **kwargs)
    return int(drawn) if dtype is int and isinstance(drawn, np.generic) else drawn


def _made(kind: Called, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """An integer of a kind, or an array of them, made of what a cell gives: `np.int8(x)`."""
    __tracebackhide__ = True
    try:
        result = kind(*args, **kwargs)
    except OverflowError as error:
        raise _overflow(error, [*args, np.dtype(cast(type[Any], kind))]) from None
    return _cast(np.asarray(args[0]), result)[()] if args and isinstance(args[0], (float, *NUMPYS)) else result


def _cast(numbers: Any, result: Any) -> Any:
    """What `astype` made of numbers, as where answers are graded."""
    if numbers.dtype.kind != "f" or result.dtype.kind not in "iu":
        warned.warn("astype", (numbers,), result)
        return result
    made, all_fit = to_integers(np.asarray(numbers), result.dtype)
    if not all_fit and warned.listens():
        warned.tell(warned.INVALID, "cast")
    return made.astype(result.dtype).reshape(result.shape)[() if isinstance(result, np.generic) else ...]


def _overflow(error: OverflowError, values: Sequence[Any]) -> OverflowError:
    """NumPy's error as it is where C's `long` has 64 bits: of which of the values, and that it does not fit the kind of another."""
    if f"{error}" not in (TOO_LARGE, "int too big to convert"):
        return error
    number = next((int(one) for one in values if type(one) in (int, float) and abs(one) >= SMALL), LARGE)
    dtypes = (one if isinstance(one, np.dtype) else getattr(one, "dtype", None) for one in values)
    dtype = next(filter(None, dtypes), None)
    return OverflowError(_out_of_bounds(number, dtype))


def _out_of_bounds(number: int, dtype: np.dtype[Any] | None) -> str:
    """What NumPy says of a number that does not fit where C's `long` has 64 bits."""
    return f"Python integer {number} out of bounds for {dtype}" if dtype and abs(number) < LARGE else TOO_LARGE
