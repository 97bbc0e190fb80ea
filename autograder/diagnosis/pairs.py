"""Two known mistakes at once: of one function, or of it and of one that it calls."""

from itertools import combinations

from course.checking.frozen import Mistake
from course.checking.judge import equality_of_cases, same


def pair_like(versions, exercise, outcomes, made, first):
    """The Mistake of two known ones that returns all these outcomes, or None.

    versions: the lesson's Versions. exercise: a FrozenExercise. made: as judge takes it. first: the position of a wrong
    answer, which tells most pairs apart.
    """
    equalities = equality_of_cases(exercise)
    order = [first, *(place for place in range(len(outcomes)) if place != first)]
    for pair, edits_of in _pairs(versions, exercise.function, made):
        if versions.function(exercise.function, edits_of) is None:
            continue
        found = (versions.outcome(exercise.function, edits_of, exercise.cases[place]) for place in order)
        if all(same(outcomes[place], one, equalities[place]) for place, one in zip(order, found)):
            told = (versions.outcome(exercise.function, edits_of, case) for case in exercise.cases)
            return _both(pair, exercise.function, edits_of, tuple(told))
    return None


def _pairs(versions, function, made):
    """((one, other), {function: edits}): each of `one`, `other` is (function, Misconception)."""
    exercise = versions.asked[function]
    earlier = [
        (name, theirs) for name in exercise.uses for theirs in versions.asked[name].misconceptions if (name, theirs.name) in made
    ]
    for own in exercise.misconceptions:
        for name, theirs in earlier:
            yield ((name, theirs), (function, own)), {name: theirs.edits, function: own.edits}
    for one, other in combinations(exercise.misconceptions, 2):
        if one.edits.keys().isdisjoint(other.edits):
            yield ((function, one), (function, other)), {function: {**one.edits, **other.edits}}


def _both(pair, function, edits_of, outcomes):
    names = tuple(mistake.name for _, mistake in pair)
    costs = tuple(todo for where, mistake in pair if where == function for todo in mistake.costs)
    tells = "Có hai lỗi cùng lúc. " + " ".join(f"({n}) {mistake.tells}" for n, (_, mistake) in enumerate(pair, 1))
    asks = " ".join(mistake.asks for _, mistake in pair)
    return Mistake(" và ".join(names), costs, asks, tells, (), outcomes, names, edits_of)
