"""Is honest work graded as a person would expect, however it was written and saved?"""

import queue
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace

import nbformat
import pytest
from fixtures import honest_work
from nbformat.v4 import new_code_cell
from nbgrader.utils import determine_grade

from autograder.authoring.text import solutions
from autograder.course_folder import ROOT, CourseFolder
from autograder.grading.lesson import load_lesson
from autograder.grading.notebook import grade_submission
from autograder.intake.read import read_bytes, take
from autograder.sandbox import Sandbox, choose

LESSON = "bai01_so_nguyen"
PROJECT = CourseFolder(ROOT)
SOURCE, RELEASE = (nbformat.read(path(LESSON), as_version=4) for path in (PROJECT.source, PROJECT.release))
WORKS = {work.name: work for work in honest_work(RELEASE, solutions(SOURCE))}
TOGETHER = 2
CELL_SECONDS = 6.0  # well above what an honest cell here needs, so that the endless ones do not hold up the rest


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """{name: Graded, or the exception that grading raised}, all graded once, a few at a time."""
    folder = tmp_path_factory.mktemp("honest")
    lesson = load_lesson(PROJECT, LESSON, seed=20)
    lesson = replace(lesson, limits=replace(lesson.limits, cell_seconds=CELL_SECONDS))
    free = queue.SimpleQueue()

    def grade(work):
        path = folder / f"{work.name}.ipynb"
        path.write_bytes(work.content)
        sandbox = free.get()
        try:
            return grade_submission(read_bytes(take(path)), lesson, sandbox)
        except Exception as error:  # told in the test of this work, not in those of the others
            return error
        finally:
            free.put(sandbox)

    with ExitStack() as opened, ThreadPoolExecutor(TOGETHER) as pool:
        for _ in range(TOGETHER):
            free.put(opened.enter_context(Sandbox(choose(), lesson.limits, lesson.files)))
        return dict(zip(WORKS, pool.map(grade, WORKS.values())))


@pytest.mark.parametrize("name", WORKS)
def test_honest_work(graded, name):
    """Does it earn what it must, with the right status, in a notebook that nbformat accepts?"""
    work, result = WORKS[name], graded[name]
    if work.starts_processes and choose() == "landlock":
        pytest.skip("Landlock alone allows no processes and no shared memory")
    if isinstance(result, Exception):
        raise result
    lost = [part.todo for verdict in result.verdicts for part in verdict.parts if part.earned < part.points]
    failures = [verdict.failure.outcome for verdict in result.verdicts if verdict.failure]
    assert (result.earned, result.status) == (work.earned, work.status), (work.why, lost, failures, result.notices)
    nbformat.validate(nbformat.reads(nbformat.writes(result.notebook), as_version=nbformat.NO_CONVERT))


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox(choose()) as opened:
        yield opened


@pytest.mark.parametrize("code, points", [("0.5", 0.5), ("display(0.5)", 2), ("None", 2), ("1/0", 0), ("9", 2)])
def test_own_cell_gives_part_of_its_points(tmp_path, sandbox, code, points):
    """Does a number at the end of an instructor's own grade cell count as in nbgrader, within the cell's points?"""
    lesson = load_lesson(PROJECT, LESSON, seed=20)
    labels = {"grade": True, "solution": False, "locked": True, "points": 2, "schema_version": 3, "task": False}
    own = new_code_cell(code, id="own", metadata={"nbgrader": {**labels, "grade_id": "own"}})
    for notebook in (lesson.notebook, lesson.released):
        notebook.cells.append(own)
    path = tmp_path / "bai.ipynb"
    path.write_bytes(next(iter(WORKS.values())).content)
    result = grade_submission(read_bytes(take(path)), lesson, sandbox)
    assert determine_grade(result.notebook.cells[-1]) == (points, 2)
