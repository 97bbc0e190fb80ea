"""Whom to ask how it goes, and why: rules that one can say in a sentence, each with the numbers behind it.

Every rule looks only at lessons that are over for the student, extension included: nobody is asked about what is not due
yet. Recent are the last RECENT of these. No rule knows more than the gradebook says.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from statistics import fmean
from typing import Self

import numpy as np

from autograder import exercises
from autograder.gradebook.marks import LessonMarks, Mark
from autograder.report import numbers
from autograder.report.kept import OwnKind
from autograder.report.lesson import NOTHING_TO_GRADE, share
from autograder.report.times import duration

RECENT = 3  # lessons
EMPTY_IN_A_ROW = 2  # lessons
FALLEN = 0.2  # of the points, more below the class's median than before
BEFORE = 2  # earlier lessons at the least that a fall is measured from
STOPPED = 2  # recent lessons left from some TODO on
LEFT_OPEN = 2  # TODOs at the end that make it a stop


@dataclass(frozen=True)
class Reason:
    """rule: what it is called. words: what was found, in a sentence with its numbers."""

    rule: str
    words: str


@dataclass(frozen=True, eq=False)
class LessonOfClass:
    """What a rule needs to know of a lesson. place: in the course. median: of the shares of all who have points.

    stopped: {TODO: how many stopped there}, see _stop_of.
    """

    place: int
    name: str
    given: LessonMarks
    median: float
    stopped: Mapping[str, int]

    @classmethod
    def of(cls, place: int, given: LessonMarks) -> Self:
        median = float(np.median([share(given, one) for one in given.graded]))
        return cls(place, exercises.number(given.lesson), given, median, Counter(map(_stop_of, given.graded.values())))


@dataclass(frozen=True)
class StudentOverLessons:
    """A student's lessons that are over, in order. own: the kinds of mistakes that they made."""

    student: str
    lessons: tuple[LessonOfClass, ...]
    own: tuple[OwnKind, ...]

    @property
    def recent(self) -> tuple[LessonOfClass, ...]:
        return self.lessons[-RECENT:]

    def mark(self, lesson: LessonOfClass) -> Mark:
        return lesson.given.of(self.student)

    def is_empty(self, lesson: LessonOfClass) -> bool:
        return self.mark(lesson).status in NOTHING_TO_GRADE

    def behind(self, lesson: LessonOfClass) -> float:
        """How far the share of the points lies above the class's median; negative below it."""
        return share(lesson.given, self.student) - lesson.median


def _empty(one: StudentOverLessons) -> str | None:
    """No work in the latest lessons, several in a row."""
    run = list(takewhile(one.is_empty, reversed(one.lessons)))
    if len(run) < EMPTY_IN_A_ROW:
        return None
    return f"{len(run)} bài liền đến nay chưa có bài làm ({_run(run[::-1])})"


def _fallen(one: StudentOverLessons) -> str | None:
    """Recent marks lie further below the class's median than earlier ones did."""
    done = [lesson for lesson in one.lessons if not one.is_empty(lesson) and one.student in lesson.given.graded]
    recent = [lesson for lesson in done if lesson in one.recent]
    earlier = [lesson for lesson in done if lesson not in one.recent]
    if len(recent) < RECENT or len(earlier) < BEFORE:
        return None
    now, then = fmean(map(one.behind, recent)), fmean(map(one.behind, earlier))
    if now - then > -FALLEN or now >= 0:
        return None
    shares = [f"{100 * fmean(share(lesson.given, one.student) for lesson in some):.0f} %" for some in (earlier, recent)]
    return (
        f"điểm giảm: {len(recent)} bài gần đây trung bình {shares[1]}, các bài trước {shares[0]}; "
        f"so với trung vị của lớp: trước {_points(then)}, nay {_points(now)} điểm phần trăm"
    )


