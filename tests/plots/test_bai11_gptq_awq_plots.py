"""Do the figures of lesson 11 show what they promise?"""

import numpy as np
from figures import *  # noqa: F403

from course import plots, tiny_lm

RATIOS = np.concatenate([np.linspace(0.4, 0.99, 30), np.linspace(1.01, 3, 60), np.full(10, 7.0)])
NEAREST, SPREAD = np.linspace(0, 1.2, 33), np.linspace(0, 0.7, 33) ** 2
BY_WAY = {"RTN": np.array([[29.0, 6.7, 5.3], [33.0, 6.3, 5.3]]), "GPTQ": np.array([[23.2, 5.9, 5.2], [22.6, 5.9, 5.2]])}
GRID = [0, 0.25, 0.5, 0.75, 1]
CURVES = {name: 1 - np.sin(np.linspace(0, 2 + place / 12, 5)) * 0.6 for place, name in enumerate(tiny_lm.LINEAR)}


def draw_random_roundings():
    return plots.random_roundings(RATIOS)


def draw_error_by_row():
    return plots.error_by_row(NEAREST, SPREAD)


def draw_perplexity_by_bits():
    return plots.perplexity_by_bits((2, 3, 4), BY_WAY, np.array([5.1, 5.08]))


def draw_alpha_curves():
    return plots.alpha_curves(GRID, CURVES)


FIGURES = [
    (draw_random_roundings, 1),
    (draw_error_by_row, 1),
    (draw_perplexity_by_bits, 1),
    (draw_alpha_curves, 1),
]


def test_better_roundings_are_marked():
    """Is every rounding in a bar, those better than nearest hatched and counted, and those far off in the last?"""
    drawn = draw_random_roundings()
    [axes] = drawn.axes
    assert sum(bar.get_height() for bar in axes.patches) == 100
    assert sum(bar.get_height() for bar in axes.patches if bar.get_hatch()) == 30
    assert axes.patches[-1].get_height() == 10 and "30 trong 100" in axes.get_title()
    assert axes.lines[0].get_xdata()[0] == 1 and "30 cách" in drawn.alt


def test_both_errors_grow_from_nothing():
    """Do both lines start at 0 and end at their own error, which stands beside them?"""
    drawn = draw_error_by_row()
    [axes] = drawn.axes
    for line, errors, text in zip(axes.lines, (NEAREST, SPREAD), axes.texts, strict=True):
        np.testing.assert_array_equal(line.get_ydata(), errors)
        assert line.get_xdata().tolist() == list(range(33)) and text.get_text() == f"{errors[-1]:.3g}"
    assert "sau cả 32 hàng là 1.2 và 0.49" in drawn.alt


def test_every_model_has_a_dot_and_every_way_a_line():
    """Has each model a dot at each number of bits, each way a line of its means, above the line of real numbers?"""
    [axes] = draw_perplexity_by_bits().axes
    floor, *lines = axes.lines
    assert set(floor.get_ydata()) == {5.09}
    for place, found in enumerate(BY_WAY.values()):
        *dots, mean = lines[3 * place : 3 * place + 3]
        np.testing.assert_array_equal([dot.get_ydata() for dot in dots], found)
        np.testing.assert_allclose(mean.get_ydata(), found.mean(axis=0))
    assert axes.get_yscale() == "log" and "31.00" in [text.get_text() for text in axes.texts]


def test_each_matrix_has_a_curve_with_its_least_marked():
    """Has each of the twelve matrices a curve and a dot where it is lowest, and each kind one name?"""
    [axes] = draw_alpha_curves().axes
    curves = [line for line in axes.lines if len(line.get_xdata()) == len(GRID)]
    dots = [line for line in axes.lines if line.get_marker() == "o"]
    for curve, dot, errors in zip(curves, dots, CURVES.values(), strict=True):
        np.testing.assert_array_equal(curve.get_ydata(), errors)
        assert dot.get_ydata()[0] == errors.min()
    names = [text.get_text() for text in axes.get_legend().get_texts()]
    assert sorted(names) == ["attn_output", "attn_q, attn_k, attn_v", "ffn_down", "ffn_up"]
