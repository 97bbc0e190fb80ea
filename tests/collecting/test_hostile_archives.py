"""Does an archive made to do harm harm nothing, and is each of its files told?"""

import os
import stat
import struct
import zipfile

import pytest
from hand_ins import LESSON, Entry, as_zip, raw_zip

from autograder.collecting import archives, choose
from autograder.collecting.landing import AGAIN
from autograder.files.course_error import CourseError

NAME = f"A_1_assignsubmission_file_/{LESSON}.ipynb"
GOOD = f"B_2_assignsubmission_file_/{LESSON}.ipynb"
PLACE = f"{{}}/{LESSON}/{LESSON}.ipynb"


def left(told):
    return [why for outcome in told.values() for why in outcome.left]


def entry(name, mode=None, kind=zipfile.ZIP_DEFLATED):
    made = zipfile.ZipInfo(name)
    made.compress_type = kind
    if mode is not None:
        made.external_attr, made.create_system = mode << 16, 3
    return made


@pytest.fixture
def stored(tmp_path):
    """A function: the path of a zip with these bytes."""

    def write(content):
        path = tmp_path / "tho.zip"
        path.write_bytes(content)
        return path

    return write


@pytest.mark.parametrize(
    "name",
    [
        f"../../{NAME}",
        f"/{NAME}",
        f"..\\..\\{NAME}",
        f"C:/{NAME}",
        f"A_1_assignsubmission_file_/../../../{LESSON}.ipynb",
    ],
)
def test_paths_that_lead_out(collected, landed, course, work, tmp_path, name):
    """Is a path that leads out of its folder told, while the others land and nothing is written elsewhere?"""
    before = _elsewhere(tmp_path)
    told = collected({name: work(1), GOOD: work(2)}, "moodle")
    assert landed() == {PLACE.format("b_2"): work(2)} and archives.UNSAFE_PATH in left(told)[0]
    assert _elsewhere(tmp_path) - before == {tmp_path / "goi.zip"}


def _elsewhere(top):
    return {path for path in top.rglob("*") if not {"submitted", "submitted_before"}.intersection(path.parts)}


@pytest.mark.parametrize("mode", [stat.S_IFLNK | 0o777, stat.S_IFIFO | 0o644, stat.S_IFCHR | 0o644])
def test_links_in_zips(collected, landed, work, mode):
    """Is a link, pipe or device in a zip no file, whatever it is called?"""
    told = collected({entry(NAME, mode): b"/etc/passwd", GOOD: work()}, "moodle")
    assert landed() == {PLACE.format("b_2"): work()} and archives.LINK in left(told)[0]


def test_links_in_folders(collected, landed, work, tmp_path):
    """Are links in an unpacked folder not followed, to a file or to a folder?"""
    top, secret = tmp_path / "giai_nen", tmp_path / "bi_mat"
    secret.mkdir()
    secret.joinpath(f"{LESSON}.ipynb").write_bytes(work(9))
    for name in ("A_1_assignsubmission_file_", "C_3_assignsubmission_file_"):
        top.joinpath(name).mkdir(parents=True)
    os.symlink(secret / f"{LESSON}.ipynb", top / "A_1_assignsubmission_file_" / f"{LESSON}.ipynb")
    os.symlink(secret, top / "B_2_assignsubmission_file_")
    os.mkfifo(top / "C_3_assignsubmission_file_" / f"{LESSON}.ipynb")
    told = collected(top, "moodle")
    assert landed() == {} and len(left(told)) == 3 and all(archives.LINK in why for why in left(told))


def test_a_link_in_the_place(collected, course, work, tmp_path):
    """Is a link that stands where the hand-in belongs left alone, and what it leads to as well?"""
    elsewhere = tmp_path / "o_cho_khac"
    elsewhere.mkdir()
    course.root.joinpath("submitted").mkdir()
    os.symlink(elsewhere, course.root / "submitted" / "a_1")
    told = collected({NAME: work()}, "moodle")
    assert archives.LINK in left(told)[0] and list(elsewhere.iterdir()) == []


