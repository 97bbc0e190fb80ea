"""Python as the browser has it, run by Node: the folder that the site loads, and what runs in it."""

import subprocess
import sys
from pathlib import Path

import pytest

from autograder import exercises
from autograder.course_folder import ROOT, CourseFolder
from autograder.files.course_error import CourseError
from autograder.files.whole import write_whole
from autograder.handout.archive import EARLIEST, unzipped
from autograder.handout.project import read_project
from autograder.handout.release import released_files
from autograder.handout.wheel import build_wheel
from autograder.site import parts, python
from autograder.site.parts import PYODIDE, Pyodide, Wheel

HERE = Path(__file__).parent
BROUGHT_BY = "open-webui==0.12.4 --hash=sha256:02e9caba96234db3fa17a92e56163b3f7f2b8ca8227fa886b85c178d696483f6"
INSIDE = "open_webui/frontend/pyodide/"  # there it has Python for the browser, of the very release that the site takes
OFFLINE = parts.CACHE / "wheels_for_tests"


@pytest.fixture(scope="session")
def offline_wheels(missing_part):
    """A folder with the wheels of Pyodide's release, where only package indexes can be reached: out of another package."""
    if not OFFLINE.is_dir():
        try:
            _unpack(_brought())
        except subprocess.CalledProcessError as error:
            missing_part(f"Cần mạng để tải {BROUGHT_BY.split()[0]}: {error.stderr.strip()}")
    return OFFLINE


def _brought():
    """The package, as bytes."""
    parts.CACHE.mkdir(parents=True, exist_ok=True)
    pin = parts.CACHE / "wheels_for_tests.txt"
    pin.write_text(BROUGHT_BY, encoding="utf-8")
    how = ["--no-deps", "--require-hashes", "--only-binary=:all:", "--python-version=3.12", f"--dest={parts.CACHE}"]
    command = [sys.executable, "-m", "pip", "download", "--quiet", *how, f"--requirement={pin}"]
    subprocess.run(command, check=True, capture_output=True, encoding="utf-8")
    [path] = parts.CACHE.glob("open_webui-*.whl")
    return path.read_bytes()


def _unpack(package):
    for name, data in unzipped(package).items():
        if name.startswith(INSIDE) and name.endswith(".whl"):
            write_whole(OFFLINE / name.removeprefix(INSIDE), data)


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


@pytest.fixture(scope="session")
def node(missing_part):
    """A function `node(script, *arguments)` that has Node run one of the scripts here."""
    try:
        subprocess.run(["node", "--version"], check=True, capture_output=True)
    except FileNotFoundError:
        missing_part("Không thấy Node.js. Hãy cài rồi chạy lại: sudo apt install nodejs npm")

    def run(script, *arguments):
        subprocess.run(["node", HERE / script, *map(str, arguments)], check=True)

    return run
