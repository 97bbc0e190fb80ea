"""Does each hand-in of Moodle's, Canvas's or a folder's archive land in its place, and is what does not land told?"""

import errno
import unicodedata
from dataclasses import replace
from datetime import datetime

import pytest
from hand_ins import LESSON, as_zip
from nbgrader.utils import parse_utc

from autograder.collecting.landing import LEFT, NOTHING_OF_IT
from autograder.collecting.place import NEW, REPLACED, SAME, place
from autograder.collecting.times import read_times
from autograder.commands import main
from autograder.files.course_error import CourseError
from autograder.intake.hand_in import EARLIER, NO_CELLS, OTHERS_NAME
from autograder.people.person import Person

AN = Person("sv001", "Nguyễn Văn", "An", "an@truong.edu.vn", "12345")
DUC = Person("sv002", "Đỗ Thị Minh", "Đức", "duc@truong.edu.vn", "12346")
PLACE = f"{{}}/{LESSON}/{LESSON}.ipynb"


@pytest.mark.parametrize(
    "name",
    [
        "{}_777_assignsubmission_file_/" + LESSON + ".ipynb",
        "{}_777_assignsubmission_file/" + LESSON + ".ipynb",
        "{}_777_assignsubmission_file_" + LESSON + ".ipynb",
        "Lớp A/{}_777_assignsubmission_file_/bài làm/sâu/" + LESSON + ".ipynb",
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_moodle_names(collected, landed, work, name, form):
    """Are all of Moodle's namings read, with Vietnamese names composed or not, and the student found in the list?"""
    name = unicodedata.normalize(form, name.format("Đỗ Thị Minh Đức"))
    [outcome] = collected({name: work()}, "moodle", [AN, DUC]).values()
    assert (outcome.student, outcome.what, outcome.left) == ("sv002", NEW, [])
    assert landed() == {PLACE.format("sv002"): work()}


def test_canvas_names(collected, landed, work):
    """Are Canvas's namings read: number first, then the name; late marks; of repeated attempts the last?"""
    told = collected(
        {
            "annguyenvan_LATE_12345_670_bai01_so_nguyen.ipynb": work(1),
            "annguyenvan_LATE_12345_690_bai01_so_nguyen-1.ipynb": work(2),
            unicodedata.normalize("NFD", "đứcđỗthịminh_99_71_bai01_so_nguyen.ipynb"): work(3),
            "bai_1_2_nop/trầnlan_88_text.html": b"<p>em xin nop sau</p>",
        },
        "canvas",
        [AN, replace(DUC, lms_user_id="")],
    )
    assert landed() == {PLACE.format("sv001"): work(2), PLACE.format("sv002"): work(3)}
    assert (
        "nộp muộn" in told["annguyenvan"].notes
        and f"lấy {LESSON}-1.ipynb, không lấy {LESSON}.ipynb: {EARLIER}" in told["annguyenvan"].notes
    )
    [why] = told["trầnlan"].left
    assert why.startswith("không có tệp .ipynb nào") and "text.html" in why


def test_folder_names(collected, landed, work, course):
    """Are folders, notebooks and zips that bear an id or a name taken, and other lessons left where they are?"""
    other = course.root / "source" / "bai02_sai_so"
    other.mkdir()
    told = collected(
        {
            f"lop/sv001/{LESSON}/{LESSON}.ipynb": work(1),
            f"lop/sv001/{LESSON}/timestamp.txt": b"2026-01-03 10:30:00 UTC",
            "lop/sv001/bai02_sai_so/bai02_sai_so.ipynb": b"{}",
            f"lop/Đỗ Thị Minh Đức/{LESSON}.ipynb": work(2),
        },
        "folder",
        [AN, DUC],
    )
    assert landed() == {
        PLACE.format("sv001"): work(1),
        f"sv001/{LESSON}/timestamp.txt": b"2026-01-03 10:30:00 UTC",
        PLACE.format("sv002"): work(2),
    }
    assert told["1 tệp"].notes == ["của bài khác"]
    files = {f"sv001_{LESSON}.ipynb": work(3), "sv007.zip": as_zip({"bai.ipynb": work(4)}), "ghi chú.txt": b"?"}
    told = collected(files, "folder")
    assert landed()[PLACE.format("sv001")] == work(3) and landed()[PLACE.format("sv007")] == work(4)
    assert told["ghi chú.txt"].left


def test_a_folder_in_the_only_students_folder(collected, landed, work):
    """Is the only folder a student's where the list knows it, and the one above a student's where it knows that one?"""
    own = {f"sv001/nop_bai/{LESSON}.ipynb": work(1), "sv001/nop_bai/a.txt": b"?"}
    collected(own, "folder", [AN, DUC])
    assert landed() == {PLACE.format("sv001"): work(1), f"sv001/{LESSON}/a.txt": b"?"}
    collected({f"lop/Đỗ Thị Minh Đức/{LESSON}.ipynb": work(2)}, "folder", [AN, DUC])
    assert landed()[PLACE.format("sv002")] == work(2)


@pytest.mark.parametrize("beside", [{}, {"sv001/hình/a.png": b"png"}])
def test_whose_the_only_folder_is_cannot_be_told(collected, landed, work, beside):
    """Is nothing taken where either of two folders, one in the other, may be the student's, and is it told what to do?"""
    told = collected({f"sv001/nop_bai/{LESSON}.ipynb": work(), **beside}, "folder")
    assert landed() == {} and len(told) == 1 + len(beside)
    assert all(
        "không rõ sinh viên là sv001 hay nop_bai" in outcome.left[0] and "--roster" in outcome.left[0]
        for outcome in told.values()
    )


TWO = ("sv001", "sv002")
FOLDERS_AROUND = [  # the layout of each student's notebook or zip, and what else lies in the archive
    ("lop/{}/nop_bai/" + LESSON + ".ipynb", None),
    ("nop/{}/" + LESSON + ".ipynb", "nop/doc.txt"),
    ("nop/{}/" + LESSON + ".ipynb", "doc.txt"),
    ("lop1/nop/{}/" + LESSON + ".ipynb", None),
    ("nop/{}/" + LESSON + "/" + LESSON + ".ipynb", None),
]
FILES_IN_A_FOLDER = [
    ("nop/{}.zip", None),
    ("nop/{}.ipynb", None),
    ("nop/{}_" + LESSON + ".ipynb", "nop/doc.txt"),
    ("a/b/{}.zip", None),
]


def _class_of_two(layout, beside, work):
    works = {layout.format(student): work(number) for number, student in enumerate(TWO)}
    works = {
        name: as_zip({f"{LESSON}.ipynb": content}) if name.endswith(".zip") else content
        for name, content in works.items()
    }
    return {**works, **({beside: b"?"} if beside else {})}


@pytest.mark.parametrize(("layout", "beside"), FOLDERS_AROUND + FILES_IN_A_FOLDER)
def test_folders_around_a_class(collected, landed, work, layout, beside):
    """Are folders around those of the students taken off where the list knows the students, and files beside them told?"""
    told = collected(_class_of_two(layout, beside, work), "folder", [AN, DUC])
    assert landed() == {PLACE.format(student): work(number) for number, student in enumerate(TWO)}
    assert [who for who in told if told[who].left] == ([beside] if beside else [])


@pytest.mark.parametrize(("layout", "beside"), FOLDERS_AROUND)
def test_folders_around_a_class_without_a_list(collected, landed, work, layout, beside):
    """Are they taken off, too, where several folders in one cannot be but the students' own?"""
    collected(_class_of_two(layout, beside, work), "folder")
    assert landed() == {PLACE.format(student): work(number) for number, student in enumerate(TWO)}


@pytest.mark.parametrize(("layout", "beside"), FILES_IN_A_FOLDER)
def test_files_of_a_class_or_of_one_student(collected, landed, work, layout, beside):
    """Is nothing taken where several files in one folder may be one student's or several students' and no list tells?"""
    told = collected(_class_of_two(layout, beside, work), "folder")
    assert landed() == {} and all("--roster" in outcome.left[0] for outcome in told.values())


def test_one_students_files_in_one_folder(collected, landed, work):
    """Is a folder with the lesson's notebook, or one notebook alone, in it a student's, as it always was?"""
    collected({f"sv007/{LESSON}.ipynb": work(1), "sv007/nháp.ipynb": work(2), "sv007/a/b.png": b"png"}, "folder")
    assert landed() == {PLACE.format("sv007"): work(1), f"sv007/{LESSON}/a/b.png": b"png"}
    collected({"sv008/bài.ipynb": work(3)}, "folder", [AN])
    assert landed()[PLACE.format("sv008")] == work(3)


def test_notebooks_of_one_name_in_several_folders(collected, landed, done):
    """Is a notebook of the same name in another folder or zip no earlier attempt, where no time tells, but told as not taken?"""
    inner = as_zip({f"{LESSON}.ipynb": done(2)})
    told = collected(
        {f"A_1_assignsubmission_file_/{LESSON}.ipynb": done(1), "A_1_assignsubmission_file_/bài.zip": inner}, "moodle"
    )
    assert landed() == {PLACE.format("a_1"): done(1)}
    assert told["A"].left == [f"bài.zip/{LESSON}.ipynb: không rõ có mới hơn {LESSON}.ipynb hay không"]


@pytest.mark.parametrize(
    ("given", "right"), [("canvas", "moodle"), ("folder", "moodle"), ("moodle", "canvas"), ("folder", "canvas")]
)
def test_an_archive_of_another_system(collected, landed, work, given, right):
    """Is an archive of Moodle's or Canvas's told as such before anything is written, whatever --from says?"""
    name = {
        "moodle": "Nguyễn Văn An_{}_assignsubmission_file_/" + LESSON + ".ipynb",
        "canvas": "annguyenvan_{}_71_" + LESSON + ".ipynb",
    }[right]
    contents = {name.format(number): work(number) for number in (12345, 12346)} | {"doc.txt": b"?"}
    with pytest.raises(CourseError, match=f"--from {right}"):
        collected(contents, given, [AN, DUC])
    assert landed() == {}


def test_a_folder_of_files_with_numbers(collected, landed, work):
    """Are notebooks that people name after a student, a number and the lesson still a folder's?"""
    collected({f"an_2021_{LESSON}.ipynb": work(1), f"duc_2022_{LESSON}.ipynb": work(2)}, "folder")
    assert landed() == {PLACE.format("an_2021"): work(1), PLACE.format("duc_2022"): work(2)}


def test_a_number_and_a_name_of_two(collected, landed, work):
    """Is neither believed where the system's number is one person's and the name another's?"""
    told = collected({f"annguyenvan_12346_71_{LESSON}.ipynb": work()}, "canvas", [AN, DUC])
    assert landed() == {} and "số 12346 là của sv002, còn tên là của sv001" in told["annguyenvan"].left[0]


def test_unknown_people(collected, landed, work):
    """Does who is not in the list, or shares a name, get a safe id of their own that is told?"""
    twin = Person("sv003", "Nguyễn Văn", "An")
    told = collected(
        {
            f"Nguyễn Văn An_11_assignsubmission_file_/{LESSON}.ipynb": work(1),
            f"Nguyễn Văn An_12_assignsubmission_file_/{LESSON}.ipynb": work(2),
            f"=cmd|'calc'!A1_13_assignsubmission_file_/{LESSON}.ipynb": work(3),
        },
        "moodle",
        [AN, twin],
    )
    assert landed() == {
        PLACE.format("cmd_calc_a1_13"): work(3),
        PLACE.format("nguyen_van_an_11"): work(1),
        PLACE.format("nguyen_van_an_12"): work(2),
    }
    assert all("mã đặt theo tên" in outcome.asks[0] for outcome in told.values())
    assert "trùng tên" in told["Nguyễn Văn An"].asks[0]


def test_a_namesake(collected, landed, work, tmp_path):
    """Does who shares a name with somebody in the list, but has another number or address, get an id of their own?"""
    told = collected({f"annguyenvan_555_71_{LESSON}.ipynb": work(1)}, "canvas", [AN])
    assert landed() == {PLACE.format("annguyenvan_555"): work(1)}
    assert told["annguyenvan"].asks[0].startswith("số 555 không có trong danh sách lớp; trùng tên với sv001")
    sheet = tmp_path / "bang.csv"
    sheet.write_text(
        "Identifier,Full name,ID number,Email address,Last modified (submission)\n"
        "Participant 7,Nguyễn Văn An,,b999@truong.edu.vn,2026-01-03 10:30\nParticipant 8,Vũ Hà,sv008,,2026-01-03 11:30\n",
        encoding="utf-8-sig",
    )
    hand_ins = {f"{name}_assignsubmission_file_/{LESSON}.ipynb": work() for name in ("Nguyễn Văn An_7", "Vũ Hà_9")}
    told = collected(hand_ins, "moodle", [AN], read_times(sheet))
    assert (
        landed().keys() >= {PLACE.format("nguyen_van_an_7"), PLACE.format("vu_ha_9")}
        and PLACE.format("sv001") not in landed()
    )
    assert f"nguyen_van_an_7/{LESSON}/timestamp.txt" in landed() and f"vu_ha_9/{LESSON}/timestamp.txt" not in landed()
    assert (
        told["Nguyễn Văn An"]
        .asks[0]
        .startswith("địa chỉ b999@truong.edu.vn không có trong danh sách lớp; trùng tên với sv001")
    )


def test_two_for_one_id(collected, landed, work):
    """Is neither of two taken that the list would give one id?"""
    same = {f"Nguyễn Văn An_{number}_assignsubmission_file_/{LESSON}.ipynb": work(number) for number in (1, 2)}
    told = collected(same, "moodle", [AN])
    assert landed() == {} and "sv001" in told["Nguyễn Văn An"].left[0]
    told = collected({f"{name}/{LESSON}.ipynb": work() for name in ("sv001", "Nguyễn Văn An")}, "folder", [AN])
    assert landed() == {} and "chỉ giữ một" in told["sv001"].left[0]


def test_folders_that_differ_in_capitals_alone(collected, landed, work):
    """Is neither of two folders taken for an earlier attempt of the other?"""
    told = collected(
        {f"{name}/{LESSON}.ipynb": work(number) for number, name in enumerate(("sv001", "SV001", "sv002"))},
        "folder",
        [AN, DUC],
    )
    assert landed() == {PLACE.format("sv002"): work(2)} and told["sv001"].left and told["SV001"].left


def test_wrong_file_names(collected, landed, work, done):
    """Is the only notebook renamed, of several the one that is like the lesson taken, and none where that is not clear?"""
    told = collected(
        {
            "A_1_assignsubmission_file_/Untitled.ipynb": work(1),
            "B_2_assignsubmission_file_/nháp.ipynb": b'{"cells": [], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}',
            "B_2_assignsubmission_file_/nộp.IPYNB": work(2),
            "C_3_assignsubmission_file_/một.ipynb": done(3),
            "C_3_assignsubmission_file_/hai.ipynb": done(4),
            "D_4_assignsubmission_file_/một.ipynb": b"{}",
            "D_4_assignsubmission_file_/hai.ipynb": b"{}",
            f"E_5_assignsubmission_file_/{LESSON}.ipynb": work(5),
            f"E_5_assignsubmission_file_/{LESSON} (1).ipynb": work(6),
            "F_6_assignsubmission_file_/bài làm.docx": b"PK",
        },
        "moodle",
    )
    assert landed() == {PLACE.format("a_1"): work(1), PLACE.format("b_2"): work(2), PLACE.format("e_5"): work(6)}
    assert "đổi tên từ Untitled.ipynb" in told["A"].notes
    assert told["B"].left == [f"nháp.ipynb: {NO_CELLS}"]
    assert any(note.startswith(f"lấy {LESSON} (1).ipynb, không lấy {LESSON}.ipynb: ") for note in told["E"].notes)
    assert "cùng giống bài này" in told["C"].left[0]
    assert "không tệp nào giống bài này" in told["D"].left[0] and "một.ipynb" in told["D"].left[0]
    assert "bài làm.docx" in told["F"].left[0]


@pytest.mark.parametrize("system", ["moodle", "canvas", "folder"])
def test_the_notebook_of_another_lesson(collected, landed, work, course, system):
    """Is a notebook that bears another lesson's name no hand-in of this one, though it be the only one?"""
    course.root.joinpath("source", "bai02_sai_so").mkdir()
    name = {"moodle": "A_1_assignsubmission_file_/{}", "canvas": "a_1_2_{}", "folder": "a/{}"}[system]
    [outcome] = collected({name.format("bai02_sai_so (1).ipynb"): work()}, system).values()
    assert landed() == {} and "chỉ có notebook của bài khác: bai02_sai_so (1).ipynb" in outcome.left[0]
    [outcome] = collected(
        {name.format("bai02_sai_so.ipynb"): work(1), name.format("x.ipynb").replace("_2_", "_3_"): work(2)},
        system,
        [Person("a")],
    ).values()
    assert list(landed().values()) == [work(2)] and outcome.left == [f"bai02_sai_so.ipynb: {OTHERS_NAME}"]


def test_a_notebook_with_nothing_of_the_lesson(collected, landed, work):
    """Is it told of a notebook of the right name that it has no cell of the lesson's?"""
    told = collected(
        {f"A_1_assignsubmission_file_/{LESSON}.ipynb": b"{}", f"B_2_assignsubmission_file_/{LESSON}.ipynb": work()},
        "moodle",
    )
    assert told["A"].what == NEW and told["A"].notes[1:] == [NOTHING_OF_IT] and NOTHING_OF_IT not in told["B"].notes


def test_who_is_known_at_last(collected, landed, work, tmp_path, course):
    """Does the hand-in under an id made of the name give way once the worksheet tells the id, and is it told?"""
    hand_ins = {f"Vũ Hà_{number}_assignsubmission_file_/{LESSON}.ipynb": work(number) for number in (7, 8)}
    told = collected(hand_ins, "moodle", [Person("sv001", "Vũ", "Hà"), Person("sv002", "Vũ", "Hà")])
    assert (
        landed().keys() == {PLACE.format("vu_ha_7"), PLACE.format("vu_ha_8")}
        and "--timestamps" in told["Vũ Hà"].asks[0]
    )
    course.autograded("vu_ha_7", LESSON).parent.mkdir(parents=True)
    sheet = tmp_path / "bang.csv"
    sheet.write_text(
        "Identifier,Full name,ID number,Last modified (submission)\nParticipant 7,Vũ Hà,sv001,-\nParticipant 8,Vũ Hà,sv002,-\n",
        encoding="utf-8",
    )
    told = [outcome for outcome in collected(hand_ins, "moodle", (), read_times(sheet), as_list=True)]
    assert landed() == {PLACE.format("sv001"): work(7), PLACE.format("sv002"): work(8)}
    first, second = (outcome.notes[-1] for outcome in told)
    assert (
        first.startswith("bài dưới mã tạm vu_ha_7 được cất vào submitted_before/vu_ha_7/")
        and "nbgrader db student remove vu_ha_7" in first
    )
    assert second.startswith("bài dưới mã tạm vu_ha_8") and "nbgrader" not in second


def test_a_folders_timestamp_that_is_none(collected, landed, work):
    """Is a time that grading will not be able to read told where it is collected?"""
    told = collected(
        {
            f"{student}/{name}": content
            for student, time in (("sv001", "hôm qua"), ("sv002", "2026-01-03 10:30:00 UTC"))
            for name, content in ((f"{LESSON}.ipynb", work()), ("timestamp.txt", time.encode()))
        },
        "folder",
    )
    assert told["sv001"].notes == ["không đọc được giờ nộp trong timestamp.txt"] and told["sv002"].notes == []


@pytest.mark.parametrize("text", ["2026-01-03T17:30:00+07:00", "3 January 2026, 5:30 p.m. GMT+7"])
def test_a_folders_timestamp_in_other_words(collected, landed, work, text):
    """Is a time that a person wrote down kept as nbgrader reads it, so that its own command sees the same moment?"""
    collected({f"sv001/{LESSON}.ipynb": work(), "sv001/timestamp.txt": text.encode()}, "folder")
    assert parse_utc(landed()[f"sv001/{LESSON}/timestamp.txt"].decode().strip()) == datetime(2026, 1, 3, 10, 30)


def test_files_beside(collected, landed, work, course):
    """Are pictures and code kept beside the notebook, while the lesson's own data and the system's files are not?"""
    data, more = course.check_data(LESSON), course.more_data(LESSON)
    told = collected(
        {
            f"A_1_assignsubmission_file_/bài/{LESSON}.ipynb": work(),
            "A_1_assignsubmission_file_/bài/hình/đồ thị.png": b"png",
            "A_1_assignsubmission_file_/phụ.py": b"x = 1",
            f"A_1_assignsubmission_file_/bài/{data.name}": data.read_bytes(),
            f"A_1_assignsubmission_file_/bài/{more.name}": more.read_bytes(),
            "A_1_assignsubmission_file_/bài/timestamp.txt": b"2020-01-01 00:00:00 UTC",
            f"A_1_assignsubmission_file_/bài/.ipynb_checkpoints/{LESSON}-checkpoint.ipynb": b"old",
            f"__MACOSX/A_1_assignsubmission_file_/bài/._{LESSON}.ipynb": b"mac",
        },
        "moodle",
    )
    assert landed() == {
        PLACE.format("a_1"): work(),
        f"a_1/{LESSON}/hình/đồ thị.png": b"png",
        f"a_1/{LESSON}/phụ.py": b"x = 1",
    }
    assert told["A"].left == ["bài/timestamp.txt: giờ nộp do người nộp tự ghi"]
    assert told["2 tệp"].left == []


def test_again_and_another(collected, landed, work, course):
    """Does the same archive change nothing, and is what another replaces kept?"""
    name = f"A_1_assignsubmission_file_/{LESSON}.ipynb"
    assert collected({name: work(1)}, "moodle")["A"].what == NEW
    path = course.submitted("a_1", LESSON)
    before = path.stat().st_ino, path.stat().st_mtime_ns
    assert collected({name: work(1)}, "moodle")["A"].what == SAME
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == before and not course.handed_in_before(
        "a_1", LESSON
    ).exists()
    outcomes = [collected({name: work(number)}, "moodle")["A"] for number in (2, 3)]
    assert [outcome.what for outcome in outcomes] == [REPLACED, REPLACED]
    old = sorted(course.handed_in_before("a_1", LESSON).rglob("*.ipynb"))
    assert [path.read_bytes() for path in old] == [work(1), work(2)]
    assert landed() == {PLACE.format("a_1"): work(3)} and all(
        "submitted_before" in outcome.notes[-1] for outcome in outcomes
    )


def test_times_of_moodles_worksheet(collected, landed, work, tmp_path):
    """Does Moodle's worksheet tell when each hand-in was made, whether late, and whose it is?"""
    sheet = tmp_path / "bang.csv"
    sheet.write_text(
        "Identifier,Full name,ID number,Email address,Status,Grade,Maximum Grade,Grade can be changed,"
        "Last modified (submission),Last modified (grade),Feedback comments\n"
        'Participant 1,"Nguyễn Văn An",sv001,,"Submitted for grading - 2 hours late",,10.00,Yes,"Saturday, 3 January 2026, 5:30 PM",-,\n'
        "Participant 2,Nguyễn Văn An,sv009,,Submitted for grading,,10.00,Yes,-,-,\n",
        encoding="utf-8-sig",
    )
    hand_ins = {f"Nguyễn Văn An_{number}_assignsubmission_file_/{LESSON}.ipynb": work(number) for number in (1, 2)}
    collected(hand_ins, "moodle", [AN, DUC], read_times(sheet))
    assert landed().keys() == {PLACE.format("sv001"), PLACE.format("sv009"), f"sv001/{LESSON}/timestamp.txt"}
    assert landed()[PLACE.format("sv009")] == work(2)
    collected({name: content for name, content in hand_ins.items() if "_1_" in name}, "moodle", [AN, DUC])
    assert f"sv001/{LESSON}/timestamp.txt" in landed()


@pytest.fixture
def a_file_for_a_folder(course):
    """A file stands where the folder of sv002 should be."""
    course.root.joinpath("submitted").mkdir()
    course.root.joinpath("submitted", "sv002").write_text("?")


def test_one_place_that_cannot_be_written(a_file_for_a_folder, collected, landed, work):
    """Is one student's place that cannot be written told, while everybody else lands?"""
    told = collected({f"{student}/{LESSON}.ipynb": work() for student in ("sv001", "sv002", "sv003")}, "folder")
    assert landed() == {PLACE.format("sv001"): work(), PLACE.format("sv003"): work(), "sv002": b"?"}
    assert told["sv002"].what == LEFT and "submitted/sv002" in told["sv002"].left[0]


def test_a_full_disk(course, work, tmp_path, monkeypatch, capsys):
    """Does what stops the machine end collecting, with a table of what landed before?"""

    def full(folder, student, *more):
        if student == "sv002":
            raise OSError(errno.ENOSPC, "No space left on device")
        return place(folder, student, *more)

    monkeypatch.setattr("autograder.collecting.landing.place", full)
    source = tmp_path / "goi.zip"
    source.write_bytes(as_zip({f"{student}/{LESSON}.ipynb": work() for student in ("sv001", "sv002", "sv003")}))
    assert main(["collect", str(source), "--lesson", LESSON, "--from", "folder", "--course-dir", str(course.root)]) == 2
    said = capsys.readouterr()
    assert (
        "1 bài đã vào" in said.out
        and "sv001" in said.out
        and "sv003" not in said.out
        and said.err.startswith("Lỗi: Không lấy được bài nộp của sv002")
    )


def test_what_nobody_can_take(course, collected, tmp_path):
    """Is an archive that is none, is empty or is not there, or a lesson that is not, told as something to mend?"""
    broken = tmp_path / "hong.zip"
    broken.write_bytes(b"PK\x03\x04 cut off")
    for source, lesson in ((broken, LESSON), (tmp_path / "khong_co.zip", LESSON), (broken, "bai99")):
        assert (
            main(["collect", str(source), "--lesson", lesson, "--from", "moodle", "--course-dir", str(course.root)])
            == 2
        )
    with pytest.raises(CourseError, match="không có tệp nào"):
        collected({}, "moodle")


def test_command(course, work, tmp_path, capsys):
    """Does the command end with 1 where something did not land, and with 0 where all did, and name the next step?"""
    source = tmp_path / "goi.zip"
    arguments = ["collect", str(source), "--lesson", LESSON, "--from", "moodle", "--course-dir", str(course.root)]
    source.write_bytes(as_zip({f"A_1_assignsubmission_file_/{LESSON}.ipynb": work()}))
    assert main(arguments) == 0
    source.write_bytes(as_zip({f"A_1_assignsubmission_file_/{LESSON}.ipynb": work(), "\x1b[2Jlạ.txt": b"?"}))
    assert main(arguments) == 1
    said = capsys.readouterr().out
    source.write_bytes(as_zip({"sv777/bài.docx": b"?"}))
    assert (
        main([*arguments[:-3], "folder", *arguments[-2:]]) == 1
        and said.count("sv777") == 0
        and capsys.readouterr().out.count("sv777") == 2
    )
    assert "1 bài như cũ; 1 thứ chưa vào" in said and f"grade {LESSON}" in said and "\x1b[2J" not in said
