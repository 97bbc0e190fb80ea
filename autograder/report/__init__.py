"""The class report: from the class's marks to numbers, and from those to one HTML page and CSV files."""

from autograder.report import tables
from autograder.report.callings import Callings
from autograder.report.course import CourseNumbers
from autograder.report.lesson import LessonNumbers
from autograder.report.page import course_page, lesson_page
from autograder.results.marks import read_results, without_marks
from autograder.sheets import csv_of
from autograder.whole import write_whole

COURSE, ANONYMOUS = "khoa_hoc", "_khong_ten"


def write_report(folder, lesson, output, anonymous=False):
    """Write the report of a lesson, or with None of the course, into the folder `output`; returns the paths, the page first.

    anonymous: number the students instead of naming them. Raises CourseError where there are no marks.
    """
    results = read_results(folder, [lesson] if lesson else (), summaries=True)
    if not any(one.graded for one in results.lessons):
        raise without_marks(folder, [lesson] if lesson else [])
    callings = Callings({person.student: person.full_name for person in results.people.all.values()}, anonymous)
    page, sheets = _of_lesson(results, callings) if lesson else _of_course(results, callings)
    stem = (lesson or COURSE) + (ANONYMOUS if anonymous else "")
    paths = [output / f"{stem}.html", *(output / f"{stem}.{name}.csv" for name in sheets)]
    tables_written = [csv_of([table.headings, *table.rows]) for table in sheets.values()]
    for path, content in zip(paths, [page.encode(), *tables_written]):
        write_whole(path, content)
    return paths


def _of_lesson(results, callings):
    lesson = LessonNumbers.of(results.lessons[0], results.people.all)
    sheets = {
        "so_lieu": tables.facts(lesson),
        "todo": tables.todos(lesson),
        "loi": tables.mistakes(lesson, callings),
        "sinh_vien": tables.students(lesson, callings),
    }
    return lesson_page(lesson, callings), sheets


def _of_course(results, callings):
    course = CourseNumbers.of(results)
    return course_page(course, callings), {
        "bai": tables.lessons(course),
        "loi": tables.kinds(course),
        "sinh_vien": tables.course_students(course, callings),
    }
