"""Does late work lose what the course says, by both entrances, with extensions, regrades and marks given by hand?"""

import os
import shutil
import time
from datetime import UTC, datetime, timedelta

import pytest
from class_state import LESSON, class_of, rows
from nbgrader.api import Gradebook
from traitlets import TraitError
from traitlets.config import Config

from autograder.bench.grading import run_nbgrader
from autograder.commands import main
from autograder.course_folder import CourseFolder
from autograder.files.course_error import CourseError
from autograder.gradebook import deadlines
from autograder.gradebook.config import db_url
from autograder.grading.whole_class import GradeOptions, grade_class
from autograder.plugin.late import DAY, PercentPerDay

DUE = "2026-09-01 12:00"
HANDED_IN = {"sv001": "12:00", "sv002": "12:15", "sv003": "12:16", "sv004": "+3"}  # 10 points each, were they in time
RULES = """
c = get_config()
c.AssignLatePenalties.plugin_class = "autograder.plugin.late.PercentPerDay"
c.PercentPerDay.percent_per_day = 20
c.PercentPerDay.grace_minutes = 15
c.PercentPerDay.kept_percent = 50
"""


@pytest.fixture(scope="module")
def handed_in_late(project, tmp_path_factory):
    """Four right submissions, due at noon UTC: in time, within the grace, a minute beyond it, more than two days late."""
    folder = class_of(project, tmp_path_factory.mktemp("late") / "course")
    for student in folder.students(LESSON):
        if student not in HANDED_IN:
            shutil.rmtree(folder.root / "submitted" / student)
    for student, when in HANDED_IN.items():
        folder.submitted(student, LESSON).write_bytes(folder.submitted("sv001", LESSON).read_bytes())
        stamp = "2026-09-03 12:01" if when == "+3" else f"2026-09-01 {when}"
        folder.submitted(student, LESSON).with_name("timestamp.txt").write_text(f"{stamp}:00.000000 UTC")
    with folder.config.open("a") as config:
        config.write(RULES)
    assert deadline(folder, "--due", DUE) == 0
    return folder


@pytest.fixture
def late_class(handed_in_late, tmp_path):
    """That class in a course folder of the test's own."""
    shutil.copytree(handed_in_late.root, tmp_path / "ours")
    return CourseFolder(tmp_path / "ours")


def deadline(folder, *arguments):
    return main(["deadline", LESSON, "--course-dir", str(folder.root), "--timezone", "UTC", *arguments])


def penalties(folder):
    with Gradebook(db_url(folder)) as gradebook:
        return {
            one.student.id: one.notebooks[0].late_submission_penalty for one in gradebook.assignment_submissions(LESSON)
        }


@pytest.mark.parametrize(
    ("seconds", "lost"),
    [(1, 10), (DAY, 10), (DAY + 1, 20), (5 * DAY, 50), (9 * DAY, 90), (11 * DAY, 100), (1e9, 100)],
)
def test_percent_for_each_day(seconds, lost):
    """Does every day begun cost its percent, and never more than there is?"""
    plugin = PercentPerDay()
    assert plugin.late_submission_penalty("an", 8.0, seconds) == pytest.approx(8.0 * lost / 100)
    assert plugin.late_submission_penalty("an", 0.0, seconds) == 0


def test_grace_and_what_is_kept():
    """Is nothing lost up to the grace, from the due date on beyond it, and never more than may be lost?"""
    plugin = PercentPerDay(percent_per_day=30, grace_minutes=60, kept_percent=25)
    seconds = [3600, 3601, DAY, DAY + 1, 10 * DAY]
    assert [plugin.late_submission_penalty("an", 10.0, late) for late in seconds] == [None, 3, 3, 6, 7.5]


@pytest.mark.parametrize(
    "setting", ["percent_per_day=-1", "percent_per_day=101", "kept_percent=200", "grace_minutes=-5"]
)
def test_senseless_rules(setting):
    """Is a rule refused that would give points, or take more than there are?"""
    name, value = setting.split("=")
    with pytest.raises(TraitError):
        PercentPerDay(config=Config(PercentPerDay={name: float(value)}))


