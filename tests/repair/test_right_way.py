"""Does a right cell show the line of another that is wrong, and nothing where more than a line may be?"""

import numpy as np

from course.checking import plain
from course.checking.frozen import Returned
from course.checking.repair import Local, Search, edits
from course.checking.repair.right_way import from_right_way

INPUTS = [(3.0, 2.0, 5.0), (-1.5, 4.0, 0.5), (10.0, -2.0, 7.0)]
RIGHT = "def f(a, b, c):\n    # TODO 1\n    part = a * b\n    return part + np.abs(c) * 3"


def right(a, b, c):
    return a * b + abs(c) * 3


def line_of(source):
    """What the search says of a cell, with the right one beside it."""
    local = Local("f", {"np": np}, [list(map(plain.encode, args)) for args in INPUTS])
    search = Search(source, "f", lambda case, outcome: outcome == Returned(right(*INPUTS[case])), most=50)
    assert search.find(range(3), [], local.answer) is None
    return search.find_line(range(3), RIGHT, local.answer)


def test_line():
    """Is the line shown that is wrong, where nothing else can be, though no small edit mends it?"""
    repair = line_of("def f(a, b, c):\n    # TODO 1\n    mine = (a - b) ** 3\n    return mine + np.abs(c) * 3")
    assert (repair.kind, repair.place.line, repair.place.text) == (None, 3, "(a - b) ** 3")


def test_forgotten_term():
    """Is a term that is not there named, and no line shown where it may be missing in several?"""
    repair = line_of("def f(a, b, c):\n    # TODO 1\n    mine = a * b\n    return mine * 1")
    assert (repair.kind, repair.place) == ("term/forgotten", None)


def test_line_that_reads_others():
    """Is nothing said of a line whose own names may be the fault?"""
    assert (
        line_of("def f(a, b, c):\n    # TODO 1\n    mine = (a - b) ** 3\n    other = 7 * c\n    return mine + other")
        is None
    )


def test_right_cell():
    """Is nothing said of a cell that is right, in other words?"""
    source = "def f(a, b, c):\n    # TODO 1\n    return b * a + 3 * np.abs(c)"
    assert all(edit.source != source for edit in from_right_way(source, "f", RIGHT))


def test_only_names_that_are_known():
    """Is nothing taken that the wrong cell has no name for?"""
    source = "def f(x, b, c):\n    # TODO 1\n    return b + c"
    assert {edit.after for edit in from_right_way(source, "f", RIGHT)} == {
        "b + c + (np.abs(c) * 3)",
        "b + c - (np.abs(c) * 3)",
        "np.abs(c)",
        "np.abs(c) * 3",
    }


def test_small_edits_say_the_kind():
    """Is the kind said where the small edits that help are of several lines, and the right cell tells the line?"""
    local = Local("f", {"np": np}, [list(map(plain.encode, args)) for args in INPUTS])
    source = "def f(a, b, c):\n    # TODO 1\n    mine = a / b\n    return mine + np.abs(c) * 3"
    search = Search(source, "f", lambda case, outcome: outcome == Returned(right(*INPUTS[case])))
    search.unsure = [edit for edit in edits(source, "f") if edit.after == "*" or edit.line == 4]
    repair = search.find_line(range(3), RIGHT, local.answer)
    assert (repair.kind, repair.place.line, repair.place.text) == ("scale/inverted", 3, "/")


def test_cells_that_cannot_be_read():
    """Is nothing drawn from or for a cell that does not parse?"""
    assert from_right_way("def f(:", "f", RIGHT) == from_right_way(RIGHT, "f", "def f(:") == []
