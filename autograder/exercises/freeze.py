"""From exercises to pure data: cases with needed values, and what each known mistake returns for them.

`visible` is what the build writes beside a released notebook; `drawn` adds the cases of a seed and
stays in the grader.
"""

import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from autograder.exercises import waypoints, ways
from autograder.exercises.model import Args, Edits, Exercise, LessonExercises, Misconception, Seeded, Shipped, Visible
from autograder.exercises.model import Part as AskedPart
from autograder.exercises.versions import edited, run_version
from course.checking import measures
from course.checking.compare import Property
from course.checking.frozen import (
    Case,
    FrozenExercise,
    FrozenLesson,
    Mistake,
    Outcome,
    Part,
    Question,
    Returned,
)
from course.checking.lesson import call
from course.checking.repair import left_out

Hidden = Callable[[Exercise, AskedPart], list[Args]]  # the arguments of the cases that no student sees


def visible(
    lesson: LessonExercises,
    solutions: Mapping[str, str],
    locked_names: Iterable[str],
    examples: Iterable[str] = (),
    questions: Iterable[Question] = (),
) -> FrozenLesson:
    """The FrozenLesson with the visible cases only, and with what the check in the notebook says more.

    solutions: {function: source of the lesson's solution cell}. locked_names, examples, questions: see FrozenLesson.
    """
    made = _freeze_lesson(lesson, solutions, locked_names, lambda exercise, part: [])
    aided = tuple(_aided(asked, one, solutions) for asked, one in zip(lesson.exercises, made.exercises))
    return replace(made, exercises=aided, examples=tuple(examples), questions=tuple(questions))


def _aided(asked: Exercise, exercise: FrozenExercise, solutions: Mapping[str, str]) -> FrozenExercise:
    """The exercise with waypoints and with other ways."""
    on_the_way = tuple(waypoints.of(exercise, solutions))
    return replace(exercise, waypoints=on_the_way, ways=ways.sealed(asked, exercise, solutions))


def drawn(
    lesson: LessonExercises, solutions: Mapping[str, str], locked_names: Iterable[str], seed: int
) -> FrozenLesson:
    """The FrozenLesson with the visible cases and the ones that `seed` (an int) draws."""

    return _freeze_lesson(lesson, solutions, locked_names, partial(drawn_arguments, seed))


def drawn_arguments(seed: int, exercise: Exercise, part: AskedPart) -> list[Args]:
    """The arguments of the cases that `seed` draws for a TODO: a list of {name: value}."""
    rng = np.random.default_rng([seed, zlib.crc32(f"{exercise.function}/{part.todo}".encode())])
    return [part.draw(rng) for _ in range(part.draws)]


def _freeze_lesson(
    lesson: LessonExercises, solutions: Mapping[str, str], locked_names: Iterable[str], hidden: Hidden
) -> FrozenLesson:
    exercises = tuple(_freeze_exercise(exercise, solutions, hidden) for exercise in lesson.exercises)
    return FrozenLesson(lesson.lesson, tuple(locked_names), exercises)


def _freeze_exercise(exercise: Exercise, solutions: Mapping[str, str], hidden: Hidden) -> FrozenExercise:
    cases: list[Case] = []
    parts: list[Part] = []
    positions: tuple[int, ...] = ()
    for part in exercise.parts:
        if not part.is_step:
            mine = [_case(exercise, case) for case in part.visible]
            drawn = enumerate(hidden(exercise, part), 1)
            mine += [_case(exercise, Visible(_hidden_label(exercise, part, n), args), True) for n, args in drawn]
            positions = tuple(range(len(cases), len(cases) + len(mine)))
            cases += mine
        parts.append(Part(part.todo, part.points, positions, part.equality, part.asks, part.tells))
    mistakes = tuple(_mistakes(exercise, solutions, cases))
    return FrozenExercise(
        exercise.function, exercise.title, exercise.asks, exercise.tells, tuple(cases), tuple(parts), mistakes
    )


def _hidden_label(exercise: Exercise, part: AskedPart, number: int) -> str:
    return f"trường hợp ẩn thứ {number}" if exercise.is_measured else f"{part.todo}, trường hợp ẩn thứ {number}"


def _case(exercise: Exercise, case: Visible | Seeded | Shipped, is_hidden: bool = False) -> Case:
    args, rule = case.args, exercise.parts[-1].equality
    if exercise.needs is None or not isinstance(rule, Property):
        return Case(case.label, args, exercise.reference(*args.values()), is_hidden)
    needed = exercise.needs(args, is_hidden)
    made_of = case.made_of if isinstance(case, Shipped) else None
    told = measures.MEASURES[rule.measure].told(needed, rule.most)
    return Case(case.label, args, needed, is_hidden, told, made_of)


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
    """What a version comes to; of answers that are measured only what those of one way have in common."""
    if exercise.is_measured:
        answers = measured_answers(solutions, exercise, edits, cases)
        rule = exercise.parts[-1].equality
        return tuple(
            Returned(measures.identity(rule, one.value))
            if isinstance(one, Returned) and isinstance(rule, Property)
            else one
            for one in answers
        )
    with np.errstate(all="ignore"):
        version = run_version(solutions, exercise.function, {exercise.function: edits})
        return tuple(call(version, case.args) for case in cases)


_ANSWERED: dict[str, Outcome] = {}  # such an answer takes seconds, and is asked for with every set of cases


def measured_answers(
    solutions: Mapping[str, str], exercise: Exercise, edits: Edits, cases: Sequence[Case]
) -> list[Outcome]:
    """What a version of a measured exercise's solution answers in each case, worked out once."""
    text = [*solutions.items(), edited(solutions[exercise.function], edits)]
    version = run_version(solutions, exercise.function, {exercise.function: edits})
    found = []
    for case in cases:
        key = hashlib.sha256(json.dumps([text, case.encoded_args]).encode()).hexdigest()
        if key not in _ANSWERED:
            with np.errstate(all="ignore"):
                _ANSWERED[key] = call(version, case.args)
        found.append(_ANSWERED[key])
    return found
