"""What a report says of the whole course: its lessons side by side, and each student over all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import compress
from typing import Self

import numpy as np

from autograder import exercises
from autograder.gradebook.marks import LessonMarks, Results
from autograder.gradebook.statuses import NOT_HANDED_IN
from autograder.report.kept import Kept
from autograder.report.lesson import NOTHING_TO_GRADE, LessonNumbers, share
from autograder.report.reasons import Reason, reasons
from course.arrays import Reals


@dataclass(frozen=True)
class CourseNumbers:
    """The course in numbers.

    lessons: a LessonNumbers each, in order. shares: {student: array (lessons,)} of shares of the points, NaN where nothing
    is graded. totals: {student: (points, share of all points marked so far in lessons that are over)}. empty: {student: how
    many lessons that are over are without work}. concerns: {student: Reasons to talk to them}, most reasons first. kept: which
    kinds of mistakes stay.
    """

    lessons: tuple[LessonNumbers, ...]
    shares: dict[str, Reals]
    totals: dict[str, tuple[float, float]]
    empty: dict[str, int]
    concerns: dict[str, tuple[Reason, ...]]
    kept: Kept

    @classmethod
    def of(cls, results: Results, now: datetime) -> Self:
        """results: Results with summaries; lessons of which nobody has points are no part of the course yet. now: an aware datetime."""
        given, students = [one for one in results.lessons if one.graded], results.people.all
        lessons = tuple(LessonNumbers.of(one, students, now) for one in given)
        over = {student: [one.is_over(student, now) for one in given] for student in students}
        shares = {
            student: np.array([share(one, student) if student in one.graded else np.nan for one in given])
            for student in students
        }
        totals = {student: _total(given, over[student], student) for student in students}
        empty = {
            student: sum(
                is_over and one.statuses[student] in NOTHING_TO_GRADE for one, is_over in zip(lessons, over[student])
            )
            for student in students
        }
        kept = Kept.of(given)
        parts = {student: part for student, (_, part) in totals.items() if any(over[student])}
        concerns = reasons(given, parts, parts, kept.of_students, now)
        return cls(lessons, shares, totals, empty, concerns, kept)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What the lessons are called in short."""
        return tuple(exercises.number(one.given.lesson) for one in self.lessons)

    @property
    def shares_by_lesson(self) -> list[Reals]:
        """The shares of each lesson, of whom it has a mark."""
        return [column[~np.isnan(column)] for column in np.array([*self.shares.values()]).T]

    @property
    def never(self) -> int:
        """How many students handed in nothing at all."""
        return sum(all(one.statuses[student] == NOT_HANDED_IN for one in self.lessons) for student in self.totals)


def _total(given: Sequence[LessonMarks], over: Sequence[bool], student: str) -> tuple[float, float]:
    """(points of all lessons, share of the points marked so far in those that are over)."""
    marks = [one.of(student) for one in given]
    points = [mark.points or 0.0 for mark in marks]
    reachable = [one.maximum - mark.waiting for one, mark in zip(given, marks)]
    of_over = sum(compress(reachable, over))
    return sum(points), sum(compress(points, over)) / of_over if of_over > 0 else 0.0
