"""Do hand-ins come through nbgrader's exchange whole, and does a hostile one reach nothing that only the instructor may read?"""

import logging
import os
import pwd
import shutil
from types import SimpleNamespace

import pytest
from nbgrader.api import Gradebook
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeFactory
from traitlets.config import Config

from autograder.bench.grading import run_nbgrader
from autograder.course_folder import CourseFolder
from autograder.exercises.written import answered, as_bytes
from autograder.files.beside import FILES, files_beside
from autograder.gradebook.config import db_url
from autograder.gradebook.writer import make_sure
from autograder.nbgrader_settings import configure

LESSON = "bai01_so_nguyen"
CONFIG = "from autograder.nbgrader_settings import configure\nconfigure(get_config())\n"
TIME, LATER = "2026-11-30 10:00:00.000000 UTC", "2026-11-30 11:00:00.000000 UTC"


@pytest.fixture
def exchange(project, tmp_path, monkeypatch):
    """A course with its exchange: put(student, {file: text}) hands in, collect() returns {student: {file: text}} of the instructor's."""
    monkeypatch.setattr(
        "traitlets.log.get_logger", lambda: logging.getLogger("exchange")
    )  # not that of another test's app
    folder, root = CourseFolder(tmp_path / "course"), tmp_path / "exchange"
    shutil.copytree(project.source(LESSON).parent, folder.source(LESSON).parent)
    shutil.copytree(project.release(LESSON).parent, folder.release(LESSON).parent)
    inbound = root / "luong_tu_hoa" / "inbound"
    inbound.mkdir(parents=True)
    make_sure(db_url(folder))  # quicker than nbgrader does
    root.chmod(0o777)

    def put(student, files, time=TIME):
        place = inbound / f"{student}+{LESSON}+{time}+x"
        for name, text in files.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_text(text)
        (place / "timestamp.txt").write_text(time)
        return place

    def step(name, **settings):
        config = configure(Config({"CollectHandIns": settings, "Exchange": {"root": str(root)}}))
        config.CourseDirectory.root, config.CourseDirectory.assignment_id = str(folder.root), LESSON
        course = CourseDirectory(config=config)
        given = {"coursedir": course, "authenticator": Authenticator(config=config), "config": config}
        getattr(ExchangeFactory(config=config), name)(**given).start()

    def collect(**settings):
        step("Collect", **settings)
        return {
            student.name: {
                str(path.relative_to(student / LESSON)): path.read_text()
                for path in student.rglob("*")
                if path.is_file()
            }
            for student in (folder.root / "submitted").iterdir()
        }

    return SimpleNamespace(folder=folder, root=root, put=put, collect=collect, step=step)


def test_own_files_come_along(exchange):
    """Are a student's modules and folders collected, and not what Jupyter and nbgrader would run?"""
    files = {f"{LESSON}.ipynb": "{}", "helper.py": "x = 1", "data/a.csv": "1"}
    harmful = {"nbgrader_config.py": "1", "jupyter_server_config.py": "1", "__pycache__/helper.pyc": "1"}
    exchange.put("an", {**files, **harmful})
    assert exchange.collect() == {"an": {**files, "timestamp.txt": TIME}}


def test_links_are_not_followed(exchange, caplog):
    """Does a link to the solution, to somebody else's work, or to a folder bring nothing, while the rest of the class comes?"""
    secret = exchange.folder.source(LESSON)
    place = exchange.put("an", {"own.txt": "1"})
    os.symlink(secret, place / f"{LESSON}.ipynb")
    os.symlink(secret.parent, place / "folder")
    os.mkfifo(place / "pipe")
    other = exchange.put("binh", {f"{LESSON}.ipynb": "{}"})
    other.rename(other.with_name("hidden"))
    os.symlink(other.with_name("hidden"), other)
    exchange.put("chi", {f"{LESSON}.ipynb": "{}"})
    there = exchange.collect()
    assert there["an"] == {"own.txt": "1", "timestamp.txt": TIME}
    assert not there.get("binh")
    assert there["chi"] == {f"{LESSON}.ipynb": "{}", "timestamp.txt": TIME}
    assert f"an+{LESSON}+{TIME}+x/{LESSON}.ipynb" in caplog.text


def test_another_ones_name(exchange, caplog):
    """Where a hand-in must belong to whom it is named after, does a later one by somebody else leave the student's own?"""
    me = pwd.getpwuid(os.getuid()).pw_name
    exchange.put(me, {f"{LESSON}.ipynb": "mine"})
    exchange.put("an", {f"{LESSON}.ipynb": "forged"}, LATER)
    assert set(exchange.collect(only_from_owners=True)) == {me}
    assert f"Bỏ qua an+{LESSON}" in caplog.text


def test_pages_of_strangers(exchange, caplog):
    """Is everybody's page released, also where one has come by another way than the exchange, or without its secret?"""
    for student in ("an", "binh", "chi"):
        page = exchange.folder.feedback(student, LESSON)
        page.parent.mkdir(parents=True)
        page.write_text(f"{student}'s page")
        if student != "binh":
            page.with_name("timestamp.txt").write_text(TIME)
            page.with_name("submission_secret.txt").write_text(f"{student}'s secret")
    exchange.step("ReleaseFeedback")
    released = {path.read_text() for path in (exchange.root / "luong_tu_hoa" / "feedback").glob("*.html")}
    assert released == {"an's page", "chi's page"}
    assert "Không trả trang của binh" in caplog.text


def test_many_files_beside(exchange):
    """Do a hand-in's time and secret stay with it where it has more files than are kept?"""
    files = {f"a{number}.txt": "1" for number in range(2 * FILES)}
    exchange.put("an", {**files, "submission_secret.txt": "secret"})
    exchange.collect()
    kept, whole = files_beside(exchange.folder.root / "submitted" / "an" / LESSON, [])
    assert not whole and {"timestamp.txt", "submission_secret.txt"} <= kept.keys()


@pytest.mark.parametrize("due", [None, pytest.param(LATER, marks=pytest.mark.robust)])
def test_lesson_new_to_the_gradebook(exchange, release, solved, due):
    """Does nbgrader grade a lesson that was released as it came, never generated here, also where only a due date is known of it?"""
    exchange.folder.config.write_text(CONFIG, encoding="utf-8")
    if due:
        with Gradebook(db_url(exchange.folder)) as gradebook:
            gradebook.update_or_create_assignment(LESSON, duedate=due)
    exchange.put("an", {f"{LESSON}.ipynb": as_bytes(answered(release, solved)).decode()})
    exchange.collect()
    run_nbgrader(exchange.folder, "autograde", LESSON)
    with Gradebook(db_url(exchange.folder)) as gradebook:
        assert gradebook.find_submission(LESSON, "an").score == 10
