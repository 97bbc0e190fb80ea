"""Does each piece of evidence lead to the person whom it means and to no other, the surest first, with the reason?"""

import pytest

from autograder.people import people as deciding
from autograder.people.people import People
from autograder.people.person import Key, Kind, Person
from autograder.people.who import STRATEGIES, Evidence, Reason, Why

AN = Person("20210001", "Nguyễn Văn", "An", "an@truong.vn", "9001")
BINH = Person("20210002", "Trần Thị", "Bình", "binh@truong.vn", "9002")
HA, OTHER_HA = Person("20210003", "Vũ", "Hà", lms_user_id="9003"), Person("20210004", "Vũ", "Hà", "ha@truong.vn")
MADE = Person("le_minh_77")
CLASS = [AN, BINH, HA, OTHER_HA, MADE]
STRANGER = Key(Kind.ID, "B999")
NAME_OF_AN, NAME_OF_HA = ("Nguyễn Văn An",), ("Vũ Hà",)

# What is asked: (the evidence, who it is, why).
TABLE = {
    "nothing": (Evidence(), None, Why(Reason.UNKNOWN)),
    "a folder's id": (Evidence(own_id="20210001", names=("20210001",)), AN, Why(Reason.OWN_ID)),
    "an id before a number": (Evidence(own_id="20210001", lms_user_id="9002"), AN, Why(Reason.OWN_ID)),
    "a key": (Evidence(keys=("", "AN@truong.vn")), AN, Why(Reason.KEY)),
    "a key before a number and a name": (
        Evidence(keys=("20210001",), lms_user_id="9002", names=("Trần Thị Bình",)),
        AN,
        Why(Reason.KEY),
    ),
    "a key before an earlier hand-in": (
        Evidence(keys=("20210001",), earlier="20210002"),
        AN,
        Why(Reason.KEY, (BINH,)),
    ),
    "a key, as before": (Evidence(keys=("20210001",), earlier="20210001"), AN, Why(Reason.KEY)),
    "Canvas's number": (Evidence(lms_user_id="9001", names=("Tên Khác",)), AN, Why(Reason.LMS_USER_ID)),
    "a number for a shared name": (Evidence(lms_user_id="9003", names=NAME_OF_HA), HA, Why(Reason.LMS_USER_ID)),
    "one's number, another's name": (
        Evidence(lms_user_id="9001", names=("Bình, Trần Thị",)),
        None,
        Why(Reason.TWO_PEOPLE, (AN, BINH)),
    ),
    "a listed address": (Evidence(listed=("", "an@truong.vn"), names=("?",)), AN, Why(Reason.LISTED_KEY)),
    "a listed address of an unknown id": (
        Evidence(listed=("B999", "an@truong.vn"), names=NAME_OF_AN),
        AN,
        Why(Reason.LISTED_KEY),
    ),
    "a listed id before an earlier hand-in": (
        Evidence(listed=("20210001", ""), earlier="20210002"),
        AN,
        Why(Reason.LISTED_KEY, (BINH,)),
    ),
    "a listed id of nobody": (
        Evidence(listed=("B999", ""), earlier="20210001", names=NAME_OF_AN),
        None,
        Why(Reason.UNLISTED, key=STRANGER),
    ),
    "an earlier hand-in": (Evidence(earlier="20210001", names=("?",)), AN, Why(Reason.EARLIER)),
    "an earlier one of who is in no list": (Evidence(earlier="sv999"), Person("sv999"), Why(Reason.EARLIER)),
    "an earlier one, another's name now": (
        Evidence(earlier="20210001", names=("Trần Thị Bình",)),
        AN,
        Why(Reason.EARLIER, (BINH,)),
    ),
    "an earlier one, another's id now": (
        Evidence(earlier="20210001", keys=("B999",), names=("Người Lạ",)),
        AN,
        Why(Reason.EARLIER, (), STRANGER),
    ),
    "an earlier one, another's id but the same name": (
        Evidence(earlier="20210001", keys=("B999",), names=NAME_OF_AN),
        AN,
        Why(Reason.EARLIER),
    ),
    "a made id": (Evidence(made_id="le_minh_77", names=NAME_OF_AN), MADE, Why(Reason.MADE_ID)),
    "a made id that another number has": (
        Evidence(made_id="le_minh_77", taken=frozenset({"le_minh_77"})),
        None,
        Why(Reason.TAKEN, (MADE,)),
    ),
    "a whole name": (Evidence(names=("nguyen van an",)), AN, Why(Reason.NAME)),
    "a name and an id of nobody": (
        Evidence(keys=("B999",), names=NAME_OF_AN),
        None,
        Why(Reason.NAMESAKE, (AN,), STRANGER),
    ),
    "a name and a number of nobody": (
        Evidence(lms_user_id="555", names=NAME_OF_AN),
        None,
        Why(Reason.NAMESAKE, (AN,), Key(Kind.NUMBER, "555")),
    ),
    "a name and a listed address of nobody": (
        Evidence(listed=("", "x@truong.vn"), names=NAME_OF_AN),
        None,
        Why(Reason.NAMESAKE, (AN,), Key(Kind.ADDRESS, "x@truong.vn")),
    ),
    "a name of who had another number": (
        Evidence(names=NAME_OF_AN, taken=frozenset({"20210001"})),
        None,
        Why(Reason.TAKEN, (AN,)),
    ),
    "an id for a name": (Evidence(names=("20210001",), is_name_chosen=True), AN, Why(Reason.NAME)),
    "an id for a name, not chosen": (Evidence(names=("20210001",)), None, Why(Reason.UNKNOWN)),
    "a name behind a group's": (
        Evidence(names=("K66-Nguyễn Văn An",), shorter=NAME_OF_AN, listed_name="Nguyễn Văn An", is_name_chosen=True),
        AN,
        Why(Reason.LISTED_NAME),
    ),
    "a shared name": (Evidence(names=NAME_OF_HA, text="Vũ Hà"), None, Why(Reason.SHARED)),
    "an id in a text": (Evidence(names=("x",), text="20210001_final"), AN, Why(Reason.PART)),
    "a name in a text": (Evidence(names=("x",), text="NguyenVanAn nộp bài"), AN, Why(Reason.PART)),
    "a part that they chose": (
        Evidence(names=("x",), text="x", shorter=NAME_OF_AN, is_name_chosen=True),
        None,
        Why(Reason.ONLY_PART, (AN,)),
    ),
    "two parts that agree": (
        Evidence(names=("x",), text="20210001", shorter=NAME_OF_AN, is_name_chosen=True),
        AN,
        Why(Reason.PART),
    ),
    "two people's parts": (
        Evidence(names=("x",), text="20210002 Nguyễn Văn An"),
        None,
        Why(Reason.SEVERAL, (AN, BINH)),
    ),
    "a part of a name": (Evidence(names=("Văn An",), text="Văn An"), None, Why(Reason.UNKNOWN)),
    "a longer name": (Evidence(names=("Nguyễn Văn Anh",), text="Nguyễn Văn Anh"), None, Why(Reason.UNKNOWN)),
}


