"""The one writer of nbgrader's gradebook: a class's rows in few short transactions.

The rows are those that `nbgrader autograde` writes. Beside them, in a table of this project, stands what
each mark was made from, in the same transaction: so a mark is either whole or not there.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from alembic.script import ScriptDirectory
from nbgrader.api import (
    Assignment,
    Base,
    Comment,
    Grade,
    Gradebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)
from nbgrader.dbutil import ALEMBIC_DIR
from sqlalchemy import create_engine, delete, insert, inspect, or_, select, text, update
from sqlalchemy.orm import Session, joinedload, undefer
from traitlets.config import Config

from autograder.gradebook.config import late_penalties
from autograder.gradebook.summary import Summary
from autograder.gradebook.tables import ANEW, MADE_FROM, OWN

RENEWED_TOGETHER = 500


@dataclass(frozen=True)
class Entry:
    """One student's marks on their way into the gradebook: plain data, as a worker, here or elsewhere, sends it.

    comments: {cell: words or None}. notebook: the graded notebook as bytes, for autograded/. timestamp: handed in when
    (UTC), or None. fingerprint: what the marks were made from; known to who writes them.
    """

    student: str
    summary: Summary
    comments: dict[str, str | None]
    notebook: bytes = b""
    timestamp: datetime | None = None
    fingerprint: str = ANEW


def make_sure(db_url: str) -> None:
    """Make nbgrader's tables where there are none, as nbgrader would, but whole or not at all, and without its
    four seconds for alembic's command.
    """
    engine = create_engine(db_url)
    if not inspect(engine).get_table_names():
        with engine.begin() as connection:
            if engine.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN")  # Python's driver begins only where rows change, not tables
            Base.metadata.create_all(connection)
            connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
            [version] = ScriptDirectory(ALEMBIC_DIR).get_heads()
            connection.execute(
                text("INSERT INTO alembic_version (version_num) VALUES (:version)"), {"version": version}
            )
    engine.dispose()


def note(session: Session, lesson: str, rows: Sequence[tuple[str, str, Summary]]) -> None:
    """Say what marks were made from, in a transaction of the caller's; rows: (student, fingerprint, Summary)."""
    mine = MADE_FROM.c.assignment == lesson, MADE_FROM.c.student.in_([student for student, _, _ in rows])
    session.execute(delete(MADE_FROM).where(*mine))
    session.execute(
        insert(MADE_FROM),
        [
            {
                "assignment": lesson,
                "student": student,
                "fingerprint": fingerprint,
                "summary": summary.to_json(),
            }
            for student, fingerprint, summary in rows
        ],
    )


