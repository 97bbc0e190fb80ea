"""Do the figures of lesson 4 show what they promise?"""

import numpy as np
import pytest
from figures import *  # noqa: F403
from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle

from course import plots
from course.plots.style import BLUE, ORANGE

STEPS = [
    ("mã $X_q$", "int8", True),
    ("trừ $z_X$, nhân,\ncộng dồn", "int32", True),
    ("cộng $b$", "float32", False),
    ("nhân $s_Xs_W/s_Y$", "float32", False),
    ("làm tròn,\ncộng $z_Y$, cắt", "float32", False),
    ("mã $Y_q$", "int8", True),
]
ZERO_POINTS = (-128, -128, -128, 7)
BITS = range(2, 32)


def generator():
    return np.random.default_rng(0)


def draw_layer_pipeline():
    return plots.layer_pipeline(STEPS)


def draw_bias_codes():
    codes = np.round(generator().normal(0, 400, 106)).astype(int)
    names = ("int8, độ co giãn riêng", "int32, độ co giãn s_X·s_W")
    return plots.bias_codes(codes, {name: generator().uniform(0, 6e-4, 106) for name in names})


def draw_accumulator_bits():
    sums = np.round(generator().normal(0, 30_000, 5_000)).astype(int)
    return plots.accumulator_bits(sums, generator().integers(5, 19, 5_000))


def draw_shift_error():
    errors = generator().uniform(0, 1, 5_000)
    return plots.shift_error({"dịch thẳng": -errors, "cộng nửa rồi dịch": 0.5 - errors})


def draw_layer_codes():
    names = ("đầu vào", "lớp 1", "lớp 2", "lớp 3: logit")
    codes = {name: generator().integers(-128, 128, (50, 30)).astype(np.int8) for name in names}
    return plots.layer_codes(codes, ZERO_POINTS)


def draw_logit_error():
    logits = generator().normal(0, 6, (450, 10))
    return plots.logit_error(logits, generator().normal(0, 0.5, logits.shape), generator().uniform(0, 90, 450))


def draw_multiplier_bits():
    off = [2.0**-bits if bits < 24 else 0.0 for bits in BITS]
    return plots.multiplier_bits(BITS, off, [2.0 ** (2 - bits) for bits in BITS], generator().integers(-1, 2, 900), 7)


FIGURES = [
    (draw_layer_pipeline, 1),
    (draw_bias_codes, 2),
    (draw_accumulator_bits, 2),
    (draw_shift_error, 2),
    (draw_layer_codes, 4),
    (draw_logit_error, 2),
    (draw_multiplier_bits, 3),
]


def counted(axes):
    """The heights of an axes' bars; the shaded ranges are polygons or as high as the axes."""
    return [bar.get_height() for container in axes.containers for bar in container]


def test_pipeline_colours_what_is_real():
    """Is each step orange if, and only if, it still needs real numbers, and does the title count them?"""
    [axes] = draw_layer_pipeline().axes
    frames = [patch for patch in axes.patches if isinstance(patch, Rectangle) and not patch.get_fill()]
    assert [frame.get_edgecolor() for frame in frames] == [to_rgba(BLUE if step[2] else ORANGE) for step in STEPS]
    assert "3 ô số nguyên" in axes.get_title() and "3 ô số thực" in axes.get_title()


def test_bias_histogram_loses_no_bias():
    """Does the histogram count all biases, and the errors' curve show each method's errors, sorted?"""
    left, right = draw_bias_codes().axes
    assert sum(counted(left)) == 106
    assert len(right.lines) == 2
    assert all((np.diff(line.get_ydata()) >= 0).all() for line in right.lines)


def test_accumulator_bits_draws_both_limits():
    """Are all sums counted, and do the lines stand behind 16 and 32 bits?"""
    left, right = draw_accumulator_bits().axes
    assert sum(counted(left)) == sum(counted(right)) == 5_000
    assert [line.get_xdata()[0] for line in right.lines] == [16.5, 32.5]


def test_shift_errors_share_their_axes():
    """Are both ways of shifting drawn on one scale, all their errors counted, each with its mean?"""
    left, right = draw_shift_error().axes
    assert left.get_xlim() == right.get_xlim() and left.get_ylim() == right.get_ylim()
    assert sum(counted(left)) == sum(counted(right)) == 5_000
    assert [line.get_xdata()[0] for axes in (left, right) for line in axes.lines] == pytest.approx([-0.5, 0], abs=0.01)


def test_layer_codes_marks_each_zero_point():
    """Does every layer show all its codes and its own zero point?"""
    every = draw_layer_codes().axes
    assert [sum(counted(axes)) for axes in every] == [1_500] * 4
    assert tuple(axes.lines[0].get_xdata()[0] for axes in every) == ZERO_POINTS


def test_logit_error_shades_the_gaps_in_reach():
    """Does the shaded range reach as far as the largest error, beside all gaps?"""
    left, right = draw_logit_error().axes
    assert sum(counted(right)) == 450
    shaded = right.patches[-1]
    assert shaded.get_width() == pytest.approx(np.abs(left.lines[0].get_ydata()).max())


def test_multiplier_bits_marks_the_chosen_width():
    """Is the chosen number of bits marked on both curves, and are all changes counted?"""
    left, middle, right = draw_multiplier_bits().axes
    for axes in (left, middle):
        curve, mark = axes.lines
        assert (mark.get_xdata()[0], mark.get_ydata()[0]) == (7, curve.get_ydata()[BITS.index(7)])
    assert sum(counted(right)) == 900
