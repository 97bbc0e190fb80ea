"""What NumPy would have warned of, seen from what it was given and what it made: an infinite number, or none at all, out of nothing."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

DIVIDE, OVERFLOW, INVALID = "divide by zero", "overflow", "invalid value"
SET_BY = {DIVIDE: "divide", OVERFLOW: "over", INVALID: "invalid"}  # keywords of np.errstate
DIVIDES = {
    "divide",
    "true_divide",
    "floor_divide",
    "truediv",
    "floordiv",
    "mod",
    "remainder",
    "itruediv",
    "ifloordiv",
    "imod",
}
HAS_POLE = DIVIDES | {"log", "log2", "log10", "log1p", "reciprocal", "arctanh"}
POWERS = {"power", "pow", "ipow", "float_power"}
WARNS = {
    "astype",
    "sum",
    "prod",
    "cumsum",
    "cumprod",
    "mean",
    "std",
    "var",
    "dot",
    "inner",
    "outer",
    "vdot",
    "tensordot",
    "einsum",
    "norm",
}
HEARD = ("call", "raise")
UFUNCS = {  # what NumPy calls the operations
    "truediv": "divide",
    "floordiv": "floor_divide",
    "mod": "remainder",
    "pow": "power",
    "add": "add",
    "sub": "subtract",
    "mul": "multiply",
}
UFUNCS |= {f"i{name}": ufunc for name, ufunc in UFUNCS.items()}
Called = Callable[[Any], NDArray[np.bool_]]


def warn(name: str, inputs: Sequence[Any], result: Any) -> None:
    """Tell whoever listens to NumPy's warnings of what an operation of this name did, see `tell`."""
    if isinstance(result, np.integer) and name not in DIVIDES:
        return
    if listens() and (what := noticed(name, inputs, result)):
        tell(what, f"scalar {UFUNCS[name]}" if name in UFUNCS and isinstance(result, np.generic) else name)


def listens() -> bool:
    """Does someone listen?"""
    return any(how in HEARD for how in np.geterr().values())


def tell(what: str, name: str) -> None:
    """Tell it as np.errstate says: to what np.seterrcall names, or as FloatingPointError."""
    how, listener = {**np.geterr()}[SET_BY[what]], np.geterrcall()
    if how == "raise":
        raise FloatingPointError(f"{what} encountered in {UFUNCS.get(name, name)}")
    if how == "call" and callable(listener):
        listener(what, 0)


def noticed(name: str, inputs: Sequence[Any], result: Any) -> str:
    """What NumPy would have warned of; "" where of nothing."""
    numbers = [np.asarray(one) for one in inputs if isinstance(one, (np.ndarray, np.generic, int, float))]
    if not isinstance(result, (np.ndarray, np.generic)) or not numbers:
        return ""
    if result.dtype.kind in "iu":
        return DIVIDE if name in DIVIDES and not np.all(numbers[-1]) else ""
    if result.dtype.kind != "f" or np.isfinite(result).all():
        return ""
    endless = np.isinf(result) & ~_any(_is_endless, numbers, result)
    if np.any(endless):
        is_pole = name in HAS_POLE or name in POWERS and np.any(endless & (numbers[0] == 0))
        return DIVIDE if is_pole else OVERFLOW
    return INVALID if np.any(np.isnan(result) & ~_any(np.isnan, numbers, result)) else ""


def _is_endless(numbers: NDArray[Any]) -> NDArray[np.bool_]:
    endless: NDArray[np.bool_] = ~np.isfinite(numbers)
    return endless


def _any(asked: Called, numbers: Sequence[NDArray[Any]], result: Any) -> NDArray[np.bool_]:
    """For each place of the result: is it so of one of the numbers there, or of any number where they have other places?"""
    found = [asked(one) for one in numbers if one.dtype.kind in "iuf"]
    try:
        anywhere: NDArray[np.bool_] = np.any(np.broadcast_arrays(*found), axis=0)
        return np.broadcast_to(anywhere, np.shape(result))
    except ValueError:
        return np.asarray(any(np.any(one) for one in found))
