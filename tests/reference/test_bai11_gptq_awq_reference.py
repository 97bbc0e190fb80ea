"""Does the reference of lesson 11 equal SciPy, exact re-solving by LAPACK, and the nearest plane of a lattice?"""

import itertools

import numpy as np
import pytest
import scipy.linalg
from scipy.special import log_softmax

from autograder.reference import (
    awq_search,
    gptq,
    hessian,
    inverse_factor,
    perplexity,
    quantize_symmetric,
    salient_channels,
)

DAMP = 0.01


def layer(seed, inputs, outputs, n=200):
    """Weights, and inputs that go together."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, inputs)) @ (np.eye(inputs) + 0.4 * rng.normal(size=(inputs, inputs)))
    return rng.normal(size=(inputs, outputs)), X


def scales(W, bits):
    return np.abs(W).max(axis=0) / (2 ** (bits - 1) - 1)


def nearest(W, s, bits):
    q = 2 ** (bits - 1) - 1
    return s * np.clip(np.rint(W / s), -q, q)


def damped(H):
    return H + DAMP * np.trace(H) / len(H) * np.eye(len(H))


@pytest.mark.parametrize("shape", [(7,), (1, 104), (2000, 104), (20, 64, 104)])
def test_perplexity_equals_scipy(shape):
    """Is it exp of the mean cross-entropy that SciPy's log_softmax gives, and large logits no trouble?"""
    rng = np.random.default_rng(0)
    logits, targets = 4 * rng.normal(size=shape), rng.integers(0, shape[-1], shape[:-1])
    log_p = np.take_along_axis(log_softmax(logits, axis=-1), np.asarray(targets)[..., None], axis=-1)
    assert perplexity(logits, targets) == pytest.approx(np.exp(-log_p.mean()), rel=1e-12)
    assert perplexity(logits + 1e6, targets) == pytest.approx(perplexity(logits, targets), rel=1e-8)


def test_perplexity_counts_equal_symbols():
    """Does a model that knows nothing waver among all symbols, one that knows all among one, and is it a geometric mean?"""
    assert perplexity(np.zeros((5, 104)), [0, 1, 2, 3, 103]) == pytest.approx(104)
    assert perplexity([[0.0, 800.0]], [1]) == 1
    assert perplexity([[0.0, 800.0]], [0]) == np.inf
    assert perplexity(np.log([[0.5, 0.5], [0.125, 0.875]]), [0, 0]) == pytest.approx(4)
    assert perplexity([[2, 0, 0], [0, 1, 3], [1, 1, 1]], [0, 2, 1]) == pytest.approx(1.653125, abs=1e-6)
    assert type(perplexity([1.0, 2.0], 0)) is float


def test_hessian_is_the_second_derivative():
    """Are all second differences of the mean squared output error those of the matrix, whatever the weights?"""
    W, X = layer(1, 5, 1)
    H = hessian(X)

    def error(w):
        return np.mean((X @ w - X @ W[:, 0]) ** 2)

    for i, j in itertools.product(range(5), repeat=2):
        a, b = np.eye(5)[i], np.eye(5)[j]
        second = error(W[:, 0] + a + b) - error(W[:, 0] + a) - error(W[:, 0] + b) + error(W[:, 0])
        assert H[i, j] == pytest.approx(second, abs=1e-9)


def test_factor_equals_scipy():
    """Is it upper triangular with a positive diagonal, and SciPy's factor of the inverse?"""
    _, X = layer(2, 40, 1)
    H = hessian(X)
    U = inverse_factor(H, DAMP)
    np.testing.assert_array_equal(U, np.triu(U))
    assert (np.diag(U) > 0).all()
    np.testing.assert_allclose(U, scipy.linalg.cholesky(scipy.linalg.inv(damped(H))), rtol=1e-8, atol=1e-12)
    np.testing.assert_allclose(inverse_factor(7 * H, DAMP) * np.sqrt(7), U, rtol=1e-10)
    np.testing.assert_allclose(inverse_factor([[3.0]], 1 / 3), [[0.5]])


def test_dead_inputs_have_an_inverse():
    """Does damping carry channels that are always 0 or equal, and do dead ones share nothing?"""
    _, X = layer(3, 6, 1)
    X[:, 2], X[:, 4] = 0, X[:, 1]
    U = inverse_factor(hessian(X), DAMP)
    np.testing.assert_allclose(U.T @ U @ damped(hessian(X)), np.eye(6), atol=1e-9)
    assert not U[2, 3:].any() and not U[:2, 2].any()


@pytest.mark.parametrize("bits", [2, 3, 4, 8])
@pytest.mark.parametrize("seed", range(3))
def test_gptq_equals_solving_anew(seed, bits):
    """Is every row what is rounded when the free rows are solved for anew, by LAPACK, after each step?"""
    W, X = layer(seed, 24, 10)
    H, s = hessian(X), scales(W, bits)
    now, W_hat = W.copy(), np.zeros(W.shape)
    for row in range(len(W)):
        W_hat[row] = nearest(now[row], s, bits)
        fixed, free = slice(0, row + 1), slice(row + 1, None)
        if row + 1 < len(W):
            pull = damped(H)[free, fixed] @ (W - W_hat)[fixed]
            now[free] = W[free] + np.linalg.solve(damped(H)[free, free], pull)
    found, loss = gptq(W, inverse_factor(H, DAMP), s, bits)
    np.testing.assert_allclose(found, W_hat, atol=1e-9)
    E = found - W
    assert type(loss) is float and loss == pytest.approx(np.sum(E * (damped(H) @ E)) / 2, rel=1e-9)
    assert loss < np.sum((nearest(W, s, bits) - W) * (damped(H) @ (nearest(W, s, bits) - W))) / 2


