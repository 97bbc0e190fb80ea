"""What the gradebook says, as plain rows: nbgrader's own marks, in as many queries for a thousand students as for one."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from nbgrader.api import Assignment, Grade, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import Connection, Engine, Select, case, func, inspect, select

from autograder.course_folder import CourseFolder
from autograder.files.course_error import CourseError
from autograder.files.last_net import trace_of, write_log
from autograder.gradebook.config import db_shown, db_url, engine_to_read
from autograder.gradebook.errors import explained
from autograder.gradebook.rules import WAITING, counted
from autograder.gradebook.statuses import BY_NBGRADER, NOT_GRADED, NOT_HANDED_IN, TROUBLE
from autograder.gradebook.students import people_of
from autograder.gradebook.summary import Summary
from autograder.gradebook.tables import MADE_FROM
from autograder.people.names import is_student_id
from autograder.people.people import People
from autograder.people.person import Person


@dataclass(frozen=True)
class Mark:
    """One student's mark of one lesson.

    points: what counts (see rules.counted), with manual points in it; None where nothing was graded. manual: the part of
    it given by hand. penalty: what being late took off. late: seconds, extensions counted. waiting: the points of what
    nobody has marked yet. status: in a word. summary: of our own grading, where it was asked for; None where
    nbgrader's own command graded.
    """

    points: float | None = None
    manual: float = 0.0
    penalty: float = 0.0
    late: float = 0.0
    waiting: float = 0.0
    status: str = NOT_HANDED_IN
    summary: Summary | None = field(default=None, repr=False)


@dataclass(frozen=True)
class LessonMarks:
    """The marks of a lesson, by student in the order of their ids, and the most that one can get.

    due: the deadline (UTC), or None. extensions: {student: how much later theirs is}.
    """

    lesson: str
    maximum: float
    marks: dict[str, Mark] = field(repr=False)
    due: datetime | None = None
    extensions: dict[str, timedelta] = field(default_factory=dict, repr=False)

    def of(self, student: str) -> Mark:
        return self.marks.get(student, Mark())

    def is_over(self, student: str, now: datetime) -> bool:
        """Has a student's deadline passed? A lesson without one is over. now: an aware datetime."""
        return self.due is None or self.due + self.extensions.get(student, timedelta(0)) <= now

    @cached_property
    def graded(self) -> dict[str, Mark]:
        """{student: Mark} of who has points."""
        return {student: mark for student, mark in self.marks.items() if mark.points is not None}


@dataclass(frozen=True)
class Results:
    """The class, those who handed in without being graded included, and its marks of each lesson."""

    people: People
    lessons: tuple[LessonMarks, ...]


def read_results(
    folder: CourseFolder, lessons: Sequence[str] = (), summaries: bool = False, url: str | None = None
) -> Results:
    """The Results of some lessons, or of all that the gradebook knows; summaries: also what our own grading said of each mark.

    url: the gradebook's, where it is not the course folder's own.
    Raises CourseError where the gradebook knows no lesson, not one of these, or cannot be read.
    """
    url = url or db_url(folder)
    with explained(url):
        engine = engine_to_read(url)
        try:
            known, read = _read(folder, engine, lessons, summaries)
        finally:
            engine.dispose()
        people = people_of(url).all
    missing = [lesson for lesson in lessons if lesson not in known]
    if missing or not known:
        raise without_marks(folder, missing, known)
    for one in read:
        for student in filter(is_student_id, folder.students(one.lesson)):
            one.marks.setdefault(student, Mark(waiting=one.maximum, status=NOT_GRADED))
    handed_in = {student: Person(student) for one in read for student in one.marks}
    return Results(People((handed_in | people).values()), tuple(read))


def without_marks(folder: CourseFolder, lessons: Sequence[str], known: Collection[str] = ()) -> CourseError:
    """The CourseError for lessons (none: any) that have no marks yet. known: the lessons that the gradebook has."""
    there = f" (các bài đang có: {', '.join(known)})" if known else ""
    return CourseError(
        f"Sổ điểm {db_shown(folder)} chưa có điểm của {', '.join(lessons) or 'bài nào'}{there}. "
        f"Hãy chấm trước: python -m autograder grade {lessons[0] if lessons else 'BÀI'} --course-dir {folder.root}"
    )


