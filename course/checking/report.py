"""A verdict in Vietnamese, as plain text and as HTML for the notebook and the feedback page."""

from collections.abc import Sequence
from html import escape
from typing import Any

import numpy as np

from course.checking import bytes_picture, missing, picture
from course.checking.card import Kind, card
from course.checking.compare import MISSED, Difference, Equality
from course.checking.frozen import Case, Missing, Part, Raised
from course.checking.judge import OPEN, RIGHT, WRONG, Earlier, Failure, PartVerdict, Verdict
from course.checking.repair import Place
from course.checking.stubs import LEFT_BEHIND
from course.checking.wording import BREAK, as_code, inputs, needed, points, short_pair, value

MARKS = {RIGHT: "✓", WRONG: "✗", OPEN: "?"}
NOT_JUDGED = "chưa xét được"
CALL_CHARS = 90  # of a call that is shown in one line
LINE_CHARS = 200  # of a student's line that is shown with a piece of it underlined


def todo_line(verdict: Verdict) -> str:
    """One line: every TODO with its sign, and its points or that it could not be judged."""
    return "  ·  ".join(f"{MARKS[part.state]} {part.todo}: {_earned(part)}" for part in verdict.parts)


def _earned(part: PartVerdict) -> str:
    return NOT_JUDGED if part.state == OPEN else f"{points(part.earned)}/{points(part.points)} điểm"


def headline(verdict: Verdict) -> str:
    """One line that says how it went."""
    name, failure = verdict.exercise.function, verdict.failure
    if failure is None:
        return f"{MARKS[RIGHT]} {name}: đúng cả {len(verdict.exercise.cases)} trường hợp."
    if verdict.earlier and not _own_fault(verdict):
        if verdict.lost:
            return f"{MARKS[OPEN]} {name}: {NOT_JUDGED}, vì {verdict.earlier.function} chưa đúng."
        return f"{MARKS[RIGHT]} {name}: đủ điểm; kết quả còn mang lỗi của hàm {_told(verdict.earlier)}."
    if verdict.pattern is LEFT_BEHIND:
        return f"{MARKS[WRONG]} {name}: còn dòng raise của {verdict.untouched_todo}."
    if stub := _own_stub(verdict):
        return f"○ {name}: {stub} chưa làm."
    if lacks := _missing(failure):
        return missing.headline(lacks, name)
    if isinstance(failure.outcome, Raised):
        return f"{MARKS[WRONG]} {name}: hàm dừng vì lỗi."
    return f"{MARKS[WRONG]} {name}: chưa đúng."


def open_line(verdict: Verdict) -> str:
    """Why some TODOs could not be judged, or what to ask of one that is written and wrong, where nothing else says it; else ""."""
    todos = [part.todo for part in verdict.parts if part.state == OPEN]
    failure = verdict.failure
    if above := _wrong_above(verdict):
        return f"{MARKS[WRONG]} {above.todo} đã viết nhưng chưa đúng. {above.asks}"
    if not todos or failure is None or verdict.earlier or _missing(failure):
        return ""
    which = f"{', '.join(todos)} {NOT_JUDGED}"
    if stub := _own_stub(verdict):
        why = "còn dòng raise" if verdict.pattern is LEFT_BEHIND else "chưa làm"
        return f"{MARKS[OPEN]} {which}, vì {stub} {why}."
    if isinstance(failure.outcome, Raised):
        return f"{MARKS[OPEN]} Hàm dừng giữa chừng, nên {', '.join(todos)} {NOT_JUDGED}."
    if verdict.shown_repair:
        return ""
    if len(todos) == len(verdict.parts):
        return f"{MARKS[OPEN]} Hàm chưa đúng, nhưng chưa biết lỗi nằm ở TODO nào; TODO khác có thể đã đúng."
    return f"{MARKS[OPEN]} {which}: có thể đã đúng, nhưng chưa có gì cho biết điều đó."


def earlier_line(verdict: Verdict) -> str:
    """What to do about an earlier function whose error comes back, or may; "" where there is none."""
    if verdict.earlier is None:
        return ""
    if not verdict.lost:
        return f"Hàm này không mất điểm. Hãy sửa {_told(verdict.earlier)}, rồi kiểm tra lại cả hai."
    if _own_fault(verdict):
        return f"Ngoài lỗi của chính nó, hàm còn mang lỗi của {_told(verdict.earlier)}."
    return f"Hãy sửa {_told(verdict.earlier)} trước, rồi mới xem lại hàm này: có thể nó đã đúng."


