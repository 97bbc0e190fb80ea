"""Solutions as students write them, and the notebooks they hand in with them."""

import copy

import nbformat

from autograder.exercises.freeze import edited


def without_markers(source):
    """A solution as a student would have written it: no BEGIN and END SOLUTION."""
    return "\n".join(line for line in source.split("\n") if not line.strip().startswith("### "))


def answered(release, solutions):
    """The released notebook with these solutions {function: source} written into it."""
    notebook = copy.deepcopy(release)
    for cell in notebook.cells:
        function = cell.metadata.get("nbgrader", {}).get("grade_id", "").removeprefix("exercise-")
        if function in solutions:
            cell.source = without_markers(solutions[function])
    return notebook


def changed(solutions, edits_of):
    """Solutions with {function: edits} applied."""
    return {name: edited(source, edits_of.get(name, {})) for name, source in solutions.items()}


def as_bytes(notebook):
    return (nbformat.writes(notebook) + "\n").encode()
