"""Error carried forward: is an answer right for what the student's own earlier functions return?

The lesson's solution runs in the grader; where it calls an earlier function, the student's own is called in the
sandbox. So an error is punished once, where it was made, and no solution goes where the student's code is. Where it makes
mistakes of this function look right as well, nobody can see whether this function is right, and nothing is forgiven.
"""

from random import SystemRandom

import numpy as np

from autograder.diagnosis.versions import quietly
from course.checking import plain
from course.checking.compare import Equality, difference
from course.checking.frozen import Mistake, Raised
from course.checking.judge import equality_of_cases, same

LARGER = 4  # so much longer than the needed one an axis may be
MOST_HIDDEN = 1 / 3  # of the mistakes that cost a TODO, which may look right
NEARLY = Equality(rtol=1e-6, atol=1e-9)  # a difference that is a way of rounding is nobody's mistake
NOT_COMPARED = Raised("NotCompared", "")


class NoValue(Exception):
    """The student's earlier function gave nothing that one could go on with."""


def carried_like(versions, exercise, outcomes, verdicts, ask):
    """The Mistake that returns what a right solution makes of the student's earlier functions, or None.

    outcomes: the student's. verdicts: on all earlier exercises. ask(function, encoded arguments) returns the outcome of
    the student's own. Of the ways to write the solution each is tried that calls an earlier function which lost points.
    """
    lost = {verdict.exercise.function: verdict for verdict in verdicts if verdict.earned < verdict.exercise.points}
    tried = (_Way(versions, exercise, way, lost, ask) for way in versions.ways(exercise.function, lost))
    told = [way.told(outcomes) for way in tried]
    return max(filter(None, told), key=lambda mistake: sum(one is not NOT_COMPARED for one in mistake.outcomes), default=None)


class _Way:
    """One right way to write a function, with the student's own where it calls earlier ones."""

    def __init__(self, versions, exercise, edits, lost, ask):
        """lost: {function: the verdict} of earlier ones that lost points."""
        self.versions, self.exercise, self.edits, self.lost = versions, exercise, edits, lost
        self.blamed, self.ask = set(), ask
        self.others = {name: self._standing_for(name) for name in lost}

    def told(self, outcomes):
        """The Mistake; it costs the TODOs of which the earlier functions hide the mistakes. None where nothing is like it."""
        found, hidden = [NOT_COMPARED] * len(outcomes), []
        for part in self.exercise.parts:
            wrong = self._mistakes_of(part)
            tried = SystemRandom().sample([self.edits, *wrong], len(wrong) + 1)  # no function can know which one calls it
            alike = [edits for edits in tried if self._is_alike(edits, part, outcomes)]
            if self.edits in alike:
                for case in part.cases:
                    found[case] = outcomes[case]
                hidden += [part.todo] if self._is_hidden(wrong, len(alike) - 1) else []
        return self._mistake(tuple(found), tuple(hidden)) if any(one is not NOT_COMPARED for one in found) else None

    def _mistakes_of(self, part):
        """The edits of this way that also make a listed mistake which costs the TODO."""
        listed = [own.edits for own in self.versions.asked[self.exercise.function].misconceptions if part.todo in own.costs]
        both = [{**self.edits, **edits} for edits in listed if edits.keys().isdisjoint(self.edits)]
        return [edits for edits in both if self.versions.function(self.exercise.function, {self.exercise.function: edits})]

    def _is_hidden(self, wrong, alike):
        """Do too many mistakes look right, too? Where none can be tried, the earlier ones must be known ones."""
        if not wrong:
            return not all(verdict.mistake for verdict in self.lost.values())
        return alike > MOST_HIDDEN * len(wrong)

    def _is_alike(self, edits, part, outcomes):
        function, equalities = self.versions.calling(self.exercise.function, self.others, edits), equality_of_cases(self.exercise)
        cases = self.exercise.cases
        return all(same(outcomes[case], quietly(function, cases[case].args), equalities[case]) for case in part.cases)

    def _standing_for(self, name):
        """A function that is called as the lesson's own and answers with the student's."""
        needed = self.versions.function(name, {})

        def answer(*args):
            outcome, right = self.ask(name, [plain.encode(value) for value in args]), needed(*args)
            if isinstance(outcome, Raised) or not _is_bearable(outcome.value, right):
                raise NoValue(name)
            if difference(outcome.value, right, NEARLY) is not None:
                self.blamed.add(name)
            return outcome.value

        return answer

    def _mistake(self, outcomes, hidden):
        blamed = [verdict for name, verdict in self.lost.items() if name in self.blamed] or list(self.lost.values())
        names = ", ".join(verdict.exercise.function for verdict in blamed)
        todos = ", ".join(part.todo for verdict in blamed for part in verdict.parts if part.earned < part.points)
        unseen = f" Với kết quả ấy, làm sai {', '.join(hidden)} cũng ra như vậy, nên chưa thể cho điểm." if hidden else ""
        return Mistake(
            f"lỗi đến từ {todos}, hàm {names}", hidden,
            f"Hàm này gọi {names}. Kết quả của {names} đã đúng chưa?",
            f"Phần bạn viết ở {self.exercise.function} khớp với những gì {names} của bạn trả về.{unseen} Hãy sửa {todos} trước.",
            (names, ""), outcomes,
        )  # fmt: skip


def _is_bearable(value, needed):
    """May trusted code compute with it: made like the needed value, and not much larger along any axis?"""
    if isinstance(needed, (tuple, list)):
        alike = isinstance(value, (tuple, list)) and len(value) == len(needed)
        return alike and all(map(_is_bearable, value, needed))
    if not isinstance(value, (int, float, np.ndarray, np.generic)) or np.ndim(value) != np.ndim(needed):
        return False
    return all(n <= LARGER * wanted for n, wanted in zip(np.shape(value), np.shape(needed)))
