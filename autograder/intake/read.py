"""Reads one submitted file, whatever it holds, into plain cells; nothing else of the file survives."""

from __future__ import annotations

import codecs
import json
import os
import re
import stat
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from nbformat import from_dict

from autograder.intake.labels import checksum_of
from autograder.intake.status import Notice, NoticeKind, Status, notice

LIMIT_BYTES = 50 * 1024 * 1024
# Python's objects for `[],` or `{"":` take up to 80 times their text. One line of an output is one value, and what
# is printed is not looked into: a million printed lines pass, as do pictures and tables of any size the file may have.
MAX_VALUES = 1_500_000
MAX_CELLS = 1000
MAX_SOURCE_CHARS = 5_000_000  # room for a screenshot that Colab writes into the text itself
MAX_TOTAL_CHARS = 20_000_000
MAX_LABEL_CHARS = 255
MAX_INT_DIGITS = 300
GRADING_KEYS = ("grade", "solution", "locked", "points")
PLAIN_TYPES = {
    "code": "code",
    "markdown": "markdown",
    "html": "markdown",
    "heading": "markdown",
    "raw": "raw",
}

PICTURE_KINDS = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml")
BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*+", re.ASCII)

MERGE_MARKER = re.compile(r"^(<{7}|>{7})( |$)", re.MULTILINE)
LONE_SURROGATE = re.compile("[\ud800-\udfff]")
# From one `[`, `{` or `,` outside strings to the next, or to the end. It never gives back what it took, and never fails.
UP_TO_A_VALUE = re.compile(r'(?:[^"\[{,]++|"(?:[^"\\]++|\\.)*+"?+)*+(?:[\[{,]|\Z)', re.DOTALL)


@dataclass(frozen=True)
class SubmittedCell:
    """One cell as the student left it.

    claimed: what it says of its grading, good for a notice only. checksum: nbgrader's, of the cell as it was given.
    pictures: (name, kind, base64) of what was pasted into its text.
    """

    cell_type: str
    source: str
    cell_id: str | None
    grade_id: str | None
    claimed: tuple[tuple[str, bool | int | float], ...] = ()
    checksum: str | None = None
    pictures: tuple[tuple[str, str, str], ...] = ()

    @property
    def is_given_text(self) -> bool:
        """Is it a text just as some lesson gave it, and so nobody's answer? Who forges a checksum hides own words only."""
        if self.cell_type == "code" or self.checksum is None or self.grade_id is None:
            return False
        labels = {"points": 0, **dict(self.claimed), "grade_id": self.grade_id}
        cell = {"cell_type": self.cell_type, "source": self.source, "metadata": {"nbgrader": labels}}
        return self.checksum == checksum_of(from_dict(cell))


@dataclass(frozen=True)
class Submission:
    """All that is taken from a submitted file."""

    cells: tuple[SubmittedCell, ...]
    status: Status
    notices: tuple[Notice, ...]


class _Refused(Exception):
    """The file cannot be taken in; carries the status that says why."""

    def __init__(self, status: Status) -> None:
        super().__init__(status.value)
        self.status = status


def take(path: Path, limit_bytes: int = LIMIT_BYTES) -> bytes | Status:
    """The bytes of a submitted file, or the Status that says why there are none."""
    try:
        return _read_regular(path, limit_bytes)
    except _Refused as refusal:
        return refusal.status


def read_bytes(content: bytes | Status) -> Submission:
    """Read what `take` gave; what it holds decides the status and never raises."""
    if isinstance(content, Status):
        return Submission((), content, ())
    try:
        raw_cells = _raw_cells(_parse(_decode(content)))
    except _Refused as refusal:
        return Submission((), refusal.status, ())
    return _plain_cells(raw_cells)


