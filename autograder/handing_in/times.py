"""When each hand-in was made, and who the participants are: what a worksheet of Moodle's, or a list, tells beside a zip."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from autograder.course_folder import CourseError
from autograder.people.names import folded, plain_words
from autograder.sheets import cell_of, find_columns, read_sheet

HEADINGS = {
    "number": ("identifier", "dinh danh", "participant", "thanh vien"),
    "name": ("full name", "ten day du", "ho va ten", "ho ten", "student"),
    "id": ("id number", "ma so id", "ma sinh vien", "ma", "mssv", "id", "student id"),
    "email": ("email address", "dia chi thu dien tu", "dia chi email", "email"),
    "status": ("status", "trang thai"),
    "time": ("last modified submission", "lan cuoi sua bai lam", "thoi diem", "thoi diem nop", "gio nop", "ngay nop", "time", "timestamp", "submitted at"),
}  # fmt: skip
LATE = {"late", "muon", "tre"}
CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(am|pm|sa|ch)?\b")
WORDED = re.compile(r"(\d{1,2})\s+(?:tháng\s+(\w+(?:\s+(?:một|hai))?)|([a-z]{3,9})),?\s+(\d{4})")
DAY_FIRST = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b")
ENGLISH = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
VIETNAMESE = ["một", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai"]


@dataclass(frozen=True)
class Told:
    """One row: the participant's number, ids and addresses, the name, when they handed in (as written), and whether late."""

    number: str
    keys: tuple[str, ...]
    name: str
    time: str
    late: bool

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
            lambda row: row.name and folded(row.name) in names and not (row.number and owner.number),  # their numbers differ
        ):
            if found := [row for row in self.rows if fits(row)]:
                return found[0] if len(found) == 1 else None
        return None


def read_times(path):
    """The Times in a CSV or .xlsx: Moodle's offline grading worksheet, or a list with columns for an id and a time.

    Moodle's headings: mod/assign/gradingtable.php with the language packs en and vi. Raises CourseError without them.
    """
    rows = read_sheet(path).rows
    columns = find_columns(rows[0] if rows else (), HEADINGS)
    if "time" not in columns or not columns.keys() & {"number", "name", "id", "email"}:
        raise CourseError(
            f"Dòng đầu của {path} thiếu cột giờ nộp, hoặc thiếu cột cho biết của ai. "
            "Hãy dùng bảng chấm ngoại tuyến của Moodle, hoặc một tệp có hai cột: Mã sinh viên, Thời điểm."
        )
    return Times([_told(row, columns) for row in rows[1:] if any(cell.strip() for cell in row)])


def _told(row, columns):
    def cell(what):
        return cell_of(row, columns, what)

    number = re.search(r"\d+$", cell("number"))
    late = not LATE.isdisjoint(plain_words(cell("status")))
    return Told(number[0] if number else "", (cell("id"), cell("email")), cell("name"), cell("time"), late)


def as_timestamp(text):
    """A time as nbgrader reads it ("2026-01-03 10:30:00 UTC"), or None where the text tells none.

    Read are ISO 8601, `3 January 2026, 5:30 PM`, `3 tháng 1 2026, 5:30 CH` and `3/1/2026 17:30`, the day first; without a
    zone it is this machine's. A day alone is no time: work handed in late that day would seem to be early.
    """
    found = _iso(text) or _written(folded(text))
    try:
        return f"{found.astimezone(UTC).replace(tzinfo=None).isoformat(' ', 'seconds')} UTC" if found else None
    except (ValueError, OverflowError):  # the first or the last day of all, in another zone
        return None


def _iso(text):
    try:
        return None if _is_day(text) else datetime.fromisoformat(text.removesuffix(" UTC") + ("+00:00" if text.endswith(" UTC") else ""))
    except ValueError:
        return None


def _is_day(text):
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _written(text):
    clock, day = CLOCK.search(text), _day(text)
    if not clock or not day:
        return None
    hour = int(clock[1])
    if clock[4] in ("pm", "ch") and hour < 12:
        hour += 12
    if clock[4] in ("am", "sa") and hour == 12:
        hour = 0
    try:
        return datetime(*day, hour, int(clock[2]), int(clock[3] or 0))
    except ValueError:
        return None


def _day(text):
    """(year, month, day), or None."""
    if found := DAY_FIRST.search(text):
        return int(found[3]), int(found[2]), int(found[1])
    if found := WORDED.search(text):
        month = _month(found[2] or found[3])
        return (int(found[4]), month, int(found[1])) if month else None
    return None


def _month(word):
    if word.isdecimal():
        return int(word)
    if word in VIETNAMESE:
        return VIETNAMESE.index(word) + 1
    return ENGLISH.index(word[:3]) + 1 if word[:3] in ENGLISH else None
