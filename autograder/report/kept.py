"""Which kinds of mistakes stay from lesson to lesson: counted for the class, told for a student.

A student *meets* a kind in a lesson with an exercise that can have it, of which the marks tell something: points in it, or
a mistake of a kind. They *made* it where a named mistake is of that kind, and made it *again* where they had made it in an
earlier lesson. So what nobody could have made counts for nobody, and an exercise left empty, or that no cell runs of, is
no progress.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from autograder import exercises
from autograder.gradebook.marks import LessonMarks
from autograder.gradebook.summary import Summary
from autograder.report.kinds_of_names import is_everywhere, kinds_of, phrase
from autograder.report.lesson import mistakes_made, summaries
from course.arrays import Flags

Share = tuple[int, int]  # (how many, of how many)


@dataclass(frozen=True)
class KindNumbers:
    """A kind of mistakes in the class.

    made, met: students, by lesson; 0 met where the lesson cannot have it. students: who made it in any lesson. again: who made it
    in two lessons or more, of those who made it and met it in a later one. after_making, after_not_making: who made it at a meeting,
    of those who had made it at the meeting before, and of those who had not. carried: {(place of a lesson, place of the
    next meeting): students who made it in both}.
    """

    kind: str
    made: tuple[int, ...]
    met: tuple[int, ...]
    students: int
    again: Share
    after_making: Share
    after_not_making: Share
    carried: Mapping[tuple[int, int], int]

    @property
    def phrase(self) -> str:
        return phrase(self.kind)


@dataclass(frozen=True)
class OwnKind:
    """A kind of mistakes of one student: the places of the lessons in which they made it, and in which they met it."""

    kind: str
    made: tuple[int, ...]
    met: tuple[int, ...]

    @property
    def phrase(self) -> str:
        return phrase(self.kind)


@dataclass(frozen=True)
class Kept:
    """The kinds that somebody made: of the class, those first that most made again, and of each student who made any."""

    kinds: tuple[KindNumbers, ...]
    of_students: dict[str, tuple[OwnKind, ...]]

    @classmethod
    def of(cls, given: Sequence[LessonMarks]) -> Self:
        """given: the lessons in order, with summaries."""
        told = [summaries(one) for one in given]
        made = [{student: _made(summary) for student, summary in those.items()} for those in told]
        kinds = sorted({kind for those in made for found in those.values() for kind in found})
        students = sorted({student for those in told for student in those})
        field = _Field(kinds, students, len(given))
        for place, (lesson, those, found) in enumerate(zip(given, told, made)):
            field.fill(place, _possible(lesson.lesson, kinds, found.values()), those, found)
        counted = sorted(
            map(field.numbers, range(len(kinds))), key=lambda one: (-one.again[0], -one.students, one.phrase)
        )
        return cls(tuple(counted), field.by_student())


class _Field:
    """Who made and who met which kind where: two arrays of bool, (kinds, students, lessons)."""

    def __init__(self, kinds: Sequence[str], students: Sequence[str], lessons: int) -> None:
        self.kinds, self.students = kinds, students
        self.rows = {student: row for row, student in enumerate(students)}
        self.made: Flags = np.zeros((len(kinds), len(students), lessons), dtype=bool)
        self.met: Flags = np.zeros_like(self.made)

    def fill(
        self,
        place: int,
        possible: Mapping[str, Collection[str]],
        told: Mapping[str, Summary],
        made: Mapping[str, Mapping[str, set[str]]],
    ) -> None:
        """One lesson. possible: {function: kinds}. made: {student: {kind: functions}}."""
        columns = {function: column for column, function in enumerate(possible)}
        can = np.array([[kind in possible[function] for function in columns] for kind in self.kinds], dtype=int)
        worked = np.zeros((len(columns), len(self.students)), dtype=int)
        for student, summary in told.items():
            for todo in summary.todos:
                if todo.function in columns and (todo.earned > 0 or kinds_of(todo.mistake)):
                    worked[columns[todo.function], self.rows[student]] = 1
        if columns and self.kinds:
            self.met[:, :, place] = can @ worked > 0
        where = {kind: row for row, kind in enumerate(self.kinds)}
        for student, found in made.items():
            for kind in found:
                self.made[where[kind], self.rows[student], place] = True
        self.met[:, :, place] |= self.made[:, :, place]

    def numbers(self, row: int) -> KindNumbers:
        made, met = self.made[row], self.met[row]
        times, first = made.sum(axis=1), made.argmax(axis=1)
        later = met & (np.arange(met.shape[1]) > first[:, None]) & made.any(axis=1)[:, None]
        again = int((times > 1).sum()), int(later.any(axis=1).sum())
        after_making, after_not_making, carried = _meetings(made, met)
        by_lesson = tuple(map(int, made.sum(axis=0))), tuple(map(int, met.sum(axis=0)))
        return KindNumbers(
            self.kinds[row], *by_lesson, int((times > 0).sum()), again, after_making, after_not_making, carried
        )

    def by_student(self) -> dict[str, tuple[OwnKind, ...]]:
        """Of each student, the kind first that they made in most lessons, then the one that they made last."""
        found: defaultdict[str, list[OwnKind]] = defaultdict(list)
        for row, column in np.argwhere(self.made.any(axis=2)):
            places = np.flatnonzero(self.made[row, column]), np.flatnonzero(self.met[row, column])
            found[self.students[column]].append(OwnKind(self.kinds[row], *(tuple(map(int, one)) for one in places)))
        return {
            student: tuple(sorted(own, key=lambda one: (-len(one.made), -one.made[-1], one.phrase)))
            for student, own in sorted(found.items())
        }


def _meetings(made: Flags, met: Flags) -> tuple[Share, Share, dict[tuple[int, int], int]]:
    """(after making, after not making, carried) of KindNumbers. made, met: (students, lessons) of one kind."""
    before = np.full(len(met), -1)  # the place of each student's meeting before
    had = np.zeros(len(met), dtype=bool)  # and did he make it there?
    counts = np.zeros((2, 2), dtype=int)
    carried: dict[tuple[int, int], int] = {}
    for place in range(met.shape[1]):
        now, does = met[:, place] & (before >= 0), made[:, place]
        for row, group in enumerate((now & had, now & ~had)):
            counts[row] += int((group & does).sum()), int(group.sum())
        came, many = np.unique(before[now & had & does], return_counts=True)
        carried |= {(int(one), place): int(count) for one, count in zip(came, many)}
        before[met[:, place]], had[met[:, place]] = place, does[met[:, place]]
    (made_again, of_makers), (made_new, of_others) = counts.tolist()
    return (made_again, of_makers), (made_new, of_others), carried


def _made(summary: Summary) -> dict[str, set[str]]:
    """{kind: the functions in which one submission made it}."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for function, name, _ in mistakes_made(summary):
        for kind in kinds_of(name):
            found[kind].add(function)
    return found


def _possible(lesson: str, kinds: Collection[str], made: Collection[Mapping[str, set[str]]]) -> dict[str, set[str]]:
    """{function: which of these kinds it can have}: by its list of mistakes, or since somebody made one.

    made: what each submission made.
    """
    can: defaultdict[str, set[str]] = defaultdict(set)
    if lesson in exercises.lesson_names():
        loaded = exercises.load(lesson)
        everywhere = set(filter(is_everywhere, kinds))
        can |= {one.function: set(everywhere) for one in loaded.exercises}
        for (function, _), kind in loaded.kinds.items():
            can[function].add(kind)
    for found in made:
        for kind, functions in found.items():
            for function in functions:
                can[function].add(kind)
    return can
