"""Grade what arrives as it arrives: one hand-in at a time, and nothing is kept but what grading itself keeps.

Killed at any moment, the next run finds in the gradebook what is graded and in submitted/ what is not.
"""

import gc
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice

from autograder.collecting.landing import Outcome
from autograder.course_folder import CourseFolder
from autograder.feedback.class_pages import Written, write_pages
from autograder.gradebook.busy import Busy
from autograder.gradebook.deadlines import deadlines
from autograder.grading.whole_class import GradeOptions, Result, grade_class, without_mark
from autograder.intake.submitted import NotThere, timestamp_of
from autograder.sandbox import AUTO
from autograder.watching.arrivals import Arrivals
from autograder.watching.exchange import Exchange, exchange_of
from autograder.watching.stillness import Shape

TOGETHER = 4  # hand-ins for which the gradebook is held once: whoever wants it meanwhile waits for these
BREATH = 1.0  # seconds between, so that they get it
LISTEN = 0.2  # how soon Ctrl-C is heard
LAST_LOOKS = 10  # after the end, at what still comes


@dataclass(frozen=True)
class Graded:
    """A hand-in that was graded. page: what became of its feedback page, where one was to be written."""

    result: Result
    page: Written | None = None


@dataclass(frozen=True)
class Waiting:
    """Somebody else has the gradebook: told once, when it begins. why: who, in a sentence."""

    why: str


@dataclass(frozen=True)
class Ended:
    """The end has come. until: when that was. late: who handed in after it. coming: whose hand-in did not come whole. unfinished: who was not graded to the end."""

    until: datetime
    late: tuple[str, ...]
    coming: tuple[str, ...]
    unfinished: tuple[str, ...]


Event = Graded | Outcome | Waiting | Ended
Students = Generator[Event, None, list[str]]  # what happens, and at the end the students who are to come again


@dataclass(frozen=True)
class WatchOptions:
    """How to watch. every: seconds between two looks. until: the end (UTC), else that of the lesson's dates, if it has any.

    exchange: collect from nbgrader's exchange first. feedback: write the page of each that is graded. sandbox: see choose.
    """

    every: float = 10.0
    until: datetime | None = None
    exchange: bool = False
    feedback: bool = False
    sandbox: str = AUTO


def watch(
    folder: CourseFolder,
    lesson: str,
    options: WatchOptions = WatchOptions(),
    stopped: Callable[[], bool] = lambda: False,
) -> Iterator[Event]:
    """Grade the hand-ins of a lesson as they arrive; yields what happens, an Ended as the last.

    stopped: asked now and then whether to end with a KeyboardInterrupt; what was yielded before is written.
    Raises CourseError for a missing lesson or exchange, and for what a person must mend before anything can be graded.
    """
    folder.demand_lesson(lesson)
    yield from _Watch(folder, lesson, options, stopped).events()


def end_of(folder: CourseFolder, lesson: str) -> datetime | None:
    """When the last student's time is over, extensions counted (UTC), or None where no date is set."""
    due, extensions = deadlines(folder, lesson)
    return due and due + max((*extensions.values(), timedelta(0)))


