"""Does only plain data cross, and does it cross unchanged?"""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from course.checking import plain
from course.checking.compare import EXACT_WITH_DTYPE, difference

numbers = st.integers(-(2**200), 2**200) | st.floats(allow_nan=False) | st.booleans() | st.none() | st.text()
arrays = hnp.arrays(st.sampled_from(sorted(plain.DTYPES)), hnp.array_shapes(min_dims=0, max_dims=3), fill=st.nothing())
values = st.recursive(
    numbers | arrays,
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.sampled_from(["tuple", "list", "dict", "dtype", "shape", "data", "x"]), inner)
    ),
)


@given(values)
@settings(max_examples=60, deadline=None)
def test_round_trip(value):
    """Is what is decoded the same as what was encoded, through real JSON?"""
    back = plain.decode(json.loads(json.dumps(plain.encode(value))))
    assert json.dumps(plain.encode(back)) == json.dumps(plain.encode(value))
    assert type(back) is type(value)


@given(anything)
@settings(max_examples=100, deadline=None)
def test_hostile_data(data):
    """Does data that nobody encoded either decode or be refused, and never crash?"""
    try:
        plain.encode(plain.decode(data))
    except plain.NotPlain:
        pass


class Forged(np.ndarray):
    def __eq__(self, other):
        return True


@pytest.mark.parametrize(
    "value",
    [object(), {1: 2}, np.array([object()]), np.array(["a"]), 1 + 2j, b"x", {1, 2}, 1 << 5000, [[[[[[[[[[1]]]]]]]]]]],
    ids=["object", "int_keys", "object_array", "text_array", "complex", "bytes", "set", "huge_int", "too_deep"],
)
def test_not_plain(value):
    """Is everything that is not plain refused?"""
    with pytest.raises(plain.NotPlain):
        plain.encode(value)


@pytest.mark.parametrize(
    "data",
    [
        {"dtype": "object", "shape": [1], "data": [1]},
        {"dtype": "int8", "shape": [2], "data": [1]},
        {"dtype": "int8", "shape": [1], "data": [300]},
        {"dtype": "int8", "shape": [1], "data": [1.5]},
        {"dtype": "int8", "shape": [-1], "data": [1]},
        {"dtype": "int8", "shape": [10**6, 10**6], "data": []},
        {"dtype": "bool", "shape": [1], "data": [1]},
        {"dtype": ["int8"], "shape": [1], "data": [1]},
        {"tuple": [1], "list": [1]},
        [1],
    ],
)
def test_forged_encoding(data):
    """Is an encoding that `encode` never writes refused?"""
    with pytest.raises(plain.NotPlain):
        plain.decode(data)


def test_forged_array_arrives_plain():
    """Does an array that claims to equal everything arrive as a plain array, and differ?"""
    forged = np.zeros(3, dtype=np.int8).view(Forged)
    arrived = plain.decode(plain.encode(forged))
    assert type(arrived) is np.ndarray
    assert difference(arrived, np.ones(3, dtype=np.int8), EXACT_WITH_DTYPE).wrong == 3


@pytest.mark.parametrize("value", [float("nan"), np.nan, np.array([np.nan])])
def test_nan_is_never_right(value):
    """Is NaN different from every number?"""
    arrived = plain.decode(plain.encode(value))
    needed = np.array([1.0]) if isinstance(value, np.ndarray) else 1.0
    assert difference(arrived, needed) is not None
