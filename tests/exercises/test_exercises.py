"""Is every exercise sound: solvable, with hints that ask, with mistakes that are found and named?"""

import dataclasses
from functools import cache

import numpy as np
import pytest

from autograder import exercises
from autograder.authoring import sound
from autograder.course_folder import ROOT, CourseFolder
from autograder.exercises import freeze
from course.checking import frozen
from course.checking.frozen import Raised, Returned
from course.checking.judge import judge, made_in

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


def outcomes_with(exercise, upstream, name):
    """What the function comes to with a mistake of its own list, or of an earlier function's: upstream (function, name)."""
    [found] = [m for m in exercise.mistakes if m.upstream == upstream and (upstream or m.name == name)]
    return found.outcomes


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


UPSTREAM = [
    (lesson, e, upstream, m)
    for lesson, e in EVERY
    for upstream in e.uses
    for m in exercises.load(lesson)[upstream].misconceptions
]
CALLERS = [(lesson, e) for lesson, e in EVERY if e.uses]
# ptq_mlp cannot tell these apart: its ratios start with 1, and inputs all below 0 would leave no width to who puts 0 for alpha.
ALIKE_IN_PTQ_MLP = [
    {("mse_range", "quên co miền"), ("mse_range", "trả về miền chưa co")},
    {("minmax_range", "không nới cho chứa số 0"), ("minmax_range", "chỉ nới đầu trên")},
    {("percentile_range", "không nới cho chứa số 0"), ("percentile_range", "chỉ nới đầu trên")},
]
every_upstream_mistake = pytest.mark.parametrize(
    "lesson, exercise, upstream, mistake",
    UPSTREAM,
    ids=[f"{lesson}: {upstream} in {e.function}: {m.name}" for lesson, e, upstream, m in UPSTREAM],
)


@every_upstream_mistake
def test_upstream_mistake_costs_nothing_here(lesson, exercise, upstream, mistake):
    """Does a mistake in an earlier function cost nothing in the function that calls it, unless that stops, and is it named as coming from there?"""
    for whose, found in prepared(lesson).cases.items():
        made = made_in([prepared(lesson).verdict_on_mistake(whose, upstream, mistake.name)])
        frozen_exercise = found[exercise.function]
        verdict = judge(frozen_exercise, outcomes_with(frozen_exercise, (upstream, mistake.name), ""), made)
        lost = {part.todo for part in verdict.parts if part.earned < part.points}
        assert lost == {part.todo for part in exercise.parts} & set(mistake.stops), whose
        assert verdict.failure is None or verdict.mistake.upstream == (upstream, mistake.name), whose


@pytest.mark.parametrize(
    "lesson, exercise", CALLERS, ids=[f"{lesson}: {exercise.function}" for lesson, exercise in CALLERS]
)
def test_upstream_mistakes_that_were_not_made(lesson, exercise):
    """Do answers that carry an earlier function's mistake lose points, unnamed, where it is right or wrong in another way, and are there any?"""
    mistakes = [(upstream, m) for _, e, upstream, m in UPSTREAM if e is exercise]
    assert sum(unnamed(lesson, exercise, upstream, mistake) for upstream, mistake in mistakes) > 0


def unnamed(lesson, exercise, upstream, mistake):
    """How many verdicts on an answer that carries a mistake which was not made are wrong; none of those names it or gives full points."""
    alike = ALIKE_IN_PTQ_MLP if exercise.function == "ptq_mlp" else []
    own = next((group for group in alike if (upstream, mistake.name) in group), {(upstream, mistake.name)})
    others = {(function, m.name) for _, e, function, m in UPSTREAM if e is exercise} - own
    wrong = 0
    for whose, found in prepared(lesson).cases.items():
        frozen_exercise = found[exercise.function]
        outcomes = outcomes_with(frozen_exercise, (upstream, mistake.name), "")
        for made in ((), others):
            verdict = judge(frozen_exercise, outcomes, made)
            if verdict.failure is not None:
                wrong += 1
                assert verdict.earned < exercise.points, (whose, upstream, mistake.name)
                assert verdict.mistake is None, (whose, upstream, mistake.name)
    return wrong


@every_lesson
def test_answer_that_raises_earns_nothing(lesson):
    """Can no part of any exercise be earned by an answer that raises on all its cases, whatever it raises?"""
    for exercise in prepared(lesson).cases["seed 0"].values():
        made = {mistake.upstream for mistake in exercise.mistakes}
        for part in exercise.parts:
            for outcomes in answers_that_raise(exercise, part):
                [judged] = [p for p in judge(exercise, outcomes, made).parts if p.todo == part.todo]
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
    """Is a part lost when only one of its cases raises, though a mistake that costs other TODOs does just the same?"""
    for exercise in prepared(lesson).cases[whose].values():
        for part in exercise.parts:
            outcomes = [Returned(case.needed) for case in exercise.cases]
            outcomes[part.cases[-1]] = Raised("ValueError", "")
            mistake = dataclasses.replace(exercise.mistakes[0], costs=(), upstream=(), outcomes=tuple(outcomes))
            verdict = judge(dataclasses.replace(exercise, mistakes=(mistake,)), outcomes)
            assert [p.todo for p in verdict.parts if p.earned < p.points] == [part.todo]
            assert verdict.mistake is mistake


def test_same_seed_same_cases(asked, solved, locked):
    """Can a verdict be reproduced from its seed, and does another seed draw other cases?"""
    one, again, other = (frozen.dumps(freeze.drawn(asked, solved, locked, seed)) for seed in (7, 7, 8))
    assert one == again != other


def test_edit_that_no_longer_fits(solved):
    """Is an author told when an edit does not stand exactly once in the solution?"""
    with pytest.raises(ValueError, match="stands 0 times"):
        freeze.edited(solved["calculate_s"], {"nowhere": "x"})
    with pytest.raises(ValueError, match="not once"):
        freeze.edited("a = 1; b = 1", {"1": "2"})


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
            for part, verdict in zip(frozen_exercise.parts, judge(frozen_exercise, outcomes).parts):
                if any(
                    isinstance(needed[case], np.ndarray) and np.unique(needed[case]).size > 1 for case in part.cases
                ):
                    assert verdict.earned == 0, (whose, part.todo, number)
