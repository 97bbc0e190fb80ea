"""Is every exercise sound: solvable, with hints that ask, with mistakes that are found and named?"""

import dataclasses
import itertools
from functools import cache
from types import SimpleNamespace

import nbformat
import numpy as np
import pytest

from autograder import exercises
from autograder.authoring.text import locked_names, solutions
from autograder.course_folder import ROOT, CourseFolder
from autograder.exercises import freeze
from course.checking import frozen, report
from course.checking.frozen import Raised, Returned
from course.checking.judge import judge, made_in
from course.checking.lesson import outcomes_of

LESSONS = exercises.lesson_names()
EVERY = [(lesson, exercise) for lesson in LESSONS for exercise in exercises.load(lesson).exercises]
MISTAKES = [(lesson, e, m) for lesson, e in EVERY for m in e.misconceptions]
VARIANTS = [(lesson, e, v) for lesson, e in EVERY for v in e.variants]
SEEDS, MORE_SEEDS = range(3), range(100, 103)

every_exercise = pytest.mark.parametrize(
    "lesson, exercise", EVERY, ids=[f"{lesson}: {e.function}" for lesson, e in EVERY]
)


def named(triples):
    return [f"{lesson}: {exercise.function}: {other.name}" for lesson, exercise, other in triples]


@cache
def prepared(lesson):
    """A lesson's solutions, and its exercises as data: what students see, and what the grader draws from several seeds.

    cases: {whose: {function: FrozenExercise}}. What each mistake comes to is in these, worked out once.
    """
    asked, source = exercises.load(lesson), nbformat.read(CourseFolder(ROOT).source(lesson), as_version=4)
    solved, locked = solutions(source), locked_names(source)
    data = {"visible": freeze.visible(asked, solved, locked)}
    data |= {f"seed {seed}": freeze.drawn(asked, solved, locked, seed) for seed in SEEDS}
    cases = {whose: {exercise.function: exercise for exercise in one.exercises} for whose, one in data.items()}
    return SimpleNamespace(solved=solved, locked=locked, cases=cases)


def verdicts_of(lesson, function, edits):
    """Whose cases, and the verdict on this version of the function."""
    ready = prepared(lesson)
    version = freeze.run_version(ready.solved, function, {function: edits})
    for whose, found in ready.cases.items():
        with np.errstate(all="ignore"):
            yield whose, judge(found[function], outcomes_of(version, found[function]))


@cache
def verdict_on_mistake(lesson, whose, function, name):
    """The verdict on an answer that makes a mistake of the function's own list."""
    exercise = prepared(lesson).cases[whose][function]
    return judge(exercise, outcomes_with(exercise, (), name))


def outcomes_with(exercise, upstream, name):
    """What the function comes to with a mistake of its own list, or of an earlier function's: upstream (function, name)."""
    [found] = [m for m in exercise.mistakes if m.upstream == upstream and (upstream or m.name == name)]
    return found.outcomes


@pytest.mark.parametrize("lesson", LESSONS)
def test_points_and_todos(lesson):
    """Are there ten points, and are the TODOs numbered through?"""
    asked = exercises.load(lesson)
    todos = [part.todo for exercise in asked.exercises for part in exercise.parts]
    assert sum(exercise.points for exercise in asked.exercises) == 10
    assert todos == [f"TODO {n}" for n in range(1, len(todos) + 1)]


@every_exercise
def test_solution(lesson, exercise):
    """Does the lesson's own solution earn everything, on visible and drawn cases?"""
    for whose, verdict in verdicts_of(lesson, exercise.function, {}):
        assert verdict.failure is None, whose
        assert verdict.earned == exercise.points


@every_exercise
def test_stub(lesson, exercise):
    """Does an untouched stub earn nothing, and is it told apart from a mistake?"""
    for found in prepared(lesson).cases.values():
        frozen_exercise = found[exercise.function]
        outcome = Raised("NotImplementedError", f"{exercise.parts[0].todo}: chưa làm")
        verdict = judge(frozen_exercise, [outcome] * len(frozen_exercise.cases))
        assert (verdict.earned, verdict.mistake, verdict.untouched_todo) == (0, None, exercise.parts[0].todo)


