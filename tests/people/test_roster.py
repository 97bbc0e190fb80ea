"""Is a class list read as schools keep it, and does the gradebook's table of students say what it says?"""

import codecs
import io
from dataclasses import replace

import openpyxl
import pytest
from nbgrader.api import Gradebook

from autograder.commands import main
from autograder.course_folder import CourseFolder
from autograder.files.course_error import CourseError
from autograder.gradebook.config import db_url
from autograder.gradebook.students import people_of, write_people
from autograder.people.people import People
from autograder.people.person import Key, Kind, Person
from autograder.people.roster import Roster, read_roster
from autograder.people.who import Evidence

AN = Person("sv001", "Nguyễn Văn", "An", "an@truong.vn", "", "K66-CA1")
DUC = Person("sv002", "Đỗ", "Đức", "duc@truong.vn", "", "K66-CA1")
COMMAS = (
    "Mã sinh viên,Họ và tên,Lớp,Email\nsv001,Nguyễn Văn An,K66-CA1,an@truong.vn\nsv002,Đỗ Đức,K66-CA1,duc@truong.vn\n"
)
DECOMPOSED = COMMAS.replace("Nguyễn", "Nguye\u0302\u0303n").replace("Đức", "Đu\u031b\u0301c")
SPLIT = (
    "TRƯỜNG ĐẠI HỌC, KHOA TOÁN;;;;;\nDanh sách lớp;;;;;\n\nSTT;MSSV;Họ đệm;Tên;Thư điện tử;Lớp\n"
    "1;sv001;Nguyễn  Văn;An;an@truong.vn;K66-CA1\n2;sv002;Đỗ;Đức;duc@truong.vn;K66-CA1\n"
)
UNDER_ONE_HEADING = "Mã SV\tHọ và tên\t\tLớp\tE-mail\nsv001\tNguyễn Văn\tAn\tK66-CA1\tan@truong.vn\nsv002\tĐỗ\tĐức\tK66-CA1\tduc@truong.vn\n"
ENGLISH = 'Student ID,Last name,First name,Email address,Class\nsv001,Nguyễn Văn,An,an@truong.vn,K66-CA1\nsv002,"Đỗ","Đức",duc@truong.vn,K66-CA1\n'


def written(tmp_path, content, name="lop.csv"):
    path = tmp_path / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("text", [COMMAS, DECOMPOSED, SPLIT, UNDER_ONE_HEADING, ENGLISH])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv(tmp_path, text, encoding):
    """Are headings read in several spellings, under a title, with any separator and any of Excel's encodings?"""
    read = read_roster(written(tmp_path, text.encode(encoding)))
    assert read.persons == (AN, DUC) and read.left == ()


def test_big_endian(tmp_path):
    """Is UTF-16 with its bytes the other way round read as well?"""
    assert read_roster(written(tmp_path, codecs.BOM_UTF16_BE + COMMAS.encode("utf-16-be"))).persons == (AN, DUC)


def test_xlsx(tmp_path):
    """Is a workbook read, numbers as ids and empty rows included?"""
    book = openpyxl.Workbook()
    for row in (
        ["Danh sách"],
        [],
        ["Mã sinh viên", "Họ và tên", "Lớp"],
        [20210001, "Nguyễn Văn An", "K66"],
        [],
        [20210002.0, "Đỗ Đức", None],
    ):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    read = read_roster(written(tmp_path, content.getvalue(), "lop.xlsx"))
    assert read.persons == (Person("20210001", "Nguyễn Văn", "An", group="K66"), Person("20210002", "Đỗ", "Đức"))


@pytest.mark.parametrize(
    "value, shown_as, seen",
    [
        (12345, "0000000", "0012345"),
        (12345.0, "0000000", "0012345"),
        (12345678, "0000000", "12345678"),
        (12345, "General", "12345"),
        (12345, "0", "12345"),
        ("12345", "0000000", "12345"),
        (True, "0000000", "True"),
        (1.5, "000", "1.5"),
    ],
)
def test_leading_zeros(tmp_path, value, shown_as, seen):
    """Does an id keep the zeros that only its cell's format shows, and nothing else get any?"""
    book, content = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["Mã sinh viên", "Lớp", "Họ và tên"])
    book.active.append([value, None, "Nguyễn Văn An"])
    book.active["A2"].number_format = shown_as
    book.save(content)
    [person] = read_roster(written(tmp_path, content.getvalue(), "lop.xlsx")).persons
    assert person == Person(seen, "Nguyễn Văn", "An")