def test_both_entrances(late_class, tmp_path):
    """Do both entrances take the same off, and respect an extension?"""
    assert deadline(late_class, "--extend", "sv004", "1d12h") == 0
    shutil.copytree(late_class.root, tmp_path / "theirs")
    theirs = CourseFolder(tmp_path / "theirs")
    list(grade_class(late_class, LESSON, GradeOptions(force=True)))
    run_nbgrader(theirs, "autograde", LESSON, "--force")
    assert rows(late_class) == rows(theirs)
    assert penalties(late_class) == {"sv001": None, "sv002": None, "sv003": 2.0, "sv004": 2.0}


def test_extension_and_regrade(late_class):
    """Does an extension count from the next grading on, without grading anybody again, through every regrade until it is taken back?"""
    list(grade_class(late_class, LESSON))
    assert penalties(late_class) == {"sv001": None, "sv002": None, "sv003": 2.0, "sv004": 5.0}
    deadline(late_class, "--extend", "sv004", "3d")
    assert not any(result.fresh for result in grade_class(late_class, LESSON))
    assert penalties(late_class)["sv004"] is None
    list(grade_class(late_class, LESSON, GradeOptions(force=True)))
    assert penalties(late_class)["sv004"] is None
    deadline(late_class, "--extend", "sv004", "0")
    list(grade_class(late_class, LESSON))
    assert penalties(late_class)["sv004"] == 5.0


@pytest.mark.robust
def test_other_date(late_class, tmp_path):
    """Does a date that is put off or brought forward count, without grading anybody again, as in nbgrader's own regrade?"""
    list(grade_class(late_class, LESSON))
    for date in ("2026-09-02 12:00", "2026-08-31 12:00"):
        deadline(late_class, "--due", date)
        copy = tmp_path / date[:10]
        shutil.copytree(late_class.root, copy)
        assert not any(result.fresh for result in grade_class(late_class, LESSON))
        run_nbgrader(CourseFolder(copy), "autograde", LESSON, "--force")
        assert penalties(late_class) == penalties(CourseFolder(copy))
    assert penalties(late_class) == {"sv001": 2.0, "sv002": 4.0, "sv003": 4.0, "sv004": 5.0}


@pytest.mark.robust
def test_mark_by_hand(late_class, tmp_path):
    """Does late work lose its part of a mark that a person gave later, at the next grading, as in nbgrader's own regrade?"""
    list(grade_class(late_class, LESSON))
    with Gradebook(db_url(late_class)) as gradebook:
        for student in HANDED_IN:
            grade = next(
                one for one in gradebook.find_submission_notebook(LESSON, LESSON, student).grades if one.auto_score == 1
            )
            grade.manual_score = 6.0
        gradebook.db.commit()
    shutil.copytree(late_class.root, tmp_path / "theirs")
    theirs = CourseFolder(tmp_path / "theirs")
    assert not any(result.fresh for result in grade_class(late_class, LESSON))
    run_nbgrader(theirs, "autograde", LESSON, "--force")
    assert penalties(late_class) == penalties(theirs) == {"sv001": None, "sv002": None, "sv003": 3.0, "sv004": 7.5}


@pytest.mark.robust
def test_other_rules(late_class):
    """Does a changed setting of the course's own plugin count, without grading anybody again, and is one told where it makes no sense?"""
    list(grade_class(late_class, LESSON))
    text = late_class.config.read_text()
    late_class.config.write_text(text.replace("percent_per_day = 20", "percent_per_day = 10"))
    assert not any(result.fresh for result in grade_class(late_class, LESSON))
    assert penalties(late_class)["sv003"] == 1.0
    for wrong in ("c.PercentPerDay.percent_per_day = 500", 'c.AssignLatePenalties.plugin_class = "khong.co"'):
        late_class.config.write_text(f"{text}\n{wrong}\n")
        with pytest.raises(CourseError, match="nbgrader_config.py"):
            list(grade_class(late_class, LESSON))


