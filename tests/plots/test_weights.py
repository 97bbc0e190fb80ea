"""Do the figures of lesson 3 show what they promise?"""

import numpy as np
from figures import *  # noqa: F403
from matplotlib.colors import to_rgba

from course import plots
from course.plots.style import BLUE, GREY, ORANGE, RED

GENERATOR_SEED = 0
SIZES = {64: 4.25, 32: 4.5, 16: 5.0}
SQNR = {64: 15.9, 32: 17.8, 16: 19.8}


def weights(shape=(64, 64)):
    return np.random.default_rng(GENERATOR_SEED).normal(size=shape)


def draw_channel_sizes():
    return plots.channel_sizes(weights() * 4.0 ** np.arange(-3, 61 // 10 - 2).repeat(11)[:64])


def draw_used_codes():
    few, many = np.array([-1, 0, 0, 1] * 16), np.arange(-127, 128, 4)
    return plots.used_codes({"một thước chung": few, "thước riêng": many}, 127)


def draw_channel_errors():
    errors = np.abs(weights())
    return plots.channel_errors({"theo tensor": errors, "theo kênh": errors / 100})


def draw_accuracies():
    found = {"số thực": [0.98, 0.97], "theo tensor": [0.8, 0.7], "theo kênh": [0.97, 0.96]}
    return plots.accuracies(found, (0, 1))


def draw_granularity():
    return plots.granularity(np.abs(weights((16, 64))), SIZES, SQNR, 32)


def draw_one_byte():
    return plots.packed_nibbles(np.array([3, -3]), np.array([211], np.uint8))


def draw_two_bytes():
    return plots.packed_nibbles(np.array([3, -3, 7, -8]), np.array([211, 135], np.uint8))


FIGURES = [
    (draw_channel_sizes, 2),  # the map and its colour bar
    (draw_used_codes, 2),
    (draw_channel_errors, 3),
    (draw_accuracies, 1),
    (draw_granularity, 3),
    (draw_one_byte, 1),
    (draw_two_bytes, 1),
]


def test_channel_sizes_drops_the_sign():
    """Is the size of every weight drawn, a negative one as large as a positive one?"""
    drawn = plots.channel_sizes(np.array([[1.0, -2.0], [-0.5, 4.0]]))
    np.testing.assert_array_equal(drawn.axes[0].images[0].get_array(), [[1, 2], [0.5, 4]])


def test_used_codes_counts_every_weight():
    """Does each histogram count all its weights, with the largest codes inside?"""
    few, many = draw_used_codes().axes
    assert sum(bar.get_height() for bar in few.patches) == 64
    assert sum(bar.get_height() for bar in many.patches) == 64
    assert sum(bar.get_height() > 0 for bar in few.patches) < sum(bar.get_height() > 0 for bar in many.patches)


def test_used_codes_gives_each_of_few_codes_a_bar():
    """Are the bars of few codes one code wide and centred on it, of the right heights?"""
    few, _ = draw_used_codes().axes
    bars = {bar.get_x() + bar.get_width() / 2: bar.get_height() for bar in few.patches if bar.get_height()}
    assert bars == {-1: 16, 0: 32, 1: 16}


def test_used_codes_cuts_no_bar():
    """Do all bars lie inside the axes, with room at both ends, for long rulers and short ones?"""
    for qmax in (127, 15, 7, 1):
        for last in (qmax, min(qmax, 10)):
            [axes] = plots.used_codes({"một thước": np.array([-last, 0, last])}, qmax).axes
            left, right = axes.get_xlim()
            filled = [bar for bar in axes.patches if bar.get_height()]
            assert sum(bar.get_height() for bar in filled) == 3
            assert left < filled[0].get_x() and filled[-1].get_x() + filled[-1].get_width() < right


def test_used_codes_and_channel_errors_say_numbers():
    """Does each title say how many codes are used, or the largest error of its map?"""
    assert [axes.get_title() for axes in draw_used_codes().axes] == [
        "một thước chung: dùng 3 trong 255 mã",
        "thước riêng: dùng 64 trong 255 mã",
    ]
    errors = {"theo tensor": np.array([[0.5, 0.1]]), "theo kênh": np.array([[0.0039, 0.001]])}
    one, other, _ = plots.channel_errors(errors).axes
    assert one.get_title().endswith("50.00%") and other.get_title().endswith("0.39%")


def test_channel_errors_share_one_scale_of_colours():
    """Do both maps have the same ends of the colour scale, the largest error of all at the top?"""
    one, other, _ = draw_channel_errors().axes
    ends = [axes.images[0].get_clim() for axes in (one, other)]
    assert ends[0] == ends[1] == (0, 100 * np.abs(weights()).max())


def test_accuracies_draws_a_bar_for_each_way_and_seed():
    """Is each accuracy a bar of its height in percent, and does each way keep its colour?"""
    bars = draw_accuracies().axes[0].patches
    assert [round(bar.get_height()) for bar in bars] == [98, 97, 80, 70, 97, 96]
    assert [bar.get_facecolor() for bar in bars[::2]] == [to_rgba(colour) for colour in (GREY, ORANGE, BLUE)]


def test_granularity_marks_the_chosen_group():
    """Does each group have its point of bits and SQNR, with only the chosen one in red?"""
    _, right, _ = draw_granularity().axes
    _, *points = right.lines
    assert [tuple(point.get_xydata()[0]) for point in points] == [(SIZES[group], SQNR[group]) for group in SIZES]
    assert [point.get_color() == RED for point in points] == [False, True, False]


def test_packed_nibbles_shows_the_bits_of_the_bytes_given():
    """Are the bits those of the byte, highest first, with the first code over the low half?"""
    axes = draw_one_byte().axes[0]
    shown = {text.get_text(): text.get_position() for text in axes.texts}
    bits = sorted((text.get_position()[0], text.get_text()) for text in axes.texts if text.get_text() in "01")
    assert "".join(bit for _, bit in bits) == "11010011"
    assert shown["mã trước\n3"][0] == shown["nửa thấp"][0] > shown["nửa cao"][0] == shown["mã sau\n-3"][0]
