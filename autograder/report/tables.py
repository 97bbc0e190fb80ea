"""The tables of a report: the page shows them, and the CSV files hold the same cells."""

from collections import Counter
from dataclasses import dataclass

from autograder import exercises
from autograder.report import numbers
from autograder.report.course import CourseNumbers
from autograder.report.display_names import Callings
from autograder.report.kept import KindNumbers, Share
from autograder.report.lesson import LessonNumbers, MistakeCount, points_of, share
from autograder.report.times import duration

EXAMPLE_CHARS = 200  # of each of its parts
Cell = str | float | None


@dataclass(frozen=True)
class Table:
    """A table whose first column names its rows. Cells are text, numbers, or None where there is no number.

    opened: of each row a table that opens below it on the page, or None; empty where no row has one.
    """

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    opened: tuple["Table | None", ...] = ()


def facts(lesson: LessonNumbers) -> Table:
    """The lesson's single numbers, its statuses and its distribution of marks."""
    spread, alpha = lesson.spread, lesson.alpha
    rows: list[tuple[Cell, ...]] = [
        ("Cả lớp, người", len(lesson.statuses)),
        ("Có nộp, bài", lesson.handed_in),
        ("Nộp muộn, bài", len(lesson.late)),
        ("Cần để ý, người", len(lesson.concerns)),
        ("Chờ chấm tay, bài", lesson.waiting),
        ("Điểm tối đa", lesson.given.maximum),
        ("Điểm trung bình", spread.mean),
        ("Độ lệch chuẩn", spread.deviation),
        ("Thấp nhất", spread.lowest),
        ("Phân vị 25 %", spread.lower_quarter),
        ("Trung vị", spread.median),
        ("Phân vị 75 %", spread.upper_quarter),
        ("Cao nhất", spread.highest),
        ("Alpha của Cronbach", alpha),
        *((f"Tình trạng: {status}, người", count) for status, count in statuses(lesson).rows),
        *((f"Điểm {bin_}, bài", count) for bin_, count in distribution(lesson).rows),
    ]
    return Table("Số liệu chung", ("Số đo", "Giá trị"), tuple(rows))


def distribution(lesson: LessonNumbers) -> Table:
    found = bins(lesson)
    rows = tuple(
        (f"từ {low} đến {high}" if high == found[-1][1] else f"từ {low} đến dưới {high}", many)
        for low, high, many in found
    )
    return Table("Phân bố điểm", ("Điểm", "Số bài"), rows)


def bins(lesson: LessonNumbers) -> list[tuple[int, int, int]]:
    """[(from, to, how many marks)]: see numbers.histogram."""
    return numbers.histogram(points_of(lesson.given), lesson.given.maximum)


def statuses(lesson: LessonNumbers) -> Table:
    counts = Counter(lesson.statuses.values()).most_common()
    return Table("Tình trạng bài nộp", ("Tình trạng", "Số người"), tuple(counts))


def todos(lesson: LessonNumbers) -> Table:
    rows = tuple(
        (item.todo, _percent(item.solved), item.discrimination, item.points, item.function, item.mistake)
        for item in lesson.items
    )
    headings = ("TODO", "Làm đúng, %", "Độ phân biệt", "Điểm", "Hàm", "Lỗi thường gặp nhất")
    return Table("Từng TODO", headings, rows)


def mistakes(lesson: LessonNumbers) -> Table:
    """The named mistakes, each with an example where there is one."""
    headings: tuple[str, ...] = ("Lỗi", "Số người", "TODO bị mất", "Hàm")
    rows: list[tuple[Cell, ...]] = [
        (one.name, one.count, ", ".join(one.todos), one.function) for one in lesson.mistakes
    ]
    if any(one.example for one in lesson.mistakes):
        headings += ("Ví dụ",)
        rows = [(*row, _example(one)) for row, one in zip(rows, lesson.mistakes)]
    return Table("Lỗi thường gặp", headings, tuple(rows))


def _example(mistake: MistakeCount) -> str:
    if mistake.example is None:
        return ""
    example = mistake.example
    return f"Gọi với: {_short(example.input)}\nTrả về: {_short(example.returned)}\nCần có: {_short(example.needed)}"


