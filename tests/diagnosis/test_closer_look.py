"""Is a wrong answer explained: by two mistakes, by an earlier function, by the smallest input that shows it?"""

from types import SimpleNamespace

import nbformat
import numpy as np
import pytest

from autograder import exercises, reference
from autograder.authoring.text import solutions
from autograder.bench.naming import NONE, NOT_WRONG, Told, answers, confusions, named_share
from autograder.exercises.written import answered, as_bytes, changed
from autograder.grading.notebook import grade_submission
from autograder.intake.read import read_bytes
from course.checking import report
from course.checking.compare import CHANGED
from course.checking.judge import Earlier
from course.checking.patterns import ALTERED

LESSON = "bai01_so_nguyen"
SYMMETRIC = "bỏ mã nhỏ nhất"  # a mistake of calculate_s_and_z_int


@pytest.fixture(scope="module")
def grade(project, grader_of):
    """Grade lesson 1 with some functions written another way: {function: verdict}."""
    release = nbformat.read(project.release(LESSON), as_version=4)
    right = solutions(nbformat.read(project.source(LESSON), as_version=4))

    def graded(**sources):
        loaded, sandbox = grader_of(LESSON, 3)
        content = as_bytes(answered(release, {**right, **sources}))
        found = grade_submission(read_bytes(content), loaded, sandbox)
        return SimpleNamespace(by={verdict.exercise.function: verdict for verdict in found.verdicts}, graded=found)

    graded.right = right
    return graded


def with_mistakes(grade, function, *names):
    edits = {}
    for mistake in exercises.load(LESSON)[function].misconceptions:
        edits |= mistake.edits if mistake.name in names else {}
    return changed({function: grade.right[function]}, {function: edits})


# --- an error is punished once ---

OFF = "def calculate_z(alpha, beta, alpha_q, beta_q):\n    return round((beta * alpha_q - alpha * beta_q) / (beta - alpha)) + 3"
NOT_LISTED = {
    "shifted": OFF,
    "another_formula": "def calculate_z(alpha, beta, alpha_q, beta_q):\n    return round(alpha) - 7 * round(beta)",
}


BLAMED = Earlier("calculate_z", ("TODO 2",))


@pytest.mark.parametrize("case", NOT_LISTED)
def test_right_with_right_earlier_functions(grade, case):
    """Does a right function keep its points where an earlier one makes a mistake nobody listed, and is the TODO named?"""
    verdict = grade(calculate_z=NOT_LISTED[case]).by["calculate_s_and_z_int"]
    assert verdict.earned == verdict.exercise.points
    assert verdict.earlier == BLAMED and verdict.mistake is None and verdict.failure is not None


SAME_ALWAYS = {
    "calculate_s": "def calculate_s(alpha, beta, alpha_q, beta_q):\n    return 1.0",
    "calculate_z": "def calculate_z(alpha, beta, alpha_q, beta_q):\n    return 0",
    "calculate_s_and_z_int": "def calculate_s_and_z_int(alpha, beta, exp):\n    return 1.0, 0",
}


def test_nothing_computed_carries_nothing(grade):
    """Does an earlier function that computes nothing leave nothing to earn for one that computes nothing either?"""
    verdicts = grade(**SAME_ALWAYS).by
    assert [verdicts[function].earned for function in SAME_ALWAYS] == [0, 0, 0]


def test_own_mistake_is_not_carried(grade):
    """Does a wrong function lose the TODO of its own mistake, and no other, though an earlier one is wrong as well?"""
    wrong = grade.right["calculate_s_and_z_int"].replace("return s, z", "return s, z + 1")
    assert wrong != grade.right["calculate_s_and_z_int"]
    assert grade(calculate_z=OFF, calculate_s_and_z_int=wrong).by["calculate_s_and_z_int"].lost == ("TODO 4",)


