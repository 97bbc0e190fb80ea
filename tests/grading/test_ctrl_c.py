"""Does Ctrl-C stop a grading cleanly, and does nothing stay behind a grader that was killed?"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from class_state import LESSON, class_of

from autograder.course_folder import ROOT
from autograder.files.scratch import PREFIX, scratch, sweep
from autograder.grading.whole_class import grade_class
from autograder.sandbox import choose
from autograder.sandbox.import_folder import import_folder

END_SECONDS = 10
DEEP = 2000  # folders in one another
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="sends signals to groups of processes")


@pytest.fixture
def own_scratch(tmp_path, monkeypatch):
    """A folder for passing files that only this test uses."""
    import_folder()  # this process's own lies elsewhere
    folder = tmp_path / "tmp"
    folder.mkdir()
    folder.chmod(0o755)
    for parent in list(folder.parents)[:2]:
        parent.chmod(0o755)
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def start(folder):
    """The grade command on a class, in a group of its own, as in a terminal; returns it once its workers are up."""
    process = subprocess.Popen(
        [sys.executable, "-m", "autograder", "grade", LESSON, "--course-dir", str(folder.root), "--jobs", "2"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    end = time.monotonic() + 120
    while len(psutil.Process(process.pid).children()) < 2:
        assert process.poll() is None and time.monotonic() < end
        time.sleep(0.05)
    return process


def alive(pids):
    """Which of these processes run on; one that the kernel is just ending gets a moment."""
    end = time.monotonic() + END_SECONDS
    while (left := [pid for pid in pids if _runs(pid)]) and time.monotonic() < end:
        time.sleep(0.1)
    return left


def _runs(pid):
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    return False


@pytest.mark.parametrize("moment", [0.0, *(pytest.param(later, marks=pytest.mark.robust) for later in (0.5, 1.5))])
def test_ctrl_c(project, tmp_path, own_scratch, moment):
    """Is the answer to Ctrl-C one Vietnamese line and exit code 130, with no process and no folder left?"""
    choose()
    folder = class_of(project, tmp_path / "course", students=None)
    process = start(folder)
    time.sleep(moment)
    started = (
        [one.pid for one in psutil.Process(process.pid).children(recursive=True)] if process.poll() is None else []
    )
    with suppress(ProcessLookupError):  # it was faster
        os.killpg(process.pid, signal.SIGINT)
    out, error = process.communicate(timeout=60)
    assert "Traceback" not in error + out, error
    if process.returncode == 0:
        assert "Kết quả chấm" in out
    else:
        assert process.returncode == 130
        assert error.count("\n") == 1 and error.startswith("Đã dừng: điểm của ")
    assert alive(started) == []
    assert list(own_scratch.glob(f"{PREFIX}_*")) == []
    assert len(list(grade_class(folder, LESSON))) == len(folder.students(LESSON))


def _dig(folder, deep):
    """Folders in folders, more than Python or a path can go down."""
    here = os.open(folder, os.O_RDONLY)
    for _ in range(deep):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)


def test_folders_of_the_dead(own_scratch):
    """Does the next run remove what a killed grader left, and only that?"""
    dead = subprocess.Popen(["true"])
    dead.wait()
    kept = scratch("cach_ly")
    left = own_scratch / Path(kept.name).name.replace(f"_{os.getpid()}_", f"_{dead.pid}_")
    other = own_scratch / f"{PREFIX}_cach_ly_1_{dead.pid}_abc"
    for path in (left, left / ("d" * 200) / "e", other):
        path.mkdir(parents=True)
    _dig(left, DEEP)
    sweep()
    assert not left.exists() and other.exists() and Path(kept.name).exists()
    kept.cleanup()


@pytest.mark.robust
def test_killed_grader_is_swept(project, tmp_path, own_scratch):
    """After kill -9 of a grader, does the next one end with no folder left?"""
    choose()
    folder = class_of(project, tmp_path / "course", students=None)
    process = start(folder)
    time.sleep(0.5)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=30)
    time.sleep(1)
    assert list(own_scratch.glob(f"{PREFIX}_*"))
    again = start(folder)
    again.communicate(timeout=120)
    assert again.returncode == 0
    assert list(own_scratch.glob(f"{PREFIX}_*")) == []
