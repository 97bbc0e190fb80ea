"""What the check in a notebook says below a verdict: how far it is right, how to look for oneself, other right ways."""

from collections.abc import Iterator, Sequence
from html import escape

from course.checking import report
from course.checking.judge import Verdict
from course.checking.sealed import Way

PRE = "background:none;color:inherit;margin:2px 0 6px;white-space:pre-wrap;overflow-wrap:anywhere"
CODE = "background:none;color:inherit"
OTHER_WAYS = "Cách khác"
LOOK, PRACTISE = "Muốn tự xem", "Muốn luyện thêm"


def text(
    verdict: Verdict, so_far: Sequence[str] = (), ways: Sequence[Way] = (), has_more: bool = False
) -> Iterator[str]:
    """The lines below a verdict. has_more: there are cases to practise with, once it is right."""
    yield from so_far
    if look := _call_to_look(verdict, so_far):
        yield f"{LOOK}: {look}"
    for way in ways:
        yield f"{OTHER_WAYS}: {way.note}"
        yield from (f"    {line}" for line in way.code.split("\n"))
    if has_more:
        yield f"{PRACTISE}: {_call_for_more(verdict)}"


def html(verdict: Verdict, so_far: Sequence[str] = (), ways: Sequence[Way] = (), has_more: bool = False) -> str:
    """The same, for the card."""
    pieces = [f"<div style='margin-top:4px'>{escape(line)}</div>" for line in so_far]
    if look := _call_to_look(verdict, so_far):
        pieces.append(_call_html(LOOK, look))
    if ways:
        told = "".join(f"<div>{escape(way.note)}</div><pre style='{PRE}'>{escape(way.code)}</pre>" for way in ways)
        pieces.append(f"<details style='margin-top:6px'><summary>{OTHER_WAYS}</summary>{told}</details>")
    if has_more:
        pieces.append(_call_html(PRACTISE, _call_for_more(verdict)))
    return "".join(pieces)


def _call_html(label: str, call: str) -> str:
    return f"<div style='margin-top:6px;font-size:90%'>{label}: <code style='{CODE}'>{escape(call)}</code></div>"


def _call_to_look(verdict: Verdict, so_far: Sequence[str]) -> str:
    """How to get the failing input, where looking at it may help; else ""."""
    is_told = so_far or report.findings(verdict) and not verdict.untouched_todo
    return f"args = bai.case({verdict.exercise.function})" if verdict.failure and is_told else ""


def _call_for_more(verdict: Verdict) -> str:
    return f"bai.more({verdict.exercise.function})"
