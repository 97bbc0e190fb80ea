"""Other right ways of an exercise, sealed: the key is what a right function returns for inputs whose results stand nowhere.

The check data holds the inputs. Who has no right function has no key; who has one gets the ways shown after the tick.
"""

import base64
import hashlib
import json
import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from course.checking.frozen import KeyCall, Outcome, Returned, Sealed
from course.checking.plain import Plain

COST = {"n": 2**11, "r": 8, "p": 1, "dklen": 32}  # of one key, about 10 ms
DIGITS = 3  # significant, of numbers that need not be exact
NONCE_BYTES = 12
Numbers = NDArray[np.float64]


class Way(NamedTuple):
    """Another right way: a sentence on it, and its lines."""

    note: str
    code: str


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


def is_far_from_edges(value: Plain, rtol: float, atol: float) -> bool:
    """Do all values that a check takes for this one make the same key? rtol, atol: of the equality, see compare.Equality."""
    for leaf in _leaves(value):
        unit = _unit(leaf)
        places = leaf[np.isfinite(leaf)] / unit
        reach = 2 * (rtol * abs(places) + atol / unit) + 1e-6
        if np.any(abs(places - np.floor(places) - 0.5) <= reach) or _unit(leaf * (1 + 2 * rtol)) != unit:
            return False
        if _unit(leaf * (1 - 2 * rtol)) != unit:
            return False
    return True


def _key(calls: Sequence[KeyCall], outcomes: Sequence[Outcome]) -> bytes:
    words = []
    for call, outcome in zip(calls, outcomes, strict=True):
        if isinstance(outcome, Returned):
            leaves = list(_leaves(outcome.value, call.row))
            words.append(_exact_words(leaves) if call.exact else _rounded_words(leaves))
    return hashlib.scrypt("\n".join(words).encode(), salt=b"ways", **COST)


def _exact_words(leaves: Sequence[Numbers]) -> str:
    """Numbers as text: 3, 3.0 and np.int8(3) are the same, 0.0 and -0.0 too."""
    return " ".join(repr(number + 0.0) for leaf in leaves for number in leaf.tolist())


def _rounded_words(leaves: Sequence[Numbers]) -> str:
    """Numbers rounded to so many digits of the largest beside them."""
    words = []
    for leaf in leaves:
        unit = _unit(leaf)
        places = np.where(np.isfinite(leaf), np.rint(leaf / unit), leaf) + 0.0
        words.append(f"{unit!r}: {places.tolist()}")
    return " ".join(words)


def _unit(leaf: Numbers) -> float:
    """What a leaf's numbers are counted in."""
    finite = abs(leaf[np.isfinite(leaf)])
    largest = float(finite.max()) if finite.size else 0.0
    return float(10.0 ** (math.floor(math.log10(largest)) + 1 - DIGITS)) if largest else 1.0


def _leaves(value: Plain, row: bool = False) -> Iterator[Numbers]:
    """The numbers of a plain value as float64, each array or number of a row by itself.

    row: the needed value is a row of several, which a check takes in one array, too.
    """
    if isinstance(value, (tuple, list)) or row and isinstance(value, np.ndarray) and value.ndim == 1:
        for item in value:
            yield from _leaves(item)
    elif isinstance(value, np.ndarray) and value.ndim:
        yield value.astype(np.float64).ravel()
    elif isinstance(value, (bool, int, float, np.generic, np.ndarray)):
        yield np.array([float(value)])
