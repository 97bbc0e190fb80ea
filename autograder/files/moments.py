"""Moments as people and systems write them: read in one way wherever this project meets them."""

import codecs
import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from autograder.files.course_error import CourseError

DAY_FIRST, MONTH_FIRST = "day-first", "month-first"
LONGEST = 100
CLOCK = re.compile(
    r"(?<![\d:])(\d{1,2})[:h](\d{2})(?::(\d{2})(?:[.,]\d+)?)?(?!\d)(?:\s*(am|pm|a\.\s?m\b\.?|p\.\s?m\b\.?|sa|ch|s\u00e1ng|chi\u1ec1u|t\u1ed1i)(?!\w))?"
)
WORDED = re.compile(
    r"(?<!\d)(\d{1,2})\s+(?:tháng\s+(\w+(?:\s+(?:một|hai))?)|([a-z]{3,9}))\.?,?\s+(?:năm\s+)?(\d{4})(?!\d)"
)
MONTH_WORD_FIRST = re.compile(r"\b([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)")
IN_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})([/.-])(\d{1,2})\2(\d{1,2})(?!\d)")
OFFSET = re.compile(r"(?:utc|gmt|z|(?=[+-]))\s*(?:([+-])(\d{1,2})(?::?(\d{2}))?)?")
NAMED_ZONE = re.compile(
    r"(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ([A-Za-z_]+(?:/[A-Za-z_+-]+){0,2}\d{0,2})"
)  # as nbgrader writes it
ENGLISH = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
VIETNAMESE = ["một", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai"]
AFTERNOON, MORNING = {"pm", "ch", "chiều", "tối"}, {"am", "sa", "sáng"}


def moment_of(text: str, order: str | None = None) -> datetime | None:
    """The moment that a text tells, in UTC without a zone, or None where it tells none.

    Read are ISO 8601, nbgrader's `2026-01-03 10:30:00.000000 UTC`, `3 January 2026, 5:30 p.m.`, `3 tháng 1 2026, 5:30 CH`,
    `3/1/2026 17:30`; without a zone it is this machine's. order: which of two numbers is the day; where it is not told, a
    date that can be read in both ways tells none. A day alone is no time: work handed in late that day would seem to be early.
    """
    text = text.strip()
    found = None
    if len(text) <= LONGEST:
        found = (
            _iso(text)
            or _in_named_zone(text)
            or _written(" ".join(unicodedata.normalize("NFC", text).casefold().split()), order)
        )
    try:
        return found.astimezone(UTC).replace(tzinfo=None) if found else None
    except (ValueError, OverflowError):  # the first or the last day of all, in another zone
        return None


def text_of(content: bytes) -> str:
    """The text of a small file that a person wrote, with whatever program of Windows too."""
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return content.decode("utf-16" if wide else "utf-8-sig", errors="replace").strip()


def as_timestamp(text: str, order: str | None = None) -> str | None:
    """A moment as nbgrader reads it ("2026-01-03 10:30:00 UTC"), or None where the text tells none."""
    found = moment_of(text, order)
    return f"{found.isoformat(' ', 'seconds')} UTC" if found else None


def order_of(texts: Iterable[str], chosen: str | None, where: str) -> str | None:
    """DAY_FIRST or MONTH_FIRST, as a whole column is written: one date with a number above 12 decides; None where it does not matter.

    chosen: what somebody said it is, or None. where: what to call the column. Raises CourseError where the dates contradict
    each other or what was said, and where nothing decides.
    """
    dates = {
        (int(found[1]), int(found[3])): found[0]
        for text in texts
        if not YEAR_FIRST.search(text) and (found := IN_NUMBERS.search(text))
    }
    shown = {
        DAY_FIRST: next((text for (first, second), text in dates.items() if first > 12 >= second), None),
        MONTH_FIRST: next((text for (first, second), text in dates.items() if second > 12 >= first), None),
    }
    decided = [order for order, text in shown.items() if text]
    if len(decided) == 2 or (chosen and decided and decided != [chosen]):
        against = " và ".join(filter(None, shown.values()))
        raise CourseError(
            f"{where}: thứ tự ngày và tháng không thống nhất, chẳng hạn {against}. Hãy sửa cột ấy cho cùng một cách ghi, hay xem lại --dates."
        )
    unclear = next((text for (first, second), text in dates.items() if first != second), None)
    if not chosen and not decided and unclear:
        raise CourseError(
            f"{where}: không rõ {unclear} ghi ngày trước hay tháng trước. Hãy chạy lại với --dates day-first (ngày trước) hay --dates month-first."
        )
    return chosen or next(iter(decided), None)


def _iso(text: str) -> datetime | None:
    try:
        if _is_day(text):
            return None
        joined = re.sub(r" (?=[+-]\d{2}:?\d{2}$)", "", text)
        return datetime.fromisoformat(joined.removesuffix(" UTC") + ("+00:00" if joined.endswith(" UTC") else ""))
    except ValueError:
        return None


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _in_named_zone(text: str) -> datetime | None:
    """A time in a zone of its own name: America/Los_Angeles."""
    if not (found := NAMED_ZONE.fullmatch(text)):
        return None
    try:
        return datetime.fromisoformat(found[1]).replace(tzinfo=ZoneInfo(found[2]))
    except (ValueError, ZoneInfoNotFoundError, OSError):
        return None


def _written(text: str, order: str | None) -> datetime | None:
    clock, (found, day) = CLOCK.search(text), _day(text, order)
    if not clock or not found or not day:
        return None
    hour, half = int(clock[1]), (clock[4] or "").replace(".", "").replace(" ", "")
    if half in MORNING and hour > 12:
        return None
    if half in AFTERNOON and hour < 12:
        hour += 12
    if half in MORNING and hour == 12:
        hour = 0
    try:
        return datetime(
            *day, hour, int(clock[2]), int(clock[3] or 0), tzinfo=_zone(text[max(clock.end(), found.end()) :].strip())
        )
    except ValueError:
        return None


def _zone(text: str) -> tzinfo | None:
    """The zone that ends a text (UTC, GMT+7, +07:00), or None, this machine's, where nothing does. Raises ValueError for what is none."""
    if not text:
        return None
    if not (found := OFFSET.fullmatch(text)):
        raise ValueError(text)
    ahead = timedelta(hours=int(found[2] or 0), minutes=int(found[3] or 0))
    return timezone(-ahead if found[1] == "-" else ahead)


def _day(text: str, order: str | None) -> tuple[re.Match[str] | None, tuple[int, int, int] | None]:
    """(the match of a date, (year, month, day) of it), each None where there is none."""
    if found := YEAR_FIRST.search(text):
        return found, (int(found[1]), int(found[3]), int(found[4]))
    if found := IN_NUMBERS.search(text):
        return found, _in_order(
            int(found[1]), int(found[3]), int(found[4]) + (2000 if len(found[4]) == 2 else 0), order
        )
    if found := WORDED.search(text):
        month = _month(found[2] or found[3])
        return found, (int(found[4]), month, int(found[1])) if month else None
    if found := MONTH_WORD_FIRST.search(text):
        month = _month(found[1])
        return found, (int(found[3]), month, int(found[2])) if month else None
    return None, None


def _in_order(first: int, second: int, year: int, order: str | None) -> tuple[int, int, int] | None:
    if first > 12 or first == second:
        order = order or DAY_FIRST
    elif second > 12:
        order = order or MONTH_FIRST
    return {DAY_FIRST: (year, second, first), MONTH_FIRST: (year, first, second)}.get(order) if order else None


def _month(word: str) -> int | None:
    if word.isdecimal():
        return int(word)
    if word in VIETNAMESE:
        return VIETNAMESE.index(word) + 1
    return ENGLISH.index(word[:3]) + 1 if word[:3] in ENGLISH else None
