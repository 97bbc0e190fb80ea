"""Can an instructor grade in Formgrader, in a real browser, while no name, folder, answer or output of a student's runs a script there?"""

from urllib.parse import quote

import pytest
from hostile_class import HOSTILE_FOLDER, LESSON, OLD_ID, hostile_class
from nbgrader.api import Gradebook, MissingEntry
from playwright.sync_api import expect
from student_browser import VIEWPORT, WAIT_MILLISECONDS, jupyterlab

from autograder.gradebook.config import db_url

CONVERTED_MILLISECONDS = 180_000  # a button's whole run of nbgrader, on a busy machine
COMMENT = "Thiếu <b>một</b> lẽ."


@pytest.fixture(scope="module")
def course(project, installed_chromium, tmp_path_factory):
    return hostile_class(project, tmp_path_factory.mktemp("lop") / "course")


@pytest.fixture(scope="module")
def formgrader(course, window, tmp_path_factory):
    """(a page of the browser, Formgrader's address, what ran or was said): no address but the server's is reached."""
    with jupyterlab(tmp_path_factory.mktemp("jupyter"), course.root) as (address, _):
        page, ran = window.new_page(viewport=VIEWPORT), []
        page.set_default_timeout(WAIT_MILLISECONDS)
        page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
        page.on("pageerror", lambda error: ran.append(str(error)) if "MathJax" not in str(error) else None)
        page.route(lambda url: not url.startswith((address, "data:", "file:")), lambda route: route.abort())
        yield page, f"{address}formgrader", ran
        page.close()


@pytest.fixture
def look(formgrader, tmp_path):
    """A function: open a page of Formgrader's by its path, and return what the server answered; a picture of each is in tmp_path."""
    page, address, _ = formgrader
    seen = []

    def opened(path, rows=""):
        answer = page.goto(f"{address}/{path}")
        if rows:
            expect(page.locator("#main-table").get_by_text(rows).first).to_be_attached()
        seen.append(page.screenshot(path=tmp_path / f"{len(seen)}.png", full_page=True))
        return answer

    return opened


def submissions(course):
    """{student: the address of their page} of who has a graded notebook."""
    with Gradebook(db_url(course)) as gradebook:
        return {one.student.id: f"submissions/{one.id}/" for one in gradebook.notebook_submissions(LESSON, LESSON)}


def press(page, student, button):
    """Press a student's button on the page of all submissions, and return what its window says."""
    row = page.locator("#main-table tr").filter(has=page.locator(".student-id").get_by_text(student, exact=True))
    row.locator(f".{button} a").click()
    told = page.locator(".modal.in")
    expect(told).to_be_visible(timeout=CONVERTED_MILLISECONDS)
    words = told.inner_text()
    told.locator(".modal-footer button").click()
    expect(page.locator(".modal")).to_have_count(0)
    return words


@pytest.mark.robust
def test_lists(look, formgrader):
    """Do the lists of assignments, submissions and students show every name as text?"""
    page, _, ran = formgrader
    look("manage_assignments", LESSON)
    look(f"manage_submissions/{LESSON}", "binh")
    expect(page.locator("#main-table")).to_contain_text(HOSTILE_FOLDER)
    look("manage_students", "binh")
    expect(page.locator("#main-table")).to_contain_text(OLD_ID)
    look(f"gradebook/{LESSON}/{LESSON}", "Submission #1")
    for student in ("an", HOSTILE_FOLDER, OLD_ID):
        assert look(f"manage_students/{quote(student)}").status == 200
        expect(page.locator(".breadcrumb .active")).to_have_text(student)
        assert look(f"manage_students/{quote(student)}/{LESSON}").status == 200
        page.wait_for_load_state("networkidle")
    assert ran == []


def test_every_students_page(look, formgrader, course):
    """Does everyone's page open, with honest Markdown as it is meant, the instructor's HTML whole, and nothing that runs or leads to a script?"""
    page, _, ran = formgrader
    found = submissions(course)
    assert set(found) == {"an", "binh", "chi"}
    for student, path in found.items():
        assert look(path).status == 200, student
        expect(page.locator(".cua-giang-vien")).to_have_css("color", "rgb(0, 100, 0)")
        links = page.locator(".text_cell_render a").evaluate_all(
            "found => found.map(a => a.getAttribute('href')).filter(Boolean)"
        )
        assert [link for link in links if not link.startswith(("#", "https://"))] == []
        assert (
            page.locator(
                "#notebook [onerror], #notebook [onclick], #notebook script, #notebook iframe, #notebook svg"
            ).count()
            == 0
        )
    look(found["binh"])
    answer = page.locator(".nbgrader_cell").filter(has_text="Trả lời")
    expect(answer.locator("td").first).to_have_css("text-align", "right")
    expect(answer.locator("code").first).to_have_text("x = 1 < 2")
    expect(answer.locator("img[alt='ảnh chụp']")).to_have_js_property("naturalWidth", 1)
    expect(answer).to_contain_text("Không có hình image.png")
    expect(answer.locator("input[type=checkbox]")).to_be_checked()
    look(found["an"])
    expect(page.locator(".navbar .name-shown").first).to_contain_text("<img src=khong-co", use_inner_text=False)
    assert ran == []


def test_autograde_mark_and_feedback(look, formgrader, course):
    """Do the buttons grade and write feedback, does a mark with a comment reach the gradebook, and is a hostile folder refused with the remedy?"""
    page, _, ran = formgrader
    look(f"manage_submissions/{LESSON}", "binh")
    assert "Successfully autograded" in press(page, "an", "autograde")
    assert "Hãy đổi tên" in press(page, HOSTILE_FOLDER, "autograde")
    look(submissions(course)["an"])
    cell = page.locator(".nbgrader_cell").filter(has=page.locator("#vi-sao"))
    with page.expect_response(lambda answer: "/api/grade/" in answer.url and answer.request.method == "PUT"):
        cell.locator("input.score").fill("1.5")
        cell.locator("input.score").blur()
    with page.expect_response(lambda answer: "/api/comment/" in answer.url and answer.request.method == "PUT"):
        cell.locator("textarea").fill(COMMENT)
        cell.locator("textarea").blur()
    with Gradebook(db_url(course)) as gradebook:
        marked = gradebook.find_submission_notebook(LESSON, LESSON, "an")
        assert marked.score == 3.5 and COMMENT in [comment.comment for comment in marked.comments]
        with pytest.raises(MissingEntry):
            gradebook.find_student(HOSTILE_FOLDER)
    look(f"manage_submissions/{LESSON}", "binh")
    assert "Successfully generated feedback" in press(page, "an", "generate-feedback")
    page.goto(course.feedback("an", LESSON).as_uri())
    expect(page.locator(".comment")).to_contain_text(COMMENT)
    expect(page.locator("body")).to_contain_text("Tổng điểm: 3.5/5")
    assert ran == []
