"""Does `bai.more(f)` give a right function more cases, say what is wrong as the check does, and never speak of marks?"""

import json

import made
import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell

from autograder.exercises.versions import run_version
from course import Lesson
from course.checking import names, plain
from course.checking.more import NOT_HIDDEN
from course.checking.notice import Notice

LESSON, SECOND, MEASURED = "bai01_so_nguyen", "bai02_sai_so", "bai13_do_an"
FUNCTION = "quantization_matrix_multiplication_int"
PRACTISE = "Muốn luyện thêm: bai.more({})"


@pytest.fixture
def place(tmp_path):
    return made.hand_out(tmp_path, LESSON)


@pytest.fixture
def bai(place):
    return Lesson(LESSON, place)


def right(name, function, edits=None):
    """The lesson's solution, with edits."""
    return run_version(made.lesson(name)[1], function, {function: edits or {}})


def with_mistake(function, name):
    """The lesson's solution with a listed mistake."""
    exercise = made.lesson(LESSON)[0][function]
    return right(LESSON, function, next(one.edits for one in exercise.misconceptions if one.name == name))


def hard_coded(function, otherwise):
    """A function that knows the needed values of the visible cases by heart, and is `otherwise` in all others."""
    exercise = next(one for one in made.lesson(LESSON)[2].exercises if one.function == function)
    known = {json.dumps(case.encoded_args): plain.encode(case.needed) for case in exercise.cases}

    def answer(*args):
        found = known.get(json.dumps([plain.encode(arg) for arg in args]))
        return otherwise(*args) if found is None else plain.decode(found)

    answer.__name__ = function
    return answer


@pytest.mark.parametrize("function", [exercise.function for exercise in made.lesson(LESSON)[0].exercises])
def test_right(bai, function):
    """Is a right function told of more cases after its tick, and are all of them right, for no points?"""
    answer = right(LESSON, function)
    checked, more = bai.check(answer), bai.more(answer)
    assert PRACTISE.format(function) in str(checked)
    assert (
        f"<code style='background:none;color:inherit'>bai.more({function})</code>"
        in checked._repr_mimebundle_()["text/html"]
    )
    cases = len(more.verdict.exercise.cases)
    for told in (str(more), more._repr_mimebundle_()["text/html"]):
        assert f"✓ {function}: đúng cả {cases} trường hợp." in told and cases >= 4
        assert f"Luyện thêm, không tính điểm: đúng {cases}/{cases} trường hợp." in told and NOT_HIDDEN in told
        assert "/1 điểm" not in told and "TODO" not in told


def test_hard_coded(bai):
    """Is one who knows only the visible cases told what came back, what was needed and which mistake it looks like, with a picture?"""
    cheat = hard_coded(FUNCTION, with_mistake(FUNCTION, "quên z_Y"))
    assert "✓" in str(bai.check(cheat))
    more = bai.more(cheat)
    told, shown = str(more), more._repr_mimebundle_()["text/html"]
    for piece in (
        f"✗ {FUNCTION}: chưa đúng.",
        "đúng 8/12",
        "Bạn trả về:",
        "Cần có:",
        "Giống lỗi: quên z_Y",
        "Gợi ý:",
        NOT_HIDDEN,
    ):
        assert piece in told, piece
    assert "trường hợp luyện thêm thứ 1" in told and "ẩn thứ" not in told and "điểm  ·" not in told
    assert "<figure" in shown and "Giống lỗi:" in shown and NOT_HIDDEN in shown


def test_failing_input_can_be_looked_at(bai):
    """Does `bai.case` then give the smallest of the new cases that is wrong?"""
    cheat = hard_coded(FUNCTION, with_mistake(FUNCTION, "quên z_Y"))
    assert f"Muốn tự xem: args = bai.case({FUNCTION})" in str(bai.more(cheat))
    args = bai.case(cheat)
    assert "luyện thêm" in args.label and np.any(cheat(*args.values()) != args.needed)


def test_raises_in_a_new_case(bai):
    """Is an error that only a new case raises told with its line?"""

    def fails(*args):
        raise ValueError("chưa nghĩ tới")

    told = str(bai.more(hard_coded("calculate_s", fails)))
    assert "✗ calculate_s: hàm dừng vì lỗi." in told and "ValueError: chưa nghĩ tới" in told


