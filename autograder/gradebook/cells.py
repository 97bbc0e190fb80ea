"""A lesson's marks and comments out of nbgrader's gradebook: a few queries for hundreds of students."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    GradeCell,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from sqlalchemy import Executable, inspect, select

from autograder.course_folder import CourseFolder
from autograder.gradebook.config import engine_to_read
from autograder.gradebook.marks import without_marks
from autograder.gradebook.rules import AGAIN, WAITING, counted

NO_MARKS = "chưa có điểm trong sổ điểm, hãy chấm bài này"


@dataclass(frozen=True)
class CellMark:
    """What one cell earned of its points.

    automatic: the grader's own mark, or None. by_person: a person's mark counts. pending: nobody has marked it yet.
    again: it was graded again since a person marked it.
    """

    earned: float
    points: float
    automatic: float | None
    by_person: bool
    pending: bool
    again: bool


@dataclass(frozen=True)
class Comments:
    """What is said of one cell, by a person and by the grader; each may be None."""

    manual: str | None
    automatic: str | None


@dataclass
class StudentMarks:
    """Everything the gradebook says of one student's lesson. marks, comments: by the cell's grade_id."""

    student: str
    name: str
    penalty: float
    max_score: float
    marks: dict[str, CellMark] = field(default_factory=dict)
    comments: dict[str, Comments] = field(default_factory=dict)

    @property
    def earned(self) -> float:
        """Before what late work loses."""
        return sum(mark.earned for mark in self.marks.values())

    @property
    def score(self) -> float:
        """What counts."""
        return counted(self.earned, self.penalty)

    @property
    def pending(self) -> bool:
        return any(mark.pending for mark in self.marks.values())


class GradebookCells:
    """The marks of one lesson, cell by cell, read from the gradebook; a context manager."""

    def __init__(self, folder: CourseFolder, url: str, lesson: str) -> None:
        """url: the gradebook's. Raises CourseError where there is none, or where it does not know the lesson."""
        self.lesson = lesson
        self.engine = engine_to_read(url)
        known = self._lessons()
        if lesson not in known:
            self.engine.dispose()
            raise without_marks(folder, [lesson], known)
        self.points = self._points()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.engine.dispose()

    def of(self, students: Collection[str]) -> dict[str, StudentMarks]:
        """{student: StudentMarks} of those among the students (some hundreds) whom the gradebook knows."""
        found = {}
        columns: tuple[Any, ...] = (Student.first_name, Student.last_name, SubmittedNotebook.late_submission_penalty)
        for student, first, last, penalty in self._asked(students, *columns):
            name = " ".join(filter(None, (last, first)))
            found[student] = StudentMarks(student, name, penalty or 0.0, sum(self.points.values()))
        columns = (BaseCell.name, Grade.score, Grade.auto_score, Grade.manual_score.is_not(None), WAITING, AGAIN)
        for student, cell, earned, *told in self._asked(students, *columns, of=Grade):
            found[student].marks[cell] = CellMark(earned, self.points.get(cell, 0.0), *told)
        columns = (BaseCell.name, Comment.manual_comment, Comment.auto_comment)
        for student, cell, *words in self._asked(students, *columns, of=Comment):
            found[student].comments[cell] = Comments(*words)
        return found

    def _lessons(self) -> list[str]:
        """All that the gradebook knows."""
        is_there = inspect(self.engine).has_table(Assignment.__tablename__)
        return [name for (name,) in self._rows(select(Assignment.name).order_by(Assignment.name))] if is_there else []

    def _points(self) -> dict[str, float]:
        """{cell: the most it earns}."""
        found: dict[str, float] = {}
        for kind in (GradeCell, TaskCell):
            query = select(kind.name, kind.max_score).join(Notebook, Notebook.id == kind.notebook_id)
            found |= dict(map(tuple, self._rows(query.join(Assignment).where(Assignment.name == self.lesson))))
        return found

    def _asked(self, students: Collection[str], *columns: Any, of: Any = None) -> Sequence[Any]:
        """Rows of (student, *columns); of: Grade or Comment, where the columns are of a cell's."""
        query = (
            select(SubmittedAssignment.student_id, *columns)
            .select_from(SubmittedAssignment)
            .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
            .join(Student, Student.id == SubmittedAssignment.student_id)
            .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .where(Assignment.name == self.lesson, SubmittedAssignment.student_id.in_(students))
        )
        if of is not None:
            query = query.join(of, of.notebook_id == SubmittedNotebook.id).join(BaseCell, BaseCell.id == of.cell_id)
            query = query.order_by(BaseCell.name)  # sums do not depend on how rows lie in a database
        return self._rows(query)

    def _rows(self, query: Executable) -> Sequence[Any]:
        with self.engine.connect() as connection:
            return connection.execute(query).all()