def test_wrong_without_calling_what_is_wrong(grade):
    """Is a wrong function that calls no other said to have its own error alone, though an earlier one is wrong as well?"""
    sources = with_mistakes(grade, "calculate_s", "chia ngược")
    verdicts = grade(**sources, calculate_z=OFF).by
    assert verdicts["calculate_s"].lost and verdicts["calculate_z"].lost
    assert verdicts["calculate_z"].earlier is None and "calculate_s" not in report.text(verdicts["calculate_z"])


@pytest.mark.parametrize("returned", ["1.0, 0", "np.nan, 0"])
def test_wrong_whatever_is_called(grade, returned):
    """Is a function that calls a wrong one, but returns the same beside a right one, said to have its own error alone?"""
    own = grade.right["calculate_s_and_z_int"].replace("return s, z", f"return {returned}")
    assert own != grade.right["calculate_s_and_z_int"]
    verdict = grade(calculate_z=OFF, calculate_s_and_z_int=own).by["calculate_s_and_z_int"]
    assert verdict.lost and verdict.earlier is None


EARLIER = {
    "a_list": "return [1] * 9",
    "a_large_array": "return np.zeros(10**6)",
    "a_text": "return '12'",
    "nan": "return float('nan')",
    "nothing": "print(beta_q)",
    "an_array": "return np.array([round((beta * alpha_q - alpha * beta_q) / (beta - alpha))])",
    "an_error": "return [][beta_q]",
    "an_unknown_name": "return betaq",
    "not_done": "raise NotImplementedError('TODO 2: chưa làm')",
    "no_python": "return (",
    "no_end": "return exit()",
}


OFTEN = ("nan", "not_done", "an_error")  # what students hand in


@pytest.mark.parametrize(
    "case", [case if case in OFTEN else pytest.param(case, marks=pytest.mark.robust) for case in EARLIER]
)
def test_whatever_the_earlier_function_gives(grade, case):
    """Does a right function keep its points whatever an earlier one returns, prints or stops with, and is only that one wrong?"""
    strange = f"import numpy as np\ndef calculate_z(alpha, beta, alpha_q, beta_q):\n    {EARLIER[case]}"
    verdicts = grade(calculate_z=strange).by
    later = verdicts["calculate_s_and_z_int"]
    assert verdicts["calculate_z"].earned == 0
    assert later.earned == later.exercise.points and later.earlier == BLAMED
    assert verdicts["quantize_int"].earned == verdicts["quantize_int"].exercise.points


def test_unknown_name(grade):
    """Is one told in which line the unknown name stands, and asked after it?"""
    wrong = "def calculate_s(alpha, beta, alpha_q, beta_q):\n    return (beta - alpha) / (betaq - alpha_q)"
    verdict = grade(calculate_s=wrong).by["calculate_s"]
    assert verdict.pattern.name == "dùng một tên chưa có" and "Ở dòng 2 của ô: return" in report.text(verdict)


# --- two mistakes at once ---


def test_two_mistakes(grade):
    """Are two mistakes in one function both named, with both hints?"""
    pair = ("trừ z thay vì cộng", "nhân với s thay vì chia")
    verdict = grade(**with_mistakes(grade, "quantize_int", *pair)).by["quantize_int"]
    assert verdict.mistake.names == pair and "(1)" in verdict.mistake.tells and "(2)" in verdict.mistake.tells


@pytest.mark.parametrize("listed", [True, False])
def test_mistake_of_its_own_and_of_an_earlier_function(grade, listed):
    """Is only its own listed mistake named and counted for a later function, and does it cost its own TODO alone, whether the earlier one's is listed or not?"""
    sources = with_mistakes(grade, "calculate_s", "chia ngược") if listed else {"calculate_z": OFF}
    found = grade(**sources, **with_mistakes(grade, "calculate_s_and_z_int", SYMMETRIC))
    verdict = found.by["calculate_s_and_z_int"]
    [mistake] = [one for one in exercises.load(LESSON)["calculate_s_and_z_int"].misconceptions if one.name == SYMMETRIC]
    assert (verdict.mistake.name, verdict.lost) == (SYMMETRIC, mistake.costs)
    assert verdict.earlier.function == next(iter(sources))
    counted = {one["function"]: one["mistakes"] for one in found.graded.notebook.metadata["autograder"]["exercises"]}
    assert counted["calculate_s_and_z_int"] == [SYMMETRIC]


