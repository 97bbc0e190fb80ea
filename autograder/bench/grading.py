"""What grading costs, measured in one run: ours beside stock nbgrader on the same submissions, and how it grows."""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
import psutil
from rich.table import Table

from autograder import exercises
from autograder.authoring.text import solutions
from autograder.bench.bare import run_bare
from autograder.course_folder import ROOT, CourseFolder, python_path
from autograder.demo.course import set_up
from autograder.exercises.versions import run_version
from autograder.exercises.written import answered, as_bytes
from autograder.grading.whole_class import grade_class
from autograder.screen import console
from course import Lesson

ENDLESS = ("vòng lặp", "thoát tiến trình")  # they cost each grader its own time limit, and say nothing of its speed
FEW = 2  # submissions more than asked: one for the run that tells what starting nbgrader costs, one that it is held against
WATCH_SECONDS = 0.25
Grown = tuple[int, float, int]  # how many submissions, seconds, bytes


@dataclass(frozen=True)
class Round:
    """Seconds of one round.

    ours: of our command, per submission. whole, bare: of all submissions, in this process. stock: of one more submission,
    without nbgrader's start. plugin_command, stock_command: of nbgrader's command on a few submissions, its start included.
    right_ours, right_stock: as ours and stock, of a class whose answers are all right.
    """

    ours: float
    whole: float
    bare: float
    stock: float
    stock_command: float
    plugin_command: float
    right_ours: float
    right_stock: float


def report(
    project: CourseFolder, lesson: str, submissions: int, few: int, rounds: int, scales: Sequence[int], plot: Path
) -> None:
    """Print the tables; keep the plot of the scaling in the file `plot`."""
    screen = console()
    screen.print(
        f"{os.cpu_count()} nhân; {submissions} bài nộp của {lesson}, không kể bài lặp vô hạn; {rounds} lượt xen kẽ"
    )
    screen.print(_speed_table([_round(project, lesson, submissions, few) for _ in range(rounds)], submissions, few))
    screen.print(_student_table(project, lesson, rounds))
    if scales:
        grown = [(many, *_grow(project, lesson, many)) for many in scales]
        screen.print(_scaling_table(grown))
        _draw(grown, plot)
        screen.print(f"Hình: {plot}")


def _round(project: CourseFolder, lesson: str, submissions: int, few: int) -> Round:
    """All graders on the same submissions, one after the other."""
    with tempfile.TemporaryDirectory() as scratch:
        top = Path(scratch)
        folder = class_of(project, lesson, top / "ours", submissions)
        ours = seconds_of(_run_ours, folder, lesson) / submissions
        shutil.rmtree(folder.root / "autograded")
        folder.gradebook.unlink()
        whole = seconds_of(lambda: list(grade_class(folder, lesson)))
        bare = run_bare(folder, lesson)
        stock, stock_command = _of_nbgrader(stock_course(project, lesson, top / "stock", few + FEW), lesson)
        _, plugin_command = _of_nbgrader(plugin_course(project, lesson, top / "plugin", few + FEW), lesson)
        right_ours = (
            seconds_of(_run_ours, right_class(project, lesson, top / "right", submissions), lesson) / submissions
        )
        right_stock, _ = _of_nbgrader(
            _stock(right_class(project, lesson, top / "right_stock", few + FEW), lesson), lesson
        )
        return Round(ours, whole, bare, stock, stock_command, plugin_command, right_ours, right_stock)


def _of_nbgrader(folder: CourseFolder, lesson: str) -> tuple[float, float]:
    """(seconds of one more submission, seconds of the command on all but one) of `nbgrader autograde`."""
    students = folder.students(lesson)
    short = seconds_of(run_nbgrader, folder, "autograde", lesson, "--student", students[0])
    shutil.rmtree(folder.root / "submitted" / students[0])
    command = seconds_of(run_nbgrader, folder, "autograde", lesson)
    return (command - short) / (len(students) - FEW), command


def seconds_of(run: Callable[..., object], *arguments: object) -> float:
    start = time.perf_counter()
    run(*arguments)
    return time.perf_counter() - start


def _run_ours(folder: CourseFolder, lesson: str) -> None:
    """Our own command, from its start to its end."""
    command = [sys.executable, "-m", "autograder", "grade", lesson, "--course-dir", str(folder.root)]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def class_of(project: CourseFolder, lesson: str, root: Path, many: int) -> CourseFolder:
    """A course folder with so many submissions: the demo class's, without the endless ones, handed in again and again."""
    folder, people = set_up(project, lesson, root)
    content = [person.content for person in people if not person.story.startswith(ENDLESS)]
    return _handed_in(folder, lesson, content, many)


