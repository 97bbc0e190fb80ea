"""Are times of handing in read as people and systems write them, and given as nbgrader reads them?"""

import time
from datetime import date, datetime

import openpyxl
import pytest
from nbgrader.utils import parse_utc

from autograder.collecting.owners import Owner
from autograder.collecting.times import read_times
from autograder.course_folder import CourseFolder
from autograder.files.course_error import CourseError
from autograder.files.moments import DAY_FIRST, MONTH_FIRST, as_timestamp, moment_of
from autograder.intake.submitted import NO_TIME, timestamp_of
from autograder.people.people import People
from autograder.people.person import Person


@pytest.fixture(autouse=True)
def hanoi(monkeypatch):
    """A machine in Vietnam, seven hours before UTC."""
    monkeypatch.setenv("TZ", "Asia/Ho_Chi_Minh")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-03 17:30",
        "2026-01-03T17:30:00+07:00",
        "2026-01-03 10:30:00 UTC",
        "2026-01-03T10:30:00Z",
        "2026/01/03 17:30",
        "2026-01-03 10:30:00.000000 UTC",
        "2026-01-03 05:30:00 America/New_York",
        "2026-01-03 17:30:00 +0700",
        "3 January 2026, 5:30 p.m.",
        "January 3, 2026 5:30 PM",
        "Jan 3rd, 2026, 5:30 P.M.",
        "3 January 2026, 5:30 chiều",
        "Sat, 3 Jan 2026 10:30:00 GMT",
        "3 January 2026, 5:30 PM GMT+7",
        "3 January 2026, 10:30 UTC",
        "3 tháng 1 2026, 17h30",
        "Saturday, 3 January 2026, 5:30 PM",
        "3 Jan 2026, 17:30:00",
        "3 tháng 1 2026, 5:30 CH",
        "Thứ Bảy, 3 Tháng Một 2026, 5:30 chiều".replace("chiều", "CH"),
        "3 tháng một 2026, 05:30 PM",
        "Thứ bảy, 3 tháng 1 năm 2026, 5:30 CH",
        "ngày 3 tháng Một năm 2026, 17:30",
    ],
)
def test_times(text):
    """Is a time read with its zone, or else as this machine's, in English and Vietnamese words?"""
    assert as_timestamp(text) == "2026-01-03 10:30:00 UTC"
    assert moment_of(as_timestamp(text)) == moment_of(text)
    assert str(parse_utc(as_timestamp(text))) == "2026-01-03 10:30:00"


@pytest.mark.parametrize(
    ("text", "hour"),
    [("3 January 2026, 12:05 AM", 17), ("3 tháng mười hai 2026, 12:05 PM", 5), ("31/12/2026 12:05 SA", 17)],
)
def test_noon_and_midnight(text, hour):
    """Are twelve at noon and at midnight told apart?"""
    assert parse_utc(as_timestamp(text)).hour == hour


@pytest.mark.parametrize(
    "text",
    [
        "0001-01-01 00:00",
        "1/1/0001 00:00",
        "9999-12-31T23:59-01:00",
        "2026-01-03",
        "20260103",
        "2026-W01-6",
        "3/1/2026",
        "3 January 2026",
        "3/1/2026 17:30",
        "13:30 AM 3 January 2026",
        "2026-01-03 10:30:00 Sao/Hoa",
        "2026-01-03 10:30:00 ../../etc",
        "3 January 2026 10:30 GMT+99",
        "1" * 200,
        "",
        "-",
        "hôm qua",
        "30 February 2026, 5:30 PM",
        "3 Januar 2026",
        "32/1/2026 10:00",
        "1 tháng mười ba 2026, 10:00",
    ],
)
def test_no_times(text):
    """Is no time what tells none, only a day, or one beyond what a calendar here has?"""
    assert as_timestamp(text) is None


def test_a_day_in_a_workbook(tmp_path):
    """Is a day without a time of day no time in an .xlsx, either, where every day begins at midnight?"""
    book = openpyxl.Workbook()
    for row in (["Mã sinh viên", "Thời điểm"], ["sv001", date(2026, 1, 3)], ["sv002", datetime(2026, 1, 3, 17, 30)]):
        book.active.append(row)
    book.save(tmp_path / "gio.xlsx")
    told = read_times(tmp_path / "gio.xlsx").rows
    assert [one.timestamp for one in told] == [None, "2026-01-03 10:30:00 UTC"]


def test_whose(tmp_path):
    """Is a row found by the participant's number first, then an id or address, then a name that one row has?"""
    path = tmp_path / "gio.csv"
    path.write_text(
        "Identifier;Tên đầy đủ;Mã số ID;Địa chỉ thư điện tử;Trạng thái;Lần cuối sửa (bài làm)\n"
        "Thành viên7;Vũ Hà;sv1;;Đã nộp để chấm điểm - Trễ hạn 2 giờ;a\nThành viên8;Vũ Hà;;ha@x.vn;Đã nộp để chấm điểm;b\n;Đỗ Đức;;;;c\n",
        encoding="utf-8-sig",
    )
    times = read_times(path).among(People([Person("sv1"), Person("x", email="HA@x.vn")]))
    found = [
        times.of(Owner(("Vũ Hà",), "8"), None),
        times.of(Owner(("?",)), Person("sv1")),
        times.of(Owner(("?",)), Person("x", email="HA@x.vn")),
        times.of(Owner(("đỗ đức",)), None),
    ]
    assert [told.time for told in found] == ["b", "a", "b", "c"] and [told.late for told in found] == [
        False,
        True,
        False,
        False,
    ]
    assert times.of(Owner(("Vũ Hà",)), None) is None
    assert times.of(Owner(("?",), "9"), Person("sv1")) is None  # the row has another participant's number
    path.write_text("Tên,Tuổi\nVũ Hà,20\n", encoding="utf-8")
    with pytest.raises(CourseError, match="Thời điểm"):
        read_times(path)


