"""Can a function ask the grader for an earlier one's result in the midst of a call, and what can a process make of that?"""

import time

import numpy as np
import pytest

from autograder.sandbox import Ended, Limits, Refused, Sandbox
from autograder.sandbox import session as session_module
from autograder.sandbox.sandboxes import choose
from course.checking import plain
from course.checking.frozen import Raised, Returned

QUICK = Limits(cell_seconds=2, call_seconds=1, total_seconds=8, memory_bytes=1024**3)


@pytest.fixture(scope="module", params=[choose(), pytest.param("none", marks=pytest.mark.robust)])
def sandbox(request):
    with Sandbox(request.param, QUICK) as opened:
        yield opened


class Doubling:
    """A stand-in that notes what it is asked."""

    def __init__(self):
        self.asked = []

    def __call__(self, args, named):
        self.asked.append((args, named))
        value = plain.decode(args[0] if args else named["x"])
        return Raised("OutsideDomain", "f được gọi với giá trị ngoài đề") if value is None else Returned(2 * value)


@pytest.fixture
def asking(sandbox):
    """A function: the outcomes of calls to g after its cell ran, with f replaced; and the stand-in."""
    with sandbox.session() as running:

        def call(source, calls=([1],), careful=False):
            running.run(f"import numpy as np, threading, json, struct, gc, sys\ndef f(x): return -1\n{source}")
            doubling = Doubling()
            running.stand_in({"f": doubling})
            return list(running.call("g", [list(one) for one in calls], careful)), doubling

        call.session = running
        yield call


@pytest.mark.parametrize("careful", [False, True])
def test_asked_in_the_midst_of_a_call(asking, careful):
    """Is each call answered in its order, however often it asks, with answers held back or not?"""
    found, doubling = asking("def g(x):\n    return sum(f(n) for n in range(x))", [[0], [1], [5], [2]], careful)
    assert found == [Returned(value) for value in (0, 0, 20, 2)]
    assert len(doubling.asked) == 8


BY_NAME = {
    "f(x=3)": ([], {"x": 3}),
    "f(3, n=4)": ([3], {"n": 4}),
    "f(*[3], **{'n': 4})": ([3], {"n": 4}),
}


@pytest.mark.parametrize("call", BY_NAME)
def test_by_place_and_by_name(asking, call):
    """Do arguments come as they are given, by place and by name?"""
    found, doubling = asking(f"def g(x):\n    return {call}")
    assert found == [Returned(6)] and doubling.asked == [BY_NAME[call]]


def test_arrays_cross(asking):
    """Do arrays cross both ways with their types, and is the student's own array not altered?"""
    found, _ = asking("def g(x):\n    a = np.arange(3, dtype=np.int8)\n    b = f(a)\n    b += 1\n    return a, b, f(a)")
    a, b, again = found[0].value
    assert [one.tolist() for one in (a, b, again)] == [
        [0, 1, 2],
        [1, 3, 5],
        [0, 2, 4],
    ] and a.dtype == again.dtype == np.int8


def test_what_it_refuses(asking):
    """Is what is no data told at once as Python tells it, and what lies outside the domain as an error that says so, which may be caught?"""
    found, doubling = asking("def g(x):\n    return f(object())")
    assert found[0].kind == "TypeError" and found[0].message.startswith("f: ") and doubling.asked == []
    found, _ = asking("def g(x):\n    return f(None)")
    assert (found[0].kind, found[0].message) == ("ValueError", "f được gọi với giá trị ngoài đề")
    found, _ = asking("def g(x):\n    try:\n        return f(None)\n    except ValueError:\n        return f(4)")
    assert found == [Returned(8)]


def test_from_a_thread(asking):
    """May a thread of the student's ask, and several at once, each with its own answer?"""
    found, _ = asking(
        "def g(x):\n    told = {}\n    ts = [threading.Thread(target=lambda n=n: told.update({str(n): f(n)})) for n in range(x)]\n"
        "    [t.start() for t in ts]\n    [t.join() for t in ts]\n    return told",
        [[1], [8]],
    )
    assert found[0] == Returned({"0": 0}) and found[1] == Returned({str(n): 2 * n for n in range(8)})


def test_more_often_than_allowed(asking, monkeypatch):
    """Is a process ended that asks without end, over all its calls?"""
    monkeypatch.setattr(session_module, "MOST_ASKED", 20)
    with pytest.raises(Ended):
        asking("def g(x):\n    return [f(n) for n in range(8)]", [[1]] * 5)
    assert asking.session.asked == 20