def test_wrong_in_a_visible_case(bai):
    """Does one whose function fails in a visible case get the check's own answer first?"""
    wrong = with_mistake(FUNCTION, "quên z_Y")
    assert str(bai.more(wrong)) == str(bai.check(wrong)) and "bai.more" not in str(bai.check(wrong))


def test_wrong_earlier_function(bai):
    """Is an earlier function to blame that is wrong in new cases only?"""
    later = right(LESSON, "calculate_s_and_z_int")
    solved, seen, learns = later.__globals__["calculate_s"], set(), [True]

    def calculate_s(*args):
        seen.update([args] if learns else [])
        return solved(*args) if args in seen else 42.0

    later.__globals__["calculate_s"] = calculate_s
    assert all("✓" in str(bai.check(function)) for function in (calculate_s, later))
    learns.clear()
    assert "Hãy sửa calculate_s (TODO 1) trước" in str(bai.more(later))


def test_worth_nothing(bai):
    """Does a failure in a new case leave the points of the check and of the table as they are?"""
    cheat = hard_coded("calculate_s", lambda *args: 42.0)
    bai.check(cheat)
    before = str(bai.progress())
    assert "✗" in str(bai.more(cheat)) and str(bai.progress()) == before and "1/10 TODO" in before


def test_file_is_missing(bai, place):
    """Does the check then tell of no more cases, and is one who asks told kindly what is missing and that nothing is lost?"""
    (place / f"{LESSON}.more.json").unlink()
    answer = right(LESSON, "calculate_s")
    assert "luyện thêm" not in str(bai.check(answer))
    told = bai.more(answer)
    assert isinstance(told, Notice) and f"không thấy tệp {LESSON}.more.json" in str(told)
    assert "vẫn được kiểm tra và chấm như thường" in str(told)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"lesson": "x"}', "\x00", "of another lesson"])
def test_file_is_broken(bai, place, tmp_path, text):
    """Is a file that was cut off, changed or of another lesson told as that, while the check goes on?"""
    other = (made.hand_out(tmp_path, SECOND) / f"{SECOND}.more.json").read_text(encoding="utf-8")
    (place / f"{LESSON}.more.json").write_text(other if text == "of another lesson" else text, encoding="utf-8")
    answer = right(LESSON, "calculate_s")
    assert "✓" in str(bai.check(answer)) and "luyện thêm" not in str(bai.check(answer))
    assert isinstance(bai.more(answer), Notice) and "không còn như lúc được phát" in str(bai.more(answer))


def test_without_check_data(bai, place):
    """Is one without the check's own data told of that?"""
    (place / f"{LESSON}.check.json").unlink()
    assert f"không thấy tệp {LESSON}.check.json" in str(bai.more(len))


@pytest.mark.parametrize(
    "name, function, why",
    [("bai12_ngoai_lai", "hadamard", "quá ít đầu vào"), (MEASURED, "compress", "được đo")],
)
def test_no_cases_of_a_function(tmp_path, name, function, why):
    """Is one told why a function has no more cases, and does the check not send anybody there?"""
    bai = Lesson(name, made.hand_out(tmp_path, name))
    answer = right(name, function)
    assert "luyện thêm" not in str(bai.check(answer))
    told = str(bai.more(answer))
    assert f"{function} không có trường hợp luyện thêm" in told and why in told


def test_other_lesson_in_the_kernel(tmp_path, place, monkeypatch):
    """Does the second lesson of a kernel find the cases of the first one's function?"""
    shell = InteractiveShell.instance()
    shell.user_ns.clear()
    names.WATCHED.pop(shell, None)
    monkeypatch.chdir(place)
    made.hand_out(tmp_path, SECOND)
    shell.run_cell(f"from course import Lesson\nLesson({LESSON!r})\nbai = Lesson({SECOND!r})")
    told = str(shell.user_ns["bai"].more(right(LESSON, "calculate_s")))
    names.WATCHED.pop(shell, None)
    assert "✓ calculate_s: đúng cả 4 trường hợp" in told


def test_build_tells_of_none(bai, monkeypatch):
    """Is the line left out of what a build stores, whatever lies beside the notebook?"""
    monkeypatch.setenv("COURSE_STATIC", "1")
    assert "luyện thêm" not in str(bai.check(right(LESSON, "calculate_s")))
