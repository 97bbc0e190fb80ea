"""Is a whole class graded rightly, by both entrances alike, and does everyone get a page?"""

import io
import re
import shutil
from collections import Counter

import nbformat
import pytest
from class_state import SLOW, assert_as_told, lost_todos
from nbgrader.api import Gradebook
from rich.console import Console

from autograder.authoring.text import solutions
from autograder.bench.grading import run_nbgrader, stock_course
from autograder.commands import main
from autograder.commands.tables import MarksSummary
from autograder.course_folder import CourseFolder
from autograder.demo.course import set_up
from autograder.exercises import freeze
from autograder.feedback.class_pages import write_pages
from autograder.gradebook.config import db_url
from autograder.gradebook.statuses import STATUS_WORDS
from autograder.gradebook.summary import NOT_ISOLATED
from autograder.grading.lesson import read_seed
from autograder.grading.whole_class import GradeOptions, grade_class
from course.checking import report

LESSON = "bai01_so_nguyen"


def points_of_checks(result):
    points = Counter()
    for todo in result.summary.todos:
        points[f"check-{todo.function}"] += todo.earned
    return dict(points)


def test_demo_class_is_a_class(handed_in):
    """Are there at least thirty submissions, of every kind?"""
    _, people = handed_in
    stories = " ".join(person.story for person in people)
    assert len(people) >= 30
    for kind in ("đúng", "sai:", "mới làm", "chưa làm gì", "rỗng", "xung đột", "vòng lặp", "thoát", "siêu dữ liệu"):
        assert kind in stories


def test_everyone_loses_exactly_what_they_should(handed_in, graded):
    """Does each submission lose the points of its mistakes and no others, and is each mistake named?"""
    _, people = handed_in
    assert_as_told(LESSON, [person for person in people if not person.story.startswith(SLOW)], graded)


def test_statuses(handed_in, graded):
    """Does each broken submission have a status and a message of its own?"""
    _, people = handed_in
    by_story = {person.story: graded[person.student] for person in people}
    expected = {
        "chưa làm gì": "chưa làm",
        "tệp rỗng": "tệp rỗng",
        "tệp bị cắt giữa chừng": "tệp hỏng",
        "còn dấu xung đột git": "xung đột git",
        "nộp nhầm tệp khác": "không phải notebook",
        "thoát tiến trình ở hàm đầu": "tiến trình dừng",
    }
    for story, status in expected.items():
        assert by_story[story].status == status
        assert by_story[story].notices or status == "chưa làm", story
    assert by_story["mất hết siêu dữ liệu"].earned == by_story["sửa ô kiểm tra và điểm"].earned == 10


@pytest.mark.parametrize("story", ["vòng lặp", "thoát tiến trình"])
def test_loop_or_exit_costs_only_itself(handed_in, graded, story):
    """Does an endless loop or os._exit in one function leave the points of the functions that do not call it?"""
    _, people = handed_in
    student = next(person.student for person in people if person.story.startswith(story))
    assert lost_todos(graded[student]) == ["TODO 1"]


def test_gradebook_has_the_marks(handed_in, graded, marks):
    """Does nbgrader's gradebook hold what was graded, for everyone?"""
    folder, _ = handed_in
    assert marks(folder) == {student: points_of_checks(one) for student, one in graded.items()}


def test_feedback_pages(handed_in, graded, asked):
    """Does everyone get a Vietnamese page, with points per TODO where the file could be read, the diagnosis, and no instructor code?"""
    folder, people = handed_in
    students = [person.student for person in people]
    assert sorted(page.student for page in write_pages(folder, LESSON)) == sorted(students)
    for person in people:
        page = folder.feedback(person.student, LESSON).read_text(encoding="utf-8")
        assert '<html lang="vi">' in page and "Tổng điểm:" in page
        listed = [f"<td>{part.todo}</td>" in page for e in asked.exercises for part in e.parts]
        assert all(listed) or graded[person.student].status in STATUS_WORDS.values() and not any(listed), person.story
        assert all(name in page for name in person.mistakes), person.story
        assert not re.search(r"https?://", re.sub(r"(?s)<style>.*?</style>", "", page)), "asks the network"
        assert "bai.check(" not in page and "BEGIN SOLUTION" not in page


