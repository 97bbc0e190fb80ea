"""Does text stay text where a spreadsheet opens it?"""

import pytest

from autograder.sheets import safe_cell


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1+1", "＝1+1", "\u00a0@x"])
def test_formulas_become_text(text):
    """Does an apostrophe stand before what would run, and is nothing else changed?"""
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["", "sv001", "Nguyễn Thị Ánh", "a=b", "x - y", "'=1", "bỏ quên z_X·ΣW", "−5"])
def test_other_text_is_left_alone(text):
    """Does text that no spreadsheet runs stay as it is?"""
    assert safe_cell(text) == text
