"""The steps nbgrader's converters take with this project: read anything, grade in the sandbox, save, show."""

from __future__ import annotations

import weakref
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from nbconvert.exporters import Exporter, NotebookExporter
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.converters import NbGraderException
from nbgrader.preprocessors import SaveAutoGrades
from traitlets import Unicode

from autograder.course_folder import CourseFolder
from autograder.feedback.page import PageMaker
from autograder.files.course_error import CourseError
from autograder.files.last_net import WHY, trace_of, where_logged, write_log
from autograder.gradebook.assignment import register, stubbed_notebook
from autograder.gradebook.cells import NO_MARKS, GradebookCells
from autograder.gradebook.comments import comment_on, untouched
from autograder.gradebook.lock import lock
from autograder.gradebook.schema import demand_current
from autograder.gradebook.statuses import BY_NBGRADER
from autograder.gradebook.summary import Summary
from autograder.gradebook.tables import NBGRADERS, OWN
from autograder.gradebook.writer import note
from autograder.grading.autograded import remove_harmful
from autograder.grading.lesson import InstructorLesson, load_lesson
from autograder.grading.notebook import Graded, grade_submission
from autograder.intake.own_files import FilesBeside
from autograder.intake.read import read_bytes
from autograder.intake.submitted import WHY_NO_ID, hand_in
from autograder.nbgrader_settings import IGNORED
from autograder.people.names import is_student_id
from autograder.sandbox import Sandbox, choose


class SubmissionExporter(NotebookExporter):
    """Reads a submitted file, whatever is in it, so that one broken file never stops a class.

    nbgrader converts every notebook twice. The first time the file comes from a student: it is graded
    here, because only here its bytes are at hand. The second time it is our own file, and its marks are saved.
    From the one to the other nobody else grades this course.
    """

    parent: Any  # nbgrader's command, or what Formgrader has in its place
    sandbox = Unicode("auto", help="bubblewrap, landlock, none or auto: where submissions run").tag(config=True)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        _demand_gradebook(self)
        self._refuse_folders()
        self._know_lessons()
        self.lessons: dict[str, tuple[InstructorLesson, Sandbox, FilesBeside]] = {}
        self.held = ExitStack()
        weakref.finalize(self, self.held.close)

    def _refuse_folders(self) -> None:
        """Leave out folders whose names cannot be ids, before nbgrader makes students of them."""
        handed_in = self.parent.assignments
        for place in [place for place in handed_in if not is_student_id(Path(place).parent.name)]:
            del handed_in[place]
            self.log.error("%r: %s", Path(place).parent.name, WHY_NO_ID)
        if not handed_in:
            raise NbGraderException(WHY_NO_ID)

    def _know_lessons(self) -> None:
        """Tell the gradebook of lessons that are new to it: those that were released as they came with the course, and
        not generated here, so that nbgrader would refuse to grade them.
        """
        folder, url = self._folder(), self.parent.coursedir.db_url
        for lesson in sorted({Path(place).name for place in self.parent.assignments}):
            if folder.source(lesson).is_file() and not _is_known(url, lesson):
                with lock(folder, url, wait=self.log.warning):
                    register(url, lesson, stubbed_notebook(folder, lesson))

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[Any, dict[str, Any]]:
        if not self.parent._sanitizing:
            with self.held:
                return super().from_filename(filename, resources, **kw)
        self.held.close()  # nbgrader may have given up the one before in between
        with ExitStack() as held:
            held.enter_context(lock(self._folder(), self.parent.coursedir.db_url, wait=self.log.warning))
            assert resources is not None  # nbgrader tells what it asks for in them
            graded = self._graded(resources["nbgrader"])
            output = super().from_notebook_node(graded.notebook, resources, **kw)
            self.held.push(held.pop_all())
            return output

    def _graded(self, asked: dict[str, str]) -> Graded:
        lesson, student = asked["assignment"], asked["student"]
        instructor, sandbox, beside = self._lesson(lesson)
        try:
            remove_harmful(self._folder(), lesson, student, IGNORED)
            handed, (files, notices) = hand_in(self._folder(), student, lesson), beside.of(student)
            return grade_submission(read_bytes(handed.content), instructor, sandbox, (*handed.notices, *notices), files)
        except Exception as error:  # nbgrader tells it, takes its own copy away, and goes on with the next student
            write_log(self._folder(), lesson, student, trace_of(error))
            raise CourseError(f"{WHY} {where_logged(self._folder())}") from None

    def _folder(self) -> CourseFolder:
        return CourseFolder(Path(self.parent.coursedir.root))

    def _lesson(self, name: str) -> tuple[InstructorLesson, Sandbox, FilesBeside]:
        """The instructor's version, a sandbox for it and what knows the files beside, made once for a class."""
        if name not in self.lessons:
            lesson = load_lesson(self._folder(), name)
            sandbox = Sandbox(choose(self.sandbox), lesson.limits, lesson.files)
            weakref.finalize(self, sandbox.close)
            self.lessons[name] = lesson, sandbox, FilesBeside(self._folder(), name, lesson.limits)
        return self.lessons[name]


