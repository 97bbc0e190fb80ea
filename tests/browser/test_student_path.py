"""Does a student who opens the lesson in JupyterLab get from the stub to the tick, and on to 10/10?"""

import re

import pytest
from playwright.sync_api import expect
from student_browser import DARK, LIGHT, mistaken_answers, right_answers

from autograder import exercises

RUN_ALL_MILLISECONDS = 60_000
READABLE = 4.5  # the least contrast of text, WCAG 2.2, success criterion 1.4.3
LESSONS = exercises.lesson_names()
TYPED = "# sinh vien go vao day"

EXERCISE, TRY, CHECK = "exercise-calculate_s", "alpha-5-0", "check-calculate_s"
BEFORE = ("import-numpy-as-np", "parameters-7-000-000-000", "print-f-tu-ma-30-den-ma-50-co-len-range")
PROSE = "1-do-co-gian"
UPSIDE_DOWN = "s = (beta_q - alpha_q) / (beta - alpha)"
RIGHT = "s = (beta - alpha) / (beta_q - alpha_q)"
UNFOLD, ANSWER = "Mở để đọc tiếp", "Miền hiện tại (số thực) ở tử số"
MATRIX = "quantization_matrix_multiplication_int"


def test_from_stub_to_tick(untouched, tmp_path):
    """Does the check say not done, then the mistake by name, a question before its answer, then the tick?"""
    lesson, verdict = untouched, untouched.output(CHECK)
    for cell in (*BEFORE, EXERCISE, TRY, CHECK):
        lesson.run(cell)
    expect(lesson.output(TRY)).to_contain_text("NotImplementedError: TODO 1: chưa làm")
    expect(verdict).to_contain_text("TODO 1 chưa làm")
    lesson.page.screenshot(path=tmp_path / "1_untouched.png")

    _answer(lesson, "raise NotImplementedError", UPSIDE_DOWN)
    expect(verdict).to_contain_text("Giống lỗi: chia ngược")
    expect(verdict).to_contain_text("Vậy độ rộng nào đứng ở tử số?")
    expect(verdict).to_contain_text("0/1 điểm")
    folded = verdict.locator("details").filter(has_text=UNFOLD)
    expect(folded).not_to_contain_text(ANSWER, use_inner_text=True)
    folded.locator("summary").click()
    expect(folded).to_contain_text(ANSWER, use_inner_text=True)
    lesson.page.screenshot(path=tmp_path / "2_wrong.png")

    _answer(lesson, "s =", RIGHT)
    expect(verdict).to_contain_text("✓ calculate_s")
    expect(verdict).to_contain_text("1/1 điểm")
    expect(verdict).not_to_contain_text("Giống lỗi")
    expect(lesson.output(TRY)).to_have_text("s: 0.1875")
    lesson.page.screenshot(path=tmp_path / "3_right.png")


def test_locked_cells_stay_as_they_were(untouched):
    """Do typing, cutting and deleting leave locked cells alone, while a solution cell takes text?"""
    lesson = untouched
    before = {cell.id: cell.source for cell in lesson.read().cells}
    for locked in (BEFORE[0], PROSE, CHECK):
        lesson.enter(locked)
        _try_to_change(lesson.page.keyboard)
        lesson.open_menu("Edit")
        expect(lesson.menu_item("notebook:delete-cell")).to_contain_class("lm-mod-disabled")
        lesson.close_menu()
    lesson.type_over(EXERCISE, "raise NotImplementedError", TYPED)
    after = {cell.id: cell.source for cell in lesson.save().cells}
    assert TYPED in after[EXERCISE]
    assert after == before | {EXERCISE: after[EXERCISE]}


@pytest.mark.parametrize("names", [LESSONS[:1], pytest.param(LESSONS, marks=pytest.mark.robust)], ids=["first", "all"])
def test_formulas(open_texts, names):
    """Is every text with a formula, of the first lesson and of all, drawn offline and without an error?"""
    page, texts = open_texts(names, lambda cell: cell.cell_type == "markdown" and "$" in cell.source)
    assert texts > 10 * len(names)
    expect(page.page.locator(".jp-MarkdownOutput:has(mjx-container)")).to_have_count(texts)
    expect(page.page.locator("mjx-merror")).to_have_count(0)
    assert page.outside == []


