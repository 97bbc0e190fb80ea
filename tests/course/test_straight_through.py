"""Does a network learn on while it runs on weights that are read back?"""

import numpy as np

from course import digits, network
from course.straight_through import train_through


def loss(params, X, y):
    return network.cross_entropy(network.activations(params, X)[-1], y)


def test_real_weights_learn_and_the_given_stay():
    """Does the loss of the network that is run fall, and are the given arrays untouched?"""
    data = digits.split(0)
    X, y = data.X_train[:256], data.y_train[:256]
    start = network.train_mlp(X, y, seed=0, epochs=5)
    before = [(W.copy(), b.copy()) for W, b in start]
    learned = train_through(start, X, y, 0, lambda W: np.round(4 * W) / 4, epochs=5)
    read = [[(np.round(4 * W) / 4, b) for W, b in params] for params in (start, learned)]
    assert loss(read[1], X, y) < 0.8 * loss(read[0], X, y)
    for (W, b), (kept_W, kept_b) in zip(start, before, strict=True):
        assert (W == kept_W).all() and (b == kept_b).all()
    assert all(np.any(np.round(4 * W) / 4 != W) for W, _ in learned)


def test_gradient_is_that_of_the_weights_that_run():
    """Is the first step of each weight against the slope of the loss at the weights that were read back?"""
    rng = np.random.default_rng(0)
    params = [(rng.normal(size=(3, 4)), rng.normal(size=4)), (rng.normal(size=(4, 2)), rng.normal(size=2))]
    X, y = rng.normal(size=(8, 3)), rng.integers(0, 2, 8)
    learned = train_through(params, X, y, 0, lambda W: 0.5 * W, epochs=1)
    read = [(0.5 * W, b) for W, b in params]
    for layer, (W, _) in enumerate(params):
        for place in np.ndindex(W.shape):
            slopes = []
            for nudge in (1e-6, -1e-6):
                moved = [(V.copy(), b) for V, b in read]
                moved[layer][0][place] += nudge
                slopes.append(loss(moved, X, y))
            slope = (slopes[0] - slopes[1]) / 2e-6
            step = learned[layer][0][place] - W[place]
            assert abs(slope) < 1e-7 or np.sign(step) == -np.sign(slope)


def test_same_seed_same_network():
    """Does the order of the images follow the seed alone?"""
    data = digits.split(0)
    X, y = data.X_train[:200], data.y_train[:200]
    start = network.train_mlp(X, y, seed=0, epochs=1)
    one, again, other = (train_through(start, X, y, seed, np.sign, epochs=1)[0][0] for seed in (0, 0, 1))
    assert (one == again).all() and (one != other).any()
