"""What the gradebook says of a lesson's marks already. Nothing is written: a trial run may look, too."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any, Self

from nbgrader.api import Assignment, BaseCell, Grade, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import Executable, Select, inspect, select

from autograder.gradebook.config import engine_to_read
from autograder.gradebook.tables import MADE_FROM


class GradebookReader:
    """The marks of one lesson as they stand; without a gradebook, or where it does not know the lesson, there are none."""

    def __init__(self, url: str, lesson: str) -> None:
        self.lesson = lesson
        self.engine = engine_to_read(url)
        self.tables = set(inspect(self.engine).get_table_names())
        self.duedate = next((duedate for (duedate,) in self._rows(_of(lesson, Assignment.duedate))), None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.engine.dispose()

    def fingerprints(self) -> dict[str, tuple[str, str]]:
        """{student: (fingerprint, a Summary as JSON)} of the marks that are in the gradebook: not all are asked for, or readable."""
        if MADE_FROM.name not in self.tables:
            return {}
        query = (
            _of(self.lesson, MADE_FROM.c.student, MADE_FROM.c.fingerprint, MADE_FROM.c.summary)
            .join(SubmittedAssignment, SubmittedAssignment.assignment_id == Assignment.id)
            .join(MADE_FROM, MADE_FROM.c.student == SubmittedAssignment.student_id)
            .where(MADE_FROM.c.assignment == self.lesson)
        )
        return {student: (fingerprint, words) for student, fingerprint, words in self._rows(query)}

    def extensions(self) -> dict[str, timedelta]:
        """{student: the timedelta by which the due date was put off for them}."""
        query = (
            _of(self.lesson, SubmittedAssignment.student_id, SubmittedAssignment.extension)
            .join(SubmittedAssignment, SubmittedAssignment.assignment_id == Assignment.id)
            .where(SubmittedAssignment.extension.is_not(None))
        )
        return dict(self._rows(query))

    def scores(self, students: Collection[str]) -> dict[str, dict[str, tuple[float | None, float | None]]]:
        """{student: {grade cell: (automatic points, manual points)}} as they stand."""
        query = (
            _of(self.lesson, SubmittedAssignment.student_id, BaseCell.name, Grade.auto_score, Grade.manual_score)
            .join(SubmittedAssignment, SubmittedAssignment.assignment_id == Assignment.id)
            .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
            .join(BaseCell, BaseCell.id == Grade.cell_id)
            .where(SubmittedAssignment.student_id.in_(students))
        )
        found: dict[str, dict[str, tuple[float | None, float | None]]] = {}
        for student, cell, automatic, manual in self._rows(query):
            found.setdefault(student, {})[cell] = (automatic, manual)
        return found

    def _rows(self, query: Executable) -> Sequence[Any]:
        """All at once, so that no reading stands in the writer's way."""
        if Assignment.__tablename__ not in self.tables:
            return []
        with self.engine.connect() as connection:
            return connection.execute(query).all()


def _of(lesson: str, *columns: Any) -> Select[Any]:
    return select(*columns).select_from(Assignment).where(Assignment.name == lesson)
