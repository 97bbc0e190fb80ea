"""Is a class graded, and kept in, in a container of a Hub, which makes no user namespaces?"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from ordinary_user import NOBODY, command

from autograder.course_folder import ROOT, CourseFolder
from autograder.exercises.written import answered, as_bytes
from autograder.gradebook.config import db_url
from autograder.sandbox import bubblewrap

LESSON = "bai01_so_nguyen"
CONTAINER = Path(__file__).with_name("in_a_container.py")
THIEF = f"""def calculate_s(alpha, beta, alpha_q, beta_q):
    import os, signal
    os.kill(os.getppid(), signal.SIGTERM)
    return open({str(ROOT / "source" / LESSON / f"{LESSON}.py")!r}).read()
"""
FOREVER = "def calculate_s(alpha, beta, alpha_q, beta_q):\n    while True: pass\n"
pytestmark = [pytest.mark.skipif(sys.platform != "linux", reason="the sandboxes are Linux's"), pytest.mark.robust]


@pytest.fixture(scope="module")
def scratch(missing_part, tmp_path_factory):
    """The folder that is the container's /tmp, with a course and what three students have handed in."""
    if not bubblewrap.installed():
        missing_part("no bubblewrap to show another user this Python, and to fail in the container")
    return tmp_path_factory.mktemp("container")


@pytest.fixture(scope="module")
def course(scratch, project, release, solved):
    folder = CourseFolder(scratch / "lop")
    for stage in ("source", "release"):
        shutil.copytree(project.root / stage / LESSON, folder.root / stage / LESSON)
    for student, changed in {"dung": {}, "trom": {"calculate_s": THIEF}, "lap": {"calculate_s": FOREVER}}.items():
        folder.submitted(student, LESSON).parent.mkdir(parents=True)
        folder.submitted(student, LESSON).write_bytes(as_bytes(answered(release, solved | changed)))
    if os.geteuid() == 0:
        subprocess.run(["chown", "-R", f"{NOBODY}:{NOBODY}", folder.root], check=True)
    return folder


def contained(scratch, *arguments):
    """Run `python arguments…` as an ordinary user in the container."""
    whole = [sys.executable, CONTAINER, sys.executable, *arguments]
    return subprocess.run(command(whole, scratch), capture_output=True, text=True)


def test_no_user_namespace(scratch):
    """Is this a container without user namespaces, so that the tests below prove something?"""
    tried = "import ctypes; assert ctypes.CDLL(None).unshare(0x10000000) == -1"
    assert contained(scratch, "-c", tried).returncode == 0


def test_doctor_says_what_is_left(scratch):
    """Does the doctor say that bubblewrap is out and Landlock left, and that it holds?"""
    done = contained(scratch, "-m", "autograder", "doctor")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "bubblewrap: không dùng được" in done.stdout
    assert "Lệnh grade sẽ chạy bài nộp trong: landlock" in done.stdout


def test_class_is_graded(scratch, course):
    """Is a right answer paid in full, and do one that reaches for the solution and the grader, and one that never ends, lose just that function?"""
    there = Path("/tmp") if os.geteuid() == 0 else scratch  # noqa: S108  (the container's)
    done = contained(scratch, "-m", "autograder", "grade", LESSON, "--course-dir", there / "lop")
    assert done.returncode == 0, done.stdout + done.stderr
    with Gradebook(db_url(course)) as gradebook:
        scores = {student: gradebook.find_submission(LESSON, student).score for student in ("dung", "trom", "lap")}
    assert scores == {"dung": 10, "trom": 9, "lap": 9}
