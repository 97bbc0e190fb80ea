"""Are wrong answers that no list knows told by how they lie beside the needed ones?"""

import numpy as np
import pytest

from course.checking.compare import EXACT, EXACT_WITH_DTYPE, Equality
from course.checking.frozen import Case, FrozenExercise, Part, Raised, Returned
from course.checking.judge import judge

CODES = [np.array([[1, -2, 3], [4, 5, 6]], np.int8), np.array([[7, 8], [9, -10]], np.int8)]
REALS = [np.array([0.1, 2.0]), np.array([3.0, -0.7])]


def verdict_on(answers, needed, equality=EXACT, again=None, hidden=False):
    cases = tuple(Case(str(n), {"x": n}, value, hidden and n > 0) for n, value in enumerate(needed))
    parts = (Part("TODO 1", 1.0, tuple(range(len(cases))), equality),)
    exercise = FrozenExercise("f", "f", "?", ".", cases, parts, ())
    outcomes = [answer if isinstance(answer, Raised) else Returned(answer) for answer in answers]
    return judge(exercise, outcomes, again=again)


NAMED = {
    "transposed": ([code.T for code in CODES], CODES, EXACT, "đổi chỗ các chiều của mảng"),
    "transposed_square": ([CODES[1].T], CODES[1:], EXACT, "đổi chỗ các chiều của mảng"),
    "other_dtype": ([code.astype(np.float64) for code in CODES], CODES, EXACT_WITH_DTYPE, "giá trị đúng, sai kiểu"),
    "float_for_int": ([1.0, 2.0], [1, 2], EXACT_WITH_DTYPE, "giá trị đúng, sai kiểu"),
    "float_for_int_and_wrong": ([99.5, 2.0], [1, 2], EXACT_WITH_DTYPE, None),
    "float_for_int_beside_wrong": ([(3.0, CODES[0] * 2)], [(3, CODES[0])], EXACT_WITH_DTYPE, None),
    "float_for_int_beside_right": ([(3.0, CODES[0])], [(3, CODES[0])], EXACT_WITH_DTYPE, "giá trị đúng, sai kiểu"),
    "lists_for_arrays": ([code.tolist() for code in CODES], CODES, EXACT, "trả về list thay vì mảng NumPy"),
    "single_precision": (
        [real.astype(np.float32) for real in REALS],
        REALS,
        Equality(rtol=1e-12),
        "gần đúng, lệch ở những chữ số sau",
    ),
    "rounded": ([(0.123, 2)], [(0.12345, 2)], EXACT, None),
    "rounded_late": ([(0.1234, 2)], [(0.12345, 2)], EXACT, "gần đúng, lệch ở những chữ số sau"),
    "one_number": ([7, 7], [1, 2], EXACT, "mọi đầu vào đều cho cùng một kết quả"),
    "zeros": (
        [np.zeros((2, 3), np.int8), np.zeros((2, 2), np.int8)],
        CODES,
        EXACT,
        "mọi đầu vào đều cho cùng một kết quả",
    ),
    "some_off_by_one": ([CODES[0] + np.array([0, 1, 0], np.int8), CODES[1]], CODES, EXACT, "số nguyên lệch đúng 1"),
    "all_off_by_one": ([CODES[0] + np.int8(1)], CODES[:1], EXACT, None),
    "one_code_off_by_one": ([3, 7], [3, 8], EXACT, "số nguyên lệch đúng 1"),
    "every_code_off_by_one": ([3, 7], [4, 8], EXACT, None),
    "far_off": ([CODES[0] * np.int8(2), CODES[1]], CODES, EXACT, None),
    "raised": ([Raised("ValueError", "x"), CODES[1].T], CODES, EXACT, None),
    "nothing": ([None, None], CODES, EXACT, "hàm không trả về gì"),
    "nothing_now_and_then": ([CODES[0], None], CODES, EXACT, "có trường hợp hàm không trả về gì"),
    "one_in_a_tuple": ([(1.5,), (2.5,)], [1.5, 2.5], EXACT, "giá trị đúng nằm trong một dãy thừa"),
    "one_in_an_array": ([np.array([1.5])], [1.5], EXACT, "giá trị đúng nằm trong một dãy thừa"),
    "array_in_a_tuple": ([(code,) for code in CODES], CODES, EXACT, "giá trị đúng nằm trong một dãy thừa"),
    "list_for_one_of_the_arrays": (
        [(0.5, CODES[0].tolist())],
        [(0.5, CODES[0])],
        EXACT,
        "trả về list thay vì mảng NumPy",
    ),
    "more_than_asked": ([(code, 3) for code in CODES], CODES, EXACT, "trả về nhiều giá trị hơn đề yêu cầu"),
    "fewer_than_asked": ([0.5, 1.5], [(0.5, -3), (1.5, 4)], EXACT, "trả về thiếu giá trị"),
    "known_error": (
        [CODES[0], Raised("ZeroDivisionError", "division by zero", 2)],
        CODES,
        EXACT,
        "chia cho 0",
    ),
    "known_error_after_wrong": ([7, Raised("ZeroDivisionError", "division by zero", 2)], CODES, EXACT, None),
    "unknown_name": (
        [Raised("NameError", "x", 2), Raised("UnboundLocalError", "y", 3)],
        CODES,
        EXACT,
        "dùng một tên chưa có",
    ),
    "unknown_name_and_wrong": ([Raised("NameError", "x", 2), 7], CODES, EXACT, None),
    "no_function_of_that_name": ([Raised("NameError", "x"), Raised("NameError", "x")], CODES, EXACT, None),
}


