"""From a student's outcomes to a verdict: points per TODO, the mistake's name, the first failure."""

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from course.checking.compare import Difference, Equality, difference
from course.checking.frozen import Case, FrozenExercise, Mistake, Outcome, Part, Raised, Returned
from course.checking.patterns import REPEATED, Pattern, is_constant, is_unsteady, pattern_of


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
    outcome: Outcome
    difference: Difference | None


@dataclass(frozen=True)
class Verdict:
    """The judgement of one exercise.

    mistake: the misconception it looks like, if any; where none is recognised, pattern: how the answers lie beside the
    needed ones, if that says something. remarks: sentences on what costs no points.
    """

    exercise: FrozenExercise
    parts: tuple[PartVerdict, ...]
    failure: Failure | None
    mistake: Mistake | None
    pattern: Pattern | None = None
    remarks: tuple[str, ...] = ()

    @property
    def earned(self) -> float:
        return sum(part.earned for part in self.parts)

    @property
    def diagnosis(self) -> Mistake | Pattern | None:
        """What has a name, a question and a hint: the mistake, else the pattern, else None."""
        return self.mistake or self.pattern

    @property
    def untouched_todo(self) -> str | None:
        """The TODO whose stub is still there ("TODO 4"), or None."""
        outcome = self.failure and self.failure.outcome
        if isinstance(outcome, Raised) and outcome.kind == "NotImplementedError":
            return outcome.message.partition(":")[0] or None
        return None


def judge(
    exercise: FrozenExercise,
    outcomes: Sequence[Outcome],
    made: Container[tuple[str, ...]] = (),
    more: Iterable[Mistake] = (),
    again: Outcome | None = None,
) -> Verdict:
    """Judge one outcome per case of the exercise.

    made: the mistakes that the verdicts on earlier exercises name, as `made_in` tells them. more: mistakes beside the
    exercise's own list. again: the outcome of the first case when it was called once more after all others.

    A part is passed when all its outcomes are the needed values, or are exactly what one mistake returns that is
    not this part's mistake: who only got the range wrong (TODO 3) still earns the use of it (TODO 4). An exception
    earns nothing, though a mistake may raise the same; nor does one value for every case, though a mistake may
    saturate to the same. A listed mistake of an earlier function counts only where it was made.
    """
    if len(outcomes) != len(exercise.cases):
        raise ValueError(f"{len(exercise.cases)} cases but {len(outcomes)} outcomes")
    equalities = equality_of_cases(exercise)
    differences = [
        outcome if isinstance(outcome, Raised) else difference(outcome.value, case.needed, equality)
        for case, outcome, equality in zip(exercise.cases, outcomes, equalities)
    ]

    def like(mistake: Mistake, cases: Iterable[int]) -> bool:
        return all(same(outcomes[case], mistake.outcomes[case], equalities[case]) for case in cases)

    mistakes = [mistake for mistake in exercise.mistakes if not mistake.upstream or mistake.upstream in made]
    mistakes += more
    parts = tuple(_judge_part(part, exercise, outcomes, differences, mistakes, like) for part in exercise.parts)
    failure = _first_failure(exercise, outcomes, differences)
    mistake = next((m for m in mistakes if like(m, range(len(outcomes)))), None) if failure else None
    pattern = pattern_of(exercise, outcomes, differences, again) if failure and not mistake else None
    return Verdict(exercise, parts, failure, mistake, pattern, tuple(_remarks(exercise, outcomes, again, pattern)))


def made_in(verdicts: Iterable[Verdict]) -> frozenset[tuple[str, str]]:
    """{(function, name)} of the mistakes that these verdicts name."""
    return frozenset((v.exercise.function, v.mistake.name) for v in verdicts if v.mistake)


def judge_absent(exercise: FrozenExercise, reason: Raised) -> Verdict:
    """The verdict where nothing could be called: every case failed for the same reason (a Raised)."""
    return judge(exercise, [reason] * len(exercise.cases))


def equality_of_cases(exercise: FrozenExercise) -> list[Equality]:
    """How values are held against each other in each case."""
    equality = {case: part.equality for part in exercise.parts for case in part.cases}
    return [equality[position] for position in range(len(exercise.cases))]


def same(outcome: Outcome, other: Outcome, equality: Equality) -> bool:
    """Are two outcomes the same: equal values, or the same error?"""
    if isinstance(outcome, Raised) or isinstance(other, Raised):
        return isinstance(outcome, Raised) and isinstance(other, Raised) and _same_error(outcome, other)
    return difference(outcome.value, other.value, equality) is None


def _same_error(outcome: Raised, other: Raised) -> bool:
    return (outcome.kind, outcome.message) == (other.kind, other.message)


def _judge_part(
    part: Part,
    exercise: FrozenExercise,
    outcomes: Sequence[Outcome],
    differences: Sequence[Difference | Raised | None],
    mistakes: Sequence[Mistake],
    like: Callable[[Mistake, Iterable[int]], bool],
) -> PartVerdict:
    given, cases = [outcomes[case] for case in part.cases], [exercise.cases[case] for case in part.cases]
    returned = [outcome for outcome in given if isinstance(outcome, Returned)]
    passed = all(differences[case] is None for case in part.cases)
    if not passed and len(returned) == len(given):
        allowed = [m for m in mistakes if part.todo not in m.costs and like(m, part.cases)]
        if allowed:  # only now are the answers as large as the lesson's own
            flat, constant = all(_is_flat(outcome.value) for outcome in returned), is_constant(given, cases)
            passed = any(_is_forgiven(m, flat, constant) for m in allowed)
    return PartVerdict(part.todo, part.points if passed else 0.0, part.points)


def _is_forgiven(mistake: Mistake, flat: bool, constant: bool) -> bool:
    """May answers like those of a mistake earn a point, being one number all over in each case, or in all of them?

    What a listed mistake of an earlier function saturates to is the right answer here; anything else could be written
    by someone who computed nothing.
    """
    return (bool(mistake.upstream) and mistake.is_listed) or not (flat or constant)


def _is_flat(value: object) -> bool:
    """Is this an array of several numbers that are all the same, as of someone who computed nothing?"""
    return isinstance(value, np.ndarray) and value.size > 1 and bool((value == value.flat[0]).all())


def _first_failure(
    exercise: FrozenExercise, outcomes: Sequence[Outcome], differences: Sequence[Difference | Raised | None]
) -> Failure | None:
    for case, outcome, found in zip(exercise.cases, outcomes, differences):
        if found is not None:
            return Failure(case, outcome, None if isinstance(found, Raised) else found)
    return None


def _remarks(
    exercise: FrozenExercise, outcomes: Sequence[Outcome], again: Outcome | None, pattern: Pattern | None
) -> Iterator[str]:
    """What is worth knowing and costs no points."""
    places = sorted({place for outcome in outcomes if isinstance(outcome, Returned) for place in outcome.changed})
    names = [list(exercise.cases[0].args)[place] for place in places if place < len(exercise.cases[0].args)]
    if names:
        yield f"hàm sửa luôn {', '.join(names)} mà nó nhận vào, nên dữ liệu của người gọi hàm bị đổi theo. Hãy tính trên một bản sao, như {names[0]}.copy()."
    if pattern is None and is_unsteady(outcomes, again):
        yield f"{REPEATED.name}. {REPEATED.asks} {REPEATED.tells}"
