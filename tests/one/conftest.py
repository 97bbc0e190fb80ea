"""One notebook graded by the command itself, as a pipeline calls it; and a course folder to grade it by."""

import json
import os
import subprocess
import sys
from types import SimpleNamespace

import nbformat
import pytest
from one_course import HELD, LESSON, OTHERS, SEED

from autograder.authoring.text import solutions
from autograder.course_folder import ROOT
from autograder.demo.course import hand_in, new_course
from autograder.exercises.written import answered, as_bytes
from autograder.one.find import find
from autograder.one.grade import How, graded_in
from autograder.one.prepared import prepared
from autograder.one.seed import seed_of
from autograder.sandbox import AUTO, started

sys.path.append(str(ROOT / "tests" / "attacks"))  # what cheats hand in
FEW = 20  # of the classes of other lessons: all kinds of hand-ins, a quarter of them with mistakes


@pytest.fixture(scope="session")
def course(project, tmp_path_factory):
    """folder, people: a course folder with the seed SEED, and {lesson: its demo class} without the endless loops."""
    folder = new_course(tmp_path_factory.mktemp("one") / "course")
    people = {LESSON: hand_in(project, folder, LESSON, endless=False, most=18)}
    people |= {lesson: hand_in(project, folder, lesson, endless=False, most=FEW) for lesson in OTHERS}
    folder.seed.write_text(SEED)
    return SimpleNamespace(folder=folder, people=people)


@pytest.fixture(scope="session")
def written(project):
    """A function: the bytes of lesson 1's notebook with its solutions, edited by {function: {text: other text}}, and some cells' source in front."""
    release = nbformat.read(project.release(LESSON), as_version=4)
    right = solutions(nbformat.read(project.source(LESSON), as_version=4))

    def write(edits=(), instead=()):
        sources = {**right, **dict(instead)}
        for function, changes in dict(edits).items():
            for old, new in changes.items():
                assert sources[function].count(old) == 1
                sources[function] = sources[function].replace(old, new)
        return as_bytes(answered(release, sources))

    return write


@pytest.fixture(scope="session")
def called():
    """A function: code, out, err of `python -m autograder grade-one` with these arguments and variables."""

    def call(*arguments, **variables):
        command = [sys.executable, "-m", "autograder", "grade-one", *map(str, arguments)]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("LUONG_TU_HOA")}
        done = subprocess.run(
            command, cwd=ROOT, env={**environment, **variables}, capture_output=True, text=True, check=False
        )
        return SimpleNamespace(code=done.returncode, out=done.stdout, err=done.stderr)

    return call


@pytest.fixture(scope="session")
def told(course, called):
    """A function: the document of the command's JSON, with these arguments, which is as its schema describes it."""

    def tell(path, *arguments, **variables):
        done = called(path, "--json", "--course-dir", course.folder.root, *arguments, **variables)
        assert done.code in (0, 1) and done.err == "", done.err
        document = json.loads(done.out)
        assert [error.message for error in HELD.iter_errors(document)] == []
        return document

    return tell


@pytest.fixture(scope="session")
def alone(course):
    """A function: the same document of a notebook of lesson 1, by what the command calls, in this process and one sandbox for all."""
    folder, seed = course.folder, seed_of(course.folder, "")
    ready = prepared(folder, LESSON, seed)
    with started(AUTO, ready.limits, ready.files) as sandbox:
        yield lambda path, shows_cases=False: graded_in(
            sandbox, folder, find(folder, path, None), seed, ready, How(AUTO, shows_cases=shows_cases)
        )
