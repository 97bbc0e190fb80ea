"""Do the figures of lesson 9 show what they promise?"""

import numpy as np
import pytest
from figures import *  # noqa: F403

from course import plots

RNG = np.random.default_rng(0)
BELL = RNG.normal(size=4_000)
LEVELS = {"±max, 3 mức": np.array([-3.5, 0.0, 3.5]), "k-means": np.array([-1.5, -0.45, 0.45, 1.5])}
SQNR = {"±max, 3 mức": 1.1, "k-means": 9.3}
PATHS = np.linspace([-3.5, -1.2, 1.2, 3.5], [-1.5, -0.45, 0.45, 1.5], 9)
WORDS = {"A": "0", "B": "100", "C": "101", "D": "11"}
COUNTS = {"A": 45, "B": 13, "C": 12, "D": 30}
WAYS = {
    "thước ±max": ([2, 3, 4], [0.3, 6.8, 14.2]),
    "k-means": ([1, 1.58, 2, 3, 4], [4.4, 7.2, 9.3, 14.6, 20.2]),
    "lưới cách đều, ép bằng Huffman": ([1.7, 3.0, 4.0], [6.7, 16.0, 22.5]),
    "tam phân hóa": ([1.58], [5.8]),
}


def draw_levels_on_histogram():
    return plots.levels_on_histogram(BELL, LEVELS, SQNR)


def draw_moving_codewords():
    return plots.moving_codewords(BELL, PATHS, np.linspace(4, 9.3, 9))


def draw_huffman_tree():
    return plots.huffman_tree(WORDS, COUNTS)


def draw_sqnr_ladder():
    return plots.sqnr_ladder(WAYS)


def draw_pairs_and_centers():
    words = np.array([(one, other) for one in LEVELS["k-means"] for other in LEVELS["k-means"]])
    return plots.pairs_and_centers(BELL[:1600].reshape(-1, 2), words, 0.9 * words)


FIGURES = [
    (draw_levels_on_histogram, 2),
    (draw_moving_codewords, 3),
    (draw_huffman_tree, 1),
    (draw_sqnr_ladder, 1),
    (draw_pairs_and_centers, 2),
]


def test_every_way_has_a_row_of_its_levels():
    """Has each way a row with its levels and its decibels, under the histogram of all values?"""
    above, below = draw_levels_on_histogram().axes
    assert sum(bar.get_height() for bar in above.patches) == BELL.size
    rows = [line for line in below.lines if line.get_marker() == "|"]
    for row, line in enumerate(rows):
        np.testing.assert_array_equal(line.get_xdata(), list(LEVELS.values())[row])
        assert set(line.get_ydata()) == {-row}
    assert [text.get_text() for text in below.texts] == ["1.1 dB", "9.3 dB"]


def test_codewords_move_down_the_picture():
    """Does each word have a path from its start above to its end below, on the axis of the histogram?"""
    above, below, right = draw_moving_codewords().axes
    for word, line in enumerate(below.lines):
        np.testing.assert_array_equal(line.get_xdata(), PATHS[:, word])
        assert line.get_ydata().tolist() == list(range(9))
    assert len(below.lines) == 4 and below.get_ylim()[0] > below.get_ylim()[1]
    assert [line.get_xdata()[0] for line in above.lines] == [*PATHS[0], *PATHS[-1]]
    assert above.get_xlim() == below.get_xlim()
    assert right.lines[0].get_xdata()[-1] == pytest.approx(9.3)


def test_codewords_that_have_not_moved_yet():
    """Is the start drawn, and told, before the first step?"""
    drawn = plots.moving_codewords(BELL, PATHS[:1], np.array([4.0]))
    assert [line.get_xdata().tolist() for line in drawn.axes[1].lines] == PATHS[:1].T.tolist()
    assert "sau 0 bước" in drawn.alt


def test_tree_has_a_leaf_for_each_symbol():
    """Stands each symbol as deep as its word is long, with a branch and a bit for every step of the tree?"""
    [axes] = draw_huffman_tree().axes
    leaves = [line for line in axes.lines if line.get_marker() == "o"]
    assert sorted(-line.get_ydata()[0] for line in leaves) == sorted(map(len, WORDS.values()))
    bits = [text.get_text() for text in axes.texts if text.get_text() in ("0", "1")]
    assert sorted(bits) == ["0", "0", "0", "1", "1", "1"] and len(axes.lines) == 6 + 4
    assert "B\n13 lần\n100" in [text.get_text() for text in axes.texts]


def test_ladder_stands_below_its_limit():
    """Is the limit 6.02 dB a bit, with every way where it was measured, and the decibels beside the rungs?"""
    [axes] = draw_sqnr_ladder().axes
    limit, *ways = axes.lines
    assert limit.get_ydata()[-1] / limit.get_xdata()[-1] == pytest.approx(6.0206, abs=1e-4)
    for line, (bits, found) in zip(ways, WAYS.values(), strict=True):
        assert (list(line.get_xdata()), list(line.get_ydata())) == (bits, found)
    assert [text.get_text() for text in axes.texts] == [
        "0.3",
        "6.8",
        "14.2",
        "4.4",
        "7.2",
        "9.3",
        "14.6",
        "20.2",
        "5.8",
    ]


def test_pairs_and_their_words():
    """Do both panels show all pairs, each with its own words?"""
    left, right = draw_pairs_and_centers().axes
    assert len(left.lines[0].get_xdata()) == 800
    np.testing.assert_allclose(right.lines[1].get_xdata(), 0.9 * left.lines[1].get_xdata())
