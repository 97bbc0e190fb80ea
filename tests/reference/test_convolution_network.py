"""Is the float network of lesson 5 what it says: ONNX's operators, gradients that are right, and a network that learns?"""

import os
import subprocess
import sys

import numpy as np
import onnxruntime
import pytest
from onnx import TensorProto, helper

from autograder.course_folder import ROOT
from autograder.reference import fold_bn
from course import conv_network, digits, network

FINGERPRINT = """
from course import conv_network, digits
split = digits.split(0)
trained = conv_network.train_network(split.X_train, split.y_train, seed=0)
print([array.tobytes().hex() for array in (*trained.first[:6], *trained.second[:6], *trained[2:])])
"""


@pytest.fixture(scope="module")
def trained():
    split = digits.split(5)
    return conv_network.train_network(split.X_train, split.y_train, seed=5), split


def in_onnx(trained, x):
    """The logits of the whole network, built of ONNX operators, by onnxruntime."""
    nodes, constants, last = [], {}, "x"
    for place, layer in enumerate((trained.first, trained.second)):
        names = [f"{name}{place}" for name in layer._fields[:6]]
        constants |= dict(zip(names, layer[:6]))
        window = {"kernel_shape": [3, 3], "strides": [layer.stride] * 2, "pads": [layer.pad] * 4}
        nodes += [
            helper.make_node("Conv", [last, *names[:2]], [f"conv{place}"], **window),
            helper.make_node(
                "BatchNormalization", [f"conv{place}", *names[2:]], [f"norm{place}"], epsilon=conv_network.EPS
            ),
            helper.make_node("Relu", [f"norm{place}"], [f"relu{place}"]),
        ]
        last = f"relu{place}"
    constants |= {"W": trained.W, "b": trained.b}
    nodes.append(helper.make_node("MaxPool", [last], ["pooled"], kernel_shape=[2, 2], strides=[2, 2]))
    nodes.append(helper.make_node("Conv", ["pooled", "W", "b"], ["out"], kernel_shape=[2, 2]))
    values = [
        helper.make_tensor(name, TensorProto.FLOAT, array.shape, array.astype(np.float32).tobytes(), raw=True)
        for name, array in constants.items()
    ]
    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in ("x", "out")]
    graph = helper.make_graph(nodes, "network", ends[:1], ends[1:], values)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)], ir_version=10)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return session.run(None, {"x": x})[0][:, :, 0, 0]


def test_logits_are_onnxruntimes(trained):
    """Are the logits of the trained network those of the same network in ONNX, and the same once it is folded?

    The first filter is divided by a deviation of about 0.003, so its rounding of about 1e-7 grows to 1e-4.
    """
    trained, split = trained
    x = conv_network.images_of(split.X_test)
    theirs = in_onnx(trained, x)
    np.testing.assert_allclose(conv_network.activations(trained, x)[-1], theirs, atol=1e-3)
    folded = [
        (*(array.astype(np.float32) for array in fold_bn(*layer[:6], conv_network.EPS)), layer.stride, layer.pad)
        for layer in (trained.first, trained.second)
    ]
    np.testing.assert_allclose(conv_network.logits_without_norm(folded, trained[2:], x), theirs, atol=1e-3)


def test_it_learns_and_every_array_is_float32(trained):
    """Does the network read nine in ten test images right, with shapes and dtypes as documented?"""
    trained, split = trained
    *_, pooled, logits = conv_network.activations(trained, conv_network.images_of(split.X_test))
    assert network.accuracy(logits, split.y_test) > 0.93
    assert (pooled.shape, logits.shape) == ((450, 16, 2, 2), (450, 10))
    arrays = [*trained.first[:6], *trained.second[:6], *trained[2:], logits]
    assert {array.dtype.name for array in arrays} == {"float32"}


def test_first_filter_is_so_small_that_eps_counts(trained):
    """Is the variance of one channel below eps, and are all the others far above it?"""
    trained, _ = trained
    smallest, *others = np.sort(trained.first.var)
    assert smallest < conv_network.EPS
    assert min([*others, *trained.second.var]) > 100 * conv_network.EPS


def test_same_seed_same_network():
    """Does one seed give one network, and another seed another?"""
    split = digits.split(0)
    one, again, other = (
        conv_network.train_network(split.X_train[:200], split.y_train[:200], seed, epochs=2) for seed in (3, 3, 4)
    )
    np.testing.assert_array_equal(one.second.W, again.second.W)
    assert np.abs(one.second.W - other.second.W).max() > 0.01


@pytest.mark.skipif(sys.platform != "linux", reason="OpenBLAS's kernels are chosen by name on x86 Linux")
def test_every_processor_learns_the_same_network():
    """Do OpenBLAS's kernels for other processors, which sum in another order, give the same network bit for bit?"""
    made = set()
    for kernels in ("Prescott", "Haswell"):
        environment = {**os.environ, "OPENBLAS_CORETYPE": kernels, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-c", FINGERPRINT], env=environment, capture_output=True, text=True, check=True
        )
        made.add(done.stdout)
    assert len(made) == 1


def test_gradients_are_slopes():
    """Is every gradient the slope that two nearby losses show?"""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(6, 1, 8, 8))
    y = rng.integers(0, 10, 6)
    layers = [conv_network._new_conv(rng, 1, 3, 1), conv_network._new_conv(rng, 3, 4, 2)]
    last = [rng.normal(size=(10, 4, 2, 2)), rng.normal(size=10)]
    learned = [layers[0].W, layers[1].W, *last, *(array for layer in layers for array in layer[2:4])]
    gradients = conv_network._gradients(layers, last, x, y)

    def loss():
        found = x
        for layer in layers:
            found = conv_network._Pass(layer, found).out
        logits = conv_network._convolve(conv_network._largest_of_blocks(found), *last, 1, 0)[:, :, 0, 0]
        return np.mean(np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(len(y)), y])

    for array, gradient in zip(learned, gradients, strict=True):
        for index in rng.integers(0, array.size, 5):
            place = np.unravel_index(index, array.shape)
            kept, slopes = array[place], []
            for step in (1e-5, -1e-5):
                array[place] = kept + step
                slopes.append(loss())
            array[place] = kept
            assert (slopes[0] - slopes[1]) / 2e-5 == pytest.approx(gradient[place], rel=1e-3, abs=1e-5)
