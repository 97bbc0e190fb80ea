"""Candidates that run in the student's own notebook: do they leave it as it was, and do they end?"""

import ast
import sys

import numpy as np
import pytest

from course.checking import plain
from course.checking.frozen import Raised, Returned
from course.checking.repair import Local


def answer(source, *args, space=None, lines=100_000):
    (outcome,) = Local("f", space or {"np": np}, [list(map(plain.encode, args))], lines).answer([source], 0)
    return outcome


def test_value():
    """Is the value returned, also of a function that calls another one of the notebook?"""
    assert answer("def f(a):\n    return g(a) + 1", 2, space={"g": lambda a: a * 10}) == Returned(21)


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("def f(a):\n    return 1 / 0", "ZeroDivisionError"),
        ("def f(a):\n    return", None),
        ("def f(a:", "SyntaxError"),
        ("def f(a):\n    while True:\n        a += 1", "TooLong"),
        ("def f(a):\n    for i in range(10**9):\n        pass", "TooLong"),
        ("def f(a):\n    return f(a)", "RecursionError"),
        ("def f(a):\n    rows = [a]\n    while True:\n        rows = rows + rows", "TooLong"),
        ("def f(a):\n    text = 'a'\n    while True: text += text", "TooLong"),
        (
            "import numpy as np\ndef f(a):\n    M = np.ones((1, 1))\n    while True:\n        M = g(M)\n"
            "def g(M):\n    return np.hstack([M, M])",
            "TooLong",
        ),
        (
            "def f(a):\n    while True:\n        try:\n            a += 1\n        except:\n            pass",
            "SyntaxError",
        ),
        (
            "def f(a):\n    while True:\n        try:\n            a += 1\n        except Exception:\n            pass",
            "TooLong",
        ),
        ("def f(a):\n    return 2 ** 10 ** a", "OverflowError"),
        ("def f(a):\n    return 1 << 10 ** a", "OverflowError"),
        ("def f(a):\n    for i in range(99):\n        a = a * a\n    return a % 7", "OverflowError"),
        ("def f(a):\n    for i in range(99):\n        a *= a\n    return a % 7", "OverflowError"),
        ("def f(a):\n    return sum", "NotPlain"),
        ("def f(a):\n    exit()", "SystemExit"),
        ("def g(a):\n    return 1", "KeyError"),
    ],
)
def test_error(source, kind):
    """Is every end of a call an outcome?"""
    outcome = answer(source, 9)
    assert isinstance(outcome, Raised) and outcome.kind == kind if kind else outcome == Returned(None)


def test_notebook_is_untouched():
    """Do names, arrays and lists of the notebook stay as they are?"""
    space = {"np": np, "W": np.zeros(3), "names": [1], "count": 1}
    source = (
        "def f(a):\n    global count, new\n    count = new = 2\n    W[:] = 7\n    names.append(a)\n    return W.sum()"
    )
    assert answer(source, 1, space=space) == Returned(21.0)
    assert space["count"] == 1 and "new" not in space and space["names"] == [1] and not space["W"].any()


def test_arguments_are_fresh():
    """Does each candidate get arguments of its own?"""
    local = Local("f", {"np": np}, [[plain.encode(np.zeros(2))]])
    sources = ["def f(a):\n    a += 1\n    return a.sum()", "def f(a):\n    return a.sum()"]
    assert local.answer(sources, 0) == [Returned(2.0), Returned(0.0)]


def test_only_definitions_run():
    """Does the rest of a cell stay out: no print, no call, no drawing?"""
    source = "import math\nraise ValueError\nprint('!')\ndef f(a):\n    return math.floor(a)\nf('!')"
    assert answer(source, 1.5) == Returned(1)


def test_silence(capsys):
    """Is nothing printed, warned of or drawn from the notebook's random numbers?"""
    before = np.random.get_state()[1].copy()
    source = "def f(a):\n    print(a, np.random.rand())\n    return np.array([1.0]) / np.array([0.0])"
    assert isinstance(answer(source, 1), Returned)
    assert capsys.readouterr() == ("", "") and (np.random.get_state()[1] == before).all()


def test_trace_is_given_back():
    """Does a debugger's trace go on afterwards?"""
    before = sys.gettrace()
    answer("def f(a):\n    while True:\n        pass", 1)
    assert sys.gettrace() is before


def test_lines_run_out():
    """Are no more candidates run once the lines are used up?"""
    local = Local("f", {}, [[1]], lines=50)
    assert len(local.answer(["def f(a):\n    while True:\n        pass"] * 3, 0)) == 1


def test_after_a_traceback(monkeypatch):
    """Is a candidate run where what shows tracebacks has hung a parent on a node that all trees share, as IPython's does?"""
    tree = ast.parse("a", mode="eval")
    assert ast.parse("b", mode="eval").body.ctx is tree.body.ctx
    monkeypatch.setattr(tree.body.ctx, "parent", tree.body, raising=False)
    assert answer("def f(a):\n    return a ** (1 + a)", 2) == Returned(8)


@pytest.mark.parametrize("power", ["2 ** a", "2 ** (a - 1)", "2**a", "1 << a", "a ** a", "2 ** bits"])
def test_powers_that_would_fill_the_memory(power):
    """Is a power stopped that would have as many bits as another parameter says, or a name that was given another value?"""
    source = f"def f(a):\n    bits = a\n    return {power}"
    assert answer(source, 2**31) == Raised("OverflowError", "")
