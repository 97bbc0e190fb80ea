"""A lesson's solutions, right and with known mistakes written into them, ready to be called."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from types import CodeType
from typing import Any

import numpy as np

from autograder import exercises
from autograder.diagnosis.bounded import TooLong, bounded
from autograder.diagnosis.work import CALL, lines_run
from autograder.exercises.freeze import edited, run_version
from autograder.exercises.model import Edits, EditsOf, LessonExercises
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
        self._named: dict[str, list[tuple[Edits, set[str]]]] = {}
        self._code: dict[tuple[str, str], CodeType] = {}
        self._cost: dict[tuple[str, str], int] = {}

    @cached_property
    def asked(self) -> LessonExercises:
        """The LessonExercises."""
        return exercises.load(self.lesson)

    def function(self, name: str, edits_of: EditsOf) -> Function | None:
        """The function `name` after `edits_of` = {function: edits}, or None where edits stand in each other's way."""
        key = name, repr(edits_of)
        if key not in self._made:
            try:
                self._made[key] = run_version(self.solutions, name, edits_of)
            except (ValueError, SyntaxError):
                self._made[key] = None
        return self._made[key]

    def existing(self, name: str, edits_of: EditsOf) -> Function:
        """The same for edits that are known to fit together; raises ValueError where they do not."""
        function = self.function(name, edits_of)
        if function is None:
            raise ValueError(f"no {name} after {edits_of}")
        return function

    def outcome(self, name: str, edits_of: EditsOf, case: Case) -> Outcome:
        """What a version returns in a Case, kept for the next submission. The version must exist."""
        key = name, repr(edits_of), case.label
        if key not in self._called:
            self._called[key] = quietly(self.existing(name, edits_of), case.args)
        return self._called[key]

    def cost(self, name: str, case: Case) -> int:
        """What calling a version of this function in a Case is worth, in lines of the solution: see Work."""
        key = name, case.label
        if key not in self._cost:
            self._cost[key] = CALL + lines_run(self.existing(name, {}), case.args)
        return self._cost[key]

    def ways(self, name: str, others: Iterable[str]) -> list[Edits]:
        """The edits of each right way to write a function that calls one of the `others`: the solution and its variants."""
        if name not in self._named:
            every = ({}, *(variant.edits for variant in self.asked[name].variants))
            self._named[name] = [(edits, _names_in(edited(self.solutions[name], edits))) for edits in every]
        return [edits for edits, names in self._named[name] if not names.isdisjoint(others)]

    def calling(self, name: str, others: Mapping[str, Function], edits: Edits) -> Function:
        """The function `name` after `edits`, which calls `others` = {function: callable} in place of the lesson's own."""
        namespace: dict[str, Any] = {"np": np}
        for function in self.solutions:
            exec(self._compiled(function, edits if function == name else {}), namespace)
        namespace.update(others)
        return namespace[name]

    def _compiled(self, function: str, edits: Edits) -> CodeType:
        key = function, repr(edits)
        if key not in self._code:
            self._code[key] = compile(edited(self.solutions[function], edits), f"<{function}>", "exec")
        return self._code[key]


def _names_in(source: str) -> set[str]:
    return {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}


def quietly(function: Function, args: Mapping[str, Plain]) -> Outcome:
    """The outcome of a call; whatever it raises is one, and that it computes too long."""
    with np.errstate(all="ignore"):
        try:
            return bounded(call, function, args)
        except TooLong:
            return Raised(TooLong.__name__, "")
        except RecursionError as error:
            return Raised("RecursionError", str(error))
