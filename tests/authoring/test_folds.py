"""Are long cells folded for the student, and does nothing on the way to him or back unfold or lose them?"""

from copy import deepcopy

import nbformat
import pytest

from autograder import exercises
from autograder.authoring.release import generate_release
from autograder.authoring.text import FOLDED, read_lesson
from autograder.course_folder import ROOT, CourseFolder
from autograder.intake.read import read_bytes, take
from autograder.intake.restore import restore
from autograder.intake.slots import Original

LESSON = "bai03_do_hat"
FOLDER = CourseFolder(ROOT)


@pytest.fixture(scope="module")
def read():
    return read_lesson(FOLDER.text(LESSON).read_text(encoding="utf-8"), exercises.load(LESSON))


@pytest.fixture(scope="module")
def released(read, tmp_path_factory):
    built = CourseFolder(tmp_path_factory.mktemp("course"))
    built.source(LESSON).parent.mkdir(parents=True)
    nbformat.write(read, built.source(LESSON))
    generate_release(built.root, LESSON)
    return nbformat.read(built.release(LESSON), as_version=4)


def folded(notebook):
    return [cell for cell in notebook.cells if cell.metadata.get("jupyter", {}).get("source_hidden")]


def test_folded_cells_reach_the_student(read, released):
    """Does the release hide the input of just the cells that the text folds, each under a line that says what it does?"""
    marked = [cell.source for cell in read.cells if cell.metadata.get("fold")]
    assert marked and [cell.source for cell in folded(released)] == marked
    assert all(source.startswith(FOLDED) for source in marked)


def test_line_of_a_fold_names_no_cell(read):
    """Is a folded cell known by its first line of code, so that folding it changes no name?"""
    assert [cell.id for cell in folded(read)] == ["seeds-0-1-2", "generator-np-random-default-rng-0"]


def test_unfolded_by_a_student_is_folded_again(released, tmp_path):
    """Does a notebook whose student opened and changed a folded cell come back with the lesson's own?"""
    handed_in = deepcopy(released)
    for cell in folded(handed_in):
        cell.metadata.pop("jupyter")
        cell.source = cell.source.partition("\n")[2]
    path = tmp_path / f"{LESSON}.ipynb"
    nbformat.write(handed_in, path)
    restored = restore(read_bytes(take(path)), Original.of(released))
    assert [cell.source for cell in folded(restored.notebook)] == [cell.source for cell in folded(released)]
