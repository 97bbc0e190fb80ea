"""Whatever a function returns: is it judged and told in bounded memory and in a bounded number of steps, with no exception?"""

import math
import sys
import tracemalloc
import warnings
from functools import cache

import numpy as np
import pytest

from autograder.course_folder import ROOT, CourseFolder
from course.checking import frozen, lesson_json, plain, report
from course.checking.compare import alike
from course.checking.frozen import Returned
from course.checking.judge import judge
from course.checking.patterns import MOST_COMPARED

MANY = 30_000
MEMORY = 64 * 1024**2  # what judging and telling may take beyond the value: a mask or a copy of it here and there
STEPS = 400_000  # calls of functions: hundreds for each case and mistake, and not one for each thing in the value
SHOWN = 60_000  # characters of a verdict as HTML
LESSONS = [
    "bai01_so_nguyen",
    "bai03_do_hat",
    "bai06_hieu_chinh",
]  # numbers and matrices, pairs of arrays, a list in a tuple
VALUES = {
    "one_long_text_among_short": ["x" * 300_000, *["y"] * MANY],
    "many_texts": ("ấ",) * MANY,
    "one_long_text": "x" * 10**6,
    "escapes": "\x1b[2J\0\u202e\ufffd" * 1000,
    "huge_int": 2**1023 - 1,
    "huge_ints": [-(2**1022)] * 3000,
    "huge_and_small": (10**300, 1, True, 0.5),
    "not_finite": [math.nan, math.inf, -math.inf] * 30_000,
    "numbers": list(range(MANY)),
    "ragged": [[1] * 300, *[[2]] * MANY],
    "nested": [[[[[[[[1, "a"], None]]]]]] * 40] * 40,
    "dict": {f"khóa{number}": number for number in range(MANY)},
    "dict_of_arrays": {"a": np.zeros(3), "b": [np.zeros((2, 2))]},
    "empty": [[], (), {}, "", np.zeros((0, 5))],
    "large_array": np.zeros((1000, 1000)),
    "large_codes": np.ones(10**6, np.int8),
    "array_of_nan": np.full((300, 300), np.nan, np.float32),
    "many_axes": np.zeros((2,) * 8),
    "many_axes_of_one": np.ones((1,) * 8, np.uint8),
    "no_numbers": np.zeros((0, 1000, 1000), np.int64),
    "smallest": np.array([5e-324, -0.0, 65504.0]),
    "unsigned": np.array([2**64 - 1, 0], np.uint64),
    "halves": np.array([1e-8, 6e4], np.float16),
    "truths": np.ones((4, 4), bool),
    "one_number_in_an_array": np.array(-12345.5),
    "arrays_in_a_list": [np.zeros(30_000)] * 9,
    "text_beside_an_array": (["x" * 300_000, np.zeros(4)], np.zeros(4)),
    "scalars": [np.float16(1), np.uint64(2**63), np.bool_(True)] * 5_000,
}


@cache
def exercises_of(lesson):
    return lesson_json.loads(CourseFolder(ROOT).check_data(lesson).read_text(encoding="utf-8")).exercises


def steps_of(act):
    """(what it returns, how many functions it called)"""
    count = 0

    def note(*_):
        nonlocal count
        count += 1

    sys.setprofile(note)
    try:
        return act(), count
    finally:
        sys.setprofile(None)


def told(exercise, outcomes, again=None):
    """All that is made of outcomes, as text."""
    verdict = judge(exercise, outcomes, again=again)
    assert verdict.earned == 0
    return report.html(verdict), report.text(verdict), repr(report.example(verdict))


@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize("lesson", LESSONS)
def test_any_value(lesson, name):
    """Is the value in place of every answer of every exercise worth nothing, and told in few characters, steps and bytes?"""
    value = plain.decode(plain.encode(VALUES[name]))
    for exercise in exercises_of(lesson):
        outcomes = [Returned(value)] * len(exercise.cases)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tracemalloc.start()
            try:
                texts, steps = steps_of(lambda: told(exercise, outcomes, Returned(value)))  # noqa: B023
                memory = tracemalloc.get_traced_memory()[1]
            finally:
                tracemalloc.stop()
        assert steps < STEPS and memory < MEMORY, (exercise.function, steps, memory)
        assert max(map(len, texts)) < SHOWN


def inside(needed, value):
    """The needed value with an awkward one in the place of each thing that it holds, one after the other."""
    for place in range(len(needed) if isinstance(needed, (tuple, list)) else 0):
        yield type(needed)([*needed[:place], value, *needed[place + 1 :]])
        for deeper in inside(needed[place], value):
            yield type(needed)([*needed[:place], deeper, *needed[place + 1 :]])


@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize("lesson", LESSONS)
def test_any_value_inside(lesson, name):
    """Is the same true where it stands inside of an otherwise right answer?"""
    for exercise in exercises_of(lesson):
        for value in inside(exercise.cases[0].needed, VALUES[name]):
            outcomes = [Returned(value), *(Returned(case.needed) for case in exercise.cases[1:])]
            verdict = judge(exercise, outcomes)
            assert verdict.failure and len(report.html(verdict)) < SHOWN


@pytest.mark.parametrize("needed", [np.zeros((3, 2)), np.zeros(5, np.int8), np.zeros((2, 2, 2), np.float32)])
def test_lists_for_an_array(needed):
    """Is only a list of just the needed shape made an array of, whatever else it may hold?"""
    right = needed.tolist()
    others = [
        [*right, right[0]],
        right[:-1],
        [*right[:-1], "x" * 300_000],
        [*right[:-1], []],
        [*right[:-1], [right] * MANY],
        [*right[:-1], None],
    ]
    exercise = frozen.FrozenExercise(
        "f", "f", "?", ".", (frozen.Case("1", {}, needed),), (frozen.Part("TODO 1", 1.0, (0,), frozen.Equality()),), ()
    )
    assert judge(exercise, [Returned(right)]).pattern.name == "trả về list thay vì mảng NumPy"
    for other in others:
        assert judge(exercise, [Returned(other)]).pattern is None


@pytest.mark.parametrize(
    "one, other, same",
    [
        (1, 1.0, False),
        (True, 1, False),
        (math.nan, math.nan, True),
        ((1,), [1], False),
        ([1, [2]], [1, [2]], True),
        ([1, [2]], [[1], 2], False),
        ([1], [1, 2], False),
        ({"a": 1}, {"a": 1}, True),
        ({"a": 1}, {"b": 1}, False),
        ("a", "a", True),
        (None, None, True),
        ([], [], True),
        (np.zeros(2), np.zeros(2), True),
        (np.zeros(2), np.zeros(2, np.float32), False),
        (np.zeros(2), np.zeros((1, 2)), False),
        (np.array([np.nan, 1]), np.array([np.nan, 1]), True),
        ({"a": np.zeros(2)}, {"a": np.zeros(2)}, True),
        ({"a": np.zeros(2)}, {"a": 0.0}, False),
        (np.float32(1), np.float64(1), False),
        (np.ones(2, bool), np.ones(2, bool), True),
    ],
)
def test_alike(one, other, same):
    """Are values the same only with all their types, NaN like NaN?"""
    assert alike(one, other) is alike(other, one) is same
    assert alike([one], [other], MOST_COMPARED) is same
