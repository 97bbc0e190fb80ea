"""A class list, as schools keep it: headings in several spellings, perhaps under a title, names whole or split, lines of no student below."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from os import PathLike

from autograder.files.course_error import CourseError
from autograder.files.sheets import cell_of, find_columns, read_sheets
from autograder.files.words import folded, plain_words, visible
from autograder.files.workbooks import NOT_CALCULATED
from autograder.people.names import has_markup, is_usable_id, split_name
from autograder.people.person import LONGEST_TEXT, Person

HEADINGS = {
    "id": (
        "id",
        "ma",
        "ma sv",
        "mssv",
        "msv",
        "ma so",
        "ma so sv",
        "ma sinh vien",
        "ma so sinh vien",
        "ma so id",
        "student id",
        "id number",
        "student number",
    ),
    "sis": ("sis user id",),  # in Canvas's gradebook, whose own number is called ID
    "full": (
        "ho ten",
        "ho va ten",
        "ho ten sinh vien",
        "ho va ten sinh vien",
        "ten day du",
        "full name",
        "name",
        "student",
        "student name",
    ),
    "last": (
        "ho",
        "ho dem",
        "ho lot",
        "ho va dem",
        "ho va ten dem",
        "ho va ten lot",
        "ho va chu lot",
        "last name",
        "lastname",
        "surname",
        "family name",
    ),
    "first": ("ten", "first name", "firstname", "given name"),
    "email": ("email", "e mail", "mail", "dia chi email", "email address", "thu dien tu", "dia chi thu dien tu"),
    "group": (
        "lop",
        "lop hoc",
        "lop sinh hoat",
        "lop hoc phan",
        "ten lop",
        "ma lop",
        "nhom",
        "class",
        "section",
        "group",
    ),
    "lms": ("lms user id", "lms id", "canvas id", "moodle id", "canvas user id", "moodle user id"),
}
TITLE_ROWS = 30
LOST_DIGITS = re.compile(r"\d([.,]\d+)?E\+\d+", re.IGNORECASE)  # what a spreadsheet shows of a number too long for it
SPREADSHEET_ERROR = re.compile(r"#[A-Z/0]+[!?]?")
OF_CANVAS = {
    "",
    "points possible",
    "test student",
}  # what stands for a name in rows of Canvas's own, without a SIS User ID
DAY = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}-\d{2}-\d{2}([ T].*)?")
WORDS_OF_ID = 2  # at most: more are a line of text


@dataclass(frozen=True)
class Roster:
    """persons: who was read. left: a sentence for each row that was not, and why. read, passed: titles of a workbook's sheets that have the headings, or have not."""

    persons: tuple[Person, ...]
    left: tuple[str, ...]
    read: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()


def read_roster(path: str | PathLike[str], known: Collection[str] = ()) -> Roster:
    """The Roster in a CSV or .xlsx, of all sheets that are not hidden; raises CourseError where no row has the headings of an id and of a name.

    known: ids of the gradebook, which a row may repeat, but not in other letters: whoever looks for an id folds it.
    """
    sheets = {title: sheet.rows for title, sheet in read_sheets(path).items()}
    found = {title: heading for title, rows in sheets.items() if (heading := _headings(rows))}
    if not found:
        raise CourseError(_without_headings(path, sheets))
    persons: dict[str, Person] = {}
    left, spelled = [], {folded(student): student for student in known}
    as_known = {visible(student): student for student in known}
    for title, (place, columns) in found.items():
        above, where = dict(persons), f"Trang {title}, dòng" if len(found) > 1 else "Dòng"
        for number, row in enumerate(sheets[title][place + 1 :], start=place + 2):
            if not any(map(visible, row)) or _is_heading(
                find_columns(row, HEADINGS)
            ):  # the heading of a printed page, once more
                continue
            person = _person(row, columns, as_known)
            if _is_canvas_own(person, columns) or _is_again(person, above):
                continue
            before = person.student if person.student in known else spelled.get(folded(person.student), person.student)
            if why := _wrong(person, persons.get(person.student), before):
                left.append(f"{where} {number} ({person.student or '?'}, {person.full_name or '?'}): {why}")
            else:
                persons[person.student] = person
                spelled.setdefault(folded(person.student), person.student)
    if not persons:
        why = f" Chẳng hạn: {left[0]}" if left else ""
        place = next(iter(found.values()))[0]
        raise CourseError(
            f"Tệp {path} không có sinh viên nào đọc được dưới dòng tiêu đề (dòng {place + 1}). Hãy xem lại tệp ấy.{why}"
        )
    return Roster(
        tuple(persons.values()),
        tuple(left),
        tuple(found),
        tuple(title for title, rows in sheets.items() if rows and title not in found),
    )


def _headings(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]] | None:
    """(row, {what: column}) of the first row that names an id and a name, together with what stands below a heading that spans several; or None."""
    for place, row in enumerate(rows[:TITLE_ROWS]):
        columns = find_columns(row, HEADINGS)
        if _is_heading(columns):
            below = find_columns(rows[place + 1], HEADINGS) if place + 1 < len(rows) else {}
            if len(below) > 1 and not cell_of(rows[place + 1], columns, "id"):
                columns = {what: column for what, column in columns.items() if column not in below.values()} | below
                place += 1
            elif "full" in columns and "first" not in columns and _is_blank(row, columns["full"] + 1):
                columns["last"] = columns.pop("full")
                columns["first"] = columns["last"] + 1
            return place, _with_sis(columns)
    return None