def test_feedback_shows_only_the_first_failing_case(handed_in, graded, source, asked, locked):
    """Is no needed value of a hidden case in a page, beyond the first failing one's?"""
    folder, people = handed_in
    list(write_pages(folder, LESSON, [people[0].student, people[8].student]))
    lesson = freeze.drawn(asked, solutions(source), locked, read_seed(folder))
    hidden = [c for e in lesson.exercises for c in e.cases if "trường hợp ẩn" in c.label]
    page = folder.feedback(people[8].student, LESSON).read_text(encoding="utf-8")
    shown = [case for case in hidden if case.label in page]
    autograded = nbformat.read(folder.autograded(people[8].student, LESSON), as_version=4)
    told = "".join(str(cell.get("outputs")) for cell in autograded.cells)
    failures = {case.label for case in hidden if case.label in told}
    assert len(failures) <= len(lesson.exercises)
    assert {case.label for case in shown} <= failures
    long_values = [report.value(c.needed) for c in hidden if isinstance(c.needed, float)]
    right_page = folder.feedback(people[0].student, LESSON).read_text(encoding="utf-8")
    assert long_values and not any(value in right_page for value in long_values)


def test_regrade_keeps_manual_work(handed_in, graded, tmp_path):
    """Does grading one student again keep an instructor's own score and comment?"""
    original, people = handed_in
    folder, student = CourseFolder(tmp_path / "course"), people[0].student
    shutil.copytree(original.root, folder.root)
    with Gradebook(db_url(folder)) as gradebook:
        gradebook.find_grade("check-calculate_s", LESSON, LESSON, student).manual_score = 0.25
        gradebook.find_comment("exercise-calculate_s", LESSON, LESSON, student).manual_comment = "Xem lại"
        gradebook.db.commit()
    assert main(["grade", LESSON, "--course-dir", str(folder.root), "--student", student, "--force"]) == 0
    with Gradebook(db_url(folder)) as gradebook:
        grade = gradebook.find_grade("check-calculate_s", LESSON, LESSON, student)
        assert (grade.manual_score, grade.auto_score, grade.needs_manual_grade) == (0.25, 1, True)
        assert gradebook.find_comment("exercise-calculate_s", LESSON, LESSON, student).comment == "Xem lại"


@pytest.mark.robust
def test_stock_nbgrader_agrees(project, tmp_path, handed_in, graded, marks):
    """Does nbgrader without our configuration agree on right, untouched and raising submissions, and give no more for wrong ones?

    It pays what the notebook's check says, which leaves open what only a grader can tell.
    """
    _, people = handed_in
    wanted = ("đúng, như lời giải", "chưa làm gì", "sai cú pháp ở hàm đầu")
    chosen = [person for person in people if person.story in wanted]
    chosen += [person for person in people if person.story.startswith("sai: ")][:1]
    assert len(chosen) == 4
    folder = stock_course(project, LESSON, tmp_path / "stock", 0)
    for person in chosen:
        folder.submitted(person.student, LESSON).parent.mkdir(parents=True)
        folder.submitted(person.student, LESSON).write_bytes(person.content)
    run_nbgrader(folder, "autograde", LESSON)
    stock = marks(folder)
    for person in chosen:
        ours = points_of_checks(graded[person.student])
        if person.story in wanted[:2]:
            assert stock[person.student] == ours, person.story
        assert all(given <= ours[check] for check, given in stock[person.student].items()), person.story
        assert any(stock[person.student].values()) or person.story == wanted[1], person.story


@pytest.mark.robust
def test_marks_made_without_a_sandbox(project, tmp_path):
    """Are marks that were made without a sandbox told as such: to the grader, in the notebook, in the gradebook?"""
    folder, _ = set_up(project, LESSON, tmp_path / "course")
    [result] = grade_class(folder, LESSON, GradeOptions(students=("sv001",), sandbox="none"))
    assert result.earned == 10 and NOT_ISOLATED in result.notices
    screen = Console(record=True, file=io.StringIO(), width=200)
    summary = MarksSummary()
    summary.add(result)
    summary.show(screen)
    assert "1 bài được chấm ngoài vùng cách ly" in screen.export_text()
    notebook = nbformat.read(folder.autograded("sv001", LESSON), as_version=4)
    assert NOT_ISOLATED in notebook.cells[0].source and not notebook.metadata.autograder.isolated
    with Gradebook(db_url(folder)) as gradebook:
        comment = gradebook.find_comment("exercise-calculate_s", LESSON, LESSON, "sv001")
        assert comment.auto_comment.endswith("Chấm ngoài vùng cách ly.")
    [again] = grade_class(folder, LESSON, GradeOptions(students=("sv001",)))
    assert again.fresh and NOT_ISOLATED not in again.notices
