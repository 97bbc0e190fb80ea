"""What is done after a submission's process ended: what is asked again, what is left out, when does one give up?"""

import pytest
from scripted import Does, Scripted, lesson, notebook

from autograder.grading.answers import CHECK, END, Asked
from autograder.grading.attempts import LIVES, SPARE, TRIES, Attempts, Cell, Unfinished, undisturbed
from autograder.grading.over_limits import LIMITS
from autograder.grading.run import finished
from autograder.sandbox import Ended, Killed, Limits

REASONS = ("timeout", "memory", "sent", "crash", "protocol")
CELL, ASKED, AT_END = Cell("a"), Asked(CHECK, "f"), Asked(END, "f")
FEW = Limits(total_seconds=10.0)


# --- the rule itself ---


@pytest.mark.parametrize("reason", REASONS)
@pytest.mark.parametrize("step", [CELL, None], ids=["cell", "start"])
def test_cell_or_start(step, reason):
    """Is what ended a process before any call left out at once, with the reason?"""
    known = Attempts().after(step, reason, time_left=1.0)
    assert (known.left_out, known.reason, known.are_over) == ({step: reason}, reason, False)
    assert not known.asks_again(step)


@pytest.mark.parametrize("reason", REASONS)
@pytest.mark.parametrize("step", [ASKED, AT_END], ids=["check", "end"])
def test_function(step, reason):
    """Is a function asked once more without any reason told, and left out when it ends its process again?"""
    once = Attempts().after(step, "crash", time_left=1.0)
    assert (once.left_out, once.reason, once.are_over, once.asks_again(step)) == ({}, None, False, True)
    twice = once.after(step, reason, time_left=1.0)
    assert (twice.left_out, twice.reason, twice.are_over, twice.asks_again(step)) == (
        {step: reason},
        reason,
        False,
        False,
    )


def test_same_function_at_another_time():
    """Has a function its second try at each time that it is asked?"""
    known = Attempts().after(ASKED, "crash", 1.0).after(AT_END, "crash", 1.0)
    assert known.left_out == {} and known.asks_again(ASKED) and known.asks_again(AT_END)


@pytest.mark.parametrize("step", [CELL, ASKED, None], ids=["cell", "function", "start"])
def test_no_time_left(step):
    """Is there no second try and no further process where calls have no time left?"""
    known = Attempts().after(step, "timeout", time_left=0.0)
    assert (known.left_out, known.reason, known.are_over) == ({step: "timeout"}, "timeout", True)


def test_first_reason_is_told():
    """Is the reason that is told the first for which something was left out?"""
    known = Attempts().after(ASKED, "sent", 1.0).after(CELL, "memory", 1.0).after(ASKED, "timeout", 1.0)
    assert (known.reason, known.left_out) == ("memory", {CELL: "memory", ASKED: "timeout"})


def test_no_more_lives():
    """Is there no further process after so many, and is a crash told where every function had its second try before it?"""
    known = Attempts()
    for number in range(LIVES):
        assert not known.are_over
        known = known.after(Asked(CHECK, f"f{number}"), "memory", time_left=1.0)
    assert (known.are_over, known.reason, known.left_out) == (True, "crash", {})


@pytest.mark.parametrize("time_left, runs", [(1.0, True), (0.0, True), (-4.9, True), (-10 * SPARE, False)])
def test_time_of_cells(time_left, runs):
    """Do cells still run beyond their time by so much and no more, and never the one that ended a process?"""
    assert Attempts().runs(CELL, time_left, seconds=10.0) == runs
    assert not Attempts().after(CELL, "crash", 1.0).runs(CELL, time_left, seconds=10.0)


@pytest.mark.parametrize("kills", range(TRIES + 1))
def test_killed_from_outside(kills):
    """Is the work done again where somebody else ended it, up to a number, and is it told as unfinished then?"""
    left, tries = [Killed()] * kills, []

    def work():
        tries.append(None)
        if left:
            raise left.pop()
        return "done"

    if kills < TRIES:
        assert (undisturbed(work), len(tries)) == ("done", kills + 1)
    else:
        with pytest.raises(Unfinished, match="chạy lại"):
            undisturbed(work)
        assert len(tries) == TRIES


