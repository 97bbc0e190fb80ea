"""The document of a notebook for people, in Markdown: what a pipeline may post as a comment."""

import re
from collections.abc import Iterator
from typing import Any

SIGNS = {"right": "✓", "wrong": "✗", "open": "?"}
MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+\-!|~@&])")


def markdown(told: dict[str, Any]) -> str:
    """told: see `document`."""
    return "\n".join(_lines(told)) + "\n"


def _lines(told: dict[str, Any]) -> Iterator[str]:
    yield f"# {plain(told['lesson'])}: {told['earned']:g}/{told['points']:g} điểm"
    yield ""
    yield f"Tình trạng: {plain(told['status']['text'])}.{_passed(told)}"
    yield ""
    yield "| TODO | Hàm | Điểm | |"
    yield "|---|---|---|---|"
    for todo in told["todos"]:
        yield f"| {todo['todo']} | `{todo['function']}` | {todo['earned']:g}/{todo['points']:g} | {SIGNS[todo['state']]} |"
    for cell in told["other_cells"]:
        earned = "chấm tay" if cell["earned"] is None else f"{cell['earned']:g}/{cell['points']:g}"
        yield f"| | {plain(cell['name'])} | {earned} | |"
    for exercise in told["exercises"]:
        if exercise["state"] != "right" or exercise["remarks"]:
            yield from _on_exercise(exercise)
    if told["notices"]:
        yield from ("", "## Lưu ý", "")
        yield from (f"- {plain(notice)}" for notice in told["notices"])


def _passed(told: dict[str, Any]) -> str:
    if told["passed"] is None:
        return ""
    return f" {'Đạt' if told['passed'] else 'Chưa đạt'} ngưỡng {told['threshold']:g} điểm."


def _on_exercise(exercise: dict[str, Any]) -> Iterator[str]:
    yield from ("", f"## {plain(exercise['title'])}: `{exercise['function']}`", "")
    yield from (f"- {line}" for line in map(plain, lines_of(exercise)))


def lines_of(exercise: dict[str, Any]) -> list[str]:
    """What a student is told of an exercise."""
    rows = [f"{row['label']}: {row['text']}" for row in exercise["case"]]
    named = [f"Giống lỗi: {exercise['mistake']}"] if exercise["mistake"] else []
    hints = [line for line in (exercise["question"], exercise["hint"]) if line]
    return [*exercise["reasons"], *rows, *named, *hints, *exercise["remarks"]]


def plain(text: str) -> str:
    """A text in one line that Markdown shows as it stands, whoever wrote it."""
    return MARKUP.sub(r"\\\1", " ".join(text.split()))
