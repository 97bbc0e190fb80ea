"""Error carried forward: is an answer right for what the student's own earlier functions return?

The lesson's solution runs in the grader; where it calls an earlier function, the student's own is called in the
sandbox. So an error is punished once, where it was made, and no solution goes where the student's code is.
"""

import numpy as np

from autograder.diagnosis.versions import quietly
from course.checking import plain
from course.checking.frozen import Mistake, Raised
from course.checking.judge import equality_of_cases, same

ROOM = 1000  # numbers that an earlier function may always return
LARGER = 4  # and how much more than the needed value has
NOT_COMPARED = Raised("NotCompared", "")


class NoValue(Exception):
    """The student's earlier function gave nothing that one could go on with."""


def carried_like(versions, exercise, outcomes, verdicts, ask):
    """The Mistake that returns what this exercise's right solution makes of the student's earlier functions, or None.

    outcomes: the student's, at the same time as `ask`. verdicts: on the earlier functions that it calls. ask(function,
    encoded arguments) returns the outcome of the student's own. Every TODO is compared up to its first difference.
    """
    lost = [verdict for verdict in verdicts if verdict.earned < verdict.exercise.points]
    if not lost:
        return None
    others = {verdict.exercise.function: _standing_for(verdict.exercise.function, versions, ask) for verdict in verdicts}
    function = versions.calling(exercise.function, others)
    equalities, found = equality_of_cases(exercise), [NOT_COMPARED] * len(exercise.cases)
    for part in exercise.parts:
        for case in part.cases:
            found[case] = quietly(function, exercise.cases[case].args)
            if not same(outcomes[case], found[case], equalities[case]):
                break
    return _told(exercise.function, lost, tuple(found))


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
    """May trusted code compute with it: not much larger than the needed value, and made alike?"""
    if isinstance(needed, (tuple, list)):
        alike = isinstance(value, (tuple, list)) and len(value) == len(needed)
        return alike and all(map(_is_bearable, value, needed))
    numeric = isinstance(value, (int, float, np.ndarray, np.generic))
    return numeric and np.size(value) <= max(ROOM, LARGER * np.size(needed))


def _told(function, lost, outcomes):
    names = ", ".join(verdict.exercise.function for verdict in lost)
    todos = ", ".join(part.todo for verdict in lost for part in verdict.parts if part.earned < part.points)
    return Mistake(
        f"lỗi đến từ {todos}, hàm {names}", (),
        f"Hàm này gọi {names}. Kết quả của {names} đã đúng chưa?",
        f"Phần bạn viết ở {function} tính đúng từ những gì {names} của bạn trả về. Hãy sửa {todos}; hàm này sẽ đúng theo.",
        (names, ""), outcomes,
    )  # fmt: skip
