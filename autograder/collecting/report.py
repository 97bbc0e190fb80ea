"""The table that ends collecting: what landed and what did not."""

from collections import Counter

from rich.console import Console
from rich.table import Table

from autograder.collecting.landing import Outcome
from autograder.collecting.place import NEW, REPLACED, SAME
from autograder.screen import shown

ROWS_SHOWN = 200


class Collected:
    """Outcomes, as they come. Whatever did not land is shown, however much it is; what landed only as far as one reads."""

    def __init__(self) -> None:
        self.outcomes: list[Outcome] = []
        self.counts: Counter[str] = Counter()
        self.left, self.asks = 0, 0

    def add(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)
        self.counts[outcome.what] += 1
        self.left += len(outcome.left)
        self.asks += bool(outcome.asks)

    def show(self, screen: Console) -> None:
        table = Table(title="Bài nộp lấy vào", header_style="bold")
        for heading in ("Trong gói", "Mã sinh viên", "Kết quả", "Ghi chú"):
            table.add_column(heading, overflow="fold")
        quiet = 0
        for outcome in self.outcomes:
            if not (outcome.left or outcome.asks or outcome.notes) and table.row_count >= ROWS_SHOWN:
                quiet += 1
                continue
            told = [
                *(f"chưa vào: {why}" for why in outcome.left),
                *(f"cần xem: {why}" for why in outcome.asks),
                *outcome.notes,
            ]
            cells = (outcome.who, outcome.student, outcome.what, "; ".join(told))
            table.add_row(*map(shown, cells))
        screen.print(table)
        if quiet:
            screen.print(f"… và {quiet} bài nữa vào bình thường.")
        said = [f"{self.counts[what]} bài {what}" for what in (NEW, REPLACED, SAME)]
        screen.print(f"{', '.join(said)}; {self.left} thứ chưa vào, {self.asks} bài cần xem lại.")
