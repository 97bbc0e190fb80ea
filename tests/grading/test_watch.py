"""Watching: is each hand-in graded as it arrives, once, whatever it is, and does it all end at the deadline?"""

import os
import queue
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from class_state import LESSON, class_of, difference, state
from test_killed import _killed

from autograder.commands import main
from autograder.course_folder import python_path
from autograder.gradebook import lock as locks
from autograder.gradebook.busy import Busy
from autograder.gradebook.config import db_url
from autograder.gradebook.deadlines import set_deadlines
from autograder.gradebook.lock import lock
from autograder.gradebook.statuses import UNFINISHED
from autograder.grading.whole_class import GradeOptions, grade_class, without_mark
from autograder.intake.submitted import NO_ID
from autograder.watching.arrivals import PATIENCE, TRIES, Arrivals
from autograder.watching.stillness import Stillness, shape_of
from autograder.watching.watch import Ended, Graded, Waiting, WatchOptions, end_of, watch

KILLS = int(os.environ.get("KILLS", "6"))  # as in test_interrupted.py
HANGS = 1800.0
OVER = datetime(2026, 1, 1, tzinfo=UTC)  # an end that is past: what is there is graded, and that is all
QUICK = WatchOptions(every=0.05, until=OVER)
DAY = timedelta(days=1)
TWO = ("sv001", "sv008")
SOME = (*TWO, "sv002", "sv003", "sv004", "sv032")  # and others who are right, and one who changed the checks
posix = pytest.mark.skipif(os.name != "posix", reason="signals and names are those of POSIX")


@pytest.fixture(autouse=True)
def not_nice(monkeypatch):
    """The command called in this process leaves it its priority."""
    monkeypatch.setattr(os, "nice", lambda by: by, raising=False)


@pytest.fixture
def folder(project, tmp_path):
    return class_of(project, tmp_path / "course", SOME)


@pytest.fixture
def two(project, tmp_path):
    """A course folder with two hand-ins: sv001, who is right, and sv008, who is not."""
    return class_of(project, tmp_path / "course", TWO)


@pytest.fixture(scope="module")
def wanted(project, tmp_path_factory):
    """What `grade` leaves of the class."""
    folder = class_of(project, tmp_path_factory.mktemp("wanted") / "course", SOME)
    list(grade_class(folder, LESSON))
    return state(folder)


def marks(events):
    """{student: points} of the Graded among events."""
    return {event.result.student: event.result.earned for event in events if isinstance(event, Graded)}


def times(folder, student, moment):
    """Say when a student handed in."""
    folder.submitted(student, LESSON).with_name("timestamp.txt").write_text(f"{moment:%Y-%m-%d %H:%M:%S} UTC")


