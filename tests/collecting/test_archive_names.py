"""Is a name read in whatever code a zip has it, and is no file lost over its name?"""

import struct
import unicodedata
import zlib

import pytest
from hand_ins import LESSON, Entry, raw_zip

UTF_8 = 0x800
PATH = f"{{}}_1_assignsubmission_file_/{LESSON}.ipynb"
MARKS = dict.fromkeys("\u0300\u0301\u0303\u0309\u0323")


def in_1258(text):
    """The bytes that Windows writes: marks for the tones stand alone, those that belong to a letter do not."""
    return "".join(
        c
        if c.isascii() or not (tone := [m for m in unicodedata.normalize("NFD", c) if m in MARKS])
        else unicodedata.normalize("NFC", "".join(m for m in unicodedata.normalize("NFD", c) if m not in MARKS))
        + tone[0]
        for c in text
    ).encode("cp1258")


def second_name(name, first, total=None):
    """The extra field with a name in UTF-8."""
    field = struct.pack("<BI", 1, zlib.crc32(first) if total is None else total) + name.encode()
    return struct.pack("<HH", 0x7075, len(field)) + field


def with_second_name(name, **more):
    first = name.encode("ascii", "replace")
    return Entry(first, extra=struct.pack("<HH", 0x9999, 2) + b"??" + second_name(name, first, **more))


NAMES = {
    "UTF-8 that is not said to be": Entry(PATH.format("Đỗ Đức").encode()),
    "UTF-8": Entry(PATH.format("Đỗ Đức").encode(), flags=UTF_8),
    "decomposed": Entry(unicodedata.normalize("NFD", PATH.format("Đỗ Đức")).encode()),
    "Windows in Vietnam": Entry(in_1258(PATH.format("Đỗ Đức"))),
    "a second name": with_second_name(PATH.format("Đỗ Đức")),
}


@pytest.fixture
def names(collected, work, tmp_path):
    """A function: the names of those whose hand-ins land from a zip of Entries, beside somebody else's that must."""

    def read(*entries):
        path = tmp_path / "goi.zip"
        filled = [Entry(one.name, work(), one.flags, one.extra) for one in entries]
        path.write_bytes(raw_zip([*filled, Entry(f"Le An_2_assignsubmission_file_/{LESSON}.ipynb".encode(), work(2))]))
        told = collected(path, "moodle", as_list=True)
        assert [outcome.left for outcome in told] == [[]] * len(told) and "Le An" in [outcome.who for outcome in told]
        return [outcome.who for outcome in told if outcome.who != "Le An"]

    return read


@pytest.mark.parametrize("code", NAMES)
def test_codes(names, code):
    """Is a Vietnamese name read from a zip of each system?"""
    assert names(NAMES[code]) == ["Đỗ Đức"]


@pytest.mark.parametrize(
    "name", ["Nguyễn Thị Thùy Dương", "Trần Quốc Tuấn", "Lê Hữu Phước", "Vũ Ngọc Ánh", "Đặng Thế Vinh"]
)
def test_names_in_1258(names, name):
    """Are letters and tones put together as they were?"""
    assert names(Entry(in_1258(PATH.format(name)))) == [name]


def test_the_oldest_code(names):
    """Is a name in the code of DOS, whose letters are in Vietnamese words too, taken for that?"""
    assert names(Entry(PATH.format("Hà Lê").encode("cp437"))) == ["Hà Lê"]


def test_a_second_name_of_another_first(names):
    """Does the second name not count where its sum says that it belongs to another, older, first name?"""
    assert names(with_second_name(PATH.format("Đỗ Đức"), total=1)) == ["?? ??c"]


@pytest.mark.parametrize("flags", [0, UTF_8])
def test_bytes_of_no_code(names, flags):
    """Is the file taken, though its name is in no code, or said to be in UTF-8 and is not?"""
    assert len(names(Entry(PATH.encode().replace(b"{}", b"\xff\x81\xfe"), flags=flags))) == 1
