"""Is a gradebook of another nbgrader's told as such, with what to do, and is what a database refuses told by its cause?"""

import re
import shlex
import sqlite3
import subprocess

import pytest
from class_state import LESSON
from nbgrader.api import Gradebook
from old_gradebooks import WITH_EXTRA_CREDIT, WITH_LMS_IDS, make_old
from sqlalchemy import create_engine, text

from autograder.commands import main
from autograder.course_folder import CourseFolder
from autograder.files.course_error import CourseError
from autograder.gradebook import errors
from autograder.gradebook.config import db_url
from autograder.gradebook.errors import explained
from autograder.gradebook.writer import make_sure

COMMANDS = [
    f"grade {LESSON}",
    f"grade {LESSON} --dry-run",
    f"feedback {LESSON}",
    "report",
    f"report {LESSON}",
    "export --to csv",
    "report bai_cu",
    "roster lop.csv",
    f"collect goi --lesson {LESSON} --from folder",
    f"deadline {LESSON}",
    f'deadline {LESSON} --due "2026-12-01 23:59"',
]


@pytest.fixture
def course(project, tmp_path):
    """A course folder with one blank hand-in and a class list, and without a gradebook."""
    folder = CourseFolder(tmp_path)
    for path in (folder.source(LESSON), folder.release(LESSON)):
        path.parent.mkdir(parents=True)
        path.write_bytes(
            project.source(LESSON).read_bytes() if "source" in path.parts else project.release(LESSON).read_bytes()
        )
    for path in (folder.submitted("sv001", LESSON), tmp_path / "goi" / "sv001" / f"{LESSON}.ipynb"):
        path.parent.mkdir(parents=True)
        path.write_bytes(project.release(LESSON).read_bytes())
    (tmp_path / "lop.csv").write_text("Mã sinh viên,Họ và tên\nsv001,Nguyễn Văn An\n", encoding="utf-8")
    folder.config.write_bytes(
        project.config.read_bytes().replace(b"Path(__file__).resolve().parent", repr(str(project.root)).encode())
    )
    return folder


@pytest.fixture
def said(course, monkeypatch, capsys):
    """A function: (exit code, what it says) of a command in that course folder."""
    monkeypatch.chdir(course.root)

    def run(command):
        code = main([*shlex.split(command), "--course-dir", str(course.root)])
        return code, capsys.readouterr().err

    return run


@pytest.mark.parametrize("revision", [WITH_EXTRA_CREDIT, WITH_LMS_IDS])
def test_later_versions_are_told_as_old(tmp_path, revision):
    """Is a gradebook of a version between the first and the one of now told as old?"""
    make_old(tmp_path / "gradebook.db", revision)
    with pytest.raises(CourseError, match="db upgrade"), explained(f"sqlite:///{tmp_path / 'gradebook.db'}"):
        pytest.fail("it is old")


def test_every_command_names_the_upgrade(course, said):
    """Does every command that opens an old gradebook refuse it with the command that brings it up to date, and leave it as it is?"""
    make_old(course.gradebook)
    before = course.gradebook.read_bytes()
    for command in COMMANDS:
        code, words = said(command)
        assert code == 2 and f'nbgrader db upgrade --db="sqlite:///{course.gradebook}"' in words, command
        assert "chương trình khác" not in words
    assert course.gradebook.read_bytes() == before


@pytest.mark.robust
def test_upgraded_gradebook_is_worked_on(course, said):
    """After the command that was named, is there a copy of the old one, are its marks and words kept, and does every command work on it?"""
    make_old(course.gradebook)
    before = course.gradebook.read_bytes()
    _, words = said(f"grade {LESSON}")
    subprocess.run(shlex.split(re.search("nbgrader db upgrade --db=\\S+", words)[0]), cwd=course.root, check=True)
    [copy] = course.root.glob("gradebook.db.*")
    assert copy.read_bytes() == before
    for command in (
        "report bai_cu",
        "export --to csv",
        "roster lop.csv",
        f"deadline {LESSON}",
        f"grade {LESSON}",
        f"feedback {LESSON}",
    ):
        assert said(command)[0] == 0, command
    with Gradebook(db_url(course)) as gradebook:
        old = gradebook.find_submission_notebook("bai_cu", "bai_cu", "sv001")
        assert old.score == 2.5 and old.comments[0].comment == "Viết gọn lắm."
        assert gradebook.find_student("sv001").last_name == "Nguyễn Văn"
        assert gradebook.find_submission(LESSON, "sv001").score == 0
    assert ",2.5,3,2.5," in (course.root / "reports" / "diem.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("command", ["autograde", "generate_feedback"])
def test_nbgraders_own_commands(course, command):
    """Do nbgrader's converters say the same, once and without a traceback, and leave the old gradebook as it is?"""
    make_old(course.gradebook)
    before = course.gradebook.read_bytes()
    graded = course.autograded("sv001", LESSON)
    graded.parent.mkdir(parents=True)
    graded.write_bytes(course.release(LESSON).read_bytes())
    done = subprocess.run(["nbgrader", command, LESSON, "--force"], cwd=course.root, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.count("nbgrader db upgrade") == 1 and "Traceback" not in done.stderr
    assert course.gradebook.read_bytes() == before


def test_newer_gradebook(course, said):
    """Is a gradebook of an nbgrader that is not out yet refused as newer, without a command that would not help?"""
    make_sure(db_url(course))
    with sqlite3.connect(course.gradebook) as connection:
        connection.execute("update alembic_version set version_num = 'ffffffffffff'")
    connection.close()
    code, words = said(f"grade {LESSON}")
    assert code == 2 and "mới hơn" in words and "db upgrade" not in words


def test_version_was_never_noted(course, said):
    """Is a gradebook of now that lacks its version's note, as a killed nbgrader leaves it, worked on as nbgrader does?"""
    make_sure(db_url(course))
    with sqlite3.connect(course.gradebook) as connection:
        connection.execute("drop table alembic_version")
    connection.close()
    assert said("roster lop.csv")[0] == 0


def _ask(url, *statements, **arguments):
    engine = create_engine(url, connect_args=arguments)
    try:
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))
            connection.commit()
    finally:
        engine.dispose()


def test_what_a_database_refuses(tmp_path):
    """Are a lock, a full disk, a missing right, a file that is none, and missing tables each told by their cause?"""
    url, fill = f"sqlite:///{tmp_path / 'gradebook.db'}", "insert into student (id) values (hex(randomblob(200000)))"
    make_sure(url)
    holder = sqlite3.connect(tmp_path / "gradebook.db", isolation_level=None)
    holder.execute("begin exclusive")
    with pytest.raises(CourseError, match=re.escape(errors.BUSY)), explained(f"{url}?timeout=0"):
        pytest.fail("another holds it")
    holder.close()
    with pytest.raises(CourseError, match=re.escape(errors.NO_ROOM)), explained(url):
        _ask(url, "pragma max_page_count = 1", fill)
    with pytest.raises(CourseError, match=re.escape(errors.NO_RIGHT)), explained(url):
        _ask(url, "pragma query_only = on", fill)
    with (
        pytest.raises(CourseError, match=re.escape(errors.NO_RIGHT)),
        explained(nowhere := f"sqlite:///{tmp_path}/khong_co/gradebook.db"),
    ):
        make_sure(nowhere)
    with pytest.raises(CourseError, match="db upgrade"), explained(url):
        _ask(url, "select nickname from student")
    (tmp_path / "gradebook.db").write_text("không phải sổ điểm, " * 100, encoding="utf-8")
    with pytest.raises(CourseError, match=re.escape(errors.BROKEN)), explained(url):
        pytest.fail("it is none")
