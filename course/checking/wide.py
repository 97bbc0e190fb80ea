"""NumPy's default integer has 64 bits wherever a notebook runs, as it has where answers are graded.

In the browser it has 32: `int` as a dtype, `np.int_`, what `np.arange` or `np.argmax` return and what `np.sum` adds in. There, each
cell's calls go through `wide`, which has NumPy compute with int64 where its default is meant. What says int32 stays int32.

NumPy has two types of 32 bits, C's `int` and C's `long`, and the default is `long`. So what a cell calls int32 is given to NumPy as
`int`, and whatever comes back as `long` is known to be the default.
"""

import ast
import builtins
from collections.abc import Callable, Mapping
from functools import wraps
from types import CodeType
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

IS_NARROW = np.dtype(int).itemsize < 8
WIDE = "<64 bit>"  # the name that a cell's calls go through: none that a cell could write
SHORT, LONG = np.dtype(np.intc), np.dtype(np.long)
ATTRIBUTES = {  # of np, where a grader runs
    "int_": "int64",
    "intp": "int64",
    "long": "int64",
    "intc": "int32",
    "uint": "uint64",
    "uintp": "uint64",
    "ulong": "uint64",
}
NAMES: dict[str, type[np.generic]] = dict.fromkeys(("int", "int_", "intp", "long"), np.int64)
NAMES.update(dict.fromkeys(("uint", "uintp", "ulong"), np.uint64))
NAMES.update(dict.fromkeys(("int32", "i4", "<i4", "intc"), np.intc))
# what adds in the default integer where the numbers have less bits -> the place of its dtype after the numbers
DTYPE_PLACES = {"sum": 2, "prod": 2, "cumsum": 2, "cumprod": 2, "trace": 4, "reduce": 2, "accumulate": 2, "reduceat": 3}
DTYPE_PLACES |= {"nansum": 2, "nanprod": 2, "nancumsum": 2, "nancumprod": 2, "cumulative_sum": 9, "cumulative_prod": 9}
ADDING = (np.add, np.multiply)  # the ufuncs of which that is true
DRAWN = ("integers", "randint")  # integers of the dtype that is said, however NumPy calls it
INDEX_PLACES = {"repeat": 1, "choose": 0, "put": 1, "reduceat": 1}  # where indices must have the machine's own size
Called = Callable[..., Any]


def watch(shell: "InteractiveShell | None") -> None:
    """From the next cell on, what the notebook's cells compute is wide."""
    if IS_NARROW and shell is not None and not any(isinstance(one, Widening) for one in shell.ast_transformers):
        shell.ast_transformers.append(Widening())


def compiled(cell: str | ast.Module, file: str) -> CodeType:
    """The code of a cell, given as text or as tree, whose calls are wide."""
    if not IS_NARROW:
        return compile(cell, file, "exec")
    return compile(Widening().visit(ast.parse(cell) if isinstance(cell, str) else cell), file, "exec")


class Widening(ast.NodeTransformer):
    """Has every call of a tree go through `wide`; lines and columns stay."""

    def __init__(self) -> None:
        setattr(builtins, WIDE, wide)

    def visit_Call(self, node: ast.Call) -> ast.Call:
        """`f(x)` becomes `wide(f)(x)`, and `map(np.sum, x)` becomes `wide(map)(wide(np.sum), x)`."""
        self.generic_visit(node)
        node.func = _through_wide(node.func)
        node.args = [_through_wide(argument) if _is_of_numpy(argument) else argument for argument in node.args]
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.Attribute:
        """`np.int_` becomes `np.int64`."""
        self.generic_visit(node)
        if _is_of_numpy(node):
            node.attr = ATTRIBUTES.get(node.attr, node.attr)
        return node


def _through_wide(node: ast.expr) -> ast.expr:
    name = ast.copy_location(ast.Name(WIDE, ast.Load()), node)
    return ast.copy_location(ast.Call(name, [node], []), node)


def _is_of_numpy(node: ast.expr) -> bool:
    """Is it `np.` and a name?"""
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in ("np", "numpy")