def _kept(one: StudentOverLessons) -> str | None:
    """Kinds of mistakes made each of the last RECENT times that they were met, and lately."""
    places = {lesson.place: lesson for lesson in one.lessons}
    told = []
    for own in one.own:
        met = [place for place in own.met if place in places][-RECENT:]
        if len(met) == RECENT and set(met) <= set(own.made) and places[met[-1]] in one.recent:
            told.append(f"“{own.phrase}” ({_listed([places[place] for place in met])})")
    return f"mắc lại {RECENT} lần gặp liền: {', '.join(told)}" if told else None


def _late(one: StudentOverLessons) -> str | None:
    """Handed in late each time of late."""
    late = [one.mark(lesson).late for lesson in one.recent if lesson.given.due]
    if len(late) < RECENT or min(late) <= 0:
        return None
    return f"nộp muộn cả {RECENT} bài gần đây, lâu nhất {duration(max(late))}"


def _stopped(one: StudentOverLessons) -> str | None:
    """Several recent lessons without points from some TODO on."""
    told = []
    for lesson in one.recent:
        todo = _stop_of(one.mark(lesson))
        if todo:
            others = lesson.stopped[todo] - 1
            told.append(f"{lesson.name} từ {todo}" + (f" như {others} người khác" if others else ""))
    return f"dừng giữa chừng ở {len(told)} bài gần đây: {', '.join(told)}" if len(told) >= STOPPED else None


RULES: dict[str, Callable[[StudentOverLessons], str | None]] = {
    "Bỏ trống": _empty,
    "Điểm giảm": _fallen,
    "Lỗi mắc lại": _kept,
    "Nộp muộn": _late,
    "Dừng giữa chừng": _stopped,
}
LOW_MARKS = "Điểm thấp"
NAMES = (*RULES, LOW_MARKS)


def reasons(
    given: Sequence[LessonMarks],
    students: Iterable[str],
    shares: Mapping[str, float],
    own: Mapping[str, tuple[OwnKind, ...]],
    now: datetime,
) -> dict[str, tuple[Reason, ...]]:
    """{student: why to ask how it goes}, of whom there is a reason; who has more reasons first, then who has the lower share.

    given: the lessons in order, with summaries, somebody graded in each. shares: of the points of the lessons that are over,
    by student; none of whom no lesson is over. own: the kinds of mistakes of each. now: an aware datetime.
    """
    lessons = [LessonOfClass.of(place, one) for place, one in enumerate(given)]
    low = numbers.in_lowest_quarter(shares)
    found: dict[str, tuple[Reason, ...]] = {}
    for student in students:
        over = tuple(lesson for lesson in lessons if lesson.given.is_over(student, now))
        one = StudentOverLessons(student, over, own.get(student, ()))
        told = [Reason(rule, words) for rule, asks in RULES.items() if (words := asks(one))]
        if low.get(student) and not (
            told and all(map(one.is_empty, over))
        ):  # who is told to have left all empty need not hear more
            told.append(Reason(LOW_MARKS, f"điểm thấp: được {100 * shares[student]:.0f} % của các bài đã qua hạn"))
        if told:
            found[student] = tuple(told)
    return dict(sorted(found.items(), key=lambda pair: (-len(pair[1]), shares[pair[0]], pair[0])))


def _stop_of(mark: Mark) -> str:
    """The TODO from which on nothing is earned and no mistake has a name, where there is something before it; else ""."""
    if mark.summary is None or mark.status in NOTHING_TO_GRADE:
        return ""
    todos = mark.summary.todos
    left = list(takewhile(lambda todo: not todo.earned and not todo.mistake, reversed(todos)))
    return left[-1].todo if LEFT_OPEN <= len(left) < len(todos) else ""


def _listed(lessons: Iterable[LessonOfClass]) -> str:
    return ", ".join(lesson.name for lesson in lessons)


def _run(lessons: Sequence[LessonOfClass]) -> str:
    """Lessons that follow each other."""
    return _listed(lessons) if len(lessons) < 4 else f"{lessons[0].name} đến {lessons[-1].name}"


def _points(part: float) -> str:
    """A part of 1 in percentage points, with its sign."""
    return f"{100 * part:+.0f}".replace("-", "−")
