"""Are those TODOs lost whose pieces must be the solution's to make every case right, the fewest of them?"""

from contextlib import contextmanager

import pytest
from rooms_at_home import SOLUTION, TODOS, RoomsAtHome, exercise, outcomes

from autograder.diagnosis.blame import Blame
from autograder.diagnosis.rooms import Rooms
from autograder.sandbox import Ended, Limits, Sandbox
from course.checking.frozen import Raised, Returned

ASKED = exercise()


def lost(source, rooms=None, stand_ins=None, asked=ASKED, solution=SOLUTION):
    rooms = rooms or RoomsAtHome([source])
    return Blame({asked.function: solution}).lost(asked, outcomes(source, asked, stand_ins), rooms, stand_ins or {})


LOST = {
    "the_first": (SOLUTION.replace("2 * x", "3 * x"), ("TODO 1",)),
    "the_second": (SOLUTION.replace("+ width", "- width"), ("TODO 2",)),
    "both": (SOLUTION.replace("2 * x", "3 * x").replace("+ width", "- width"), TODOS),
    "the_first_is_not_done": (SOLUTION.replace("doubled = 2 * x", "raise NotImplementedError('TODO 1')"), ("TODO 1",)),
    "nothing_is_done": (
        "def f(x, width):\n    # TODO 1\n    raise NotImplementedError('TODO 1')\n    # TODO 2\n    raise NotImplementedError('TODO 2')",
        TODOS,
    ),
    "the_second_returns_nothing": (SOLUTION.replace("return y", "print(y)"), ("TODO 2",)),
    "a_name_that_nobody_assigns": (SOLUTION.replace("doubled = 2", "double = 2"), ("TODO 1",)),
    "the_lines_before": (SOLUTION.replace("width):\n", "width):\n    x = x + 1\n"), ("TODO 2",)),
    "the_lines_before_and_the_first": (
        SOLUTION.replace("width):\n", "width):\n    x = x + 1\n").replace("2 * x", "3 * x"),
        ("TODO 1",),
    ),
    "a_mistake_undone_by_another": (SOLUTION.replace("2 * x", "2 * x + 1").replace("+ width", "+ width - 1.5"), TODOS),
}


@pytest.mark.parametrize("name", LOST)
def test_fewest_pieces(name):
    """Are the fewest pieces lost that make it right, and at least one where only the lines before all pieces differ?"""
    source, expected = LOST[name]
    assert lost(source) == expected


def test_of_equally_many():
    """Of two pieces either of which would make it right, is the one lost that leaves a name unassigned, else the last?"""
    undoing = "def f(x, width):\n    # TODO 1\n    doubled = 2 * x + 1\n    # TODO 2\n    y = doubled + width - 2\n    return y"
    solution = SOLUTION.replace("y = doubled", "doubled = 2 * x\n    y = doubled")
    assert lost(undoing, solution=solution) == ("TODO 2",)


@pytest.mark.parametrize(
    "cell", ["def f(x, width):\n    return 3 * x", "f = lambda x, width: x", "def f(*a):\n    return a"]
)
def test_what_cannot_be_cut(cell):
    """Is nothing told of a function that cannot be cut, and no room opened for it?"""
    rooms = RoomsAtHome([cell])
    assert lost(cell, rooms) is None and rooms.opened == []


def test_no_cell():
    """Is nothing told of a function that no cell defines?"""
    rooms = RoomsAtHome(["a = 1"])
    answers = [Returned(0)] * len(ASKED.cases)
    assert Blame({"f": SOLUTION}).lost(ASKED, answers, rooms, {}) is None


def test_no_room_holds_the_piece_that_it_is_asked_about():
    """Is each mixture in a room of its own, with the solution's code for the replaced TODOs only, and never all of the solution beside the student's piece?"""
    source = SOLUTION.replace("2 * x", "3 * x").replace("+ width", "- width")
    rooms = RoomsAtHome([source])
    lost(source, rooms)
    held = [
        {piece for piece in ("2 * x", "3 * x", "+ width", "- width") if piece in text} for _, text, _ in rooms.opened
    ]
    assert held[:2] == [{"3 * x", "+ width"}, {"2 * x", "- width"}]
    assert not any({"2 * x", "3 * x"} <= room or {"+ width", "- width"} <= room for room in held)


def test_no_room_left():
    """Are the TODOs not said to be lost that nobody could look at, where no room is left?"""
    assert lost(SOLUTION.replace("2 * x", "3 * x"), RoomsAtHome(["", SOLUTION], most=0)) is None


def test_process_that_ends():
    """Is a mixture whose process ends not right, and are the others tried?"""

    class Ending(RoomsAtHome):
        def open(self, function, source, stand_ins=None):
            if "+ width" in source:
                raise Ended("memory")
            return super().open(function, source, stand_ins)

    source = SOLUTION.replace("+ width", "- width")
    rooms = Ending([source])
    assert lost(source, rooms) == TODOS and len(rooms.opened) > 1


def test_wrong_case_is_asked_first():
    """Is a mixture asked one case that the student had wrong, and the others only if it is right in that?"""
    source, asked = SOLUTION.replace("2 * x", "3 * x").replace("+ width", "- width"), []

    class Counting(RoomsAtHome):
        @contextmanager
        def open(self, *told):
            with super().open(*told) as room:
                call = room.call
                room.call = lambda function, calls: asked.append(calls) or call(function, calls)
                yield room

    assert lost(source, Counting([source])) == TODOS
    assert [len(calls) for calls in asked] == [1, 1, 3, 1, 3]
    assert outcomes(source, ASKED)[0] != ASKED.cases[0].needed and asked[0] == [ASKED.cases[0].encoded_args]


def test_with_stand_ins():
    """Does the piece of a later function count where the reference stands for an earlier one?"""

    def twice(args, named):
        return Returned(2 * args[0]) if not named else Raised("TypeError", "")

    calling = SOLUTION.replace("2 * x", "twice(x)")
    source = calling.replace("+ width", "- width")
    rooms = RoomsAtHome(["def twice(x):\n    return None", source])
    assert lost(source, rooms, {"twice": twice}, solution=calling) == ("TODO 2",)
    assert rooms.opened[0][2] == ["twice"]


def test_error_is_as_wrong_as_a_value():
    """Is a piece lost that ends with an error?"""
    assert lost(SOLUTION.replace("2 * x", "x / 0")) == ("TODO 1",)


def test_second_way_to_bridge_after_a_case_that_failed():
    """Is the next cell tried in the same process after one that was right in the first case and not in all?"""
    solution = SOLUTION.replace("doubled", "total")
    source = "def f(x, width):\n    # TODO 1\n    totals = 2 * x\n    other = 2 * x + (x != 1) * (x != 2) * 5\n    # TODO 2\n    return totals - width"
    cells = [source]
    with Sandbox("none", Limits()) as sandbox:

        def prepare(session, changed):
            for number, cell in enumerate(cells):
                session.run(changed.get(number, cell))

        rooms = Rooms(sandbox, (), cells, (), prepare)
        found = {
            order: Blame({"f": text}).lost(ASKED, outcomes(source, ASKED), rooms, {})
            for order, text in (("as_called", solution), ("as_assigned_last", SOLUTION.replace("doubled", "others")))
        }
    assert found == {"as_called": ("TODO 2",), "as_assigned_last": ("TODO 2",)}
