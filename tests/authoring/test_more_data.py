"""Are the cases to practise with right, told apart by the listed mistakes, made the same every time, and of no use to who looks answers up?"""

import gzip
import json
import secrets
from dataclasses import replace
from functools import cache

import pytest

from autograder import exercises
from autograder.authoring.compare import same_numbers
from autograder.authoring.more import PUBLIC_SEEDS, is_of_many_inputs, more_data, public_seed
from autograder.authoring.text import locked_names, read_lesson, solutions
from autograder.course_folder import ROOT, CourseFolder
from autograder.exercises import freeze
from autograder.exercises.versions import run_version
from course.checking import lesson_json
from course.checking.compare import Property
from course.checking.frozen import Returned
from course.checking.judge import judge
from course.checking.lesson import outcomes_of

SAMPLE = {"bai01_so_nguyen", "bai04_toan_so_nguyen", "bai09_tu_dien_ma"}
LESSONS = exercises.lesson_names()
FOLDER = CourseFolder(ROOT)
SECRETS = [0, 1, 2**64 - 1, *(secrets.randbelow(2**64) for _ in range(3))]
MOST_BYTES = 130_000  # of a lesson's file as it travels, compressed
LEFT_OUT = {"hadamard", "compress"}  # four inputs; measured
every_lesson = pytest.mark.parametrize("lesson", LESSONS)
sample_lessons = pytest.mark.parametrize(
    "lesson", [pytest.param(one, marks=() if one in SAMPLE else pytest.mark.robust) for one in LESSONS]
)


@cache
def written(lesson):
    """(its exercises, {function: solution}, names locked at grading) of a lesson, from its text."""
    asked = exercises.load(lesson)
    notebook = read_lesson(FOLDER.text(lesson).read_text(encoding="utf-8"), asked)
    return asked, solutions(notebook), locked_names(notebook)


@cache
def published(lesson):
    """The FrozenLesson that students have, as they read it."""
    return lesson_json.loads(FOLDER.more_data(lesson).read_text(encoding="utf-8"))


@cache
def graded(lesson, seed):
    """The FrozenLesson that a grader with this seed judges by, without what is measured."""
    asked, solved, locked = written(lesson)
    found = tuple(one for one in asked.exercises if not one.is_measured)
    return freeze.drawn(replace(asked, exercises=found), solved, locked, seed)


def key(case):
    return json.dumps(case.encoded_args)


# What stands in it


@every_lesson
def test_left_out(lesson):
    """Are there cases of every function, but for one that is measured and one whose few inputs a grader would draw again?"""
    asked, _, _ = written(lesson)
    there = [exercise.function for exercise in published(lesson).exercises]
    assert there == [exercise.function for exercise in asked.exercises if exercise.function not in LEFT_OUT]
    for exercise in asked.exercises:
        reason = exercise.is_measured or not is_of_many_inputs(exercise)
        assert reason == (exercise.function in LEFT_OUT), exercise.function


@every_lesson
def test_pure_data(lesson):
    """Is there nothing but cases, values and words: no name or cell of the grader, no way that only right answers open, no measure?"""
    text = FOLDER.more_data(lesson).read_text(encoding="utf-8")
    for exercise in published(lesson).exercises:
        assert exercise.ways is None and exercise.waypoints == ()
        assert all(mistake.edits is None for mistake in exercise.mistakes)
        assert not any(isinstance(rule, Property) for rule in exercise.equalities)
        for part in exercise.parts:
            labels = [exercise.cases[place].label for place in part.cases]
            assert labels == [f"{part.todo}, trường hợp luyện thêm thứ {n}" for n in range(1, len(labels) + 1)]
    found = published(lesson)
    assert found.locked_names == found.examples == found.questions == found.guesses == found.puzzles == ()
    assert "ẩn thứ" not in text and str(PUBLIC_SEEDS)[:8] not in text


