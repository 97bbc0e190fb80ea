"""What the command line shows: a progress bar while grading, and the table of marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from autograder.files.words import listed
from autograder.grading.whole_class import LEFT_OUT, Result
from autograder.intake.submitted import NO_NOTEBOOK, NO_TIME, NONE_CHOSEN, OTHER_NAMES, SEVERAL, WHY_NO_ID
from autograder.screen import shown

if TYPE_CHECKING:
    from autograder.feedback.class_pages import Written

Each = TypeVar("Each")
Points = float | None
Change = Mapping[str, tuple[Points, Points, Points]]  # {grade cell: (automatic points before, now, manual points)}
ROWS_SHOWN = 100
ID_WIDTH = 24
FOR_THE_INSTRUCTOR = (LEFT_OUT, WHY_NO_ID, NO_TIME, NO_NOTEBOOK, NONE_CHOSEN, SEVERAL)
RENAMED = (
    "{count} bài được lấy từ tệp hay thư mục không đúng tên: {names}. Lệnh của nbgrader không thấy những bài ấy. "
    "Muốn dùng lệnh của nbgrader, hãy đổi tên thành `submitted/<mã sinh viên>/<bài>/<bài>.ipynb`."
)


class Rate(ProgressColumn):
    """How many are done each second."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:.1f} bài/giây" if task.speed else "")


def progress_bar(console: Console, label: str) -> Callable[[Iterable[Each], int], Iterator[Each]]:
    """A function that wraps an iterable of known length in a progress bar (quiet where there is no terminal)."""

    def wrap(items: Iterable[Each], total: int) -> Iterator[Each]:
        if not console.is_terminal:
            yield from items
            return
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            Rate(),
            TimeElapsedColumn(),
            TextColumn("còn"),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=console) as bar:
            yield from bar.track(items, total=total, description=label)

    return wrap


class MarksSummary:
    """What is said after grading a class: a table of marks, or for a large class how many got what."""

    def __init__(self) -> None:
        self.count, self.fresh, self.unfinished, self.total, self.unsafe = 0, 0, 0, 0.0, 0
        self.statuses: Counter[str] = Counter()
        self.kept: list[Result] = []
        self.changed: list[tuple[str, Change]] = []
        self.remarks: list[tuple[str, str]] = []
        self.renamed: list[str] = []

    def add(self, result: Result) -> None:
        self.count += 1
        self.fresh += result.fresh and not result.unfinished
        self.unfinished += result.unfinished
        self.statuses[result.status] += 1
        self.total += result.earned
        self.unsafe += not result.summary.isolated
        self.remarks += [
            (result.student, notice)
            for notice in result.notices
            if result.unfinished or notice.startswith(FOR_THE_INSTRUCTOR)
        ]
        self.renamed += [result.student] if any(notice.startswith(OTHER_NAMES) for notice in result.notices) else []
        if self.count <= ROWS_SHOWN:
            self.kept.append(result)
        change = _change(result)
        if change:
            self.changed.append((result.student, change))

    def show(self, screen: Console) -> None:
        if self.count <= ROWS_SHOWN:
            screen.print(marks_table(sorted(self.kept, key=lambda result: result.student)))
        else:
            for status, many in self.statuses.most_common():
                screen.print(f"{many} bài: {status}")
        if self.changed:
            screen.print(changes_table(self.changed))
        finished = self.count - self.unfinished
        mean = f"điểm trung bình {self.total / finished:.2f}; " if finished else ""
        unfinished = f"; {self.unfinished} bài chưa chấm xong" if self.unfinished else ""
        screen.print(
            f"{self.count} bài, {mean}chấm {self.fresh} bài, "
            f"{finished - self.fresh} bài không có gì đổi nên giữ nguyên{unfinished}."
        )
        for student, notice in self.remarks[:ROWS_SHOWN]:
            screen.print(shown(f"{student}: {notice}"))
        if len(self.remarks) > ROWS_SHOWN:
            screen.print(f"… và {len(self.remarks) - ROWS_SHOWN} lời nhắc nữa.")
        if self.renamed:
            screen.print(shown(RENAMED.format(count=len(self.renamed), names=listed(sorted(self.renamed)))))
        if self.unsafe:
            note = f"{self.unsafe} bài được chấm ngoài vùng cách ly; bài chấm và sổ điểm có ghi điều này."
            screen.print(note, style="bold red")


