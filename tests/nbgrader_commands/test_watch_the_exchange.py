"""Does `watch --exchange` take what students submit with nbgrader, and stand what else lies in the exchange?"""

import os
import pwd
import shutil
from datetime import UTC, datetime

import pytest
from term import COURSE, FIRST, INSTRUCTOR, Term

from autograder.collecting.landing import Outcome
from autograder.collecting.place import NEW, REPLACED
from autograder.course_folder import ROOT, CourseFolder
from autograder.files.course_error import CourseError
from autograder.watching.exchange import exchange_of
from autograder.watching.watch import Ended, Graded, WatchOptions, watch

pytestmark = pytest.mark.skipif(os.name != "posix", reason="nbgrader has no exchange on Windows")


@pytest.fixture
def term(tmp_path):
    """A term with one lesson, and an exchange in which nothing lies yet."""
    term = Term(tmp_path / "term", (FIRST,))
    shutil.copytree(CourseFolder(ROOT).release(FIRST).parent, term.course.release(FIRST).parent)
    return term


@pytest.fixture
def inbound(term):
    """Where hand-ins lie, made as nbgrader's release makes it."""
    place = term.exchange / COURSE / "inbound"
    place.mkdir(parents=True)
    return place


def hand_in(term, student, time="2026-12-01 10:00:00.000000 UTC"):
    """A hand-in as nbgrader's submit leaves it, of the released lesson; returns its folder."""
    place = term.exchange / COURSE / "inbound" / f"{student}+{FIRST}+{time}+abc"
    shutil.copytree(term.course.release(FIRST).parent, place)
    (place / "timestamp.txt").write_text(time)
    (place / "submission_secret.txt").write_text("a" * 128)
    return place


def watched(term, until=None, **options):
    """(what was graded {student: points}, Outcomes, the Ended) of watching until the end, which is now if none is told."""
    until = until or datetime.now(UTC)
    events = list(watch(term.course, FIRST, WatchOptions(every=0.05, until=until, exchange=True, **options)))
    results = [event.result for event in events if isinstance(event, Graded)]
    assert not [notice for result in results for notice in result.notices if ".check.json" in notice]
    graded = {result.student: result.earned for result in results}
    return graded, {one.student or one.who: one for one in events if isinstance(one, Outcome)}, events[-1]


@pytest.mark.robust
def test_submitted_with_nbgrader(term):
    """Is the last hand-in until the end taken with its files, one after it named and left, and the page ready to go back?"""
    assert term.run(INSTRUCTOR, f"release_assignment {FIRST}").code == 0
    assert term.run("an", f"fetch_assignment {FIRST}").code == 0
    assert term.run("an", f"submit {FIRST} --student=an").code == 0
    first = datetime.now(UTC)
    term.work("an", FIRST)
    assert term.run("an", f"submit {FIRST} --student=an").code == 0
    graded, outcomes, ended = watched(term, first, feedback=True)
    assert graded == {"an": 0} and outcomes["an"].what == NEW
    assert isinstance(ended, Ended) and ended.late == ("an",) and ended.coming == ()
    graded, outcomes, ended = watched(term, feedback=True)
    assert graded == {"an": 10} and outcomes["an"].what == REPLACED and ended.late == ()
    newest, place = term.inbound("an", FIRST)[-1], term.course.submitted("an", FIRST).parent
    for name in ("timestamp.txt", "submission_secret.txt", f"{FIRST}.ipynb"):
        assert (place / name).read_bytes() == (newest / name).read_bytes()
    assert watched(term)[:2] == ({}, {})
    assert "No newer submission" in term.run(INSTRUCTOR, f"collect {FIRST} --update").said
    assert term.run(INSTRUCTOR, f"release_feedback {FIRST}").code == 0
    assert term.run("an", f"fetch_feedback {FIRST} --student=an").code == 0
    [page] = (term.home("an") / FIRST / "feedback").glob("*/*.html")
    assert page.read_bytes() == term.course.feedback("an", FIRST).read_bytes()


