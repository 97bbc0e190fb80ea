"""What every lesson asks, one module a lesson, each with a LESSON: cases, points, typical mistakes, hints."""

import importlib
import pkgutil

from autograder.exercises.model import LessonExercises


def lesson_names():
    """The lessons that have exercises, in order."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name.startswith("bai"))


def load(lesson) -> LessonExercises:
    """The exercises of one lesson; raises KeyError for a name that is no lesson."""
    if lesson not in lesson_names():
        raise KeyError(lesson)
    return importlib.import_module(f"{__name__}.{lesson}").LESSON


def title(lesson):
    """A lesson's title, or its name where it has no exercises of ours."""
    return load(lesson).title if lesson in lesson_names() else lesson
