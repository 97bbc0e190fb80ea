"""A verdict in Vietnamese, as plain text and as HTML for the notebook and the feedback page."""

import math
from html import escape

import numpy as np

from course.checking.frozen import Raised

PICTURE_LIMIT = 16  # rows and columns of a matrix that is still drawn cell by cell
SHOWN_CHARS = 2000  # of one value
SHOWN_NUMBERS = 1000  # of one array, before its text is cut
CALL_CHARS = 90  # of a call that is shown in one line
CUT = " … (còn nữa)"
BREAK = "\n"
DIGITS = (6, 9, 12)  # significant, of two numbers that differ

STYLE = {
    "right": "border-left:6px solid #1b7f4b;background:#eef8f2;color:#12291d;",
    "wrong": "border-left:6px solid #b3401f;background:#fdf3ef;color:#2e1710;",
    "todo": "border-left:6px solid #6b7280;background:#f3f4f6;color:#1f2430;",
}


def points(number):
    """Write points without needless zeros: 1, 0.5."""
    return f"{number:g}"


def value(thing):
    """Write a plain value with its type, short enough to read."""
    if isinstance(thing, np.ndarray) and thing.ndim:
        text = np.array2string(thing, threshold=60, edgeitems=_edge_items(thing), max_line_width=90)
        return f"{_cut([text])}  ({thing.dtype}, {thing.shape})"
    if isinstance(thing, (np.ndarray, np.generic)):
        return f"{thing.item()!r}  ({thing.dtype})"
    if isinstance(thing, (tuple, list)) and any(isinstance(item, np.ndarray) and item.ndim for item in thing):
        return _cut(f"{BREAK if place else ''}thứ {place + 1}: {value(item)}" for place, item in enumerate(thing))
    if isinstance(thing, (tuple, list)):
        return _cut(_row(thing, *("()" if isinstance(thing, tuple) else "[]")))
    return f"{_cut(_pieces(thing))}  ({type(thing).__name__})"


def todo_line(verdict):
    """One line: every TODO with a tick or a cross and its points."""
    return "  ·  ".join(
        f"{'✓' if part.earned == part.points else '✗'} {part.todo}: "
        f"{points(part.earned)}/{points(part.points)} điểm"
        for part in verdict.parts
    )


def headline(verdict):
    """One line that says how it went."""
    name = verdict.exercise.function
    if verdict.failure is None:
        return f"✓ {name}: đúng cả {len(verdict.exercise.cases)} trường hợp."
    if verdict.untouched_todo:
        return f"○ {name}: {verdict.untouched_todo} chưa làm."
    if verdict.earned == verdict.exercise.points:
        return f"✓ {name}: đủ điểm, nhưng kết quả còn mang lỗi của một hàm trước."
    if isinstance(verdict.failure.outcome, Raised):
        return f"✗ {name}: hàm dừng vì lỗi."
    return f"✗ {name}: chưa đúng."


def findings(verdict):
    """What there is to say of the first failure: a list of (label, text) rows."""
    if verdict.failure is None or verdict.untouched_todo:
        return []
    failure = verdict.failure
    rows = [("Trường hợp", failure.case.label)]
    if call := _call(verdict.exercise.function, failure.case):
        rows.append(("Lời gọi", call))
    if isinstance(failure.outcome, Raised):
        return rows + _error_rows(failure)
    rows += [("Bạn trả về", value(failure.outcome.value)), ("Cần có", value(failure.case.needed))]
    found = failure.difference
    if found.kind == "value" and found.item is None and found.index is None:
        return rows  # two numbers: nothing more to say
    return rows + [("Khác nhau", _what_differs(found))]


def hint(verdict):
    """(question, answer): of the mistake or pattern where one is recognised, else of the exercise."""
    source = verdict.diagnosis or verdict.exercise
    return source.asks, source.tells


def name_line(verdict):
    """(label, name) of what the answers look like, or None where nothing is recognised."""
    if verdict.diagnosis is None:
        return None
    return "Giống lỗi" if verdict.mistake else "Dấu hiệu", verdict.diagnosis.name


