"""Grade a class: what changed goes to the workers, their marks to one writer, a few submissions at a time."""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace

from autograder.course_folder import CourseFolder
from autograder.files.beside import files_beside
from autograder.files.course_error import CourseError
from autograder.files.last_net import MACHINE, trace_of, write_log
from autograder.files.words import listed
from autograder.gradebook.assignment import register
from autograder.gradebook.config import course_config, db_url
from autograder.gradebook.errors import explained
from autograder.gradebook.held import held
from autograder.gradebook.reader import GradebookReader
from autograder.gradebook.summary import Summarised, Summary
from autograder.gradebook.writer import Entry, GradebookWriter, make_sure
from autograder.grading.autograded import write_autograded
from autograder.grading.cluster import Cluster
from autograder.grading.fingerprint import fingerprint, hash_of_lesson
from autograder.grading.lesson import InstructorLesson, load_lesson, read_seed
from autograder.grading.tasks import Left, LessonParcel
from autograder.grading.workers import Graders, enough, work_through
from autograder.intake.own_files import FilesBeside
from autograder.intake.submitted import NO_ID, WHY_NO_ID, SubmittedFile, chosen_students, hand_in
from autograder.nbgrader_settings import IGNORED
from autograder.people.names import is_student_id
from autograder.sandbox import AUTO, choose

LEFT_OUT = "Tệp kèm theo không được chép vào autograded/: "
WRITTEN_TOGETHER = 32
WRITTEN_AFTER = 0.5  # seconds, so that a small class, too, sees how far the grading is


@dataclass(frozen=True)
class Result(Summarised):
    """What a run tells its caller of one student. fresh: graded in this run.

    before: (automatic points, manual points) of each grade cell that the gradebook had, or None. unfinished: see Left;
    the summary is without marks then.
    """

    student: str
    summary: Summary
    fresh: bool
    before: dict[str, tuple[float | None, float | None]] | None = None
    unfinished: bool = False


@dataclass(frozen=True)
class GradeOptions:
    """How a class is to be graded.

    force: also what did not change. dry_run: write nothing. jobs: worker processes on this machine.
    sandbox: see choose. scheduler: the address of a dask.distributed scheduler whose workers grade instead.
    gives_way: see lock.
    """

    students: tuple[str, ...] = ()
    force: bool = False
    dry_run: bool = False
    jobs: int | None = None
    sandbox: str = AUTO
    scheduler: str | None = None
    gives_way: bool = False


def grade_class(
    folder: CourseFolder,
    lesson: str,
    options: GradeOptions = GradeOptions(),
    progress: Callable[[Iterator[Result], int], Iterable[Result]] = lambda results, total: results,
    stopped: Callable[[], bool] = lambda: False,
) -> Iterator[Result]:
    """Grade the submissions of a lesson and write marks; yields a Result for each student as they are ready.

    progress: wraps the iterator of Results, told how many there will be. stopped: asked now and then whether to end
    with a KeyboardInterrupt; what was yielded before is written.
    Raises CourseError for a missing lesson or release, an empty class, an unknown student, a course that
    is being graded already.
    """
    kind = options.sandbox if options.scheduler else choose(options.sandbox)
    with held(folder, options.gives_way) as url:
        instructor = load_lesson(folder, lesson, read_seed(folder, keep=not options.dry_run))
        chosen = chosen_students(folder, lesson, options.students)
        workers = _workers(LessonParcel.of(instructor, kind), options, len(chosen))
        workers.open()  # they get ready while the gradebook does
        try:
            with ExitStack() as opened:
                writer = None if options.dry_run else opened.enter_context(_writer(folder, lesson, url, instructor))
                former = opened.enter_context(GradebookReader(url, lesson))
                run = _ClassRun(folder, instructor, kind, former, writer, options.force)
                yield from progress(run.results(chosen, workers, stopped), len(chosen))
                if writer:
                    writer.renew_penalties()
        finally:
            workers.close()


def without_mark(folder: CourseFolder, lesson: str, students: Iterable[str], sandbox: str = AUTO) -> list[str]:
    """Those of these students whose hand-in, as it is now, grade_class would work on; nothing is held or written for it."""
    url = db_url(folder)
    with explained(url), GradebookReader(url, lesson) as former:
        instructor = load_lesson(folder, lesson, read_seed(folder))
        run = _ClassRun(folder, instructor, choose(sandbox), former)
        return [student for student in students if run.needs(student)]


def _writer(folder: CourseFolder, lesson: str, url: str, instructor: InstructorLesson) -> GradebookWriter:
    """The writer of a gradebook that has nbgrader's tables and the lesson in them."""
    make_sure(url)
    register(url, lesson, instructor.notebook)
    return GradebookWriter(url, lesson, course_config(folder))


def _workers(parcel: LessonParcel, options: GradeOptions, submissions: int) -> Cluster | Graders:
    if options.scheduler:
        return Cluster(options.scheduler, parcel)
    return Graders(parcel, enough(submissions, options.jobs))


