"""What the grader says of one mark: as JSON beside it in the gradebook, as metadata in the graded notebook."""

import json
import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any, Self, TypeVar

from autograder.gradebook.statuses import BY_NBGRADER

VERSION = 1
READABLE = (None, VERSION)  # None: rows of before there were versions
NOT_ISOLATED = "Bài được chấm ngoài vùng cách ly."
IN_NOTEBOOK = "autograder"  # the key of a graded notebook's metadata
MISSHAPEN = (AttributeError, KeyError, TypeError, ValueError, OverflowError, RecursionError)

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class TodoMark:
    """A TODO as it was marked. mistake: the name of what cost points, or ""."""

    todo: str
    function: str
    earned: float
    points: float
    mistake: str

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Self:
        """The TodoMark of a plain row; raises one of MISSHAPEN where it is none."""
        todo, function, mistake = (_text(told[key]) for key in ("todo", "function", "mistake"))
        return cls(todo, function, _number(told["earned"]), _number(told["points"]), mistake)


@dataclass(frozen=True, slots=True)
class Example:
    """A call that shows a mistake, in short texts."""

    input: str
    returned: str
    needed: str

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Self:
        """The Example of a plain row; raises one of MISSHAPEN where it is none."""
        return cls(*(_text(told[key]) for key in ("input", "returned", "needed")))

    @property
    def length(self) -> int:
        """How much there is to read, in characters."""
        return len(self.input) + len(self.returned) + len(self.needed)


@dataclass(frozen=True, slots=True)
class ExerciseMark:
    """An exercise as it was marked.

    mistake: the name of what the answers look like, or "". mistakes: of those that were made in it, two where two meet in
    one answer. example: of the failure that shows them, or None.
    """

    function: str
    title: str
    earned: float
    points: float
    mistake: str
    mistakes: tuple[str, ...] = ()
    example: Example | None = None

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Self:
        """The ExerciseMark of a plain row; raises one of MISSHAPEN where it is none."""
        function, title, mistake = (_text(told[key]) for key in ("function", "title", "mistake"))
        mistakes, example = _each(_text, told.get("mistakes", [])), told.get("example")
        earned, points = _number(told["earned"]), _number(told["points"])
        return cls(function, title, earned, points, mistake, mistakes, Example.read(example) if example else None)


@dataclass(frozen=True, slots=True)
class Ranked:
    """What a ranking goes by, measured in a case that no student has: the smaller the ratio the better.

    size: bytes of the answer. chosen: what was chosen, in short.
    """

    function: str
    ratio: float
    size: float
    chosen: str

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Self:
        """The Ranked of a plain row; raises one of MISSHAPEN where it is none."""
        return cls(_text(told["function"]), _number(told["ratio"]), _number(told["size"]), _text(told["chosen"]))


@dataclass(frozen=True, slots=True)
class Summary:
    """What grading found in one submission.

    status: a short word for tables. notices: sentences for the student. scores: {grade cell: points, or None where only a
    person gives them}; empty where nbgrader keeps them itself. ranked: of exercises whose answers are measured, in a row only
    where there is one.
    """

    status: str
    notices: tuple[str, ...] = ()
    todos: tuple[TodoMark, ...] = ()
    exercises: tuple[ExerciseMark, ...] = ()
    scores: dict[str, float | None] = field(default_factory=dict)
    ranked: tuple[Ranked, ...] = ()

    @property
    def earned(self) -> float:
        return sum(todo.earned for todo in self.todos)

    @property
    def mistakes(self) -> tuple[str, ...]:
        """Names of the mistakes that cost points, each once, in the order of the TODOs."""
        return tuple(dict.fromkeys(todo.mistake for todo in self.todos if todo.mistake))

    @property
    def isolated(self) -> bool:
        """Was it graded inside a sandbox?"""
        return NOT_ISOLATED not in self.notices

    def to_json(self) -> str:
        """As a row of the gradebook holds it."""
        told = {"version": VERSION, **asdict(self)}
        if not self.ranked:
            del told["ranked"]
        return json.dumps(told, ensure_ascii=False)

    @classmethod
    def from_json(cls, words: str) -> Self:
        """The Summary of such a row, an older one too; raises ValueError for anything else, whatever is in it."""
        with _told_as_value_error():
            told = json.loads(words)
            if (version := told.get("version")) not in READABLE:
                raise ValueError(f"version {version!r}")
            return cls._read(told)

    def to_metadata(self) -> dict[str, Any]:
        """As a graded notebook's metadata holds it, without the scores, which its cells have."""
        told = asdict(self)
        kept = {key: told[key] for key in ("todos", "exercises")}
        return {"status": self.status, "notices": list(self.notices), "isolated": self.isolated, **kept}

    @classmethod
    def from_metadata(cls, metadata: Mapping[str, Any]) -> Self:
        """The Summary in a notebook's metadata: BY_NBGRADER and nothing else where our own grader left none.

        Raises ValueError where something else lies there.
        """
        with _told_as_value_error():
            return cls._read({"status": BY_NBGRADER, "todos": [], **metadata.get(IN_NOTEBOOK, {})})

    @classmethod
    def _read(cls, told: Mapping[str, Any]) -> Self:
        return cls(
            _text(told["status"]),
            _each(_text, told.get("notices", [])),
            _each(TodoMark.read, told["todos"]),
            _each(ExerciseMark.read, told.get("exercises", [])),
            {_text(cell): None if score is None else _number(score) for cell, score in told.get("scores", {}).items()},
            _each(Ranked.read, told.get("ranked", [])),
        )


class Summarised:
    """For what carries a Summary: the words and the points of it at hand."""

    summary: Summary

    @property
    def status(self) -> str:
        return self.summary.status

    @property
    def notices(self) -> tuple[str, ...]:
        return self.summary.notices

    @property
    def earned(self) -> float:
        return self.summary.earned


@contextmanager
def _told_as_value_error() -> Iterator[None]:
    try:
        yield
    except MISSHAPEN as error:
        raise ValueError(f"no summary of a mark: {type(error).__name__}: {error}") from error


def _each(read: Callable[[Any], Read], told: Any) -> tuple[Read, ...]:
    if not isinstance(told, list):
        raise TypeError(f"{told!r:.80} is no list")
    return tuple(map(read, told))


def _text(told: Any) -> str:
    if not isinstance(told, str):
        raise TypeError(f"{told!r:.80} is no text")
    return told


def _number(told: Any) -> float:
    if isinstance(told, bool) or not isinstance(told, int | float) or not math.isfinite(told):
        raise TypeError(f"{told!r:.80} is no number")
    return told
