"""A lesson's solutions, right and with known mistakes written into them, ready to be called."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from types import FunctionType
from typing import Any

import numpy as np

from autograder import exercises
from autograder.diagnosis.bounded import TooLong, bounded
from autograder.diagnosis.work import CALL, lines_run
from autograder.exercises.model import Edits, LessonExercises
from autograder.exercises.versions import run_version
from course.checking.frozen import Case, Outcome, Raised
from course.checking.lesson import call
from course.checking.plain import Plain

Function = Callable[..., Any]  # a version of a solution


class Versions:
    """The solutions {function: source} of a lesson that has exercises; every version is made once."""

    def __init__(self, lesson: str, solutions: Mapping[str, str]) -> None:
        self.lesson, self.solutions = lesson, solutions
        self._made: dict[tuple[str, str], Function | None] = {}
        self._called: dict[tuple[str, str, str], Outcome] = {}
        self._cost: dict[tuple[str, str], int] = {}

    @cached_property
    def asked(self) -> LessonExercises:
        """The LessonExercises."""
        return exercises.load(self.lesson)

    def function(self, name: str, edits: Edits) -> Function | None:
        """The function `name` after these edits of its solution, or None where they stand in each other's way."""
        key = name, repr(edits)
        if key not in self._made:
            try:
                self._made[key] = run_version(self.solutions, name, {name: edits})
            except (ValueError, SyntaxError):
                self._made[key] = None
        return self._made[key]

    def existing(self, name: str, edits: Edits) -> Function:
        """The same for edits that are known to fit together; raises ValueError where they do not."""
        function = self.function(name, edits)
        if function is None:
            raise ValueError(f"no {name} after {edits}")
        return function

    def outcome(self, name: str, edits: Edits, case: Case) -> Outcome:
        """What a version returns in a Case, kept for the next submission. The version must exist."""
        key = name, repr(edits), case.label
        if key not in self._called:
            self._called[key] = quietly(self.existing(name, edits), case.args)
        return self._called[key]

    def outcomes_beside(
        self, name: str, edits: Edits, cases: Iterable[Case], others: Mapping[str, Function]
    ) -> Iterator[Outcome]:
        """What a version that must exist comes to in Cases, where it calls these functions in place of the lesson's own."""
        version = self.existing(name, edits)
        beside = FunctionType(version.__code__, {**version.__globals__, **others}, name, version.__defaults__)
        return (quietly(beside, case.args) for case in cases)

    def cost(self, name: str, case: Case) -> int:
        """What calling a version of this function in a Case is worth, in lines of the solution: see Work."""
        key = name, case.label
        if key not in self._cost:
            self._cost[key] = CALL + lines_run(self.existing(name, {}), case.args)
        return self._cost[key]


def quietly(function: Function, args: Mapping[str, Plain]) -> Outcome:
    """The outcome of a call; whatever it raises is one, and that it computes too long."""
    with np.errstate(all="ignore"):
        try:
            return bounded(call, function, args)
        except TooLong:
            return Raised(TooLong.__name__, "")
        except RecursionError as error:
            return Raised("RecursionError", str(error))
