"""Zips made to do harm: real ones with bytes changed where a reader looks, and what must never come of reading one."""

import functools
import io
import random
import struct
import time
import zipfile
import zlib
from dataclasses import dataclass

from autograder.collecting import archives
from autograder.collecting.archives import Budget, Item, Refused
from autograder.files.course_error import CourseError

SLOWEST = 20.0  # seconds that no single archive may take, on any machine
LISTED = {
    archives.UNSAFE_PATH,
    archives.NO_NAME,
    archives.LINK,
    archives.PASSWORD,
    archives.COMPRESSION,
    archives.BOMB,
    archives.TOO_LARGE,
    archives.TOO_MUCH,
    archives.TOO_MANY,
    archives.BROKEN,
    archives.UNREADABLE,
}
NAMES = [
    "a.ipynb",
    "bai.zip",
    ".venv/lib/x.py",
    "An_1_assignsubmission_file_/b.ipynb",
    "../x",
    "/x",
    "C:/x",
    "a\\b",
    "Đỗ Đức/x.ipynb",
    "x" * 300,
    "d/",
    "con.txt",
    "a/b/c",
    ".",
    "_",
]
KINDS = [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]
EXTREMES = [
    0,
    1,
    2,
    0x7F,
    0x80,
    0xFF,
    0x7FFF,
    0xFFFE,
    0xFFFF,
    2**31 - 1,
    2**31,
    2**32 - 2,
    2**32 - 1,
    2**63 - 1,
    2**63,
    2**63 + 5,
    2**64 - 1,
]
SIGNATURES = [b"PK\1\2", b"PK\3\4", b"PK\5\6", b"PK\6\6", b"PK\6\7", b"PK\7\x08"]
TABLE_FIELDS = [
    (4, 2),
    (6, 2),
    (8, 2),
    (10, 2),
    (12, 2),
    (14, 2),
    (16, 4),
    (20, 4),
    (24, 4),
    (28, 2),
    (30, 2),
    (32, 2),
    (34, 2),
    (36, 2),
    (38, 4),
    (42, 4),
]
FILE_FIELDS = [(4, 2), (6, 2), (8, 2), (10, 2), (14, 4), (18, 4), (22, 4), (26, 2), (28, 2)]
END_FIELDS = [(4, 2), (6, 2), (8, 2), (10, 2), (12, 4), (16, 4), (20, 2)]
FIELDS = {b"PK\1\2": TABLE_FIELDS, b"PK\3\4": FILE_FIELDS, b"PK\5\6": END_FIELDS}
FORMATS = {2: "<H", 4: "<I", 8: "<Q"}


@dataclass(frozen=True)
class Trial:
    """What reading one archive gave. ending: "read" or why the whole archive was refused; why: of each entry refused, the reason."""

    ending: str
    entries: int
    why: tuple[str, ...]
    seconds: float


def trial(number, seed, file=None):
    """Read archive `number` of `seed`; whatever comes out but a listed refusal is a crash.

    file: a path for the archives that are read from a file, as a class's is; the others are read as a student's zip.
    """
    content = made(random.Random(f"{seed} {number}"))
    start = time.monotonic()
    ending, entries, why = from_file(content, file) if file and number % 4 == 0 else from_memory(content)
    return Trial(ending, entries, why, time.monotonic() - start)


def from_memory(content):
    """(ending, how many entries, the reasons of those refused) of an archive read as a student's zip."""
    try:
        items = archives.inside(Item(("bai.zip",), None, lambda limit: content, Budget()))
    except Refused as error:
        return _listed(error), 0, ()
    return _read(items)


def from_file(content, path):
    """The same of one read as a class's archive."""
    path.write_bytes(content)
    try:
        with archives.opened(path) as items:
            return _read(items)
    except CourseError:
        return "told to who collects", 0, ()


def _read(items):
    why = []
    for item in items:
        assert item.parts and all(item.parts) and isinstance(item.time, (int, float)), item
        try:
            item.read()
            if item.parts[-1].endswith(".zip"):
                archives.inside(item)
        except Refused as error:
            why.append(_listed(error))
    return "read", len(items), tuple(why)


def _listed(error):
    assert str(error) in LISTED, repr(error)
    return str(error)


def made(chance):
    """A zip's bytes: a real one, then up to eight changes where a reader looks, or anywhere."""
    content = bytearray(_real(chance.randrange(400)) if chance.random() < 0.7 else _built(chance))
    for _ in range(chance.choice([0, 1, 1, 1, 2, 2, 3, 5, 8])):
        chance.choice(CHANGES)(chance, content)
    return bytes(content)


@functools.cache
def _real(number):
    """A zip as zipfile, or another tool, writes it: several entries, comments, zip64, data descriptors, zips in zips."""
    chance, buffer = random.Random(number), io.BytesIO()
    if chance.random() < 0.2:
        buffer = _Unseekable()  # sizes follow the data
    with zipfile.ZipFile(buffer, "w") as archive:
        for _ in range(chance.choice([0, 1, 2, 3, 5, 8])):
            info = zipfile.ZipInfo(chance.choice(NAMES), (chance.choice([1980, 2026, 2107]), 1, 3, 10, 0, 0))
            info.compress_type, info.extra = chance.choice(KINDS), _extra(chance, info.filename)
            info.external_attr = chance.choice([0, 0, 0, 0o100644 << 16, 0o100755 << 16, 0o120777 << 16])
            with archive.open(info, "w", force_zip64=chance.random() < 0.3) as stream:
                stream.write(_data(chance, number))
        archive.comment = chance.choice([b"", b"", b"x" * 65535, b"PK\5\6" + bytes(18)])
    return buffer.getvalue()


