"""The Hub of deploy/jupyterhub_config.py on a Machine, and what browsers of its users do there."""

import os
import re
import secrets
import socket
import time
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress

import psutil
from machine import EXCHANGE, STUDENTS_PYTHON
from playwright.sync_api import TimeoutError as TooLate
from playwright.sync_api import expect
from student_browser import START_SECONDS, VIEWPORT, WAIT_MILLISECONDS, LessonPage

from autograder.course_folder import ROOT, CourseFolder

STUDENTS = ("sv001", "sv002")
INSTRUCTOR = "giang_vien_a"
STUDENTS_GROUP, INSTRUCTORS_GROUP = "sinh_vien", "giang_vien"
FOLDED_SECONDS = 5.0
SERVER = "jupyterhub-singleuser"
COURSE = f"/home/{INSTRUCTOR}/luong_tu_hoa"
PROXY = ROOT / ".cache" / "hub" / "node_modules" / ".bin" / "configurable-http-proxy"
ENVIRONMENT = {
    "COURSE_STUDENTS_PYTHON": str(STUDENTS_PYTHON),
    "COURSE_EXCHANGE": str(EXCHANGE),
    "COURSE_HUB_DATA": "/srv/jupyterhub",
}


def prepare(machine):
    """Do what docs/jupyterhub.md says: groups, users, the closed repository, deploy/prepare.sh; returns {user: password}."""
    for group in (STUDENTS_GROUP, INSTRUCTORS_GROUP):
        machine.must(["groupadd", group])
    passwords = {name: secrets.token_urlsafe() for name in (*STUDENTS, INSTRUCTOR)}
    for name, password in passwords.items():
        machine.add_user(name, INSTRUCTORS_GROUP if name == INSTRUCTOR else STUDENTS_GROUP, password)
    machine.must(["chgrp", INSTRUCTORS_GROUP, ROOT.parent])
    machine.must(["bash", ROOT / "deploy" / "prepare.sh", INSTRUCTOR], environment={**os.environ, **ENVIRONMENT})
    return passwords


@contextmanager
def hub(machine, **settings):
    """Run the Hub; yield its address. settings: more of the variables that its configuration reads."""
    public, inner, proxy = _free_ports(3)
    address = f"http://127.0.0.1:{public}"
    command = [
        ROOT / ".venv" / "bin" / "jupyterhub",
        f"--config={ROOT / 'deploy' / 'jupyterhub_config.py'}",
        f"--JupyterHub.hub_port={inner}",
        f"--ConfigurableHTTPProxy.api_url=http://127.0.0.1:{proxy}",
        f"--ConfigurableHTTPProxy.command={PROXY}",
    ]
    environment = {**os.environ, **ENVIRONMENT, "COURSE_ADDRESS": address, **settings}
    log = machine.folder / f"hub_{public}.log"
    with log.open("w", encoding="utf-8") as stream:
        running = psutil.Popen(
            machine.command(command, environment=environment, folder="/srv"), stdout=stream, stderr=stream
        )
        try:
            _wait(running, f"{address}/hub/api/", log)
            yield address
        finally:
            for process in running.children():
                process.terminate()
            running.wait(START_SECONDS)


def until(found):
    """Call a function until it returns something true, and return that."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if result := found():
            return result
        time.sleep(0.1)
    raise TimeoutError(f"{found} never came true")


def _wait(running, url, log):
    """Wait until the Hub answers, or has ended."""

    def answers():
        try:
            urllib.request.urlopen(url).close()
        except urllib.error.URLError:
            return running.poll() is not None
        return True

    until(answers)
    assert running.poll() is None, log.read_text(encoding="utf-8")[-3000:]


def processes(machine, name, word):
    """The processes of a user of the machine whose command has this word."""
    uid = int(machine.must(["id", "-u", name]))
    running = psutil.process_iter(["uids", "cmdline"])  # passes over those that end meanwhile
    return [one for one in running if one.info["uids"].real == uid and word in " ".join(one.info["cmdline"] or [])]


def _free_ports(count):
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


class Person:
    """A user of the Hub in a browser window of their own."""

    def __init__(self, window, address, name, machine):
        self.name, self.machine = name, machine
        self.hub, self.server = address, f"{address}/user/{name}/"
        self.context = window.new_context(viewport=VIEWPORT)
        self.context.route(lambda url: not url.startswith((address, "data:", "blob:")), lambda route: route.abort())
        self.page = self.context.new_page()
        self.page.set_default_timeout(WAIT_MILLISECONDS)

    def log_in(self, password):
        """Log in; the Hub starts the server and shows its JupyterLab."""
        self.ask_in(password)
        self.page.wait_for_url(re.compile(f"/user/{self.name}/lab"), timeout=START_SECONDS * 1000)
        expect(self.page.locator("#jp-top-panel")).to_be_visible()

    def ask_in(self, password):
        """Log in; the Hub begins to start the server."""
        self.page.goto(f"{self.hub}/hub/login")
        self.page.locator("#username_input").fill(self.name)
        self.page.locator("#password_input").fill(password)
        self.page.locator("#login_submit").click()

    def environment(self):
        """The variables of this user's server, which its terminals have, too."""
        return processes(self.machine, self.name, SERVER)[0].environ()

    def shell(self, arguments, folder="~"):
        """Run a command as in a terminal of this user's server; returns what it wrote."""
        folder = f"/home/{self.name}" if folder == "~" else folder
        return self.machine.must(arguments, user=self.name, environment=self.environment(), folder=folder)

    def assignments(self):
        """Open the Assignments list; returns its page object."""
        self.open_lab()
        self.menu("nbgrader:open-assignment-list")
        self.page.wait_for_load_state("networkidle")  # the list is drawn a second time once its course is known
        return AssignmentList(self.page)

    def open_lab(self):
        """Open JupyterLab with no tab but the launcher's; what is opened before that one is there is closed again."""
        self.page.goto(f"{self.server}lab?reset")
        expect(self.page.locator(".jp-Launcher")).to_be_visible(timeout=START_SECONDS * 1000)

    def menu(self, command):
        self.page.locator('#jp-MainMenu [role="menuitem"]', has_text="Nbgrader").click()
        self.page.locator(f'.lm-Menu-item[data-command="{command}"]').click()

    def lesson(self, lesson, folder=None):
        """Open the lesson's notebook, in the folder where it was fetched to or in another."""
        home = self.machine.path(f"/home/{self.name}")
        return LessonPage(self.page, self.server, home, home / (folder or lesson) / f"{lesson}.ipynb")

    def close(self):
        self.context.close()


