"""The words in which the domain of a reference is declared, above its formula: which arguments have an answer.

    @domain(x=real(), s=number(above=0), bits=integer(2, 8))
    @rule("x phải có giá trị khác 0", lambda x: x.any())
    def formula(x, s, bits): ...

Outside it the function raises a ValueError that names the argument; inside, the formula gets the values as they were read.
Arguments are plain data: None, numbers, text, arrays not of objects, lists and tuples of these. All else, subclasses too,
is refused by its type alone, so that no code of a value ever runs.
"""

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from types import NoneType

import numpy as np

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


def domain(like=None, **kinds):
    """Decorates a function, and the rules below: its arguments are of these kinds, the rest as of the function `like`."""

    def declared(function):
        known = {**like.domain.kinds, **kinds} if like else kinds
        rules = (*(like.domain.rules if like else ()), *vars(function).pop("rules", ()))
        signature = inspect.signature(function)
        if known.keys() != signature.parameters.keys():
            raise TypeError(f"{function.__name__} and its domain differ in their parameters")

        @functools.wraps(function)
        def checked(*args, **kwargs):
            given = signature.bind(*args, **kwargs)
            given.apply_defaults()
            return function(**checked.domain.read(given.arguments))

        checked.domain = Domain(known, rules)
        return checked

    return declared


@dataclass(frozen=True)
class Domain:
    """kinds: {name of an argument: Kind}. rules: between arguments."""

    kinds: dict
    rules: tuple

    def read(self, arguments):
        """{name: value for the formula}; raises ValueError."""
        values = {name: self.kinds[name].read(name, value) for name, value in arguments.items()}
        for one in self.rules:
            one.demand([values[name] for name in one.names])
        return values


@dataclass(frozen=True)
class Rule:
    """Decorates a function below `domain`. holds: of the arguments `names`, as read, true in every element."""

    text: str
    holds: Callable
    names: tuple

    def __call__(self, function):
        function.rules = (self, *vars(function).get("rules", ()))
        return function

    def demand(self, values):
        with np.errstate(all="ignore"):
            if np.all(self.holds(*values)):
                return
        shown = ", ".join(f"{name} = {_shown(value)}" for name, value in zip(self.names, values))
        raise ValueError(f"{self.text}, nhưng nhận được {shown}.")


def rule(text, holds, *names):
    """The Rule between the arguments `names`, else those that the parameters of `holds` name. text: names them, too."""
    return Rule(text, holds, names or tuple(inspect.signature(holds).parameters))


def broadcasting(*names):
    """The Rule that arrays of these names fit together."""
    return Rule(f"Chiều của {', '.join(names)} phải khớp nhau", _broadcast, names)


@dataclass(frozen=True)
class Kind:
    """What an argument may be. take: a plain value as formulas compute with it, or an error where it is of another type.

    limits: [(text, what holds for a value so taken)]. of: the kinds of what is inside, told to `take`.
    """

    text: str
    take: Callable
    limits: tuple = ()
    of: tuple = ()

    def read(self, name, value):
        """The value as taken; raises ValueError."""
        try:
            taken = self.take(value, *self.of)
        except (TypeError, ValueError, OverflowError):
            raise ValueError(f"{name} phải là {self.text}, nhưng nhận được {_shown(value)}.") from None
        for text, holds in self.limits:
            if not np.all(holds(taken)):
                raise ValueError(f"{name} phải {text}, nhưng nhận được {_shown(taken)}.")
        return taken

    def within(self, limits):
        """The same with limits {name: number}, named as in LIMITS."""
        asked = [(*LIMITS[name], limit) for name, limit in limits.items() if limit is not None]
        return replace(self, limits=tuple((text.format(limit), holds(limit)) for text, holds, limit in asked))


def real(dtype=np.float64, **limits):
    """Real numbers of any numeric dtype, finite in `dtype`, as an array of it (0-d for a number)."""
    return Kind("(mảng) số thực hữu hạn", lambda value: _finite(value, dtype)).within(limits)


def whole():
    """Whole numbers of any numeric dtype, up to EXACT, as a float64 array."""
    return Kind("(mảng) số nguyên không quá 2**53", _whole)


def codes(**limits):
    """Numbers of an integer dtype, up to EXACT, as an int64 array."""
    return Kind("mã có kiểu số nguyên, không quá 2**53", _codes).within(limits)


def array(dtype=None, **limits):
    """An array of this dtype, else of any real one, as it is: NaN and infinity, too."""
    return Kind(f"mảng {dtype or 'số thực'}", lambda value: _array(value, dtype)).within(limits)


def number(dtype=float, **limits):
    """A real number that is finite in `dtype`, as one of it."""
    return Kind("một số thực hữu hạn", lambda value: dtype(_finite(_of(SCALARS, value), dtype))).within(limits)


def integer(least=None, most=None):
    """An integer, as a Python int."""
    return Kind("một số nguyên", lambda value: int(_of(INTEGERS, value))).within({"least": least, "most": most})


def one_of(*values):
    """One of these integers or words."""
    kinds = {*INTEGERS, str}
    return Kind(f"một trong {values}", lambda value: values[values.index(_of(kinds, value))])


def none_or(kind):
    """None, or what `kind` says."""
    return Kind(f"None hoặc {kind.text}", _none_or, of=(kind,))


def listed(kind):
    """A list, tuple or array of at least one of `kind`, as a list."""
    return Kind(f"dãy không rỗng của {kind.text}", _listed, of=(kind,))


def pair(first, second):
    """A list or tuple of two, as a tuple."""
    return Kind(f"cặp ({first.text}; {second.text})", _pair, of=(first, second))


def _of(types, value):
    if type(value) not in types:
        raise TypeError
    return value


def _none_or(value, kind):
    return None if value is None else kind.read("", value)


def _listed(value, kind):
    items = list(_of({list, tuple, np.ndarray}, value))
    if not items:
        raise ValueError
    return [kind.read(f"[{place}]", item) for place, item in enumerate(items)]


def _pair(value, first, second):
    one, other = _of({list, tuple}, value)
    return first.read("[0]", one), second.read("[1]", other)


def _is_plain(value, deep=DEEPEST):
    if type(value) in (list, tuple):
        return deep > 0 and all(_is_plain(item, deep - 1) for item in value)
    return value.dtype.kind != "O" if type(value) is np.ndarray else type(value) in SCALARS


def _array(value, dtype=None, kinds="iuf"):
    if not _is_plain(value):
        raise TypeError
    taken = np.asarray(value)
    if taken.dtype.kind not in kinds or dtype not in (None, taken.dtype):
        raise TypeError
    return taken


def _finite(value, dtype):
    with np.errstate(over="ignore"):
        taken = _array(value).astype(dtype)
    if not np.isfinite(taken).all():
        raise ValueError
    return taken


def _whole(value):
    taken = _finite(value, np.float64)
    if (np.abs(taken) > EXACT).any() or (taken != np.rint(taken)).any():
        raise ValueError
    return taken


def _codes(value):
    taken = _array(value, kinds="iu")
    if taken.size and not -EXACT <= int(taken.min()) <= int(taken.max()) <= EXACT:
        raise ValueError
    return taken.astype(np.int64)


def _broadcast(*arrays):
    try:
        np.broadcast_shapes(*(taken.shape for taken in arrays))
    except ValueError:
        return False
    return True


def _shown(value):
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


def fits_columns(b, W):
    """Is the shape of b (n,) or (1, n) where that of W is (p, n)?"""
    return b.shape in (W.shape[1:], (1, *W.shape[1:]))