def _built(chance):
    """A zip whose entries are whole but tell what no tool would: any name, flags, fields, sizes, sums, places."""
    files, table, count = b"", b"", chance.choice([1, 1, 2, 3])
    for _ in range(count):
        name, data = (
            chance.choice([b"", b"/", b"a\0b", chance.randbytes(5), chance.choice(NAMES).encode()]),
            b"x" * chance.choice([0, 1, 100]),
        )
        extra, now_and_then = (
            _extra(chance, name.decode(errors="replace")),
            lambda right: right if chance.random() < 0.8 else chance.choice(EXTREMES) % 2**32,
        )
        flags, method = (
            chance.choice([0, 0, 8, 0x800, 1 << chance.randrange(16)]),
            chance.choice([0, 0, 8, 9, 12, 14, 99]),
        )
        told = struct.pack(
            "<4H3I",
            flags,
            method,
            0,
            33,
            now_and_then(zlib.crc32(data)),
            now_and_then(len(data)),
            now_and_then(len(data)),
        )
        place = struct.pack(
            "<3H2I",
            0,
            0,
            0,
            chance.choice([0, 0, 0o120777 << 16]),
            2**32 - 1 if extra.startswith(b"\1\0") else now_and_then(len(files)),
        )
        table += b"PK\1\2\x14\0\x14\0" + told + struct.pack("<2H", len(name), len(extra)) + place + name + extra
        files += b"PK\3\4\x14\0" + told + struct.pack("<2H", len(name), len(extra)) + name + extra + data
    return files + table + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, count, count, len(table), len(files), 0)


class _Unseekable(io.BytesIO):
    """A stream as a server writes to it."""

    def seekable(self):
        return False

    def seek(self, *_):
        raise io.UnsupportedOperation

    def tell(self):
        raise io.UnsupportedOperation


def _data(chance, number):
    text = b'{"cells": [], "nbformat": 4}' * chance.choice([0, 1, 40])
    return _real(number + 1) if chance.random() < 0.1 and number % 7 else text


def _extra(chance, name):
    """Extra fields: none, a second name with the right or a wrong sum, zip64's, one cut off."""
    second = (
        struct.pack("<BI", 1, chance.choice([zlib.crc32(name.encode("cp437", "replace")), 5])) + "Đỗ.ipynb".encode()
    )
    return chance.choice(
        [
            b"",
            b"",
            struct.pack("<HH", 0x7075, len(second)) + second,
            struct.pack("<HHQ", 1, 8, chance.choice(EXTREMES)),
            b"\x75\x70\xff",
        ]
    )


def _a_field(chance, content):
    """An extreme, or the value nearly as it was, in a field of a header."""
    signature = chance.choice(list(FIELDS))
    places = _places(content, signature)
    if not places:
        return
    place, (offset, size) = chance.choice(places), chance.choice(FIELDS[signature])
    if place + offset + size > len(content):
        return
    [old] = struct.unpack_from(FORMATS[size], content, place + offset)
    new = chance.choice(
        [
            chance.choice(EXTREMES),
            old + chance.choice([-2, -1, 1, 2]),
            old ^ 1 << chance.randrange(8 * size),
            chance.randrange(2 ** (8 * size)),
        ]
    )
    struct.pack_into(FORMATS[size], content, place + offset, new % 2 ** (8 * size))


def _places(content, signature):
    found, place = [], content.find(signature)
    while place >= 0 and len(found) < 20:
        found.append(place)
        place = content.find(signature, place + 1)
    return found


def _a_byte(chance, content):
    if content:
        content[chance.randrange(len(content))] = chance.choice(
            [0, 0xFF, 0x2F, 0x2E, 0x3A, 0x5C, chance.randrange(256)]
        )


def _a_cut(chance, content):
    begin = chance.randrange(len(content) + 1)
    del content[begin : chance.choice([len(content), begin + 1, begin + chance.randrange(1, 60)])]


def _more(chance, content):
    """Bytes of nobody's, a signature, or a piece of the archive again, anywhere."""
    begin = chance.randrange(len(content) + 1)
    piece = content[begin : begin + chance.randrange(1, 200)]
    place = chance.choice([0, len(content), chance.randrange(len(content) + 1)])
    content[place:place] = chance.choice([piece, chance.choice(SIGNATURES), chance.randbytes(chance.randrange(1, 60))])


def _zip64(chance, content):
    """A zip64 end with extremes before the usual one, and everything said to be in it."""
    place = content.rfind(b"PK\5\6")
    if place < 0:
        return
    large = [chance.choice(EXTREMES) for _ in range(4)]
    content[place:place] = struct.pack("<4sQHHIIQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, *large) + struct.pack(
        "<4sIQI", b"PK\6\7", 0, place, 1
    )


def _an_offset_of_64_bits(chance, content):
    """The place of an entry's data in a field of 64 bits."""
    places = _places(content, b"PK\1\2")
    if not places or (place := chance.choice(places)) + 46 > len(content):
        return
    name, extra, comment = struct.unpack_from("<3H", content, place + 28)
    field = struct.pack("<HHQ", 1, 8, chance.choice(EXTREMES))
    struct.pack_into("<H", content, place + 30, min(extra + len(field), 0xFFFF))
    struct.pack_into("<I", content, place + 42, 0xFFFFFFFF)
    content[place + 46 + name : place + 46 + name] = field
    end = content.rfind(b"PK\5\6")
    if 0 <= end <= len(content) - 22:
        [size] = struct.unpack_from("<I", content, end + 12)
        struct.pack_into("<I", content, end + 12, (size + len(field)) % 2**32)


CHANGES = [_a_field, _a_field, _a_field, _a_byte, _a_byte, _a_cut, _more, _zip64, _an_offset_of_64_bits]
