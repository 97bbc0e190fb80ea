"""A lesson as nbgrader's generate_assignment makes it: its notebook step by step, its rows in the gradebook."""

import copy
import itertools
from collections.abc import Iterable, Iterator
from typing import Any

import nbformat
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import SaveCells
from traitlets import import_item
from traitlets.config import Config

from autograder.course_folder import CourseFolder
from autograder.files.course_error import CourseError
from autograder.gradebook.config import db_url
from autograder.nbgrader_settings import configure


def stubbed_notebook(folder: CourseFolder, lesson: str) -> NotebookNode:
    """The source notebook after generate_assignment's steps before SaveCells."""
    notebook = nbformat.read(folder.source(lesson), as_version=4)
    return _stepped(folder, lesson, notebook, itertools.takewhile(lambda step: step is not SaveCells, _steps()))


def released_notebook(folder: CourseFolder, lesson: str, stubbed: NotebookNode) -> NotebookNode:
    """A copy of the stubbed notebook after the steps that follow SaveCells: what students get."""
    after = itertools.dropwhile(lambda step: step is not SaveCells, _steps())
    return _stepped(folder, lesson, copy.deepcopy(stubbed), itertools.islice(after, 1, None))


def register(folder: CourseFolder, lesson: str, notebook: NotebookNode) -> None:
    """Make sure the gradebook knows the lesson and its cells, as generate_assignment would.

    notebook: the lesson's stubbed_notebook.
    """
    with Gradebook(db_url(folder)) as gradebook:
        assignment = gradebook.update_or_create_assignment(lesson)
        others = [known.name for known in assignment.notebooks if known.name != lesson]
    if others:
        raise CourseError(
            f"Sổ điểm còn ghi những notebook cũ của {lesson}: {', '.join(others)}. "
            f"Hãy chạy: nbgrader generate_assignment {lesson} --force"
        )
    try:
        SaveCells(config=configure(Config())).preprocess(notebook, _resources(folder, lesson))
    except RuntimeError as error:  # nbgrader's word for cells added or removed after a first grading
        raise CourseError(
            f"Sổ điểm đã có bài nộp của {lesson}, nhưng các ô chấm điểm của bài đã đổi ({error}). "
            "Hãy đưa các ô về như lúc phát bài, hoặc dùng một sổ điểm mới."
        ) from error


def _steps() -> Iterator[type[Preprocessor]]:
    return map(import_item, configure(Config()).GenerateAssignment.preprocessors)


def _stepped(
    folder: CourseFolder, lesson: str, notebook: NotebookNode, steps: Iterable[type[Preprocessor]]
) -> NotebookNode:
    for preprocessor in steps:
        notebook, _ = preprocessor(config=configure(Config())).preprocess(notebook, _resources(folder, lesson))
    return notebook


def _resources(folder: CourseFolder, lesson: str) -> dict[str, Any]:
    """What nbgrader's converters tell their steps."""
    return {"nbgrader": {"notebook": lesson, "assignment": lesson, "student": ".", "db_url": db_url(folder)}}
