"""The whole site, built once, with the wheels that a package on PyPI brings along."""

import subprocess
import sys
import zipfile
from pathlib import Path
from threading import Thread

import pytest
from filelock import FileLock
from student_browser import browser, chromium
from student_lab import IN_THE_LAB

from autograder import site as web
from autograder.course_folder import ROOT, CourseFolder
from autograder.files.course_error import CourseError
from autograder.site.own_templates import TEMPLATES
from autograder.site.parts import CACHE, MATHJAX, PYODIDE, kernel_wheels

CARRIER = "open-webui==0.12.4"  # holds the very wheels of Pyodide 314.0.3, which are nowhere else on PyPI
HERE = Path(__file__).parent
INSIDE = "open_webui/frontend/pyodide/"
DOWNLOAD = [
    sys.executable,
    "-m",
    "pip",
    "download",
    "--quiet",
    "--no-deps",
    "--only-binary=:all:",
    "--python-version=3.12",
]


@pytest.fixture(scope="session")
def offline_wheels(missing_part):
    """A folder with the wheels of Pyodide's release, kept in the cache."""
    folder = CACHE / "from_pypi"
    with FileLock(CACHE.with_name("site.lock")):
        if not folder.is_dir():
            command = [*DOWNLOAD, f"--dest={CACHE}", CARRIER]
            done = subprocess.run(command, capture_output=True, encoding="utf-8")
            if done.returncode:
                missing_part(f"Pyodide's wheels are not here; with network, run: {' '.join(command)}\n{done.stderr}")
            _unpack(next(CACHE.glob("open_webui-*.whl")), folder)
    return folder


def _unpack(carrier, folder):
    unfinished = folder.with_suffix(".unfinished")
    unfinished.mkdir(exist_ok=True)
    with zipfile.ZipFile(carrier) as archive:
        for name in archive.namelist():
            if name.startswith(INSIDE) and name.endswith(".whl"):
                (unfinished / Path(name).name).write_bytes(archive.read(name))
    unfinished.rename(folder)
    carrier.unlink()


@pytest.fixture(scope="session")
def fetched(missing_part):
    """A function: what a function fetches; where it cannot, tests are left out with its reason, but never in CI."""

    def get(fetch):
        try:
            return fetch()
        except CourseError as error:
            missing_part(str(error))

    return get


@pytest.fixture(scope="session")
def site(once, offline_wheels, fetched):
    """The folder of the built site."""
    for fetch in (PYODIDE.files, MATHJAX.files, kernel_wheels):
        fetched(fetch)
    return once("site", lambda folder: web.build(CourseFolder(ROOT), folder / "site", offline_wheels))


@pytest.fixture(scope="session")
def starter():
    """The module that opens the unpacked zip on a student's machine."""
    code = (TEMPLATES / web.STARTER).read_text(encoding="utf-8")
    names = {"__name__": "mo_trang", "__file__": web.STARTER}
    exec(compile(code, web.STARTER, "exec"), names)
    return names


@pytest.fixture(scope="session")
def serve(starter):
    """A function: serve a folder as the starter does, on a free port; returns the address."""
    running = []

    def at(folder):
        running.append(starter["server"](folder, 0))
        Thread(target=running[-1].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{running[-1].server_port}/"

    yield at
    for server in running:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def address(serve, site):
    """Where the site is served."""
    return serve(site)


@pytest.fixture(scope="session")
def window(missing_part):
    if chromium() is None:
        missing_part("there is no Chromium; sudo apt install chromium")
    with browser() as running:
        yield running


@pytest.fixture
def outside(address):
    """A function: the addresses of what a page has loaded from elsewhere."""

    def of(page):
        return [url for url in page.asked if not url.startswith((address, "data:", "blob:"))]

    return of


@pytest.fixture
def opened(window, address):
    """A function: a page of the site in a window of its own; `asked` of it are the addresses of all that it loaded."""
    contexts = []

    def show(path, width=1280, scheme="light", **more):
        look = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
        contexts.append(window.new_context(**look, **more))
        contexts[-1].add_init_script(path=IN_THE_LAB)
        page = contexts[-1].new_page()
        page.asked = []
        contexts[-1].on("request", lambda request: page.asked.append(request.url))
        page.goto(address + path)
        return page

    yield show
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def node(missing_part):
    """A function `node(script, *arguments)` that has Node run a script; its path may be told from this folder on."""
    try:
        subprocess.run(["node", "--version"], check=True, capture_output=True)
    except FileNotFoundError:
        missing_part("Không thấy Node.js. Hãy cài rồi chạy lại: sudo apt install nodejs npm")

    def run(script, *arguments):
        subprocess.run(["node", HERE / script, *map(str, arguments)], check=True)

    return run
