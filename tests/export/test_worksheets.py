"""Do Moodle's worksheet and Canvas's gradebook get the marks, and come back otherwise as they were?"""

import csv
import io
import re
import zipfile

import pytest
from nbgrader.api import Gradebook

from autograder.commands import main
from autograder.gradebook.config import db_url
from autograder.gradebook.participants import Participants
from autograder.people.names import made_id

FIRST = "bai01_so_nguyen"
ENGLISH = (
    'Identifier,"Full name","ID number","Email address",Status,Grade,"Maximum Grade","Grade can be changed",'
    '"Last modified (submission)","Last modified (grade)","Feedback comments"\r\n'
)
VIETNAMESE = (
    'Identifier;"Tên đầy đủ";"Mã số ID";"Địa chỉ thư điện tử";"Trạng thái";Điểm;"Điểm tối đa";"Điểm có thể sửa";'
    '"Lần cuối sửa (bài làm)";"Lần cuối sửa (điểm)";"Feedback comments"\r\n'
)


@pytest.fixture
def exported(course, tmp_path, capsys):
    """A function: (exit code, rows of the table given back, what was said) for a table as the system gave it."""

    def run(text, to, *more, encoding="utf-8-sig"):
        given, output = tmp_path / "tai_ve.csv", tmp_path / "nop.csv"
        given.write_bytes(text.encode(encoding))
        option = {"moodle": "--worksheet", "canvas": "--gradebook"}[to]
        code = main(
            [
                "export",
                FIRST,
                "--to",
                to,
                option,
                str(given),
                "--output",
                str(output),
                "--course-dir",
                str(course.root),
                *more,
            ]
        )
        said = capsys.readouterr()
        if not output.is_file():
            return code, None, said.err
        assert output.read_bytes().startswith(b"\xef\xbb\xbf") == (encoding == "utf-8-sig")
        return code, read(output.read_text("utf-8-sig"), ";" if ";" in text.splitlines()[0] else ","), said.out

    return run


def read(text, separator):
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


def moodle_rows(separator, participant, most):
    """The class in Moodle: by id, by address, by name; two of one name; one who is not ours; all with something to keep."""
    rows = [
        [f"{participant}501", "Tên Khác", "sv001", "", "Đã nộp", "", most, "Yes", "-", "-", "=HYPERLINK(1)"],
        [
            f"{participant}502",
            "Bình Trần",
            "",
            "BINH@truong.vn",
            "",
            "3,5",
            most,
            "Có",
            "-",
            "3 tháng 1",
            'nhận\nxét, "cũ"',
        ],
        [f"{participant}503", "+Lê @Chi", "=2+3", "", "", "", most, "Yes", "-", "-", ""],
        [f"{participant}504", "Đỗ Đức", "", "", "", "", most, "Yes", "-", "-", ""],
        [f"{participant}505", "Vũ Hà", "", "", "", "", most, "Yes", "-", "-", ""],
        [f"{participant}506", "Người Lạ", "sv999", "", "", "9", most, "Yes", "-", "-", ""],
    ]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows(rows)
    return rows, text.getvalue()


