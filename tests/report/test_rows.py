"""Does a report read the marks that nbgrader itself would give out?"""

import csv
from datetime import datetime, timedelta

import pytest
from nbgrader.plugins import CsvExportPlugin
from sqlalchemy import event
from sqlalchemy.engine import Engine

from autograder.bench.class_report import large_class
from autograder.course_folder import CourseError, CourseFolder
from autograder.report.rows import read_rows

LESSON, OTHER = "bai01_so_nguyen", "bai02_sai_so"
LATE = "sv00003"


@pytest.fixture
def marked_by_hand(open_gradebook):
    """Manual points, extra credit, penalties, extensions, and two who handed in nothing."""
    due = datetime(2026, 3, 1)
    open_gradebook.find_assignment(LESSON).duedate = due
    for place, student in enumerate(["sv00001", "sv00002", LATE, "sv00004"]):
        work = open_gradebook.find_submission(LESSON, student)
        work.timestamp = due + timedelta(hours=place - 1)
        grades = work.notebooks[0].grades
        grades[0].manual_score, grades[1].extra_credit = 0.25 * place, 0.5
        work.notebooks[0].late_submission_penalty = [None, 0.0, 1.5, 100.0][place]
    open_gradebook.find_submission(LESSON, "sv00004").extension = timedelta(days=1)
    open_gradebook.add_student("sv_khong_nop", last_name="Nguyễn", first_name="Ánh")
    open_gradebook.add_student("sv_chi_gia_han")
    open_gradebook.add_submission(LESSON, "sv_chi_gia_han").extension = timedelta(days=1)
    for notebook in open_gradebook.find_submission(LESSON, "sv_chi_gia_han").notebooks:
        open_gradebook.db.delete(notebook)
    open_gradebook.db.commit()
    return open_gradebook


def test_marks_are_nbgraders(folder, marked_by_hand, tmp_path):
    """Are all marks, penalties and maxima those of `nbgrader export`?"""
    path = tmp_path / "grades.csv"
    CsvExportPlugin(to=str(path)).export(marked_by_hand)
    rows = read_rows(folder)
    found = {lesson.lesson: lesson for lesson in rows.lessons}
    with open(path, encoding="utf-8") as file:
        exported = list(csv.DictReader(file))
    assert len(exported) == len(rows.students) * len(rows.lessons)
    for row in exported:
        lesson = found[row["assignment"]]
        mark = lesson.marks.get(row["student_id"])
        mine = (mark.score, mark.penalty) if mark else (0.0, 0.0)
        assert mine == (pytest.approx(float(row["score"])), pytest.approx(float(row["late_submission_penalty"])))
        assert lesson.max_score == float(row["max_score"])


def test_lateness_is_nbgraders(folder, marked_by_hand):
    """Is who is late, and by how much, nbgrader's own total_seconds_late, extensions counted?"""
    [lesson] = read_rows(folder, LESSON).lessons
    assert {student: mark.late for student, mark in lesson.marks.items() if mark.late} == {LATE: 3600}
    [other] = read_rows(folder, OTHER).lessons
    assert not any(mark.late for mark in other.marks.values())


def test_extension_without_a_due_date(folder, open_gradebook):
    """Is a lesson read that has an extension but no date, where nbgrader's property would stop?"""
    open_gradebook.find_submission(LESSON, LATE).extension = timedelta(days=1)
    open_gradebook.db.commit()
    assert read_rows(folder, LESSON).lessons[0].marks[LATE].late == 0


def test_who_handed_in_nothing(folder, marked_by_hand):
    """Is somebody without a file, or with nothing but an extension, known but without a mark?"""
    rows = read_rows(folder, LESSON)
    assert rows.students["sv_khong_nop"] == "Nguyễn Ánh"
    assert not {"sv_khong_nop", "sv_chi_gia_han"} & set(rows.lessons[0].marks)


def test_points_that_wait_for_a_person(folder, open_gradebook):
    """Are the points of what nobody has marked yet told, and no longer once somebody has?"""
    def waiting():
        return read_rows(folder, LESSON).lessons[0].marks[LATE].waiting

    grade = open_gradebook.find_submission(LESSON, LATE).notebooks[0].grades[0]
    assert waiting() == 0
    grade.auto_score, grade.needs_manual_grade = None, True
    open_gradebook.db.commit()
    assert waiting() == grade.max_score > 0
    grade.manual_score = 0.5
    open_gradebook.db.commit()
    assert waiting() == 0


def test_queries_do_not_grow_with_the_class(folder, project, tmp_path):
    """Is a class of three read with as many queries as one of twenty-four?"""
    small = large_class(project, tmp_path / "small", 3)
    assert 0 < _queries(lambda: read_rows(folder)) == _queries(lambda: read_rows(small)) < 20


def _queries(run):
    seen = []

    def note(connection, cursor, statement, *_):
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        run()
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return sum(statement.lstrip().upper().startswith("SELECT") for statement in seen)


def test_nothing_to_report(folder, tmp_path):
    """Is one told to grade first, and no gradebook made, where there are no marks?"""
    empty = CourseFolder(tmp_path / "empty")
    empty.root.mkdir()
    with pytest.raises(CourseError, match="python -m autograder grade"):
        read_rows(empty)
    assert not empty.gradebook.exists()
    empty.gradebook.touch()
    with pytest.raises(CourseError, match="python -m autograder grade"):
        read_rows(empty)
    with pytest.raises(CourseError, match="bai99_la"):
        read_rows(folder, "bai99_la")


def test_broken_gradebook(folder):
    """Is a gradebook that is no database told of as something to mend?"""
    folder.gradebook.write_bytes(b"day khong phai so diem" * 100)
    with pytest.raises(CourseError, match="báo lỗi"):
        read_rows(folder)
