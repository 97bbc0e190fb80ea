"""The smallest input that shows an error: a wrong answer's input made simpler as long as the answer stays wrong.

As in property-based testing (Hypothesis, MacIver et al. 2019) an input is shrunk step by step, each step kept only where
it still fails in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice

import numpy as np

from autograder.diagnosis.simpler import simpler
from autograder.diagnosis.versions import Versions, quietly
from autograder.diagnosis.work import EXAMPLES, Left
from autograder.exercises.model import Edits
from course.checking import plain
from course.checking.compare import Equality, Property, difference
from course.checking.frozen import Case, FrozenExercise, Outcome, Raised, Returned
from course.checking.judge import Failure, Verdict, same
from course.checking.plain import Encoded, Plain

Ask = Callable[[str, list[list[Encoded]]], Iterable[Outcome]]  # (function, arguments of each call): what each came to

TRIED = 72  # inputs at the most, of one function
TOGETHER = 12  # are asked in one go
LABEL = "đầu vào nhỏ nhất tìm được mà vẫn sai"


class Shrinker:
    """Finds smaller inputs for the exercises of a lesson; what is right for an input is computed once."""

    def __init__(self, versions: Versions) -> None:
        self.versions = versions
        self._needed: dict[tuple[str, str], Returned | None] = {}
        self._smallest: dict[tuple[str, str], Case] = {}

    def smallest(self, verdict: Verdict, outcomes: Sequence[Outcome], ask: Ask, left: Left) -> Failure | None:
        """A Failure with the smallest input found, or the verdict's own.

        outcomes: the student's, one a case. ask: (function, the arguments of each call) gives its outcomes. left: of the submission's work for examples. What a known mistake returns is looked for without
        the student, who is then asked once.
        """
        found = _shortest_failure(verdict, outcomes)
        function, edits = verdict.exercise.function, verdict.mistake.edits if verdict.mistake else None
        if edits is not None:
            case = self._of_mistake(verdict, found, edits)  # kept for the class, so it costs no submission's work
            for outcome in ask(function, [case.encoded_args]):
                if smaller := self._failure(verdict, found, case, outcome):
                    return smaller
        return self._search(verdict, found, lambda cases: ask(function, [case.encoded_args for case in cases]), left)

    def _of_mistake(self, verdict: Verdict, failure: Failure, edits: Edits) -> Case:
        """The smallest Case that shows a known mistake, from that failure on; kept for the next who makes it."""
        key = repr(edits), failure.case.label
        if key not in self._smallest:
            version = self.versions.existing(verdict.exercise.function, edits)
            found = self._search(
                verdict, failure, lambda cases: [quietly(version, case.args) for case in cases], Left(EXAMPLES)
            )
            self._smallest[key] = found.case
        return self._smallest[key]

    def _search(
        self, verdict: Verdict, failure: Failure, answer: Callable[[list[Case]], Iterable[Outcome]], left: Left
    ) -> Failure:
        """left: the work it may cost."""
        cost, inputs = self._cost(verdict.exercise, failure.case), TRIED
        while inputs > 0 and left:
            smaller, tried = self._step(verdict, failure, answer, min(inputs, left.lines // cost + 1))
            inputs -= tried
            left.take(tried * cost)
            if smaller is None:
                break
            failure = smaller
        return failure

    def _step(
        self, verdict: Verdict, failure: Failure, answer: Callable[[list[Case]], Iterable[Outcome]], left: int
    ) -> tuple[Failure | None, int]:
        """(the next smaller Failure or None, how many inputs were tried). answer: of a list of Cases, their outcomes."""
        candidates, tried = self._valid(verdict.exercise, failure), 0
        while tried < left and (some := list(islice(candidates, min(TOGETHER, left - tried)))):
            tried += len(some)
            for case, outcome in zip(some, answer(some)):
                if smaller := self._failure(verdict, failure, case, outcome):
                    return smaller, tried
        return None, tried

    def _cost(self, exercise: FrozenExercise, case: Case) -> int:
        """What one input is worth: the reference and every right way, on an input not larger than that of the case."""
        return (2 + len(self.versions.asked[exercise.function].variants)) * self.versions.cost(exercise.function, case)

    def _valid(self, exercise: FrozenExercise, failure: Failure) -> Iterator[Case]:
        """Simpler Cases for which there is one right answer."""
        for args in simpler(failure.case.args):
            key = exercise.function, repr([plain.encode(value) for value in args.values()])
            if key not in self._needed:
                self._needed[key] = self._needed_of(exercise, args)
            if (needed := self._needed[key]) is not None:
                yield Case(LABEL, args, needed.value, hidden=True)

    def _needed_of(self, exercise: FrozenExercise, args: dict[str, Plain]) -> Returned | None:
        """What is right, as a Returned; None where the text or the reference refuses the input, or right solutions disagree."""
        asked = self.versions.asked[exercise.function]
        if not asked.allows(**args):
            return None
        needed = quietly(asked.reference, args)
        equality = exercise.loosest
        ways = [{}, *(variant.edits for variant in asked.variants)]
        if isinstance(needed, Raised) or not _is_finite(needed.value):
            return None
        agreed = all(
            same(quietly(self.versions.existing(exercise.function, way), args), needed, equality) for way in ways
        )
        return Returned(needed.value) if agreed else None

    def _failure(self, verdict: Verdict, before: Failure, case: Case, outcome: Outcome) -> Failure | None:
        """The Failure of this input, or None where it is right or wrong in another way."""
        equality = verdict.exercise.loosest
        if isinstance(outcome, Raised):
            alike = isinstance(before.outcome, Raised) and before.outcome.kind == outcome.kind
            return Failure(case, outcome, None) if alike else None
        if isinstance(before.outcome, Raised):
            return None
        found = difference(outcome.value, case.needed, equality)
        if (
            found is None
            or before.difference is None
            or found.kind != before.difference.kind
            or not self._explained(verdict, case, outcome, equality)
        ):
            return None
        return Failure(case, outcome, found)

    def _explained(self, verdict: Verdict, case: Case, outcome: Outcome, equality: Equality) -> bool:
        """Does the mistake that was named still return just this?"""
        edits = verdict.mistake.edits if verdict.mistake else None
        if edits is None:
            return True
        version = self.versions.existing(verdict.exercise.function, edits)
        return same(outcome, quietly(version, case.args), equality)


def _shortest_failure(verdict: Verdict, outcomes: Sequence[Outcome]) -> Failure:
    """Of the cases that failed as the first did, the one with the fewest numbers."""
    exercise, first = verdict.exercise, verdict.failure
    if first is None:
        raise ValueError("a verdict without a failure")
    best, fewest = first, _numbers(first.case.args)
    for case, outcome, equality in zip(exercise.cases, outcomes, exercise.equalities):
        if (
            isinstance(outcome, Raised)
            or isinstance(equality, Property)
            or first.difference is None
            or _numbers(case.args) >= fewest
        ):
            continue
        found = difference(outcome.value, case.needed, equality)
        if found is not None and found.kind == first.difference.kind:
            best, fewest = Failure(case, outcome, found), _numbers(case.args)
    return best


def _numbers(args: Mapping[str, Plain]) -> int:
    return sum(np.size(value) for value in args.values() if isinstance(value, (int, float, np.ndarray, np.generic)))


def _is_finite(value: Plain) -> bool:
    if isinstance(value, (tuple, list)):
        return all(map(_is_finite, value))
    return not isinstance(value, (float, np.ndarray, np.generic)) or bool(np.isfinite(value).all())
