"""The class report: from the class's marks to numbers, and from those to one HTML page and CSV files."""

from datetime import UTC, datetime
from pathlib import Path

from autograder.course_folder import CourseFolder
from autograder.files.course_error import CourseError
from autograder.files.sheets import csv_of
from autograder.files.whole import write_whole
from autograder.gradebook.marks import Results, read_results, without_marks
from autograder.report import nameless, tables
from autograder.report.course import CourseNumbers
from autograder.report.display_names import Callings
from autograder.report.lesson import LessonNumbers
from autograder.report.page import course_page, lesson_page
from autograder.report.tables import Table

COURSE, ANONYMOUS = "khoa_hoc", "_khong_ten"
NOTHING_TO_RANK = (
    "Bài {} chưa có gì để xếp hạng. Chỉ bài nào được đo mới xếp hạng được, như đồ án ở Bài 13, "
    "và chỉ những bài nộp đủ, trong ngân sách mới có hạng. Hãy bỏ --ranking."
)
RANKING_IS_OF_EACH = (
    "Bảng xếp hạng có một hàng cho mỗi bài nộp, nên không đi cùng --anonymous. "
    "Hãy chạy riêng với --ranking: tệp CSV của bảng ấy không có tên ai."
)
Written = tuple[str, dict[str, Table]]  # a page, and the tables beside it by the end of their names


def write_report(
    folder: CourseFolder, lesson: str | None, output: Path, anonymous: bool = False, ranked: bool = False
) -> list[Path]:
    """Write the report of a lesson, or with None of the course, into the folder `output`; returns the paths, the page first.

    anonymous: tell of nobody, and of no group that is small. ranked: with the ranking of a lesson whose answers are measured.
    Raises CourseError where there are no marks, or nothing to rank, or too few people to tell of without telling who.
    """
    results = read_results(folder, [lesson] if lesson else (), summaries=True)
    if not any(one.graded for one in results.lessons):
        raise without_marks(folder, [lesson] if lesson else [])
    if anonymous and ranked:
        raise CourseError(RANKING_IS_OF_EACH)
    now = datetime.now(UTC)
    if anonymous:
        page, sheets = _without_names(results, lesson, now)
    else:
        page, sheets = _of_lesson(results, now, ranked) if lesson else _of_course(results, now)
    stem = (lesson or COURSE) + (ANONYMOUS if anonymous else "")
    paths = [output / f"{stem}.html", *(output / f"{stem}.{name}.csv" for name in sheets)]
    tables_written = [csv_of([table.headings, *table.rows]) for table in sheets.values()]
    for path, content in zip(paths, [page.encode(), *tables_written]):
        write_whole(path, content)
    return paths


def _of_lesson(results: Results, now: datetime, ranked: bool) -> Written:
    lesson, names = LessonNumbers.of(results.lessons[0], results.people.all, now), _callings(results)
    if ranked and not lesson.ranking:
        raise CourseError(NOTHING_TO_RANK.format(lesson.given.lesson))
    sheets = {
        "so_lieu": tables.facts(lesson),
        "todo": tables.todos(lesson),
        "loi": tables.mistakes(lesson),
        "sinh_vien": tables.students(lesson, names),
    }
    if ranked:
        sheets["xep_hang"] = tables.ranking(lesson)
    return lesson_page(lesson, names, ranked), sheets


def _of_course(results: Results, now: datetime) -> Written:
    course, names = CourseNumbers.of(results, now), _callings(results)
    return course_page(course, names), {
        "bai": tables.lessons(course),
        "loi": tables.kinds_by_lesson(course),
        "mac_lai": tables.carried(course),
        "loi_sinh_vien": tables.own_kinds_of_all(course, names),
        "sinh_vien": tables.course_students(course, names),
    }


def _without_names(results: Results, lesson: str | None, now: datetime) -> Written:
    told = nameless.of_many(results)
    if lesson:
        return nameless.lesson_page(LessonNumbers.of(told.lessons[0], told.people.all, now))
    left_out = sum(bool(one.graded) for one in results.lessons) - len(told.lessons)
    return nameless.course_page(CourseNumbers.of(told, now), left_out)


def _callings(results: Results) -> Callings:
    return Callings({person.student: person.full_name for person in results.people.all.values()})
