"""One student's feedback page, out of the graded notebook and the marks."""

import json
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import nbformat
from jinja2 import Template
from markupsafe import Markup
from nbformat import NotebookNode

from autograder import exercises
from autograder.course_folder import CourseFolder
from autograder.feedback.instructor_text import InstructorText
from autograder.feedback.sections import Arrangement, by_people
from autograder.files.course_error import CourseError
from autograder.gradebook.cells import StudentMarks
from autograder.gradebook.statuses import STATUS_WORDS
from autograder.gradebook.summary import Summary
from autograder.pages.template import environment

TEMPLATES = Path(__file__).with_name("templates")


class PageMaker:
    """Makes the pages of one lesson; the template is compiled once, the instructor's words are rendered once."""

    def __init__(self, folder: CourseFolder, lesson: str) -> None:
        """Raises CourseError where the lesson is not released."""
        folder.demand_lesson(lesson)
        asked = exercises.load(lesson) if lesson in exercises.lesson_names() else None
        self.title = exercises.title(lesson)
        self.titles = {exercise.function: exercise.title for exercise in asked.exercises} if asked else {}
        self.words = InstructorText(folder.release(lesson))

    def page(self, content: bytes, marks: StudentMarks) -> str:
        """The page as text. content: the bytes of the autograded notebook. marks: its StudentMarks.

        Raises CourseError for a file that is no notebook of the grader's.
        """
        notebook = read_graded(content)
        told = Summary.from_metadata(notebook.metadata)
        arrangement = Arrangement(marks, self.titles, {todo.function for todo in told.todos}, self.words)
        sections = arrangement.of(notebook.cells)
        if unread := told.status in STATUS_WORDS.values():
            told, sections = replace(told, todos=()), by_people(sections)
        return self._template.render(title=self.title, marks=marks, told=told, unread=unread, sections=sections)

    @cached_property
    def _template(self) -> Template:
        made = environment(TEMPLATES)
        made.filters |= {"g": "{:g}".format, "percent": _percent, "breakable": _breakable}
        return made.get_template("page.html.j2")


def _percent(earned: float, points: float) -> int:
    """How much of the points that is, as a whole number between 0 and 100."""
    return round(100 * min(max(earned / points, 0), 1)) if points else 0


def _breakable(name: str) -> Markup:
    """A function's name that a narrow screen may break after each `_`."""
    return Markup("_<wbr>").join(name.split("_"))


def read_graded(content: bytes) -> NotebookNode:
    """The notebook in the grader's own file; raises CourseError where it is none."""
    try:
        notebook = nbformat.v4.reads(content.decode())
        notebook.cells, notebook.metadata  # noqa: B018
    except (ValueError, KeyError, AttributeError, TypeError, json.JSONDecodeError) as error:
        raise CourseError(
            f"tệp bài chấm không phải là notebook ({type(error).__name__}), hãy chấm lại với --force"
        ) from error
    return notebook
