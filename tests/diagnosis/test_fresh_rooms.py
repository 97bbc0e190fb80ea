"""Does a closer look run a submission's cells in fresh processes, one answer replaced, and no more of them than allowed?"""

import pytest

from autograder.diagnosis.rooms import MOST_ROOMS, Rooms
from autograder.sandbox import Ended, Limits, Sandbox
from course.checking.frozen import Raised, Returned

CELLS = [
    "import math\nlimit = 3",
    "def f(x):\n    return x + limit",
    "print(f(1))",
    "def g(x):\n    return f(x) * 2",
]
OWN = (0, 2)


class Noting:
    """A sandbox whose sessions note what they are told."""

    limits = Limits()

    def __init__(self):
        self.sessions = []

    def session(self, time, files):
        self.sessions.append(_Session(time, files))
        return self.sessions[-1]


class _Session:
    def __init__(self, time, files):
        self.time, self.files, self.told, self.looks_closer = time, files, [], False

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.told.append("closed")

    def run(self, source):
        self.told.append(source)

    def stand_in(self, answers):
        self.told.append(answers)

    def call(self, function, calls):
        self.told.append((function, calls))
        return iter([Returned(1)] * len(calls))


def rooms(cells=CELLS, own=OWN, sandbox=None):
    def prepare(session, changed):
        for number, cell in enumerate(cells):
            if number in changed or number in own:
                session.run(changed.get(number, cell))

    return Rooms(sandbox or Noting(), [("a.csv", b"1")], cells, own, prepare)


def test_what_a_room_holds():
    """Does a room run the student's own cells, the changed cell in its place and then the stand-ins, on time of its own, with the files beside?"""
    opened = rooms()
    with opened.open("g", "def g(x):\n    return 0", {"f": "its stand-in"}) as room:
        assert list(room.call("g", [[1], [2]])) == [Returned(1), Returned(1)]
    [session] = opened.sandbox.sessions
    assert session.told == [
        CELLS[0],
        CELLS[2],
        "def g(x):\n    return 0",
        {"f": "its stand-in"},
        ("g", [[1], [2]]),
        "closed",
    ]
    assert session.looks_closer and session.time is opened.time and session.files == [("a.csv", b"1")]


def test_room_of_one_cell():
    """Does a room of one cell run nothing else of the submission, and has it no file of its?"""
    opened = rooms()
    with opened.open_alone("def g(x):\n    return f(x)", {"f": "its stand-in"}):
        pass
    [session] = opened.sandbox.sessions
    assert session.told == ["import numpy as np\ndef g(x):\n    return f(x)", {"f": "its stand-in"}, "closed"]
    assert session.files == () and session.time is opened.time and session.looks_closer
    opened.left = 0
    with pytest.raises(Ended), opened.open_alone("", {}):
        pass


def test_no_stand_in_where_none_is_wanted():
    """Is nothing replaced where all earlier functions are right, and may one more cell be run?"""
    opened = rooms()
    with opened.open("f", CELLS[1], {}) as room:
        room.define("def f(x):\n    return 2")
    assert opened.sandbox.sessions[0].told == [CELLS[0], CELLS[1], CELLS[2], "def f(x):\n    return 2", "closed"]


def test_no_room_left():
    """Are no more rooms opened than allowed, all of one submission on the same time?"""
    opened = rooms()
    for _ in range(MOST_ROOMS):
        with opened.open("f", CELLS[1], {}):
            pass
    with pytest.raises(Ended), opened.open("f", CELLS[1], {}):
        pytest.fail("one room too many")
    assert len(opened.sandbox.sessions) == MOST_ROOMS
    assert len({id(session.time) for session in opened.sandbox.sessions}) == 1


PREPARED = [CELLS[0], CELLS[2]]
F, G = ({name: f"stand-in of {name}"} for name in "fg")
KEPT = {
    "same": ([{}, {}], [[*PREPARED, "closed"]]),
    "other_stand_ins": ([F, G, F | G], [[*PREPARED, F, G, F | G, "closed"]]),
    "shown_after_a_stand_in": ([F, {}], [[*PREPARED, F, "closed"], [*PREPARED, "closed"]]),
    "stand_in_after_what_is_shown": ([{}, F], [[*PREPARED, "closed"], [*PREPARED, F, "closed"]]),
}


@pytest.mark.parametrize("name", KEPT)
def test_room_of_the_submission_is_kept(name):
    """Does one process serve who asks of the submission as it is, and another what is shown, which never had a stand-in?"""
    wanted, told = KEPT[name]
    opened = rooms()
    for stand_ins in wanted:
        with opened.open_own(stand_ins):
            assert "closed" not in opened.sandbox.sessions[-1].told
    opened.close()
    assert [session.told for session in opened.sandbox.sessions] == told
    assert opened.left == MOST_ROOMS - len(told)