class PagesSummary:
    """What is said after writing feedback: a table of the pages, or for a large class how many there are."""

    def __init__(self) -> None:
        self.count, self.waiting = 0, 0
        self.kept: list[Written] = []
        self.problems: list[Written] = []

    def add(self, page: Written) -> None:
        """page: a Written."""
        if page.problem:
            self.problems.append(page)
            return
        self.count += 1
        self.waiting += page.pending
        if self.count <= ROWS_SHOWN:
            self.kept.append(page)

    def show(self, screen: Console) -> None:
        if self.count <= ROWS_SHOWN:
            screen.print(pages_table(sorted(self.kept, key=lambda page: page.student)))
        screen.print(f"Đã viết {self.count} trang, trong đó {self.waiting} trang còn phần chờ chấm tay.")
        for page in self.problems[:ROWS_SHOWN]:
            screen.print(shown(f"{page.student}: chưa viết được trang, vì {page.problem}."))
        if len(self.problems) > ROWS_SHOWN:
            screen.print(f"… và {len(self.problems) - ROWS_SHOWN} bài nữa chưa viết được trang.")


def pages_table(pages: Iterable[Written]) -> Table:
    """A table of Written pages: student, total, whether a person has yet to mark something."""
    table = Table(title="Trang phản hồi", header_style="bold")
    table.add_column("Sinh viên", no_wrap=True, max_width=ID_WIDTH, overflow="ellipsis")
    table.add_column("Tổng điểm", justify="right")
    table.add_column("Chờ chấm tay")
    for page in pages:
        table.add_row(shown(page.student), f"{page.score:g}/{page.max_score:g}", "có" if page.pending else "")
    return table


def _change(result: Result) -> Change:
    """The Change of what differs; empty for a first grading."""
    before = result.before or {}
    return {
        name: (before[name][0], now, before[name][1])
        for name, now in result.summary.scores.items()
        if name in before and before[name][0] != now
    }


def changes_table(changed: Iterable[tuple[str, Change]]) -> Table:
    """A table of whose marks change, and by how much; a manual grade is said to stay."""
    table = Table(title="Điểm thay đổi so với sổ điểm", header_style="bold")
    for heading in ("Sinh viên", "Ô chấm", "Trước", "Nay", "Chênh", ""):
        table.add_column(heading)
    for student, cells in changed:
        for name, (old, new, manual) in cells.items():
            difference = "" if old is None or new is None else f"{new - old:+g}"
            kept = "" if manual is None else f"giữ điểm chấm tay {manual:g}"
            table.add_row(shown(student), name, *("—" if n is None else f"{n:g}" for n in (old, new)), difference, kept)
    return table


def marks_table(results: Sequence[Result]) -> Table:
    """A table of Results: student, points per TODO, total, status, named mistakes."""
    names = list(dict.fromkeys(todo.todo.removeprefix("TODO ") for result in results for todo in result.summary.todos))
    table = Table(title="Kết quả chấm", header_style="bold")
    table.add_column("Sinh viên", no_wrap=True, max_width=ID_WIDTH, overflow="ellipsis")
    table.add_column("Điểm từng TODO\n" + _aligned(names, names), no_wrap=True)
    table.add_column("Tổng", justify="right", no_wrap=True)
    table.add_column("Tình trạng")
    table.add_column("Chẩn đoán", overflow="fold")
    for result in results:
        marks = _aligned([f"{todo.earned:g}" for todo in result.summary.todos], names)
        earned = "—" if result.unfinished else f"{result.earned:g}"
        table.add_row(shown(result.student), marks, earned, result.status, "; ".join(result.summary.mistakes))
    return table


def _aligned(cells: Sequence[str], names: Sequence[str]) -> str:
    return " ".join(cell.rjust(max(len(name), 3 if "." in cell else 1)) for cell, name in zip(cells, names))
