"""The handout of this repository, course folders that cannot be handed out, and a student's clean machine."""

import os
import shutil
import subprocess
import sysconfig
import venv
from types import SimpleNamespace

import nbformat
import pytest
from opened import opened

from autograder.course_folder import ROOT, CourseFolder
from autograder.handout import pack
from autograder.handout.archive import unzipped

LESSON = "bai01_so_nguyen"


@pytest.fixture(scope="session")
def handout(once):
    """Every lesson, packed once: where the zip is, its one folder, what is in that, what is in its wheel."""
    path = once("handout", lambda folder: pack(CourseFolder(ROOT), CourseFolder(ROOT).lessons(), folder))
    top, contents = opened(path)
    (wheel,) = [name for name in contents if name.endswith(".whl")]
    return SimpleNamespace(path=path, top=top, contents=contents, wheel=wheel, inside_wheel=unzipped(contents[wheel]))


@pytest.fixture
def course_folder(tmp_path):
    """A copy of this repository's lessons that a test may damage."""
    for stage in ("source", "release"):
        shutil.copytree(ROOT / stage, tmp_path / stage)
    return CourseFolder(tmp_path)


@pytest.fixture
def lesson_without_release(course_folder):
    shutil.rmtree(course_folder.release(LESSON).parent)
    return course_folder


@pytest.fixture
def release_without_check_data(course_folder):
    course_folder.check_data(LESSON).unlink()
    return course_folder


@pytest.fixture
def release_solved_by_the_instructor(course_folder):
    """Someone opened release/ in JupyterLab and filled one TODO."""
    notebook = nbformat.read(course_folder.release(LESSON), as_version=4)
    cell = next(cell for cell in notebook.cells if cell.id == "exercise-calculate_z")
    cell.source = cell.source.replace('raise NotImplementedError("TODO 2: chưa làm")', "z = 1")
    nbformat.write(notebook, course_folder.release(LESSON))
    return course_folder


@pytest.fixture
def release_with_a_copied_notebook(course_folder):
    release = course_folder.release(LESSON)
    shutil.copy(release, release.with_name(f"{LESSON}-Copy1.ipynb"))
    return course_folder


@pytest.fixture
def release_opened_in_jupyterlab(course_folder):
    """JupyterLab leaves its checkpoints beside the notebook."""
    checkpoints = course_folder.release(LESSON).with_name(".ipynb_checkpoints")
    checkpoints.mkdir()
    shutil.copy(course_folder.release(LESSON), checkpoints / f"{LESSON}-checkpoint.ipynb")
    return course_folder


@pytest.fixture(scope="session")
def student(handout, tmp_path_factory):
    """A student who unzipped the handout and installed it by pip as HUONG_DAN.html says.

    To stay fast and without network, the packages of requirements.txt are those of the test's own
    environment: its site-packages are added to the new environment's path as a plain folder. The
    editable install of this repository hangs on a .pth file there, which Python reads only in
    folders of the environment itself, so neither `autograder` nor the repository's `course` comes along.
    """
    home = tmp_path_factory.mktemp("sinh_vien")
    shutil.unpack_archive(handout.path, home)
    folder = home / handout.top
    venv.create(folder / ".venv", with_pip=True)
    python = folder / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    (purelib,) = (folder / ".venv").glob("**/site-packages")
    (purelib / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    own = ("PYTHON", "JUPYTER", "COURSE", "PIP_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    environment |= {"JUPYTER_DATA_DIR": str(home / "data"), "IPYTHONDIR": str(home / "ipython")}

    def run(*arguments):
        return subprocess.run(
            [python, *arguments],
            cwd=folder,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            timeout=800,
        )

    installed = run("-m", "pip", "install", "--no-index", "-r", "requirements.txt")
    assert installed.returncode == 0, installed.stderr
    return SimpleNamespace(folder=folder, run=run)
