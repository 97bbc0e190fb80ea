"""Do the words of a verdict say what could not be judged, what to mend first, and what a student can paste and do?"""

import linecache
import math

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell

from autograder import exercises
from autograder.authoring.stubs import stubbed
from autograder.authoring.text import locked_names, solutions
from autograder.course_folder import ROOT, CourseFolder
from autograder.exercises import freeze
from course.checking import given, names, report, stubs, wording
from course.checking.compare import EXACT_WITH_DTYPE, Equality
from course.checking.frozen import Case, FrozenExercise, FrozenLesson, Missing, Part, Raised, Returned
from course.checking.judge import Earlier, judge
from course.checking.missing import explained
from course.checking.quiet import OneVoice, silent

LESSONS = exercises.lesson_names()
FIRST = Part("TODO 1", 1, (0,), Equality(), "Một là gì?", "Một là thế này.")
SECOND = Part("TODO 2", 1, (1,), Equality(), "Hai là gì?", "Hai là thế kia.")
CASES = (Case("ca một", {"x": 1}, 10), Case("ca hai", {"x": 2}, 20))
TWO = FrozenExercise("f", "f", "Chung?", "Chung.", CASES, (FIRST, SECOND), ())
LESSON = FrozenLesson("bai", ("W_small",), (TWO,))
BEFORE = Earlier("calculate_z", ("TODO 0",))


def texts(verdict, **more):
    return report.text(verdict), report.html(verdict, **more)


# The third state


def test_nothing_tells_the_todos_apart():
    """Is a TODO that could not be judged not shown as a wrong one, and is each one asked about?"""
    for told in texts(judge(TWO, [Returned(1), Returned(2)])):
        assert "? TODO 1: chưa xét được" in told and "? TODO 2: chưa xét được" in told
        assert "chưa biết lỗi nằm ở TODO nào" in told and "✗ TODO" not in told
        assert "TODO 1: Một là gì?" in told and "TODO 2: Hai là thế kia." in told


def test_case_of_the_second_todo():
    """Is only the second TODO asked about, where all is right that the first one's cases try?"""
    for told in texts(judge(TWO, [Returned(10), Returned(2)])):
        assert "Gợi ý cho TODO 2:" in told and "Hai là gì?" in told and "Một là gì?" not in told


@pytest.mark.parametrize("lost, asked", [(("TODO 2",), "Hai là gì?"), (("TODO 1", "TODO 2"), "Một là gì?")])
def test_hint_of_a_wrong_todo(lost, asked):
    """Is the hint about the first TODO that is wrong?"""
    verdict = judge(TWO, [Returned(1), Returned(2)], lost=lost)
    assert report.hint(verdict)[0] == asked and report.hint_label(verdict) == f"Gợi ý cho {lost[0]}"
    assert "chưa xét được" not in report.text(verdict)


def test_hint_of_one_todo():
    """Is an exercise of one TODO, or without hints of TODOs, asked about as a whole?"""
    for parts in [
        (Part("TODO 1", 1, (0, 1), Equality()),),
        (Part("TODO 1", 1, (0,), Equality()), Part("TODO 2", 1, (1,), Equality())),
    ]:
        verdict = judge(FrozenExercise("f", "f", "Chung?", "Chung.", CASES, parts, ()), [Returned(1), Returned(2)])
        assert report.hint(verdict) == ("Chung?", "Chung.") and report.hint_label(verdict) == "Gợi ý"


def test_error_in_a_function_of_several_todos():
    """Is it said that the function did not come far enough to judge its TODOs?"""
    told = report.text(judge(TWO, [Raised("ZeroDivisionError", "division by zero", 5, "1 / x", "f")] * 2))
    assert "? Hàm dừng giữa chừng, nên TODO 1, TODO 2 chưa xét được." in told and "Dấu hiệu: chia cho 0" in told


def test_stub_beside_others():
    """Is it said why the other TODOs could not be judged?"""
    told = report.text(judge(TWO, [Raised("NotImplementedError", "TODO 2: chưa làm", 5, "raise …", "f")] * 2))
    assert told.startswith("○ f: TODO 2 chưa làm.") and "? TODO 1 chưa xét được, vì TODO 2 chưa làm." in told


