"""A lesson as nbgrader's generate_assignment makes it: its notebook step by step, its rows in the gradebook."""

import copy
import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import nbformat
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbgrader.api import Gradebook, GradeCell, Notebook, SolutionCell, SourceCell, TaskCell
from nbgrader.preprocessors import SaveCells
from nbgrader.utils import is_grade, is_locked, is_solution, is_task
from traitlets import import_item
from traitlets.config import Config

from autograder.course_folder import CourseFolder
from autograder.files.course_error import CourseError
from autograder.nbgrader_settings import configure

FIELDS: dict[type, tuple[str, ...]] = {  # what nbgrader keeps of a lesson's cells, by kind
    GradeCell: ("max_score", "cell_type"),
    SolutionCell: (),
    TaskCell: ("max_score", "cell_type"),
    SourceCell: ("cell_type", "locked", "source", "checksum"),
}
Cells = dict[tuple[type, str], dict[str, Any]]  # (kind, name) -> fields


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

    A lesson that is new there is written in one go, one that stands there as it is is left alone: nbgrader's own step, which asks for
    each cell several times, is only for one that changed since.

    notebook: the lesson's stubbed_notebook.
    """
    cells = _cells_of(notebook)
    with Gradebook(db_url) as gradebook:
        assignment = gradebook.update_or_create_assignment(lesson)
        known = {row.name: row for row in assignment.notebooks}
        if others := known.keys() - {lesson}:
            raise CourseError(
                f"Sổ điểm còn ghi những notebook cũ của {lesson}: {', '.join(sorted(others))}. "
                f"Hãy chạy: nbgrader generate_assignment {lesson} --force"
            )
        if lesson not in known:
            row = Notebook(name=lesson, assignment=assignment, kernelspec=_kernel_of(notebook))
            gradebook.db.add_all([row, *(kind(name=name, notebook=row, **cells[kind, name]) for kind, name in cells)])
            gradebook.db.commit()
            return
        if (known[lesson].kernelspec, _cells_in(known[lesson])) == (_kernel_of(notebook), cells):
            return
    _save_changed(db_url, lesson, notebook)


def _cells_of(notebook: NotebookNode) -> Cells:
    """What the gradebook is to know of each cell that nbgrader has labelled."""
    found: Cells = {}
    for cell in notebook.cells:
        marks = cell.metadata.get("nbgrader", {})
        for kind, is_of_kind in ((GradeCell, is_grade), (SolutionCell, is_solution), (TaskCell, is_task)):
            if is_of_kind(cell):
                graded = {"max_score": float(marks["points"]), "cell_type": cell.cell_type} if FIELDS[kind] else {}
                found[kind, marks["grade_id"]] = graded
        if is_grade(cell) or is_solution(cell) or is_task(cell) or is_locked(cell):
            source = {"source": cell.source, "checksum": marks.get("checksum"), "locked": is_locked(cell)}
            found[SourceCell, marks["grade_id"]] = {"cell_type": cell.cell_type, **source}
    return found


def _cells_in(row: Notebook) -> Cells:
    """What the gradebook knows."""
    cells = (*row.grade_cells, *row.solution_cells, *row.task_cells, *row.source_cells)
    return {(type(cell), cell.name): {field: getattr(cell, field) for field in FIELDS[type(cell)]} for cell in cells}


def _kernel_of(notebook: NotebookNode) -> str:
    return json.dumps(notebook.metadata.get("kernelspec", {}))


def _save_changed(db_url: str, lesson: str, notebook: NotebookNode) -> None:
    """Have nbgrader's step write a lesson that is another than the gradebook knows."""
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
