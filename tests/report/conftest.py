"""A class whose gradebook is written as grading writes it, small, and a copy of it for each test to change."""

import shutil

import pytest
from made_term import DUE, LESSONS, Term
from nbgrader.api import Gradebook
from sqlalchemy import select, update

from autograder.bench.made_up import large_class
from autograder.course_folder import CourseFolder
from autograder.gradebook.config import db_url
from autograder.gradebook.tables import MADE_FROM

STUDENTS = 24


@pytest.fixture(scope="session")
def made(project, tmp_path_factory):
    return large_class(project, tmp_path_factory.mktemp("report") / "course", STUDENTS)


@pytest.fixture
def folder(made, tmp_path):
    """A course folder of STUDENTS students, all of whom handed in every lesson."""
    return CourseFolder(shutil.copytree(made.root, tmp_path / "course"))


@pytest.fixture
def open_gradebook(folder):
    """nbgrader's Gradebook of the folder; what the test changed is written down by its own commit."""
    with Gradebook(db_url(folder)) as gradebook:
        yield gradebook


@pytest.fixture
def change_summary(open_gradebook):
    """A function: put the text of a student's summary through another function."""

    def change(lesson, student, changed):
        mine = (MADE_FROM.c.assignment == lesson, MADE_FROM.c.student == student)
        words = open_gradebook.db.scalar(select(MADE_FROM.c.summary).where(*mine))
        open_gradebook.db.execute(update(MADE_FROM).where(*mine).values(summary=changed(words)))
        open_gradebook.db.commit()

    return change


@pytest.fixture(scope="session")
def registered(project, tmp_path_factory):
    """A course folder whose gradebook knows every lesson, and nobody."""
    return large_class(project, tmp_path_factory.mktemp("registered") / "course", 0)


@pytest.fixture
def term(registered, tmp_path):
    """A term to write down by hand; every lesson was due long ago."""
    written = Term(CourseFolder(shutil.copytree(registered.root, tmp_path / "term")))
    for lesson in LESSONS:
        written.set_due(lesson, DUE)
    return written
