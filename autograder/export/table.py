"""The class's marks as one table, a row for each student; as a workbook, too."""

import io
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Protocol

from autograder.export.filling import Lesson
from autograder.files.sheets import csv_of
from autograder.people.people import People

OF_STUDENT = ("Mã sinh viên", "Họ", "Tên", "Email", "Lớp")
OF_LESSON = ("điểm", "tối đa", "chấm tay", "trừ nộp muộn", "tình trạng")
WAITING = "còn câu chờ chấm tay"
WIDTH, WIDEST = 10, 40

Cell = str | float | None


class Results(Protocol):
    """The class and its marks of each lesson: see the gradebook's Results."""

    @property
    def people(self) -> People:
        """Everybody, also who handed in nothing."""

    @property
    def lessons(self) -> Sequence[Lesson]:
        """The marks of each lesson, in order."""


def rows_of(results: Results, students: Collection[str] = ()) -> Iterator[list[Cell]]:
    """The headings, then a row of texts, numbers and None for each student, in the order of their ids. students: only these."""
    yield [*OF_STUDENT, *(f"{lesson.lesson}: {what}" for lesson in results.lessons for what in OF_LESSON)]
    for person in sorted(results.people.all.values(), key=lambda person: person.student):
        if students and person.student not in students:
            continue
        row: list[Cell] = [person.student, person.last_name, person.first_name, person.email, person.group]
        for lesson in results.lessons:
            mark = lesson.of(person.student)
            graded = mark.points is not None
            given = (mark.manual, mark.penalty) if graded else (None, None)
            row += [
                mark.points,
                lesson.maximum,
                *given,
                f"{mark.status}, {WAITING}" if graded and mark.waiting else mark.status,
            ]
        yield row


def as_xlsx(rows: Iterable[Iterable[Cell]]) -> bytes:
    """These rows as a workbook with one sheet, its headings and students' names in sight. Texts are texts: nothing is a formula."""
    import openpyxl
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title, sheet.freeze_panes = "Điểm", "D2"
    widths: dict[int, int] = {}
    for place, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(place, column)
            if isinstance(value, str):
                cell.value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", unicodedata.normalize("NFC", value))
                cell.data_type = "s"
            elif value is not None:
                cell.value = round(value, 5)
            widths[column] = max(widths.get(column, WIDTH), len(str(cell.value or "")))
    for column, width in widths.items():
        sheet.cell(1, column).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = min(width + 2, WIDEST)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


FORMATS = {"csv": csv_of, "xlsx": as_xlsx}  # {what a file's name ends with: what makes its bytes of rows}
