"""Whatever bytes, JSON or mangling come in: no exception, and every check cell of the lesson exactly once."""

import json
from collections import Counter
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from autograder.intake.read import Submission, SubmittedCell, read_bytes, take
from autograder.intake.restore import restore
from autograder.intake.slots import Original
from autograder.intake.status import Status
from autograder.intake.text import bound_names

PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # for a busy machine
KEYS = [
    "cells",
    "worksheets",
    "cell_type",
    "source",
    "input",
    "metadata",
    "nbgrader",
    "grade_id",
    "id",
    "level",
]
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters())
    | st.sampled_from(["code", "markdown", "heading", "calculate_s", "id-calculate_s", "def calculate_s(): pass"])
)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS) | st.text(), inner, max_size=5),
    max_leaves=30,
)
CELLS = st.lists(
    st.fixed_dictionaries(
        {
            "cell_type": st.sampled_from(["code", "markdown", "raw", "heading"]) | JSON,
            "source": st.text() | JSON,
        },
        optional={"id": JSON, "metadata": st.fixed_dictionaries({"nbgrader": JSON}) | JSON, "level": JSON},
    )
    | JSON,
    max_size=5,
)
MANGLE = st.sampled_from(
    [
        "delete",
        "duplicate",
        "unlabel",
        "drop_id",
        "edit",
        "retype",
        "swap_label",
        "swap_place",
        "own",
        "merge",
    ]
)


def taken_in(raw, instructor):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "bai.ipynb"
        path.write_bytes(raw)
        return restore(read_bytes(take(path)), Original.of(instructor))


def assert_sound(result, instructor):
    """The lesson's own cells exactly once, in order, with labels and locked text; valid and writable."""
    nbformat.validate(result.notebook)
    nbformat.writes(result.notebook).encode("utf-8")
    assert len({cell.id for cell in result.notebook.cells}) == len(result.notebook.cells)
    labelled = [cell for cell in result.notebook.cells if "nbgrader" in cell.metadata]
    assert [cell.metadata for cell in labelled] == [cell.metadata for cell in instructor.cells]
    assert [cell.id for cell in labelled] == [cell.id for cell in instructor.cells]
    assert [cell.cell_type for cell in labelled] == [cell.cell_type for cell in instructor.cells]
    for cell, original in zip(labelled, instructor.cells, strict=True):
        assert original.metadata.nbgrader.solution or cell.source == original.source


@settings(PATIENT)
@given(st.binary())
@example(b"\xef\xbb\xbf\xef\xbb\xbf{}")
@example(b"\xff\xfe")
def test_any_bytes(instructor, raw):
    """Do arbitrary bytes give a status and a sound notebook?"""
    result = taken_in(raw, instructor)
    assert_sound(result, instructor)
    assert result.answered == () or result.status is Status.OK


@settings(PATIENT)
@given(JSON | CELLS.map(lambda cells: {"cells": cells}) | CELLS.map(lambda cells: {"worksheets": [{"cells": cells}]}))
def test_any_json(instructor, document):
    """Does arbitrary JSON, near a notebook or far from one, give a sound notebook?"""
    result = taken_in(json.dumps(document).encode(), instructor)
    assert_sound(result, instructor)


@st.composite
def mangled(draw):
    """A list of (how, where, other place) to spoil a notebook with."""
    place = st.integers(0, 30)
    return draw(st.lists(st.tuples(MANGLE, place, place), max_size=12))


def spoil(cells, how, one, other):
    one, other = one % len(cells), other % len(cells)
    cell = cells[one]
    if how == "delete" and len(cells) > 1:
        del cells[one]
    elif how == "duplicate":
        cells.insert(other, dict(cell))
    elif how == "unlabel":
        cell["grade_id"] = None
    elif how == "drop_id":
        cell["cell_id"] = None
    elif how == "edit":
        cell["source"] += "\nx = 1"
    elif how == "retype":
        cell["cell_type"] = {"code": "markdown", "markdown": "raw", "raw": "code"}[cell["cell_type"]]
    elif how == "swap_label":
        cell["grade_id"], cells[other]["grade_id"] = cells[other]["grade_id"], cell["grade_id"]
    elif how == "swap_place":
        cells[one], cells[other] = cells[other], cells[one]
    elif how == "own":
        cells.insert(one, {"cell_type": "code", "source": f"own_{one} = 1", "cell_id": None, "grade_id": None})
    elif how == "merge" and one != other:
        cell["source"] += "\n\n" + cells[other]["source"]
        del cells[other]


