"""A verdict in Vietnamese, as plain text and as HTML for the notebook and the feedback page."""

from collections.abc import Sequence
from html import escape

import numpy as np

from course.checking import missing, picture
from course.checking.compare import Difference
from course.checking.frozen import Case, Missing, Raised
from course.checking.judge import OPEN, RIGHT, WRONG, Failure, Verdict
from course.checking.wording import BREAK, as_code, points, short_pair, value

MARKS = {RIGHT: "✓", WRONG: "✗", OPEN: "?"}
CALL_CHARS = 90  # of a call that is shown in one line

STYLE = {
    "right": "border-left:6px solid #1b7f4b;background:#eef8f2;color:#12291d;",
    "wrong": "border-left:6px solid #b3401f;background:#fdf3ef;color:#2e1710;",
    "carried": "border-left:6px solid #8a6100;background:#fff8e6;color:#2b2108;",
    "todo": "border-left:6px solid #6b7280;background:#f3f4f6;color:#1f2430;",
}


def todo_line(verdict: Verdict) -> str:
    """One line: every TODO with a tick or a cross and its points."""
    return "  ·  ".join(
        f"{MARKS[part.state]} {part.todo}: {points(part.earned)}/{points(part.points)} điểm" for part in verdict.parts
    )


def headline(verdict: Verdict) -> str:
    """One line that says how it went."""
    name, failure = verdict.exercise.function, verdict.failure
    if failure is None:
        return f"✓ {name}: đúng cả {len(verdict.exercise.cases)} trường hợp."
    if verdict.untouched_todo:
        return f"○ {name}: {verdict.untouched_todo} chưa làm."
    if verdict.earned == verdict.exercise.points:
        return f"✓ {name}: đủ điểm, nhưng kết quả còn mang lỗi của một hàm trước."
    if lacks := _missing(failure):
        return missing.headline(lacks, name)
    if isinstance(failure.outcome, Raised):
        return f"✗ {name}: hàm dừng vì lỗi."
    return f"✗ {name}: chưa đúng."


def findings(verdict: Verdict) -> list[tuple[str, str]]:
    """What there is to say of the first failure: a list of (label, text) rows."""
    function, failure = verdict.exercise.function, verdict.failure
    if failure is None or verdict.untouched_todo:
        return []
    outcome, found = failure.outcome, failure.difference
    if isinstance(outcome, Raised) and outcome.missing:
        return _error_rows(function, failure.case, outcome)
    rows = [("Trường hợp", failure.case.label)]
    if call := _call(function, failure.case):
        rows.append(("Lời gọi", call))
    if isinstance(outcome, Raised):
        return rows + _error_rows(function, failure.case, outcome)
    rows += [("Bạn trả về", value(outcome.value)), ("Cần có", value(failure.case.needed))]
    if found is None or found.kind == "value" and found.item is None and found.index is None:
        return rows  # two numbers: nothing more to say
    return rows + [("Khác nhau", _what_differs(found))]


def hint(verdict: Verdict) -> tuple[str, str]:
    """(question, answer): of the mistake or pattern where one is recognised, else of the exercise."""
    source = verdict.diagnosis or verdict.exercise
    return source.asks, source.tells


def name_line(verdict: Verdict) -> tuple[str, str] | None:
    """(label, name) of what the answers look like, or None where nothing is recognised."""
    if verdict.mistake is None:
        return ("Dấu hiệu", verdict.pattern.name) if verdict.pattern else None
    return "Giống lỗi", verdict.mistake.name


def example(verdict: Verdict) -> dict[str, str] | None:
    """{"input", "returned", "needed"}: the failure in short texts, or None where there is none or nothing was written."""
    failure = verdict.failure
    if failure is None or verdict.untouched_todo:
        return None
    if isinstance(failure.outcome, Raised):
        returned = _error_rows(verdict.exercise.function, failure.case, failure.outcome)[0][1]
    else:
        returned = value(failure.outcome.value)
    return {"input": _inputs(failure.case), "returned": returned, "needed": value(failure.case.needed)}


def text(verdict: Verdict) -> str:
    """The verdict as plain text."""
    lines = [headline(verdict), "  " + todo_line(verdict)]
    lines += [f"  {label}: {content}" for label, content in findings(verdict)]
    if verdict.failure is not None and not verdict.untouched_todo:
        asks, tells = hint(verdict)
        if recognised := name_line(verdict):
            lines.append("  " + ": ".join(recognised))
        lines += [f"  Gợi ý: {asks}", f"         {tells}"]
    lines += [f"  Lưu ý: {remark}" for remark in verdict.remarks]
    return "\n".join(lines)