def right_class(project: CourseFolder, lesson: str, root: Path, many: int) -> CourseFolder:
    """A course folder with so many submissions of the lesson's own solutions."""
    folder, _ = set_up(project, lesson, root)
    right = solutions(nbformat.read(project.source(lesson), as_version=4))
    content = as_bytes(answered(nbformat.read(project.release(lesson), as_version=4), right))
    return _handed_in(folder, lesson, [content], many)


def _handed_in(folder: CourseFolder, lesson: str, content: Sequence[bytes], many: int) -> CourseFolder:
    shutil.rmtree(folder.root / "submitted")
    for number in range(many):
        path = folder.submitted(f"sv{number:05d}", lesson)
        path.parent.mkdir(parents=True)
        path.write_bytes(content[number % len(content)])
    return folder


def plugin_course(project: CourseFolder, lesson: str, root: Path, many: int) -> CourseFolder:
    """A course folder for nbgrader with this project's configuration."""
    folder = class_of(project, lesson, root, many)
    run_nbgrader(folder, "generate_assignment", lesson, "--force")
    return folder


def stock_course(project: CourseFolder, lesson: str, root: Path, many: int) -> CourseFolder:
    """A course folder for nbgrader as it comes, without this project's configuration."""
    return _stock(class_of(project, lesson, root, many), lesson)


def _stock(folder: CourseFolder, lesson: str) -> CourseFolder:
    folder.config.unlink()
    run_nbgrader(folder, "generate_assignment", lesson, "--force")
    return folder


