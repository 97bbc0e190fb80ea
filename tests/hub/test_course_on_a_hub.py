"""Do lessons go out, come in, get marked and go back on a real JupyterHub, by the pages and commands that its users have?"""

import nbformat
import pytest
from nbgrader.api import Gradebook
from playwright.sync_api import expect
from running_hub import COURSE, INSTRUCTOR, STUDENTS, Formgrader, course_folder
from student_browser import FOLDER, mistaken_answers, right_answers

from autograder.gradebook.config import db_url

pytestmark = [pytest.mark.hub, pytest.mark.timeout(1800)]

BY_COMMAND, BY_FORMGRADER = "bai01_so_nguyen", "bai02_sai_so"
EXERCISE, CHECK = "exercise-calculate_s", "check-calculate_s"
BEFORE = ("import-numpy-as-np", "parameters-7-000-000-000", "print-f-tu-ma-30-den-ma-50-co-len-range")
UPSIDE_DOWN = "s = (beta_q - alpha_q) / (beta - alpha)"
RIGHT = "s = (beta - alpha) / (beta_q - alpha_q)"
ONE, OTHER = STUDENTS


@pytest.fixture(scope="module")
def instructor(people):
    return people[INSTRUCTOR]


@pytest.fixture(scope="module")
def fetched(people, instructor):
    """Both lessons released, one by command and one in Formgrader, and fetched from the list by both students."""
    instructor.shell(["nbgrader", "release_assignment", BY_COMMAND, "--force"], folder=COURSE)
    assert "Successfully released" in Formgrader(instructor).press(BY_FORMGRADER, "release")
    for name in STUDENTS:
        lessons = people[name].assignments()
        for lesson in (BY_COMMAND, BY_FORMGRADER):
            lessons.fetch(lesson)
    people[ONE].page.screenshot(path="/tmp/shots/list.png")


def test_all_of_a_lesson_is_fetched(fetched, machine):
    """Does a student get each file of the released lesson, byte for byte, and none more?"""
    for lesson in (BY_COMMAND, BY_FORMGRADER):
        released = {path.name: path.read_bytes() for path in FOLDER.release(lesson).parent.iterdir() if path.is_file()}
        there = machine.path(f"/home/{ONE}/{lesson}")
        assert {path.name: path.read_bytes() for path in there.iterdir()} == released
        assert f"{lesson}.check.json" in released and f"{lesson}.more.json" in released


@pytest.fixture(scope="module")
def handed_in_wrong(fetched, people, instructor):
    """The first student's answer to one function, run, checked and handed in; collected and graded."""
    student = people[ONE]
    lesson = student.lesson(BY_COMMAND)
    for cell in BEFORE:
        lesson.run(cell)
    answer(lesson, "raise NotImplementedError", UPSIDE_DOWN)
    expect(lesson.output(CHECK)).to_contain_text("Giống lỗi: chia ngược")
    student.page.screenshot(path="/tmp/shots/notebook.png")
    lesson.save()
    student.assignments().submit(BY_COMMAND)
    collect_and_grade(instructor)


def answer(lesson, line, code):
    lesson.type_over(EXERCISE, line, code)
    for cell in (EXERCISE, CHECK):
        lesson.run(cell)


def collect_and_grade(instructor):
    instructor.shell(["nbgrader", "collect", BY_COMMAND, "--update"], folder=COURSE)
    instructor.shell(["python", "-m", "autograder", "grade", BY_COMMAND, "--course-dir", COURSE], folder=COURSE)


def score(machine, lesson, student):
    with Gradebook(db_url(course_folder(machine))) as gradebook:
        return gradebook.find_submission(lesson, student).score


def test_wrong_answer(handed_in_wrong, machine):
    """Does the check name the mistake, and is the hand-in marked?"""
    assert score(machine, BY_COMMAND, ONE) == 0


@pytest.fixture(scope="module")
def handed_in_again(handed_in_wrong, people, instructor):
    student = people[ONE]
    lesson = student.lesson(BY_COMMAND)
    for cell in BEFORE:
        lesson.run(cell)
    answer(lesson, "s =", RIGHT)
    expect(lesson.output(CHECK)).to_contain_text("1/1 điểm")
    lesson.save()
    student.assignments().submit(BY_COMMAND)
    collect_and_grade(instructor)


def test_later_hand_in_wins(handed_in_again, machine):
    """Does the second hand-in take the place of the first?"""
    assert score(machine, BY_COMMAND, ONE) == 1


def test_feedback_of_command(handed_in_again, people, instructor):
    """Does the student open our feedback page from the list?"""
    instructor.shell(["python", "-m", "autograder", "feedback", BY_COMMAND, "--course-dir", COURSE], folder=COURSE)
    instructor.shell(["nbgrader", "release_feedback", BY_COMMAND], folder=COURSE)
    page = people[ONE].assignments().open_feedback(BY_COMMAND)
    expect(page.locator("body")).to_contain_text("Tổng điểm: 1/10")
    people[ONE].page.screenshot(path="/tmp/shots/feedback.png")
