"""Do the figures of lesson 1 show what they promise?"""

from types import SimpleNamespace

import numpy as np
import pytest
from figures import *  # noqa: F403
from matplotlib.patches import Rectangle

from autograder.reference import calculate_s_and_z_int, quantize_int
from course import plots, widgets
from course.plots.style import Drawing

GENERATOR_SEED = 0


def draw_two_scale_ruler():
    return plots.two_scale_ruler(-5.0, 10.0, -30, 50)


def draw_pushed_ruler():
    return plots.two_scale_ruler(-5.0, 10.0, -30, 50, z=-3)


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
    (draw_pushed_ruler, 2),
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


def codes_beside_zero(axes):
    """The codes of a ruler left and right of the real 0, and the code at it."""
    places = {label.get_text(): place for label, place in zip(axes.get_xticklabels(), axes.get_xticks())}
    left = max((place, code) for code, place in places.items() if place < -1e-9)
    right = min((place, code) for code, place in places.items() if place > 1e-9)
    return left[1], right[1], [code for code, place in places.items() if abs(place) <= 1e-9]


def test_ruler_shows_zero_between_two_codes():
    """Does the near view show the real 0 between two codes, and after the push on the code z?"""
    whole, near = draw_two_scale_ruler().axes
    assert codes_beside_zero(near) == ("−4", "−3", [])
    assert whole.get_xlim() == (-5, 10) and len({*whole.get_xticks(minor=True), *whole.get_xticks()}) == 81
    before, after = draw_pushed_ruler().axes
    assert codes_beside_zero(before) == ("−4", "−3", [])
    assert codes_beside_zero(after) == ("−4", "−2", ["−3"])


def test_staircase_numbers_whole_codes():
    """Does the axis of codes number whole codes alone, however few there are?"""
    for axes in draw_static_slider().axes:
        assert all(float(tick).is_integer() for tick in axes.get_yticks())


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
    worst_of_8_bit, worst_of_16_bit = (axes.lines[number].get_ydata().tolist() for number in (0, 2))
    assert worst_of_8_bit == [p * 128**2 for p in (1, 4, 16)]
    assert worst_of_16_bit == [p * 32768**2 for p in (1, 4, 16)]


def test_slider_is_static_without_ipywidgets(monkeypatch):
    """Where ipywidgets is missing, does the slider become one static figure?"""
    monkeypatch.delenv("COURSE_STATIC", raising=False)
    monkeypatch.setattr(widgets, "find_spec", lambda name: None)
    drawn = widgets.explore_quantization(quantize_int, calculate_s_and_z_int)
    assert isinstance(drawn, Drawing)


def test_static_slider_prints_its_numbers(capsys):
    """Does the static figure come with one line of numbers a setting?"""
    draw_static_slider()
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(widgets.STATIC_SETTINGS)
    assert "16 bit, từ -2 đến 6: s = 0.000122, z = -16384, bão hòa 60% cửa sổ bên trái" in lines


@pytest.fixture
def live(monkeypatch):
    """Sliders as a notebook with widgets has them; returns what they display, [(object, display id or None)]."""
    pytest.importorskip("ipywidgets", reason="pip install ipywidgets")
    monkeypatch.delenv("COURSE_STATIC", raising=False)
    shown = []

    def display(what, raw=False, display_id=None):
        shown.append(what)
        return SimpleNamespace(update=shown.append) if display_id else None

    monkeypatch.setattr("IPython.display.display", display)
    return shown


def test_slider_redraws_when_moved(live):
    """Does moving the slider call the student's function with the bits chosen, once for each picture?"""
    bits_seen = []

    def watched(x, s, z, exp):
        bits_seen.append((exp, np.size(x)))
        return quantize_int(x, s, z, exp)

    slider = widgets.explore_quantization(watched, calculate_s_and_z_int)
    assert tuple(slider.controls["exp"].options) == widgets.BITS
    slider._ipython_display_()
    bits_seen.clear()
    slider.controls["exp"].value = 16
    assert bits_seen == [(16, 4001)] * 2  # the whole view and the close one


def test_picture_of_a_slider_is_saved_beside_it(live):
    """Is the last picture, with its numbers, an output of its own that is replaced when the slider moves?"""
    slider = widgets.explore_quantization(quantize_int, calculate_s_and_z_int)
    slider._ipython_display_()
    slider.controls["alpha"].value = -4.0
    controls, first, last = live
    assert controls["text/plain"] == widgets.RUN_AGAIN and "application/vnd.jupyter.widget-view+json" in controls
    for view, printed in ((first, " 8 bit, từ -2 đến 6"), (last, " 8 bit, từ -4 đến 6")):
        stored = view._repr_mimebundle_()
        assert stored["text/plain"].startswith(printed) and printed in stored["text/html"]
        assert '<img alt="' in stored["text/html"]


def test_slider_tells_what_a_function_raises(live):
    """Is an error shown in the place of the picture when a slider moves, and the picture again when it moves back?"""

    def fails_at_16(x, s, z, exp):
        if exp == 16:
            raise NotImplementedError("TODO 5: chưa làm")
        return quantize_int(x, s, z, exp)

    slider = widgets.explore_quantization(fails_at_16, calculate_s_and_z_int)
    slider._ipython_display_()
    slider.controls["exp"].value = 16
    assert repr(live[-1]) == "NotImplementedError: TODO 5: chưa làm"
    slider.controls["exp"].value = 8
    assert isinstance(live[-1], widgets.View)


def test_slider_of_a_stub_fails_as_its_cell_does(live):
    """Does the cell itself fail, with nothing shown, where the function is not written yet?"""

    def stub(x, s, z, exp):
        raise NotImplementedError("TODO 5: chưa làm")

    with pytest.raises(NotImplementedError):
        widgets.explore_quantization(stub, calculate_s_and_z_int)._ipython_display_()
    assert live == []
