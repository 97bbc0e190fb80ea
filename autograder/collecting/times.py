"""When each hand-in was made, and who the participants are: what a worksheet of Moodle's, or a list, tells beside a zip."""

import re
from dataclasses import dataclass

from autograder.files.course_error import CourseError
from autograder.files.moments import as_timestamp, order_of
from autograder.files.sheets import cell_of, find_columns, read_sheet
from autograder.files.words import folded, plain_words
from autograder.people.roster import HEADINGS as OF_STUDENT

HEADINGS = {
    "number": ("identifier", "dinh danh", "participant", "thanh vien"),
    "name": ("full name", "ten day du", "ho va ten", "ho ten", "student"),
    "id": (*OF_STUDENT["id"], "sis user id"),
    "email": ("email address", "dia chi thu dien tu", "dia chi email", "email"),
    "status": ("status", "trang thai"),
    "time": (
        "last modified submission",
        "lan cuoi sua bai lam",
        "lan sua doi gan nhat bai nop",
        "chinh sua lan cuoi bai nop",
        "thoi diem",
        "thoi diem nop",
        "thoi diem nop bai",
        "thoi gian nop",
        "thoi gian nop bai",
        "gio nop",
        "ngay nop",
        "ngay gio nop",
        "time",
        "timestamp",
        "submitted at",
        "submitted",
    ),
}
LATE = {"late", "muon", "tre"}


@dataclass(frozen=True)
class Told:
    """One row: the participant's number, ids and addresses, the name, when they handed in (as written), and whether late.

    timestamp: when, as nbgrader reads it, or None where what is written tells no time.
    """

    number: str
    keys: tuple[str, ...]
    name: str
    time: str
    late: bool
    timestamp: str | None = None

    @property
    def school_id(self):
        return self.keys[0]


class Times:
    """The rows of a worksheet, found by the participant's number, an id or address, or a name that is one row's."""

    def __init__(self, rows=()):
        self.rows = rows

    def of(self, owner, person):
        """The Told of an Owner, of whom the class list may know the Person; or None."""
        known = {folded(key) for key in (person.student, person.email) if key} if person else set()
        names = {folded(name) for name in owner.names}
        for fits in (
            lambda row: owner.number and row.number == owner.number,
            lambda row: known & {folded(key) for key in row.keys if key},
            lambda row: (
                row.name and folded(row.name) in names and not (row.number and owner.number)
            ),  # their numbers differ
        ):
            if found := [row for row in self.rows if fits(row)]:
                return found[0] if len(found) == 1 else None
        return None


def read_times(path, dates=None):
    """The Times in a CSV or .xlsx: Moodle's offline grading worksheet, or a list with columns for an id and a time.

    Moodle's headings: mod/assign/gradingtable.php with the language packs en and vi. dates: DAY_FIRST or MONTH_FIRST,
    where somebody said so. Raises CourseError without those headings, and where it is not clear which number is the day.
    """
    rows = read_sheet(path).rows
    columns = find_columns(rows[0] if rows else (), HEADINGS)
    if "time" not in columns or not columns.keys() & {"number", "name", "id", "email"}:
        raise CourseError(
            f"Dòng đầu của {path} thiếu cột giờ nộp, hoặc thiếu cột cho biết của ai. "
            "Hãy dùng bảng chấm ngoại tuyến của Moodle, hoặc một tệp có hai cột: Mã sinh viên, Thời điểm."
        )
    filled = [row for row in rows[1:] if any(cell.strip() for cell in row)]
    order = order_of([cell_of(row, columns, "time") for row in filled], dates, f"Cột giờ nộp của {path}")
    return Times([_told(row, columns, order) for row in filled])


def _told(row, columns, order):
    def cell(what):
        return cell_of(row, columns, what)

    number = re.search(r"\d+$", cell("number"))
    late = not LATE.isdisjoint(plain_words(cell("status")))
    return Told(
        number[0] if number else "",
        (cell("id"), cell("email")),
        cell("name"),
        cell("time"),
        late,
        as_timestamp(cell("time"), order),
    )
