"""Plain data as JSON: the only values that cross between a student's process and the grader.

Plain means None, bool, int, float, str, tuple, list, dict with str keys, and NumPy scalars and
arrays of real number types. Everything else is refused, and so is anything too large or too deep.
"""

from collections.abc import Sized
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Plain = Any  # a plain value: what it is, only looking at it tells
Encoded = Any  # the same as JSON-ready data
Some = TypeVar("Some", bound=Sized)
DTYPES = frozenset(
    ["bool"]
    + [f"{kind}{bits}" for kind in ("int", "uint") for bits in (8, 16, 32, 64)]
    + [f"float{bits}" for bits in (16, 32, 64)]
)
MAX_DEPTH = 8
MAX_ITEMS = 1_000_000
MAX_INT_BITS = 1023  # so that every one of them is a finite float


class NotPlain(ValueError):
    """The value is not plain data, or is too large or too deep."""


def encode(value: object, depth: int = 0) -> Encoded:
    """Return `value` as JSON-ready data; raise NotPlain for what is not plain."""
    if depth > MAX_DEPTH:
        raise NotPlain("dữ liệu lồng nhau quá sâu")
    if value is None or type(value) in (bool, str, float):
        return value
    if type(value) is int:
        return _bounded_int(value)
    if isinstance(value, (np.ndarray, np.generic)):
        return _encode_numpy(value)
    if isinstance(value, tuple) or type(value) is list:  # a named tuple is a tuple
        items = [encode(item, depth + 1) for item in _bounded(value)]
        return {"list": items} if type(value) is list else {"tuple": items}
    if type(value) is dict:
        if any(type(key) is not str for key in value):
            raise NotPlain("khóa của dict phải là chuỗi")
        return {"dict": {key: encode(item, depth + 1) for key, item in _bounded(value).items()}}
    raise NotPlain(f"kiểu {type(value).__name__} không phải dữ liệu thuần")


def decode(data: Encoded, depth: int = 0) -> Plain:
    """Return the value that `encode` wrote; raise NotPlain for anything `encode` cannot write."""
    if depth > MAX_DEPTH:
        raise NotPlain("dữ liệu lồng nhau quá sâu")
    if data is None or type(data) in (bool, str, float):
        return data
    if type(data) is int:
        return _bounded_int(data)
    if type(data) is not dict:
        raise NotPlain("dữ liệu không đúng dạng")
    match data:
        case {"tuple": list(items), **rest} if not rest:
            return tuple(decode(item, depth + 1) for item in _bounded(items))
        case {"list": list(items), **rest} if not rest:
            return [decode(item, depth + 1) for item in _bounded(items)]
        case {"dict": dict(items), **rest} if not rest:
            return {_key(key): decode(item, depth + 1) for key, item in _bounded(items).items()}
        case {"dtype": str(dtype), "shape": list(shape), "data": list(numbers), **rest} if not rest:
            return _decode_numpy(dtype, shape, numbers)
        case {"dtype": str(dtype), "data": number, **rest} if not rest:
            return _decode_numpy(dtype, [], [number])[()]
    raise NotPlain("dữ liệu không đúng dạng")


def numbers_in(value: Plain) -> int:
    """How many numbers and texts a plain value holds, however deep."""
    if isinstance(value, dict):
        return sum(map(numbers_in, value.values()))
    if isinstance(value, (tuple, list)):
        return sum(map(numbers_in, value))
    return int(np.size(value))


def _bounded(items: Some) -> Some:
    if len(items) > MAX_ITEMS:
        raise NotPlain(f"nhiều hơn {MAX_ITEMS} phần tử")
    return items


def _bounded_int(number: int) -> int:
    if number.bit_length() > MAX_INT_BITS:
        raise NotPlain(f"số nguyên dài hơn {MAX_INT_BITS} bit")
    return number


def _key(key: object) -> str:
    if type(key) is not str:
        raise NotPlain("khóa của dict phải là chuỗi")
    return key


def _encode_numpy(value: NDArray[Any] | np.generic) -> dict[str, Encoded]:
    dtype = np.asarray(value).dtype.newbyteorder("=").name
    if dtype not in DTYPES:
        raise NotPlain(f"kiểu {dtype} không phải dữ liệu thuần")
    if value.size > MAX_ITEMS:
        raise NotPlain(f"nhiều hơn {MAX_ITEMS} phần tử")
    if isinstance(value, np.generic):
        return {"dtype": dtype, "data": value.item()}
    array = np.asarray(value)
    return {"dtype": dtype, "shape": list(array.shape), "data": array.ravel().tolist()}


def _decode_numpy(dtype: str, shape: list[Any], numbers: list[Any]) -> NDArray[Any]:
    if dtype not in DTYPES:
        raise NotPlain(f"kiểu {dtype} không phải dữ liệu thuần")
    if len(shape) > MAX_DEPTH or any(type(n) is not int or not 0 <= n <= MAX_ITEMS for n in shape):
        raise NotPlain("kích thước mảng không hợp lệ")
    size = 1
    for n in shape:
        size *= n
    if size != len(numbers) or size > MAX_ITEMS:
        raise NotPlain("kích thước mảng không khớp với số phần tử")
    allowed = {"b": (bool,), "i": (int,), "u": (int,), "f": (float, int)}[np.dtype(dtype).kind]
    if any(type(number) not in allowed for number in numbers):
        raise NotPlain(f"phần tử không thuộc kiểu {dtype}")
    try:
        with np.errstate(over="ignore", under="ignore"):  # a number too large for its kind is infinite
            return np.array(numbers, dtype=dtype).reshape(shape)
    except (OverflowError, ValueError) as error:
        raise NotPlain(f"phần tử không vừa kiểu {dtype}") from error
