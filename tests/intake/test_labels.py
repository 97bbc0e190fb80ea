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
    return {name: getattr(labels, name)(cell) for name in ASKED}


def as_nbgrader_reads(cell):
    return {name: bool(getattr(nbgrader.utils, name)(cell)) for name in ASKED}


@pytest.mark.parametrize("lesson", lesson_names())
def test_cells_of_lessons(lesson, project):
    """Of every cell of a lesson?"""
    cells = nbformat.read(project.source(lesson), as_version=4).cells
    assert cells and [as_read(cell) for cell in cells] == [as_nbgrader_reads(cell) for cell in cells]


def test_any_labels():
    """Of every mixture of labels, with some missing, and of a cell without any?"""
    keys = ("grade", "solution", "locked", "task")
    assert as_read(new_code_cell()) == as_nbgrader_reads(new_code_cell())
    for values in product((True, False, None), repeat=len(keys)):
        told = {key: value for key, value in zip(keys, values) if value is not None}
        cell = new_code_cell(metadata={"nbgrader": told})
        assert as_read(cell) == as_nbgrader_reads(cell), told
