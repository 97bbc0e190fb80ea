"""Do the references of the lesson on errors equal exact arithmetic, and have the properties that the lesson teaches?"""

import inspect
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder import reference
from autograder.reference import (
    calculate_z,
    dequantize,
    nudge_range,
    quantization_error,
    quantize_relu,
    sqnr_db,
)

POWERS = st.integers(-20, 20).map(lambda power: 2.0**power)
FINITE = st.floats(-1e6, 1e6, allow_subnormal=False)


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("dequantize", "x_q, s, z"),
        ("nudge_range", "alpha, beta"),
        ("quantization_error", "x, s, z, exp"),
        ("sqnr_db", "x, x_hat"),
        ("quantize_relu", "x_q, s_x, z_x, s_y, z_y, exp"),
    ],
)
def test_signatures(name, parameters):
    """Do the functions take the lesson's arguments in its order?"""
    taken = inspect.signature(getattr(reference, name)).parameters.values()
    assert ", ".join(str(one.replace(annotation=one.empty)) for one in taken) == parameters


@given(st.lists(st.integers(-(2**15), 2**15 - 1), min_size=1), POWERS, st.integers(-(2**15), 2**15 - 1))
def test_values_of_fractions(codes, s, z):
    """With s a power of two, is every value exact, however far code and zero point are apart?"""
    values = dequantize(np.array(codes, np.int16), s, z)
    assert [Fraction(float(value)) for value in values] == [Fraction(s) * (code - z) for code in codes]


@given(st.integers(2, 16), st.integers(-(2**18), 2**18), st.integers(0, 5), POWERS, st.data())
def test_errors_of_fractions(exp, numerator, power, s, data):
    """With s a power of two, is every error exact, and at a tie decided before z is added?"""
    low, high = -(2 ** (exp - 1)), 2 ** (exp - 1) - 1
    z, x = data.draw(st.integers(low, high)), numerator * 2.0**-power * s
    code = min(max(round(Fraction(x) / Fraction(s)) + z, low), high)
    assert Fraction(float(quantization_error(x, s, z, exp))) == Fraction(s) * (code - z) - Fraction(x)


@given(st.integers(2, 16), st.floats(1e-6, 1e6), st.floats(0, 1), st.data())
def test_error_is_at_most_half_a_step_inside_the_range(exp, s, share, data):
    """Is |e| <= s/2 wherever a code is near, and is 0 always kept?"""
    low, high = -(2 ** (exp - 1)), 2 ** (exp - 1) - 1
    s, z = float(np.float32(s)), data.draw(st.integers(low, high))
    x = s * (low - z + share * (high - low))
    assert abs(quantization_error(x, s, z, exp)) <= s / 2 + 2.0**-22 * (abs(x) + s)
    assert quantization_error(0.0, s, z, exp) == 0


@given(FINITE, FINITE)
def test_widened_range_is_the_smallest(one, other):
    """Does the widened range hold the old one and 0, with no end that is neither an old one nor 0?"""
    alpha, beta = min(one, other), max(one, other)
    low, high = nudge_range(alpha, beta)
    assert low <= alpha <= beta <= high and low <= 0 <= high
    assert low in (alpha, 0) and high in (beta, 0)
    assert nudge_range(low, high) == (low, high)
    assert type(low) is type(high) is float


def test_zero_point_is_a_code_once_the_range_is_widened():
    """Is the zero point of 100,000 widened ranges an int8 code, where it often is none without widening?"""
    rng = np.random.default_rng(1)
    ends = np.sort(rng.uniform(-10, 10, (100_000, 2)), axis=1)
    low, high = np.transpose([nudge_range(*pair) for pair in ends])
    z, plain = calculate_z(low, high, -128, 127), calculate_z(*ends.T, -128, 127)
    assert ((z >= -128) & (z <= 127)).all()
    assert ((plain < -128) | (plain > 127)).mean() > 0.4


def test_sqnr_of_fractions():
    """Are 1,000 ratios of sums of squares those of exact arithmetic, in decibels to 9 decimals?"""
    rng = np.random.default_rng(2)
    for _ in range(1000):
        x = rng.normal(size=int(rng.integers(1, 40))) * 10 ** rng.uniform(-5, 5)
        x_hat = x + rng.normal(size=x.shape) * 10 ** rng.uniform(-8, 1)
        signal = sum(Fraction(value) ** 2 for value in x.tolist())
        noise = sum(
            (Fraction(copy) - Fraction(value)) ** 2 for value, copy in zip(x.tolist(), x_hat.tolist(), strict=True)
        )
        assert sqnr_db(x, x_hat) == pytest.approx(10 * math.log10(signal / noise), abs=1e-9)


