"""Is it drawn where an array differs, however many axes and numbers it has?"""

import re
from html.parser import HTMLParser

import numpy as np
import pytest

from course.checking import picture
from course.checking.compare import difference
from course.checking.frozen import Case, Returned
from course.checking.judge import Failure


def drawn(returned, needed):
    return picture.html(Failure(Case("x", {}, needed), Returned(returned), difference(returned, needed)))


def spoilt(shape, *places):
    needed = np.arange(np.prod(shape), dtype=np.int32).reshape(shape)
    returned = needed.copy()
    for place in places:
        returned[place] += 1
    return returned, needed


@pytest.mark.parametrize(
    "shape, place", [((3,), (1,)), ((2, 3), (1, 2)), ((2, 2, 3), (1, 0, 2)), ((1, 2, 4, 4), (0, 1, 3, 0))]
)
def test_small_array(shape, place):
    """Is every number of the row or matrix written, and the wrong one marked with what was needed?"""
    returned, needed = spoilt(shape, place)
    found = drawn(returned, needed)
    cells = re.findall(r"<td[^>]*>(.*?)</td>", found)
    assert len(cells) == np.prod(shape[-2:])
    assert [cell for cell in cells if "✗" in cell] == [f"<b>✗ {returned[place]}</b> → {needed[place]}"]
    assert ("Ở vị trí" in found) == (len(shape) > 2)


@pytest.mark.parametrize(
    "shape, places, squares",
    [((20, 30), [(0, 0), (19, 29)], 2), ((1, 500), [(0, 0), (0, 1), (0, 499)], 2), ((300, 200), [(0, 0), (150, 7)], 2)],
)
def test_large_array(shape, places, squares):
    """Is a large matrix drawn in squares, few enough to look at, with words for who cannot see them?"""
    found = drawn(*spoilt(shape, *places))
    assert found.count("M") == squares
    assert f"{len(places)}/{np.prod(shape)} số sai" in found and "aria-label" in found
    width, height = map(int, re.search(r"viewBox='0 0 (\d+) (\d+)'", found).groups())
    assert max(width, height) <= picture.SQUARE * picture.DRAWN


def test_array_in_a_tuple():
    """Is the array drawn that differs, where several are returned?"""
    returned, needed = spoilt((2, 2), (0, 1))
    assert "✗ 2" in drawn((0.5, returned), (0.5, needed))


@pytest.mark.parametrize(
    "returned, needed",
    [
        (1, 2),
        (np.zeros((2, 2)), np.zeros((2, 3))),
        ([[np.zeros(2)]], [[np.ones(2)]]),
        (np.zeros(2, np.int8), np.zeros(2)),
    ],
)
def test_nothing_to_draw(returned, needed):
    """Is nothing drawn of numbers, other shapes, other types, or arrays that lie deeper?"""
    assert drawn(returned, needed) == ""


def test_well_formed():
    """Does every tag that opens close?"""

    class Tags(HTMLParser):
        open = []

        def handle_starttag(self, tag, attrs):
            self.open.append(tag)

        def handle_startendtag(self, tag, attrs):
            pass

        def handle_endtag(self, tag):
            assert self.open.pop() == tag

    for shape in ((2, 2), (40, 40)):
        parser = Tags()
        parser.feed(drawn(*spoilt(shape, (0, 0))))
        assert parser.open == []