@pytest.mark.robust
def test_extension_before_handing_in(late_class, tmp_path):
    """Is who has not handed in yet given an extension, which counts once the file is there, by both entrances?"""
    work = late_class.submitted("sv004", LESSON).parent
    shutil.move(work, tmp_path / "kept")
    assert deadline(late_class, "--extend", "sv004", "3d") == 0
    shutil.copytree(tmp_path / "kept", work)
    shutil.copytree(late_class.root, tmp_path / "theirs")
    theirs = CourseFolder(tmp_path / "theirs")
    list(grade_class(late_class, LESSON))
    run_nbgrader(theirs, "autograde", LESSON)
    assert rows(late_class) == rows(theirs) and penalties(late_class)["sv004"] is None


def test_shown_and_stored(late_class, capsys):
    """Is a date read and shown in the zone asked for, stored in UTC, and does showing write nothing?"""
    late_class.gradebook.unlink()
    capsys.readouterr()
    assert deadline(late_class) == 0 and "chưa có hạn nộp" in capsys.readouterr().out
    assert not late_class.gradebook.exists()
    assert (
        deadline(
            late_class, "--due", "2026-12-01 23:59", "--extend", "sv001", "1d12h", "--timezone", "Asia/Ho_Chi_Minh"
        )
        == 0
    )
    shown = capsys.readouterr().out
    assert (
        "23:59 01/12/2026 (UTC+07:00)" in shown and "11:59 03/12/2026 (UTC+07:00)" in shown and "1 ngày 12 giờ" in shown
    )
    with Gradebook(db_url(late_class)) as gradebook:
        assert gradebook.find_assignment(LESSON).duedate == datetime(2026, 12, 1, 16, 59)
    assert deadlines.deadlines(late_class, LESSON) == (
        datetime(2026, 12, 1, 16, 59, tzinfo=UTC),
        {"sv001": timedelta(hours=36)},
    )


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this system's zone cannot be set")
def test_zone_of_the_machine(monkeypatch):
    """Without a zone, is the machine's taken, and a zone within the date before all?"""
    monkeypatch.setitem(os.environ, "TZ", "Asia/Ho_Chi_Minh")
    time.tzset()
    try:
        assert deadlines.moment("2026-12-01 23:59", None) == datetime(2026, 12, 1, 16, 59, tzinfo=UTC)
        assert deadlines.moment("2026-12-01 23:59+00:00", None) == datetime(2026, 12, 1, 23, 59, tzinfo=UTC)
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--due", "2026-12-01"], "2026-12-01 23:59"),
        (["--due", "mai 8:00"], "2026-12-01 23:59"),
        (["--due", "2026-13-01 00:00"], "2026-12-01 23:59"),
        (["--extend", "sv001", "2x"], "1d12h"),
        (["--extend", "sv001", ""], "1d12h"),
        (["--extend", "ai", "1d"], "nbgrader db student add ai"),
        (["--timezone", "Asia/Ha_Noi"], "Asia/Ho_Chi_Minh"),
        (["--timezone", "../etc"], "Asia/Ho_Chi_Minh"),
    ],
)
def test_wrong_wishes(late_class, capsys, arguments, said):
    """Is what cannot be told what to write instead, with nothing changed?"""
    before = rows(late_class), deadlines.deadlines(late_class, LESSON)
    assert deadline(late_class, *arguments) == 2 and said in capsys.readouterr().err
    assert (rows(late_class), deadlines.deadlines(late_class, LESSON)) == before


def test_extension_without_a_date(late_class, capsys):
    """Is an extension of nothing refused, over which nbgrader's own command would stop?"""
    late_class.gradebook.unlink()
    assert deadline(late_class, "--extend", "sv001", "1d") == 2 and "--due" in capsys.readouterr().err


def test_no_rules(late_class, capsys):
    """Is one who sets a date told that nothing comes of it while no rule says what late work loses?"""
    late_class.config.write_text(late_class.config.read_text().replace(RULES, ""))
    assert deadline(late_class) == 0 and "chưa quy định cách trừ" in capsys.readouterr().out
