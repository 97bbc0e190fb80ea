"""Does each limit of the reference's preconditions lie exactly where its message says it lies?"""

import numpy as np
import pytest

from autograder import reference

RANGES = {"alpha": -1.0, "beta": 1.0, "alpha_q": -128, "beta_q": 127}
VALUES = {"x": np.array([0.5, 1.0]), "s": 0.1, "z": 3, "exp": 8}
MATRIX = {
    "X_q": np.ones((2, 3), np.int8),
    "W_q": np.ones((3, 4), np.int8),
    "b_q": np.ones(4, np.int8),
    "z_X": 1,
    "z_W": 2,
    "z_b": 3,
    "s_X": 0.1,
    "s_W": 0.2,
    "s_b": 0.3,
    "s_Y": 0.4,
    "p": 3,
    "exp": 8,
    "z_Y": 5,
}
MATRIX_ARGUMENTS = {
    "quantization_matrix_multiplication_int": MATRIX,
    "quantize_a_position_in_matrix_int": {**MATRIX, "i": 0, "j": 0},
}
SMALLEST_SCALE = float(np.finfo(np.float64).tiny)
both_products = pytest.mark.parametrize("function", MATRIX_ARGUMENTS)
both_calculations = pytest.mark.parametrize("function", ["calculate_s", "calculate_z"])


def product(function, **changed):
    return getattr(reference, function)(**{**MATRIX_ARGUMENTS[function], **changed})


def calculation(function, **changed):
    return getattr(reference, function)(**{**RANGES, **changed})


@both_products
@pytest.mark.parametrize("exp", [8, 16])
def test_widths_of_codes(function, exp):
    """Are 8 and 16 bits taken, and answered with codes of that width?"""
    assert product(function, exp=exp).dtype == f"int{exp}"
    assert reference.quantize_int(**{**VALUES, "exp": exp}).dtype == f"int{exp}"


@pytest.mark.parametrize("z", [2**53, -(2**53)])
def test_largest_zero_point(z):
    """Is a zero point of 2**53, the last one that float64 tells from its neighbours, still taken?"""
    assert (reference.quantize_int(**{**VALUES, "z": z}) == (127 if z > 0 else -128)).all()
    for function in MATRIX_ARGUMENTS:
        assert np.all(product(function, z_Y=z) == (127 if z > 0 else -128))


@pytest.mark.parametrize("z", [0.25, 0.75, -0.25, -0.75])
def test_zero_point_between_whole_numbers(z):
    """Is a fraction refused on whichever side of its nearest whole number it lies?"""
    with pytest.raises(ValueError, match="z phải là số nguyên"):
        reference.quantize_int(**{**VALUES, "z": z})


@pytest.mark.parametrize("s", [0.0, -0.5, -2.0, [0.1, -0.5]])
def test_scale_not_above_zero(s):
    """Does the message speak of the sign, not of the size, where a scale is zero or negative?"""
    with pytest.raises(ValueError, match="s phải lớn hơn 0"):
        reference.quantize_int(**{**VALUES, "s": s})


def test_smallest_scale():
    """Is the smallest normal number taken as a scale, and the next smaller one refused?"""
    reference.quantize_int(**{**VALUES, "s": SMALLEST_SCALE})
    with pytest.raises(ValueError, match="s quá nhỏ"):
        reference.quantize_int(**{**VALUES, "s": np.nextafter(SMALLEST_SCALE, 0)})


@both_products
@pytest.mark.parametrize("name", ["s_X", "s_W", "s_b", "s_Y"])
@pytest.mark.parametrize("limit", [2.0**300, 2.0**-300])
def test_limits_of_a_matrix_scale(function, name, limit):
    """Is a scale taken up to the limit, and refused at the next number beyond it?"""
    product(function, **{name: limit})
    with pytest.raises(ValueError, match=f"{name} phải là số dương từ"):
        product(function, **{name: float(np.nextafter(limit, np.inf if limit > 1 else 0))})


