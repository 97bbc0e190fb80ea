"""What nbgrader's labels make of a cell, as nbgrader reads them.

nbgrader.utils has the same functions; importing it loads nbgrader's server, applications and gradebook, which takes longer
than grading a notebook.
"""

import hashlib
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
    return bool(_locked(_labels(cell)))


def is_task(cell: NotebookNode) -> bool:
    """Is it a text that asks for work which only a person marks?"""
    return bool(_labels(cell).get("task", False))


def checksum_of(cell: NotebookNode) -> str:
    """The checksum that nbgrader gives a cell with labels: of its text, its type, and what they say."""
    labels = _labels(cell)
    told: list[Any] = [cell.source, cell.cell_type, labels.get("grade", False), labels.get("solution", False)]
    told += [_locked(labels), labels["grade_id"]]
    told += [float(labels["points"])] if labels.get("grade", False) else []
    return hashlib.md5("".join(map(str, told)).encode()).hexdigest()  # noqa: S324  (nbgrader's choice; nothing is safe by it)


def _locked(labels: dict[str, Any]) -> Any:
    """nbgrader's is_locked, whose very value goes into the checksum."""
    return not labels.get("solution", False) and (labels.get("grade", False) and True or labels.get("locked", False))


def _labels(cell: NotebookNode) -> dict[str, Any]:
    return cell.metadata.get("nbgrader", {})
