"""Does the reference give every value that the course's document expects, from the document's own inputs?"""

import inspect

import numpy as np
import pytest

from autograder import reference
from autograder.reference import (
    calculate_s,
    calculate_s_and_z_int,
    calculate_z,
    integer_range,
    quantization_matrix_multiplication_int,
    quantize_a_position_in_matrix_int,
    quantize_int,
)


def document_product(m, p, n):
    """Arguments of the document's matrix examples: seed 1, then X, W and b drawn uniformly as float32."""
    rng = np.random.RandomState(1)
    codes, zero_points, scales = [], [], []
    for shape, alpha, beta in [((m, p), -100.0, 100.0), ((p, n), -40.0, 20.0), ((1, n), -200.0, 120.0)]:
        s, z = calculate_s_and_z_int(alpha, beta, 8)
        real = rng.uniform(alpha, beta, shape).astype(np.float32)
        codes.append(quantize_int(real, s, z, 8))
        zero_points.append(z)
        scales.append(s)
    s_Y, z_Y = calculate_s_and_z_int(-4000.0, 4000.0, 8)
    return (*codes, *zero_points, *scales, s_Y), z_Y


def test_scale():
    """Is s of [-5, 10] on [-30, 50] 0.1875?"""
    assert calculate_s(-5.0, 10.0, -30, 50) == 0.1875


def test_zero_point():
    """Is z of [-5, 10] on [-30, 50] -3, as a Python int?"""
    z = calculate_z(-5.0, 10.0, -30, 50)
    assert z == -3
    assert type(z) is int


def test_scale_and_zero_point_of_int8():
    """Are s and z of [-2, 3] on int8 0.0196078431372549 and -26?"""
    assert calculate_s_and_z_int(-2.0, 3.0, 8) == (0.0196078431372549, -26)


def test_code_at_a_tie():
    """Is 10 in [-100, 200] the code -34, the even neighbour of 8.5 - 43 = -34.5?"""
    s, z = calculate_s_and_z_int(-100, 200, 8)
    assert (1 / s) * 10 + z == -34.5
    code = quantize_int(10, s, z, 8)
    assert code == -34
    assert type(code) is np.int8


def test_one_position():
    """Is Y[0, 3] of the (3, 4) by (4, 5) example 7?"""
    arguments, z_Y = document_product(3, 4, 5)
    assert z_Y == 0
    code = quantize_a_position_in_matrix_int(*arguments, 0, 3, 4, 8)
    assert code == 7
    assert type(code) is np.int8


@pytest.mark.parametrize("bias_shape", [(4,), (1, 4)])
def test_whole_matrix(bias_shape):
    """Is the (2, 3) by (3, 4) example the document's matrix, with b of either shape?"""
    (X_q, W_q, b_q, *rest), z_Y = document_product(2, 3, 4)
    codes = quantization_matrix_multiplication_int(X_q, W_q, b_q.reshape(bias_shape), *rest, 3, 8, z_Y)
    np.testing.assert_array_equal(codes, [[111, 7, 19, 46], [127, 16, 124, 2]])
    assert codes.dtype == np.int8


def test_saturated_code_of_the_whole_matrix():
    """Is the 127 of the document's matrix a saturated 164, as 16 bits show?"""
    arguments, z_Y = document_product(2, 3, 4)
    codes = quantization_matrix_multiplication_int(*arguments, 3, 16, z_Y)
    np.testing.assert_array_equal(codes, [[111, 7, 19, 46], [164, 16, 124, 2]])
    assert codes.dtype == np.int16


@pytest.mark.parametrize(("exp", "expected"), [(8, (-128, 127)), (16, (-32768, 32767))])
def test_integer_ranges(exp, expected):
    """Are the ends of the integers of 8 and 16 bits right?"""
    assert integer_range(exp) == expected


def test_zero_point_outside_the_codes_for_a_range_without_0():
    """Does the plain formula give [5, 10] the zero point -383, outside int8?"""
    assert calculate_z(5, 10, -128, 127) == -383


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("calculate_s", "alpha, beta, alpha_q, beta_q"),
        ("calculate_z", "alpha, beta, alpha_q, beta_q"),
        ("calculate_s_and_z_int", "alpha, beta, exp"),
        ("quantize_int", "x, s, z, exp"),
        (
            "quantize_a_position_in_matrix_int",
            "X_q, W_q, b_q, z_X, z_W, z_b, s_X, s_W, s_b, s_Y, i, j, p, exp, z_Y=0",
        ),
        (
            "quantization_matrix_multiplication_int",
            "X_q, W_q, b_q, z_X, z_W, z_b, s_X, s_W, s_b, s_Y, p, exp, z_Y=0",
        ),
    ],
)
def test_signatures(name, parameters):
    """Do the functions take the document's arguments, in its order, with z_Y added last?"""
    taken = inspect.signature(getattr(reference, name)).parameters.values()
    assert ", ".join(str(one.replace(annotation=one.empty)) for one in taken) == parameters
