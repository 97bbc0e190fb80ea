"""Does the reference of lesson 7 have the properties that the lesson teaches, and is it what other computations come to?"""

import inspect
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.reference import (
    allocate_bits,
    correct_bias,
    equalize,
    equalize_pair,
    layer_sensitivity,
    quantize_symmetric,
)
from course import digits, network

PARAMETERS = {
    layer_sensitivity: ["params", "X", "y", "choices"],
    equalize_pair: ["W1", "b1", "W2"],
    equalize: ["params", "sweeps"],
    correct_bias: ["W", "W_hat", "b", "X"],
    allocate_bits: ["S", "sizes", "choices", "budget"],
}
TINY = [
    (np.array([[1, -0.5, 0.2], [0.3, 0.8, -0.9]]), np.array([0.1, 0, -0.1])),
    (np.array([[0.7, -0.2], [0.06, 0.6], [-0.4, 0.9]]), np.array([0, 0.2])),
]
SEEDS = st.integers(0, 2**32 - 1)


def drawn_network(rng, widths, spread=1.0):
    """Layers [(W, b)] whose channels differ in size."""
    return [
        (rng.normal(size=ends) * np.exp(rng.normal(0, spread, ends[1])), rng.normal(size=ends[1]))
        for ends in zip(widths, widths[1:])
    ]


def outputs(params, X):
    return network.activations(params, X)[-1]


def ranges(params):
    """(max|W| of each column, max|W| of each row of the next layer) of each pair of layers."""
    return [(np.abs(W).max(axis=0), np.abs(V).max(axis=1)) for (W, _), (V, _) in zip(params, params[1:])]


@pytest.mark.parametrize("function", PARAMETERS, ids=lambda function: function.__name__)
def test_signature(function):
    """Does the function take the lesson's arguments in its order?"""
    assert list(inspect.signature(function).parameters) == PARAMETERS[function]


def test_sensitivities_of_the_lessons_example():
    """Are they what logits and logarithms, image by image, come to?"""
    X, y, choices = np.array([[1, 0], [0, 1], [0.5, -1], [2, 1]]), np.array([0, 1, 1, 0]), (2, 3, 4)

    def loss(params):
        return np.mean([-np.log(np.exp(h[label]) / np.exp(h).sum()) for h, label in zip(outputs(params, X), y)])

    needed = np.zeros((2, 3))
    for layer, place in product(range(2), range(3)):
        params = list(TINY)
        W, b = params[layer]
        codes, s = quantize_symmetric(W.astype(np.float32), choices[place], axis=1)
        params[layer] = (s.astype(np.float64) * codes, b)
        needed[layer, place] = loss(params) - loss(TINY)
    np.testing.assert_allclose(layer_sensitivity(TINY, X, y, choices), needed, atol=1e-7)
    np.testing.assert_allclose(needed, [[0.00076, 0.008188, 0.003996], [-0.012491, -0.017895, -0.005918]], atol=1e-6)


@given(SEEDS)
@settings(max_examples=30)
def test_sensitivity_is_0_where_nothing_is_rounded(seed):
    """Do weights that are codes already lose nothing, and is a column of zeros read back as zeros?"""
    rng = np.random.default_rng(seed)
    params = [(rng.integers(-1, 2, (4, 5)) * 2.0**k, rng.normal(size=5)) for k in (0, -2)][:1]
    params.append((rng.integers(-1, 2, (5, 3)) * 0.5, rng.normal(size=3)))
    S = layer_sensitivity(params, rng.normal(size=(6, 4)), rng.integers(0, 3, 6), (2,))
    np.testing.assert_array_equal(S, np.zeros((2, 1)))


def test_sensitivity_survives_large_logits():
    """Do logits of hundreds, whose exponentials are none, have a cross-entropy?"""
    S = layer_sensitivity([(np.array([[700.0, -800.0, 130.0]]), np.zeros(3))], [[1.0], [2.0]], [0, 1], (2, 8))
    assert np.isfinite(S).all()


