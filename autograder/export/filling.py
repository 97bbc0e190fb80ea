"""Marks written into a table that Moodle or Canvas gave: whose row it is, and what is told of each that gets none."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from autograder.files.sheets import Sheet, as_number, number
from autograder.people.person import Person
from autograder.people.who import Why


class Mark(Protocol):
    """A student's mark of a lesson, as far as a table tells it: see the gradebook's Mark."""

    @property
    def points(self) -> float | None:
        """What counts; None where nothing was graded."""

    @property
    def manual(self) -> float:
        """The part of it given by hand."""

    @property
    def penalty(self) -> float:
        """What being late took off."""

    @property
    def waiting(self) -> float:
        """The points of what nobody has marked yet."""

    @property
    def status(self) -> str:
        """What became of the hand-in, in a word."""


class Lesson(Protocol):
    """A lesson's marks: see the gradebook's LessonMarks."""

    @property
    def lesson(self) -> str:
        """Its name."""

    @property
    def maximum(self) -> float:
        """The most that one can get."""

    @property
    def marks(self) -> Mapping[str, Mark]:
        """{student: Mark}."""

    def of(self, student: str) -> Mark:
        """The Mark of a student, also of one who handed in nothing."""


@dataclass(frozen=True)
class Row:
    """A row of a student's: its place, what to call it, the Person found or None.

    why: what keeps a mark from being written, or the Person from being found; None where it is nothing, or no more is known.
    """

    place: int
    shown: str
    person: Person | None
    why: str | None = None


@dataclass(frozen=True)
class Filled:
    """The table with its marks. rows: {student: Row} written. left: what did not go in. without: rows that have no mark yet. changed: marks written over others.

    maxima: the different maximum grades that the table gives, as numbers; none where it gives none, or words.
    """

    sheet: Sheet = field(repr=False)
    rows: dict[str, Row]
    left: tuple[str, ...]
    without: tuple[str, ...]
    maxima: frozenset[float]
    changed: tuple[str, ...] = ()


def of_namesake(why: Why) -> str:
    """Why a row of somebody's name is not theirs, of a Why that says so."""
    return f"{why.key} không có trong sổ điểm; trùng tên với {why.others[0].student}"


def fill(sheet: Sheet, column: int, rows: Iterable[Row], lesson: Lesson, maxima: Iterable[str]) -> Filled:
    """Write a lesson's marks into a column; every other cell stays as it came. Two rows of one student get none.

    rows: the table's Rows. lesson: its LessonMarks. maxima: the texts that may tell a maximum grade.
    """
    by_student, left, without = defaultdict(list), [], []
    for row in rows:
        if row.person is None or lesson.of(row.person.student).points is None:
            status = lesson.of(row.person.student).status if row.person else row.why or "không tìm thấy trong sổ điểm"
            without.append(f"Dòng {row.place + 1} ({row.shown}): {status}")
        else:
            by_student[row.person.student].append(row)
    written = {}
    for student, found in by_student.items():
        places = ", ".join(str(row.place + 1) for row in found)
        if len(found) > 1:
            left.append(f"{student}: có {len(found)} dòng cùng ứng với người này (dòng {places})")
        elif found[0].why:
            left.append(f"{student} (dòng {places}): {found[0].why}")
        else:
            written[student] = found[0]
    left += [
        f"{student}: có điểm nhưng không có dòng nào"
        for student, mark in sorted(lesson.marks.items())
        if mark.points is not None and student not in by_student
    ]
    texts = {row.place: number(lesson.of(student).points) for student, row in written.items()}
    before = {
        row.place: sheet.rows[row.place][column].strip()
        for row in written.values()
        if column < len(sheet.rows[row.place])
    }
    changed = [
        f"{student} (dòng {row.place + 1}): {before[row.place]} thành {texts[row.place]}"
        for student, row in written.items()
        if as_number(before.get(row.place, "")) not in (None, as_number(texts[row.place]))
    ]
    return Filled(
        sheet.with_cells(column, texts),
        written,
        tuple(left),
        tuple(without),
        frozenset(known for text in maxima if (known := as_number(text)) is not None),
        tuple(changed),
    )
