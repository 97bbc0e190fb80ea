"""Is a puzzle's answer tried on its cases, are loops named kindly, characters counted, and nothing given for it?"""

import linecache

import numpy as np
import pytest

from course.checking import lesson_json
from course.checking.compare import EXACT
from course.checking.frozen import Case, FrozenExercise, FrozenLesson, Part, Puzzle
from course.checking.lesson import Lesson
from course.checking.puzzle import STAR, read

CASES = tuple(
    Case(label, {"x_q": np.array(codes, np.int8)}, len(set(codes)))
    for label, codes in {"ba mã": [1, 2, 2, 5], "một mã": [7], "số âm": [-1, 1, -1]}.items()
)
EXERCISE = FrozenExercise(
    "count_codes", "Đếm mã", "Mã trùng thì sao?", "np.unique.", CASES, (Part(STAR, 0, (0, 1, 2), EXACT),), ()
)
HEAD = 'def count_codes(x_q):\n    """Đếm."""\n'
MODEL = "len(np.unique(x_q))"


def lesson(folder, is_one_line=True):
    puzzles = (Puzzle(EXERCISE, is_one_line, len(MODEL) if is_one_line else 0),)
    (folder / "bai.check.json").write_text(
        lesson_json.dumps(FrozenLesson("bai", (), (), puzzles=puzzles)), encoding="utf-8"
    )
    return Lesson("bai", folder)


@pytest.fixture
def tried(tmp_path):
    """The result of an answer, written below the puzzle's first lines."""

    def result(body, **kind):
        source = f"{HEAD}    {body}\n"
        linecache.cache["<cell>"] = (len(source), None, source.splitlines(True), "<cell>")
        space = {"np": np}
        exec(compile(source, "<cell>", "exec"), space)
        return lesson(tmp_path, **kind).puzzle(space["count_codes"])

    yield result
    linecache.cache.pop("<cell>", None)


@pytest.mark.parametrize(
    ("body", "line"),
    [
        (f"return {MODEL}", "★ count_codes: đúng cả 3 trường hợp, 19 ký tự; lời giải mẫu dài 19."),
        ("return len( np . unique( x_q ) )", "★ count_codes: đúng cả 3 trường hợp, 19 ký tự; lời giải mẫu dài 19."),
        ("return np.unique(x_q).size + 0", "★ count_codes: đúng cả 3 trường hợp, 23 ký tự; lời giải mẫu dài 19."),
        (
            "return len({*x_q})",
            "★ count_codes: đúng cả 3 trường hợp, 11 ký tự; lời giải mẫu dài 19. Ngắn hơn cả lời giải mẫu!",
        ),
        ("n = np.unique(x_q)\n    return n.size", "count_codes: kết quả đúng cả 3 trường hợp, chỉ còn cách viết."),
        ("return len({q for q in x_q})", "count_codes: kết quả đúng cả 3 trường hợp, chỉ còn cách viết."),
        ("return x_q.size", "✗ count_codes: chưa đúng. Câu đố này không tính điểm, bạn làm khi nào thích."),
        ("return x_q.nothing", "✗ count_codes: chưa đúng. Câu đố này không tính điểm, bạn làm khi nào thích."),
        (
            'raise NotImplementedError("★: chưa làm")',
            "○ count_codes: chưa làm. Câu đố này không tính điểm, bạn làm khi nào thích.",
        ),
    ],
    ids=["model", "blanks", "longer", "shorter", "two_lines", "loop", "wrong", "error", "untouched"],
)
def test_headline(tried, body, line):
    """Is it said in one line how the answer is, and how long?"""
    assert str(tried(body)).splitlines()[0] == line
    assert line.replace("✗", "").strip()[:20] in tried(body)._repr_mimebundle_()["text/html"]


def test_wrong_answer_says_what_came_and_asks(tried):
    """Is a wrong answer shown its case, what it returned, what is needed and a question, with the rest folded away?"""
    text, html = str(tried("return x_q.size")), tried("return x_q.size")._repr_mimebundle_()["text/html"]
    assert "Bạn trả về: 4" in text and "Cần có: 3" in text and "Gợi ý: Mã trùng thì sao?" in text
    assert "np.unique." not in text and "<details>" in html and "np.unique." in html


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("return sum([1 for q in {*x_q}])", "[… for …]"),
        ("return sum(1 for q in {*x_q})", "(… for …)"),
        ("return len(set(map(int, x_q)))", "map"),
        ("n = 0\n    for q in {*x_q}:\n        n += 1\n    return n", "for"),
    ],
    ids=["list", "generator", "map", "statement"],
)
def test_loops_are_named_kindly(tried, body, named):
    """Is a loop named in a question, and does the same answer pass where several lines are asked for?"""
    result = tried(body)
    assert not result.is_solved and f"không cần {named}?" in str(result)
    assert tried(body, is_one_line=False).is_solved
    assert str(tried(body, is_one_line=False)) == "★ count_codes: đúng cả 3 trường hợp."


def test_function_without_text(tmp_path):
    """Is a right function still right where nobody has its text?"""
    space = {"np": np}
    exec(f"{HEAD}    return {MODEL}\n", space)
    assert str(lesson(tmp_path).puzzle(space["count_codes"])) == "★ count_codes: đúng cả 3 trường hợp."


@pytest.mark.parametrize("thing", ["count_codes", 3, len], ids=["name", "number", "another"])
def test_something_else(tmp_path, thing):
    """Is who gives something else told which puzzles there are?"""
    with pytest.raises(ValueError, match=r"Các câu đố: count_codes\. Hãy đưa chính hàm vào"):
        lesson(tmp_path).puzzle(thing)


def test_text_that_cannot_be_read():
    """Is text that is no function read as nothing?"""
    assert read("def f(:") is None and read("x = 1") is None
    assert read("    def f(x):\n        return x\n").length == 1
