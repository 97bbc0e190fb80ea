"""What does a student read after `bai.check(…)` and `bai.progress()`?"""

import ast
import functools
import subprocess
import sys

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell

from autograder.authoring.text import is_example
from autograder.course_folder import ROOT
from autograder.exercises.versions import run_version
from course import Lesson
from course.checking import names, report
from course.checking.compare import CHANGED
from course.checking.judge import OPEN, RIGHT, WRONG, Earlier
from course.checking.patterns import ALTERED

LESSON = "bai01_so_nguyen"


@pytest.fixture
def bai(project):
    return Lesson(LESSON, project.release(LESSON).parent)


def test_right(bai, solved):
    """Does a right function get a tick and its points?"""
    result = bai.check(run_version(solved, "calculate_s", {}))
    assert "✓ calculate_s: đúng cả" in str(result)
    assert result._repr_mimebundle_()["text/plain"] == "1"


def test_wrong_number(bai):
    """Does a wrong number show what came back, what was needed, and a hint?"""

    def calculate_s(alpha, beta, alpha_q, beta_q):
        return 42.0

    text = str(bai.check(calculate_s))
    for piece in ("Bạn trả về: 42.0", "Cần có: 0.1875", "Gợi ý:", "0/1 điểm"):
        assert piece in text


def test_wrong_matrix_is_drawn(bai, asked, solved):
    """Does a wrong matrix say the first wrong position and show where it differs?"""
    function = "quantization_matrix_multiplication_int"
    mistake = next(m for m in asked[function].misconceptions if m.name == "quên z_Y")
    result = bai.check(run_version(solved, function, {function: mistake.edits}))
    assert "vị trí [0, 0]" in str(result) and "sai 8/8 phần tử" in str(result)
    assert result._repr_mimebundle_()["text/html"].count("✗ ") >= 8


@pytest.mark.parametrize(
    "returned, words",
    [
        (np.zeros(3), "chiều (shape) (3,), cần (8,)"),
        (None, "Bạn trả về: None"),
        ("tám", "Bạn trả về: 'tám'"),
        (np.zeros(8, dtype=complex), "không phải dữ liệu thuần"),
        (object(), "không phải dữ liệu thuần"),
    ],
    ids=["wrong_shape", "returned_none", "returned_text", "returned_complex", "returned_object"],
)
def test_wrong_kind_of_result(bai, solved, returned, words):
    """Does a result of another kind say so, without a traceback of ours?"""
    right = run_version(solved, "quantize_int", {})

    def quantize_int(x, s, z, exp):
        return returned if np.ndim(x) else right(x, s, z, exp)

    assert words in str(bai.check(quantize_int))


@pytest.mark.parametrize("kind", [tuple, list, np.array])
def test_two_numbers_in_any_row(bai, solved, kind):
    """Are two numbers right as a tuple, as a list and as an array, and wrong when there are three?"""
    right = run_version(solved, "calculate_s_and_z_int", {})
    assert "đúng cả" in str(bai.check(answering("calculate_s_and_z_int", lambda *args: kind(right(*args)))))
    three = answering("calculate_s_and_z_int", lambda *args: kind([*right(*args), 0]))
    assert "bạn trả về 3 giá trị, cần 2" in str(bai.check(three))


def answering(name, function):
    function.__name__ = name
    return function


def test_wrong_dtype(bai, asked, solved):
    """Does a right value with a wrong dtype say just that?"""
    mistake = next(m for m in asked["quantize_int"].misconceptions if m.name == "quên đổi kiểu")
    text = str(bai.check(run_version(solved, "quantize_int", {"quantize_int": mistake.edits})))
    assert "giá trị đúng nhưng kiểu (dtype) là float64, cần int8" in text


def test_exception_is_theirs(bai):
    """Is an exception shown with the student's own line, and nothing of ours?"""
    shell = InteractiveShell.instance()
    shell.run_cell(
        "def calculate_z(alpha, beta, alpha_q, beta_q):\n    width = beta - alpha\n    return width / tong\n"
    )
    text = str(bai.check(shell.user_ns["calculate_z"]))
    assert "NameError: name 'tong' is not defined" in text
    assert "Ở dòng 3 của ô: return width / tong" in text
    assert "Traceback" not in text and "lesson.py" not in text


