"""Can a student guess and puzzle in a real notebook: by mouse, by keyboard, in the dark, in a narrow window, after reopening?"""

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from playwright.sync_api import expect
from student_browser import DARK, VIEWPORT, LessonPage

from course.checking import lesson_json
from course.checking.compare import EXACT
from course.checking.frozen import Case, FrozenExercise, FrozenLesson, Part, Puzzle
from course.checking.guess import Choice, Guess
from course.checking.puzzle import STAR

NARROW = {"width": 620, "height": 900}
LEAST_CONTRAST = 4.5
CLICKED = Guess(
    "so_ma",
    "Từ mã −30 đến mã 50 có bao nhiêu mã?",
    (Choice("80", "Đó là số bước."), Choice("81", is_right=True), Choice("20")),
    "Nhiều hơn số bước một mã.",
)
TYPED = Guess(
    "buoc",
    "Một bước dài bao nhiêu?",
    (Choice("0.1875", is_right=True, number=0.1875), Choice("0.185185", "Bạn chia cho số mã.", number=15 / 81)),
    "15 chia cho 80 bước.",
    0.002,
)
CASES = (Case("ba mã", {"x_q": np.array([1, 2, 2, 5], np.int8)}, 3), Case("một mã", {"x_q": np.array([7], np.int8)}, 1))
EXERCISE = FrozenExercise(
    "count_codes", "Đếm mã", "Mã trùng?", "np.unique.", CASES, (Part(STAR, 0, (0, 1), EXACT),), ()
)
STUB = 'def count_codes(x_q):\n    # ★: một dòng return\n    raise NotImplementedError("★: chưa làm")'
SOURCES = {
    "setup": 'import numpy as np\n\nfrom course import Lesson\n\nbai = Lesson("bai")',
    "guess-of-so_ma": 'bai.guess("so_ma")',
    "guess-of-buoc": 'bai.guess("buoc")',
    "puzzle-count_codes": STUB,
    "puzzle-of-count_codes": "bai.puzzle(count_codes)",
}


@pytest.fixture(scope="module")
def opened(lab, window, tmp_path_factory):
    """A notebook with one guess of each kind and a puzzle, its first cell run; its last look is in a folder of its own."""
    address, served = lab
    folder = served / "guesses"
    folder.mkdir()
    data = FrozenLesson("bai", (), (), guesses=(CLICKED, TYPED), puzzles=(Puzzle(EXERCISE, True, 19),))
    (folder / "bai.check.json").write_text(lesson_json.dumps(data), encoding="utf-8")
    cells = [new_markdown_cell("# Thử đoán", metadata={"nbgrader": {"grade_id": "title"}})]
    cells += [new_code_cell(source, metadata={"nbgrader": {"grade_id": name}}) for name, source in SOURCES.items()]
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), folder / "bai.ipynb")
    page = window.new_page(viewport=VIEWPORT)
    lesson = LessonPage(page, address, served, folder / "bai.ipynb")
    expect(page.locator("#jp-main-statusbar")).to_contain_text("| Idle")
    lesson.run("setup")
    yield lesson
    page.screenshot(path=tmp_path_factory.mktemp("looks") / "last_look.png")
    page.close()


def cards(lesson, cell):
    """The answers that are open in a cell's output."""
    return lesson.output(cell).locator("details[open] > div, output > div")


def test_one_click(opened):
    """Does one click open the answer with its reason, and another choice close it?"""
    opened.run("guess-of-so_ma")
    choices = opened.output("guess-of-so_ma").locator("summary")
    expect(choices).to_have_text(["80", "81", "20"])
    choices.nth(0).click()
    expect(cards(opened, "guess-of-so_ma")).to_have_text(
        "Chưa trúng, không sao. Đó là số bước. Đáp án: 81. Nhiều hơn số bước một mã."
    )
    choices.nth(1).click()
    expect(cards(opened, "guess-of-so_ma")).to_have_text("✓ Đúng rồi. Nhiều hơn số bước một mã.")


