"""A class of lesson 1 whose answers are known: honest ones, each by other right ways, and copies in disguise."""

import random
import re
import shutil

import nbformat

from autograder import exercises
from autograder.authoring.text import solutions
from autograder.course_folder import CourseFolder
from autograder.exercises.versions import edited
from autograder.exercises.written import answered, without_markers

LESSON = "bai01_so_nguyen"
HONEST = 12


def honest_answers(project):
    """{student: {function: source}}: right, each function by a way drawn from those the lesson names."""
    right = solutions(nbformat.read(project.source(LESSON), as_version=4))
    drawn = random.Random(5)
    return {
        f"sv{number:02d}": {
            one.function: without_markers(
                edited(right[one.function], drawn.choice([{}, *(way.edits for way in one.variants)]))
            )
            for one in exercises.load(LESSON).exercises
        }
        for number in range(HONEST)
    }


def renamed(answers):
    """The same with other names for what the solution calls `acc`, `low` and `high` by itself."""
    return {name: re.sub(r"\bacc\b", "tong_tich_luy", source) for name, source in answers.items()}


def commented(answers):
    """The same with a comment behind every line that assigns, and those of the lesson gone."""
    kept = {name: re.sub(r"^ *# .*\n", "", source, flags=re.M) for name, source in answers.items()}
    return {
        name: re.sub(r"^( {4}\w+ = .*)$", r"\1  # theo công thức ở trên", source, flags=re.M)
        for name, source in kept.items()
    }


def reordered(answers):
    """The same with its two ends of the range, and its conversions of X_q and W_q, in the other order."""
    swaps = (
        (r"( +alpha_q = .*\n)( +beta_q = .*\n)", r"\2\1"),
        (r"( +X_q = X_q\.astype.*\n)( +W_q = W_q\.astype.*\n)", r"\2\1"),
    )
    for pattern, other in swaps:
        answers = {name: re.sub(pattern, other, source) for name, source in answers.items()}
    return answers


def hand_in_class(project, root, written, mangle=lambda notebook: notebook):
    """A course folder in which {student: {function: source}} is handed in, each file changed by `mangle`."""
    folder = CourseFolder(root)
    for stage in ("source", "release"):
        shutil.copytree(project.root / stage / LESSON, root / stage / LESSON)
    release = nbformat.read(project.release(LESSON), as_version=4)
    for student, answers in written.items():
        path = folder.submitted(student, LESSON)
        path.parent.mkdir(parents=True)
        nbformat.write(mangle(answered(release, answers)), path)
    return folder
