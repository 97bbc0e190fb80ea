"""Does `bai.check(…)` say what it checked: a wrapped function, a lambda, an old one, one with its raise left in; and print once?"""

import functools
import html
import re

import nbformat
import pytest
from IPython.core.interactiveshell import InteractiveShell

from autograder import exercises
from autograder.authoring.text import solutions
from autograder.exercises.versions import run_version
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


def test_wrong_earlier_function_in_a_function_inside(project):
    """Are they found where a function that is defined inside the checked one calls them?"""
    lesson, function = "bai06_hieu_chinh", "ptq_mlp"
    edits = {"minmax_range": exercises.load(lesson)["minmax_range"].misconceptions[0].edits}
    solved = solutions(nbformat.read(project.source(lesson), as_version=4))
    told = str(Lesson(lesson, project.release(lesson).parent).check(run_version(solved, function, edits)))
    assert "Hãy sửa minmax_range" in told and "chưa biết lỗi nằm ở TODO nào" not in told


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


def test_changed_piece_is_underlined(notebook):
    """Does the page show the line in which the mistake is, with the piece underlined that is to be changed?"""
    notebook(GOOD.replace("beta - alpha", "beta - 2 * alpha"))
    shell = InteractiveShell.instance()
    page = shell.user_ns["bai"].check(shell.user_ns["calculate_s"])._repr_mimebundle_()["text/html"]
    line = re.search(r"<pre[^>]*><span[^>]*>2 </span>(.*?)</pre>", page)[1]
    assert html.unescape(re.sub(r"<[^>]*>", "", line)) == "    return (beta - 2 * alpha) / (b - a)"
    assert re.search(r"<span style='text-decoration:underline[^>]*>([^<]*)", line)[1] == "2"


WARNS = {
    "overflow": ("np.int8(beta_q) * np.int8(100)", "tràn số"),
    "division": ("np.float64(beta) / 0", "chia cho 0"),
}


@pytest.mark.parametrize("case", WARNS)
def test_what_numpy_warns_of(notebook, case, capsys):
    """Is a warning that comes with every wrong value told as a card with its line, and not printed over and over?"""
    piece, name = WARNS[case]
    said = notebook(
        "import numpy as np", f"def calculate_s(alpha, beta, alpha_q, beta_q):\n    a = {piece}\n    return float(a)"
    )
    assert f"Dấu hiệu: {name}" in said
    assert f"NumPy cảnh báo ở dòng 2 của ô: a = {piece}" in said
    assert "RuntimeWarning" not in capsys.readouterr().err


def test_what_numpy_warns_of_in_right_answers(notebook):
    """Is nothing said of a warning on the way to a right value?"""
    said = notebook(
        "import numpy as np",
        "def calculate_s(alpha, beta, alpha_q, beta_q):\n    np.float64(1) / 0\n    return (beta - alpha) / (beta_q - alpha_q)",
    )
    assert "đúng cả" in said and "cảnh báo" not in said