def html(verdict: Verdict) -> str:
    """The verdict as self-contained HTML."""
    pieces = [
        f"<div><b>{escape(headline(verdict))}</b></div>",
        f"<div style='margin:2px 0 6px'>{escape(todo_line(verdict))}</div>",
    ]
    rows = findings(verdict)
    if verdict.failure and rows:
        pieces.append(_rows_html(rows))
        pieces.append(
            "" if _missing(verdict.failure) else _inputs_html(verdict.exercise.function, verdict.failure.case)
        )
        pieces.append(picture.html(verdict.failure))
        pieces.append(_hint_html(verdict))
    pieces += [f"<div style='margin-top:6px'><b>Lưu ý:</b> {escape(remark)}</div>" for remark in verdict.remarks]
    style = f"{STYLE[_kind(verdict)]}padding:8px 12px;margin:4px 0;line-height:1.45;max-width:60em"
    return f"<div style='{style}'>{''.join(pieces)}</div>"


def _kind(verdict: Verdict) -> str:
    """The key of STYLE."""
    if verdict.failure is None:
        return "right"
    if verdict.untouched_todo:
        return "todo"
    return "carried" if verdict.earned == verdict.exercise.points else "wrong"


def _missing(failure: Failure) -> Missing | None:
    """The name that a failure lacks by the fault of another cell, or None."""
    return failure.outcome.missing if isinstance(failure.outcome, Raised) else None


def _error_rows(function: str, case: Case, error: Raised) -> list[tuple[str, str]]:
    if error.missing:
        return missing.rows(error.missing, function)
    rows = [("Lỗi trong hàm của bạn", f"{error.kind}: {error.message}" if error.message else error.kind)]
    if error.line:
        where = f" có hàm {error.function}" if error.function not in ("", function) else ""
        rows.append((f"Ở dòng {error.line} của ô{where}", error.code))
    rows.append(("Cần có", value(case.needed)))
    return rows


def _what_differs(found: Difference) -> str:
    where = "" if found.item is None else f"giá trị trả về thứ {found.item + 1}: "
    match found.kind:
        case "changed":
            return f"kết quả đúng, nhưng sau lời gọi {found.returned} của người gọi đã bị đổi"
        case "length":
            return f"{where}bạn trả về {found.returned} giá trị, cần {found.needed}"
        case "shape":
            return f"{where}chiều (shape) {found.returned}, cần {found.needed or 'một số'}"
        case "dtype":
            return f"{where}giá trị đúng nhưng kiểu (dtype) là {found.returned}, cần {found.needed}"
        case "type":
            forgotten = " (hàm đã có dòng return chưa?)" if found.returned == "NoneType" else ""
            return f"{where}bạn trả về {found.returned}, cần {found.needed}{forgotten}"
    if found.index is not None:
        position = ", ".join(map(str, found.index))
        where += f"vị trí [{position}]: "
    short = f"{where}{' thay vì '.join(short_pair(found.returned, found.needed))}"
    return short if found.size == 1 else f"{short}; sai {found.wrong}/{found.size} phần tử"


def _rows_html(rows: Sequence[tuple[str, str]]) -> str:
    cells = "".join(
        f"<tr style='background:none'><th style='text-align:left;vertical-align:top;padding:1px 10px 1px 0;font-weight:600;"
        f"background:none;min-width:4.5em'>{escape(label)}</th>"
        f"<td style='text-align:left;padding:1px 0;background:none'>"
        f"<code style='white-space:pre-wrap;overflow-wrap:anywhere;background:none;color:inherit'>{escape(content)}</code></td></tr>"
        for label, content in rows
    )
    return f"<table style='border:0;margin:0;color:inherit'>{cells}</table>"


def _inputs(case: Case) -> str:
    told = {name: value(thing) for name, thing in case.args.items()}
    return "\n".join(
        f"{name} ={BREAK if BREAK in text and not text.startswith('[') else ' '}{text}" for name, text in told.items()
    )


def _call(function: str, case: Case) -> str:
    """The call as one would write it, or "" where that would be long."""
    args = []
    for thing in case.args.values():
        if isinstance(thing, list | tuple | dict) or np.size(thing) > CALL_CHARS:
            return ""
        args.append(as_code(thing))
    call = f"{function}({', '.join(args)})"
    return call if len(call) <= CALL_CHARS else ""


def _inputs_html(function: str, case: Case) -> str:
    if case.args and _call(function, case):
        return ""  # the call says it all
    lines = _inputs(case)
    return (
        "<details style='margin-top:4px'><summary>Dữ liệu vào</summary>"
        f"<pre style='background:none;color:inherit;margin:2px 0'>{escape(lines)}</pre></details>"
    )


def _hint_html(verdict: Verdict) -> str:
    asks, tells = hint(verdict)
    recognised = name_line(verdict)
    name = f"<div><b>{recognised[0]}:</b> {escape(recognised[1])}</div>" if recognised else ""
    return (
        f"<div style='margin-top:6px'>{name}<b>Gợi ý:</b> {escape(asks)}"
        f"<details><summary>Vẫn chưa ra? Mở để đọc tiếp</summary>{escape(tells)}</details></div>"
    )
