"""JupyterLab as a student has it, in a real browser: start it, open a lesson, run and type into cells."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import nbformat
from playwright.sync_api import expect, sync_playwright

from autograder import exercises
from autograder.authoring.text import solutions
from autograder.course_folder import CourseFolder, python_path
from autograder.exercises.written import answered, changed

ROOT = Path(__file__).resolve().parents[2]
FOLDER = CourseFolder(ROOT)
LESSON = "bai01_so_nguyen"

BROWSER_VARIABLE = "PLAYWRIGHT_CHROMIUM"
INSTALLED = ("/usr/bin/chromium", "/usr/bin/chromium-browser")
BROWSER_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
VIEWPORT = {"width": 1280, "height": 1000}
START_SECONDS = 300  # only what never comes is waited for so long
WAIT_MILLISECONDS = 120_000
LIGHT, DARK = "JupyterLab Light", "JupyterLab Dark"
QUIET = {"fetchNews": "false", "checkForUpdates": False}


def chromium():
    """The path of the installed Chromium, or None. A path given in PLAYWRIGHT_CHROMIUM comes first."""
    candidates = [os.environ.get(BROWSER_VARIABLE), *INSTALLED]
    return next((path for path in candidates if path and os.access(path, os.X_OK)), None)


def hand_out(folder, answers, lesson=LESSON):
    """Copy the released lesson into a folder with answers {function: source}; return the notebook's path."""
    shutil.copytree(FOLDER.release(lesson).parent, folder)
    path = folder / FOLDER.release(lesson).name
    nbformat.write(answered(nbformat.read(path, as_version=4), answers), path)
    return path


def right_answers(lesson=LESSON):
    """{function: source} of every exercise of the lesson."""
    return solutions(nbformat.read(FOLDER.source(lesson), as_version=4))


def mistaken_answers(function, name):
    """The right answers, but for one function that makes the mistake of this name."""
    exercise = exercises.load(LESSON)[function]
    made = next(m for m in exercise.misconceptions if m.name == name)
    return changed(right_answers(), {function: made.edits})


@contextmanager
def jupyterlab(home, served=None):
    """Run JupyterLab on a loopback port with all its state under `home`, in the folder it serves (by default a new one there);
    yield (address, served folder).
    """
    served, runtime, log = served or home / "served", home / "runtime", home / "server.log"
    served.mkdir(parents=True, exist_ok=True)
    _quiet_settings(home / "settings")
    with log.open("w", encoding="utf-8") as stream:
        server = subprocess.Popen(
            _server_command(served), cwd=served, env=_environment(home), stdout=stream, stderr=subprocess.STDOUT
        )
        try:
            yield _address(server, runtime, log), served
        finally:
            server.terminate()
            server.wait(START_SECONDS)


@contextmanager
def browser():
    """Run the installed Chromium without a window; yield Playwright's Browser."""
    expect.set_options(timeout=WAIT_MILLISECONDS)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), headless=True, args=list(BROWSER_ARGUMENTS))
        yield launched
        launched.close()


def _server_command(served):
    return [
        sys.executable,
        "-m",
        "jupyterlab",
        "--no-browser",
        "--allow-root",
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={_free_port()}",
        f"--ServerApp.root_dir={served}",
        "--IdentityProvider.token=",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
    ]


def _environment(home):
    return {
        **os.environ,
        "PYTHONPATH": python_path(),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "IPYTHONDIR": str(home / "ipython"),
        "MPLCONFIGDIR": str(home / "matplotlib"),
    }


def _quiet_settings(folder):
    path = folder / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(QUIET), encoding="utf-8")


