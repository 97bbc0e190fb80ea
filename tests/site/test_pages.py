"""Are the reading pages good in a real browser: nothing from elsewhere, wide and narrow, light and dark, for everyone?"""

import re

import pytest
from playwright.sync_api import expect
from student_browser import CONTRASTS
from student_lab import LESSON

from autograder import exercises
from autograder.site.feedback_examples import FORMULA, STOPPED
from autograder.site.parts import Npm

pytestmark = pytest.mark.site
PAGES = ("index", LESSON, "hoc_o_dau", "phan_hoi", "cong_thuc", "thuat_ngu", "gioi_han", "search")
AXE = Npm(
    "axe-core",
    "4.14.1",
    "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
)
GRAVE = ("serious", "critical")
LESSONS = exercises.lesson_names()
READABLE = 4.5  # WCAG 2, level AA


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [1280, 390])
def test_page_fits(opened, outside, name, width):
    """Does every page fit a desktop and a phone, and load nothing from elsewhere?"""
    page = opened(f"{name}.html", width)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert outside(page) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (FORMULA, ["chia ngược"]),
        (STOPPED, ["dùng một tên chưa có", "hàm không trả về gì"]),
    ],
)
def test_feedback_examples(opened, name, said):
    """Is each feedback page shown in the page about them, with what its hand-in is there for?"""
    frame = opened("phan_hoi.html").locator(f'iframe[src="{name}"]')
    frame.scroll_into_view_if_needed()
    body = frame.content_frame.locator("body")
    expect(body).to_contain_text("Tổng điểm: 0/10")
    for words in said:
        expect(body).to_contain_text(words)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["index", LESSON, "hoc_o_dau", "gioi_han"])
def test_every_word_stands_out(opened, name, scheme):
    """Is every text dark on light or light on dark, as the machine's theme asks, with contrast enough?"""
    page = opened(f"{name}.html", scheme=scheme)
    contrasts = page.locator("main").evaluate(CONTRASTS)
    assert len(contrasts) > 20
    assert [text for ratio, text in contrasts if ratio < READABLE] == []


@pytest.fixture(scope="module")
def axe(fetched):
    """The script of axe-core, which knows what keeps people with a screen reader or a keyboard alone from reading a page."""
    return fetched(AXE.files)["axe.min.js"].decode()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
@pytest.mark.parametrize("name", PAGES)
def test_everyone_can_read(opened, axe, name, width, scheme):
    """Does axe find no serious fault, wide and light, narrow and dark?"""
    page = opened(f"{name}.html", width, scheme)
    page.wait_for_load_state("networkidle")
    assert faults(page, axe) == []


@pytest.mark.parametrize("lesson", LESSONS[1:])
def test_every_lesson_on_a_phone(opened, outside, axe, lesson):
    """Does every other lesson fit a phone, load nothing from elsewhere, and show axe no serious fault?"""
    page = opened(f"{lesson}.html", 390)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert outside(page) == [] and faults(page, axe) == []


def faults(page, axe):
    """What axe finds wrong on a page, and in which element."""
    page.evaluate(axe)
    found = page.evaluate("axe.run()")
    assert len(found["passes"]) > 20
    return [(one["id"], one["nodes"][0]["html"]) for one in found["violations"] if one["impact"] in GRAVE]


@pytest.mark.parametrize("asked", ["lượng tử hóa", "luong tu hoa", "LUONG TU HOA"])
def test_search(opened, asked):
    """Does the search find Vietnamese typed with its marks, without, and in capitals, and quote the very words where they are?"""
    page = opened(f"search.html?q={asked.replace(' ', '+')}")
    page.locator("#search-results p.context mark").first.wait_for()
    page.wait_for_load_state("networkidle")
    quoted = page.locator("#search-results p.context").evaluate_all(
        "all => all.map(one => [one, ...one.querySelectorAll('mark')].map(part => part.textContent.toLowerCase()))"
    )
    found = [marks for text, *marks in quoted if "lượng tử hóa" in text]
    assert len(found) > 10 and {mark for marks in found for mark in marks} == {"lượng tử hóa"}


def test_formulas(opened):
    """Is every formula drawn, with nothing left of its TeX?"""
    page = opened("cong_thuc.html")
    page.locator("mjx-container").first.wait_for()
    drawn = page.locator("mjx-container").count()
    assert drawn > 30 and drawn == page.locator(".math").count()
    assert page.locator("mjx-merror").count() == 0


def test_guess_without_python(opened):
    """Can a reader guess on the page itself?"""
    page = opened(f"{LESSON}.html")
    guess = page.locator("details[name='guess-so_ma']")
    guess.filter(has_text="81").locator("summary", has_text=re.compile("^81$")).click()
    assert guess.filter(has_text="✓ Đúng rồi").locator("div").is_visible()
