"""The sheets of an .xlsx from anywhere: what reading it takes is counted before anything is made of it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime, time
from typing import IO, TYPE_CHECKING, Any
from xml.parsers import expat

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from openpyxl.cell.read_only import ReadOnlyCell
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

PARTS, PART_BYTES, TOTAL_BYTES = 2000, 64 * 1024**2, 128 * 1024**2  # of a workbook, unpacked
ELEMENTS, ELEMENTS_ELSEWHERE, ELEMENTS_OF_ROW = (
    1_000_000,
    50_000,
    60_000,
)  # of a sheet or the texts; of another part; of one row
COLUMNS, LAST_ROW = 1000, 1_048_576  # what lies beyond is no table that a person keeps
PIECE = 65536
DIGITS_KEPT = 15  # a spreadsheet's numbers have no more
NOT_CALCULATED = "#FORMULA!"
ZEROS = re.compile("0+")  # the number format that shows every number with so many digits


class TooMuch(Exception):
    """More than a table of people has; the text says of what."""


def sheets_of_workbook(content: bytes) -> list[tuple[str, Iterator[tuple[str, ...]]]]:
    """(title, rows) of each sheet that is not hidden. Raises TooMuch, and whatever openpyxl lets out.

    Rows are of texts, each without its blank end, and without the blank rows at the end.
    A sheet's own word on its size (`<dimension>`) is not asked for: programs write it wrong, and openpyxl would leave rows out.
    """
    import openpyxl

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        _demand_bearable(archive)
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    return [(sheet.title, _rows(sheet)) for sheet in book.worksheets if sheet.sheet_state == "visible"]


def _rows(sheet: ReadOnlyWorksheet) -> Iterator[tuple[str, ...]]:
    last = 0
    for number, cells in _parsed(sheet):
        texts = {cell.column: text for cell in cells if cell.column <= COLUMNS and (text := _text(cell))}
        if texts:
            yield from [()] * min(number - last - 1, LAST_ROW)
            yield tuple(texts.get(column, "") for column in range(1, max(texts) + 1))
            last = max(number, last + 1)


def _parsed(sheet: ReadOnlyWorksheet) -> Iterator[tuple[int, list[ReadOnlyCell]]]:
    """(number, cells that are there) of each row: openpyxl's own iter_rows makes those that are not, too, up to the last column."""
    from openpyxl.cell.read_only import ReadOnlyCell
    from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

    class Parser(WorkSheetParser):  # openpyxl has no types
        """openpyxl's, which has nothing of a formula whose value no spreadsheet has stored."""

        def parse_cell(self, element: Element) -> dict[str, Any]:
            cell: dict[str, Any] = super().parse_cell(element)
            if cell["value"] is None and element.find(FORMULA_TAG) is not None:
                cell.update(value=NOT_CALCULATED, data_type="s")
            return cell

    book = sheet.parent
    with book._archive.open(sheet._worksheet_path) as source:
        parser = Parser(
            source,
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        for number, cells in parser.parse():
            yield number, [ReadOnlyCell(sheet, **cell) for cell in cells if cell["value"] is not None]


def _demand_bearable(archive: zipfile.ZipFile) -> None:
    """Raise TooMuch unless all parts are of bearable size, and hold a bearable number of elements, no row too many."""
    entries = archive.infolist()
    sizes = [entry.file_size for entry in entries]
    if len(entries) > PARTS or sum(sizes) > TOTAL_BYTES or max(sizes, default=0) > PART_BYTES:
        raise TooMuch("có quá nhiều dữ liệu")
    for entry in entries:
        is_long = entry.filename.startswith("xl/worksheets/") or "sharedstrings" in entry.filename.lower()
        with archive.open(entry) as part:
            _count(part, ELEMENTS if is_long else ELEMENTS_ELSEWHERE)


def _count(part: IO[bytes], most: int) -> None:
    """Raise TooMuch for too many elements in a part, or for a document type, which may name entities."""
    parser, in_all, since_row = expat.ParserCreate(), 0, 0

    def begin(name: str, _: object) -> None:
        nonlocal in_all, since_row
        in_all, since_row = in_all + 1, 0 if name.rpartition(":")[2] in ("row", "si") else since_row + 1
        if in_all > most or since_row > ELEMENTS_OF_ROW:
            raise TooMuch("có quá nhiều ô")

    def refuse(*_: object) -> None:
        raise TooMuch("có khai báo DOCTYPE")

    parser.StartElementHandler, parser.StartDoctypeDeclHandler = begin, refuse
    try:
        while piece := part.read(PIECE):
            parser.Parse(piece)
    except expat.ExpatError:  # no XML from here on: nor will openpyxl read on
        return


def _text(cell: ReadOnlyCell) -> str:
    """A cell's value as a person sees it: whole numbers without `.0`, and with the zeros that a format like 0000000 puts first;
    a day, which openpyxl gives as its midnight, without a time; a number that lost its last digits as 2.02012E+17.
    """
    from openpyxl.utils.escape import unescape

    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return str(unescape(value))
    if isinstance(value, datetime) and value.time() == time.min:
        value = value.date()
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if is_number and abs(value) >= 10**DIGITS_KEPT:
        return f"{value:.5E}"
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    filled = isinstance(value, (int, float)) and text.isdecimal() and ZEROS.fullmatch(cell.number_format)
    return text.zfill(len(cell.number_format)) if filled else text