def _with_sis(columns: dict[str, int]) -> dict[str, int]:
    """The columns, where Canvas's gradebook has two numbers: SIS User ID is the school's, ID is Canvas's own."""
    if "sis" not in columns:
        return columns
    own = {"lms": columns["id"]} if "id" in columns else {}
    return {**columns, **own, "id": columns["sis"]}


def _without_headings(path: str | PathLike[str], sheets: Mapping[str, Sequence[Sequence[str]]]) -> str:
    """What is said of a file none of whose rows names an id and a name."""
    named = find_columns(
        next(
            (row for rows in sheets.values() for row in rows[:TITLE_ROWS] if len(find_columns(row, HEADINGS)) > 1), ()
        ),
        HEADINGS,
    )
    missing = "cột mã sinh viên" if named and "id" not in named else "cột mã sinh viên và cột họ tên"
    where = f" Các trang đã xem: {', '.join(sheets)}." if len(sheets) > 1 else ""
    return f"Tệp {path} không có dòng tiêu đề với {missing}.{where} Hãy đặt tên cột, chẳng hạn: Mã sinh viên, Họ và tên, Lớp, Email."


def _is_canvas_own(person: Person, columns: Mapping[str, int]) -> bool:
    """Is it a row of Canvas's gradebook that is no student's: what can be got, how grades are posted, the test student?"""
    return "sis" in columns and not person.student and " ".join(plain_words(person.full_name)) in OF_CANVAS


def _is_again(person: Person, above: Mapping[str, Person]) -> bool:
    """Is it somebody of another sheet, under the same name? above: {id: Person} of those."""
    same = above.get(person.student)
    return same is not None and folded(same.full_name) == folded(person.full_name)


def _is_heading(columns: Mapping[str, int]) -> bool:
    """Do these columns name an id and a name?"""
    return bool(columns.keys() & {"id", "sis"}) and bool(columns.keys() & {"full", "last", "first"})


def _is_blank(row: Sequence[str], column: int) -> bool:
    """Is there a column without a heading: the second one under a heading that spans two?"""
    return column < len(row) and not visible(row[column])


def _person(row: Sequence[str], columns: Mapping[str, int], as_known: Mapping[str, str]) -> Person:
    """as_known: {an id of the gradebook as a person sees it: as it is written there}."""

    def cell(what: str) -> str:
        return cell_of(row, columns, what)

    last, first = (" ".join(cell(what).split()) for what in ("last", "first"))
    if not (last and first):
        full = cell("full")
        if "sis" in columns:  # Canvas has the given name first, then a comma
            given, _, family = full.partition(",")
            full = f"{family} {given}"
        last, first = split_name(full.strip() or last or first)
    student = cell("id")
    return Person(as_known.get(student, student), last, first, cell("email"), cell("lms"), cell("group"))


def _wrong(person: Person, same: Person | None, spelled: str) -> str | None:
    """Why a row cannot be taken, or None. same: the person of an earlier row with its id, or None. spelled: its id as it came first."""
    if NOT_CALCULATED in vars(person).values():
        return "có ô là công thức chưa được tính. Hãy mở tệp bằng Excel, lưu lại, rồi chạy lại lệnh này."
    if not person.student:
        return "không có mã sinh viên. Hãy điền mã, hoặc bỏ dòng này nếu không phải của một sinh viên."
    if LOST_DIGITS.fullmatch(person.student) or SPREADSHEET_ERROR.fullmatch(person.student):
        return "phần mềm bảng tính đã làm mất mã. Hãy định dạng cột mã là Text, rồi chép lại mã từ danh sách gốc."
    if DAY.fullmatch(person.student):
        return "mã là một ngày, có lẽ do phần mềm bảng tính đổi. Hãy định dạng cột mã là Text, rồi chép lại mã từ danh sách gốc."
    if not _is_of_a_person(person):
        return (
            "không giống dòng của một sinh viên. Hãy bỏ dòng này, hoặc điền đủ mã và họ tên nếu đúng là của một người."
        )
    if not is_usable_id(visible(person.student)):  # the gradebook may know it in another composition
        return 'mã không làm tên thư mục được. Hãy bỏ các dấu / \\ < > ", dấu chấm ở đầu, hoặc viết ngắn lại.'
    if any(map(has_markup, vars(person).values())):
        return "có ô mang dấu < hay >, mà trang của nbgrader hiểu là mã HTML. Hãy bỏ các dấu ấy."
    if any(len(text) > LONGEST_TEXT for text in vars(person).values()):
        return f"có ô dài hơn {LONGEST_TEXT} ký tự. Hãy viết ngắn lại."
    if same and same != person:
        return f"mã này đã có ở dòng trên, của {same.full_name}. Hãy giữ một dòng."
    if spelled != person.student:
        return f"mã chỉ khác chữ hoa, chữ thường với {spelled}, đã có ở dòng trên hay trong sổ điểm. Hãy viết mã ấy theo một cách."
    return None


def _is_of_a_person(person: Person) -> bool:
    """Does a row name somebody, and is its id none of a footer: a sum, who signs?"""
    words = person.student.split()
    is_text = len(words) > WORDS_OF_ID or (len(words) > 1 and not any(map(str.isdigit, person.student)))
    return not is_text and any(map(str.isalpha, person.full_name))
