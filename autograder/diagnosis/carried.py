"""Error carried forward: is an answer right for what the student's own earlier functions return?

The lesson's solution runs in the grader; where it calls an earlier function, the student's own is called in the
sandbox. So an error is punished once, where it was made, and no solution goes where the student's code is. Where it makes
mistakes of this function look right as well, nobody can see whether this function is right, and nothing is forgiven.
"""

from random import SystemRandom

import numpy as np

from autograder.diagnosis.versions import quietly
from course.checking import plain
from course.checking.frozen import Mistake, Raised
from course.checking.judge import equality_of_cases, same

LARGER = 4  # so much longer than the needed one an axis may be
MOST_HIDDEN = 1 / 3  # of the mistakes that cost a TODO, which may look right
NOT_COMPARED = Raised("NotCompared", "")


class NoValue(Exception):
    """The student's earlier function gave nothing that one could go on with."""


def carried_like(versions, exercise, outcomes, verdicts, ask):
    """The Mistake that returns what this exercise's right solution makes of the student's earlier functions, or None.

    outcomes: the student's, at the same time as `ask`. verdicts: on the earlier functions that it calls. ask(function,
    encoded arguments) returns the outcome of the student's own. It costs the TODOs of which the student's earlier
    functions hide the mistakes. No function can know whether it is called for a right solution or a wrong one.
    """
    lost = [verdict for verdict in verdicts if verdict.earned < verdict.exercise.points]
    if not lost:
        return None
    others = {verdict.exercise.function: _standing_for(verdict.exercise.function, versions, ask) for verdict in verdicts}
    equalities, found, hidden = equality_of_cases(exercise), [NOT_COMPARED] * len(exercise.cases), []

    def is_alike(edits, part):
        function = versions.calling(exercise.function, others, edits)
        return all(same(outcomes[case], quietly(function, exercise.cases[case].args), equalities[case]) for case in part.cases)

    for part in exercise.parts:
        wrong = [own.edits for own in versions.asked[exercise.function].misconceptions if part.todo in own.costs]
        alike = [edits for edits in SystemRandom().sample([{}, *wrong], len(wrong) + 1) if is_alike(edits, part)]
        if {} in alike:
            for case in part.cases:
                found[case] = outcomes[case]
            hidden += [part.todo] if len(alike) - 1 > MOST_HIDDEN * len(wrong) else []
    return _told(exercise.function, lost, tuple(found), tuple(hidden))


def _standing_for(name, versions, ask):
    """A function that is called as the lesson's own and answers with the student's."""
    needed = versions.function(name, {})

    def answer(*args):
        outcome = ask(name, [plain.encode(value) for value in args])
        if isinstance(outcome, Raised) or not _is_bearable(outcome.value, needed(*args)):
            raise NoValue(name)
        return outcome.value

    return answer


def _is_bearable(value, needed):
    """May trusted code compute with it: made like the needed value, and not much larger along any axis?"""
    if isinstance(needed, (tuple, list)):
        alike = isinstance(value, (tuple, list)) and len(value) == len(needed)
        return alike and all(map(_is_bearable, value, needed))
    if not isinstance(value, (int, float, np.ndarray, np.generic)) or np.ndim(value) != np.ndim(needed):
        return False
    return all(n <= LARGER * wanted for n, wanted in zip(np.shape(value), np.shape(needed)))


def _told(function, lost, outcomes, hidden):
    names = ", ".join(verdict.exercise.function for verdict in lost)
    todos = ", ".join(part.todo for verdict in lost for part in verdict.parts if part.earned < part.points)
    unseen = f" Với kết quả ấy, làm sai {', '.join(hidden)} cũng ra như vậy, nên chưa thể cho điểm." if hidden else ""
    return Mistake(
        f"lỗi đến từ {todos}, hàm {names}", hidden,
        f"Hàm này gọi {names}. Kết quả của {names} đã đúng chưa?",
        f"Phần bạn viết ở {function} khớp với những gì {names} của bạn trả về.{unseen} Hãy sửa {todos} trước.",
        (names, ""), outcomes,
    )  # fmt: skip
