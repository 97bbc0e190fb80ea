"""Do the figures of lesson 11 show what they promise?"""

import numpy as np
from figures import *  # noqa: F403

from course import plots, tiny_lm

RATIOS = np.concatenate([np.linspace(0.4, 0.99, 30), np.linspace(1.01, 3, 60), np.full(10, 7.0)])
NEAREST, SPREAD = np.linspace(0, 1.2, 33), np.linspace(0, 0.7, 33) ** 2
BY_WAY = {"RTN": np.array([[29.0, 6.7, 5.3], [33.0, 6.3, 5.3]]), "GPTQ": np.array([[23.2, 5.9, 5.2], [22.6, 5.9, 5.2]])}
COSTS = {
    "mô hình thường": {
        "RTN": ((3, 4), np.array([[6.6, 5.3], [6.4, 5.2]])),
        "hạng r": ((3, 3.5, 4), np.array([[6.6, 6.4, 6.0], [6.4, 6.2, 6.1]])),
    },
    "có kênh ngoại lai": {
        "RTN": ((4, 5), np.array([[6.0, 5.5], [5.8, 5.4]])),
        "AWQ": ((4,), np.array([[5.4], [5.3]])),
    },
}
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


def draw_perplexity_by_cost():
    return plots.perplexity_by_cost(COSTS)


FIGURES = [
    (draw_random_roundings, 1),
    (draw_error_by_row, 1),
    (draw_perplexity_by_bits, 1),
    (draw_alpha_curves, 1),
    (draw_perplexity_by_cost, 2),
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
    """Has each model a dot at each number of bits, how far it is above its real numbers, and each way a line of means?"""
    drawn = draw_perplexity_by_bits()
    [axes] = drawn.axes
    for place, found in enumerate(BY_WAY.values()):
        *dots, mean = axes.lines[3 * place : 3 * place + 3]
        added = found - [[5.1], [5.08]]
        np.testing.assert_allclose([dot.get_ydata() for dot in dots], added)
        np.testing.assert_allclose(mean.get_ydata(), added.mean(axis=0))
    assert axes.get_yscale() == "log" and "+25.91" in [text.get_text() for text in axes.texts]
    assert "RTN: 25.91 ở 2 bit" in drawn.alt


def test_each_matrix_has_a_curve_with_its_least_marked():
    """Has each of the twelve matrices a curve and a dot where it is lowest, each kind one name, and the highest its own?"""
    drawn = draw_alpha_curves()
    [axes] = drawn.axes
    curves = [line for line in axes.lines if len(line.get_xdata()) == len(GRID)]
    dots = [line for line in axes.lines if line.get_marker() == "o"]
    for curve, dot, errors in zip(curves, dots, CURVES.values(), strict=True):
        np.testing.assert_array_equal(curve.get_ydata(), errors)
        assert dot.get_ydata()[0] == errors.min()
    names = [text.get_text() for text in axes.get_legend().get_texts()]
    assert sorted(names) == ["attn_output", "attn_q, attn_k, attn_v", "ffn_down", "ffn_up"]
    highest = max(CURVES, key=lambda name: CURVES[name][-1])
    assert [text.get_text() for text in axes.texts] == [highest] and f"cao nhất là {highest}" in drawn.alt


def test_each_case_has_a_line_of_means_for_each_way():
    """Has each frame a line of means over its bits for each way, one look a way, and is every way named once?"""
    drawn = draw_perplexity_by_cost()
    looks = {}
    for axes, (title, ways) in zip(drawn.axes, COSTS.items(), strict=True):
        assert axes.get_title() == title
        for line, (name, (bits, found)) in zip(axes.lines, ways.items(), strict=True):
            np.testing.assert_allclose(line.get_xydata(), np.column_stack([bits, found.mean(axis=0)]))
            assert looks.setdefault(name, (line.get_color(), line.get_marker())) == (
                line.get_color(),
                line.get_marker(),
            )
    [legend] = drawn.figure.legends
    assert [text.get_text() for text in legend.get_texts()] == list(looks) == ["RTN", "hạng r", "AWQ"]
    assert len(set(looks.values())) == 3
    assert "Có kênh ngoại lai: RTN: 5.45 ở 5 bit; AWQ: 5.35 ở 4 bit." in drawn.alt
