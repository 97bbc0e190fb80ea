"""Does the course know where it runs: where somebody looks, or in a build, in a program, without IPython?"""

import ast
import sys
from types import SimpleNamespace

import pytest

from autograder.course_folder import ROOT
from course import where

KERNEL, TERMINAL = SimpleNamespace(kernel=object()), SimpleNamespace(kernel=None)


@pytest.mark.parametrize(
    ("shell", "static", "watched"),
    [
        (KERNEL, "", True),
        (KERNEL, "1", False),
        (TERMINAL, "", False),
        (SimpleNamespace(), "", False),
        (None, "", False),
    ],
)
def test_is_watched(monkeypatch, shell, static, watched):
    """Is a notebook's kernel the only place, and is it none while a lesson is built or graded?"""
    monkeypatch.setenv("COURSE_STATIC", static)
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    assert where.shell() is shell and where.is_watched() is watched


def test_without_ipython(monkeypatch):
    """Is IPython not even imported by who has not done so?"""
    monkeypatch.delitem(sys.modules, "IPython")
    assert where.shell() is None and "IPython" not in sys.modules


def test_asked_in_one_place():
    """Does nothing else of the course look for the shell or for the variable itself?"""
    found = {}
    for path in (ROOT / "course").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        found[path.name] = names & {"get_ipython", "environ"}
    assert {name for name, asked in found.items() if asked} == {"where.py"}
