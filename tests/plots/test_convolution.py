"""Do the figures of lesson 5 show what they promise?"""

import numpy as np
import pytest
from figures import *  # noqa: F403
from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle

from autograder.reference import im2col
from course import digits, plots
from course.plots.style import ORANGE

PICTURE = np.arange(1, 17).reshape(4, 4)


def draw_framed_digit():
    return plots.framed_digit(digits.load()[0][0] / 16, {"viền mang mã -128": 0.0, "viền mang mã 0": 8.0})


def draw_unrolled_windows():
    return plots.unrolled_windows(PICTURE, im2col(PICTURE[None, None], 3, 2, 1, 0)[0], k=3, stride=2, pad=1)


def lit_border(images=40, channels=8, side=8):
    off = np.zeros((images, channels, side, side), dtype=np.int32)
    frame = np.ones((side, side), dtype=bool)
    frame[1:-1, 1:-1] = False
    off[:, :, frame] = np.random.default_rng(0).integers(-255, 256, (images, channels, frame.sum()))
    return off


def draw_border_error():
    return plots.border_error(lit_border())


def draw_channel_sizes():
    rng = np.random.default_rng(1)
    sizes = {
        "lớp thứ nhất": (rng.uniform(0.5, 1, 8), rng.uniform(0.5, 3, 8)),
        "lớp thứ hai": (rng.uniform(0.5, 1, 16), rng.uniform(0.5, 3, 16)),
    }
    sizes["lớp thứ nhất"][0][0] = 1e-3
    return plots.channels_before_and_after(sizes)


def draw_steps_off():
    rng = np.random.default_rng(2)
    return plots.steps_off({"lớp thứ nhất": rng.uniform(-0.6, 0.6, 5000), "lớp thứ hai": rng.normal(0, 1.5, 5000)})


FIGURES = [
    (draw_framed_digit, 3),  # two digits and the colour bar
    (draw_unrolled_windows, 2),
    (draw_border_error, 3),
    (draw_channel_sizes, 2),
    (draw_steps_off, 2),
]


def test_frame_is_black_or_blazing():
    """Is a frame of brightness 0 black, one beyond the image orange, and is the image itself inside the frame?"""
    black, blazing, _ = draw_framed_digit().axes
    assert black.get_facecolor()[:3] == (0, 0, 0)
    assert blazing.get_facecolor() == to_rgba(ORANGE)
    for axes in (black, blazing):
        left, right, *_ = axes.images[0].get_extent()
        first, last = axes.get_xlim()
        assert first < left < right < last
    np.testing.assert_array_equal(black.images[0].get_array(), blazing.images[0].get_array())


def boxes(axes):
    return [patch for patch in axes.patches if isinstance(patch, Rectangle)]


def inside(box, axes):
    """The numbers written inside a box, from left to right, then down."""
    (left, bottom), width, height = box.get_xy(), box.get_width(), box.get_height()
    held = [
        (y, x, int(text.get_text()))
        for text in axes.texts
        for x, y in [text.get_position()]
        if left < x < left + width and bottom < y < bottom + height
    ]
    return [number for _, _, number in sorted(held)]


def test_each_window_is_the_row_of_its_colour():
    """Does every framed window hold the same nine numbers as the row framed in its colour?"""
    left, right = draw_unrolled_windows().axes
    assert len(boxes(left)) == len(boxes(right)) == 4
    for window, row in zip(boxes(left), boxes(right)):
        assert window.get_edgecolor() == row.get_edgecolor()
        assert window.get_linestyle() == row.get_linestyle()
        assert len(inside(row, right)) == 9
        assert inside(window, left) == inside(row, right)


def test_windows_of_a_wrong_function_are_shown():
    """Does the right side show what the given function returned, and not the right windows?"""
    _, right = plots.unrolled_windows(PICTURE, np.full((4, 9), 7), k=3, stride=2, pad=1).axes
    assert {text.get_text() for text in right.texts} == {"7"}


def test_border_error_lights_the_border_only():
    """Is the map bright at the border and 0 inside, and do the bars of the inside stand at 0 alone?"""
    left, right, _ = draw_border_error().axes
    shown = left.images[0].get_array()
    assert (shown[1:-1, 1:-1] == 0).all()
    assert min(shown[0].min(), shown[-1].min(), shown[:, 0].min(), shown[:, -1].min()) > 50
    [outline] = [patch for patch in right.patches if not isinstance(patch, Rectangle)]
    high = outline.get_xy()[outline.get_xy()[:, 1] > 0.5]
    np.testing.assert_allclose(sorted(set(high[:, 0])), [-5, 5])
    assert sum(bar.get_height() for bar in boxes(right)) == pytest.approx(1)


def test_border_error_of_right_codes_is_dark():
    """Does the map go out where nothing is wrong?"""
    left, *_ = plots.border_error(np.zeros((3, 2, 5, 6), dtype=int)).axes
    assert (left.images[0].get_array() == 0).all()


def test_border_error_counts_every_size_of_difference():
    """Are the largest differences that two int8 codes can have inside the histogram, too?"""
    off = np.zeros((1, 1, 3, 3), dtype=int)
    off[0, 0, 0, :] = (-255, 255, 0)
    _, right, _ = plots.border_error(off).axes
    assert sum(bar.get_height() for bar in boxes(right)) == pytest.approx(1)


def test_channel_sizes_draws_both_sides():
    """Is every channel drawn twice, at the sizes given, on a logarithmic axis?"""
    before, after = np.array([1e-3, 1.0]), np.array([0.5, 2.0])
    [axes] = plots.channels_before_and_after({"một lớp thử": (before, after)}).axes
    assert axes.get_yscale() == "log"
    drawn = [line.get_ydata().tolist() for line in axes.lines]
    assert drawn == [before.tolist(), after.tolist()]


def test_steps_off_loses_no_value():
    """Does every histogram count all the values, those beyond its ends included, and are both half steps marked?"""
    [axes] = plots.steps_off({"một lớp thử": np.array([-9.0, -0.1, 0.0, 0.2, 30.0])}).axes
    assert sum(bar.get_height() for bar in boxes(axes)) == 5
    assert [line.get_xdata()[0] for line in axes.lines] == [-0.5, 0.5]
