"""Is the kind of every mistake that a mark can name found again by its name?"""

import pytest

from autograder import exercises
from autograder.exercises.kinds import KINDS
from autograder.report.kinds_of_names import is_everywhere, kinds_of, phrase
from course.checking import patterns
from course.checking.hints import Pattern
from course.checking.repair.kinds import KINDS as CHANGES


def test_every_listed_mistake():
    """Is a listed mistake of the kind that its author gave it?"""
    for lesson in exercises.lesson_names():
        for (_, name), kind in exercises.load(lesson).kinds.items():
            assert kinds_of(name) == (kind,), name


def test_every_smallest_change():
    """Is a smallest change of its own kind, though a list has a mistake of that name?"""
    for kind, change in CHANGES.items():
        assert kinds_of(change.name) == (kind,) and phrase(kind) == change.name


def test_two_in_one_answer():
    """Are two that meet both found, also where a name has the joining word itself, and one kind once?"""
    assert kinds_of("quên cắt và thiếu return") == ("range/no_clip", "return/missing")
    assert kinds_of("quên làm tròn và quên làm tròn") == ("rounding/none",)
    joined = [name for lesson in exercises.lesson_names() for _, name in exercises.load(lesson).kinds if " và " in name]
    for name in joined:
        assert len(kinds_of(f"{name} và quên cắt")) == 2 or kinds_of(name) == ("range/no_clip",)


@pytest.mark.parametrize("name", ["", "một chỗ chưa đúng", "ô bài làm sai cú pháp", "quên cắt và một lỗi lạ"])
def test_names_of_no_kind(name):
    """Has what says not what was done no kind, also beside one that does?"""
    assert kinds_of(name) == ()


def test_signs():
    """Has a sign its kind where it says what was done, and none where it does not?"""
    signs = [one for one in vars(patterns).values() if isinstance(one, Pattern)]
    assert {one.name: kinds_of(one.name) for one in signs} == {
        one.name: (one.kind,) if one.kind else () for one in signs
    }


def test_what_can_happen_everywhere():
    """Is a kind of the lists bound to lessons that list it, and one of Python itself to none?"""
    assert not any(map(is_everywhere, KINDS)) and is_everywhere("return/missing")
    assert set(map(phrase, KINDS)) == set(KINDS.values())
