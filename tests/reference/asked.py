"""What references are asked, in the words that the files asked_<lesson>.py share: see test_domains.py."""

from dataclasses import dataclass

import numpy as np

NAN, INFINITY, TINY, F32 = float("nan"), float("inf"), float(np.finfo(np.float64).tiny), np.finfo(np.float32)
NO_REAL = [NAN, -INFINITY, "1", None, 1j, True, [None], 10**400]
NO_NUMBER = [*NO_REAL, [5.0]]
NO_INTEGER = [3.0, "3", None, True, [3], NAN, np.bool_(True), np.array([3])]
NO_CODES = [np.ones((3, 4)), np.ones((3, 4), bool), ["1"], None, 1j, [2**60], np.array([-(2**53) - 1])]


@dataclass(frozen=True)
class Asked:
    """What a reference is asked: good arguments, and what is changed in them, once taken and once refused."""

    good: dict
    taken: list
    refused: list


def one(**values):
    """A change for each value of each name: one(x=[1, 2]) is [{"x": 1}, {"x": 2}]."""
    return [{name: value} for name, many in values.items() for value in many]


def beyond(limit, to):
    """The next float64 after the limit."""
    return float(np.nextafter(limit, to))


def ones(*shapes, dtype=np.int8):
    return [np.ones(shape, dtype) for shape in shapes]


NO_BITS, NO_COUNT = [*NO_INTEGER, 1, 9], [*NO_INTEGER, 0, -1]
INT32 = 2**31
NO_INT8 = [*NO_INTEGER, -129, 128]
X = np.array([[-1.0, 2.0, 0.5], [3.0, -0.25, 1.0]])
NARROWEST, WIDEST = 255 * 2.0**-126, (2 - 2.0**-23) * 2.0**126  # the narrowest and the widest range in float32
W, B = np.array([[1.0, -2.0], [0.5, 0.25], [3.0, 1.0]]), np.array([0.5, -1.0])
NO_VALUES = [*NO_REAL, np.array([]), [INFINITY]]
