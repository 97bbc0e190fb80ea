"""Does the site work in a real browser: nothing from elsewhere, a lesson solved and handed in, pages wide and narrow, light and dark?"""

import json
import re

import nbformat
import pytest
from student_browser import CONTRASTS, mistaken_answers, right_answers

from autograder.site.parts import Npm

pytestmark = pytest.mark.site
LESSON, FUNCTION, MISTAKE = "bai01_so_nguyen", "calculate_z", "làm tròn xuống"
PAGES = ("index", LESSON, "hoc_o_dau", "phan_hoi", "cong_thuc", "thuat_ngu", "gioi_han", "search")
LAB = f"lite/notebooks/index.html?path={LESSON}.ipynb"
READY = "Bài chỉ nằm trong trình duyệt này"
KERNEL_MILLISECONDS = 240_000  # only what never comes is waited for so long
AXE = Npm(
    "axe-core",
    "4.14.1",
    "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
)
GRAVE = ("serious", "critical")
READABLE = 4.5  # WCAG 2, level AA


def outside(page, address):
    return [url for url in page.asked if not url.startswith((address, "data:", "blob:"))]


def ready(page):
    """Wait until our page says that Python has started."""
    page.locator("#phong-lam-bai span", has_text=READY).wait_for(timeout=KERNEL_MILLISECONDS)


def run(page, cell, source=None):
    """Run one cell, given a new source or not; returns the text of what it shows."""
    page.evaluate(
        """async ([id, source]) => {
          const notebook = jupyterapp.shell.currentWidget.content;
          const index = notebook.widgets.findIndex((one) => one.model.id === id);
          notebook.activeCellIndex = index;
          if (source !== null) notebook.widgets[index].model.sharedModel.setSource(source);
          await jupyterapp.commands.execute("notebook:run-cell");
        }""",
        [cell, source],
    )
    shown = page.evaluate(
        """(id) => JSON.stringify(jupyterapp.shell.currentWidget.content.widgets
             .find((one) => one.model.id === id).model.sharedModel.getOutputs())""",
        cell,
    )
    return json.dumps(json.loads(shown), ensure_ascii=False)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [1280, 390])
def test_page_fits(opened, address, name, width):
    """Does every page fit a desktop and a phone, and load nothing from elsewhere?"""
    page = opened(f"{name}.html", width)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert outside(page, address) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["index", LESSON, "hoc_o_dau", "gioi_han"])
def test_every_word_stands_out(opened, name, scheme):
    """Is every text dark on light or light on dark, as the machine's theme asks, with contrast enough?"""
    page = opened(f"{name}.html", scheme=scheme)
    contrasts = page.locator("main").evaluate(CONTRASTS)
    assert len(contrasts) > 20
    assert [text for ratio, text in contrasts if ratio < READABLE] == []


@pytest.fixture(scope="module")
def axe():
    """The script of axe-core, which knows what keeps people with a screen reader or a keyboard alone from reading a page."""
    return AXE.files()["axe.min.js"].decode()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
@pytest.mark.parametrize("name", PAGES)
def test_everyone_can_read(opened, axe, name, width, scheme):
    """Does axe find no serious fault, wide and light, narrow and dark?"""
    page = opened(f"{name}.html", width, scheme)
    page.wait_for_load_state("networkidle")
    page.evaluate(axe)
    found = page.evaluate("axe.run()")
    assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"] if one["impact"] in GRAVE] == []
    assert len(found["passes"]) > 20


@pytest.mark.parametrize("asked", ["lượng tử hóa", "luong tu hoa", "LUONG TU HOA"])
def test_search(opened, asked):
    """Does the search find Vietnamese typed with its marks, without, and in capitals, and quote the very words?"""
    page = opened(f"search.html?q={asked.replace(' ', '+')}")
    page.locator("#search-results p.context mark").first.wait_for()
    quoted = page.locator("#search-results p.context mark").all_inner_texts()
    assert quoted and {text.lower() for text in quoted} == {"lượng tử hóa"}


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


def test_lesson_from_start_to_hand_in(opened, address, tmp_path):
    """From the start page: a mistake is named, a right answer ticked, the work there after a reload, the file handed in the student's own?"""
    page = opened("index.html")
    page.get_by_role("link", name="Làm Bài 1 trong trình duyệt").click()
    ready(page)
    run(page, "import-numpy-as-np")
    wrong, right = mistaken_answers(FUNCTION, MISTAKE)[FUNCTION], right_answers()[FUNCTION]
    run(page, f"exercise-{FUNCTION}", wrong)
    assert MISTAKE in run(page, f"check-{FUNCTION}")
    run(page, f"exercise-{FUNCTION}", right)
    assert "✓" in run(page, f"check-{FUNCTION}")
    page.evaluate("jupyterapp.commands.execute('docmanager:save')")
    page.reload()
    with page.expect_download() as download:
        page.get_by_role("button", name="Tải bài để nộp").click(timeout=KERNEL_MILLISECONDS)
    assert download.value.suggested_filename == f"{LESSON}.ipynb"
    download.value.save_as(tmp_path / "handed_in.ipynb")
    handed_in = nbformat.read(tmp_path / "handed_in.ipynb", as_version=4)
    [cell] = [cell for cell in handed_in.cells if cell.id == f"exercise-{FUNCTION}"]
    assert cell.source == right
    assert outside(page, address) == []


def test_newer_version_of_the_course(opened):
    """Is a student told that the course has a newer lesson, and are both kept?"""
    page = opened(LAB)
    page.wait_for_function("window.jupyterapp?.shell.currentWidget?.context?.isReady")
    page.evaluate(
        """async (name) => {
          const file = await jupyterapp.serviceManager.contents.get(name, { content: true });
          file.content.cells[0].source = "# Bài 1, bản cũ";
          await jupyterapp.serviceManager.contents.save(name, file);
        }""",
        f"{LESSON}.ipynb",
    )
    assert page.locator("#ban-moi").count() == 0
    page.reload()
    page.get_by_role("heading", name="Bài 1, bản cũ").wait_for()
    page.get_by_role("button", name="Mở bản mới").click()
    page.get_by_role("heading", name="Bài 1. Từ số thực đến số nguyên").wait_for()
    files = page.evaluate(
        "jupyterapp.serviceManager.contents.get('').then((folder) => folder.content.map((one) => one.name))"
    )
    assert [name for name in files if name.startswith(f"{LESSON}_cu_")] and f"{LESSON}.ipynb" in files
