"""Are sensitivities and equalized layers those of PyTorch where it is installed?

torch's cross_layer_equalization measures a range by max - min. Where each channel holds its largest weight with both
signs, that is twice max|W| on both sides, and the rules agree but for the 1e-9 that torch adds to what it divides by.
"""

import warnings

import numpy as np
import pytest

from autograder.reference import equalize, equalize_pair, layer_sensitivity

ADDED = 1e-7  # relative: what torch's 1e-9 comes to in ranges of more than 0.01


def drawn_network(rng, widths):
    return [(rng.normal(size=ends), rng.normal(size=ends[1])) for ends in zip(widths, widths[1:])]


def with_both_signs(W, axis):
    """W with the largest weight of each channel once more, negated, at the end of `axis`."""
    top = np.abs(W).max(axis=axis, keepdims=True)
    return np.concatenate([W, top, -top], axis=axis)


def test_sensitivities(torch):
    """Are 20 networks' sensitivities those of cross_entropy through fake_quantize_per_channel, within float64?"""
    rng = np.random.default_rng(0)

    def loss(params, X, y):
        H = torch.from_numpy(X)
        for number, (W, b) in enumerate(params, 1):
            H = H @ W + torch.from_numpy(b)
            if number < len(params):
                H = torch.relu(H)
        return torch.nn.functional.cross_entropy(H, torch.from_numpy(y)).item()

    for _ in range(20):
        params = drawn_network(rng, (64, 40, 30, 10))
        X, y = rng.normal(size=(50, 64)), rng.integers(0, 10, 50)
        choices = (2, 3, 4, 8)
        reals = [(torch.from_numpy(W), b) for W, b in params]
        needed = np.zeros((len(params), len(choices)))
        for layer, (W, b) in enumerate(params):
            for place, bits in enumerate(choices):
                q = 2 ** (bits - 1) - 1
                steps = torch.from_numpy(np.abs(W).max(axis=0) / q)
                # Codes in torch, each column by its own step; fake_quantize itself computes in float32 only.
                codes = torch.clamp(torch.round(torch.from_numpy(W) / steps), -q, q)
                changed = [*reals[:layer], (codes * steps, b), *reals[layer + 1 :]]
                needed[layer, place] = loss(changed, X, y) - loss(reals, X, y)
        np.testing.assert_allclose(layer_sensitivity(params, X, y, choices), needed, rtol=1e-9, atol=1e-11)


def test_weights_through_fake_quantize(torch):
    """With weights of float32 away from ties, does fake_quantize_per_channel give the same losses, within float32?"""
    rng = np.random.default_rng(1)
    params = [(W.astype(np.float32).astype(np.float64), b) for W, b in drawn_network(rng, (300, 200, 100, 10))]
    X, y = rng.normal(size=(40, 300)), rng.integers(0, 10, 40)
    S = layer_sensitivity(params, X, y, (3, 4))

    def loss(layers):
        H = torch.from_numpy(X)
        for number, (W, b) in enumerate(layers, 1):
            H = H @ W.double() + torch.from_numpy(b)
            if number < len(layers):
                H = torch.relu(H)
        return torch.nn.functional.cross_entropy(H, torch.from_numpy(y)).item()

    reals = [(torch.from_numpy(W), b) for W, b in params]
    for layer, (W, b) in enumerate(params):
        for place, bits in enumerate((3, 4)):
            q = 2 ** (bits - 1) - 1
            narrow = torch.from_numpy(W).float()
            steps = narrow.abs().amax(dim=0) / q
            zeros = torch.zeros(len(steps), dtype=torch.int32)
            read_back = torch.fake_quantize_per_channel_affine(narrow, steps, zeros, 1, -q, q)
            rise = loss([*reals[:layer], (read_back, b), *reals[layer + 1 :]]) - loss(reals)
            assert S[layer, place] == pytest.approx(rise, rel=2e-3)


@pytest.fixture
def equalization(torch):
    """torch's own function, on copies of two layers; (W1, b1, W2) as the course lays them out."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from torch.ao.quantization._equalize import cross_layer_equalization

    def run(W1, b1, W2):
        first, second = torch.nn.Linear(*W1.shape).double(), torch.nn.Linear(*W2.shape).double()
        with torch.no_grad():
            first.weight.copy_(torch.from_numpy(W1.T))
            first.bias.copy_(torch.from_numpy(b1))
            second.weight.copy_(torch.from_numpy(W2.T))
        cross_layer_equalization(first, second, 0, 1)
        return first.weight.detach().numpy().T, first.bias.detach().numpy(), second.weight.detach().numpy().T

    return run


def test_pair(equalization):
    """Are 100 pairs of layers, more than 100,000 weights, torch's?"""
    rng = np.random.default_rng(2)
    for _ in range(100):
        (W1, b1), (W2, _) = drawn_network(rng, (20, 30, 16))
        W1, W2 = with_both_signs(W1, 0), with_both_signs(W2, 1)
        ours = equalize_pair(W1, b1, W2)
        for mine, theirs in zip(ours, equalization(W1, b1, W2)):
            np.testing.assert_allclose(mine, theirs, rtol=ADDED)


def test_whole_network(equalization):
    """Do three sweeps over three layers come to what torch's function makes of each pair in turn?"""
    rng = np.random.default_rng(3)
    params = drawn_network(rng, (6, 5, 4, 3))
    theirs = [list(layer) for layer in params]
    for _ in range(3):
        for place in range(2):
            (W1, b1), (W2, _) = theirs[place : place + 2]
            U1, a1, U2 = equalization(with_both_signs(W1, 0), b1, with_both_signs(W2, 1))
            theirs[place], theirs[place + 1][0] = [U1[: len(W1)], a1], U2[:, : W2.shape[1]]
    for (mine, b), (other, a) in zip(equalize(params, 3), theirs):
        np.testing.assert_allclose(mine, other, rtol=ADDED)
        np.testing.assert_allclose(b, a, rtol=ADDED)
