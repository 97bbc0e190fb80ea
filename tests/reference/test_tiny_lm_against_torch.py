"""Is the language model in NumPy the one that PyTorch's own operators make of the same parameters, and was it trained by them?"""

import numpy as np
import pytest

from course import tiny_lm

V = len(tiny_lm.alphabet())


def in_torch(torch, tiny_lm_script, P, tokens):
    """The logits of PyTorch's own operators, in the dtype of the parameters."""
    with torch.no_grad():
        tensors = {name: torch.tensor(array) for name, array in P.items()}
        return tiny_lm_script.logits(torch, tensors, torch.tensor(tokens)).numpy()


@pytest.mark.parametrize("seed", tiny_lm.SEEDS)
def test_logits(seed, tiny_lm_script, torch):
    """Are all logits of the test windows torch's: to 1e-10 in float64, and in float32 to 1e-5 but for a few places that round worse?"""
    P, inputs = tiny_lm.load(seed), tiny_lm.test_windows()[:, :-1]
    ours = tiny_lm.forward(P, inputs)
    assert ours.dtype == np.float32
    apart = np.abs(ours - in_torch(torch, tiny_lm_script, P, inputs))
    assert apart.max() < 1e-4 and np.mean(apart > 1e-5) < 1e-3
    exact = {name: array.astype(np.float64) for name, array in P.items()}
    theirs = in_torch(torch, tiny_lm_script, exact, inputs)
    np.testing.assert_allclose(tiny_lm.forward(exact, inputs), theirs, rtol=0, atol=1e-10)


@pytest.mark.parametrize("length", [1, 2, 17, 64])
def test_short_windows(length, tiny_lm_script, torch):
    """Are the logits torch's for windows of any length, one window at a time?"""
    P, tokens = tiny_lm.load(0), tiny_lm.test_windows()[5, :length]
    theirs = in_torch(torch, tiny_lm_script, P, tokens[np.newaxis])[0]
    np.testing.assert_allclose(tiny_lm.forward(P, tokens), theirs, rtol=0, atol=3e-5)


def test_perplexity(tiny_lm_script, torch):
    """Is the perplexity torch's, computed from its cross-entropy?"""
    P, windows = tiny_lm.load(1), tiny_lm.test_windows()
    theirs = torch.tensor(in_torch(torch, tiny_lm_script, P, windows[:, :-1]))
    loss = torch.nn.functional.cross_entropy(theirs.flatten(0, 1), torch.tensor(windows[:, 1:]).flatten())
    assert tiny_lm.perplexity(P) == pytest.approx(loss.exp().item(), rel=1e-5)


def test_training_learns(tiny_lm_script, torch):
    """Do 150 steps already guess much better than the frequency of the symbols does?"""
    train, _ = tiny_lm.split()
    learned = tiny_lm_script.train(torch, train, V, seed=7, steps=150)
    shares = np.bincount(train) / len(train)
    by_frequency = np.exp(-np.sum(shares * np.log(np.maximum(shares, 1e-9))))
    assert tiny_lm.perplexity(learned) < 0.75 * by_frequency


def test_training_makes_what_is_stored(tiny_lm_script, torch):
    """Does the whole training of seed 0 end where the stored model does?

    On a processor like that of the file to the bit; elsewhere sums in another order part the ways, not what was learned.
    """
    train, _ = tiny_lm.split()
    learned = tiny_lm_script.train(torch, train, V, seed=0)
    assert tiny_lm.perplexity(learned) == pytest.approx(tiny_lm.perplexity(tiny_lm.load(0)), rel=0.02)


def test_training_repeats(tiny_lm_script, torch):
    """Do the same steps again give the same parameters bit for bit, as many as the file holds?"""
    train, _ = tiny_lm.split()
    one, again = (tiny_lm_script.train(torch, train, V, seed=7, steps=10) for _ in range(2))
    assert {name: array.shape for name, array in tiny_lm.load(0).items()} == tiny_lm_script.shapes(V)
    assert one.keys() == tiny_lm_script.shapes(V).keys()
    for name, array in one.items():
        np.testing.assert_array_equal(array, again[name])
