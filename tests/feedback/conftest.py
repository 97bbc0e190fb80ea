"""A class of four with everything that a feedback page may show, graded once."""

import shutil

import nbformat
import pytest
import stock_class
from class_of_four import LESSON, SCRIPT, WRONG
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.api import Gradebook

from autograder import exercises
from autograder.authoring.text import solutions
from autograder.bench.grading import run_nbgrader
from autograder.course_folder import ROOT, CourseFolder
from autograder.demo.course import new_course
from autograder.exercises.written import answered, changed
from autograder.feedback.class_pages import write_pages
from autograder.gradebook.config import db_url
from autograder.grading.whole_class import grade_class

PLOT = "print('<b>xong</b>')\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"


@pytest.fixture(scope="session")
def graded_class(once, tmp_path_factory):
    """an: right, with cells and an answer of their own, marked by a person, late; binh: one mistake, and a mark that a
    person changed; chi: nothing done; dung: an empty file. This worker's own copy of it.
    """
    root = once("feedback", _class_of_four)
    return CourseFolder(shutil.copytree(root, tmp_path_factory.mktemp("feedback") / "course"))


def _class_of_four(root):
    folder, project = new_course(root / "course"), CourseFolder(ROOT)
    for stage in ("source", "release"):
        shutil.copytree(project.root / stage / LESSON, folder.root / stage / LESSON)
    release = nbformat.read(folder.release(LESSON), as_version=4)
    right = solutions(nbformat.read(folder.source(LESSON), as_version=4))
    mistake = exercises.load(LESSON)[WRONG].misconceptions[0]
    _hand_in(folder, "an", _with_own_cells(answered(release, right)))
    _hand_in(folder, "binh", answered(release, changed(right, {WRONG: mistake.edits})))
    _hand_in(folder, "chi", release)
    _hand_in(folder, "dung", None)
    list(grade_class(folder, LESSON))
    _marked_by_a_person(folder)
    return folder.root


@pytest.fixture
def course(graded_class, tmp_path):
    """A copy of that class's course folder, to change."""
    shutil.copytree(graded_class.root, tmp_path / "course", ignore=shutil.ignore_patterns("feedback"))
    return CourseFolder(tmp_path / "course")


@pytest.fixture(scope="session")
def pages(graded_class):
    """{student: the page as text}."""
    assert not [page for page in write_pages(graded_class, LESSON) if page.problem]
    return {
        student: graded_class.feedback(student, LESSON).read_text(encoding="utf-8")
        for student in graded_class.graded(LESSON)
    }


def _hand_in(folder, student, notebook):
    path = folder.submitted(student, LESSON)
    path.parent.mkdir(parents=True)
    path.write_text("" if notebook is None else nbformat.writes(notebook), encoding="utf-8")
    path.with_name("ghi_chu.txt").write_text("ghi chú")


def _with_own_cells(notebook):
    at = next(place for place, cell in enumerate(notebook.cells) if cell.id == "exercise-quantize_symmetric")
    notebook.cells[at + 1 : at + 1] = [new_markdown_cell(SCRIPT), new_code_cell(PLOT)]
    for cell in notebook.cells:
        if cell.id == "answer-scale_outside_the_sum":
            cell.source = f"Mỗi hàng thì được. {SCRIPT}"
    return notebook


def _marked_by_a_person(folder):
    with Gradebook(db_url(folder)) as gradebook:
        gradebook.update_or_create_student("an", first_name="An", last_name="Nguyễn <i>")
        grade = gradebook.find_grade("answer-scale_outside_the_sum", LESSON, LESSON, "an")
        grade.manual_score, grade.needs_manual_grade = 1.5, False
        gradebook.find_comment(
            "answer-scale_outside_the_sum", LESSON, LESSON, "an"
        ).manual_comment = f"Thiếu lý do. {SCRIPT}"
        gradebook.find_submission_notebook(LESSON, LESSON, "an").late_submission_penalty = 1.0
        gradebook.find_grade(f"check-{WRONG}", LESSON, LESSON, "binh").manual_score = 1.75
        gradebook.db.commit()


@pytest.fixture(scope="session")
def stock_graded(tmp_path_factory):
    """That lesson graded by `nbgrader autograde` without this project's configuration: {student: the page as text}."""
    folder = CourseFolder(tmp_path_factory.mktemp("stock") / "course")
    folder.source(stock_class.LESSON).parent.mkdir(parents=True)
    nbformat.write(stock_class.assignment(), folder.source(stock_class.LESSON))
    run_nbgrader(folder, "generate_assignment", stock_class.LESSON)
    for change in (
        stock_class.hostile_answers,
        stock_class.answer_that_claims_to_be_a_task,
        stock_class.cells_without_ids,
    ):
        stock_class.hand_in(folder, change.__name__, change)
    run_nbgrader(folder, "autograde", stock_class.LESSON)
    assert not [page for page in write_pages(folder, stock_class.LESSON) if page.problem]
    return {
        student: folder.feedback(student, stock_class.LESSON).read_text(encoding="utf-8")
        for student in folder.graded(stock_class.LESSON)
    }
