"""An exercise as pure data: cases, needed values, and what each known mistake would have returned.

The build writes it beside the released notebook; the grader makes the same thing in memory from
freshly drawn cases. Both are judged by the same code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

from course.checking import plain
from course.checking.compare import Equality, Property, Rule
from course.checking.guess import Guess
from course.checking.plain import Encoded, Plain

LAST_LINE = 1_000_000  # of a cell; no cell is that long
MOST_ARGUMENTS = 255


@dataclass(frozen=True)
class Missing:
    """A name that is not there because the cell that was meant to bind it did not.

    kind, message, line, code: of the error that stopped that cell; kind "" where none did, code then is its first line.
    """

    name: str
    kind: str = ""
    message: str = ""
    line: int = 0
    code: str = ""


@dataclass(frozen=True)
class Raised:
    """A call that did not come back with a plain value.

    kind: the exception's type name. line, code, function: where in the student's cells, 0 and "" if unknown.
    missing: the name that the call lacked, where it is another cell's fault.
    """

    kind: str
    message: str
    line: int = 0
    code: str = ""
    function: str = ""
    missing: Missing | None = None


@dataclass(frozen=True)
class Returned:
    """A call that came back with a plain value.

    changed: positions of the arguments that the call altered. warned: what NumPy warned of on the way, as an error of that kind.
    """

    value: Plain
    changed: tuple[int, ...] = field(default=(), compare=False)
    warned: Raised | None = field(default=None, compare=False)


Outcome = Returned | Raised
Broken = Mapping[str, Missing]  # {name: why it is not there}
NOTHING_BROKEN: Broken = MappingProxyType({})


@dataclass(frozen=True)
class Case:
    """One call of the exercise's function: positional arguments by name, and the needed value.

    hidden: the notebook does not show it; only a grader has such cases. told: where the needed value is nothing to read, or nothing
    that may be read, what is needed in words. made_of: what the arguments can be made of again, where they are too large to be
    written beside a notebook; None where they are written.
    """

    label: str
    args: dict[str, Plain]
    needed: Plain
    hidden: bool = False
    told: str = ""
    made_of: Plain = None

    @cached_property
    def encoded_args(self) -> list[Encoded]:
        """The arguments as JSON-ready data, from which each call gets fresh copies."""
        return [plain.encode(value) for value in self.args.values()]


@dataclass(frozen=True)
class Part:
    """One TODO: its points, the positions of its cases, how values are judged, and its own hint ("" where it has none)."""

    todo: str
    points: float
    cases: tuple[int, ...]
    equality: Rule
    asks: str = ""
    tells: str = ""


@dataclass(frozen=True)
class Mistake:
    """A misconception: what it is called, what it costs, its hint, and its outcome for every case.

    without: functions that it leaves out; who calls one has not made it. both: the names of the listed mistakes that it is made of, where it is
    two at once. edits: what makes it from the solution, where a grader made it.
    """

    name: str
    costs: tuple[str, ...]
    asks: str
    tells: str
    outcomes: tuple[Outcome, ...]
    without: tuple[str, ...] = ()
    both: tuple[str, ...] = ()
    edits: dict[str, str] | None = field(default=None, compare=False)

    @property
    def raises(self) -> bool:
        """Does it end with an error in some case?"""
        return any(isinstance(outcome, Raised) for outcome in self.outcomes)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all mistakes in it."""
        return self.both or (self.name,)


@dataclass(frozen=True)
class Waypoint:
    """What the right code has in hand where the stub of a later TODO still ends the calls of some visible cases.

    stop: the TODO whose `raise` ends them. todo: the one before it that made the values. cases: positions of the cases, each
    with its value.
    """

    stop: str
    todo: str
    cases: tuple[int, ...]
    values: tuple[Plain, ...]


@dataclass(frozen=True)
class KeyCall:
    """A call whose result is a part of a key: one that stands nowhere, or, beside such, that of a visible case.

    args: encoded, in their order. case: the position of the visible case, which has the arguments; None where it is none.
    digits: significant, of the numbers of the result; None where they count exactly. rows: how its rows lie in each other, a
    list for a row, None for a number or an array. dtype: its dtype counts. zero: numbers up to here are 0.
    """

    args: list[Encoded]
    case: int | None
    digits: int | None
    rows: Any
    dtype: bool
    zero: float


@dataclass(frozen=True)
class Sealed:
    """Other right ways, which only the results of a right function open: see course.checking.sealed."""

    calls: tuple[KeyCall, ...]
    text: str


@dataclass(frozen=True)
class Question:
    """A question in words, marked by a person: its id, its heading without the points, and the points."""

    name: str
    title: str
    points: float