@pytest.mark.parametrize(
    ("heading", "separator", "participant", "most"),
    [
        (ENGLISH, ",", "Participant ", "12.00"),
        (VIETNAMESE, ";", "Thành viên", "12,00"),
        (VIETNAMESE, ";", "Người tham gia ", "12,00"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_moodle(exported, course, tmp_path, heading, separator, participant, most, encoding):
    """Are grades filled in by id, address or name, every other cell kept to the letter, and the rest told?"""
    rows, text = moodle_rows(separator, participant, most)
    code, (first, *filled), said = exported(heading + text, "moodle", encoding=encoding)
    assert [row[5] for row in filled] == ["7.25", "2.33333", "0", "", "", "9"]
    assert [row[:5] + row[6:] for row in filled] == [row[:5] + row[6:] for row in rows] and [first] == read(
        heading, separator
    )
    for told in (
        "Dòng 5 (Đỗ Đức): chưa nộp",
        "Dòng 6 (Vũ Hà): không tìm thấy",
        "(Người Lạ): không tìm thấy",
        "sv005: có điểm",
        "sv006: có điểm",
    ):
        assert told in said
    assert code == 1 and ("Separator" in said) == (separator == ";")
    with zipfile.ZipFile(tmp_path / "nop_phan_hoi.zip") as pages:
        assert {name: pages.read(name) for name in pages.namelist()} == {
            f"Tên Khác_501_assignsubmission_file_/{FIRST}.html": b"<p>sv001</p>",
            f"Bình Trần_502_assignsubmission_file_/{FIRST}.html": b"<p>sv002</p>",
        }
        assert [_moodle_finds(name) for name in pages.namelist()] == [
            (501, "/" + FIRST + ".html"),
            (502, "/" + FIRST + ".html"),
        ]
    assert "Chưa có trang phản hồi: =2+3" in said and f"python -m autograder feedback {FIRST}" in said


def _moodle_finds(path):
    """(participant, file's name) as mod/assign/feedback/file/importziplib.php takes them out of a path in a zip."""
    parts = path.split("/")
    while parts:
        info = parts.pop(0).split("_", 4)
        if len(info) >= 4 and info[1].isdecimal() and info[2:4] == ["assignsubmission", "file"]:
            return int(info[1]), "/".join([info[4] if len(info) > 4 else "", *parts])
    return None


def test_moodle_refuses(exported):
    """Is a grade told that Moodle would pass over in silence: locked, or above its maximum; and another scale?"""
    text = ENGLISH + (
        "Participant 1,An,sv001,,,,5.00,Yes,-,-,\r\nParticipant 2,B,sv002,,,,5.00,No,-,-,\r\n"
        "Participant 3,C,=2+3,,,,5.00,Yes,-,-,\r\nParticipant 5,D,sv005,,,,100,Yes,-,-,\r\n"
        "Participant 6,E,sv006,,,1,100,Yes,-,-,\r\nParticipant 7,F,sv006,,,1,100,Yes,-,-,\r\n"
    )
    code, filled, said = exported(text, "moodle")
    assert [row[5] for row in filled[1:]] == ["", "", "0", "10", "1", "1"] and code == 1
    assert "cao hơn điểm tối đa trên Moodle (5)" in said and "không cho sửa" in said and "2 dòng cùng ứng" in said
    assert "Điểm tối đa trên Moodle là 5, 100, của bài là 12" in said


def test_moodle_done(exported, course):
    """Is all well where every mark has its row and its page, and is a page alone that is missing enough for exit code 1?"""
    ids = ["sv001", "sv002", "=2+3", "sv005", "sv006"]
    text = ENGLISH + "".join(f"Participant {n},,{s},,,,12,Yes,-,-,\r\n" for n, s in enumerate(ids))
    code, filled, said = exported(text, "moodle")
    assert [row[5] for row in filled[1:]] == ["7.25", "2.33333", "0", "10", "5"] and "chưa điền" not in said
    assert code == 1 and "Chưa có trang phản hồi: =2+3, sv005, sv006" in said
    for student in ids[2:]:
        page = course.feedback(student, FIRST)
        page.parent.mkdir(parents=True)
        page.write_text("<p></p>", encoding="utf-8")
    code, _, said = exported(text, "moodle")
    assert code == 0 and "Chưa có trang" not in said


def test_moodle_in_another_language(exported):
    """Is a worksheet in German refused with its columns named, and taken where --column names the one?"""
    text = "ID,Vollständiger Name,Status,Bewertung\r\nTeilnehmer/in12,Nguyễn Văn An,,\r\n"
    code, filled, said = exported(text, "moodle")
    assert (code, filled) == (2, None) and "Bewertung" in said and "--column" in said
    code, filled, _ = exported(text, "moodle", "--column", "bewertung")
    assert filled[1] == ["Teilnehmer/in12", "Nguyễn Văn An", "", "7.25"]
    assert exported(text, "moodle", "--column", "Note")[0] == 2


def test_moodle_of_people_collected_without_a_list(exported, course):
    """Does who was collected under an id made of name and number get the mark by both?"""
    with Gradebook(db_url(course)) as gradebook:
        gradebook.add_student("le_minh_77")
        submission = gradebook.add_submission(FIRST, "le_minh_77")
        submission.notebooks[0].grades[0].manual_score = 3.0
        gradebook.db.commit()
    _, filled, _ = exported(
        ENGLISH + "Participant 77,Lê Minh,,,,,12,Yes,-,-,\r\nParticipant 78,Lê Minh,,,,,12,Yes,-,-,\r\n", "moodle"
    )
    assert [row[5] for row in filled[1:]] == ["3", ""]


def remember(course, *known):
    """Write down who handed in under which number, as collecting does: (number, student, name)."""
    participants = Participants()
    for one in known:
        participants.remember(*one)
    participants.keep(db_url(course), FIRST)


def add_mark(course, student, points):
    with Gradebook(db_url(course)) as gradebook:
        gradebook.add_student(student)
        gradebook.add_submission(FIRST, student).notebooks[0].grades[0].manual_score = points
        gradebook.db.commit()


def test_moodle_by_number(exported, course):
    """Do marks return by the number under which they were collected, without a class list and whatever the row's name?"""
    add_mark(course, "k66_cntt_le_minh_77", 3.0)
    remember(course, ("77", "k66_cntt_le_minh_77", "K66-CNTT-Lê Minh"), ("78", "sv001", "Nguyễn Văn An"))
    _, filled, _ = exported(
        ENGLISH + "Participant 77,Lê Minh,,,,,12,Yes,-,-,\r\nParticipant 78,x,,,,,12,Yes,-,-,\r\n", "moodle"
    )
    assert [row[5] for row in filled[1:]] == ["3", "7.25"]


@pytest.mark.parametrize("is_remembered", [True, False])
@pytest.mark.parametrize("word", ["Participant ", "Thành viên", "Người tham gia "])
def test_moodle_blind(exported, course, is_remembered, word):
    """Does a worksheet without names, ids and addresses get its marks back, also for who was collected before numbers were remembered?"""
    student = made_id(word, "101")
    add_mark(course, student, 3.0)
    if is_remembered:
        remember(course, ("101", student, word.strip()))
    heading = "Identifier,Status,Grade,Maximum Grade,Grade can be changed,Last modified (submission),Last modified (grade),Feedback comments\r\n"
    _, filled, _ = exported(
        f"{heading}{word}101,Submitted for grading,,12.00,Yes,-,-,\r\n{word}102,,,12.00,Yes,-,-,\r\n", "moodle"
    )
    assert [row[2] for row in filled[1:]] == ["3", ""]


def test_moodle_of_who_took_a_name(exported, course):
    """Does a row that bears An's name, but not the number that An handed in under, get nothing, and is it told?"""
    remember(course, ("101", "sv001", "Nguyễn Văn An"))
    text = ENGLISH + "Participant 202,Nguyễn Văn An,,,,,12,Yes,-,-,\r\nParticipant 101,?,,,,,12,Yes,-,-,\r\n"
    code, filled, said = exported(text, "moodle")
    assert [row[5] for row in filled[1:]] == ["", "7.25"] and "trùng tên với sv001, người đã nộp với số 101" in said
    code, filled, said = exported(ENGLISH + "Participant 101,?,sv002,,,,12,Yes,-,-,\r\n", "moodle")
    assert filled[1][5] == "" and "số 101 đã nộp với mã sv001" in said and "sv002" in said and code == 1


@pytest.mark.parametrize(
    ("row", "mark"), [("Người Lạ,sv999,", ""), ("Người Lạ,,", "7.25"), ("Nguyễn Văn An,B999,", "7.25")]
)
def test_moodle_row_of_somebody_else(exported, course, row, mark):
    """Does a row under An's number that has another's name and id get nothing, and is it told; and is one enough to be An's?"""
    remember(course, ("101", "sv001", "Nguyễn Văn An"))
    code, filled, said = exported(f"{ENGLISH}Participant 101,{row},,,12,Yes,-,-,\r\n", "moodle")
    assert filled[1][5] == mark and ("còn dòng ghi Người Lạ, mã sv999" in said) == (mark == "")


def test_marks_that_were_there(exported):
    """Is a mark told that another takes the place of, and none that is the same or was none?"""
    rows = 'Participant 1,?,sv001,,,3,12,Yes,-,-,\r\nParticipant 2,?,sv002,,,"2,33333",12,Yes,-,-,\r\n'
    _, filled, said = exported(ENGLISH + rows, "moodle")
    assert [row[5] for row in filled[1:]] == [
        "7.25",
        "2.33333",
    ] and "1 điểm đã có trong bảng được thay:\n  sv001 (dòng 2): 3 thành 7.25" in said


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("Nguyễn Văn An,B999,", "mã B999 không có trong sổ điểm; trùng tên với sv001"),
        ("nguyễn  văn an,B999,AN@truong.vn.example", "mã B999 không có"),
        ("Nguyễn Văn An,,b999@truong.vn", "địa chỉ b999@truong.vn không có trong sổ điểm; trùng tên với sv001"),
    ],
)
def test_a_namesake_in_moodle(exported, tmp_path, row, why):
    """Does somebody of the same name, whose id or address is not in the gradebook, get neither the mark nor the page?"""
    code, filled, said = exported(f"{ENGLISH}Participant 9,{row},,3,12,Yes,-,-,\r\n", "moodle")
    assert filled[1][5] == "3" and why in said and "sv001: có điểm nhưng không có dòng nào" in said and code == 1
    with zipfile.ZipFile(tmp_path / "nop_phan_hoi.zip") as pages:
        assert pages.namelist() == []


def test_two_of_one_name_in_moodle(exported):
    """Does each of two who share a name get the own mark where the rows have ids, and an id in other letters or with blanks count?"""
    text = (
        ENGLISH
        + "Participant 1,Vũ Hà, SV006 ,,,,12,Yes,-,-,\r\nParticipant 2,Vu\u0303 Ha\u0300,sv005,,,,12,Yes,-,-,\r\n"
    )
    _, filled, _ = exported(text, "moodle")
    assert [row[5] for row in filled[1:]] == ["5", "10"]


CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Ghi chú,Bài 2 (31),bai01_so_nguyen (32),Assignments Current Score,Final Score\n"
    ",,,,,,Manual Posting,,,\n"
    "    Points Possible,,,,,,10,12,(read only),(read only)\n"
    '"An, Nguyễn Văn",1,sv001,,K66,x,1,,,\n'
    '"Bình, Trần Thị",9002,,,K66,x,2,,,\n'
    '"Chi, Le",3,,=2+3,K66,x,3,EX,,\n'
    '"Đức, Đỗ",4,,,K66,x,4,,,\n'
    '"Hà, Vũ",5,,sv005,"K66, K67",x,5,4.5,,\n'
    '"Student, Test",6,,,K66,x,,,,\n'
)


