"""What the class report costs: a made-up gradebook of a large class after a whole term, then reported."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rich.table import Table

from autograder import exercises
from autograder.bench.made_up import large_term
from autograder.course_folder import ROOT, CourseFolder
from autograder.report import write_report
from autograder.screen import console

STUDENTS = 1000
WANTED = 10  # seconds at the most, on a quiet machine


def report(project: CourseFolder, rounds: int) -> None:
    """Print the table."""
    console().print(_table(project, rounds))


def _table(project: CourseFolder, rounds: int) -> Table:
    """The seconds of the report's command and of its pages, for a class of STUDENTS with every lesson."""
    with tempfile.TemporaryDirectory() as scratch:
        output, lessons = Path(scratch) / "reports", exercises.lesson_names()
        made: list[CourseFolder] = []
        table = Table(title=f"Báo cáo của {STUDENTS} sinh viên, {len(lessons)} bài, giây", header_style="bold")
        for heading in ("Đo gì", "Nhỏ nhất", "Lớn nhất", "Bộ xử lý", "Mức cần đạt"):
            table.add_column(heading)
        _add(table, "tạo sổ điểm giả ấy", lambda: made.append(large_term(project, Path(scratch) / "course", STUDENTS)))
        [folder] = made
        command = [sys.executable, "-m", "autograder", "report", "--output", str(output)]
        command += ["--course-dir", str(folder.root)]

        def whole(*more: str) -> object:
            return subprocess.run([*command, *more], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)

        _add(table, "`report`, cả khóa học, cả lệnh", whole, rounds, WANTED)
        _add(table, "`report --anonymous`, cả khóa học, cả lệnh", lambda: whole("--anonymous"), rounds, WANTED)
        _add(
            table,
            "trang cả khóa học, không kể lúc khởi động",
            lambda: write_report(folder, None, output),
            rounds,
            WANTED,
        )
        pages = f"{len(lessons)} trang của {len(lessons)} bài, không kể lúc khởi động"
        _add(table, pages, lambda: [write_report(folder, lesson, output) for lesson in lessons], rounds)
        return table


def _add(table: Table, name: str, run: Callable[[], object], rounds: int = 1, wanted: float | None = None) -> None:
    """One row: seconds of the clock, and of the processor in the quickest round, those of the commands it started included."""
    spent = [_seconds(run) for _ in range(rounds)]
    clock = [one for one, _ in spent]
    told = f"≤ {wanted:g}" if wanted else ""
    table.add_row(name, f"{min(clock):.2f}", f"{max(clock):.2f}", f"{min(spent)[1]:.2f}", told)


def _seconds(run: Callable[[], object]) -> tuple[float, float]:
    """(of the clock, of the processor)."""
    began, before = time.perf_counter(), os.times()
    run()
    after = os.times()
    return time.perf_counter() - began, sum(after[:4]) - sum(before[:4])
