"""A class to grade, and all that grading it leaves: to hold one course folder against another."""

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

from autograder.demo.course import set_up
from autograder.gradebook.config import db_url
from autograder.gradebook.tables import MADE_FROM

LESSON = "bai01_so_nguyen"
SLOW = ("vòng lặp", "thoát tiến trình")
FEW = {  # right in three ways, a wrong one, wrong by one range, nothing done, a syntax error, metadata lost, a conflict of git
    "sv001",
    "sv002",
    "sv003",
    "sv004",
    "sv008",
    "sv020",
    "sv028",
    "sv031",
    "sv032",
    "sv037",
}
OF_NOTEBOOK = (SubmittedAssignment.id == SubmittedNotebook.assignment_id,)


def class_of(project, root, is_whole=False):
    """A course folder with a few of the demo class, one of each kind, or all but those who take seconds each."""
    folder, people = set_up(project, LESSON, root)
    folder.seed.write_text("7")
    for person in people:
        if person.story.startswith(SLOW) or not is_whole and person.student not in FEW:
            path = folder.submitted(person.student, LESSON)
            path.unlink()
            path.parent.rmdir()
    return folder


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
