"""Does text stay text where a spreadsheet opens it?"""

import csv
import io

import pytest

from autograder.files.sheets import safe_cell


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1+1", "＝1+1", "\u00a0@x"]
)
def test_formulas_become_text(text):
    """Does an apostrophe stand before what would run, and is nothing else changed?"""
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["", "sv001", "Nguyễn Thị Ánh", "a=b", "x - y", "'=1", "bỏ quên z_X·ΣW", "−5"])
def test_other_text_is_left_alone(text):
    """Does text that no spreadsheet runs stay as it is?"""
    assert safe_cell(text) == text


@pytest.mark.parametrize("text", ["ValueError: ;=A1;", "a; \t@SUM(A1)", "x\n=1+1, 2", ";＝1", "z_X; -1"])
def test_cut_at_semicolons(text):
    """Does no cell begin like a formula where a Vietnamese Excel cuts a CSV at semicolons and lines, quotes or not?"""
    written = io.StringIO()
    csv.writer(written).writerow(["lỗi, hàm", safe_cell(text), 1])
    for cell in csv.reader(written.getvalue().splitlines(), delimiter=";", quoting=csv.QUOTE_NONE):
        assert not any(piece.strip().startswith(tuple("=+-@＝")) for piece in cell)