def findings(verdict: Verdict) -> list[tuple[str, str]]:
    """What there is to say of the first failure: a list of (label, text) rows; nothing where it is not this function's own."""
    function, failure = verdict.exercise.function, verdict.failure
    if failure is None or not _own_fault(verdict) or _is_untouched(verdict):
        return []
    outcome, found = failure.outcome, failure.difference
    if verdict.pattern is LEFT_BEHIND and isinstance(outcome, Raised):
        return [_line_row(function, outcome)] if outcome.line else []
    if isinstance(outcome, Raised) and outcome.missing:
        return missing.rows(outcome.missing, function)
    rows = [("Trường hợp", failure.case.label)]
    if found and found.kind == MISSED:
        return [*rows, ("Đo được", found.returned), ("Cần có", found.needed)]
    if call := _call(function, failure.case):
        rows.append(("Lời gọi", call))
    if isinstance(outcome, Raised):
        return rows + _error_rows(function, failure.case, outcome)
    typed = _is_typed(verdict)
    if outcome.warned and outcome.warned.line:
        rows.append(_line_row(function, outcome.warned, "NumPy cảnh báo ở dòng"))
    rows += [("Bạn trả về", value(outcome.value, typed)), ("Cần có", needed(failure.case, typed))]
    if found is None or found.kind == "value" and found.item is None and found.index is None:
        return rows  # two numbers: nothing more to say
    return rows + [("Khác nhau", _what_differs(found, failure.case.needed))]


def hint(verdict: Verdict) -> tuple[str, str]:
    """(question, answer): of the mistake or pattern where one is recognised, else of the TODO, else of the exercise.

    Where nothing tells several TODOs apart, those of each, a line a TODO.
    """
    if verdict.diagnosis:
        return verdict.diagnosis.asks, verdict.diagnosis.tells
    parts = [part for part in _asked_about(verdict) if part.asks]
    if len(parts) > 1:
        asks, tells = (
            BREAK.join(lines) for lines in zip(*((f"{p.todo}: {p.asks}", f"{p.todo}: {p.tells}") for p in parts))
        )
        return asks, tells
    source = parts[0] if parts else verdict.exercise
    return source.asks, source.tells


def hint_label(verdict: Verdict) -> str:
    """What stands before the question: a hint, and to which TODO where it is one TODO's."""
    parts = [] if verdict.diagnosis or len(verdict.parts) == 1 else [p for p in _asked_about(verdict) if p.asks]
    return f"Gợi ý cho {parts[0].todo}" if len(parts) == 1 else "Gợi ý"


def name_line(verdict: Verdict) -> tuple[str, str] | None:
    """(label, name) of what the answers look like, or None where nothing is recognised."""
    if verdict.mistake is None:
        return ("Dấu hiệu", verdict.pattern.name) if verdict.pattern else None
    return "Giống lỗi", verdict.mistake.name


def example(verdict: Verdict) -> dict[str, str] | None:
    """{"input", "returned", "needed"}: the failure in short texts, or None where there is none of its own or nothing was written."""
    failure = verdict.failure
    if failure is None or not _own_fault(verdict) or _own_stub(verdict):
        return None
    case, found = failure.case, failure.difference
    if isinstance(failure.outcome, Raised):
        returned = _error_rows(verdict.exercise.function, case, failure.outcome)[0][1]
    elif found and found.kind == MISSED:
        return {"input": case.label, "returned": found.returned, "needed": found.needed}
    else:
        returned = value(failure.outcome.value)
    return {"input": case.label if case.told else inputs(case.args), "returned": returned, "needed": needed(case)}


def text(verdict: Verdict, standing: str = "") -> str:
    """The verdict as plain text. standing: what stands in the place of the points, where it is about none."""
    lines = [headline(verdict), "  " + (standing or todo_line(verdict))]
    if why := open_line(verdict):
        lines.append(f"  {why}")
    if earlier := earlier_line(verdict):
        lines.append(f"  {earlier}")
    rows = findings(verdict)
    lines += [f"  {label}: {content}" for label, content in rows]
    if rows:
        asks, tells = hint(verdict)
        if recognised := name_line(verdict):
            lines.append("  " + ": ".join(recognised))
        lines += [f"  {hint_label(verdict)}: {_below(asks)}", f"         {_below(tells)}"]
    lines += [f"  {line}" for line in bytes_picture.lines(verdict.measured)]
    lines += [f"  Lưu ý: {remark}" for remark in verdict.remarks]
    return "\n".join(lines)


