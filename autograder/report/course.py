"""What a report says of the whole course: its lessons side by side, and each student over all of them."""

from dataclasses import dataclass

import numpy as np

from autograder.report import numbers
from autograder.report.lesson import LOW, NOT_HANDED_IN, NOTHING_TO_GRADE, LessonNumbers, share

LEFT_EMPTY = 2  # so many lessons without work are a reason to talk


@dataclass(frozen=True)
class CourseNumbers:
    """The course in numbers.

    lessons: a LessonNumbers each, in order. shares: {student: array (lessons,)} of shares of the points, NaN where nothing
    was handed in. totals: {student: (points, share of all points marked so far)}. empty: {student: how many lessons
    without work}. concerns: {student: why to talk to them}, the lowest total first.
    """

    lessons: tuple[LessonNumbers, ...]
    shares: dict[str, np.ndarray]
    totals: dict[str, tuple[float, float]]
    empty: dict[str, int]
    concerns: dict[str, str]

    @classmethod
    def of(cls, rows):
        """rows: a ClassRows."""
        lessons = tuple(LessonNumbers.of(lesson, rows.students) for lesson in rows.lessons)
        shares = {
            student: np.array([share(one, student) if student in one.marks else np.nan for one in rows.lessons])
            for student in rows.students
        }
        totals = {student: _total(rows.lessons, student) for student in rows.students}
        empty = {student: sum(one.statuses[student] in NOTHING_TO_GRADE for one in lessons) for student in rows.students}
        return cls(lessons, shares, totals, empty, _concerns(totals, empty))

    @property
    def never(self):
        """How many students handed in nothing at all."""
        return sum(all(one.statuses[student] == NOT_HANDED_IN for one in self.lessons) for student in self.totals)


def _total(lessons, student):
    marks = [(one.max_score, one.marks.get(student)) for one in lessons]
    points = sum(mark.score for _, mark in marks if mark)
    reachable = sum(most - (mark.waiting if mark else 0.0) for most, mark in marks)
    return points, points / reachable if reachable > 0 else 0.0


def _concerns(totals, empty):
    low = numbers.in_lowest_quarter({student: part for student, (_, part) in totals.items()})
    found = {}
    for student in totals:
        why = [f"bỏ trống {empty[student]} bài"] if empty[student] >= LEFT_EMPTY else []
        why += [LOW] if low[student] else []
        if why:
            found[student] = ", ".join(why)
    return found
