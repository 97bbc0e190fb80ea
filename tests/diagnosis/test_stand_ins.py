"""Does a stand-in give the reference's result for whatever a student's later function hands it, and nothing else?"""

import tracemalloc
from functools import cache

import numpy as np
import pytest

from autograder import exercises, reference
from autograder.diagnosis import stand_ins
from autograder.diagnosis.stand_ins import OUTSIDE, StandIns
from course.checking import plain
from course.checking.frozen import Raised, Returned, read_outcome, write_outcome


@cache
def of_lesson(lesson):
    return StandIns(exercises.load(lesson))


def ask(lesson, function, *args, **named):
    """The outcome of asking with plain values, by place and by name."""
    stand_in = of_lesson(lesson).of([function])[function]
    return stand_in(
        [plain.encode(value) for value in args], {name: plain.encode(value) for name, value in named.items()}
    )


@pytest.mark.parametrize("lesson", exercises.lesson_names())
def test_every_case(lesson):
    """Does each function's stand-in return the needed value in every case that students see, by place and by name, with the same type?"""
    for exercise in exercises.load(lesson).exercises:
        for case in (case for part in exercise.parts for case in part.visible):
            needed = exercise.reference(*case.args.values())
            for given in (
                ask(lesson, exercise.function, *case.args.values()),
                ask(lesson, exercise.function, **case.args),
            ):
                assert plain.encode(given.value) == plain.encode(needed)
                assert plain.encode(read_outcome(write_outcome(given)).value) == plain.encode(needed)


def test_by_place_and_name_at_once():
    """May some be given by place, others by name in any order, and one with a default be left out?"""
    whole = ask("bai01_so_nguyen", "calculate_s", -1.0, 5.0, beta_q=127, alpha_q=-128)
    assert whole == Returned(reference.calculate_s(-1.0, 5.0, -128, 127))
    W = np.array([[1.0, -2.0]], np.float32)
    without = ask("bai03_do_hat", "quantize_symmetric", W, 4).value
    assert plain.encode(without) == plain.encode(reference.quantize_symmetric(W, 4))
    by_axis = ask("bai03_do_hat", "quantize_symmetric", W, 4, axis=0).value
    assert by_axis[1].shape == reference.quantize_symmetric(W, 4, 0)[1].shape


WRONG_CALLS = {
    "too_few": ((1.0,), {}),
    "too_many": ((1.0, 2.0, 3, 4, 5), {}),
    "unknown_name": ((1.0, 2.0, 3), {"x": 4}),
    "given_twice": ((1.0, 2.0, 3, 4), {"alpha": 1.0}),
    "name_that_is_none": ((1.0, 2.0, 3), {"": 4}),
}


@pytest.mark.parametrize("name", WRONG_CALLS)
def test_wrong_signature(name):
    """Is a call that does not fit told as Python tells it, with the function's name?"""
    args, named = WRONG_CALLS[name]
    told = ask("bai01_so_nguyen", "calculate_s", *args, **named)
    assert told.kind == "TypeError" and "calculate_s" in told.message


@pytest.mark.parametrize(
    "data", [[1], {"dtype": "int8", "data": "x"}, {"list": 1}, {"dtype": "object", "data": 1}, [[[[]]]]]
)
def test_what_is_no_data(data):
    """Is what a forged frame holds in the place of data an error of the caller's, and no trouble?"""
    stand_in = of_lesson("bai01_so_nguyen").of(["calculate_s"])["calculate_s"]
    assert stand_in([data, 1.0, 2, 3], {}).kind == stand_in([1.0, 1.0, 2], {"beta_q": data}).kind == "TypeError"


OUTSIDE_THE_DOMAIN = {
    "no_width": ("bai01_so_nguyen", "calculate_s", (0.0, 0.0, -128, 127)),
    "nan": ("bai01_so_nguyen", "calculate_s", (float("nan"), 1.0, -128, 127)),
    "a_text": ("bai01_so_nguyen", "calculate_s", ("a", 1.0, -128, 127)),
    "nothing": ("bai02_sai_so", "dequantize", (None, 1.0, 0)),
    "a_list_of_texts": ("bai06_hieu_chinh", "minmax_range", (["a", "b"],)),
    "too_few_axes": ("bai11_gptq_awq", "hessian", (np.ones(3),)),
    "no_axis": (
        "bai05_tich_chap",
        "conv2d_int8",
        (np.ones((1, 1, 3, 3), np.int8), np.int8(1), np.ones(1, np.int8), 1, 0, 0, np.ones(1), 0),
    ),
    "an_empty_array": ("bai06_hieu_chinh", "minmax_range", (np.zeros(0, np.float32),)),
    "codes_that_are_no_whole_numbers": ("bai02_sai_so", "dequantize", (np.array([0.5, 1.0]), 1.0, 0)),
    "a_stride_of_0": ("bai05_tich_chap", "output_size", (5, 3, 0, 1)),
    "huge": ("bai05_tich_chap", "output_size", (10**300, 3, 1, 1)),
}