@pytest.mark.parametrize("lesson, exercise, mistake", MISTAKES, ids=named(MISTAKES))
def test_misconception(lesson, exercise, mistake):
    """Does each misconception lose exactly its points, and is it named, on visible and drawn cases?"""
    for whose in prepared(lesson).cases:
        verdict = verdict_on_mistake(lesson, whose, exercise.function, mistake.name)
        lost = tuple(part.todo for part in verdict.parts if part.earned < part.points)
        assert lost == mistake.costs, whose
        assert verdict.mistake is not None and verdict.mistake.name == mistake.name, whose
        assert mistake.asks in report.text(verdict) and mistake.asks in report.html(verdict)


@pytest.mark.parametrize("lesson, exercise, variant", VARIANTS, ids=named(VARIANTS))
def test_variant(lesson, exercise, variant):
    """Does each other right way to write it earn everything?"""
    for whose, verdict in verdicts_of(lesson, exercise.function, variant.edits):
        assert verdict.failure is None, (whose, verdict.failure)


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
        made = made_in([verdict_on_mistake(lesson, whose, upstream, mistake.name)])
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


@pytest.mark.parametrize("lesson", LESSONS)
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


@pytest.mark.parametrize("lesson", LESSONS)
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


@every_exercise
def test_words(lesson, exercise):
    """Does every hint first ask, then tell, and has every mistake a name of its own?"""
    for hint in (exercise, *exercise.misconceptions):
        assert hint.asks.endswith("?") and hint.tells.endswith(".")
    names = [mistake.name for mistake in exercise.misconceptions]
    assert len(names) == len(set(names)) >= 5
    assert len(exercise.variants) >= 3
    todos = {part.todo for part in exercise.parts}
    assert {todo for mistake in exercise.misconceptions for todo in mistake.costs} == todos


@pytest.mark.parametrize("lesson", LESSONS)
def test_uses(lesson):
    """Does every exercise use functions of earlier exercises only?"""
    functions = [exercise.function for exercise in exercises.load(lesson).exercises]
    for place, exercise in enumerate(exercises.load(lesson).exercises):
        assert set(exercise.uses) <= set(functions[:place])


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


@pytest.mark.parametrize("lesson", LESSONS)
def test_cases_are_allowed(lesson):
    """Does every case keep to what the text demands of the arguments?"""
    asked = exercises.load(lesson)
    for whose, found in prepared(lesson).cases.items():
        for function, exercise in found.items():
            assert all(asked[function].allows(**case.args) for case in exercise.cases), (whose, function)


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_mistake_returns_nan(lesson):
    """Does no known mistake return NaN, which is equal to nothing and so would never be named, with any of many seeds?"""
    asked, ready = without_visible_cases(exercises.load(lesson)), prepared(lesson)
    drawn = [freeze.drawn(asked, ready.solved, ready.locked, seed).exercises for seed in MORE_SEEDS]
    for exercise in itertools.chain(*(found.values() for found in ready.cases.values()), *drawn):
        for mistake in exercise.mistakes:
            values = [outcome.value for outcome in mistake.outcomes if isinstance(outcome, Returned)]
            assert not any(map(holds_nan, values)), (exercise.function, mistake.name)


def without_visible_cases(asked):
    """The lesson with only what a seed draws."""
    changed = [
        dataclasses.replace(one, parts=tuple(dataclasses.replace(part, visible=()) for part in one.parts))
        for one in asked.exercises
    ]
    return dataclasses.replace(asked, exercises=tuple(changed))


def holds_nan(thing):
    if isinstance(thing, (list, tuple)):
        return any(map(holds_nan, thing))
    return isinstance(thing, (float, np.floating, np.ndarray)) and bool(np.isnan(thing).any())