def test_wrong_above_a_stub():
    """Is a TODO that is lost above the one that is not done asked about, and only that?"""
    stopped = [Raised("NotImplementedError", "TODO 2: chưa làm", 5, "raise …", "f")] * 2
    for told in texts(judge(TWO, stopped, lost=("TODO 1", "TODO 2"))):
        assert "○ f: TODO 2 chưa làm." in told and "✗ TODO 1 đã viết nhưng chưa đúng. Một là gì?" in told
        assert "Hai là gì?" not in told
    for told in texts(judge(TWO, stopped, lost=("TODO 2",))):
        assert "đã viết nhưng chưa đúng" not in told


def test_stub_of_another_function():
    """Is a function that ended at another's stub not said to have that TODO, and is its own mistake asked about?"""
    stopped = [Raised("NotImplementedError", "TODO 0: chưa làm", 5, "raise …", "calculate_z")] * 2
    for told in texts(judge(TWO, stopped, lost=("TODO 2",), earlier=BEFORE)):
        assert "TODO 0 chưa làm." not in told and "Hai là gì?" in told
        assert "Ngoài lỗi của chính nó, hàm còn mang lỗi của calculate_z (TODO 0)." in told
        assert "Lỗi trong hàm calculate_z" in told


# An earlier function


def test_earlier_function_is_to_blame():
    """Is one told once to mend the earlier function first, and nothing of the own mistakes?"""
    verdict = judge(TWO, [Returned(1), Returned(2)], earlier=BEFORE)
    for told in texts(verdict):
        assert "? f: chưa xét được, vì calculate_z chưa đúng." in told
        assert told.count("Hãy sửa calculate_z (TODO 0) trước, rồi mới xem lại hàm này: có thể nó đã đúng.") == 1
        assert "Bạn trả về" not in told and "Gợi ý" not in told and "ca một" not in told
    assert report.example(verdict) is None


def test_earlier_function_costs_nothing():
    """Is a function that is right by itself told that it has its points, and whose error it still carries?"""
    for told in texts(judge(TWO, [Returned(1), Returned(2)], lost=(), earlier=BEFORE)):
        assert "✓ f: đủ điểm; kết quả còn mang lỗi của hàm calculate_z (TODO 0)." in told
        assert "Hàm này không mất điểm." in told and "Gợi ý" not in told


def test_earlier_function_beside_an_own_mistake():
    """Is an own mistake told though an earlier function is wrong, too?"""
    for told in texts(judge(TWO, [Returned(1), Returned(2)], lost=("TODO 2",), earlier=BEFORE)):
        assert "✗ f: chưa đúng." in told and "Hai là gì?" in told
        assert "Ngoài lỗi của chính nó, hàm còn mang lỗi của calculate_z (TODO 0)." in told


def test_link_to_the_earlier_function():
    """Is the earlier function a link on a page that has a place for it, and only there?"""
    verdict = judge(TWO, [Returned(1), Returned(2)], earlier=BEFORE)
    assert "Hãy sửa <a href='#bai-calculate_z'>calculate_z</a> (TODO 0) trước" in report.html(verdict, anchor="#bai-")
    assert "<a " not in report.html(verdict)


def test_function_that_lacks_another():
    """Are the TODOs of a function that could not be tried left open, though it has only one?"""
    one = FrozenExercise("g", "g", "?", ".", CASES, (Part("TODO 3", 1, (0, 1), Equality()),), ())
    verdict = judge(one, [Raised("NameError", "name 'f' is not defined", 2, "f(x)", "g")] * 2)
    told = report.text(explained(verdict, FrozenLesson("bai", (), (TWO, one))))
    assert "? g: chưa xét được, vì còn thiếu f." in told and "? TODO 3: chưa xét được" in told


def test_name_of_an_example_at_grading():
    """Does the grader, which is told of no lent names, find the same words for one that only an example has?"""
    verdict = judge(TWO, [Raised("NameError", "name 'W_small' is not defined", 2, "W_small @ x", "f")] * 2)
    told = report.text(explained(verdict, LESSON))
    assert "Dấu hiệu: dùng một tên của ô ví dụ trong bài" in told
    assert (
        told.count(
            "ên W_small là của một ô ví dụ trong bài. Khi kiểm tra và khi chấm, hàm được gọi mà không có tên ấy."
        )
        == 1
    )


# A raise that was left in

