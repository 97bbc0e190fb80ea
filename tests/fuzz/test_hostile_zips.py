"""Does nothing but listed refusals come of zips with bytes changed? The long run is tests/fuzz/archives.py."""

import random

import pytest
from zips import CHANGES, SLOWEST, made, trial

from autograder.collecting import archives

ARCHIVES = 1500


@pytest.fixture(scope="module")
def trials(tmp_path_factory):
    place = tmp_path_factory.mktemp("zips") / "goi.zip"
    return [trial(number, 7, place) for number in range(ARCHIVES)]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_only_listed_refusals(trials):
    """Does every archive end in its entries, or in a reason that a person can read, and soon?"""
    assert len(trials) == ARCHIVES and max(one.seconds for one in trials) < SLOWEST


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_the_changes_reach_what_they_should(trials):
    """Are many archives read, many refused, and entries refused for most of the reasons there are?"""
    endings = [one.ending for one in trials]
    assert endings.count("read") > ARCHIVES / 4 and endings.count(archives.BROKEN) > ARCHIVES / 20
    assert {why for one in trials for why in one.why} >= {
        archives.BROKEN,
        archives.UNSAFE_PATH,
        archives.NO_NAME,
        archives.LINK,
        archives.COMPRESSION,
    }


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_changes_change():
    """Does each kind of change make another archive of most?"""
    for change in CHANGES:
        chance, changed = random.Random(3), 0
        for number in range(40):
            content = bytearray(made(random.Random(number)))
            before = bytes(content)
            change(chance, content)
            changed += content != before
        assert changed > 10, change
