"""Do the symmetric codes and scales agree with ONNX's, bit for bit, per tensor, per channel and per group?

The codes are compared with onnxruntime's QuantizeLinear at our scales (axis, and block_size for groups, in INT8 and
INT4), the scales with max|W| / qmax computed by onnxruntime's own Abs, ReduceMax and Div. All of it is float32, so no
difference is allowed, at ties either.
"""

import numpy as np
import onnxruntime
import pytest
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator

from autograder.reference import bits_per_weight, quantize_groupwise, quantize_symmetric

QMAX = {bits: 2 ** (bits - 1) - 1 for bits in range(2, 9)}
GROUPS = (2, 8, 16, 32)


def model(nodes, output, **inputs):
    """An ONNX model of the nodes, from inputs given as arrays to one output (name, element type)."""
    given = [
        helper.make_tensor_value_info(name, helper.np_dtype_to_tensor_dtype(array.dtype), None)
        for name, array in inputs.items()
    ]
    graph = helper.make_graph(nodes, "weights", given, [helper.make_tensor_value_info(*output, None)])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)], ir_version=10)


def run(nodes, output, **inputs):
    """The output of the nodes in onnxruntime."""
    made = model(nodes, output, **inputs).SerializeToString()
    return onnxruntime.InferenceSession(made, providers=["CPUExecutionProvider"]).run(None, inputs)[0]


def quantizing(kind, **attributes):
    """Nodes from W and s to int8 codes, through codes of the ONNX element type `kind`."""
    return [
        helper.make_node(
            "QuantizeLinear", ["W", "s"], ["codes"], output_dtype=TensorProto.DataType.Value(kind), **attributes
        ),
        helper.make_node("Cast", ["codes"], ["W_q"], to=TensorProto.INT8),
    ]


def onnx_codes(W, s, kind, **attributes):
    return run(quantizing(kind, **attributes), ("W_q", TensorProto.INT8), W=W, s=np.asarray(s, np.float32))


def onnx_scales(W, qmax, kept):
    """max|W| / qmax over all axes that are not kept, as onnxruntime computes it."""
    nodes = [
        helper.make_node("Abs", ["W"], ["sizes"]),
        helper.make_node("ReduceMax", ["sizes", "axes"], ["largest"], keepdims=1),
        helper.make_node("Div", ["largest", "qmax"], ["s"]),
    ]
    axes = np.array([axis for axis in range(W.ndim) if axis not in kept], np.int64)
    return run(nodes, ("s", TensorProto.FLOAT), W=W, axes=axes, qmax=np.array(qmax, np.float32))


def draw_weights(rng, shape, axis):
    """Float32 weights whose channels differ in size up to 10**6 times; one channel in eight is all zeros."""
    along = [-1 if place == axis else 1 for place in range(len(shape))]
    sizes = 10 ** rng.uniform(-4, 2, shape[axis]) * (rng.random(shape[axis]) > 1 / 8)
    return (sizes.reshape(along) * rng.normal(size=shape)).astype(np.float32)


@pytest.mark.parametrize(("bits", "kind"), [(8, "INT8"), (4, "INT4")])
@pytest.mark.parametrize(
    ("shape", "axis"),
    [((400, 500), 1), ((500, 400), 0), ((40, 50, 100), 1), ((64, 16, 14, 14), 0), ((20, 30, 4, 84), 3)],
)
def test_per_channel_equals_quantize_linear(shape, axis, bits, kind):
    """Are 200,000 codes per channel and their scales onnxruntime's, with not one difference?"""
    W = draw_weights(np.random.default_rng(bits + axis), shape, axis)
    W_q, s = quantize_symmetric(W, bits, axis)
    assert (W_q.dtype, s.dtype) == (np.int8, np.float32)
    assert s.shape == tuple(n if place == axis else 1 for place, n in enumerate(shape))
    expected = onnx_scales(W, QMAX[bits], {axis})
    np.testing.assert_array_equal(s, np.where(expected == 0, 1, expected))
    np.testing.assert_array_equal(W_q, onnx_codes(W, s.ravel(), kind, axis=axis))
    assert (
        np.abs(W_q).max(axis=tuple(place for place in range(W.ndim) if place != axis))
        == QMAX[bits] * (expected.ravel() > 0)
    ).all()


@pytest.mark.parametrize(("bits", "kind"), [(8, "INT8"), (4, "INT4")])
def test_per_tensor_equals_quantize_linear(bits, kind):
    """Are 200,000 codes per tensor and their scales, from tiny to huge, onnxruntime's?"""
    rng = np.random.default_rng(bits)
    for power in np.linspace(-30, 30, 40):
        W = (rng.normal(size=(50, 100)) * 10**power).astype(np.float32)
        W_q, s = quantize_symmetric(W, bits)
        assert type(s) is np.float32
        np.testing.assert_array_equal(s, onnx_scales(W, QMAX[bits], ()).item())
        np.testing.assert_array_equal(W_q, onnx_codes(W, s, kind))