@pytest.mark.parametrize(
    "lesson", [LESSON, *(pytest.param(name, marks=pytest.mark.robust) for name in exercises.lesson_names()[1:])]
)
def test_names_are_right(project, lesson):
    """Are at least 95 % of the wrong answers of a class named by what is in them, and none of the right ones?

    Of one answer in two in later lessons, in few of those that are measured, which takes long: `bench --part naming` asks all.
    """
    measures = any(exercise.is_measured for exercise in exercises.load(lesson).exercises)
    one_in = 15 if measures else 1 if lesson == LESSON else 2
    told = list(answers(project, lesson, 1, one_in))
    assert named_share(told) >= 0.95
    assert {(one.outcome, one.said) for one in told if one.kind == NONE} == {(NOT_WRONG, ())}


def test_confusions():
    """Are answers counted by what is in them and what was said, those named rightly or not wrong left out?"""
    pair, right = ("a", "b"), Told("bai", "f", ("a",), ("a",), False)
    taken, hidden, unnamed = (Told("bai", "f", pair, said, False) for said in (("c",), ("b",), ()))
    blamed, same = Told("bai", "f", (), ("a",), True), Told("bai", "f", pair, (), True)
    counted = confusions([right, taken, taken, hidden, unnamed, blamed, same])
    assert {key[2:]: count for key, count in counted.items()} == {
        (pair, ("c",)): 2,
        (pair, ("b",)): 1,
        (pair, ()): 1,
        ((), ("a",)): 1,
    }


def test_the_few_lines_of_the_lost_todo(grade):
    """Are the lines of the one TODO of several that is lost shown beside its own question, where nothing else is recognised?"""
    body = "    # TODO 3\n    alpha_q = {}\n    beta_q = 90 + exp\n{}    # TODO 4\n    s = calculate_s(alpha, beta, alpha_q, beta_q)\n    z = calculate_z(alpha, beta, alpha_q, beta_q)\n    return s, z"
    source = f"def calculate_s_and_z_int(alpha, beta, exp):\n{body}"
    verdict = grade(calculate_s_and_z_int=source.format("-100 - exp", "")).by["calculate_s_and_z_int"]
    [part] = [one for one in verdict.exercise.parts if one.todo == "TODO 3"]
    assert (verdict.lost, verdict.mistake, verdict.pattern) == (("TODO 3",), None, None)
    assert f"Dòng 3–4: `alpha_q = -100 - exp …`. {part.asks}" in report.text(verdict) and part.tells in report.text(
        verdict
    )
    assert "<span style='opacity:.6'>4 </span>    beta_q = 90 + exp" in report.html(verdict)
    many = grade(calculate_s_and_z_int=source.format("-100 - exp", "    beta_q += 0\n" * 2)).by["calculate_s_and_z_int"]
    assert many.lost == ("TODO 3",) and "Dòng" not in report.text(many) and part.asks in report.text(many)


# --- the smallest input ---


def test_smallest_input(grade):
    """Is the input told simpler than any the lesson asks, still wrong for the same reason, and its answer the reference's?"""
    floor = grade.right["quantize_int"].replace("np.round", "np.floor")
    assert floor != grade.right["quantize_int"]
    verdict = grade(quantize_int=floor).by["quantize_int"]
    shown, needed = verdict.failure.case, reference.quantize_int(*verdict.failure.case.args.values())
    assert shown.label == "đầu vào nhỏ nhất tìm được mà vẫn sai"
    assert report.value(shown.needed) == report.value(needed) != report.value(verdict.failure.outcome.value)
    assert len(str(shown.args)) < min(len(str(case.args)) for case in verdict.exercise.cases)


