"""From a student's outcomes to a verdict: which TODOs are right, the mistake's name, the first failure."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from course.checking import measures
from course.checking.compare import CHANGED, Difference, Property, Rule, difference
from course.checking.frozen import Case, FrozenExercise, Mistake, Outcome, Raised, Returned
from course.checking.packed_model import Measured
from course.checking.patterns import ALTERED, REPEATED, Pattern, is_constant, is_unsteady, pattern_of
from course.checking.repair import Repair, calls_any, told

RIGHT, WRONG, OPEN = "right", "wrong", "open"  # states of a TODO; open: nothing tells it from the other TODOs yet
NOT_DONE = "NotImplementedError"  # what a stub raises


@dataclass(frozen=True)
class PartVerdict:
    """One TODO: its state, and how many points it is worth."""

    todo: str
    points: float
    state: str

    @property
    def earned(self) -> float:
        return self.points if self.state == RIGHT else 0.0


@dataclass(frozen=True)
class Failure:
    """The first case that failed: what came back, and (for a value) what differs."""

    case: Case
    outcome: Outcome
    difference: Difference | None


@dataclass(frozen=True)
class Earlier:
    """An earlier function of the student's that is not right, and the TODOs that it lost: its error may come back."""

    function: str
    todos: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """The judgement of one exercise.

    mistake: the misconception it looks like, if any; where none is recognised, pattern: how the answers lie beside the
    needed ones, if that says something. repair: the smallest change of the student's own text that makes it right, where one was
    looked for and found. remarks: sentences on what costs no points. earlier: where the failure comes from,
    or may come from, if not from this function. measured: of an exercise that is judged so, what was measured in each case.
    """

    exercise: FrozenExercise
    parts: tuple[PartVerdict, ...]
    failure: Failure | None
    mistake: Mistake | None
    pattern: Pattern | None = None
    remarks: tuple[str, ...] = ()
    earlier: Earlier | None = None
    repair: Repair | None = None
    measured: tuple[Measured, ...] = ()

    @property
    def earned(self) -> float:
        return sum(part.earned for part in self.parts)

    @property
    def lost(self) -> tuple[str, ...]:
        """The TODOs that are not right."""
        return tuple(part.todo for part in self.parts if part.state != RIGHT)

    @property
    def diagnosis(self) -> Mistake | Pattern | None:
        """What has a name, a question and a hint: the mistake, else the repair, else the pattern, else None."""
        return told(self.shown_repair) if self.shown_repair else self.mistake or self.pattern

    @property
    def shown_repair(self) -> Repair | None:
        """The repair, where it says more than the mistake or the pattern."""
        says_less = self.mistake or self.repair is None or self.repair.kind is None and self.pattern
        return None if says_less else self.repair

    @property
    def untouched_todo(self) -> str | None:
        """The TODO whose stub is still there ("TODO 4"), or None."""
        return not_done(self.failure.outcome) if self.failure else None


def not_done(outcome: Outcome) -> str | None:
    """The TODO whose stub ended a call, or None."""
    if isinstance(outcome, Raised) and outcome.kind == NOT_DONE:
        return outcome.message.partition(":")[0] or None
    return None


def judge(
    exercise: FrozenExercise,
    outcomes: Sequence[Outcome],
    again: Outcome | None = None,
    more: Iterable[Mistake] = (),
    lost: Collection[str] | None = None,
    earlier: Earlier | None = None,
    source: str = "",
) -> Verdict:
    """Judge one outcome per case of the exercise.

    again: the outcome of the first case when it was called once more after all others. more: mistakes beside the exercise's
    own list. lost: the TODOs that are known to be wrong; None where that is not known. earlier: an Earlier whose error the
    outcomes may carry. source: the student's cell, where it is known: no mistake is named that it says otherwise.

    All TODOs are right where every outcome is. Of a wrong answer whose TODOs are not known, those are lost that the mistake
    costs which returns just this in every case; where there is none, or it raises, as anyone could, or an earlier function may be to blame, nothing tells
    the TODOs apart: they stay open, but for one that stands alone or whose stub is still there. Where answers are measured, the measure
    tells which TODOs are earned.
    """
    if len(outcomes) != len(exercise.cases):
        raise ValueError(f"{len(exercise.cases)} cases but {len(outcomes)} outcomes")
    equalities = exercise.equalities
    differences = [wrong_in(exercise, place, outcome) for place, outcome in enumerate(outcomes)]
    failure = first_failure(exercise, outcomes)
    mistake = None
    is_named = is_telling_much(exercise, outcomes) and not measures.is_nonsense(exercise, outcomes)
    if failure and not earlier and is_named:
        mistakes = (*exercise.mistakes, *more)
        mistake = next(
            (one for one in mistakes if explains(one, outcomes, equalities) and not calls_any(source, one.without)),
            None,
        )
    if exercise.is_measured:
        states = _steps(exercise, outcomes, earlier)
    else:
        states = _states(exercise, failure, mistake, lost, earlier)
    parts = tuple(PartVerdict(part.todo, part.points, states[part.todo]) for part in exercise.parts)
    pattern = pattern_of(exercise, outcomes, differences, again) if failure and not mistake and not earlier else None
    remarks = tuple(_remarks(exercise, outcomes, again, pattern))
    told = measures.measured(exercise, outcomes)
    return Verdict(exercise, parts, failure, mistake, pattern, remarks, earlier if failure else None, measured=told)