def html(verdict: Verdict, anchor: str = "", below: str = "", standing: str = "") -> str:
    """The verdict as self-contained HTML.

    below: more HTML, at the end of the card. anchor: of a page on which the exercises stand, what comes before a function's name in the address of its place ("#bai-");
    with it, an earlier function is a link. standing: see `text`.
    """
    pieces = [
        f"<div><b>{escape(headline(verdict))}</b></div>",
        f"<div style='margin:2px 0 6px'>{escape(standing or todo_line(verdict))}</div>",
    ]
    if why := open_line(verdict):
        pieces.append(f"<div style='margin-bottom:6px'>{escape(why)}</div>")
    if verdict.earlier:
        pieces.append(
            f"<div style='margin-bottom:6px'>{_earlier_html(verdict, verdict.earlier.function, anchor)}</div>"
        )
    rows = findings(verdict)
    if verdict.failure and rows:
        pieces.append(_rows_html(rows))
        if not _own_stub(verdict) and not _missing(verdict.failure) and not verdict.failure.case.told:
            pieces.append(_inputs_html(verdict.exercise.function, verdict.failure.case))
        pieces.append(picture.html(verdict.failure))
        pieces.append(_hint_html(verdict))
    pieces.append(bytes_picture.html(verdict.measured))
    pieces += [f"<div style='margin-top:6px'><b>Lưu ý:</b> {escape(remark)}</div>" for remark in verdict.remarks]
    pieces.append(below)
    return card(_kind(verdict), "".join(pieces))


def _below(lines: str) -> str:
    """Lines of which the others stand below the first."""
    return lines.replace(BREAK, f"{BREAK}         ")


def _kind(verdict: Verdict) -> Kind:
    if verdict.failure is None:
        return "right"
    if verdict.earlier and not _own_fault(verdict):
        return "carried"
    return "todo" if _is_untouched(verdict) else "wrong"


def _own_fault(verdict: Verdict) -> bool:
    """Is something of the failure this function's own, as far as is known?"""
    return verdict.earlier is None or any(part.state == WRONG for part in verdict.parts)


def _is_untouched(verdict: Verdict) -> bool:
    """Is a TODO still to be written, with nothing beside its `raise`?"""
    return _own_stub(verdict) is not None and verdict.pattern is not LEFT_BEHIND


def _own_stub(verdict: Verdict) -> str | None:
    """The TODO of this function, not of one that it calls, whose stub ended the call, or None."""
    return next((part.todo for part in verdict.parts if part.todo == verdict.untouched_todo), None)


def _wrong_above(verdict: Verdict) -> Part | None:
    """The first TODO with a question that is lost though it is written, for the call went on to one below that is not."""
    if not _is_untouched(verdict):
        return None
    stub = [part.todo for part in verdict.parts].index(str(_own_stub(verdict)))
    above = zip(verdict.parts[:stub], verdict.exercise.parts)
    return next((asked for one, asked in above if one.state == WRONG and asked.asks), None)


def _told(earlier: Earlier) -> str:
    return f"{earlier.function} ({', '.join(earlier.todos)})" if earlier.todos else earlier.function


def _missing(failure: Failure) -> Missing | None:
    """The name that a failure lacks by the fault of another cell, or None."""
    return failure.outcome.missing if isinstance(failure.outcome, Raised) else None


def _asked_about(verdict: Verdict) -> list[Part]:
    """The TODOs that a hint is for: the first wrong one; where nothing tells them apart, all from the one that the failed case tries.

    The cases of the TODOs before that one are right.
    """
    exercise, failure = verdict.exercise, verdict.failure
    parts = {part.todo: part for part in exercise.parts}
    if wrong := [parts[part.todo] for part in verdict.parts if part.state == WRONG]:
        return wrong[:1]
    left = [parts[part.todo] for part in verdict.parts if part.state == OPEN]
    tried = (
        place
        for place, part in enumerate(left)
        if any(failure and exercise.cases[n] is failure.case for n in part.cases)
    )
    return left[next(tried, 0) :]


def _is_typed(verdict: Verdict) -> bool:
    """Does the type of the numbers matter in the case that failed, or is it just what is wrong?"""
    exercise, failure = verdict.exercise, verdict.failure
    if failure and failure.difference and failure.difference.kind == "dtype":
        return True
    tried = [part for part in exercise.parts if any(failure and exercise.cases[n] is failure.case for n in part.cases)]
    return any(isinstance(part.equality, Equality) and part.equality.dtype for part in tried or exercise.parts)


def _line_row(function: str, error: Raised, what: str = "Ở dòng") -> tuple[str, str]:
    where = f" có hàm {error.function}" if error.function not in ("", function) else ""
    return f"{what} {error.line} của ô{where}", error.code


