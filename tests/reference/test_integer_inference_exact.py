"""Does the arithmetic on integers give what exact arithmetic gives: Python's integers, fractions, every tie included?"""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.reference import (
    fold_zero_point,
    linear_relu_int8,
    quantize_bias,
    quantize_multiplier,
    requantize,
)

EDGES = [-(2**31), -(2**31) + 1, -(2**30), -1, 0, 1, 2**30, 2**31 - 2, 2**31 - 1]
Q0 = st.integers(2**30, 2**31 - 1)
SHIFTS = st.integers(-30, 31)
INT8 = st.integers(-128, 127)
POSITIVE = st.floats(2.0**-1000, 2.0**1000, exclude_min=False, allow_nan=False)


def exact_code(acc, q0, shift, z_Y):
    """The code by Python's integers alone, without a shift: floor(x + 1/2) as a floor division."""
    twice = 2 * acc * q0 + 2 ** (31 + shift)
    return min(max(twice // 2 ** (32 + shift) + z_Y, -128), 127)


def draw_fixed_points(rng, count):
    """Triples (q0, shift, z_Y): the extremes of each, then random ones."""
    corners = [(q0, shift, z) for q0 in (2**30, 2**31 - 1) for shift in (-30, -1, 0, 1, 31) for z in (-128, 0, 127)]
    drawn = zip(
        rng.integers(2**30, 2**31, count), rng.integers(-5, 25, count), rng.integers(-128, 128, count), strict=True
    )
    return [*corners, *((int(q0), int(shift), int(z)) for q0, shift, z in drawn)]


def test_requantize_is_exact():
    """Are 100,000 codes those of Python's integers: the ends of int32, ties, neighbours of ties, all else at random?"""
    rng = np.random.default_rng(40)
    total = 0
    for q0, shift, z_Y in draw_fixed_points(rng, 300):
        near_codes = np.arange(-140, 141) / 2 * 2.0 ** (31 + shift) / q0  # next to whole codes and to halves
        sums = [*EDGES, *near_codes, *(near_codes + 1), *rng.integers(-(2**31), 2**31, 60)]
        acc = np.clip(np.rint(sums), -(2**31), 2**31 - 1).astype(np.int32)
        codes = requantize(acc, q0, shift, z_Y)
        assert codes.dtype == np.int8
        assert codes.tolist() == [exact_code(value, q0, shift, z_Y) for value in acc.tolist()]
        total += acc.size
    assert total >= 100_000


def test_requantize_sends_every_half_up():
    """Where the multiplier is a power of two, does every exact half go to the code above, negative ones too?"""
    halves = np.arange(-250, 250) + 0.5
    for shift in range(1, 20):
        acc = np.rint(halves * 2.0 ** (1 + shift)).astype(np.int32)
        np.testing.assert_array_equal(requantize(acc, 2**30, shift, 0), np.clip(np.ceil(halves), -128, 127))


@given(st.integers(-(2**31), 2**31 - 1), Q0, SHIFTS, INT8)
def test_requantize_of_any_arguments(acc, q0, shift, z_Y):
    """Is the code of one sum, given as an int32, exact for every q0 and shift?"""
    code = requantize(np.int32(acc), q0, shift, z_Y)
    assert (code, code.dtype) == (exact_code(acc, q0, shift, z_Y), np.int8)


def test_multiplier_is_the_nearest():
    """For 100,000 positive numbers, float32 and float64, is q0 * 2**(-31 - shift) the nearest with 31 bits?"""
    rng = np.random.default_rng(41)
    values = np.ldexp(rng.uniform(0.5, 1, 100_000), rng.integers(-40, 20, 100_000))
    values[::2] = values[::2].astype(np.float32)
    for M in values.tolist():
        q0, shift = quantize_multiplier(M)
        assert 2**30 <= q0 < 2**31
        error = abs(q0 - Fraction(M) * Fraction(2) ** (31 + shift))
        assert error <= Fraction(1, 2)
        if float(np.float32(M)) == M:
            assert error == 0


@given(POSITIVE)
def test_multiplier_of_any_number(M):
    """Are q0 and shift Python ints, in range, and within half a unit, for every positive number?"""
    q0, shift = quantize_multiplier(M)
    assert type(q0) is int and type(shift) is int
    assert 2**30 <= q0 < 2**31
    unit = Fraction(2) ** (-31 - shift)
    assert abs(q0 * unit - Fraction(M)) <= unit / 2


@pytest.mark.parametrize("exponent", range(-30, 31, 5))
def test_multiplier_next_to_a_power_of_two(exponent):
    """Is a number that 31 bits round up to a power of two written as that power, and the last one below it as itself?"""
    power = 2.0**exponent
    assert quantize_multiplier(power) == (2**30, -exponent - 1)
    assert quantize_multiplier(power * (1 - 2.0**-40)) == quantize_multiplier(power)
    assert quantize_multiplier(power * (1 - 2.0**-32)) == quantize_multiplier(power)  # a half, to even
    assert quantize_multiplier(power * (1 - 2.0**-31)) == (2**31 - 1, -exponent)
    assert quantize_multiplier(power * (1 + 2.0**-30)) == (2**30 + 1, -exponent - 1)


def test_multiplier_takes_any_kind_of_number():
    """Do int, float32 and float64 of one value give one pair?"""
    assert quantize_multiplier(3) == quantize_multiplier(3.0) == quantize_multiplier(np.float32(3)) == (3 * 2**29, -2)


def test_bias_is_exact_with_powers_of_two():
    """With scales that are powers of two, are 100,000 codes those of fractions, ties and saturation included?"""
    rng = np.random.default_rng(42)
    for _ in range(100):
        s_X, s_W = 2.0 ** -rng.integers(0, 20), 2.0 ** -rng.integers(0, 20)
        quarters = np.concatenate([rng.integers(-4000, 4000, 900), rng.integers(-(2**36), 2**36, 100)])
        b = quarters / 4 * (s_X * s_W)
        exact = [min(max(round(Fraction(int(quarter), 4)), -(2**31)), 2**31 - 1) for quarter in quarters]
        codes = quantize_bias(b, s_X, s_W)
        assert codes.dtype == np.int32
        assert codes.tolist() == exact


def test_bias_saturates_at_the_ends_of_int32():
    """Are the last codes of int32 reached, and none beyond?"""
    codes = quantize_bias([2.0**31 - 1, 2.0**31, 1e30, -(2.0**31), -(2.0**31) - 1, -1e30], 1.0, 1.0)
    assert codes.tolist() == [2**31 - 1] * 3 + [-(2**31)] * 3


def test_bias_with_a_scale_per_output():
    """Does every output use its own weight scale?"""
    s_W = np.array([0.5, 0.25, 2.0])
    assert quantize_bias([1.0, 1.0, 1.0], 0.5, s_W).tolist() == [4, 8, 1]


def draw_layer(rng):
    m, p, n = (int(size) for size in rng.integers(1, 40, 3))
    X_q, W_q = (rng.integers(-128, 128, shape).astype(np.int8) for shape in ((m, p), (p, n)))
    b_q = rng.integers(-20_000, 20_000, n).astype(np.int32)
    return X_q, W_q, b_q, int(rng.integers(-128, 128))


def test_layer_is_exact():
    """Are 100,000 codes of layers those of Python's integers, with and without ReLU?"""
    rng = np.random.default_rng(43)
    total = 0
    while total < 100_000:
        X_q, W_q, b_q, z_X = draw_layer(rng)
        acc = [
            [sum((x - z_X) * w for x, w in zip(row, column)) + b for column, b in zip(W_q.T.tolist(), b_q.tolist())]
            for row in X_q.tolist()
        ]
        q0, shift = quantize_multiplier(float(150 / max(1, np.abs(acc).max())))
        z_Y = int(rng.integers(-128, 128))
        exact = np.array([[exact_code(value, q0, shift, z_Y) for value in row] for row in acc])
        for relu in (False, True):
            codes = linear_relu_int8(X_q, W_q, b_q, z_X, q0, shift, z_Y, relu)
            np.testing.assert_array_equal(codes, np.maximum(exact, z_Y) if relu else exact)
            assert codes.dtype == np.int8
            total += codes.size


def test_folded_bias_stands_for_the_zero_point():
    """Does a layer with the folded bias and z_X = 0 give the same 100,000 codes, and is the bias exact?"""
    rng = np.random.default_rng(44)
    total = 0
    while total < 100_000:
        X_q, W_q, b_q, z_X = draw_layer(rng)
        folded = fold_zero_point(b_q, W_q, z_X)
        assert folded.dtype == np.int32
        assert folded.tolist() == [int(b) - z_X * sum(column) for b, column in zip(b_q, W_q.T.tolist())]
        q0, shift = quantize_multiplier(2.0**-11 / 3)
        plain = linear_relu_int8(X_q, W_q, b_q, z_X, q0, shift, 3, False)
        np.testing.assert_array_equal(linear_relu_int8(X_q, W_q, folded, 0, q0, shift, 3, False), plain)
        total += plain.size


def test_bias_as_a_row():
    """Is a bias of the shape (1, n) taken, and meant the same as (n,)?"""
    X_q, W_q, b_q, z_X = draw_layer(np.random.default_rng(45))
    row = b_q[np.newaxis]
    for bias in (b_q, row):
        assert fold_zero_point(bias, W_q, z_X).shape == b_q.shape
    of_row, of_vector = (linear_relu_int8(X_q, W_q, bias, z_X, 2**30, 9, 0, False) for bias in (row, b_q))
    np.testing.assert_array_equal(of_row, of_vector)


def test_inputs_are_left_alone():
    """Do the functions leave their arguments as they were?"""
    X_q, W_q, b_q = np.ones((2, 3), np.int8), np.ones((3, 2), np.int8), np.ones(2, np.int32)
    acc, b = np.ones(4, np.int32), np.ones(2)
    quantize_bias(b, 0.1, 0.2)
    requantize(acc, 2**30, 3, 5)
    linear_relu_int8(X_q, W_q, b_q, 7, 2**30, 3, 5, True)
    fold_zero_point(b_q, W_q, 7)
    assert all((array == 1).all() for array in (X_q, W_q, b_q, acc, b))
