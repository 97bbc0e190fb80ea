"""A lesson with the official solutions in its cells, run in the lab: what is put in, and what must be seen then."""

import re

import nbformat

from autograder import exercises

FAULTS = ("error", "stderr")


def official(project, lesson):
    """(the built notebook's code cells {id: cell}, what a student would have to write {id: source})."""
    built = nbformat.read(project.source(lesson), as_version=4).cells
    released = {cell.id: cell.source for cell in nbformat.read(project.release(lesson), as_version=4).cells}
    cells = {cell.id: cell for cell in built if cell.cell_type == "code"}
    return cells, {name: cell.source for name, cell in cells.items() if cell.source != released[name]}


def demand_end(lesson, found):
    """Fail unless every check is passed, every point earned, and no output an error or a warning. found: what Lab.run_all returns."""
    asked = exercises.load(lesson).exercises
    assert [output for outputs in found.values() for output in outputs if output[0] in FAULTS] == []
    for exercise in asked:
        [(_, told)] = found[f"check-{exercise.function}"]
        assert told.startswith(f"✓ {exercise.function}") and "✗" not in told
    todos = sum(len(exercise.parts) for exercise in asked)
    told = "".join(text for _, text in found["bai-progress"])
    assert re.search(rf"Bạn đã xong {todos}/{todos} TODO( tự động)?, 10/10 điểm", told) and "✗" not in told
