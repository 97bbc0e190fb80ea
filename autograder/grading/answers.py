"""What a submission's functions answered, and the verdicts that follow from it: no process is asked in here.

A function may be asked at several times. What it answered each time is kept and judged apart, and the best verdict counts.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from course.checking.frozen import FrozenExercise, Mistake, Raised, Returned
from course.checking.judge import Verdict, judge, made_in

CHECK, END = "check", "end"  # where the check of the function stands, and after the last cell
TIMES = (END, CHECK)  # of verdicts that earn the same, that of the time named first counts
UNANSWERED = Raised("NoAnswer", "")

Outcome = Returned | Raised
Mistakes = Mapping[str, Sequence[Mistake]]
Made = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Asked:
    """A function, and the time at which it is asked: one of TIMES."""

    when: str
    function: str


class Given:
    """The answers of one function at one time, which no longer change, and the verdicts on them."""

    def __init__(self, exercise: FrozenExercise, outcomes: Iterable[Outcome] = ()) -> None:
        """outcomes: one a case and once more that of the first case, or fewer where the process ended before."""
        self.exercise, self.outcomes = exercise, tuple(outcomes)
        self._plain: dict[tuple[Made, Raised | None], Verdict] = {}

    @property
    def missing(self) -> int:
        """How many cases were not answered."""
        return max(0, len(self.exercise.cases) - len(self.outcomes))

    def verdict(self, made: Made, more: Sequence[Mistake], reason: Raised | None) -> Verdict:
        """made, more: as judge takes them. reason: the outcome of a case that was not answered; None where all were.

        Kept for the next time is what is judged by the listed mistakes alone.
        """
        if more:
            return self._judged(made, more, reason)
        key = made, reason if self.missing else None
        if key not in self._plain:
            self._plain[key] = self._judged(made, (), reason)
        return self._plain[key]

    def _judged(self, made: Made, more: Sequence[Mistake], reason: Raised | None) -> Verdict:
        cases = len(self.exercise.cases)
        unanswered = [] if reason is None else [reason] * self.missing
        return judge(self.exercise, [*self.outcomes[:cases], *unanswered], made, more, *self.outcomes[cases:])


class Answers:
    """The answers of one submission's functions at all times, and the verdicts on its exercises."""

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

    def last(self, function: str) -> tuple[Outcome, ...]:
        """One outcome a case, after the last cell; none where not every case was answered then."""
        given = self._given.get(Asked(END, function))
        return () if given is None or given.missing else given.outcomes[: len(given.exercise.cases)]

    def errors(self) -> Iterator[tuple[str, str]]:
        """(name, message) of the errors that calls ended with, in the order of asking."""
        for given in self._given.values():
            yield from ((found.kind, found.message) for found in given.outcomes if isinstance(found, Raised))

    def are_right(self, asked: Asked) -> bool:
        """Do the answers of this time earn all points of the function, whatever the other functions answer?"""
        given = self._given.get(asked)
        return given is not None and given.verdict(frozenset(), (), UNANSWERED).earned >= given.exercise.points

    def verdict(
        self,
        exercise: FrozenExercise,
        earlier: Sequence[Verdict],
        more: Sequence[Mistake] = (),
        reason: Raised | None = UNANSWERED,
    ) -> Verdict:
        """The best verdict on one exercise.

        earlier: the verdicts on all exercises before it. more: mistakes beside the listed ones. reason: see verdicts.
        """
        asked = (Asked(when, exercise.function) for when in TIMES)
        given = [self._given[one] for one in asked if one in self._given] or [Given(exercise)]
        made = made_in(earlier)
        return max((one.verdict(made, more, reason) for one in given), key=lambda verdict: verdict.earned)

    def verdicts(self, mistakes: Mistakes, reason: Raised | None = UNANSWERED) -> list[Verdict]:
        """The best verdict on each exercise, in order.

        mistakes: of some functions, those beside the listed ones. reason: what counts as the outcome of a call that
        was not answered; None where every one was.
        """
        found: list[Verdict] = []
        for exercise in self.exercises:
            found.append(self.verdict(exercise, found, mistakes.get(exercise.function, ()), reason))
        return found