def _short(text: str) -> str:
    """A text in one line: what goes on indented is the same array, what does not is the next value."""
    line = text.replace("\n ", " ").replace("\n", "; ")
    return line if len(line) <= EXAMPLE_CHARS else f"{line[:EXAMPLE_CHARS]}…"


def ranking(lesson: LessonNumbers) -> Table:
    """The best first, without names; who measured the same has the same rank."""
    rows: list[tuple[Cell, ...]] = []
    for one in lesson.ranking:
        rank = 1 + sum(other.function == one.function and other.ratio < one.ratio for other in lesson.ranking)
        rows.append((str(rank), one.function, f"{one.ratio:.4f}", one.size, one.chosen))
    return Table("Xếp hạng", ("Hạng", "Hàm", "Độ bối rối, gấp mấy lần", "Byte", "Đã chọn"), tuple(rows))


def concerns(lesson: LessonNumbers, display_names: Callings) -> Table:
    """The lowest marks first."""
    listed = display_names.sorted(lesson.concerns, lambda one: share(lesson.given, one))
    rows = tuple((*display_names.cells(one), lesson.given.of(one).points, lesson.concerns[one]) for one in listed)
    return Table("Sinh viên cần để ý", (*display_names.headings, "Điểm", "Vì sao"), rows)


def late(lesson: LessonNumbers, display_names: Callings) -> Table:
    """The latest first."""
    listed = display_names.sorted(lesson.late, lambda one: -lesson.late[one].late)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (*display_names.cells(one), duration(lesson.late[one].late), lesson.late[one].penalty) for one in listed
    )
    return Table("Nộp muộn", (*display_names.headings, "Muộn", "Trừ nộp muộn"), rows)


def students(lesson: LessonNumbers, display_names: Callings) -> Table:
    """Everybody's mark; only in a CSV file."""
    headings = (
        *display_names.headings,
        "Tình trạng",
        "Điểm",
        "Điểm tối đa",
        "Chờ chấm tay",
        "Muộn, giây",
        "Trừ nộp muộn",
        "Cần để ý",
    )
    rows = []
    for one in display_names.order:
        mark = lesson.given.graded.get(one)
        told = (mark.waiting, mark.late, mark.penalty) if mark else (None, None, None)
        cells = (
            lesson.statuses[one],
            lesson.given.of(one).points,
            lesson.given.maximum,
            *told,
            lesson.concerns.get(one, ""),
        )
        rows.append((*display_names.cells(one), *cells))
    return Table("Điểm từng sinh viên", headings, tuple(rows))


def lessons(course: CourseNumbers) -> Table:
    """The lessons side by side."""
    headings = (
        "Bài",
        "Có nộp",
        "Trung vị",
        "Trung bình",
        "Điểm tối đa",
        "Alpha",
        "TODO khó nhất",
        "Làm đúng, %",
        "Nộp muộn",
        "Cần để ý",
    )
    return Table("Các bài cạnh nhau", headings, tuple(_lesson_row(one) for one in course.lessons))


def _lesson_row(lesson: LessonNumbers) -> tuple[Cell, ...]:
    hardest, spread = lesson.hardest, lesson.spread
    worst = (hardest.todo, _percent(hardest.solved)) if hardest else ("", None)
    counts = len(lesson.late), len(lesson.concerns)
    name = exercises.title(lesson.given.lesson)
    return name, lesson.handed_in, spread.median, spread.mean, lesson.given.maximum, lesson.alpha, *worst, *counts


KIND_HEADINGS = ("Loại lỗi", "Số người", "Mắc lại", "Lần sau, vừa mắc", "Lần sau, vừa không mắc")


def kinds(course: CourseNumbers) -> Table:
    """Which kinds of mistakes were made in which lesson, those first that stay, for a page: the lessons in one cell."""
    rows = tuple((*_kind(one), _where(one, course)) for one in course.kept.kinds)
    return Table("Lỗi qua các bài", (*KIND_HEADINGS, "Số người ở từng bài"), rows)


def kinds_by_lesson(course: CourseNumbers) -> Table:
    """The same with a column a lesson, which has no number where it cannot have the kind; only in a CSV file."""
    rows = tuple(
        (*_kind(one), *(made if met else None for made, met in zip(one.made, one.met))) for one in course.kept.kinds
    )
    return Table("Lỗi qua các bài", (*KIND_HEADINGS, *course.names), rows)