STUB = """def f(x):
    y = 1
    # TODO 1: tính a
    # Viết khoảng 1 dòng ở đây, rồi xóa dòng raise
    raise NotImplementedError("TODO 1: chưa làm")
    # TODO 2: tính b
    raise NotImplementedError("TODO 2: chưa làm")
    return b
"""
RAISE = 'raise NotImplementedError("TODO 1: chưa làm")'
NOT_DONE = Raised("NotImplementedError", "TODO 1: chưa làm", 5, RAISE, "f")
LEFT = {
    "above": STUB.replace(f"    {RAISE}", f"    a = x + 1\n    {RAISE}"),
    "above_in_a_loop": STUB.replace(f"    {RAISE}", f"    for i in x:\n        a = i\n    {RAISE}"),
    "below": STUB.replace(RAISE, f"{RAISE}\n    a = x + 1"),
    "returned": STUB.replace(f"    {RAISE}", f"    return x + 1\n    {RAISE}"),
    "under_magic": "%%time\n" + STUB.replace(f"    {RAISE}", f"    a = x + 1\n    {RAISE}"),
    "in_a_method": "class A:\n"
    + "\n".join(f"    {line}" for line in STUB.replace(RAISE, f"a = x\n    {RAISE}").split("\n")),
}
BELOW = (
    "a = np.abs(x)",
    "a = [int(c) for c in x]",
    "a = {c: 1 for c in x}",
    "a = max(abs(c) for c in x)",
    "a = x * EPS",
    "a = conv_network.forward(x)",
    "import math as m\n    a = m.sqrt(x)",
    "for c in x:\n        a = c",
)
LEFT |= {line: STUB.replace(RAISE, f"{RAISE}\n    {line}") for line in BELOW}
GIVEN = ("total = np.sum(a**2)", "a = np.where(a == 0, 1, a)", "a = a.reshape(x.shape)", "if x:\n        b = a.T")
UNTOUCHED = {
    **{f"given: {line}": STUB.replace(RAISE, f"{RAISE}\n    {line}") for line in GIVEN},
    "stub": STUB,
    "only_comments": STUB.replace(f"    {RAISE}", f"    # a = x + 1\n    pass\n    'ghi chú'\n    {RAISE}"),
    "another_todo_is_written": STUB.replace('raise NotImplementedError("TODO 2: chưa làm")', "b = 1"),
    "comments_are_gone": "\n".join(line for line in STUB.split("\n") if "#" not in line),
    "does_not_compile": STUB + "    return (",
    "nothing": "",
}


@pytest.mark.parametrize("case", LEFT)
def test_raise_left_behind(case):
    """Is a raise beside finished code found?"""
    assert stubs.left_behind(LEFT[case], NOT_DONE)


@pytest.mark.parametrize("case", UNTOUCHED)
def test_raise_that_waits(case):
    """Is a raise whose TODO is still to be written no raise that was left behind?"""
    assert not stubs.left_behind(UNTOUCHED[case], NOT_DONE)


def test_other_errors_leave_nothing_behind():
    """Is only the error of a stub taken for one?"""
    for error in (Raised("ValueError", "TODO 1: chưa làm"), Raised("NotImplementedError", "chưa làm")):
        assert not stubs.left_behind(LEFT["above"], error)


def solved(lesson):
    from nbformat import read

    return solutions(read(CourseFolder(ROOT).source(lesson), as_version=4))


@pytest.mark.parametrize("lesson", LESSONS)
def test_raise_in_every_exercise(lesson):
    """Of every TODO of every lesson: is the released stub untouched, and the solution above its raise not?"""
    for function, source in solved(lesson).items():
        parts = [part.todo for part in exercises.load(lesson)[function].parts if not part.is_step]  # steps share a stub
        for todo in parts:
            error = Raised("NotImplementedError", f"{todo}: chưa làm", 9, "raise", function)
            assert not stubs.left_behind(stubbed(source), error), (function, todo)
            written = source.split("\n")
            ends = [place for place, line in enumerate(written) if "### END SOLUTION" in line][parts.index(todo)]
            indent = written[ends][: len(written[ends]) - len(written[ends].lstrip())]
            written[ends] = f'{indent}raise NotImplementedError("{todo}: chưa làm")'
            assert stubs.left_behind("\n".join(written), error), (function, todo)


