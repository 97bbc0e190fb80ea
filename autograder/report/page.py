"""The pages of a report: numbers, charts and tables put into their templates, one file that loads nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from autograder import exercises
from autograder.pages.template import render
from autograder.report import charts, kept_picture, reasons, tables
from autograder.report.charts import Chart
from autograder.report.course import CourseNumbers
from autograder.report.display_names import Callings
from autograder.report.lesson import LessonNumbers
from autograder.report.tables import Table

TEMPLATES = Path(__file__).with_name("templates")
ROWS_SHOWN, MISTAKES_SHOWN = 60, 15
MOST_ROWS = {"mistakes": MISTAKES_SHOWN, "more_mistakes": None, "students": None}  # of other tables: ROWS_SHOWN


def lesson_page(lesson: LessonNumbers, display_names: Callings, ranked: bool = False) -> str:
    """The HTML of a LessonNumbers. ranked: with the ranking, which has no names."""
    shown = {
        "distribution": tables.distribution(lesson),
        "todos": tables.todos(lesson),
        "mistakes": tables.mistakes(lesson),
        "concerns": tables.concerns(lesson, display_names),
        "statuses": tables.statuses(lesson),
        "late": tables.late(lesson, display_names),
    }
    if ranked:
        shown["ranking"] = tables.ranking(lesson)
    return rendered(
        "lesson.html.j2",
        exercises.title(lesson.given.lesson),
        shown,
        charts.lesson_charts(lesson),
        lesson=lesson,
    )


def course_page(course: CourseNumbers, display_names: Callings) -> str:
    """The HTML of a CourseNumbers."""
    kinds = tables.kinds(course)
    shown = {
        "lessons": tables.lessons(course),
        "mistakes": replace(kinds, rows=kinds.rows[:MISTAKES_SHOWN]),
        "more_mistakes": replace(kinds, rows=kinds.rows[MISTAKES_SHOWN:], title="Những loại lỗi khác"),
        "concerns": tables.course_concerns(course, display_names),
        "students": tables.kinds_by_student(course, display_names),
    }
    return rendered(
        "course.html.j2",
        "Cả khóa học",
        shown,
        charts.course_charts(course),
        course=course,
        kept=charts.kept_chart(course),
        few=kept_picture.FEWEST,
        rules=reasons,
    )


def rendered(template: str, title: str, shown: Mapping[str, Table], drawn: Sequence[Chart], **values: object) -> str:
    """A template filled in. values: what it asks for beside tables, charts and the day."""
    readable = {name: _readable(table, MOST_ROWS.get(name, ROWS_SHOWN)) for name, table in shown.items()}
    return render(
        TEMPLATES,
        template,
        title=title,
        tables=readable,
        charts=drawn,
        today=f"{date.today():%d/%m/%Y}",
        number=number,
        **values,
    )


def _readable(table: Table, most: int | None) -> dict[str, object]:
    """The table as the page shows it: numbers as text, one of more rows than `most` cut; and how many rows that left out."""
    rows = tuple(tuple(cell if isinstance(cell, str) else number(cell) for cell in row) for row in table.rows[:most])
    numeric = [any(isinstance(row[place], int | float) for row in table.rows) for place in range(len(table.headings))]
    return {"table": replace(table, rows=rows), "numeric": numeric, "more": len(table.rows) - len(rows)}


def number(value: float | None) -> str:
    """A number with at most two decimals, a real minus sign, and a dash for none."""
    if value is None:
        return "—"
    return f"{round(float(value), 2) + 0.0:.10g}".replace("-", "−")
