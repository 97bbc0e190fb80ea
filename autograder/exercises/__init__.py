"""What every lesson asks: cases, points, typical mistakes, hints.

A package a lesson with its LESSON, and in it a module an exercise, named after its function, with the EXERCISE.
"""

import importlib
import pkgutil
import re

from autograder.exercises.model import LessonExercises

NUMBERED = re.compile(r"bai(\d+)_")


def lesson_names() -> list[str]:
    """The lessons that have exercises, in order."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name.startswith("bai"))


def load(lesson: str) -> LessonExercises:
    """The exercises of one lesson; raises KeyError for a name that is no lesson."""
    if lesson not in lesson_names():
        raise KeyError(lesson)
    return importlib.import_module(f"{__name__}.{lesson}").LESSON


def title(lesson: str) -> str:
    """A lesson's title with its number: "Bài 3. Độ hạt…"; its name where it has no exercises of ours."""
    return f"{number(lesson)}. {load(lesson).title}" if lesson in lesson_names() else lesson


def number(lesson: str) -> str:
    """ "Bài 3" of a lesson; its name where it has no exercises of ours."""
    found = NUMBERED.match(lesson) if lesson in lesson_names() else None
    return f"Bài {int(found[1])}" if found else lesson
