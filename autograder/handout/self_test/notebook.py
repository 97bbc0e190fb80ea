"""The self-test's text made into a notebook with stubs, and its check data."""

import copy

import nbformat
from nbformat import NotebookNode

from autograder.authoring.agreement import agreed_lesson
from autograder.authoring.stubs import stubbed
from autograder.authoring.text import fingerprints, locked_names, solutions
from autograder.exercises import freeze
from autograder.handout.self_test.questions import SELF_TEST, SELF_TEST_QUESTIONS
from autograder.handout.template import render
from course.checking import lesson_json


def files() -> dict[str, bytes]:
    """{file name: bytes} of what a student gets: the notebook, nothing of it solved or run, and its check data."""
    notebook = solved()
    asked = freeze.visible(SELF_TEST_QUESTIONS, solutions(notebook), locked_names(notebook), fingerprints(notebook))
    return {
        f"{SELF_TEST}.ipynb": (nbformat.writes(_with_stubs(notebook)) + "\n").encode(),
        f"{SELF_TEST}.check.json": lesson_json.dumps(asked).encode(),
    }


def solved() -> NotebookNode:
    """The notebook with its solutions, as its author wrote it; raises CourseError where text and questions disagree."""
    return agreed_lesson(render(f"{SELF_TEST}.py.j2"), SELF_TEST_QUESTIONS)


def _with_stubs(notebook: NotebookNode) -> NotebookNode:
    """Without solutions; only the cells to write in can be changed, and no cell can be deleted, as in the lessons."""
    made = copy.deepcopy(notebook)
    for cell in made.cells:
        cell.metadata |= {"deletable": False, "editable": cell.metadata.nbgrader.solution}
        if cell.cell_type == "code":
            cell.source = stubbed(cell.source)
    return made
