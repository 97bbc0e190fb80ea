"""Does a long wait show how far it has come, where somebody looks?"""

import sys
from types import SimpleNamespace

import pytest

from course.waiting import counted


@pytest.fixture
def shown(monkeypatch):
    """A notebook's kernel; returns what it displays."""
    lines = []

    def display(data, raw, display_id):
        lines.append(data["text/plain"])
        return SimpleNamespace(update=lambda data, raw: lines.append(data["text/plain"]))

    monkeypatch.delenv("COURSE_STATIC", raising=False)
    monkeypatch.setattr("IPython.get_ipython", lambda: SimpleNamespace(kernel=object()))
    monkeypatch.setattr("IPython.display.display", display)
    return lines


def test_bar_grows(shown):
    """Does one line grow from empty to full, a step for each item that is done, and do all items come through?"""
    assert list(counted(range(4), "huấn luyện")) == [0, 1, 2, 3]
    assert [line.count("█") for line in shown] == [0, 5, 10, 15, 20]
    assert shown[0] == f"huấn luyện {20 * '░'} 0/4" and shown[-1] == f"huấn luyện {20 * '█'} 4/4"


def test_bar_stops_where_the_work_stops(shown):
    """Does the bar stay where it was when the work is broken off?"""
    for item in counted("abc", "đọc"):
        if item == "b":
            break
    assert [line[-3:] for line in shown] == ["0/3", "1/3"]


@pytest.mark.parametrize("where", ["static", "no_kernel", "no_ipython"])
def test_nothing_is_shown_where_nobody_looks(shown, monkeypatch, where):
    """Is nothing displayed in a build, in a plain shell or in a script, and do the items come through all the same?"""
    if where == "static":
        monkeypatch.setenv("COURSE_STATIC", "1")
    elif where == "no_kernel":
        monkeypatch.setattr("IPython.get_ipython", lambda: SimpleNamespace())
    else:
        monkeypatch.delitem(sys.modules, "IPython")
    assert list(counted([1, 2], "huấn luyện")) == [1, 2]
    assert shown == []