def _kind(one: KindNumbers) -> tuple[Cell, ...]:
    return one.phrase, one.students, _share(one.again), _share(one.after_making), _share(one.after_not_making)


def _where(one: KindNumbers, course: CourseNumbers) -> str:
    return ", ".join(f"{name}:\N{NO-BREAK SPACE}{made}" for name, made in zip(course.names, one.made) if made)


def carried(course: CourseNumbers) -> Table:
    """The ribbons of the picture as numbers; only in a CSV file."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (one.phrase, course.names[before], course.names[here], many)
        for one in course.kept.kinds
        for (before, here), many in sorted(one.carried.items())
    )
    return Table("Mắc lại từ bài nào sang bài nào", ("Loại lỗi", "Mắc ở", "Mắc lại ở", "Số người"), rows)


def course_concerns(course: CourseNumbers, display_names: Callings) -> Table:
    """Who has more reasons first, then the lower share."""
    headings = (*display_names.headings, "Tổng điểm", "Được, %", "Vì sao")
    rows: list[tuple[Cell, ...]] = []
    for one, why in course.concerns.items():
        points, part = course.totals[one]
        rows.append((*display_names.cells(one), points, _percent(part), "; ".join(reason.words for reason in why)))
    opened = tuple(own_kinds(course, one) for one in course.concerns)
    return Table("Sinh viên cần để ý", headings, tuple(rows), opened)


def kinds_by_student(course: CourseNumbers, display_names: Callings) -> Table:
    """Every student with the mistakes that they made, those first who kept most kinds; each row opens."""
    headings = (*display_names.headings, "Được, %", "Loại lỗi", "Mắc lại")
    again = {one: sum(len(own.made) > 1 for own in course.kept.of_students.get(one, ())) for one in course.totals}
    listed = display_names.sorted(course.totals, lambda one: -again[one])
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            *display_names.cells(one),
            _percent(course.totals[one][1]),
            len(course.kept.of_students.get(one, ())),
            again[one],
        )
        for one in listed
    )
    return Table("Lỗi của từng sinh viên", headings, rows, tuple(own_kinds(course, one) for one in listed))


def own_kinds(course: CourseNumbers, student: str) -> Table | None:
    """The kinds of mistakes of one student over the lessons; None where nobody could name one."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (one.phrase, f"{len(one.made)} trong {len(one.met)}", ", ".join(course.names[place] for place in one.made))
        for one in course.kept.of_students.get(student, ())
    )
    return Table("Loại lỗi qua các bài", ("Loại lỗi", "Số bài mắc, trong số bài gặp", "Mắc ở"), rows) if rows else None


def own_kinds_of_all(course: CourseNumbers, display_names: Callings) -> Table:
    """The mistakes of all students, a row for each kind; only in a CSV file."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            *display_names.cells(student),
            own.phrase,
            len(own.made),
            len(own.met),
            ", ".join(course.names[place] for place in own.made),
        )
        for student in display_names.order
        for own in course.kept.of_students.get(student, ())
    )
    headings = (*display_names.headings, "Loại lỗi", "Số bài mắc", "Số bài gặp", "Mắc ở")
    return Table("Lỗi của từng sinh viên", headings, rows)


def course_students(course: CourseNumbers, display_names: Callings) -> Table:
    """Everybody's marks in all lessons; only in a CSV file."""
    headings = (
        *display_names.headings,
        *(one.given.lesson for one in course.lessons),
        "Tổng điểm",
        "Được, %",
        "Bỏ trống, bài",
        "Cần để ý",
    )
    rows = []
    for one in display_names.order:
        points, part = course.totals[one]
        marks = (lesson.given.of(one).points for lesson in course.lessons)
        why = "; ".join(reason.words for reason in course.concerns.get(one, ()))
        rows.append((*display_names.cells(one), *marks, points, _percent(part), course.empty[one], why))
    return Table("Điểm từng sinh viên", headings, tuple(rows))


def _share(share: Share) -> str | None:
    many, of = share
    return f"{many} trong {of}" if of else None


def _percent(part: float) -> float:
    return round(100 * part, 1)
