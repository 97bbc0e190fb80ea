"""Are the digits and the small network what the lessons need: whole, the same everywhere, and able to learn?"""

import os
import subprocess
import sys

import numpy as np
import pytest

from autograder.course_folder import ROOT
from course import digits, network

FINGERPRINT = """
import zlib
from course import digits, network
data = digits.split(1)
params = network.train_mlp(data.X_train, data.y_train, seed=1)
print(zlib.crc32(b"".join(array.tobytes() for layer in params for array in layer)))
"""


def test_digits_are_the_published_ones():
    """Are there 1,797 images of 8×8 whole numbers up to 16, about as many of each digit, with their source told?"""
    images, labels = digits.load()
    assert images.shape == (1797, 8, 8) and images.dtype == np.uint8 and images.max() == digits.BRIGHTEST
    assert np.bincount(labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert images.sum() == 561718
    assert "CC BY 4.0" in (digits.FILE.parent / "NGUON.md").read_text(encoding="utf-8")


def test_split_is_whole_and_seeded():
    """Does a split hold every image once, the same ones for the same seed and others for another?"""
    one, again, other = digits.split(3), digits.split(3), digits.split(4)
    assert one.X_train.shape == (1347, 64) and one.X_test.shape == (450, 64) and one.X_train.dtype == np.float32
    images, _ = digits.load()
    whole = np.concatenate([one.X_train, one.X_test]) * digits.BRIGHTEST
    assert sorted(map(bytes, whole.astype(np.uint8))) == sorted(map(bytes, images.reshape(-1, 64)))
    assert all(np.array_equal(a, b) for a, b in zip(one, again))
    assert not np.array_equal(one.X_test, other.X_test)


def test_loaded_digits_are_ones_own():
    """May a lesson write into what it loaded without spoiling it for the next cell?"""
    images, labels = digits.load()
    images[:], labels[:] = 0, 0
    assert digits.load()[0].any() and digits.load()[1].any()


@pytest.mark.parametrize("seed", range(3))
def test_network_learns(seed):
    """Does the network learn the digits to 96 percent or better, with float32 parameters?"""
    data = digits.split(seed)
    params = network.train_mlp(data.X_train, data.y_train, seed)
    assert [W.shape for W, _ in params] == [(64, 64), (64, 32), (32, 10)]
    assert {array.dtype for layer in params for array in layer} == {np.dtype(np.float32)}
    found = network.activations(params, data.X_test)
    assert [a.shape for a in found] == [(450, 64), (450, 64), (450, 32), (450, 10)]
    assert min(a.min() for a in found[1:3]) == 0
    assert network.accuracy(found[-1], data.y_test) > 0.96


def test_gradient_is_the_slope():
    """Are the gradients those that small steps measure?"""
    rng = np.random.default_rng(0)
    params = [(rng.normal(size=(4, 5)), rng.normal(size=5)), (rng.normal(size=(5, 3)), rng.normal(size=3))]
    X, y = rng.normal(size=(6, 4)), np.array([0, 1, 2, 0, 1, 2])

    def loss():
        logits = network.activations(params, X)[-1]
        return network.cross_entropy(logits, y)

    arrays, step = [array for layer in params for array in layer], 1e-6
    slopes = [array for layer in network.gradients(params, X, y) for array in layer]
    for array, gradient in zip(arrays, slopes, strict=True):
        for index in np.ndindex(array.shape):
            kept = array[index]
            array[index] = kept + step
            above = loss()
            array[index] = kept - step
            measured = (above - loss()) / (2 * step)
            array[index] = kept
            assert measured == pytest.approx(gradient[index], abs=1e-7)


def test_cross_entropy():
    """Is it log 10 for ten equal logits, nearly 0 for a sure right answer, and the difference for a sure wrong one?"""
    sure = np.array([[800.0, -800.0, 0.0]])
    assert network.cross_entropy(np.zeros((4, 10)), np.arange(4)) == pytest.approx(np.log(10))
    assert network.cross_entropy(sure, np.array([0])) == pytest.approx(0)
    assert network.cross_entropy(sure, np.array([1])) == pytest.approx(1600)
    assert type(network.cross_entropy(sure, np.array([1]))) is float


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


def test_logits_through_a_function():
    """Does each layer compute with what the function makes of its input, told which layer it is?"""
    rng = np.random.default_rng(4)
    params = [(rng.normal(size=ends), rng.normal(size=ends[1])) for ends in ((5, 4), (4, 3), (3, 2))]
    X = rng.normal(size=(7, 5))
    given = []

    def unchanged(layer, H):
        given.append((layer, H))
        return H

    *inputs, logits = network.activations(params, X)
    np.testing.assert_array_equal(network.logits_through(params, X, unchanged), logits)
    assert [layer for layer, _ in given] == [0, 1, 2]
    for (_, H), wanted in zip(given, inputs, strict=True):
        np.testing.assert_array_equal(H, wanted)
    last = network.logits_through(params, X, lambda layer, H: np.zeros_like(H) if layer == 2 else H)
    np.testing.assert_array_equal(last, np.broadcast_to(params[2][1], (7, 2)))
