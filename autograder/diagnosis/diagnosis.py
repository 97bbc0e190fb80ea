"""What a grader keeps of a lesson to look closer at wrong answers: what was computed for one submission serves the next."""

from collections.abc import Mapping, Sequence

from autograder.diagnosis.blame import Blame
from autograder.diagnosis.pairs import pair_like
from autograder.diagnosis.smallest import Shrinker
from autograder.diagnosis.stand_ins import StandIns
from autograder.diagnosis.versions import Versions
from autograder.diagnosis.work import Work
from course.checking.frozen import FrozenExercise, Outcome
from course.checking.judge import Verdict, judge


class Diagnosis:
    """Of one lesson. solutions: {function: source} of it; it has exercises."""

    def __init__(self, lesson: str, solutions: Mapping[str, str]) -> None:
        self.functions = tuple(solutions)
        self.versions = Versions(lesson, solutions)
        self.shrinker = Shrinker(self.versions)
        self.blame = Blame(solutions)
        self.stand_ins = StandIns(self.versions.asked)

    @staticmethod
    def work() -> Work:
        """What looking closer at one submission may cost in all."""
        return Work()

    def explained(self, exercise: FrozenExercise, outcomes: Sequence[Outcome], again: Outcome | None) -> Verdict:
        """The verdict on a wrong function's outcomes, with the listed mistake, or the only two of them, that come to just these."""
        verdict = judge(exercise, outcomes, again)
        if verdict.mistake is None:
            pair = pair_like(self.versions, exercise, outcomes)
            return judge(exercise, outcomes, again, more=[pair]) if pair else verdict
        return verdict
