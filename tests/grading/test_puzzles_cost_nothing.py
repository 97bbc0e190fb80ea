"""Do puzzles cost nothing: solved, untouched, broken, endless or deleted, is every mark what it is without them?"""

from dataclasses import replace

import nbformat
import pytest
from nbgrader.utils import is_grade

from autograder.authoring import build
from autograder.authoring.text import puzzle_solutions, solutions
from autograder.course_folder import ROOT, CourseFolder
from autograder.exercises.written import answered, as_bytes, without_markers
from autograder.gradebook.statuses import BLANK, GRADED
from autograder.grading.lesson import load_lesson
from autograder.grading.notebook import grade_submission
from autograder.intake.read import read_bytes
from autograder.sandbox import Sandbox, choose

LESSON = "bai01_so_nguyen"
CELL_SECONDS = 4.0  # well above what any other cell here needs
WRONG = "def count_codes(x_q):\n    return 0"
IN_THE_PUZZLE = {
    "untouched": None,
    "wrong": WRONG,
    "no_python": "def count_codes(x_q:\n    return",
    "raises": "1 / 0",
    "prints": f"print('x' * 1000)\n{WRONG}",
    "empty": "",
    "two_functions": f"{WRONG}\n\n\ndef helper(x):\n    return x",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A course folder with the lesson as it is built now."""
    root = tmp_path_factory.mktemp("course")
    for path, content in build.make(CourseFolder(ROOT), LESSON, tmp_path_factory.mktemp("built")).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    return CourseFolder(root)


@pytest.fixture(scope="module")
def lesson(folder):
    loaded = load_lesson(folder, LESSON, seed=0)
    return replace(loaded, limits=replace(loaded.limits, cell_seconds=CELL_SECONDS))


@pytest.fixture(scope="module")
def grade(lesson):
    """A function: a notebook graded in one sandbox for all."""
    with Sandbox(choose(), lesson.limits, lesson.files) as sandbox:
        yield lambda notebook: grade_submission(read_bytes(as_bytes(notebook)), lesson, sandbox)


@pytest.fixture
def solved(folder):
    """A submission with every exercise right, and its puzzles' cells by name."""
    source = nbformat.read(folder.source(LESSON), as_version=4)
    notebook = answered(nbformat.read(folder.release(LESSON), as_version=4), solutions(source))
    cells = {cell.metadata["puzzle"]: cell for cell in notebook.cells if "puzzle" in cell.metadata}
    return notebook, cells, puzzle_solutions(source)


def points(graded):
    return {verdict.exercise.function: verdict.earned for verdict in graded.verdicts}


FULL = {
    "calculate_s": 1,
    "calculate_z": 1,
    "calculate_s_and_z_int": 2,
    "quantize_int": 1,
    "quantize_a_position_in_matrix_int": 2,
    "quantization_matrix_multiplication_int": 3,
}


def test_nbgrader_counts_no_puzzle(folder):
    """Is no cell of a puzzle or a guess worth points to nbgrader, and are the lesson's points what they were?"""
    release = nbformat.read(folder.release(LESSON), as_version=4)
    assert {c.metadata["puzzle"] for c in release.cells if "puzzle" in c.metadata} == {"count_codes", "saturated_share"}
    graded = [cell for cell in release.cells if is_grade(cell)]
    assert sum(cell.metadata.nbgrader.points for cell in graded) == sum(FULL.values()) == 10
    assert all(cell.source.startswith("bai.check(") for cell in graded)


def test_release_holds_no_answer(folder):
    """Is neither a puzzle's solution nor a guess's choice in the notebook that students get?"""
    release = folder.release(LESSON).read_text(encoding="utf-8")
    source = nbformat.read(folder.source(LESSON), as_version=4)
    for solution in puzzle_solutions(source).values():
        [line] = [line for line in without_markers(solution).split("\n") if line.strip().startswith("return ")]
        assert line.strip() not in release
    assert "[x]" not in release and "Trồng cây ở cả hai đầu" not in release
    assert "**Thử đoán.** Từ mã −30 đến mã 50 có bao nhiêu mã?" in release


@pytest.mark.parametrize("written", IN_THE_PUZZLE.values(), ids=IN_THE_PUZZLE)
def test_mark_stays(solved, grade, written):
    """Are full marks full whatever stands in a puzzle's cell, with nothing to complain of?"""
    notebook, cells, _ = solved
    if written is not None:
        cells["count_codes"].source = written
    graded = grade(notebook)
    assert points(graded) == FULL and graded.summary.status == GRADED
    assert not [notice for notice in graded.summary.notices if "count_codes" in notice]


def test_solved_puzzle_is_left_alone(solved, grade):
    """Does the student's solution stand in the graded notebook as it was handed in?"""
    notebook, cells, puzzles = solved
    for name, cell in cells.items():
        cell.source = without_markers(puzzles[name])
    graded = grade(notebook)
    kept = {cell.metadata["puzzle"]: cell.source for cell in graded.notebook.cells if "puzzle" in cell.metadata}
    assert kept == {name: without_markers(source) for name, source in puzzles.items()}
    assert points(graded) == FULL


def test_endless_puzzle(solved, grade):
    """Does a puzzle that never ends still leave every mark?"""
    notebook, cells, _ = solved
    cells["saturated_share"].source = "while True:\n    pass"
    assert points(grade(notebook)) == FULL


def test_deleted_puzzle(solved, grade):
    """Does who throws the puzzles away lose nothing, and is he told of no missing work?"""
    notebook, cells, _ = solved
    gone = [id(cell) for cell in cells.values()]
    notebook.cells = [cell for cell in notebook.cells if id(cell) not in gone]
    graded = grade(notebook)
    assert points(graded) == FULL
    assert not [notice for notice in graded.summary.notices if "xem là chưa làm" in notice]


def test_nothing_but_puzzles(folder, grade, solved):
    """Is a notebook in which only a puzzle is solved still one without an answer?"""
    _, _, puzzles = solved
    notebook = nbformat.read(folder.release(LESSON), as_version=4)
    [cell] = [cell for cell in notebook.cells if cell.metadata.get("puzzle") == "count_codes"]
    cell.source = without_markers(puzzles["count_codes"])
    graded = grade(notebook)
    assert graded.summary.status == BLANK and not any(points(graded).values())
