"""Does a submission that does not solve an exercise earn nothing for it, and does one that floods its notebook stay small?"""

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from autograder.exercises.versions import edited
from autograder.exercises.written import answered, as_bytes, without_markers
from autograder.grading.lesson import load_lesson
from autograder.grading.notebook import grade_submission
from autograder.grading.outputs import TOO_MUCH, new_output, size_of
from autograder.grading.over_limits import LIMITS
from autograder.intake.read import read_bytes
from autograder.sandbox import Limits, Sandbox, choose

LESSON = "bai01_so_nguyen"
S, Z, BOTH = "calculate_s", "calculate_z", "calculate_s_and_z_int"
MATRIX = "quantization_matrix_multiplication_int"
QUOTIENT = {"(beta - alpha) / (beta_q": "(beta - alpha) // (beta_q"}  # 0.0 for every range of an integer type
UPSIDE_DOWN = {"(beta - alpha) / (beta_q - alpha_q)": "(beta_q - alpha_q) / (beta - alpha)"}
ROUND_DOWN = {"z = round(": "z = np.floor("}
CODES = "low, high = -(2 ** (exp - 1)), 2 ** (exp - 1) - 1\n    z_hat = (beta * low - alpha * high) / (beta - alpha)\n"
SCALE_OF_ZERO = f"def {BOTH}(alpha, beta, exp):\n    {CODES}    return 0.0, round(z_hat)"
ROUNDED_DOWN = f"def {BOTH}(alpha, beta, exp):\n    {CODES}    return (beta - alpha) / (high - low), np.floor(z_hat)"
ELEMENTWISE = f"def {MATRIX}(X_q, W_q, *others, **more): return X_q * W_q"
ANSWERS = {
    "elementwise_product": ({MATRIX: ELEMENTWISE}, "8 9 10"),
    "rounded_down_with_a_right_z": ({BOTH: ROUNDED_DOWN}, "3 4"),
    "rounded_down_with_a_wrong_s": ({BOTH: ROUNDED_DOWN, S: UPSIDE_DOWN}, "1 3 4"),
    "scale_of_zero_with_a_right_s": ({BOTH: SCALE_OF_ZERO}, "3 4"),
    "scale_of_zero_with_an_unknown_s": ({BOTH: SCALE_OF_ZERO, S: f"def {S}(*ends): return 42.0"}, "1 3 4"),
    "scale_of_zero_with_another_mistake_in_s": ({BOTH: SCALE_OF_ZERO, S: UPSIDE_DOWN}, "1 3 4"),
    "calls_a_wrong_s": ({S: QUOTIENT}, "1"),
    "calls_a_wrong_z": ({Z: ROUND_DOWN}, "2"),
}
FORGED = """
worker = next(kind for kind in object.__subclasses__() if kind.__name__ == "Notebook")
worker.run = lambda self, source, *told: [{"error": TEXT, "message": TEXT, "traceback": LINES}] * 5
"""
LOOKED_UP = """
import json
from course.checking import lesson_json, plain
known = {{}}
for kind in {kinds!r}:
    with open("{lesson}." + kind + ".json", encoding="utf-8") as file:
        exercises = lesson_json.loads(file.read()).exercises
    cases = next(one.cases for one in exercises if one.function == "{function}")
    known.update({{json.dumps(case.encoded_args): case.needed for case in cases}})
def {function}(*args):
    return known.get(json.dumps([plain.encode(arg) for arg in args]), 42.0)
"""
FLOODS = {  # each about 0.8 MB a cell
    "names_and_messages": ("'\\U0001F600' * 20_000", "[]"),
    "bytes_that_are_escaped": ("'\\0' * 13_000", "[]"),
    "tracebacks": ("''", "['\\U0001F600' * 20_000] * 2"),
}
CELLS = 20


@pytest.fixture(scope="module")
def lesson(project):
    return load_lesson(project, LESSON, seed=20)


