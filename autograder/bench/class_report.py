"""What the class report costs: a made-up gradebook of a large class, written as grading writes it, then reported."""

import random
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from rich.table import Table

from autograder import exercises
from autograder.bench.grading import seconds_of
from autograder.course_folder import ROOT, CourseFolder
from autograder.demo.course import new_course
from autograder.exercises.model import LessonExercises
from autograder.gradebook.assignment import register, stubbed_notebook
from autograder.gradebook.config import course_config, db_url
from autograder.gradebook.statuses import BLANK, GRADED
from autograder.gradebook.summary import Example, ExerciseMark, Summary, TodoMark
from autograder.gradebook.writer import Entry, GradebookWriter, make_sure
from autograder.report import write_report
from autograder.screen import console

STUDENTS = 1000
WRITTEN_TOGETHER = 250
EXAMPLE = Example("x = 2.5, s = 0.1, z = 3", returned="27", needed="28")


def report(project: CourseFolder, rounds: int) -> None:
    """Print the table."""
    console().print(_table(project, rounds))


def _table(project: CourseFolder, rounds: int) -> Table:
    """The seconds of the report's command and of its pages, for a class of STUDENTS with every lesson."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = large_class(project, Path(scratch) / "course", STUDENTS)
        lessons, output = exercises.lesson_names(), Path(scratch) / "reports"
        command = [
            sys.executable,
            "-m",
            "autograder",
            "report",
            "--course-dir",
            str(folder.root),
            "--output",
            str(output),
        ]
        rows: list[tuple[str, Callable[[], object]]] = [
            (
                "`autograder report`, cả khóa học, cả lệnh",
                lambda: subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL),
            ),
            ("trang cả khóa học, không kể lúc khởi động", lambda: write_report(folder, None, output)),
            (
                "trang của mọi bài, không kể lúc khởi động",
                lambda: [write_report(folder, lesson, output) for lesson in lessons],
            ),
        ]
        table = Table(title=f"Báo cáo của {STUDENTS} sinh viên, {len(lessons)} bài, giây", header_style="bold")
        for heading in ("Đo gì", "Nhỏ nhất", "Lớn nhất", "Mức cần đạt"):
            table.add_column(heading)
        for name, run in rows:
            seconds = [seconds_of(run) for _ in range(rounds)]
            table.add_row(name, f"{min(seconds):.2f}", f"{max(seconds):.2f}", "≤ 5")
        return table


def large_class(project: CourseFolder, root: Path, students: int) -> CourseFolder:
    """A course folder whose gradebook has made-up marks of so many students in every lesson of the project."""
    folder, rng = new_course(root), random.Random(0)
    able = {f"sv{number:05d}": rng.gauss(1, 1) for number in range(students)}
    make_sure(db_url(folder))
    for lesson in exercises.lesson_names():
        notebook = stubbed_notebook(project, lesson)
        register(db_url(folder), lesson, notebook)
        with GradebookWriter(db_url(folder), lesson, course_config(folder)) as writer:
            entries = [_entry(exercises.load(lesson), student, skill, rng) for student, skill in able.items()]
            for start in range(0, students, WRITTEN_TOGETHER):
                writer.write(entries[start : start + WRITTEN_TOGETHER])
    return folder


def _entry(asked: LessonExercises, student: str, skill: float, rng: random.Random) -> Entry:
    """One student's marks: the abler, the more TODOs are right; a wrong one has a mistake of its exercise."""
    blank, todos, told = rng.random() < 0.03, [], []
    scores: dict[str, float | None] = {}
    for exercise in asked.exercises:
        mistake, earned = rng.choice(exercise.misconceptions).name, []
        for part in exercise.parts:
            right = not blank and rng.gauss(skill, 1) > 0
            earned.append(part.points if right else 0.0)
            cost = "" if right or blank else mistake
            todos.append(TodoMark(part.todo, exercise.function, earned[-1], part.points, cost))
        scores[f"check-{exercise.function}"] = sum(earned)
        marked = exercise.function, exercise.title, sum(earned), exercise.points
        told.append(ExerciseMark(*marked, mistake, example=EXAMPLE))
    summary = Summary(BLANK if blank else GRADED, (), tuple(todos), tuple(told), scores)
    return Entry(student, summary, {})
