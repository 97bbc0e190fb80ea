"""A machine with the Hub of this course, set up as docs/jupyterhub.md says, and its users in Chromium."""

import shutil
import subprocess

import pytest
from machine import Machine, missing
from running_hub import INSTRUCTOR, PROXY, STUDENTS, Person, hub, prepare
from student_browser import browser, chromium

from autograder.course_folder import ROOT

KEPT = ROOT / ".cache" / "hub"
PROXY_PACKAGE = "configurable-http-proxy@5.3.0"


@pytest.fixture(scope="session")
def window(missing_part):
    if chromium() is None:
        missing_part("Không thấy Chromium. Hãy cài rồi chạy lại: sudo apt install chromium")
    with browser() as running:
        yield running


@pytest.fixture(scope="session")
def proxy(missing_part):
    """configurable-http-proxy, kept in the cache."""
    if not PROXY.exists():
        command = ["npm", "install", "--silent", f"--prefix={KEPT}", PROXY_PACKAGE]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            missing_part(f"Không cài được; khi có mạng, hãy chạy: {' '.join(command)}\n{done.stderr}")


@pytest.fixture(scope="session")
def made(missing_part, tmp_path_factory):
    """(the Machine, {user: password}), prepared."""
    if reason := missing():
        missing_part(reason)
    machine = Machine(tmp_path_factory.mktemp("machine"), KEPT / "students")
    try:
        yield machine, prepare(machine)
    finally:
        machine.end()
        shutil.rmtree(machine.folder / "etc")


@pytest.fixture(scope="session")
def machine(made):
    return made[0]


@pytest.fixture(scope="session")
def passwords(made):
    return made[1]


@pytest.fixture(scope="session")
def address(machine, proxy):
    with hub(machine) as running:
        yield running


@pytest.fixture(scope="session")
def people(window, address, machine, passwords):
    """{name: Person}, everybody logged in."""
    everybody = {name: Person(window, address, name, machine) for name in (*STUDENTS, INSTRUCTOR)}
    for name, person in everybody.items():
        person.log_in(passwords[name])
    yield everybody
    for person in everybody.values():
        person.close()
