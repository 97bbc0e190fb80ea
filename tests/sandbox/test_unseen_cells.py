"""Does a cell that runs for a closer look bind and raise what it did when its outputs were wanted?"""

import pytest

from autograder.sandbox import Limits, Sandbox, choose
from course.checking import plain
from course.checking.frozen import Raised, Returned

LIMITS = Limits(cell_seconds=2, call_seconds=2, total_seconds=60)
ASK = "\ndef told():\n    return {}"
CELLS = {
    "a function": ("def f(x):\n    return x + 1", "f(2)"),
    "magic": ("%matplotlib inline\na = 3", "a"),
    "a line for the system": ("!echo\nb = 4", "b"),
    "a cell magic": ("%%time\nc = 5", "c"),
    "indented": ("    d = 6", "d"),
    "another platform": ("import google.colab\nfrom google.colab import drive\ndrive.mount('/x')\ne = 7", "e"),
    "waiting": ("import asyncio\nawait asyncio.sleep(0)\ng = 8", "g"),
    "the shell": ("h = get_ipython().user_ns['__name__']", "h"),
    "display": ("display(1)\nk = 9", "k"),
    "annotations that nobody reads": ("from __future__ import annotations\ndef m(x: no_name):\n    return x", "m(1)"),
    "an error after a name": ("n = 10\n1 / 0", "n"),
    "no Python": ("def broken(:\n    pass", "'broken' in globals()"),
    "leaving": ("o = 11\nraise SystemExit", "o"),
    "exit": ("p = 12\nexit()\nq = 13", "q"),
    "a figure": ("import matplotlib.pyplot as plt\nplt.plot([1, 2])\nfigures = 1", "plt.get_fignums()"),
    "a name of its own": ("r = __name__", "r"),
    "a class": ("class S:\n    u = 14", "S.u"),
    "its text": ("import inspect\ndef v():\n    return 15", "inspect.getsource(v)"),
    "null in it": ("w = 1\0", "'w' in globals()"),
    "for ever": ("y = 16\nwhile True:\n    pass", "y"),
}


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox(choose(), LIMITS) as opened:
        yield opened


@pytest.fixture(scope="module", params=CELLS)
def both(request, sandbox):
    """[(the error of a cell, what is bound then)]: as it is shown, and unseen."""
    source, question = CELLS[request.param]
    found = []
    for unseen in (False, True):
        with sandbox.session() as session:
            session.looks_closer = unseen
            errors = [(one["error"], one["message"]) for one in session.run(source) if "error" in one]
            session.run(ASK.format(question))
            [outcome] = session.call("told", [[]])
            found.append((errors, outcome))
    return found


def test_the_same_is_bound_and_raised(both):
    """Do an error's kind and words, and the names, not depend on whether anybody looks at the outputs?"""
    shown, unseen = both
    assert shown[0] == unseen[0]
    assert isinstance(unseen[1], Returned | Raised) and unseen[1] == shown[1]


def test_future_of_one_cell_is_that_of_the_next(sandbox):
    """Does what a cell imports from __future__ hold in later cells, as in a notebook?"""
    for unseen in (False, True):
        with sandbox.session() as session:
            session.looks_closer = unseen
            session.run("from __future__ import annotations")
            session.run("def f(x: no_name):\n    return x")
            assert next(session.call("f", [[plain.encode(1)]])) == Returned(1)


def test_an_unseen_cell_shows_nothing(sandbox):
    """Is neither text, value nor figure of a cell sent back that only a closer look runs, in what way it may be written?"""
    with sandbox.session() as session:
        session.looks_closer = True
        plain_python = "import matplotlib.pyplot as plt\nplt.plot([1])\nprint(1)\n2"
        assert session.run(plain_python) == [] == session.run(f"%matplotlib inline\n{plain_python}")
