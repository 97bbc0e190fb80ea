"""Do the figures of lesson 6 show what they promise?"""

import numpy as np
import pytest
from figures import *  # noqa: F403

from course import plots

RNG = np.random.default_rng(0)
VALUES = np.abs(RNG.normal(size=4_000))
LONG_TAILED = np.append(VALUES, [9.0, 15.0, 26.0])
METHODS = ("min-max", "phân vị 99", "MSE", "KL")


def draw_values_and_codes():
    both = {"ảnh bình thường": VALUES, "có ba ảnh lạ": LONG_TAILED}
    return plots.values_and_codes(both, {name: np.linspace(0, values.max(), 16) for name, values in both.items()})


def draw_batch_ranges():
    highs = np.array([3.5, 3.7, 26.0, 3.4])
    averages = {
        "min-max": [(0, 3.5), (0, 3.7), (0, 26), (0, 26)],
        "trung bình động": [(0, 3.5), (0, 3.5), (0, 5.8), (0, 5.5)],
    }
    return plots.batch_ranges(np.zeros(4), highs, averages)


def draw_clipping_and_rounding():
    errors = np.where(VALUES > 2, 2 - VALUES, np.random.default_rng(1).uniform(-0.1, 0.1, VALUES.size))
    return plots.clipping_and_rounding(VALUES, errors, VALUES > 2)


def draw_nothing_clipped():
    return plots.clipping_and_rounding(VALUES, np.zeros(VALUES.size), VALUES > 99)


def draw_error_by_threshold():
    thresholds = np.linspace(4, 0.1, 40)
    clipping = np.maximum(3.5 - thresholds, 0) ** 4 / 1e3
    return plots.error_by_threshold(
        thresholds, {f"{bits} bit": (thresholds**2 / 4**bits / 12, clipping) for bits in (3, 6)}
    )


def draw_merged_histogram():
    return plots.merged_histogram(np.array([1, 0, 2, 3, 5, 3, 1, 7]), np.array([2, 0, 2, 2, 4, 4, 4, 4]))


def draw_thresholds_on_histogram():
    return plots.thresholds_on_histogram(
        LONG_TAILED, dict(zip(METHODS, [(0, 26.0), (0, 3.0), (0, 15.7), (0, 2.86)])), 8.0
    )


def draw_accuracy_by_bits():
    found = {name: np.array([0.98, 0.95, 0.9 - 0.2 * k]) for k, name in enumerate(METHODS)}
    return plots.accuracy_by_bits([8, 5, 2], found, 0.989)


def draw_static_and_dynamic():
    tops = np.append([21.0, 22.7, 20.0], np.linspace(2, 4, 77))
    ways = {
        **{f"tĩnh, {name}": (0.9, 0.9) for name in METHODS},
        "động, theo lô": (0.97, 0.88),
        "động, theo hàng": (0.98, 0.98),
    }
    return plots.static_and_dynamic(tops, {"động, cả lô": 22.7, "tĩnh, phân vị": 3.1}, ways, 0.982)


FIGURES = [
    (draw_values_and_codes, 2),
    (draw_batch_ranges, 1),
    (draw_clipping_and_rounding, 2),
    (draw_nothing_clipped, 2),
    (draw_error_by_threshold, 4),
    (draw_merged_histogram, 1),
    (draw_thresholds_on_histogram, 2),
    (draw_accuracy_by_bits, 2),
    (draw_static_and_dynamic, 2),
]


def test_values_lose_none_and_show_every_code():
    """Does each histogram count all values, on one scale, with a mark for every code?"""
    above, below = draw_values_and_codes().axes
    for axes, values in ((above, VALUES), (below, LONG_TAILED)):
        assert sum(bar.get_height() for bar in axes.patches[:60]) == values.size
        np.testing.assert_allclose(axes.lines[0].get_xdata(), np.linspace(0, values.max(), 16))
    assert above.get_xlim() == below.get_xlim()


def test_batch_ranges_draws_each_average():
    """Is every average drawn at both ends, after every batch?"""
    axes = draw_batch_ranges().axes[0]
    assert [line.get_ydata()[2] for line in axes.lines] == [0, 26, 0, 5.8]
    assert len(axes.collections[0].get_segments()) == 4


def test_clipping_and_rounding_parts_the_error():
    """Do the bars add up to the mean squared error, and are only clipped values red?"""
    errors = np.array([0.1, -0.1, -2.0, 0.0])
    scatter, totals = plots.clipping_and_rounding(
        np.array([1.0, 2.0, 5.0, 0.5]), errors, np.array([False, False, True, False])
    ).axes
    assert [bar.get_height() for bar in totals.patches] == pytest.approx([0.02 / 4, 4 / 4])
    assert scatter.lines[1].get_xdata().tolist() == [5.0]


def test_error_by_threshold_marks_the_least():
    """Is the marked point the least sum of the two parts, further left with fewer bits?"""
    marks = []
    for axes in draw_error_by_threshold().axes:
        total, mark = axes.lines[0], axes.lines[-1]
        assert mark.get_ydata()[0] == total.get_ydata().min()
        marks.append(mark.get_xdata()[0])
    assert marks[:2] == marks[2:] and marks[0] < marks[1]


def test_error_by_threshold_shows_a_u():
    """Does the sum stand on a plain axis, cut where both arms of the U are seen, and on one logarithmic axis for all?"""
    *plain, one, other = draw_error_by_threshold().axes
    for axes in plain:
        total, (low, high) = axes.lines[0].get_ydata(), axes.get_ylim()
        assert axes.get_yscale() == "linear" and low == 0 and total.min() < high / 3
        assert total[-1] > high and total[0] > 1.2 * total.min()
    assert one.get_yscale() == other.get_yscale() == "log" and one.get_ylim() == other.get_ylim()


def test_thresholds_are_drawn_where_they_are():
    """Is each method's threshold drawn at its value, and named with it?"""
    whole, close = draw_thresholds_on_histogram().axes
    assert [line.get_xdata()[0] for line in whole.lines] == [26.0, 3.0, 15.7, 2.86]
    assert [text.get_text() for text in close.get_legend().get_texts()][0] == "min-max: 26.00"


def test_accuracy_by_bits_goes_from_many_bits_to_few():
    """Does the axis run from many bits to few, with per cent upwards and the real network as a line?"""
    axes, close = draw_accuracy_by_bits().axes
    first, last = axes.get_xlim()
    assert first > last
    assert (close.get_ylim()[0], axes.get_ylim()[0]) == (89.5, 0)
    assert axes.lines[0].get_ydata()[0] == pytest.approx(98.9)
    assert axes.lines[1].get_ydata().tolist() == pytest.approx([98.0, 95.0, 90.0])


def test_static_and_dynamic_shows_each_image_and_each_way():
    """Is there a point for the range of each image, a line for each shared one, and two marks for each way, in per cent?"""
    tops, marks = draw_static_and_dynamic().axes
    assert len(tops.lines[0].get_ydata()) == 80
    assert [line.get_ydata()[0] for line in tops.lines[1:]] == [22.7, 3.1]
    assert tops.get_ylim()[1] > 22.7
    without, among = marks.lines[1:3]
    assert without.get_xdata().tolist() == pytest.approx([90, 90, 90, 90, 97, 98])
    assert among.get_xdata().tolist() == pytest.approx([90, 90, 90, 90, 88, 98])
    assert [label.get_text() for label in marks.get_yticklabels()][-1] == "động, theo hàng"
    assert among.get_ydata()[-1] < among.get_ydata()[0]
