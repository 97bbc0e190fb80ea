"""Do lessons go out, come in, get marked and go back on a real JupyterHub, by the pages and commands that its users have?"""

import nbformat
import pytest
from nbgrader.api import Gradebook
from playwright.sync_api import expect
from running_hub import COURSE, INSTRUCTOR, STUDENTS, Formgrader, course_folder
from student_browser import FOLDER, START_SECONDS, right_answers

from autograder.exercises.written import answered
from autograder.gradebook.config import db_url

pytestmark = [pytest.mark.hub, pytest.mark.timeout(1800)]

BY_COMMAND, BY_FORMGRADER = "bai01_so_nguyen", "bai02_sai_so"
EXERCISE, CHECK = "exercise-calculate_s", "check-calculate_s"
BEFORE = ("import-numpy-as-np", "parameters-7-000-000-000", "print-f-tu-ma-30-den-ma-50-co-len-range")
UPSIDE_DOWN = "s = (beta_q - alpha_q) / (beta - alpha)"
ANSWER, WORDS = "answer-keep_the_range", "Cao hơn 6 dB, viền thành 5."
RIGHT = "s = (beta - alpha) / (beta_q - alpha_q)"
ONE, OTHER = STUDENTS


@pytest.fixture(scope="module")
def instructor(people):
    return people[INSTRUCTOR]


@pytest.fixture(scope="module")
def fetched(people, instructor):
    """Both lessons released, one by command and one in Formgrader, and fetched from the list by both students."""
    instructor.shell(["nbgrader", "release_assignment", BY_COMMAND], folder=COURSE)
    assert "Successfully released" in Formgrader(instructor).press(BY_FORMGRADER, "release")
    for name in STUDENTS:
        lessons = people[name].assignments()
        for lesson in (BY_COMMAND, BY_FORMGRADER):
            lessons.fetch(lesson)


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


def test_feedback_of_command(handed_in_again, people, instructor, tmp_path):
    """Does the student open our feedback page from the list, once it is written and released by commands?"""
    instructor.shell(["python", "-m", "autograder", "feedback", BY_COMMAND, "--course-dir", COURSE], folder=COURSE)
    instructor.shell(["nbgrader", "release_feedback", BY_COMMAND], folder=COURSE)
    page = people[ONE].assignments().open_feedback(BY_COMMAND)
    expect(page.locator("body")).to_contain_text("Tổng điểm: 1/10")
    people[ONE].page.screenshot(path=tmp_path / "feedback.png")


def write_answers(machine, student, words):
    """Put the second lesson's solution and an answer in words into a student's notebook."""
    path = machine.path(f"/home/{student}/{BY_FORMGRADER}/{BY_FORMGRADER}.ipynb")
    notebook = answered(nbformat.read(path, as_version=4), right_answers(BY_FORMGRADER))
    [cell] = [cell for cell in notebook.cells if cell.metadata.nbgrader.grade_id == ANSWER]
    cell.source = words
    path.write_text(nbformat.writes(notebook), encoding="utf-8")


def test_all_in_formgrader(fetched, people, instructor, machine, tmp_path):
    """Do Formgrader's buttons collect, grade, take a mark by hand, write and release feedback, as the student then sees?"""
    write_answers(machine, ONE, WORDS)
    lessons = people[ONE].assignments()
    lessons.submit(BY_FORMGRADER)
    formgrader = Formgrader(instructor)
    assert f"Collecting submission: {ONE}" in formgrader.press(BY_FORMGRADER, "collect")
    formgrader.open_submissions(BY_FORMGRADER)
    assert "Successfully autograded" in formgrader.press(ONE, "autograde")
    assert score(machine, BY_FORMGRADER, ONE) == 10
    formgrader.mark(BY_FORMGRADER, ANSWER, 1.5)
    instructor.page.screenshot(path=tmp_path / "formgrader.png")
    assert score(machine, BY_FORMGRADER, ONE) == 11.5
    formgrader = Formgrader(instructor)
    assert "Successfully generated feedback" in formgrader.press(BY_FORMGRADER, "generate-feedback")
    assert "Successfully released feedback" in formgrader.press(BY_FORMGRADER, "release-feedback")
    page = people[ONE].assignments().open_feedback(BY_FORMGRADER)
    expect(page.locator("body")).to_contain_text("Tổng điểm: 11.5/14")
    expect(page.locator("body")).to_contain_text(WORDS)
    people[ONE].page.screenshot(path=tmp_path / "feedback.png")


def test_validate(fetched, people, instructor):
    """Does the list's Validate say of untouched work which checks do not pass?"""
    lessons = people[OTHER].assignments()
    lessons.validate(BY_FORMGRADER)
    expect(lessons.page.locator(".jp-Dialog")).to_contain_text("bai.check", timeout=START_SECONDS * 1000)
    lessons.page.locator(".jp-Dialog .jp-mod-accept").click()