@pytest.mark.parametrize("name", OUTSIDE_THE_DOMAIN)
def test_outside_the_domain(name):
    """Is a value outside the text's domain answered by an error that says so and names the function, or by the right value, and never by a crash?"""
    lesson, function, args = OUTSIDE_THE_DOMAIN[name]
    told = ask(lesson, function, *args)
    if name != "huge" or isinstance(told, Raised):
        assert told.kind == OUTSIDE and told.message.startswith(f"{function} được gọi với giá trị ngoài đề: ")


@pytest.mark.parametrize("codes", [np.int8, np.int16, np.int32, np.int64, np.float32, np.float64])
def test_whole_numbers_of_any_kind(codes):
    """Are codes that a student keeps as other integers, or as whole real numbers, read as the same codes?"""
    x_q = np.array([[-128, 0], [5, 127]])
    given = ask("bai02_sai_so", "dequantize", x_q.astype(codes), 0.5, 3.0 if codes in (np.float32, np.float64) else 3)
    assert given.value.tolist() == reference.dequantize(x_q.astype(np.int8), 0.5, 3).tolist()


@pytest.mark.parametrize("value", [300.0, -(2.0**40), np.inf, np.nan, 0.5])
def test_real_numbers_that_are_no_codes(value):
    """Is a real array outside every integer type refused or read as it stands, without a warning or a wrapped code?"""
    given = ask("bai02_sai_so", "dequantize", np.array([value, 1.0]), 1.0, 0)
    assert isinstance(given, Raised) or given.value.tolist() == [value, 1.0]


def test_computed_once(monkeypatch):
    """Is the same call, of the next submission as well, not computed again, one of another type apart, and forgotten beyond a bound?"""
    asked = StandIns(exercises.load("bai01_so_nguyen"))
    computed = []
    bounded = stand_ins.bounded
    monkeypatch.setattr(stand_ins, "bounded", lambda function, *args: computed.append(args) or bounded(function, *args))
    monkeypatch.setattr(stand_ins, "REMEMBERED", 250)
    for _ in range(2):
        for args in ([-1.0, 1.0, -128, 127], [-1.0, 2.0, -128, 127]):
            assert isinstance(asked.of(["calculate_s"])["calculate_s"](args, {}), Returned)
    assert len(computed) == 2
    for number in range(3, 12):
        asked.of(["calculate_s"])["calculate_s"]([-1.0, float(number), -128, 127], {})
        assert asked._known.characters <= 250 and len(asked._known.answers) <= 3
    assert len(computed) == 11


def test_functions_do_not_answer_for_each_other():
    """Are two functions that are asked with the same arguments told apart?"""
    args = [-1.0, 3.0, -128, 127]
    both = of_lesson("bai01_so_nguyen").of(["calculate_s", "calculate_z"])
    s, z = (both[name](args, {}) for name in ("calculate_s", "calculate_z"))
    assert s == Returned(reference.calculate_s(*args)) and z == Returned(reference.calculate_z(*args))


def test_answer_is_bounded():
    """Does a small question whose answer would be huge cost the grader little memory?"""
    tracemalloc.start()
    try:
        told = ask("bai05_tich_chap", "im2col", np.zeros((1, 1, 3, 3), np.int8), 3, 1, 1500, 0)
        assert told.kind == OUTSIDE and tracemalloc.get_traced_memory()[1] < 64 * 1024**2
    finally:
        tracemalloc.stop()


@pytest.mark.robust
def test_what_is_kept_is_bounded():
    """Do many answers that are large not stay in the grader's memory?"""
    asked = StandIns(exercises.load("bai02_sai_so"))
    codes = plain.encode(np.zeros(100_000, np.int8))
    tracemalloc.start()
    try:
        for z in range(-30, 30):
            asked.of(["dequantize"])["dequantize"]([codes, 1.0, z], {})
        assert tracemalloc.get_traced_memory()[0] < 16 * 1024**2
    finally:
        tracemalloc.stop()


def test_reference_that_computes_for_ever(monkeypatch):
    """Is an answer that takes too long an error of the caller's?"""

    def too_long(*_):
        raise stand_ins.TooLong

    monkeypatch.setattr(stand_ins, "bounded", too_long)
    assert (
        StandIns(exercises.load("bai01_so_nguyen")).of(["calculate_s"])["calculate_s"]([-1.0, 1.0, 0, 9], {}).kind
        == OUTSIDE
    )
