"""The search for the smallest edit that makes every case right, and what may be said of what it finds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from course.checking.repair.cell import Cell, docstrings
from course.checking.repair.edits import Edit, edits
from course.checking.repair.right_way import from_right_way

Answer = Callable[[Sequence[str], int], Sequence[Any]]
IsRight = Callable[[int, Any], bool]

CALLS = 1_500  # candidates times cases, at most
TOGETHER = 120  # candidates of one question
RIGHT_WAYS = 900  # of those with pieces of a right cell
CLEARLY = 6.0  # times as likely as another one that touches the same lines: then the other is not meant
CLEARLY_ELSEWHERE = 20.0  # the same for another one in other lines
MANY, FEW = 0.25, 4  # of the candidates that were tried: if so many are right, the cases tell too little
HALVES = 4  # edits that mend some of the cases and may be one of two
BESIDE_OVERFLOW = {"dtype/float", "rounding/truncate", "condition/other", "constant/off_by_one"}
FIRST_TRIED = 60  # of the likeliest edits, for either of two


@dataclass(frozen=True)
class Place:
    """A piece of the student's text: lines from 1, columns in characters from 0, the text itself, and the whole first line."""

    line: int
    column: int
    end_line: int
    end_column: int
    text: str
    whole: str


@dataclass(frozen=True)
class Repair:
    """What can be said of the smallest edit that makes every case right.

    kind: what the mistake is called, an id of `kinds.KINDS`; None where edits of several kinds do as well. place: the
    piece of the student's text in which all of these edits are; None where edits in several lines do as well. One of
    the two is known. edits: those that make every case right, the likeliest first. also: the other mistake, where it
    takes two. hint: (question, answer) of its own, where the place is all of a TODO's.
    """

    kind: str | None
    place: Place | None
    edits: tuple[Edit, ...]
    also: Repair | None = None
    hint: tuple[str, str] | None = None

    @property
    def places(self) -> list[Place]:
        """Where it is, in order."""
        return [one.place for one in (self, self.also) if one and one.place]


def find(
    source: str,
    function: str,
    cases: Iterable[int],
    answer: Answer,
    is_right: IsRight,
    within: Collection[int] | None = None,
    most: int = CALLS,
    functions: Sequence[str] = (),
    together: int = TOGETHER,
) -> Repair | None:
    """Look for the smallest edit of a wrong cell that makes every case right.

    source: the cell. function: the name it defines. cases: numbers of cases, in the order in which they are to be
    tried; small ones first is quick. answer(sources, case): what the function of each source comes to in a case, in
    order; fewer outcomes than sources say that no more can be asked. The sources come without docstrings. is_right(case, outcome): is that the needed one?
    within: the only lines (from 1) that may be edited. most: candidates times cases. functions: earlier
    functions of the lesson. together: candidates of one question.

    None where the cell is right or cannot be read, where no single edit and no two help, or where those that help say
    nothing sure. The same arguments always give the same answer: everything is bounded by counts.
    """
    return Search(source, function, is_right, most, together).find(
        cases, edits(source, function, functions, within), answer
    )


class Spent(Exception):
    """Nothing more can be asked."""


class Unsure(Spent):
    """Nothing more can be asked, and what else helps beside the edits that were found is not known."""