def test_sqnr_of_many_values_in_longer_arithmetic():
    """Is the ratio of 200,000 values that of NumPy's longdouble, in any shape and for float32 values?"""
    rng = np.random.default_rng(3)
    x = rng.normal(size=(400, 500)).astype(np.float32)
    x_hat = (x + rng.normal(size=x.shape) * 0.01).astype(np.float32)
    long_x, long_hat = x.astype(np.longdouble), x_hat.astype(np.longdouble)
    exact = 10 * np.log10(np.sum(long_x**2) / np.sum((long_hat - long_x) ** 2))
    assert sqnr_db(x, x_hat) == sqnr_db(x.astype(float), x_hat.astype(float)) == pytest.approx(float(exact), abs=1e-10)
    assert sqnr_db(x.ravel(), x_hat.ravel()) == pytest.approx(float(exact), abs=1e-10)


def test_sqnr_where_nothing_is_lost():
    """Is the ratio infinite, without a warning, where the copy is the signal?"""
    assert sqnr_db([1.0, -2.0], [1.0, -2.0]) == math.inf
    assert type(sqnr_db([1.0], [1.5])) is float


@given(st.floats(0.01, 100))
def test_sqnr_does_not_depend_on_the_unit(factor):
    """Does the ratio stay when signal and copy are multiplied alike?"""
    x, x_hat = np.array([1.0, -2.0, 0.5]), np.array([1.25, -2.0, 0.25])
    assert sqnr_db(factor * x, factor * x_hat) == pytest.approx(sqnr_db(x, x_hat), abs=1e-9)


def test_noise_of_small_steps_is_s_squared_over_12():
    """Has the error of 1,000,000 values the power s**2 / 12, mean 0, and does a bit bring 6.02 dB?"""
    x = np.random.default_rng(6).normal(size=1_000_000)
    ratios = []
    for exp in (8, 9):
        s = 10 / (2**exp - 1)
        error = quantization_error(x, s, 0, exp)
        assert np.mean(error**2) == pytest.approx(s**2 / 12, rel=5e-3)
        assert abs(np.mean(error)) < 1e-3 * s
        ratios.append(sqnr_db(x, x + error))
    assert ratios[1] - ratios[0] == pytest.approx(20 * math.log10(511 / 255), abs=0.02)


@pytest.mark.parametrize("exp", [8, 16])
def test_relu_keeps_0_and_the_order(exp):
    """Do codes up to z_x all get z_y, and do codes above it rise?"""
    x_q = np.arange(-128, 128).astype(np.int8)
    for z_x in range(-128, 128, 5):
        y_q = quantize_relu(x_q, 0.1, z_x, 0.05, -77, exp).astype(int)
        assert (y_q[x_q <= z_x] == -77).all()
        above = y_q[x_q > z_x]
        assert (np.diff(above) >= 0).all() and (above > -77).all()


def test_relu_is_free_where_y_begins_at_0():
    """With z_y the lowest code, does the clip alone do what max(0, x) does?"""
    x_q = np.arange(-128, 128).astype(np.int8)
    s_x, z_x, s_y, z_y = 0.1, 17, 0.03, -128
    without_relu = np.clip(np.rint(dequantize(x_q, s_x, z_x) / np.float32(s_y)) + z_y, -128, 127)
    np.testing.assert_array_equal(quantize_relu(x_q, s_x, z_x, s_y, z_y, 8), without_relu)


def test_inputs_are_left_alone_and_shapes_are_kept():
    """Do the functions leave their arguments as they were and answer in their shape?"""
    codes, x = np.full((2, 3), 7, np.int8), np.full((3, 2), 0.3)
    assert dequantize(codes, 0.1, 3).shape == quantize_relu(codes, 0.1, 3, 0.2, 1, 8).shape == (2, 3)
    error, copy = quantization_error(x, 0.1, 3, 8), x + 0.1
    sqnr_db(x, copy)
    assert (error.shape, error.dtype) == ((3, 2), np.float64)
    assert (codes == 7).all() and (x == 0.3).all() and (copy == x + 0.1).all()


@pytest.mark.filterwarnings("error")
def test_values_beyond_float32_saturate_silently():
    """Does a finite value that float32, or its quotient, cannot hold saturate without a warning?"""
    error = quantization_error(np.array([1e300, -1e300, 3e38]), 1e-3, 0, 8)
    np.testing.assert_allclose(error, [-1e300, 1e300, -3e38])
