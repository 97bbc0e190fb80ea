"""Does what an author writes of an exercise become what the grader reads?"""

import importlib

import pytest

from autograder import exercises
from autograder.exercises.model import Exercise, Misconception, Part, Seeded, draw_until
from course.checking.compare import EXACT, Property

LESSONS = exercises.lesson_names()


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_file_an_exercise(lesson):
    """Does each exercise stand in the file that is called after its function?"""
    for exercise in exercises.load(lesson).exercises:
        module = importlib.import_module(f"autograder.exercises.{lesson}.{exercise.function}")
        assert module.EXERCISE is exercise


def test_a_mistake_costs_its_todo():
    """Does a mistake cost the TODO that it stands under, and the later ones it names?"""
    mistake = Misconception(
        "quên z", "zero_point/forgotten", {"- z": ""}, asks="z đâu?", tells="Trừ z.", also_costs=("TODO 3",)
    )
    one, other = (Part(todo, 1, (), draw=dict, misconceptions=(mistake,)) for todo in ("TODO 1", "TODO 2"))
    assert one.misconceptions[0].costs == ("TODO 1", "TODO 3")
    assert other.misconceptions[0].costs == ("TODO 2", "TODO 3")


@pytest.mark.parametrize("lesson", LESSONS)
def test_costs_in_order(lesson):
    """Does every mistake stand under the first TODO that it costs, all of them its own function's?"""
    for exercise in exercises.load(lesson).exercises:
        todos = [part.todo for part in exercise.parts]
        for mistake in exercise.misconceptions:
            assert mistake.costs == tuple(todo for todo in todos if todo in mistake.costs), mistake.name


def test_seeded_case():
    """Is a case that a seed draws made only when asked for, and once?"""
    made = []

    def draw(rng):
        made.append(1)
        return {"x": int(rng.integers(100))}

    case = Seeded("x bất kỳ", draw, 5)
    assert made == []
    assert case.args is case.args
    assert len(made) == 1
    assert Seeded("x bất kỳ", draw, 5).args == case.args


def test_draw_that_never_succeeds():
    """Does a drawn case that can never be accepted end with a message?"""
    with pytest.raises(ValueError, match="no acceptable case"):
        draw_until(lambda rng: {"x": 1}, lambda x: False)(None)


MEASURED, OTHER = Property("packed_model", 1.1), Property("another", 1.1)
BAD_STEPS = {
    "measured_without_needs": ([(MEASURED, False)], None),
    "needs_without_a_measure": ([(EXACT, False)], dict),
    "one_todo_is_compared": ([(MEASURED, False), (EXACT, True)], dict),
    "two_measures": ([(MEASURED, False), (OTHER, True)], dict),
    "cases_of_its_own": ([(MEASURED, False), (MEASURED, False)], dict),
    "a_first_step": ([(MEASURED, True), (MEASURED, True)], dict),
    "a_step_of_what_is_compared": ([(EXACT, False), (EXACT, True)], None),
}


def of_steps(rules, needs):
    parts = [Part(f"TODO {n}", 1, (), dict, (), rule, is_step=step) for n, (rule, step) in enumerate(rules, 1)]
    return Exercise("f", "", dict, tuple(parts), "?", ".", needs=needs)


@pytest.mark.parametrize("rules, needs", BAD_STEPS.values(), ids=BAD_STEPS)
def test_steps_that_are_none(rules, needs):
    """Is an author told, when the lesson is loaded, that TODOs are measured together or not at all?"""
    with pytest.raises(ValueError, match="^f: "):
        of_steps(rules, needs)


def test_steps():
    """Is an exercise measured where all its TODOs are, each after the first a step?"""
    assert of_steps([(MEASURED, False), (MEASURED, True)], dict).is_measured
    assert not of_steps([(EXACT, False), (EXACT, False)], None).is_measured
