"""Does nothing but listed refusals come of entries that no tool would write?"""

import struct
import zlib

from hand_ins import Entry, raw_zip
from hypothesis import given, settings
from hypothesis import strategies as some

from autograder.collecting import archives
from autograder.collecting.archives import Budget, Item, Refused

LISTED = {archives.UNSAFE_PATH, archives.NO_NAME, archives.PASSWORD, archives.BOMB, archives.TOO_LARGE, archives.BROKEN}
SECOND_NAMES = some.builds(
    lambda name, raw: struct.pack("<HHBI", 0x7075, 5 + len(name), 1, zlib.crc32(raw)) + name,
    some.binary(max_size=20),
    some.binary(max_size=3),
)
PLACES = some.none() | some.integers(0, 2**32 - 1) | some.sampled_from([2**32 - 1, 2**32 - 2])
FAR = some.builds(lambda place: struct.pack("<HHQ", 1, 8, place), some.integers(0, 2**64 - 1))
ENTRIES = some.builds(
    Entry,
    some.binary(max_size=30),
    some.binary(max_size=40),
    some.integers(0, 0xFFFF),
    some.binary(max_size=12) | SECOND_NAMES | FAR,
    PLACES,
)


@given(some.lists(ENTRIES, max_size=4), some.binary(max_size=8))
@settings(max_examples=300, deadline=None)
def test_any_entries(entries, before):
    """Is every entry read, or refused for a reason that a person can read, whatever its name, flags, extra fields and place?"""
    content = before + raw_zip(entries)
    try:
        items = archives.inside(Item(("bai.zip",), None, lambda limit: content, Budget()))
    except Refused as error:
        assert str(error) in LISTED
        return
    for item in items:
        assert item.parts and all(item.parts)
        try:
            item.read()
        except Refused as error:
            assert str(error) in LISTED