def _error_rows(function: str, case: Case, error: Raised) -> list[tuple[str, str]]:
    if error.missing:
        return missing.rows(error.missing, function)
    whose = "của bạn" if error.function in ("", function) else error.function
    rows = [(f"Lỗi trong hàm {whose}", f"{error.kind}: {error.message}" if error.message else error.kind)]
    if error.line:
        rows.append(_line_row(function, error))
    rows.append(("Cần có", needed(case, typed=False)))
    return rows


def _what_differs(found: Difference, wanted: Any) -> str:
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
            return f"{where}bạn trả về {found.returned}, cần {_kind_needed(found, wanted)}{forgotten}"
    if found.index is not None:
        position = ", ".join(map(str, found.index))
        where += f"vị trí [{position}]: "
    short = f"{where}{' thay vì '.join(short_pair(found.returned, found.needed))}"
    return short if found.size == 1 else f"{short}; sai {found.wrong}/{found.size} phần tử"


def _kind_needed(found: Difference, wanted: Any) -> object:
    """What is needed instead of something of another kind: of a number, not which of NumPy's it is."""
    thing = wanted if found.item is None else wanted[found.item]
    return "một số" if isinstance(thing, (int, float, np.generic)) and not isinstance(thing, bool) else found.needed


def _earlier_html(verdict: Verdict, function: str, anchor: str) -> str:
    words, name = escape(earlier_line(verdict)), escape(function)
    return words.replace(name, f"<a href='{anchor}{name}'>{name}</a>", 1) if anchor else words


def _rows_html(rows: Sequence[tuple[str, str]]) -> str:
    cells = "".join(
        f"<tr style='background:none'><th style='text-align:left;vertical-align:top;padding:1px 10px 1px 0;font-weight:600;"
        f"background:none;min-width:4.5em'>{escape(label)}</th>"
        f"<td style='text-align:left;padding:1px 0;background:none'>"
        f"<code style='white-space:pre-wrap;overflow-wrap:anywhere;background:none;color:inherit'>{escape(content)}</code></td></tr>"
        for label, content in rows
    )
    return f"<table style='border:0;margin:0;color:inherit'>{cells}</table>"


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
    return (
        "<details style='margin-top:4px'><summary>Dữ liệu vào, chép được vào một ô</summary>"
        f"<pre style='background:none;color:inherit;margin:2px 0;white-space:pre-wrap;overflow-wrap:anywhere'>{escape(inputs(case.args))}</pre></details>"
    )


def _hint_html(verdict: Verdict) -> str:
    asks, tells = hint(verdict)
    recognised = name_line(verdict)
    name = f"<div><b>{recognised[0]}:</b> {escape(recognised[1])}</div>" if recognised else ""
    return (
        f"<div style='margin-top:6px'>{name}{_places_html(verdict)}<b>{hint_label(verdict)}:</b> {_lines_html(asks)}"
        f"<details><summary>Vẫn chưa ra? Mở để đọc tiếp</summary>{_lines_html(tells)}</details></div>"
    )


def _places_html(verdict: Verdict) -> str:
    """The lines of the student's in which a repair is, with the piece underlined that it changes; all lines of a lost TODO."""
    found = verdict.shown_repair
    if found is None:
        return ""
    if found.hint and found.place:
        numbered = enumerate(found.place.text.split("\n"), found.place.line)
        return "".join(_line_html(number, escape(line)) for number, line in numbered if len(line) <= LINE_CHARS)
    return "".join(
        _line_html(place.line, _underlined(place)) for place in found.places if len(place.whole) <= LINE_CHARS
    )


def _line_html(number: int, line: str) -> str:
    return (
        f"<pre style='background:none;color:inherit;margin:2px 0;white-space:pre-wrap;overflow-wrap:anywhere'>"
        f"<span style='opacity:.6'>{number} </span>{line}</pre>"
    )


def _underlined(place: Place) -> str:
    """The first line of a place; what is changed there is underlined, and all of it where nothing less is."""
    end = place.end_column if place.end_line == place.line else len(place.whole)
    before, piece, after = place.whole[: place.column], place.whole[place.column : end], place.whole[end:]
    if not piece.strip():
        before, piece, after = "", place.whole, ""
    under = "text-decoration:underline;text-decoration-thickness:2px;text-underline-offset:3px"
    return f"{escape(before)}<span style='{under}'>{escape(piece)}</span>{escape(after)}"


def _lines_html(lines: str) -> str:
    return escape(lines).replace(BREAK, "<br>")
