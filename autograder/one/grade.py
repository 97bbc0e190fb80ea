"""Grade one notebook as one of a class is graded, and say it as a document; nothing is written but what the next run may use.

Most of the time goes to two things that are done at once: the sandbox's process loads its libraries, and meanwhile this one loads
the grader and the lesson. So what is needed later is imported later.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.course_folder import CourseFolder
from autograder.files.beside import given
from autograder.files.course_error import CourseError, ForAll
from autograder.one.secret import VARIABLE
from autograder.sandbox import NONE, Limits, NoSandbox, Sandbox, started
from autograder.sandbox.import_folder import keep_fonts

if TYPE_CHECKING:
    from autograder.grading.lesson import InstructorLesson
    from autograder.one.find import Found
    from autograder.one.seed import Seed


class CannotGrade(Exception):
    """Nothing is known of the submission, the machine is to blame: the text is a sentence for a person."""


@dataclass(frozen=True)
class How:
    """sandbox: see `started`. threshold: the points that pass, or None. shows_cases: see `document`."""

    sandbox: str
    threshold: float | None = None
    shows_cases: bool = False


def grade_one(folder: CourseFolder, path: Path, lesson: str | None, secret: str, how: How) -> dict[str, Any]:
    """The document of a notebook: docs/grade_one.schema.json says what is in it.

    path, lesson: see `find`. secret: see `seed_of`. Raises CourseError for what a person can mend, and CannotGrade.
    """
    if secret and how.sandbox == NONE:
        raise CourseError(
            f"Không cách ly thì bài nộp đọc được hạt giống trong {VARIABLE}. Hãy bỏ --sandbox none, hoặc bỏ biến ấy."
        )
    keep_fonts(folder.prepared)
    load = cache(partial(_load, folder, path, lesson, secret))
    likely = folder.release(lesson or path.stem)
    files = given(likely.parent) if likely.is_file() else ()
    try:
        with ExitStack() as opened:
            sandbox = opened.enter_context(started(how.sandbox, Limits(), files, meanwhile=load))
            found, seed, ready = load()
            if (sandbox.limits, sandbox.files) != (
                ready.limits,
                ready.files,
            ):  # another lesson, or one with limits of its own
                opened.close()
                sandbox = opened.enter_context(started(how.sandbox, ready.limits, ready.files))
            return graded_in(sandbox, folder, found, seed, ready, how)
    except NoSandbox as error:
        load()  # what a person can mend is said first
        raise CannotGrade(str(error)) from error


def _load(folder: CourseFolder, path: Path, lesson: str | None, secret: str) -> tuple[Found, Seed, InstructorLesson]:
    from autograder.one.find import find
    from autograder.one.prepared import prepared
    from autograder.one.seed import seed_of

    seed = seed_of(folder, secret)
    found = find(folder, path, lesson)
    return found, seed, prepared(folder, found.lesson, seed)


def graded_in(
    sandbox: Sandbox, folder: CourseFolder, found: Found, seed: Seed, lesson: InstructorLesson, how: How
) -> dict[str, Any]:
    """The document of a notebook that is graded in this sandbox; raises CannotGrade."""
    from autograder.grading.notebook import grade_submission
    from autograder.intake.read import read_bytes
    from autograder.one.document import document
    from autograder.one.find import take_file
    from autograder.one.seed import DRAWN_ANEW, RANDOM

    notices = [DRAWN_ANEW] if seed.origin == RANDOM else []
    try:
        handed = take_file(folder, found, lesson.limits)
        graded = grade_submission(read_bytes(handed.content), lesson, sandbox, handed.notices, handed.files)
        told = document(graded, lesson, sandbox.kind, how.shows_cases, notices)
    except (ForAll, OSError) as error:  # what the next submission would meet, too
        raise CannotGrade(str(error)) from error
    except Exception as error:
        raise CannotGrade(_logged(folder, found, error)) from error
    passed = None if how.threshold is None else told["earned"] >= how.threshold
    return {**told, "seed": seed.origin, "threshold": how.threshold, "passed": passed}


def _logged(folder: CourseFolder, found: Found, error: Exception) -> str:
    """The sentence on an error of the grader's own, whose traceback goes to the course folder's log: it may show what students must not see."""
    from autograder.files.last_net import trace_of, where_logged, write_log

    try:
        write_log(folder, found.lesson, str(found.path), trace_of(error))
    except OSError as closed:
        return (
            f"Bộ chấm gặp lỗi ({type(error).__name__}) mà không ghi lại được vào {folder.error_log}: {closed.strerror}."
        )
    return where_logged(folder)
