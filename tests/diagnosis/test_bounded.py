"""Does nothing that the grader computes with a student's values go on for ever, and is what it may cost the same on every machine?"""

import threading
import time

import pytest

from autograder.diagnosis import bounded as module
from autograder.diagnosis.bounded import TooLong, bounded, unwatched
from autograder.diagnosis.versions import quietly
from autograder.diagnosis.work import Left, lines_run
from course.checking.frozen import Raised, Returned


@pytest.fixture
def soon(monkeypatch):
    monkeypatch.setattr(module, "MOST_SECONDS", 0.2)


def endless(x):
    for _ in range(10**15):
        try:
            x += 1
        except Exception:  # noqa: S110, PERF203  (what a solution might hear)
            pass


def in_thread(work):
    """What a function returns or raises in a thread of its own."""
    found = []

    def run():
        try:
            found.append(work())
        except BaseException as error:
            found.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return found[0]


@pytest.mark.parametrize("where", [lambda work: work(), in_thread], ids=["main", "thread"])
def test_endless_loop(soon, where):
    """Is a loop that never ends ended, in whatever thread, and can the same thread compute afterwards?"""
    assert where(lambda: [quietly(endless, {"x": 1}), quietly(abs, {"x": -1})]) == [Raised("TooLong", ""), Returned(1)]


def test_bound_within_a_bound(soon):
    """Does a call within a bounded one fall under the outer bound?"""
    with pytest.raises(TooLong):
        bounded(lambda: bounded(endless, 1))
    assert bounded(abs, -1) == 1


def test_unwatched(soon):
    """Is what waits for somebody else never cut short, and what follows it again?"""

    def busy(seconds):
        start = time.thread_time()
        while time.thread_time() - start < seconds:
            pass
        return "done"

    assert bounded(lambda: unwatched(busy, 5 * module.MOST_SECONDS)) == "done"
    with pytest.raises(TooLong):
        bounded(lambda: [unwatched(abs, 1), endless(1)])


def test_lines_run():
    """Are the lines counted that a version of a solution runs, loops and calls of other functions included?"""
    space = {}
    exec(compile("def f(n):\n    for _ in range(n):\n        g()\n\ndef g():\n    return 1\n", "<f>", "exec"), space)
    assert lines_run(space["f"], {"n": 3}) - lines_run(space["f"], {"n": 2}) == 3


def test_left():
    """Does work that is begun while something is left count in whole, and nothing begin after it?"""
    left = Left(10)
    assert [left.take(8), left.take(8), left.take(8)] == [True, True, False] and left.lines == -6
