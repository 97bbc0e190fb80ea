"""The places of a lesson's notebook, read from the instructor's version, each with its role and a name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from nbformat import NotebookNode

from autograder.intake.text import defined_names, normalise

QUOTED_CHARS = 60


class Role(Enum):
    """What a cell of the lesson is for."""

    CHECK = "check"  # graded by running it; always the instructor's text
    LOCKED = "locked"  # text, figures, given functions; always the instructor's text
    ANSWER = "answer"  # the student's to fill in
    OPEN = "open"  # a playground: neither graded nor locked


@dataclass(frozen=True)
class Slot:
    """One cell of the instructor's notebook, the place that a submitted cell can belong to.

    text: what students got there, in the form that submitted cells are compared in.
    """

    index: int
    cell: NotebookNode
    role: Role
    text: str
    functions: tuple[str, ...]
    grade_id: str | None
    cell_id: str | None
    name: str

    @property
    def is_restored(self) -> bool:
        """True where the instructor's text always counts, whatever was submitted."""
        return self.role in (Role.CHECK, Role.LOCKED)

    @property
    def is_for_fun(self) -> bool:
        """True for a puzzle's cell: nothing is lost where it is missing, and nothing is handed in where only it is written."""
        return (self.grade_id or "").startswith("puzzle-")

    @property
    def is_in_words(self) -> bool:
        """True for an answer that is no code."""
        return self.role is Role.ANSWER and self.cell.cell_type == "markdown"


@dataclass(frozen=True)
class Original:
    """The instructor's notebook and its places, read once for all submissions."""

    notebook: NotebookNode
    slots: tuple[Slot, ...]

    @classmethod
    def of(cls, notebook: NotebookNode, released: NotebookNode | None = None) -> Original:
        """released: the same cells as students got them, without hidden tests and mark schemes."""
        return cls(notebook, tuple(read_slots(notebook, released or notebook)))


def read_slots(instructor: NotebookNode, released: NotebookNode) -> list[Slot]:
    """The instructor's cells in order, each with a name that tells a student which cell is meant."""
    slots: list[Slot] = []
    exercise, heading = None, None
    for index, (cell, given) in enumerate(zip(instructor.cells, released.cells, strict=True)):
        slot = _slot(index, cell, normalise(given.source))
        heading = _heading(cell) or heading
        exercise = next(iter(slot.functions), exercise)
        slots.append(replace(slot, name=_name(slot, exercise, heading)))
    return _numbered(slots)


def _slot(index: int, cell: NotebookNode, text: str) -> Slot:
    labels = cell.metadata.get("nbgrader", {})
    role = _role(labels)
    is_function = role is Role.ANSWER and cell.cell_type == "code"
    return Slot(
        index=index,
        cell=cell,
        role=role,
        text=text,
        functions=tuple(defined_names(cell.source)) if is_function else (),
        grade_id=labels.get("grade_id"),
        cell_id=cell.get("id"),
        name="",
    )


def _role(labels: dict[str, Any]) -> Role:
    if labels.get("solution"):
        return Role.ANSWER
    if labels.get("grade"):
        return Role.CHECK
    if labels.get("locked") or labels.get("task"):
        return Role.LOCKED
    return Role.OPEN


def _heading(cell: NotebookNode) -> str | None:
    """The text of the first heading of a Markdown cell."""
    if cell.cell_type != "markdown":
        return None
    lines = (line.strip() for line in cell.source.splitlines())
    return next((line.lstrip("#").strip() for line in lines if line.startswith("#")), None)


def _name(slot: Slot, exercise: str | None, heading: str | None) -> str:
    """A Vietnamese name for the cell, from the exercise's function, the heading or the cell's first line."""
    if slot.role is Role.ANSWER:
        if slot.functions:
            return f"ô bài làm của hàm `{exercise}`"
        return f"ô trả lời ở mục “{heading}”" if heading else f"ô trả lời `{slot.grade_id}`"
    if slot.role is Role.CHECK:
        return f"ô kiểm tra của hàm `{exercise}`" if exercise else f"ô kiểm tra `{slot.grade_id}`"
    first_line = next((line.strip("# ") for line in slot.text.splitlines() if line.strip("# ")), "")
    quoted = first_line[:QUOTED_CHARS] + ("…" if len(first_line) > QUOTED_CHARS else "")
    return f"ô đề bài “{quoted}”" if slot.cell.cell_type == "markdown" else f"ô mã có sẵn `{quoted}`"


def _numbered(slots: list[Slot]) -> list[Slot]:
    """Tell cells of the same name apart by their order."""
    total = Counter(slot.name for slot in slots)
    seen: Counter[str] = Counter()
    numbered = []
    for slot in slots:
        seen[slot.name] += 1
        suffix = f" (ô thứ {seen[slot.name]})" if total[slot.name] > 1 else ""
        numbered.append(replace(slot, name=slot.name + suffix))
    return numbered
