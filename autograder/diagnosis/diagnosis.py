"""A closer look at one submission's wrong answers, while its process is still there to be asked."""

from collections.abc import Iterable, Mapping, Sequence

from autograder.diagnosis.carried import Earlier, carried_beside_own, carried_like
from autograder.diagnosis.pairs import pair_like
from autograder.diagnosis.smallest import Ask, Shrinker
from autograder.diagnosis.versions import Versions
from autograder.diagnosis.work import Work
from course.checking.frozen import Mistake, Outcome, Raised
from course.checking.judge import Failure, Verdict, judge, made_in
from course.checking.plain import Encoded

TELL_NOTHING = {"NotImplementedError", "NameError", "NoAnswer", "TimeoutError", "NotPlain", "MemoryError", "SystemExit"}
NO_ANSWER = Raised("NoAnswer", "")


class Diagnosis:
    """Kept by a grader for a lesson: what was computed for one submission serves the next."""

    def __init__(self, lesson: str, solutions: Mapping[str, str]) -> None:
        """solutions: {function: source} of the lesson, which has exercises."""
        self.versions = Versions(lesson, solutions)
        self.shrinker = Shrinker(self.versions)

    def may_call(self, function: str, others: Iterable[str]) -> bool:
        """Does a right way to write the function call one of these?"""
        return bool(self.versions.ways(function, others))

    @staticmethod
    def work() -> Work:
        """What looking closer at one submission may cost in all."""
        return Work()

    def mistakes(
        self, verdict: Verdict, outcomes: Sequence[Outcome], earlier: Sequence[Verdict], ask: Ask, work: Work
    ) -> list[Mistake]:
        """The Mistakes beside the listed ones that explain an exercise's outcomes.

        earlier: the verdicts on all exercises before it. ask(function, [encoded arguments, …]) returns the list
        of the outcomes of the student's own. work: the submission's Work.
        """
        exercise, made = verdict.exercise, made_in(earlier)
        if verdict.mistake and verdict.earned == exercise.points or not is_telling(outcomes):
            return []

        def ask_one(function: str, args: list[Encoded]) -> Outcome:
            return next(iter(ask(function, [args])), NO_ANSWER)

        own = Earlier(self.versions, earlier, ask_one)
        carried = carried_like(self.versions, exercise, outcomes, own)
        mistakes = [carried] if carried else []
        for look, told in ((pair_like, (made,)), (carried_beside_own, (own, work.names))):
            if judge(exercise, outcomes, made, mistakes).mistake is None:
                found = look(self.versions, exercise, outcomes, *told)
                mistakes += [found] if found else []
        return mistakes

    def failure(self, verdict: Verdict, outcomes: Sequence[Outcome], ask: Ask, work: Work) -> Failure | None:
        """The failure that shows a wrong answer with the smallest input that was found."""
        return (
            self.shrinker.smallest(verdict, outcomes, ask, work.examples) if is_telling(outcomes) else verdict.failure
        )


def is_telling(outcomes: Sequence[Outcome]) -> bool:
    """Did the function come to an end every time, if only with an error of its own?"""
    return not any(isinstance(outcome, Raised) and outcome.kind in TELL_NOTHING for outcome in outcomes)
