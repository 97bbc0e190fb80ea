"""The class's marks as one table, a row for each student: CSV or .xlsx."""

import io
import unicodedata

from autograder.people.sheets import Sheet, csv_bytes
from autograder.results.cells import safe_cell

OF_STUDENT = ("Mã sinh viên", "Họ", "Tên", "Email", "Lớp")
OF_LESSON = ("điểm", "tối đa", "chấm tay", "trừ nộp muộn", "tình trạng")
WIDTH, WIDEST = 10, 40


def rows_of(results):
    """The headings, then a row of texts and numbers for each student, in the order of their ids."""
    yield [*OF_STUDENT, *(f"{lesson.lesson}: {what}" for lesson in results.lessons for what in OF_LESSON)]
    for person in sorted(results.people.all.values(), key=lambda person: person.student):
        row = [person.student, person.last_name, person.first_name, person.email, person.group]
        for lesson in results.lessons:
            mark = lesson.of(person.student)
            told = ("", "", "") if mark.points is None else tuple(_rounded(n) for n in (mark.points, mark.manual, mark.penalty))
            row += [told[0], _rounded(lesson.maximum), *told[1:], mark.status]
        yield row


def _rounded(points):
    """Without the dust of binary fractions; whole numbers as such."""
    kept = round(points, 5)
    return int(kept) if kept.is_integer() else kept


def as_csv(results):
    """UTF-8 with its mark, so that Excel shows Vietnamese; commas between cells."""
    return csv_bytes(Sheet(tuple(tuple(str(safe_cell(cell)) for cell in row) for row in rows_of(results))))


def as_xlsx(results):
    """A workbook with one sheet, its headings and students' names in sight. Texts are texts: nothing is a formula."""
    import openpyxl
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title, sheet.freeze_panes = "Điểm", "D2"
    widths = {}
    for place, row in enumerate(rows_of(results), start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(place, column)
            if isinstance(value, str):
                cell.value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", unicodedata.normalize("NFC", value))
                cell.data_type = "s"
            else:
                cell.value = value
            widths[column] = max(widths.get(column, WIDTH), len(str(value)))
    for column, width in widths.items():
        sheet.cell(1, column).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = min(width + 2, WIDEST)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
