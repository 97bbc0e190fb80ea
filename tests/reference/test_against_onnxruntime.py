"""Does the reference agree with onnxruntime, an implementation that shares no code with it?

Every comparison is exact except at ties. ONNX computes in float32 and adds the zero point after rounding:
clip(rint(float32(x / s)) + z). The reference follows the document: clip(rint((1/s) * x + z)) in float64.
So the two can part only (a) where the float32 rounding of x / s can carry it onto or across a half, and
(b) at an exact half with an odd z, where "to even" picks the other neighbour once z is added first.
Each difference is checked to be one of these, and to be one code.
"""

import numpy as np
import pytest

from autograder.reference import (
    calculate_s,
    calculate_s_and_z_int,
    calculate_z,
    integer_range,
    quantization_matrix_multiplication_int,
    quantize_a_position_in_matrix_int,
    quantize_int,
)

ULP32 = 2.0**-23  # the relative spacing of float32: one rounding is at most half of it


def onnx_quantize(onnx_operator, x, s, z, exp):
    inputs = {"x": x, "s": np.float32(s), "z": np.array(z, f"int{exp}")}
    return onnx_operator("QuantizeLinear", [f"INT{exp}"], **inputs)[0]


def draw_quantization(rng, exp, count):
    """A float32 scale, a zero point and float32 values: a tenth saturate, a tenth are next to a tie."""
    low, high = integer_range(exp)
    s = np.float32(10 ** rng.uniform(-4, 2))
    z = int(rng.integers(low, high, endpoint=True))
    position = rng.uniform(low - z - 0.06 * (high - low), high - z + 0.06 * (high - low), count)
    position[: count // 10] = np.floor(position[: count // 10]) + 0.5
    return (position * s).astype(np.float32), s, z


@pytest.mark.parametrize(
    ("exp", "most_away_from_planted_ties"),
    [(8, 20), (16, 2000)],  # their share is about the spacing of float32 at |x / s|: 4e-6 and 1e-3
)
def test_quantize_int_equals_quantize_linear(
    exp, most_away_from_planted_ties, onnx_operator, count_tie_differences, record_property
):
    """Are 1,000,000 codes equal to QuantizeLinear's, but for the values that float32 puts on a tie?"""
    rng = np.random.default_rng(20_240_000 + exp)
    differences, away, count = 0, 0, 5000
    for _ in range(200):
        x, s, z = draw_quantization(rng, exp, count)
        position = x.astype(np.float64) / np.float64(s)
        blur = np.spacing(np.abs(position).astype(np.float32)) / 2 + 1e-9
        ours, theirs = quantize_int(x, s, z, exp), onnx_quantize(onnx_operator, x, s, z, exp)
        assert ours.dtype == theirs.dtype
        differences += count_tie_differences(ours, theirs, position, blur)
        away += int((ours != theirs)[count // 10 :].sum())
    record_property("differences", differences)
    record_property("away", away)
    assert 0 < differences < 0.1 * 200 * count  # the planted ties do tell the two rules apart
    assert away <= most_away_from_planted_ties


@pytest.mark.parametrize("exp", [8, 16])
def test_onnx_rule_explains_every_code(exp, onnx_operator):
    """Is QuantizeLinear the float32 rule the tie argument rests on, with no difference in 1,000,000 codes?"""
    rng = np.random.default_rng(20_240_000 + exp)
    low, high = integer_range(exp)
    for _ in range(200):
        x, s, z = draw_quantization(rng, exp, 5000)
        rule = np.clip(np.rint(x / s) + np.float32(z), low, high)
        np.testing.assert_array_equal(onnx_quantize(onnx_operator, x, s, z, exp), rule)


@pytest.mark.parametrize("exp", [8, 16])
@pytest.mark.parametrize("parity", ["even z", "odd z"])
def test_quantize_int_on_an_exact_grid(exp, parity, onnx_operator):
    """With s a power of two, is every code equal, and do ties differ if, and only if, z is odd?"""
    rng = np.random.default_rng(exp)
    low, high = integer_range(exp)
    for power in range(-10, 11):
        s = np.float32(2.0**power)
        z = 2 * int(rng.integers(low // 2, high // 2)) + (parity == "odd z")
        eighths = rng.integers(8 * (low - z) - 99, 8 * (high - z) + 99, 10_000)
        x = (eighths / 8 * s).astype(np.float32)
        ours, theirs = quantize_int(x, s, z, exp), onnx_quantize(onnx_operator, x, s, z, exp)
        ties = (eighths % 8 == 4) & (eighths > 8 * (low - z)) & (eighths < 8 * (high - z))
        assert ties.sum() > 1000
        expected = ties if parity == "odd z" else np.zeros_like(ties)
        np.testing.assert_array_equal(ours != theirs, expected)
        assert np.abs(ours.astype(int) - theirs).max() <= 1


def test_scale_and_zero_point_equal_dynamic_quantize_linear(onnx_operator, count_tie_differences, record_property):
    """Do 100,000 ranges that hold 0 get DynamicQuantizeLinear's scale and zero point?

    The operator has uint8 codes. Moving the quantized range from [0, 255] to [-128, 127] leaves s as it is
    and takes 128, an even number, from z: rounding and its ties move along unchanged.
    """
    rng = np.random.default_rng(3)
    alpha = -(10 ** rng.uniform(-3, 3, 100_000)).astype(np.float32)
    beta = (-alpha * 10 ** rng.uniform(-2, 2, 100_000)).astype(np.float32)
    s, z = calculate_s_and_z_int(alpha, beta, 8)
    outputs = ["UINT8", "FLOAT", "UINT8"]
    pairs = np.stack([alpha, beta], axis=1)
    results = [onnx_operator("DynamicQuantizeLinear", outputs, x=pair)[1:] for pair in pairs]
    theirs_s, theirs_z = (np.array(column) for column in zip(*results, strict=True))
    assert np.abs(theirs_s / s - 1).max() <= 1.01 * ULP32  # two float32 roundings: a difference, a quotient
    position = -alpha.astype(np.float64) / s  # the operator rounds it three times on the way, in float32
    differences = count_tie_differences(z + 128, theirs_z, position, 1.6 * ULP32 * position)
    record_property("differences", differences)
    assert differences <= 4
    np.testing.assert_array_equal(calculate_z(alpha, beta, 0, 255), z + 128)
    np.testing.assert_array_equal(calculate_s(alpha, beta, 0, 255), s)


def test_zero_point_ties_equal_dynamic_quantize_linear(onnx_operator):
    """On ranges whose ẑ is a half exactly, is the zero point DynamicQuantizeLinear's every time?"""
    halves = np.arange(0.5, 255)
    for power in range(-8, 9, 4):
        scale = np.float32(2.0**power)
        for half in halves:
            alpha, beta = -half * scale, (255 - half) * scale
            s, z = calculate_s_and_z_int(alpha, beta, 8)
            theirs = onnx_operator(
                "DynamicQuantizeLinear", ["UINT8", "FLOAT", "UINT8"], x=np.array([alpha, beta], np.float32)
            )
            assert (s, z + 128) == (theirs[1], theirs[2])


def draw_codes(rng, m, p, n):
    X_q = rng.integers(-128, 128, (m, p)).astype(np.int8)
    W_q = rng.integers(-128, 128, (p, n)).astype(np.int8)
    return X_q, W_q, rng.integers(-128, 128, 4).tolist()


def onnx_matmul(onnx_operator, X_q, W_q, z_X, z_W, s_X, s_W, s_Y, z_Y):
    inputs = {
        "X": X_q,
        "s_X": np.float32(s_X),
        "z_X": np.int8(z_X),
        "W": W_q,
        "s_W": np.float32(s_W),
        "z_W": np.int8(z_W),
        "s_Y": np.float32(s_Y),
        "z_Y": np.int8(z_Y),
    }
    return onnx_operator("QLinearMatMul", ["INT8"], **inputs)[0]


def centre(accumulator, scale):
    """The int8 zero point that brings most outputs inside the range of the codes, where they can differ."""
    return int(np.clip(np.rint(-np.median(accumulator) * scale), -128, 127))


def inside(codes):
    """How many codes are not saturated."""
    limits = np.iinfo(codes.dtype)
    return int(((codes > limits.min) & (codes < limits.max)).sum())


def exact_accumulator(X_q, W_q, z_X, z_W):
    return (X_q.astype(np.int64) - z_X) @ (W_q.astype(np.int64) - z_W)


def test_matmul_equals_qlinear_matmul(onnx_operator, count_tie_differences, record_property):
    """Are 100,000 unsaturated codes equal to QLinearMatMul's, but for those that float32 puts on a tie?

    The operator has no bias, so b_q = z_b here, whatever s_b is.
    It rounds acc * float32(s_X * s_W / s_Y): three float32 roundings, and the accumulator is below 2**24.
    """
    rng = np.random.default_rng(4)
    differences = total = 0
    for _ in range(200):
        m, p, n = rng.integers(20, 46, 3)
        X_q, W_q, (z_X, z_W, z_b, _) = draw_codes(rng, m, p, n)
        s_X, s_W, s_b = (np.float32(s) for s in 10 ** rng.uniform(-3, 0, 3))
        accumulator = exact_accumulator(X_q, W_q, z_X, z_W)
        s_Y = np.float32(np.abs(accumulator).max() * s_X * s_W / rng.uniform(100, 250))
        z_Y = centre(accumulator, s_X * s_W / s_Y)
        ours = quantization_matrix_multiplication_int(
            X_q, W_q, np.full(n, z_b), z_X, z_W, z_b, s_X, s_W, s_b, s_Y, p, 8, z_Y
        )
        theirs = onnx_matmul(onnx_operator, X_q, W_q, z_X, z_W, s_X, s_W, s_Y, z_Y)
        assert ours.dtype == theirs.dtype
        position = accumulator * (float(s_X) * float(s_W) / float(s_Y))
        differences += count_tie_differences(ours, theirs, position, np.abs(position) * 1.6 * ULP32 + 1e-9)
        total += inside(ours)
    record_property("differences", differences)
    assert total >= 100_000
    assert differences <= 20


@pytest.mark.parametrize("parity", ["even z_Y", "odd z_Y"])
def test_matmul_on_an_exact_grid(parity, onnx_operator):
    """With scales that are powers of two, do codes differ at ties if, and only if, z_Y is odd?"""
    rng = np.random.default_rng(5)
    total = ties_seen = 0
    for _ in range(150):
        m, p, n = rng.integers(20, 40, 3)
        X_q, W_q, (z_X, z_W, z_b, _) = draw_codes(rng, m, p, n)
        z_X, z_W = z_X // 4, z_W // 4
        accumulator = exact_accumulator(X_q, W_q, z_X, z_W)
        s_Y = 2.0 ** np.ceil(np.log2(np.abs(accumulator).max() / 128))
        z_Y = centre(accumulator, 1 / s_Y) // 2 * 2 + (parity == "odd z_Y")
        scaled = accumulator / s_Y
        ours = quantization_matrix_multiplication_int(
            X_q, W_q, np.full((1, n), z_b), z_X, z_W, z_b, 0.5, 0.25, 3.0, s_Y / 8, p, 8, z_Y
        )
        theirs = onnx_matmul(onnx_operator, X_q, W_q, z_X, z_W, 0.5, 0.25, s_Y / 8, z_Y)
        ties = (scaled - np.floor(scaled) == 0.5) & (scaled + z_Y > -128) & (scaled + z_Y < 127)
        expected = ties if parity == "odd z_Y" else np.zeros_like(ties)
        np.testing.assert_array_equal(ours != theirs, expected)
        total += inside(ours)
        ties_seen += int(ties.sum())
    assert total >= 100_000
    assert ties_seen > 100


def test_accumulator_equals_matmul_integer(onnx_operator):
    """With every scale 1 and no bias, does the matrix function return MatMulInteger's accumulator itself?"""
    rng = np.random.default_rng(6)
    total = 0
    for _ in range(100):
        m, n, p = (int(d) for d in (*rng.integers(25, 50, 2), rng.integers(2, 25)))
        X_q, W_q = (rng.integers(-16, 16, shape).astype(np.int8) for shape in ((m, p), (p, n)))
        z_X, z_W, z_b, z_Y = (int(z) for z in rng.integers(-16, 16, 4))
        (theirs,) = onnx_operator("MatMulInteger", ["INT32"], X=X_q, W=W_q, z_X=np.int8(z_X), z_W=np.int8(z_W))
        ours = quantization_matrix_multiplication_int(X_q, W_q, np.full(n, z_b), z_X, z_W, z_b, 1, 1, 1, 1, p, 16, z_Y)
        np.testing.assert_array_equal(ours, theirs + z_Y)
        total += ours.size
    assert total >= 100_000


@pytest.mark.parametrize("exp", [8, 16])
def test_matmul_with_bias_equals_matmul_integer_and_real_numbers(
    exp, onnx_operator, count_tie_differences, record_property
):
    """Do codes with a bias equal real numbers built on MatMulInteger's accumulator, then divided by s_Y?

    Both sides are float64 with the operations in another order, so they may part only where about ten
    float64 roundings can carry the value across a half.
    """
    rng = np.random.default_rng(70 + exp)
    differences = total = 0
    low, high = integer_range(exp)
    for _ in range(150):
        m, p, n = rng.integers(20, 40, 3)
        X_q, W_q, (z_X, z_W, z_b, _) = draw_codes(rng, m, p, n)
        b_q = rng.integers(-128, 128, n).astype(np.int8)
        s_X, s_W, s_b = 10 ** rng.uniform(-3, 0, 3)
        (accumulator,) = onnx_operator("MatMulInteger", ["INT32"], X=X_q, W=W_q, z_X=np.int8(z_X), z_W=np.int8(z_W))
        real = accumulator * s_X * s_W + (b_q.astype(float) - z_b) * s_b
        s_Y = np.abs(real).max() / (rng.uniform(0.8, 2) * high)
        z_Y = int(np.clip(np.rint(-np.median(real) / s_Y), low, high))
        ours = quantization_matrix_multiplication_int(X_q, W_q, b_q, z_X, z_W, z_b, s_X, s_W, s_b, s_Y, p, exp, z_Y)
        position = real / s_Y + z_Y
        theirs = np.clip(np.rint(position), low, high)
        differences += count_tie_differences(ours, theirs, position, 1e-9)
        total += inside(ours)
    record_property("differences", differences)
    assert total >= 100_000
    assert differences <= 1


def test_position_equals_matrix_everywhere():
    """Is the position function the matrix function at all of 5,000 (i, j), for both shapes of b?"""
    rng = np.random.default_rng(8)
    total = 0
    for exp in (8, 16) * 4:
        m, p, n = (int(d) for d in rng.choice(np.arange(20, 41), 3, replace=False))
        X_q, W_q, (z_X, z_W, z_b, _) = draw_codes(rng, m, p, n)
        b_q = rng.integers(-128, 128, (1, n) if rng.random() < 0.5 else n).astype(np.int8)
        accumulator = exact_accumulator(X_q, W_q, z_X, z_W)
        s_Y = np.ptp(accumulator) * 0.05 * 0.03 / 2**exp
        z_Y = int(-np.median(accumulator) * 0.05 * 0.03 / s_Y)
        common = (X_q, W_q, b_q, z_X, z_W, z_b, 0.05, 0.03, 0.7, s_Y)
        Y_q = quantization_matrix_multiplication_int(*common, p, exp, z_Y)
        assert np.unique(Y_q).size > 20
        one_by_one = [
            [quantize_a_position_in_matrix_int(*common, i, j, p, exp, z_Y) for j in range(n)] for i in range(m)
        ]
        np.testing.assert_array_equal(one_by_one, Y_q)
        assert {type(code) for row in one_by_one for code in row} == {Y_q.dtype.type}
        total += inside(Y_q)
    assert total >= 5_000
