"""Do the figures of lesson 7 show what they promise?"""

import numpy as np
from figures import *  # noqa: F403

from course import plots
from course.plots.style import BLUE, GREY, RED

CHOICES, SIZES = (2, 3, 4, 5, 6), (4096, 4096, 2048, 1024, 320)
S = np.random.default_rng(0).exponential(size=(5, 5)) * [1, 0.03, 0.001, -0.0002, 0.0001]
BITS = np.random.default_rng(1).uniform(2.05, 5.9, 400)
LEAST = np.random.default_rng(2).integers(2, 5, 400)
MARKS = np.clip(0.2 * BITS - 0.1 * (LEAST == 2), 0.3, 0.97)
LINE = np.array([2.0, 2.7, 3.2, 4.9]), np.array([0.42, 0.9, 0.965, 0.98])


def pair(spread):
    rng = np.random.default_rng(3)
    sizes = np.exp(rng.normal(0, spread, 64))
    return rng.normal(size=(64, 64)) * sizes, rng.normal(size=(64, 32)) / sizes[:, None]


def draw_layer_losses():
    return plots.layer_losses(S, CHOICES, SIZES)


def draw_two_losses():
    return plots.layer_losses(S[:3, :2], CHOICES[:2], SIZES[:3])


def draw_channel_ranges():
    return plots.channel_ranges(pair(2.0), pair(0.1))


def draw_three_ways():
    ways = {"số thực": [0.99, 0.97, 0.98], "4 bit": [0.08, 0.09, 0.1], "cân bằng rồi 4 bit": [0.97, 0.97, 0.96]}
    return plots.accuracy_of_ways(ways, "Trọng số 4 bit, cả ma trận chung một thước")


def draw_four_ways():
    ways = dict(zip(("số thực", "mọi lớp 3 bit", "chia bừa", "chia theo độ nhạy"), np.full((4, 3), 0.9)))
    return plots.accuracy_of_ways(ways, "Ngân sách 3.25 bit mỗi trọng số")


def draw_output_shifts():
    return plots.output_shifts(np.random.default_rng(4).normal(size=32), np.full(32, 1e-16))


def draw_accuracy_against_bits():
    equal = np.array([2.0, 3.0, 4.0, 5.0]), np.array([0.42, 0.92, 0.98, 0.98])
    return plots.accuracy_against_bits((BITS, MARKS, LEAST), LINE, equal, 0.98)


def draw_sums_and_measurements():
    sums = np.exp(np.random.default_rng(5).uniform(-7, 1, 300))
    return plots.sums_and_measurements(sums, sums * np.exp(np.random.default_rng(6).normal(0, 0.5, 300)))


FIGURES = [
    (draw_layer_losses, 3),
    (draw_two_losses, 2),
    (draw_channel_ranges, 2),
    (draw_three_ways, 1),
    (draw_four_ways, 1),
    (draw_output_shifts, 1),
    (draw_accuracy_against_bits, 1),
    (draw_sums_and_measurements, 1),
]


def test_bars_are_the_losses():
    """Is each bar the loss of its layer, one picture a number of bits, the first three only?"""
    drawn = draw_layer_losses()
    for axes, losses in zip(drawn.axes, S.T[:3], strict=True):
        np.testing.assert_array_equal([bar.get_height() for bar in axes.patches], losses)


def test_ranges_of_both_sides():
    """Do the dots show the largest weight of each column and of each row, before and after?"""
    for axes, (W1, W2) in zip(draw_channel_ranges().axes, (pair(2.0), pair(0.1)), strict=True):
        columns, rows = axes.lines
        np.testing.assert_array_equal(columns.get_ydata(), np.abs(W1).max(axis=0))
        np.testing.assert_array_equal(rows.get_ydata(), np.abs(W2).max(axis=1))


def test_alternative_text_measures_how_far_the_sides_are_apart():
    """Are the two sides of a pair that is equal told to be 1.0 times apart?"""
    W1, W2 = np.diag([1.0, 4.0]), np.diag([2.0, 0.5])
    alt = plots.channel_ranges((W1, W2), (np.diag([1.4, 1.4]), np.diag([1.4, 1.4]))).alt
    assert "gấp 4.0 lần cột nhỏ nhất, hai phía chênh nhau đến 8.0 lần" in alt
    assert "gấp 1.0 lần cột nhỏ nhất, hai phía chênh nhau đến 1.0 lần" in alt


def test_every_random_way_is_one_dot():
    """Is each random way a dot, of one colour where a layer has the fewest bits, and is the line the best ways?"""
    [axes] = draw_accuracy_against_bits().axes
    with_few, with_more, _, equal, best = axes.lines
    assert (with_few.get_color(), with_more.get_color(), best.get_color()) == (GREY, BLUE, RED)
    np.testing.assert_array_equal(with_few.get_xdata(), BITS[LEAST == 2])
    np.testing.assert_allclose(with_more.get_ydata(), 100 * MARKS[LEAST > 2])
    np.testing.assert_allclose(best.get_xydata(), np.transpose(LINE) * [1, 100])
    assert len(equal.get_xdata()) == 4


def test_share_of_dots_below_the_line():
    """Does the text tell which share of the dots lies on the line or below it?"""
    dots = np.array([2.5, 3.0, 3.5, 9.0]), np.array([0.5, 0.99, 0.6, 0.9]), np.array([2, 3, 2, 3])
    line = np.array([2.0, 4.0]), np.array([0.5, 0.9])
    alt = plots.accuracy_against_bits(dots, line, (np.array([2.0]), np.array([0.5])), 0.98).alt
    assert "67% số chấm không cao hơn đường ấy" in alt


def test_diagonal_of_sums():
    """Does the line hold where measured is equal to summed, from end to end of both?"""
    [axes] = plots.sums_and_measurements([0.01, 1.0], [0.02, 3.0]).axes
    np.testing.assert_array_equal(axes.lines[1].get_xydata(), [[0.01, 0.01], [3.0, 3.0]])
