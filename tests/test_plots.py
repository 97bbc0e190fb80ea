"""Are the course's figures correct, readable in Vietnamese, and small enough for a notebook?"""

import io
import itertools
import unicodedata
import warnings

import numpy as np
import pytest
from matplotlib import colors
from matplotlib import pyplot as plt
from matplotlib.patches import Rectangle

from autograder.reference import calculate_s_and_z_int, quantize_int
from course import plots, widgets

LARGEST_PNG = 60_000
WIDEST_INCHES = 8.0
GENERATOR_SEED = 0
VIETNAMESE = set("ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ")

# Machado, Oliveira and Fernandes (2009), severity 1: what the eye gets of a linear RGB colour.
COLOUR_BLINDNESS = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
SMALLEST_COLOUR_DISTANCE = 0.2  # of sRGB's unit cube


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
every_figure = pytest.mark.parametrize(
    ("draw", "axes_count"), FIGURES, ids=[draw.__name__ for draw, _ in FIGURES]
)


def quantize(x, alpha, beta, exp=8):
    s, z = calculate_s_and_z_int(alpha, beta, exp)
    return quantize_int(x, s, z, exp)


def png(drawn):
    stream = io.BytesIO()
    drawn.savefig(stream, format="png", bbox_inches="tight")
    return stream.getvalue()


def numbers(drawn):
    """Every number a figure draws: lines, images and bars."""
    for axes in drawn.axes:
        yield from (np.asarray(line.get_xydata(), dtype=float) for line in axes.lines)
        yield from (np.ma.filled(image.get_array(), np.nan) for image in axes.images)
        yield from (patch.get_height() for patch in axes.patches if isinstance(patch, Rectangle))


def words(drawn):
    """Every visible text of a figure, tick labels inside the view only."""
    for axes in drawn.axes:
        yield from (axes.title, axes.xaxis.label, axes.yaxis.label, *axes.texts)
        for axis, (first, last) in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim())):
            low, high = sorted((first, last))
            yield from (tick.label1 for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high)
            yield from (tick.label2 for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high)
        if axes.get_legend():
            yield from axes.get_legend().get_texts()


def as_seen(colour, blindness):
    """An sRGB colour as a colour-blind eye gets it, in sRGB."""
    srgb = np.array(colors.to_rgb(colour))
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.array(COLOUR_BLINDNESS[blindness]) @ linear, 0, 1)
    return np.where(seen <= 0.0031308, seen * 12.92, 1.055 * seen ** (1 / 2.4) - 0.055)


@every_figure
def test_draws_without_a_warning(draw, axes_count):
    """Does every figure draw, with as many axes as it promises and no warning (a missing glyph is one)?"""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawn = draw()
        png(drawn)
    assert len(drawn.axes) == axes_count


@every_figure
def test_every_axes_speaks_vietnamese(draw, axes_count):
    """Does every axes carry titles and labels, all in Vietnamese, written with composed letters?"""
    for axes in draw().axes:
        labels = [label for label in (axes.get_title(), axes.get_xlabel(), axes.get_ylabel()) if label]
        assert labels
        for label in labels:
            assert unicodedata.is_normalized("NFC", label)
            assert VIETNAMESE & set(label.lower()), label


@every_figure
def test_fits_a_notebook(draw, axes_count):
    """Is every figure narrow enough to read and light enough to store?"""
    drawn = draw()
    assert drawn.get_figwidth() <= WIDEST_INCHES
    assert len(png(drawn)) < LARGEST_PNG


@every_figure
def test_data_is_finite(draw, axes_count):
    """Does every figure draw numbers, all of them finite?"""
    drawn = list(numbers(draw()))
    assert drawn
    assert all(np.isfinite(values).all() for values in drawn)


@every_figure
def test_is_closed_in_pyplot(draw, axes_count):
    """Is the figure closed in pyplot, so that a notebook does not show it twice?"""
    before = plt.get_fignums()
    draw()
    assert plt.get_fignums() == before


@every_figure
def test_words_do_not_overlap(draw, axes_count):
    """Do all words of a figure keep clear of each other and inside the figure?"""
    drawn = draw()
    drawn.draw_without_rendering()
    shown = [word for word in words(drawn) if word.get_visible() and word.get_text()]
    assert shown
    boxes = [(word.get_text(), word.get_window_extent()) for word in shown]
    assert [(a, b) for (a, box), (b, other) in itertools.combinations(boxes, 2) if box.overlaps(other)] == []
    frame = drawn.bbox.padded(1)
    assert [text for text, box in boxes if not (frame.contains(*box.min) and frame.contains(*box.max))] == []


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


@pytest.mark.parametrize("blindness", COLOUR_BLINDNESS)
def test_colours_differ_for_colour_blind_readers(blindness):
    """Do the colours that share a figure stay apart for a colour-blind reader?"""
    for one, other in ((plots.BLUE, plots.RED), (plots.BLUE, plots.ORANGE), (plots.BLUE, plots.GREY)):
        apart = np.linalg.norm(as_seen(one, blindness) - as_seen(other, blindness))
        assert apart > SMALLEST_COLOUR_DISTANCE


def test_colour_measure_finds_red_and_green():
    """Does the measure find the classical bad pair, red and green of equal lightness?"""
    red, green = as_seen("#C04000", "deuteranopia"), as_seen("#787000", "deuteranopia")
    assert np.linalg.norm(red - green) < SMALLEST_COLOUR_DISTANCE


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
