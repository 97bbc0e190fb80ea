"""Is what a student reads of a value as short as it must be, whatever was returned?"""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.course_folder import ROOT
from course import Lesson
from course.checking import frozen, report, wording
from course.checking.judge import judge

LESSON = "bai01_so_nguyen"
LONGEST = wording.SHOWN_CHARS + 100  # the value's type and the mark of the cut stand after it
SPENT_BYTES = 1_000_000

leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats().map(lambda number: float(f"{number:.12g}") + 0.0)  # -0.0 is written as 0.0
    | st.text(max_size=5)
)
small = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3) | st.tuples(inner) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


def nested(depth, width):
    return [nested(depth - 1, width) for _ in range(width)] if depth else 0.5


HUGE = {
    "long_text": lambda: '"' * 7_500_000,
    "long_texts": lambda: ["x" * 5_000_000] * 2,
    "long_key": lambda: {"x" * 5_000_000: 1},
    "long_list": lambda: [0] * 1_000_000,
    "list_of_empty_lists": lambda: [[]] * 1_000_000,
    "dict_of_many_keys": lambda: dict.fromkeys(map(str, range(1_000_000)), 0),
    "nested_lists": lambda: nested(depth=7, width=6),
    "array_of_7_axes": lambda: np.full((6,) * 7, 1 / 3),
    "tuple_of_arrays_of_7_axes": lambda: (np.full((6,) * 7, 1 / 3),) * 3,
    "array_of_8_short_axes": lambda: np.full((2,) * 8, 1 / 3),
    "list_of_arrays": lambda: [np.full(1000, 1 / 3)] * 1000,
}


@pytest.mark.parametrize("failure", HUGE)
def test_huge_value(failure):
    """Is a huge value cut, and no more of it written than is shown?"""
    thing = HUGE[failure]()
    tracemalloc.start()
    text = report.value(thing)
    _, spent = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert wording.CUT in text
    assert len(text) <= LONGEST
    assert spent < SPENT_BYTES


@pytest.mark.parametrize("failure", ["long_text", "array_of_7_axes", "tuple_of_arrays_of_7_axes"])
def test_page_of_a_huge_value(failure):
    """Is the page of a function that returns a huge value as short as any other?"""
    thing = HUGE[failure]()

    def calculate_s(alpha, beta, alpha_q, beta_q):
        return thing

    page = Lesson(LESSON, ROOT / "release" / LESSON).check(calculate_s)._repr_mimebundle_()["text/html"]
    assert len(page) < 50_000


def test_huge_text_where_another_is_needed():
    """Is the sentence that says what differs cut as well?"""
    part = frozen.Part("TODO 1", 1, (0,), frozen.Equality())
    case = frozen.Case("một chữ", {}, "tám")
    exercise = frozen.FrozenExercise("f", "", "", "", (case,), (part,), ())
    verdict = judge(exercise, [frozen.Returned("x" * 1_000_000)])
    assert len(report.text(verdict)) < 3 * LONGEST


@settings(deadline=None)
@given(small)
def test_small_value(thing):
    """Is a small value shown whole, as Python writes it?"""
    assert report.value({"x": thing}) == f"{ {'x': thing}!r}  (dict)"
    assert report.value([thing, thing]) == repr([thing, thing])


@pytest.mark.parametrize(
    "thing, text",
    [
        ((1,), "(1,)"),
        ([np.int8(1), 2.5], "[1, 2.5]"),
        ((np.zeros(2, np.int8), 3), "giá trị thứ 1: [0 0]  (int8, (2,))\ngiá trị thứ 2: 3  (int)"),
        (np.arange(3), "[0 1 2]  (int64, (3,))"),
        (np.arange(100), "[ 0  1  2 ... 97 98 99]  (int64, (100,))"),
        (np.float32(0.5), "0.5  (float32)"),
        (0.1 + 0.2, "0.3  (float)"),  # the last digits are not the same on every machine
        ([1 / 3, (2 / 3,)], "[0.333333333333, (0.666666666667,)]"),
        (np.array(7), "7  (int64)"),
        ("tám", "'tám'  (str)"),
        ([(np.float64(0.5), np.int8(3))], "[(0.5, 3)]"),
        (1 << 1022, f"{1 << 1022}  (int)"),
        (None, "None"),
    ],
)
def test_kinds_of_values(thing, text):
    """Does each kind of value read as a student would write it?"""
    assert report.value(thing) == text