class Watcher:
    """The command in a process of its own; its lines as they come."""

    def __init__(self, folder, *options):
        command = [
            sys.executable,
            "-m",
            "autograder",
            "watch",
            LESSON,
            "--course-dir",
            str(folder.root),
            "--every",
            "1",
        ]
        self.process = subprocess.Popen(
            [*command, *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            env={**os.environ, "PYTHONPATH": python_path()},
        )

    def until(self, word):
        """Lines up to one with this word in it."""
        told = []
        for line in self.process.stdout:
            told.append(line.rstrip("\n"))
            if word in line:
                return told
        raise AssertionError((told, self.process.stderr.read()))

    def ended(self):
        """(exit code, the lines that were left, what went to stderr)."""
        out, err = self.process.communicate(timeout=HANGS)
        return self.process.returncode, out.splitlines(), err


@posix
def test_as_they_arrive(two, tmp_path):
    """Is each hand-in graded when it comes: right, broken, named by a stranger, replaced; each in one line; until Ctrl-C?"""
    later = {student: two.submitted(student, LESSON).parent.parent for student in ("sv001", "sv008")}
    for student, place in later.items():
        shutil.move(place, tmp_path / student)
    watcher = Watcher(two)
    assert "chưa có hạn nộp" in watcher.until("Đang canh")[-1]
    shutil.copytree(tmp_path / "sv001", later["sv001"])
    assert watcher.until("sv001")[-1].split()[1:] == ["sv001", "10/10", "đã", "chấm"]
    half = two.submitted("hỏng", LESSON)
    half.parent.mkdir(parents=True)
    half.write_bytes((tmp_path / "sv001" / LESSON / f"{LESSON}.ipynb").read_bytes()[:5000])
    assert "tệp hỏng" in watcher.until("hỏng")[-1]
    shutil.copytree(tmp_path / "sv001", two.root / "submitted" / "\x1b[2Jai")
    [line] = watcher.until("ai ")
    assert NO_ID in line and "\x1b" not in line and "\ufffd" in line
    two.submitted("sv001", LESSON).write_bytes((tmp_path / "sv008" / LESSON / f"{LESSON}.ipynb").read_bytes())
    assert watcher.until("sv001")[-1].split()[1:3] == ["sv001", "4/10"]
    watcher.process.send_signal(signal.SIGINT)
    code, left, err = watcher.ended()
    assert (code, left) == (130, []) and "4 bài" in err and "canh tiếp" in err


def test_marks_are_those_of_grade(folder, wanted):
    """Does watching leave the gradebook and the graded notebooks that `grade` leaves, with a line for each student?"""
    events = list(watch(folder, LESSON, QUICK))
    assert sorted(marks(events)) == folder.students(LESSON)
    assert difference(state(folder), wanted) == []
    assert isinstance(events[-1], Ended) and not (events[-1].late or events[-1].coming or events[-1].unfinished)
    assert marks(watch(folder, LESSON, QUICK)) == {}
    assert without_mark(folder, LESSON, folder.students(LESSON)) == []


@posix
@pytest.mark.robust
@pytest.mark.timeout(2 * HANGS + 120 * KILLS)
def test_random_kills(folder, wanted):
    """Killed at random moments and run again, is every hand-in graded, told at most once, and marked as by `grade`?"""
    chance, told, kills = random.Random(20), [], 0
    began = time.monotonic()
    while True:
        watcher = Watcher(folder, "--until", "2026-01-01 00:00", "--feedback")
        if kills < KILLS:
            try:
                watcher.process.wait(chance.uniform(0, 30))
            except subprocess.TimeoutExpired:
                os.killpg(watcher.process.pid, signal.SIGKILL)
                kills += 1
        code, lines, err = watcher.ended()
        assert code in (0, -signal.SIGKILL), err
        told += [line.split()[1] for line in lines if " sv" in line]
        if code == 0:
            break
    assert len(told) == len(set(told))
    assert difference(state(folder), wanted) == []
    assert all(folder.feedback(student, LESSON).is_file() for student in folder.students(LESSON))
    print(f"{kills} kills in {time.monotonic() - began:.0f} s")


def test_deadline(folder, capsys):
    """At the end that the latest extension sets, is what came until then graded, and the rest named, with exit code 0?"""
    due = datetime.now(UTC) - 3 * DAY
    set_deadlines(folder, LESSON, due, [("sv002", DAY)])
    assert end_of(folder, LESSON) == due + DAY
    times(folder, "sv001", due - DAY)
    times(folder, "sv003", due + DAY / 2)  # late, but before the end
    times(folder, "sv004", due + 2 * DAY)
    assert main(["watch", LESSON, "--course-dir", str(folder.root), "--every", "1"]) == 0
    out = capsys.readouterr().out
    graded = {line.split()[1] for line in out.splitlines() if "  sv" in line}
    assert graded == set(folder.students(LESSON)) - {"sv004"}
    assert "Còn 1 bài nộp sau giờ ấy, chưa chấm: sv004." in out
    assert marks(watch(folder, LESSON, WatchOptions(every=0.05, until=datetime.now(UTC)))).keys() == {"sv004"}
    *nothing, ended = watch(folder, LESSON, WatchOptions(every=0.05, until=due + DAY))
    assert nothing == [] and ended.late == ()


def test_extension_while_it_runs(two, tmp_path):
    """Is an extension that is given meanwhile waited for, and a hand-in graded that comes then?"""
    place = two.submitted("sv008", LESSON).parent.parent
    shutil.move(place, tmp_path / "kept")
    set_deadlines(two, LESSON, datetime.now(UTC) + DAY)
    happened, stop = queue.Queue(), threading.Event()

    def run():
        with suppress(KeyboardInterrupt):
            for event in watch(two, LESSON, WatchOptions(every=0.05), stop.is_set):
                happened.put(event)
        happened.put(None)

    threading.Thread(target=run, daemon=True).start()
    assert happened.get(timeout=HANGS).result.student == "sv001"
    set_deadlines(two, LESSON, datetime.now(UTC) - DAY, [("sv001", 3 * DAY)])
    shutil.move(tmp_path / "kept", place)
    assert happened.get(timeout=HANGS).result.student == "sv008"
    set_deadlines(two, LESSON, extensions=[("sv001", timedelta(0))])
    assert isinstance(happened.get(timeout=HANGS), Ended)
    stop.set()
    assert happened.get(timeout=HANGS) is None


def test_page_of_each(two):
    """With --feedback, has who was graded a page, also where a run ended between the two?"""
    told = [event for event in watch(two, LESSON, WatchOptions(every=0.05, until=OVER, feedback=True))][:-1]
    assert [(event.result.student, event.page.problem) for event in told] == [("sv001", ""), ("sv008", "")]
    page = two.feedback("sv001", LESSON)
    before = page.read_bytes()
    page.unlink()
    assert marks(watch(two, LESSON, WatchOptions(every=0.05, until=OVER, feedback=True))) == {}
    assert page.read_bytes() == before


def test_grade_is_not_refused(two, monkeypatch):
    """Does `grade` wait for a watcher's moment without a word, is a watcher told of `grade`, and nobody else waited for?"""
    asked = threading.Event()
    holder = locks._holder
    monkeypatch.setattr(locks, "_holder", lambda folder: (asked.set(), holder(folder))[1])
    graded = []
    grader = threading.Thread(target=lambda: graded.extend(grade_class(two, LESSON, GradeOptions(jobs=1))))
    with lock(two, db_url(two), gives_way=True):
        grader.start()
        assert asked.wait(HANGS) and not graded
        with pytest.raises(Busy, match=f"{os.getpid()}"), lock(two, db_url(two), gives_way=True):
            pass
    grader.join(HANGS)
    assert len(graded) == 2
    with lock(two, db_url(two)), pytest.raises(Busy, match=f"{os.getpid()}"):
        list(grade_class(two, LESSON))


def test_watcher_waits(two):
    """While somebody else grades, does a watcher say so once, and grade afterwards?"""
    events = watch(two, LESSON, QUICK)
    with lock(two, db_url(two)):
        waiting = next(events)
        assert isinstance(waiting, Waiting) and f"{os.getpid()}" in waiting.why and "chạy lại" not in waiting.why
    assert marks(events) == {"sv001": 10, "sv008": 4}


def test_not_graded_to_the_end(two, monkeypatch):
    """Is a hand-in whose process is ended from outside tried a few times, told, named at the end, and graded by the next run?"""
    shutil.rmtree(two.submitted("sv008", LESSON).parent)
    with monkeypatch.context() as patched:
        patched.setattr("autograder.grading.run.Run.finish", _killed)
        *told, ended = watch(two, LESSON, QUICK)
    assert [event.result.status for event in told] == [UNFINISHED] * TRIES
    assert ended.unfinished == ("sv001",)
    assert marks(watch(two, LESSON, QUICK)) == {"sv001": 10}


def test_one_that_goes_away(two, monkeypatch):
    """Is a hand-in that is taken away for its successor, just when it is to be graded, graded when that has come?"""
    place, kept, goes = two.submitted("sv001", LESSON).parent, two.root / "kept", iter([True])

    def away(*arguments, **options):
        if next(goes, False):
            shutil.move(place, kept)
        try:
            yield from grade_class(*arguments, **options)
        finally:
            if kept.exists():
                shutil.move(kept, place)

    monkeypatch.setattr("autograder.watching.watch.grade_class", away)
    assert marks(watch(two, LESSON, QUICK)) == {"sv001": 10, "sv008": 4}


def test_until_it_is_still(two):
    """Is a hand-in waited for while it grows, longer while it cannot be read, and seen again when it changes?"""
    arrivals, path = Arrivals(two, LESSON, still=10), two.submitted("sv001", LESSON)
    two.submitted("sv008", LESSON).unlink()
    two.submitted("sv008", LESSON).parent.rmdir()
    content = path.read_bytes()
    path.write_bytes(content[:100])
    assert arrivals.look(0) == ({}, ["sv001"])
    assert arrivals.look(10) == ({}, ["sv001"])  # still, but no notebook
    path.write_bytes(content)
    assert arrivals.look(11) == ({}, ["sv001"])
    whole, coming = arrivals.look(21)
    assert (list(whole), coming) == (["sv001"], [])
    arrivals.done("sv001", whole["sv001"], unfinished=False)
    assert arrivals.look(31) == ({}, [])
    path.write_bytes(content[:100])
    assert arrivals.look(32) == ({}, ["sv001"])
    assert list(arrivals.look(32 + 10 * PATIENCE)[0]) == ["sv001"]


@posix
def test_shape(tmp_path):
    """Does a change of any file make another shape, without a link being followed, and is what is missing no shape?"""
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a").write_text("1")
    (tmp_path / "out").symlink_to("/")
    shape = shape_of(tmp_path)
    assert len(shape) == 3 and shape_of(tmp_path) == shape and shape_of(tmp_path / "none") == ()
    (tmp_path / "sub" / "a").write_text("12")
    assert shape_of(tmp_path) != shape
    stillness = Stillness()
    assert [stillness.look("x", tmp_path, now)[1] for now in (0, 5, 7)] == [0, 5, 7]


def test_called_wrongly(two, capsys):
    """Is one told what to write where the end is no time, the lesson unknown, or there is no exchange?"""
    place = ["--course-dir", str(two.root)]
    assert main(["watch", LESSON, *place, "--until", "mai"]) == 2 and "2026-12-01 23:59" in capsys.readouterr().err
    assert main(["watch", "bai00", *place]) == 2 and LESSON in capsys.readouterr().err
    assert main(["watch", LESSON, *place, "--exchange"]) == 2 and "c.Exchange.root" in capsys.readouterr().err
