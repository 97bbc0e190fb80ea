"""Does `bai.case(f)` give the input in which f failed, ready to be looked at?"""

import made
import numpy as np
import pytest

from autograder.exercises.versions import run_version
from course import Lesson
from course.checking.compare import alike

LESSON = "bai01_so_nguyen"
NO_CLIP = {"x_q = np.clip(x_q, alpha_q, beta_q)": "pass"}


@pytest.fixture
def bai(tmp_path):
    return Lesson(LESSON, made.hand_out(tmp_path, LESSON))


def quantize(edits):
    return run_version(made.lesson(LESSON)[1], "quantize_int", {"quantize_int": edits})


def test_smallest_failing_case(bai):
    """Is it the smallest case that fails, as arguments by name with which the function can be called again?"""
    function = quantize({"np.round(": "np.floor("})
    assert "Muốn tự xem: args = bai.case(quantize_int)" in str(bai.check(function))
    args = bai.case(function)
    sizes = [np.size(bai.case(function, which)["x"]) for which in range(1, len(bai.failed["quantize_int"]) + 1)]
    assert list(args) == ["x", "s", "z", "exp"] and len(sizes) > 1 and sizes == sorted(sizes)
    assert np.any(function(**args) != args.needed) and np.array_equal(function(**args), function(*args.values()))


def test_is_written_as_code(bai):
    """Can what is shown be pasted into a cell?"""
    function = quantize(NO_CLIP)
    bai.check(function)
    args, space = bai.case(function), {"np": np}
    exec(repr(args), space)
    assert all(alike(space[name], value) for name, value in args.items()) and "# cần có: " in repr(args)


def test_copies_are_fresh(bai):
    """Can one spoil them without harm?"""
    function = quantize(NO_CLIP)
    bai.check(function)
    bai.case(function)["x"][...] = 0
    assert np.any(bai.case(function)["x"] != 0)


@pytest.mark.parametrize(
    "edits, which, words",
    [
        (None, 1, "hãy chạy bai.check(quantize_int) trước"),
        ({}, 1, "quantize_int đúng ở mọi trường hợp"),
        (NO_CLIP, 99, "trường hợp chưa đúng, đánh số từ 1 đến"),
    ],
    ids=["not_checked", "right", "too_far"],
)
def test_nothing_to_see(bai, capsys, edits, which, words):
    """Is one told kindly that there is nothing, and is nothing given?"""
    function = quantize(edits or {})
    if edits is not None:
        told = str(bai.check(function))
        assert ("bai.case" in told) == bool(edits)
    assert bai.case(function, which) == {} and words in capsys.readouterr().out
