"""What worker processes do: grade some submissions of a lesson in a sandbox of their own, send back plain records.

A Task carries everything a worker needs, so that the same function serves processes here and machines elsewhere.
"""

import atexit
import hashlib
import json
import pickle
from dataclasses import dataclass

from nbgrader.utils import determine_grade, is_grade, is_solution, is_task

from autograder.grading.comments import comment_on, untouched
from autograder.grading.notebook import grade_submission
from autograder.intake.read import read_bytes
from autograder.sandbox import Sandbox


@dataclass(frozen=True)
class Handed:
    """One student's file: its bytes, or the Status that says why there are none; and what was noticed about it."""

    student: str
    content: bytes | object
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class LessonParcel:
    """An InstructorLesson and the kind of sandbox, packed once, known by its hash."""

    packed: bytes
    key: str

    @classmethod
    def of(cls, lesson, kind):
        packed = pickle.dumps((lesson, kind))
        return cls(packed, hashlib.sha256(packed).hexdigest())


@dataclass(frozen=True)
class Marked:
    """What grading one submission gives.

    notebook: the autograded notebook as bytes. scores: {grade cell: points or None}. comments: {cell: words or None}.
    todos: dicts of todo, function, earned, points, mistake. status, notices: see Graded.
    """

    student: str
    notebook: bytes
    scores: dict
    comments: dict
    status: str
    notices: tuple[str, ...]
    todos: tuple[dict, ...]


def grade_batch(parcel, handed):
    """Grade submissions one after the other; returns a Marked for each, in their order."""
    lesson, sandbox = _ready(parcel)
    return [_mark(one, lesson, sandbox) for one in handed]


def warm(parcel):
    """Have lesson and sandbox ready before the first submission comes."""
    _ready(parcel)[1].start()


_KEPT = {}


def _ready(parcel):
    """The unpacked lesson and its Sandbox: kept by this process until another lesson comes."""
    if parcel.key not in _KEPT:
        close_sandboxes()
        lesson, kind = pickle.loads(parcel.packed)
        _KEPT[parcel.key] = lesson, Sandbox(kind, lesson.limits, lesson.files)
    return _KEPT[parcel.key]


@atexit.register
def close_sandboxes():
    for _, sandbox in _KEPT.values():
        sandbox.close()
    _KEPT.clear()


def _mark(handed, lesson, sandbox):
    graded = grade_submission(read_bytes(handed.content), lesson, sandbox, handed.notices)
    todos = graded.notebook.metadata.autograder["todos"]
    scores, comments = {}, {}
    for cell in graded.notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if is_grade(cell):
            scores[name] = determine_grade(cell)[0]
        if is_solution(cell) or is_task(cell):
            comments[name] = comment_on(name, todos) or untouched(cell)
    notebook = json.dumps(graded.notebook, ensure_ascii=False).encode()
    return Marked(handed.student, notebook, scores, comments, graded.status, graded.notices, tuple(todos))
