"""All pairs as a CSV file, that Excel reads as UTF-8."""

import csv

from autograder.results.cells import safe_cell


def write_sheet(path, pairs):
    """One row a pair, by falling similarity: who, how alike in percent, words, rare lines, then each exercise."""
    names = list(pairs.answers.by_exercise)
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(["Sinh viên 1", "Sinh viên 2", "Giống (%)", "Số từ", "Dòng hiếm chung", *map(safe_cell, names)])
        for pair in pairs:
            alike = ["" if (found := pair.by_exercise.get(name)) is None else _percent(found) for name in names]
            sheet.writerow([*map(safe_cell, pair.students), _percent(pair.similarity), pair.words, pair.rare, *alike])


def _percent(share):
    return f"{100 * share:.1f}"
