"""Answers of which many are right: what is measured of them, and which TODOs that earns."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from course.checking import packed_model
from course.checking.compare import MISSED, Difference, Property
from course.checking.frozen import Case, FrozenExercise, Outcome, Part, Returned
from course.checking.hints import Pattern
from course.checking.packed_model import Measured
from course.checking.plain import Plain


class Measure(Protocol):
    """What measures answers of one sort; it takes no longer and no more memory than an honest answer does, whatever comes."""

    def arguments(self, made_of: Plain) -> dict[str, Plain]:
        """The arguments of a case that are not written out, made again."""

    def identity(self, answer: Plain) -> Plain:
        """What answers of one way have in common, small and plain; None for what is no answer. Of an identity, itself."""

    def told(self, needed: Plain, most: float) -> str:
        """What must hold for every TODO, in words."""

    def measured(self, answer: Plain, args: Mapping[str, Plain], needed: Plain, label: str, hidden: bool) -> Measured:
        """What was measured of an answer to a case."""


MEASURES: Mapping[str, Measure] = {"packed_model": packed_model}


def missed(exercise: FrozenExercise, place: int, answer: Plain) -> Difference | None:
    """What the answer to the case at a place lacks for the first TODO that it does not earn; None where it earns all.

    exercise: one whose answers are measured.
    """
    return next((found for _, found in _missed(exercise, place, answer)), None)


def missed_todos(exercise: FrozenExercise, outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    """The TODOs that a case of theirs loses; an outcome that is no answer, or that altered an argument, loses all that have the case."""
    lost = set()
    for place, outcome in enumerate(outcomes):
        is_changed = isinstance(outcome, Returned) and altered(exercise.cases[place], outcome)
        if isinstance(outcome, Returned) and not is_changed:
            lost |= {part.todo for part, _ in _missed(exercise, place, outcome.value)}
        else:
            lost |= {part.todo for part in exercise.parts if place in part.cases}
    return tuple(part.todo for part in exercise.parts if part.todo in lost)


def measured(exercise: FrozenExercise, outcomes: Sequence[Outcome]) -> tuple[Measured, ...]:
    """What was measured in each case that an answer came to; nothing where answers are held against needed values."""
    if not exercise.is_measured:
        return ()
    answered = zip(exercise.cases, exercise.equalities, outcomes)
    return tuple(
        _of(case, rule, outcome.value)
        for case, rule, outcome in answered
        if isinstance(outcome, Returned) and isinstance(rule, Property)
    )


def altered(case: Case, outcome: Returned) -> tuple[str, ...]:
    """The names of the arguments that a call altered."""
    names = tuple(case.args)
    return tuple(names[place] for place in outcome.changed if place < len(names))


def is_nonsense(exercise: FrozenExercise, outcomes: Sequence[Outcome]) -> bool:
    """Is some answer no model, or another one? Then how it chose says nothing."""
    return any(one.pattern in packed_model.NONSENSE for one in measured(exercise, outcomes))


def pattern(exercise: FrozenExercise, outcomes: Sequence[Outcome]) -> Pattern | None:
    """What keeps the first answer that misses something from being one, where that has a name; else None."""
    found = measured(exercise, outcomes)
    return next((one.pattern for one in found if one.pattern), None)


def identity(rule: Property, answer: Plain) -> Plain:
    """See Measure.identity."""
    return MEASURES[rule.measure].identity(answer)


def is_same(rule: Property, one: Plain, other: Plain) -> bool:
    """Were two answers made in one way?"""
    known = identity(rule, one)
    return known is not None and bool(known == identity(rule, other))


def _missed(exercise: FrozenExercise, place: int, answer: Plain) -> Iterator[tuple[Part, Difference]]:
    case = exercise.cases[place]
    for part in exercise.parts:
        if place in part.cases and isinstance(part.equality, Property):
            found = _of(case, part.equality, answer)
            if lacks := found.missed(part.equality.most):
                yield part, Difference(MISSED, lacks[0], f"{part.todo} cần {lacks[1]}")


def _of(case: Case, rule: Property, answer: Plain) -> Measured:
    return MEASURES[rule.measure].measured(answer, case.args, case.needed, case.label, case.hidden)