class GradebookWriter:
    """Writes the marks of one lesson; a context manager."""

    def __init__(self, db_url: str, lesson: str, config: Config) -> None:
        """config: the course's traitlets Config, for the penalty on late work."""
        self.lesson = lesson
        self.gradebook = Gradebook(db_url)
        OWN.create_all(self.gradebook.engine)
        self.db = self.gradebook.db
        assignment = self.db.scalars(select(Assignment).where(Assignment.name == lesson)).one()
        self.assignment_id, self.duedate = assignment.id, assignment.duedate
        [mine] = assignment.notebooks
        self.notebook_id, self.tasks = mine.id, [cell.id for cell in mine.task_cells]
        self.graded = {cell.name: cell.id for cell in mine.grade_cells}
        self.commented = {
            cell.name: cell.id for cell in (*mine.solution_cells, *mine.task_cells)
        }  # may share names with those
        self.late = late_penalties(config)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.gradebook.close()

    def write(self, entries: Sequence[Entry]) -> None:
        """Write the marks of some students in one transaction."""
        try:
            self._add_students([entry.student for entry in entries])
            submissions = self._submissions(entries)
            notebooks = self._notebooks(submissions)
            self._grades(entries, notebooks)
            self._comments(entries, notebooks)
            self._penalties(notebooks.values())
            self._made_from(entries)
            self.db.commit()
        except BaseException:
            self.db.rollback()
            raise
        finally:
            self.db.expunge_all()

    def make_anew(self, student: str) -> None:
        """Have the next run make this student's mark anew, which stays as it is until then."""
        mine = MADE_FROM.c.assignment == self.lesson, MADE_FROM.c.student == student
        self.db.execute(update(MADE_FROM).where(*mine).values(fingerprint=ANEW))
        self.db.commit()

    def _add_students(self, students: Collection[str]) -> None:
        known = set(self.db.scalars(select(Student.id).where(Student.id.in_(students))))
        self._insert(Student, [{"id": student} for student in students if student not in known])

    def _submissions(self, entries: Sequence[Entry]) -> dict[str, str]:
        """{student: id of the submission}, made where missing; the time of handing in is kept where none is told."""
        query = select(SubmittedAssignment.student_id, SubmittedAssignment.id).where(
            SubmittedAssignment.assignment_id == self.assignment_id,
            SubmittedAssignment.student_id.in_([entry.student for entry in entries]),
        )
        known = dict(self.db.execute(query).all())
        made = {entry.student: new_uuid() for entry in entries if entry.student not in known}
        times = {entry.student: entry.timestamp for entry in entries}
        self._insert(
            SubmittedAssignment,
            [
                {"id": number, "assignment_id": self.assignment_id, "student_id": student, "timestamp": times[student]}
                for student, number in made.items()
            ],
        )
        self._update(
            SubmittedAssignment,
            [{"id": number, "timestamp": times[student]} for student, number in known.items() if times[student]],
        )
        return known | made

    def _notebooks(self, submissions: Mapping[str, str]) -> dict[str, str]:
        """{student: id of the submitted notebook}, made where missing, with the rows of what only a person marks."""
        query = select(SubmittedNotebook.assignment_id, SubmittedNotebook.id).where(
            SubmittedNotebook.assignment_id.in_(submissions.values()), SubmittedNotebook.notebook_id == self.notebook_id
        )
        known = dict(self.db.execute(query).all())
        made = {submission: new_uuid() for submission in submissions.values() if submission not in known}
        self._insert(
            SubmittedNotebook,
            [
                {"id": number, "assignment_id": submission, "notebook_id": self.notebook_id, "flagged": False}
                for submission, number in made.items()
            ],
        )
        self._insert(
            Grade,
            [
                {"id": new_uuid(), "notebook_id": number, "cell_id": cell, "needs_manual_grade": True}
                for number in made.values()
                for cell in self.tasks
            ],
        )
        both = known | made
        return {student: both[submission] for student, submission in submissions.items()}

    def _grades(self, entries: Sequence[Entry], notebooks: Mapping[str, str]) -> None:
        query = select(Grade.notebook_id, Grade.cell_id, Grade.id, Grade.manual_score)
        query = query.where(Grade.notebook_id.in_(notebooks.values()))
        known = {(notebook, cell): (number, manual) for notebook, cell, number, manual in self.db.execute(query)}
        new, old = [], []
        for entry in entries:
            for name, score in entry.summary.scores.items():
                place = notebooks[entry.student], self.graded[name]
                number, manual = known.get(place, (None, None))
                row = {"auto_score": score, "needs_manual_grade": manual is not None or score is None}
                if number is None:
                    new.append({"id": new_uuid(), "notebook_id": place[0], "cell_id": place[1], **row})
                else:
                    old.append({"id": number, **row})
        self._insert(Grade, new)
        self._update(Grade, old)

    def _comments(self, entries: Sequence[Entry], notebooks: Mapping[str, str]) -> None:
        query = select(Comment.notebook_id, Comment.cell_id, Comment.id)
        query = query.where(Comment.notebook_id.in_(notebooks.values()))
        known = {(notebook, cell): number for notebook, cell, number in self.db.execute(query)}
        new, old = [], []
        for entry in entries:
            for name, words in entry.comments.items():
                place = notebooks[entry.student], self.commented[name]
                if place in known:
                    old.append({"id": known[place], "auto_comment": words})
                else:
                    row = {"notebook_id": place[0], "cell_id": place[1], "auto_comment": words}
                    new.append({"id": new_uuid(), **row})
        self._insert(Comment, new)
        self._update(Comment, old)

    def renew_penalties(self) -> None:
        """What late work loses by the dates, rules and marks of now, of all work that is late or lost something before."""
        late = [SubmittedAssignment.timestamp > self.duedate] if self.duedate else []
        concerned = (
            select(SubmittedNotebook.id)
            .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
            .where(
                SubmittedNotebook.notebook_id == self.notebook_id,
                or_(SubmittedNotebook.late_submission_penalty.is_not(None), *late),
            )
        )
        for notebooks in self.db.scalars(concerned).partitions(RENEWED_TOGETHER):
            self._penalties(notebooks)
        self.db.commit()

    def _penalties(self, notebooks: Collection[str]) -> None:
        """What late work loses, by nbgrader's plugin for it; nothing is asked where no date is set. notebooks: their ids."""
        self._update(SubmittedNotebook, [{"id": number, "late_submission_penalty": None} for number in notebooks])
        if self.duedate is None:
            return
        query = select(SubmittedNotebook).where(SubmittedNotebook.id.in_(notebooks))
        for notebook in self.db.scalars(
            query.options(joinedload(SubmittedNotebook.assignment), undefer(SubmittedNotebook.score))
        ):
            seconds = notebook.assignment.total_seconds_late
            if seconds > 0:
                student = notebook.assignment.student_id
                penalty = self.late.plugin_inst.late_submission_penalty(student, notebook.score, seconds)
                if penalty is not None:
                    notebook.late_submission_penalty = self.late._check_late_penalty(notebook, penalty)

    def _made_from(self, entries: Sequence[Entry]) -> None:
        note(self.db, self.lesson, [(entry.student, entry.fingerprint, entry.summary) for entry in entries])

    def _insert(self, table: Any, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            self.db.execute(insert(table), rows)

    def _update(self, table: Any, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            self.db.execute(update(table), rows)
