"""Which grader this is: marks made by another one are made again, and machines that differ do not grade together."""

import functools
import hashlib
from pathlib import Path

import course
from autograder.course_folder import ROOT

MAKES_MARKS = (
    "build",
    "course_folder.py",
    "diagnosis",
    "exercises",
    "grading",
    "intake",
    "last_net.py",
    "moments.py",
    "nbgrader_settings.py",
    "people/__init__.py",
    "people/names.py",
    "reference",
    "sandbox",
    "whole.py",
)


@functools.cache
def grader_version():
    """The hash of the code that a mark is made by: a grader that was changed grades again."""
    whole = hashlib.sha256()
    for path in code_of_marks():
        whole.update(path.read_bytes())
    return whole.hexdigest()


def code_of_marks():
    """The paths of that code, in order: all of `course`, and of this package what grading imports."""
    parts = [*(ROOT / "autograder" / name for name in MAKES_MARKS), Path(course.__file__).parent]
    return [path for part in parts for path in (sorted(part.rglob("*.py")) if part.is_dir() else [part])]