def test_words_of_a_raise_left_behind():
    """Is one told that the raise is still there, and on which line?"""
    error = Raised("NotImplementedError", "TODO 1: chưa làm", 6, RAISE, "f")
    verdict = explained(judge(TWO, [error] * 2), LESSON, source=LEFT["above"])
    for told in texts(verdict):
        assert "✗ f: còn dòng raise của TODO 1." in told and "Ở dòng 6 của ô" in told and "hãy xóa dòng ấy" in told
    assert report.text(explained(judge(TWO, [error] * 2), LESSON, source=STUB)).startswith("○ f: TODO 1 chưa làm.")


def test_source_of_a_function():
    """Is the text of a function found where there is one?"""
    linecache.cache["<cell 7>"] = (len(STUB), None, STUB.splitlines(True), "<cell 7>")
    space = {}
    exec(compile(STUB, "<cell 7>", "exec"), space)
    assert stubs.source_of(space["f"]).strip() == STUB.strip()
    assert stubs.source_of(len) == stubs.source_of(3) == ""


# A function that an earlier cell made


@pytest.fixture
def cells():
    """A function that runs cells in a fresh notebook, and the names that its watch knows."""
    shell = InteractiveShell.instance()
    shell.user_ns.clear()
    names.WATCHED.pop(shell, None)
    watched = names.watch()

    def run(*sources):
        for source in sources:
            shell.run_cell(source)
        return watched

    return run


GOOD, BAD = "def f(x):\n    return x", "def f(x):\n    return (x"


@pytest.mark.parametrize(
    "sources, kind",
    [
        ((GOOD, BAD), "SyntaxError"),
        ((GOOD, f"1 / 0\n{GOOD}"), "ZeroDivisionError"),
        ((GOOD, BAD, GOOD), None),
        ((GOOD, f"{GOOD}\n1 / 0"), None),
        ((BAD,), None),
        ((GOOD, "print(f(1)"), None),
        ((GOOD, BAD, "del f"), None),
    ],
)
def test_stale_function(cells, sources, kind):
    """Is a function known to be an old one where the newest cell that was to make it did not, and only there?"""
    stale = cells(*sources).stale.get("f")
    assert (stale and stale.kind) == kind


def test_words_of_a_stale_function():
    """Does a verdict on an old function say so, right or wrong?"""
    stale = Missing("f", "SyntaxError", "'(' was never closed", 2, "return (x")
    for outcomes in ([Returned(1), Returned(2)], [Returned(10), Returned(20)]):
        for told in texts(explained(judge(TWO, outcomes), LESSON, stale=stale)):
            assert "ô của f chạy lần gần nhất thì báo SyntaxError ở dòng 2" in told and "bản cũ" in told


# Values


TYPED = Part("TODO 1", 1, (0,), EXACT_WITH_DTYPE)
UNTYPED = Part("TODO 1", 1, (0,), Equality())


@pytest.mark.parametrize(
    "part, returned, needed, rows",
    [
        (UNTYPED, 0.5, np.float64(0.1875), {"Bạn trả về": "0.5", "Cần có": "0.1875"}),
        (
            UNTYPED,
            (0.1875,),
            np.float64(0.1875),
            {"Bạn trả về": "(0.1875,)", "Khác nhau": "bạn trả về tuple, cần một số"},
        ),
        (UNTYPED, np.array([1.0, 2]), np.array([1, 3], np.float32), {"Cần có": "[1. 3.]  (chiều (2,))"}),
        (TYPED, np.array([1, 2]), np.array([1, 3], np.int8), {"Cần có": "[1 3]  (int8, (2,))"}),
        (TYPED, 3.0, 3, {"Bạn trả về": "3.0  (float)", "Cần có": "3  (int)"}),
        (TYPED, None, np.array([1], np.int8), {"Bạn trả về": "None"}),
    ],
)
def test_types_where_they_matter(part, returned, needed, rows):
    """Is a type told only where it is asked for, or is what is wrong?"""
    exercise = FrozenExercise("f", "f", "?", ".", (Case("ca", {"x": 1}, needed),), (part,), ())
    found = dict(report.findings(judge(exercise, [Returned(returned)])))
    assert {label: found[label] for label in rows} == rows


