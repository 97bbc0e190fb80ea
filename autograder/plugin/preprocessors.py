"""The steps nbgrader's converters take with this project: read anything, grade in the sandbox, save, show."""

import weakref
from contextlib import ExitStack
from pathlib import Path

from nbconvert.exporters import Exporter, NotebookExporter
from nbconvert.preprocessors.sanitize import SanitizeHTML
from nbgrader.api import Gradebook
from nbgrader.preprocessors import SaveAutoGrades
from nbgrader.utils import is_locked
from traitlets import Unicode

from autograder.course_folder import CourseError, CourseFolder
from autograder.feedback.marks import NO_MARKS, GradebookCells
from autograder.feedback.page import PageMaker
from autograder.grading.alone import alone
from autograder.grading.autograded import remove_harmful
from autograder.grading.comments import comment_on, untouched
from autograder.grading.gradebook import note
from autograder.grading.instructor import load_lesson
from autograder.grading.made_from import NBGRADERS, OWN
from autograder.grading.notebook import grade_submission
from autograder.grading.submissions import taken
from autograder.intake.read import read_bytes
from autograder.last_net import WHY, trace_of, where_logged, write_log
from autograder.nbgrader_settings import IGNORED
from autograder.sandbox import Sandbox, choose


class SubmissionExporter(NotebookExporter):
    """Reads a submitted file, whatever is in it, so that one broken file never stops a class.

    nbgrader converts every notebook twice. The first time the file comes from a student: it is graded
    here, because only here its bytes are at hand. The second time it is our own file, and its marks are saved.
    From the one to the other nobody else grades this course.
    """

    sandbox = Unicode("auto", help="bubblewrap, landlock, none or auto: where submissions run").tag(config=True)

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.lessons, self.held = {}, ExitStack()
        weakref.finalize(self, self.held.close)

    def from_filename(self, filename, resources=None, **kw):
        if not self.parent._sanitizing:
            with self.held:
                return super().from_filename(filename, resources, **kw)
        self.held.close()  # nbgrader may have given up the one before in between
        with ExitStack() as held:
            held.enter_context(alone(self._folder(), self.parent.coursedir.db_url, wait=self.log.warning))
            graded = self._graded(Path(filename), resources["nbgrader"])
            output = super().from_notebook_node(graded.notebook, resources, **kw)
            self.held.push(held.pop_all())
            return output

    def _graded(self, path, asked):
        lesson, student = asked["assignment"], asked["student"]
        whole = self._lesson(lesson)
        try:
            remove_harmful(self._folder(), lesson, student, IGNORED)
            read = read_bytes(taken(self._folder(), student, lesson, path))
            return grade_submission(read, *whole)
        except Exception as error:  # nbgrader tells it, takes its own copy away, and goes on with the next student
            write_log(self._folder(), lesson, student, trace_of(error))
            raise CourseError(f"{WHY} {where_logged(self._folder())}") from None

    def _folder(self):
        return CourseFolder(Path(self.parent.coursedir.root))

    def _lesson(self, name):
        """The instructor's version and a sandbox for it, made once for a class."""
        if name not in self.lessons:
            lesson = load_lesson(self._folder(), name)
            sandbox = Sandbox(choose(self.sandbox), lesson.limits, lesson.files)
            weakref.finalize(self, sandbox.close)
            self.lessons[name] = lesson, sandbox
        return self.lessons[name]


class SaveVerdicts(SaveAutoGrades):
    """Saves points as nbgrader does, the verdict in words as the comment of each solution cell, and what reports tell."""

    def preprocess(self, nb, resources):
        self.told = nb.metadata.get("autograder", {})
        saved = super().preprocess(nb, resources)
        if self.told:
            self._note(resources["nbgrader"])
        return saved

    def _note(self, graded):
        summary = {**{key: self.told[key] for key in ("status", "notices", "todos", "exercises")}, "scores": {}}
        with Gradebook(graded["db_url"]) as gradebook:
            OWN.create_all(gradebook.engine)
            note(gradebook.db, graded["assignment"], [(graded["student"], NBGRADERS, summary)])
            gradebook.db.commit()

    def _add_comment(self, cell, resources):
        grade_id = cell.metadata["nbgrader"]["grade_id"]
        words = comment_on(grade_id, self.told) or untouched(cell)
        if words is None:
            super()._add_comment(cell, resources)
            return
        comment = self.gradebook.find_comment(grade_id, self.notebook_id, self.assignment_id, self.student_id)
        comment.auto_comment = words
        self.gradebook.db.commit()


class FeedbackExporter(Exporter):
    """Makes a student's feedback page out of the graded notebook: the one that `python -m autograder feedback` makes."""

    file_extension = ".html"

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.lessons = {}

    def from_filename(self, filename, resources=None, **kw):
        asked = resources["nbgrader"]
        maker, marks = self._lesson(asked["assignment"], asked["db_url"])
        student = asked["student"]
        known = marks.of([student]).get(student)
        if known is None:
            raise CourseError(f"{student}: {NO_MARKS}")
        resources["output_extension"] = self.file_extension
        return maker.page(Path(filename).read_bytes(), known), resources

    def _lesson(self, name, db_url):
        """The maker of a lesson's pages and the lesson's marks, made once for a class."""
        if name not in self.lessons:
            folder = CourseFolder(Path(self.parent.coursedir.root))
            marks = GradebookCells(folder, db_url, name)
            weakref.finalize(self, marks.engine.dispose)
            self.lessons[name] = PageMaker(folder, name), marks
        return self.lessons[name]


class SanitizeStudentText(SanitizeHTML):
    """Takes scripts out of what a student wrote as text, before a page (Formgrader's, too) shows it as HTML."""

    enabled = True

    def preprocess_cell(self, cell, resources, cell_index):
        if cell.cell_type != "code" and not is_locked(cell):
            cell.source = self.sanitize_html_tags(cell.source)
        return cell, resources
