"""What looking closer at wrong answers costs a class, measured in one run: with and without some who got every function slightly wrong."""

import os
import shutil
import statistics
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import nbformat
from rich.table import Table

from autograder.authoring.text import solutions
from autograder.bench.grading import seconds_of
from autograder.course_folder import CourseFolder
from autograder.demo.course import set_up
from autograder.exercises.written import answered, as_bytes, without_markers
from autograder.grading.whole_class import grade_class
from autograder.screen import console

LESSON = "bai06_hieu_chinh"  # the one whose functions call each other most
SHARE = 20  # one of so many has every function slightly wrong: 50 of 1,000
MOST = 1.5  # times as long
SLIGHTLY = """

right_{0} = {0}


def {0}(*args):
    return off_by_{0}(right_{0}(*args))


def off_by_{0}(value):
    if isinstance(value, (list, tuple)):
        return type(value)(map(off_by_{0}, value))
    return value * {1} if np.asarray(value).dtype.kind == "f" else value + 1
"""


def report(project: CourseFolder, submissions: int, rounds: int) -> None:
    """Print the table."""
    screen = console()
    wrong = max(1, submissions // SHARE)
    screen.print(
        f"{os.cpu_count()} nhân; {submissions} bài nộp của {LESSON}, {wrong} bài sai nhẹ ở mọi hàm; {rounds} lượt xen kẽ"
    )
    screen.print(_table([_round(project, submissions, wrong) for _ in range(rounds)]))


def _round(project: CourseFolder, submissions: int, wrong: int) -> tuple[float, ...]:
    """(seconds of a class of right answers, of the same class with some wrong ones)."""
    with tempfile.TemporaryDirectory() as scratch:
        folders = [_class_of(project, Path(scratch) / str(many), submissions, many) for many in (0, wrong)]
        return tuple(seconds_of(lambda folder=folder: list(grade_class(folder, LESSON))) for folder in folders)


def _class_of(project: CourseFolder, root: Path, many: int, wrong: int) -> CourseFolder:
    folder, _ = set_up(project, LESSON, root)
    shutil.rmtree(root / "submitted")
    release = nbformat.read(project.release(LESSON), as_version=4)
    right = solutions(nbformat.read(project.source(LESSON), as_version=4))
    for number in range(many):
        path = folder.submitted(f"sv{number:05d}", LESSON)
        path.parent.mkdir(parents=True)
        path.write_bytes(as_bytes(answered(release, _slightly_wrong(right, number) if number < wrong else right)))
    return folder


def _slightly_wrong(right: Mapping[str, str], number: int) -> dict[str, str]:
    """The solutions, each off by a share of its own."""
    return {
        name: without_markers(source) + SLIGHTLY.format(name, 1.01 + number / 10_000) for name, source in right.items()
    }


def _table(rounds: Sequence[tuple[float, ...]]) -> Table:
    table = Table(title="Nhìn kỹ bài sai", header_style="bold")
    for heading in ("Đo gì", "Trung vị", "Nhỏ nhất", "Lớn nhất", "Mức cần đạt"):
        table.add_column(heading)
    right, mixed = zip(*rounds)
    rows = [
        ("chấm lớp chỉ có bài đúng, giây", right, ""),
        ("chấm lớp có một phần hai mươi bài sai nhẹ ở mọi hàm, giây", mixed, ""),
        ("lâu hơn, lần", [with_wrong / alone for alone, with_wrong in rounds], f"≤ {MOST}"),
    ]
    for name, numbers, wanted in rows:
        table.add_row(name, *(f"{n:.2f}" for n in (statistics.median(numbers), min(numbers), max(numbers))), wanted)
    return table