def test_smallest_input_is_allowed(grade):
    """Does the input told keep to what the text demands: a range that holds 0?"""
    for function in ("calculate_z", "calculate_s_and_z_int"):
        wrong = (
            {"calculate_z": OFF}
            if function == "calculate_z"
            else {function: "def calculate_s_and_z_int(a, b, exp):\n    return b, exp"}
        )
        case = grade(**wrong).by[function].failure.case
        assert case.hidden and case.args["alpha"] <= 0 <= case.args["beta"]


def test_large_numbers_become_smaller(grade):
    """Is a number far beyond the bounds brought nearer to them?"""
    verdict = grade(quantize_int=grade.right["quantize_int"].replace("-(2 ** (exp - 1))", "-(2 ** (exp - 1)) + 1")).by[
        "quantize_int"
    ]
    assert verdict.earned < verdict.exercise.points and np.max(np.abs(verdict.failure.case.args["x"])) < 3000


def test_smallest_matrix(grade):
    """Is a matrix cut down to the rows and columns that still show the mistake?"""
    function = "quantization_matrix_multiplication_int"
    verdict = grade(**with_mistakes(grade, function, "bỏ quên z_W·ΣX")).by[function]
    sizes = [case.args["X_q"].size + case.args["W_q"].size for case in verdict.exercise.cases]
    assert verdict.failure.case.args["X_q"].size + verdict.failure.case.args["W_q"].size < min(sizes)
    assert verdict.mistake.name == "bỏ quên z_W·ΣX"


def test_looking_closer_costs_nothing(grade):
    """Does a function keep what it earned though it ends its process when it is asked for more than its cases?"""
    cases = len(grade().by["calculate_z"].exercise.cases)
    dying = OFF.replace("):\n", f"):\n    global asked\n    asked += 1\n    asked > {3 * cases} and os._exit(0)\n")
    dying = f"import os\n\nasked = 0\n\n\n{dying}"
    verdicts = grade(calculate_z=dying).by
    assert verdicts["calculate_s"].earned == 1 and verdicts["calculate_z"].earned == 0
    assert verdicts["quantize_int"].earned == verdicts["quantize_int"].exercise.points


# --- what a function must not do ---


def test_changed_argument(grade):
    """Is a function that returns what is right and changes its argument told so, and its TODO lost?"""
    spoiling = (
        "\nright = quantize_int\n\n\ndef quantize_int(x, s, z, exp):\n    result = right(x, s, z, exp)\n"
        "    if isinstance(x, np.ndarray):\n        x *= 0\n    return result\n"
    )
    verdict = grade(quantize_int=grade.right["quantize_int"] + spoiling).by["quantize_int"]
    assert (verdict.earned, verdict.pattern, verdict.failure.difference.kind) == (0, ALTERED, CHANGED)
    assert ALTERED.asks in report.text(verdict)
    assert grade().by["quantize_int"].remarks == ()


def test_memory_between_calls(grade):
    """Is a function that answers by how often it was called told so, right or wrong?"""
    counting = "calls = []\n\n\ndef calculate_s(alpha, beta, alpha_q, beta_q):\n    calls.append(1)\n    return (beta - alpha) / (beta_q - alpha_q) + {}\n"
    cases = len(grade().by["calculate_s"].exercise.cases)
    right = grade(calculate_s=counting.format(f"(len(calls) > {cases})")).by["calculate_s"]
    assert right.earned == 1 and "gọi hai lần" in right.remarks[0]
    wrong = grade(calculate_s=counting.format("len(calls) / 10")).by["calculate_s"]
    assert wrong.earned == 0 and wrong.pattern.name == "gọi hai lần, ra hai kết quả"


def test_only_the_examples(grade):
    """Is a table of the notebook's examples told from a formula?"""
    shown = [case for case in grade().by["calculate_s"].exercise.cases if not case.hidden]
    table = {tuple(case.args.values()): float(case.needed) for case in shown}
    verdict = grade(calculate_s=f"def calculate_s(*args):\n    return {table!r}.get(args, 0.0)").by["calculate_s"]
    assert (verdict.earned, verdict.pattern.name) == (0, "chỉ đúng với các ví dụ trong notebook")
