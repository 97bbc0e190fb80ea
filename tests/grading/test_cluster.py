"""Do other machines grade a class as this one does, also when one of them dies?"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest
from class_state import LESSON, class_of, difference, state

from autograder.commands import main
from autograder.course_folder import python_path
from autograder.files.course_error import CourseError
from autograder.grading import cluster
from autograder.grading.lesson import load_lesson
from autograder.grading.tasks import LessonParcel, grade_batch
from autograder.grading.whole_class import GradeOptions, grade_class
from autograder.sandbox import choose

GROWN = 30
pytest.importorskip("distributed", reason="needs the extra `cluster`: python -m pip install distributed")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandboxes are Linux's")


class Machines:
    """A scheduler and workers on this machine, as dask's own commands start them."""

    def __init__(self, folder):
        self.folder, self.started = folder, []
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
        self._start("scheduler", "--host", self.address, "--no-dashboard")

    def add_worker(self):
        """A worker without a nanny: who kills it has killed the machine."""
        return self._start(
            "worker", self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1"
        )

    def wait_for(self, workers):
        from distributed import Client

        with Client(self.address, timeout=30, set_as_default=False) as client:
            if workers:
                client.wait_for_workers(workers, timeout=60)

    def _start(self, *arguments):
        with open(self.folder / f"{arguments[0]}{len(self.started)}.log", "wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *arguments],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,
                env={**os.environ, "PYTHONPATH": python_path()},
            )
        self.started.append(process)
        return process

    def end(self):
        for process in reversed(self.started):
            kill(process)


def kill(process):
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.fixture
def machines(tmp_path):
    choose()
    running = Machines(tmp_path)
    try:
        yield running
    finally:
        running.end()


def grown_class(project, root):
    """The demo class, handed in by several people each."""
    folder = class_of(project, root)
    people = folder.students(LESSON)
    for number in range(GROWN - len(people)):
        source = folder.submitted(people[number % len(people)], LESSON).parent
        shutil.copytree(source, folder.submitted(f"them{number:03d}", LESSON).parent)
    return folder


@pytest.mark.robust
def test_two_workers_one_killed(project, tmp_path, machines):
    """Does a class end with the marks of an undisturbed run when one of two machines is killed in the middle?"""
    ours, theirs = (grown_class(project, tmp_path / name) for name in ("ours", "theirs"))
    doomed, _ = machines.add_worker(), machines.add_worker()
    machines.wait_for(2)
    running = grade_class(theirs, LESSON, GradeOptions(scheduler=machines.address))
    first = next(running)
    kill(doomed)
    results = [first, *running]
    assert len(results) == GROWN and all(result.fresh for result in results)
    list(grade_class(ours, LESSON))
    assert difference(state(ours), state(theirs)) == []
    assert not any(result.fresh for result in grade_class(theirs, LESSON, GradeOptions(scheduler=machines.address)))


def test_the_command(project, tmp_path, machines, capsys):
    """Does the command grade on a cluster, and does a trial run leave the gradebook alone?"""
    folder = class_of(project, tmp_path / "course")
    machines.add_worker()
    machines.wait_for(1)
    asked = ["grade", LESSON, "--course-dir", str(folder.root), "--scheduler", machines.address]
    assert main([*asked, "--dry-run"]) == 0
    assert not list(folder.root.glob("autograded/*"))
    assert main(asked) == 0
    assert "Kết quả chấm" in capsys.readouterr().out
    assert len(list(folder.root.glob("autograded/*/*/*.ipynb"))) == len(folder.students(LESSON))


@pytest.mark.robust
def test_other_version(project, tmp_path, machines, monkeypatch):
    """Is a machine with other versions refused by name, before anything is graded, and by itself if it comes late?"""
    folder = class_of(project, tmp_path / "course")
    machines.add_worker()
    machines.wait_for(1)
    with monkeypatch.context() as patched, pytest.raises(CourseError, match=r"numpy .* \(ở đây 0\.1\)"):
        patched.setattr(np, "__version__", "0.1")
        list(grade_class(folder, LESSON, GradeOptions(scheduler=machines.address)))
    parcel = replace(LessonParcel.of(load_lesson(folder, LESSON), "auto"), grader="another", key="another")
    with pytest.raises(CourseError, match="phiên bản khác"):
        grade_batch(parcel, [])


def test_nobody_there(project, tmp_path, machines, monkeypatch):
    """Is one told plainly that there is no scheduler, or that it has no workers?"""
    folder = class_of(project, tmp_path / "course")
    machines.wait_for(0)
    with pytest.raises(CourseError, match="dask worker"):
        list(grade_class(folder, LESSON, GradeOptions(scheduler=machines.address)))
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 1)
    start = time.monotonic()
    with pytest.raises(CourseError, match="Không nối được"):
        list(grade_class(folder, LESSON, GradeOptions(scheduler="tcp://127.0.0.1:9")))
    assert time.monotonic() - start < 60
    with pytest.raises(CourseError, match="Không nối được"):
        list(grade_class(folder, LESSON, GradeOptions(scheduler="nonsense://x")))
