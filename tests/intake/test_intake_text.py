"""The form in which two cells are compared: the same for the same text, and soon found for any text."""

import re
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.intake.text import MARK, normalise

LINE = "─" * 500
VIETNAMESE = [
    "# Lượng tử hóa: độ co giãn, điểm 0, sai số ½ ulp … “được”",
    "print('ĐƯỜNG THẲNG — ỔN ĐỊNH')\n# Nguyễn Thị Tuyết Ngữ",
    f"# {LINE}\n# ước lượng\n# {LINE}",
    f"# ế{LINE}\n# ước lượng",
    "# ế" + "😀" * 100 + "ế",
]
ENDLESS_MARKS = {
    "marks_out_of_order": "\u0301" * 120_000 + "\u0323" * 120_000,
    "vowels_that_are_two_marks": "\u0f73" * 150_000,  # no mark by its own class, but it decomposes into two
    "precomposed_before_marks": "ế" * 1000 + "\u0301" * 120_000 + "\u0323" * 120_000,
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("failure", ENDLESS_MARKS)
def test_endless_marks(failure):
    """Are marks without end on one letter left as they are, not put in order for minutes?"""
    source = "# a" + ENDLESS_MARKS[failure]
    assert normalise(source) == source


def test_every_mark_is_known():
    """Is every character that is a mark, or decomposes into marks alone, one that a long run is made of?"""
    for character in map(chr, range(sys.maxunicode + 1)):
        if unicodedata.combining(unicodedata.normalize("NFD", character)[0]):
            assert re.fullmatch(MARK, character), hex(ord(character))


def test_marks_beside_endless_marks():
    """Is the rest of a cell with a letter of too many marks still composed?"""
    marks = "\u0301" * 100
    found = normalise(
        unicodedata.normalize("NFD", "# sai số\n") + "a" + marks + unicodedata.normalize("NFD", "\n# lượng tử")
    )
    assert found == "# sai số\na" + marks + "\n# lượng tử"


@pytest.mark.parametrize("source", VIETNAMESE)
def test_nfd_is_nfc(source):
    """Is a text as macOS decomposes it the same as the text as it was typed?"""
    assert normalise(unicodedata.normalize("NFD", source)) == normalise(source)


@given(st.lists(st.text("aăâđêôơưáảạậợ \nA½", max_size=10).map(lambda word: word + " ")).map("".join))
def test_any_vietnamese_is_composed(source):
    """Is a text without long runs put into NFC whole, from either form?"""
    composed = unicodedata.normalize("NFC", source)
    expected = "\n".join(line.rstrip() for line in composed.split("\n")).strip()
    assert normalise(composed) == normalise(unicodedata.normalize("NFD", composed)) == expected
