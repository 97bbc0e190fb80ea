"""Which integers are NumPy's default ones, where these have 32 bits, and the same with 64.

NumPy has two integers of 32 bits there, C's `int` and C's `long`, and the default is `long`. So what a cell has as int32 is given to
NumPy as `int`, and whatever comes back as `long` is known to be the default.
"""

import operator
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

SHORT, LONG = np.dtype(np.intc), np.dtype(np.long)
COMES_BACK_AS: dict[Any, Any] = {LONG.type: np.int64, SHORT.type: LONG.type}  # what a cell gets for a number of NumPy's
NUMPYS = (np.ndarray, np.generic)
WORDS: dict[str, type[np.generic]] = dict.fromkeys(("int", "int_", "intp", "long", "l", "p", "n"), np.int64)
WORDS.update(dict.fromkeys(("uint", "uintp", "ulong", "L", "P", "N"), np.uint64))
WORDS.update(dict.fromkeys(("int32", "i4", "<i4", "intc", "i"), np.intc))
# what takes a dtype -> from which place on its words are dtypes, the array of a method being at 0
DTYPES_FROM = dict.fromkeys(("dtype", "iinfo", "can_cast", "result_type", "promote_types", "issubdtype"), 0)
DTYPES_FROM |= dict.fromkeys(
    ("array", "asarray", "asanyarray", "ascontiguousarray", "astype", "view", "zeros", "ones"), 1
)
DTYPES_FROM |= dict.fromkeys(
    ("empty", "zeros_like", "ones_like", "empty_like", "identity", "frombuffer", "fromiter", "indices"), 1
)
DTYPES_FROM |= {
    "full": 2,
    "full_like": 2,
    "mean": 2,
    "std": 2,
    "var": 2,
    "arange": 3,
    "eye": 3,
    "tri": 3,
    "linspace": 5,
}
# what adds in the default integer where the numbers have less bits -> the place of its dtype, the numbers being at 0
ADDS_IN = {"sum": 2, "prod": 2, "cumsum": 2, "cumprod": 2, "trace": 4, "reduce": 2, "accumulate": 2, "reduceat": 3}
ADDS_IN |= {"nansum": 2, "nanprod": 2, "nancumsum": 2, "nancumprod": 2, "cumulative_sum": 9, "cumulative_prod": 9}
DTYPES_FROM |= ADDS_IN
# where indices must have the machine's own size: their place, and their names
INDEX_PLACES = {"repeat": 1, "choose": 0, "put": 1, "reduceat": 1, "ldexp": 1}
INDEX_NAMES = {"repeat": ("repeats",), "choose": ("a",), "put": ("ind", "indices"), "reduceat": ("indices",)}
# what makes arrays of numbers and lists -> of how many that it is given
MAKES_ARRAYS = dict.fromkeys(
    ("dot", "inner", "vdot", "outer", "kron", "convolve", "correlate", "tensordot", "cross"), 2
)
MAKES_ARRAYS |= dict.fromkeys(("polyval", "polyadd", "polysub", "polymul"), 2)
MAKES_ARRAYS |= dict.fromkeys(("diff", "ediff1d", "ptp", "matrix_power", "vander"), 1) | {"einsum": 99}
ITEMS = (np.ndarray, np.generic, list, tuple)
DEEPEST = 8  # lists in lists that are looked into; one may hold itself


def given(value: Any, depth: int = 0) -> Any:
    """What NumPy is given for a value of a cell: int64 for the default integer, C's `int` for int32.

    A list in which nothing is to change is given itself. depth: how many lists it lies in.
    """
    if isinstance(value, np.generic):
        return np.intc(value) if type(value) is LONG.type else value
    if type(value) is np.ndarray:
        return value.view(SHORT) if value.dtype.num == LONG.num and value.dtype.isnative else value
    if value is int:
        return np.int64
    if value is np.int32:
        return np.intc
    if isinstance(value, np.dtype):
        return SHORT if value == SHORT and value.isnative else value
    if type(value) in (list, tuple) and depth < DEEPEST and any(isinstance(one, ITEMS) for one in value):
        items = [given(one, depth + 1) for one in value]
        return value if all(map(operator.is_, items, value)) else type(value)(items)
    return value


def told(value: Any, depth: int = 0) -> Any:
    """What a cell gets for a value of NumPy's: int64 for the default integer, int32 for C's `int`."""
    if isinstance(value, np.generic):
        return COMES_BACK_AS[type(value)](value) if type(value) in COMES_BACK_AS else value
    if isinstance(value, np.ndarray):
        dtype = value.dtype
        if dtype.num == LONG.num:
            return value.astype(np.int64)
        return value.view(LONG) if dtype.num == SHORT.num and dtype.isnative else value
    if isinstance(value, np.dtype):
        return LONG if value.num == SHORT.num and value.isnative else value
    if isinstance(value, (tuple, list)) and depth < DEEPEST:
        items = [told(one, depth + 1) for one in value]
        return value._make(items) if hasattr(value, "_make") else type(value)(items)
    return value


def dtype_given(value: Any) -> Any:
    """What NumPy is given for a dtype of a cell, which may be a word."""
    return WORDS.get(value, value) if isinstance(value, str) else given(value)


def as_array(value: Any) -> Any:
    """Numbers, in lists or one alone, as the array that NumPy makes of them, and is given."""
    if type(value) not in (int, list, tuple):
        return value
    array = np.asarray(value)
    return array.astype(np.int64) if array.dtype.num == LONG.num else array


def as_inputs(values: Sequence[Any]) -> list[Any]:
    """What an operation is given: lists as arrays; numbers in the default integer, where nothing says another kind than booleans."""
    values = [as_array(one) if type(one) in (list, tuple) else one for one in values]
    if not all(type(one) in (int, bool, float) or isinstance(one, NUMPYS) and one.dtype.kind == "b" for one in values):
        return values
    make = np.int64 if len(values) > 1 else as_array
    return [make(one) if type(one) is int else one for one in values]


def as_index(value: Any) -> Any:
    """Indices as the machine has them."""
    indices = np.asarray(value) if type(value) in (list, tuple) else value
    return indices.astype(LONG) if isinstance(indices, NUMPYS) and indices.dtype == np.int64 else value


def dtype_to_add_in(name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> dict[str, Any]:
    """{"dtype": what NumPy by itself adds in where its default integer has 64 bits}; nothing where the cell says a dtype."""
    dtype, place = getattr(args[0], "dtype", None) if args else None, ADDS_IN.get(name, 0)
    is_told = len(args) > place or any(kwargs.get(key) is not None for key in ("dtype", "out"))
    if is_told or dtype is None or dtype.kind not in "biu" or dtype.itemsize >= np.dtype(np.int64).itemsize:
        return {}
    return {"dtype": np.uint64 if dtype.kind == "u" else np.int64}
