"""More cases than the visible ones, for students to practise with: drawn from a seed that anyone may know, as pure data.

As in the check's own data there are inputs, needed values and what typical mistakes return, and no code. Left out are an
exercise whose answers are measured, which takes seconds a case and needs what only a grader has, one of so few different
inputs that a grader would draw the published ones again, and a mistake that these cases do not tell from all others, or
not on every processor.
"""

import json
import zlib
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from autograder.exercises import freeze
from autograder.exercises.model import Exercise, LessonExercises, Part
from course.checking import plain
from course.checking.frozen import FrozenExercise, FrozenLesson, Mistake
from course.checking.judge import explains, judge

PUBLIC_SEEDS = 2**64  # the first of them: a seed that a grader keeps secret is smaller
DRAW = 1  # another one where processors differ about a case; tests/authoring/test_any_processor.py asks
TRIED, FEWEST = (
    64,
    48,
)  # of so many draws so many must differ: who knows 4 inputs then knows one drawn case in 30 at best


def more_data(asked: LessonExercises, solutions: Mapping[str, str]) -> FrozenLesson:
    """The FrozenLesson of the cases to practise with. solutions: {function: source of the lesson's solution cell}."""
    drawn = only_drawn(asked)
    drawn = replace(drawn, exercises=tuple(filter(is_of_many_inputs, drawn.exercises)))
    made = freeze.drawn(drawn, solutions, (), public_seed(asked.lesson))
    return replace(made, exercises=tuple(_labelled(_telling(exercise)) for exercise in made.exercises))


def public_seed(lesson: str) -> int:
    """The seed of a lesson's cases to practise with."""
    return PUBLIC_SEEDS + zlib.crc32(f"{lesson} {DRAW}".encode())


def only_drawn(asked: LessonExercises) -> LessonExercises:
    """The lesson with only what a seed draws; without what is measured."""
    changed = (replace(one, parts=tuple(map(_only_drawn, one.parts))) for one in asked.exercises if not one.is_measured)
    return replace(asked, exercises=tuple(changed))


def _only_drawn(part: Part) -> Part:
    return replace(part, visible=())


def is_of_many_inputs(exercise: Exercise) -> bool:
    """Would hardly any published case be drawn again by another seed?"""
    return all(_different(part) >= FEWEST for part in exercise.parts)


def _different(part: Part) -> int:
    """How many of TRIED draws differ."""
    rng = np.random.default_rng(PUBLIC_SEEDS)
    return len({json.dumps([plain.encode(value) for value in part.draw(rng).values()]) for _ in range(TRIED)})


def _telling(exercise: FrozenExercise) -> FrozenExercise:
    """The exercise with the mistakes that have a name in its cases: found there, and unlike every other one."""
    return replace(exercise, mistakes=tuple(one for one in exercise.mistakes if _is_telling(one, exercise)))


def _is_telling(one: Mistake, exercise: FrozenExercise) -> bool:
    others = (other for other in exercise.mistakes if other is not one)
    is_alone = not any(explains(other, one.outcomes, exercise.equalities) for other in others)
    return is_alone and judge(exercise, one.outcomes).mistake is one


def _labelled(exercise: FrozenExercise) -> FrozenExercise:
    """The exercise with its cases called what they are: not hidden."""
    labels = {
        place: f"{part.todo}, trường hợp luyện thêm thứ {number}"
        for part in exercise.parts
        for number, place in enumerate(part.cases, 1)
    }
    cases = (replace(case, label=labels[place], hidden=False) for place, case in enumerate(exercise.cases))
    return replace(exercise, cases=tuple(cases))