def test_a_row_of_two(tmp_path):
    """Is a row with one person's id and another's address the first one's alone, and one with an address of two nobody's?"""
    path = tmp_path / "gio.csv"
    path.write_text("Mã SV,Email,Thời điểm\nsv1,ha@x.vn,a\n,hai@x.vn,b\n", encoding="utf-8")
    an, ha = Person("sv1"), Person("sv2", email="ha@x.vn")
    both = [Person(student, email="hai@x.vn") for student in ("sv3", "sv4")]
    times = read_times(path).among(People([an, ha, *both]))
    assert [times.of(Owner(("?",)), one) for one in (ha, *both)] == [None] * 3
    assert times.of(Owner(("?",)), an).time == "a"


@pytest.mark.parametrize(
    "headings",
    [
        "Mã SV,Thời điểm nộp",
        "MSSV,Thời gian nộp bài",
        "SIS User ID,Submitted At",
        "Mã số ID,Lần sửa đổi gần nhất (bài nộp)",
    ],
)
def test_headings(tmp_path, headings):
    """Are the columns of an id and a time known by the names that class lists and systems give them?"""
    path = tmp_path / "gio.csv"
    path.write_text(f"{headings}\nsv001,28/11/2026 23:58\n", encoding="utf-8-sig")
    [told] = read_times(path).rows
    assert (told.school_id, told.timestamp) == ("sv001", "2026-11-28 16:58:00 UTC")


def column(tmp_path, *times):
    """The path of a list with these times."""
    path = tmp_path / "gio.csv"
    path.write_text(
        "Student ID,Timestamp\n" + "".join(f'sv{number},"{time}"\n' for number, time in enumerate(times)),
        encoding="utf-8",
    )
    return path


@pytest.mark.parametrize(
    ("times", "first"),
    [
        (("3/4/2026 23:59:01", "3/14/2026 10:00:00", "2 March 2026, 11:59 p.m."), "2026-03-04 16:59:01 UTC"),
        (("3/4/2026 23:59:01", "14/3/2026 10:00:00"), "2026-04-03 16:59:01 UTC"),
        (("3/4/26 11:59 PM", "3/14/26 10:00 AM"), "2026-03-04 16:59:00 UTC"),
        (("3.4.2026 23:59", "14.3.2026 10:00", "2026-03-14 10:00"), "2026-04-03 16:59:00 UTC"),
    ],
)
def test_one_row_decides_for_all(tmp_path, times, first):
    """Is the order of day and month that one row shows taken for the whole column, so that no row is read in another?"""
    told = read_times(column(tmp_path, *times)).rows
    assert told[0].timestamp == first and all(one.timestamp for one in told)


def test_nothing_decides(tmp_path):
    """Is a column refused with the option's name where it may be read in two ways, and taken where it is said or does not matter?"""
    path = column(tmp_path, "3/4/2026 23:59", "5/6/2026 10:00")
    with pytest.raises(CourseError, match="--dates day-first"):
        read_times(path)
    assert read_times(path, DAY_FIRST).rows[0].timestamp == "2026-04-03 16:59:00 UTC"
    assert read_times(path, MONTH_FIRST).rows[0].timestamp == "2026-03-04 16:59:00 UTC"
    assert read_times(column(tmp_path, "4/4/2026 23:59")).rows[0].timestamp == "2026-04-04 16:59:00 UTC"


def test_rows_that_contradict(tmp_path):
    """Is a column refused whose rows are in both orders, or in another than was said, with the rows that show it?"""
    for times, said in (
        (("3/14/2026 10:00", "14/3/2026 10:00"), None),
        (("3/14/2026 10:00", "3/4/2026 10:00"), DAY_FIRST),
    ):
        with pytest.raises(CourseError, match="3/14/2026"):
            read_times(column(tmp_path, *times), said)


def test_one_text_is_one_moment_everywhere(tmp_path):
    """Does a text tell grading, in timestamp.txt, the moment that it tells collecting?"""
    folder = CourseFolder(tmp_path)
    path = folder.submitted("an", "bai").with_name("timestamp.txt")
    path.parent.mkdir(parents=True)
    for text in (
        "2026-01-03 17:30",
        "3 January 2026, 5:30 p.m.",
        "14/3/2026 5:30 CH",
        "2026-01-03 10:30:00.000000 UTC",
        "3/4/2026 10:00",
        "2026-01-03",
    ):
        path.write_text(text, encoding="utf-8")
        assert timestamp_of(folder, "an", "bai") == (moment_of(text), () if moment_of(text) else (NO_TIME,))


def test_timestamps_of_windows(tmp_path, collected, landed, work):
    """Is timestamp.txt read as Notepad and PowerShell write it, in grading and in collecting, and is an empty one told?"""
    folder = CourseFolder(tmp_path)
    path = folder.submitted("an", "bai").with_name("timestamp.txt")
    path.parent.mkdir(parents=True)
    for content in ("2026-01-03 17:30\r\n".encode("utf-16"), "\ufeff2026-01-03 10:30:00 UTC\r\n".encode()):
        path.write_bytes(content)
        assert timestamp_of(folder, "an", "bai") == (datetime(2026, 1, 3, 10, 30), ())
        collected({"an/bai01_so_nguyen.ipynb": work(), "an/timestamp.txt": content}, "folder")
        assert landed()["an/bai01_so_nguyen/timestamp.txt"] == b"2026-01-03 10:30:00 UTC\n"
    path.write_bytes(b"")
    assert timestamp_of(folder, "an", "bai") == (None, (NO_TIME,))
