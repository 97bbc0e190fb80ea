"""What the gradebook says, as plain rows: nbgrader's own marks, in as many queries for a thousand students as for one."""

import json
from dataclasses import dataclass, field

from nbgrader.api import Assignment, Grade, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import case, create_engine, func, inspect, select

from autograder.course_folder import CourseError
from autograder.grading.made_from import MADE_FROM
from autograder.grading.settings import db_shown, db_url, is_there
from autograder.grading.submissions import is_student_id
from autograder.people.people import People, Person
from autograder.people.students import people_of

GRADED, NOT_GRADED, NOT_HANDED_IN = "đã chấm", "chưa chấm", "chưa nộp"
WAITING = "còn câu chờ chấm tay"


@dataclass(frozen=True)
class Mark:
    """One student's mark of one lesson.

    points: what counts, with manual points in it and the late penalty off, never below 0, as `nbgrader export` says it;
    None where nothing was graded. manual: the part of it given by hand. penalty: what being late took off.
    """

    points: float | None
    manual: float = 0.0
    penalty: float = 0.0
    status: str = GRADED


@dataclass(frozen=True)
class LessonMarks:
    """The marks of a lesson, by student, and the most that one can get."""

    lesson: str
    maximum: float
    marks: dict[str, Mark] = field(repr=False)

    def of(self, student):
        return self.marks.get(student, Mark(None, status=NOT_HANDED_IN))


@dataclass(frozen=True)
class Results:
    """The class, those who handed in without being graded included, and its marks of each lesson."""

    people: People
    lessons: tuple[LessonMarks, ...]


def read_results(folder, lessons=()):
    """The Results of some lessons, or of all that the gradebook knows; raises CourseError where it knows none, or not one asked for."""
    url = db_url(folder)
    engine = create_engine(url if is_there(url) else "sqlite://")
    try:
        tables = set(inspect(engine).get_table_names())
        if Assignment.__tablename__ not in tables:
            raise CourseError(f"Chưa có sổ điểm ở {db_shown(folder)}. Hãy chấm bài trước: python -m autograder grade <bài>")
        with engine.connect() as connection:
            known = dict(connection.execute(select(Assignment.name, Assignment.max_score).order_by(Assignment.name)).all())
            if unknown := sorted(set(lessons) - set(known)):
                raise CourseError(f"Sổ điểm không có bài {', '.join(unknown)}. Các bài đang có: {', '.join(known) or '(không có bài nào)'}.")
            chosen = [name for name in known if name in (lessons or known)]
            marks = _marks(connection, chosen, MADE_FROM.name in tables)
    finally:
        engine.dispose()
    for lesson in chosen:
        for student in filter(is_student_id, folder.students(lesson)):
            marks[lesson].setdefault(student, Mark(None, status=NOT_GRADED))
    handed_in = (Person(student) for of_lesson in marks.values() for student in of_lesson)
    people = People({person.student: person for person in (*handed_in, *people_of(url).all.values())}.values())
    return Results(people, tuple(LessonMarks(lesson, known[lesson], marks[lesson]) for lesson in chosen))


def _marks(connection, lessons, with_statuses):
    """{lesson: {student: Mark}} of what was handed in and graded."""
    of_lessons = Assignment.name.in_(lessons)
    sums = (
        select(
            Assignment.name,
            SubmittedAssignment.student_id,
            func.coalesce(func.sum(Grade.score), 0.0),
            func.coalesce(func.sum(case((Grade.manual_score.is_not(None), Grade.score), else_=0.0)), 0.0),
            func.max(case((Grade.auto_score.is_(None) & Grade.manual_score.is_(None), 1), else_=0)),
        )
        .select_from(SubmittedAssignment)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .where(of_lessons)
        .group_by(Assignment.name, SubmittedAssignment.student_id)
    )
    penalties, statuses = _penalties(connection, of_lessons), _statuses(connection, lessons) if with_statuses else {}
    found = {lesson: {} for lesson in lessons}
    for lesson, student, score, manual, waiting in connection.execute(sums):
        penalty = penalties.get((lesson, student), 0.0)
        status = statuses.get((lesson, student), GRADED)
        status = f"{status}, {WAITING}" if waiting else status
        found[lesson][student] = Mark(max(0.0, score - penalty), manual, penalty, status)
    return found


def _penalties(connection, of_lessons):
    """{(lesson, student): points that being late took off}."""
    query = (
        select(Assignment.name, SubmittedAssignment.student_id, func.sum(SubmittedNotebook.late_submission_penalty))
        .select_from(SubmittedAssignment)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .where(of_lessons, SubmittedNotebook.late_submission_penalty.is_not(None))
        .group_by(Assignment.name, SubmittedAssignment.student_id)
    )
    return {(lesson, student): penalty for lesson, student, penalty in connection.execute(query)}


def _statuses(connection, lessons):
    """{(lesson, student): the word that our own grading had for the hand-in}."""
    query = select(MADE_FROM.c.assignment, MADE_FROM.c.student, MADE_FROM.c.summary).where(MADE_FROM.c.assignment.in_(lessons))
    return {(lesson, student): json.loads(summary)["status"] for lesson, student, summary in connection.execute(query)}


def number(points):
    """Points as Moodle and Canvas keep them: at the most five decimals, a point before them, none where there are none."""
    return f"{points:.5f}".rstrip("0").rstrip(".")