def test_stub(bai):
    """Is an unfilled TODO called unfilled rather than wrong?"""

    def calculate_s(alpha, beta, alpha_q, beta_q):
        raise NotImplementedError("TODO 1: chưa làm")

    assert str(bai.check(calculate_s)).startswith("○ calculate_s: TODO 1 chưa làm.")


@pytest.fixture
def notebook(project, source, monkeypatch):
    """A function that runs cells in a fresh notebook of the lesson, {"example": its first example that binds alpha_q}."""
    shell = InteractiveShell.instance()
    shell.user_ns.clear()
    names.WATCHED.pop(shell, None)
    monkeypatch.chdir(project.release(LESSON).parent)
    shell.run_cell(f"from course import Lesson\nbai = Lesson({LESSON!r})")
    example = next(cell.source for cell in source.cells if is_example(cell) and "alpha_q = -30" in cell.source)

    def run(*cells):
        for cell in cells:
            shell.run_cell(example if cell == "EXAMPLE" else cell)
        return str(shell.user_ns["bai"].check(shell.user_ns["calculate_s"]))

    return run


READS = "def calculate_s(alpha, beta, a, b):\n    return (beta - alpha) / (beta_q - alpha_q)"
WIDTH = "def calculate_s(alpha, beta, a, b):\n    return so_buoc(a, b) and (beta - alpha) / (b - a)"
HELPER = "def so_buoc(a, b):\n    return alpha_q"
OURS = "Tên beta_q là của một ô ví dụ trong bài"


def test_name_of_an_example(notebook):
    """Is a function that reads what an example bound called without it, as at grading, and told so?"""
    told = notebook("EXAMPLE", READS)
    assert "NameError: name 'beta_q' is not defined" in told and OURS in told and "0/1 điểm" in told


def test_nothing_written_but_the_name_of_the_result(notebook):
    """Is a function in which no line sets what it returns asked after that line, and not after an example of that name?"""
    told = notebook("EXAMPLE", "def calculate_s(alpha, beta, a, b):\n    # TODO 1\n    return alpha_q")
    assert "trả về một tên chưa được đặt" in told and "Dòng nào trong hàm đặt giá trị cho alpha_q?" in told
    assert "ô ví dụ" not in told


def test_name_of_an_example_in_a_helper(notebook):
    """Is it the same where only a helper reads it?"""
    told = notebook("EXAMPLE", HELPER, WIDTH)
    assert "NameError: name 'alpha_q' is not defined" in told and "Tên alpha_q là của một ô ví dụ" in told


@pytest.mark.parametrize("order", [("EXAMPLE", "own"), ("own", "EXAMPLE")], ids=["own_below", "own_above"])
def test_own_name_like_that_of_an_example(notebook, order):
    """Does a name that the student bound count as theirs, wherever the example stands?"""
    told = notebook(
        *(
            HELPER.replace("return alpha_q", "return m") + "\nalpha_q = 1\nimport math as m" if cell == "own" else cell
            for cell in order
        ),
        HELPER,
        WIDTH,
    )
    assert "✓ calculate_s" in told and "ô ví dụ" not in told


def test_example_comes_back_after_the_check(notebook):
    """Are the example's values there again after the check?"""
    notebook("EXAMPLE", READS)
    assert InteractiveShell.instance().user_ns["alpha_q"] == -30


def test_function_that_lacks_a_broken_one(notebook, bai):
    """Is a function that only lacks one whose cell is broken told about that cell, and not as wrong itself?"""
    notebook("def calculate_z(*ends):\n    return “0”", READS)
    shell = InteractiveShell.instance()
    shell.run_cell("def calculate_s_and_z_int(alpha, beta, exp):\n    return 1, calculate_z(alpha, beta, 1, 2)")
    told = str(shell.user_ns["bai"].check(shell.user_ns["calculate_s_and_z_int"]))
    assert "chưa xét được, vì còn thiếu calculate_z" in told and "còn thiếu hàm calculate_z (TODO 2)" in told
    assert "SyntaxError: invalid character '“' (U+201C)" in told and "LEFT DOUBLE QUOTATION MARK" in told
    assert "NameError" not in told