def explains(mistake: Mistake, outcomes: Sequence[Outcome], equalities: Sequence[Rule]) -> bool:
    """Does the mistake come to just these outcomes, in every case?"""
    return all(same(one, other, equality) for one, other, equality in zip(outcomes, mistake.outcomes, equalities))


def is_telling_much(exercise: FrozenExercise, outcomes: Sequence[Outcome]) -> bool:
    """Could these outcomes not have come from someone who computed nothing: one number all over, or always the same?"""
    returned = [outcome.value for outcome in outcomes if isinstance(outcome, Returned)]
    is_flat = bool(returned) and all(_is_flat(value) for value in returned)
    return not is_flat and not is_constant(outcomes, exercise.cases)


def _states(
    exercise: FrozenExercise,
    failure: Failure | None,
    mistake: Mistake | None,
    lost: Collection[str] | None,
    earlier: Earlier | None,
) -> dict[str, str]:
    """{TODO: its state}."""
    todos = [part.todo for part in exercise.parts]
    if failure is None:
        return dict.fromkeys(todos, RIGHT)
    if lost is None and mistake and not mistake.raises:
        lost = mistake.costs
    if lost is not None:
        return {todo: WRONG if todo in lost else RIGHT for todo in todos}
    if earlier or len(todos) > 1:
        return {todo: WRONG if todo == not_done(failure.outcome) else OPEN for todo in todos}
    return dict.fromkeys(todos, WRONG)


def _steps(exercise: FrozenExercise, outcomes: Sequence[Outcome], earlier: Earlier | None) -> dict[str, str]:
    """{TODO: its state} where the TODOs are steps that a measure tells: what is enough for one is earned, whoever is to blame
    for the rest.
    """
    missed = measures.missed_todos(exercise, outcomes)
    return {part.todo: (OPEN if earlier else WRONG) if part.todo in missed else RIGHT for part in exercise.parts}


def judge_absent(exercise: FrozenExercise, reason: Raised) -> Verdict:
    """The verdict where nothing could be called: every case failed for the same reason (a Raised)."""
    return judge(exercise, [reason] * len(exercise.cases))


def wrong_in(exercise: FrozenExercise, place: int, outcome: Outcome) -> Difference | Raised | None:
    """What is wrong with an outcome of the case at a place; None where it is right.

    A call that returns the needed value and alters an array or a list of its caller is wrong, too.
    """
    if isinstance(outcome, Raised):
        return outcome
    case, rule = exercise.cases[place], exercise.equalities[place]
    names, is_measured = measures.altered(case, outcome), isinstance(rule, Property)
    if names and is_measured:  # it costs every step, whatever is measured
        return Difference(CHANGED, ", ".join(names), "")
    found = (
        measures.missed(exercise, place, outcome.value)
        if isinstance(rule, Property)
        else difference(outcome.value, case.needed, rule)
    )
    return Difference(CHANGED, ", ".join(names), "") if found is None and names else found


def is_right(exercise: FrozenExercise, place: int, outcome: Outcome) -> bool:
    """Is this outcome of the case at a place the needed one?"""
    return wrong_in(exercise, place, outcome) is None


def same(outcome: Outcome, other: Outcome, equality: Rule) -> bool:
    """Are two outcomes the same: equal values, answers that were made in one way, or the same error?"""
    if isinstance(outcome, Raised) or isinstance(other, Raised):
        return isinstance(outcome, Raised) and isinstance(other, Raised) and _same_error(outcome, other)
    if isinstance(equality, Property):
        return measures.is_same(equality, outcome.value, other.value)
    return difference(outcome.value, other.value, equality) is None


def _same_error(outcome: Raised, other: Raised) -> bool:
    return (outcome.kind, outcome.message) == (other.kind, other.message)


def _is_flat(value: object) -> bool:
    """Is this an array of several numbers that are all the same, as of someone who computed nothing?"""
    return isinstance(value, np.ndarray) and value.size > 1 and bool((value == value.flat[0]).all())


def first_failure(
    exercise: FrozenExercise, outcomes: Sequence[Outcome], places: Iterable[int] | None = None
) -> Failure | None:
    """The first case, of those at these places, that failed; None where none did."""
    for place in range(len(outcomes)) if places is None else places:
        found = wrong_in(exercise, place, outcomes[place])
        if found is not None:
            return Failure(exercise.cases[place], outcomes[place], None if isinstance(found, Raised) else found)
    return None


def _remarks(
    exercise: FrozenExercise, outcomes: Sequence[Outcome], again: Outcome | None, pattern: Pattern | None
) -> Iterator[str]:
    """What is worth knowing and costs no points by itself."""
    changed = [
        name
        for case, outcome in zip(exercise.cases, outcomes)
        if isinstance(outcome, Returned)
        for name in measures.altered(case, outcome)
    ]
    if changed and pattern is not ALTERED:
        names = ", ".join(dict.fromkeys(changed))
        yield f"hàm sửa luôn {names} mà nó nhận vào, nên dữ liệu của người gọi hàm bị đổi theo."
    if pattern is None and is_unsteady(outcomes, again):
        yield f"{REPEATED.name}. {REPEATED.asks} {REPEATED.tells}"
