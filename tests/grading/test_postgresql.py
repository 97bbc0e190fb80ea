"""Is a gradebook in a PostgreSQL server what a gradebook in a file is?"""

import os
import shutil
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from class_state import LESSON, class_of, difference, made_from, rows, state
from nbgrader.api import Gradebook
from sqlalchemy import text
from sqlalchemy.pool import NullPool

from autograder.bench.grading import run_nbgrader
from autograder.export.table import rows_of
from autograder.feedback.class_pages import write_pages
from autograder.files.course_error import CourseError
from autograder.gradebook.config import db_shown, db_url, engine_of
from autograder.gradebook.deadlines import deadlines, set_deadlines
from autograder.gradebook.lock import KEY, lock
from autograder.gradebook.marks import read_results
from autograder.gradebook.students import write_people
from autograder.grading.whole_class import GradeOptions, grade_class
from autograder.people.person import Person

pytest.importorskip("psycopg", reason='needs the extra `postgresql`: python -m pip install "psycopg[binary]"')
MISSING = "needs PostgreSQL's server: sudo apt-get install postgresql"


class Server:
    """Debian's PostgreSQL with a folder of its own, reached by a socket in it."""

    def __init__(self, programs, folder):
        self.programs, self.folder = programs, folder
        self.user = "postgres" if os.geteuid() == 0 else None  # the server refuses to run as root
        if self.user:
            shutil.chown(folder, self.user)
        self._run("initdb", "--auth=trust", "--username=grader", "--encoding=UTF8", "--no-sync", "-D", folder / "data")
        self._run(
            "pg_ctl",
            "-w",
            "-D",
            folder / "data",
            "-l",
            folder / "log",
            "-o",
            f"-k {folder} -c listen_addresses= -F",
            "start",
        )

    def new_database(self, name):
        """Its URL, as nbgrader takes it."""
        self._run("createdb", "-h", self.folder, "-U", "grader", name)
        return f"postgresql+psycopg://grader:mat_khau@/{name}?host={self.folder}"

    def stop(self):
        self._run("pg_ctl", "-w", "-m", "immediate", "-D", self.folder / "data", "stop")

    def _run(self, program, *arguments):
        command = [str(self.programs / program), *map(str, arguments)]
        subprocess.run(command, user=self.user, check=True, cwd=self.folder, stdout=subprocess.DEVNULL, timeout=120)


@pytest.fixture(scope="module")
def server(missing_part):
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        missing_part(MISSING)
    with tempfile.TemporaryDirectory(prefix="pg_") as folder:
        started = Server(found[-1].parent, Path(folder))
        try:
            yield started
        finally:
            started.stop()


@pytest.fixture
def in_server(project, server, tmp_path):
    """A function: a course folder by that name, with its gradebook in a database of the server."""

    def make(name, url=None):
        folder = class_of(project, tmp_path / name)
        url = url or server.new_database(name)
        with open(folder.config, "a") as config:
            config.write(f"\nget_config().CourseDirectory.db_url = {url!r}\n")
        return folder

    return make


def test_same_rows_as_a_file(project, in_server, tmp_path):
    """Does a class get the same rows and notebooks, and is it graded again only where something changed?"""
    filed, served = class_of(project, tmp_path / "filed"), in_server("served")
    earned = {result.student: result.earned for result in grade_class(filed, LESSON)}
    list(grade_class(served, LESSON))
    assert not served.gradebook.exists()
    assert difference(state(filed), state(served)) == []
    served.submitted("sv001", LESSON).write_bytes(served.submitted("sv008", LESSON).read_bytes())
    before = rows(served), made_from(served)
    [tried] = [result.student for result in grade_class(served, LESSON, GradeOptions(dry_run=True)) if result.fresh]
    assert tried == "sv001" and (rows(served), made_from(served)) == before
    [graded] = [result for result in grade_class(served, LESSON) if result.fresh]
    assert (graded.student, graded.earned) == ("sv001", earned["sv008"]) and 0 < earned["sv008"] < earned["sv001"]


@pytest.mark.robust
def test_manual_grades_stay(in_server):
    """Does a regrade leave an instructor's points and words alone?"""
    folder = in_server("manual")
    list(grade_class(folder, LESSON))
    with Gradebook(db_url(folder)) as gradebook:
        grade = gradebook.find_submission_notebook(LESSON, LESSON, "sv008").grades[0]
        grade.manual_score, cell = 0.5, grade.name
        gradebook.db.commit()
    list(grade_class(folder, LESSON, GradeOptions(force=True)))
    with Gradebook(db_url(folder)) as gradebook:
        assert gradebook.find_grade(cell, LESSON, LESSON, "sv008").manual_score == 0.5


@pytest.mark.robust
def test_nbgrader_reads_it(in_server):
    """Do nbgrader's own commands work on what was written?"""
    folder = in_server("stock")
    list(grade_class(folder, LESSON, GradeOptions(students=("sv001",))))
    run_nbgrader(folder, "generate_feedback", LESSON)
    assert folder.feedback("sv001", LESSON).is_file()


@pytest.mark.robust
def test_report_reads_it(project, in_server, tmp_path):
    """Does the class report read the same from a server as from a file?"""
    filed, served = class_of(project, tmp_path / "filed"), in_server("reported")
    list(grade_class(filed, LESSON))
    list(grade_class(served, LESSON))
    for lessons in ([LESSON], []):
        told = read_results(served, lessons, summaries=True).lessons
        assert told == read_results(filed, lessons, summaries=True).lessons and told[0].of("sv001").summary.todos


