"""Are the references of the lesson on errors onnxruntime's, bit for bit?

Here nothing is allowed to differ: the references follow ONNX's own rule in float32, ties included.
"""

import numpy as np
import onnxruntime
import pytest
from onnx import TensorProto, helper

from autograder.reference import dequantize, nudge_range, quantization_error, quantize_relu

TIMES, COUNT = 100, 5000
TYPES = {2: ("INT2", 25), 4: ("INT4", 21), 8: ("INT8", 21), 16: ("INT16", 21)}  # the opset that brought the type


@pytest.fixture(scope="module")
def chain():
    """A runner of QuantizeLinear and DequantizeLinear in one graph, which can hold types that NumPy lacks.

    chain(x, s, z, exp) gives x_hat. Scale and zero point are constants of the graph, whose nodes are not fused.
    """

    def run(x, s, z, exp):
        kind, opset = TYPES[exp]
        code = helper.make_tensor("z", TensorProto.DataType.Value(kind), [], [z])
        scale = helper.make_tensor("s", TensorProto.FLOAT, [], [s])
        nodes = [
            helper.make_node("QuantizeLinear", ["x", "s", "z"], ["x_q"]),
            helper.make_node("DequantizeLinear", ["x_q", "s", "z"], ["x_hat"]),
        ]
        return evaluate(nodes, {"x": x}, {"x_hat": TensorProto.FLOAT}, [scale, code], opset)[0]

    return run


def evaluate(nodes, inputs, outputs, constants=(), opset=21, optimized=False):
    """Outputs of a graph in onnxruntime. inputs: {name: array}, outputs: {name: TensorProto type}."""
    arrays = {name: np.asarray(value) for name, value in inputs.items()}
    taken = [
        helper.make_tensor_value_info(name, helper.np_dtype_to_tensor_dtype(array.dtype), None)
        for name, array in arrays.items()
    ]
    given = [helper.make_tensor_value_info(name, kind, None) for name, kind in outputs.items()]
    graph = helper.make_graph(nodes, "graph", taken, given, constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=11)
    options = onnxruntime.SessionOptions()
    if not optimized:
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    return session.run(None, arrays)


def draw_ruler(rng, exp):
    """A float32 scale of any size and a zero point among the codes, often an end of them."""
    low, high = -(2 ** (exp - 1)), 2 ** (exp - 1) - 1
    z = rng.choice([low, high, rng.integers(low, high, endpoint=True)], p=[0.1, 0.1, 0.8])
    return np.float32(10 ** rng.uniform(-4, 2)), int(z)


