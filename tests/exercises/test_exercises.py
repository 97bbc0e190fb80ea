"""Is every exercise sound: solvable, with hints that ask, with mistakes that are found and named?"""

import dataclasses
from functools import cache
from types import SimpleNamespace

import nbformat
import numpy as np
import pytest

from autograder import exercises
from autograder.build.text import locked_names, solutions
from autograder.course_folder import ROOT, CourseFolder
from autograder.exercises import freeze
from autograder.exercises.model import draw_until
from course.checking import frozen, report
from course.checking.frozen import Raised, Returned
from course.checking.judge import judge, made_in
from course.checking.lesson import outcomes_of

LESSONS = exercises.lesson_names()
EVERY = [(lesson, exercise) for lesson in LESSONS for exercise in exercises.load(lesson).exercises]
MISTAKES = [(lesson, e, m) for lesson, e in EVERY for m in e.misconceptions]
VARIANTS = [(lesson, e, v) for lesson, e in EVERY for v in e.variants]
SEEDS = range(3)

every_exercise = pytest.mark.parametrize(
    "lesson, exercise", EVERY, ids=[f"{lesson}: {e.function}" for lesson, e in EVERY]
)


def named(triples):
    return [f"{lesson}: {exercise.function}: {other.name}" for lesson, exercise, other in triples]


@cache
def prepared(lesson):
    """A lesson's solutions, and the lesson as data: what students see, and what the grader draws from several seeds."""
    asked, source = exercises.load(lesson), nbformat.read(CourseFolder(ROOT).source(lesson), as_version=4)
    solved, locked = solutions(source), locked_names(source)
    judged_by = {"visible": freeze.visible(asked, solved, locked)}
    judged_by |= {f"seed {seed}": freeze.drawn(asked, solved, locked, seed) for seed in SEEDS}
    return SimpleNamespace(solved=solved, locked=locked, judged_by=judged_by)


def verdicts_of(lesson, function, edits_of):
    """{whose cases: the verdict on this version of the function}."""
    ready = prepared(lesson)
    for who, data in ready.judged_by.items():
        yield who, verdict_on(data, ready.solved, function, edits_of)


def verdict_on(data, solved, function, edits_of, made=()):
    exercise = next(e for e in data.exercises if e.function == function)
    with np.errstate(all="ignore"):
        return judge(exercise, outcomes_of(freeze.run_version(solved, function, edits_of), exercise), made)


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
    for who, verdict in verdicts_of(lesson, exercise.function, {}):
        assert verdict.failure is None, who
        assert verdict.earned == exercise.points


@every_exercise
def test_stub(lesson, exercise):
    """Does an untouched stub earn nothing, and is it told apart from a mistake?"""
    for data in prepared(lesson).judged_by.values():
        frozen_exercise = next(e for e in data.exercises if e.function == exercise.function)
        outcome = Raised("NotImplementedError", f"{exercise.parts[0].todo}: chưa làm")
        verdict = judge(frozen_exercise, [outcome] * len(frozen_exercise.cases))
        assert (verdict.earned, verdict.mistake, verdict.untouched_todo) == (0, None, exercise.parts[0].todo)


@pytest.mark.parametrize("lesson, exercise, mistake", MISTAKES, ids=named(MISTAKES))
def test_misconception(lesson, exercise, mistake):
    """Does each misconception lose exactly its points, and is it named, on visible and drawn cases?"""
    for who, verdict in verdicts_of(lesson, exercise.function, {exercise.function: mistake.edits}):
        lost = tuple(part.todo for part in verdict.parts if part.earned < part.points)
        assert lost == mistake.costs, who
        assert verdict.mistake is not None and verdict.mistake.name == mistake.name, who
        assert mistake.asks in report.text(verdict) and mistake.asks in report.html(verdict)


@pytest.mark.parametrize("lesson, exercise, variant", VARIANTS, ids=named(VARIANTS))
def test_variant(lesson, exercise, variant):
    """Does each other right way to write it earn everything?"""
    for who, verdict in verdicts_of(lesson, exercise.function, {exercise.function: variant.edits}):
        assert verdict.failure is None, (who, verdict.failure)


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
    edits_of, ready = {upstream: mistake.edits}, prepared(lesson)
    for who, data in ready.judged_by.items():
        made = made_in([verdict_on(data, ready.solved, upstream, edits_of)])
        verdict = verdict_on(data, ready.solved, exercise.function, edits_of, made)
        lost = {part.todo for part in verdict.parts if part.earned < part.points}
        assert lost == {part.todo for part in exercise.parts} & set(mistake.stops), who
        assert verdict.failure is None or verdict.mistake.upstream == (upstream, mistake.name), who


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
    ready, edits_of = prepared(lesson), {upstream: mistake.edits}
    verdicts = [
        verdict_on(data, ready.solved, exercise.function, edits_of, made)
        for data in ready.judged_by.values()
        for made in ((), others)
    ]
    wrong = [verdict for verdict in verdicts if verdict.failure is not None]
    for verdict in wrong:
        assert verdict.earned < exercise.points, (upstream, mistake.name)
        assert verdict.mistake is None, (upstream, mistake.name)
    return len(wrong)


@pytest.mark.parametrize("lesson", LESSONS)
def test_answer_that_raises_earns_nothing(lesson):
    """Can no part of any exercise be earned by an answer that raises on all its cases, whatever it raises?"""
    for exercise in prepared(lesson).judged_by["seed 0"].exercises:
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
    for exercise in prepared(lesson).judged_by[whose].exercises:
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
    assert all(mistake.costs and set(mistake.costs) <= todos for mistake in exercise.misconceptions)
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


def test_draw_that_never_succeeds():
    """Does a drawn case that can never be accepted end with a message?"""
    with pytest.raises(ValueError, match="no acceptable case"):
        draw_until(lambda rng: {"x": 1}, lambda x: False)(None)


@every_exercise
def test_constant_arrays_earn_nothing(lesson, exercise):
    """Can no part be earned by arrays of the right shape that are one number all over, such as zeros?"""
    for who, data in prepared(lesson).judged_by.items():
        frozen_exercise = next(e for e in data.exercises if e.function == exercise.function)
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
                    assert verdict.earned == 0, (who, part.todo, number)


@pytest.mark.parametrize("lesson", LESSONS)
def test_cases_are_allowed(lesson):
    """Does every case keep to what the text demands of the arguments?"""
    asked = exercises.load(lesson)
    for who, data in prepared(lesson).judged_by.items():
        for exercise in data.exercises:
            assert all(asked[exercise.function].allows(**case.args) for case in exercise.cases), (
                who,
                exercise.function,
            )


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_mistake_returns_nan(lesson):
    """Does no known mistake return NaN, which is equal to nothing and so would never be named, with any of many seeds?"""
    asked, ready = exercises.load(lesson), prepared(lesson)
    for seed in range(100, 106):
        for exercise in freeze.drawn(asked, ready.solved, ready.locked, seed).exercises:
            for mistake in exercise.mistakes:
                assert not any(holds_nan(o.value) for o in mistake.outcomes if isinstance(o, Returned)), (
                    seed,
                    mistake.name,
                )


def holds_nan(thing):
    if isinstance(thing, (list, tuple)):
        return any(map(holds_nan, thing))
    return isinstance(thing, (float, np.floating, np.ndarray)) and bool(np.isnan(thing).any())
