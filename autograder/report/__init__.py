"""The class report: from the gradebook's rows to numbers, and from those to one HTML page and CSV files."""

from autograder.report import tables
from autograder.report.course import CourseNumbers
from autograder.report.lesson import LessonNumbers
from autograder.report.page import course_page, lesson_page
from autograder.report.roster import Roster
from autograder.report.rows import read_rows
from autograder.report.sheets import write_csv

COURSE, ANONYMOUS = "khoa_hoc", "_khong_ten"


def write_report(folder, lesson, output, anonymous=False):
    """Write the report of a lesson, or with None of the course, into the folder `output`; returns the paths, the page first.

    anonymous: number the students instead of naming them. Raises CourseError where there are no marks.
    """
    rows = read_rows(folder, lesson)
    roster = Roster(rows.students, anonymous)
    page, sheets = _of_lesson(rows, roster) if lesson else _of_course(rows, roster)
    output.mkdir(parents=True, exist_ok=True)
    stem = (lesson or COURSE) + (ANONYMOUS if anonymous else "")
    paths = [output / f"{stem}.html", *(output / f"{stem}.{name}.csv" for name in sheets)]
    paths[0].write_text(page, encoding="utf-8")
    for path, table in zip(paths[1:], sheets.values()):
        write_csv(table, path)
    return paths


def _of_lesson(rows, roster):
    lesson = LessonNumbers.of(rows.lessons[0], rows.students)
    sheets = {
        "so_lieu": tables.facts(lesson),
        "todo": tables.todos(lesson),
        "loi": tables.mistakes(lesson, roster),
        "sinh_vien": tables.students(lesson, roster),
    }
    return lesson_page(lesson, roster), sheets


def _of_course(rows, roster):
    course = CourseNumbers.of(rows)
    return course_page(course, roster), {"bai": tables.lessons(course), "sinh_vien": tables.course_students(course, roster)}
