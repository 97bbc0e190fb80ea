"""The search for the smallest edit that makes every case right, and what may be said of what it finds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from course.checking.repair.edits import Edit, edits

Answer = Callable[[Sequence[str], int], Sequence[Any]]
IsRight = Callable[[int, Any], bool]

CALLS = 6_000  # candidates times cases, at most
TOGETHER = 400  # candidates of one question
CLEARLY = 6.0  # times as likely: then the other is not meant
PAIRS = 400  # pairs of edits, at most
HALVES = 12  # edits that mend a part of it, at most


@dataclass(frozen=True)
class Repair:
    """What can be said of the smallest edit that makes every case right.

    kind: what the mistake is called, an id of `kinds.KINDS`, or None where edits of several kinds do as well. line,
    column, end_line, end_column, before: the piece of the student's text in which all of these edits are; line and
    end_line from 1, column and end_column in characters from 0. edits: those that make every case right, the likeliest
    first. also: the other mistake, where it takes two; its edits are those of the pair.
    """

    kind: str | None
    line: int
    column: int
    end_line: int
    end_column: int
    before: str
    edits: tuple[Edit, ...]
    also: Repair | None = None


def find(
    source: str,
    function: str,
    cases: Iterable[int],
    answer: Answer,
    is_right: IsRight,
    within: Collection[int] | None = None,
    most: int = CALLS,
    functions: Sequence[str] = (),
) -> Repair | None:
    """Look for the smallest edit of a wrong cell that makes every case right.

    source: the cell. function: the name it defines. cases: numbers of cases, in the order in which they are to be
    tried. answer(sources, case): what the function of each source comes to in a case, in order; fewer outcomes than
    sources say that no more can be asked. is_right(case, outcome): is that the needed one? within: lines (from 1) in
    which the mistake is thought to be. most: candidates times cases. functions: other functions of the lesson.

    None where the cell is right, cannot be read, no single edit and no pair helps, or what helps says nothing sure.
    """
    search = _Search(source, function, answer, is_right, most)
    try:
        return search.repair(list(cases), edits(source, function, functions, within), set(within or ()))
    except _Spent:
        return None


class _Spent(Exception):
    """Nothing more can be asked."""


class _Search:
    def __init__(self, source: str, function: str, answer: Answer, is_right: IsRight, most: int) -> None:
        self.source, self.function = source, function
        self.answer, self.is_right, self.left = answer, is_right, most

    def repair(self, cases: list[int], candidates: list[Edit], within: set[int]) -> Repair | None:
        wrong = [case for case in cases if not self.right([self.source], case)[0]]
        if not wrong:
            return None
        order = [*wrong, *(case for case in cases if case not in wrong)]
        inside = [edit for edit in candidates if edit.lines <= within]
        for some in (inside, candidates[len(inside) :]):
            if found := self.mending(some, order):
                return agreed(self.source, found)
        return None

    def mending(self, candidates: Sequence[Edit], order: Sequence[int]) -> list[Edit]:
        """The edits that are right in every case, but for those that are clearly less likely than the first found."""
        found: list[Edit] = []
        for start in range(0, len(candidates), TOGETHER):
            some = candidates[start : start + TOGETHER]
            if found and some[0].likelihood * CLEARLY < found[0].likelihood:
                break
            found += self.survivors(some, order)
        return found

    def survivors(self, candidates: Sequence[Edit], order: Sequence[int]) -> list[Edit]:
        """The candidates that are right in every case; a candidate is asked no more once it was wrong."""
        left = list(candidates)
        for case in order:
            if left:
                left = [edit for edit, right in zip(left, self.right([edit.source for edit in left], case)) if right]
        return left

    def right(self, sources: Sequence[str], case: int) -> list[bool]:
        """Which of the sources are right in a case; raise _Spent where not all of them could be asked."""
        if len(sources) > self.left:
            raise _Spent
        self.left -= len(sources)
        outcomes = self.answer(sources, case)
        if len(outcomes) < len(sources):
            raise _Spent
        return [self.is_right(case, outcome) for outcome in outcomes]


def agreed(source: str, found: Sequence[Edit]) -> Repair | None:
    """What edits that all make every case right say together, or None where that is nothing sure.

    Edits that are clearly less likely than the likeliest do not count. Those that are left must lie in one line; the
    kind is said where it is the same for all.
    """
    ordered = sorted(found, key=lambda edit: -edit.likelihood)
    meant = [edit for edit in ordered if edit.likelihood * CLEARLY >= ordered[0].likelihood]
    lines = {edit.line for edit in meant}
    if len(lines) > 1:
        return None
    kinds = {edit.kind for edit in meant}
    start = min((edit.line, edit.column) for edit in meant)
    end = max((edit.end_line, edit.end_column) for edit in meant)
    return Repair(kinds.pop() if len(kinds) == 1 else None, *start, *end, _piece(source, start, end), tuple(meant))


def _piece(source: str, start: tuple[int, int], end: tuple[int, int]) -> str:
    """The text between two (line, column)."""
    lines = source.replace("\r\n", "\n").split("\n")[start[0] - 1 : end[0]]
    lines[-1] = lines[-1][: end[1]]
    lines[0] = lines[0][start[1] :]
    return "\n".join(lines)
