"""What a submission's functions answered, and the verdicts that follow from it: no process is asked in here.

A function may be asked at several times. What it answered each time is kept and judged apart, and the best verdict counts.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from course.checking.frozen import FrozenExercise, Raised, Returned
from course.checking.judge import Verdict, judge

CHECK, END = "check", "end"  # where the check of the function stands, and after the last cell
TIMES = (END, CHECK)  # of answers that are as good, those of the time named first count
UNANSWERED = Raised("NoAnswer", "")

Outcome = Returned | Raised


@dataclass(frozen=True)
class Asked:
    """A function, and the time at which it is asked: one of TIMES."""

    when: str
    function: str


class Given:
    """The answers of one function at one time, which no longer change, and the verdict on them."""

    def __init__(self, exercise: FrozenExercise, outcomes: Iterable[Outcome] = ()) -> None:
        """outcomes: one a case and once more that of the first case, or fewer where the process ended before."""
        self.exercise, self.all = exercise, tuple(outcomes)

    @property
    def missing(self) -> int:
        """How many cases were not answered."""
        return max(0, len(self.exercise.cases) - len(self.all))

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """One a case; none where not all were answered."""
        return () if self.missing else self.all[: len(self.exercise.cases)]

    @property
    def again(self) -> Outcome | None:
        """Of the first case, called once more after all others."""
        return self.all[len(self.exercise.cases)] if len(self.all) > len(self.exercise.cases) else None

    def verdict(self, reason: Raised) -> Verdict:
        """reason: the outcome of a case that was not answered."""
        cases = self.all[: len(self.exercise.cases)]
        return judge(self.exercise, [*cases, *[reason] * self.missing], self.again)

    @cached_property
    def is_right(self) -> bool:
        return self.verdict(UNANSWERED).failure is None


class Answers:
    """The answers of one submission's functions at all times."""

    def __init__(self, exercises: Sequence[FrozenExercise]) -> None:
        self.exercises = exercises
        self._by_name = {exercise.function: exercise for exercise in exercises}
        self._given: dict[Asked, Given] = {}

    def __contains__(self, asked: Asked) -> bool:
        """Was this function asked at this time?"""
        return asked in self._given

    def keep(self, asked: Asked, outcomes: Iterable[Outcome]) -> None:
        """Take the answers as they come; what came before an exception is kept, too."""
        given: list[Outcome] = []
        try:
            given.extend(outcomes)
        finally:
            self._given[asked] = Given(self._by_name[asked.function], given)

    def forget(self, asked: Asked) -> None:
        """Have the function asked anew at this time."""
        del self._given[asked]

    def errors(self) -> Iterator[tuple[str, str]]:
        """(name, message) of the errors that calls ended with, in the order of asking."""
        for given in self._given.values():
            yield from ((found.kind, found.message) for found in given.all if isinstance(found, Raised))

    def are_right(self, asked: Asked) -> bool:
        """Is the function right in every case, as it answered at this time?"""
        return asked in self._given and self._given[asked].is_right

    def best(self, exercise: FrozenExercise) -> Given:
        """What counts of a function's answers: those of the time at which it was right, else the last complete ones."""
        asked = (Asked(when, exercise.function) for when in TIMES)
        given = [self._given[one] for one in asked if one in self._given] or [Given(exercise)]
        return max(given, key=lambda one: (one.is_right, not one.missing))
