"""From a student's outcomes to a verdict: points per TODO, the mistake's name, the first failure."""

from dataclasses import dataclass

import numpy as np

from course.checking.compare import Difference, difference
from course.checking.frozen import Case, FrozenExercise, Mistake, Raised, Returned


@dataclass(frozen=True)
class PartVerdict:
    """One TODO's points, and how many it is worth."""

    todo: str
    earned: float
    points: float


@dataclass(frozen=True)
class Failure:
    """The first case that failed: what came back, and (for a value) what differs."""

    case: Case
    outcome: Returned | Raised
    difference: Difference | None


@dataclass(frozen=True)
class Verdict:
    """The judgement of one exercise. `mistake` is the misconception it looks like, if any."""

    exercise: FrozenExercise
    parts: tuple[PartVerdict, ...]
    failure: Failure | None
    mistake: Mistake | None

    @property
    def earned(self):
        return sum(part.earned for part in self.parts)

    @property
    def untouched_todo(self):
        """The TODO whose stub is still there ("TODO 4"), or None."""
        outcome = self.failure and self.failure.outcome
        if isinstance(outcome, Raised) and outcome.kind == "NotImplementedError":
            return outcome.message.partition(":")[0] or None
        return None


def judge(exercise, outcomes, made=()):
    """Judge one outcome per case of the exercise.

    made: the mistakes that the verdicts on earlier exercises name, as `made_in` tells them.

    A part is passed when all its outcomes are the needed values, or are exactly what one listed
    mistake returns that is not this part's mistake: who only got the range wrong (TODO 3) still
    earns the use of it (TODO 4). An exception earns nothing, though a mistake may raise the same; nor do arrays
    that are one number all over in every case, though a mistake of this function may saturate to the same.
    A mistake of an earlier function counts only where it was made.
    """
    if len(outcomes) != len(exercise.cases):
        raise ValueError(f"{len(exercise.cases)} cases but {len(outcomes)} outcomes")
    equalities = _equality_of_cases(exercise)
    right = [
        _same(outcome, Returned(case.needed), equality)
        for case, outcome, equality in zip(exercise.cases, outcomes, equalities)
    ]

    mistakes = [mistake for mistake in exercise.mistakes if not mistake.upstream or mistake.upstream in made]

    def like(mistake, cases):
        return all(_same(outcomes[case], mistake.outcomes[case], equalities[case]) for case in cases)

    parts = tuple(_judge_part(part, outcomes, right, mistakes, like) for part in exercise.parts)
    failure = _first_failure(exercise, outcomes, equalities, right)
    mistake = failure and next((m for m in mistakes if like(m, range(len(outcomes)))), None)
    return Verdict(exercise, parts, failure, mistake)


def made_in(verdicts):
    """{(function, name)} of the mistakes that these verdicts name."""
    return frozenset((v.exercise.function, v.mistake.name) for v in verdicts if v.mistake)


def judge_absent(exercise, reason):
    """The verdict where nothing could be called: every case failed for the same reason (a Raised)."""
    return judge(exercise, [reason] * len(exercise.cases))


def _equality_of_cases(exercise):
    equality = {case: part.equality for part in exercise.parts for case in part.cases}
    return [equality[position] for position in range(len(exercise.cases))]


def _same(outcome, other, equality):
    if isinstance(outcome, Raised) or isinstance(other, Raised):
        return isinstance(outcome, Raised) and isinstance(other, Raised) and _same_error(outcome, other)
    return difference(outcome.value, other.value, equality) is None


def _same_error(outcome, other):
    return (outcome.kind, outcome.message) == (other.kind, other.message)


def _judge_part(part, outcomes, right, mistakes, like):
    answered = all(isinstance(outcomes[case], Returned) for case in part.cases)
    flat = answered and all(_is_flat(outcomes[case].value) for case in part.cases)
    forgiven = (m for m in mistakes if part.todo not in m.costs and (m.upstream or not flat))
    passed = all(right[case] for case in part.cases) or (answered and any(like(m, part.cases) for m in forgiven))
    return PartVerdict(part.todo, part.points if passed else 0.0, part.points)


def _is_flat(value):
    """Is this an array of several numbers that are all the same, as of someone who computed nothing?"""
    return isinstance(value, np.ndarray) and value.size > 1 and bool((value == value.flat[0]).all())


def _first_failure(exercise, outcomes, equalities, right):
    for case, outcome, equality, fine in zip(exercise.cases, outcomes, equalities, right):
        if not fine:
            found = None if isinstance(outcome, Raised) else difference(outcome.value, case.needed, equality)
            return Failure(case, outcome, found)
    return None
