"""Is a long function told how far it is right, TODO by TODO?"""

import made
import numpy as np
import pytest

from autograder import exercises
from autograder.exercises import waypoints
from autograder.exercises.versions import run_version
from course import Lesson
from course.checking import frozen, stops
from course.checking.plain import numbers_in

LONG = {
    "bai01_so_nguyen": ["quantize_a_position_in_matrix_int", "quantization_matrix_multiplication_int"],
    "bai05_tich_chap": ["conv2d_int8"],
    "bai06_hieu_chinh": ["kl_range", "ptq_mlp"],
}
NO_VALUE = (
    "bai07_do_nhay",
    "allocate_bits",
)  # its first TODO fills a dict with costs for keys, which is no plain value
EVERY = [
    (lesson, one.function)
    for lesson in exercises.lesson_names()
    for one in exercises.load(lesson).exercises
    if len(one.parts) > 1 and not one.is_measured and (lesson, one.function) != NO_VALUE
]
MATRIX = "quantization_matrix_multiplication_int"


def stopped(lesson, function, stop):
    """The solution down to the stub of the TODO numbered so among those of the function."""
    _, solved, _ = made.lesson(lesson)
    return run_version({**solved, function: waypoints._pieces(solved[function])[stop].stopped}, function, {})


def check(tmp_path, lesson, function):
    return str(Lesson(lesson, made.hand_out(tmp_path, lesson)).check(function))


@pytest.mark.parametrize("lesson, name", [(lesson, name) for lesson, found in LONG.items() for name in found])
def test_right_so_far(tmp_path, lesson, name):
    """Does each long exercise say at each later stub that the TODO before it is right in the example, and nothing of points?"""
    parts = next(one for one in made.lesson(lesson)[2].exercises if one.function == name).parts
    for place in range(1, len(parts)):
        folder = tmp_path / str(place)
        folder.mkdir()
        told = check(folder, lesson, stopped(lesson, name, place))
        assert f"{parts[place - 1].todo}: đến đây khớp trên ví dụ (" in told and f"{parts[place].todo} chưa làm" in told
        assert "chưa biến nào" not in told and " 0/" in told


@pytest.mark.parametrize("lesson, name", EVERY)
def test_every_exercise_of_several_todos(lesson, name):
    """Has every exercise of several TODOs something to say at each later stub?"""
    exercise = next(one for one in made.lesson(lesson)[2].exercises if one.function == name)
    assert {one.stop for one in exercise.waypoints} == {part.todo for part in exercise.parts[1:]}
    for one in exercise.waypoints:
        assert (
            all(numbers_in(value) <= stops.MOST_NUMBERS for value in one.values) and len(one.cases) <= waypoints.CASES
        )


def test_wrong_so_far(tmp_path):
    """Is one whose variables hold nothing needed asked, with what is needed, and not told that it is wrong?"""
    _, solved, _ = made.lesson("bai01_so_nguyen")
    source = waypoints._pieces(solved[MATRIX])[1].stopped.replace("acc = acc + p * z_X * z_W", "acc = acc")
    told = check(tmp_path, "bai01_so_nguyen", run_version({**solved, MATRIX: source}, MATRIX, {}))
    assert "TODO 8: biến nào của bạn giữ kết quả của bước này? Trên ví dụ, chưa biến nào" in told
    assert "(float64, chiều (" in told and "sai" not in told.split("TODO 8: biến nào")[1].split("\n")[0]
    assert "args = bai.case(" in told


def test_other_names_and_shapes(tmp_path):
    """Is a value found by itself, whatever it is called, and in float32 or with an axis of length 1 more?"""
    _, solved, _ = made.lesson("bai01_so_nguyen")
    source = waypoints._pieces(solved[MATRIX])[1].stopped
    source = source.replace(
        "    raise NotImplementedError",
        "    ket_qua = quantized_Y.astype(np.float64)[None]\n    del quantized_Y\n    raise NotImplementedError",
    )
    told = check(tmp_path, "bai01_so_nguyen", run_version({**solved, MATRIX: source}, MATRIX, {}))
    assert "TODO 8: đến đây khớp trên ví dụ (ket_qua)." in told


def test_first_stub_says_nothing(tmp_path):
    """Is nothing said where no TODO is done?"""
    told = check(tmp_path, "bai01_so_nguyen", stopped("bai01_so_nguyen", MATRIX, 0))
    assert "khớp" not in told and "biến nào" not in told and "bai.case" not in told


@pytest.mark.parametrize(
    "held", [np.array([object()]), "chữ", {"a": 1}, None, np.zeros(3, complex), np.zeros((2, 2, 2))]
)
def test_any_variable(held):
    """Does any kind of variable do no harm?"""
    case = frozen.Case("ca", {"x": 1}, 1)
    exercise = frozen.FrozenExercise(
        "f",
        "f",
        "",
        "",
        (case,),
        (frozen.Part("TODO 1", 1, (0,), frozen.Equality()), frozen.Part("TODO 2", 1, (), frozen.Equality())),
        (),
        (frozen.Waypoint("TODO 2", "TODO 1", (0,), (np.array([1.0, 2.0]),)),),
    )

    def f(x):
        thing = held
        assert thing is held
        raise NotImplementedError("TODO 2: chưa làm")

    [found] = stops.reached(f, exercise, "TODO 2")
    assert found.names == () and "biến nào của bạn" in stops.words(found)


class Unlike(np.ndarray):
    """An array that cannot be held against another."""

    def __eq__(self, other):
        raise RuntimeError("not to be compared")


ODD = [
    10**5000,
    (10**5000, 1),
    [[1], [1, 2]],
    np.zeros(2).view(Unlike),
    np.array([None]),
    np.zeros(10**6),
    object(),
    1j,
]


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: type(odd).__name__)
@pytest.mark.parametrize(("name", "stop"), [("quantize_dequantize", "TODO 2"), ("kl_range", "TODO 9")])
def test_odd_variables(name, stop, odd):
    """Is a variable that no step of the lesson makes passed over, whatever it holds?"""
    exercise = next(one for one in made.lesson("bai06_hieu_chinh")[2].exercises if one.function == name)

    def half_written(*args):
        mine = odd  # noqa: F841
        raise NotImplementedError(f"{stop}: chưa làm")

    (found,) = stops.reached(half_written, exercise, stop)
    assert found.names == () and "biến nào của bạn" in stops.words(found)
