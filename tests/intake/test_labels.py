"""Are a cell's labels read as nbgrader reads them?"""

from itertools import product

import nbformat
import nbgrader.utils
import pytest
from nbformat.v4 import new_code_cell

from autograder.exercises import lesson_names
from autograder.intake import labels

ASKED = ("is_grade", "is_solution", "is_locked", "is_task")


def as_read(cell):
    told = {name: getattr(labels, name)(cell) for name in ASKED}
    return {**told, "checksum": labels.checksum_of(cell) if "grade_id" in cell.metadata.get("nbgrader", {}) else None}


def as_nbgrader_reads(cell):
    told = {name: bool(getattr(nbgrader.utils, name)(cell)) for name in ASKED}
    has_id = "grade_id" in cell.metadata.get("nbgrader", {})
    return {**told, "checksum": nbgrader.utils.compute_checksum(cell) if has_id else None}


@pytest.mark.parametrize("lesson", lesson_names())
def test_cells_of_lessons(lesson, project):
    """Of every cell of a lesson?"""
    cells = nbformat.read(project.source(lesson), as_version=4).cells
    assert cells and [as_read(cell) for cell in cells] == [as_nbgrader_reads(cell) for cell in cells]


def test_any_labels():
    """Of every mixture of labels, with some missing, and of a cell without any?"""
    keys = ("grade", "solution", "locked", "task")
    assert as_read(new_code_cell()) == as_nbgrader_reads(new_code_cell())
    for values in product((True, False, None, 1, 0), repeat=len(keys)):
        told = {key: value for key, value in zip(keys, values) if value is not None}
        cell = new_code_cell("x = 'Số 0'", metadata={"nbgrader": {**told, "grade_id": "a", "points": 1.5}})
        assert as_read(cell) == as_nbgrader_reads(cell), told
