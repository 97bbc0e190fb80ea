"""What a report is made from, read from the gradebook in a few queries, never one for each student."""

import json
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Assignment, Grade, GradeCell, Student, SubmittedAssignment, SubmittedNotebook, TaskCell
from sqlalchemy import case, create_engine, func, inspect, make_url, select
from sqlalchemy.orm import Session, load_only

from autograder.course_folder import CourseError
from autograder.grading.made_from import MADE_FROM
from autograder.grading.refused import said_of
from autograder.grading.settings import db_shown, db_url, is_file


@dataclass(frozen=True)
class Mark:
    """One student's mark in one lesson, as nbgrader has it.

    score: points, manual ones counted and the penalty taken off. penalty: points. late: seconds, extensions counted.
    waiting: points of what a person has yet to mark. summary: as GradebookWriter has it, or None where nbgrader's own
    command graded.
    """

    score: float
    penalty: float
    late: float
    waiting: float
    summary: dict | None


@dataclass(frozen=True)
class LessonRows:
    """A lesson's marks, {student: Mark} of who handed in."""

    lesson: str
    max_score: float
    marks: dict[str, Mark]


@dataclass(frozen=True)
class ClassRows:
    """students: {id: full name or ""} of everybody in the gradebook. lessons: those that somebody handed in, in order."""

    students: dict[str, str]
    lessons: tuple[LessonRows, ...]


def read_rows(folder, lesson=None):
    """Read the marks of one lesson, or of all; raises CourseError where there are none."""
    url = db_url(folder)
    graded = f"python -m autograder grade {lesson or 'BÀI'} --course-dir {folder.root}"
    if is_file(url) and not Path(make_url(url).database).is_file():
        raise CourseError(f"Chưa có sổ điểm {db_shown(folder)}. Hãy chấm trước: {graded}")
    with said_of(url):
        engine = create_engine(url)
        try:
            rows = _read(engine, lesson)
        finally:
            engine.dispose()
    if not rows.lessons:
        what = f"bài nộp nào của {lesson}" if lesson else "bài nộp nào"
        raise CourseError(f"Sổ điểm {db_shown(folder)} chưa có {what}. Hãy chấm trước: {graded}")
    return rows


def _read(engine, lesson):
    tables = set(inspect(engine).get_table_names())
    if Assignment.__tablename__ not in tables:
        return ClassRows({}, ())
    with Session(engine) as session:
        asked = select(Assignment, Assignment.max_score).order_by(Assignment.name)
        asked = asked.where(Assignment.name == lesson) if lesson else asked
        assignments = session.execute(asked).all()
        students = session.execute(select(Student.id, Student.last_name, Student.first_name).order_by(Student.id))
        names = {student: " ".join(filter(None, name)) for student, *name in students}
        summaries = _summaries(session, lesson) if MADE_FROM.name in tables else {}
        marks = _marks(session, [assignment.id for assignment, _ in assignments], summaries)
        lessons = [LessonRows(one.name, most, marks[one.id]) for one, most in assignments if one.id in marks]
        return ClassRows(names, tuple(lessons))


def _marks(session, assignments, summaries):
    """{id of the assignment: {student: Mark}}; the assignments themselves are in the session."""
    points, penalties = _points(session), _penalties(session)
    asked = SubmittedAssignment.assignment_id, SubmittedAssignment.student_id, SubmittedAssignment.timestamp
    query = (
        select(SubmittedAssignment)
        .options(load_only(*asked, SubmittedAssignment.extension))
        .where(SubmittedAssignment.assignment_id.in_(assignments))
        .order_by(SubmittedAssignment.student_id)
    )
    marks = {}
    for work in session.scalars(query):
        if work.id not in penalties:
            continue  # an extension was given, nothing handed in
        (score, waiting), penalty = points.get(work.id, (0.0, 0.0)), penalties[work.id]
        late = 0.0 if work.assignment.duedate is None else work.total_seconds_late
        summary = summaries.get((work.assignment.name, work.student_id))
        mark = Mark(max(0.0, score - penalty), penalty, late, waiting, summary)  # as nbgrader's export has it
        marks.setdefault(work.assignment_id, {})[work.student_id] = mark
    return marks


def _points(session):
    """{id of the submission: (points, points of what nobody has marked yet)}."""
    grade_cells, task_cells = GradeCell.__table__, TaskCell.__table__
    unmarked = Grade.needs_manual_grade & Grade.manual_score.is_(None) & Grade.auto_score.is_(None)
    most = func.coalesce(grade_cells.c.max_score, task_cells.c.max_score, 0.0)
    query = (
        select(SubmittedNotebook.assignment_id, func.sum(Grade.score), func.sum(case((unmarked, most), else_=0.0)))
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .outerjoin(grade_cells, grade_cells.c.id == Grade.cell_id)
        .outerjoin(task_cells, task_cells.c.id == Grade.cell_id)
        .group_by(SubmittedNotebook.assignment_id)
    )
    return {submission: (score, waiting) for submission, score, waiting in session.execute(query)}


def _penalties(session):
    """{id of the submission: points}, 0 where there is no penalty."""
    lost = func.coalesce(func.sum(SubmittedNotebook.late_submission_penalty), 0.0)
    return dict(session.execute(select(SubmittedNotebook.assignment_id, lost).group_by(SubmittedNotebook.assignment_id)).all())


def _summaries(session, lesson):
    query = select(MADE_FROM.c.assignment, MADE_FROM.c.student, MADE_FROM.c.summary)
    query = query.where(MADE_FROM.c.assignment == lesson) if lesson else query
    return {(assignment, student): json.loads(words) for assignment, student, words in session.execute(query)}
