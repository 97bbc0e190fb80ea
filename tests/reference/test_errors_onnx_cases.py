"""Do the references of the lesson on errors give what ONNX publishes with its operators (the backend node cases)?

No difference is allowed. Codes of unsigned types are moved, with their zero point, to the signed type of their width.
"""

import re
import warnings

import numpy as np
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper
from onnx.backend.test.case.node import collect_testcases

from autograder.reference import dequantize, nudge_range, quantization_error

EXPANDED = "DynamicQuantizeLinear, expanded"


@pytest.fixture(scope="module")
def cases():
    """{operator: [(name, model, inputs, outputs)]} of the published cases on integers, codes as int64 arrays."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # making cases of unrelated operators divides by zero
        collected = collect_testcases(None)
    found = {"QuantizeLinear": [], "DequantizeLinear": [], "DynamicQuantizeLinear": [], EXPANDED: []}
    for case in collected:
        operators = [node.op_type for node in case.model.graph.node]
        kind = EXPANDED if re.match("test_dynamicquantizelinear.*_expanded", case.name) else operators[0]
        if kind in found and (len(operators) == 1 or kind == EXPANDED) and not re.search(r"_e\dm\d|_float4", case.name):
            inputs, outputs = ([to_array(a) for a in side] for side in case.data_sets[0])
            found[kind].append((case.name, case.model, inputs, outputs))
    return found


def to_array(value):
    return numpy_helper.to_array(value) if isinstance(value, TensorProto) else np.asarray(value)


def width(codes):
    """(bits, what moves the codes to the signed type) of the type of an array of codes."""
    bits = int(re.search(r"\d+", codes.dtype.name)[0])
    return bits, 2 ** (bits - 1) if codes.dtype.name.startswith("u") else 0


def spread(parameter, like, node):
    """A scale or zero point of each element: one for all, one for each place along the axis, or one for each block."""
    settings = {attribute.name: attribute.i for attribute in node.attribute}
    axis = settings.get("axis", 1)
    if "block_size" in settings:
        return np.repeat(parameter, settings["block_size"], axis=axis)
    shape = [1] * like.ndim
    if parameter.ndim:
        shape[axis] = -1
    return np.broadcast_to(parameter.reshape(shape), like.shape)


def rulers(shaped, codes, s, z, node):
    """(position, s, signed z) of every element; also the bits, and the shift that was taken off the codes."""
    bits, shift = width(codes)
    scales, zero_points = spread(s, shaped, node), spread(z.astype(np.int64), shaped, node) - shift
    return bits, shift, [(at, scales[at], int(zero_points[at])) for at in np.ndindex(shaped.shape)]


def test_dequantize_linear_cases(cases):
    """Are the published values of DequantizeLinear ours, from 2 to 16 bits, along an axis and in blocks?"""
    used = []
    for name, model, (codes, s, z), (expected,) in cases["DequantizeLinear"]:
        _, shift, elements = rulers(codes, codes, s, z, model.graph.node[0])
        for at, scale, zero_point in elements:
            value = dequantize(codes.astype(np.int64)[at] - shift, scale, zero_point)
            assert (value.dtype, value) == (np.float32, expected[at]), (name, at)
        used.append(name.removeprefix("test_dequantizelinear"))
    assert sorted(used) == ["", "_axis", "_blocked", "_int16", "_int2", "_int4", "_uint16", "_uint2", "_uint4"]


def test_quantize_linear_cases(cases):
    """Is x plus our error what the published codes of QuantizeLinear stand for, ties and clipped values included?"""
    used = []
    for name, model, (x, s, *z), (expected,) in cases["QuantizeLinear"]:
        z = z[0] if z else np.zeros(s.shape, expected.dtype)
        bits, shift, elements = rulers(x, expected, s, z, model.graph.node[0])
        for at, scale, zero_point in elements:
            x_hat = np.float64(x[at]) + quantization_error(x[at], scale, zero_point, bits)
            assert x_hat == scale * np.float64(expected.astype(np.int64)[at] - shift - zero_point), (name, at)
        used.append(name.removeprefix("test_quantizelinear"))
    assert sorted(used) == [
        "",
        "_axis",
        "_blocked_asymmetric",
        "_blocked_symmetric",
        "_int16",
        "_int2",
        "_int4",
        "_uint16",
        "_uint2",
        "_uint4",
    ]


def test_dynamic_quantize_linear_cases(cases):
    """Do the published scales and zero points follow from our widened ranges?"""
    for name, _, (x,), (_, expected_s, expected_z) in cases["DynamicQuantizeLinear"]:
        low, high = np.float32(nudge_range(x.min(), x.max()))
        assert (high - low) / np.float32(255) == expected_s, name
        assert np.rint(-low / expected_s) == expected_z, name
    assert len(cases["DynamicQuantizeLinear"]) == 3


def test_ends_inside_dynamic_quantize_linear(cases):
    """Are our ends the ones that the operator's published body computes on its way, on 3,000 inputs?"""
    rng = np.random.default_rng(5)
    for name, model, (x,), _ in cases[EXPANDED]:
        ends = [node.output[0] for kind in ("Min", "Max") for node in model.graph.node if node.op_type == kind]
        model.graph.output.extend(helper.make_tensor_value_info(end, TensorProto.FLOAT, None) for end in ends)
        session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
        for _ in range(1000):
            values = (rng.normal(rng.uniform(-3, 3), 1, x.shape) * 10 ** rng.uniform(-3, 3)).astype(np.float32)
            widened = session.run(ends, {model.graph.input[0].name: values})
            assert nudge_range(values.min(), values.max()) == tuple(widened), name
    assert len(cases[EXPANDED]) == 3