def draw_values(rng, s, z, exp):
    """float32 values in and around the range of the codes; a tenth are next to a tie."""
    low, high = -(2 ** (exp - 1)), 2 ** (exp - 1) - 1
    margin = max(2, 0.06 * (high - low))
    position = rng.uniform(low - z - margin, high - z + margin, COUNT)
    position[: COUNT // 10] = np.floor(position[: COUNT // 10]) + 0.5
    return (position * s).astype(np.float32)


def assert_same_bits(ours, theirs):
    assert ours.dtype == theirs.dtype == np.float32
    np.testing.assert_array_equal(ours.view(np.uint32), theirs.view(np.uint32))


@pytest.mark.parametrize("exp", [8, 16])
def test_dequantize_equals_dequantize_linear(exp, onnx_operator):
    """Are 500,000 float32 values those of DequantizeLinear, bit for bit?"""
    rng = np.random.default_rng(exp)
    limits = np.iinfo(f"int{exp}")
    for _ in range(TIMES):
        s, z = draw_ruler(rng, exp)
        codes = rng.integers(limits.min, limits.max, COUNT, endpoint=True).astype(limits.dtype)
        theirs = onnx_operator("DequantizeLinear", ["FLOAT"], x=codes, s=s, z=np.array(z, limits.dtype))[0]
        assert_same_bits(dequantize(codes, s, z), theirs)


@pytest.mark.parametrize("exp", TYPES)
def test_error_equals_quantize_then_dequantize(exp, chain):
    """Are 500,000 errors of 2, 4, 8 and 16 bits x_hat - x, with x_hat from onnxruntime, with no difference at all?"""
    rng = np.random.default_rng(100 + exp)
    clipped = ties = 0
    for _ in range(TIMES):
        s, z = draw_ruler(rng, exp)
        x = draw_values(rng, s, z, exp)
        x_hat = chain(x, s, z, exp)
        np.testing.assert_array_equal(quantization_error(x, s, z, exp), x_hat.astype(np.float64) - x)
        clipped += int((np.abs(x_hat - x) > 0.51 * s).sum())
        ties += int((x / s - np.floor(x / s) == 0.5).sum())
    assert clipped > 0.05 * TIMES * COUNT and ties > 0.01 * TIMES * COUNT


@pytest.mark.parametrize("exp", [3, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15])
def test_error_of_other_widths_equals_clipped_codes(exp, onnx_operator):
    """For widths that ONNX has no type for, are 100,000 errors those of int16 codes, clipped to the width on the way?"""
    rng = np.random.default_rng(200 + exp)
    for _ in range(20):
        s, z = draw_ruler(rng, exp)
        x, wide_z = draw_values(rng, s, z, exp), np.int16(z)
        codes = onnx_operator("QuantizeLinear", ["INT16"], x=x, s=s, z=wide_z)[0]
        codes = np.clip(codes, -(2 ** (exp - 1)), 2 ** (exp - 1) - 1).astype(np.int16)
        x_hat = onnx_operator("DequantizeLinear", ["FLOAT"], x=codes, s=s, z=wide_z)[0]
        np.testing.assert_array_equal(quantization_error(x, s, z, exp), x_hat.astype(np.float64) - x)


@pytest.mark.parametrize("exp", [8, 16])
def test_error_of_float64_values(exp, chain):
    """Are float64 values quantized as the operator sees them, in float32, and the error measured against the float64?"""
    rng = np.random.default_rng(300 + exp)
    s, z = draw_ruler(rng, exp)
    x = draw_values(rng, s, z, exp) * (1 + rng.uniform(-1e-7, 1e-7, COUNT))
    assert (x != x.astype(np.float32)).mean() > 0.9
    np.testing.assert_array_equal(quantization_error(x, s, z, exp), chain(x.astype(np.float32), s, z, exp) - x)


def draw_ends(rng, count):
    """Ends of float32 ranges: a third above 0, a third below it, a third around it; one in ten begins or ends at 0."""
    near, far = np.sort(10 ** rng.uniform(-3, 3, (2, count)), axis=0).astype(np.float32)
    near[rng.random(count) < 0.1] = 0
    side = rng.integers(0, 3, count)
    alpha = np.choose(side, [near, -far, -near])
    return alpha, np.choose(side, [far, -near, far])


def test_widened_range_gives_the_scale_of_dynamic_quantize_linear(onnx_operator):
    """Do 100,000 widened ranges give DynamicQuantizeLinear's scale and zero point, in float32, bit for bit?"""
    alpha, beta = draw_ends(np.random.default_rng(4), 100_000)
    widened = np.array([nudge_range(*ends) for ends in zip(alpha, beta, strict=True)]).astype(np.float32)
    low, high = widened.T
    scales = (high - low) / np.float32(255)
    zero_points = np.rint(np.clip(-low / scales, 0, 255))
    for ends, s, z in zip(np.stack([alpha, beta], axis=1), scales, zero_points, strict=True):
        _, their_s, their_z = onnx_operator("DynamicQuantizeLinear", ["UINT8", "FLOAT", "UINT8"], x=ends)
        assert (s, z) == (their_s, their_z)


@pytest.mark.parametrize("optimized", [False, True], ids=["node by node", "fused"])
@pytest.mark.parametrize("exp", [8, 16])
@pytest.mark.parametrize("bits_of_x", [8, 16])
def test_relu_equals_three_operators(bits_of_x, exp, optimized):
    """Are 200,000 codes those of DequantizeLinear, Relu and QuantizeLinear, however onnxruntime arranges them?"""
    rng = np.random.default_rng(1000 * bits_of_x + exp)
    limits = np.iinfo(f"int{bits_of_x}")
    nodes = [
        helper.make_node("DequantizeLinear", ["x_q", "s_x", "z_x"], ["x"]),
        helper.make_node("Relu", ["x"], ["y"]),
        helper.make_node("QuantizeLinear", ["y", "s_y", "z_y"], ["y_q"]),
    ]
    outputs = {"y_q": TensorProto.DataType.Value(f"INT{exp}")}
    kinks = 0
    for _ in range(TIMES):
        (s_x, z_x), (_, z_y) = draw_ruler(rng, bits_of_x), draw_ruler(rng, exp)
        s_y = np.float32(s_x * 2.0 ** (bits_of_x - exp) * 2 ** rng.uniform(-2, 2))
        x_q = rng.integers(limits.min, limits.max, 2000, endpoint=True).astype(limits.dtype)
        inputs = {
            "x_q": x_q,
            "s_x": s_x,
            "z_x": np.array(z_x, limits.dtype),
            "s_y": s_y,
            "z_y": np.array(z_y, f"int{exp}"),
        }
        (theirs,) = evaluate(nodes, inputs, outputs, optimized=optimized)
        ours = quantize_relu(x_q, s_x, z_x, s_y, z_y, exp)
        assert ours.dtype == theirs.dtype
        np.testing.assert_array_equal(ours, theirs)
        kinks += int((np.unique(ours).size > 20) and (ours == z_y).mean() > 0.05)
    assert kinks > 0.5 * TIMES