@pytest.mark.parametrize("separator", [",", ";"])
def test_canvas(exported, separator):
    """Is the lesson's column alone given back, with the students' columns to the letter and the rows that say how?"""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows(read(CANVAS, ","))
    code, filled, said = exported(text.getvalue(), "canvas")
    came = read(CANVAS, ",")
    assert [row[:5] for row in filled] == [row[:5] for row in came]
    assert [row[5:] for row in filled] == [
        ["bai01_so_nguyen (32)"],
        [""],
        ["12"],
        ["7.25"],
        ["2.33333"],
        ["EX"],
        [""],
        ["10"],
        [""],
    ]
    assert "miễn (EX)" in said and "sv006: có điểm" in said and "(Student, Test): không tìm thấy" in said and code == 1
    assert _canvas_takes(filled)


def _canvas_takes(rows):
    """Does lib/gradebook_importer.rb know the headings, and every row as a student's or as about the assignments?"""
    heading = rows[0]
    known = (
        "Student" in heading[0]
        and "ID" in heading[1]
        and re.search(r"SIS\s+User\s+ID", heading[2])
        and heading[4] == "Section"
    )
    return (
        known
        and "Points Possible" in rows[2][0]
        and all(re.fullmatch(r"\s*(Muted|Manual Posting.*)?\s*", cell, re.I) for cell in rows[1])
    )