@pytest.mark.parametrize(("bits", "kind"), [(8, "INT8"), (4, "INT4")])
@pytest.mark.parametrize("group", GROUPS)
def test_groups_equal_blocked_quantize_linear(group, bits, kind):
    """Are 131,072 codes per group those of QuantizeLinear with block_size (opset 21)?"""
    rng = np.random.default_rng(group)
    W = draw_weights(rng, (128 * 1024 // group, group), 0).reshape(128, 1024)
    W_q, s = quantize_groupwise(W, bits, group)
    assert (W_q.dtype, s.dtype, s.shape) == (np.int8, np.float32, (128, 1024 // group))
    expected = onnx_scales(W.reshape(128, -1, group), QMAX[bits], {0, 1})[..., 0]
    np.testing.assert_array_equal(s, np.where(expected == 0, 1, expected))
    np.testing.assert_array_equal(W_q, onnx_codes(W, s, kind, axis=1, block_size=group))


@pytest.mark.parametrize(("bits", "kind"), [(8, "INT8"), (4, "INT4")])
def test_groups_equal_the_reference_evaluator(bits, kind):
    """Does onnx's own evaluator, which shares no code with onnxruntime, give the same blocked codes?"""
    W = draw_weights(np.random.default_rng(5), (8192, 16), 0).reshape(256, 512)
    W_q, s = quantize_groupwise(W, bits, 16)
    evaluator = ReferenceEvaluator(model(quantizing(kind, axis=1, block_size=16), ("W_q", TensorProto.INT8), W=W, s=s))
    (expected,) = evaluator.run(None, {"W": W, "s": s})
    np.testing.assert_array_equal(W_q, expected)


@pytest.mark.parametrize("bits", range(2, 9))
def test_ties_go_to_the_even_code(bits):
    """With s a power of two and weights at halves, are all codes onnxruntime's, and even at the ties?"""
    qmax = QMAX[bits]
    halves = np.arange(-2 * qmax, 2 * qmax + 1) / 2
    for power in range(-20, 21):
        W = (halves * 2.0**power).astype(np.float32)
        W_q, s = quantize_symmetric(W, bits)
        assert s == 2.0**power
        assert (W_q[1::2] % 2 == 0).all()
        np.testing.assert_array_equal(W_q, onnx_codes(W, s, "INT8"))


@pytest.mark.parametrize("bits", range(2, 9))
def test_the_largest_weight_gets_the_largest_code_and_nothing_is_clipped(bits):
    """Is no weight further from what its code stands for than half a step, at any number of bits?"""
    W = draw_weights(np.random.default_rng(bits), (300, 400), 1)
    W_q, s = quantize_symmetric(W, bits, axis=1)
    assert set(np.abs(W_q).max(axis=0)) == {0, QMAX[bits]}
    assert (np.abs(W - s.astype(np.float64) * W_q) <= s * (0.5 + 1e-5)).all()


def test_a_group_as_long_as_a_row_is_a_channel_and_a_group_of_one_is_exact():
    """Do the two ends of the group's length agree with rows as channels, and with the weights themselves?"""
    W = draw_weights(np.random.default_rng(9), (60, 80), 0)
    by_row, by_channel = quantize_groupwise(W, 4, 80), quantize_symmetric(W, 4, axis=0)
    for one, other in zip(by_row, by_channel, strict=True):
        np.testing.assert_array_equal(one, other)
    W_q, s = quantize_groupwise(W, 4, 1)
    np.testing.assert_allclose(W_q * s, W, rtol=2.0**-22)


@pytest.mark.parametrize("tiny", [2.0**-149, 80 * 2.0**-149, 190 * 2.0**-149])
def test_subnormal_weights(tiny):
    """Where max|W| / qmax is subnormal or 0, are the codes still in range, and QuantizeLinear's?"""
    W = np.array([tiny, -tiny, 0], np.float32)
    W_q, s = quantize_symmetric(W, 8)
    assert s == 1 if tiny < 2.0**-143 else s > 0
    assert np.abs(W_q.astype(int)).max() <= 127
    np.testing.assert_array_equal(np.clip(np.rint(W / s), -127, 127), W_q)


def test_bits_per_weight():
    """Are Q4_0 (4 bits, 32 weights, float16) 4.5 bits and Q8_0 8.5, and is a share never rounded?"""
    assert bits_per_weight(4, 32, 16) == 4.5
    assert bits_per_weight(8, 32, 16) == 8.5
    assert bits_per_weight(2, 3, 16) == 2 + 16 / 3
    assert type(bits_per_weight(4, 32, 16)) is float