class _Watch:
    """One run: what was seen so far, and what is still to be done.

    pages: who is to get a page, with the Result that is told then; None for one of an earlier run.
    """

    def __init__(self, folder: CourseFolder, lesson: str, options: WatchOptions, stopped: Callable[[], bool]) -> None:
        self.folder, self.lesson, self.options, self.stopped = folder, lesson, options, stopped
        self.arrivals = Arrivals(folder, lesson, options.every)
        self.exchange: Exchange | None = exchange_of(folder, lesson, options.every) if options.exchange else None
        self.pages: dict[str, Result | None] = dict.fromkeys(self._without_page() if options.feedback else ())
        self.unfinished: set[str] = set()

    def events(self) -> Iterator[Event]:
        end, waits, looks = self.options.until, False, 0
        while True:
            try:
                end = self.options.until or end_of(self.folder, self.lesson)  # somebody may be given an extension
                is_over = end is not None and datetime.now(UTC) >= end
                coming = yield from self._look(end)
                waits = False
            except Busy as why:
                if not waits:
                    yield Waiting(why.what)
                waits = True
            else:
                looks += is_over
                if end and is_over and (not coming or looks > LAST_LOOKS):
                    yield Ended(end, tuple(self._late(end)), tuple(coming), tuple(sorted(self.unfinished)))
                    return
            self._wait(self.options.every)

    def _look(self, end: datetime | None) -> Students:
        """Collect, grade and show what is there whole; returns the students whose hand-in is still on its way."""
        yield from self._write_pages()
        coming = (yield from self._collect(end)) if self.exchange else []
        whole, unwhole = self.arrivals.look(time.monotonic())
        again = yield from self._grade(
            {student: whole[student] for student in whole if not self._is_late(student, end)}
        )
        return [*coming, *unwhole, *again]

    def _collect(self, end: datetime | None) -> Students:
        assert self.exchange is not None
        yield from self.exchange.refused()
        sent, coming = self.exchange.look(time.monotonic(), end and end.replace(tzinfo=None))
        if sent:
            yield from self.exchange.collected(sent)
        return coming

    def _grade(self, whole: Mapping[str, Shape]) -> Students:
        needed = list(whole)
        if len(needed) > TOGETHER:  # as when a run begins: most are graded already
            needed = without_mark(self.folder, self.lesson, needed, self.options.sandbox)
        for student in whole.keys() - set(needed):
            self.arrivals.done(student, whole[student], unfinished=False)
        again: list[str] = []
        students = iter(needed)
        while some := list(islice(students, TOGETHER)):
            try:
                yield from self._grade_some(some)
            except NotThere:  # somebody collects: the next look sees what came instead
                again += some
                continue
            for student in some:
                self.arrivals.done(student, whole[student], student in self.unfinished)
                again += [] if self.arrivals.graded.get(student) == whole[student] else [student]
            yield from self._write_pages()
            gc.unfreeze()  # workers were forked for these alone, and a run lasts for days
            self._wait(BREATH)
        return again

    def _grade_some(self, students: list[str]) -> Iterator[Event]:
        options = GradeOptions(tuple(students), jobs=1, sandbox=self.options.sandbox, gives_way=True)
        for result in grade_class(self.folder, self.lesson, options, stopped=self.stopped):
            (self.unfinished.add if result.unfinished else self.unfinished.discard)(result.student)
            if not result.fresh:
                continue
            if self.options.feedback and self.folder.autograded(result.student, self.lesson).is_file():
                self.pages[result.student] = result
            else:
                yield Graded(result)

    def _write_pages(self) -> Iterator[Event]:
        """Write the pages that are due; they stay due while somebody else has the gradebook."""
        if not self.pages:
            return
        for page in write_pages(
            self.folder, self.lesson, list(self.pages), jobs=1, stopped=self.stopped, gives_way=True
        ):
            if result := self.pages.pop(page.student):
                yield Graded(result, page)

    def _without_page(self) -> list[str]:
        """The students whose graded work is newer than their page: a run ended between the two."""
        graded = self.folder.graded(self.lesson)
        return [student for student in graded if not self._has_page(student)]

    def _has_page(self, student: str) -> bool:
        work, page = self.folder.autograded(student, self.lesson), self.folder.feedback(student, self.lesson)
        return page.is_file() and page.stat().st_mtime >= work.stat().st_mtime

    def _is_late(self, student: str, end: datetime | None) -> bool:
        """Was it handed in after the end? What says no time counts as handed in now."""
        handed_in, _ = timestamp_of(self.folder, student, self.lesson)
        return end is not None and handed_in is not None and handed_in.replace(tzinfo=UTC) > end

    def _late(self, end: datetime) -> list[str]:
        """The students who handed in after the end, and whose work nobody has graded meanwhile."""
        late = [student for student in self.folder.students(self.lesson) if self._is_late(student, end)]
        late = without_mark(self.folder, self.lesson, late, self.options.sandbox) if late else []
        return sorted({*late, *(self.exchange.later(end.replace(tzinfo=None)) if self.exchange else ())})

    def _wait(self, seconds: float) -> None:
        ends = time.monotonic() + seconds
        while (left := ends - time.monotonic()) > 0:
            if self.stopped():
                raise KeyboardInterrupt
            time.sleep(min(LISTEN, left))
