"""Tables that people keep in files: CSV as Excel, Moodle and Canvas write it, and .xlsx."""

from __future__ import annotations

import codecs
import csv
import io
import os
import re
import zipfile
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from pathlib import Path

from autograder.files.course_error import CourseError
from autograder.files.kinds import ZIP, kind_of
from autograder.files.words import plain_words, visible
from autograder.files.workbooks import TooMuch, sheets_of_workbook

SEPARATORS = ",;\t"
LOOKED_AT = 20  # lines that tell which separator a file has
PAGES, OPEN_DOCUMENT, LOOKED_AT_BYTES = (
    (b"<html", b"<!doctype html", b"<table", b"<meta", b"<head"),
    b"application/vnd.oasis.opendocument",
    200,
)
LONE_RETURN = re.compile(r"\r(?!\n)")  # how lines ended on old Macs
Rows = tuple[tuple[str, ...], ...]
LIMIT_BYTES = 20 * 1024 * 1024
CELLS, LINES = 2_000_000, 1_100_000  # of a table
IN_BRACKETS = re.compile(r"\([^()]*\)")
SIGNS = "=+-@＝＋－＠"
FORMULA_STARTS = tuple(f"{SIGNS}\t\r\n")
NEXT_CELL = re.compile(
    rf"((?:;|\S\s*[\t\r\n])\s*)(?=[{re.escape(SIGNS)}])"
)  # where a spreadsheet that cuts at semicolons begins a cell


@dataclass(frozen=True)
class Sheet:
    """Rows of text. separator, marked: how a CSV came, and so how it goes back; marked: it begins with UTF-8's mark."""

    rows: Rows
    separator: str = ","
    marked: bool = True

    def with_cells(self, column: int, texts: Mapping[int, str]) -> Sheet:
        """The sheet with {row: text} written into a column; every other cell as it came."""
        rows = [list(row) for row in self.rows]
        for number, text in texts.items():
            rows[number] += [""] * (column + 1 - len(rows[number]))
            rows[number][column] = text
        return replace(self, rows=tuple(map(tuple, rows)))


def read_sheet(path: str | os.PathLike[str]) -> Sheet:
    """The first sheet of an .xlsx, or a CSV: see read_sheets."""
    return next(iter(read_sheets(path).values()))


def read_sheets(path: str | os.PathLike[str]) -> dict[str, Sheet]:
    """{title: Sheet} of the sheets of an .xlsx that are not hidden, one at least; or {"": a CSV}: UTF-8 with or without its mark, or Excel's UTF-16; `,`, `;` or tab between cells.

    Raises CourseError for a file that is none of these or holds more than a class, OSError for one that cannot be read.
    """
    path = Path(path)
    if not path.is_file():
        raise CourseError(f"Không có tệp {path}. Hãy xem lại đường dẫn.")
    if path.stat().st_size > LIMIT_BYTES:
        raise CourseError(f"Tệp {path} quá lớn so với một danh sách lớp. Hãy xem lại có nhầm tệp không.")
    content = path.read_bytes()
    if other := _other_kind(content):
        raise CourseError(
            f"Tệp {path} {other}. Hãy mở tệp bằng Excel hay LibreOffice, rồi lưu lại ở dạng .xlsx không có mật khẩu, hay CSV UTF-8."
        )
    return _from_xlsx(path, content) if kind_of(content) == ZIP else {"": _from_csv(path, content)}


def _other_kind(content: bytes) -> str | None:
    """What is said of a file that is neither a CSV nor an .xlsx, or None: schools' systems call web pages Excel, too."""
    kind = kind_of(content)
    if not content.strip():
        return "rỗng"
    if kind not in (None, ZIP):
        return f"là tệp {kind}"
    if content.removeprefix(codecs.BOM_UTF8).lstrip()[:20].lower().startswith(PAGES):
        return "là một trang web, dù tên nói là bảng tính"
    return "là bảng tính OpenDocument (.ods)" if OPEN_DOCUMENT in content[:LOOKED_AT_BYTES] else None


