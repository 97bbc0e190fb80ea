"""Does the reference of lesson 12 equal SciPy, exact integers, ONNX Runtime and the exponential, and change no product?"""

import fractions
import itertools
import math

import numpy as np
import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from autograder.reference import (
    equalize_pair,
    fold_smoothing,
    hadamard,
    integer_exp,
    quantize_kv,
    rotate,
    smoothing_scales,
)
from course import onnx_ops, tiny_lm

SIZES = [1, 2, 4, 8, 32, 128, 1024]
WHOLE = st.integers(-(2**10), 2**10)


@pytest.mark.parametrize("n", SIZES)
def test_hadamard_equals_scipy(n):
    """Is every sign that of SciPy's Hadamard matrix, and is the matrix its own inverse?"""
    H = hadamard(n)
    np.testing.assert_array_equal(H, scipy.linalg.hadamard(n) / np.sqrt(n))
    np.testing.assert_allclose(H @ H, np.eye(n), atol=1e-12)


def test_hadamard_reaches_the_determinant_of_hadamard():
    """Has the matrix of signs the largest determinant that signs can have, n**(n/2)?"""
    for n in (2, 4, 8, 16):
        signs = np.rint(hadamard(n) * np.sqrt(n))
        assert abs(np.linalg.det(signs)) == pytest.approx(n ** (n / 2))


@given(arrays.arrays(np.int64, (3, 8), elements=WHOLE), arrays.arrays(np.int64, (8, 2), elements=WHOLE))
def test_rotation_keeps_the_product_and_all_lengths(X, W):
    """Is the product the one in whole numbers, and is every token as long as before?"""
    X_turned, W_turned = rotate(X, W)
    np.testing.assert_allclose(X_turned @ W_turned, X @ W, atol=1e-6)
    np.testing.assert_allclose(np.sum(X_turned**2, axis=1), np.sum(X**2, axis=1), atol=1e-6)


def test_rotation_of_a_spike_is_flat():
    """Does one number of 64 in 32 channels become 32 numbers of 64 / sqrt(32)?"""
    for channel in range(32):
        turned, _ = rotate(64.0 * (np.arange(32) == channel)[np.newaxis], np.ones((32, 1)))
        np.testing.assert_allclose(np.abs(turned), 64 / np.sqrt(32))


def test_half_an_alpha_is_the_equalization_of_lesson_7():
    """Are the scales with alpha = 0.5 the inverse of the factors between two layers, one of which holds the sizes of x?"""
    rng = np.random.default_rng(0)
    x_max, W = np.exp(rng.normal(size=30)), rng.normal(size=(30, 20))
    *_, c = equalize_pair(np.diag(x_max), np.zeros(30), W)
    np.testing.assert_allclose(smoothing_scales(x_max, W, 0.5), 1 / c)


@given(st.floats(0, 1), st.integers(0, 99))
def test_scales_meet_the_definition(alpha, seed):
    """Do activations and weights, once smoothed, have the sizes x**(1 - alpha) w**(1 - alpha) and (x w)**alpha?"""
    rng = np.random.default_rng(seed)
    x_max, W = np.exp(rng.normal(size=5)), rng.normal(size=(5, 4))
    w_max, s = np.abs(W).max(axis=1), smoothing_scales(x_max, W, alpha)
    np.testing.assert_allclose(np.log(x_max / s), (1 - alpha) * np.log(x_max * w_max), atol=1e-9)
    np.testing.assert_allclose(np.log(w_max * s), alpha * np.log(x_max * w_max), atol=1e-9)


def test_examples_of_the_lesson():
    """Are the examples worked out by hand found?"""
    W = np.array([[0.5, -1.0], [0.25, 0.1], [2.0, -4.0]])
    for alpha, s in ((0.5, [1, 8, 1]), (0, [1, 4, 0.25]), (1, [1, 16, 4])):
        np.testing.assert_allclose(smoothing_scales([1, 16, 4], W, alpha), s)
    gain, [folded] = fold_smoothing([2, 4, 1], [W], [1, 8, 1])
    assert gain.tolist() == [2, 0.5, 1] and folded.tolist() == [[0.5, -1], [2, 0.8], [2, -4]]
    X_turned, W_turned = rotate([[1, 0, 8, -1]], np.arange(8).reshape(4, 2))
    assert X_turned.tolist() == [[4, 5, -3, -4]] and W_turned.tolist() == [[6, 8], [-2, -2], [-4, -4], [0, 0]]


def test_folding_leaves_the_language_model_as_it_is():
    """Are the logits of the language model the same in float64 after folding random scales into every norm?"""
    P = {name: array.astype(np.float64) for name, array in tiny_lm.load(0).items()}
    tokens = tiny_lm.calibration(0, 4)[:, :-1]
    before, rng = tiny_lm.forward(P, tokens), np.random.default_rng(1)
    for block in ("blk.0.", "blk.1."):
        for norm, names in (("attn_norm", ("attn_q", "attn_k", "attn_v")), ("ffn_norm", ("ffn_up",))):
            folded = fold_smoothing(P[block + norm], [P[block + name] for name in names], np.exp(rng.normal(size=32)))
            P[block + norm] = folded[0]
            P.update({block + name: W for name, W in zip(names, folded[1], strict=True)})
    np.testing.assert_allclose(tiny_lm.forward(P, tokens), before, atol=1e-9)


