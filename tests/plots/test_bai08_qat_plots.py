"""Do the figures of lesson 8 show what they promise?"""

import numpy as np
from figures import *  # noqa: F403

from course import plots
from course.plots.style import BLUE, RED

X = np.linspace(-2.5, 2.5, 501)
STAIRS = 0.5 * np.clip(np.rint(X / 0.5), -3, 3)
V = np.linspace(-3, 3, 601)
PULL = np.where(np.abs(V) >= 1, np.sign(V), np.rint(V) - V)
POSITIONS = np.random.default_rng(0).normal(0, 0.8, (20, 30))
CURVES = {name: np.linspace(0.2, last, 6) for name, last in zip("abcde", (0.5, 0.5, 0.9, 0.95, 0.97))}
STEPS = {"từ max|W|": np.linspace([0.8, 0.9], [0.5, 0.6], 6), "từ trung bình": np.full((6, 2), 0.4)}
EXACT = np.arange(11) / 5
WALKS = np.array([np.floor(EXACT), np.ceil(EXACT)])


def draw_staircase_and_stand_in():
    return plots.staircase_and_stand_in(X, STAIRS, np.clip(X, -1.5, 1.5), (np.abs(X) <= 1.5) * 1.0)


def draw_pull_on_step():
    return plots.pull_on_step(V, PULL, POSITIONS, 1)


def draw_training_curves():
    return plots.training_curves(CURVES, 0.98, "Năm cách học")


def draw_learned_steps():
    return plots.learned_steps(STEPS)


def draw_weights_on_three_levels():
    return plots.weights_on_grid({"trước khi học": POSITIONS, "sau khi học": POSITIONS / 2}, 1)


def draw_weights_on_fifteen_levels():
    return plots.weights_on_grid({"trước khi học": POSITIONS * 4}, 7)


def draw_small_pushes():
    return plots.small_pushes(EXACT, np.zeros(11), WALKS)


FIGURES = [
    (draw_staircase_and_stand_in, 2),
    (draw_pull_on_step, 2),
    (draw_training_curves, 2),
    (draw_learned_steps, 2),
    (draw_weights_on_three_levels, 2),
    (draw_small_pushes, 1),
]


def test_stairs_are_drawn_flat_and_their_slope_as_nothing():
    """Is each stair a level line of its own, is the true slope 0 along all of them, and is each jump marked?"""
    above, below = draw_staircase_and_stand_in().axes
    stairs = [line for line in above.lines if line.get_color() == BLUE]
    assert [set(line.get_ydata()) for line in stairs] == [{0.5 * code} for code in range(-3, 4)]
    assert all((line.get_ydata() == 0).all() for line in below.lines if line.get_color() == BLUE)
    [jumps] = [line for line in below.lines if line.get_color() == RED]
    np.testing.assert_allclose(jumps.get_xdata(), 0.5 * (np.arange(-3, 3) + 0.5), atol=0.006)


def test_pull_joins_no_two_teeth():
    """Is the saw drawn tooth by tooth, clipped parts in red, and is every weight counted once?"""
    above, below = draw_pull_on_step().axes
    teeth = [line for line in above.lines if line.get_color() in (BLUE, RED)]
    assert max(np.abs(np.diff(line.get_ydata())).max() for line in teeth) < 0.5
    assert [line.get_color() for line in teeth] == [RED, BLUE, BLUE, BLUE, RED]
    shown = np.abs(POSITIONS) < 3
    assert sum(part.get_data().values.sum() for part in below.patches) == shown.sum()


def test_curves_that_coincide_are_both_seen():
    """Is each curve in percent, and are the first two, one on the other, of different widths?"""
    whole, close = draw_training_curves().axes
    for axes in (whole, close):
        lines = axes.lines[1:]
        for line, curve in zip(lines, CURVES.values(), strict=True):
            np.testing.assert_allclose(line.get_ydata(), 100 * curve)
        assert lines[0].get_linewidth() > 2 * lines[1].get_linewidth()


def test_each_layer_has_its_steps():
    """Does each panel hold one layer's steps from both starts?"""
    for layer, axes in enumerate(draw_learned_steps().axes):
        for line, steps in zip(axes.lines, STEPS.values(), strict=True):
            np.testing.assert_array_equal(line.get_ydata(), steps[:, layer])


def test_every_weight_is_on_the_grid():
    """Are all weights counted, far ones in the last bars, with a threshold between each two codes?"""
    for axes in draw_weights_on_three_levels().axes:
        assert sum(part.get_data().values.sum() for part in axes.patches) == POSITIONS.size
        assert [line.get_xdata()[0] for line in axes.lines] == [-0.5, 0.5]
    [axes] = draw_weights_on_fifteen_levels().axes
    assert len(axes.lines) == 14


def test_pushes_draw_their_mean():
    """Are single walks drawn, and their mean, beside the two others?"""
    [axes] = draw_small_pushes().axes
    *walks, mean, exact, nearest = axes.lines
    assert len(walks) == len(WALKS)
    np.testing.assert_allclose(mean.get_ydata(), WALKS.mean(axis=0))
    np.testing.assert_array_equal(exact.get_ydata(), EXACT)
    assert not nearest.get_ydata().any()
