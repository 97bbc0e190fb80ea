"""Lessons loaded to be graded by, and sandboxes for them, each made once."""

import pytest

from autograder.grading.lesson import load_lesson
from autograder.sandbox import Sandbox, choose

MOST = 3  # that are open at once: each sandbox is a process with all that lessons import


@pytest.fixture(scope="session")
def grader_of(project):
    """A function of a lesson and a seed: (the lesson as the grader has it, a Sandbox for it)."""
    kept = {}

    def ready(lesson, seed):
        if (lesson, seed) not in kept:
            if len(kept) == MOST:
                kept.pop(next(iter(kept)))[1].close()
            loaded = load_lesson(project, lesson, seed=seed)
            kept[lesson, seed] = loaded, Sandbox(choose(), loaded.limits, loaded.files)
        return kept[lesson, seed]

    yield ready
    for _, sandbox in kept.values():
        sandbox.close()
