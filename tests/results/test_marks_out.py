"""Do CSV and .xlsx say what the gradebook says, in a form that a spreadsheet shows and never runs?"""

import csv
import io

import openpyxl
import pytest
from nbgrader.api import Gradebook
from nbgrader.plugins import CsvExportPlugin
from sqlalchemy import event
from sqlalchemy.engine import Engine

from autograder.commands import main
from autograder.course_folder import CourseError, CourseFolder
from autograder.grading.settings import db_url
from autograder.results.cells import safe_cell
from autograder.results.marks import Mark, read_results
from autograder.results.table import as_csv, as_xlsx, rows_of

FIRST, SECOND = "bai01_so_nguyen", "bai02_sai_so"


def test_marks(course):
    """Are manual points in, the late penalty off but never below zero, and is it told who waits or did not hand in?"""
    first, second = read_results(course).lessons
    assert (first.lesson, first.maximum, second.maximum) == (FIRST, 12.0, 10.0)
    assert first.of("sv001") == Mark(7.25, status="đã chấm, còn câu chờ chấm tay")
    assert first.of("sv002") == Mark(pytest.approx(1 / 3 + 2.5 - 0.5), 2.5, 0.5, "quá thời gian")
    assert first.of("=2+3") == Mark(0.0, 0.0, 5.0, "đã chấm")
    assert first.of("sv004") == second.of("sv001") == Mark(None, status="chưa nộp")
    assert first.of("sv007") == Mark(None, status="chưa chấm")


def test_same_as_nbgrader(course, tmp_path):
    """Is each mark the one that `nbgrader export` writes?"""
    plugin = CsvExportPlugin()
    plugin.to = str(tmp_path / "nbgrader.csv")
    with Gradebook(db_url(course)) as gradebook:
        plugin.export(gradebook)
    with open(plugin.to, encoding="utf-8", newline="") as file:
        theirs = {(row["assignment"], row["student_id"]): float(row["score"]) for row in csv.DictReader(file)}
    results = read_results(course)
    ours = {(lesson.lesson, student): lesson.of(student).points or 0.0 for lesson in results.lessons for student in results.people.all}
    assert {key: points for key, points in ours.items() if key[1] != "sv007"} == pytest.approx(theirs)


def test_few_queries(course):
    """Are a hundred more students read in as many queries?"""

    def queries():
        asked = []
        listener = lambda *told: asked.append(told[2])  # noqa: E731
        event.listen(Engine, "before_cursor_execute", listener)
        read_results(course)
        event.remove(Engine, "before_cursor_execute", listener)
        return sorted(asked)

    before = queries()
    with Gradebook(db_url(course)) as gradebook:
        for number in range(100):
            gradebook.add_student(f"them{number}")
            gradebook.add_submission(SECOND, f"them{number}")
        gradebook.db.commit()
    assert queries() == before and len(before) < 20
    assert len(read_results(course).lessons[1].marks) == 100


def test_csv(course):
    """Does the CSV begin with UTF-8's mark, keep Vietnamese, and hold no cell that a spreadsheet would run?"""
    content = as_csv(read_results(course))
    assert content.startswith(b"\xef\xbb\xbf")
    heading, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert heading[:6] == ["Mã sinh viên", "Họ", "Tên", "Email", "Lớp", f"{FIRST}: điểm"]
    by_student = {row[0]: row for row in rows}
    assert by_student["sv001"][1:10] == ["Nguyễn Văn", "An", "an@truong.vn", "K66", "7.25", "12", "0", "0", "đã chấm, còn câu chờ chấm tay"]
    assert by_student["sv002"][5:10] == ["2.33333", "12", "2.5", "0.5", "quá thời gian"]
    assert by_student["sv004"][5:10] == ["", "12", "", "", "chưa nộp"]
    assert by_student["'=2+3"][1:5] == ["'+Lê", "'@Chi", "'-chi@truong.vn", "'\tK66"]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_xlsx(course):
    """Are texts texts in the workbook, never formulas, and marks numbers?"""
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(read_results(course))))
    rows = {row[0].value: row for row in book.active.iter_rows(min_row=2)}
    assert [cell.data_type for cell in rows["=2+3"][:4]] == ["s"] * 4
    assert [cell.value for cell in rows["sv001"][1:7]] == ["Nguyễn Văn", "An", "an@truong.vn", "K66", 7.25, 12]
    assert rows["sv001"][5].data_type == "n" and "f" not in {cell.data_type for row in book.active.iter_rows() for cell in row}


def test_characters_that_xml_has_not(course):
    """Does a control character in a name make no broken workbook?"""
    with Gradebook(db_url(course)) as gradebook:
        gradebook.find_student("sv001").last_name = "Ng\x00uyễn\x1b"
        gradebook.db.commit()
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(read_results(course))))
    assert "Ng\ufffduyễn\ufffd" in {cell.value for row in book.active.iter_rows() for cell in row}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"])
def test_safe_cell(text):
    """Does an apostrophe go before what a spreadsheet would run, and nothing else?"""
    assert safe_cell(text) == f"'{text}"
    assert [safe_cell(cell) for cell in ("Nguyễn", "", "a=b", "1-2", -1.5, None)] == ["Nguyễn", "", "a=b", "1-2", -1.5, None]


def test_chosen_lessons(course):
    """Are only the lessons asked for in the table, and is one that nobody graded told as such?"""
    heading = next(iter(rows_of(read_results(course, [SECOND]))))
    assert len(heading) == 10 and heading[5] == f"{SECOND}: điểm"
    with pytest.raises(CourseError, match="bai99.*bai01_so_nguyen"):
        read_results(course, ["bai99"])


def test_command(course, tmp_path, capsys):
    """Are the files written whole, and is a course without a gradebook told what to do first?"""
    for kind in ("csv", "xlsx"):
        output = tmp_path / "ra" / f"diem.{kind}"
        assert main(["export", "--to", kind, "--output", str(output), "--course-dir", str(course.root)]) == 0
        assert [path.name for path in output.parent.glob(f"*{kind}*")] == [output.name]
    empty = CourseFolder(tmp_path / "moi")
    empty.root.mkdir()
    assert main(["export", "--to", "csv", "--output", str(tmp_path / "x.csv"), "--course-dir", str(empty.root)]) == 2
    assert "grade" in capsys.readouterr().err and not (tmp_path / "x.csv").exists() and not empty.gradebook.exists()