def example(verdict):
    """{"input", "returned", "needed"}: the failure in short texts, or None where there is none or nothing was written."""
    failure = verdict.failure
    if failure is None or verdict.untouched_todo:
        return None
    if isinstance(failure.outcome, Raised):
        returned = _error_rows(failure)[0][1]
    else:
        returned = value(failure.outcome.value)
    return {"input": _inputs(failure.case), "returned": returned, "needed": value(failure.case.needed)}


def text(verdict, notices=()):
    """The verdict as plain text."""
    lines = [headline(verdict), "  " + todo_line(verdict)]
    lines += [f"  {label}: {content}" for label, content in findings(verdict)]
    if verdict.failure is not None and not verdict.untouched_todo:
        asks, tells = hint(verdict)
        if recognised := name_line(verdict):
            lines.append("  " + ": ".join(recognised))
        lines += [f"  Gợi ý: {asks}", f"         {tells}"]
    lines += [f"  Lưu ý: {notice}" for notice in (*verdict.remarks, *notices)]
    return "\n".join(lines)


def html(verdict, notices=()):
    """The verdict as self-contained HTML."""
    kind = "right" if verdict.failure is None else "todo" if verdict.untouched_todo else "wrong"
    pieces = [
        f"<div><b>{escape(headline(verdict))}</b></div>",
        f"<div style='margin:2px 0 6px'>{escape(todo_line(verdict))}</div>",
    ]
    rows = findings(verdict)
    if rows:
        pieces.append(_rows_html(rows))
        pieces.append(_inputs_html(verdict))
        pieces.append(_picture_html(verdict.failure))
        pieces.append(_hint_html(verdict))
    said = (*verdict.remarks, *notices)
    pieces += [f"<div style='margin-top:6px'><b>Lưu ý:</b> {escape(notice)}</div>" for notice in said]
    style = f"{STYLE[kind]}padding:8px 12px;margin:4px 0;line-height:1.45;max-width:60em"
    return f"<div style='{style}'>{''.join(pieces)}</div>"


def _cut(pieces):
    """Join pieces of text up to SHOWN_CHARS; the others are not even written."""
    text = ""
    for piece in pieces:
        text += piece
        if len(text) > SHOWN_CHARS:
            return text[:SHOWN_CHARS] + CUT
    return text


def _pieces(thing):
    """The text of repr(thing), a piece at a time; of text and arrays, as much as is shown."""
    if isinstance(thing, str):
        yield repr(thing[: SHOWN_CHARS + 1])
    elif isinstance(thing, list):
        yield from _row(thing, "[", "]")
    elif isinstance(thing, tuple):
        yield from _row(thing, "(", ",)" if len(thing) == 1 else ")")
    elif isinstance(thing, dict):
        yield from _pieces_of_dict(thing)
    elif isinstance(thing, np.ndarray):
        with np.printoptions(threshold=SHOWN_NUMBERS, edgeitems=_edge_items(thing)):
            yield repr(thing)
    elif isinstance(thing, np.generic):
        yield repr(thing.item())
    else:
        yield repr(thing)


def _row(items, left, right):
    yield left
    for position, item in enumerate(items):
        if position:
            yield ", "
        yield from _pieces(item)
    yield right


def _pieces_of_dict(thing):
    yield "{"
    for position, (key, item) in enumerate(thing.items()):
        if position:
            yield ", "
        yield from _pieces(key)
        yield ": "
        yield from _pieces(item)
    yield "}"


def _edge_items(array):
    """How many numbers to show at either end of an axis: 3, or 1 where many axes would multiply them."""
    shown = math.prod(min(n, 2 * 3) for n in array.shape)
    return 3 if shown <= SHOWN_NUMBERS else 1


def _error_rows(failure):
    error = failure.outcome
    rows = [("Lỗi trong hàm của bạn", f"{error.kind}: {error.message}" if error.message else error.kind)]
    if error.line:
        rows.append((f"Ở dòng {error.line} của ô", error.code))
    rows.append(("Cần có", value(failure.case.needed)))
    return rows


def _what_differs(found):
    where = "" if found.item is None else f"giá trị trả về thứ {found.item + 1}: "
    match found.kind:
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
    short = f"{where}{' thay vì '.join(_short_pair(found.returned, found.needed))}"
    return short if found.size == 1 else f"{short}; sai {found.wrong}/{found.size} phần tử"


