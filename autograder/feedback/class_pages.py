"""The pages of a class, in worker processes: each student's folder is written whole or not at all."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from itertools import islice

from autograder.course_folder import CourseFolder
from autograder.feedback.page import PageMaker
from autograder.files.beside import copy_files, files_beside, set_permissions
from autograder.files.course_error import CourseError
from autograder.files.last_net import trace_of, write_log
from autograder.files.whole import whole_folder
from autograder.gradebook.cells import NO_MARKS, GradebookCells, StudentMarks
from autograder.gradebook.held import held
from autograder.grading.workers import Processes, enough, work_through
from autograder.nbgrader_settings import IGNORED

READ_TOGETHER = 400  # students whose marks are read, and kept in memory, at once
PERMISSIONS = 0o644  # as nbgrader leaves them
TROUBLE = "bộ chấm gặp lỗi ở trang này; trang cũ, nếu có, vẫn nguyên. Hãy chạy lại lệnh này"


@dataclass(frozen=True)
class Written:
    """What became of one student's page. problem: why there is none, or empty. trace: a traceback that was logged, or empty."""

    student: str
    score: float = 0.0
    max_score: float = 0.0
    pending: bool = False
    problem: str = ""
    trace: str = ""


def write_pages(
    folder: CourseFolder,
    lesson: str,
    students: Collection[str] = (),
    jobs: int | None = None,
    progress: Callable[[Iterator[Written], int], Iterable[Written]] = lambda results, total: results,
    stopped: Callable[[], bool] = lambda: False,
    gives_way: bool = False,
) -> Iterator[Written]:
    """Write the feedback page of each student who has graded work; yields a Written for each as they are ready.

    students: only these. progress, stopped: see grade_class. gives_way: see lock.
    Raises CourseError where nothing is released or graded, for an unknown student, for a course that is being graded.
    """
    folder.demand_lesson(lesson)
    with held(folder, gives_way) as url, GradebookCells(folder, url, lesson) as marks:
        chosen = _chosen(folder, lesson, students)
        begin, write = partial(_maker, folder, lesson), partial(_write_batch, folder, lesson)
        workers = Processes(begin, write, enough(len(chosen), jobs))
        pages = work_through(workers, _with_marks(marks, chosen), stopped)
        yield from progress(_logged(folder, lesson, pages), len(chosen))


def _logged(folder: CourseFolder, lesson: str, pages: Iterable[Written]) -> Iterator[Written]:
    for page in pages:
        if page.trace:
            write_log(folder, lesson, page.student, page.trace)
        yield page


def _chosen(folder: CourseFolder, lesson: str, students: Collection[str]) -> list[str]:
    graded = folder.graded(lesson)
    if not graded:
        raise CourseError(
            f"Chưa có bài nào của {lesson} được chấm trong {folder.root / 'autograded'}. Hãy chạy: python -m autograder grade {lesson} --course-dir {folder.root}"
        )
    unknown = sorted(set(students) - set(graded))
    if unknown:
        raise CourseError(
            f"Bài {lesson} của những sinh viên sau chưa được chấm: {', '.join(unknown)}. Hãy so lại mã với tên thư mục trong autograded/."
        )
    return sorted(set(students)) or graded


def _with_marks(marks: GradebookCells, students: Iterable[str]) -> Iterator[tuple[str, StudentMarks | None]]:
    """(student, StudentMarks or None) for each."""
    waiting = iter(students)
    while some := list(islice(waiting, READ_TOGETHER)):
        found = marks.of(some)
        yield from ((student, found.get(student)) for student in some)


@cache
def _maker(folder: CourseFolder, lesson: str) -> PageMaker:
    """A worker's PageMaker."""
    return PageMaker(folder, lesson)


def _write_batch(folder: CourseFolder, lesson: str, batch: Iterable[tuple[str, StudentMarks | None]]) -> list[Written]:
    return [_written(folder, lesson, student, marks) for student, marks in batch]


def _written(folder: CourseFolder, lesson: str, student: str, marks: StudentMarks | None) -> Written:
    try:
        return _write(folder, lesson, student, marks)
    except Exception as error:
        return Written(student, problem=TROUBLE, trace=trace_of(error))


def _write(folder: CourseFolder, lesson: str, student: str, marks: StudentMarks | None) -> Written:
    if marks is None:
        return Written(student, problem=NO_MARKS)
    graded, place = folder.autograded(student, lesson), folder.feedback(student, lesson)
    try:
        page = _maker(folder, lesson).page(graded.read_bytes(), marks)
    except CourseError as error:
        return Written(student, problem=str(error))
    beside, _ = files_beside(graded.parent, IGNORED)
    with whole_folder(place.parent, folder.feedback_unfinished(student), folder.feedback_replaced(student)) as new:
        copy_files(beside, new)
        new.joinpath(place.name).write_text(page, encoding="utf-8")
        set_permissions(new, PERMISSIONS)
    return Written(student, marks.score, marks.max_score, marks.pending)
