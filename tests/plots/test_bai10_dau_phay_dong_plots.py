"""Do the figures of lesson 10 show what they promise?"""

import numpy as np
import pytest
from figures import *  # noqa: F403

from course import plots

RNG = np.random.default_rng(0)
E2M1 = np.array([0.5, 1, 1.5, 2, 3, 4, 6])
LINES = {"INT4": np.arange(-7, 8), "E2M1": np.concatenate([-E2M1, [0, 0], E2M1])}
BELL = RNG.normal(size=2_000)
READ = {"INT8": np.rint(BELL * 30) / 30, "E4M3": BELL * (1 + 0.06 * RNG.uniform(-1, 1, BELL.size))}
CRESTS = np.array([1.7, 4.5, 4.4, 30.0, 38.0])
QUALITY = {"INT8": 52.9 - 20 * np.log10(CRESTS), "E4M3": np.array([31.9, 31.5, 31.6, 31.5, 31.6])}
NAMES = ["trải đều", "hình chuông", "hình chuông", "t 3 bậc", "t 3 bậc"]
BLOCK = np.append(RNG.normal(size=15), 5.5)
BLOCKS = {"INT4": np.rint(BLOCK), "NVFP4": np.rint(2 * BLOCK) / 2}
BASE = [5.0, 4.0]
WAYS = {"INT4": (4.5, [5.1, 4.08]), "MXFP4": (4.25, [5.2, 4.0])}


def draw_number_lines():
    return plots.number_lines(LINES)


def draw_relative_errors():
    return plots.relative_errors(BELL, READ)


def draw_sqnr_against_crest():
    return plots.sqnr_against_crest(CRESTS, QUALITY, NAMES, 11.7)


def draw_one_block():
    return plots.one_block(BLOCK, BLOCKS, 6)


def draw_perplexity_by_bits():
    return plots.perplexity_by_format(WAYS, BASE)


FIGURES = [
    (draw_number_lines, 1),
    (draw_relative_errors, 2),
    (draw_sqnr_against_crest, 1),
    (draw_one_block, 3),
    (draw_perplexity_by_bits, 1),
]


def test_every_format_has_a_row_up_to_one():
    """Is every number of a format one dash of its row, 0 and -0 the same, the largest at 1?"""
    drawn = draw_number_lines()
    rows = [line for line in drawn.axes[0].lines if line.get_marker() == "|"]
    for row, (line, numbers) in enumerate(zip(rows, LINES.values(), strict=True)):
        np.testing.assert_allclose(line.get_xdata(), np.unique(numbers) / np.max(numbers))
        assert set(line.get_ydata()) == {-row}
    assert "INT4 có 15 số, 20%" in drawn.alt and "E2M1 có 15 số, 47%" in drawn.alt


def test_errors_stand_at_the_size_of_their_values():
    """Has each format dots at the powers of two of values, in percent of the value itself, for the smallest and the largest too?"""
    above, below = draw_relative_errors().axes
    assert sum(bar.get_height() for bar in above.patches) == BELL.size
    for line, read in zip(below.lines, READ.values(), strict=True):
        order = np.argsort(np.abs(BELL))
        for place, at in ((order[0], 0), (order[20], 20), (order[-1], -1)):
            assert line.get_xdata()[at] == np.log2(abs(BELL[place]))
            assert line.get_ydata()[at] == pytest.approx(100 * abs(read[place] / BELL[place] - 1))
        assert min(line.get_ydata()) >= below.get_ylim()[0] == 0.01
    assert above.get_xlim() == below.get_xlim() and below.get_yscale() == "log"
    assert [text.get_text() for text in above.get_legend().get_texts()] == list(READ)


def test_both_formats_over_the_crest():
    """Is every data set a mark of each format, joined in the order of crests, with each kind's name once?"""
    [axes] = draw_sqnr_against_crest().axes
    for (joined, marks), quality in zip(zip(axes.lines[:4:2], axes.lines[1:4:2]), QUALITY.values(), strict=True):
        np.testing.assert_array_equal(marks.get_xdata(), CRESTS)
        np.testing.assert_array_equal(marks.get_ydata(), quality)
        assert (np.diff(joined.get_xdata()) > 0).all()
    assert [text.get_text() for text in axes.texts] == ["trải đều", "hình chuông", "t 3 bậc", "bằng nhau ở 11.7"]
    assert axes.get_xscale() == "log" and list(axes.lines[-1].get_xdata()) == [11.7, 11.7]


def test_errors_of_one_block():
    """Is every error a bar on an axis that all formats share, under the values themselves, and is each side told?"""
    above, *below = draw_one_block().axes
    np.testing.assert_array_equal(above.lines[0].get_ydata(), BLOCK)
    for axes, read in zip(below, BLOCKS.values(), strict=True):
        np.testing.assert_allclose([bar.get_height() for bar in axes.patches], read - BLOCK)
        for side in (slice(6), slice(6, None)):
            assert f"{np.mean((read - BLOCK)[side] ** 2):.4f}" in axes.get_title()
        assert list(axes.lines[-1].get_xdata()) == [5.5, 5.5]
    assert below[0].get_ylim() == below[1].get_ylim()


def test_rows_of_models():
    """Is each row the mean, in percent of what the model has in real numbers, with a mark for each model and its bits?"""
    drawn = draw_perplexity_by_bits()
    [axes] = drawn.axes
    np.testing.assert_allclose([bar.get_width() for bar in axes.patches], [2, 2])
    np.testing.assert_allclose([line.get_xdata()[0] for line in axes.lines[:4]], [2, 2, 4, 0], atol=1e-9)
    assert [text.get_text() for text in axes.texts] == ["4.50 bit", "4.25 bit"]
    [legend] = drawn.legends
    assert [text.get_text() for text in legend.get_texts()] == ["mô hình 0", "mô hình 1"]
    assert "INT4 2.00%, MXFP4 2.00%" in drawn.alt