class Search:
    """One search; see `find` for its arguments.

    weight: what asking one candidate in a case costs. left: what may still be spent so. unsure: edits that help, whether or
    not they agree, and whether or not all that may help was tried.
    """

    def __init__(
        self,
        source: str,
        function: str,
        is_right: IsRight,
        most: int = CALLS,
        together: int = TOGETHER,
        weight: Callable[[int], int] = lambda case: 1,
    ) -> None:
        self.source, self.function = source, function
        self.docstrings = docstrings(source)
        self.is_right, self.left, self.together, self.weight = is_right, most, together, weight
        self.unsure: list[Edit] = []

    def find(self, cases: Iterable[int], candidates: list[Edit], answer: Answer) -> Repair | None:
        """What `find` returns."""
        self.answer = answer
        try:
            return self.repair(list(cases), candidates)
        except Spent:
            return None

    def find_line(self, cases: Iterable[int], right: str, answer: Answer) -> Repair | None:
        """The line that alone must be another one, where a right cell tells it; see `from_right_way`.

        Its kind is that of the edits which helped there before, when too many others were left to try. The answers come
        from a process of their own, for each source has a piece of the right cell in it.
        """
        self.answer, self.left, order = answer, RIGHT_WAYS, list(cases)
        try:
            if all(self.right([self.source], case)[0] for case in order):
                return None  # what is wrong is not in what comes back
            found, _ = self.mending(from_right_way(self.source, self.function, right), order)
        except Spent:
            return None
        lines = set().union(*(edit.lines for edit in found))
        if known := [edit for edit in self.unsure if edit.lines <= lines]:
            return agreed(self.source, known)
        terms = [edit for edit in found if edit.kind]
        return agreed(self.source, terms or found[:1]) if found else None

    def repair(self, cases: list[int], candidates: list[Edit]) -> Repair | None:
        """What `find` returns; raise Spent where too much would have to be asked."""
        wrong = [case for case in cases if not self.right([self.source], case)[0]]
        if not wrong or not candidates:
            return None
        right = [case for case in cases if case not in wrong]
        kept = self.left // 3  # for pairs
        self.left -= kept
        try:
            found, tried = self.mending(candidates, [*wrong, *right])
        except Unsure:
            return None
        except Spent:
            found, tried = [], 0
        if found:
            if self.is_shifted(found) or len(found) > FEW and len(found) >= MANY * tried:
                return None
            self.unsure = found
            return agreed(self.source, found)
        self.left += kept
        return self.two(candidates[:FIRST_TRIED], wrong, right)

    def is_shifted(self, found: Sequence[Edit]) -> bool:
        """Does the function alter a parameter in place, so that what helps elsewhere may only make up for that?"""
        cell = Cell.read(self.source, self.function)
        lines = cell.altered if cell else set()
        return bool(lines) and not any(edit.lines & lines for edit in found)

    def mending(self, candidates: Sequence[Edit], order: Sequence[int]) -> tuple[list[Edit], int]:
        """(the edits that are right in every case, but for those far less likely than the first; how many were tried)."""
        found: list[Edit] = []
        for start in range(0, len(candidates), self.together):
            some = candidates[start : start + self.together]
            if found and some[0].likelihood * CLEARLY_ELSEWHERE < found[0].likelihood:
                return found, start
            try:
                found += self.survivors(some, order)
            except Spent:
                if found and some[0].likelihood * CLEARLY < found[0].likelihood:
                    return found, start
                self.unsure = found
                raise Unsure if found else Spent from None
        return found, len(candidates)

    def survivors(self, candidates: Sequence[Edit], order: Sequence[int]) -> list[Edit]:
        """The candidates that are right in every case; a candidate is asked no more once it was wrong."""
        left = list(candidates)
        for case in order:
            if left:
                left = [edit for edit, right in zip(left, self.right([edit.source for edit in left], case)) if right]
        return left

    def right(self, sources: Sequence[str], case: int) -> list[bool]:
        """Which of the sources are right in a case; raise Spent where not all of them could be asked."""
        price = len(sources) * self.weight(case)
        if price > self.left:
            raise Spent
        self.left -= price
        outcomes = self.answer([self.short(source) for source in sources], case)
        if len(outcomes) < len(sources):
            raise Spent
        return [self.is_right(case, outcome) for outcome in outcomes]

    def short(self, source: str) -> str:
        """The source without its docstrings, each line where it was."""
        for docstring in self.docstrings:
            source = source.replace(docstring, '""' + "\n" * docstring.count("\n"), 1)
        return source

    # Two edits

    def two(self, candidates: Sequence[Edit], wrong: Sequence[int], right: Sequence[int]) -> Repair | None:
        """Two edits in different lines: the first mends some of the wrong cases and breaks none, the second the rest."""
        pairs = [
            tuple(sorted((first, second), key=lambda edit: edit.line))
            for first in self.halves(candidates, wrong, right)
            for second in self.seconds(first, [*wrong, *right])
        ]
        if not pairs:
            return None
        best = max(one.likelihood * other.likelihood for one, other in pairs)
        meant = [pair for pair in pairs if pair[0].likelihood * pair[1].likelihood * CLEARLY >= best]
        one, other = (agreed(self.source, list(dict.fromkeys(edits))) for edits in zip(*meant))
        if not (one and other and one.kind and other.kind):
            return None
        return Repair(one.kind, one.place, one.edits, other)

    def halves(self, candidates: Sequence[Edit], wrong: Sequence[int], right: Sequence[int]) -> list[Edit]:
        """The edits that mend the most of the wrong cases, but not all, and leave the right ones right."""
        kept = [edit for edit in candidates if edit.before.count("\n") == edit.after.count("\n")]
        mended = [0] * len(kept)
        for case in wrong:
            for position, is_right in enumerate(self.right([edit.source for edit in kept], case)):
                mended[position] += is_right
        some = sorted((-count, position) for position, count in enumerate(mended) if count)
        return self.survivors([kept[position] for _, position in some], right)[:HALVES]

    def seconds(self, first: Edit, order: Sequence[int]) -> list[Edit]:
        """The edits in other lines that make every case right together with the first."""
        candidates = [edit for edit in edits(first.source, self.function) if not edit.lines & first.lines]
        return self.survivors(candidates[:FIRST_TRIED], order)


