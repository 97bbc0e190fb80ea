"""What every test may ask for: the project's own course folder and its first lesson."""

import os
import pickle
import sys
from pathlib import Path

import nbformat
import pytest
from filelock import FileLock

from autograder import exercises
from autograder.authoring.text import locked_names, solutions
from autograder.course_folder import ROOT, CourseFolder, python_path
from autograder.feedback import class_pages
from autograder.grading import whole_class
from autograder.grading.workers import enough

LESSON = "bai01_so_nguyen"
SLOWEST_FIRST = (  # files and rooms; two that attack are kept apart, for they look for what attackers left on the machine
    "test_attacks.py",
    "grading",
    "handout",
    "test_ordinary_users_attacks.py",
    "browser",
    "build",
    "diagnosis",
    "honest",
    "sandbox",
)
os.environ["PYTHONPATH"] = python_path(Path(__file__).with_name("quick_start"))
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])


def pytest_collection_modifyitems(items):
    """What takes longest comes first, so that no worker is alone with it at the end."""
    places = {name: place for place, name in enumerate(SLOWEST_FIRST)}
    last = len(places)
    items.sort(key=lambda item: places.get(item.path.name, places.get(item.path.parent.name, last)))


@pytest.fixture(scope="session", autouse=True)
def one_worker_each():
    """Where a test does not ask for more, a class is graded by one worker: pytest's own workers take the cores already."""
    with pytest.MonkeyPatch.context() as patched:
        for room in (whole_class, class_pages):
            patched.setattr(room, "enough", lambda items, jobs=None: enough(items, jobs or 1))
        yield


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
def common(tmp_path_factory):
    """A folder that all workers of this run share."""
    ours = tmp_path_factory.getbasetemp()
    return ours.parent if "PYTEST_XDIST_WORKER" in os.environ else ours


@pytest.fixture(scope="session")
def once(common):
    """A function `once(name, make)`: what costs much is made by the first worker that asks for it, and found by all others.

    make: called with a new folder that all workers see; what it returns must go through pickle, and is what all get.
    A test that changes something in the folder changes it for the others: it works on a copy.
    """

    def find_or_make(name, make):
        made = common / f"once_{name}.pickle"
        with FileLock(made.with_suffix(".lock")):
            if not made.exists():
                folder = made.with_suffix("")
                folder.mkdir()
                made.write_bytes(pickle.dumps(make(folder)))
        return pickle.loads(made.read_bytes())

    return find_or_make


@pytest.fixture(scope="session")
def missing_part():
    """A function for a test whose system part is missing: skip with the reason on someone's machine, never in CI."""

    def tell(reason):
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)

    return tell
