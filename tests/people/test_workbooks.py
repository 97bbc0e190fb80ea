"""Is nobody dropped of an .xlsx or a CSV from anywhere, and does none of them take more than a class needs?"""

import io
import subprocess
import sys
import zipfile

import openpyxl
import pytest

from autograder.course_folder import ROOT
from autograder.files.course_error import CourseError
from autograder.files.sheets import read_sheet
from autograder.people.person import Person
from autograder.people.roster import read_roster

ROWS = (["Mã sinh viên", "Họ và tên"], ["20210001", "Nguyễn Văn An"], ["20210002", "Trần Thị Bình"])
CLASS = (Person("20210001", "Nguyễn Văn", "An"), Person("20210002", "Trần Thị", "Bình"))
SHEET, STYLES, END = "xl/worksheets/sheet1.xml", "xl/styles.xml", "</sheetData>"
MOST_MEMORY = 700  # MiB, the libraries included
READ = """
import re, sys
from autograder.files.course_error import CourseError
from autograder.files.sheets import read_sheet
try:
    print(len(read_sheet(sys.argv[1]).rows), "rows")
except CourseError as error:
    print(error)
print(int(re.search(r"VmHWM:\\s*(\\d+)", open("/proc/self/status").read())[1]) // 1024)
"""


def workbook(change=lambda text: text, part=SHEET):
    """A class list as .xlsx in bytes, with the text of one of its parts changed."""
    book, content, changed = openpyxl.Workbook(), io.BytesIO(), io.BytesIO()
    for row in ROWS:
        book.active.append(row)
    book.save(content)
    with zipfile.ZipFile(content) as before, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            text = before.read(name).decode()
            after.writestr(name, change(text) if name == part else text)
    return changed.getvalue()


def more_rows(rows):
    """A workbook with more rows, given as XML, below the class."""
    return workbook(lambda text: text.replace(END, rows + END))


@pytest.mark.parametrize("size", ["A1", "A1:B2", "A1:A3", "B2:B3", "A1:XFD1048576", "nothing", ""])
def test_wrong_size(tmp_path, size):
    """Is everybody read, whatever the sheet itself says of its size?"""
    path = tmp_path / "lop.xlsx"
    path.write_bytes(workbook(lambda text: text.replace('<dimension ref="A1:B3"', f'<dimension ref="{size}"')))
    if size == "nothing":
        path.write_bytes(
            workbook(lambda text: text.replace('<dimension ref="A1:B3"/>', "").replace('<dimension ref="A1:B3" />', ""))
        )
    assert read_roster(path).persons == CLASS


def test_rows_with_gaps(tmp_path):
    """Does a row keep its number after missing ones, and is one that bears another's number read as well?"""
    path = tmp_path / "lop.xlsx"
    path.write_bytes(
        more_rows(
            '<row r="6"><c r="A6" t="str"><v>20210003</v></c></row><row r="6"><c r="B6" t="str"><v>Lê Chi</v></c></row>'
        )
    )
    assert read_sheet(path).rows[3:] == ((), (), ("20210003",), ("", "Lê Chi"))
    assert [why.split(" (")[0] for why in read_roster(path).left] == ["Dòng 6", "Dòng 7"]


def test_last_row_with_a_colour(tmp_path):
    """Is a sheet no larger for a format in its last row and its last column?"""
    path = tmp_path / "lop.xlsx"
    path.write_bytes(more_rows('<row r="4"><c r="XFD4" s="0"/></row><row r="1048576"><c r="A1048576" s="0"/></row>'))
    assert len(read_sheet(path).rows) == 3 and read_roster(path).persons == CLASS


def test_document_type(tmp_path):
    """Is a workbook refused that could name entities, before any is read?"""
    path = tmp_path / "lop.xlsx"
    path.write_bytes(workbook(lambda text: '<!DOCTYPE x [<!ENTITY a "aaaa">]>' + text))
    with pytest.raises(CourseError, match="DOCTYPE.*Hãy"):
        read_sheet(path)


HUGE = {
    "far_columns": lambda: more_rows(
        "".join(f'<row r="{n}"><c r="XFD{n}" t="str"><v>x</v></c></row>' for n in range(4, 100_004))
    ),
    "cells_in_a_row": lambda: more_rows("<row>" + "<c/>" * 10_000_000 + "</row>"),
    "empty_rows": lambda: more_rows("<row/>" * 10_000_000),
    "styles": lambda: workbook(lambda text: text.replace("</cellXfs>", "<xf/>" * 5_000_000 + "</cellXfs>"), STYLES),
    "unpacked_size": lambda: more_rows(f"<row><c t='str'><v>{'x' * 100_000_000}</v></c></row>"),
    "columns_of_a_csv": lambda: b"a,b\n" + b"," * 19_000_000,
    "lines_of_a_csv": lambda: b"a,b\n" + b"\n" * 19_000_000,
}


@pytest.mark.skipif(sys.platform != "linux", reason="reads its own memory from /proc")
@pytest.mark.parametrize("name", HUGE)
def test_memory(tmp_path, name):
    """Does a small file that unfolds into millions of cells take no more memory than a large class, and end in words or rows?"""
    path = tmp_path / "lop.xlsx"
    path.write_bytes(HUGE[name]())
    done = subprocess.run([sys.executable, "-c", READ, str(path)], capture_output=True, text=True, check=True, cwd=ROOT)
    said, megabytes = done.stdout.splitlines()
    assert int(megabytes) < MOST_MEMORY
    assert said == "3 rows" if name == "far_columns" else "Hãy" in said