def test_who_computed_enough_is_asked_no_more(sandbox):
    """Is a process ended whose stand-in refuses to compute any longer?"""
    answered = []

    def tired(args, named):
        if len(answered) == 3:
            raise Refused
        answered.append(args)
        return Returned(1)

    with sandbox.session() as running:
        running.looks_closer = True
        running.run("def f(x): return 1\ndef g(x):\n    return [f(n) for n in range(30)]")
        running.stand_in({"f": tired})
        with pytest.raises(Ended):
            list(running.call("g", [[1]]))


def test_loop_that_asks_is_interrupted(asking):
    """Is a call that asks for ever ended by its time or by the number, and nothing else?"""
    with pytest.raises(Ended):
        asking(
            "def g(x):\n    while True:\n        try:\n            f(1)\n        except BaseException:\n            pass"
        )


def test_in_a_later_cell(asking):
    """May a cell that runs after the functions were replaced ask at its top level, as a student's cell does that shows something?"""
    asking("def g(x):\n    return f(x)")
    assert asking.session.run("print(f(4))\ndef g(x):\n    return f(x) + 1") == [{"stream": "stdout", "text": "8\n"}]
    assert list(asking.session.call("g", [[1]])) == [Returned(3)]


def test_asked_after_the_call_has_ended(asking):
    """Is a thread that goes on asking after its call ended no way to a wrong answer that counts, nor to a grader that waits?"""
    source = (
        "import time\ndef g(x):\n    def later():\n        time.sleep(0.2)\n        told.append(f(50))\n"
        "    threading.Thread(target=later).start()\n    return x\ntold = []\ndef h(x):\n    time.sleep(0.4)\n    return told"
    )
    found, doubling = asking(source)
    assert found == [Returned(1)]
    time.sleep(0.3)
    try:
        answered = list(asking.session.call("h", [[1]]))
    except Ended as end:
        assert end.reason in ("protocol", "crash")
    else:
        assert answered[0] in (Returned([]), Returned([100])) or isinstance(answered[0], Raised)


WORKER = "line = next(one for one in gc.get_objects() if type(one).__name__ == 'Line')\nwrite = sys.modules['frames'].write_frame\n"
FORGED = {
    "another_function": {"asks": "secret", "args": [], "named": {}},
    "no_name": {"asks": None, "args": [1], "named": {}},
    "a_list_for_a_name": {"asks": ["f"], "args": [1], "named": {}},
    "no_arguments": {"asks": "f"},
    "arguments_of_another_kind": {"asks": "f", "args": {"x": 1}, "named": []},
    "of_another_request": {"number": 999, "asks": "f", "args": [1], "named": {}},
}


@pytest.mark.parametrize("name", FORGED)
def test_forged_questions(asking, name):
    """Is a process ended that sends a question as no stand-in of ours asks it?"""
    frame = f"{{'number': line.number, **{FORGED[name]!r}}}"
    with pytest.raises(Ended, match="protocol"):
        asking(f"{WORKER}def g(x):\n    write(line.answers, {frame})\n    return x", [[1], [2]])


def test_question_without_stand_ins(asking):
    """Is a process ended that asks though nothing stands in for anything?"""
    asking.session.run(
        f"import gc, sys\n{WORKER}def g(x):\n    write(line.answers, {{'number': line.number, 'asks': 'f', 'args': [1], 'named': {{}}}})\n    return x"
    )
    with pytest.raises(Ended, match="protocol"):
        list(asking.session.call("g", [[1]]))


def test_forged_arguments(asking):
    """Is what a forged question holds in the place of data handed on as it is, to a stand-in that believes nothing?"""
    frame = "{'number': line.number, 'asks': 'f', 'args': [5, {'list': 'x'}], 'named': {'': None}}"
    source = f"{WORKER}def g(x):\n    write(line.answers, {frame})\n    sys.modules['frames'].read_frame(line.requests)\n    return x"
    found, doubling = asking(source)
    assert found == [Returned(1)] and doubling.asked == [([5, {"list": "x"}], {"": None})]


def test_process_that_answers_itself(asking):
    """Does a process that answers in the place of the stand-in get nothing but its own answer, and no one else's?"""
    found, doubling = asking(f"{WORKER}line._ask = lambda *told: 77\ndef g(x):\n    return f(x)")
    assert found == [Returned(77)] and doubling.asked == []


def test_process_that_keeps_its_own(asking):
    """Does a process that puts its own function back answer by it, wrong as before?"""
    found, doubling = asking("mine = f\ndef g(x):\n    globals()['f'] = mine\n    return f(x)")
    assert found == [Returned(-1)] and doubling.asked == []
