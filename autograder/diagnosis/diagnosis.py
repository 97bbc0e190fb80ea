"""What a grader keeps of a lesson to look closer at wrong answers: what was computed for one submission serves the next."""

from collections.abc import Mapping, Sequence

from autograder.diagnosis.blame import Blame
from autograder.diagnosis.pairs import pair_like
from autograder.diagnosis.smallest import Shrinker
from autograder.diagnosis.stand_ins import StandIn, StandIns
from autograder.diagnosis.versions import Versions
from autograder.exercises.freeze import mistake_of
from course.checking.frozen import FrozenExercise, Mistake, Outcome
from course.checking.judge import Verdict, judge, same


class Diagnosis:
    """Of one lesson. solutions: {function: source} of it; it has exercises."""

    def __init__(self, lesson: str, solutions: Mapping[str, str]) -> None:
        self.functions = tuple(solutions)
        self.versions = Versions(lesson, solutions)
        self.shrinker = Shrinker(self.versions)
        self.blame = Blame(solutions)
        self.stand_ins = StandIns(self.versions.asked)

    def explained(
        self,
        exercise: FrozenExercise,
        outcomes: Sequence[Outcome],
        again: Outcome | None,
        stand_ins: Mapping[str, StandIn] | None = None,
        source: str = "",
    ) -> Verdict:
        """The verdict on a wrong function's outcomes, with the listed mistake, or the only two of them, that come to just these.

        stand_ins: those beside which the function answered; a mistake may call them with what they refuse. source: of the
        function; what it says otherwise is not that mistake.
        """
        verdict = judge(exercise, outcomes, again, source=source)
        if verdict.mistake is None:
            found = self._beside(exercise, outcomes, stand_ins) if stand_ins else None
            found = found or pair_like(self.versions, exercise, outcomes)
            return judge(exercise, outcomes, again, more=[found], source=source) if found else verdict
        return verdict

    def _beside(
        self, exercise: FrozenExercise, outcomes: Sequence[Outcome], stand_ins: Mapping[str, StandIn]
    ) -> Mistake | None:
        """The listed mistake that comes to just these outcomes beside stand-ins."""
        others = {name: one.here for name, one in stand_ins.items()}
        for own in self.versions.asked[exercise.function].misconceptions:
            found = self.versions.outcomes_beside(exercise.function, own.edits, exercise.cases, others)
            if all(same(one, other, equality) for one, other, equality in zip(outcomes, found, exercise.equalities)):
                return mistake_of(own, self.blame.solutions[exercise.function], tuple(outcomes))
        return None