def test_rows_that_cannot_be_taken(tmp_path):
    """Is each row told that has no id, one that no folder can have, one too long, or one that another has?"""
    rows = [
        ",Không Mã",
        "../x,Đường Dẫn",
        "a/b,Gạch Chéo",
        ".ẩn,Chấm Đầu",
        "x" * 129 + ",Mã Dài",
        "sv1,Nguyễn An",
        "sv1,Trần Bình",
        "sv1,Nguyễn An",
        f"sv2,{'Dài ' * 50}",
    ]
    read = read_roster(written(tmp_path, ("Mã,Họ tên\n" + "\n".join(rows)).encode()))
    assert [person.student for person in read.persons] == ["sv1"]
    assert [sentence.split(" ")[1] for sentence in read.left] == ["2", "3", "4", "5", "6", "8", "10"]


@pytest.mark.parametrize(
    "row", ["sv1,<img src=x onerror=alert(1)> An,", "sv1,An,<script>@truong.vn", '"sv""<b>",An,', "sv1,An > Bình,"]
)
def test_names_that_would_run_in_a_page(tmp_path, row):
    """Is a row told, with what to do, whose id, name or address a page of nbgrader's would take for HTML; and is K'Hen's taken?"""
    read = read_roster(written(tmp_path, f"Mã,Họ tên,Email\n{row}\nsv2,K'Hen Niê,k'hen@truong.vn\n".encode()))
    [told] = read.left
    assert (
        [person.full_name for person in read.persons] == ["K'Hen Niê"] and "Dòng 2" in told and "Hãy bỏ các dấu" in told
    )


def test_characters_that_nobody_sees(tmp_path):
    """Are ids, names and addresses read as a person sees them: without invisible characters, composed, full-width ones plain?"""
    rows = "\u200bsv0\u00ad01\ufeff,\u202aNguye\u0302\u0303n\u00a0Văn\u3000An\u202c,K66-CA1,an\u200e@truong.vn\nｓｖ００２,Đỗ\u2060 Đức,K66-CA1,duc＠truong.vn\n"
    read = read_roster(
        written(tmp_path, ("\ufeffMã\u200b SV,H\u00adọ và tên,Lớp,Email\n" + rows + "\u200b,\u00a0,,\n").encode())
    )
    assert read.persons == (AN, DUC) and read.left == ()


@pytest.mark.parametrize(
    "row",
    [
        "Tổng số: 40 sinh viên,",
        "Tổng số:,40",
        ",Tổng cộng: 3",
        '"Hà Nội, ngày 1 tháng 9 năm 2026",',
        "01/09/2026,Hà Nội",
        "2026-09-01,Hà Nội",
        "Người lập bảng,Trưởng khoa",
        "Nguyễn Văn Ký,Trần Thị Ký",
        "Ghi chú,",
        "(Ký và ghi rõ họ tên),",
    ],
)
def test_lines_below_the_class(tmp_path, row):
    """Is a sum, a day or a signature told with its row and what to do, and made no student?"""
    read = read_roster(
        written(tmp_path, f"Mã SV,Họ và tên\n21.01.001,Nguyễn An\nSV 002,Trần Bình\nan,Lê Chi\n\n{row}\n".encode())
    )
    assert [person.student for person in read.persons] == ["21.01.001", "SV 002", "an"]
    [told] = read.left
    assert told.startswith("Dòng 6") and "Hãy" in told


def test_heading_of_the_next_page(tmp_path):
    """Is a heading that stands there again no student and no news?"""
    read = read_roster(
        written(tmp_path, "Mã SV,Họ và tên\nsv001,Nguyễn An\nMã SV,Họ và tên\nsv002,Trần Bình\n".encode())
    )
    assert [person.student for person in read.persons] == ["sv001", "sv002"] and read.left == ()


@pytest.mark.parametrize("spelled", ["2.02012E+11", "2,02012E+11", "2E+11", "#N/A", "#REF!", "#NAME?"])
def test_id_that_a_spreadsheet_destroyed(tmp_path, spelled):
    """Is an id told that lost its digits, with the way to keep them, instead of being one student for several?"""
    read = read_roster(written(tmp_path, f"Mã SV;Họ và tên\nsv001;Nguyễn An\n{spelled};Trần Bình\n".encode()))
    [told] = read.left
    assert [person.student for person in read.persons] == ["sv001"] and "Dòng 3" in told and "Text" in told


