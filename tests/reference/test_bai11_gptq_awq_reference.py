"""Does the reference of lesson 11 equal exact arithmetic, and have the properties that the lesson teaches?"""

import inspect
from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from autograder.reference import largest_error

PAIRS = st.lists(st.tuples(*[st.integers(-(2**20), 2**20)] * 2), min_size=1)


def test_signature():
    """Does the function take the lesson's arguments in its order?"""
    assert list(inspect.signature(largest_error).parameters) == ["x", "x_hat"]


@given(PAIRS, st.integers(0, 10))
def test_largest_of_fractions(pairs, power):
    """Is the answer that of exact arithmetic, a Python float, in any shape?"""
    x, x_hat = np.transpose(pairs) / 2.0**power
    exact = max(abs(Fraction(b, 2**power) - Fraction(a, 2**power)) for a, b in pairs)
    assert Fraction(largest_error(x, x_hat)) == exact
    assert largest_error(x[None], x_hat[None]) == largest_error(x_hat, x) == largest_error(x, x_hat)
    assert type(largest_error(x, x_hat)) is float


@given(st.floats(1e-3, 1e3))
def test_half_a_step_where_nothing_is_clipped(step):
    """Is the error of rounding to steps at most half a step?"""
    x = np.random.default_rng(0).normal(size=1000)
    assert largest_error(x, step * np.rint(x / step)) <= step / 2 * (1 + 1e-9)
