"""What the check in a notebook says below a verdict: how far it is right, how to look for oneself, other right ways."""

from collections.abc import Iterator, Sequence
from html import escape

from course.checking import report
from course.checking.judge import Verdict
from course.checking.sealed import Way

PRE = "background:none;color:inherit;margin:2px 0 6px;white-space:pre-wrap;overflow-wrap:anywhere"
CODE = "background:none;color:inherit"
OTHER_WAYS = "Cách khác"


def text(verdict: Verdict, so_far: Sequence[str], ways: Sequence[Way]) -> Iterator[str]:
    """The lines below a verdict."""
    yield from so_far
    if look := _call_to_look(verdict, so_far):
        yield f"Muốn tự xem: {look}"
    for way in ways:
        yield f"{OTHER_WAYS}: {way.note}"
        yield from (f"    {line}" for line in way.code.split("\n"))


def html(verdict: Verdict, so_far: Sequence[str], ways: Sequence[Way]) -> str:
    """The same, for the card."""
    pieces = [f"<div style='margin-top:4px'>{escape(line)}</div>" for line in so_far]
    if look := _call_to_look(verdict, so_far):
        pieces.append(
            f"<div style='margin-top:6px;font-size:90%'>Muốn tự xem: <code style='{CODE}'>{escape(look)}</code></div>"
        )
    if ways:
        told = "".join(f"<div>{escape(way.note)}</div><pre style='{PRE}'>{escape(way.code)}</pre>" for way in ways)
        pieces.append(f"<details style='margin-top:6px'><summary>{OTHER_WAYS}</summary>{told}</details>")
    return "".join(pieces)


def _call_to_look(verdict: Verdict, so_far: Sequence[str]) -> str:
    """How to get the failing input, where looking at it may help; else ""."""
    is_told = so_far or report.findings(verdict) and not verdict.untouched_todo
    return f"args = bai.case({verdict.exercise.function})" if verdict.failure and is_told else ""
