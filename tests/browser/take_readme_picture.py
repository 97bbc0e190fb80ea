"""Take README's pictures: a wrong answer to the first exercise and the diagnosis under it, and a feedback page.

Run it again whenever the lesson, the report or the page changes: python tests/browser/take_readme_picture.py
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import expect
from student_browser import FOLDER, LESSON, ROOT, LessonPage, browser, chromium, hand_out, jupyterlab, mistaken_answers

from autograder.demo.course import set_up
from autograder.feedback.class_pages import write_pages
from autograder.grading.whole_class import GradeOptions, grade_class

PICTURE = ROOT / "docs" / "images" / "notebook.png"
PAGE_PICTURE = ROOT / "docs" / "images" / "phan_hoi.png"
PAGE_WINDOW = {"width": 1000, "height": 1310}
LARGEST_BYTES = 200_000
WINDOW = {"width": 1240, "height": 1200}
MARGIN = 8
CELLS = ("import-numpy-as-np", "exercise-calculate_s", "alpha-5-0", "check-calculate_s")
# DejaVu Sans Mono, the usual code font on Linux, sets some Vietnamese accents beside their letter.
FONT = ':root { --jp-code-font-family: "Noto Sans Mono", monospace !important; }'


def main():
    if chromium() is None:
        sys.exit("Không thấy Chromium. Hãy cài rồi chạy lại: sudo apt install chromium")
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as home,
        jupyterlab(Path(home)) as (address, served),
        browser() as window,
    ):
        page = window.new_page(viewport=WINDOW, device_scale_factor=1.5)
        notebook = hand_out(served / "readme", mistaken_answers("calculate_s", "chia ngược"))
        take(LessonPage(page, address, served, notebook))
        take_feedback(window, Path(home) / "course")
    for picture in (PICTURE, PAGE_PICTURE):
        size = picture.stat().st_size
        if size > LARGEST_BYTES:
            sys.exit(f"{picture} có {size} byte, quá {LARGEST_BYTES}: hãy thu nhỏ cửa sổ.")
        print(f"{picture.relative_to(ROOT)}: {size} byte")


def take(lesson):
    lesson.page.add_style_tag(content=FONT)
    for cell in CELLS:
        lesson.run(cell)
    expect(lesson.output(CELLS[-1])).to_contain_text("Giống lỗi: chia ngược")
    lesson.page.mouse.move(0, 0)
    lesson.output(CELLS[-1]).scroll_into_view_if_needed()
    first, last = (lesson.cell(cell).bounding_box() for cell in (CELLS[1], CELLS[-1]))
    lesson.page.screenshot(path=PICTURE, clip=around(first, last))


def take_feedback(window, root):
    """The top of the page of a demo student whose first exercise is wrong."""
    folder, people = set_up(FOLDER, LESSON, root)
    student = next(person.student for person in people if "TODO 1" in (person.costs or ()))
    list(grade_class(folder, LESSON, GradeOptions(students=(student,))))
    list(write_pages(folder, LESSON, (student,)))
    page = window.new_page(viewport=PAGE_WINDOW)
    page.goto(folder.feedback(student, LESSON).as_uri())
    page.screenshot(path=PAGE_PICTURE)


def around(first, last):
    """The rectangle from the top of one box to the bottom of another, and a little above."""
    return {
        "x": first["x"],
        "y": first["y"] - MARGIN,
        "width": first["width"],
        "height": last["y"] + last["height"] - first["y"] + MARGIN,
    }


if __name__ == "__main__":
    main()