def wide(function: Called) -> Called:
    """The function as it is where the default integer has 64 bits; what is not NumPy's own is returned unchanged."""
    owner = getattr(function, "__self__", None)
    if hasattr(function, WIDE) or not _is_numpys(function, owner):
        return function

    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True  # IPython leaves this line out of what it shows of an error
        return _call(function, owner, list(args), kwargs)

    setattr(call, WIDE, True)
    return call


def _is_numpys(function: Any, owner: Any) -> bool:
    """Is it a function, a ufunc or a method of NumPy? A type makes what it says, but for np.dtype."""
    if isinstance(function, type):
        return function is np.dtype or function is np.iinfo
    if isinstance(function, np.ufunc) or isinstance(owner, (np.ndarray, np.generic, np.ufunc)):
        return True
    return f"{getattr(function, '__module__', None) or type(owner).__module__}.".startswith("numpy.")


def _call(function: Called, owner: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
    __tracebackhide__ = True
    name = getattr(function, "__name__", "")
    is_method = isinstance(owner, (np.ndarray, np.generic))
    numbers = [owner, *args] if is_method else args  # as the function of the same name takes them
    numbers, kwargs = [_given(one) for one in numbers], {key: _given(value) for key, value in kwargs.items()}
    if name in DRAWN:
        return function(*numbers, **{"dtype": np.int64, **kwargs})
    if INDEX_PLACES.get(name, len(numbers)) < len(numbers):
        numbers[INDEX_PLACES[name]] = _as_index(numbers[INDEX_PLACES[name]])
    if numbers and name in DTYPE_PLACES and (not isinstance(owner, np.ufunc) or owner in ADDING):
        numbers[0] = _told(np.asarray(numbers[0])) if isinstance(numbers[0], (list, tuple)) else numbers[0]
        kwargs |= _dtype_to_add_in(numbers, DTYPE_PLACES[name], kwargs)
    if is_method:
        return _told(getattr(numbers[0], name)(*numbers[1:], **kwargs))
    return _told(function(*numbers, **kwargs))


def _given(value: Any) -> Any:
    """What NumPy is given for a value of a cell: int64 for the default integer, C's `int` for int32."""
    if value is int:
        return np.int64
    if value is np.int32:
        return np.intc
    if isinstance(value, np.dtype):
        return SHORT if value == SHORT and value.isnative else value
    if isinstance(value, str):
        return NAMES.get(value, value)
    if isinstance(value, np.generic):
        return np.intc(value) if value.dtype.num == LONG.num else value
    if type(value) is np.ndarray:
        return value.view(SHORT) if value.dtype.num == LONG.num and value.dtype.isnative else value
    if type(value) in (list, tuple) and any(isinstance(one, (np.ndarray, np.generic, list, tuple)) for one in value):
        return type(value)(one if isinstance(one, str) else _given(one) for one in value)
    return value


def _told(value: Any) -> Any:
    """What a cell gets for a value of NumPy's: int64 for the default integer, int32 for C's `int`."""
    if isinstance(value, (np.ndarray, np.generic)):
        if value.dtype.num == LONG.num:
            return value.astype(np.int64)
        return value.view(LONG) if value.dtype.num == SHORT.num and value.dtype.isnative else value
    if isinstance(value, np.dtype):
        return LONG if value.num == SHORT.num and value.isnative else value
    if isinstance(value, (tuple, list)):
        items = [_told(one) for one in value]
        return value._make(items) if hasattr(value, "_make") else type(value)(items)
    return value


def _as_index(value: Any) -> Any:
    return value.astype(LONG) if isinstance(value, (np.ndarray, np.generic)) and value.dtype == np.int64 else value


def _dtype_to_add_in(numbers: list[Any], place: int, kwargs: Mapping[str, Any]) -> dict[str, Any]:
    """The dtype that NumPy would add in by itself where its default integer has 64 bits; nothing where the cell says one."""
    dtype = getattr(numbers[0], "dtype", None)
    is_told = len(numbers) > place or any(kwargs.get(key) is not None for key in ("dtype", "out"))
    if is_told or dtype is None or dtype.kind not in "biu" or dtype.itemsize >= np.dtype(np.int64).itemsize:
        return {}
    return {"dtype": np.uint64 if dtype.kind == "u" else np.int64}
