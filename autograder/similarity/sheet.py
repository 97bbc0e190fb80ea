"""All pairs as a CSV file, that Excel reads as UTF-8."""

from pathlib import Path

from autograder.files.sheets import csv_of
from autograder.files.whole import write_whole
from autograder.similarity.pairs import Pairs


def write_sheet(path: Path, pairs: Pairs) -> None:
    """One row a pair, by falling similarity: who, how alike in percent, words, rare lines, then each exercise."""
    names = list(pairs.answers.by_exercise)
    rows: list[list[str | float | None]] = [
        ["Sinh viên 1", "Sinh viên 2", "Giống (%)", "Số từ", "Dòng hiếm chung", *names]
    ]
    for pair in pairs:
        alike = (pair.by_exercise.get(name) for name in names)
        found = [None if share is None else _percent(share) for share in alike]
        rows.append([*pair.students, _percent(pair.similarity), pair.words, pair.rare, *found])
    write_whole(path, csv_of(rows))


def _percent(share: float) -> float:
    return round(100 * float(share), 1)