def _demand_gradebook(exporter: SubmissionExporter | FeedbackExporter) -> None:
    """End nbgrader's command before it opens a gradebook that is not of its version: by opening, it would change it."""
    try:
        demand_current(exporter.parent.coursedir.db_url)
    except CourseError as error:
        exporter.log.error(str(error))
        raise NbGraderException(str(error)) from error


def _is_known(db_url: str, lesson: str) -> bool:
    """Does the gradebook have cells of the lesson? A due date set in Formgrader makes a lesson without any."""
    with Gradebook(db_url) as gradebook:
        return any(assignment.name == lesson and assignment.notebooks for assignment in gradebook.assignments)


class SaveVerdicts(SaveAutoGrades):
    """Saves points as nbgrader does, the verdict in words as the comment of each solution cell, and what reports tell."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        self.summary = Summary.from_metadata(nb.metadata)
        saved = super().preprocess(nb, resources)
        if self.summary.status != BY_NBGRADER:
            self._note(resources["nbgrader"])
        return saved

    def _note(self, graded: dict[str, str]) -> None:
        with Gradebook(graded["db_url"]) as gradebook:
            OWN.create_all(gradebook.engine)
            note(gradebook.db, graded["assignment"], [(graded["student"], NBGRADERS, self.summary)])
            gradebook.db.commit()

    def _add_comment(self, cell: NotebookNode, resources: dict[str, Any]) -> None:
        grade_id = cell.metadata["nbgrader"]["grade_id"]
        words = comment_on(grade_id, self.summary) or untouched(cell)
        if words is None:
            super()._add_comment(cell, resources)
            return
        comment = self.gradebook.find_comment(grade_id, self.notebook_id, self.assignment_id, self.student_id)
        comment.auto_comment = words
        self.gradebook.db.commit()


class FeedbackExporter(Exporter):
    """Makes a student's feedback page out of the graded notebook: the one that `python -m autograder feedback` makes."""

    parent: Any  # as SubmissionExporter's
    file_extension = ".html"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        _demand_gradebook(self)
        self.lessons: dict[str, tuple[PageMaker, GradebookCells]] = {}

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[Any, dict[str, Any]]:
        assert resources is not None  # nbgrader tells what it asks for in them
        asked = resources["nbgrader"]
        maker, marks = self._lesson(asked["assignment"], asked["db_url"])
        student = asked["student"]
        known = marks.of([student]).get(student)
        if known is None:
            raise CourseError(f"{student}: {NO_MARKS}")
        resources["output_extension"] = self.file_extension
        return maker.page(Path(filename).read_bytes(), known), resources

    def _lesson(self, name: str, db_url: str) -> tuple[PageMaker, GradebookCells]:
        """The maker of a lesson's pages and the lesson's marks, made once for a class."""
        if name not in self.lessons:
            folder = CourseFolder(Path(self.parent.coursedir.root))
            marks = GradebookCells(folder, db_url, name)
            weakref.finalize(self, marks.engine.dispose)
            self.lessons[name] = PageMaker(folder, name), marks
        return self.lessons[name]