def test_canvas_columns(exported):
    """Is the column found by the lesson's name or by --column, and asked for where there is none or are two?"""
    none = CANVAS.replace("bai01_so_nguyen (32)", "Tuần 1: số nguyên (32)")
    code, filled, said = exported(none, "canvas")
    assert (code, filled) == (2, None) and "Tuần 1: số nguyên (32)" in said and "Final Score" not in said
    assert exported(CANVAS.replace("bai01_so_nguyen (32)", "Bài 1 - Số nguyên (32)"), "canvas")[1][3][5] == "7.25"
    for named in ("Tuần 1: số nguyên", "tuần 1: số nguyên (32)"):
        assert exported(none, "canvas", "--column", named)[1][3][5] == "7.25"
    assert exported(CANVAS.replace("Bài 2 (31)", "Bai01 so nguyen, làm lại (31)"), "canvas")[1][3][5] == "7.25"
    assert (
        exported(
            none.replace("Bài 2 (31)", "bai01_so_nguyen a (31)").replace("Tuần 1: số nguyên", "bai01_so_nguyen b"),
            "canvas",
        )[0]
        == 2
    )


def test_canvas_first_and_last_names(exported, course):
    """Is a gradebook with names in two columns taken as well?"""
    with Gradebook(db_url(course)) as gradebook:
        gradebook.find_student("sv001").lms_user_id = None
        gradebook.db.commit()
    text = "LastName,FirstName,ID,SIS Login ID,Section,bai01_so_nguyen (32)\n    Points Possible,,,,,12\nNguyễn Văn,An,77,,K66,\n"
    assert exported(text, "canvas")[1][2] == ["Nguyễn Văn", "An", "77", "", "K66", "7.25"]