@pytest.mark.parametrize(
    "returned, needed, told",
    [
        (np.array([-0.20000000000000018]), np.array([0.3]), "vị trí [0]: -0.2 thay vì 0.3"),
        (np.array([1.0000001]), np.array([1.0]), "vị trí [0]: 1.0000001 thay vì 1"),
        (np.array([1.0]), np.array([np.nextafter(1.0, 2.0)]), "vị trí [0]: 1.0 thay vì 1.0000000000000002"),
        (np.array([1.0]), np.array([np.inf]), "vị trí [0]: 1 thay vì inf"),
        (np.array([3], np.int8), np.array([4], np.int8), "vị trí [0]: 3 thay vì 4"),
        ([(0, 1), (np.float64(2), 3)], [(0, 1), (2, 4)], "giá trị trả về thứ 2: 3 thay vì 4"),
        ([(0, 1), (2,)], [(0, 1), (2, 4)], "giá trị trả về thứ 2: bạn trả về 1 giá trị, cần 2"),
        (
            [(0, 1), None],
            [(0, 1), (2, 4)],
            "giá trị trả về thứ 2: bạn trả về NoneType, cần 2 giá trị (hàm đã có dòng return chưa?)",
        ),
        (np.zeros((2, 2)), (0, 1), "bạn trả về mảng float64 (2, 2), cần 2 giá trị"),
        (None, np.array([4]), "bạn trả về NoneType, cần mảng int64 (1,) (hàm đã có dòng return chưa?)"),
    ],
)
def test_difference_in_few_digits(returned, needed, told):
    """Are two numbers told with as few digits as tell them apart, and is a missing return asked after?"""
    part = frozen.Part("TODO 1", 1, (0,), frozen.Equality())
    exercise = frozen.FrozenExercise("f", "", "", "", (frozen.Case("một ca", {}, needed),), (part,), ())
    assert f"Khác nhau: {told}" in report.text(judge(exercise, [frozen.Returned(returned)]))


CALLS = {
    "f(1, -0.5)": {"a": 1, "b": np.float64(-0.5)},
    "f(np.array([[1, 2]], np.int8), 8)": {"X": np.array([[1, 2]], np.int8), "exp": 8},
    "f(np.array([0.1, 2. ], np.float32), np.float32(0.3))": {"x": np.array([0.1, 2], np.float32), "s": np.float32(0.3)},
    "f(np.array([0.30000000000000004], np.float64), np.int8(3))": {"x": np.array([0.1 + 0.2]), "z": np.int8(3)},
    "": {"X": np.zeros((9, 9)), "exp": 8},
}


@pytest.mark.parametrize("call", CALLS)
def test_call_of_a_short_input(call):
    """Is a short input told as a call that one can type, the same numbers and types, and a long one, or arrays in a list, left to
    the details?
    """
    for args in [CALLS[call]] if call else [CALLS[call], {"batches": [np.zeros(2), np.zeros(3)]}]:
        case = frozen.Case("một trường hợp", args, 1)
        part = frozen.Part("TODO 1", 1.0, (0,), frozen.Equality())
        verdict = judge(frozen.FrozenExercise("f", "f", "?", ".", (case,), (part,), ()), [frozen.Returned(2)])
        assert dict(report.findings(verdict)).get("Lời gọi", "") == call
        assert ("Dữ liệu vào" in report.html(verdict)) == (not call)
        typed = eval(call, {"np": np, "f": lambda *given: given}) if call else ()
        for one, wanted in zip(typed, args.values()):
            assert np.array_equal(one, wanted) and np.asarray(one).dtype == np.asarray(wanted).dtype


def test_error_in_another_cell():
    """Is one told in which function the line stands, where it is not the one that was called?"""
    exercise = frozen.FrozenExercise(
        "f",
        "f",
        "?",
        ".",
        (frozen.Case("một ca", {"x": 1}, 1),),
        (frozen.Part("TODO 1", 1, (0,), frozen.Equality()),),
        (),
    )
    for function, told in [("f", "Ở dòng 3 của ô: a = b"), ("g", "Ở dòng 3 của ô có hàm g: a = b")]:
        text = report.text(judge(exercise, [frozen.Raised("ValueError", "!", 3, "a = b", function)]))
        assert told in text
