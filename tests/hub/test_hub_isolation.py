"""Does the kernel keep each student out of the other's work, the inbox, the solutions and the grader, and the Hub out of their server?"""

import json
import shutil

import pytest
from machine import EXCHANGE, STUDENTS_PYTHON
from playwright.sync_api import expect
from running_hub import COURSE, INSTRUCTOR, STUDENTS, course_folder, processes

from autograder.course_folder import ROOT

pytestmark = [pytest.mark.hub, pytest.mark.timeout(1800)]

LESSON = "bai03_do_hat"
ONE, OTHER = STUDENTS
INBOUND = EXCHANGE / "luong_tu_hoa" / "inbound"
FEEDBACK = EXCHANGE / "luong_tu_hoa" / "feedback"


@pytest.fixture(scope="module")
def handed_in(people, machine):
    """The lesson released, fetched and handed in by the first student, collected; returns the folder of the hand-in."""
    instructor = people[INSTRUCTOR]
    instructor.shell(["nbgrader", "release_assignment", LESSON], folder=COURSE)
    lessons = people[ONE].assignments()
    lessons.fetch(LESSON)
    lessons.submit(LESSON)
    instructor.shell(["nbgrader", "collect", LESSON], folder=COURSE)
    [place] = machine.path(INBOUND).glob(f"{ONE}+{LESSON}+*")
    return INBOUND / place.name


def test_what_students_python_has(people):
    """Is there `course` in the students' Python, and nothing of the grader anywhere that they may look?"""
    python, student = STUDENTS_PYTHON / "bin" / "python", people[ONE]
    student.shell([python, "-c", "import course, nbgrader, numpy"])
    refused = student.machine.run([python, "-c", "import autograder"], user=ONE, environment=student.environment())
    assert "ModuleNotFoundError" in refused.stderr
    packages = student.machine.must(["find", STUDENTS_PYTHON, "-type", "d", "-name", "*.dist-info"]).lower()
    assert "/course-" in packages and "luong" not in packages and "autograder" not in packages


@pytest.mark.parametrize("mode", ["r", "x"], ids=["list", "enter"])
@pytest.mark.parametrize("place", [f"/home/{ONE}", ROOT, f"/home/{INSTRUCTOR}", COURSE, "/srv/jupyterhub"], ids=str)
def test_closed_to_the_other(handed_in, machine, place, mode):
    """Is a folder there, and closed to the other student?"""
    machine.must(["test", f"-{mode}", place])
    assert machine.run(["test", f"-{mode}", place], user=OTHER).returncode == 1


@pytest.mark.parametrize(
    "path",
    [
        f"/home/{ONE}/{LESSON}/{LESSON}.ipynb",
        f"{COURSE}/source/{LESSON}/{LESSON}.ipynb",
        f"{COURSE}/submitted/{ONE}/{LESSON}/{LESSON}.ipynb",
        f"{COURSE}/gradebook.db",
        ROOT / "source" / LESSON / f"{LESSON}.py",
        ROOT / "autograder" / "exercises" / LESSON / "__init__.py",
        "/srv/jupyterhub/jupyterhub.sqlite",
    ],
    ids=str,
)
def test_no_reading(handed_in, machine, path):
    """Is a file there, and out of the other student's sight?"""
    machine.must(["head", "-c1", path])
    assert "Permission denied" in machine.run(["head", "-c1", path], user=OTHER).stderr


def test_inbox_and_feedback_are_not_listed(handed_in, machine):
    """May a student put something into the inbox, and list neither that nor the folder of feedback?"""
    for folder in (INBOUND, FEEDBACK):
        assert "Permission denied" in machine.run(["ls", folder], user=OTHER).stderr
    machine.must(["mkdir", INBOUND / "tried"], user=OTHER)
    machine.must(["rmdir", INBOUND / "tried"], user=OTHER)


def test_hand_ins_stay(handed_in, machine):
    """Can the other student, even one who knows its name, neither move nor remove a hand-in, nor the course's exchange?"""
    for path in (handed_in, EXCHANGE / "luong_tu_hoa"):
        assert "not permitted" in machine.run(["mv", path, f"{path}_"], user=OTHER).stderr
        assert machine.path(path).is_dir()


def test_forged_hand_in(handed_in, people, machine):
    """Is a later hand-in under the first student's name, made by the other, left where it is?"""
    forged = f"{INBOUND}/{ONE}+{LESSON}+2999-01-01 00:00:00.000000 UTC+x"
    machine.must(["cp", "-r", f"{EXCHANGE}/luong_tu_hoa/outbound/{LESSON}", forged], user=OTHER)
    told = people[INSTRUCTOR].shell(["nbgrader", "collect", LESSON, "--update"], folder=COURSE)
    collected = course_folder(machine).submitted(ONE, LESSON).with_name("timestamp.txt")
    assert "2999" not in collected.read_text() and "No newer submission" in told
    shutil.rmtree(machine.path(forged))


def test_nobody_listens_to_a_kernel(handed_in, people, machine):
    """Is a kernel reached by files in its student's home alone, since whoever has an account may listen to a port?

    One port stays: where ipykernel hears what forked processes print, which says nothing to anybody.
    """
    student = people[ONE]
    lesson = student.lesson(LESSON)
    lesson.run("import-numpy-as-np")
    kernels = processes(machine, ONE, "ipykernel_launcher")
    assert kernels
    for kernel in kernels:
        told = json.loads(machine.path(kernel.cmdline()[-1]).read_text())
        assert told["transport"] == "ipc" and told["ip"].startswith(f"/home/{ONE}/")
        assert len([port for port in kernel.net_connections("inet") if port.status == "LISTEN"]) <= 1


def test_hub_keeps_servers_apart(people):
    """Does the Hub refuse a student who opens the other's server, and has a student's no Formgrader?"""
    page = people[OTHER].context.new_page()
    assert page.goto(people[ONE].server + "lab").status in (403, 404)
    expect(page.locator("#jp-top-panel")).to_have_count(0)
    assert page.goto(people[OTHER].server + "formgrader").status == 404
    page.close()


def test_menu_of_students(people):
    """Does a student's menu have the list of lessons, in a JupyterLab in Vietnamese, and neither Formgrader nor Create Assignment nor a debugger?"""
    page = people[OTHER].page
    page.goto(people[OTHER].server + "lab")
    expect(page.locator("#jp-MainMenu")).to_contain_text("Tệp")
    page.locator('#jp-MainMenu [role="menuitem"]', has_text="Nbgrader").click()
    expect(page.locator('.lm-Menu-item[data-command="nbgrader:open-assignment-list"]')).to_be_visible()
    expect(page.locator('.lm-Menu-item[data-command="nbgrader:open-formgrader"]')).to_be_hidden()
    expect(page.get_by_text("Create Assignment")).to_have_count(0)
    expect(page.locator("#jp-debugger-sidebar")).to_have_count(0)
