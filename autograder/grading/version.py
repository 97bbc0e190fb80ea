"""Which grader this is: marks made by another one are made again, and machines that differ do not grade together."""

import functools
import hashlib
from pathlib import Path

import course
from autograder.course_folder import ROOT


@functools.cache
def grader_version():
    """The hash of this project's code: a grader that was changed grades again."""
    whole = hashlib.sha256()
    for package in (ROOT / "autograder", Path(course.__file__).parent):
        for path in sorted(package.rglob("*.py")):
            whole.update(path.read_bytes())
    return whole.hexdigest()