def test_keyboard_alone(opened):
    """Are choices and the number field reached and used without a mouse, and does a key typed there do nothing else?"""
    opened.run("guess-of-so_ma")
    opened.output("guess-of-so_ma").locator("summary").first.focus()
    opened.page.keyboard.press("Tab")
    expect(opened.output("guess-of-so_ma").locator("summary").nth(1)).to_be_focused()
    opened.page.keyboard.press("Enter")
    expect(cards(opened, "guess-of-so_ma")).to_have_text("✓ Đúng rồi. Nhiều hơn số bước một mã.")
    opened.run("guess-of-buoc")
    opened.output("guess-of-buoc").locator("input[name=guess]").focus()
    opened.page.keyboard.type("0,1875")
    opened.page.keyboard.press("Enter")
    expect(cards(opened, "guess-of-buoc")).to_have_text("✓ Đúng rồi. 15 chia cho 80 bước.")
    expect(opened.cells).to_have_count(len(SOURCES) + 1)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("0.188", "✓ Đúng rồi. 15 chia cho 80 bước."),
        ("0.185", "Chưa trúng, không sao. Bạn chia cho số mã. Đáp án: 0.1875. 15 chia cho 80 bước."),
        ("−3", "Chưa trúng, không sao. Đáp án: 0.1875. 15 chia cho 80 bước."),
    ],
)
def test_numbers(opened, typed, said):
    """Is a number answered by what it is: right, one that tempts, or another?"""
    opened.run("guess-of-buoc")
    opened.output("guess-of-buoc").locator("input[name=guess]").fill(typed)
    opened.output("guess-of-buoc").locator("input[type=submit]").click()
    expect(cards(opened, "guess-of-buoc")).to_have_text(said)


def test_what_is_no_number(opened):
    """Is what is no number answered by how to type one, without the answer?"""
    opened.run("guess-of-buoc")
    for typed in ("một phần năm", ""):
        opened.output("guess-of-buoc").locator("input[name=guess]").fill(typed)
        opened.output("guess-of-buoc").locator("input[type=submit]").click()
        expect(opened.output("guess-of-buoc").locator("output")).to_have_text("Hãy gõ một con số, ví dụ 0.5.")


def test_saved_and_opened_again(opened, lab, window):
    """After saving and opening without running anything, are the choices there, and nothing that could not be shown?"""
    for cell in ("guess-of-so_ma", "guess-of-buoc"):
        opened.run(cell)
    opened.save()
    address, served = lab
    page = window.new_page(viewport=VIEWPORT)
    again = LessonPage(page, address, served, opened.notebook)
    again.output("guess-of-so_ma").locator("summary").nth(1).click()
    expect(cards(again, "guess-of-so_ma")).to_have_text("✓ Đúng rồi. Nhiều hơn số bước một mã.")
    again.output("guess-of-buoc").get_by_text("Xem đáp án").click()
    expect(cards(again, "guess-of-buoc")).to_have_text("Đáp án: 0.1875. 15 chia cho 80 bước.")
    assert "Error displaying widget" not in page.content()
    page.close()


def test_legible_in_the_dark_and_in_a_narrow_window(opened, tmp_path):
    """Can everything be read in the dark theme, and does nothing stick out at 620 pixels?"""
    for cell in ("guess-of-so_ma", "guess-of-buoc", "puzzle-count_codes", "puzzle-of-count_codes"):
        opened.run(cell)
    opened.output("guess-of-so_ma").locator("summary").nth(0).click()
    opened.output("guess-of-buoc").get_by_text("Xem đáp án").click()
    with opened.theme(DARK):
        expect(opened.page.locator("#jupyterlab-splash")).to_have_count(0)
        for cell in ("guess-of-so_ma", "guess-of-buoc", "puzzle-of-count_codes"):
            for contrast, text in opened.contrasts(cell):
                assert contrast >= LEAST_CONTRAST, (cell, text)
        opened.page.screenshot(path=tmp_path / "dark.png")
    opened.page.set_viewport_size(NARROW)
    for cell in ("guess-of-so_ma", "guess-of-buoc", "puzzle-of-count_codes"):
        wide, shown = opened.output(cell).evaluate("output => [output.scrollWidth, output.clientWidth]")
        assert wide <= shown + 1, cell
    opened.page.screenshot(path=tmp_path / "narrow.png")
    opened.page.set_viewport_size(VIEWPORT)


def test_puzzle(opened):
    """Is an untouched puzzle told so, and a solved one its characters?"""
    for cell in ("puzzle-count_codes", "puzzle-of-count_codes"):
        opened.run(cell)
    expect(opened.output("puzzle-of-count_codes")).to_contain_text("○ count_codes: chưa làm.")
    opened.type_over("puzzle-count_codes", "raise", "return len(np.unique(x_q))")
    for cell in ("puzzle-count_codes", "puzzle-of-count_codes"):
        opened.run(cell)
    expect(opened.output("puzzle-of-count_codes")).to_contain_text("19 ký tự; lời giải mẫu dài 19.")