class _ClassRun:
    """One run over a class: what is kept between a submission's reading and its writing."""

    def __init__(
        self,
        folder: CourseFolder,
        instructor: InstructorLesson,
        kind: str,
        former: GradebookReader,
        writer: GradebookWriter | None = None,
        force: bool = False,
    ) -> None:
        """writer: None in a trial run, which writes nothing."""
        self.folder, self.lesson, self.former, self.writer = folder, former.lesson, former, writer
        self.force = force
        self.lesson_hash = hash_of_lesson(instructor, kind)
        self.made_from = former.fingerprints()
        self.beside = FilesBeside(folder, self.lesson, instructor.limits)
        self.released, _ = files_beside(folder.source(self.lesson).parent, IGNORED)
        self.underway: dict[str, str] = {}
        self.set_aside: list[Result] = []

    def needs(self, student: str) -> bool:
        """Is there something to do: no mark of this very hand-in, or a hand-in at which it fails to look?"""
        if not is_student_id(student):
            return True
        try:
            return self._unchanged(student, fingerprint(self._handed(student), self.lesson_hash)) is None
        except Exception as error:
            trace_of(error)
            return True

    def results(
        self, students: Sequence[str], workers: Cluster | Graders, stopped: Callable[[], bool]
    ) -> Iterator[Result]:
        for name in students:
            if not is_student_id(name):
                yield Result(name.encode(errors="replace").decode(), Summary(NO_ID, (WHY_NO_ID,)), fresh=True)
        marks = work_through(workers, self._changed(filter(is_student_id, students)), stopped)
        while batch := _some(marks):
            yield from self._taken_over()
            yield from self._write([mark for mark in batch if not isinstance(mark, Left)])
            yield from [self._left(mark) for mark in batch if isinstance(mark, Left)]
        yield from self._taken_over()

    def _changed(self, students: Iterable[str]) -> Iterator[SubmittedFile]:
        """The files to grade; Results of those that nobody needs to work on are set aside."""
        for student in students:
            try:
                handed = self._handed(student)
                made_from = fingerprint(handed, self.lesson_hash)
                unchanged = self._unchanged(student, made_from)
            except Exception as error:
                unchanged = self._left(Left.after(student, error))
            if unchanged:
                self.set_aside.append(unchanged)
            else:
                self.underway[student] = made_from
                yield handed

    def _handed(self, student: str) -> SubmittedFile:
        """The student's hand-in, with the files beside its notebook."""
        handed, (files, notices) = hand_in(self.folder, student, self.lesson), self.beside.of(student)
        return replace(handed, files=files, notices=(*handed.notices, *notices))

    def _unchanged(self, student: str, made_from: str) -> Result | None:
        """The Result that stands as it is, or None where there is something to grade."""
        stored, words = self.made_from.get(student, (None, ""))
        stands = stored == made_from and not self.force and self._is_written(student)
        return Result(student, Summary.from_json(words), fresh=False) if stands else None

    def _is_written(self, student: str) -> bool:
        return self.folder.autograded(student, self.lesson).is_file()

    def _taken_over(self) -> Iterator[Result]:
        taken, self.set_aside = self.set_aside, []
        yield from taken

    def _left(self, mark: Left) -> Result:
        """The Result of a Left, which the next run grades again."""
        self.underway.pop(mark.student, None)
        if mark.trace:
            write_log(self.folder, self.lesson, mark.student, mark.trace)
        if self.writer and mark.student in self.made_from:
            self.writer.make_anew(mark.student)
        return Result(mark.student, Summary(mark.status, (mark.why,)), fresh=True, unfinished=True)

    def _write_notebook(self, mark: Entry) -> list[str]:
        try:
            return write_autograded(self.folder, self.lesson, mark.student, mark.notebook, self.released, IGNORED)
        except OSError as error:
            if error.errno not in MACHINE and os.access(self.folder.root / "autograded", os.W_OK):
                raise  # only this student's place
            raise CourseError(
                f"Không ghi được bài chấm của {mark.student}: {error}. "
                "Điểm đã ghi trước đó vẫn nguyên. Hãy xem lại quyền ghi và chỗ trống trên đĩa, rồi chạy lại lệnh này để chấm tiếp."
            ) from error

    def _write(self, marks: Sequence[Entry]) -> Iterator[Result]:
        before = self.former.scores([mark.student for mark in marks])
        entries: list[Entry] = []
        left: list[Left] = []
        for mark in marks:
            try:
                entries.append(self._complete(mark))
            except Exception as error:
                left.append(Left.after(mark.student, error))
        left += _write_entries(self.writer, entries) if self.writer and entries else []
        yield from map(self._left, left)
        lost = {one.student for one in left}
        for entry in entries:
            if entry.student not in lost:
                yield Result(entry.student, entry.summary, fresh=True, before=before.get(entry.student))

    def _complete(self, mark: Entry) -> Entry:
        """The worker's Entry with what only this process knows, and the graded work in its place."""
        made_from = self.underway.pop(mark.student)
        left_out = self._write_notebook(mark) if self.writer else []
        notices = (*mark.summary.notices, *_about_files(left_out))
        return replace(mark, summary=replace(mark.summary, notices=notices), fingerprint=made_from)


def _write_entries(writer: GradebookWriter, entries: Sequence[Entry]) -> list[Left]:
    """Write all together or, where one of them cannot be written, each alone; returns a Left for those that cannot."""
    try:
        writer.write(entries)
        return []
    except Exception as error:
        if len(entries) == 1:
            return [Left.after(entries[0].student, error)]
        trace_of(error)
    return [left for entry in entries for left in _write_entries(writer, [entry])]


def _about_files(left_out: Sequence[str]) -> list[str]:
    """What is said of files that were not copied, as a list of at most one sentence."""
    return [LEFT_OUT + listed(left_out)] if left_out else []


def _some(marks: Iterator[Entry | Left]) -> list[Entry | Left]:
    """The next marks, as many as are ready within a moment."""
    batch: list[Entry | Left] = []
    end = time.monotonic() + WRITTEN_AFTER
    for mark in marks:
        batch.append(mark)
        if len(batch) == WRITTEN_TOGETHER or time.monotonic() > end:
            break
    return batch
