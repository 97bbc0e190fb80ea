"""The least that running a class can cost: what the benchmark holds the whole of grading against.

Every submission is forked, its cells run and its functions called with all cases, exactly as in grading and in as many
workers; nothing is read, restored, compared, diagnosed or written.
"""

import time
from collections.abc import Iterable, Mapping
from concurrent.futures import wait
from typing import Any

from autograder.course_folder import CourseFolder
from autograder.grading.lesson import InstructorLesson, load_lesson
from autograder.grading.run import is_run
from autograder.grading.tasks import LessonParcel, ready
from autograder.grading.workers import BATCH, Graders
from autograder.intake.read import read_bytes
from autograder.intake.restore import restore
from autograder.intake.submitted import hand_in
from autograder.sandbox import choose
from course.checking.plain import Encoded

Request = tuple[Any, ...]  # ("run", source) or ("call", function, calls)


def run_bare(folder: CourseFolder, lesson: str) -> float:
    """Seconds from the start of the workers to the end of the last submission."""
    instructor = load_lesson(folder, lesson)
    calls = {
        exercise.function: [case.encoded_args for case in exercise.cases] for exercise in instructor.frozen.exercises
    }
    work = [_requests(folder, lesson, student, instructor, calls) for student in folder.students(lesson)]
    parcel = LessonParcel.of(instructor, choose())
    workers = Graders(parcel)
    start = time.perf_counter()
    workers.open()
    assert workers.executor is not None  # it was opened
    batches = [work[first : first + BATCH] for first in range(0, len(work), BATCH)]
    for future in wait([workers.executor.submit(_run_batch, parcel, batch) for batch in batches]).done:
        future.result()
    seconds = time.perf_counter() - start
    workers.close()
    return seconds


def _requests(
    folder: CourseFolder,
    lesson: str,
    student: str,
    instructor: InstructorLesson,
    calls: Mapping[str, list[list[Encoded]]],
) -> list[Request]:
    """What the student's process is asked: a Request after the other."""
    restored = restore(read_bytes(hand_in(folder, student, lesson).content), instructor.original)
    if restored.notebook is None:
        return []
    asked: list[Request] = []
    for cell in (cell for cell in restored.notebook.cells if cell.cell_type == "code"):
        exercise = instructor.exercise_of(cell)
        if exercise:
            asked.append(("call", exercise.function, calls[exercise.function]))
        elif is_run(cell):
            asked.append(("run", cell.source))
    return asked


def _run_batch(parcel: LessonParcel, work: Iterable[list[Request]]) -> None:
    lesson, sandbox = ready(parcel)
    for asked in work:
        with sandbox.session() as session:
            for what, *arguments in asked:
                if what == "run":
                    session.run(*arguments)
                else:
                    list(session.answers(*arguments))
