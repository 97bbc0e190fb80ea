"""Is a student's memory bounded without harm to the server, and does a server that nobody uses end?"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from running_hub import INSTRUCTOR, SERVER, STUDENTS, Person, hub, processes, until
from student_browser import START_SECONDS, hand_out

pytestmark = [pytest.mark.hub, pytest.mark.timeout(1800)]

ONE, OTHER = STUDENTS
EXERCISE = "exercise-calculate_s"
GREEDY = "raise SystemError(len(bytearray(5 * 2**30)))"  # more than the 4 GB of deploy/jupyterhub_config.py


def test_memory(people, machine):
    """Does a cell that wants more memory than allowed get a MemoryError, while the kernel goes on?"""
    student, folder = people[OTHER], machine.path(f"/home/{OTHER}/tham_an")
    hand_out(folder, {"calculate_s": f"def calculate_s():\n    {GREEDY}\n\ncalculate_s()"})
    machine.must(["chown", "-R", f"{OTHER}:", f"/home/{OTHER}/tham_an"])
    lesson = student.lesson("bai01_so_nguyen", folder="tham_an")
    lesson.run(EXERCISE)
    expect(lesson.output(EXERCISE)).to_contain_text("MemoryError")
    lesson.type_over(EXERCISE, "calculate_s()", "print('con song')")
    lesson.run(EXERCISE)
    expect(lesson.output(EXERCISE)).to_have_text("con song")


def test_whose_memory(people, machine):
    """Is every student's server bounded, and no instructor's, whose grader bounds what it runs by itself?"""
    bounds = {name: memory_bound(processes(machine, name, SERVER)[0]) for name in people}
    assert bounds == {ONE: str(4 * 2**30), OTHER: str(4 * 2**30), INSTRUCTOR: "unlimited"}


def memory_bound(process):
    """The hard limit of a process's address space, in bytes, as the kernel tells it."""
    [line] = re.findall(r"^Max address space .*$", Path(f"/proc/{process.pid}/limits").read_text(), re.M)
    return line.split()[4]


def test_idle_server_ends(window, machine, proxy, passwords):
    """Does a server that nobody uses end, and does the Hub offer a new one?"""
    before = processes(machine, ONE, SERVER)
    with hub(machine, COURSE_IDLE_SECONDS="2", COURSE_HUB_DATA="/srv/idle") as address:
        student = Person(window, address, ONE, machine)
        student.ask_in(passwords[ONE])
        [server] = until(lambda: [one for one in processes(machine, ONE, SERVER) if one not in before])
        server.wait(START_SECONDS)
        student.page.goto(f"{address}/hub/home")
        until(lambda: student.page.reload() and "Start My Server" in student.page.locator("#start").inner_text())
        student.close()
