"""Does a student's whole path work in Chromium: from the start page to ten points, with a mistake named on the way?"""

import json
from contextlib import contextmanager

import pytest
from points_of import points
from student_browser import BROWSER_ARGUMENTS, FOLDER, chromium, mistaken_answers, right_answers
from student_lab import IN_THE_LAB, LESSON, SETUP, Lab, address_of

from autograder import exercises
from autograder.handout.self_test import SELF_TEST
from course.checking.data_file import SUFFIX

pytestmark = pytest.mark.site
FUNCTION, MISTAKE = "calculate_z", "làm tròn xuống"
NEW = "# đề bài mới\n"
READY_TO_WORK = "window.jupyterapp?.shell.currentWidget?.context?.isReady"


def test_from_the_start_page_to_ten_points(opened, outside, tmp_path):
    """By clicks to the lesson: every mistake named, every right answer ticked, the work there after a reload, ten of ten when graded?"""
    page = opened("index.html")
    page.get_by_role("link", name="Bài 1. Từ số thực đến số nguyên").first.click()
    page.get_by_role("link", name="Làm bài này trong trình duyệt").click()
    lab, right = Lab(page).wait(), right_answers()
    lab.run(SETUP)
    for exercise in exercises.load(LESSON).exercises:
        _solve(lab, exercise, right[exercise.function])
    told = lab.run_below(f"check-{FUNCTION}", f"bai.more({FUNCTION})")
    assert "Luyện thêm, không tính điểm: đúng" in told and "✗" not in told
    assert "10/10 điểm" in lab.run("bai-progress")
    lab.save()
    page.reload()
    lab.wait()
    assert {name: lab.source(f"exercise-{name}") for name in right} == right
    handed_in = lab.hand_in(tmp_path)
    assert handed_in.name == f"{LESSON}.ipynb"
    assert outside(page) == []
    assert points(handed_in, tmp_path) == 10


def test_the_browser_is_closed(window, address, tmp_path):
    """Is the work there when the browser is closed, and opened again another day?"""
    right = right_answers()[FUNCTION]
    with remembering(window, tmp_path) as page:
        page.goto(address + address_of(LESSON))
        lab = Lab(page).wait()
        lab.write({f"exercise-{FUNCTION}": right})
        lab.save()
    with remembering(window, tmp_path) as page:
        page.goto(address + address_of(LESSON))
        assert Lab(page).wait().source(f"exercise-{FUNCTION}") == right
        assert page.locator("#ban-moi").count() == 0  # the course has nothing newer


@contextmanager
def remembering(window, profile):
    """A page of a browser of its own, which keeps what it knows in this folder."""
    how = {"executable_path": chromium(), "args": list(BROWSER_ARGUMENTS)}
    context = window.browser_type.launch_persistent_context(profile, **how)
    context.add_init_script(path=IN_THE_LAB)
    try:
        yield context.pages[0]
    finally:
        context.close()


def _solve(lab, exercise, right):
    """Answer wrongly, read the mistake's name, answer rightly, see the tick."""
    answer, check, mistake = f"exercise-{exercise.function}", f"check-{exercise.function}", exercise.misconceptions[0]
    lab.run(answer, mistaken_answers(exercise.function, mistake.name)[exercise.function])
    told = lab.run(check)
    assert f"Giống lỗi: {mistake.name}" in told and "✗" in told
    lab.run(answer, right)
    told = lab.run(check)
    assert f"✓ {exercise.function}" in told and "✗" not in told


def test_without_a_service_worker(opened):
    """Where a browser has none, so that Python cannot read the files beside the notebook: do the check and the cases to practise with work all the same?"""
    page = opened(address_of(LESSON), service_workers="block")
    lab = Lab(page).wait()
    assert SUFFIX not in lab.run_below(SETUP, "import os\nprint(os.listdir())")
    lab.run(SETUP)
    lab.run(f"exercise-{FUNCTION}", mistaken_answers(FUNCTION, MISTAKE)[FUNCTION])
    assert MISTAKE in lab.run(f"check-{FUNCTION}")
    lab.run(f"exercise-{FUNCTION}", right_answers()[FUNCTION])
    assert "✓" in lab.run(f"check-{FUNCTION}")
    assert "Luyện thêm, không tính điểm" in lab.run_below(f"check-{FUNCTION}", f"bai.more({FUNCTION})")


@pytest.mark.parametrize(
    ("notebook", "page"),
    [
        (LESSON, LESSON),
        (f"{LESSON}_cu_202612010402", LESSON),
        (SELF_TEST, "index"),
    ],
)
def test_way_back(opened, site, notebook, page):
    """Does the lab lead back to the page of the lesson, of an older copy, too, and of what has no page to the first?"""
    link = opened(address_of(notebook)).get_by_role("link", name="Đọc bài")
    assert link.evaluate("link => link.pathname") == f"/{page}.html" and (site / f"{page}.html").is_file()


def old_text(page):
    """A copy whose locked text is another than the course's."""
    page.evaluate(
        """async (name) => {
          const file = await jupyterapp.serviceManager.contents.get(name, { content: true });
          file.content.cells[0].source = "# Bài 1, bản cũ";
          await jupyterapp.serviceManager.contents.save(name, file);
        }""",
        f"{LESSON}.ipynb",
    )


def new_stub(page):
    """An answer is written; then the course has another stub for it."""
    page.wait_for_function(f"localStorage['de_bai/{LESSON}.ipynb']")
    lab = Lab(page)
    lab.write({f"exercise-{FUNCTION}": right_answers()[FUNCTION]})
    lab.save()
    newer = json.loads(FOLDER.release(LESSON).read_text(encoding="utf-8"))
    [cell] = [cell for cell in newer["cells"] if cell["id"] == f"exercise-{FUNCTION}"]
    cell["source"] = [NEW, *cell["source"]]
    page.route(f"**/files/{LESSON}.ipynb", lambda route: route.fulfill(json=newer))


@pytest.mark.parametrize("change", [old_text, new_stub])
def test_newer_version_of_the_course(opened, change):
    """Is a student told that the course has a newer lesson, be it one with another stub only, and are both kept?"""
    page = opened(address_of(LESSON), service_workers="block")  # which would fetch past the route of new_stub
    page.wait_for_function(READY_TO_WORK)
    change(page)
    before = _kept(page, f"{LESSON}.ipynb")
    assert page.locator("#ban-moi").count() == 0
    page.reload()
    with page.expect_navigation():
        page.get_by_role("button", name="Mở bản mới").click()
    page.get_by_role("heading", name="Bài 1. Từ số thực đến số nguyên").wait_for()
    page.wait_for_function(READY_TO_WORK)
    assert (NEW in Lab(page).source(f"exercise-{FUNCTION}")) == (change is new_stub)
    files = page.evaluate(
        "jupyterapp.serviceManager.contents.get('').then((folder) => folder.content.map((one) => one.name))"
    )
    [older] = [name for name in files if name.startswith(f"{LESSON}_cu_")]
    assert f"{LESSON}.ipynb" in files
    assert _kept(page, older) == before


def _kept(page, name):
    """The text of each cell of a notebook as the browser keeps it."""
    return page.evaluate(
        """name => jupyterapp.serviceManager.contents
          .get(name, { content: true })
          .then((file) => file.content.cells.map((cell) => [cell.source].flat().join("")))""",
        name,
    )
