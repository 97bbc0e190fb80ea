"""Does what a student drew with a slider stay in the notebook, and does he hear how to go on?"""

import re

import pytest
from playwright.sync_api import expect
from student_browser import DARK, LessonPage, jupyterlab, right_answers

SLIDER = "widgets-explore-quantization-quantize-in"
NARROW = {"width": 620, "height": 1000}
GONE = "Error displaying widget"
pytestmark = pytest.mark.robust
SETUP = ("import-numpy-as-np", "exercise-calculate_s", "exercise-calculate_z", "exercise-calculate_s_and_z_int")


def test_picture_stays_when_its_slider_is_gone(open_lesson, window, tmp_path):
    """Is the picture of the moved slider in the saved notebook, shown on reopening, beside words that help; and the chosen button seen in the dark?"""
    lesson = open_lesson(right_answers())
    for cell in (*SETUP, "exercise-quantize_int", SLIDER):
        lesson.run(cell)
    output = lesson.output(SLIDER)
    expect(output.locator("pre").last).to_contain_text(" 8 bit, từ -2 đến 6")
    output.locator(".noUi-handle").first.focus()
    lesson.page.keyboard.press("ArrowLeft")
    expect(output.locator("pre").last).to_contain_text(" 8 bit, từ -2.5 đến 6")
    with lesson.theme(DARK):
        assert_chosen_stands_out(output)
        lesson.cell(SLIDER).screenshot(path=tmp_path / "dark.png")
    lesson.save()

    folder = lesson.notebook.parent
    with jupyterlab(tmp_path / "again", folder) as (address, served):
        page = window.new_page(viewport=NARROW)
        again = LessonPage(page, address, served, lesson.notebook)
        again.cell(SLIDER).scroll_into_view_if_needed()
        stored = again.output(SLIDER)
        expect(stored.locator("pre").last).to_contain_text(" 8 bit, từ -2.5 đến 6")
        expect(stored).to_contain_text("Chạy lại ô này để kéo tiếp.")
        expect(stored).not_to_contain_text(GONE)
        picture = stored.locator("img")
        expect(picture).to_have_attribute("alt", re.compile("miền từ -2.5 đến 6"))
        assert 0 < picture.bounding_box()["width"] <= stored.bounding_box()["width"]
        page.screenshot(path=tmp_path / "reopened.png")
        page.close()


def test_folded_cell_opens_with_one_click(open_lesson):
    """Does a folded cell show the line that says what it does, and its code after a click on it?"""
    lesson = open_lesson({})
    folded = next(cell.metadata.nbgrader.grade_id for cell in lesson.read().cells if cell.metadata.get("fold"))
    line = lesson.cell(folded).locator(".jp-InputPlaceholder")
    line.scroll_into_view_if_needed()
    expect(line).to_contain_text("Bấm để mở: ")
    expect(lesson.editor(folded)).to_be_hidden()
    line.click()
    expect(lesson.editor(folded)).to_contain_text("alpha_X = ")


def assert_chosen_stands_out(output):
    """The chosen button has another colour than the other one."""
    buttons = output.locator(".course-controls button")
    expect(buttons).to_have_count(2)
    colours = buttons.evaluate_all("all => all.map(one => getComputedStyle(one).backgroundColor)")
    assert colours[0] == "rgb(0, 114, 178)" != colours[1]
