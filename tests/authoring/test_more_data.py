"""Are the cases to practise with right, told apart by the listed mistakes, made the same every time, and of no use to who looks answers up?"""

import gzip
import json
import secrets
from functools import cache

import pytest

from autograder import exercises
from autograder.authoring.more import PUBLIC_SEEDS, is_of_many_inputs, more_data, only_drawn, public_seed
from autograder.authoring.text import locked_names, read_lesson, solutions
from autograder.course_folder import ROOT, CourseFolder
from autograder.exercises import freeze
from autograder.exercises.versions import run_version
from course.checking import lesson_json, plain
from course.checking.compare import Property
from course.checking.frozen import Returned
from course.checking.judge import judge
from course.checking.lesson import outcomes_of

SAMPLE = {"bai01_so_nguyen", "bai04_toan_so_nguyen", "bai09_tu_dien_ma"}
LESSONS = exercises.lesson_names()
FOLDER = CourseFolder(ROOT)
SECRETS = [0, 1, 2**64 - 1, *(secrets.randbelow(2**64) for _ in range(3))]
MOST_BYTES = 130_000  # of a lesson's file as it travels, compressed
LEFT_OUT = {"hadamard", "compress"}  # four inputs; measured
every_lesson = pytest.mark.parametrize("lesson", LESSONS)
sample_lessons = pytest.mark.parametrize(
    "lesson", [pytest.param(one, marks=() if one in SAMPLE else pytest.mark.robust) for one in LESSONS]
)


@cache
def written(lesson):
    """(its exercises, {function: solution}, names locked at grading) of a lesson, from its text."""
    asked = exercises.load(lesson)
    notebook = read_lesson(FOLDER.text(lesson).read_text(encoding="utf-8"), asked)
    return asked, solutions(notebook), locked_names(notebook)


@cache
def published(lesson):
    """The FrozenLesson that students have, as they read it."""
    return lesson_json.loads(FOLDER.more_data(lesson).read_text(encoding="utf-8"))


@cache
def graded(lesson, seed):
    """The FrozenLesson that a grader with this seed judges by, without what is measured."""
    asked, solved, locked = written(lesson)
    found = tuple(one for one in asked.exercises if not one.is_measured)
    return freeze.drawn(exercises.model.replace(asked, exercises=found), solved, locked, seed)


def key(case):
    return json.dumps(case.encoded_args)
