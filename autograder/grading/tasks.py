"""What worker processes do: grade some submissions of a lesson in a sandbox of their own, send back plain records.

A Task carries everything a worker needs, so that the same function serves processes here and machines elsewhere.
"""

import atexit
import hashlib
import json
import pickle
import platform
import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from nbgrader.utils import determine_grade, is_grade, is_solution, is_task

from autograder.files.course_error import CourseError
from autograder.files.last_net import WHY, trace_of
from autograder.gradebook.comments import comment_on, untouched
from autograder.gradebook.statuses import TROUBLE, UNFINISHED
from autograder.gradebook.writer import Entry
from autograder.grading.attempts import Unfinished
from autograder.grading.fingerprint import grader_version
from autograder.grading.lesson import InstructorLesson
from autograder.grading.notebook import grade_submission
from autograder.intake.read import read_bytes
from autograder.intake.submitted import SubmittedFile
from autograder.sandbox import AUTO, Sandbox, choose


@dataclass(frozen=True)
class LessonParcel:
    """An InstructorLesson and the kind of sandbox, packed once, known by its hash.

    grader: the version of this project that packed it, and alone may unpack it.
    """

    packed: bytes
    key: str
    grader: str

    @classmethod
    def of(cls, lesson: InstructorLesson, kind: str) -> Self:
        """kind: see Sandbox, or "auto" for what the worker's machine offers."""
        packed = pickle.dumps((lesson, kind))
        return cls(packed, hashlib.sha256(packed).hexdigest(), grader_version())


@dataclass(frozen=True)
class Left:
    """A submission that was not graded to its end: what it had before stays, and the next run grades it again.

    status: a short word for tables. why: a sentence that ends with what to do next. trace: a traceback to log, or "".
    """

    student: str
    status: str
    why: str
    trace: str = ""

    @classmethod
    def after(cls, student: str, error: BaseException) -> Self:
        """What is left where an error met one submission alone; raises it again where it would meet every one."""
        return cls(student, TROUBLE, WHY, trace_of(error))


def grade_batch(parcel: LessonParcel, handed: Iterable[SubmittedFile]) -> list[Entry | Left]:
    """Grade submissions one after the other; returns an Entry, or a Left, for each, in their order."""
    lesson, sandbox = ready(parcel)
    return [_mark(one, lesson, sandbox) for one in handed]


def warm(parcel: LessonParcel) -> None:
    """Have lesson and sandbox ready before the first submission comes."""
    ready(parcel)[1].start()


def describe() -> dict[str, str]:
    """What must be equal on all machines that grade together."""
    return {"grader": grader_version()[:12], "python": platform.python_version(), "numpy": np.__version__}


_KEPT = threading.local()  # a machine elsewhere may grade in several threads, each with a sandbox of its own
_OPEN: list[Sandbox] = []


def ready(parcel: LessonParcel) -> tuple[InstructorLesson, Sandbox]:
    """The unpacked lesson and its Sandbox: kept by this thread until another lesson comes."""
    if getattr(_KEPT, "key", None) != parcel.key:
        if parcel.grader != grader_version():
            raise CourseError(
                f"Máy {platform.node()} có một phiên bản khác của bộ chấm. Hãy cài cùng một bản của kho ở mọi máy."
            )
        lesson, kind = pickle.loads(parcel.packed)
        if (former := getattr(_KEPT, "ready", None)) is not None:
            former[1].close()
            _OPEN.remove(former[1])
        sandbox = Sandbox(choose() if kind == AUTO else kind, lesson.limits, lesson.files)
        _OPEN.append(sandbox)
        _KEPT.key, _KEPT.ready = parcel.key, (lesson, sandbox)
    return _KEPT.ready


@atexit.register
def close_sandboxes() -> None:
    while _OPEN:
        _OPEN.pop().close()


def _mark(handed: SubmittedFile, lesson: InstructorLesson, sandbox: Sandbox) -> Entry | Left:
    try:
        return _marked(handed, lesson, sandbox)
    except Unfinished as error:
        return Left(handed.student, UNFINISHED, str(error))
    except Exception as error:
        return Left.after(handed.student, error)


def _marked(handed: SubmittedFile, lesson: InstructorLesson, sandbox: Sandbox) -> Entry:
    graded = grade_submission(read_bytes(handed.content), lesson, sandbox, handed.notices, handed.files)
    scores: dict[str, float | None] = {}
    comments: dict[str, str | None] = {}
    for cell in graded.notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if is_grade(cell):
            scores[name] = determine_grade(cell)[0]
        if is_solution(cell) or is_task(cell):
            comments[name] = comment_on(name, graded.summary) or untouched(cell)
    notebook = json.dumps(graded.notebook, ensure_ascii=False).encode()
    return Entry(handed.student, replace(graded.summary, scores=scores), comments, notebook, handed.timestamp)
