"""Is what a submission takes told apart from what a busy machine takes from it?"""

import subprocess
import sys

import psutil
import pytest

from autograder.sandbox import spent
from autograder.sandbox.processes import _below
from autograder.sandbox.spent import Allowance, Clock, Spent, Taken


@pytest.fixture
def at(monkeypatch):
    """A function: from now on it is that moment, and this process has waited so long for a processor."""
    monkeypatch.setattr(spent, "is_queue_told", lambda: True)

    def set_to(seconds, own=0.0):
        monkeypatch.setattr(spent.time, "monotonic", lambda: seconds)
        monkeypatch.setattr(spent, "_own_queued", lambda: own)

    set_to(100.0)
    return set_to


def test_computing_and_waiting(at):
    """Are seconds on a processor computed, those in a queue nothing, and the others waited?"""
    clock = Clock()
    at(110.0)
    passed = clock.passed(Taken(0, 3.0, {"1": 5.0}), since=100.0)
    assert (passed.computed, passed.waited) == (3.0, 2.0)
    at(120.0)
    passed = clock.passed(Taken(0, 3.0, {"1": 15.0}), since=100.0)
    assert (passed.computed, passed.waited) == (0.0, 0.0)


def test_several_processors(at):
    """Does a submission that computes on two processors wait for nothing, and count twice?"""
    clock = Clock()
    at(110.0)
    assert clock.passed(Taken(0, 20.0, {}), since=100.0) == Spent(20.0, 0.0)


def test_before_anyone_waited(at):
    """Is what lay before the grader began to wait no waiting, and neither what the grader itself waited for a processor?"""
    clock = Clock()
    at(110.0, own=1.5)
    assert clock.passed(Taken(), since=106.0) == Spent(0.0, 2.5)


def test_who_is_over():
    """Is it over for who computes or waits longer, but not for who is given half a processor, and does an allowance run out for all together?"""
    assert Spent(21.0, 0.0).is_over(20.0) and Spent(0.0, 21.0).is_over(20.0)
    assert not Spent(19.0, 38.0).is_over(20.0)
    allowance = Allowance(20.0)
    for _ in range(3):
        allowance.take(Spent(7.0, 0.0))
    assert allowance.left == -1.0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells how long a process waited for a processor")
def test_process_that_has_ended():
    """Does a process count nothing that ended since it was listed?"""
    child = subprocess.Popen([sys.executable, "-c", "pass"])
    listed = psutil.Process(child.pid)
    child.wait()
    assert list(spent._queued(child.pid)) == [] == _below(listed)
    assert Taken.by([listed]) == Taken()