@pytest.fixture(scope="module")
def sandbox(lesson):
    with Sandbox(choose(), Limits(output_bytes=1024**2, sent_bytes=1024**3), lesson.files) as opened:
        yield opened


def graded(release, solved, lesson, sandbox, answers, cells=()):
    """The lesson's solution, with some answers (edits, or another text) in its place and own cells at the end, graded."""
    texts = {function: without_markers(text) for function, text in solved.items()}
    for function, answer in answers.items():
        texts[function] = answer if isinstance(answer, str) else edited(texts[function], answer)
    notebook = answered(release, texts)
    notebook.cells += [new_code_cell(source) for source in cells]
    return grade_submission(read_bytes(as_bytes(notebook)), lesson, sandbox)


def lost(result):
    return [part.todo for verdict in result.verdicts for part in verdict.parts if part.earned < part.points]


def todos(numbers):
    return [f"TODO {number}" for number in numbers.split()]


@pytest.mark.parametrize("name", ANSWERS)
def test_points_of_an_answer(release, solved, lesson, sandbox, name):
    """Does an answer lose the TODOs it does not solve, whatever earlier functions do, and one that is right nothing for them?"""
    answers, numbers = ANSWERS[name]
    assert lost(graded(release, solved, lesson, sandbox, answers)) == todos(numbers)


@pytest.mark.parametrize("kinds", [["check"], ["check", "more"]], ids=["visible", "all_published"])
def test_looked_up(release, solved, lesson, sandbox, kinds):
    """Does one earn nothing who reads the needed values in the files beside the notebook, those to practise with included?"""
    answers = {S: LOOKED_UP.format(function=S, kinds=kinds, lesson=LESSON)}
    result = graded(release, solved, lesson, sandbox, answers)
    [verdict] = [one for one in result.verdicts if one.exercise.function == S]
    assert lost(result) == ["TODO 1"] and verdict.failure.case.hidden, "what is published comes out right"


def test_mistake_that_is_gone_at_the_end(release, solved, lesson, sandbox):
    """Does a wrong answer lose its TODOs where an earlier mistake stood at its check only, and was mended below?"""
    answers = {BOTH: SCALE_OF_ZERO, S: QUOTIENT}
    result = graded(release, solved, lesson, sandbox, answers, cells=[without_markers(solved[S])])
    assert lost(result) == todos("3 4")


@pytest.mark.parametrize("name", FLOODS)
def test_forged_outputs(release, solved, lesson, sandbox, name):
    """Does a worker that floods the notebook leave it below the limit, with a short notice in all cells beyond, and lose no point?"""
    text, lines = FLOODS[name]
    forged = FORGED.replace("TEXT", text).replace("LINES", lines)
    result = graded(release, solved, lesson, sandbox, {}, cells=[forged, *["pass"] * CELLS])
    assert (result.earned, result.status) == (10, LIMITS["output"][0])
    first, *beyond = [cell.outputs for cell in result.notebook.cells[-CELLS:]]
    assert len(first) == 5
    assert all([output.get("text") for output in shown] == [TOO_MUCH] for shown in beyond)
    others = len(as_bytes(answered(release, solved)))
    assert len(nbformat.writes(result.notebook).encode()) < sandbox.limits.output_bytes + 2 * others


@pytest.mark.parametrize(
    "letter", ["\n", "\u2028", "\0", "ấ", "x"], ids=["line", "separator", "escaped", "wide", "plain"]
)
def test_size_of_an_output(letter):
    """Is what counts against the limit no less than what nbgrader writes into the file?"""
    text = letter * 5000
    for output in (
        new_output("stream", name="stdout", text=text),
        new_output("execute_result", data={"text/plain": text}),
        new_output("error", ename=text, evalue=text, traceback=[text] * 30),
    ):
        cell = new_code_cell("", outputs=[])
        empty = len(nbformat.writes(nbformat.v4.new_notebook(cells=[cell])).encode())
        cell.outputs = [output]
        assert len(nbformat.writes(nbformat.v4.new_notebook(cells=[cell])).encode()) - empty <= size_of(output)
