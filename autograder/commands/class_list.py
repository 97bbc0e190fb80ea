"""Commands between the course folder and the school's system: roster, collect, export."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.commands import calling
from autograder.course_folder import CourseFolder
from autograder.files.course_error import CourseError

if TYPE_CHECKING:
    from autograder.export.filling import Filled
    from autograder.export.moodle import Worksheet
    from autograder.gradebook.marks import LessonMarks, Results
    from autograder.people.people import People
    from autograder.people.roster import Roster


def add_to(commands: calling.Commands) -> None:
    added = commands.add(roster, "Đọc danh sách lớp vào sổ điểm.", "roster lop.xlsx")
    added.add_argument(
        "file",
        metavar="TỆP",
        help="danh sách lớp, .csv hay .xlsx, có cột mã sinh viên và cột họ tên; có thể thêm cột lớp và cột email",
    )
    calling.course_dir(added)

    added = commands.add(
        collect,
        "Lấy bài nộp từ gói của Moodle, Canvas hay từ một thư mục vào submitted/.",
        "collect baitap.zip --lesson bai01_so_nguyen --from moodle",
    )
    added.add_argument("source", metavar="TỆP_ZIP", help="tệp zip tải về, hoặc thư mục đã giải nén")
    added.add_argument("--lesson", required=True, metavar="BÀI", help="tên bài, như bai01_so_nguyen")
    added.add_argument(
        "--from",
        dest="system",
        required=True,
        choices=["moodle", "canvas", "folder"],
        help="gói lấy từ đâu; folder là thư mục mà mỗi thư mục con, notebook hay zip trong đó mang mã hoặc tên của một sinh viên",
    )
    added.add_argument(
        "--roster", metavar="TỆP", help="danh sách lớp để tìm mã sinh viên; mặc định là những người trong sổ điểm"
    )
    added.add_argument(
        "--timestamps",
        metavar="TỆP",
        help="giờ nộp: bảng chấm ngoại tuyến của Moodle, hay tệp có cột mã sinh viên và cột thời điểm",
    )
    added.add_argument(
        "--dates",
        choices=["day-first", "month-first"],
        help="ngày như 3/4/2026 trong tệp của --timestamps ghi ngày trước hay tháng trước; chỉ cần khi cả cột không cho biết điều đó",
    )
    calling.course_dir(added)
    _add_export(commands)


def _add_export(commands: calling.Commands) -> None:
    added = commands.add(
        export,
        "Xuất điểm ra tệp, hoặc điền điểm vào bảng của Moodle, Canvas.",
        "export bai01_so_nguyen --to moodle --worksheet bang.csv --output nop.csv",
    )
    calling.lessons(added)
    added.add_argument(
        "--to",
        required=True,
        choices=["csv", "xlsx", "moodle", "canvas"],
        help="`csv`, `xlsx`: bảng điểm cả lớp; `moodle`, `canvas`: điền vào bảng tải về từ đó, mỗi lần một bài",
    )
    added.add_argument(
        "--output",
        metavar="TỆP",
        help="tệp để ghi; mặc định nằm trong `reports/`; với moodle còn có gói trang phản hồi nằm cạnh, tên thêm `_phan_hoi.zip`",
    )
    added.add_argument("--worksheet", metavar="TỆP", help="bảng chấm ngoại tuyến tải từ bài tập trên Moodle")
    added.add_argument("--gradebook", metavar="TỆP", help="sổ điểm xuất từ Canvas")
    added.add_argument("--column", metavar="TÊN_CỘT", help="cột để điền điểm, nếu lệnh không tự tìm ra")
    calling.course_dir(added)


def roster(chosen: Namespace) -> int:
    from autograder.gradebook.config import db_shown
    from autograder.gradebook.held import held
    from autograder.gradebook.students import people_of, write_people
    from autograder.people.roster import read_roster

    folder = calling.course_folder(chosen)
    with held(folder) as url:
        read = read_roster(chosen.file, people_of(url).all)
        new, changed = write_people(url, read.persons)
    _tell("dòng chưa đọc được", read.left)
    _tell_sheets(read)
    print(
        f"Đã đọc {len(read.persons)} sinh viên: {new} người mới, {changed} người được sửa. Sổ điểm: {db_shown(folder)}"
    )
    return 1 if read.left else 0


def _tell(what: str, sentences: Sequence[str]) -> None:
    """How many of something there are, and each in a line of its own; nothing where there are none."""
    from autograder.screen import printable

    if sentences:
        print(f"{len(sentences)} {what}:")
    for sentence in sentences:
        print(f"  {printable(sentence)}")


def _tell_sheets(read: Roster) -> None:
    """Which sheets of a workbook a Roster is of, where it has several."""
    from autograder.screen import printable

    if len(read.read) + len(read.passed) > 1:
        passed = f"; không đọc, vì không có cột mã và cột họ tên: {', '.join(read.passed)}" if read.passed else ""
        print(printable(f"Trang tính đã đọc: {', '.join(read.read)}{passed}"))


def collect(chosen: Namespace) -> int:
    from autograder.collecting.collect import collect as collected
    from autograder.collecting.report import Collected
    from autograder.collecting.times import Times, read_times
    from autograder.gradebook.held import held
    from autograder.gradebook.participants import participants_of
    from autograder.gradebook.students import people_of
    from autograder.screen import console

    folder = calling.course_folder(chosen)
    screen, told = console(), Collected()
    times = read_times(chosen.timestamps, chosen.dates) if chosen.timestamps else Times()
    with held(folder) as url:
        people = _listed(chosen.roster) if chosen.roster else people_of(url)
        participants = participants_of(url, chosen.lesson)
        try:
            for outcome in collected(folder, chosen.lesson, chosen.source, chosen.system, people, times, participants):
                told.add(outcome)
        finally:  # also where it stops halfway
            participants.keep(url, chosen.lesson)
            if told.outcomes:
                told.show(screen)
    print(f"Bước tiếp theo: python -m autograder grade {chosen.lesson} --course-dir {folder.root}")
    return 1 if told.left or told.asks else 0


def _listed(path: str) -> People:
    """The People of a class list, and what of it could not be read told."""
    from autograder.people.people import People
    from autograder.people.roster import read_roster

    read = read_roster(path)
    _tell("dòng của danh sách lớp chưa đọc được", read.left)
    _tell_sheets(read)
    return People(read.persons)


def export(chosen: Namespace) -> int:
    from autograder.export.table import FORMATS, rows_of
    from autograder.files.whole import write_whole
    from autograder.gradebook.marks import read_results

    folder = calling.course_folder(chosen)
    calling.demand_known(folder, chosen.lessons)
    results = read_results(folder, chosen.lessons)
    if chosen.to in ("moodle", "canvas"):
        return _fill(folder, results, chosen)
    output = chosen.output or folder.reports / f"diem.{chosen.to}"
    write_whole(output, FORMATS[chosen.to](rows_of(results)))
    print(f"Đã ghi điểm của {len(results.people.all)} sinh viên, {len(results.lessons)} bài: {output}")
    return 0


def _fill(folder: CourseFolder, results: Results, chosen: Namespace) -> int:
    """Fill in the table of Moodle's or Canvas's that was given, and tell of every row and mark without the other."""
    from autograder.export.canvas import fill_gradebook
    from autograder.export.moodle import Worksheet
    from autograder.files.sheets import csv_bytes
    from autograder.files.whole import write_whole
    from autograder.gradebook.config import db_url
    from autograder.gradebook.participants import participants_of

    option, given = ("--worksheet", chosen.worksheet) if chosen.to == "moodle" else ("--gradebook", chosen.gradebook)
    if len(chosen.lessons) != 1 or not given:
        raise CourseError(f"Với --to {chosen.to}, hãy ghi đúng một bài, và đưa tệp đã tải về bằng {option}.")
    output = Path(chosen.output or folder.reports / f"{chosen.lessons[0]}.{chosen.to}.csv")
    if Path(given).resolve() == output.resolve():
        raise CourseError(f"--output trùng với {option}. Hãy ghi ra một tệp khác, để giữ tệp tải về.")
    [lesson], worksheet = results.lessons, Worksheet(given, chosen.column) if chosen.to == "moodle" else None
    if worksheet:
        filled = worksheet.fill(results.people, lesson, participants_of(db_url(folder), lesson.lesson))
    else:
        filled = fill_gradebook(given, results.people, lesson, chosen.column)
    write_whole(output, csv_bytes(filled.sheet))
    _tell("dòng giữ nguyên vì chưa có điểm", filled.without)
    _tell("điểm đã có trong bảng được thay", filled.changed)
    _tell("điểm chưa điền được", filled.left)
    print(f"Đã điền điểm của {len(filled.rows)} sinh viên: {output}")
    if others := sorted(filled.maxima - {lesson.maximum}):
        shown = ", ".join(f"{maximum:g}" for maximum in others)
        print(
            f"Điểm tối đa trên {chosen.to.capitalize()} là {shown}, của bài là {lesson.maximum:g}: điểm được ghi nguyên, không đổi thang."
        )
    without_page = _hand_back(folder, lesson, worksheet, filled, output) if worksheet else []
    return 1 if filled.left or without_page else 0


def _hand_back(
    folder: CourseFolder, lesson: LessonMarks, worksheet: Worksheet, filled: Filled, output: Path
) -> list[str]:
    """The feedback pages for Moodle, and how its worksheet is to be uploaded; returns the students who have no page."""
    from autograder.files.whole import write_whole
    from autograder.screen import printable

    pages, without = worksheet.feedback_zip(filled, lambda student: folder.feedback(student, lesson.lesson))
    path = output.with_name(f"{output.stem}_phan_hoi.zip")
    write_whole(path, pages)
    print(f"Gói trang phản hồi của {len(filled.rows) - len(without)} sinh viên: {path}")
    if without:
        print(
            f"Chưa có trang phản hồi: {printable(', '.join(without))}. Hãy chạy: python -m autograder feedback {lesson.lesson} --course-dir {folder.root}"
        )
    if worksheet.sheet.separator != ",":
        print("Bảng này không ngăn bằng dấu phẩy: khi tải lên, hãy chọn đúng dấu ngăn cách (Separator) ở Moodle.")
    return without
