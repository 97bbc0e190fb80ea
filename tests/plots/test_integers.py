"""Do the figures of lesson 1 show what they promise?"""

import numpy as np
import pytest
from figures import *  # noqa: F403
from matplotlib import pyplot as plt
from matplotlib.patches import Rectangle

from autograder.reference import calculate_s_and_z_int, quantize_int
from course import plots, widgets

GENERATOR_SEED = 0


def draw_two_scale_ruler():
    return plots.two_scale_ruler(-5.0, 10.0, -30, 50)


def draw_staircase():
    settings = [(-100, 200, 8)]
    return plots.staircase(quantize_int, calculate_s_and_z_int, settings, (-200, 300), (4, 16), mark=10)


def draw_histograms():
    x = np.random.default_rng(GENERATOR_SEED).normal(size=5_000)
    return plots.histograms(x, {"miền rộng": quantize(x, -4.5, 4.5), "miền hẹp": quantize(x, -1, 1)})


def draw_value_error():
    x = np.random.default_rng(GENERATOR_SEED).normal(size=5_000)
    s, z = calculate_s_and_z_int(-1, 1, 8)
    return plots.value_error(x, s * (quantize(x, -1, 1).astype(float) - z) - x, s, -1, 1)


def draw_matmul_error():
    steps_off = np.array([[-0.68, 0.33, -0.09], [-37.5, -0.82, 0.47]])
    return plots.matmul_error(steps_off, np.abs(steps_off) > 1)


def draw_accumulator_range():
    return plots.accumulator_range([1, 4, 16], {8: [1e4, 2e4, 5e4], 16: [1e9, 2e9, 4e9]})


def draw_static_slider():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_STATIC", "1")
        return widgets.explore_quantization(quantize_int, calculate_s_and_z_int)


FIGURES = [
    (draw_two_scale_ruler, 2),
    (draw_staircase, 2),
    (draw_histograms, 3),
    (draw_value_error, 2),
    (draw_matmul_error, 2),  # the map and its colour bar
    (draw_accumulator_range, 1),
    (draw_static_slider, 2 * len(widgets.STATIC_SETTINGS)),
]


def quantize(x, alpha, beta, exp=8):
    s, z = calculate_s_and_z_int(alpha, beta, exp)
    return quantize_int(x, s, z, exp)


def test_staircase_draws_the_codes_the_function_returns():
    """Does the staircase show the given function, and not one of its own?"""

    def always_seven(x, s, z, exp):
        return np.full(np.shape(x), 7, dtype=np.int8)

    drawn = plots.staircase(always_seven, calculate_s_and_z_int, [(-1, 1, 8)], (-2, 2), (0, 1))
    assert {float(y) for axes in drawn.axes for line in axes.lines for y in line.get_ydata()} == {7.0}


def test_staircase_reaches_both_ends_of_int8():
    """Does the whole view show saturation at the smallest and at the largest code?"""
    whole, _ = draw_staircase().axes
    codes = whole.lines[0].get_ydata()
    assert (codes.min(), codes.max()) == (-128, 127)


def test_staircase_marks_the_point():
    """Does the close view mark the value asked for, at the code it gets?"""
    _, close = draw_staircase().axes
    assert close.lines[-1].get_xydata().tolist() == [[10, -34]]


def test_histograms_lose_no_value():
    """Does every histogram count all the values, the saturated ones included?"""
    for axes in draw_histograms().axes:
        assert sum(bar.get_height() for bar in axes.patches) == 5_000


def test_histogram_shows_saturation_as_spikes():
    """Are the outermost bars of a narrow range higher than their neighbours?"""
    heights = [bar.get_height() for bar in draw_histograms().axes[2].patches]
    assert heights[0] > 5 * heights[1]
    assert heights[-1] > 5 * heights[-2]


def test_value_error_stays_inside_half_a_step():
    """Does the close view show errors between minus and plus half a step, with both bounds drawn?"""
    _, close = draw_value_error().axes
    points, *bounds = close.lines
    assert len(points.get_ydata()) > 0
    assert np.abs(points.get_ydata()).max() <= 0.5 + 1e-9
    assert [line.get_ydata()[0] for line in bounds] == [-0.5, 0.5]


def test_matmul_error_hatches_only_saturated_elements():
    """Is the saturated element hatched and named, and no other?"""
    axes = draw_matmul_error().axes[0]
    hatched = [patch.get_xy() for patch in axes.patches if isinstance(patch, Rectangle) and patch.get_hatch()]
    assert hatched == [(-0.5, 0.5)]
    assert [text.get_text() for text in axes.texts if "bão hòa" in text.get_text()] == ["-37.50 bão hòa"]


def test_accumulator_range_draws_the_integer_limits():
    """Are int16's and int32's largest values drawn, and the worst case of p products above them?"""
    axes = draw_accumulator_range().axes[0]
    levels = {line.get_ydata()[0] for line in axes.lines if len(set(line.get_ydata())) == 1}
    assert levels == {2**15 - 1, 2**31 - 1}
    worst_of_16_bit = axes.lines[2].get_ydata()
    assert worst_of_16_bit[0] < 2**31 - 1 < worst_of_16_bit[1]


def test_slider_is_static_without_ipywidgets(monkeypatch):
    """Where ipywidgets is missing, does the slider become one static figure?"""
    monkeypatch.delenv("COURSE_STATIC", raising=False)
    monkeypatch.setattr(widgets, "find_spec", lambda name: None)
    drawn = widgets.explore_quantization(quantize_int, calculate_s_and_z_int)
    assert isinstance(drawn, plt.Figure)


def test_static_slider_prints_its_numbers(capsys):
    """Does the static figure come with one line of numbers a setting?"""
    draw_static_slider()
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(widgets.STATIC_SETTINGS)
    assert "16 bit, từ -2 đến 6: s = 0.000122, z = -16384, bão hòa 60% cửa sổ bên trái" in lines


def test_slider_redraws_when_moved(monkeypatch, capsys):
    """Does moving the slider call the student's function with the bits chosen?"""
    pytest.importorskip("ipywidgets", reason="pip install ipywidgets")
    monkeypatch.delenv("COURSE_STATIC", raising=False)
    bits_seen = []

    def watched(x, s, z, exp):
        bits_seen.append(exp)
        return quantize_int(x, s, z, exp)

    slider = widgets.explore_quantization(watched, calculate_s_and_z_int)
    toggle = slider.children[0]
    assert tuple(toggle.options) == widgets.BITS
    bits_seen.clear()
    toggle.value = 16
    assert set(bits_seen) == {16}