class AssignmentList:
    """nbgrader's list of lessons: released, downloaded, submitted."""

    def __init__(self, page):
        self.page = page

    def row(self, kind, lesson):
        """kind: "released", "fetched" or "submitted"."""
        return self.page.locator(f"#{kind}_assignments_list .list_item:not(.nested_list_item)").filter(has_text=lesson)

    def fetch(self, lesson):
        self._press("released", lesson, "Fetch")
        expect(self.row("fetched", lesson)).to_be_visible()

    def validate(self, lesson):
        """Press Validate of the fetched lesson, again where the list was drawn anew meanwhile, which folds its rows."""
        row = self.row("fetched", lesson)
        button, is_pressed = row.get_by_role("button", name="Validate"), False
        while not is_pressed:  # the test's own time limit ends it
            if not button.is_visible():
                row.locator(".assignment-notebooks-link").click()
            with suppress(TooLate):
                button.click(timeout=FOLDED_SECONDS * 1000)
                is_pressed = True

    def submit(self, lesson):
        """Hand the lesson in as it is on disk."""
        before = self.submissions(lesson).count()
        self._press("fetched", lesson, "Submit")
        expect(self.submissions(lesson)).to_have_count(before + 1)

    def submissions(self, lesson):
        return self.row("submitted", lesson).locator(".nested_list_item")

    def open_feedback(self, lesson):
        """Fetch what has been returned and open it, as a double click does; returns the page in JupyterLab's tab."""
        self._press("submitted", lesson, "Fetch Feedback")
        self.row("submitted", lesson).get_by_text("(view feedback)").last.click()
        self.page.locator(".jp-DirListing-item", has_text=f"{lesson}.html").dblclick()
        return self.page.frame_locator(".jp-HTMLViewer iframe")

    def _press(self, kind, lesson, button):
        self.row(kind, lesson).get_by_role("button", name=button, exact=True).click()


class Formgrader:
    """Formgrader in a tab of the instructor's JupyterLab, opened by its menu."""

    def __init__(self, person):
        self.page = person.page
        person.open_lab()
        person.menu("nbgrader:open-formgrader")
        self.frame = self.page.frame_locator("#formgrader-iframe iframe")

    def row(self, name):
        """The row of a lesson or of a student."""
        return self.frame.locator("#main-table tr").filter(has=self.page.get_by_text(name, exact=True))

    def open_submissions(self, lesson):
        self.row(lesson).locator(".num-submissions a").click()

    def mark(self, lesson, answer, points):
        """Give points to the one answer in words that waits for them."""
        self.frame.get_by_text("Manual Grading").first.click()
        for name in (lesson, lesson):  # the lesson, then its notebook
            self.frame.locator("#main-table td.name a", has_text=name).click()
        with self.page.expect_response(lambda answer: "/api/comments" in answer.url):  # the last that the page fills in
            self.frame.get_by_text("Submission #1").first.click()
        cell = self.frame.locator(".nbgrader_cell").filter(has=self.page.locator(f"#{answer}"))
        with self.page.expect_response(lambda answer: "/api/grade/" in answer.url and answer.request.method == "PUT"):
            cell.locator("input.score").fill(str(points))
            cell.locator("input.score").blur()

    def press(self, row, button):
        """Press a button in the row of a lesson or student, and return what the window says that comes then."""
        self.row(row).locator(f".{button} a").click()
        told = self.frame.locator(".modal.in")
        expect(told).to_be_visible(timeout=START_SECONDS * 1000)
        words = told.inner_text()
        told.locator(".modal-footer button").last.click()
        expect(self.frame.locator(".modal")).to_have_count(0)
        return words


def course_folder(machine):
    """The instructor's CourseFolder, as the tests see it."""
    return CourseFolder(machine.path(COURSE))
