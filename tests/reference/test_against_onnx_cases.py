"""Does the reference give the outputs that ONNX publishes with its operators (the backend node test cases)?

Some cases sit on ties with an odd zero point. ONNX rounds before it adds the zero point, the document after,
so there, and nowhere else, one code of difference is right; those codes are counted.
"""

import warnings

import numpy as np
import pytest
from onnx.backend.test.case.node import collect_testcases

from autograder.reference import (
    calculate_s,
    calculate_z,
    quantization_matrix_multiplication_int,
    quantize_int,
)

INTEGERS = {"int8", "uint8", "int16", "uint16"}


@pytest.fixture(scope="module")
def cases():
    """Published cases of one operator as (name, inputs, outputs), those on 8 and 16 bit integers only."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # making cases of unrelated operators divides by zero
        collected = collect_testcases(None)

    def of(op):
        found = []
        for case in collected:
            nodes = case.model.graph.node
            blocked = any(attribute.name == "block_size" for attribute in nodes[0].attribute)
            if [node.op_type for node in nodes] != [op] or blocked:
                continue
            inputs, outputs = ([np.asarray(a) for a in side] for side in case.data_sets[0])
            if inputs[-1].dtype.name in INTEGERS or op == "DynamicQuantizeLinear":
                found.append((case.name, inputs, outputs))
        return found

    return of


def to_signed(codes):
    """Codes moved to the signed type of their width, and the width. The shift is even, so ties stay ties."""
    shift = 2 ** (8 * codes.dtype.itemsize - 1) if codes.dtype.kind == "u" else 0
    return codes.astype(np.int64) - shift, 8 * codes.dtype.itemsize


def test_quantize_linear_cases(cases, count_tie_differences):
    """Are the published codes of QuantizeLinear ours: 8 and 16 bits, signed and unsigned, and one axis?"""
    used, differences = [], 0
    for name, (x, s, z), (expected,) in cases("QuantizeLinear"):
        z, exp = to_signed(z)
        along_axis = (1, -1) + (1,) * (x.ndim - 2) if s.ndim else ()
        s, z = s.reshape(along_axis), z.reshape(along_axis)
        codes = quantize_int(x, s, z, exp)
        blur = 0  # the scales are whole and x / s is a half exactly, or far from one
        differences += count_tie_differences(codes, to_signed(expected)[0], x / s.astype(float), blur)
        used.append(name)
    assert len(used) == 4, used
    assert differences == 2  # 1.5 and -1.5 in the uint16 case, where z = 32767


def test_dynamic_quantize_linear_cases(cases, count_tie_differences):
    """Are the published scales, zero points and codes ours once the range is widened to hold 0?"""
    used, differences = [], 0
    for name, (x,), (expected, expected_s, expected_z) in cases("DynamicQuantizeLinear"):
        alpha, beta = min(0.0, x.min()), max(0.0, x.max())
        s, z = calculate_s(alpha, beta, 0, 255), calculate_z(alpha, beta, 0, 255)
        np.testing.assert_allclose(s, expected_s, rtol=2.0**-23, err_msg=name)
        assert z == expected_z, name
        codes = quantize_int(x, expected_s, to_signed(expected_z)[0], 8)
        position = x / expected_s.astype(float)
        blur = np.spacing(np.abs(x / expected_s)) / 2
        differences += count_tie_differences(codes, to_signed(expected)[0], position, blur)
        used.append(name)
    assert len(used) == 3, used
    assert differences == 1  # 0.5 / s, which is 25.5 in float32, where z = 153


def test_qlinear_matmul_cases(cases):
    """Are the published codes of QLinearMatMul ours, signed and unsigned, with 3-D cases matrix by matrix?"""
    used = []
    for name, (X, s_X, z_X, W, s_W, z_W, s_Y, z_Y), (expected,) in cases("QLinearMatMul"):
        X, W, expected, z_X, z_W, z_Y = (to_signed(a)[0] for a in (X, W, expected, z_X, z_W, z_Y))
        s_X, s_W, s_Y, z_X, z_W, z_Y = (a.item() for a in (s_X, s_W, s_Y, z_X, z_W, z_Y))
        p, n = W.shape[-2:]
        no_bias = np.zeros(n, np.int8)
        codes = [
            quantization_matrix_multiplication_int(A, B, no_bias, z_X, z_W, 0, s_X, s_W, 1.0, s_Y, p, 8, z_Y)
            for A, B in zip(X.reshape(-1, X.shape[-2], p), W.reshape(-1, p, n), strict=True)
        ]
        np.testing.assert_array_equal(np.reshape(codes, expected.shape), expected, err_msg=name)
        used.append(name)
    assert len(used) == 8, used


def test_matmul_integer_case(cases):
    """Is the published accumulator of MatMulInteger what the matrix function returns at scale 1?"""
    ((name, (X, W, z_X, z_W), (expected,)),) = cases("MatMulInteger")
    codes = quantization_matrix_multiplication_int(
        X, W, np.zeros(W.shape[1], int), z_X.item(), z_W.item(), 0, 1, 1, 1, 1, W.shape[0], 16
    )
    np.testing.assert_array_equal(codes, expected, err_msg=name)
