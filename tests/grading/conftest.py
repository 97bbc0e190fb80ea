"""The demo class, handed in once and graded by each of the two entrances."""

import pytest
from nbgrader.api import Gradebook

from autograder.bench.grading import run_nbgrader
from autograder.demo.course import set_up
from autograder.gradebook.config import db_url
from autograder.grading.whole_class import grade_class

LESSON = "bai01_so_nguyen"


@pytest.fixture(scope="session")
def handed_in(project, tmp_path_factory):
    """(folder, people): the demo class, not yet graded."""
    return set_up(project, LESSON, tmp_path_factory.mktemp("ours") / "course")


@pytest.fixture(scope="session")
def graded(handed_in):
    """{student: Result} by our own command's engine."""
    folder, _ = handed_in
    return {result.student: result for result in grade_class(folder, LESSON)}


@pytest.fixture(scope="session")
def graded_by_nbgrader(project, handed_in, graded, tmp_path_factory):
    """The same class graded by `nbgrader autograde` with our configuration and the same seed."""
    ours, _ = handed_in
    folder, _ = set_up(project, LESSON, tmp_path_factory.mktemp("plugin") / "course")
    folder.seed.write_text(ours.seed.read_text())
    run_nbgrader(folder, "generate_assignment", LESSON, "--force")
    run_nbgrader(folder, "autograde", LESSON)
    return folder


@pytest.fixture(scope="session")
def marks():
    """A function: {student: {grade cell: points}} as a course folder's gradebook has them."""

    def read(folder):
        with Gradebook(db_url(folder)) as gradebook:
            return {
                submission.student.id: {
                    grade.name: grade.score for notebook in submission.notebooks for grade in notebook.grades
                }
                for submission in gradebook.assignment_submissions(LESSON)
            }

    return read