THINGS = {
    "numbers": [1, -0.5, True, None, "tám", np.float32(0.1), np.int8(-3)],
    "not_finite": [math.inf, -math.inf, np.float32("inf"), np.array([np.inf, -np.inf, 1.5], np.float32)],
    "arrays": [np.arange(6, dtype=np.int16).reshape(2, 3), np.array(7, np.uint8), np.array([True, False])],
    "empty": [np.zeros((0, 3), np.float32), np.zeros(0, np.int8), [], ()],
    "inside": [[(np.ones((2, 2)), np.zeros(2))], (1.0,), {"a": np.array([0.1, 0.2])}],
}


@pytest.mark.parametrize("kind", THINGS)
def test_inputs_can_be_pasted(kind):
    """Do the input's lines, run as Python, make the same values of the same types?"""
    args = {f"x{place}": thing for place, thing in enumerate(THINGS[kind])}
    space = {"np": np}
    exec(wording.inputs(args), space)
    for name, thing in args.items():
        assert repr(space[name]) == repr(thing)


def test_nan_can_be_pasted():
    """Is NaN written so that it can be pasted, in an array and alone?"""
    space = {"np": np}
    exec(wording.inputs({"x": np.array([np.nan, 1]), "y": math.nan}), space)
    assert np.isnan(space["x"][0]) and space["x"][1] == 1 and math.isnan(space["y"])


@pytest.mark.parametrize(
    "thing", [np.zeros((100, 100)), [np.zeros((50, 50))] * 3, np.full(900, 1 / 3), {"a": np.zeros(5000)}]
)
def test_what_is_too_long_to_paste(thing):
    """Is a long input shown in part, said to be, and still harmless to paste?"""
    told = wording.inputs({"W": thing, "bits": 8})
    assert "# W: dài quá nên không chép hết được" in told and len(told) < 2 * wording.SHOWN_CHARS + 200
    space = {"np": np}
    exec(told, space)
    assert space["bits"] == 8 and "W" not in space


# Given to the check


FUNCTIONS = ("calculate_s", "calculate_z")


def calculate_s(x):
    return x


def test_function_by_its_name_or_its_variable():
    """Is a function known by its own name, or by the variable that it is bound to?"""
    add = lambda x: x  # noqa: E731
    assert given.name_of(calculate_s, FUNCTIONS, {}) == "calculate_s"
    assert given.name_of(add, FUNCTIONS, {"calculate_z": add}) == "calculate_z"
    assert given.name_of(math.floor, FUNCTIONS, {"calculate_z": math.floor}) == "calculate_z"


@pytest.mark.parametrize(
    "thing, words",
    [
        (lambda x: x, "viết nó với def và đúng tên trong đề"),
        (len, "không có hàm tên 'len'. Các hàm cần viết: calculate_s, calculate_z."),
        ("calculate_s", "không có dấu nháy: bai.check\\(calculate_s\\)"),
        (0.1875, "một giá trị kiểu float. Hãy đưa chính hàm vào, không gọi nó"),
        (None, "một giá trị kiểu NoneType"),
    ],
)
def test_what_is_no_function_of_the_lesson(thing, words):
    """Does the refusal say what to do?"""
    with pytest.raises(ValueError, match=words):
        given.name_of(thing, FUNCTIONS, {})


def test_silence(capsys):
    """Is nothing shown of a call that is only made to know?"""
    with silent():
        print("không hiện")
    assert capsys.readouterr().out == ""


def test_prints_once(capsys):
    """Is what a function prints shown for one call, the first that prints anything, and are errors let through?"""
    once = OneVoice()
    for case in range(4):
        with once.call():
            if case:
                print("x =", case)
    with pytest.raises(ZeroDivisionError), once.call():
        print("không hiện")
        1 / 0  # noqa: B018
    print("ngoài")
    assert capsys.readouterr().out == "x = 1\nngoài\n"


# The hints that were written


@pytest.mark.parametrize("lesson", LESSONS)
def test_hint_of_every_todo(lesson):
    """Has every TODO of an exercise with several its own hint, in what a release carries?"""
    from nbformat import read

    source = read(CourseFolder(ROOT).source(lesson), as_version=4)
    made = freeze.visible(exercises.load(lesson), solutions(source), locked_names(source))
    for exercise in made.exercises:
        several = len(exercise.parts) > 1
        assert all(bool(part.asks and part.tells) == several for part in exercise.parts), exercise.function