@pytest.mark.parametrize("other", ["changed", "alone"])
def test_kept_room_is_shut_before_another_opens(other):
    """Is the kept process ended before a changed cell, or one cell alone, has its own?"""
    opened = rooms()
    with opened.open_own({}):
        pass
    with opened.open("f", "", {}) if other == "changed" else opened.open_alone("", {}):
        assert opened.sandbox.sessions[0].told[-1] == "closed"
    with opened.open_own({}):
        assert len(opened.sandbox.sessions) == 3


def test_room_that_ended_is_not_kept():
    """Has the next one a new process where the kept one ended in the midst of a question?"""
    opened = rooms()
    with pytest.raises(Ended), opened.open_own({}):
        raise Ended("timeout")
    assert opened.sandbox.sessions[0].told[-1] == "closed"
    with opened.open_own({}):
        assert len(opened.sandbox.sessions) == 2


def test_stand_ins_take_turns(sandbox):
    """Is what stood in before itself again where another stands in, gone where it was not there, and may it be asked anew?"""
    cells = ["def f(x):\n    return -1", "def g(x):\n    return [f(x), h(x)]"]

    def prepare(session, changed):
        for cell in cells:
            session.run(cell)

    opened = Rooms(sandbox, (), cells, (), prepare)
    found = {}
    for names in ("f", "h", "fh"):
        with opened.open_own(dict.fromkeys(names, doubled)) as room:
            [found[names]] = room.call("g", [[4]])
            assert room.session.asked == len(names)
    opened.close()
    assert isinstance(found["f"], Raised) and found["f"].kind == "NameError"
    assert found["h"] == Returned([-1, 8]) and found["fh"] == Returned([8, 8])


DEFINED = {
    "def": ("def h(): pass", {"h"}),
    "decorated": ("@wraps\ndef h(): pass", {"h"}),
    "assigned": ("h = lambda x: x", {"h"}),
    "both_names": ("h = k = 1", {"h", "k"}),
    "inside": ("if True:\n    def h(): pass", set()),
    "broken": ("def h(:\n    pass", set()),
    "magic": ("%%time\ndef h(): pass", set()),
    "null": ("h = 1\0", set()),
    "deep": ("h = " + "(" * 5000, set()),
    "nothing": ("", set()),
}


@pytest.mark.parametrize("name", DEFINED)
def test_cell_of(name):
    """Is the cell of a function the last that defines or assigns it, and is a broken cell none?"""
    source, names = DEFINED[name]
    found = rooms([source])
    assert {one for one in ("h", "k") if found.cell_of(one) == source} == names
    assert rooms(["def h(): return 0", source]).cell_of("h") == (source if "h" in names else "def h(): return 0")


def test_mentions():
    """Are earlier functions found in the function's own cell and in the student's own cells, as whole words, also in text, and not in other answers?"""
    cells = [
        "helper = lambda x: deep(x)",
        "def f(x): return x",
        "def g(x): return f(x) + big_fish(x)  # h",
        "def h(x): return g(x)",
    ]
    found = rooms(cells, own=(0,))
    others = {"f", "g", "h", "deep", "fish"}
    assert found.mentions("g", others) == {"f", "g", "h", "deep"}
    assert found.mentions("h", others) == {"g", "h", "deep"}
    assert found.mentions("unknown", others) == {"deep"}


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox("none", Limits()) as opened:
        yield opened


def in_a_process(sandbox, cells, function, source, stand_ins, args):
    def prepare(session, changed):
        for number, cell in enumerate(cells):
            session.run(changed.get(number, cell))

    opened = Rooms(sandbox, (), cells, (), prepare)
    with opened.open(function, source, stand_ins) as room:
        return list(room.call(function, args))


def doubled(args, named):
    return Returned(2 * args[0])


@pytest.mark.parametrize("earlier", CELLS[1:2] + ["def f(:", "f = None", "def f(x): return None", "", "def f(): pass"])
def test_later_function_with_right_earlier_ones(sandbox, earlier):
    """Is a later function right with a stand-in, whatever stands in the earlier cell?"""
    cells = ["limit = 3", earlier, CELLS[3]]
    assert in_a_process(sandbox, cells, "g", CELLS[3], {"f": doubled}, [[1], [5]]) == [Returned(4), Returned(20)]


WRITTEN = {
    "kept_under_another_name": ("def g(x):\n    return mine(x) * 2", "mine = f"),
    "as_a_default": ("def g(x, mine=f):\n    return mine(x) * 2", ""),
    "in_a_helper": ("def helper(x):\n    return f(x)\ndef g(x):\n    return helper(x) * 2", ""),
    "by_globals": ("def g(x):\n    return globals()['f'](x) * 2", ""),
    "in_a_list": ("def g(x):\n    return list(map(f, [x]))[0] * 2", ""),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_ways_to_call_an_earlier_function(sandbox, name):
    """Is the stand-in asked in whatever style the later function calls the earlier one?"""
    source, between = WRITTEN[name]
    cells = ["def f(x):\n    return None", between, source]
    found = in_a_process(sandbox, cells, "g", source, {"f": doubled}, [[1]])
    if name in ("kept_under_another_name", "as_a_default"):
        assert isinstance(found[0], Raised)  # bound before: the student's own f is called, and is None
    else:
        assert found == [Returned(4)]
