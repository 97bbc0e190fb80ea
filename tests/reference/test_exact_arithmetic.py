"""Are the reference's values those of exact arithmetic, and do the laws of quantization hold for every input?

Fractions have no rounding error and Python's round() of a Fraction goes to even, so where float64 is exact as
well (small multiples of powers of two) the two must agree on every code, ties included.
"""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.reference import (
    calculate_s,
    calculate_s_and_z_int,
    calculate_z,
    integer_range,
    quantization_matrix_multiplication_int,
    quantize_a_position_in_matrix_int,
    quantize_int,
)

BITS = st.sampled_from([8, 16])
CODES = st.integers(-128, 127)
POWERS = st.integers(-12, 12).map(lambda power: 2.0**power)
REALS = st.floats(-1e6, 1e6, allow_nan=False)


@st.composite
def ranges(draw):
    """Ends (alpha, beta) whose difference is not lost next to their size."""
    alpha, width = draw(REALS), draw(st.floats(1e-2, 1e6))
    return alpha, alpha + width


@st.composite
def products(draw):
    """Arguments of the matrix function up to s_Y, in a list; scales are powers of two, b has either shape."""
    m, p, n = draw(st.tuples(*[st.integers(1, 5)] * 3))
    zero_points = draw(st.lists(st.integers(-400, 400), min_size=3, max_size=3))
    scales = draw(st.lists(POWERS, min_size=4, max_size=4))
    codes = [
        np.array(draw(st.lists(CODES, min_size=rows * columns, max_size=rows * columns)), np.int8)
        for rows, columns in ((m, p), (p, n), (1, n))
    ]
    bias_shape = draw(st.sampled_from([(n,), (1, n)]))
    shaped = [codes[0].reshape(m, p), codes[1].reshape(p, n), codes[2].reshape(bias_shape)]
    return [*shaped, *zero_points, *scales]


def exact_codes(X_q, W_q, b_q, z_X, z_W, z_b, s_X, s_W, s_b, s_Y, exp, z_Y):
    """The codes of (dequantized X)(dequantized W) + dequantized b in Fractions, from the definition alone."""
    s_X, s_W, s_b, s_Y = map(Fraction, (s_X, s_W, s_b, s_Y))
    X = [[s_X * (int(code) - z_X) for code in row] for row in X_q]
    W = [[s_W * (int(code) - z_W) for code in column] for column in W_q.T]
    b = [s_b * (int(code) - z_b) for code in np.ravel(b_q)]
    low, high = integer_range(exp)
    real = [[sum(x * w for x, w in zip(row, W[j], strict=True)) + b[j] for j in range(len(b))] for row in X]
    return [[min(max(round(y / s_Y + z_Y), low), high) for y in row] for row in real]


@given(ranges(), st.integers(-300, 0), st.integers(1, 300))
def test_scale_and_zero_point_of_fractions(ends, alpha_q, beta_q):
    """Are s and z the exact quotients, but for float64's last bits and for z at its ties?"""
    alpha, beta = map(Fraction, ends)
    s = (beta - alpha) / (beta_q - alpha_q)
    z_hat = (beta * alpha_q - alpha * beta_q) / (beta - alpha)
    assert calculate_s(*ends, alpha_q, beta_q) == pytest.approx(float(s), rel=1e-15)
    z = calculate_z(*ends, alpha_q, beta_q)
    assert abs(z - z_hat) <= Fraction(1, 2) + abs(z_hat) * Fraction(1, 10**9)


@given(st.integers(-2000, 2000), st.integers(0, 6), BITS)
def test_zero_point_ties_of_fractions(numerator, power, exp):
    """Where the range is as wide as that of the codes, is z the exact one, ties included?"""
    low, high = integer_range(exp)
    alpha = numerator * 2.0**-power
    beta = alpha + (high - low)
    z_hat = (Fraction(beta) * low - Fraction(alpha) * high) / (Fraction(beta) - Fraction(alpha))
    assert calculate_s_and_z_int(alpha, beta, exp) == (1.0, round(z_hat))


@given(st.integers(-(2**20), 2**20), st.integers(0, 5), POWERS, st.integers(-(2**17), 2**17), BITS)
def test_codes_of_fractions(numerator, power, s, z, exp):
    """With s a power of two, is every code exact, ties included, for z inside and outside the codes?"""
    x = numerator * 2.0**-power * s
    low, high = integer_range(exp)
    exact = min(max(round(Fraction(x) / Fraction(s) + z), low), high)
    code = quantize_int(x, s, z, exp)
    assert code == exact
    assert code.dtype == f"int{exp}"


@settings(deadline=None)
@given(products(), BITS, st.integers(-300, 300))
def test_matrix_of_fractions(arguments, exp, z_Y):
    """With scales that are powers of two, are all codes those of the real product of dequantized matrices?"""
    p = arguments[1].shape[0]
    codes = quantization_matrix_multiplication_int(*arguments, p, exp, z_Y)
    exact = exact_codes(*arguments, exp, z_Y)
    np.testing.assert_array_equal(codes, exact)
    assert codes.dtype == f"int{exp}"
    i, j = codes.shape[0] - 1, codes.shape[1] // 2
    assert quantize_a_position_in_matrix_int(*arguments, i, j, p, exp, z_Y) == exact[i][j]