@pytest.mark.parametrize("case", NAMED)
def test_pattern(case):
    """Is the pattern named, and nothing where there is none?"""
    answers, needed, equality, name = NAMED[case]
    verdict = verdict_on(answers, needed, equality)
    assert verdict.failure is not None
    assert (verdict.pattern and verdict.pattern.name) == name


@pytest.mark.parametrize("right", [CODES, REALS, [1, 1], [(0.5, -3)]])
def test_right_answers_have_no_pattern(right):
    """Is nothing said of right answers, called once more or not?"""
    verdict = verdict_on(right, right, again=Returned(right[0]))
    assert (verdict.failure, verdict.pattern, verdict.remarks) == (None, None, ())


def test_nan_is_steady():
    """Is NaN, twice in the same place, the same answer, and in another place another one?"""
    answer = np.array([np.nan, 1.0])
    same, other = (
        verdict_on([answer, answer], REALS, again=Returned(again)).pattern
        for again in (answer.copy(), answer[::-1].copy())
    )
    assert other.name == "gọi hai lần, ra hai kết quả"
    assert same is None or same.name != other.name


def test_too_slow_is_not_unsteady():
    """Is a function that was given up for its slowness not said to answer in two ways?"""
    late = Raised("TimeoutError", "chạy quá 5 giây")
    assert verdict_on([1, late], [1, 2], again=late).pattern.name == "chạy quá lâu"


@pytest.mark.parametrize(
    "answers, name",
    [
        ([1, 0, 0], "chỉ đúng với các ví dụ trong notebook"),
        ([0, 0, 0], "mọi đầu vào đều cho cùng một kết quả"),
        ([1, 2, 0], None),
    ],
)
def test_only_the_seen(answers, name):
    """Is an answer that is right on what the notebook shows and on nothing else told from others?"""
    verdict = verdict_on(answers, [1, 2, 3], hidden=True)
    assert (verdict.pattern and verdict.pattern.name) == name


def test_cases_of_nothing():
    """Is one told in which cases the function returned nothing, and how many more there are?"""
    told = verdict_on([1, None, None, None, None, 6], [1, 2, 3, 4, 5, 6]).pattern
    assert "Hàm trả về None ở trường hợp: 1; 2; 3 và 1 trường hợp nữa." in told.tells