@dataclass(frozen=True)
class FrozenExercise:
    """Everything needed to judge a student's outcomes for one exercise.

    waypoints, ways: for the check in the notebook; a grader has none.
    """

    function: str
    title: str
    asks: str
    tells: str
    cases: tuple[Case, ...]
    parts: tuple[Part, ...]
    mistakes: tuple[Mistake, ...]
    waypoints: tuple[Waypoint, ...] = ()
    ways: Sealed | None = None

    @property
    def points(self) -> float:
        return sum(part.points for part in self.parts)

    @cached_property
    def equalities(self) -> tuple[Rule, ...]:
        """How values are judged in each case."""
        equality = {case: part.equality for part in self.parts for case in part.cases}
        return tuple(equality[position] for position in range(len(self.cases)))

    @property
    def loosest(self) -> Equality:
        """Of the ways in which its values are held against each other, the one that allows most."""
        found = [one for one in self.equalities if isinstance(one, Equality)]
        return max(found, key=lambda one: (one.rtol, one.atol))

    @property
    def is_measured(self) -> bool:
        """Is it judged by what is measured of an answer, whose TODOs then are steps on the way to the best one?"""
        return any(isinstance(part.equality, Property) for part in self.parts)

    @property
    def calls(self) -> list[list[Encoded]]:
        """The arguments of the calls that judge it: one a case and, as it should remember nothing, those of the first once more.

        What is measured takes its time, and may come out otherwise the next time: it is called once.
        """
        again = () if self.is_measured else self.cases[:1]
        return [case.encoded_args for case in (*self.cases, *again)]


@dataclass(frozen=True)
class Puzzle:
    """A function to write for fun. exercise: its cases, worth nothing. is_one_line: one line of NumPy is wanted, without a loop.

    length: characters of the model solution's line, 0 where it has more lines.
    """

    exercise: FrozenExercise
    is_one_line: bool
    length: int


@dataclass(frozen=True)
class FrozenLesson:
    """A lesson's exercises in order.

    locked_names: those that its example cells bind. For the check in the notebook: examples, fingerprints of these cells;
    questions, those in words; guesses, puzzles, what it asks for nothing; recorded, {names of libraries: what a cell printed
    that needs them}.
    """

    name: str
    locked_names: tuple[str, ...]
    exercises: tuple[FrozenExercise, ...]
    examples: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    guesses: tuple[Guess, ...] = ()
    puzzles: tuple[Puzzle, ...] = ()
    recorded: Mapping[str, str] = field(default_factory=dict)


def write_outcome(outcome: Outcome) -> dict[str, Encoded]:
    """Return an outcome as JSON-ready data."""
    if isinstance(outcome, Returned):
        changed = {"changed": list(outcome.changed)} if outcome.changed else {}
        warned = {"warned": write_outcome(outcome.warned)} if outcome.warned else {}
        return {"returned": plain.encode(outcome.value), **changed, **warned}
    where = [outcome.function] if outcome.function else []
    missing = {"missing": list(astuple(outcome.missing))} if outcome.missing else {}
    return {"raised": [outcome.kind, outcome.message, outcome.line, outcome.code, *where], **missing}


def read_outcome(data: Encoded) -> Outcome:
    """Return the outcome that `write_outcome` wrote; raise plain.NotPlain for anything else."""
    match data:
        case {"returned": value, **rest} if not rest.keys() - {"changed", "warned"}:
            return Returned(plain.decode(value), _read_positions(rest), _read_warned(rest))
        case {"raised": [str(kind), str(message), int(line), str(code), *where], **rest} if 0 <= line <= LAST_LINE:
            match where:
                case [] | [str()]:
                    return Raised(
                        kind[:200], message[:2000], line, code[:500], "".join(where)[:200], _read_missing(rest)
                    )
    raise plain.NotPlain("kết quả không đúng dạng")


def _read_missing(rest: dict[Any, Encoded]) -> Missing | None:
    match rest:
        case {"missing": [str(name), str(kind), str(message), int(line), str(code)], **more} if (
            not more and 0 <= line <= LAST_LINE
        ):
            return Missing(name[:200], kind[:200], message[:2000], line, code[:500])
    if rest:
        raise plain.NotPlain("kết quả không đúng dạng")
    return None


def _read_positions(rest: dict[Any, Encoded]) -> tuple[int, ...]:
    match rest.get("changed", []):
        case list(numbers) if len(numbers) <= MOST_ARGUMENTS and all(map(_is_position, numbers)):
            return tuple(numbers)
    raise plain.NotPlain("kết quả không đúng dạng")


def _is_position(number: Encoded) -> bool:
    return type(number) is int and 0 <= number < MOST_ARGUMENTS


def _read_warned(rest: dict[Any, Encoded]) -> Raised | None:
    match rest:
        case {"warned": {"raised": _, **more} as told} if not more:
            warned = read_outcome(told)
            return warned if isinstance(warned, Raised) else None
    if "warned" in rest:
        raise plain.NotPlain("kết quả không đúng dạng")
    return None
