"""Python as the browser has it, run by Node: the folder that the site loads, and what runs in it."""

import pytest

from autograder import exercises
from autograder.course_folder import ROOT, CourseFolder
from autograder.files.course_error import CourseError
from autograder.files.whole import write_whole
from autograder.handout.archive import EARLIEST
from autograder.handout.project import read_project
from autograder.handout.release import released_files
from autograder.handout.wheel import build_wheel
from autograder.site import parts, python
from autograder.site.parts import PYODIDE, Pyodide, Wheel


@pytest.fixture(scope="session")
def pyodide(once, offline_wheels, missing_part):
    """The folder of Python for the browser, with the kernel and `course` in it."""
    try:
        return once("pyodide", lambda folder: _pyodide(folder, offline_wheels))
    except CourseError as error:
        missing_part(str(error))


def _pyodide(folder, offline):
    core = Pyodide(PYODIDE.files())
    wheels = [*core.wheels(offline), *parts.kernel_wheels(), *python.kernel_stubs(), course_wheel()]
    for name, data in python.folder(core, wheels).items():
        write_whole(folder / name, data)
    return folder


def course_wheel():
    """`course` as students have it, with the check data of all lessons."""
    course = CourseFolder(ROOT)
    released = [released_files(course, lesson) for lesson in exercises.lesson_names()]
    return Wheel(*build_wheel(read_project(), EARLIEST, released))