def _read_regular(path: Path, limit_bytes: int) -> bytes:
    """The bytes of a regular file; links are not followed, and a fifo or device is never waited for."""
    flags = os.O_RDONLY
    for optional in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY", "O_CLOEXEC"):
        flags |= getattr(os, optional, 0)
    try:
        _demand_regular(os.lstat(path))
        with os.fdopen(os.open(path, flags), "rb") as file:
            _demand_regular(os.fstat(file.fileno()))
            raw = file.read(limit_bytes + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise _Refused(Status.MISSING) from None
    except OSError:
        raise _Refused(Status.UNREADABLE) from None
    if len(raw) > limit_bytes:
        raise _Refused(Status.TOO_LARGE)
    return raw


def _demand_regular(found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise _Refused(Status.NOT_REGULAR)


def _decode(raw: bytes) -> str:
    """Text of the file: UTF-8 with or without a mark, or UTF-16 with its mark (Windows Notepad)."""
    utf_16 = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = raw.decode("utf-16" if utf_16 else "utf-8-sig", errors="surrogatepass")
    except UnicodeDecodeError:
        raise _Refused(Status.UNREADABLE) from None
    if not text.strip("\0 \t\r\n"):
        raise _Refused(Status.EMPTY_FILE)
    return text


def _parse(text: str) -> object:
    if next(islice(UP_TO_A_VALUE.finditer(text), MAX_VALUES, None), None):
        raise _Refused(Status.TOO_LARGE)
    try:
        return json.loads(text, parse_int=_bounded_int)
    except RecursionError:
        raise _Refused(Status.NOT_JSON) from None
    except ValueError:
        raise _Refused(Status.MERGE_MARKERS if MERGE_MARKER.search(text) else Status.NOT_JSON) from None


def _bounded_int(digits: str) -> int | float:
    """An int, or a float where Python would refuse (or take long) to convert that many digits."""
    return int(digits) if len(digits) <= MAX_INT_DIGITS else float(digits)


def _raw_cells(document: object) -> list[Any]:
    """The list of cells of format 4, or the cells of all worksheets of format 3."""
    if isinstance(document, dict):
        if isinstance(document.get("cells"), list):
            return document["cells"]
        if isinstance(document.get("worksheets"), list):
            sheets = (sheet for sheet in document["worksheets"] if isinstance(sheet, dict))
            lists = (sheet.get("cells") for sheet in sheets)
            return [cell for cells in lists if isinstance(cells, list) for cell in cells]
    raise _Refused(Status.NOT_A_NOTEBOOK)


def _plain_cells(raw_cells: list[Any]) -> Submission:
    """Keep what is a cell of bearable size, and tell what was left out or mended."""
    cells, total = [], 0
    skipped, too_long, replaced = [], [], []
    for number, raw in enumerate(raw_cells[:MAX_CELLS], start=1):
        cell = _plain_cell(raw)
        if cell is None:
            skipped.append(number)
        elif len(cell.source) > min(MAX_SOURCE_CHARS, MAX_TOTAL_CHARS - total):
            too_long.append(number)
        else:
            total += len(cell.source)
            mended = replace(cell, source=LONE_SURROGATE.sub("\ufffd", cell.source))
            if mended != cell:
                replaced.append(number)
            cells.append(mended)
    notices = [
        notice(kind, count=len(numbers), where=_where(numbers))
        for kind, numbers in (
            (NoticeKind.CELLS_SKIPPED, skipped),
            (NoticeKind.CELLS_TOO_LONG, too_long),
            (NoticeKind.CHARACTERS_REPLACED, replaced),
        )
        if numbers
    ]
    if len(raw_cells) > MAX_CELLS:
        notices.append(notice(NoticeKind.TOO_MANY_CELLS, count=MAX_CELLS))
    return Submission(tuple(cells), Status.OK, tuple(notices))


def _where(numbers: list[int], shown: int = 5) -> str:
    return ", ".join(map(str, numbers[:shown])) + (", …" if len(numbers) > shown else "")


def _plain_cell(raw: object) -> SubmittedCell | None:
    """One cell with only what may be used of it; None when it is not a cell a person could read."""
    if not isinstance(raw, dict):
        return None
    cell_type = raw.get("cell_type")
    source = _joined(raw.get("source", raw.get("input")))
    if not isinstance(cell_type, str) or cell_type not in PLAIN_TYPES or source is None:
        return None
    if cell_type == "heading":
        source = "#" * _heading_level(raw.get("level")) + " " + source
    metadata = _dict(raw.get("metadata"))
    labels = _dict(metadata.get("nbgrader"))
    return SubmittedCell(
        cell_type=PLAIN_TYPES[cell_type],
        source=source.replace("\r\n", "\n").replace("\r", "\n"),
        cell_id=_label((raw.get("id"), metadata.get("id"))),
        grade_id=_label((labels.get("grade_id"),)),
        claimed=tuple((key, labels[key]) for key in GRADING_KEYS if _is_number(labels.get(key))),
        checksum=_label((labels.get("checksum"),)),
        pictures=_pictures(_dict(raw.get("attachments"))),
    )


def _pictures(attachments: dict[Any, Any]) -> tuple[tuple[str, str, str], ...]:
    found = ((name, kind, _joined(text)) for name, told in attachments.items() for kind, text in _dict(told).items())
    return tuple(
        (name, kind, text) for name, kind, text in found if kind in PICTURE_KINDS and text and BASE64.fullmatch(text)
    )


def _joined(source: object) -> str | None:
    if isinstance(source, str):
        return source
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        return "".join(source)
    return None


def _heading_level(level: object) -> int:
    return level if isinstance(level, int) and 1 <= level <= 6 else 1


def _dict(value: object) -> dict[Any, Any]:
    return value if isinstance(value, dict) else {}


def _label(candidates: Iterable[object]) -> str | None:
    """The first usable label; Colab moves a cell's id into its metadata."""
    for value in candidates:
        if isinstance(value, str) and 0 < len(value) <= MAX_LABEL_CHARS and not LONE_SURROGATE.search(value):
            return value
    return None


def _is_number(value: object) -> bool:
    return isinstance(value, (bool, int, float))
