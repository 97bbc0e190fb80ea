"""Is the built site the same for the same course, whole, in Vietnamese, and small enough?"""

import gzip
import hashlib
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from site_text import files_of

from autograder import exercises
from autograder.course_folder import ROOT
from autograder.handout.archive import unzipped
from autograder.site.feedback_examples import PAGES

pytestmark = pytest.mark.site
FIRST_OPENING = 25e6  # bytes


class Page(HTMLParser):
    """What a page says of itself, and where it leads: (attribute, address)."""

    def __init__(self, text):
        super().__init__()
        self.lang, self.title, self.ids, self.links, self._in_title = None, "", set(), [], False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        self.lang = told.get("lang") if tag == "html" else self.lang
        self._in_title |= tag == "title" and not self.title
        self.ids |= {told[name] for name in ("id", "name") if told.get(name)}
        self.links += [(tag, told[name]) for name in ("href", "src") if told.get(name)]

    def handle_data(self, data):
        self.title += data if self._in_title else ""

    def handle_endtag(self, tag):
        self._in_title &= tag != "title"


@pytest.fixture(scope="module")
def pages(site):
    """{name: Page} of the reading pages."""
    return {path.name: Page(path.read_text(encoding="utf-8")) for path in site.glob("*.html")}


def hashes(folder):
    return {name: hashlib.sha256(data).hexdigest() for name, data in files_of(folder).items()}


def test_same_course_same_bytes(site, offline_wheels, tmp_path):
    """Does a second build, by the command, in another process with other hashes of strings, give the same files; and the zip holds them?"""
    command = [sys.executable, "-m", "autograder", "site", "--zip", f"--offline-wheels={offline_wheels}"]
    command.append(f"--output={tmp_path / 'again'}")
    subprocess.run(command, cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": "7"}, check=True, capture_output=True)
    assert hashes(tmp_path / "again") == hashes(site)
    [archive] = tmp_path.glob("*.zip")
    packed = unzipped(archive.read_bytes())
    [top] = {Path(name).parts[0] for name in packed}
    assert packed.keys() == {f"{top}/{name}" for name in ["mo_trang.py", *files_of(site)]}


def test_every_page_is_vietnamese(pages):
    """Has every page its language, and a title of its own where it is not one of the grader's, which are called after the lesson?"""
    assert len(pages) > len(exercises.lesson_names()) + 5
    assert {name for name, page in pages.items() if page.lang != "vi"} == set()
    titles = [page.title for name, page in pages.items() if name not in PAGES]
    assert len(set(titles)) == len(titles) == len(pages) - len(PAGES) and all(page.title for page in pages.values())


def test_every_lesson_has_its_page(pages, site):
    """Has every lesson a page with a button that opens it, and its notebook and check data in the lab?"""
    for lesson in exercises.lesson_names():
        links = [address for _, address in pages[f"{lesson}.html"].links]
        assert f"lite/notebooks/index.html?path={lesson}.ipynb" in links and f"lite/files/{lesson}.ipynb" in links
        released = (ROOT / "release" / lesson / f"{lesson}.ipynb").read_bytes()
        assert (site / "lite" / "files" / f"{lesson}.ipynb").read_bytes() == released


def test_no_link_is_broken(pages, site):
    """Does every address within the site lead to a file, and to a place in it?"""
    broken = []
    for name, page in pages.items():
        for _, address in page.links:
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            target = (site / name).parent / unquote(parts.path) if parts.path else site / name
            if not target.exists():
                broken.append((name, address))
            elif parts.fragment and target.name in pages and unquote(parts.fragment) not in pages[target.name].ids:
                broken.append((name, address))
    assert broken == []


def test_nothing_is_loaded_from_elsewhere(pages):
    """Does no page load a script, picture, style or frame from another host? (A link that a person clicks may lead there.)"""
    outside = [
        (name, tag, address)
        for name, page in pages.items()
        for tag, address in page.links
        if tag != "a" and re.match(r"(https?:)?//", address)
    ]
    assert outside == []


def test_python_is_ours(site):
    """Does the lab take Python from its own folder, nothing from PyPI, and is each wheel the one that the lock names?"""
    app = json.loads((site / "lite" / "jupyter-lite.json").read_text(encoding="utf-8"))["jupyter-config-data"]
    kernel = app["litePluginSettings"]["@jupyterlite/pyodide-kernel-extension:kernel"]
    assert kernel["disablePyPIFallback"] and kernel["pyodideUrl"].startswith("./static/pyodide/")
    folder = site / "lite" / "static" / "pyodide"
    for told in json.loads((folder / "pyodide-lock.json").read_text())["packages"].values():
        assert hashlib.sha256((folder / told["file_name"]).read_bytes()).hexdigest() == told["sha256"]


def test_only_what_students_need_is_in_the_lab(site):
    """Are the lab's extensions those of the kernel and the sliders, and none of nbgrader's or an author's?"""
    extensions = {path.parent.name for path in (site / "lite" / "extensions").rglob("package.json")}
    assert extensions == {"jupyterlab-manager", "pyodide-kernel-extension"}


def test_python_is_small(site):
    """Is what a first opening takes of Python far enough below 25 MB that the app fits in as well?"""
    files = files_of(site / "lite" / "static" / "pyodide").values()
    assert sum(min(len(data), len(gzip.compress(data))) for data in files) < FIRST_OPENING - 2.5e6