def spoiled_submission(instructor, solved, steps):
    cells = [
        {
            "cell_type": cell.cell_type,
            "source": solved.get(cell.metadata.nbgrader.grade_id, cell.source),
            "cell_id": cell.id,
            "grade_id": cell.metadata.nbgrader.grade_id,
        }
        for cell in instructor.cells
    ]
    for how, one, other in steps:
        spoil(cells, how, one, other)
    return Submission(tuple(SubmittedCell(**cell) for cell in cells), Status.OK, ())


def submission_of(notebook):
    return Submission(
        tuple(
            SubmittedCell(cell.cell_type, cell.source, cell.id, cell.metadata.get("nbgrader", {}).get("grade_id"))
            for cell in notebook.cells
        ),
        Status.OK,
        (),
    )


@settings(PATIENT, max_examples=120)
@given(steps=mangled())
def test_any_mangling(instructor, solved, steps):
    """Is the result of any deleting, copying, moving, merging, relabelling sound, and stable?"""
    result = restore(spoiled_submission(instructor, solved, steps), Original.of(instructor))
    assert_sound(result, instructor)
    again = restore(submission_of(result.notebook), Original.of(instructor))
    assert_sound(again, instructor)
    assert again.notebook == result.notebook
    assert set(again.answered) == set(result.answered)


@settings(PATIENT, max_examples=80)
@given(steps=mangled())
def test_no_definition_is_lost(instructor, solved, steps):
    """Is every name that the student's code cells bind still bound by some code cell of the result?"""
    submission = spoiled_submission(instructor, solved, steps)
    submitted = [cell.source for cell in submission.cells if cell.cell_type == "code"]
    result = restore(submission, Original.of(instructor))
    restored = [cell.source for cell in result.notebook.cells if cell.cell_type == "code"]
    before, after = (frozenset().union(*map(bound_names, sources)) for sources in (submitted, restored))
    assert before <= after


@settings(PATIENT)
@given(st.permutations(range(21)))
def test_any_order_without_labels(instructor, solved, order):
    """Are the functions of a shuffled notebook without labels all found?"""
    cells = list(spoiled_submission(instructor, solved, []).cells)
    shuffled = tuple(SubmittedCell(cells[place].cell_type, cells[place].source, None, None) for place in order)
    result = restore(Submission(shuffled, Status.OK, ()), Original.of(instructor))
    assert_sound(result, instructor)
    sources = Counter(cell.source for cell in result.notebook.cells)
    functions = [source for grade_id, source in solved.items() if grade_id != "tra_loi"]
    assert all(sources[source] == 1 for source in functions)


@pytest.mark.parametrize(
    "source",
    [
        "(" * 90_000,
        "-" * 90_000 + "1",
        "a" + ".a" * 45_000,
        "lambda:" * 12_000 + "1",
        "a" + "()" * 45_000,
        "if 1: pass\n" + "elif 1: pass\n" * 3_000,
        'f"' + "{x}" * 15_000 + '"',
        "(a:=" * 9_000,
        "a\0b",
        "\ud800",
        "\n".join(" " * depth + "if 1:" for depth in range(400)),
        "1" + "**1" * 16_000,
        "a=" * 24_000 + "1",
    ],
)
def test_nasty_code(source, instructor):
    """Does code made to break a parser leave the grader standing, and the rest of the notebook read?"""
    assert isinstance(bound_names(source), frozenset)
    cells = (
        SubmittedCell("code", source.replace("\ud800", "?"), None, None),
        *submission_of(deepcopy(instructor)).cells,
    )
    result = restore(Submission(cells, Status.OK, ()), Original.of(instructor))
    assert_sound(result, instructor)
    assert result.notebook.cells[0].source == cells[0].source
