"""Does `bai.check(…)` say what it checked: a wrapped function, a lambda, an old one, one with its raise left in; and print once?"""

import functools

import pytest
from IPython.core.interactiveshell import InteractiveShell

from autograder.exercises.freeze import run_version
from course import Lesson
from course.checking import names

LESSON = "bai01_so_nguyen"
GOOD = "def calculate_s(alpha, beta, a, b):\n    return (beta - alpha) / (b - a)"
PRINTS = "def calculate_s(alpha, beta, a, b):\n    print('beta =', beta)\n    return (beta - alpha) / (b - a)"
LEFT = 'def calculate_s(alpha, beta, a, b):\n    # TODO 1: tính\n    s = 1\n    raise NotImplementedError("TODO 1: chưa làm")\n    return s'


@pytest.fixture
def notebook(project, monkeypatch):
    """A function that runs cells in one fresh notebook and tells what the check of calculate_s says after them."""
    shell = InteractiveShell.instance()
    shell.user_ns.clear()
    names.WATCHED.pop(shell, None)
    monkeypatch.chdir(project.release(LESSON).parent)
    shell.run_cell(f"from course import Lesson\nbai = Lesson({LESSON!r})")

    def run(*cells):
        for cell in cells:
            shell.run_cell(cell)
        return str(shell.user_ns["bai"].check(shell.user_ns["calculate_s"]))

    return run


def test_wrong_earlier_function_behind_a_decorator(project, solved):
    """Are the earlier functions found where the checked one is wrapped?"""
    edits = {"calculate_z": {"z = round(": "z = np.floor("}}
    function = functools.lru_cache(run_version(solved, "calculate_s_and_z_int", edits))
    told = str(Lesson(LESSON, project.release(LESSON).parent).check(function))
    assert "Hãy sửa calculate_z (TODO 2) trước" in told


@pytest.mark.parametrize("cell", [PRINTS, PRINTS.replace("b - a", "b - nowhere")], ids=["right", "wrong"])
def test_prints_once(notebook, capsys, cell):
    """Is what a function prints shown once, whatever it returns?"""
    notebook(cell)
    assert capsys.readouterr().out.count("beta =") == 1


def test_lambda_of_the_right_name(notebook):
    """Is a lambda in a variable of the asked name checked like any function?"""
    assert "✓ calculate_s: đúng cả" in notebook("calculate_s = lambda alpha, beta, a, b: (beta - alpha) / (b - a)")


def test_stale_function(notebook):
    """Is one told that the check still sees the old function, and no longer after the cell was mended?"""
    assert "bản cũ" in notebook(GOOD, GOOD.replace("return (", "return (("))
    assert "bản cũ" not in notebook(GOOD)


def test_raise_left_behind(notebook):
    """Is a raise beside finished code told from a TODO that is still to be done?"""
    assert "✗ calculate_s: còn dòng raise của TODO 1." in notebook(LEFT)
