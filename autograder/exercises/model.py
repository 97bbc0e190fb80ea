"""What an exercise is: the words and the rules an author writes down, nothing that runs by itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from autograder.exercises.kinds import KINDS
from autograder.sandbox.limits import Limits
from course.checking.compare import EXACT, Equality, Property, Rule
from course.checking.measures import MEASURES
from course.checking.plain import Plain

Args = dict[str, Any]  # a function's positional arguments, by name, in their order
Draw = Callable[[np.random.Generator], Args]
Accept = Callable[..., bool]  # told the arguments by name
Edits = dict[str, str]  # {text of a solution: what takes its place}
EditsOf = Mapping[str, Edits]  # {function: its edits}
Needs = Callable[[Args, bool], Plain]  # (arguments of a case, is it hidden?): what its measure needs to know

DRAWS_WANTED = 4
TIE_MARGIN = 0.02  # drawn cases stay this far from a half, so that every right way of computing agrees
DRAWS_TRIED = 10_000


@dataclass(frozen=True)
class Visible:
    """A case that students see. args: the function's positional arguments, by name, in their order."""

    label: str
    args: Args


@dataclass(frozen=True)
class Seeded:
    """A case that students see, made by a draw from a seed of its own when it is first asked for."""

    label: str
    draw: Draw
    seed: int

    @cached_property
    def args(self) -> Args:
        """The function's positional arguments, by name, in their order."""
        return self.draw(np.random.default_rng(self.seed))


@dataclass(frozen=True)
class Shipped:
    """A case that students see whose arguments are made of data of `course`: beside the notebook stands only what they are made of.

    measure, made_of: see course.checking.measures.Measure.arguments.
    """

    label: str
    measure: str
    made_of: Plain

    @cached_property
    def args(self) -> Args:
        """The function's positional arguments, by name, in their order."""
        return MEASURES[self.measure].arguments(self.made_of)


@dataclass(frozen=True)
class Misconception:
    """A typical mistake, runnable: the lesson's solution with some of its text replaced.

    It stands under the TODO whose points it loses; one that raises in a case of a TODO loses that TODO, too.
    name: what it is called in front of students, the same in all lessons. kind: one of kinds.KINDS, what other mistakes it
    belongs with. edits: {text of the solution: wrong text}; each must stand exactly once in the solution.
    asks, tells: the hint, first a question, then what to look at.
    also_costs: the later TODOs of the same function that it loses as well. todo: the one it stands under; the Part gives it.
    Raises ValueError for a kind that is none.
    """

    name: str
    kind: str
    edits: Edits
    asks: str
    tells: str
    also_costs: tuple[str, ...] = ()
    todo: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"{self.name!r} is of kind {self.kind!r}, which is not in autograder/exercises/kinds.py")

    @property
    def costs(self) -> tuple[str, ...]:
        """All TODOs of its function that it loses, in their order."""
        return (self.todo, *self.also_costs)


@dataclass(frozen=True)
class Part:
    """One TODO of an exercise.

    todo: its name in the text, "TODO 3". points: what it is worth.
    visible: the cases students see. draw: makes the arguments of one more case from a random
    generator; the grader calls it `draws` times with a seed that no student has.
    misconceptions: the typical mistakes that lose it and no TODO before it.
    equality: how a returned value is held against the needed one, or what is measured of it. asks, tells: the TODO's own hint where
    no misconception is recognised, in an exercise of several TODOs. is_step: it is one more step of the same answers, in the cases of
    the TODO before it.
    """

    todo: str
    points: float
    visible: tuple[Visible | Seeded | Shipped, ...]
    draw: Draw
    misconceptions: tuple[Misconception, ...]
    equality: Rule = EXACT
    draws: int = DRAWS_WANTED
    asks: str = ""
    tells: str = ""
    is_step: bool = False

    def __post_init__(self) -> None:
        owned = tuple(replace(mistake, todo=self.todo) for mistake in self.misconceptions)
        object.__setattr__(self, "misconceptions", owned)


@dataclass(frozen=True)
class Variant:
    """Another right way to write the solution, as edits of it: it must earn full marks.

    note: a sentence on what it teaches; where there is one, students who are right get to read this way.
    """

    name: str
    edits: Edits
    note: str = ""


