"""What nbgrader's labels make of a cell, as nbgrader reads them.

nbgrader.utils has the same functions; importing it loads nbgrader's server, applications and gradebook, which takes longer
than grading a notebook.
"""

from typing import Any

from nbformat import NotebookNode


def is_grade(cell: NotebookNode) -> bool:
    """Does it carry points?"""
    return bool(_labels(cell).get("grade", False))


def is_solution(cell: NotebookNode) -> bool:
    """Is it the student's to fill in?"""
    return bool(_labels(cell).get("solution", False))


def is_locked(cell: NotebookNode) -> bool:
    """Does the instructor's text count, whatever was submitted?"""
    return not is_solution(cell) and (is_grade(cell) or bool(_labels(cell).get("locked", False)))


def is_task(cell: NotebookNode) -> bool:
    """Is it a text that asks for work which only a person marks?"""
    return bool(_labels(cell).get("task", False))


def _labels(cell: NotebookNode) -> dict[str, Any]:
    return cell.metadata.get("nbgrader", {})
