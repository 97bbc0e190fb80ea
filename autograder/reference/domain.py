"""The words in which the domain of a reference is declared, above its formula: which arguments have an answer.

    @domain(x=real(), s=number(above=0), bits=integer(2, 8))
    @rule("...", lambda x: x.any())
    def formula(x, s, bits): ...

Outside it the function raises a ValueError that names the argument; inside, the formula gets the values as they were read.
Arguments are plain data: None, numbers, text, arrays not of objects, lists and tuples of these. All else, subclasses too,
is refused by its type alone, so that no code of a value ever runs.
"""

import functools
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import NoneType
from typing import Any, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

Reals: TypeAlias = NDArray[np.float64]  # what real() and whole() read
Codes: TypeAlias = NDArray[np.int64]  # what codes() reads
NarrowCode: TypeAlias = np.int8 | np.int16  # of 8 or 16 bits, as formulas return it
NarrowCodes: TypeAlias = NDArray[np.int8] | NDArray[np.int16]
Dtype: TypeAlias = type[float] | type[np.floating[Any]]
# Unions stand here, not in signatures, where cosmic-ray would take `|` for an operator of a formula.
MaybeFunction: TypeAlias = Callable[..., Any] | None
MaybeInt: TypeAlias = int | None
MaybeNumber: TypeAlias = float | None
MaybeText: TypeAlias = str | None
Result = TypeVar("Result")
Function = TypeVar("Function", bound=Callable[..., Any])

EXACT = 2**53  # every whole number up to here is exact in float64
SMALLEST_SCALE = float(np.finfo(np.float64).tiny)  # below it 1 / s leaves float64
DEEPEST = 8  # lists in lists
INTEGERS = {int, *(kind for kind in np.sctypeDict.values() if np.dtype(kind).kind in "iu")}
SCALARS = {*INTEGERS, *np.sctypeDict.values(), bool, float, complex, str, bytes, NoneType}
LIMITS = {  # of the kinds below, by name
    "axes": ("có đúng {} trục", lambda count: lambda x: np.ndim(x) == count),
    "least_axes": ("có ít nhất {} trục", lambda count: lambda x: np.ndim(x) >= count),
    "least_size": ("có ít nhất {} giá trị", lambda count: lambda x: np.size(x) >= count),
    "above": ("lớn hơn {}", lambda limit: lambda x: x > limit),
    "least": ("không nhỏ hơn {}", lambda limit: lambda x: x >= limit),
    "most": ("không lớn hơn {}", lambda limit: lambda x: x <= limit),
}


def domain(like: MaybeFunction = None, **kinds: "Kind") -> Callable[[Callable[..., Result]], Callable[..., Result]]:
    """Decorates a function, and the rules below: its arguments are of these kinds, the rest as of the function `like`."""

    def declared(function: Callable[..., Result]) -> Callable[..., Result]:
        known = {**vars(like)["domain"].kinds, **kinds} if like else kinds
        rules = (*(vars(like)["domain"].rules if like else ()), *vars(function).pop("rules", ()))
        signature = inspect.signature(function)
        if known.keys() != signature.parameters.keys():
            raise TypeError(f"{function.__name__} and its domain differ in their parameters")

        @functools.wraps(function)
        def checked(*args: Any, **kwargs: Any) -> Result:
            given = signature.bind(*args, **kwargs)
            given.apply_defaults()
            return function(**vars(checked)["domain"].read(given.arguments))

        vars(checked)["domain"] = Domain(known, rules)
        return checked

    return declared


