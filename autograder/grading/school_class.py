"""Grade a class: what changed goes to the workers, their marks to one writer, a few submissions at a time."""

import os
import platform
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from filelock import FileLock, Timeout
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from autograder.course_folder import CourseError
from autograder.grading import workers
from autograder.grading.autograded import write_autograded
from autograder.grading.gradebook import Entry, GradebookWriter
from autograder.grading.instructor import db_url, load_lesson, register
from autograder.grading.submissions import chosen_students, fingerprint, hand_in, hash_of_lesson, timestamp_of
from autograder.grading.tasks import LessonParcel
from autograder.plugin import IGNORED, configure
from autograder.sandbox import choose

WRITTEN_TOGETHER = 32


@dataclass(frozen=True)
class Result:
    """One student's marks. todos: dicts of todo, function, earned, points, mistake. fresh: graded in this run.

    before: the automatic points of each grade cell that the gradebook had, or None.
    """

    student: str
    status: str
    notices: tuple[str, ...]
    todos: tuple[dict, ...]
    fresh: bool
    scores: dict
    before: dict | None = None

    @property
    def earned(self):
        return sum(todo["earned"] for todo in self.todos)

    @property
    def mistakes(self):
        """Names of the mistakes that cost this student points."""
        return list(dict.fromkeys(todo["mistake"] for todo in self.todos if todo["mistake"]))


@dataclass(frozen=True)
class Wishes:
    """How a class is to be graded. force: also what did not change. dry_run: write nothing. jobs: workers."""

    students: tuple[str, ...] = ()
    force: bool = False
    dry_run: bool = False
    jobs: int | None = None
    sandbox: str = "auto"


def grade_class(folder, lesson, wishes=Wishes(), progress=lambda results, total: results):
    """Grade the submissions of a lesson and write marks; yields a Result for each student as they are ready.

    progress: wraps the iterator of Results, told how many there will be.
    Raises CourseError for a missing lesson or release, an empty class, an unknown student, a course that
    is being graded already.
    """
    kind = choose(wishes.sandbox)
    with _alone(folder):
        instructor = load_lesson(folder, lesson)
        chosen = chosen_students(folder, lesson, wishes.students)
        register(folder, lesson)
        with GradebookWriter(db_url(folder), lesson, course_config(folder)) as gradebook:
            run = _ClassRun(folder, instructor, kind, gradebook, wishes)
            yield from progress(run.results(chosen), len(chosen))


class _ClassRun:
    """One run over a class: what is kept between a submission's reading and its writing."""

    def __init__(self, folder, instructor, kind, gradebook, wishes):
        self.folder, self.lesson, self.gradebook, self.wishes = folder, gradebook.lesson, gradebook, wishes
        self.parcel = LessonParcel.of(instructor, kind)
        self.lesson_hash = hash_of_lesson(instructor, kind)
        self.made_from = gradebook.fingerprints()
        self.underway = {}
        self.unchanged = []

    def results(self, students):
        make_executor, jobs = workers.here(self.parcel, self.wishes.jobs)
        marks = workers.grade_all(self.parcel, self._changed(students), make_executor, jobs)
        while batch := list(islice(marks, WRITTEN_TOGETHER)):
            yield from self._taken_over()
            yield from self._write(batch)
        yield from self._taken_over()

    def _changed(self, students):
        """The files to grade; those whose marks stand as they are, are set aside."""
        for student in students:
            handed = hand_in(self.folder, student, self.lesson)
            timestamp = timestamp_of(self.folder, student, self.lesson)
            made_from = fingerprint(handed, timestamp, self.gradebook.duedate, self.lesson_hash)
            stored, summary = self.made_from.get(student, (None, None))
            if stored == made_from and not self.wishes.force and self._is_written(student):
                self.unchanged.append(_as_result(student, summary, fresh=False))
            else:
                self.underway[student] = timestamp, made_from
                yield handed

    def _is_written(self, student):
        return self.folder.autograded(student, self.lesson).is_file()

    def _taken_over(self):
        taken, self.unchanged = self.unchanged, []
        yield from taken

    def _write_notebook(self, mark):
        if self.wishes.dry_run:
            return
        try:
            write_autograded(self.folder, self.lesson, mark.student, mark.notebook, IGNORED)
        except OSError as error:
            raise CourseError(
                f"Không ghi được bài chấm của {mark.student}: {error}. "
                "Điểm đã ghi trước đó vẫn nguyên. Xử lý xong, hãy chạy lại lệnh này để chấm tiếp."
            ) from error

    def _write(self, marks):
        before = self.gradebook.scores([mark.student for mark in marks])
        entries = []
        for mark in marks:
            timestamp, made_from = self.underway.pop(mark.student)
            summary = {"status": mark.status, "notices": mark.notices, "todos": mark.todos, "scores": mark.scores}
            entries.append(Entry(mark.student, mark.scores, mark.comments, summary, made_from, timestamp))
            self._write_notebook(mark)
        if not self.wishes.dry_run:
            self.gradebook.write(entries)
        for entry in entries:
            old = {name: points for name, (points, _) in before.get(entry.student, {}).items()}
            yield _as_result(entry.student, entry.summary, fresh=True, before=old or None)


def _as_result(student, summary, fresh, before=None):
    notices, todos = tuple(summary["notices"]), tuple(summary["todos"])
    return Result(student, summary["status"], notices, todos, fresh, summary["scores"], before)


@contextmanager
def _alone(folder):
    """A lock on the course folder: a second grader is told who is running; the system frees it when that one ends."""
    try:
        with FileLock(folder.lock, timeout=0, is_singleton=False, thread_local=False):
            folder.grader.write_text(f"{os.getpid()} trên máy {platform.node()}, từ {datetime.now():%H:%M %d/%m/%Y}")
            yield
    except Timeout:
        who = folder.grader.read_text() if folder.grader.is_file() else "không rõ"
        raise CourseError(
            f"Một lượt chấm khác đang chạy ở {folder.root} (tiến trình {who}). "
            "Hãy chờ lượt ấy xong rồi chạy lại lệnh này."
        ) from None


def course_config(folder):
    """The course folder's own nbgrader_config.py, if it has one, with the project's settings over it."""
    config = Config()
    if folder.config.is_file():
        config.merge(PyFileConfigLoader(folder.config.name, path=str(folder.root)).load_config())
    configure(config)
    config.CourseDirectory.root = str(folder.root)
    return config
