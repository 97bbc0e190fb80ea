"""Are the picture of the house and its table what the rooms are today?"""

import io
import itertools
import re

from matplotlib.image import imread

from autograder.authoring import house
from autograder.authoring.compare import same_picture
from autograder.course_folder import ROOT

PAGE = (ROOT / house.PAGE).read_text(encoding="utf-8")


def test_page_has_the_table():
    """Does the page hold the table that the rooms make today?"""
    assert house.with_table(PAGE, ROOT) == PAGE, "run python -m autograder overview"


def test_picture_is_the_one_drawn_today():
    """Is the committed picture the one that the rooms make today?"""
    stream = io.BytesIO()
    house.draw(house.floors(ROOT)).savefig(stream, dpi=130, bbox_inches="tight")
    stream.seek(0)
    assert same_picture(imread(ROOT / house.PICTURE), imread(stream)), "run python -m autograder overview"


def test_every_room_is_told():
    """Is what each room is for told of every one on a floor, and of no other?"""
    assert sorted(itertools.chain.from_iterable(house.floors(ROOT))) == sorted(house.ROOMS)


def test_no_word_leaves_its_box():
    """Does every box hold its words, none over another?"""
    drawn = house.draw(house.floors(ROOT))
    drawn.draw_without_rendering()
    for axes in drawn.axes:
        words = [text.get_window_extent() for text in axes.texts]
        assert len(words) > 4
        assert [(a, b) for a, b in itertools.combinations(words, 2) if a.overlaps(b)] == []
        boxes = [patch.get_window_extent() for patch in axes.patches]
        inside = [any(box.contains(*word.min) and box.contains(*word.max) for box in boxes) for word in words]
        at_the_left = [text.get_position()[0] == axes.texts[0].get_position()[0] for text in axes.texts]  # one a row
        assert inside == [not left for left in at_the_left]


def test_page_sends_to_places_that_are_there():
    """Is every path that the page names in this repository?"""
    named = set(re.findall(r"`((?:autograder|course|docs|tests)/[\w./]*)`", PAGE))
    assert len(named) > 15
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []
