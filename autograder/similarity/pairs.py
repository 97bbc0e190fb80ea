"""How alike the answers of every two students are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel, LCSseq
from rapidfuzz.process import cdist

from autograder.similarity.answers import Answer, Answers
from course.arrays import Reals

Spans = tuple[tuple[int, int], ...]  # (start, end) in a source
FEWEST_WORDS = 40  # that both wrote for the exercises both answered; below it a pair is not compared
RARE = 3  # a line that so many of a class wrote, at the most, is rare
RARE_CHARS = 8  # a shorter line is no sign of anything
RUN = 4  # matching words in a row, at least, that a page marks


@dataclass(frozen=True)
class Pair:
    """Two students. similarity: 0 to 1. by_exercise: {exercise: the same, of it alone}, of those both answered.

    words: how many both have in the exercises compared, on average. rare: lines word for word alike, names and
    comments too, that hardly anybody else has.
    """

    students: tuple[str, str]
    similarity: float
    words: int
    rare: int
    by_exercise: dict[str, float]


class Pairs:
    """All pairs of a class, by falling similarity.

    Two answers of n and m words with a longest common subsequence of k are 2k/(n + m) alike; over all exercises that
    both answered, the numerators and the denominators are added.
    """

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        count = len(answers.students)
        self.common = {name: _common(column) for name, column in answers.by_exercise.items()}
        self.sizes = {name: _sizes(column) for name, column in answers.by_exercise.items()}
        matching, size = np.zeros((count, count)), np.zeros((count, count))
        for name, common in self.common.items():
            matching, size = matching + common, size + self._size(name)
        self.size = size
        self.similarity = np.divide(2 * matching, size, out=np.zeros_like(matching), where=size > 0)
        one, other = np.triu_indices(count, 1)
        compared = size[one, other] >= 2 * FEWEST_WORDS
        one, other = one[compared], other[compared]
        self.rare = _rare(answers)
        rare = np.array([self.rare[place] for place in zip(one.tolist(), other.tolist())], dtype=int)
        order = np.lexsort((-rare, -self.similarity[one, other]))
        self.places = list(zip(one[order].tolist(), other[order].tolist()))

    def __len__(self) -> int:
        return len(self.places)

    def __iter__(self) -> Iterator[Pair]:
        return map(self._pair, self.places)

    def values(self) -> Reals:
        """The similarity of every pair, falling."""
        return np.array([self.similarity[place] for place in self.places])

    def fence(self) -> float:
        """From where on a pair stands out of this class: Tukey's fence, 1.5 interquartile ranges above the upper
        quartile (Tukey, 1977, Exploratory Data Analysis), never above 1.
        """
        lower, upper = np.quantile(self.values(), [0.25, 0.75])
        return float(min(upper + 1.5 * (upper - lower), 1.0))

    def _size(self, name: str) -> NDArray[np.int64]:
        """Words of both together, where both answered."""
        size = self.sizes[name]
        return np.where(np.minimum.outer(size, size) > 0, np.add.outer(size, size), 0)

    def _pair(self, place: tuple[int, int]) -> Pair:
        alike = {
            name: float(2 * common[place] / (self.sizes[name][place[0]] + self.sizes[name][place[1]]))
            for name, common in self.common.items()
            if all(self.sizes[name][one] for one in place)
        }
        one, other = (self.answers.students[number] for number in place)
        return Pair((one, other), float(self.similarity[place]), int(self.size[place]) // 2, self.rare[place], alike)


def _in_order(answer: Answer | None) -> list[tuple[str, tuple[int, int]]]:
    """(word, place) of an answer, its statements sorted, so that it does not matter in which order they stand."""
    ordered = sorted(answer.own, key=lambda one: one.words) if answer else []
    return [(word, place) for one in ordered for word, place in zip(one.words, one.places)]


def _words(answer: Answer | None) -> list[str]:
    return [word for word, _ in _in_order(answer)]


def _common(column: Sequence[Answer | None]) -> NDArray[np.int32]:
    """Lengths of the longest common subsequences of words, shape (students, students); 0 where one wrote nothing."""
    texts = [_words(answer) for answer in column]
    return cdist(texts, texts, scorer=LCSseq.similarity, dtype=np.int32)


def _sizes(column: Sequence[Answer | None]) -> NDArray[np.int64]:
    return np.array([len(_words(answer)) for answer in column])


def _rare(answers: Answers) -> Counter[tuple[int, int]]:
    """Counter of places (i, j), i < j: how many rare lines the two share."""
    found: Counter[tuple[int, int]] = Counter()
    for column in answers.by_exercise.values():
        writers: dict[str, list[int]] = {}
        for number, answer in enumerate(column):
            for line in answer.lines if answer else ():
                if len(line) >= RARE_CHARS:
                    writers.setdefault(line, []).append(number)
        for who in writers.values():
            if 2 <= len(who) <= RARE:
                found.update(combinations(who, 2))
    return found


def matching(one: Answer, other: Answer) -> tuple[Spans, Spans]:
    """((start, end), …) in the source of each of two Answers: the words that match, in runs long enough to mean something."""
    mine, theirs = _in_order(one), _in_order(other)
    blocks = [
        block
        for block in Indel.opcodes([word for word, _ in mine], [word for word, _ in theirs])
        if block.tag == "equal" and block.src_end - block.src_start >= RUN
    ]
    return (
        tuple(place for block in blocks for _, place in mine[block.src_start : block.src_end]),
        tuple(place for block in blocks for _, place in theirs[block.dest_start : block.dest_end]),
    )