@given(SEEDS, st.integers(0, 8))
@settings(max_examples=60)
def test_equalized_network_computes_the_same(seed, sweeps):
    """Are the outputs of 64 inputs those of before, and the arguments still what they were?"""
    rng = np.random.default_rng(seed)
    params = drawn_network(rng, rng.integers(1, 7, rng.integers(2, 6)))
    before = [(W.copy(), b.copy()) for W, b in params]
    X = rng.normal(size=(64, len(params[0][0])))
    balanced = equalize(params, sweeps)
    np.testing.assert_allclose(outputs(balanced, X), outputs(params, X), rtol=1e-9, atol=1e-9)
    for (W, b), (W_before, b_before) in zip(params, before):
        np.testing.assert_array_equal(W, W_before)
        np.testing.assert_array_equal(b, b_before)


@given(SEEDS)
@settings(max_examples=60)
def test_a_pair_is_equal_at_once(seed):
    """Have column and row of each channel the range sqrt(r1 * r2) afterwards, and is a second time idle?"""
    rng = np.random.default_rng(seed)
    (W1, b1), (W2, _) = drawn_network(rng, rng.integers(1, 7, 3))
    [(r1, r2)] = ranges([(W1, b1), (W2, None)])
    U1, a1, U2, c = equalize_pair(W1, b1, W2)
    for found in ranges([(U1, a1), (U2, None)])[0]:
        np.testing.assert_allclose(found, np.sqrt(r1 * r2))
    np.testing.assert_allclose(c, np.sqrt(r2 / r1))
    np.testing.assert_allclose(equalize_pair(U1, a1, U2)[3], 1)


@pytest.mark.parametrize("dead", ["column", "row", "both"])
def test_dead_channel_stays(dead):
    """Is a channel without weights on a side left as it was, its bias too?"""
    W1, b1, W2 = np.array([[3.0, 1.0]]), np.array([5.0, 2.0]), np.array([[2.0], [4.0]])
    if dead != "row":
        W1[:, 0] = 0
    if dead != "column":
        W2[0] = 0
    U1, a1, U2, c = equalize_pair(W1, b1, W2)
    np.testing.assert_array_equal(c, [1, 2])
    np.testing.assert_array_equal(U1[:, 0], W1[:, 0])
    np.testing.assert_array_equal([a1[0], *U2[0]], [b1[0], *W2[0]])


def test_ranges_of_all_sizes():
    """Is c right where r2 / r1 would leave float64?"""
    U1, _, U2, c = equalize_pair([[1e-200]], [0.0], [[1e200]])
    np.testing.assert_allclose([c[0], U1[0, 0], U2[0, 0]], [1e200, 1, 1])


def test_sweeps_converge():
    """Do the two sides of each channel come as near to each other as one wants?"""
    params = drawn_network(np.random.default_rng(0), (5, 6, 6, 4))
    apart = [max(np.abs(np.log(a / b)).max() for a, b in ranges(equalize(params, count))) for count in (1, 5, 200)]
    assert apart[0] > apart[1] > apart[2] and apart[2] < 1e-3


def test_sweeps_add_up():
    """Are two sweeps and three more five sweeps?"""
    params = drawn_network(np.random.default_rng(1), (3, 4, 5, 2))
    for one, other in zip(equalize(equalize(params, 2), 3), equalize(params, 5)):
        for mine, theirs in zip(one, other):
            np.testing.assert_array_equal(mine, theirs)


@given(SEEDS)
@settings(max_examples=60)
def test_corrected_mean_output(seed):
    """Is the mean output that of the weights before rounding?"""
    rng = np.random.default_rng(seed)
    images, inputs, count = rng.integers(1, 9, 3)
    W, b, X = rng.normal(size=(inputs, count)), rng.normal(size=count), rng.exponential(size=(images, inputs))
    W_hat = np.rint(W)
    corrected = np.mean(X @ W_hat + correct_bias(W, W_hat, b, X), axis=0)
    np.testing.assert_allclose(corrected, np.mean(X @ W + b, axis=0), atol=1e-12)


