"""Moodle's assignment: marks into its offline grading worksheet, feedback pages into a zip that it takes.

The worksheet: mod/assign/gradingtable.php writes it, mod/assign/feedback/offline/importgradeslib.php reads it back: it
looks for the columns by the headings of the site's language, for the student by the number that ends the first cell, and
skips a grade above the maximum, a locked one, and one changed since (the column "Last modified (grade)"). A point or the
language's own sign stands before decimals. The zip: mod/assign/feedback/file/importziplib.php.
"""

import io
import os
import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from autograder.export.filling import Filled, Lesson, Row, fill, of_namesake
from autograder.files.course_error import CourseError
from autograder.files.sheets import as_number, cell_of, find_columns, read_sheet
from autograder.files.words import folded, plain_words
from autograder.people.names import made_id
from autograder.people.people import People
from autograder.people.person import Person
from autograder.people.who import Evidence, Reason, Why

# The heading of each column in the language packs en and vi, without marks.
HEADINGS = {
    "number": ("identifier", "dinh danh"),
    "name": ("full name", "ten day du", "ho va ten"),
    "id": ("id number", "ma so id", "ma so"),
    "email": ("email address", "email", "dia chi thu dien tu", "dia chi email"),
    "grade": ("grade", "diem"),
    "maximum": ("maximum grade", "diem toi da"),
    "open": ("grade can be changed", "diem co the sua", "diem co the thay doi", "diem co the duoc thay doi"),
}
NO = ("no", "khong")
IDENTIFIER = re.compile(r"\D+\s*(\d+)")  # "Participant 123", "Thành viên123"
UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|_]+')
PLUGIN = "assignsubmission_file_"


class Participant(Protocol):
    """One whose hand-in has landed: see the gradebook's Participant."""

    @property
    def number(self) -> str:
        """Moodle's number."""

    @property
    def student(self) -> str:
        """The id here."""

    @property
    def is_made_up(self) -> bool:
        """Was the id made of the name and number, while nobody knew whose it is?"""


class Participants(Protocol):
    """Those of one lesson: see the gradebook's Participants."""

    def of(self, number: str) -> Participant | None:
        """The Participant of this number, or None."""

    def another_of(self, student: str, number: str) -> Participant | None:
        """The Participant of another number who handed in as this student, or None."""

    def others(self, number: str) -> frozenset[str]:
        """The ids of those who handed in under another number."""