def test_solved_lesson_reaches_ten_of_ten(open_lesson, tmp_path):
    """Does Run All on the solved lesson pass every check, with what one moves and formulas drawn offline?

    The site's tests do it with every lesson.
    """
    lesson = open_lesson(right_answers())
    todos = sum(len(exercise.parts) for exercise in exercises.load(LESSONS[0]).exercises)
    lesson.choose("Run", "runmenu:run-all")
    expect(lesson.output("bai-progress")).to_contain_text(
        re.compile(rf"Bạn đã xong {todos}/{todos} TODO( tự động)?, 10/10 điểm"), timeout=RUN_ALL_MILLISECONDS
    )
    expect(lesson.output("bai-progress")).not_to_contain_text("✗")
    expect(lesson.page.locator('.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.stderr"]')).to_have_count(
        0
    )
    expect(lesson.page.locator(".jp-OutputArea .widget-slider").first).to_be_attached()
    expect(lesson.page.locator("mjx-container").first).to_be_attached()
    expect(lesson.page.locator("mjx-merror")).to_have_count(0)
    expect(lesson.dialogs).to_have_count(0)
    assert lesson.outside == []
    lesson.page.screenshot(path=tmp_path / "solved.png")


@pytest.mark.robust
def test_other_ways_stay_folded(open_lesson):
    """Does a right function offer other ways, folded away until one opens them, and reachable by keyboard?"""
    lesson = open_lesson(right_answers())
    for cell in (BEFORE[0], EXERCISE, CHECK):
        lesson.run(cell)
    fold = lesson.output(CHECK).locator("details").filter(has_text="Cách khác")
    expect(fold.locator("pre")).to_be_hidden()
    fold.locator("summary").focus()
    lesson.page.keyboard.press("Enter")
    expect(fold.locator("pre")).to_contain_text("np.subtract")


@pytest.mark.robust
def test_verdicts_are_readable_in_both_themes(open_lesson, tmp_path):
    """Is every word of a tick, a wrong number, a wrong matrix and the summary readable in light and dark?"""
    lesson = open_lesson(mistaken_answers(MATRIX, "bỏ quên p·z_X·z_W"))
    lesson.choose("Run", "runmenu:run-all")
    matrix = f"check-{MATRIX}"
    expect(lesson.output(matrix)).to_contain_text("Giống lỗi", timeout=RUN_ALL_MILLISECONDS)
    lesson.run("bai-progress")
    lesson.type_over(EXERCISE, "s =", UPSIDE_DOWN)
    lesson.run(EXERCISE)
    lesson.run(CHECK)
    faint = {}
    for theme in (LIGHT, DARK):
        with lesson.theme(theme):
            for cell in ("check-calculate_z", CHECK, matrix, "bai-progress"):
                read = lesson.contrasts(cell)
                assert read, f"{cell} shows nothing"
                faint |= {(theme, cell, text): f"{ratio:.2f}" for ratio, text in read if ratio < READABLE}
                lesson.cell(cell).screenshot(path=tmp_path / f"{theme}_{cell}.png")
    assert faint == {}


def _answer(lesson, line, code):
    """Type code over a line of the exercise, and run the exercise, its trial and its check."""
    lesson.type_over(EXERCISE, line, code)
    for cell in (EXERCISE, TRY, CHECK):
        lesson.run(cell)


def _try_to_change(keyboard):
    """Everything a hand can do to a cell: in edit mode, then in command mode."""
    keyboard.type(TYPED)
    for key in ("Enter", "Backspace", "Delete", "Control+a", "Delete", "Control+x"):
        keyboard.press(key)
    keyboard.press("Escape")
    for key in ("d", "d", "x"):
        keyboard.press(key)
