"""What is found out of all wrong answers of one submission, as long as there is a process to ask.

First what may earn points, for all functions; then examples. Both are bounded by counts (see Work), never by a clock.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from autograder.diagnosis.diagnosis import Diagnosis
from course.checking.frozen import FrozenExercise, Mistake, Raised, Returned
from course.checking.judge import Failure, Verdict, made_in


class Ask(Protocol):
    """Calls a function of the student's, once for each list of encoded arguments; returns an outcome for each."""

    def __call__(self, function: str, calls: list[list[Any]], /) -> list[Returned | Raised]: ...


class Judged(Protocol):
    """The answers of a submission, judged."""

    exercises: Sequence[FrozenExercise]

    def verdict(self, exercise: FrozenExercise, earlier: Sequence[Verdict], more: Sequence[Mistake]) -> Verdict:
        """The verdict on one exercise. earlier: those on all before it. more: mistakes beside the listed ones."""

    def verdicts(self, mistakes: Mapping[str, Sequence[Mistake]]) -> list[Verdict]:
        """The verdict on each exercise, in order. mistakes: of some functions, those beside the listed ones."""

    def last(self, function: str) -> tuple[Returned | Raised, ...]:
        """One outcome a case, as the function answers now; none where not every case was answered."""


class CloserLook:
    """A closer look at one submission. mistakes: {function: Mistakes beside the listed ones that explain its answers}."""

    def __init__(self, diagnosis: Diagnosis, answers: Judged) -> None:
        self.diagnosis, self.answers, self.work = diagnosis, answers, diagnosis.work()
        self.mistakes: dict[str, Sequence[Mistake]] = {}
        self._failures: dict[tuple[str, frozenset[tuple[str, str]]], Failure | None] = {}

    def functions(self) -> tuple[frozenset[str], frozenset[str]]:
        """(those to look at here, those to look at in a process where they have not been called).

        The second are wrong ones of which a right way to write them calls an earlier one that lost points: to such an
        earlier one, which is asked then, they could tell their answers.
        """
        afresh: set[str] = set()
        lost: list[str] = []
        for verdict in self.answers.verdicts(self.mistakes):
            function = verdict.exercise.function
            if verdict.earned < verdict.exercise.points:
                if self._outcomes(verdict) and lost and self.diagnosis.may_call(function, lost):
                    afresh.add(function)
                lost.append(function)
        here = {exercise.function for exercise in self.answers.exercises} - afresh
        return frozenset(here), frozenset(afresh)

    def name_mistakes(self, functions: Collection[str], ask: Ask) -> None:
        """Look for mistakes of these functions beside the listed ones, which may earn points."""
        earlier: list[Verdict] = []
        for exercise in self.answers.exercises:
            verdict = self.answers.verdict(exercise, earlier, self.mistakes.get(exercise.function, ()))
            outcomes = self._outcomes(verdict)
            if outcomes and exercise.function in functions:
                found = self.diagnosis.mistakes(verdict, outcomes, earlier, ask, self.work)
                self.mistakes[exercise.function] = found
                verdict = self.answers.verdict(exercise, earlier, found)
            earlier.append(verdict)

    def find_examples(self, functions: Collection[str], ask: Ask) -> None:
        """Look for the smallest inputs that show what is wrong with these functions."""
        verdicts = self.answers.verdicts(self.mistakes)
        for place, verdict in enumerate(verdicts):
            outcomes = self._outcomes(verdict)
            if outcomes and verdict.exercise.function in functions:
                failure = self.diagnosis.failure(verdict, outcomes, ask, self.work)
                self._failures[_basis(verdicts, place)] = failure

    def shown(self, verdicts: Sequence[Verdict]) -> list[Verdict]:
        """The verdicts, each with the failure that was found for it."""
        failures = [self._failures.get(_basis(verdicts, place), one.failure) for place, one in enumerate(verdicts)]
        return [replace(verdict, failure=failure) for verdict, failure in zip(verdicts, failures)]

    def _outcomes(self, verdict: Verdict) -> tuple[Returned | Raised, ...]:
        """How the function of a wrong verdict answers now."""
        return self.answers.last(verdict.exercise.function) if verdict.failure else ()


def _basis(verdicts: Sequence[Verdict], place: int) -> tuple[str, frozenset[tuple[str, str]]]:
    """What a verdict on answers that are whole depends on, once its function was looked at: the mistakes named before it."""
    return verdicts[place].exercise.function, made_in(verdicts[:place])
