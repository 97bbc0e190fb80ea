"""When are two listed mistakes named at once?"""

import numpy as np
import pytest

from autograder.diagnosis.pairs import pair_like
from autograder.diagnosis.versions import Versions
from autograder.exercises import freeze
from autograder.exercises.model import Exercise, LessonExercises, Misconception, Part, Visible
from course.checking.frozen import Returned

SOLUTION = "def area(x):\n    side = x * 2\n    return side / 2 + 1\n"


def wrong(name, old, new):
    return Misconception(name, "term/place", {old: new}, asks="Gì?", tells="Đây.")


@pytest.fixture
def lesson():
    """Two mistakes that undo each other, and a third one."""
    mistakes = (wrong("nhân 4", "x * 2", "x * 4"), wrong("chia 4", "side / 2", "side / 4"), wrong("quên 1", " + 1", ""))
    part = Part("TODO 1", 10, (Visible("hai số", {"x": np.array([1.0, 2.0])}),), lambda rng: {}, mistakes, draws=0)
    asked = Exercise("area", "Diện tích", lambda x: x + 1, (part,), asks="Gì?", tells="Đây.")
    return LessonExercises("bai01_thu", "Thử", (asked,), "Gì?", "Thử.", "Thử", hours=1)


@pytest.fixture
def versions(lesson):
    made = Versions(lesson.lesson, {"area": SOLUTION})
    made.__dict__["asked"] = lesson
    return made


@pytest.fixture
def frozen(lesson):
    return freeze.visible(lesson, {"area": SOLUTION}, ()).exercises[0]


def test_two_mistakes_at_once(versions, frozen):
    """Are both named where the answer is what the two come to together?"""
    found = pair_like(versions, frozen, [Returned(np.array([2.0, 4.0]))])
    assert found and found.both == ("nhân 4", "quên 1")


def test_right_values_that_alter_an_argument(versions, frozen):
    """Is nothing named where the values are right, though two mistakes that undo each other come to them, too?"""
    assert pair_like(versions, frozen, [Returned(np.array([2.0, 3.0]), changed=(0,))]) is None
