"""When each hand-in was made, and who the participants are: what a worksheet of Moodle's, or a list, tells beside a zip."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from os import PathLike

from autograder.collecting.owners import Owner
from autograder.files.course_error import CourseError
from autograder.files.moments import as_timestamp, order_of
from autograder.files.sheets import cell_of, find_columns, read_sheet
from autograder.files.words import folded, plain_words
from autograder.people.people import People
from autograder.people.person import Person
from autograder.people.roster import HEADINGS as OF_STUDENT
from autograder.people.who import Evidence

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
    def school_id(self) -> str:
        return self.keys[0]


class Times:
    """The rows of a worksheet or list, as they were read."""

    def __init__(self, rows: Sequence[Told] = ()) -> None:
        self.rows = rows

    def among(self, people: People) -> TimesOfClass:
        """The TimesOfClass: these rows, each given to whose it is among People."""
        return TimesOfClass(self.rows, people)


class TimesOfClass:
    """Rows found by the participant's number, the person whose id or address they have, or a name that is one row's."""

    def __init__(self, rows: Iterable[Told], people: People) -> None:
        self._of_number: defaultdict[str, list[Told]] = defaultdict(list)
        self._of_student: defaultdict[str, list[Told]] = defaultdict(list)
        self._of_name: defaultdict[str, list[Told]] = defaultdict(list)
        for row in rows:
            person, _ = people.who(Evidence(keys=row.keys))
            self._of_number[row.number].append(row)
            self._of_student[person.student if person else ""].append(row)
            self._of_name[folded(row.name)].append(row)

    def of(self, owner: Owner, person: Person | None) -> Told | None:
        """The Told of an Owner, who may be a Person of the class; or None, also where several rows are theirs."""
        of_person = self._of_student.get(person.student, []) if person else []
        names = {folded(name) for name in owner.names} - {""}
        of_name = [row for name in names for row in self._of_name.get(name, ())]
        found = (
            (self._of_number.get(owner.number) if owner.number else None)
            or _of_no_other(owner, of_person)
            or _of_no_other(owner, of_name)
        )
        return found[0] if len(found) == 1 else None


def _of_no_other(owner: Owner, rows: Iterable[Told]) -> list[Told]:
    """Those of these rows that have not another participant's number: whoever has a name may have chosen it."""
    return [row for row in rows if not (row.number and owner.number)]


def read_times(path: str | PathLike[str], dates: str | None = None) -> Times:
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


def _told(row: Sequence[str], columns: Mapping[str, int], order: str | None) -> Told:
    def cell(what: str) -> str:
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