def test_hostile_exchange(term, inbound, tmp_path):
    """Do links, pipes, folders without rights or names, and another system's file names stop nobody, and is each told?"""
    (tmp_path / "secret.ipynb").write_text("{}")
    hand_in(term, "an")
    linked = hand_in(term, "lien_ket")
    (linked / f"{FIRST}.ipynb").unlink()
    (linked / f"{FIRST}.ipynb").symlink_to(tmp_path / "secret.ipynb")
    piped = hand_in(term, "ong")
    (piped / f"{FIRST}.ipynb").unlink()
    os.mkfifo(piped / f"{FIRST}.ipynb")
    empty = hand_in(term, "rong")
    (empty / f"{FIRST}.ipynb").unlink()
    moodle = hand_in(term, "moodle")
    for number in range(9):
        (moodle / f"Ai_{number}_assignsubmission_file_a.csv").write_text("1")
    hand_in(term, "..")
    (inbound / f"chuyen_huong+{FIRST}+2026-12-01 10:00:00 UTC").symlink_to(tmp_path)
    (inbound / FIRST).mkdir()
    graded, outcomes, ended = watched(term)
    assert {"an", "moodle"} <= graded.keys() and not {"lien_ket", "ong", "rong", ".."} & graded.keys()
    assert all(outcomes[student].left for student in ("lien_ket", "ong", "rong"))
    assert "chuyen_huong" not in outcomes and isinstance(ended, Ended)
    assert {path.name for path in term.course.root.iterdir()} >= {"submitted", "gradebook.db"}
    assert not (term.course.root / FIRST).exists()


def test_half_submitted(term, inbound):
    """Is a hand-in that is still being copied waited for, as long as it grows, and taken once its secret stands there?"""
    place = hand_in(term, "an")
    exchange = exchange_of(term.course, FIRST, still=10)
    (place / "submission_secret.txt").write_text("a" * 60)
    assert exchange.look(0, None) == ([], ["an"])
    (place / "submission_secret.txt").write_text("a" * 70)
    assert exchange.look(9, None) == ([], ["an"])
    assert exchange.look(18, None) == ([], ["an"])
    whole, coming = exchange.look(19, None)  # of a nbgrader that writes no secret
    assert ([sent.student for sent in whole], coming) == (["an"], [])
    (place / "submission_secret.txt").write_text("a" * 128)
    assert [sent.student for sent in exchange.look(20, None)[0]] == ["an"]
    assert exchange.look(20, datetime(2026, 12, 1, 9, 59)) == ([], [])
    assert exchange.later(datetime(2026, 12, 1, 9, 59)) == ["an"]


def test_somebody_elses_folder(term, inbound):
    """Is a hand-in told that belongs to another account than its name says, where nbgrader would tell it?"""
    hand_in(term, "an")
    exchange = exchange_of(term.course, FIRST, still=0)
    assert not exchange.checks_owner
    exchange.checks_owner = True
    [outcome] = exchange.collected(exchange.look(0, None)[0])
    assert outcome.what == NEW and "nơi trao đổi bài" in outcome.asks[0]
    assert exchange.look(0, None) == ([], [])


def test_forged_hand_in(term, inbound):
    """Where names are those of accounts, is a hand-in in another's name left where it is, told once, and the rest graded?"""
    me = pwd.getpwuid(os.getuid()).pw_name
    with term.course.config.open("a") as config:
        config.write("\nc.CollectHandIns.only_from_owners = True\n")
    hand_in(term, me)
    hand_in(term, "an")
    graded, outcomes, ended = watched(term)
    assert set(graded) == {me} and me in outcomes["an"].left[0] and isinstance(ended, Ended)
    exchange = exchange_of(term.course, FIRST, still=0)
    assert [len(list(exchange.refused())) for _ in range(2)] == [1, 0]
    assert exchange.later(datetime(2026, 12, 1, 9, 59)) == []


def test_no_exchange(term):
    """Is one told which settings to look at where the exchange is not there?"""
    shutil.rmtree(term.exchange)
    with pytest.raises(CourseError, match="c.Exchange.root"):
        exchange_of(term.course, FIRST, still=0)
