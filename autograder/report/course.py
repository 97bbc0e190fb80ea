"""What a report says of the whole course: its lessons side by side, and each student over all of them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from autograder import exercises
from autograder.exercises.kinds import KINDS
from autograder.gradebook.marks import LessonMarks, Results
from autograder.gradebook.statuses import NOT_HANDED_IN
from autograder.report import numbers
from autograder.report.lesson import LOW, NOTHING_TO_GRADE, LessonNumbers, mistakes_made, share, summaries
from course.arrays import Reals

LEFT_EMPTY = 2  # so many lessons without work are a reason to talk


@dataclass(frozen=True)
class KindCount:
    """A kind of mistakes in words: how many students made one in each lesson, in any, and in two lessons or more."""

    phrase: str
    in_lessons: tuple[int, ...]
    students: int
    again: int


@dataclass(frozen=True)
class CourseNumbers:
    """The course in numbers.

    lessons: a LessonNumbers each, in order. shares: {student: array (lessons,)} of shares of the points, NaN where nothing
    is graded. totals: {student: (points, share of all points marked so far)}. empty: {student: how many lessons
    without work}. concerns: {student: why to talk to them}, the lowest total first. kinds: a KindCount each, the one first
    that most students made again in another lesson.
    """

    lessons: tuple[LessonNumbers, ...]
    shares: dict[str, Reals]
    totals: dict[str, tuple[float, float]]
    empty: dict[str, int]
    concerns: dict[str, str]
    kinds: tuple[KindCount, ...]

    @classmethod
    def of(cls, results: Results) -> Self:
        """results: Results with summaries; lessons of which nobody has points are no part of the course yet."""
        given, students = [one for one in results.lessons if one.graded], results.people.all
        lessons = tuple(LessonNumbers.of(one, students) for one in given)
        shares = {
            student: np.array([share(one, student) if student in one.graded else np.nan for one in given])
            for student in students
        }
        totals = {student: _total(given, student) for student in students}
        empty = {student: sum(one.statuses[student] in NOTHING_TO_GRADE for one in lessons) for student in students}
        return cls(lessons, shares, totals, empty, _concerns(totals, empty), _kinds(given))

    @property
    def never(self) -> int:
        """How many students handed in nothing at all."""
        return sum(all(one.statuses[student] == NOT_HANDED_IN for one in self.lessons) for student in self.totals)


def _total(given: Collection[LessonMarks], student: str) -> tuple[float, float]:
    points = sum(one.of(student).points or 0.0 for one in given)
    reachable = sum(one.maximum - one.of(student).waiting for one in given)
    return points, points / reachable if reachable > 0 else 0.0


def _concerns(totals: Mapping[str, tuple[float, float]], empty: Mapping[str, int]) -> dict[str, str]:
    low = numbers.in_lowest_quarter({student: part for student, (_, part) in totals.items()})
    found: dict[str, str] = {}
    for student in totals:
        why = [f"bỏ trống {empty[student]} bài"] if empty[student] >= LEFT_EMPTY else []
        why += [LOW] if low[student] else []
        if why:
            found[student] = ", ".join(why)
    return found


def _kinds(given: Sequence[LessonMarks]) -> tuple[KindCount, ...]:
    """The kinds of the named mistakes of all lessons, the one that most students made again first."""
    made: defaultdict[str, set[tuple[int, str]]] = defaultdict(set)
    for place, one in enumerate(given):
        for student, kind in _kinds_made(one):
            made[kind].add((place, student))
    counts = [_count(KINDS[kind], found, len(given)) for kind, found in made.items()]
    return tuple(sorted(counts, key=lambda one: (-one.again, -one.students, one.phrase)))


def _kinds_made(given: LessonMarks) -> Iterator[tuple[str, str]]:
    """(student, kind) of every listed mistake that was named in a lesson; one of an instructor's own has none."""
    known = exercises.load(given.lesson).kinds if given.lesson in exercises.lesson_names() else {}
    for student, summary in summaries(given).items():
        for function, name, _ in mistakes_made(summary):
            if (function, name) in known:
                yield student, known[function, name]


def _count(phrase: str, made: Collection[tuple[int, str]], lessons: int) -> KindCount:
    """made: {(place of the lesson, student)}."""
    places, students = Counter(place for place, _ in made), Counter(student for _, student in made)
    again = sum(times > 1 for times in students.values())
    return KindCount(phrase, tuple(places[place] for place in range(lessons)), len(students), again)
