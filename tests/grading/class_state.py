"""A class to grade, and all that grading it leaves: to hold one course folder against another."""

import shutil
from functools import cache

import nbformat
from nbgrader.api import (
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    SolutionCell,
    SourceCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from sqlalchemy import select, text

from autograder import exercises
from autograder.authoring.text import solutions
from autograder.demo.course import new_course
from autograder.demo.students import submissions
from autograder.gradebook.config import db_url
from autograder.gradebook.tables import MADE_FROM
from course.checking.missing import STOPPED, SYNTAX

LESSON = "bai01_so_nguyen"
SLOW = ("vòng lặp", "thoát tiến trình")
FEW = {  # one of each kind, and how their stories begin
    "sv001": "đúng, như lời giải",
    "sv002": "đúng theo cách khác",
    "sv003": "đúng theo cách khác",
    "sv004": "đúng theo cách khác",
    "sv008": "sai: chia ngược, quên làm tròn",
    "sv026": "chưa làm gì",
    "sv029": "sai cú pháp",
    "sv030": "mất hết siêu dữ liệu",
    "sv031": "xóa mọi ô kiểm tra",
    "sv032": "sửa ô kiểm tra",
    "sv035": "còn dấu xung đột git",
}
OF_NOTEBOOK = (SubmittedAssignment.id == SubmittedNotebook.assignment_id,)


def class_of(project, root, students=FEW):
    """A course folder with a few of the demo class, one of each kind; with these; or, None, all but those who take seconds each."""
    folder = new_course(root)
    for stage in ("source", "release"):
        shutil.copytree(project.root / stage / LESSON, folder.root / stage / LESSON)
    folder.seed.write_text("7")
    for person in everyone(project):
        if not person.story.startswith(SLOW) if students is None else person.student in students:
            path = folder.submitted(person.student, LESSON)
            path.parent.mkdir(parents=True)
            path.write_bytes(person.content)
    return folder


@cache
def everyone(project):
    """The demo class, in whose stories FEW are who they should be."""
    release, source = (nbformat.read(path, as_version=4) for path in (project.release(LESSON), project.source(LESSON)))
    people = list(submissions(release, solutions(source), exercises.load(LESSON)))
    assert all(person.story.startswith(FEW.get(person.student, "")) for person in people)
    return people


def rows(folder):
    """Every row of the gradebook that means something, without the random ids."""
    queries = [
        text("select version_num from alembic_version"),
        select(GradeCell.name, GradeCell.max_score, GradeCell.cell_type),
        select(SolutionCell.name),
        select(TaskCell.name, TaskCell.max_score, TaskCell.cell_type),
        select(SourceCell.name, SourceCell.cell_type, SourceCell.source, SourceCell.checksum, SourceCell.locked),
        select(Student.id),
        select(SubmittedAssignment.student_id, SubmittedAssignment.timestamp),
        select(
            SubmittedAssignment.student_id, SubmittedNotebook.flagged, SubmittedNotebook.late_submission_penalty
        ).join(SubmittedNotebook, *OF_NOTEBOOK),
        select(
            SubmittedAssignment.student_id,
            BaseCell.name,
            BaseCell.type,
            Grade.auto_score,
            Grade.manual_score,
            Grade.extra_credit,
            Grade.needs_manual_grade,
        )
        .join(SubmittedNotebook, *OF_NOTEBOOK)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .join(BaseCell, BaseCell.id == Grade.cell_id),
        select(
            SubmittedAssignment.student_id, BaseCell.name, BaseCell.type, Comment.auto_comment, Comment.manual_comment
        )
        .join(SubmittedNotebook, *OF_NOTEBOOK)
        .join(Comment, Comment.notebook_id == SubmittedNotebook.id)
        .join(BaseCell, BaseCell.id == Comment.cell_id),
    ]
    with Gradebook(db_url(folder)) as gradebook:
        if gradebook.engine.name == "sqlite":
            assert gradebook.db.execute(text("pragma integrity_check")).all() == [("ok",)]
        return [sorted(map(repr, gradebook.db.execute(query))) for query in queries]


def made_from(folder):
    """What each mark was made from, as this project keeps it."""
    with Gradebook(db_url(folder)) as gradebook:
        return sorted(map(repr, gradebook.db.execute(select(MADE_FROM))))


def notebooks(folder):
    """{student: the autograded notebook}."""
    return {p.parent.parent.name: nbformat.read(p, as_version=4) for p in folder.root.glob("autograded/*/*/*.ipynb")}


def state(folder):
    """All rows and all notebooks."""
    return [*rows(folder), made_from(folder)], notebooks(folder)


def difference(one, other):
    """What stands in one state only: rows, and students whose notebooks differ."""
    differ = [row for mine, theirs in zip(one[0], other[0]) for row in sorted(set(mine) ^ set(theirs))]
    students = [student for student in one[1].keys() | other[1].keys() if one[1].get(student) != other[1].get(student)]
    return [*differ, *students]


def lost_todos(result):
    return [todo.todo for todo in result.summary.todos if todo.earned < todo.points]


def named_mistakes(result, person):
    """Once for each function, however many TODOs it costs.

    Not where a function lacks another, or a cell is broken, which only who planted no mistake may be told.
    """
    named = {(todo.function, todo.mistake) for todo in result.summary.todos if todo.mistake}
    left_out = () if person.mistakes else (SYNTAX.name, STOPPED.name, "còn thiếu ")
    return [name for _, name in named if not name.startswith(left_out)]


def assert_as_told(lesson, people, results):
    """Each person loses the points of their mistakes and no others, and each mistake is named: those of a demo class, {student: Result}."""
    todos = [part.todo for exercise in exercises.load(lesson).exercises for part in exercise.parts]
    for person in people:
        result = results[person.student]
        if person.costs is not None:
            assert lost_todos(result) == [todo for todo in todos if todo in person.costs], (
                person.student,
                person.story,
            )
        assert sorted(named_mistakes(result, person)) == sorted(person.mistakes), person.story