@every_lesson
def test_small(lesson):
    """Does it travel in about a tenth of a megabyte?"""
    assert len(gzip.compress(FOLDER.more_data(lesson).read_bytes(), 9)) < MOST_BYTES


@sample_lessons
def test_same_every_time(lesson):
    """Are two builds of it the same bytes, those that are committed?"""
    asked, solved, _ = written(lesson)
    made = [lesson_json.dumps(more_data(asked, solved)).encode() for _ in range(2)]
    assert made[0] == made[1]
    name = FOLDER.more_data(lesson).name
    assert made[0] == FOLDER.more_data(lesson).read_bytes() or same_numbers(
        made[0], FOLDER.more_data(lesson).read_bytes(), name
    )


# Is it right?


@sample_lessons
def test_right_ways(lesson):
    """Is every right way to write a function right in all of its new cases?"""
    asked, solved, _ = written(lesson)
    for exercise in published(lesson).exercises:
        function = exercise.function
        for variant in [{}, *(one.edits for one in asked[function].variants)]:
            outcomes = outcomes_of(run_version(solved, function, {function: variant}), exercise)
            assert judge(exercise, outcomes).failure is None, (function, variant)


@sample_lessons
def test_mistakes_are_named(lesson):
    """Is every mistake that stands there called by its name and no other, and are most of the listed ones there?"""
    asked, _, _ = written(lesson)
    listed = sum(len(asked[exercise.function].misconceptions) for exercise in published(lesson).exercises)
    assert sum(len(exercise.mistakes) for exercise in published(lesson).exercises) > 0.8 * listed
    for exercise in published(lesson).exercises:
        for mistake in exercise.mistakes:
            verdict = judge(exercise, mistake.outcomes)
            assert verdict.failure and verdict.mistake and verdict.mistake.name == mistake.name, (
                exercise.function,
                mistake.name,
            )


# Does it help who looks answers up?


def test_public_seeds_are_no_graders():
    """Is there a seed for each lesson, and is none of them one that a grader could keep?"""
    seeds = {public_seed(lesson) for lesson in LESSONS}
    assert len(seeds) == len(LESSONS) and min(seeds) >= PUBLIC_SEEDS > max(SECRETS)


@sample_lessons
def test_no_visible_case(lesson):
    """Is none of its cases one that the check shows already?"""
    visible = lesson_json.loads(FOLDER.check_data(lesson).read_text(encoding="utf-8"))
    shown = {exercise.function: set(map(key, exercise.cases)) for exercise in visible.exercises}
    for exercise in published(lesson).exercises:
        assert len(set(map(key, exercise.cases)) - shown[exercise.function]) == len(exercise.cases)


def looked_up(exercise, known):
    """What a function answers that knows {input: value} by heart, and otherwise says the last value that it knows."""
    last = list(known.values())[-1]
    return [Returned(known.get(key(case), last)) for case in exercise.cases]


@pytest.mark.parametrize("seed", SECRETS, ids=["first", "second", "last", "drawn_1", "drawn_2", "drawn_3"])
@sample_lessons
def test_knowing_all_published_cases_earns_no_more(lesson, seed):
    """Does one who knows by heart all that is published earn with a secret seed what one earns who knows only what the check shows?"""
    visible = lesson_json.loads(FOLDER.check_data(lesson).read_text(encoding="utf-8"))
    shown = {one.function: {key(case): case.needed for case in one.cases} for one in visible.exercises}
    more = {one.function: {key(case): case.needed for case in one.cases} for one in published(lesson).exercises}
    for exercise in graded(lesson, seed).exercises:
        of_check = shown[exercise.function]
        few, all_of_it = of_check, {**more.get(exercise.function, {}), **of_check}
        earned = [judge(exercise, looked_up(exercise, known)).earned for known in (few, all_of_it)]
        assert earned[1] == earned[0], exercise.function
        assert earned[0] == 0 or exercise.function in LEFT_OUT, exercise.function
