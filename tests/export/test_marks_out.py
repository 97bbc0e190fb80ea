"""Do CSV and .xlsx say what the gradebook says, in a form that a spreadsheet shows and never runs?"""

import csv
import io
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from nbgrader.api import Gradebook
from nbgrader.plugins import CsvExportPlugin
from sqlalchemy import event
from sqlalchemy.engine import Engine

from autograder.commands import main
from autograder.course_folder import CourseFolder
from autograder.export.table import as_xlsx, rows_of
from autograder.files.course_error import CourseError
from autograder.files.sheets import csv_of, number
from autograder.gradebook.config import db_url
from autograder.gradebook.marks import Mark, read_results

FIRST, SECOND = "bai01_so_nguyen", "bai02_sai_so"


def test_marks(course):
    """Are manual points in, the late penalty off but never below zero, and is it told who waits or did not hand in?"""
    first, second = read_results(course).lessons
    assert (first.lesson, first.maximum, second.maximum) == (FIRST, 12.0, 10.0)
    assert first.of("sv001") == Mark(7.25, late=3600, waiting=4.0, status="chấm bằng nbgrader gốc")
    assert first.of("sv002") == Mark(pytest.approx(1 / 3 + 2.5 - 0.5), 2.5, 0.5, 3600, status="quá thời gian")
    assert first.of("=2+3") == Mark(0.0, 0.0, 5.0, 3600, status="chấm bằng nbgrader gốc")
    assert first.of("sv004") == second.of("sv001") == Mark(None, status="chưa nộp")
    assert first.of("sv007") == Mark(None, waiting=12.0, status="chưa chấm")


def test_summaries(course):
    """Is what our own grading said there where it is asked for, and only there?"""
    assert read_results(course).lessons[0].of("sv002").summary is None
    [first] = read_results(course, [FIRST], summaries=True).lessons
    assert first.of("sv002").summary.status == "quá thời gian" and first.of("sv001").summary is None


def test_lateness_is_nbgraders(course):
    """Is who is late, and by how much, nbgrader's own total_seconds_late, extensions counted?"""
    with Gradebook(db_url(course)) as gradebook:
        for hours, student in enumerate(("sv001", "sv002", "sv005")):
            gradebook.update_or_create_submission(FIRST, student, extension=timedelta(minutes=40 * hours))
        gradebook.find_submission(FIRST, "sv006").timestamp = None
        gradebook.db.commit()
        theirs = {work.student.id: work.total_seconds_late for work in gradebook.assignment_submissions(FIRST)}
    ours = {student: mark.late for student, mark in read_results(course).lessons[0].graded.items()}
    assert ours == theirs and sorted(set(ours.values())) == [0, 1200, 3600]


def test_extension_without_a_due_date(course):
    """Is a lesson read that has an extension but no date, where nbgrader's property would stop?"""
    with Gradebook(db_url(course)) as gradebook:
        gradebook.find_assignment(FIRST).duedate = None
        gradebook.find_submission(FIRST, "sv001").extension = timedelta(days=1)
        gradebook.db.commit()
    assert read_results(course).lessons[0].of("sv001").late == 0


def test_an_extension_is_no_hand_in(course):
    """Has somebody with nothing but an extension no mark?"""
    with Gradebook(db_url(course)) as gradebook:
        gradebook.add_submission(FIRST, "sv004").extension = timedelta(days=1)
        for notebook in gradebook.find_submission(FIRST, "sv004").notebooks:
            gradebook.db.delete(notebook)
        gradebook.db.commit()
    assert read_results(course).lessons[0].of("sv004") == Mark(None, status="chưa nộp")


def test_an_extension_from_the_command_is_no_hand_in(course):
    """Has somebody whom `deadline` gave more time before they handed in no mark, though nbgrader has a notebook of theirs?"""
    due = datetime(2026, 1, 1, tzinfo=UTC)
    with Gradebook(db_url(course)) as gradebook:
        gradebook.find_assignment(FIRST).duedate = due.replace(tzinfo=None)
        gradebook.add_submission(FIRST, "sv004")
        gradebook.grant_extension(FIRST, "sv004", hours=2)
    [lesson] = read_results(course, [FIRST]).lessons
    assert lesson.of("sv004") == Mark(None, status="chưa nộp")
    assert [lesson.is_over("sv004", due + timedelta(hours=hours)) for hours in (1, 3)] == [False, True]
    assert lesson.is_over("sv001", due + timedelta(hours=1))


