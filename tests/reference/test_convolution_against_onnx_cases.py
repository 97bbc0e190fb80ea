"""Does the reference of lesson 5 give the outputs that ONNX publishes with its operators (the backend node test cases)?"""

import warnings

import numpy as np
import pytest
from onnx import helper
from onnx.backend.test.case.node import collect_testcases

from autograder.reference import conv2d_int8, fold_bn, im2col, max_pool_int8, output_size


@pytest.fixture(scope="module")
def cases():
    """Published cases of one operator as (name, attributes, inputs, outputs)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # making cases of unrelated operators divides by zero
        collected = collect_testcases(None)

    def of(op):
        for case in collected:
            node = case.model.graph.node[0]
            if [n.op_type for n in case.model.graph.node] == [op]:
                attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
                inputs, outputs = ([np.asarray(a) for a in side] for side in case.data_sets[0])
                yield case.name, attributes, inputs, outputs

    return of


def square_window(attributes, W):
    """(k, stride, pad) where the case has one of each for all sides, None where it has not."""
    k, strides, pads = W.shape[-1], attributes.get("strides", [1, 1]), attributes.get("pads", [0] * 4)
    plain = W.ndim == 4 and W.shape[2] == k and len(set(strides)) == len(set(pads)) == 1
    automatic = attributes.get("auto_pad", b"NOTSET") != b"NOTSET"
    return (k, strides[0], pads[0]) if plain and not automatic and attributes.get("group", 1) == 1 else None


def test_conv_cases(cases):
    """Are the published outputs of Conv those of im2col and a matrix product, where the window is square?"""
    used = []
    for name, attributes, (x, W, *rest), (expected,) in cases("Conv"):
        if window := square_window(attributes, W):
            sums = im2col(x, *window, 0) @ W.reshape(len(W), -1).T
            height = output_size(x.shape[2], *window)
            ours = sums.transpose(0, 2, 1).reshape(len(x), len(W), height, -1)
            np.testing.assert_array_equal(ours, expected, err_msg=name)
            used.append(name)
            assert not rest
    assert sorted(used) == [
        "test_basic_conv_with_padding",
        "test_basic_conv_without_padding",
        "test_conv_with_strides_no_padding",
        "test_conv_with_strides_padding",
    ]


def test_conv_integer_cases(cases):
    """Are the published sums of ConvInteger ours when the zero point stands in the padding?"""
    used = []
    for name, attributes, (x, W, z_x, *z_W), (expected,) in cases("ConvInteger"):
        if window := square_window(attributes, W):
            rows = im2col(x, *window, int(z_x)).astype(np.int64) - int(z_x)
            weights = W.reshape(len(W), -1).astype(np.int64) - (z_W[0].reshape(-1, 1) if z_W else 0)
            sums = rows @ weights.T
            np.testing.assert_array_equal(sums.transpose(0, 2, 1).reshape(expected.shape), expected, err_msg=name)
            used.append(name)
    assert sorted(used) == ["test_convinteger_with_padding", "test_convinteger_without_padding"]


def test_qlinear_conv_case(cases):
    """Are the published codes of QLinearConv ours? They are uint8, and its one weight is 0 with the zero point 255.

    Taking 128 from input and output and the zero point from the weight gives signed codes of the same meaning; the
    weight -255 leaves int8, so it becomes -51, whose scale is five times as large.
    """
    [(_, attributes, (x, s_x, z_x, W, s_W, z_W, s_y, z_y), (expected,))] = cases("QLinearConv")
    window = square_window(attributes, W)
    assert window == (1, 1, 0) and W.item() - z_W.item() == -255
    signed, weight = (x.astype(int) - 128).astype(np.int8), np.full_like(W, 1, np.int8) * np.int8(-51)
    M = np.float32(s_x) * (5 * s_W) / np.float32(s_y)
    ours = conv2d_int8(signed, weight, [0], 1, 0, int(z_x) - 128, M, int(z_y) - 128)
    np.testing.assert_array_equal(ours.astype(int) + 128, expected)


def test_batch_normalization_cases(cases):
    """Are the published outputs of BatchNormalization those of a folded convolution that passes each channel on?"""
    used = []
    for name, attributes, (x, gamma, beta, mean, var), outputs in cases("BatchNormalization"):
        if attributes.get("training_mode", 0):
            continue
        channels = len(gamma)
        passing = np.eye(channels).reshape(channels, channels, 1, 1)
        W, b = fold_bn(passing, np.zeros(channels), gamma, beta, mean, var, attributes.get("epsilon", 1e-5))
        ours = np.einsum("oc,nchw->nohw", W[:, :, 0, 0], x) + b.reshape(1, -1, 1, 1)
        np.testing.assert_allclose(ours, outputs[0], rtol=1e-5, atol=1e-6, err_msg=name)  # theirs is float32
        used.append(name)
    assert sorted(used) == ["test_batchnorm_epsilon", "test_batchnorm_example"]


def test_max_pool_cases(cases):
    """Are the published outputs of MaxPool ours, where blocks do not overlap and nothing is padded?"""
    used = []
    for name, attributes, (x,), (expected, *_) in cases("MaxPool"):
        kernel, strides = attributes["kernel_shape"], attributes.get("strides", [1] * len(attributes["kernel_shape"]))
        extras = set(attributes) - {"kernel_shape", "strides"}
        if x.ndim == 4 and kernel == strides and len(set(kernel)) == 1 and not extras:
            assert np.abs(x).max() <= 127 and (x == np.rint(x)).all()
            np.testing.assert_array_equal(max_pool_int8(x.astype(np.int8), kernel[0]), expected, err_msg=name)
            used.append(name)
    assert used == ["test_maxpool_2d_precomputed_strides"]
