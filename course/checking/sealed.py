"""Other right ways of an exercise, sealed: the key is what a right function returns for inputs whose results stand nowhere.

The check data holds the inputs. Who has no right function has no key; who has one gets the ways shown after the tick.
"""

import base64
import hashlib
import json
import math
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from course.checking.compare import Equality
from course.checking.frozen import KeyCall, Outcome, Returned, Sealed
from course.checking.plain import Plain

COST = {"n": 2**11, "r": 8, "p": 1, "length": 32}  # of one key, about 10 ms
MOST_DIGITS = 6  # significant, of numbers that need not be exact
NONCE_BYTES = 12
OFF_ROUND = 0.0137  # so that no round number, like 1 or 10, stands where the digits change
SAFETY = 2  # times what a check allows
Numbers = NDArray[np.float64]
Rows = Any  # of KeyCall


class Way(NamedTuple):
    """Another right way: a sentence on it, and its lines."""

    note: str
    code: str


class Leaf(NamedTuple):
    """A number or an array, and the name of its dtype, of a number its kind only."""

    numbers: Numbers
    kind: str


def seal(ways: Sequence[Way], calls: Sequence[KeyCall], outcomes: Sequence[Outcome]) -> str:
    """Ways as a text that `opened` reads where these calls come to these outcomes, the same text every time."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    key, content = _key(calls, outcomes), json.dumps(ways, ensure_ascii=False).encode()
    nonce = hashlib.sha256(key + content).digest()[:NONCE_BYTES]  # of this content under this key only, so never twice
    return base64.b64encode(nonce + AESGCM(key).encrypt(nonce, content, None)).decode()


def opened(sealed: Sealed, outcomes: Sequence[Outcome]) -> list[Way]:
    """The ways; none where the outcomes are not those of a right function, or the library is not installed."""
    try:
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    except ImportError:
        return []
    if not all(isinstance(outcome, Returned) for outcome in outcomes):
        return []
    data = base64.b64decode(sealed.text)
    try:
        content = AESGCM(_key(sealed.calls, outcomes)).decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], None)
    except InvalidTag:
        return []
    return [Way(*way) for way in json.loads(content)]


def is_far_from_edges(value: Plain, rows: Rows, digits: int, equality: Equality) -> bool:
    """Do all values that a check takes for this one make the same key?"""
    for leaf in _leaves(value, rows):
        unit, numbers = _unit(leaf.numbers, digits), leaf.numbers[np.isfinite(leaf.numbers)]
        if np.any((numbers != 0) & (abs(numbers) <= 2 * SAFETY * equality.atol)):
            return False
        numbers = numbers[numbers != 0]
        reach = SAFETY * (equality.rtol * abs(numbers) + equality.atol) / unit + 1e-6
        places = numbers / unit
        if np.any(abs(places - np.floor(places) - 0.5) <= reach):
            return False
        if any(_unit(leaf.numbers * (1 + sign * SAFETY * equality.rtol), digits) != unit for sign in (-1, 1)):
            return False
    return True


def words(call: KeyCall, outcome: Outcome) -> str:
    """What an outcome adds to a key: the same for all values that a check takes for the needed one."""
    if not isinstance(outcome, Returned) or outcome.changed:
        return "?"
    return " ".join(_words(call, leaf) for leaf in _leaves(outcome.value, call.rows))


def _words(call: KeyCall, leaf: Leaf) -> str:
    """Shape, dtype where it matters, and the numbers: 3, 3.0 and np.int8(3) are the same, 0.0 and -0.0, too."""
    numbers, kind = leaf.numbers, f"{leaf.kind if call.dtype else ''}{leaf.numbers.shape}"
    if call.digits is None:
        return f"{kind}{(numbers + 0.0).tolist()}"
    numbers = np.where(abs(numbers) <= call.zero, 0, numbers)
    unit, finite = _unit(numbers, call.digits), np.isfinite(numbers)
    places = np.where(finite, np.rint(np.where(finite, numbers, 0) / unit), numbers) + 0.0
    return f"{kind}{unit!r}{places.tolist()}"


def _unit(numbers: Numbers, digits: int) -> float:
    """What numbers are counted in, for so many digits of the largest of them."""
    finite = abs(numbers[np.isfinite(numbers)])
    largest = float(finite.max()) if finite.size else 0.0
    unit = 10.0 ** (math.floor(math.log10(largest) + OFF_ROUND) + 1 - digits) if largest else 0.0
    return unit or 1.0  # of numbers so small that their digits are below every float, too


def rows_of(value: Plain) -> Rows:
    """How the rows of a needed value lie in each other: a list for a row, None for a number or an array."""
    return [rows_of(item) for item in value] if isinstance(value, (tuple, list)) else None


def _leaves(value: Plain, rows: Rows) -> Iterator[Leaf]:
    """The numbers and arrays of a plain value; a row of numbers in one array is one, too."""
    if rows is not None and (isinstance(value, (tuple, list)) or isinstance(value, np.ndarray) and value.ndim == 1):
        for item, inner in zip_longest(value, rows):
            yield from _leaves(item, inner)
    elif isinstance(value, (int, float, np.generic, np.ndarray)):
        array = np.asarray(value)
        yield Leaf(array.astype(np.float64), array.dtype.name if array.ndim else array.dtype.kind)
    else:
        yield Leaf(np.array([]), type(value).__name__)


def _key(calls: Sequence[KeyCall], outcomes: Sequence[Outcome]) -> bytes:
    """The key of these outcomes. Not hashlib's scrypt: not every Python has it, the browser's has not."""
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    text = "\n".join(words(call, outcome) for call, outcome in zip(calls, outcomes, strict=True))
    return Scrypt(salt=b"ways", **COST).derive(text.encode())
