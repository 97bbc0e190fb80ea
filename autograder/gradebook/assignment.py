"""A lesson as nbgrader's generate_assignment makes it: its notebook step by step, its rows in the gradebook."""

import copy
from collections.abc import Iterable
from functools import lru_cache
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
from autograder.nbgrader_settings import configure


class SaveCellsAtOnce(SaveCells):
    """nbgrader's step, whose hundred transactions, one for each cell, are one here: in half the time, and whole or not at all."""

    def _create_notebook(self, nb: NotebookNode) -> None:
        session = self.gradebook.db
        session.commit = session.flush  # of this session alone
        try:
            super()._create_notebook(nb)
        finally:
            del session.commit
        session.commit()


def stubbed_notebook(folder: CourseFolder, lesson: str) -> NotebookNode:
    """The source notebook after generate_assignment's steps before SaveCells."""
    return copy.deepcopy(_stepped(folder.source(lesson).read_bytes(), lesson)[0])


def released_notebook(folder: CourseFolder, lesson: str) -> NotebookNode:
    """The same after the steps that follow SaveCells, too: what students get."""
    return copy.deepcopy(_stepped(folder.source(lesson).read_bytes(), lesson)[1])


def register(db_url: str, lesson: str, notebook: NotebookNode) -> None:
    """Make sure the gradebook knows the lesson and its cells, as generate_assignment would.

    notebook: the lesson's stubbed_notebook.
    """
    with Gradebook(db_url) as gradebook:
        assignment = gradebook.update_or_create_assignment(lesson)
        others = [known.name for known in assignment.notebooks if known.name != lesson]
    if others:
        raise CourseError(
            f"Sổ điểm còn ghi những notebook cũ của {lesson}: {', '.join(others)}. "
            f"Hãy chạy: nbgrader generate_assignment {lesson} --force"
        )
    resources = _resources(lesson)
    resources["nbgrader"]["db_url"] = db_url
    try:
        SaveCellsAtOnce(config=configure(Config())).preprocess(notebook, resources)
    except RuntimeError as error:  # nbgrader's word for cells added or removed after a first grading
        raise CourseError(
            f"Sổ điểm đã có bài nộp của {lesson}, nhưng các ô chấm điểm của bài đã đổi ({error}). "
            "Hãy đưa các ô về như lúc phát bài, hoặc dùng một sổ điểm mới."
        ) from error


@lru_cache(maxsize=32)
def _stepped(source: bytes, lesson: str) -> tuple[NotebookNode, NotebookNode]:
    """The notebook after the steps before SaveCells, and after all but that; who grades a lesson again finds them here."""
    steps = [import_item(step) for step in configure(Config()).GenerateAssignment.preprocessors]
    saves = steps.index(SaveCells)
    stubbed = _after(steps[:saves], nbformat.reads(source.decode(), as_version=4), lesson)
    return stubbed, _after(steps[saves + 1 :], copy.deepcopy(stubbed), lesson)


def _after(steps: Iterable[type[Preprocessor]], notebook: NotebookNode, lesson: str) -> NotebookNode:
    for preprocessor in steps:
        notebook, _ = preprocessor(config=configure(Config())).preprocess(notebook, _resources(lesson))
    return notebook


def _resources(lesson: str) -> dict[str, Any]:
    """What nbgrader's converters tell their steps."""
    return {"nbgrader": {"notebook": lesson, "assignment": lesson, "student": "."}}