ROUNDED_DOWN = {"z = round(": "z = np.floor("}
ONE_TOO_FEW = {"beta_q = 2 ** (exp - 1) - 1": "beta_q = 2 ** (exp - 1)"}
DOWN = "from math import floor\nz_hat = (beta * -(2 ** (exp - 1)) - alpha * (2 ** (exp - 1) - 1)) / (beta - alpha)\nz = floor(z_hat)"
ITSELF = {"z = calculate_z(alpha, beta, alpha_q, beta_q)": DOWN.replace("\n", "\n    ")}
BLAMED = {
    "made_above": (ROUNDED_DOWN, {}, None, True),
    "made_here": (ROUNDED_DOWN, ITSELF, None, False),
    "made_above_and_here": (ROUNDED_DOWN, ONE_TOO_FEW, None, True),
    "nothing_above": ({}, ONE_TOO_FEW, None, False),
    "not_there_above": (ROUNDED_DOWN, {}, "del calculate_z", False),
    "no_function_above": (ROUNDED_DOWN, {}, "calculate_z = 5", False),
}


@pytest.mark.parametrize("case", BLAMED)
def test_mistake_of_an_earlier_function(bai, solved, case):
    """Is a wrong function said to use an earlier one that is not right only where it reads it, and are its TODOs open, not paid and not lost?"""
    above, here, after, is_blamed = BLAMED[case]
    function = run_version(solved, "calculate_s_and_z_int", {"calculate_z": above, "calculate_s_and_z_int": here})
    exec(after or "", function.__globals__)
    verdict = bai.check(function).verdict
    assert (verdict.earlier == Earlier("calculate_z", ("TODO 2",))) == is_blamed
    assert verdict.earned < verdict.exercise.points and verdict.failure
    assert not is_blamed or ([part.state for part in verdict.parts], verdict.mistake) == ([OPEN, OPEN], None)


def test_mistake_of_an_earlier_function_behind_a_decorator(bai, solved):
    """Are the earlier functions found where the checked one is wrapped?"""
    function = run_version(solved, "calculate_s_and_z_int", {"calculate_z": ROUNDED_DOWN})
    assert bai.check(functools.lru_cache(function)).verdict.earlier.function == "calculate_z"


def test_open_todos(bai, solved):
    """Are the TODOs of a wrong answer that no listed mistake explains open, those of one that is listed told apart, and is a single TODO wrong?"""
    open_, apart, single = (
        bai.check(run_version(solved, function, {function: edits})).verdict
        for function, edits in (
            ("calculate_s_and_z_int", {"return s, z": "return s * 3 + z, z - 17"}),
            ("quantize_a_position_in_matrix_int", {"quantized_Y_i_j = np.clip(quantized_Y_i_j, low, high)": "pass"}),
            ("calculate_s", {"return s": "return s * 3 + 1"}),
        )
    )
    assert [part.state for part in open_.parts] == [OPEN, OPEN] and "? TODO 3" in report.text(open_)
    assert open_.earned == 0
    assert {part.todo: part.state for part in apart.parts} == {"TODO 6": RIGHT, "TODO 7": WRONG}
    assert [part.state for part in single.parts] == [WRONG]


def test_arguments_are_fresh(bai, solved):
    """Does a function that spoils its arguments lose its TODO for that alone: is the next case not spoilt?"""
    right = run_version(solved, "quantization_matrix_multiplication_int", {})

    def quantization_matrix_multiplication_int(X_q, *others):
        result = right(X_q, *others)
        X_q[:] = 0
        return result

    for _ in range(2):
        verdict = bai.check(quantization_matrix_multiplication_int).verdict
        assert (verdict.failure.difference.kind, verdict.pattern) == (CHANGED, ALTERED) and verdict.earned == 0


def test_unknown_function(bai):
    """Is a function that is no exercise answered with the names that are?"""
    with pytest.raises(ValueError, match="calculate_s, calculate_z"):
        bai.check(len)


def test_html_is_escaped(bai):
    """Can a returned text not smuggle markup into the page?"""

    def calculate_s(alpha, beta, alpha_q, beta_q):
        return "<script>alert(1)</script>"

    assert "<script>" not in bai.check(calculate_s)._repr_mimebundle_()["text/html"]


def test_course_imports_nothing_of_the_grader():
    """Does `course` import nothing of `autograder`, neither in its text nor in a running process?"""
    for path in (ROOT / "course").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else [getattr(node, "module", None)]
            assert not any(name and name.startswith("autograder") for name in names), path
    script = "import course, course.plots, course.widgets, sys; print([m for m in sys.modules if m.startswith('autograder')])"
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert found.stdout.strip() == "[]"
