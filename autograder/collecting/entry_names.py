"""The names of a zip's entries: in UTF-8, as a second name beside the first, or in a code that nothing names.

The second name, the Info-ZIP Unicode Path extra field (0x7075): APPNOTE.TXT, 4.6.9.
"""

import struct
import unicodedata
import zlib
from collections.abc import Iterator
from zipfile import ZipInfo

UTF_8_NAME = 0x800
UNICODE_PATH, VERSION = 0x7075, 1
CODES = ("cp437", "cp1258", "cp1252")  # DOS, to which a zip's names belong; Windows in Vietnam; Windows in the West
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
VOWELS = (*"aeiouy", "\u0103", "\u00e2", "\u00ea", "\u00f4", "\u01a1", "\u01b0")
VIETNAMESE = {unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES} | {"\u0111"}


def name_of(entry: ZipInfo) -> str:
    """The name of a ZipInfo, whole, also beyond a NUL."""
    if entry.flag_bits & UTF_8_NAME:
        return entry.orig_filename
    raw = entry.orig_filename.encode("cp437")  # as zipfile read it
    second = _second_name(entry.extra, raw)
    for name in filter(None, (second, raw)):
        try:
            return name.decode()
        except UnicodeDecodeError:
            continue
    return min(_readings(raw), key=_strangers)


def _second_name(extra: bytes, raw: bytes) -> bytes | None:
    """The bytes of the name that the extra field gives for this one, or None; they are those of an older one where the sum differs."""
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        field, extra = extra[4 : 4 + length], extra[4 + length :]
        if (
            kind == UNICODE_PATH
            and len(field) > 5
            and field[0] == VERSION
            and struct.unpack_from("<I", field, 1)[0] == zlib.crc32(raw)
        ):
            return field[5:]
    return None


def _readings(raw: bytes) -> Iterator[str]:
    for code in CODES:
        try:
            yield unicodedata.normalize("NFC", raw.decode(code))
        except UnicodeDecodeError:
            continue


def _strangers(text: str) -> int:
    """How many of its characters are in no Vietnamese word."""
    return sum(not c.isascii() and c not in VIETNAMESE for c in text.lower())