def test_bombs(collected, landed, work, monkeypatch):
    """Is a file that unpacks to far more than it is told and not unpacked, also deep in zips in zips?"""
    bomb = b"0" * (archives.RATIO_FROM + 1)
    nested = as_zip({"trong.zip": as_zip({f"{LESSON}.ipynb": bomb})})
    told = collected({NAME: bomb, "C_3_assignsubmission_file_/bài.zip": nested, GOOD: work()}, "moodle")
    assert landed() == {PLACE.format("b_2"): work()}
    assert told["A"].left == [AGAIN.format(f"{LESSON}.ipynb", archives.BOMB)]
    assert told["C"].left == [AGAIN.format(f"bài.zip/trong.zip/{LESSON}.ipynb", archives.BOMB)]


def test_limits(collected, landed, work, monkeypatch):
    """Are the bytes of one file, the bytes of all, and the number of files bounded by what is really there?"""
    monkeypatch.setattr(choose, "FILE_BYTES", 10)
    monkeypatch.setattr(choose, "FILES", 2)
    pictures = {f"A_1_assignsubmission_file_/{number}.png": b"12345" for number in range(4)}
    told = collected({NAME: work(), "A_1_assignsubmission_file_/to.png": b"12345678901", **pictures}, "moodle")
    assert sorted(landed()) == [f"a_1/{LESSON}/0.png", f"a_1/{LESSON}/1.png", PLACE.format("a_1")]
    assert sorted(told["A"].left) == [
        f"2.png: {archives.TOO_MANY}",
        f"3.png: {archives.TOO_MANY}",
        f"to.png: {archives.TOO_LARGE}",
    ]
    monkeypatch.setattr(
        archives.Budget, "__init__", lambda self: self.__dict__.update(bytes=len(work()), items=3, entries=9)
    )
    told = collected({f"C_3_assignsubmission_file_/{LESSON}.ipynb": work(1), GOOD: work()}, "moodle")
    assert (told["B"].what, told["C"].left) == ("đã vào", [AGAIN.format(f"{LESSON}.ipynb", archives.TOO_MUCH)])
    with pytest.raises(CourseError, match="quá nhiều tệp"):
        collected({f"{number}.txt": b"" for number in range(4)}, "moodle")


def test_one_uses_up_nothing_of_others(collected, landed, work, monkeypatch):
    """Does a small zip that unpacks to all that may be read, in bytes or in files, keep nobody else from landing?"""
    monkeypatch.setattr(
        archives.Budget, "__init__", lambda self: self.__dict__.update(bytes=3 * len(work()), items=5, entries=9)
    )
    many = as_zip({f"{LESSON}.ipynb": work(), **{f"{number}.txt": b"" for number in range(5)}})
    large = as_zip({f"{LESSON}.ipynb": work(), **{f"{number}.png": b"0" * len(work()) for number in range(3)}})
    others = {
        f"C_3_assignsubmission_file_/{LESSON}.ipynb": work(2),
        "D_4_assignsubmission_file_/bài.zip": as_zip({f"{LESSON}.ipynb": work(3)}),
    }
    for zipped in (many, large):
        told = collected({"A_1_assignsubmission_file_/bài.zip": zipped, **others}, "moodle")
        assert told["A"].left and {"c_3", "d_4"} <= {path.partition("/")[0] for path in landed()}
        assert not told["C"].left + told["D"].left


def test_declared_sizes_are_not_believed(collected, landed, work, stored):
    """Is a file whose size is a lie in the zip's table of contents told, not taken?"""
    content = as_zip({NAME: work(), GOOD: work(2)})
    place = content.index(b"PK\x01\x02")
    lie = content[: place + 24] + struct.pack("<I", 5) + content[place + 28 :]
    told = collected(stored(lie), "moodle")
    assert landed() == {PLACE.format("b_2"): work(2)} and told["A"].left == [
        AGAIN.format(f"{LESSON}.ipynb", archives.BROKEN)
    ]


def test_broken_and_locked_entries(collected, landed, work, stored):
    """Are entries with a password, of an unknown compression, or with a wrong sum told while the others land?"""
    third = f"C_3_assignsubmission_file_/{LESSON}.ipynb"
    content = as_zip({entry(NAME): work(), entry(third, kind=zipfile.ZIP_BZIP2): work(), GOOD: work(2)})
    place = content.index(b"PK\x01\x02")
    locked = content[: place + 8] + struct.pack("<H", 1) + content[place + 10 :]
    told = collected(stored(locked), "moodle")
    assert landed() == {PLACE.format("b_2"): work(2)}
    assert [told[who].left for who in "AC"] == [
        [AGAIN.format(f"{LESSON}.ipynb", why)] for why in (archives.PASSWORD, archives.COMPRESSION)
    ]
    wrong = content[: place + 16] + b"\0\0\0\0" + content[place + 20 :]
    assert collected(stored(wrong), "moodle")["A"].left == [AGAIN.format(f"{LESSON}.ipynb", archives.BROKEN)]


