"""Is the picture of the mistakes that stay legible with every lesson, and does it draw only what many made?"""

import itertools

import pytest
from made_term import LESSONS

from autograder.exercises.kinds import KINDS
from autograder.report import kept_picture
from autograder.report.kept import KindNumbers

NAMES = [f"Bài {number}" for number, _ in enumerate(LESSONS, start=1)]
EVERYWHERE = (1000,) * len(LESSONS)


def numbers(kind, made=EVERYWHERE, students=1000, met=EVERYWHERE, carried=None):
    return KindNumbers(kind, made, met, students, (students, 1000), (0, 0), (0, 0), carried or {})


@pytest.fixture(params=[kept_picture.WIDE, kept_picture.NARROW], ids=["wide", "narrow"])
def texts(request):
    """(frame of the picture, {text: its place in it}) with the longest phrases, four digits over every lesson, and many ribbons."""
    longest = sorted(KINDS, key=lambda kind: -len(KINDS[kind]))[: kept_picture.DRAWN]
    carried = {(place, place + 1): 400 for place in range(len(LESSONS) - 1)}
    drawn = kept_picture.draw([numbers(kind, carried=carried) for kind in longest], NAMES, request.param)
    canvas = drawn.canvas
    canvas.draw()
    placed = [(text.get_text(), text.get_window_extent()) for text in drawn.axes[0].texts]
    return drawn.bbox, placed


def test_no_text_covers_another(texts):
    """Do the longest phrases, the numbers and the lessons' names each have room of their own, within the picture?"""
    frame, placed = texts
    assert len(placed) > kept_picture.DRAWN * len(LESSONS)
    for text, box in placed:
        assert frame.x0 <= box.x0 and box.x1 <= frame.x1 and frame.y0 <= box.y0 and box.y1 <= frame.y1, text
    for (one, box), (other, its) in itertools.combinations(placed, 2):
        apart = box.x1 <= its.x0 or its.x1 <= box.x0 or box.y1 <= its.y0 + 1 or its.y1 <= box.y0 + 1
        assert apart, (one, other)


def test_few_are_listed_not_drawn():
    """Is a kind of four students not drawn, nor one that a single lesson can have, and no more kinds than have room?"""
    of_few, of_one = numbers("range/no_clip", students=4), numbers("codes/count", met=(0, 30, *(0,) * 11))
    many = [numbers(kind) for kind in list(KINDS)[:20]]
    assert kept_picture.drawn_kinds([of_few, of_one]) == []
    assert kept_picture.drawn_kinds([of_few, *many]) == many[: kept_picture.DRAWN]


def test_told_in_words():
    """Do the words say how many made it in each lesson that can have it, and of how many it stays?"""
    one = numbers("range/no_clip", made=(20, 0, 3), met=(30, 30, 30), students=22)
    assert kept_picture.alt([one], ["Bài 1", "Bài 2", "Bài 3"]).endswith(
        "quên cắt: Bài 1 20, Bài 2 0, Bài 3 3, mắc lại: 22 trong 1000 người."
    )
    assert "Bài 3 dưới 5" in kept_picture.alt([one], ["Bài 1", "Bài 2", "Bài 3"], least=5)


def test_bars_and_ribbons_are_as_wide_as_many_students():
    """Is a bar as high, and a ribbon as thick, as students made it, and are those who made it before another colour?"""
    carried = {(0, 1): 10, (1, 2): 20}
    one = numbers("range/no_clip", made=(40, 20, 30), met=(50, 50, 50), carried=carried)
    drawn = kept_picture.draw([one], NAMES[:3], kept_picture.WIDE)
    shapes = [(patch.get_facecolor()[:3], patch.get_extents().height) for patch in drawn.axes[0].patches]
    heights = [round(high / shapes[0][1] * 40) for _, high in shapes]
    assert heights[:5] == [40, 10, 10, 20, 10]  # of lesson 1; of 2: made before, new; of 3 likewise
    assert len({colour for colour, _ in shapes[:5]}) == 2 and shapes[1][0] == shapes[3][0] != shapes[0][0]
    thick = [patch.get_path().vertices for patch in drawn.axes[0].patches[5:]]
    students = [round(abs(corners[0][1] - corners[7][1]) / kept_picture.ROOM * 40) for corners in thick]
    assert students == [10, 20]