@pytest.mark.parametrize("case", TABLE)
def test_who(case):
    """Is it this person, or nobody, and for this reason?"""
    evidence, person, why = TABLE[case]
    assert People(CLASS).who(evidence) == (person, why)


@pytest.mark.parametrize("case", TABLE)
def test_order_of_the_list(case):
    """Is it the same whichever way round the class list is written?"""
    evidence, person, why = TABLE[case]
    assert People(CLASS[::-1]).who(evidence) == (person, why)


def right(strategies, monkeypatch):
    """Which cases of the table these strategies decide as it says."""
    monkeypatch.setattr(deciding, "STRATEGIES", strategies)
    return {case for case, (evidence, *verdict) in TABLE.items() if People(CLASS).who(evidence) == tuple(verdict)}


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_no_strategy_is_idle(strategy, monkeypatch):
    """Would each strategy be missed: is a case of the table decided otherwise without it?"""
    assert right(STRATEGIES, monkeypatch) == TABLE.keys()
    assert right([one for one in STRATEGIES if one is not strategy], monkeypatch) < TABLE.keys()


@pytest.mark.parametrize(
    ("surer", "later"),
    [
        ("by_own_id", "by_lms_user_id"),
        ("by_key", "by_lms_user_id"),
        ("by_key", "by_earlier"),
        ("by_listed_key", "by_listed_id_of_nobody"),
        ("by_listed_key", "by_earlier"),
        ("by_listed_id_of_nobody", "by_earlier"),
        ("by_listed_id_of_nobody", "by_name"),
        ("by_earlier", "by_name"),
        ("by_made_id", "by_name"),
        ("by_shared_name", "by_part"),
    ],
)
def test_surest_first(surer, later, monkeypatch):
    """Does the order count: is a case decided otherwise where the less sure of two is asked before the other?"""
    names = [strategy.__name__ for strategy in STRATEGIES]
    turned = list(STRATEGIES)
    turned.insert(names.index(surer), turned.pop(names.index(later)))
    assert right(turned, monkeypatch) < TABLE.keys()


def test_every_reason():
    """Does the table show every reason that there is?"""
    assert {why.reason for _, _, why in TABLE.values()} == set(Reason)


@pytest.mark.parametrize(
    ("text", "is_known"),
    [
        ("20210001", True),
        ("Vũ Hà", True),
        ("NguyenVanAn_2", True),
        ("20210001 Trần Thị Bình", False),
        ("Văn An", False),
    ],
)
def test_knows(text, is_known):
    """Is a folder's name known that is one person's, or a name of several, and no other?"""
    assert People(CLASS).knows(text) == is_known