@both_products
def test_inner_sizes_differ(function):
    """Are both shapes named where X has fewer columns than W has rows, although p fits W?"""
    with pytest.raises(ValueError, match=r"Số cột của X_q .*\(2, 3\) và \(5, 4\)"):
        product(function, W_q=np.ones((5, 4), np.int8), p=5)


@both_products
def test_inner_size_beyond_small_integers(function):
    """Are equal sizes equal where Python keeps no shared object for the number?"""
    product(function, X_q=np.ones((2, 300), np.int8), W_q=np.ones((300, 4), np.int8), p=int("300"))


@both_products
def test_p_is_told_its_value(function):
    """Does the message say which p was needed?"""
    with pytest.raises(ValueError, match=r"W_q\.shape\[0\] = 3, .* 4\."):
        product(function, p=4)


@pytest.mark.parametrize(("name", "last"), [("i", 1), ("j", 3)])
def test_limits_of_a_position(name, last):
    """Are 0 and the last index taken, those beyond refused, and the limits told?"""
    for index in (0, last):
        product("quantize_a_position_in_matrix_int", **{name: index})
    for index in (-1, last + 1, last + 2):
        with pytest.raises(ValueError, match=f"{name} phải là số nguyên từ 0 đến {last}, "):
            product("quantize_a_position_in_matrix_int", **{name: index})


@both_products
@pytest.mark.parametrize("sign", [1, -1])
def test_largest_code(function, sign):
    """Is a code of 2**53 taken, and the next one refused for its size?"""
    product(function, b_q=np.full(4, sign * 2**53))
    with pytest.raises(ValueError, match=r"b_q có mã vượt quá 2\*\*53"):
        product(function, b_q=np.full(4, sign * (2**53 + 1)))


@both_products
def test_smallest_matrices(function):
    """Are matrices of one element taken, and those of none refused as empty?"""
    one = np.ones((1, 1), np.int8)
    product(function, X_q=one, W_q=one, b_q=one[0], p=1)
    with pytest.raises(ValueError, match="X_q phải là ma trận hai chiều không rỗng"):
        product(function, X_q=np.ones((0, 3), np.int8))


@both_products
def test_bias_as_a_row(function):
    """Is b_q taken in the shape (1, n), and meant the same as in the shape (n,)?"""
    b_q = np.array([10, 20, 30, 40], np.int8)
    np.testing.assert_array_equal(product(function, b_q=b_q[np.newaxis]), product(function, b_q=b_q))


@both_calculations
def test_range_without_width_is_shown(function):
    """Does the message show the pair that is equal, not the first pair?"""
    with pytest.raises(ValueError, match="alpha = 3.0, beta = 3.0"):
        calculation(function, alpha=[0, 3], beta=[1, 3])


@both_calculations
def test_most_codes_over_a_range(function):
    """Are ranges taken up to z's last exact digit, and refused one code later?"""
    calculation(function, alpha=0.0, beta=4.0, alpha_q=0, beta_q=2**52)
    with pytest.raises(ValueError, match="quá sát nhau"):
        calculation(function, alpha=0.0, beta=4.0, alpha_q=0, beta_q=2**52 + 1)


@both_calculations
def test_narrowest_range(function):
    """Is a range taken whose scale is the smallest normal number, and a narrower one refused?"""
    codes = RANGES["beta_q"] - RANGES["alpha_q"]
    calculation(function, alpha=0.0, beta=SMALLEST_SCALE * codes)
    with pytest.raises(ValueError, match="quá sát nhau"):
        calculation(function, alpha=0.0, beta=SMALLEST_SCALE * (codes - 1))


@both_products
@pytest.mark.parametrize("name", ["z_X", "z_W"])
def test_largest_accumulator(function, name):
    """Are operands taken whose sum can just reach 2**53, and refused with one zero point larger by one?"""
    operands = {
        "X_q": np.full((2, 4), 2**24),
        "z_X": 2**24,
        "W_q": np.full((4, 3), 2**25),
        "z_W": 2**25,
        "b_q": np.ones(3, np.int8),
        "p": 4,
    }
    product(function, **operands)
    with pytest.raises(ValueError, match="bộ tích lũy"):
        product(function, **{**operands, name: operands[name] + 1})
