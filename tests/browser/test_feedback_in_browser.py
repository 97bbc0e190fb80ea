"""Does a feedback page look right in a real browser, wide and narrow, and does it ask the network for nothing?"""

import pytest
from student_browser import FOLDER, LESSON

from autograder.demo.course import set_up
from autograder.feedback.class_pages import write_pages
from autograder.grading.whole_class import GradeOptions, grade_class

WIDTHS = {"desktop": 1280, "phone": 390}
LEAST_CONTRAST = 4.5  # of WCAG 2.1's level AA
FAINT = """() => {
  const parts = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = e => {
    for (; e; e = e.parentElement) {
      const found = parts(getComputedStyle(e).backgroundColor);
      if (found.length === 3 || found[3] === 1) return found;
    }
    return [255, 255, 255];
  };
  const texts = [...document.querySelectorAll('body *')].filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()));
  return texts.map(e => {
    const [a, b] = [light(parts(getComputedStyle(e).color)), light(behind(e))].sort((x, y) => y - x);
    return [(a + 0.05) / (b + 0.05), e.tagName, e.className, e.textContent.slice(0, 40)];
  });
}"""


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Pages of two demo students: one who made mistakes, one whose file is broken."""
    folder, people = set_up(FOLDER, LESSON, tmp_path_factory.mktemp("pages") / "course")
    wrong = next(person for person in people if person.mistakes)
    broken = next(person for person in people if person.story == "tệp rỗng")
    students = (wrong.student, broken.student)
    list(grade_class(folder, LESSON, GradeOptions(students=students)))
    list(write_pages(folder, LESSON, students))
    return [folder.feedback(student, LESSON) for student in students]


@pytest.fixture(params=WIDTHS)
def seen(request, window, written):
    """(pages open in the browser at that width, what they complained of or asked for)."""
    heard, opened = [], []
    for path in written:
        page = window.new_page(viewport={"width": WIDTHS[request.param], "height": 844})
        page.on("console", lambda message: heard.append(message.text))
        page.on(
            "request", lambda asked: heard.append(asked.url) if not asked.url.startswith(("file:", "data:")) else None
        )
        page.goto(path.as_uri())
        opened.append(page)
    yield opened, heard
    for page in opened:
        page.close()


def test_fits_and_is_quiet(seen):
    """Is the page never wider than the screen, without a complaint of the browser's and without a request?"""
    pages, heard = seen
    for page in pages:
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert heard == []


def test_contrast(seen):
    """Has every text enough contrast with what is behind it?"""
    for page, texts in zip(seen[0], (50, 5)):
        measured = page.evaluate(FAINT)
        assert len(measured) > texts and [found for found in measured if found[0] < LEAST_CONTRAST] == []


def test_headings_and_links(seen):
    """Do headings go down one step at a time, and does the first link bring the exercise to look at into view?"""
    wrong, _ = seen[0]
    levels = wrong.evaluate("[...document.querySelectorAll('h1, h2, h3, h4')].map(e => Number(e.tagName[1]))")
    assert (
        levels[0] == 1
        and levels.count(1) == 1
        and all(later - former <= 1 for former, later in zip(levels, levels[1:]))
    )
    wrong.click(".summary a >> nth=0")
    assert wrong.evaluate("document.querySelector(location.hash).getBoundingClientRect().top") < 400
