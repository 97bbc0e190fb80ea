"""Is each hand-in given to whom it belongs, whatever stands around an id or a name, and is nobody guessed?"""

import re
import unicodedata

import pytest
from hand_ins import LESSON, as_zip

from autograder.collecting.identity import NAMELESS
from autograder.collecting.landing import LEFT
from autograder.collecting.owners import EARLIER
from autograder.collecting.place import NEW, SAME
from autograder.collecting.times import read_times
from autograder.commands import main
from autograder.people.person import Person

CLASS = [
    Person("20210001", "Nguyễn Văn", "An", "an@truong.edu.vn"),
    Person("20210002", "Trần Thị", "Bình", "binh@truong.edu.vn"),
    Person("B21DCCN-003", "Lê-Trần Đức", "Cường", "cuong@truong.edu.vn"),
]
PLACE = f"{{}}/{LESSON}/{LESSON}.ipynb"
MOODLE = f"{{}}_{{}}_assignsubmission_file_/{LESSON}.ipynb"


@pytest.fixture
def worksheet(tmp_path):
    """A function: the Times of a worksheet with these rows of a number, a full name and an id."""

    def write(*rows):
        path = tmp_path / "bang.csv"
        lines = [f"Participant {number},{name},{student},-" for number, name, student in rows]
        path.write_text(
            "\n".join(["Identifier,Full name,ID number,Last modified (submission)", *lines]), encoding="utf-8"
        )
        return read_times(path)

    return write


