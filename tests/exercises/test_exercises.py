"""Is every exercise sound: solvable, with hints that ask, with mistakes that are found and named?"""

import dataclasses
from functools import cache

import numpy as np
import pytest

from autograder import exercises
from autograder.authoring import sound
from autograder.course_folder import ROOT, CourseFolder
from autograder.exercises import freeze
from autograder.exercises.versions import edited
from course.checking import lesson_json
from course.checking.frozen import Raised, Returned
from course.checking.judge import judge

LESSONS = exercises.lesson_names()
EVERY = [(lesson, exercise) for lesson in LESSONS for exercise in exercises.load(lesson).exercises]

every_lesson = pytest.mark.parametrize("lesson", LESSONS)
every_exercise = pytest.mark.parametrize(
    "lesson, exercise", EVERY, ids=[f"{lesson}: {e.function}" for lesson, e in EVERY]
)


@cache
def prepared(lesson):
    """A lesson frozen once for all tests: what each version comes to on what students see and on what seeds draw."""
    return sound.Frozen(CourseFolder(ROOT), exercises.load(lesson))


@every_lesson
@pytest.mark.parametrize("question", (*sound.OF_WRITTEN, *sound.OF_FROZEN), ids=lambda question: question.__name__)
def test_sound(lesson, question):
    """Has the check for authors nothing to say: each of its questions, with what an author would read?"""
    assert list(map(str, question(prepared(lesson)))) == []


@every_exercise
def test_stub(lesson, exercise):
    """Does an untouched stub earn nothing, and is it told apart from a mistake?"""
    for found in prepared(lesson).cases.values():
        frozen_exercise = found[exercise.function]
        outcome = Raised("NotImplementedError", f"{exercise.parts[0].todo}: chưa làm")
        verdict = judge(frozen_exercise, [outcome] * len(frozen_exercise.cases))
        assert (verdict.earned, verdict.mistake, verdict.untouched_todo) == (0, None, exercise.parts[0].todo)


@every_lesson
def test_answer_that_raises_earns_nothing(lesson):
    """Can no part of any exercise be earned by an answer that raises on all its cases, whatever it raises?"""
    for exercise in prepared(lesson).cases["seed 0"].values():
        for part in exercise.parts:
            for outcomes in answers_that_raise(exercise, part):
                [judged] = [p for p in judge(exercise, outcomes).parts if p.todo == part.todo]
                assert judged.earned == 0, (part.todo, outcomes[part.cases[0]])


def answers_that_raise(exercise, part):
    """Outcomes that are errors in every case of the part, those of each mistake among them, and right in all others."""
    right = [Returned(case.needed) for case in exercise.cases]
    error = Raised("ValueError", "")
    for outcomes in [[error] * len(right), *(mistake.outcomes for mistake in exercise.mistakes)]:
        errors = {n: outcomes[n] if isinstance(outcomes[n], Raised) else error for n in part.cases}
        yield [errors.get(n, outcome) for n, outcome in enumerate(right)]


@every_lesson
@pytest.mark.parametrize("whose", ["visible", "seed 0"])
def test_one_error_among_the_answers(lesson, whose):
    """Is a listed mistake named that raises in one case, and is nothing paid for that alone: could anyone raise the same?"""
    for exercise in prepared(lesson).cases[whose].values():
        for part in () if exercise.is_measured else exercise.parts:  # no answer of theirs is the needed value
            outcomes = [Returned(case.needed) for case in exercise.cases]
            outcomes[part.cases[-1]] = Raised("ValueError", "")
            mistake = dataclasses.replace(exercise.mistakes[0], costs=(part.todo,), outcomes=tuple(outcomes))
            listed = judge(dataclasses.replace(exercise, mistakes=(mistake,)), outcomes)
            assert part.todo in listed.lost and (listed.earned, listed.mistake) == (0, mistake)
            assert judge(dataclasses.replace(exercise, mistakes=()), outcomes).earned == 0


def test_same_seed_same_cases(asked, solved, locked):
    """Can a verdict be reproduced from its seed, and does another seed draw other cases?"""
    one, again, other = (lesson_json.dumps(freeze.drawn(asked, solved, locked, seed)) for seed in (7, 7, 8))
    assert one == again != other


def test_edit_that_no_longer_fits(solved):
    """Is an author told when an edit does not stand exactly once in the solution?"""
    with pytest.raises(ValueError, match="stands 0 times"):
        edited(solved["calculate_s"], {"nowhere": "x"})
    with pytest.raises(ValueError, match="not once"):
        edited("a = 1; b = 1", {"1": "2"})


@every_exercise
def test_constant_arrays_earn_nothing(lesson, exercise):
    """Can no part be earned by arrays of the right shape that are one number all over, such as zeros?"""
    for whose, found in prepared(lesson).cases.items():
        frozen_exercise = found[exercise.function]
        needed = [case.needed for case in frozen_exercise.cases]
        numbers = {number for value in needed if isinstance(value, np.ndarray) for number in value.ravel().tolist()}
        for number in sorted(numbers | {0})[:40]:
            outcomes = [
                Returned(np.full(v.shape, number).astype(v.dtype) if isinstance(v, np.ndarray) and v.size > 1 else v)
                for v in needed
            ]
            if any(isinstance(value, np.ndarray) and np.unique(value).size > 1 for value in needed):
                assert judge(frozen_exercise, outcomes).earned == 0, (whose, number)


SEEDS = 20


@every_exercise
def test_nothing_saturates_throughout(lesson, exercise):
    """Has nearly every drawn set codes between its two ends, so that it tells one who computes from one who guesses an end?"""
    for part in exercise.parts:
        drawn = [args for seed in range(SEEDS) for args in freeze.drawn_arguments(seed, exercise, part)]
        needed = [codes for args in drawn for codes in several_codes(exercise.reference(*args.values()))]
        if needed and np.unique(np.concatenate(list(map(np.ravel, needed)))).size == 2:
            continue  # signs: there is nothing between two codes
        at_ends = [((codes == codes.min()) | (codes == codes.max())).all() for codes in needed]
        assert sum(at_ends) <= 0.1 * len(at_ends), part.todo


def several_codes(value):
    """The arrays of more than three integers in a value."""
    values = value if isinstance(value, tuple) else (value,)
    return [one for one in values if isinstance(one, np.ndarray) and one.dtype.kind in "iu" and one.size > 3]