class Worksheet:
    """Moodle's offline grading worksheet, as it was downloaded."""

    def __init__(self, path: str | os.PathLike[str], column: str | None = None) -> None:
        """column: the heading of the one for grades, where the language is neither English nor Vietnamese.

        Raises CourseError where the table is no such worksheet.
        """
        self.path, self.sheet = path, read_sheet(path)
        self.columns = self._columns(column)

    def fill(self, people: People, lesson: Lesson, participants: Participants) -> Filled:
        """The Filled worksheet with a lesson's marks.

        Rows are found by the number under which the hand-in was collected (see Participants), then ID number, then address, then
        the id that collecting made, then the full name where it is one person's who handed in under no other number: see People.who.
        """
        rows = [
            self._row(place, row, people, lesson, participants)
            for place, row in enumerate(self.sheet.rows)
            if place and any(map(str.strip, row))
        ]
        return fill(
            self.sheet, self.columns["grade"], rows, lesson, {self._cell(row, "maximum") for row in self.sheet.rows[1:]}
        )

    def feedback_zip(self, filled: Filled, page_of: Callable[[str], Path]) -> tuple[bytes, list[str]]:
        """(the bytes of a zip with each student's feedback page, students who have none).

        page_of: a function of a student, the path of the page. Each lies in `<full name>_<participant>_assignsubmission_file_/`,
        the folder that "Download all submissions" gives; Moodle finds the student by the number in it.
        """
        buffer, without = io.BytesIO(), []
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for student, row in filled.rows.items():
                cells, page = self.sheet.rows[row.place], page_of(student)
                name = " ".join(UNSAFE.sub(" ", self._cell(cells, "name")).split()) or "Participant"
                if page.is_file():
                    archive.write(page, f"{name}_{participant(self._cell(cells, 'number'))}_{PLUGIN}/{page.name}")
                else:
                    without.append(student)
        return buffer.getvalue(), without

    def _columns(self, column: str | None) -> dict[str, int]:
        """{what: column}; the identifier's is known by what stands below it, too."""
        heading, *below = self.sheet.rows or [()]
        columns = find_columns(heading, HEADINGS)
        if column:
            columns["grade"] = self._named(heading, column)
            columns.setdefault("name", 1)  # in every language it follows the identifier
        if "number" not in columns and below and all(participant(row[0].strip()) for row in below if any(row)):
            columns["number"] = 0
        if missing := [
            word for what, word in (("number", "`Identifier`"), ("grade", "`Grade` hay Điểm")) if what not in columns
        ]:
            raise CourseError(
                f"{self.path} không có cột {', '.join(missing)}; các cột đang có: {', '.join(heading) or '(không có)'}. Hãy tải lại bảng chấm "
                "ngoại tuyến (*offline grading worksheet*) của Moodle, bằng tiếng Anh hay tiếng Việt, hoặc cho biết cột điểm bằng --column."
            )
        return columns

    def _named(self, heading: Sequence[str], column: str) -> int:
        found = [place for place, cell in enumerate(heading) if folded(cell) == folded(column)]
        if len(found) != 1:
            raise CourseError(
                f"{self.path} không có đúng một cột tên {column!r}; các cột đang có: {', '.join(heading)}. Hãy sửa lại --column."
            )
        return found[0]

    def _cell(self, row: Sequence[str], what: str) -> str:
        return cell_of(row, self.columns, what)

    def _row(self, place: int, row: Sequence[str], people: People, lesson: Lesson, participants: Participants) -> Row:
        def cell(what: str) -> str:
            return self._cell(row, what)

        name = cell("name")
        person, why = self._whose(row, people, participants)
        points, most = lesson.of(person.student).points if person else None, as_number(cell("maximum"))
        if person and not why and " ".join(plain_words(cell("open"))) in NO:
            why = "Moodle không cho sửa điểm này"
        elif not why and points is not None and most is not None and points > most:
            why = f"điểm {points:g} cao hơn điểm tối đa trên Moodle ({most:g}), nên Moodle sẽ không nhận"
        return Row(place, name or cell("number"), person, why)

    def _whose(
        self, row: Sequence[str], people: People, participants: Participants
    ) -> tuple[Person | None, str | None]:
        """(the Person of a row, or None; what keeps their mark from it, or why nobody was found, or None)."""
        number = participant(self._cell(row, "number"))
        collected = participants.of(number)
        if collected and collected.student not in people.all:
            collected = None
        if collected and collected.is_made_up:
            return people.who(Evidence(own_id=collected.student))[0], None
        evidence = self._evidence(row, number, collected, people, participants)
        person, why = people.who(evidence)
        if collected and person and (other := _contradiction(number, evidence.names[0], collected, person, why)):
            return people.all[collected.student], other
        return person, None if person else _unknown(number, participants, why)

    def _evidence(
        self, row: Sequence[str], number: str, collected: Participant | None, people: People, participants: Participants
    ) -> Evidence:
        """The Evidence of a row that has this number. collected: the Participant of it whose id somebody knew, or None."""
        name, identifier = self._cell(row, "name"), self._cell(row, "number")
        made = {made_id(name, number), made_id(identifier.removesuffix(number), number)} & people.all.keys()
        return Evidence(
            keys=(self._cell(row, "id"), self._cell(row, "email")),
            earlier=collected.student if collected else "",
            made_id=min(made, default=""),
            names=(name,),
            taken=participants.others(number),
        )


def _contradiction(number: str, name: str, collected: Participant, person: Person, why: Why) -> str | None:
    """Why a row under the number of a hand-in is not that person's, or None. collected: whose Participant it was. person, why: whose row it is."""
    if why.reason is Reason.KEY and why.others:
        return f"số {number} đã nộp với mã {collected.student}, còn mã hay email của dòng là của {person.student}"
    if not why.key:
        return None
    return (
        f"số {number} đã nộp với mã {person.student} ({person.full_name}), còn dòng ghi {name}, {why.key}: "
        "hãy xem đó có phải là cùng một người không"
    )


def _unknown(number: str, participants: Participants, why: Why) -> str | None:
    """Why nobody was found for a row, or None where no more is known."""
    if why.reason is Reason.TAKEN:
        [named] = (person.student for person in why.others)
        other = participants.another_of(named, number)
        assert other is not None  # that is what TAKEN says
        return f"trùng tên với {named}, người đã nộp với số {other.number}"
    return of_namesake(why) if why.reason is Reason.NAMESAKE else None


def participant(identifier: str) -> str:
    """The number in "Participant 123", or ""."""
    found = IDENTIFIER.fullmatch(identifier)
    return found[1] if found else ""