def _from_csv(path: Path, content: bytes) -> Sheet:
    text = LONE_RETURN.sub("\n", _decoded(path, content))
    try:
        if max(map(text.count, SEPARATORS)) > CELLS:  # a line of them all would be made before it is counted
            raise TooMuch("có quá nhiều cột")
        separator = _separator(text)
        rows = _bounded(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except TooMuch as error:
        raise _too_large(path, error) from error
    except csv.Error as error:
        raise CourseError(
            f"Tệp {path} không đọc được như CSV: {error}. Hãy mở bằng Excel rồi lưu lại ở dạng CSV UTF-8."
        ) from error
    return Sheet(rows, separator, content.startswith(codecs.BOM_UTF8))


def _decoded(path: Path, content: bytes) -> str:
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise CourseError(
            f"Tệp {path} không viết bằng UTF-8. Hãy mở bằng Excel rồi lưu lại ở dạng CSV UTF-8."
        ) from error


def _separator(text: str) -> str:
    """The one that cuts the first lines into the most cells, as often in one line as in another."""
    lines = [line for line in islice(io.StringIO(text), LOOKED_AT) if line.strip()]

    def likely(separator: str) -> tuple[bool, int, int]:
        counts = Counter(len(row) for row in csv.reader(lines, delimiter=separator))
        cells, often = max(counts.items(), key=lambda found: (found[0] > 1, found[1], found[0]), default=(1, 0))
        return cells > 1, often, cells

    return max(SEPARATORS, key=likely)


def _from_xlsx(path: Path, content: bytes) -> dict[str, Sheet]:
    try:
        sheets = {title: Sheet(rows) for title, rows in _all_bounded(sheets_of_workbook(content))}
    except TooMuch as error:
        raise _too_large(path, error) from error
    except zipfile.BadZipFile as error:
        raise CourseError(
            f"Tệp {path} hỏng, hoặc không phải là .xlsx. Hãy mở bằng Excel rồi lưu lại ở dạng CSV UTF-8."
        ) from error
    except Exception as error:  # openpyxl lets out whatever its parsers meet in a broken file
        raise CourseError(
            f"Tệp {path} không đọc được như .xlsx: {error}. Hãy mở bằng Excel rồi lưu lại ở dạng CSV UTF-8."
        ) from error
    return sheets or {"": Sheet(())}


def _all_bounded(sheets: Iterable[tuple[str, Iterable[Sequence[str]]]]) -> Iterator[tuple[str, Rows]]:
    """(title, rows) of each sheet, as _bounded has them; raises TooMuch for more in all than a class has."""
    cells = 0
    for title, rows in sheets:
        kept = _bounded(rows, cells)
        cells += sum(map(len, kept))
        yield title, kept


def _bounded(rows: Iterable[Sequence[str]], cells: int = 0) -> Rows:
    """The rows as a tuple of tuples; raises TooMuch for more than a class has. cells: how many others there are."""
    kept = []
    for row in rows:
        kept.append(tuple(row))
        cells += len(row)
        if cells > CELLS or len(kept) > LINES:
            raise TooMuch("có quá nhiều dòng hay cột")
    return tuple(kept)


def _too_large(path: Path, why: object) -> CourseError:
    return CourseError(
        f"Tệp {path} {why}, nên không giống bảng của một lớp. Hãy chép riêng bảng ấy sang một tệp mới, hoặc lưu lại ở dạng CSV UTF-8."
    )


def find_columns(heading: Sequence[str], spellings: Mapping[str, Container[str]]) -> dict[str, int]:
    """{what: column} of the headings that are among {what: spellings}, these in plain words; the first of each counts.

    One that is so without what is in brackets, "Họ và tên (in hoa)", counts where no other is.
    """
    columns: dict[str, int] = {}
    for cells in (heading, [IN_BRACKETS.sub("", cell) for cell in heading]):
        for column, cell in enumerate(cells):
            for what, known in spellings.items():
                if column not in columns.values() and " ".join(plain_words(cell)) in known:
                    columns.setdefault(what, column)
    return columns


def cell_of(row: Sequence[str], columns: Mapping[str, int], what: str) -> str:
    """The text in one of the found columns as a person sees it; "" where there is no such column, or the row is shorter."""
    column = columns.get(what, len(row))
    return visible(row[column]) if column < len(row) else ""


def csv_bytes(sheet: Sheet) -> bytes:
    """A Sheet as UTF-8, with the separator and the mark it came with."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=sheet.separator).writerows(sheet.rows)
    return text.getvalue().encode("utf-8-sig" if sheet.marked else "utf-8")


def csv_of(rows: Iterable[Iterable[str | float | None]]) -> bytes:
    """A table of our own (texts, numbers, and None where there is none) as a CSV that Excel shows rightly and never runs."""
    return csv_bytes(Sheet(tuple(tuple(map(_written, row)) for row in rows)))


def _written(cell: str | float | None) -> str:
    match cell:
        case None:
            return ""
        case str():
            return safe_cell(cell)
    return number(cell)


def safe_cell(text: str) -> str:
    """The text with an apostrophe wherever a spreadsheet would take what follows for a formula, also after spaces.

    With a Vietnamese locale Excel cuts a CSV at semicolons, and minds no quotes inside of what it takes for a cell.
    Source: OWASP, "CSV Injection" (https://owasp.org/www-community/attacks/CSV_Injection).
    """
    starts = text.startswith(FORMULA_STARTS) or text.lstrip().startswith(FORMULA_STARTS)
    text = NEXT_CELL.sub(r"\1'", text)
    return f"'{text}" if starts else text


@lru_cache  # a class has few different marks
def number(value: float) -> str:
    """A number with a point and at the most five decimals, as Moodle and Canvas keep points; none where there are none."""
    return f"{round(value, 5) + 0.0:.5f}".rstrip("0").rstrip(".")


def as_number(text: str) -> float | None:
    """A number as a language writes it, 10.00 or 10,00; None where it is none."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None
