"""Killed at any moment, does the next run go on, and does the gradebook end as if nothing had happened?"""

import errno
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress

import psutil
import pytest
from class_state import LESSON, class_of, difference, state
from nbgrader.api import Base, Gradebook, get_alembic_version
from sqlalchemy import Engine, event, text

from autograder.bench.grading import run_nbgrader
from autograder.course_folder import python_path
from autograder.files.course_error import CourseError
from autograder.gradebook.config import db_url
from autograder.gradebook.lock import lock
from autograder.gradebook.writer import make_sure
from autograder.grading import autograded, whole_class
from autograder.grading.whole_class import GradeOptions, grade_class
from autograder.sandbox import choose

KILLS = int(os.environ.get("KILLS", "6"))  # CI asks for fifty, in a step of its own
HANGS = 1800.0  # seconds after which what nobody disturbs is taken for something that never ends, on any machine
needs_fork = pytest.mark.skipif(sys.platform != "linux", reason="kills processes that fork")


@pytest.fixture(autouse=True)
def small_transactions(monkeypatch):
    """Two students' marks are written together, so that the few of a class make several transactions."""
    monkeypatch.setattr(whole_class, "WRITTEN_TOGETHER", 2)


@pytest.fixture(scope="module")
def undisturbed(project, tmp_path_factory):
    """The folder of a class that one run graded."""
    folder = class_of(project, tmp_path_factory.mktemp("undisturbed") / "course")
    list(grade_class(folder, LESSON))
    return folder


@pytest.fixture(scope="module")
def wanted(undisturbed):
    """What an undisturbed run leaves of a class."""
    return state(undisturbed)


def start(folder):
    """Grade the class in a process of its own, leader of a group; returns its id."""
    pid = os.fork()
    if pid == 0:
        os.setsid()
        code = 1
        try:
            list(grade_class(folder, LESSON, GradeOptions(jobs=2)))
            code = 0
        finally:
            os._exit(code)
    return pid


def kill_something(pid, chance):
    """Kill the grader, one of what it started, or the whole group."""
    whom = chance.choice(["grader", "worker", "group"])
    with suppress(ProcessLookupError, psutil.NoSuchProcess):
        if whom == "grader":
            os.kill(pid, signal.SIGKILL)
        elif whom == "group":
            os.killpg(pid, signal.SIGKILL)
        else:
            below = psutil.Process(pid).children(recursive=True)
            if below:
                chance.choice(below).kill()


def ended(pid, seconds):
    """Wait so long for it at most; returns its status, or None while it runs."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return status
        time.sleep(0.01)
    return None


@needs_fork
@pytest.mark.robust
@pytest.mark.timeout(2 * HANGS + 120 * KILLS)
def test_random_kills(project, tmp_path, wanted):
    """After kills at random moments, is everything as in an undisturbed run?"""
    choose()
    began = time.monotonic()
    assert ended(start(class_of(project, tmp_path / "disturbed")), HANGS) == 0
    longest, chance = 1.2 * (time.monotonic() - began), random.Random(20)
    kills, rounds = 0, 0
    while kills < KILLS:
        rounds += 1
        folder = class_of(project, tmp_path / "disturbed")
        done = None
        while done != 0:
            pid = start(folder)
            while (done := ended(pid, chance.uniform(0, longest) if kills < KILLS else HANGS)) is None:
                assert kills < KILLS, "left alone, the last run did not end"
                kill_something(pid, chance)
                kills += 1
        assert difference(state(folder), wanted) == [], f"round {rounds}, after {kills} kills"
    print(f"{kills} kills in {rounds} rounds")


@needs_fork
def test_killed_while_the_gradebook_is_made(tmp_path):
    """Killed before any one statement that makes nbgrader's tables, does the next run find all of them or none?"""
    path, statements, version = tmp_path / "gradebook.db", 0, get_alembic_version()
    while (survived := _killed_at_statement(statements, f"sqlite:///{path}")) is False:
        statements += 1
        make_sure(f"sqlite:///{path}")
        with Gradebook(f"sqlite:///{path}") as gradebook:
            assert gradebook.db.execute(text("select version_num from alembic_version")).all() == [(version,)]
            assert gradebook.students == []
        path.unlink()
    assert survived and statements > len(Base.metadata.tables)


def _killed_at_statement(number, url):
    """make_sure in a process of its own, killed before that statement; True when it had fewer."""
    pid = os.fork()
    if pid == 0:
        left = iter(range(number))

        @event.listens_for(Engine, "before_cursor_execute")
        def kill(_connection, _cursor, statement, *_):
            if statement.split()[0] in ("CREATE", "INSERT") and next(left, None) is None:
                os.kill(os.getpid(), signal.SIGKILL)

        code = 1
        try:
            make_sure(url)
            code = 0
        finally:
            os._exit(code)
    status = os.waitpid(pid, 0)[1]
    assert os.WIFSIGNALED(status) or status == 0
    return status == 0