@pytest.mark.parametrize(
    ("most", "told"), [("100", "Điểm tối đa trên Canvas là 100, của bài là 12"), ("12,0", None), ("", None)]
)
def test_another_scale_in_canvas(exported, most, told):
    """Is it told where Canvas's possible points are not the lesson's?"""
    text = f'Student,ID,SIS User ID,Section,bai01_so_nguyen (32)\n    Points Possible,,,,"{most}"\n"An, Nguyễn Văn",9001,sv001,K66,\n'
    _, filled, said = exported(text, "canvas")
    assert filled[2][4] == "7.25" and (told in said if told else "Điểm tối đa" not in said)


@pytest.mark.parametrize(
    ("ids", "why"),
    [
        ("555,B999,", "mã B999 không có trong sổ điểm; trùng tên với sv001"),
        ("9001x,,b999", "mã b999 không có"),
        ("555,,", "số 555 không có trong sổ điểm; trùng tên với sv001"),
    ],
)
def test_a_namesake_in_canvas(exported, ids, why):
    """Does somebody of the same name, whose id, login or number is not in the gradebook, not get the mark?"""
    heading = "Student,ID,SIS User ID,SIS Login ID,Section,bai01_so_nguyen (32)\n    Points Possible,,,,,12\n"
    code, filled, said = exported(f'{heading}"An, Nguyễn Văn",{ids},K66,3\n', "canvas")
    assert filled[2][5] == "3" and why in said and code == 1


def test_two_people_in_a_row_of_canvas(exported):
    """Does a row whose number is one student's, and whose name another's, get nobody's mark, and are both told?"""
    heading = "Student,ID,SIS User ID,Section,bai01_so_nguyen (32)\n    Points Possible,,,,12\n"
    code, filled, said = exported(f'{heading}"Bình, Trần Thị",9001,,K66,3\n', "canvas")
    assert filled[2][4] == "3" and "số 9001 là của sv001, còn tên là của sv002" in said and code == 1


def test_called_wrongly(course, tmp_path, exported):
    """Is it told where the downloaded file, the lesson or another output is missing, and is the downloaded file kept?"""
    given = tmp_path / "bang.csv"
    given.write_bytes(ENGLISH.encode())
    base = ["--to", "moodle", "--output", str(given), "--course-dir", str(course.root)]
    for arguments in ([FIRST, *base], [*base, "--worksheet", str(given)], [FIRST, *base, "--worksheet", str(given)]):
        assert main(["export", *arguments]) == 2
    assert given.read_bytes().decode() == ENGLISH
    assert exported("Student,ID\nAn,1\n", "canvas")[0] == 2