@pytest.mark.parametrize(
    ("name", "student"),
    [
        ("20210001_NguyenVanAn.ipynb", "20210001"),
        ("20210001 - Nguyễn Văn An/bài.ipynb", "20210001"),
        (f"20210002_{LESSON} (1).ipynb", "20210002"),
        (f"20210002_{LESSON.upper()}.ipynb", "20210002"),
        (f"Copy of 20210002_{LESSON}.ipynb", "20210002"),
        (f"Bản sao của {LESSON}_20210002.ipynb", "20210002"),
        ("b21dccn-003.ipynb", "B21DCCN-003"),
        ("bài tập B21DCCN-003 nộp.zip", "B21DCCN-003"),
        ("NguyenVanAn_K66_final (2).ipynb", "20210001"),
        (f"Lê-Trần Đức Cường_{LESSON}-Copy1.ipynb", "B21DCCN-003"),
        ("Trần Thị Bình - nộp bài/x.ipynb", "20210002"),
        (f"{LESSON}-NguyenVanAn.ipynb", "20210001"),
        (f"20210001+{LESSON}+2026-01-03 10:30:00.123456 UTC+Zm9v/{LESSON}.ipynb", "20210001"),
        (f"20210002+{LESSON}+2026-01-03 10:30:00 UTC/{LESSON}.ipynb", "20210002"),
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_an_id_or_a_name_in_a_longer_name(collected, landed, work, name, student, form):
    """Is the student found where the id or the name stands whole in the name of a file or folder, in any capitals?"""
    content = as_zip({"bài.ipynb": work()}) if name.endswith(".zip") else work()
    others = {f"lop/{one.student}.ipynb": work(7) for one in CLASS if one.student != student}
    told = collected({unicodedata.normalize(form, f"lop/{name}"): content, **others}, "folder", CLASS, as_list=True)
    assert {path.partition("/")[0] for path in landed()} == {person.student for person in CLASS} and landed()[
        PLACE.format(student)
    ] == work()
    assert [(outcome.left, outcome.asks) for outcome in told] == [([], [])] * 3


@pytest.mark.parametrize(
    "name", ["20210001_20210002.ipynb", "20210001_TranThiBinh.ipynb", "20210001 và 20210002/x.ipynb"]
)
def test_two_in_one_name(collected, landed, work, name):
    """Is neither taken where an id and a name, or two ids, are of different people, and are both listed with the remedy?"""
    [outcome] = collected({f"lop/{name}": work(), "lop/B21DCCN-003.ipynb": work(2)}, "folder", CLASS, as_list=True)[:1]
    assert landed() == {PLACE.format("B21DCCN-003"): work(2)} and outcome.what == LEFT
    assert "20210001" in outcome.left[0] and "20210002" in outcome.left[0] and "Hãy" in outcome.left[0]


@pytest.mark.parametrize(
    "name",
    ["202100011_NguyenVanX", "120210001", "Nguyễn Văn An Bình", "2021 0001", "NguyenVanAnh", "An", "Bình Trần Thị An"],
)
def test_what_is_nobodys_whole(collected, landed, work, name):
    """Does a longer id or name, or a part of one, match nobody, and is who is not in the list told and the exit code with it?"""
    told = collected({f"{name}/x.ipynb": work(), "20210002/x.ipynb": work(2)}, "folder", CLASS)
    assert PLACE.format("20210001") not in landed() and landed()[PLACE.format("20210002")] == work(2)
    assert told[name].what == NEW and "không có trong danh sách lớp" in told[name].asks[0]


def test_last_of_nbgraders_inbound(collected, landed, work):
    """Is of several hand-ins in nbgrader's exchange the last taken, with its own files alone, and are other lessons passed over?"""
    at = [f"inbound/20210001+{LESSON}+2026-01-0{day} 10:30:00.000000 UTC+x" for day in (3, 5, 4)]
    contents = {f"{place}/{LESSON}.ipynb": work(number) for number, place in enumerate(at)} | {
        f"{at[0]}/cũ.py": b"1",
        f"{at[1]}/timestamp.txt": b"2026-01-05 10:30:00.000000 UTC",
    }
    told = collected(contents, "folder", CLASS)
    assert landed() == {
        PLACE.format("20210001"): work(1),
        f"20210001/{LESSON}/timestamp.txt": b"2026-01-05 10:30:00.000000 UTC",
    }
    assert told["3 tệp"].notes == [EARLIER] and not told["20210001"].left


def test_anonymous_in_canvas(collected, landed, work):
    """Do all files of an anonymous one belong to one made-up person, late or not, though a file's number is a user's?"""
    told = collected(
        {
            f"anon_Xy12z_678_{LESSON}.ipynb": work(1),
            "anon_Xy12z_679_utils.py": b"x=1",
            f"LATE_anon_Qw34e_680_{LESSON}.ipynb": work(2),
            f"anon_Qw34e_LATE_681_{LESSON}-1.ipynb": work(3),
        },
        "canvas",
        [Person("20210001", "Nguyễn Văn", "An", lms_user_id="678")],
    )
    assert landed() == {
        PLACE.format("anon_Xy12z"): work(1),
        f"anon_Xy12z/{LESSON}/utils.py": b"x=1",
        PLACE.format("anon_Qw34e"): work(3),
    }
    assert told["anon_Xy12z"].notes == [NAMELESS] and {NAMELESS, "nộp muộn"} <= set(told["anon_Qw34e"].notes)


def test_groups_of_moodle(collected, landed, work, worksheet):
    """Does a name after a group's and hyphens stay open, told with the candidate, until a worksheet says the same of the number?"""
    hand_in = {MOODLE.format("K66-CNTT-Nguyễn Văn An", 101): work()}
    [outcome] = collected(hand_in, "moodle", CLASS).values()
    assert (
        landed() == {}
        and outcome.what == LEFT
        and "20210001 (Nguyễn Văn An)" in outcome.left[0]
        and "--timestamps" in outcome.left[0]
    )
    for sheet in (worksheet((101, "Nguyễn Văn An", "")), worksheet((101, "?", "20210001"))):
        [outcome] = collected(hand_in, "moodle", CLASS, sheet).values()
        assert outcome.student == "20210001" and outcome.left == []
    [outcome] = collected(hand_in, "moodle", CLASS).values()
    assert (outcome.student, outcome.what) == ("20210001", SAME)  # by the number, from now on


@pytest.mark.parametrize(
    ("name", "student"),
    [
        ("Lê-Trần Đức Cường", "B21DCCN-003"),
        ("20210001-Nguyễn Văn An", "20210001"),
        ("20210002 Trần Thị Bình", "20210002"),
        ("20210002", "20210002"),
    ],
)
def test_whole_names_of_moodle(collected, landed, work, name, student):
    """Is a whole name that has hyphens itself, or one with the id that agrees, enough?"""
    [outcome] = collected({MOODLE.format(name, 5): work()}, "moodle", CLASS).values()
    assert (outcome.student, outcome.left, outcome.asks) == (student, [], []) and list(landed()) == [
        PLACE.format(student)
    ]


def test_a_shortened_name_of_two(collected, landed, work):
    """Are both told where two cuts of a name are two people's?"""
    people = [*CLASS, Person("20210009", "Đức-Nguyễn Văn", "An")]
    [outcome] = collected({MOODLE.format("K66-Đức-Nguyễn Văn An", 5): work()}, "moodle", people).values()
    assert landed() == {} and "20210009" in outcome.left[0] and "20210001" in outcome.left[0]


@pytest.mark.parametrize("name", ["x-Nguyễn Văn An", "Nguyễn Văn An", "20210001-Nguyễn Văn An x", "20210001"])
def test_a_name_that_somebody_chose(collected, landed, work, name):
    """Does nobody who takes An's name, or makes it a part of theirs, replace what An handed in under another number, and are both told?"""
    collected({MOODLE.format("Nguyễn Văn An", 101): work(1)}, "moodle", CLASS)
    [outcome] = collected({MOODLE.format(name, 202): work(2)}, "moodle", CLASS).values()
    assert (
        landed() == {PLACE.format("20210001"): work(1)}
        and outcome.what == LEFT
        and "20210001" in outcome.left[0]
        and "Hãy" in outcome.left[0]
    )
    if name == "Nguyễn Văn An":
        assert "101" in outcome.left[0] and "202" in outcome.left[0]
    told = collected(
        {MOODLE.format("Nguyễn Văn An", 101): work(3), MOODLE.format(name, 202): work(2)}, "moodle", CLASS, as_list=True
    )
    assert landed() == {PLACE.format("20210001"): work(3)} and sorted(outcome.what for outcome in told) == sorted(
        [LEFT, "thay bản cũ"]
    )


def test_a_name_that_a_worksheet_gives_another_number(collected, landed, work, worksheet):
    """Does whoever takes An's name get no further where the worksheet has An under An's own number alone?"""
    sheet = worksheet((101, "Nguyễn Văn An", "20210001"))
    collected({MOODLE.format("Nguyễn Văn An", 101): work(1)}, "moodle", CLASS, sheet)
    [outcome] = collected({MOODLE.format("Nguyễn Văn An", 202): work(2)}, "moodle", CLASS, sheet).values()
    assert landed() == {PLACE.format("20210001"): work(1)} and outcome.what == LEFT and "101" in outcome.left[0]


def test_a_number_with_another_address(collected, landed, work, tmp_path):
    """Is it told where a number's earlier hand-in was An's, and a worksheet now has an address that is not, beside another name?"""
    collected({MOODLE.format("Nguyễn Văn An", 101): work(1)}, "moodle", CLASS)
    path = tmp_path / "bang.csv"
    path.write_text("Identifier,Email,Last modified (submission)\nParticipant 101,la@khac.vn,-\n", encoding="utf-8")
    told = [
        collected({MOODLE.format(name, 101): work(2)}, "moodle", CLASS, read_times(path), as_list=True)[0].asks
        for name in ("Nguyễn Văn An", "Vũ Lạ")
    ]
    assert landed() == {PLACE.format("20210001"): work(2)} and told[0] == []
    assert "20210001" in told[1][0] and "địa chỉ la@khac.vn" in told[1][0] and "101" in told[1][0]


def test_a_participant_with_a_new_name(collected, landed, work):
    """Does the number decide, not the name that its owner has now, and is the other person of that name told?"""
    collected({MOODLE.format("Nguyễn Văn An", 101): work(1)}, "moodle", CLASS)
    [outcome] = collected({MOODLE.format("Trần Thị Bình", 101): work(2)}, "moodle", CLASS).values()
    assert landed() == {PLACE.format("20210001"): work(2)}
    assert "20210001" in outcome.asks[0] and "20210002" in outcome.asks[0] and "101" in outcome.asks[0]


def test_who_was_made_up_is_found_later(collected, landed, work):
    """Does an id made of a name and number, of a name since changed, too, give way to the class list's?"""
    collected({MOODLE.format("Participant", 101): work(1)}, "moodle")
    assert landed() == {PLACE.format("participant_101"): work(1)}
    [outcome] = collected({MOODLE.format("Nguyễn Văn An", 101): work(1)}, "moodle", CLASS).values()
    assert landed() == {PLACE.format("20210001"): work(1)} and "bài dưới mã tạm participant_101" in outcome.notes[-1]


@pytest.mark.parametrize("word", ["Participant", "Thành viên", "Người tham gia"])
def test_blind_in_moodle(collected, landed, work, word):
    """Is whoever Moodle hides collected under their number, and said to be hidden, not to be missing in the list?"""
    [outcome] = collected({MOODLE.format(word, 101): work()}, "moodle", CLASS).values()
    assert outcome.notes == [NAMELESS] and outcome.asks == [] and list(landed())[0].startswith(outcome.student)


def test_numbers_are_remembered_from_one_command_to_the_next(course, landed, work, tmp_path, capsys):
    """Does the command keep who handed in under which number, so that the next one knows, and end with 1 where somebody must look?"""
    roster, archive = tmp_path / "lop.csv", tmp_path / "goi.zip"
    roster.write_text("Mã sinh viên,Họ và tên\n20210001,Nguyễn Văn An\n", encoding="utf-8")
    command = [
        "collect",
        str(archive),
        "--lesson",
        LESSON,
        "--from",
        "moodle",
        "--roster",
        str(roster),
        "--course-dir",
        str(course.root),
    ]
    codes = []
    for name, number, content in (
        ("Nguyễn Văn An", 101, work(1)),
        ("Nguyễn Văn An", 202, work(2)),
        ("Lê Lạ", 101, work(3)),
        ("Vũ Mới", 303, work(4)),
    ):
        archive.write_bytes(as_zip({MOODLE.format(name, number): content}))
        codes.append(main(command))
    assert codes == [0, 1, 0, 1] and landed() == {
        PLACE.format("20210001"): work(3),
        PLACE.format("vu_moi_303"): work(4),
    }
    assert "1 bài cần xem lại" in capsys.readouterr().out


@pytest.mark.parametrize("around", ["", "lop/"])
def test_groups_around_students(collected, landed, work, around):
    """Is a folder that holds one of a known person for each work in it no student, and does what lies deeper land at whose it is?"""
    contents = {
        f"nhóm 1/20210001/{LESSON}.ipynb": work(1),
        "nhóm 1/Trần Thị Bình.ipynb": work(2),
        f"nhóm 2/B21DCCN-003/bài/{LESSON}.ipynb": work(3),
    }
    told = collected({around + name: content for name, content in contents.items()}, "folder", CLASS)
    assert landed() == {PLACE.format(person.student): work(number) for number, person in enumerate(CLASS, start=1)}
    assert not any(outcome.asks or outcome.left for outcome in told.values())


def test_a_strangers_folder_is_no_group(collected, landed, work):
    """Does a stranger's folder stay the stranger's, though somebody's id stands in it, or other work beside?"""
    collected({f"20219999/20210001/{LESSON}.ipynb": work(1), f"20210002/{LESSON}.ipynb": work(2)}, "folder", CLASS)
    assert landed() == {PLACE.format("20219999"): work(1), PLACE.format("20210002"): work(2)}
    contents = {f"20218888/{name}/{LESSON}.ipynb": work() for name in ("20210001", "20210002", "bài của tôi")}
    collected({**contents, f"B21DCCN-003/{LESSON}.ipynb": work(3)}, "folder", CLASS)
    assert not {"20210001/", "20218888/20210001/"} & set(landed()) and PLACE.format("20210001") not in landed()


def test_a_template_beside_students_files(collected, landed, work):
    """Is one folder of files that name students no student's, though the given notebook lies among them?"""
    names = {"Nguyễn Văn An": "20210001", "Trần Thị Bình": "20210002"}
    told = collected(
        {f"Bài 1/{name} - {LESSON}.ipynb": work(1) for name in names} | {f"Bài 1/{LESSON}.ipynb": work()},
        "folder",
        CLASS,
    )
    assert (
        landed() == {PLACE.format(student): work(1) for student in names.values()}
        and told[f"Bài 1/{LESSON}.ipynb"].what == LEFT
    )


def test_an_address_in_a_longer_name(collected, landed, work):
    """Is what an address begins with an id, so that with the name beside it a hand-in of Moodle's lands?"""
    an = Person("20210001", "Nguyễn Văn", "An", "an.nv210001@truong.edu.vn")
    collected(
        {
            MOODLE.format("an.nv210001 Nguyễn Văn An", 7): work(1),
            MOODLE.format("an.nv210001 Trần Thị Bình", 8): work(2),
        },
        "moodle",
        [an, CLASS[1]],
    )
    assert landed() == {PLACE.format("20210001"): work(1)}


@pytest.mark.parametrize("name", ["-rf", "*", "~", "a+b", "$x", "C:"])
def test_ids_of_strangers(collected, landed, work, name):
    """Is an id of nobody's in the list made of letters and digits, so that it means nothing to a shell, a pattern or nbgrader's exchange?"""
    collected({f"{name}/{LESSON}.ipynb": work(), f"20210002/{LESSON}.ipynb": work(2)}, "folder", CLASS)
    assert all(re.fullmatch(r"\w+", path.partition("/")[0]) for path in landed()) and landed()[
        PLACE.format("20210002")
    ] == work(2)


def test_the_list_comes_later(collected, landed, work, course):
    """Does what lies under an id made of a name alone make room for the hand-in under the right one, and nobody's who is listed?"""
    name = f"Nguyễn Văn An/{LESSON}.ipynb"
    collected({name: work(), f"Trần Thị Bình/{LESSON}.ipynb": work(2)}, "folder")
    listed = [*CLASS[:2], Person("tran_thi_binh", "Trần", "Bình")]
    told = collected({name: work(), f"20210002/{LESSON}.ipynb": work(2)}, "folder", listed)
    assert set(landed()) == {PLACE.format(student) for student in ("20210001", "20210002", "tran_thi_binh")}
    assert "nguyen_van_an" in told["Nguyễn Văn An"].notes[0] and any(
        course.handed_in_before("nguyen_van_an", LESSON).rglob("*.ipynb")
    )
    collected({f"Trần Thị Bình/{LESSON}.ipynb": work(3)}, "folder", listed)
    assert landed()[PLACE.format("tran_thi_binh")] == work(2)
