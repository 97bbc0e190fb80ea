"""Do fake quantization and its derivatives agree with PyTorch, live where it is installed?

The forward pass is held against torch.fake_quantize_per_tensor_affine. The derivatives are held against autograd through
clamp and a rounding that passes its derivative on; never against torch's fused operators, which mask by the rounded code and
so differ from LSQ for positions between q and q + 1/2 (the last test counts how often).
"""

import numpy as np
import pytest

from autograder.reference import fake_quantize, lsq_step_gradient, qat_gradients, ste_backward
from course import network

BITS = (2, 3, 4, 8)
COUNT = 50_000  # of each number of bits


def q_of(bits):
    return 2 ** (bits - 1) - 1


def drawn(bits, margin=1e-4):
    """(x, s, g): values up to twice as far as the grid reaches, away from halves and from its ends."""
    rng = np.random.default_rng(bits)
    q, s = q_of(bits), float(rng.uniform(0.05, 0.5))
    v = rng.uniform(-2 * q - 1, 2 * q + 1, 2 * COUNT)
    v = v[(np.abs(np.mod(v, 1) - 0.5) > margin) & (np.abs(np.abs(v) - q) > margin)][:COUNT]
    return s * v, s, rng.normal(size=COUNT)


def learned(torch, x, s, bits):
    """s * round(clamp(x / s)) whose rounding passes the derivative on."""
    c = torch.clamp(x / s, -q_of(bits), q_of(bits))
    return s * (c + (torch.round(c) - c).detach())


def leaf(torch, value):
    return torch.tensor(value, dtype=torch.float64, requires_grad=True)


@pytest.mark.parametrize("bits", BITS)
def test_forward(bits, torch):
    """Are 50,000 values those of torch's fake quantization?"""
    x, s, _ = drawn(bits)
    x, s = x.astype(np.float32), float(np.float32(s))
    theirs = torch.fake_quantize_per_tensor_affine(torch.from_numpy(x), s, 0, -q_of(bits), q_of(bits)).numpy()
    np.testing.assert_allclose(fake_quantize(x, s, bits), theirs, rtol=1e-6)


@pytest.mark.parametrize("bits", BITS)
def test_backward(bits, torch):
    """Are 50,000 derivatives, and the one with respect to the step, those of autograd?"""
    x, s, g = drawn(bits)
    x_leaf, s_leaf = leaf(torch, x), leaf(torch, s)
    learned(torch, x_leaf, s_leaf, bits).backward(torch.from_numpy(g))
    passed = ste_backward(g, x, s, bits)
    np.testing.assert_allclose(passed, x_leaf.grad.numpy(), rtol=1e-14)  # theirs is multiplied and divided by s
    assert ((passed == 0) == (np.abs(x / s) > q_of(bits))).all()
    scaled = s_leaf.grad.item() / np.sqrt(x.size * q_of(bits))
    assert lsq_step_gradient(g, x, s, bits) == pytest.approx(scaled, rel=1e-9)


@pytest.mark.parametrize("bits", BITS)
@pytest.mark.parametrize("sizes", [(64, 64, 32, 10), (7, 5, 3), (4, 3)])
def test_network(sizes, bits, torch):
    """Are all derivatives of a quantized network, and its loss, those of autograd and torch's cross-entropy?"""
    rng = np.random.default_rng([bits, len(sizes)])
    params = [(rng.normal(size=ends) / 4, rng.normal(size=ends[1]) / 4) for ends in zip(sizes, sizes[1:])]
    steps = [2 * float(np.mean(np.abs(W))) / np.sqrt(q_of(bits)) for W, _ in params]
    X, y = rng.normal(size=(20, sizes[0])), rng.integers(0, sizes[-1], 20)
    leaves = [(leaf(torch, W), leaf(torch, b), leaf(torch, s)) for (W, b), s in zip(params, steps)]
    H = torch.from_numpy(X)
    for place, (W, b, s) in enumerate(leaves):
        H = (torch.relu(H) if place else H) @ learned(torch, W, s, bits) + b
    loss = torch.nn.functional.cross_entropy(H, torch.from_numpy(y))
    loss.backward()
    quantized = [(fake_quantize(W, s, bits), b) for (W, b), s in zip(params, steps)]
    assert network.cross_entropy(network.activations(quantized, X)[-1], y) == pytest.approx(loss.item(), rel=1e-12)
    for (W, b, s), (dW, db, ds) in zip(leaves, qat_gradients(params, steps, X, y, bits)):
        np.testing.assert_allclose(dW, W.grad.numpy(), rtol=1e-9, atol=1e-13)
        np.testing.assert_allclose(db, b.grad.numpy(), rtol=1e-9, atol=1e-13)
        assert ds == pytest.approx(s.grad.item() / np.sqrt(dW.size * q_of(bits)), rel=1e-9, abs=1e-13)


def test_fused_operator_masks_by_the_rounded_code(torch):
    """Does torch's fused operator differ from the mask of the paper exactly between q and q + 1/2?"""
    x, s, _ = drawn(3)
    x_leaf = leaf(torch, x)
    torch.fake_quantize_per_tensor_affine(x_leaf, s, 0, -3, 3).sum().backward()
    differ = x_leaf.grad.numpy() != ste_backward(np.ones(x.size), x, s, 3)
    v = np.abs(x / s)
    np.testing.assert_array_equal(differ, (v > 3) & (v < 3.5))
    assert differ.sum() > 1000