@given(SEEDS)
@settings(max_examples=60)
def test_allocation_against_all_ways(seed):
    """Is it the best of all ways within the budget?"""
    rng = np.random.default_rng(seed)
    layers, choices = int(rng.integers(1, 6)), sorted(rng.choice(np.arange(1, 9), rng.integers(1, 5), replace=False))
    S, sizes = rng.normal(size=(layers, len(choices))), rng.integers(1, 9, layers)
    least, most = min(choices) * sizes.sum(), max(choices) * sizes.sum()
    budget = int(rng.integers(least, most + 2))
    ways = [
        (sum(S[layer, place] for layer, place in enumerate(places)), [int(choices[place]) for place in places])
        for places in product(range(len(choices)), repeat=layers)
    ]
    _, needed = min(way for way in ways if np.dot(sizes, way[1]) <= budget)
    found = allocate_bits(S, sizes, [int(one) for one in choices], budget)
    assert found == needed and all(type(bits) is int for bits in found)


def test_allocation_of_equal_ways_is_the_first():
    """Where several ways lose the same, does the one count that comes first in order, whatever it costs?"""
    assert allocate_bits(np.zeros((2, 3)), [3, 4], [2, 3, 4], 100) == [2, 2]
    assert allocate_bits([[1, 0], [1, 0]], [1, 2], [2, 4], 10) == [2, 4]


def test_more_budget_never_loses():
    """Does the least loss only fall when the budget grows?"""
    rng = np.random.default_rng(2)
    S, sizes, choices = rng.exponential(size=(6, 4)), rng.integers(1, 30, 6), [2, 3, 4, 6]
    chosen = [allocate_bits(S, sizes, choices, budget) for budget in range(2 * sizes.sum(), 6 * sizes.sum(), 7)]
    losses = [sum(S[layer, choices.index(bits)] for layer, bits in enumerate(way)) for way in chosen]
    assert (np.diff(losses) <= 1e-12).all() and losses[-1] < losses[0]


def test_allocation_against_milp():
    """On 50 problems, most with more ways than one can try, does scipy's mixed-integer solver lose as much, with the same bits?"""
    from scipy.optimize import Bounds, LinearConstraint, milp

    rng, choices = np.random.default_rng(3), [2, 3, 4, 5, 6, 8]
    for _ in range(50):
        layers = int(rng.integers(3, 10))
        S = np.sort(rng.exponential(size=(layers, len(choices))), axis=1)[:, ::-1]
        sizes = 16 * rng.integers(1, 25, layers)
        budget = float(sizes.sum() * rng.uniform(2, 8))
        found = milp(
            S.ravel(),
            integrality=1,
            bounds=Bounds(0, 1),
            constraints=[
                LinearConstraint(np.kron(np.eye(layers), np.ones(len(choices))), 1, 1),
                LinearConstraint(np.outer(sizes, choices).ravel(), 0, budget),
            ],
            options={"mip_rel_gap": 0},
        )
        theirs = [choices[place] for place in found.x.reshape(S.shape).argmax(axis=1)]
        assert allocate_bits(S, sizes, choices, budget) == theirs


def test_headline():
    """On three networks, does equalization bring 4 bits per tensor back from guessing to nearly the accuracy of reals?"""

    def read_back(W):
        s = np.abs(W).max() / 7
        return s * np.rint(W / s)

    for seed in range(3):
        part = digits.split(seed)
        params = network.rescale_hidden(network.train_mlp(part.X_train, part.y_train, seed), seed)
        broken, rescued = (
            network.accuracy(outputs([(read_back(W), b) for W, b in layers], part.X_test), part.y_test)
            for layers in (params, equalize(params, 20))
        )
        assert broken < 0.2 and rescued > 0.93