def test_number_too_long_for_a_spreadsheet(tmp_path):
    """Is an id told of which a workbook keeps the first digits only?"""
    book, content = openpyxl.Workbook(), io.BytesIO()
    for row in (["Mã SV", "Họ và tên"], [202012000001, "Nguyễn An"], [20201200000123456789, "Trần Bình"]):
        book.active.append(row)
    book.save(content)
    read = read_roster(written(tmp_path, content.getvalue(), "lop.xlsx"))
    assert [person.student for person in read.persons] == ["202012000001"] and read.left[0].startswith(
        "Dòng 3 (2.02012E+19, Trần Bình)"
    )


def test_id_as_the_gradebook_spells_it(tmp_path):
    """Is an id that the gradebook holds in another composition the same student's?"""
    known = "nguye\u0302\u0303n"
    assert [
        person.student
        for person in read_roster(written(tmp_path, "Mã,Họ tên\nnguyễn,Nguyễn An\n".encode()), (known,)).persons
    ] == [known]


def test_ids_that_differ_in_case(tmp_path, capsys):
    """Is a row told whose id another row, or the gradebook, spells with other letters, and are the same ids twice no news?"""
    first, second = (
        written(tmp_path, f"Mã,Họ tên\n{rows}".encode(), name)
        for rows, name in (
            ("sv003,Nguyễn An\nSV003,Trần Bình\nAB1,Lê Chi\n", "dau.csv"),
            ("SV003,Nguyễn An\nAB1,Lê Chi\nab1,Lê Chi\nsv4,Đỗ Đức\n", "sau.csv"),
        )
    )
    assert main(["roster", str(first), "--course-dir", str(tmp_path)]) == 1
    assert "Dòng 3 (SV003, Trần Bình): mã chỉ khác chữ hoa, chữ thường với sv003" in capsys.readouterr().out
    assert main(["roster", str(second), "--course-dir", str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert (
        "Dòng 2 (SV003, Nguyễn An): mã chỉ khác chữ hoa, chữ thường với sv003" in said
        and "Dòng 4 (ab1, Lê Chi)" in said
    )
    assert people_of(db_url(CourseFolder(tmp_path))).all.keys() == {"sv003", "AB1", "sv4"}


def test_no_row_that_can_be_taken(tmp_path):
    """Is somebody told why, where all of the rows were left?"""
    with pytest.raises(CourseError, match="Chẳng hạn: Dòng 2 .* chữ thường với sv001"):
        read_roster(written(tmp_path, COMMAS.upper().encode()), known=("sv001", "sv002"))


def by_key(persons, *keys):
    """Who of these persons has one of these ids and addresses."""
    return People(persons).who(Evidence(keys=keys))[0]


def by_name(persons, name):
    """Who of these persons has this name."""
    return People(persons).who(Evidence(names=(name,)))[0]


def test_keys():
    """Is a person found by an id in other letters, and where two ids differ in those alone, by the exact one only?"""
    assert by_key([AN, DUC], "", "SV001") == AN and by_key([AN], "AN@truong.vn") == AN
    twins = [Person("sv003", "Nguyễn", "An"), Person("SV003", "Trần", "Bình"), DUC]
    assert [by_key(twins, key).full_name for key in ("sv003", "SV003")] == ["Nguyễn An", "Trần Bình"]
    assert by_key(twins, "Sv003") is None and by_key(twins, "ai", "sv002") == DUC and by_key(twins, " ") is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfeM",
        "mã,tuổi\n1,2".encode(),
        "Mã,Họ tên\n".encode(),
        "ma,ho ten\nsv1,Đ".encode("cp1258"),
        b"PK\x03\x04zip",
    ],
)
def test_files_that_are_none(tmp_path, content):
    """Is a file that is no class list, or in another encoding, told as something to mend?"""
    with pytest.raises(CourseError, match="Hãy"):
        read_roster(written(tmp_path, content))


def test_gradebook(tmp_path):
    """Are students added and changed, what the list leaves out kept, nobody removed, and the same list twice no change?"""
    folder = CourseFolder(tmp_path)
    url = db_url(folder)
    assert write_people(url, [AN, Person("sv009", "Trần", "Chi")]) == (2, 0)
    assert write_people(url, [AN]) == (0, 0)
    assert write_people(url, [Person("sv001", "Nguyễn", "An"), DUC]) == (1, 1)
    assert people_of(url).all == {
        "sv001": Person("sv001", "Nguyễn", "An", "an@truong.vn", "", "K66-CA1"),
        "sv002": DUC,
        "sv009": Person("sv009", "Trần", "Chi"),
    }
    with Gradebook(url) as gradebook:
        student = gradebook.find_student("sv002")
        assert (student.last_name, student.first_name, student.email, student.lms_user_id) == (
            "Đỗ",
            "Đức",
            "duc@truong.vn",
            None,
        )


