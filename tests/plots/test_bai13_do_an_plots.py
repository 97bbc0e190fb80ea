"""Do the figures of lesson 13 show what they promise?"""

import numpy as np
import pytest
from figures import *  # noqa: F403

from course import gguf, plots, tiny_lm

SIZES = {name: W.size // 32 for name, W in gguf.rows(tiny_lm.load(0)).items()}
KINDS = dict(zip(SIZES, np.resize(["Q5_0", "Q4_0", "Q4_0", "Q8_0"], len(SIZES)).tolist()))
PACKED = {name: (KINDS[name], blocks * gguf.KINDS[KINDS[name]]) for name, blocks in SIZES.items()}
TOTAL = 640 + sum(size for _, size in PACKED.values())
RISES = np.geomspace(0.4, 1e-4, 15) * np.array([[1.0], [0.5], [1.5]])
RISES[:, -1] = -0.001
DOTS = np.linspace(19_800, 20_774, 12), np.linspace(5.9, 5.5, 12)
WAYS = {
    "mọi ma trận Q4_0": (19_360, 6.08),
    "token_embd Q5_0": (19_776, 5.48),
    "mọi ma trận Q5_0": (23_520, 5.21),
    "compress của bạn": (20_890, 5.27),
}


def draw_where_bytes_went():
    return plots.where_bytes_went(PACKED, 640, TOTAL + 100)


def draw_over_budget():
    return plots.where_bytes_went(PACKED, 640, TOTAL - 1)


def draw_rise_against_bytes():
    return plots.rise_against_bytes({name: 18 * blocks for name, blocks in SIZES.items()}, RISES)


def draw_perplexity_by_size():
    return plots.perplexity_by_size(DOTS, WAYS, 5.10, 20_774)


def draw_byte_maps():
    return plots.byte_maps(
        {
            "Q4_0": [("bước", 2), ("mã, hai mã một byte", 16)],
            "Q5_0": [("bước", 2), ("bit thứ năm", 4), ("bốn bit thấp của mã", 16)],
            "Q8_0": [("bước", 2), ("mã", 32)],
        }
    )


FIGURES = [
    (draw_where_bytes_went, 1),
    (draw_over_budget, 1),
    (draw_rise_against_bytes, 1),
    (draw_perplexity_by_size, 1),
    (draw_byte_maps, 1),
]


def test_every_matrix_is_a_bar_of_its_bytes():
    """Is each matrix a bar as long as its bytes, of the colour and hatch of its kind, and the rest of the budget told?"""
    drawn = draw_where_bytes_went()
    [axes] = drawn.axes
    assert [bar.get_width() for bar in axes.patches] == [size for _, size in PACKED.values()]
    looks = {(kind, bar.get_facecolor(), bar.get_hatch()) for bar, (kind, _) in zip(axes.patches, PACKED.values())}
    assert len(looks) == 3
    assert "còn 100" in axes.get_title() and "vượt 1" in draw_over_budget().axes[0].get_title()
    assert f"{TOTAL} byte" in drawn.alt


def test_dearest_matrices_are_named():
    """Has each matrix a mark at its mean, those that cost most their names, and those that cost nothing the lowest place?"""
    [axes] = draw_rise_against_bytes().axes
    marks = [line.get_ydata()[0] for line in axes.lines if line.get_marker() in "Do"]
    np.testing.assert_allclose(marks, np.maximum(RISES.mean(axis=0), 1e-3))
    assert [text.get_text() for text in axes.texts] == list(SIZES)[:5]
    assert axes.get_xscale() == axes.get_yscale() == "log"


def test_ways_stand_where_they_are_and_those_too_large_are_hollow():
    """Is each way a mark at its bytes, hollow beyond the budget, and each random one a cross?"""
    drawn = draw_perplexity_by_size()
    [axes] = drawn.axes
    crosses, *marks = axes.lines
    np.testing.assert_array_equal(crosses.get_xdata(), DOTS[0])
    for mark, (size, perplexity) in zip(marks, WAYS.values()):
        assert (mark.get_xdata()[0], mark.get_ydata()[0]) == (size, perplexity)
        assert (mark.get_markerfacecolor() == "none") == (size > 20_774)
    assert "vượt ngân sách" in axes.get_legend().get_texts()[3].get_text()
    assert "từ 5.50 đến 5.90" in drawn.alt


def test_every_byte_is_a_box():
    """Are there as many boxes as bytes in each kind of block?"""
    [axes] = draw_byte_maps().axes
    assert len(axes.patches) == sum(gguf.KINDS.values())
    assert max(bar.get_x() + bar.get_width() for bar in axes.patches) == pytest.approx(34)
