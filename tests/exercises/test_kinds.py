"""Is every kind of mistake one that is in use, with a phrase of its own? `sound.names` asks for one name in all lessons."""

import pytest

from autograder import exercises
from autograder.exercises.kinds import KINDS
from autograder.exercises.model import Misconception

EVERY = [
    m for lesson in exercises.lesson_names() for one in exercises.load(lesson).exercises for m in one.misconceptions
]


def test_unknown_kind():
    """Is an author told of a kind that is none, when the lesson is loaded?"""
    with pytest.raises(ValueError, match="'cộng thừa' is of kind 'term/extra', which is not in"):
        Misconception("cộng thừa", kind="term/extra", edits={"a": "b"}, asks="Thừa gì?", tells="Bỏ b.")


def test_every_kind_is_used():
    """Does each kind have mistakes, and a phrase of its own?"""
    assert {mistake.kind for mistake in EVERY} == set(KINDS)
    assert len(set(KINDS.values())) == len(KINDS)
