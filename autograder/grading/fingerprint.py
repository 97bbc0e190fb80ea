"""Which grader this is: marks made by another one are made again, and machines that differ do not grade together."""

import functools
import hashlib
import json
from pathlib import Path

import course
from autograder.course_folder import ROOT
from autograder.grading.lesson import InstructorLesson
from autograder.intake.submitted import SubmittedFile
from autograder.sandbox import NONE
from course.checking import lesson_json

MAKES_MARKS = """
authoring/guesses.py authoring/stubs.py authoring/text.py course_folder.py diagnosis exercises files/course_error.py
files/beside.py files/last_net.py files/moments.py files/scratch.py files/whole.py files/words.py
gradebook/assignment.py gradebook/comments.py gradebook/config.py gradebook/statuses.py gradebook/summary.py
gradebook/tables.py gradebook/writer.py grading intake nbgrader_settings.py people/names.py reference sandbox
""".split()
MAKES_NONE = """
exercises/puzzle.py grading/cluster.py grading/workers.py intake/hand_in.py sandbox/doctor.py
""".split()  # where, for whom and which file: not what its mark is


@functools.cache
def grader_version() -> str:
    """The hash of the code that a mark is made by: a grader that was changed grades again."""
    whole = hashlib.sha256()
    for path in code_of_marks():
        whole.update(path.read_bytes())
    return whole.hexdigest()


def code_of_marks() -> list[Path]:
    """The paths of that code, in order: all of `course`, and of this package what grading imports."""
    rooms = ROOT / "autograder"
    parts = [*(rooms / name for name in MAKES_MARKS), Path(course.__file__).parent]
    paths = [path for part in parts for path in (sorted(part.rglob("*.py")) if part.is_dir() else [part])]
    return [path for path in paths if path not in {rooms / name for name in MAKES_NONE}]


def fingerprint(handed: SubmittedFile, lesson_hash: str) -> str:
    """The hash of everything a mark is made from: submission, its time, what lies beside it, lesson, grader.

    What late work loses is no part of it: that is reckoned anew in every run.
    """
    beside = [piece for file in handed.files for piece in file]
    return _hash(handed.content, handed.notices, handed.timestamp, lesson_hash, grader_version(), *beside)


def hash_of_lesson(lesson: InstructorLesson, kind: str) -> str:
    """The hash of an InstructorLesson, its drawn cases and so its seed included, and of whether it is isolated."""
    notebook = json.dumps(lesson.notebook, sort_keys=True)
    return _hash(lesson_json.dumps(lesson.frozen), notebook, lesson.files, lesson.limits, kind == NONE)


def _hash(*pieces: object) -> str:
    whole = hashlib.sha256()
    for piece in pieces:
        part = piece if isinstance(piece, bytes) else repr(piece).encode()
        whole.update(len(part).to_bytes(8, "big") + part)
    return whole.hexdigest()
