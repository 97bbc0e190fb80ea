"""Is the self-test a real notebook that a student can do alone: solvable, kind, with checks that name the mistake?"""

import nbformat
import numpy as np
import pytest

from autograder.authoring.text import solutions
from autograder.exercises.versions import run_version
from autograder.handout.self_test import SELF_TEST, files, solved
from autograder.handout.self_test.questions import SELF_TEST_QUESTIONS
from course.checking import lesson_json
from course.checking.judge import judge
from course.checking.lesson import outcomes_of

MISTAKES = [(asked.function, own.name) for asked in SELF_TEST_QUESTIONS.exercises for own in asked.misconceptions]


@pytest.fixture(scope="module")
def given():
    """(notebook, FrozenLesson) as a student has them."""
    made = files()
    notebook = nbformat.reads(made[f"{SELF_TEST}.ipynb"].decode(), as_version=4)
    nbformat.validate(notebook)
    return notebook, lesson_json.loads(made[f"{SELF_TEST}.check.json"].decode())


@pytest.fixture(scope="module")
def exercises_of(given):
    return {exercise.function: exercise for exercise in given[1].exercises}


def verdict_on(exercises_of, function, edits):
    version = run_version(solutions(solved()), function, {function: edits})
    with np.errstate(all="ignore"):
        return judge(exercises_of[function], outcomes_of(version, exercises_of[function]))


def test_nothing_is_solved_yet(given):
    """Is each answer a stub, no output stored, and only these cells can be changed?"""
    notebook, _ = given
    answers = [cell for cell in notebook.cells if cell.metadata.editable]
    assert [f"TODO {number}: chưa làm" in cell.source for number, cell in enumerate(answers, 1)] == [True] * 5
    assert all("SOLUTION" not in cell.source and not cell.get("outputs") for cell in notebook.cells)
    assert not any(cell.metadata.deletable for cell in notebook.cells)


@pytest.mark.parametrize("function", [asked.function for asked in SELF_TEST_QUESTIONS.exercises])
def test_the_solution_is_right(exercises_of, function):
    """Does the author's own answer earn the point?"""
    assert verdict_on(exercises_of, function, {}).failure is None


@pytest.mark.parametrize("function, name", MISTAKES)
def test_a_typical_mistake_is_named(exercises_of, function, name):
    """Is each listed mistake wrong, and told by its name?"""
    (own,) = [m for m in SELF_TEST_QUESTIONS[function].misconceptions if m.name == name]
    verdict = verdict_on(exercises_of, function, own.edits)
    assert verdict.lost and verdict.diagnosis.name == name


def test_every_hint_asks_first():
    """Does each hint begin with a question?"""
    asked = [(one.asks, one.tells) for one in SELF_TEST_QUESTIONS.exercises]
    asked += [(own.asks, own.tells) for one in SELF_TEST_QUESTIONS.exercises for own in one.misconceptions]
    assert all(question.endswith("?") and not answer.endswith("?") for question, answer in asked)
