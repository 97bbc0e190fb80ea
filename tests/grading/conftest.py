"""The demo class, graded once; and one of each kind of it, graded by each of the two entrances."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from class_state import class_of
from nbgrader.api import Gradebook

from autograder.bench.grading import run_nbgrader
from autograder.demo.course import set_up
from autograder.gradebook.config import db_url
from autograder.grading import whole_class
from autograder.grading.lesson import load_lesson
from autograder.grading.whole_class import grade_class

LESSON = "bai01_so_nguyen"


@pytest.fixture(scope="session")
def handed_in(project, tmp_path_factory):
    """(folder, people): the demo class, not yet graded."""
    return set_up(project, LESSON, tmp_path_factory.mktemp("ours") / "course")


@pytest.fixture(scope="session")
def graded(handed_in):
    """{student: Result} of that class, by our own command's engine, which waits less long for the endless loop than it may."""
    folder, _ = handed_in
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(whole_class, "load_lesson", lambda *names: _hurried(load_lesson(*names)))
        return {result.student: result for result in grade_class(folder, LESSON)}


def _hurried(lesson):
    return replace(lesson, limits=replace(lesson.limits, call_seconds=1.0))


@pytest.fixture(scope="session")
def by_both(project, tmp_path_factory):
    """ours, theirs: course folders with one of each kind, graded by our engine, and with the same seed by `nbgrader autograde`."""
    ours, theirs = (class_of(project, tmp_path_factory.mktemp("both") / name) for name in ("ours", "theirs"))
    assert len(list(grade_class(ours, LESSON))) == len(ours.students(LESSON))
    run_nbgrader(theirs, "generate_assignment", LESSON, "--force")
    run_nbgrader(theirs, "autograde", LESSON)
    return SimpleNamespace(ours=ours, theirs=theirs)


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
