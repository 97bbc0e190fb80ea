"""What feedback pages cost, measured in one run: ours beside stock nbgrader's, of the same class."""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.table import Table

from autograder.bench.grading import class_of, run_nbgrader, seconds_of
from autograder.course_folder import ROOT, CourseFolder
from autograder.feedback.class_pages import write_pages
from autograder.grading.whole_class import grade_class
from autograder.screen import console

LEAST = 50  # pages per second


def report(project: CourseFolder, lesson: str, pages: int, few: int, rounds: int) -> None:
    """Print the table. pages: of the class that we write; few: of it, those that nbgrader writes, for it is slow."""
    screen = console()
    screen.print(f"{os.cpu_count()} nhân; {pages} trang phản hồi của {lesson}; {rounds} lượt xen kẽ")
    with tempfile.TemporaryDirectory() as scratch:
        ours = class_of(project, lesson, Path(scratch) / "ours", pages)
        list(grade_class(ours, lesson))
        one, some = (_part_of(ours, lesson, Path(scratch) / str(many), many) for many in (1, 1 + few))
        screen.print(_table([_round(ours, one, some, lesson, pages, few) for _ in range(rounds)]))


def _part_of(whole: CourseFolder, lesson: str, root: Path, many: int) -> CourseFolder:
    """The same course folder, in which only so many submissions have been graded, for nbgrader as it comes."""
    shutil.copytree(whole.root, root, ignore=shutil.ignore_patterns("submitted", "feedback"))
    folder = CourseFolder(root)
    for student in folder.graded(lesson)[many:]:
        shutil.rmtree(root / "autograded" / student)
    folder.config.unlink()
    return folder


def _round(
    ours: CourseFolder, one: CourseFolder, some: CourseFolder, lesson: str, pages: int, few: int
) -> tuple[float, float, float]:
    """(pages a second of our command from start to end, of its work alone, of one more page by stock nbgrader)."""
    command = seconds_of(_run_ours, ours, lesson)
    work = seconds_of(lambda: list(write_pages(ours, lesson)))
    short, long = (seconds_of(run_nbgrader, folder, "generate_feedback", lesson, "--force") for folder in (one, some))
    return pages / command, pages / work, few / (long - short)


def _run_ours(folder: CourseFolder, lesson: str) -> None:
    command = [sys.executable, "-m", "autograder", "feedback", lesson, "--course-dir", str(folder.root)]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def _table(rounds: Sequence[tuple[float, float, float]]) -> Table:
    table = Table(title="Viết trang phản hồi", header_style="bold")
    for heading in ("Đo gì", "Trung vị", "Nhỏ nhất", "Lớn nhất", "Mức cần đạt"):
        table.add_column(heading)
    command, work, stock = zip(*rounds)
    rows = [
        ("`autograder feedback`, không kể lúc khởi động, trang mỗi giây", work, f"≥ {LEAST}"),
        ("`autograder feedback`, cả lệnh, trang mỗi giây", command, ""),
        ("`nbgrader generate_feedback` gốc, không kể lúc khởi động, trang mỗi giây", stock, ""),
        ("nhanh hơn nbgrader gốc, lần", [ours / theirs for ours, theirs in zip(work, stock)], ""),
    ]
    for name, numbers, wanted in rows:
        table.add_row(name, *(f"{n:.1f}" for n in (statistics.median(numbers), min(numbers), max(numbers))), wanted)
    return table
