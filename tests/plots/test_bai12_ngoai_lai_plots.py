"""Do the figures of lesson 12 show what they promise?"""

import numpy as np
import pytest
from figures import *  # noqa: F403

from course import plots

RNG = np.random.default_rng(0)
CALM = RNG.normal(size=(24, 32))
SPIKY = CALM * np.where(np.arange(32) == 9, 64, 1)
MAPS = {"như đã học": CALM, "đã trồng": SPIKY, "phép quay": CALM * 9}
ALPHAS = (0, 0.25, 0.5, 0.75, 1)
SWEPT = np.array([[13.9, 9.1, 6.3, 6.1, 7.1], [18.2, 8.8, 6.4, 5.8, 6.4], [15.3, 9.4, 6.6, 6.1, 7.3]])
IN_REALS = [5.20, 5.18, 5.21]
FOUND = {"số thực": IN_REALS, "để yên": [33.3, 17.3, 27.4], "phép quay": [6.0, 5.6, 5.8]}
POWERS = {
    step: (x, np.exp(x) + step / 2) for step in (0.1, 0.02, 0.001) for x in (np.arange(0, -4, -step, dtype=np.float64),)
}
BEFORE, AFTER = np.abs(SPIKY).max(axis=0), np.full(32, 2.0)


def draw_activation_maps():
    return plots.activation_maps(MAPS)


def draw_alpha_curves():
    return plots.alpha_sweep(ALPHAS, SWEPT, IN_REALS)


def draw_two_sides():
    return plots.two_sides((BEFORE, AFTER), (AFTER, BEFORE))


def draw_perplexities():
    return plots.perplexities(FOUND, "W8A8 tĩnh, giá trị ngoại lai to gấp 64")


def draw_integer_powers():
    return plots.integer_powers(POWERS)


FIGURES = [
    (draw_activation_maps, 4),
    (draw_alpha_curves, 1),
    (draw_two_sides, 2),
    (draw_perplexities, 1),
    (draw_integer_powers, 2),
]


def test_maps_share_their_shades():
    """Is the size of every number shown, all maps on one scale, and is the largest number told above each?"""
    *panels, _ = draw_activation_maps().axes
    for axes, (name, X) in zip(panels, MAPS.items(), strict=True):
        [image] = axes.images
        np.testing.assert_array_equal(image.get_array(), np.maximum(np.abs(X), 0.05))
        assert (image.norm.vmin, image.norm.vmax) == (0.05, np.abs(SPIKY).max())
        assert axes.get_title() == f"{name}\nlớn nhất {np.abs(X).max():.3g}"


def test_spike_is_told():
    """Does the text say by how much the largest channel stands out?"""
    assert f"gấp {BEFORE.max() / np.median(BEFORE):.1f} lần" in draw_activation_maps().alt


def test_curves_have_a_mean_and_a_floor():
    """Has each model its curve over alpha, with their mean, and the models in reals below?"""
    [axes] = draw_alpha_curves().axes
    *models, mean, floor = axes.lines
    for line, row in zip(models, SWEPT, strict=True):
        np.testing.assert_array_equal(line.get_xydata(), np.transpose([ALPHAS, row]))
    np.testing.assert_allclose(mean.get_ydata(), SWEPT.mean(axis=0))
    assert floor.get_ydata()[0] == pytest.approx(np.mean(IN_REALS))
    assert axes.get_yscale() == "log"


def test_lowest_alpha_is_told():
    """Does the text name the lowest point of the mean and both ends?"""
    alt = draw_alpha_curves().alt
    assert f"{SWEPT.mean(axis=0)[3]:.2f} ở α = 0.75" in alt and "15.8 ở α = 0," in alt


def test_both_sides_before_and_after():
    """Are the sizes of all channels shown before and after, those of activations above, those of weights below?"""
    above, below = draw_two_sides().axes
    for axes, (before, after) in ((above, (BEFORE, AFTER)), (below, (AFTER, BEFORE))):
        np.testing.assert_array_equal(axes.lines[0].get_ydata(), before)
        np.testing.assert_array_equal(axes.lines[1].get_ydata(), after)
        assert axes.get_yscale() == "log"


def test_every_way_has_a_row_of_its_models():
    """Has each way a row with a mark for each model, none on top of another, and the mean in figures beside it?"""
    drawn = draw_perplexities()
    [axes] = drawn.axes
    for number, line in enumerate(axes.lines):
        assert list(line.get_xdata()) == [each[number] for each in FOUND.values()]
        np.testing.assert_array_equal(np.rint(line.get_ydata()), [0, -1, -2])
    assert len({line.get_ydata()[0] for line in axes.lines}) == len(IN_REALS)
    *means, head = axes.texts
    assert [text.get_text() for text in means] == [f"{np.mean(each):.2f}" for each in FOUND.values()]
    assert [text.xy[1] for text in means] == [0, -1, -2] and head.get_text() == "trung bình"
    [legend] = drawn.legends
    assert [text.get_text() for text in legend.get_texts()] == ["mô hình 0", "mô hình 1", "mô hình 2"]


def test_powers_and_their_errors():
    """Is each step's curve drawn above, and how far it is off below?"""
    above, below = draw_integer_powers().axes
    assert len(above.lines) == 1 + len(POWERS)
    for line, step in zip(below.lines, POWERS):
        np.testing.assert_allclose(line.get_ydata(), step / 2, atol=1e-12)
    assert "0.050 khi S = 0.1" in draw_integer_powers().alt