def _read(
    folder: CourseFolder, engine: Engine, lessons: Collection[str], summaries: bool
) -> tuple[list[str], list[LessonMarks]]:
    """(names of all lessons, a LessonMarks of each of these, or of all, with what was handed in and graded)."""
    tables = set(inspect(engine).get_table_names())
    if Assignment.__tablename__ not in tables:
        return [], []
    with engine.connect() as connection:
        dated = select(Assignment.name, Assignment.max_score, Assignment.duedate).order_by(Assignment.name)
        known = {name: (most, due and due.replace(tzinfo=UTC)) for name, most, due in connection.execute(dated)}
        marks: dict[str, dict[str, Mark]] = {name: {} for name in known if name in (lessons or known)}
        told = _told(folder, connection, marks, summaries) if MADE_FROM.name in tables else {}
        extended = _extended(connection, marks)
        for lesson, student, *times, score, manual, penalty, waiting, marked in connection.execute(_handed_in(marks)):
            if not marked and student in extended[lesson] and (lesson, student) not in told:
                continue  # only an extension
            status, summary = told.get((lesson, student), (BY_NBGRADER, None))
            points = counted(score, penalty)
            marks[lesson][student] = Mark(points, manual, penalty, _seconds_late(*times), waiting, status, summary)
    read = [
        LessonMarks(name, known[name][0], dict(sorted(marks[name].items())), known[name][1], extended[name])
        for name in marks
    ]
    return list(known), read


def _handed_in(lessons: Iterable[str]) -> Select[Any]:
    """The query for a row of each submission of these lessons that has a notebook; `marked`, the last: how many marks it has.

    nbgrader gives one that only has an extension a notebook, too: it has no mark yet.
    """
    grades = (
        select(
            Grade.notebook_id,
            func.sum(Grade.score).label("score"),
            func.sum(case((Grade.manual_score.is_not(None), Grade.score))).label("manual"),
            func.sum(case((WAITING, Grade.max_score))).label("waiting"),
            (func.count(Grade.auto_score) + func.count(Grade.manual_score)).label("marked"),
        )
        .group_by(Grade.notebook_id)
        .subquery()
    )
    work, added = (
        SubmittedAssignment,
        (grades.c.score, grades.c.manual, SubmittedNotebook.late_submission_penalty, grades.c.waiting, grades.c.marked),
    )
    sums = [func.coalesce(func.sum(column), 0.0) for column in added]
    return (
        select(Assignment.name, work.student_id, Assignment.duedate, work.timestamp, work.extension, *sums)
        .join(work, work.assignment_id == Assignment.id)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == work.id)
        .outerjoin(grades, grades.c.notebook_id == SubmittedNotebook.id)
        .where(Assignment.name.in_(lessons))
        .group_by(work.id, Assignment.id)
    )


def _extended(connection: Connection, lessons: Collection[str]) -> dict[str, dict[str, timedelta]]:
    """{lesson: {student: extension}}, of who has handed in nothing yet, too."""
    work = SubmittedAssignment
    query = select(Assignment.name, work.student_id, work.extension).join(work, work.assignment_id == Assignment.id)
    found: dict[str, dict[str, timedelta]] = {lesson: {} for lesson in lessons}
    for lesson, student, longer in connection.execute(
        query.where(Assignment.name.in_(lessons), work.extension.is_not(None))
    ):
        found[lesson][student] = longer
    return found


def _seconds_late(duedate: datetime | None, timestamp: datetime | None, extension: timedelta | None) -> float:
    """nbgrader's SubmittedAssignment.total_seconds_late; 0 where there is no date."""
    if timestamp is None or duedate is None:
        return 0.0
    due = duedate + extension if extension else duedate
    return max(0.0, (timestamp - due).total_seconds())


def _told(
    folder: CourseFolder, connection: Connection, lessons: Iterable[str], summaries: bool
) -> dict[tuple[str, str], tuple[str, Summary | None]]:
    """{(lesson, student): (status, summary, or None where it was not asked for)} of what our own grading said."""
    query = select(MADE_FROM.c.assignment, MADE_FROM.c.student, MADE_FROM.c.summary).where(
        MADE_FROM.c.assignment.in_(lessons)
    )
    found: dict[tuple[str, str], tuple[str, Summary | None]] = {}
    for lesson, student, words in connection.execute(query):
        try:
            summary = Summary.from_json(words)
            found[lesson, student] = summary.status, summary if summaries else None
        except ValueError as error:
            write_log(folder, lesson, student, trace_of(error))
            found[lesson, student] = TROUBLE, None
    return found