def _short_pair(returned, needed):
    """Two numbers (or other short things) in as few digits as tell them apart."""
    pair = [thing.item() if isinstance(thing, np.generic | np.ndarray) else thing for thing in (returned, needed)]
    if {type(thing) for thing in pair} <= {int, float} and float in map(type, pair):
        for digits in DIGITS:
            texts = [f"{number:.{digits}g}" for number in pair]
            if texts[0] != texts[1] or pair[0] == pair[1]:
                return texts
    return [_cut(_pieces(thing)) for thing in pair]


def _rows_html(rows):
    cells = "".join(
        f"<tr style='background:none'><th style='text-align:left;vertical-align:top;padding:1px 10px 1px 0;font-weight:600;"
        f"background:none;white-space:nowrap'>{escape(label)}</th>"
        f"<td style='text-align:left;padding:1px 0;background:none'>"
        f"<code style='white-space:pre-wrap;background:none;color:inherit'>{escape(content)}</code></td></tr>"
        for label, content in rows
    )
    return f"<table style='border:0;margin:0;color:inherit'>{cells}</table>"


def _inputs(case):
    return "\n".join(f"{name} = {value(thing)}" for name, thing in case.args.items())


def _call(function, case):
    """The call as one would write it, or "" where that would be long."""
    args = []
    for thing in case.args.values():
        if isinstance(thing, list | tuple | dict) or np.size(thing) > CALL_CHARS:
            return ""
        args.append(repr(thing.tolist() if isinstance(thing, np.ndarray | np.generic) else thing))
    call = f"{function}({', '.join(args)})"
    return call if len(call) <= CALL_CHARS else ""


def _inputs_html(verdict):
    case = verdict.failure.case
    if case.args and _call(verdict.exercise.function, case) and not any(isinstance(thing, np.ndarray) for thing in case.args.values()):
        return ""  # the call says it all
    lines = _inputs(case)
    return (
        "<details style='margin-top:4px'><summary>Dữ liệu vào</summary>"
        f"<pre style='background:none;color:inherit;margin:2px 0'>{escape(lines)}</pre></details>"
    )


def _picture_html(failure):
    """Draw where a matrix differs: every cell, the wrong ones marked with what was needed."""
    found = failure.difference
    if found is None or found.mask is None or found.mask.ndim != 2 or max(found.mask.shape) > PICTURE_LIMIT:
        return ""
    item = found.item
    returned = failure.outcome.value if item is None else failure.outcome.value[item]
    needed = failure.case.needed if item is None else failure.case.needed[item]
    rows = "".join(
        "<tr>" + "".join(_picture_cell(r, n, wrong) for r, n, wrong in zip(*row)) + "</tr>"
        for row in zip(returned, needed, found.mask)
    )
    caption = "Ô sai có viền đậm: bạn trả về → cần có"
    return (
        f"<table style='border-collapse:collapse;margin:6px 0;color:inherit'><caption style='text-align:left;"
        f"caption-side:top;color:inherit'>{caption}</caption>{rows}</table>"
    )


def _picture_cell(returned, needed, wrong):
    style = "padding:3px 8px;text-align:center;font-family:monospace;"
    if not wrong:
        text, _ = _short_pair(returned, returned)
        return f"<td style='{style}border:1px solid #9aa;background:#dff1e7;color:#12291d'>{text}</td>"
    wrong, right = _short_pair(returned, needed)
    return (
        f"<td style='{style}border:2px solid #b3401f;background:#f9d3c5;color:#2e1710'>"
        f"<b>✗ {wrong}</b> → {right}</td>"
    )


def _hint_html(verdict):
    asks, tells = hint(verdict)
    recognised = name_line(verdict)
    name = f"<div><b>{recognised[0]}:</b> {escape(recognised[1])}</div>" if recognised else ""
    return (
        f"<div style='margin-top:6px'>{name}<b>Gợi ý:</b> {escape(asks)}"
        f"<details><summary>Vẫn chưa ra? Mở để đọc tiếp</summary>{escape(tells)}</details></div>"
    )