def agreed(source: str, found: Sequence[Edit]) -> Repair | None:
    """What edits that all make every case right say together, or None where that is nothing sure.

    Edits that are clearly less likely than the likeliest do not count. The kind is said where it is the same for all
    that are left, the place where they are all in one line.
    """
    kinds = {edit.kind for edit in found}
    ordered = sorted(found, key=lambda edit: -edit.likelihood)
    single = [edit for edit in ordered if len(edit.places) == 1]
    if single and single[0].likelihood * CLEARLY >= ordered[0].likelihood:
        ordered = single  # a change in one place is smaller than one in several
    if "dtype/result" in kinds:  # a cast at the very end helps, so nothing had overflowed
        ordered = [edit for edit in ordered if edit.kind not in ("dtype/overflow", "dtype/float")]
    elif "dtype/overflow" in kinds:  # a wider integer helps, so neither real numbers nor another condition are needed
        ordered = [edit for edit in ordered if edit.kind not in BESIDE_OVERFLOW]
    meant = [edit for edit in ordered if _counts(edit, ordered[0])]
    kinds, lines = {edit.kind for edit in meant}, {edit.line for edit in meant}
    kind = kinds.pop() or None if len(kinds) == 1 else None
    place = _hull(source, meant) if len(lines) == 1 else None
    return Repair(kind, place, tuple(meant)) if kind or place else None


def _counts(edit: Edit, likeliest: Edit) -> bool:
    """Is it not clearly less likely than the likeliest? The same mistake elsewhere is no other explanation."""
    elsewhere = not edit.lines & likeliest.lines and edit.kind != likeliest.kind
    return edit.likelihood * (CLEARLY_ELSEWHERE if elsewhere else CLEARLY) >= likeliest.likelihood


def _hull(source: str, found: Sequence[Edit]) -> Place:
    """The smallest piece of text that all the edits are in."""
    start = min((edit.line, edit.column) for edit in found)
    end = max((edit.end_line, edit.end_column) for edit in found)
    lines = source.replace("\r\n", "\n").split("\n")[start[0] - 1 : end[0]]
    whole = lines[0]
    lines[-1] = lines[-1][: end[1]]
    lines[0] = lines[0][start[1] :]
    return Place(*start, *end, "\n".join(lines), whole)
