"""Solutions as students write them, and the notebooks they hand in with them."""

import copy
from collections.abc import Mapping

import nbformat
from nbformat import NotebookNode

from autograder.exercises.model import EditsOf
from autograder.exercises.versions import edited


def without_markers(source: str) -> str:
    """A solution as a student would have written it: no BEGIN and END SOLUTION."""
    return "\n".join(line for line in source.split("\n") if not line.strip().startswith("### "))


def answered(release: NotebookNode, solutions: Mapping[str, str]) -> NotebookNode:
    """The released notebook with these solutions {function: source} written into it."""
    notebook, cells = copy.deepcopy(release), {f"exercise-{name}": source for name, source in solutions.items()}
    for cell in notebook.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        if grade_id in cells:
            cell.source = without_markers(cells[grade_id])
    return notebook


def changed(solutions: Mapping[str, str], edits_of: EditsOf) -> dict[str, str]:
    """Solutions with {function: edits} applied."""
    return {name: edited(source, edits_of.get(name, {})) for name, source in solutions.items()}


def as_bytes(notebook: NotebookNode) -> bytes:
    return (nbformat.writes(notebook) + "\n").encode()