def test_nested_zips(collected, landed, work):
    """Are notebooks found in zips in zips, one level deeper no more, and is one told that is broken, empty or too deep?"""
    once = as_zip({f"bài/{LESSON}.ipynb": work(1), "bài/hình.png": b"png"})
    told = collected(
        {
            "A_1_assignsubmission_file_/nộp.zip": once,
            "B_2_assignsubmission_file_/nộp.zip": as_zip({"lại.zip": once}),
            "C_3_assignsubmission_file_/nộp.zip": as_zip({"lại.zip": as_zip({"nữa.zip": once})}),
            "D_4_assignsubmission_file_/nộp.zip": b"PK rubbish",
            "E_5_assignsubmission_file_/nộp.zip": as_zip({f"../../{LESSON}.ipynb": work(2)}),
            "F_6_assignsubmission_file_/nộp.zip": as_zip({}),
        },
        "moodle",
    )
    assert landed() == {PLACE.format(s): work(1) for s in ("a_1", "b_2")} | {
        f"{s}/{LESSON}/hình.png": b"png" for s in ("a_1", "b_2")
    }
    assert told["C"].left == ["không có tệp .ipynb nào", "nộp.zip/lại.zip/nữa.zip: zip lồng quá 2 lớp"]
    assert told["D"].left == ["không có tệp .ipynb nào", f"nộp.zip: {archives.BROKEN}"]
    assert told["E"].left == [AGAIN.format(f"nộp.zip/../../{LESSON}.ipynb", archives.UNSAFE_PATH)]
    assert told["F"].left == ["không có tệp .ipynb nào", "nộp.zip: zip rỗng"]


def test_names_twice_and_in_the_way(collected, landed, work, stored):
    """Does a file that comes twice, is also a folder, or has a name no system holds leave the hand-in whole?"""
    above = "A_1_assignsubmission_file_/"
    pairs = [
        (NAME, work(1)),
        (above + "x", b"1"),
        (above + "x", b"2"),
        (above + "x/y", b"3"),
        (above + "n" * 300, b"4"),
        (above + "a:b", b"5"),
    ]
    pairs += [(f"{above}{LESSON}.ipynb/x", b"6"), (above + "timestamp.txt/x", b"7")]
    told = collected(stored(as_zip(pairs)), "moodle")
    assert landed() == {PLACE.format("a_1"): work(1), f"a_1/{LESSON}/x": b"1"}
    assert len(told["A"].left) == 6 and {why.rsplit(": ")[-1] for why in told["A"].left} == {
        choose.NAME_TAKEN,
        archives.NO_NAME,
    }


def test_a_student_sets_no_time(collected, landed, work):
    """Does a timestamp.txt of a student's own, in a zip too, count for nothing?"""
    inner = as_zip(
        {f"{LESSON}.ipynb": work(), **{name: b"2001-01-01 00:00:00 UTC" for name in ("timestamp.txt", "Timestamp.TXT")}}
    )
    for system, name in (("moodle", "A_1_assignsubmission_file_/nộp.zip"), ("folder", "A/nộp.zip")):
        told = collected({name: inner}, system)
        assert not any("timestamp" in path.casefold() for path in landed())
        assert [why.endswith(choose.OWN_TIME) for why in left(told)] == [True, True]


def test_names_that_some_systems_hold_for_one(collected, landed, work):
    """Is of two names that differ in capitals only one taken, so that no file is written over another anywhere?"""
    told = collected(
        {NAME: work(), **{f"A_1_assignsubmission_file_/{name}": b"1" for name in ("a.txt", "A.TXT", "B/c.txt", "b")}},
        "moodle",
    )
    assert len(landed()) == 3 and len(left(told)) == 2


