"""The report without names, for a department: it tells of groups, none of them under FEWEST people, and of nobody.

Nothing of the report with names is taken over: what stands here was put here. No student has a row, no mark of one person is
told, and no text comes from a submission. Where few people would be told of, they are told together with others, as few, or
not at all.
"""

from collections import Counter
from dataclasses import replace

from autograder import exercises
from autograder.files.course_error import CourseError
from autograder.gradebook.marks import Results
from autograder.report import charts, reasons, small_groups
from autograder.report.course import CourseNumbers
from autograder.report.kept import Kept, KindNumbers
from autograder.report.kinds_of_names import kinds_of
from autograder.report.lesson import Item, LessonNumbers
from autograder.report.page import rendered
from autograder.report.small_groups import FEWEST
from autograder.report.tables import Cell, Table, bins

TOO_FEW = (
    "Báo cáo không tên chỉ kể về những nhóm từ {} người trở lên, mà chưa bài nào được hỏi có bấy nhiêu điểm. "
    "Hãy bỏ --anonymous, hoặc chờ có thêm bài được chấm."
)
FOR_MEDIAN, FOR_QUARTERS = 2 * FEWEST, 4 * FEWEST  # marks, so that FEWEST lie on each side


def of_many(results: Results) -> Results:
    """The lessons that enough people have marks of; raises CourseError where there is none."""
    lessons = tuple(one for one in results.lessons if len(one.graded) >= FEWEST)
    if not lessons:
        raise CourseError(TOO_FEW.format(FEWEST))
    return replace(results, lessons=lessons)


def course_page(course: CourseNumbers, left_out: int) -> tuple[str, dict[str, Table]]:
    """(the HTML of a CourseNumbers, the tables beside it). left_out: how many lessons too few people have marks of."""
    kinds = [one for one in course.kept.kinds if one.students >= FEWEST]
    shown = {"bai": _lessons(course), "loi": _kinds(course, kinds), "ly_do": _reasons(course)}
    columns = [
        (name, column) for name, column in zip(course.names, course.shares_by_lesson) if len(column) >= FOR_QUARTERS
    ]
    page = rendered(
        "nameless_course.html.j2",
        "Cả khóa học, không tên",
        shown,
        [charts.halves_chart(*zip(*columns))] if columns else [],
        course=course,
        kept=charts.kept_chart(replace(course, kept=Kept(tuple(kinds), {})), FEWEST),
        few=FEWEST,
        left_out=left_out,
        kinds_left_out=len(course.kept.kinds) - len(kinds),
        rules=reasons,
    )
    return page, shown


def lesson_page(lesson: LessonNumbers) -> tuple[str, dict[str, Table]]:
    """(the HTML of a LessonNumbers, the tables beside it)."""
    told = [one for one in lesson.mistakes if one.count >= FEWEST and kinds_of(one.name)]
    spread = _spread(lesson)
    mistakes = Table("Lỗi thường gặp", ("Lỗi", "Số người", "Hàm"), tuple((m.name, m.count, m.function) for m in told))
    shown = {"so_lieu": _facts(lesson), "diem": spread, "todo": _todos(lesson), "loi": mistakes}
    page = rendered(
        "nameless_lesson.html.j2",
        f"{exercises.title(lesson.given.lesson)}, không tên",
        shown,
        [charts.spread_chart([(str(name), round(float(part or 0))) for name, part in spread.rows])],
        few=FEWEST,
        mistakes_left_out=len(lesson.mistakes) - len(told),
    )
    return page, shown


def _facts(lesson: LessonNumbers) -> Table:
    marks, late = lesson.spread.count, len(lesson.late)
    rows: tuple[tuple[Cell, ...], ...] = (
        ("Có điểm, trong cả lớp", small_groups.share(marks, len(lesson.statuses), FEWEST)),
        ("Nộp muộn, trong số đó", small_groups.share(late, marks, FEWEST)),
        ("Điểm tối đa", lesson.given.maximum),
        ("Điểm trung bình", _mean(lesson)),
        ("Trung vị", _median(lesson)),
    )
    return Table("Số liệu chung", ("Số đo", "Giá trị"), rows)


def _median(lesson: LessonNumbers) -> float | None:
    return lesson.spread.median if lesson.spread.count >= FOR_MEDIAN else None


def _mean(lesson: LessonNumbers) -> float:
    """With few digits: of more one would find out how many marks it is of."""
    return round(lesson.spread.mean, 1)


def _spread(lesson: LessonNumbers) -> Table:
    """The marks in per cent, so that their number says nothing of who has none."""
    found = small_groups.merged(bins(lesson), FEWEST)
    rows = tuple(
        (
            f"{low} đến {high}" if high == found[-1][1] else f"{low} đến dưới {high}",
            round(100 * many / lesson.spread.count),
        )
        for low, high, many in found
    )
    return Table("Phân bố điểm", ("Điểm", "Số bài, %"), rows)


def _todos(lesson: LessonNumbers) -> Table:
    rows = tuple((item.todo, item.function, item.points, _solved(item, lesson)) for item in lesson.items)
    return Table("Từng TODO", ("TODO", "Hàm", "Điểm", "Làm đúng"), rows)


def _solved(item: Item, lesson: LessonNumbers) -> str:
    many = len(lesson.points)
    return small_groups.share(round(item.solved * many), many, FEWEST)


def _lessons(course: CourseNumbers) -> Table:
    headings = ("Bài", "Có điểm", "Trung vị", "Trung bình", "Điểm tối đa", "TODO khó nhất", "Làm đúng")
    rows = []
    for one in course.lessons:
        hardest = (one.hardest.todo, _solved(one.hardest, one)) if one.hardest else ("", "")
        marks = small_groups.share(one.spread.count, len(one.statuses), FEWEST)
        numbers = _median(one), _mean(one), one.given.maximum
        rows.append((exercises.title(one.given.lesson), marks, *numbers, *hardest))
    return Table("Các bài cạnh nhau", headings, tuple(rows))


def _kinds(course: CourseNumbers, kinds: list[KindNumbers]) -> Table:
    rows = tuple((one.phrase, _students(one), _again(one), _where(one, course)) for one in kinds)
    return Table("Lỗi qua các bài", ("Loại lỗi", "Số người", "Mắc lại", "Số người ở từng bài"), rows)


def _again(one: KindNumbers) -> str | None:
    return small_groups.share(*one.again, FEWEST) if one.again[1] else None


def _students(one: KindNumbers) -> str:
    """How many made it in any lesson, where that does not tell of few who did not make it in one of them."""
    apart = [one.students - made for made in one.made if made >= FEWEST]
    return f"từ {FEWEST}" if any(0 < many < FEWEST for many in apart) else str(one.students)


def _where(one: KindNumbers, course: CourseNumbers) -> str:
    told = (f"{name}: {small_groups.count(made, FEWEST)}" for name, made in zip(course.names, one.made) if made)
    return ", ".join(told)


def _reasons(course: CourseNumbers) -> Table:
    found = Counter(reason.rule for why in course.concerns.values() for reason in why)
    rows = tuple((rule, small_groups.count(found[rule], FEWEST)) for rule in reasons.NAMES)
    return Table("Vì sao nên hỏi thăm", ("Lý do", "Số người"), rows)
