"""What grading costs: ours beside stock nbgrader on the same submissions, in one run, several times."""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat

from autograder import exercises
from autograder.build.text import solutions
from autograder.course_folder import ROOT
from autograder.demo.course import set_up
from autograder.exercises.freeze import run_version
from autograder.grading.school_class import Wishes, grade_class
from autograder.tables import console
from course import Lesson


def report(project, lesson, submissions, rounds):
    """Print the figures: seconds per submission of both graders, the ratio, the check, the import."""
    screen = console()
    pairs = [_pair(project, lesson, submissions) for _ in range(rounds)]
    ours, stock = zip(*pairs)
    ratios = [theirs / mine for mine, theirs in pairs]
    screen.print(f"{submissions} bài nộp mỗi lượt, {rounds} lượt xen kẽ, {os.cpu_count()} nhân")
    screen.print(f"`autograder grade`:   {_spread(ours)} giây mỗi bài")
    screen.print(f"`nbgrader autograde`: {_spread(stock)} giây mỗi bài (nbgrader gốc)")
    screen.print(f"nhanh hơn:            {_spread(ratios)} lần")
    check = _check_seconds(project, lesson)
    screen.print(f"bai.check(...):       {_spread([1000 * s for s in check])} phần nghìn giây mỗi hàm")
    screen.print(f"import course:        {_spread(_import_seconds(rounds))} giây")


def _spread(numbers):
    return f"{statistics.median(numbers):.3f} (từ {min(numbers):.3f} đến {max(numbers):.3f})"


def _pair(project, lesson, submissions):
    """(our seconds, stock seconds) per submission, on the same files, one after the other."""
    with tempfile.TemporaryDirectory() as scratch:
        folder, people = set_up(project, lesson, Path(scratch) / "course")
        chosen = [person.student for person in people[:submissions]]
        start = time.perf_counter()
        list(grade_class(folder, lesson, Wishes(tuple(chosen))))
        ours = (time.perf_counter() - start) / submissions
        stock = stock_course(project, lesson, Path(scratch) / "stock", people[:submissions])
        start = time.perf_counter()
        run_nbgrader(stock, "autograde", lesson)
        return ours, (time.perf_counter() - start) / submissions


def stock_course(project, lesson, root, people):
    """A course folder for nbgrader as it comes, without this project's configuration."""
    folder, _ = set_up(project, lesson, root)
    folder.config.unlink()
    wanted = {person.student for person in people}
    for path in (root / "submitted").iterdir():
        if path.name not in wanted:
            shutil.rmtree(path)
    run_nbgrader(folder, "generate_assignment", lesson, "--force")
    return folder


def run_nbgrader(folder, *arguments, check=True, seconds=None, **variables):
    """Run an nbgrader command in a course folder, for so long at most; `course` is importable in its kernels."""
    ours = {"PYTHONPATH": str(ROOT), "COURSE_STATIC": "1", "JUPYTER_CONFIG_DIR": str(folder.root / ".jupyter")}
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments], cwd=folder.root, env={**os.environ, **ours, **variables},
        check=check, capture_output=True, text=True, timeout=seconds,
    )  # fmt: skip


def _check_seconds(project, lesson):
    """Seconds of one bai.check for each exercise, its HTML included, with the lesson's own solutions."""
    source = solutions(nbformat.read(project.source(lesson), as_version=4))
    bai = Lesson(lesson, project.release(lesson).parent)
    bai.frozen  # noqa: B018  (read the data file once, as a notebook does)
    seconds = []
    for exercise in exercises.load(lesson).exercises:
        function = run_version(source, exercise.function, {})
        start = time.perf_counter()
        bai.check(function)._repr_mimebundle_()
        seconds.append(time.perf_counter() - start)
    return seconds


def _import_seconds(rounds):
    script = "import time; t = time.perf_counter(); import course; print(time.perf_counter() - t)"
    return [
        float(subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True, cwd=ROOT).stdout)
        for _ in range(rounds)
    ]

