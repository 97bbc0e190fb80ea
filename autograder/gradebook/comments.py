"""The verdict on a cell in a few words: what nbgrader shows as the automatic comment."""

from nbformat import NotebookNode
from nbgrader.utils import compute_checksum, is_task

from autograder.gradebook.summary import Summary

NO_RESPONSE = "Chưa có câu trả lời."


def comment_on(grade_id: str, summary: Summary) -> str | None:
    """The verdict on one solution cell in a few words, or None for a cell that no exercise knows. summary: a Summary."""
    mine = [todo for todo in summary.todos if grade_id == f"exercise-{todo.function}"]
    if not mine:
        return None
    words = [f"{todo.todo}: {todo.earned:g}/{todo.points:g} điểm" for todo in mine]
    words += sorted({f"Chẩn đoán: {todo.mistake}" for todo in mine if todo.mistake})
    words += [] if summary.isolated else ["Chấm ngoài vùng cách ly"]
    return ". ".join(words) + "."


def untouched(cell: NotebookNode) -> str | None:
    """The comment on a cell that a person marks, or an instructor's own: that nobody has written in it, or None."""
    same = cell.metadata.nbgrader.get("checksum") == compute_checksum(cell)
    return NO_RESPONSE if same and not is_task(cell) else None
