"""What every figure of the course must be: readable in Vietnamese, correct, and small enough for a notebook.

A test module of this folder lists its FIGURES, [(function that draws, how many axes)], and takes these tests in by
`from figures import *`: it then asks each question of each of its figures.
"""

import base64
import io
import itertools
import unicodedata
import warnings
from functools import cache
from types import SimpleNamespace
from xml.etree import ElementTree

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.patches import Rectangle

LARGEST_SVG = 100_000  # a lesson has up to ten figures, and a notebook less than a million bytes
SHORTEST_ALT, LONGEST_ALT = 40, 420
WIDEST_INCHES = 8.0
VIETNAMESE = set("ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ")


@cache
def drawn_once(draw):
    """The figure, drawn once for all tests that only look at it, and its SVG."""
    drawn = draw()
    return SimpleNamespace(drawn=drawn, svg=drawn.svg())


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


def test_draws_without_a_warning(draw, axes_count):
    """Does every figure draw, with as many axes as it promises and no warning (a missing glyph is one)?"""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawn = draw()
        png(drawn)
    assert len(drawn.axes) == axes_count


def test_every_axes_speaks_vietnamese(draw, axes_count):
    """Does every axes carry titles and labels, all in Vietnamese, written with composed letters?"""
    for axes in drawn_once(draw).drawn.axes:
        labels = [label for label in (axes.get_title(), axes.get_xlabel(), axes.get_ylabel()) if label]
        assert labels
        for label in labels:
            assert unicodedata.is_normalized("NFC", label)
            assert VIETNAMESE & set(label.lower()), label


def test_fits_a_notebook(draw, axes_count):
    """Is every figure narrow enough to read and light enough to store?"""
    assert drawn_once(draw).drawn.get_figwidth() <= WIDEST_INCHES
    assert len(drawn_once(draw).svg) < LARGEST_SVG


def test_alternative_text_tells_what_is_seen(draw, axes_count):
    """Does every figure carry a Vietnamese sentence or two with numbers, which do not begin with what kind of picture it is?"""
    alt = drawn_once(draw).drawn.alt
    assert SHORTEST_ALT < len(alt) < LONGEST_ALT, len(alt)
    assert unicodedata.is_normalized("NFC", alt) and VIETNAMESE & set(alt.lower())
    assert alt[0].isupper() and alt.endswith(".") and any(letter.isdigit() for letter in alt)
    assert not alt.lower().startswith(("biểu đồ", "hình", "đồ thị"))
    assert not {"nan", "inf", "None", "np."} & set(alt.replace(",", " ").split())


def test_is_shown_as_a_picture_with_its_text(draw, axes_count):
    """Does a notebook get an image that carries the text and scales with its column, the same each time it is drawn?"""
    drawn = draw()
    shown = drawn._repr_mimebundle_()
    assert set(shown) == {"text/html", "text/plain"} and shown["text/plain"] == drawn.alt
    [image] = ElementTree.fromstring(f"<p>{shown['text/html'].replace('>', '/>')}</p>")
    assert (image.tag, image.get("alt")) == ("img", drawn.alt)
    assert "max-width:100%" in image.get("style")
    kind, _, content = image.get("src").partition(",")
    assert kind == "data:image/svg+xml;base64"
    picture = base64.b64decode(content).decode("utf-8")
    assert ElementTree.fromstring(picture).tag.endswith("svg")
    assert picture == drawn_once(draw).svg


def test_data_is_finite(draw, axes_count):
    """Does every figure draw numbers, all of them finite?"""
    drawn = list(numbers(drawn_once(draw).drawn))
    assert drawn
    assert all(np.isfinite(values).all() for values in drawn)


def test_is_closed_in_pyplot(draw, axes_count):
    """Is the figure closed in pyplot, so that a notebook does not show it twice?"""
    before = plt.get_fignums()
    draw()
    assert plt.get_fignums() == before


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