def _free_port():
    """A port that is free now. If another process takes it meanwhile, the server goes on to a next one."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _address(server, runtime, log):
    """Wait until the server has written down where it listens."""
    info, deadline = runtime / f"jpserver-{server.pid}.json", time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        text = info.read_text(encoding="utf-8") if info.exists() else ""
        if text.rstrip().endswith("}"):  # not while it is half written
            return json.loads(text)["url"]
        time.sleep(0.05)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text(encoding='utf-8')[-3000:]}")


class LessonPage:
    """One open lesson. Cells are named by their grade_id, menu items by their command."""

    def __init__(self, page, address, served, notebook):
        self.page = page
        self.notebook = notebook
        cells = nbformat.read(notebook, as_version=4).cells
        self.positions = {cell.metadata.nbgrader.grade_id: n for n, cell in enumerate(cells)}
        self.outside = []  # addresses asked for that are not this server's
        page.set_default_timeout(WAIT_MILLISECONDS)
        page.on("request", lambda request: self._note(request.url, address))
        path = notebook.relative_to(served).as_posix()
        page.goto(f"{address}lab/workspaces/{notebook.parent.name}/tree/{path}")
        expect(self.cells).to_have_count(len(cells))

    def _note(self, url, address):
        if not url.startswith((address, address.replace("http", "ws", 1), "data:", "blob:")):
            self.outside.append(url)

    @property
    def cells(self):
        return self.page.locator(".jp-Notebook .jp-Cell")

    @property
    def dialogs(self):
        return self.page.locator(".jp-Dialog, .Toastify__toast")

    def cell(self, grade_id):
        position = self.positions[grade_id]
        return self.page.locator(f'.jp-Notebook .jp-Cell[data-windowed-list-index="{position}"]')

    def editor(self, grade_id):
        return self.cell(grade_id).locator(".cm-content")

    def output(self, grade_id):
        return self.cell(grade_id).locator(".jp-Cell-outputArea")

    def run(self, grade_id):
        """Run one cell and wait until the kernel is through with it."""
        prompt = self.cell(grade_id).locator(".jp-InputPrompt")
        self.editor(grade_id).click()
        before = prompt.inner_text()
        self.page.keyboard.press("Control+Enter")
        expect(prompt).to_have_text(re.compile(rf"^(?!{re.escape(before)}$)\[\d+\]:$"))

    def enter(self, grade_id):
        """Put the cursor into a cell; prose first has to be opened by a double click."""
        if self.cell(grade_id).locator(".jp-MarkdownOutput").is_visible():
            self.cell(grade_id).locator(".jp-MarkdownOutput").dblclick()
        self.editor(grade_id).click()
        expect(self.editor(grade_id)).to_be_focused()

    def type_over(self, grade_id, start, code):
        """Select the one line that starts so, and type code in its place."""
        line = self.cell(grade_id).locator(".cm-line").filter(has_text=re.compile(rf"^\s*{re.escape(start)}"))
        line.click()
        self.page.keyboard.press("End")
        self.page.keyboard.press("Shift+Home")
        self.page.keyboard.type(code)

    def open_menu(self, name):
        self.page.locator(".lm-MenuBar-item").filter(has_text=re.compile(f"^{name}$")).click()

    def close_menu(self):
        self.page.keyboard.press("Escape")
        expect(self.page.locator(".lm-Menu")).to_have_count(0)

    def menu_item(self, command):
        return self.page.locator(f'.lm-Menu-item[data-command="{command}"]')

    def choose(self, menu, command):
        """Choose a menu item by its command."""
        self.open_menu(menu)
        self.menu_item(command).click()

    @contextmanager
    def theme(self, name):
        """Have this theme on for a while, then the light one again: the setting outlives the page."""
        self._choose_theme(name)
        yield
        self._choose_theme(LIGHT)

    def _choose_theme(self, name):
        self.open_menu("Settings")
        submenus = self.page.locator('.lm-Menu-item[data-type="submenu"]')
        submenus.filter(has_text=re.compile("^Theme$")).click()
        self.menu_item("apputils:change-theme").filter(has_text=re.compile(f"^{name}$")).click()
        expect(self.page.locator(f'body[data-jp-theme-name="{name}"]')).to_be_attached()

    def read(self):
        """The notebook as it is on disk now."""
        return nbformat.read(self.notebook, as_version=4)

    def save(self):
        """Save the notebook and return what the student would hand in."""
        with self.page.expect_response(_is_saved_notebook):
            self.page.keyboard.press("Control+s")
        return self.read()

    def contrasts(self, grade_id):
        """[(contrast ratio, text)] of every piece of text in a cell's output, as WCAG 2 computes it."""
        return [tuple(pair) for pair in self.output(grade_id).locator(".jp-RenderedHTML").evaluate(CONTRASTS)]


def _is_saved_notebook(answer):
    return answer.request.method == "PUT" and "/api/contents/" in answer.url and answer.ok


# Every colour the page really shows: backgrounds are laid over each other up to the first opaque one.
CONTRASTS = """
output => {
  const parse = text => {
    const [r, g, b, a = 1] = text.match(/[\\d.]+/g).map(Number);
    return { rgb: [r, g, b], a };
  };
  const background = element => {
    if (!element) return [255, 255, 255];
    const { rgb, a } = parse(getComputedStyle(element).backgroundColor);
    if (a === 1) return rgb;
    const behind = background(element.parentElement);
    return rgb.map((value, k) => a * value + (1 - a) * behind[k]);
  };
  const luminance = rgb => {
    const [r, g, b] = rgb.map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const found = [];
  const texts = document.createTreeWalker(output, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode.textContent.trim(), element = texts.currentNode.parentElement;
    if (!text) continue;
    const ink = luminance(parse(getComputedStyle(element).color).rgb), paper = luminance(background(element));
    found.push([(Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05), text]);
  }
  return found;
}
"""
