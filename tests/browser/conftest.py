"""A JupyterLab and a Chromium for the tests of this folder, and lessons opened in them."""

import os

import nbformat
import pytest
from student_browser import FOLDER, LESSON, VIEWPORT, LessonPage, browser, chromium, hand_out, jupyterlab

INSTALL = "Không thấy Chromium. Hãy cài rồi chạy lại: sudo apt install chromium"


@pytest.fixture(scope="session")
def installed_chromium():
    """Skips where there is no browser, but never on the continuous integration's machine."""
    if chromium() is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(INSTALL)


@pytest.fixture(scope="session")
def lab(installed_chromium, tmp_path_factory):
    """A running JupyterLab: (address, folder it serves)."""
    with jupyterlab(tmp_path_factory.mktemp("lab")) as running:
        yield running


@pytest.fixture(scope="session")
def window(installed_chromium):
    with browser() as running:
        yield running


@pytest.fixture
def open_lesson(lab, window, tmp_path):
    """Open the lesson with answers {function: source} in a page of its own; its last look is in tmp_path."""
    address, served = lab
    opened = []

    def open_with(answers, lesson=LESSON):
        page = window.new_page(viewport=VIEWPORT)
        opened.append(page)
        folder = served / f"{tmp_path.name}{len(opened)}"
        return LessonPage(page, address, served, hand_out(folder, answers, lesson))

    yield open_with
    for number, page in enumerate(opened, start=1):
        page.screenshot(path=tmp_path / f"last_look_{number}.png")
        page.close()


@pytest.fixture
def open_texts(lab, window, tmp_path):
    """A function: open the cells of lessons for which it is true, in one notebook; returns (its LessonPage, how many they are)."""
    address, served = lab
    page = window.new_page(viewport=VIEWPORT)

    def opened(names, is_wanted):
        path = hand_out(served / tmp_path.name, {})
        notebook = nbformat.read(path, as_version=4)
        lessons = [nbformat.read(FOLDER.release(lesson), as_version=4) for lesson in names]
        notebook.cells = [cell for lesson in lessons for cell in lesson.cells if is_wanted(cell)]
        for number, cell in enumerate(notebook.cells):
            cell.id = f"text-{number}"
        nbformat.write(notebook, path)
        return LessonPage(page, address, served, path), len(notebook.cells)

    yield opened
    page.screenshot(path=tmp_path / "texts.png")
    page.close()


@pytest.fixture
def untouched(open_lesson):
    """The lesson as it is handed out."""
    return open_lesson({})