@dataclass(frozen=True)
class Exercise:
    """One function the student writes.

    function: its name in the notebook. reference: the trusted implementation, called with a case's
    arguments in their order. asks, tells: the hint where no misconception is recognised.
    allows: told the arguments by name, does the text allow them? Only what the reference does not refuse needs saying.
    bears: told any arguments by name, is what the reference makes of them of a size and a duration that a grader bears? It
    stands for this function where a later one of a student's calls it, with whatever that one has.
    needs: where answers are measured, what the measure needs to know of a case; the reference then is one answer of many, and
    not held against anything. Raises ValueError where some of the TODOs are measured, or some have a case of their own.
    """

    function: str
    title: str
    reference: Callable[..., Any]
    parts: tuple[Part, ...]
    asks: str
    tells: str
    variants: tuple[Variant, ...] = ()
    allows: Accept = lambda **args: True
    bears: Accept = lambda **args: True
    needs: Needs | None = None

    def __post_init__(self) -> None:
        measures = {part.equality.measure if isinstance(part.equality, Property) else "" for part in self.parts}
        steps = [part.is_step for part in self.parts]
        if len(measures) > 1 or self.is_measured == ("" in measures):
            raise ValueError(f"{self.function}: all TODOs have one measure and the exercise `needs`, or none has")
        if steps[1:] != [self.is_measured] * len(steps[1:]) or any(steps[:1]):
            raise ValueError(f"{self.function}: of measured TODOs each after the first is_step, and no other")

    @property
    def is_measured(self) -> bool:
        """Is it judged by what is measured of an answer?"""
        return self.needs is not None

    @property
    def points(self) -> float:
        return sum(part.points for part in self.parts)

    @cached_property
    def misconceptions(self) -> tuple[Misconception, ...]:
        """The typical mistakes of all TODOs, in the order of these."""
        return tuple(mistake for part in self.parts for mistake in part.misconceptions)


@dataclass(frozen=True)
class Puzzle:
    """One function that the lesson's cell `puzzle="…"` asks for.

    function: its name in the notebook. reference: written in the plainest way, loops and all; called with a case's arguments
    in their order. cases: all that the answer is tried on. asks, tells: the hint, first a question, then what to look at.
    is_one_line: the answer is one line of NumPy without a loop; False for an exercise of several lines that is worth nothing.
    """

    function: str
    title: str
    reference: Callable[..., Any]
    cases: tuple[Visible | Seeded, ...]
    asks: str
    tells: str
    equality: Equality = EXACT
    is_one_line: bool = True


@dataclass(frozen=True)
class LessonExercises:
    """A lesson's exercises in the order of its text, what one submission of it may use, and its place on the course's map.

    question: what the lesson starts from. teaches: what a student can do after it. reproduces: the known result its
    headline figure shows again, with the source. hours: how long a student takes, an estimate. needs: numbers of the earlier
    lessons whose ideas it builds on; what these need in turn goes without saying.
    """

    lesson: str
    title: str
    exercises: tuple[Exercise, ...]
    question: str
    teaches: str
    reproduces: str
    hours: float
    needs: tuple[int, ...] = ()
    limits: Limits = Limits()
    puzzles: tuple[Puzzle, ...] = ()

    @cached_property
    def kinds(self) -> dict[tuple[str, str], str]:
        """{(function, name): kind} of every misconception of the lesson."""
        return {(one.function, own.name): own.kind for one in self.exercises for own in one.misconceptions}

    def __getitem__(self, function: str) -> Exercise:
        for exercise in self.exercises:
            if exercise.function == function:
                return exercise
        raise KeyError(function)


def away_from_ties(positions: ArrayLike, margin: float = TIE_MARGIN) -> bool:
    """Is every position (a code before rounding) further than the margin from a half?"""
    return bool(np.all(np.abs(np.mod(positions, 1.0) - 0.5) > margin))


def draw_until(draw: Draw, accept: Accept) -> Draw:
    """Return a draw that repeats `draw` until its arguments are acceptable, and says so when none is."""

    def accepted(rng: np.random.Generator) -> Args:
        for _ in range(DRAWS_TRIED):
            args = draw(rng)
            if accept(**args):
                return args
        raise ValueError(f"no acceptable case in {DRAWS_TRIED} draws of {draw.__name__}")

    return accepted
