"""The place where a wrong function is most likely wrong, found beside the notebook on the cases that students see.

No solution is needed: of small changes of the student's own cell one is looked for that makes every case right. Bounded by
counts, well below half a second; nothing is said where nothing is sure.
"""

import linecache
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from course.checking.frozen import FrozenExercise, Outcome, Raised
from course.checking.judge import Verdict, is_right
from course.checking.repair import Local, Repair, find

MOST_ATTEMPTS = 600  # candidates times cases
LINES = 60_000  # that all candidates together may run
LEAVE_ALONE = {"NameError", "MemoryError", "SystemExit", "NotImplementedError", "RecursionError"}


def with_repair(
    verdict: Verdict, function: Callable[..., Any], outcomes: Sequence[Outcome], others: Sequence[str]
) -> Verdict:
    """The verdict with the smallest change that mends it.

    The TODOs stay open: the solution may want another one changed. outcomes: of the function, one a case. others: names of
    the lesson's other functions.
    """
    source = cell_of(function)
    if verdict.exercise.is_measured:  # there is no one way to mend it, and each try would take its time
        return verdict
    if verdict.failure is None or verdict.mistake or verdict.earlier or not source or _is_left_alone(outcomes):
        return verdict
    return replace(verdict, repair=_found(verdict.exercise, function, source, outcomes, others))


def cell_of(function: Callable[..., Any]) -> str:
    """The whole cell in which a function was written; "" where nobody has it, or it was written in a file."""
    code = getattr(function, "__code__", None)
    is_cell = code is not None and not os.path.exists(code.co_filename)
    return "".join(linecache.getlines(code.co_filename)) if code and is_cell else ""


def _is_left_alone(outcomes: Sequence[Outcome]) -> bool:
    return any(isinstance(outcome, Raised) and outcome.kind in LEAVE_ALONE for outcome in outcomes)


def _found(
    exercise: FrozenExercise,
    function: Callable[..., Any],
    source: str,
    outcomes: Sequence[Outcome],
    others: Sequence[str],
) -> Repair | None:
    local = Local(exercise.function, function.__globals__, [case.encoded_args for case in exercise.cases], LINES)
    order = sorted(range(len(outcomes)), key=lambda place: is_right(exercise, place, outcomes[place]))

    def is_needed(place: int, outcome: Outcome) -> bool:
        return is_right(exercise, place, outcome)

    return find(source, exercise.function, order, local.answer, is_needed, None, MOST_ATTEMPTS, others)