@dataclass(frozen=True)
class Domain:
    """kinds: {name of an argument: Kind}. rules: between arguments."""

    kinds: dict[str, "Kind"]
    rules: tuple["Rule", ...]

    def read(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """{name: value for the formula}; raises ValueError."""
        values = {name: self.kinds[name].read(name, value) for name, value in arguments.items()}
        for one in self.rules:
            one.demand([values[name] for name in one.names])
        return values


@dataclass(frozen=True)
class Rule:
    """Decorates a function below `domain`. holds: of the arguments `names`, as read, true in every element."""

    text: str
    holds: Callable[..., Any]
    names: tuple[str, ...]

    def __call__(self, function: Function) -> Function:
        vars(function)["rules"] = (self, *vars(function).get("rules", ()))
        return function

    def demand(self, values: list[Any]) -> None:
        with np.errstate(all="ignore"):
            if _everywhere(self.holds(*values)):
                return
        shown = ", ".join(f"{name} = {_shown(value)}" for name, value in zip(self.names, values))
        raise ValueError(f"{self.text}, nhưng nhận được {shown}.")


def rule(text: str, holds: Callable[..., Any], *names: str) -> Rule:
    """The Rule between the arguments `names`, else those that the parameters of `holds` name. text: names them, too."""
    return Rule(text, holds, names or tuple(inspect.signature(holds).parameters))


def broadcasting(*names: str) -> Rule:
    """The Rule that arrays of these names fit together."""
    return Rule(f"Chiều của {', '.join(names)} phải khớp nhau", _broadcast, names)


@dataclass(frozen=True)
class Kind:
    """What an argument may be. take: a plain value as formulas compute with it, or an error where it is of another type.

    limits: [(text, what holds for a value so taken)]. of: the kinds of what is inside, told to `take`.
    """

    text: str
    take: Callable[..., Any]
    limits: tuple[tuple[str, Callable[[Any], Any]], ...] = ()
    of: tuple["Kind", ...] = ()

    def read(self, name: str, value: object) -> Any:
        """The value as taken; raises ValueError."""
        try:
            taken = self.take(value, *self.of)
        except (TypeError, ValueError, OverflowError):
            raise ValueError(f"{name} phải là {self.text}, nhưng nhận được {_shown(value)}.") from None
        for text, holds in self.limits:
            if not _everywhere(holds(taken)):
                raise ValueError(f"{name} phải {text}, nhưng nhận được {_shown(taken)}.")
        return taken

    def within(self, limits: Mapping[str, MaybeNumber]) -> "Kind":
        """The same with limits {name: number}, named as in LIMITS."""
        asked = [(*LIMITS[name], limit) for name, limit in limits.items() if limit is not None]
        return replace(self, limits=tuple((text.format(limit), holds(limit)) for text, holds, limit in asked))


def real(dtype: Dtype = np.float64, **limits: float) -> Kind:
    """Real numbers of any numeric dtype, finite in `dtype`, as an array of it (0-d for a number)."""
    return Kind("(mảng) số thực hữu hạn", lambda value: _finite(value, dtype)).within(limits)


def whole() -> Kind:
    """Whole numbers of any numeric dtype, up to EXACT, as a float64 array."""
    return Kind("(mảng) số nguyên không quá 2**53", _whole)


def codes(**limits: float) -> Kind:
    """Numbers of an integer dtype, up to EXACT, as an int64 array."""
    return Kind("mã có kiểu số nguyên, không quá 2**53", _codes).within(limits)


def array(dtype: MaybeText = None, **limits: float) -> Kind:
    """An array of this dtype, else of any real one, as it is: NaN and infinity, too."""
    return Kind(f"mảng {dtype or 'số thực'}", lambda value: _array(value, dtype)).within(limits)


def number(dtype: Dtype = float, **limits: float) -> Kind:
    """A real number that is finite in `dtype`, as one of it."""
    return Kind("một số thực hữu hạn", lambda value: dtype(_finite(_of(SCALARS, value), dtype))).within(limits)


def integer(least: MaybeInt = None, most: MaybeInt = None) -> Kind:
    """An integer, as a Python int."""
    return Kind("một số nguyên", lambda value: int(_of(INTEGERS, value))).within({"least": least, "most": most})


def one_of(*values: object) -> Kind:
    """One of these integers or words."""
    kinds = {*INTEGERS, str}
    return Kind(f"một trong {values}", lambda value: values[values.index(_of(kinds, value))])


def none_or(kind: Kind) -> Kind:
    """None, or what `kind` says."""
    return Kind(f"None hoặc {kind.text}", _none_or, of=(kind,))


def listed(kind: Kind) -> Kind:
    """A list, tuple or array of at least one of `kind`, as a list."""
    return Kind(f"dãy không rỗng của {kind.text}", _listed, of=(kind,))


def pair(first: Kind, second: Kind) -> Kind:
    """A list or tuple of two, as a tuple."""
    return Kind(f"cặp ({first.text}; {second.text})", _pair, of=(first, second))


def _everywhere(held: Any) -> Any:
    return held if type(held) is bool else np.all(held)  # np.all is slow for one bool


def _of(types: set[Any], value: Any) -> Any:
    if type(value) not in types:
        raise TypeError
    return value


def _none_or(value: object, kind: Kind) -> Any:
    return None if value is None else kind.read("", value)


def _listed(value: object, kind: Kind) -> list[Any]:
    items = list(_of({list, tuple, np.ndarray}, value))
    if not items:
        raise ValueError
    return [kind.read(f"[{place}]", item) for place, item in enumerate(items)]


def _pair(value: object, first: Kind, second: Kind) -> tuple[Any, Any]:
    one, other = _of({list, tuple}, value)
    return first.read("[0]", one), second.read("[1]", other)


def _is_plain(value: Any, deep: int = DEEPEST) -> bool:
    if type(value) in (list, tuple):
        return deep > 0 and all(_is_plain(item, deep - 1) for item in value)
    return value.dtype.kind != "O" if type(value) is np.ndarray else type(value) in SCALARS


def _array(value: object, dtype: MaybeText = None, kinds: str = "iuf") -> NDArray[Any]:
    if not _is_plain(value):
        raise TypeError
    taken = np.asarray(value)
    if taken.dtype.kind not in kinds or dtype not in (None, taken.dtype):
        raise TypeError
    return taken


def _finite(value: object, dtype: Dtype) -> NDArray[Any]:
    with np.errstate(over="ignore"):  # an infinity is refused below
        taken = _array(value).astype(dtype)
    if not np.isfinite(taken).all():
        raise ValueError
    return taken


def _whole(value: object) -> Reals:
    taken = _finite(value, np.float64)
    if (np.abs(taken) > EXACT).any() or (taken != np.rint(taken)).any():
        raise ValueError
    return taken


def _codes(value: object) -> Codes:
    taken = _array(value, kinds="iu")
    if taken.size and not -EXACT <= int(taken.min()) <= int(taken.max()) <= EXACT:
        raise ValueError
    return taken.astype(np.int64)


def _broadcast(*arrays: NDArray[Any]) -> bool:
    try:
        np.broadcast_shapes(*(taken.shape for taken in arrays))
    except ValueError:
        return False
    return True


def _shown(value: Any) -> str:
    """A few words on any value; of an array or a list, no elements."""
    if type(value) is np.ndarray:
        return f"mảng {value.dtype} chiều {value.shape}"
    short = type(value) in SCALARS and not (type(value) is int and abs(value) > EXACT)
    return repr(value)[:80] if short else f"một giá trị kiểu {type(value).__name__}"


flag = Kind("True hoặc False", lambda value: bool(_of({bool, np.bool_}, value)))
passed_on = Kind("bất kỳ", lambda value: value)  # a function that the formula calls says what it may be

COUNT, BITS, INT8 = integer(1), integer(2, 8), integer(-128, 127)
INT32 = codes(least=-(2**31), most=2**31 - 1)
ZERO_POINT = integer(-EXACT, EXACT)


def fits_columns(b: NDArray[Any], W: NDArray[Any]) -> bool:
    """Is the shape of b (n,) or (1, n) where that of W is (p, n)?"""
    return b.shape in (W.shape[1:], (1, *W.shape[1:]))
