"""Two known mistakes at once: of one function, or of it and of one that it calls."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from itertools import chain, combinations

from autograder.diagnosis.versions import Versions
from autograder.exercises.freeze import told_upstream
from autograder.exercises.model import Edits, Misconception
from course.checking.frozen import FrozenExercise, Mistake, Outcome, Returned
from course.checking.judge import equality_of_cases, same

Made = tuple[str, Misconception]  # (the function it was made in, it)


def pair_like(
    versions: Versions, exercise: FrozenExercise, outcomes: Sequence[Outcome], made: Container[tuple[str, ...]]
) -> Mistake | None:
    """The Mistake of two known ones that returns all these outcomes, or None.

    versions: the lesson's Versions. exercise: a FrozenExercise. made: as judge takes it. A wrong answer is looked at
    first, the quickest of them, which tells most pairs apart; what a pair returns is kept for the class, so it costs no submission's work.
    """
    equalities = equality_of_cases(exercise)

    def when(place: int) -> tuple[bool, int]:
        is_right = same(outcomes[place], Returned(exercise.cases[place].needed), equalities[place])
        return is_right, versions.cost(exercise.function, exercise.cases[place])

    order = sorted(range(len(outcomes)), key=when)
    for pair, edits_of in _pairs(versions, exercise.function, made):
        if versions.function(exercise.function, edits_of) is None:
            continue
        found = (versions.outcome(exercise.function, edits_of, exercise.cases[place]) for place in order)
        if all(same(outcomes[place], one, equalities[place]) for place, one in zip(order, found)):
            told = (versions.outcome(exercise.function, edits_of, case) for case in exercise.cases)
            return _both([_as_told(one, exercise.function) for one in pair], pair, edits_of, tuple(told))
    return None


def _pairs(
    versions: Versions, function: str, made: Container[tuple[str, ...]]
) -> Iterator[tuple[tuple[Made, Made], dict[str, Edits]]]:
    """((one, other), {function: edits}): each of `one`, `other` is (function, Misconception)."""
    exercise = versions.asked[function]
    earlier = [
        (name, theirs)
        for name in exercise.uses
        for theirs in versions.asked[name].misconceptions
        if (name, theirs.name) in made
    ]
    for own in exercise.misconceptions:
        for name, theirs in earlier:
            yield ((name, theirs), (function, own)), {name: theirs.edits, function: own.edits}
    for one, other in combinations(exercise.misconceptions, 2):
        if one.edits.keys().isdisjoint(other.edits):
            yield ((function, one), (function, other)), {function: {**one.edits, **other.edits}}


def _as_told(pair: Made, function: str) -> tuple[str, tuple[str, ...], str]:
    """(name, TODOs it costs, hint) of (where, Misconception), as it is told of a function."""
    where, mistake = pair
    if where == function:
        return mistake.name, mistake.costs, mistake.tells
    return told_upstream(where, mistake)


def _both(
    told: Sequence[tuple[str, tuple[str, ...], str]],
    pair: tuple[Made, ...],
    edits_of: dict[str, Edits],
    outcomes: tuple[Outcome, ...],
) -> Mistake:
    names, costs, tells = zip(*told)
    asks = " ".join(mistake.asks for _, mistake in pair)
    together = "Có hai lỗi cùng lúc. " + " ".join(f"({n}) {one}" for n, one in enumerate(tells, 1))
    made = tuple((where, mistake.name) for where, mistake in pair)
    return Mistake(" và ".join(names), tuple(chain(*costs)), asks, together, (), outcomes, made, edits_of)