def test_gptq_is_the_nearest_plane_of_a_lattice():
    """Are the codes those of Babai's nearest plane by a QR of the inputs, the last channel first, where nothing is clipped?"""
    W, X = layer(5, 12, 6)
    H, s = hessian(X), np.full(6, 0.2)
    extra = np.sqrt(len(X) / 2 * DAMP * np.trace(H) / len(H)) * np.eye(len(H))
    R = np.linalg.qr(np.vstack([X, extra])[:, ::-1], mode="r")
    goal, codes = R @ W[::-1], np.zeros(W.shape)
    for row in range(len(W) - 1, -1, -1):
        codes[row] = np.rint((goal[row] - R[row, row + 1 :] @ codes[row + 1 :] * s) / R[row, row] / s)
    assert np.abs(codes).max() <= 127
    np.testing.assert_allclose(gptq(W, inverse_factor(H, DAMP), s, 8)[0], codes[::-1] * s, atol=1e-12)


def test_gptq_of_channels_that_share_nothing():
    """Is it lesson 3's rounding where no two channels go together, halves to even, and are its arguments left alone?"""
    rng = np.random.default_rng(6)
    W = rng.normal(size=(30, 8))
    codes, s = quantize_symmetric(W, 4, 1)
    kept = W.copy()
    W_hat, _ = gptq(W, np.diag(rng.uniform(0.5, 2, 30)), np.ravel(s), 4)
    np.testing.assert_array_equal(np.rint(W_hat / np.ravel(s)), codes)
    np.testing.assert_array_equal(W, kept)
    assert gptq([[0.5, 1.5, 2.5, -9.0]], [[1.0]], np.ones(4), 3)[0].tolist() == [[0, 2, 2, -3]]


def test_examples_of_gptq():
    """Are the codes of the lesson's examples found?"""
    X = np.array([[1, 0.9, 0], [2, 2.1, 0.5], [-1, -0.8, 1], [0, 0.3, -1]])
    W, s = np.array([[0.2, -0.2], [0.9, 0.4], [1, 0.9]]), np.array([1 / 3, 0.3])
    U = inverse_factor(hessian(X), 0.01)
    np.testing.assert_allclose(U, [[2.8746, -2.8285, -0.0616], [0, 0.5775, 0.0126], [0, 0, 0.9330]], atol=1e-4)
    assert np.rint(gptq(W, U, s, 3)[0] / s).tolist() == [[1, -1], [2, 2], [3, 3]]
    assert gptq([[0.4], [0.4]], [[2.0, -1.8], [0.0, 1.0]], [1.0], 3)[0].tolist() == [[0], [1]]


def test_salient_channels_by_sorting():
    """Are they the k largest of Python's own sums, in order, the first of equal ones?"""
    rng = np.random.default_rng(7)
    X = rng.normal(size=(50, 30)) * rng.uniform(0.1, 5, 30)
    sums = [sum(abs(x) for x in column) for column in X.T.tolist()]
    for k in (1, 7, 30):
        largest = sorted(range(30), key=lambda channel: -sums[channel])[:k]
        found = salient_channels(X, k)
        assert found.dtype == np.int64 and found.tolist() == sorted(largest)
    assert salient_channels([[1, -3, 2], [1, -3, 2]], 2).tolist() == [1, 2]
    assert salient_channels([[2, -2, 2]], 2).tolist() == [0, 1]


@pytest.mark.parametrize("bits", [2, 3, 4])
def test_awq_by_brute_force(bits):
    """Is the best exponent that of lesson 3's codes, one column after another, with plain sums, whatever the scales' size?"""
    W, X = layer(8, 6, 4, 30)
    X[:, 2] *= 16
    grid = [0, 0.2, 0.4, 0.6, 0.8, 1]
    errors = []
    for alpha in grid:
        scale = np.mean(np.abs(X), axis=0) ** alpha * 3.7
        W_hat = np.zeros(W.shape)
        for column in range(4):
            codes, s = quantize_symmetric(W[:, column] * scale, bits, None)
            W_hat[:, column] = codes * s / scale
        errors.append(sum((x @ W_hat - x @ W) @ (x @ W_hat - x @ W) for x in X) / (30 * 4))
    alpha, W_hat, found = awq_search(W, X, bits, grid)
    np.testing.assert_allclose(found, errors, rtol=1e-5)  # lesson 3 has its scale in float32
    assert alpha == grid[int(np.argmin(errors))] and alpha > 0
    assert np.mean((X @ W_hat - X @ W) ** 2) == pytest.approx(min(errors), rel=1e-5)


def test_awq_takes_the_first_of_equals_and_bears_dead_channels():
    """Is the first of equally good exponents taken, and is a channel that is always 0 no division by 0?"""
    W = np.array([[0.75, -0.5], [0.25, 1.0]])
    alpha, _, errors = awq_search(W, np.array([[1.0, -1.0], [-1.0, -1.0]]), 3, [0.5, 0.25, 1])
    assert alpha == 0.5 and np.ptp(errors) == 0
    dead = awq_search(W, np.array([[1.0, 0.0], [2.0, 0.0]]), 3, [1])
    assert np.isfinite(dead[1]).all()
    np.testing.assert_allclose(awq_search(0 * W, W, 3, [0, 1])[1], 0)