def run_nbgrader(
    folder: CourseFolder, *arguments: str, check: bool = True, seconds: float | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run an nbgrader command in a course folder, for so long at most; `course` is importable in its kernels."""
    ours = {"PYTHONPATH": python_path(), "COURSE_STATIC": "1", "JUPYTER_CONFIG_DIR": str(folder.root / ".jupyter")}
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=folder.root,
        env={**os.environ, **ours, **variables},
        check=check,
        capture_output=True,
        text=True,
        timeout=seconds,
    )


def _speed_table(rounds: Sequence[Round], submissions: int, few: int) -> Table:
    table = Table(title="Thời gian chấm", header_style="bold")
    for heading in ("Đo gì", "Trung vị", "Nhỏ nhất", "Lớn nhất", "Mức cần đạt"):
        table.add_column(heading)
    rows = [
        ("`autograder grade`, cả lệnh, mili giây mỗi bài", [1000 * r.ours for r in rounds], ""),
        ("`nbgrader autograde` gốc, không kể lúc khởi động, mili giây mỗi bài", [1000 * r.stock for r in rounds], ""),
        ("nhanh hơn nbgrader gốc, lần", [r.stock / r.ours for r in rounds], "≥ 50"),
        ("cả lớp làm đúng: nhanh hơn nbgrader gốc, lần", [r.right_stock / r.right_ours for r in rounds], "≥ 80"),
        (f"`nbgrader autograde` gốc, cả lệnh, {few + FEW - 1} bài, giây", [r.stock_command for r in rounds], ""),
        ("cũng lệnh ấy qua bộ chấm này, giây", [r.plugin_command for r in rounds], ""),
        ("qua bộ chấm này nhanh hơn, lần", [r.stock_command / r.plugin_command for r in rounds], "≥ 2"),
        (f"chấm {submissions} bài, giây", [r.whole for r in rounds], ""),
        ("chỉ tách tiến trình, chạy ô và gọi hàm, giây", [r.bare for r in rounds], ""),
        ("chấm trọn vẹn so với chỉ chạy bài, lần", [r.whole / r.bare for r in rounds], "≤ 1.5"),
    ]
    for name, numbers, wanted in rows:
        table.add_row(name, *(f"{n:.2f}" for n in (statistics.median(numbers), min(numbers), max(numbers))), wanted)
    return table


def _student_table(project: CourseFolder, lesson: str, rounds: int) -> Table:
    """What a student waits for."""
    table = Table(title="Phía sinh viên", header_style="bold")
    for heading in ("Đo gì", "Trung vị", "Nhỏ nhất", "Lớn nhất"):
        table.add_column(heading)
    check, imported = [1000 * s for s in _check_seconds(project, lesson)], _import_seconds(rounds)
    for name, numbers in (("một lần `bai.check(...)`, mili giây", check), ("`import course`, giây", imported)):
        table.add_row(name, *(f"{n:.2f}" for n in (statistics.median(numbers), min(numbers), max(numbers))))
    return table


def _grow(project: CourseFolder, lesson: str, many: int) -> tuple[float, int]:
    """(seconds, bytes): grading a class of that size in a process of its own, and the most memory it and its workers held."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = class_of(project, lesson, Path(scratch) / "course", many)
        command = [sys.executable, "-m", "autograder", "grade", lesson, "--course-dir", str(folder.root)]
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
        watched: list[int] = []
        watcher = threading.Thread(target=_watch, args=(process.pid, watched))
        watcher.start()
        assert process.wait() == 0
        seconds = time.perf_counter() - start
        watcher.join()
        return seconds, max(watched)


def _watch(pid: int, seen: list[int]) -> None:
    """Note, until it ends, how much memory the grader and its workers hold; pages they share count once."""
    while True:
        try:
            grader = psutil.Process(pid)
            held = sum(one.memory_full_info().pss for one in [grader, *grader.children()])
        except psutil.NoSuchProcess:
            if not psutil.pid_exists(pid):
                return
            continue  # a worker ended while we were counting
        except (psutil.AccessDenied, psutil.ZombieProcess):
            return
        seen.append(held)
        time.sleep(WATCH_SECONDS)


def _scaling_table(grown: Sequence[Grown]) -> Table:
    table = Table(title="Lớp lớn dần", header_style="bold")
    for heading in ("Số bài", "Giây", "Mili giây cho mỗi bài thêm vào", "Bộ nhớ lớn nhất, MiB"):
        table.add_column(heading, justify="right")
    former = None
    for many, seconds, memory in grown:
        more = "" if former is None else f"{1000 * (seconds - former[1]) / (many - former[0]):.1f}"
        table.add_row(str(many), f"{seconds:.1f}", more, f"{memory / 1024**2:.0f}")
        former = many, seconds
    return table


def _draw(grown: Sequence[Grown], path: Path) -> None:
    """Time and memory against the size of the class, with the straight line that fits the times best."""
    import numpy as np
    from matplotlib.figure import Figure

    many, seconds, memory = map(np.array, zip(*grown))
    figure = Figure(figsize=(9, 3.6), layout="constrained")
    time_axes, memory_axes = figure.subplots(1, 2)
    time_axes.loglog(many, seconds, "o", label="đo được")
    if len(many) > 1:
        each, start = np.polyfit(many, seconds, 1, w=1 / seconds)
        sizes = np.geomspace(many.min(), many.max(), 100)
        time_axes.loglog(
            sizes, start + each * sizes, "--", label=f"{start:.1f} giây + {1000 * each:.1f} mili giây × số bài"
        )
    time_axes.legend()
    time_axes.set(title="Thời gian chấm cả lớp", xlabel="số bài nộp", ylabel="giây")
    memory_axes.semilogx(many, memory / 1024**2, "o-")
    memory_axes.set(
        title="Bộ nhớ của bộ chấm", xlabel="số bài nộp", ylabel="MiB", ylim=(0, 1.2 * memory.max() / 1024**2)
    )
    for axes in (time_axes, memory_axes):
        axes.grid(True, alpha=0.3)
    figure.savefig(path, dpi=110)


def _check_seconds(project: CourseFolder, lesson: str) -> list[float]:
    """Seconds of one bai.check for each exercise, its HTML included, with the lesson's own solutions."""
    source = solutions(nbformat.read(project.source(lesson), as_version=4))
    bai = Lesson(lesson, project.release(lesson).parent)
    bai.frozen  # noqa: B018  (read the data file once, as a notebook does)
    seconds = []
    for exercise in exercises.load(lesson).exercises:
        function = run_version(source, exercise.function, {})
        seconds.append(seconds_of(lambda function=function: bai.check(function)._repr_mimebundle_()))
    return seconds


def _import_seconds(rounds: int) -> list[float]:
    script = "import time; t = time.perf_counter(); import course; print(time.perf_counter() - t)"
    return [
        float(
            subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True, cwd=ROOT).stdout
        )
        for _ in range(rounds)
    ]
