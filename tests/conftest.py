"""What every test may ask for: the project's own course folder and its first lesson."""

import os
import sys
from pathlib import Path

import nbformat
import pytest

from autograder import exercises
from autograder.authoring.text import locked_names, solutions
from autograder.course_folder import ROOT, CourseFolder

LESSON = "bai01_so_nguyen"
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])


@pytest.fixture(scope="session")
def project():
    return CourseFolder(ROOT)


@pytest.fixture(scope="session")
def asked():
    """The exercises of lesson 1."""
    return exercises.load(LESSON)


@pytest.fixture(scope="session")
def source(project):
    return nbformat.read(project.source(LESSON), as_version=4)


@pytest.fixture(scope="session")
def release(project):
    return nbformat.read(project.release(LESSON), as_version=4)


@pytest.fixture(scope="session")
def solved(source):
    """{function: source of the lesson's solution}."""
    return solutions(source)


@pytest.fixture(scope="session")
def locked(source):
    return locked_names(source)


@pytest.fixture(scope="session")
def missing_part():
    """A function for a test whose system part is missing: skip with the reason on someone's machine, never in CI."""

    def tell(reason):
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)

    return tell