@pytest.mark.parametrize("much", ["entries", "bytes"])
def test_a_table_of_contents_beyond_the_bound(collected, landed, work, stored, much):
    """Is a zip whose table of contents has more entries, or more bytes, than any real one refused before it is parsed?"""
    one = raw_zip([Entry(b"a.ipynb")])
    place, end = one.index(archives.TABLE_ENTRY), one.index(b"PK\5\6")
    table = (
        one[place:end] * (archives.ENTRIES + 1) if much == "entries" else one[place:end] + b"\0" * archives.TABLE_BYTES
    )
    large = one[:place] + table + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 1, 1, len(table), place, 0)
    told = collected(
        {entry("A_1_assignsubmission_file_/bài.zip", kind=zipfile.ZIP_STORED): large, GOOD: work()}, "moodle"
    )
    assert landed() == {PLACE.format("b_2"): work()} and f"bài.zip: {archives.TOO_MANY}" in told["A"].left
    with pytest.raises(CourseError, match="quá nhiều tệp"):
        collected(stored(large), "moodle")


def test_a_place_that_no_file_has(collected, landed, work, stored):
    """Does a zip64 offset beyond all files, or one before the first, stop nobody, in a student's zip or in the archive itself?"""
    far = struct.pack("<HHQ", 1, 8, 2**63 + 5)
    for number, (offset, extra) in enumerate(((0xFFFFFFFF, far), (0xFFFFFFFE, b""))):
        inner = raw_zip([Entry(f"{LESSON}.ipynb".encode(), work(1), extra=extra, offset=offset)])
        whole = raw_zip(
            [
                Entry(NAME.encode(), work(1), extra=extra, offset=offset),
                Entry(GOOD.encode(), work(2 + number)),
                Entry(b"C_3_assignsubmission_file_/bai.zip", inner),
                Entry(f"D_4_assignsubmission_file_/{LESSON}.ipynb".encode(), work(4)),
            ]
        )
        told = collected(stored(whole), "moodle")
        assert landed() == {PLACE.format("b_2"): work(2 + number), PLACE.format("d_4"): work(4)}
        assert told["A"].left == [AGAIN.format(f"{LESSON}.ipynb", archives.BROKEN)]
        assert told["C"].left == [AGAIN.format(f"bai.zip/{LESSON}.ipynb", archives.BROKEN)]


def test_entries_with_odd_names(collected, landed, work, stored):
    """Do an empty name, one of slashes, one with a NUL and one with the bytes of no code harm nobody else, and are they told?"""
    above = b"A_1_assignsubmission_file_/"
    names = [b"", b"///"[:2] + b".", above + b"x\0.ipynb", b"C:\\x.ipynb", b"\xff\xfe_7_assignsubmission_file_/x.ipynb"]
    inner = raw_zip([Entry(b""), Entry(b"bai.ipynb", work(1))])
    whole = raw_zip([*map(Entry, names), Entry(above + b"bai.zip", inner), Entry(GOOD.encode(), work(2))])
    told = collected(stored(whole), "moodle", as_list=True)
    assert {PLACE.format("b_2"): work(2), PLACE.format("a_1"): work(1)}.items() <= landed().items()
    assert [why for outcome in told for why in outcome.left].count(archives.NO_NAME) >= 2


@pytest.mark.parametrize(
    "name",
    [
        "nbgrader_config.py",
        "NBGRADER_CONFIG.json",
        "sâu/nbgrader_config.py",
        "jupyter_config.py",
        "jupyter_server_config.json",
    ],
)
def test_settings_that_would_be_run(collected, landed, work, name):
    """Is a file that nbgrader or Jupyter runs when somebody opens its folder left out, with the reason, in a zip too?"""
    told = collected(
        {
            NAME: work(),
            f"A_1_assignsubmission_file_/{name}": b"x",
            "A_1_assignsubmission_file_/phu.zip": as_zip({name: b"x"}),
        },
        "moodle",
    )
    assert list(landed()) == [PLACE.format("a_1")] and [why.endswith(choose.SETTINGS) for why in left(told)] == [
        True,
        True,
    ]


def test_thousands_of_files(collected, landed, work):
    """Are many files left for one reason told in one line, with how many there are?"""
    told = collected(
        {NAME: work(), **{f"A_1_assignsubmission_file_/{number}.txt": b"1" for number in range(choose.FILES + 1000)}},
        "moodle",
    )
    assert len(landed()) == choose.FILES + 1 and len(left(told)) == 1 and "1000 tệp" in left(told)[0]