def test_command(tmp_path, capsys):
    """Does the command end with 1 and name the rows where some were not read, and with 0 where all were?"""
    path = written(tmp_path, (COMMAS + ",Tổng cộng: 2,,\n").encode())
    assert main(["roster", str(path), "--course-dir", str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert "Dòng 4" in said and "2 người mới" in said
    assert main(["roster", str(written(tmp_path, COMMAS.encode())), "--course-dir", str(tmp_path)]) == 0
    assert main(["roster", str(tmp_path / "khong_co.csv"), "--course-dir", str(tmp_path)]) == 2


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn Văn An",
        "NGUYỄN VĂN AN",
        "nguyễn  văn an",
        "An, Nguyễn Văn",
        "annguyễnvăn",
        "Nguyen Van An",
        "Nguye\u0302\u0303n Văn An",
    ],
)
def test_names(name):
    """Is a person found by any spelling of the name, while names that differ by a mark alone stay apart?"""
    others = [Person("sv003", "Nguyễn Vân", "Anh"), DUC]
    assert by_name([AN, *others], name) == AN
    assert by_name([AN, Person("sv004", "Nguyễn Văn", "An")], name) is None
    near = [AN, Person("sv005", "Nguyễn Vạn", "An")]
    assert by_name(near, "Nguyễn Văn An") == AN and by_name(near, "Nguyen Van An") is None


def test_ids_that_differ_in_capitals_alone():
    """Does the id that is spelled so count, and of two neither where it is spelled as none is; does an address decide then?"""
    other = Person("SV001", "Trần", "Bình", "binh@truong.vn")
    people = [AN, other]
    assert [by_key(people, key) for key in ("sv001", " SV001 ", "Sv001")] == [AN, other, None]
    assert by_key(people, "Sv001", "binh@truong.vn") == other and by_key([AN], "SV001") == AN


@pytest.mark.parametrize(
    ("keys", "number", "other"),
    [
        ((), "", None),
        (("", " SV001 "), "", None),
        (("sv001", "AN@truong.vn"), "9001", None),
        (("B999", "an@truong.vn"), "", Key(Kind.ID, "B999")),
        (("", "b999@truong.vn"), "", Key(Kind.ADDRESS, "b999@truong.vn")),
        ((), "555", Key(Kind.NUMBER, "555")),
    ],
)
def test_namesakes(keys, number, other):
    """Is it told what makes a namesake somebody else, and does what nobody knows of a person contradict nothing?"""
    assert replace(AN, lms_user_id="9001").contradicted_by(*keys, number=number) == other
    assert Person("sv001").contradicted_by("", "an@khac.vn", number="555") is None


def test_cells_beyond_measure(tmp_path):
    """Is a cell larger than any reader takes told as something to mend?"""
    with pytest.raises(CourseError, match="không đọc được như CSV"):
        read_roster(written(tmp_path, b'"' + b"x" * 200_000))


def test_gradebook_that_is_none(tmp_path, capsys):
    """Is a broken gradebook told as something to mend, by each of the commands that read it?"""
    CourseFolder(tmp_path).gradebook.write_bytes(b"this is no database " * 100)
    path = written(tmp_path, COMMAS.encode())
    for arguments in (["roster", str(path)], ["export", "--to", "csv", "--output", str(tmp_path / "x.csv")]):
        assert main([*arguments, "--course-dir", str(tmp_path)]) == 2
        assert "Sổ điểm" in capsys.readouterr().err


def book_of(tmp_path, **sheets):
    """The path of a workbook with these sheets of rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = "hidden" if title.startswith("hidden") else "visible"
    book.save(tmp_path / "lop.xlsx")
    return tmp_path / "lop.xlsx"


def test_several_sheets(tmp_path, capsys):
    """Are all sheets with the headings read and named, a cover passed over with a word, and what is hidden not looked at?"""
    heading = ["Mã SV", "Họ và tên", "Lớp"]
    path = book_of(
        tmp_path,
        cover=[["Danh sách ở trang sau"]],
        K1=[heading, ["sv001", "Nguyễn An", "K1"]],
        K2=[heading, ["sv002", "Đỗ Đức"], ["sv001", "Nguyễn An"], ["", "Vũ Hà"]],
        hidden=[heading, ["sv003", "Lê Chi"]],
    )
    read = read_roster(path)
    assert read.persons == (Person("sv001", "Nguyễn", "An", group="K1"), Person("sv002", "Đỗ", "Đức"))
    assert (read.read, read.passed) == (("K1", "K2"), ("cover",)) and [
        told.startswith("Trang K2, dòng 4") for told in read.left
    ] == [True]
    (tmp_path / "course").mkdir()
    assert main(["roster", str(path), "--course-dir", str(tmp_path / "course")]) == 1
    assert "K1, K2; không đọc" in capsys.readouterr().out
    with pytest.raises(CourseError, match="Các trang đã xem: a, b"):
        read_roster(book_of(tmp_path, a=[["x"]], b=[["y"]]))


def test_headings_in_two_rows(tmp_path):
    """Are headings read that stand below one that spans several, and is a row of a student's without an id still told?"""
    rows = [
        ["Mã SV", "Họ và tên", None, "Thông tin", None],
        [None, "Họ đệm", "Tên", "Lớp", "Email"],
        ["sv001", "Nguyễn Văn", "An", "K66-CA1", "an@truong.vn"],
        [None, "Hồ", "Chi"],
    ]
    read = read_roster(book_of(tmp_path, lop=rows))
    assert read.persons == (AN,) and len(read.left) == 1
    read = read_roster(book_of(tmp_path, lop=[rows[0], rows[3], rows[2]]))
    assert len(read.persons) == 1 and len(read.left) == 1


