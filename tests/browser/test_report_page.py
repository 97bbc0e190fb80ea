"""Is a class report a page that one can read: on a wide screen, on a phone, with a screen reader, without network?"""

import pytest
from nbgrader.api import Gradebook

from autograder.bench.made_up import large_class, large_term
from autograder.gradebook.config import db_url
from autograder.report import write_report

LESSON = "bai01_so_nguyen"
WIDTHS = {"desktop": 1280, "phone": 390}
NAMES = ("lesson", "course", "nameless", "term", "nameless_term")
LONG = "sv_" + "rất_dài_" * 12


@pytest.fixture(scope="module")
def pages(project, tmp_path_factory):
    """{name: path} of a lesson's and the course's report, named and not, and of a term of 13 lessons with ribbons to draw."""
    folder = large_class(project, tmp_path_factory.mktemp("report") / "course", 30)
    with Gradebook(db_url(folder)) as gradebook:
        for name in (LONG, "<script>document.title = 'hỏng'</script>"):
            gradebook.add_student(name, last_name="Nguyễn Thị", first_name="Ánh Tuyết")
    output = folder.reports
    term = large_term(project, tmp_path_factory.mktemp("term") / "course", 40)
    return {
        "lesson": write_report(folder, LESSON, output)[0],
        "course": write_report(folder, None, output)[0],
        "nameless": write_report(folder, LESSON, output, anonymous=True)[0],
        "term": write_report(term, None, term.reports)[0],
        "nameless_term": write_report(term, None, term.reports, anonymous=True)[0],
    }


@pytest.fixture(scope="module", params=[(name, width) for name in NAMES for width in WIDTHS], ids="-".join)
def page(request, window, pages):
    name, width = request.param
    opened = window.new_page(viewport={"width": WIDTHS[width], "height": 900})
    opened.asked, opened.said = [], []
    opened.on("request", lambda sent: opened.asked.append(sent.url))
    opened.on("console", lambda message: opened.said.append(message.text))
    opened.goto(pages[name].as_uri())
    yield opened
    opened.close()


def test_page_stands_alone(page):
    """Does it load nothing, run nothing, and say nothing to the console?"""
    assert [url for url in page.asked if not url.startswith("data:")] == [page.url]
    assert page.said == []
    assert page.title().startswith("Báo cáo lớp: ")


def test_nothing_is_wider_than_the_screen(page):
    """Is everything within the width, but for tables, which scroll in a region of their own?"""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    over = "[...document.querySelectorAll('h1, h2, p, figure, .card, .scroll')].filter(e => e.getBoundingClientRect().right > window.innerWidth).length"
    assert page.evaluate(over) == 0


def test_a_phone_shows_whole_rows(page):
    """Do many columns need no scrolling on a phone, and is a mistake no taller than its words, its example shut away?"""
    if page.viewport_size["width"] != WIDTHS["phone"]:
        return
    hidden = "[...document.querySelectorAll('.stack')].filter(e => e.scrollWidth > e.parentElement.clientWidth).length"
    assert page.locator(".stack").count() >= 1 and page.evaluate(hidden) == 0
    assert (
        page.evaluate(
            "Math.max(...[...document.querySelectorAll('.stack tbody tr')].map(e => e.getBoundingClientRect().height))"
        )
        < 260
    )


def test_pictures_are_drawn_and_told(page):
    """Is every picture there, with words that say what it shows?"""
    pictures = page.locator("img").all()
    assert pictures
    for picture in pictures:
        assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
        assert len(picture.get_attribute("alt")) > 40


def test_headings_and_tables_have_structure(page):
    """Is there one h1, no level skipped, and does every table name itself, its columns and its rows?"""
    levels = page.evaluate("[...document.querySelectorAll('h1, h2, h3, h4')].map(e => Number(e.tagName[1]))")
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:]))
    assert page.evaluate(WITHOUT_STRUCTURE) == []


def test_text_stands_out(page):
    """Has every text the contrast of WCAG 2.1, level AA: 4.5 to 1 against what is behind it, in a dark room, too?"""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate(CONTRAST) == []


@pytest.fixture
def term_page(window, pages):
    opened = window.new_page(viewport={"width": WIDTHS["desktop"], "height": 900})
    opened.goto(pages["term"].as_uri())
    yield opened
    opened.close()


def test_the_picture_suits_its_screen(term_page):
    """Is the picture of the mistakes that stay drawn for the screen it is on, and printed as for a wide one?"""
    shown = "image => [image.currentSrc, image.naturalWidth]"
    picture = term_page.locator("figure.wide img")
    wide, its_width = picture.evaluate(shown)
    term_page.set_viewport_size({"width": WIDTHS["phone"], "height": 900})
    term_page.wait_for_function("wide => document.querySelector('figure.wide img').currentSrc !== wide", arg=wide)
    narrow, smaller = picture.evaluate(shown)
    assert smaller < its_width / 2 and narrow.startswith("data:image/svg+xml")
    term_page.emulate_media(media="print")
    term_page.wait_for_function("wide => document.querySelector('figure.wide img').currentSrc === wide", arg=wide)


def test_a_students_mistakes_open_from_their_row(term_page):
    """Does a student's row open a table of the mistakes that they made, with the lessons, and does a dark page stay legible opened?"""
    students = term_page.locator("section[aria-labelledby=students]")
    students.locator("summary").first.click()
    row = students.locator("tr.below details").first
    assert not row.locator("table").is_visible()
    row.locator("summary").click()
    assert row.locator("table").is_visible() and "Bài " in row.locator("tbody td").last.text_content()
    term_page.emulate_media(color_scheme="dark")
    assert term_page.evaluate(CONTRAST) == []


WITHOUT_STRUCTURE = """() => [...document.querySelectorAll('table')].filter(table => {
  const named = table.caption && table.caption.textContent.trim() && table.tHead;
  const columns = named && [...table.tHead.rows[0].cells].every(cell => cell.tagName === 'TH' && cell.scope === 'col');
  const rows = [...table.tBodies[0].rows].filter(row => !row.classList.contains('below'));
  return !columns || !rows.length || !rows.every(row => row.cells[0].tagName === 'TH' && row.cells[0].scope === 'row');
}).map(table => table.outerHTML.slice(0, 200))"""
CONTRAST = """() => {
  const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = colour => numbers(colour).slice(0, 3).map(part => part / 255)
    .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);
  const behind = element => {
    for (; element; element = element.parentElement) {
      const colour = getComputedStyle(element).backgroundColor;
      if (numbers(colour)[3] !== 0) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const weak = [];
  for (const element of document.querySelectorAll('body *')) {
    if (![...element.childNodes].some(node => node.nodeType === 3 && node.data.trim())) continue;
    const [one, other] = [light(getComputedStyle(element).color), light(behind(element))].sort((a, b) => b - a);
    if ((one + 0.05) / (other + 0.05) < 4.5) weak.push(element.outerHTML.slice(0, 80));
  }
  return weak;
}"""