@given(products(), BITS)
def test_z_Y_is_0_when_left_out(arguments, exp):
    """Do both functions take z_Y = 0 when it is not given?"""
    p = arguments[1].shape[0]
    without = quantization_matrix_multiplication_int(*arguments, p, exp)
    np.testing.assert_array_equal(without, exact_codes(*arguments, exp, 0))
    assert quantize_a_position_in_matrix_int(*arguments, 0, 0, p, exp) == without[0, 0]


@given(ranges(), st.lists(st.floats(0, 1), min_size=1, max_size=20), BITS)
def test_error_is_at_most_half_a_scale_inside_the_range(ends, shares, exp):
    """Is the dequantized code at most s/2 from x, or s at an end that the rounding of z moved outside?"""
    alpha, beta = ends
    x = np.clip(alpha + np.array(shares) * (beta - alpha), alpha, beta)
    s, z = calculate_s_and_z_int(alpha, beta, exp)
    codes = quantize_int(x, s, z, exp)
    error = np.abs(s * (codes.astype(np.float64) - z) - x)
    slack = 1e-9 * s + 1e-15 * (abs(alpha) + abs(beta)) * 4
    low, high = integer_range(exp)
    inside = (x / s + z >= low) & (x / s + z <= high)
    assert (error[inside] <= s / 2 + slack).all()
    assert (error <= s + slack).all()


@given(ranges(), st.lists(REALS, min_size=2, max_size=30), BITS)
def test_codes_rise_with_the_values(ends, values, exp):
    """Is quantization monotone?"""
    s, z = calculate_s_and_z_int(*ends, exp)
    codes = quantize_int(np.sort(values), s, z, exp).astype(int)
    assert (np.diff(codes) >= 0).all()


@given(ranges(), st.floats(2, 1e300), BITS)
def test_values_far_outside_saturate(ends, factor, exp):
    """Do values beyond the range take the first or the last code, however far away they are?"""
    alpha, beta = ends
    s, z = calculate_s_and_z_int(alpha, beta, exp)
    width = beta - alpha
    assert quantize_int(beta + factor * width, s, z, exp) == integer_range(exp)[1]
    assert quantize_int(alpha - factor * width, s, z, exp) == integer_range(exp)[0]


@pytest.mark.filterwarnings("error")
def test_infinite_intermediate_saturates_silently():
    """Does a finite value whose quotient leaves float64 saturate, without a warning?"""
    np.testing.assert_array_equal(quantize_int([1e308, -1e308, 0.0], 1e-300, 3, 8), [127, -128, 3])


def test_arrays_are_element_by_element_scalars():
    """Do arrays give, element by element, what scalars give, in 2,000 ranges?"""
    rng = np.random.default_rng(9)
    alpha = rng.uniform(-100, 100, 2_000)
    beta = alpha + rng.uniform(0.1, 100, 2_000)
    s, z = calculate_s_and_z_int(alpha, beta, 8)
    assert (s.dtype, z.dtype) == (np.float64, np.int64)
    one_by_one = [calculate_s_and_z_int(a, b, 8) for a, b in zip(alpha.tolist(), beta.tolist(), strict=True)]
    assert list(zip(s.tolist(), z.tolist(), strict=True)) == one_by_one
    x = rng.uniform(alpha, beta)
    codes = quantize_int(x, s, z, 8)
    assert codes.tolist() == [quantize_int(*row, 8) for row in zip(x, s, z, strict=True)]


def test_float32_values_are_quantized_in_float64():
    """Is a float32 value next to a tie rounded as float64 says, where float32 would call it a tie?"""
    x, s, z = np.float32(1.0), 2 / 3 * (1 - 1e-9), 0
    assert (1 / np.float32(s)) * x == 1.5
    assert quantize_int(x, s, z, 8) == quantize_int([x], [s], [z], 8)[0] == 2
    assert quantize_int(x, 2 / 3 * (1 + 1e-9), z, 8) == 1


def test_inputs_are_left_alone():
    """Do the functions leave their arguments as they were?"""
    X_q, W_q, b_q = np.ones((2, 3), np.int64), np.ones((3, 2), np.int64), np.ones(2, np.int64)
    x = np.array([0.4, 900.0])
    quantize_int(x, 0.1, 3, 8)
    quantization_matrix_multiplication_int(X_q, W_q, b_q, 1, 2, 3, 0.1, 0.2, 0.3, 0.4, 3, 8, 5)
    quantize_a_position_in_matrix_int(X_q, W_q, b_q, 1, 2, 3, 0.1, 0.2, 0.3, 0.4, 0, 1, 3, 8, 5)
    assert x.tolist() == [0.4, 900.0]
    assert all((array == 1).all() for array in (X_q, W_q, b_q))


def test_sums_that_overflow_int32():
    """Are 16-bit codes summed without overflow, where int32 fails from p = 3 on?"""
    p = 3
    X_q, W_q = np.full((1, p), -32768, np.int16), np.full((p, 1), -32768, np.int16)
    total = p * 32768**2
    assert total > np.iinfo(np.int32).max
    codes = quantization_matrix_multiplication_int(
        X_q, W_q, np.zeros(1, np.int16), 0, 0, 0, 1.0, 1.0, 1.0, total / 1000, p, 16
    )
    assert codes[0, 0] == 1000
