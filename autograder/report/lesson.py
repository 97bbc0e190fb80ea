"""What a report says of one lesson: from a lesson's marks to numbers, still without words for a reader."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Self

import numpy as np

from autograder.gradebook.marks import LessonMarks, Mark
from autograder.gradebook.statuses import BLANK, NOT_HANDED_IN, STATUS_WORDS
from autograder.gradebook.summary import Example, Ranked, Summary
from autograder.report import numbers
from course.arrays import Reals

LOW = "điểm thấp"
NOTHING_TO_GRADE = {NOT_HANDED_IN, BLANK, *STATUS_WORDS.values()}
Asked = tuple[str, str, float]  # a TODO, its function, its points


@dataclass(frozen=True)
class Item:
    """A TODO. solved: share of students. discrimination: see numbers.discriminations. mistake: the most common, or ""."""

    todo: str
    function: str
    points: float
    solved: float
    discrimination: float | None
    mistake: str


@dataclass(frozen=True)
class MistakeCount:
    """A named mistake: in which function, which TODOs it cost (in their order), how many students made it, and the shortest example of it, or None."""

    name: str
    function: str
    todos: tuple[str, ...]
    count: int
    example: Example | None


@dataclass(frozen=True)
class LessonNumbers:
    """A lesson in numbers.

    given: the LessonMarks. statuses: {student: word} of the whole class. spread: of the marks of whose work is graded.
    points: array (students, items) of those who wrote something, the best first (their order tells nothing else). items: a tuple of Item.
    left_out: how many were graded with other TODOs, and so are in no item. concerns: {student: why to talk to them}, nobody whose deadline has
    not passed.
    """

    given: LessonMarks
    statuses: dict[str, str]
    spread: numbers.Spread
    points: Reals
    items: tuple[Item, ...]
    alpha: float | None
    left_out: int
    mistakes: tuple[MistakeCount, ...]
    concerns: dict[str, str]

    @classmethod
    def of(cls, given: LessonMarks, students: Iterable[str], now: datetime) -> Self:
        """given: a LessonMarks with summaries, somebody graded. students: ids of the whole class. now: an aware datetime."""
        statuses = {student: given.of(student).status for student in students}
        told = [*summaries(given).values()]
        asked, same = _same_todos(told)
        points = _points(same, len(asked))
        mistakes = _mistakes(told)
        items = _items(asked, points, mistakes)
        spread = numbers.Spread.of(points_of(given))
        alpha = numbers.cronbach_alpha(points)
        return cls(
            given,
            statuses,
            spread,
            points,
            items,
            alpha,
            len(told) - len(same),
            mistakes,
            _concerns(given, statuses, now),
        )

    @property
    def handed_in(self) -> int:
        return len(self.given.marks)

    @property
    def late(self) -> dict[str, Mark]:
        """{student: Mark} of who handed in late."""
        return {student: mark for student, mark in self.given.graded.items() if mark.late > 0}

    @property
    def waiting(self) -> int:
        """How many graded submissions a person has yet to look at."""
        return sum(mark.waiting > 0 for mark in self.given.graded.values())

    @property
    def ranking(self) -> list[Ranked]:
        """What was measured of the answers that can be ranked, the best first; it tells no names."""
        found = (one for summary in summaries(self.given).values() for one in summary.ranked)
        return sorted(found, key=lambda one: (one.function, one.ratio, one.size, one.chosen))

    @property
    def hardest(self) -> Item | None:
        """The Item that fewest students solved, or None."""
        return min(self.items, key=lambda item: item.solved, default=None)


def points_of(given: LessonMarks) -> list[float]:
    """The points of everybody who has some."""
    return [mark.points for mark in given.graded.values() if mark.points is not None]


def share(given: LessonMarks, student: str) -> float:
    """Which share of the points marked so far a student has (0 where nothing is handed in or can be earned)."""
    mark = given.of(student)
    reachable = given.maximum - mark.waiting
    return (mark.points or 0.0) / reachable if reachable > 0 else 0.0


def summaries(given: LessonMarks) -> dict[str, Summary]:
    """{student: summary} of whose work says something of its TODOs."""
    return {
        student: mark.summary
        for student, mark in given.graded.items()
        if mark.summary and mark.status not in NOTHING_TO_GRADE
    }


def mistakes_made(summary: Summary) -> list[tuple[str, str, str]]:
    """[(function, name of the mistake, TODO that it cost)] of one submission; of two mistakes in one answer each counts."""
    both = {exercise.function: exercise.mistakes for exercise in summary.exercises}
    wrong = [todo for todo in summary.todos if todo.mistake]
    return [(todo.function, name, todo.todo) for todo in wrong for name in both.get(todo.function) or [todo.mistake]]


def _same_todos(summaries: Sequence[Summary]) -> tuple[tuple[Asked, ...], list[Summary]]:
    """(the (todo, function, points) that most were graded by, those summaries)."""
    asked = [tuple((todo.todo, todo.function, todo.points) for todo in one.todos) for one in summaries]
    if not asked:
        return (), []
    [(usual, _)] = Counter(asked).most_common(1)
    return usual, [one for one, its in zip(summaries, asked) if its == usual]


def _points(summaries: Sequence[Summary], items: int) -> Reals:
    points = np.array([[todo.earned for todo in one.todos] for one in summaries], dtype=float).reshape(
        len(summaries), items
    )
    return points[np.lexsort([*-points.T[::-1], -points.sum(axis=1)])]


def _items(asked: Sequence[Asked], points: Reals, mistakes: Sequence[MistakeCount]) -> tuple[Item, ...]:
    if not len(points):
        return ()
    solved = numbers.solved_share(points, [most for _, _, most in asked])
    usual = {todo: mistake.name for mistake in reversed(mistakes) for todo in mistake.todos}
    found = zip(asked, solved, numbers.discriminations(points))
    return tuple(Item(*one, float(part), goes_with, usual.get(one[0], "")) for one, part, goes_with in found)


def _mistakes(summaries: Iterable[Summary]) -> tuple[MistakeCount, ...]:
    """The named mistakes, the most common first; two in one answer have no example."""
    counts: Counter[tuple[str, str]] = Counter()
    todos: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    examples: defaultdict[tuple[str, str], list[Example]] = defaultdict(list)
    places: dict[str, int] = {}
    for summary in summaries:
        places |= {todo.todo: place for place, todo in enumerate(summary.todos)}
        made = mistakes_made(summary)
        counts.update(dict.fromkeys((function, name) for function, name, _ in made).keys())
        for function, name, todo in made:
            todos[function, name].add(todo)
        for exercise in summary.exercises:
            if exercise.example:
                examples[exercise.function, exercise.mistake].append(exercise.example)
    return tuple(
        MistakeCount(
            name,
            function,
            tuple(sorted(todos[function, name], key=lambda todo: places[todo])),
            count,
            min(examples[function, name], key=attrgetter("length"), default=None),
        )
        for (function, name), count in counts.most_common()
    )


def _concerns(given: LessonMarks, statuses: Mapping[str, str], now: datetime) -> dict[str, str]:
    low = numbers.in_lowest_quarter({student: share(given, student) for student in given.graded})
    concerns = {student: word for student, word in statuses.items() if word in NOTHING_TO_GRADE}
    concerns |= {student: LOW for student in low if low[student] and student not in concerns}
    return {student: why for student, why in concerns.items() if given.is_over(student, now)}
