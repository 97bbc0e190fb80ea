"""Does onnxruntime, which shares no code with the reference, give the same codes, and the codes stored for students?

ONNX Runtime rounds acc * float32(M), a half going to even. The reference multiplies exactly, since a float32 M fits q0,
and a half goes up. So the two can part only where the exact product is a half, or where the rounding of the product to
float32 (half a unit of its last place) reaches one. Each difference is checked to be of this kind, and counted.
"""

import importlib.util
import warnings
from pathlib import Path
from types import SimpleNamespace

import nbformat
import numpy as np
import onnx
import pytest
from onnx import numpy_helper
from onnx.backend.test.case.node import collect_testcases

from autograder import exercises
from autograder.authoring.text import solutions
from autograder.course_folder import ROOT, CourseFolder
from autograder.exercises.versions import run_version
from autograder.reference import (
    fold_zero_point,
    linear_relu_int8,
    quantize_bias,
    quantize_multiplier,
    requantize,
)
from course import digits, int8_mlp

LESSON = "bai04_toan_so_nguyen"
LARGEST_FILE = 200_000


@pytest.fixture(scope="module")
def script():
    """The module that made the stored networks."""
    spec = importlib.util.spec_from_file_location("make_mlp_int8", Path(__file__).with_name("make_mlp_int8.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module", params=int8_mlp.SEEDS)
def network(request):
    return int8_mlp.load()[request.param]


def multiplier(s_X, s_W, s_Y):
    """M as ONNX Runtime computes it: two float32 operations."""
    return np.float32(s_X) * np.float32(s_W) / np.float32(s_Y)


def input_codes(network):
    return (network.pixels.astype(np.int16) - 128).astype(np.int8)


def parameters(layer, X_q):
    return X_q, layer.s_X, layer.z_X, layer.W_q, layer.b_q, layer.s_W, layer.s_Y, layer.z_Y


# The stored networks


def test_stored_file_is_small_and_what_the_lesson_needs(network):
    """Is the file light enough for a handout, are its images those of the test split, are all codes in use?"""
    assert int8_mlp.FILE.stat().st_size <= LARGEST_FILE
    split = digits.split(network.seed)
    np.testing.assert_array_equal(network.pixels / np.float32(16), split.X_test)
    np.testing.assert_array_equal(network.labels, split.y_test)
    assert [(layer.W_q.dtype, layer.b_q.dtype, layer.Y_q.dtype) for layer in network.layers] == [
        ("int8", "int32", "int8")
    ] * 3
    assert [layer.relu for layer in network.layers] == [True, True, False]
    assert all(np.unique(layer.Y_q).size > 150 for layer in network.layers)


@pytest.mark.parametrize("way", ["qgemm", "qlinear_conv", "matmul_integer"])
def test_onnxruntime_gives_the_stored_codes(way, network, script):
    """Does onnxruntime, live and by three operators with an int32 bias, give every stored code of every layer?"""
    X_q = input_codes(network)
    for layer in network.layers:
        X_q = getattr(script, way)(*parameters(layer, X_q))
        np.testing.assert_array_equal(X_q, layer.Y_q)


def codes_of(network, functions, fold):
    """The bias codes and output codes of every layer by the five functions of the lesson."""
    X_q, found = input_codes(network), []
    for layer in network.layers:
        b_q = functions.quantize_bias(layer.b, layer.s_X, layer.s_W)
        q0, shift = functions.quantize_multiplier(multiplier(layer.s_X, layer.s_W, layer.s_Y))
        bias, z_X = (functions.fold_zero_point(b_q, layer.W_q, layer.z_X), 0) if fold else (b_q, layer.z_X)
        X_q = functions.linear_relu_int8(X_q, layer.W_q, bias, z_X, q0, shift, layer.z_Y, layer.relu)
        found.append((b_q, X_q))
    return found


def functions_of_reference():
    return SimpleNamespace(
        quantize_bias=quantize_bias,
        quantize_multiplier=quantize_multiplier,
        linear_relu_int8=linear_relu_int8,
        fold_zero_point=fold_zero_point,
    )


def functions_of_solution():
    solved = solutions(nbformat.read(CourseFolder(ROOT).source(LESSON), as_version=4))
    names = [exercise.function for exercise in exercises.load(LESSON).exercises]
    return SimpleNamespace(**{name: run_version(solved, name, {}) for name in names})


@pytest.mark.parametrize("fold", [False, True], ids=["plain", "folded"])
@pytest.mark.parametrize("whose", [functions_of_reference, functions_of_solution])
def test_no_code_differs_from_onnxruntime(whose, fold, network):
    """Do the reference and the lesson's solution give all biases and all 47,700 codes of a network, layer by layer?"""
    for (b_q, Y_q), layer in zip(codes_of(network, whose(), fold), network.layers, strict=True):
        np.testing.assert_array_equal(b_q, layer.b_q)
        np.testing.assert_array_equal(Y_q, layer.Y_q)


# Random layers


def draw_layer(rng):
    """A layer with an int32 bias whose output reaches both ends of int8 here and there."""
    m, p, n = rng.integers(20, 46, 3)
    X_q, W_q = (rng.integers(-128, 128, shape).astype(np.int8) for shape in ((m, p), (p, n)))
    z_X = int(rng.integers(-128, 128))
    product = (X_q.astype(np.int64) - z_X) @ W_q.astype(np.int64)
    b_q = rng.integers(-(2**15), 2**15, n).astype(np.int32)
    s_X, s_W = (np.float32(s) for s in 10 ** rng.uniform(-3, 0, 2))
    acc = product + b_q
    s_Y = np.float32(np.abs(acc).max() * s_X * s_W / rng.uniform(100, 200))
    z_Y = int(np.clip(np.rint(-np.median(acc) * s_X * s_W / s_Y), -128, 127))
    return (X_q, s_X, z_X, W_q, b_q, s_W, s_Y, z_Y), acc


def test_layer_equals_qgemm_and_qlinear_conv(script, count_tie_differences, record_property):
    """Are 200,000 codes equal to QGemm's, QLinearConv's and MatMulInteger's chain, but where float32 reaches a half?"""
    rng = np.random.default_rng(46)
    differences = total = 0
    for _ in range(200):
        layer, acc = draw_layer(rng)
        X_q, s_X, z_X, W_q, b_q, s_W, s_Y, z_Y = layer
        M = multiplier(s_X, s_W, s_Y)
        ours = linear_relu_int8(X_q, W_q, b_q, z_X, *quantize_multiplier(M), z_Y, False)
        theirs = script.qgemm(*layer)
        np.testing.assert_array_equal(script.qlinear_conv(*layer), theirs)
        np.testing.assert_array_equal(script.matmul_integer(*layer), theirs)
        position = acc * float(M)  # exact in float64: 24 bits by at most 24 bits
        blur = np.spacing(np.abs(position).astype(np.float32)) / 2
        differences += count_tie_differences(ours, theirs, position, blur)
        total += ours.size
    record_property("differences", differences)
    assert total >= 200_000
    assert differences <= 20


def test_relu_equals_the_relu_of_onnxruntime(onnx_operator):
    """Are the codes after ReLU those of QGemm's codes dequantized, put through Relu and quantized again?"""
    rng = np.random.default_rng(47)
    total = 0
    for _ in range(100):
        (X_q, s_X, z_X, W_q, b_q, s_W, _, z_Y), acc = draw_layer(rng)
        s_Y = np.float32(2.0 ** np.ceil(np.log2(np.abs(acc).max() * float(s_X) * float(s_W) / 128)))
        fixed_point = quantize_multiplier(multiplier(s_X, s_W, s_Y))
        plain, after_relu = (linear_relu_int8(X_q, W_q, b_q, z_X, *fixed_point, z_Y, relu) for relu in (False, True))
        (real,) = onnx_operator("DequantizeLinear", ["FLOAT"], x=plain, s=s_Y, z=np.int8(z_Y))
        (positive,) = onnx_operator("Relu", ["FLOAT"], x=real)
        (codes,) = onnx_operator("QuantizeLinear", ["INT8"], x=positive, s=s_Y, z=np.int8(z_Y))
        np.testing.assert_array_equal(after_relu, codes)
        total += codes.size
    assert total >= 100_000


def test_sums_equal_matmul_integer(onnx_operator):
    """With M = 1 and small codes, are the outputs MatMulInteger's sums themselves?"""
    rng = np.random.default_rng(48)
    one = quantize_multiplier(1.0)
    total = 0
    for _ in range(150):
        m, n, p = (int(size) for size in (*rng.integers(25, 50, 2), rng.integers(1, 8)))
        X_q, W_q = (rng.integers(-2, 3, shape).astype(np.int8) for shape in ((m, p), (p, n)))
        z_X = int(rng.integers(-2, 3))
        (sums,) = onnx_operator("MatMulInteger", ["INT32"], X=X_q, W=W_q, z_X=np.int8(z_X), z_W=np.int8(0))
        ours = linear_relu_int8(X_q, W_q, np.zeros(n, np.int32), z_X, *one, 0, False)
        np.testing.assert_array_equal(ours, sums)
        folded = fold_zero_point(np.zeros(n, np.int32), W_q, z_X)
        (products,) = onnx_operator("MatMulInteger", ["INT32"], X=X_q, W=W_q, z_X=np.int8(0), z_W=np.int8(0))
        np.testing.assert_array_equal(products + folded, sums)
        total += ours.size
    assert total >= 100_000


def test_layer_without_bias_equals_qlinear_matmul(onnx_operator, count_tie_differences, record_property):
    """Are 100,000 codes of layers without a bias QLinearMatMul's, but where float32 reaches a half?"""
    rng = np.random.default_rng(49)
    differences = total = 0
    for _ in range(120):
        (X_q, s_X, z_X, W_q, b_q, s_W, s_Y, z_Y), acc = draw_layer(rng)
        acc = acc - b_q
        ours = linear_relu_int8(
            X_q, W_q, np.zeros_like(b_q), z_X, *quantize_multiplier(multiplier(s_X, s_W, s_Y)), z_Y, False
        )
        inputs = {
            "X": X_q,
            "s_X": s_X,
            "z_X": np.int8(z_X),
            "W": W_q,
            "s_W": s_W,
            "z_W": np.int8(0),
            "s_Y": s_Y,
            "z_Y": np.int8(z_Y),
        }
        (theirs,) = onnx_operator("QLinearMatMul", ["INT8"], **inputs)
        position = acc * float(multiplier(s_X, s_W, s_Y))
        blur = np.spacing(np.abs(position).astype(np.float32)) / 2
        differences += count_tie_differences(ours, theirs, position, blur)
        total += ours.size
    record_property("differences", differences)
    assert total >= 100_000
    assert differences <= 20


@pytest.mark.parametrize("shift", range(3, 12))
def test_exact_halves_part_from_onnxruntime_only_below_an_even_code(shift, script):
    """At exact halves, does ONNX Runtime go to the even code and the reference up, and do they agree on all the rest?"""
    quarters = np.arange(-480, 480)
    acc = (quarters * 2 ** (shift - 1)).astype(np.int32)  # M = 2**(-1 - shift), so the position is quarters / 4
    codes = requantize(acc, 2**30, shift, 0)
    theirs = script.matmul_integer(
        np.zeros((1, 1), np.int8),
        np.float32(1),
        0,
        np.zeros((1, len(acc)), np.int8),
        acc,
        np.float32(1),
        np.float32(2.0 ** (1 + shift)),
        0,
    )[0]
    halves = quarters % 4 == 2
    even_below = np.floor(quarters / 4) % 2 == 0
    np.testing.assert_array_equal(codes != theirs, halves & even_below)
    assert (codes.astype(int) - theirs)[halves & even_below].tolist() == [1] * int((halves & even_below).sum())


# Operators as ONNX publishes them


@pytest.fixture(scope="module")
def published():
    """{operator: [(name, inputs, outputs)]} of ONNX's backend node cases."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # making cases of unrelated operators divides by zero
        found = {}
        for case in collect_testcases(None):
            inputs, outputs = case.data_sets[0] if case.data_sets else ((), ())
            operators = [node.op_type for node in case.model.graph.node]
            if operators in (["MatMulInteger"], ["QLinearMatMul"]):
                found.setdefault(operators[0], []).append(
                    (case.name, *([np.asarray(a) for a in side] for side in (inputs, outputs)))
                )
        return found


def exact_sums(X, z_X, W, z_W):
    """The accumulator of a published case: uint8 and int8 codes alike, zero points of any sign."""
    return ((X.astype(np.int64) - z_X) @ (W.astype(np.int64) - z_W)).astype(np.int32)


def test_published_matmul_integer(published):
    """Are the published sums the layer's, bit for bit, through a multiplier of 1 and a bias that takes them off again?"""
    ((name, (X, W, z_X, z_W), (expected,)),) = published["MatMulInteger"]
    X_q, z_X = (X.astype(np.int16) - 128).astype(np.int8), int(z_X[0]) - 128
    W_q = (W.astype(np.int16) - z_W).astype(np.int8)
    for row, sums in zip(X_q, expected, strict=True):
        codes = linear_relu_int8(row[np.newaxis], W_q, -sums, z_X, *quantize_multiplier(1.0), 0, False)
        np.testing.assert_array_equal(codes, np.zeros_like(codes), err_msg=name)


def test_published_qlinear_matmul(published):
    """Are the published codes of QLinearMatMul what requantize makes of the exact sums, in all eight cases?"""
    used = []
    for name, (X, s_X, z_X, W, s_W, z_W, s_Y, z_Y), (expected,) in published["QLinearMatMul"]:
        to_int8 = 128 if expected.dtype == np.uint8 else 0
        M = multiplier(*(np.ravel(s)[0] for s in (s_X, s_W, s_Y)))
        codes = requantize(exact_sums(X, z_X, W, z_W), *quantize_multiplier(M), int(np.ravel(z_Y)[0]) - to_int8)
        np.testing.assert_array_equal(codes, expected.astype(np.int64) - to_int8, err_msg=name)
        used.append(name)
    assert len(used) == 8, used


def test_bias_equals_the_quantizer_of_onnxruntime():
    """Are 100,000 bias codes those of onnxruntime.quantization's static quantizer, per tensor and per channel?"""
    from onnxruntime.quantization.base_quantizer import BaseQuantizer
    from onnxruntime.quantization.onnx_model import ONNXModel

    rng = np.random.default_rng(50)
    for per_channel in (False, True) * 10:
        n = 5_000
        b = rng.normal(0, 1, n).astype(np.float32)
        b[:10] *= 1e9  # beyond int32
        s_X = np.float64(10 ** rng.uniform(-3, 0))
        s_W = 10 ** rng.uniform(-4, -1, n if per_channel else 1)
        graph = onnx.helper.make_graph([], "bias", [], [], [numpy_helper.from_array(b, "b")])
        quantizer = SimpleNamespace(model=ONNXModel(onnx.helper.make_model(graph)), weight_qType=onnx.TensorProto.INT8)
        BaseQuantizer.quantize_bias_static_impl(quantizer, "b", np.array([s_X]), s_W)
        stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in quantizer.model.initializer()}
        ours = quantize_bias(b, float(s_X), s_W if per_channel else float(s_W[0]))
        np.testing.assert_array_equal(ours, stored["b_quantized"])
