"""A class list, as schools keep it: headings in several spellings, perhaps under a title, names whole or split."""

from dataclasses import dataclass

from autograder.course_folder import CourseError
from autograder.people.names import folded, is_usable_id, split_name
from autograder.people.people import Person
from autograder.people.students import LENGTH
from autograder.sheets import cell_of, find_columns, read_sheet

HEADINGS = {
    "id": ("id", "ma", "ma sv", "mssv", "msv", "ma so", "ma so sv", "ma sinh vien", "ma so sinh vien", "ma so id", "student id",
           "id number", "student number"),
    "full": ("ho ten", "ho va ten", "ho ten sinh vien", "ho va ten sinh vien", "ten day du", "full name", "name", "student", "student name"),
    "last": ("ho", "ho dem", "ho lot", "ho va dem", "ho va ten dem", "ho va ten lot", "ho va chu lot", "last name", "lastname", "surname", "family name"),
    "first": ("ten", "first name", "firstname", "given name"),
    "email": ("email", "e mail", "mail", "dia chi email", "email address", "thu dien tu", "dia chi thu dien tu"),
    "group": ("lop", "lop hoc", "lop sinh hoat", "lop hoc phan", "ten lop", "ma lop", "nhom", "class", "section", "group"),
    "lms": ("lms user id", "lms id", "canvas id", "moodle id", "canvas user id", "moodle user id"),
}  # fmt: skip
TITLE_ROWS = 30


@dataclass(frozen=True)
class Roster:
    """persons: who was read. left: a sentence for each row that was not, and why."""

    persons: tuple[Person, ...]
    left: tuple[str, ...]


def read_roster(path, known=()):
    """The Roster in a CSV or .xlsx; raises CourseError where no row has the headings of an id and of a name.

    known: ids of the gradebook, which a row may repeat, but not in other letters: whoever looks for an id folds it.
    """
    rows = read_sheet(path).rows
    place, columns = _headings(path, rows)
    persons, left, spelled = {}, [], {folded(student): student for student in known}
    for number, row in enumerate(rows[place + 1 :], start=place + 2):
        if not any(cell.strip() for cell in row):
            continue
        person = _person(row, columns)
        before = person.student if person.student in known else spelled.get(folded(person.student), person.student)
        if why := _wrong(person, persons.get(person.student), before):
            left.append(f"Dòng {number} ({person.student or '?'}, {person.full_name or '?'}): {why}")
        else:
            persons[person.student] = person
            spelled.setdefault(folded(person.student), person.student)
    if not persons:
        why = f" Chẳng hạn: {left[0]}" if left else ""
        raise CourseError(f"Tệp {path} không có sinh viên nào đọc được dưới dòng tiêu đề (dòng {place + 1}). Hãy xem lại tệp ấy.{why}")
    return Roster(tuple(persons.values()), tuple(left))


def _headings(path, rows):
    """(row, {what: column}) of the first row that names an id and a name."""
    for place, row in enumerate(rows[:TITLE_ROWS]):
        columns = find_columns(row, HEADINGS)
        if "id" in columns and columns.keys() & {"full", "last", "first"}:
            if "full" in columns and "first" not in columns and _is_blank(row, columns["full"] + 1):
                columns["last"] = columns.pop("full")
                columns["first"] = columns["last"] + 1
            return place, columns
    raise CourseError(
        f"Tệp {path} không có dòng tiêu đề với cột mã sinh viên và cột họ tên. "
        "Hãy đặt tên cột, chẳng hạn: Mã sinh viên, Họ và tên, Lớp, Email."
    )


def _is_blank(row, column):
    """Is there a column without a heading: the second one under a heading that spans two?"""
    return column < len(row) and not row[column].strip()


def _person(row, columns):
    def cell(what):
        return cell_of(row, columns, what)

    last, first = (" ".join(cell(what).split()) for what in ("last", "first"))
    if not (last and first):
        last, first = split_name(cell("full") or last or first)
    return Person(cell("id"), last, first, cell("email"), cell("lms"), cell("group"))


def _wrong(person, same, spelled):
    """Why a row cannot be taken, or None. same: the person of an earlier row with its id, or None. spelled: its id as it came first."""
    if not person.student:
        return "không có mã sinh viên. Hãy điền mã."
    if not is_usable_id(person.student):
        return "mã không làm tên thư mục được. Hãy bỏ các dấu / và \\, dấu chấm ở đầu, hoặc viết ngắn lại."
    if any(len(text) > LENGTH for text in vars(person).values()):
        return f"có ô dài hơn {LENGTH} ký tự. Hãy viết ngắn lại."
    if same and same != person:
        return f"mã này đã có ở dòng trên, của {same.full_name}. Hãy giữ một dòng."
    if spelled != person.student:
        return f"mã chỉ khác chữ hoa, chữ thường với {spelled}, đã có ở dòng trên hay trong sổ điểm. Hãy viết mã ấy theo một cách."
    return None

