"""A JupyterLab and a Chromium for the tests of this folder, and lessons opened in them."""

import os

import pytest
from student_browser import LESSON, VIEWPORT, LessonPage, browser, chromium, hand_out, jupyterlab

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
def untouched(open_lesson):
    """The lesson as it is handed out."""
    return open_lesson({})
