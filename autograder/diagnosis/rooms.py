"""Processes for a closer look, each with the submission's cells, at most one of them changed, and nothing of others' answers."""

import ast
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager

from autograder.diagnosis.stand_ins import StandIn
from autograder.sandbox import Ended, Sandbox, Session, Time
from course.checking.frozen import Outcome
from course.checking.plain import Encoded

MOST_ROOMS = 40  # that one submission may open
WORD = re.compile(r"\w+")


class Room:
    """A process in which a submission's cells have run. What is asked after it ended raises Ended.

    called: the functions that were called in it, which may have left something behind.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self.called: set[str] = set()

    def stand_in(self, stand_ins: Mapping[str, StandIn]) -> None:
        """Have these functions replaced, and no others; they may be asked as often as if nobody had been before."""
        if stand_ins:
            self.session.stand_in(stand_ins)

    def define(self, source: str) -> None:
        """Run one more cell."""
        self.session.run(source)

    def call(self, function: str, calls: Sequence[list[Encoded]]) -> list[Outcome]:
        """One outcome for each list of encoded arguments; all are heard, so that the next question finds the line free."""
        self.called.add(function)
        return list(self.session.call(function, calls))

    def attempt(self, function: str, sources: Sequence[str], call: list[Encoded]) -> list[Outcome]:
        """The outcome of one call of the function as each of these cells would define it, or of the first ones."""
        return self.session.attempt(function, sources, call)


class Rooms:
    """Opens them for one submission.

    cells: the sources of its cells that run, in order. own: numbers of those that neither answer nor check an exercise. prepare(session,
    {number: source}): runs all cells, some with another source.

    A sandbox has one process at a time: to open a Room shuts the one that was kept, and who has done with them all says `close`.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        files: Sequence[tuple[str, bytes]],
        cells: Sequence[str],
        own: Collection[int],
        prepare: Callable[[Session, dict[int, str]], None],
    ) -> None:
        self.sandbox, self.files, self.cells, self.own = sandbox, files, cells, own
        self.prepare = prepare
        self.time, self.left = Time(sandbox.limits), MOST_ROOMS
        self.time.cells = self.time.looks  # all that is done in rooms is a closer look
        self._kept: tuple[bool, Room] | None = None  # (has it held what stand-ins answer, the Room)
        self._shut = ExitStack()  # the kept one
        self._defined = {name: number for number, source in enumerate(cells) for name in _functions_of(source)}

    @property
    def are_used_up(self) -> bool:
        return self.left <= 0 or self.time.looks.left <= 0

    @contextmanager
    def open_own(self, stand_ins: Mapping[str, StandIn]) -> Iterator[Room]:
        """A Room of the submission as it is, and then stand_ins = {function: its StandIn}.

        It is kept for the next one, unless it ended: functions are asked about in the lesson's order, so that none is after
        a stand-in of it was there. But what is shown comes out of a process that never had a stand-in. Raises Ended as `open` does.
        """
        try:
            yield self._kept_with(stand_ins)
        except BaseException:
            self.close()
            raise

    @contextmanager
    def open(self, function: str, source: str, stand_ins: Mapping[str, StandIn]) -> Iterator[Room]:
        """A Room in which `source` has run in the place of the function's own cell, and then stand_ins = {function: its StandIn}.

        Raises Ended where its process ends, and where no room is left.
        """
        with self._session(self.files) as session:
            self.prepare(session, {self._defined[function]: source})
            room = Room(session)
            room.stand_in(stand_ins)
            yield room

    @contextmanager
    def open_alone(self, source: str, stand_ins: Mapping[str, StandIn]) -> Iterator[Room]:
        """A Room in which nothing of the submission's has run but `source`, in which np is NumPy; else as `open`."""
        with self._session(()) as session:
            room = Room(session)
            room.define(f"import numpy as np\n{source}")
            room.stand_in(stand_ins)
            yield room

    def _kept_with(self, stand_ins: Mapping[str, StandIn]) -> Room:
        if self._kept is None or self._kept[0] != bool(stand_ins):
            session = self._shut.enter_context(self._session(self.files))
            self.prepare(session, {})
            self._kept = bool(stand_ins), Room(session)
        room = self._kept[1]
        room.stand_in(stand_ins)
        return room

    def close(self) -> None:
        """Shut the Room that is kept."""
        self._kept = None
        self._shut.close()

    @contextmanager
    def _session(self, files: Sequence[tuple[str, bytes]]) -> Iterator[Session]:
        """A fresh process, after the kept one was shut."""
        self.close()
        if self.are_used_up:
            raise Ended("timeout")
        self.left -= 1
        with self.sandbox.session(self.time, files) as session:
            session.looks_closer = True
            yield session

    def cell_of(self, function: str) -> str | None:
        """The source of the last cell that defines the function, or None."""
        return self.cells[self._defined[function]] if function in self._defined else None

    def mentions(self, function: str, others: Collection[str]) -> frozenset[str]:
        """Which of the others the function's cell, or a cell of the student's own, speaks of."""
        sources = [self.cell_of(function) or "", *(self.cells[number] for number in self.own)]
        return frozenset(others) & {word for source in sources for word in WORD.findall(source)}


def names_in(source: str) -> frozenset[str]:
    """The names that a cell's code reads or binds, not those in its comments and texts."""
    try:
        return frozenset(node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset()


def _functions_of(source: str) -> Iterable[str]:
    """The names that a cell defines functions by, or assigns, at its top level."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    named = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    targets = [target for node in tree.body if isinstance(node, ast.Assign) for target in node.targets]
    return [*named, *(target.id for target in targets if isinstance(target, ast.Name))]
