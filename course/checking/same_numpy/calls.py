"""What a cell calls and computes, given to NumPy so that it comes to the same as where answers are graded."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import Any, cast

import numpy as np

from course.checking.same_numpy import warned
from course.checking.same_numpy.casts import INTEGERS, to_integers
from course.checking.same_numpy.integers import (
    DTYPE_PLACES,
    INDEX_PLACES,
    MAKES_ARRAYS,
    as_array,
    as_index,
    dtype_to_add_in,
    given,
    told,
)

NUMPYS = (np.ndarray, np.generic)
MARK = "<same>"  # an attribute of what is returned instead of NumPy's own
DRAWN = ("integers", "randint")  # integers of the dtype that is said, however NumPy calls it
ADDING = (np.add, np.multiply)  # ufuncs that add small integers in the default one
SMALL, LARGE = 2**31, 2**63  # what does not fit C's `long` in the browser, and elsewhere
TOO_LARGE = "Python int too large to convert to C long"
Called = Callable[..., Any]


def same(function: Called) -> Called:
    """What to call instead of a function; what is not NumPy's own is returned unchanged."""
    owner = getattr(function, "__self__", None)
    if hasattr(function, MARK) or not _is_numpys(function, owner):
        return function

    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True  # IPython leaves this line out of what it shows of an error
        return _called(function, owner, list(args), kwargs)

    setattr(call, MARK, True)
    return call


def handed(argument: Any) -> Any:
    """What to give for something of NumPy's: a function that computes the same; what else it is, also a type, is given as it is."""
    return argument if isinstance(argument, type) else same(argument)


def put(value: Any, into: Any) -> Any:
    """What to put into a place of an array: integers of its kind where it is an array of real numbers."""
    __tracebackhide__ = True
    if not isinstance(into, np.ndarray) or into.dtype.kind not in "iu":
        return value
    if isinstance(value, np.ndarray) and value.ndim and value.dtype.kind == "f":
        return _cast(value, np.empty(value.shape, into.dtype))
    if isinstance(value, (int, float, np.floating)) and SMALL <= abs(float(value)) < LARGE:
        number, room = int(value), np.iinfo(into.dtype)
        if not room.min <= number <= room.max:
            raise OverflowError(f"Python integer {number} out of bounds for {into.dtype}")
    return value


def computed(operation: Called) -> Called:
    """An operation of two values, as `operator` has it."""

    def compute(left: Any, right: Any) -> Any:
        __tracebackhide__ = True
        if not isinstance(left, NUMPYS) and not isinstance(right, NUMPYS):
            return operation(left, right)
        with _overflow_told((left, right)):
            result = told(operation(given(left), given(right)))
        warned.warn(operation.__name__, (left, right), result)
        return result

    return compute


def _is_numpys(function: Any, owner: Any) -> bool:
    """Is it a function, a ufunc or a method of NumPy, or a kind of integers?"""
    if isinstance(function, type):
        return function in (np.dtype, np.iinfo, *INTEGERS)
    if isinstance(function, np.ufunc) or isinstance(owner, (*NUMPYS, np.ufunc)):
        return True
    return f"{getattr(function, '__module__', None) or type(owner).__module__}.".startswith("numpy.")


def _called(function: Called, owner: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
    __tracebackhide__ = True
    if function in INTEGERS:
        return _made(function, args, kwargs)
    name, is_method = getattr(function, "__name__", ""), isinstance(owner, NUMPYS)
    args, kwargs = (
        [given(one) for one in ([owner, *args] if is_method else args)],
        {k: given(v) for k, v in kwargs.items()},
    )
    if name in DRAWN:
        return function(*args, **{"dtype": np.int64, **kwargs})
    if INDEX_PLACES.get(name, len(args)) < len(args):
        args[INDEX_PLACES[name]] = as_index(args[INDEX_PLACES[name]])
    if name in MAKES_ARRAYS:
        args = list(map(as_array, args))
    if name in DTYPE_PLACES and (not isinstance(owner, np.ufunc) or owner in ADDING):
        args[:1] = map(as_array, args[:1])
        kwargs |= dtype_to_add_in(name, args, kwargs)
    with _overflow_told(args):
        result = told(getattr(args[0], name)(*args[1:], **kwargs) if is_method else function(*args, **kwargs))
    if name == "astype" and is_method:
        return _cast(owner, result)
    if isinstance(function, np.ufunc) or isinstance(owner, np.ufunc) or name in warned.WARNS:
        warned.warn(name, args, result)
    return result


def _made(kind: Called, args: list[Any], kwargs: dict[str, Any]) -> Any:
    """An integer of a kind, or an array of them, made of what a cell gives: `np.int8(x)`."""
    __tracebackhide__ = True
    with _overflow_told([*args, np.dtype(cast(type[Any], kind))]):
        result = kind(*args, **kwargs)
    return _cast(np.asarray(args[0]), result)[()] if args and isinstance(args[0], (float, *NUMPYS)) else result


def _cast(numbers: Any, result: Any) -> Any:
    """What `astype` made of numbers, as where answers are graded."""
    if numbers.dtype.kind != "f" or result.dtype.kind not in "iu":
        warned.warn("astype", (numbers,), result)
        return result
    made, all_fit = to_integers(np.asarray(numbers), result.dtype)
    if not all_fit and warned.listens():
        warned.tell(warned.INVALID)
    return made.astype(result.dtype).reshape(result.shape)[() if isinstance(result, np.generic) else ...]


@contextmanager
def _overflow_told(values: Sequence[Any]) -> Iterator[None]:
    """Within the block, NumPy says of which of the values, and that it does not fit the kind of another, also where C's `long` is small."""
    __tracebackhide__ = True
    try:
        yield
    except OverflowError as error:
        raise OverflowError(_of_overflow(f"{error}", values)) from None


def _of_overflow(message: str, values: Sequence[Any]) -> str:
    """NumPy's message as it is where C's `long` has 64 bits."""
    if message not in (TOO_LARGE, "int too big to convert"):
        return message
    number = next((int(one) for one in values if type(one) in (int, float) and abs(one) >= SMALL), LARGE)
    dtypes = (one if isinstance(one, np.dtype) else getattr(one, "dtype", None) for one in values)
    dtype = next(filter(None, dtypes), None)
    fits = abs(number) < LARGE and dtype is not None
    return f"Python integer {number} out of bounds for {dtype}" if fits else TOO_LARGE