@pytest.mark.robust
def test_people_and_marks(project, in_server, tmp_path):
    """Does a class list go into a server, and do marks come out of it, as with a file?"""
    filed, served = class_of(project, tmp_path / "filed"), in_server("listed")
    for folder in (filed, served):
        assert write_people(
            db_url(folder), [Person("sv001", "Nguyễn Văn", "An", group="K66"), Person("sv900", "Đỗ", "Đức")]
        ) == (2, 0)
        list(grade_class(folder, LESSON, GradeOptions(students=("sv001", "sv008"))))
        with Gradebook(db_url(folder)) as gradebook:
            notebook = gradebook.find_submission_notebook(LESSON, LESSON, "sv008")
            notebook.grades[0].manual_score, notebook.late_submission_penalty = 0.5, 0.25
            gradebook.db.commit()
    rows = list(rows_of(read_results(served)))
    assert (
        rows == list(rows_of(read_results(filed)))
        and ["sv001", "Nguyễn Văn", "An", "", "K66", 10, 10, 0, 0, "đã chấm"] in rows
    )


@pytest.mark.robust
def test_same_feedback_pages_as_from_a_file(project, in_server, tmp_path):
    """Do marks, comments and totals read from a server make the same pages as those from a file?"""
    filed, served, students = class_of(project, tmp_path / "file"), in_server("pages"), ("sv001", "sv008")
    for folder in (filed, served):
        list(grade_class(folder, LESSON, GradeOptions(students=students)))
        with Gradebook(db_url(folder)) as gradebook:
            gradebook.find_grade("check-calculate_s", LESSON, LESSON, "sv008").manual_score = 0.25
            gradebook.find_comment("exercise-calculate_s", LESSON, LESSON, "sv008").manual_comment = "Xem lại chỗ này."
            gradebook.db.commit()
        assert not [page for page in write_pages(folder, LESSON) if page.problem]
    for student in students:
        assert filed.feedback(student, LESSON).read_bytes() == served.feedback(student, LESSON).read_bytes()
    assert "Xem lại chỗ này." in served.feedback("sv008", LESSON).read_text(encoding="utf-8")


def test_two_graders_of_one_server(in_server):
    """Is a grader on another machine told that one is at work on this gradebook, and by whom?"""
    first = in_server("shared")
    second = in_server("elsewhere", db_url(first))
    running = grade_class(first, LESSON)
    next(running)
    with pytest.raises(CourseError, match=f"{os.getpid()} @"):
        list(grade_class(second, LESSON))
    list(running)
    assert list(grade_class(second, LESSON))


def test_waiting_for_a_server(in_server):
    """Does one who wants to wait, as nbgrader's command does, wait for a grader on another machine, and hear of whom?"""
    first = in_server("held")
    second, heard, order = in_server("waiting", db_url(first)), [], []

    def wait():
        with lock(second, db_url(second), wait=heard.append):
            order.append("second")

    with ThreadPoolExecutor(1) as pool:
        with lock(first, db_url(first)):
            waiting = pool.submit(wait)
            while not heard:
                assert not waiting.done(), waiting.result()
                time.sleep(0.1)
            order.append("first")
        waiting.result()
    assert order == ["first", "second"]
    assert len(heard) == 1 and f"{os.getpid()} @" in heard[0] and "mat_khau" not in heard[0]


def test_watcher_of_one_server(in_server):
    """Does one on another machine who would not wait for a grader wait for a watcher, which lets go in a moment?"""
    first = in_server("watched")
    second, order = in_server("beside", db_url(first)), []
    waiting = text("select count(*) from pg_locks where locktype = 'advisory' and not granted and objid = :key")

    def grade():
        with lock(second, db_url(second)):
            order.append("second")

    with ThreadPoolExecutor(1) as pool, engine_of(db_url(first), poolclass=NullPool).connect() as connection:
        with lock(first, db_url(first), gives_way=True):
            grader = pool.submit(grade)
            while not connection.scalar(waiting, {"key": KEY}):
                assert not grader.done(), grader.result()
                time.sleep(0.1)
            order.append("first")
        grader.result()
    assert order == ["first", "second"]


def test_password_is_not_shown(in_server):
    """Is the server named without its password?"""
    folder = in_server("hidden")
    assert "mat_khau" in db_url(folder) and "mat_khau" not in db_shown(folder)


def test_no_server(project, tmp_path):
    """Is a server that does not answer told as such, not as a traceback?"""
    folder = class_of(project, tmp_path / "course")
    with open(folder.config, "a") as config:
        config.write("\nget_config().CourseDirectory.db_url = 'postgresql+psycopg://a:mat_khau@127.0.0.1:9/b'\n")
    with pytest.raises(CourseError, match="127.0.0.1:9") as told:
        list(grade_class(folder, LESSON))
    assert "mat_khau" not in str(told.value)


def test_deadlines(in_server):
    """Are a due date and extensions kept, and does late work lose its points?"""
    folder = in_server("dates")
    with open(folder.config, "a") as config:
        config.write("get_config().AssignLatePenalties.plugin_class = 'autograder.plugin.late.PercentPerDay'\n")
    for student in ("sv001", "sv002"):
        folder.submitted(student, LESSON).with_name("timestamp.txt").write_text("2026-09-02 12:00:00.000000 UTC")
    due, longer = datetime(2026, 9, 1, 12, tzinfo=UTC), timedelta(days=2, minutes=5)
    set_deadlines(folder, LESSON, due, [("sv002", longer)])
    assert deadlines(folder, LESSON) == (due, {"sv002": longer})
    list(grade_class(folder, LESSON, GradeOptions(students=("sv001", "sv002"))))
    with Gradebook(db_url(folder)) as gradebook:
        lost = {
            one.student.id: one.notebooks[0].late_submission_penalty for one in gradebook.assignment_submissions(LESSON)
        }
    assert lost == {"sv001": 1.0, "sv002": None}
