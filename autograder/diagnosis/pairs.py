"""Two known mistakes of one function at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, combinations

from autograder.diagnosis.versions import Versions
from autograder.exercises.model import Edits, Misconception
from course.checking.frozen import FrozenExercise, Mistake, Outcome, Returned
from course.checking.judge import is_right, same

Pair = tuple[Misconception, Misconception]


def pair_like(versions: Versions, exercise: FrozenExercise, outcomes: Sequence[Outcome]) -> Mistake | None:
    """The Mistake of two listed ones that returns all these outcomes; None where none does, or several do.

    None, too, where every value is the needed one, as of who only alters an argument: two mistakes may undo each other.

    A wrong answer is looked at first, the quickest of them, which tells most pairs apart; what a pair returns is kept for
    the class, so it costs no submission's work.
    """

    if all(_is_needed_value(exercise, place, outcome) for place, outcome in enumerate(outcomes)):
        return None

    def when(place: int) -> tuple[bool, int]:
        return is_right(exercise, place, outcomes[place]), versions.cost(exercise.function, exercise.cases[place])

    order = sorted(range(len(outcomes)), key=when)
    found = [
        (pair, edits)
        for pair, edits in _pairs(versions, exercise.function)
        if all(_is_alike(versions, exercise, edits, outcomes, place) for place in order)
    ]
    return _both(versions, exercise, *found[0]) if len(found) == 1 else None


def _is_needed_value(exercise: FrozenExercise, place: int, outcome: Outcome) -> bool:
    """Is the right value returned, whatever was altered on the way?"""
    return isinstance(outcome, Returned) and is_right(exercise, place, Returned(outcome.value))


def _is_alike(
    versions: Versions, exercise: FrozenExercise, edits: Edits, outcomes: Sequence[Outcome], place: int
) -> bool:
    returned = versions.outcome(exercise.function, edits, exercise.cases[place])
    return same(outcomes[place], returned, exercise.equalities[place])


def _pairs(versions: Versions, function: str) -> Iterator[tuple[Pair, Edits]]:
    """Two misconceptions that do not stand in each other's way, and the edits of both."""
    for one, other in combinations(versions.asked[function].misconceptions, 2):
        edits = {**one.edits, **other.edits}
        if one.edits.keys().isdisjoint(other.edits) and versions.function(function, edits) is not None:
            yield (one, other), edits


def _both(versions: Versions, exercise: FrozenExercise, pair: Pair, edits: Edits) -> Mistake:
    outcomes = tuple(versions.outcome(exercise.function, edits, case) for case in exercise.cases)
    costs = dict.fromkeys(chain.from_iterable(mistake.costs for mistake in pair))
    asks = " ".join(mistake.asks for mistake in pair)
    together = "Có hai lỗi cùng lúc. " + " ".join(f"({n}) {mistake.tells}" for n, mistake in enumerate(pair, 1))
    names = tuple(mistake.name for mistake in pair)
    without = chain.from_iterable(mistake.without for mistake in exercise.mistakes if mistake.name in names)
    return Mistake(" và ".join(names), tuple(costs), asks, together, outcomes, tuple(without), names, edits)
