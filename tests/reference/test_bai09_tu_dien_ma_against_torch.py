"""Are ternary codes those of BitNet's own formula, and codes those of torch.bucketize?"""

import numpy as np

from autograder.reference import nearest_codeword, ternarize

MANY = 100_000


def test_ternary_equals_bitnet(torch):
    """Are 100,000 codes off ties those of (W * s).round().clamp(-1, 1) with s = 1 / mean, as BitNet's authors print it?"""
    W = np.random.default_rng(0).normal(size=(250, 400))
    tensor = torch.tensor(W)
    scale = 1.0 / tensor.abs().mean().clamp_(min=1e-5)
    theirs = (tensor * scale).round().clamp_(-1, 1).numpy()
    T, gamma = ternarize(W)
    off_ties = np.abs(np.abs(W) / gamma - 0.5) > 1e-9
    assert off_ties.mean() > 0.999 and abs(gamma * float(scale) - 1) < 1e-12
    np.testing.assert_array_equal(T[off_ties], theirs[off_ties])


def test_nearest_equals_bucketize(torch):
    """Are 100,000 codes those of torch.bucketize between the midpoints, ties to the word before among them?"""
    rng = np.random.default_rng(1)
    codebook = np.unique(rng.integers(-50, 50, 16)) / 4
    x = rng.integers(-500, 500, MANY) / 8
    borders = torch.tensor((codebook[1:] + codebook[:-1]) / 2)
    assert np.isin(x, borders.numpy()).any()
    np.testing.assert_array_equal(nearest_codeword(x, codebook), torch.bucketize(torch.tensor(x), borders).numpy())
