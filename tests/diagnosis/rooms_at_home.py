"""Rooms that run cells in this process, for cells that a test wrote itself; one exercise of two TODOs to look at."""

import contextlib
from contextlib import contextmanager

import numpy as np

from autograder.diagnosis.rooms import Rooms
from autograder.sandbox import Ended
from course.checking import frozen, plain
from course.checking.compare import Equality
from course.checking.frozen import Case, FrozenExercise, Part
from course.checking.lesson import call_plain

TODOS = ("TODO 1", "TODO 2")
SOLUTION = "def f(x, width):\n    # TODO 1\n    doubled = 2 * x\n    # TODO 2\n    y = doubled + width\n    return y"


def exercise(function="f", needed=lambda x, width: 2 * x + width, mistakes=(), todos=TODOS):
    """One that wants `needed` of a few numbers, the first cases those of the first TODO."""
    calls = [{"x": x, "width": width} for x, width in ((1, 0), (5, 0), (2, 3), (7, -4))]
    cases = tuple(Case(str(args), args, needed(**args)) for args in calls)
    share = len(cases) // len(todos)
    parts = tuple(Part(todo, 1.0, tuple(range(n * share, (n + 1) * share)), Equality()) for n, todo in enumerate(todos))
    return FrozenExercise(function, function, "?", ".", cases, parts, tuple(mistakes))


def outcomes(source, asked, stand_ins=None):
    """One a case, of the function that these cells define."""
    with RoomsAtHome([source]).open(asked.function, source, stand_ins) as room:
        return tuple(room.call(asked.function, [case.encoded_args for case in asked.cases]))


class RoomsAtHome(Rooms):
    """cells: all are of functions, but for the numbers in `own`. opened: [(function, source, the stand-ins' names)], of the cells as they are without the first two. most: rooms."""

    def __init__(self, cells, own=(), most=60):
        super().__init__(_NoSandbox, (), cells, own, None)
        self.left, self.opened = most, []

    @contextmanager
    def open_own(self, stand_ins):
        yield self._room(self.cells, stand_ins, None, None)

    @contextmanager
    def open(self, function, source, stand_ins=None):
        changed = {self._defined[function]: source}
        cells = [changed.get(number, cell) for number, cell in enumerate(self.cells)]
        yield self._room(cells, stand_ins or {}, function, source)

    def _room(self, cells, stand_ins, function, source):
        if self.left <= 0:
            raise Ended("timeout")
        self.left -= 1
        self.opened.append((function, source, sorted(stand_ins)))
        room = _Room()
        for cell in cells:
            room.define(cell)
        room.space.update({name: _asking(one) for name, one in stand_ins.items()})
        return room

    @contextmanager
    def open_alone(self, source, stand_ins):
        if self.left <= 0:
            raise Ended("timeout")
        self.left -= 1
        room = _Room()
        room.define(f"import numpy as np\n{source}")
        room.space.update({name: _asking(one) for name, one in stand_ins.items()})
        yield room


class _NoSandbox:
    class limits:
        total_seconds = 100


class _Room:
    called = ()  # each is a new one

    def __init__(self):
        self.space = {"np": np}

    def define(self, source):
        with contextlib.suppress(Exception):  # a cell that stops leaves what it bound before
            exec(source, self.space)

    def call(self, function, calls):
        for encoded in calls:
            yield frozen.read_outcome(call_plain(self.space[function], encoded))

    def attempt(self, function, sources, encoded):
        found = []
        for source in sources:
            space = dict(self.space)
            with contextlib.suppress(Exception):
                exec(source, space)
            found.append(frozen.read_outcome(call_plain(space[function], encoded)))
        return found


def _asking(stand_in):
    def ask(*args, **named):
        outcome = stand_in(
            [plain.encode(one) for one in args], {name: plain.encode(one) for name, one in named.items()}
        )
        if isinstance(outcome, frozen.Raised):
            raise ValueError(outcome.message)
        return outcome.value

    return ask
