"""Canvas's gradebook: marks into the CSV that it exports and imports.

lib/gradebook_exporter.rb writes it: the headings Student (or LastName, FirstName), ID, SIS User ID, SIS Login ID, perhaps
Integration ID and Root Account, Section, then custom columns, a column "<name> (<id>)" for each assignment, and totals
that are read only; perhaps a row "Manual Posting"; a row "    Points Possible". lib/gradebook_importer.rb reads it back:
columns of assignments may be left out, and those that stay are written over what Canvas has. So only the lesson's goes
back, and a mark that somebody gives another assignment meanwhile stays.
"""

import os
import re
from collections.abc import Iterable, Mapping, Sequence

from autograder.export.filling import Filled, Lesson, Row, fill, of_namesake
from autograder.files.course_error import CourseError
from autograder.files.sheets import Sheet, read_sheet
from autograder.files.words import folded, plain_words
from autograder.people.people import People
from autograder.people.who import Evidence, Reason, Why

ASSIGNMENT = re.compile(r"(?P<title>.*) \((?P<number>\d+)\)", re.DOTALL)
OF_STUDENT = (
    "Student",
    "LastName",
    "FirstName",
    "ID",
    "SIS User ID",
    "SIS Login ID",
    "Integration ID",
    "Root Account",
    "Section",
)
POINTS = "Points Possible"
POSTING = re.compile(r"\s*(Muted|Manual Posting.*)?\s*", re.IGNORECASE)
EXCUSED, NOT_ASSIGNED = "EX", "N/A"


def fill_gradebook(path: str | os.PathLike[str], people: People, lesson: Lesson, column: str | None = None) -> Filled:
    """The Filled gradebook, with the student's columns and the lesson's; raises CourseError where the table is none.

    column: the lesson's heading, with or without the number; else the one that bears the lesson's name. Rows are found by SIS
    User ID, SIS Login ID, then Canvas's own number (lms_user_id), then the name where it is one person's: see People.who.
    """
    sheet = read_sheet(path)
    heading = sheet.rows[0] if sheet.rows else ()
    if not {"ID", "Section"} <= set(heading) or heading[0] not in ("Student", "LastName"):
        raise CourseError(
            f"{path} không phải là sổ điểm xuất từ Canvas: dòng đầu phải có `Student`, `ID`, `Section`. Hãy tải lại bằng `Grades > Export`."
        )
    place = _assignment(path, heading, lesson.lesson, column)
    kept = [n for n, cell in enumerate(heading) if cell in OF_STUDENT and n <= heading.index("Section")]
    short = Sheet(
        tuple(_picked(row, [*kept, place]) for row in sheet.rows if any(map(str.strip, row))),
        sheet.separator,
        sheet.marked,
    )
    columns = {cell: n for n, cell in enumerate(short.rows[0])}
    rows = [_row(n, row, columns, people) for n, row in enumerate(short.rows) if n and not _is_about_assignments(row)]
    return fill(short, len(kept), rows, lesson, {row[-1] for row in short.rows[1:] if POINTS in row[0]})


def _picked(row: Sequence[str], places: Iterable[int]) -> tuple[str, ...]:
    return tuple(row[place] if place < len(row) else "" for place in places)


def _assignment(path: str | os.PathLike[str], heading: Sequence[str], lesson: str, column: str | None) -> int:
    """The place of the lesson's column."""
    titles = {n: parts["title"] for n, cell in enumerate(heading) if (parts := ASSIGNMENT.fullmatch(cell))}
    if column:
        found = [n for n, title in titles.items() if folded(column) in (folded(title), folded(heading[n]))]
    else:
        named = _as_words(lesson)
        found = [n for n, title in titles.items() if _as_words(title) == named] or [
            n for n, title in titles.items() if named in _as_words(title)
        ]
    if len(found) != 1:
        there = "; ".join(heading[n] for n in titles) or "(không có cột bài tập nào)"
        raise CourseError(
            f"{path} không có đúng một cột mang tên {column or lesson}. Hãy chọn một cột bằng --column: {there}"
        )
    return found[0]


def _as_words(text: str) -> str:
    """A title so that `bai01_so_nguyen` and "Bài 1 - Số nguyên" are the same, with a blank around every word."""
    parts = re.findall("[a-z]+|[0-9]+", " ".join(plain_words(text)))
    return f" {' '.join(part.lstrip('0') or part for part in parts)} "


def _is_about_assignments(row: Sequence[str]) -> bool:
    """Is it the row of possible points, or of how grades are posted?"""
    return POINTS in row[0] or all(POSTING.fullmatch(cell) for cell in row)


def _row(place: int, row: Sequence[str], columns: Mapping[str, int], people: People) -> Row:
    def cell(heading: str) -> str:
        return row[columns[heading]].strip() if heading in columns else ""

    name = cell("Student") or f"{cell('LastName')} {cell('FirstName')}".strip()
    keys, number = (cell("SIS User ID"), cell("SIS Login ID")), cell("ID")
    person, why = people.who(Evidence(keys=keys, lms_user_id=number, names=(name,)))
    locked = {
        EXCUSED: "Canvas ghi là người ấy được miễn (EX)",
        NOT_ASSIGNED: "Canvas không giao bài này cho người ấy (N/A)",
    }
    unknown = None if person else _unknown(number, why)
    return Row(place, name, person, unknown or locked.get(row[-1].strip()))


def _unknown(number: str, why: Why) -> str | None:
    """Why nobody was found for a row, or None where no more is known."""
    if why.reason is Reason.TWO_PEOPLE:
        numbered, named = (person.student for person in why.others)
        return f"số {number} là của {numbered}, còn tên là của {named}"
    return of_namesake(why) if why.reason is Reason.NAMESAKE else None
