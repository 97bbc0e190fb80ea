"""Do only right functions open the other ways, and does nobody read them otherwise?"""

import hashlib
import json
from functools import cache

import numpy as np
import pytest

from autograder import exercises
from autograder.authoring.text import read_lesson, solutions
from autograder.course_folder import ROOT, CourseFolder
from autograder.exercises import freeze
from autograder.exercises.versions import edited, run_version
from autograder.exercises.written import without_markers
from course.checking import lesson_json, sealed
from course.checking.frozen import Returned
from course.checking.lesson import call_with

LESSONS = exercises.lesson_names()
EVERY = [
    (lesson, one.function)
    for lesson in LESSONS
    for one in exercises.load(lesson).exercises
    if not one.is_measured  # no result of a call is the right one, so none is a key
]
every_exercise = pytest.mark.parametrize("lesson, name", EVERY, ids=[f"{lesson}: {name}" for lesson, name in EVERY])


@cache
def made(lesson):
    """(exercises, solutions, the FrozenLesson that students get)."""
    asked = exercises.load(lesson)
    solved = solutions(read_lesson(CourseFolder(ROOT).text(lesson).read_text(encoding="utf-8"), asked))
    return asked, solved, lesson_json.loads(lesson_json.dumps(freeze.visible(asked, solved, ())))


def opens(lesson, name, edits):
    """The ways that the solution with these edits opens."""
    _, solved, data = made(lesson)
    exercise = next(one for one in data.exercises if one.function == name)
    function = run_version(solved, name, {name: edits})
    shown = [case.encoded_args for case in exercise.cases]
    came = [call_with(function, one.args if one.case is None else shown[one.case]) for one in exercise.ways.calls]
    return sealed.opened(exercise.ways, came)


@every_exercise
def test_opens_for_every_right_way(lesson, name):
    """Does each right variant, in whatever types, open one or two ways with a sentence each?"""
    exercise = made(lesson)[0][name]
    ways = opens(lesson, name, {})
    assert 1 <= len(ways) <= 2 and all(way.note.endswith(".") and way.code.strip() for way in ways)
    assert [variant.name for variant in exercise.variants if opens(lesson, name, variant.edits) != ways] == []


@every_exercise
def test_stays_shut_for_every_mistake(lesson, name):
    """Does no listed mistake open them?"""
    exercise = made(lesson)[0][name]
    assert [one.name for one in exercise.misconceptions if opens(lesson, name, one.edits)] == []


@every_exercise
def test_key_needs_results_that_stand_nowhere(lesson, name):
    """Is each key made of results that are in no file: those of calls that are no visible case, for every TODO?"""
    asked, _, data = made(lesson)
    exercise = next(one for one in data.exercises if one.function == name)
    secret = [one for one in exercise.ways.calls if one.case is None]
    assert len(secret) >= len(asked[name].parts)
    assert all(one.args not in [case.encoded_args for case in exercise.cases] for one in secret)


@pytest.mark.parametrize("lesson", LESSONS)
def test_same_bytes_every_time(lesson):
    """Does the same lesson give the same sealed text?"""
    asked, solved, data = made(lesson)
    again = freeze.visible(asked, solved, ())
    assert [one.ways and one.ways.text for one in data.exercises] == [
        one.ways and one.ways.text for one in again.exercises
    ]


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_way_stands_in_the_data(lesson):
    """Does the check data hold no line of a variant and no sentence on one, other than sealed?"""
    asked, solved, data = made(lesson)
    text = "".join(json.dumps(lesson_json.dumps(data), ensure_ascii=False).split())
    for exercise in asked.exercises:
        solution = set(solved[exercise.function].split("\n"))
        for variant in exercise.variants:
            lines = set(without_markers(edited(solved[exercise.function], variant.edits)).split("\n")) - solution
            assert [line for line in lines if len(bare := "".join(line.split())) > 14 and bare in text] == []
            assert not variant.note or "".join(variant.note.split()) not in text


def test_without_the_library(monkeypatch):
    """Is there simply no other way where the library is not installed?"""
    import sys

    assert opens(*EVERY[0], {})
    for name in [name for name in sys.modules if name.split(".")[0] == "cryptography"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "cryptography", None)
    assert opens(*EVERY[0], {}) == []


def test_python_without_scrypt(monkeypatch):
    """Do they open in a Python whose hashlib was built without scrypt, as in the browser?"""
    monkeypatch.delattr(hashlib, "scrypt")
    assert opens(*EVERY[0], {})


@pytest.mark.parametrize("value", [5e-324, 1e300, np.inf, np.nan, 10**300, np.zeros(0), (), None, "s"])
def test_any_result_makes_a_key(value):
    """Does a function that is right where one sees it, and comes to anything elsewhere, find them shut, without a warning?"""
    exercise = made(EVERY[0][0])[2].exercises[0]
    assert sealed.opened(exercise.ways, [Returned(value)] * len(exercise.ways.calls)) == []