def test_notes_in_headings(tmp_path):
    """Does a heading count with a note in brackets, where no other is the one?"""
    read = read_roster(
        written(tmp_path, '"Mã\nsinh viên","Họ  và tên\n(in hoa)",Tên (gọi)\nsv001,NGUYỄN AN,An\n'.encode())
    )
    assert read.persons == (Person("sv001", "NGUYỄN", "AN"),)


def test_canvas_gradebook_as_list(tmp_path):
    """Are the school's ids taken, Canvas's own numbers kept as such, names turned, and rows of Canvas's own no students?"""
    rows = 'Student,ID,SIS User ID,Section,Bài 1 (7)\n,,,,Manual Posting\n    Points Possible,,,,10\n"An, Nguyễn Văn",5001,sv001,K66,3\n"Student, Test",5999,,K66,\n'
    assert read_roster(written(tmp_path, rows.encode())) == Roster(
        (Person("sv001", "Nguyễn Văn", "An", "", "5001", "K66"),), (), ("",)
    )


@pytest.mark.parametrize("day", ["2021-03-10", "10/3/2021"])
def test_an_id_that_became_a_day(tmp_path, day):
    """Is it said that a spreadsheet made a day of an id, and how to keep it?"""
    [told] = read_roster(written(tmp_path, f"Mã SV,Họ và tên\nsv001,Nguyễn An\n{day},Trần Bình\n".encode())).left
    assert "là một ngày" in told and "Text" in told


def test_formulas_that_nobody_calculated(tmp_path):
    """Is it said that a cell is a formula whose value the workbook has not, be it the id or the name?"""
    rows = [["Mã SV", "Họ và tên"], ["sv001", "Nguyễn An"], ['="sv"&"002"', "Trần Bình"], ["sv003", '="Lê"&" Chi"']]
    read = read_roster(book_of(tmp_path, lop=rows))
    assert [person.student for person in read.persons] == ["sv001"] and ["công thức" in told for told in read.left] == [
        True,
        True,
    ]


def test_what_excel_escapes(tmp_path):
    """Is a line's end that Excel writes as _x000D_ no part of a name?"""
    assert read_roster(book_of(tmp_path, lop=[["Mã SV", "Họ và tên"], ["sv001", "Nguyễn An_x000D_"]])).persons == (
        Person("sv001", "Nguyễn", "An"),
    )


def test_lines_of_old_macs(tmp_path):
    """Are lines read that end with a carriage return alone, and a name of two lines as one?"""
    read = read_roster(written(tmp_path, 'Mã SV,Họ và tên\rsv001,"Nguyễn\nAn"\rsv002,"Đỗ\r\nĐức"\r'.encode()))
    assert [person.full_name for person in read.persons] == ["Nguyễn An", "Đỗ Đức"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "Excel cũ, hoặc có mật khẩu"),
        (b"<html><table><tr><td>1</td></tr></table>", "trang web"),
        (b"%PDF-1.7", "PDF"),
        (b" \r\n", "rỗng"),
        (b"PK\3\4" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "OpenDocument"),
        (b"PK\3\4" + bytes(40), "hỏng, hoặc không phải"),
        ("Họ và tên,Email\nNguyễn An,an@x.vn\n".encode(), "với cột mã sinh viên[.]"),
    ],
)
def test_what_is_no_list(tmp_path, content, why):
    """Is it said what a file is instead of a list, or which column it lacks?"""
    with pytest.raises(CourseError, match=why):
        read_roster(written(tmp_path, content))
