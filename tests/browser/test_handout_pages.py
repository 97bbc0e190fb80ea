"""Can the handout's pages be read in a real browser: narrow and wide, light and dark, on paper?"""

import shutil

import pytest
from student_browser import CONTRASTS

from autograder.course_folder import ROOT, CourseFolder
from autograder.handout import pack

PAGES = ("HUONG_DAN.html", "CONG_THUC.html", "THUAT_NGU.html")
READABLE = 4.5  # WCAG 2, level AA


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    """The folder in the handout's zip."""
    home = tmp_path_factory.mktemp("handout")
    archive = pack(CourseFolder(ROOT), CourseFolder(ROOT).lessons(), home / "dist")
    shutil.unpack_archive(archive, home / "x")
    (folder,) = (home / "x").iterdir()
    return folder


@pytest.fixture
def opened(window, unpacked):
    """A function: one of the pages as a file, in a window of its own, offline."""
    contexts = []

    def show(name, width=1200, scheme="light"):
        contexts.append(window.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True))
        page = contexts[-1].new_page()
        page.goto((unpacked / name).as_uri())
        return page

    yield show
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", [1200, 620, 360])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_sticks_out(opened, name, width):
    """Does the page fit windows from a desktop's to a phone's?"""
    assert opened(name, width).evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_every_word_stands_out(opened, name, scheme):
    """Is every text dark on light or light on dark, as the machine's theme asks, with contrast enough?"""
    page = opened(name, scheme=scheme)
    contrasts = page.locator("body").evaluate(CONTRASTS)
    assert len(contrasts) > 50
    assert [text for ratio, text in contrasts if ratio < READABLE] == []
    assert (page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)") == (
        scheme == "light"
    )


def test_formulas_are_as_dark_as_text(opened):
    """Has every formula letters, in the colour of the words beside it?"""
    page = opened("CONG_THUC.html", scheme="dark")
    ink = page.evaluate("getComputedStyle(document.body).color")
    fills = page.evaluate("[...document.querySelectorAll('.formulas svg use')].map(e => getComputedStyle(e).fill)")
    boxes = page.evaluate("[...document.querySelectorAll('.formulas svg')].map(e => e.getBBox().width)")
    assert set(fills) == {ink} and min(boxes) > 20


def test_no_formula_is_cut_off_on_paper(opened):
    """Does every formula fit its box where the page is printed on A4?"""
    page = opened("CONG_THUC.html", width=733)  # 210 mm less two margins of 8 mm
    page.emulate_media(media="print")
    cut = "[...document.querySelectorAll('.formulas > div')].filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.innerText)"
    assert page.evaluate(cut) == []


def test_the_pages_lead_to_each_other(opened):
    """Does a click on the guide's links open the pages to look things up, and lead back?"""
    page = opened("HUONG_DAN.html")
    for name in PAGES[1:]:
        page.locator(f'a[href="{name}"]').click()
        assert page.url.endswith(name) and page.locator("h1").is_visible()
        page.locator('a[href="HUONG_DAN.html"]').click()
    assert page.url.endswith("HUONG_DAN.html")
