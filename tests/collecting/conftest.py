"""An empty course folder with one lesson, and archives of the form that each system gives."""

import shutil

import pytest
from hand_ins import LESSON, as_zip

from autograder.collecting.collect import collect
from autograder.collecting.times import Times
from autograder.demo.course import new_course
from autograder.exercises.written import answered, as_bytes
from autograder.gradebook.participants import Participants
from autograder.people.people import People


@pytest.fixture
def course(project, tmp_path):
    """A course folder with the lesson and nobody's work."""
    folder = new_course(tmp_path / "course")
    for stage in ("source", "release"):
        shutil.copytree(project.root / stage / LESSON, folder.root / stage / LESSON)
    return folder


@pytest.fixture
def work(release):
    """A function: the bytes of a student's notebook, each number another one."""

    def make(number=0):
        release_copy = as_bytes(release)
        return release_copy.replace(b'"nbformat": 4', b'"nbformat": 4' + b" " * number)

    return make


@pytest.fixture
def done(release, solved):
    """A function: the bytes of a notebook with every answer, each number another one."""

    def make(number=0):
        return as_bytes(answered(release, {function: f"{source}\n# {number}" for function, source in solved.items()}))

    return make


@pytest.fixture
def collected(course, tmp_path):
    """A function: the {who: Outcome}, or all Outcomes, of collecting {name in the zip: bytes}, or a zip or folder given by its path.

    changed: as_zip's times.
    """

    participants = Participants()  # of all that one test collects

    def run(contents, system, people=(), times=None, as_list=False, changed=None):
        source = contents
        if isinstance(contents, dict):
            source = tmp_path / "goi.zip"
            source.write_bytes(as_zip(contents, changed))
        outcomes = list(collect(course, LESSON, source, system, People(people), times or Times(), participants))
        return outcomes if as_list else {outcome.who: outcome for outcome in outcomes}

    return run


@pytest.fixture
def landed(course):
    """A function: {path under submitted/: bytes}."""

    def read():
        top = course.root / "submitted"
        return {
            path.relative_to(top).as_posix(): path.read_bytes() for path in sorted(top.rglob("*")) if path.is_file()
        }

    return read
