"""What the command line shows: a progress bar while grading, and the table of marks."""

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

WIDTH_WITHOUT_TERMINAL = 130


def progress_bar(console, label):
    """A function that wraps an iterable of known length in a progress bar (quiet where there is no terminal)."""

    def wrap(items, total):
        columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
        with Progress(*columns, console=console, transient=not console.is_terminal) as bar:
            yield from bar.track(items, total=total, description=label)

    return wrap


def marks_table(results, points):
    """A table of Results: student, points per TODO, total, status, named mistakes.

    points: {TODO: what it is worth}.
    """
    names = [todo.removeprefix("TODO ") for todo in points]
    table = Table(title="Kết quả chấm", header_style="bold")
    table.add_column("Sinh viên", no_wrap=True)
    table.add_column("Điểm từng TODO\n" + _aligned(names, names), no_wrap=True)
    table.add_column("Tổng", justify="right", no_wrap=True)
    table.add_column("Tình trạng")
    table.add_column("Lỗi nhận ra", overflow="fold")
    for result in results:
        earned = {part.todo: part.earned for verdict in result.graded.verdicts for part in verdict.parts}
        marks = _aligned([f"{earned.get(todo, 0):g}" for todo in points], names)
        total = f"{result.graded.earned:g}"
        table.add_row(result.student, marks, total, result.graded.status, "; ".join(_mistakes(result)))
    return table


def _aligned(cells, names):
    return " ".join(cell.rjust(max(len(name), 3 if "." in cell else 1)) for cell, name in zip(cells, names))


def _mistakes(result):
    """Names of the mistakes that cost this student points."""
    return [v.mistake.name for v in result.graded.verdicts if v.mistake and v.earned < v.exercise.points]


def console():
    """A console that leaves a table room when its output goes to a file."""
    screen = Console(highlight=False, soft_wrap=False)
    return screen if screen.is_terminal else Console(highlight=False, width=WIDTH_WITHOUT_TERMINAL)
