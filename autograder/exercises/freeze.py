"""From exercises to pure data: cases with needed values, and what each known mistake returns for them.

`visible` is what the build writes beside a released notebook; `drawn` adds the cases of a seed and
stays in the grader.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from types import CodeType
from typing import Any

import numpy as np

from autograder.exercises.model import Args, Edits, EditsOf, Exercise, LessonExercises, Misconception
from autograder.exercises.model import Part as AskedPart
from course.checking.frozen import Case, FrozenExercise, FrozenLesson, Mistake, Outcome, Part
from course.checking.lesson import call
from course.checking.repair import left_out

Hidden = Callable[[Exercise, AskedPart], list[Args]]  # the arguments of the cases that no student sees


def visible(
    lesson: LessonExercises, solutions: Mapping[str, str], locked_names: Iterable[str], examples: Iterable[str] = ()
) -> FrozenLesson:
    """The FrozenLesson with the visible cases only.

    solutions: {function: source of the lesson's solution cell}. locked_names, examples: see FrozenLesson.
    """
    return replace(_freeze_lesson(lesson, solutions, locked_names, lambda exercise, part: []), examples=tuple(examples))


def drawn(
    lesson: LessonExercises, solutions: Mapping[str, str], locked_names: Iterable[str], seed: int
) -> FrozenLesson:
    """The FrozenLesson with the visible cases and the ones that `seed` (an int) draws."""

    return _freeze_lesson(lesson, solutions, locked_names, partial(drawn_arguments, seed))


def drawn_arguments(seed: int, exercise: Exercise, part: AskedPart) -> list[Args]:
    """The arguments of the cases that `seed` draws for a TODO: a list of {name: value}."""
    rng = np.random.default_rng([seed, zlib.crc32(f"{exercise.function}/{part.todo}".encode())])
    return [part.draw(rng) for _ in range(part.draws)]


def edited(source: str, edits: Edits) -> str:
    """The source with each text replaced; raises ValueError unless each stands in it exactly once."""
    for old, new in edits.items():
        if source.count(old) != 1:
            raise ValueError(
                f"{old!r} stands {source.count(old)} times in the solution, not once: "
                "adapt the edit in autograder/exercises to the lesson's text"
            )
        source = source.replace(old, new)
    return source


def run_version(solutions: Mapping[str, str], function: str, edits_of: EditsOf) -> Callable[..., Any]:
    """The function that the solutions define after `edits_of` = {function: edits} is applied to them."""
    namespace: dict[str, Any] = {"np": np}
    for name, source in solutions.items():
        exec(_compiled(name, edited(source, edits_of.get(name, {}))), namespace)
    return namespace[function]


@lru_cache(maxsize=1000)
def _compiled(name: str, source: str) -> CodeType:
    """The code of a solution cell; most of the versions of a lesson share most of it."""
    return compile(source, f"<{name}>", "exec")


def _freeze_lesson(
    lesson: LessonExercises, solutions: Mapping[str, str], locked_names: Iterable[str], hidden: Hidden
) -> FrozenLesson:
    exercises = tuple(_freeze_exercise(exercise, solutions, hidden) for exercise in lesson.exercises)
    return FrozenLesson(lesson.lesson, tuple(locked_names), exercises)


def _freeze_exercise(exercise: Exercise, solutions: Mapping[str, str], hidden: Hidden) -> FrozenExercise:
    cases: list[Case] = []
    parts: list[Part] = []
    for part in exercise.parts:
        mine = [(case.label, case.args, False) for case in part.visible]
        mine += [
            (f"{part.todo}, trường hợp ẩn thứ {n}", args, True) for n, args in enumerate(hidden(exercise, part), 1)
        ]
        positions = tuple(range(len(cases), len(cases) + len(mine)))
        parts.append(Part(part.todo, part.points, positions, part.equality, part.asks, part.tells))
        cases += [Case(label, args, exercise.reference(*args.values()), is_hidden) for label, args, is_hidden in mine]
    mistakes = tuple(_mistakes(exercise, solutions, cases))
    return FrozenExercise(
        exercise.function, exercise.title, exercise.asks, exercise.tells, tuple(cases), tuple(parts), mistakes
    )


def _mistakes(exercise: Exercise, solutions: Mapping[str, str], cases: Sequence[Case]) -> Iterator[Mistake]:
    for own in exercise.misconceptions:
        outcomes = _outcomes(solutions, exercise, own.edits, cases)
        yield mistake_of(own, solutions[exercise.function], outcomes)


def mistake_of(own: Misconception, solution: str, outcomes: tuple[Outcome, ...]) -> Mistake:
    """A listed mistake as data. solution: of its function, from which its edits make it."""
    without = left_out(own.kind, edited(solution, own.edits))
    return Mistake(own.name, own.costs, own.asks, own.tells, outcomes, without, edits=own.edits)


def _outcomes(
    solutions: Mapping[str, str], exercise: Exercise, edits: Edits, cases: Sequence[Case]
) -> tuple[Outcome, ...]:
    with np.errstate(all="ignore"):
        version = run_version(solutions, exercise.function, {exercise.function: edits})
        return tuple(call(version, case.args) for case in cases)
