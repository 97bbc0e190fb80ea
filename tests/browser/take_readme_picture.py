"""Take docs/images/notebook.png: a wrong answer to the first exercise and the diagnosis under it.

Run it again whenever the lesson or the report changes: python tests/browser/take_readme_picture.py
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import expect
from student_browser import ROOT, LessonPage, browser, chromium, hand_out, jupyterlab, mistaken_answers

PICTURE = ROOT / "docs" / "images" / "notebook.png"
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
    size = PICTURE.stat().st_size
    if size > LARGEST_BYTES:
        sys.exit(f"{PICTURE} có {size} byte, quá {LARGEST_BYTES}: hãy thu nhỏ WINDOW.")
    print(f"{PICTURE.relative_to(ROOT)}: {size} byte")


def take(lesson):
    lesson.page.add_style_tag(content=FONT)
    for cell in CELLS:
        lesson.run(cell)
    expect(lesson.output(CELLS[-1])).to_contain_text("Giống lỗi: chia ngược")
    lesson.page.mouse.move(0, 0)
    lesson.output(CELLS[-1]).scroll_into_view_if_needed()
    first, last = (lesson.cell(cell).bounding_box() for cell in (CELLS[1], CELLS[-1]))
    lesson.page.screenshot(path=PICTURE, clip=around(first, last))


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
