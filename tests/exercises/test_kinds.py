"""Has one mistake one kind and one name, whichever lesson it is made in?"""

from collections import defaultdict

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


def test_a_name_has_one_kind():
    """Are mistakes that are called the same of the same kind in all lessons?"""
    kinds = defaultdict(set)
    for mistake in EVERY:
        kinds[mistake.name].add(mistake.kind)
    assert {name: found for name, found in kinds.items() if len(found) > 1} == {}


def test_the_same_edit_has_one_name():
    """Are mistakes that change the solution alike called the same in all lessons?"""
    names = defaultdict(set)
    for mistake in EVERY:
        names[repr(mistake.edits)].add(mistake.name)
    assert [found for found in names.values() if len(found) > 1] == []