def test_full_disk(project, tmp_path, monkeypatch, wanted):
    """When the disk fills up in the middle, is nothing half written, and does the next run end the work?"""
    folder = class_of(project, tmp_path / "full")
    write, written = autograded.write_autograded, []

    def fails_later(*arguments):
        if len(written) == 5:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written.append(arguments)
        write(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr(whole_class, "write_autograded", fails_later)
        with pytest.raises(CourseError, match="No space left"):
            list(grade_class(folder, LESSON))
    list(grade_class(folder, LESSON))
    assert state(folder) == wanted


@pytest.mark.robust
def test_full_gradebook(project, tmp_path, undisturbed, wanted):
    """When the database finds no room for a transaction, is that told in words, and does the next run end the work?"""
    folder = class_of(project, tmp_path / "full")
    with closing(sqlite3.connect(undisturbed.gradebook)) as whole:
        (pages,) = whole.execute("pragma page_count").fetchone()

    def no_room(connection, _):
        connection.execute(f"pragma max_page_count = {pages - 2}")

    event.listen(Engine, "connect", no_room)
    try:
        with pytest.raises(CourseError, match="database or disk is full"):
            list(grade_class(folder, LESSON))
    finally:
        event.remove(Engine, "connect", no_room)
    list(grade_class(folder, LESSON))
    assert state(folder) == wanted


@pytest.mark.robust
def test_nbgraders_own_command_waits(project, tmp_path):
    """Does `nbgrader autograde` wait for a grader that is running, say whom it waits for, and then grade?"""
    folder = class_of(project, tmp_path / "course")
    run_nbgrader(folder, "generate_assignment", LESSON, "--force")
    heard = tmp_path / "heard"
    with ThreadPoolExecutor(1) as pool:
        with lock(folder, db_url(folder)):
            waiting = pool.submit(_grading_by_nbgrader, folder, "sv001", heard)
            while f"tiến trình {os.getpid()}" not in (heard.read_text() if heard.exists() else ""):
                assert not waiting.done(), waiting.result()
                time.sleep(0.1)
            with Gradebook(db_url(folder)) as gradebook:
                assert all(
                    grade.auto_score is None
                    for one in gradebook.assignment_submissions(LESSON)
                    for notebook in one.notebooks
                    for grade in notebook.grades
                )
        assert waiting.result(timeout=HANGS) == 0
    with Gradebook(db_url(folder)) as gradebook:
        assert gradebook.find_submission(LESSON, "sv001").score == 10


def _grading_by_nbgrader(folder, student, heard):
    """`nbgrader autograde` of one submission; what it tells goes to a file. Returns its exit code."""
    with heard.open("w") as told:
        return subprocess.run(
            [sys.executable, "-m", "nbgrader", "autograde", LESSON, "--student", student],
            cwd=folder.root,
            stderr=told,
            check=False,
            env={**os.environ, "PYTHONPATH": python_path(), "JUPYTER_CONFIG_DIR": str(folder.root / ".jupyter")},
        ).returncode


def test_two_graders_at_once(project, tmp_path):
    """Is a second grader of the same course told that one is running, and by whom?"""
    folder = class_of(project, tmp_path / "course")
    first = grade_class(folder, LESSON)
    next(first)
    with pytest.raises(CourseError, match=f"{os.getpid()}"):
        list(grade_class(folder, LESSON))
    assert len(list(first)) + 1 == len(folder.students(LESSON))


def test_only_what_changed(project, tmp_path):
    """Is only a changed submission graded again; with force all; and does a trial run write nothing?"""
    folder = class_of(project, tmp_path / "course")
    list(grade_class(folder, LESSON))
    before = state(folder)
    assert not any(result.fresh for result in grade_class(folder, LESSON))
    right, wrong = folder.submitted("sv001", LESSON), folder.submitted("sv008", LESSON)
    right.write_bytes(wrong.read_bytes())
    [tried] = [result for result in grade_class(folder, LESSON, GradeOptions(dry_run=True)) if result.fresh]
    assert (tried.student, tried.earned, sum(points for points, _ in tried.before.values())) == ("sv001", 4, 10)
    assert state(folder) == before
    [graded] = [result for result in grade_class(folder, LESSON) if result.fresh]
    assert (graded.student, graded.earned) == ("sv001", 4)
    assert all(result.fresh for result in grade_class(folder, LESSON, GradeOptions(force=True)))
    folder.seed.write_text("8")
    assert all(result.fresh for result in grade_class(folder, LESSON))
