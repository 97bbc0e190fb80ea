"""The words for what an edit shows."""

from autograder.exercises.kinds import KINDS as LISTED
from course.checking.repair.kinds import KINDS, question


def test_same_kinds_as_the_lists():
    """Does a kind that the lessons' lists have, too, mean the same here?"""
    assert {kind: KINDS[kind].name for kind in KINDS if kind in LISTED} == {
        kind: phrase for kind, phrase in LISTED.items() if kind in KINDS
    }


def test_hints_ask_first():
    """Does every kind ask a question before it tells, and tell in sentences?"""
    for kind in KINDS.values():
        assert "?" in kind.asks and "?" not in kind.name
        assert kind.tells.endswith((".", "?"))


def test_questions_are_different():
    """Does no text stand for two kinds, except for the two orders of rounding and adding?"""
    asked = [kind.asks for kind in KINDS.values()]
    assert len(asked) - len(set(asked)) == 1


def test_xor():
    """Does ^ have a question of its own?"""
    assert "2 ^ 3" in question("operator/other", "2 ^ bits") and "2 ^ 3" not in question("operator/other", "+")
