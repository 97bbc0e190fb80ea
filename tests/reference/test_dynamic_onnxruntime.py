"""Is dynamic quantization what onnxruntime's DynamicQuantizeLinear answers, bit for bit: codes, scale and zero point?"""

import warnings

import numpy as np
import pytest
from onnx.backend.test.case.node import collect_testcases

from autograder.reference import dynamic_quantize

F32 = np.finfo(np.float32)
KINDS = ["UINT8", "FLOAT", "UINT8"]
ARRAYS, LENGTH = 400, 500


def assert_same(x, onnx_operator):
    theirs = onnx_operator("DynamicQuantizeLinear", KINDS, x=x)
    for ours, other in zip(dynamic_quantize(x), theirs, strict=True):
        assert ours.dtype == other.dtype and np.shape(ours) == other.shape
        np.testing.assert_array_equal(ours, other)


def draw(rng, largest):
    """float32 values around 0, above it or below it, of a size up to `largest`; a fifth of them next to a tie."""
    low, high = [(-1, 1), (0.25, 1), (-1, -0.25), (-1, 2.0**-9), (0, 1)][rng.integers(5)]
    x = (rng.uniform(low, high, LENGTH) * largest).astype(np.float32)
    s = np.float32(max(0, x.max()) - min(0, x.min())) / np.float32(255)
    ties = (np.floor(x[: LENGTH // 5] / s) + np.float32(0.5)) * s
    x[: LENGTH // 5] = np.clip(ties, x.min(), x.max())
    return x


@pytest.mark.parametrize("exponents", [(-100, -20), (-20, 20), (20, 126)])
def test_any_array_is_quantized_the_same(exponents, onnx_operator):
    """Are 200,000 codes, with their scales and zero points, the same for small, usual and huge values?"""
    rng = np.random.default_rng([*np.abs(exponents)])
    ties = 0
    for _ in range(ARRAYS):
        x = draw(rng, 2.0 ** rng.uniform(*exponents))
        assert_same(x, onnx_operator)
        _, s, _ = dynamic_quantize(x)
        ties += int(np.sum(np.abs(x / s) % 1 == 0.5))
    assert ties > ARRAYS  # the ties that were drawn are ties


EDGES = {
    "zeros": [0.0, 0.0, 0.0],
    "negative zero": [-0.0],
    "no values": [],
    "a positive constant": [5.0, 5.0],
    "a negative constant": [-3.0, -3.0],
    "one value": [0.1],
    "a number": 7.25,
    "a matrix": [[-1.0, 2.0], [0.5, 4.0]],
    "an empty matrix": np.zeros((0, 3)),
    "zero point on a tie": [-0.5, 254.5],
    "zero point on the next tie": [-1.5, 253.5],
    "the narrowest range": [255 * float(F32.tiny)],
    "half the narrowest range on each side": [-255 * float(F32.tiny) / 2, 255 * float(F32.tiny) / 2],
    "the widest range": [-float(F32.max) / 2, float(F32.max) / 2],
    "the largest number": [float(F32.max)],
    "a value far below the step": [1e-30, 1.0],
}


@pytest.mark.parametrize("name", EDGES)
def test_edges_are_quantized_the_same(name, onnx_operator):
    """Is an array at the edge of the domain quantized the same?"""
    assert_same(np.array(EDGES[name], np.float32), onnx_operator)


def test_zeros_have_the_scale_one():
    """Does an array with nothing in it but 0 get s = 1, z = 0 and codes 0, so that reading back divides by nothing?"""
    for x in (np.zeros((2, 3)), np.array([])):
        x_q, s, z = dynamic_quantize(x)
        assert (s, z) == (1, 0) and not x_q.any()


def test_zero_is_read_back_as_zero():
    """Is the real number 0 always exactly on the ruler?"""
    rng = np.random.default_rng(5)
    for _ in range(200):
        x = np.append(draw(rng, 2.0 ** rng.uniform(-20, 20)), np.float32(0))
        x_q, s, z = dynamic_quantize(x)
        assert s * (x_q[-1].astype(np.float32) - z) == 0


def test_published_cases_of_dynamic_quantization():
    """Do the cases that ONNX publishes come out?"""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # making cases of unrelated operators divides by zero
        collected = collect_testcases(None)
    used = []
    for case in collected:
        nodes = case.model.graph.node
        if len(nodes) == 1 and nodes[0].op_type == "DynamicQuantizeLinear":
            ((x,), outputs) = case.data_sets[0]
            for ours, published in zip(dynamic_quantize(x), outputs, strict=True):
                np.testing.assert_array_equal(ours, published, err_msg=case.name)
            used.append(case.name)
    assert len(used) == 3, used