def test_two_notebooks(course):
    """Do the points of several notebooks and the penalties of each add up, as a class of nbgrader's own may have them?"""
    with Gradebook(db_url(course)) as gradebook:
        gradebook.add_notebook("phan_hai", FIRST)
        gradebook.add_grade_cell("them", "phan_hai", FIRST, max_score=3.0, cell_type="code")
        for notebook in gradebook.add_submission(FIRST, "sv004").notebooks:
            notebook.late_submission_penalty = 0.5
            for grade in notebook.grades:
                grade.auto_score, grade.needs_manual_grade = (
                    (None, True) if grade.cell.name == "cau_hoi" else (2.0, False)
                )
        gradebook.db.commit()
    [first] = read_results(course, [FIRST]).lessons
    assert first.maximum == 15 and first.of("sv004") == Mark(3.0, 0.0, 1.0, 0.0, 4.0, "chấm bằng nbgrader gốc")


def test_same_as_nbgrader(course, tmp_path):
    """Is each mark the one that `nbgrader export` writes?"""
    plugin = CsvExportPlugin()
    plugin.to = str(tmp_path / "nbgrader.csv")
    with Gradebook(db_url(course)) as gradebook:
        gradebook.find_submission(FIRST, "sv006").notebooks[0].grades[0].extra_credit = 0.5
        gradebook.db.commit()
        plugin.export(gradebook)
    with open(plugin.to, encoding="utf-8", newline="") as file:
        theirs = {(row["assignment"], row["student_id"]): float(row["score"]) for row in csv.DictReader(file)}
    results = read_results(course)
    ours = {
        (lesson.lesson, student): lesson.of(student).points or 0.0
        for lesson in results.lessons
        for student in results.people.all
    }
    assert {key: points for key, points in ours.items() if key[1] != "sv007"} == pytest.approx(theirs)


def test_few_queries(course):
    """Are a hundred more students read in as many queries?"""

    def queries():
        asked = []
        listener = lambda *told: asked.append(told[2])  # noqa: E731
        event.listen(Engine, "before_cursor_execute", listener)
        read_results(course)
        event.remove(Engine, "before_cursor_execute", listener)
        return sorted(query for query in asked if not query.startswith("PRAGMA"))  # SQLite's own, of the tables

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
    content = csv_of(rows_of(read_results(course)))
    assert content.startswith(b"\xef\xbb\xbf")
    heading, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert heading[:6] == ["Mã sinh viên", "Họ", "Tên", "Email", "Lớp", f"{FIRST}: điểm"]
    by_student = {row[0]: row for row in rows}
    assert by_student["sv001"][1:10] == [
        "Nguyễn Văn",
        "An",
        "an@truong.vn",
        "K66",
        "7.25",
        "12",
        "0",
        "0",
        "chấm bằng nbgrader gốc, còn câu chờ chấm tay",
    ]
    assert by_student["sv002"][5:10] == ["2.33333", "12", "2.5", "0.5", "quá thời gian"]
    assert by_student["sv004"][5:10] == ["", "12", "", "", "chưa nộp"]
    assert by_student["'=2+3"][1:5] == ["'+Lê", "'@Chi", "'-chi@truong.vn", "'\tK66"]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_xlsx(course):
    """Are texts texts in the workbook, never formulas, and marks numbers?"""
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(rows_of(read_results(course)))))
    rows = {row[0].value: row for row in book.active.iter_rows(min_row=2)}
    assert [cell.data_type for cell in rows["=2+3"][:4]] == ["s"] * 4
    assert [cell.value for cell in rows["sv001"][1:7]] == ["Nguyễn Văn", "An", "an@truong.vn", "K66", 7.25, 12]
    assert rows["sv001"][5].data_type == "n" and "f" not in {
        cell.data_type for row in book.active.iter_rows() for cell in row
    }


def test_characters_that_xml_has_not(course):
    """Does a control character in a name make no broken workbook?"""
    with Gradebook(db_url(course)) as gradebook:
        gradebook.find_student("sv001").last_name = "Ng\x00uyễn\x1b"
        gradebook.db.commit()
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(rows_of(read_results(course)))))
    assert "Ng\ufffduyễn\ufffd" in {cell.value for row in book.active.iter_rows() for cell in row}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-0.0, "0"),
        (12, "12"),
        (100.0, "100"),
        (1 / 3, "0.33333"),
        (-1.5, "-1.5"),
        (1e-5, "0.00001"),
        (-1e-9, "0"),
        (1e6, "1000000"),
    ],
)
def test_number(value, text):
    """Is a number written without exponent, minus before nothing, and dust of binary fractions?"""
    assert number(value) == text


def test_chosen_lessons(course):
    """Are only the lessons asked for in the table, and is one that nobody graded told as such?"""
    heading = next(iter(rows_of(read_results(course, [SECOND]))))
    assert len(heading) == 10 and heading[5] == f"{SECOND}: điểm"
    with pytest.raises(CourseError, match="bai99.*bai01_so_nguyen.*autograder grade bai99"):
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