def in_fractions(run, bits):
    """The run as read back, in exact arithmetic."""
    run = [fractions.Fraction(int(value)) for value in run]
    low, most = min(run), 2**bits - 1
    step = (max(run) - low) / most or 1
    return [low + step * round((value - low) / step) for value in run]


@given(
    arrays.arrays(np.int64, (4, 6), elements=WHOLE),
    st.integers(1, 8),
    st.sampled_from([("token", 2), ("token", 3), ("token", 6), ("channel", 2), ("channel", 4)]),
)
def test_cache_in_fractions(A, bits, way):
    """Is every number the one of exact arithmetic, where it is no tie?"""
    along, group = way
    rows = A if along == "token" else A.T
    runs = rows.reshape(-1, group)
    low, wide = runs.min(axis=1, keepdims=True), np.ptp(runs, axis=1, keepdims=True)
    off_tie = 2 * (runs - low) * (2**bits - 1) % np.maximum(2 * wide, 1) != wide
    exact = np.array([in_fractions(run, bits) for run in runs], dtype=np.float64)
    found = quantize_kv(A, bits, along, group)
    found = (found if along == "token" else found.T).reshape(-1, group)
    np.testing.assert_allclose(found[off_tie | (wide == 0)], exact[off_tie | (wide == 0)], atol=1e-9)


def test_ends_of_a_run_come_back_as_they_were():
    """Are the smallest and the largest number of each run exact, and no number further off than half a step?"""
    A = np.random.default_rng(2).normal(size=(64, 32))
    for along, bits in itertools.product(("token", "channel"), (1, 2, 4)):
        off = np.abs(quantize_kv(A, bits, along, 16) - A)
        runs = (A if along == "token" else A.T).reshape(-1, 16)
        off = (off if along == "token" else off.T).reshape(-1, 16)
        assert (off <= np.ptp(runs, axis=1, keepdims=True) / (2**bits - 1) / 2 + 1e-12).all()
        np.testing.assert_allclose(np.take_along_axis(off, runs.argmin(axis=1)[:, None], 1), 0, atol=1e-12)
        np.testing.assert_allclose(np.take_along_axis(off, runs.argmax(axis=1)[:, None], 1), 0, atol=1e-12)


@pytest.mark.parametrize("along", ["token", "channel"])
def test_cache_equals_onnx_runtime(along):
    """Are 65,536 numbers those of ONNX Runtime's blocked QuantizeLinear, given the rulers, but where float32 meets a tie?"""
    A = np.random.default_rng(3).normal(size=(512, 128)).astype(np.float32)
    axis = 1 if along == "token" else 0
    runs = np.stack(np.split(A, A.shape[axis] // 32, axis=axis), axis=axis)
    low, high = (np.squeeze(edge, -1 if axis else 1) for edge in _edges(runs, axis))
    step = ((high - low) / 3).astype(np.float32)
    from_low = (A - np.repeat(low, 32, axis=axis)).astype(np.float32)
    zero = np.zeros(step.shape, np.uint8)
    [codes] = onnx_ops.run("QuantizeLinear", from_low, step, zero, axis=axis, block_size=32)
    theirs = np.repeat(low, 32, axis=axis) + np.repeat(step, 32, axis=axis) * codes
    far = np.abs(quantize_kv(A, 2, along, 32) - theirs) > 1e-5
    assert far.sum() <= 2, far.sum()


def _edges(runs, axis):
    """The smallest and the largest of each run, whose axis follows that of the runs."""
    return (edge(runs, axis=axis + 1, keepdims=True).swapaxes(axis + 1, -1 if axis else 1) for edge in (np.min, np.max))


@pytest.mark.parametrize(("S", "off"), [(0.001, 0.0022), (0.02, 0.0135), (0.1, 0.077), (1e-6, 0.0022)])
def test_power_is_near_the_exponential(S, off):
    """Is every power as near to exp as I-BERT's parabola and three floors allow?"""
    q = -np.unique(np.geomspace(1, 30 / S * (1 - 1e-12), 20_000).astype(np.int64))
    powers, step = integer_exp(q, S)
    assert powers.dtype == np.int64
    assert np.abs(powers * step - np.exp(q * S)).max() < off


@given(st.lists(st.integers(-1500, 0), min_size=1, max_size=20))
def test_power_in_python_integers(values):
    """Is every power that of Python's integers, with a loop that halves?"""
    S = 0.02
    halving, b, c = math.floor(math.log(2) / S), math.floor(1.353 / S), math.floor(0.344 / (0.3585 * S * S))
    needed = []
    for value in values:
        times = 0
        while value <= -halving:
            value, times = value + halving, times + 1
        needed.append(((value + b) ** 2 + c) // 2**times)
    powers, step = integer_exp(np.array(values), S)
    assert powers.tolist() == needed and step == pytest.approx(1.434e-4)


def test_example_of_powers():
    """Is the example of the lesson found?"""
    powers, _ = integer_exp([0, -10, -35, -70, -100, -400], 0.02)
    assert powers.tolist() == [6887, 5647, 3377, 1655, 905, 1]


def test_softmax_equals_onnx():
    """Are the shares of 20,000 scores those of ONNX Runtime's softmax, as near as the parabola allows with a fine step?"""
    S, rng = 0.001, np.random.default_rng(4)
    scores = rng.integers(-8000, 0, (100, 200))
    powers, _ = integer_exp(scores - scores.max(axis=1, keepdims=True), S)
    [theirs] = onnx_ops.run("Softmax", scores * S)
    assert np.abs(powers / powers.sum(axis=1, keepdims=True) - theirs).max() < 1.7e-4