def test_students_end_is_no_kill():
    """Is the end of a process that a student caused no reason to begin anew?"""
    tries = []

    def work():
        tries.append(None)
        raise Ended("crash")

    with pytest.raises(Ended):
        undisturbed(work)
    assert len(tries) == 1


# --- the rule at work: what each process is asked, (points of f, points of g), the limit that is told ---


def ends(reason, *answers):
    return Does(answers, ends=Ended(reason))


WRONG = Does((0, 0, 0))
DONE = ["a", "f", "b", "g"]
RUNS = {
    "nothing_ends": ({}, [DONE], (2, 2), None),
    "cell": ({"a": [ends("memory")]}, [["a"], ["f", "b", "g"]], (2, 2), "memory"),
    "cell_after_a_call": ({"b": [ends("sent")]}, [["a", "f", "b"], ["a", "g"]], (2, 2), "sent"),
    "function_once": ({"f": [ends("crash")]}, [["a", "f"], ["a", "f*", "b", "g"]], (2, 2), None),
    "function_twice": (
        {"f": [ends("crash", 1), ends("timeout", 1)]},
        [["a", "f"], ["a", "f*"], ["a", "b", "g"]],
        (0, 2),
        "timeout",
    ),
    "answers_of_the_first_try_are_forgotten": (
        {"f": [ends("crash", 1, 2), ends("crash")]},
        [["a", "f"], ["a", "f*"], ["a", "b", "g"]],
        (0, 2),
        "crash",
    ),
    "wrong_ones_are_asked_again_at_the_end": ({"f": [WRONG]}, [[*DONE, "f"]], (2, 2), None),
    "function_at_the_end": (
        {"f": [WRONG, ends("sent", 1), ends("sent", 1)]},
        [[*DONE, "f"], ["a", "b", "f*"], ["a", "b"]],
        (0, 2),
        "sent",
    ),
    "two_functions": (
        {"f": [ends("crash")] * 2, "g": [ends("memory")] * 2},
        [["a", "f"], ["a", "f*"], ["a", "b", "g"], ["a", "b", "g*"], ["a", "b"]],
        (0, 0),
        "crash",
    ),
    "start": ({"start": [ends("crash")]}, [[], DONE], (2, 2), "crash"),
    "start_every_time": ({"start": [ends("crash")] * LIVES}, [[]] * LIVES, (0, 0), "crash"),
    "time_of_calls_is_over": (
        {"f": [Does((1,), seconds=11.0, ends=Ended("timeout"))]},
        [["a", "f"]],
        (0, 0),
        "timeout",
    ),
    "killed": ({"b": [Does(ends=Killed())]}, [["a", "f", "b"], DONE], (2, 2), None),
    "killed_after_an_end": (
        {"a": [ends("memory"), ends("memory")], "b": [Does(ends=Killed())]},
        [["a"], ["f", "b"], ["a"], ["f", "b", "g"]],
        (2, 2),
        "memory",
    ),
}


@pytest.mark.parametrize("name", RUNS)
def test_run(name):
    """Is each process asked what is still to be asked, are points given to who answered all, and is the limit told?"""
    script, asked, points, limit = RUNS[name]
    sandbox = Scripted(script, FEW)
    ran = finished(notebook(), lesson(), sandbox)
    assert sandbox.asked == asked
    assert tuple(verdict.earned for verdict in ran.verdicts) == points
    assert ran.over == (LIMITS[limit] if limit else None)


def test_killed_every_time():
    """Is a submission whose process somebody else ends every time begun so many times, and left unfinished?"""
    sandbox = Scripted({"g": [Does(ends=Killed())] * TRIES})
    with pytest.raises(Unfinished):
        finished(notebook(), lesson(), sandbox)
    assert sandbox.asked == [DONE] * TRIES


def test_cells_that_take_long_together():
    """Are cells beyond their time left out, are functions called all the same, and is the slowest cell named?"""
    sandbox = Scripted({"a": [Does(seconds=16.0)]}, FEW)
    ran = finished(notebook(), lesson(), sandbox)
    assert sandbox.asked == [["a", "f", "g"]]
    word, sentence = LIMITS["cells"]
    assert ran.over == (word, sentence.format(1, "a")) and sum(verdict.earned for verdict in ran.verdicts) == 4
