"""Beyond each limit: is there a status, a Vietnamese sentence, and the points of what was answered before?"""

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from autograder.exercises.written import answered, as_bytes
from autograder.grading.lesson import load_lesson
from autograder.grading.notebook import grade_submission
from autograder.grading.over_limits import LIMITS
from autograder.intake.read import read_bytes
from autograder.sandbox import Limits, Sandbox
from autograder.sandbox.sandboxes import unavailable

LESSON = "bai01_so_nguyen"
SMALL = Limits(
    cell_seconds=1.0,
    call_seconds=0.5,
    total_seconds=30.0,
    cpu_seconds=20,
    memory_bytes=400 * 1024**2,
    processes=16,
    file_bytes=1024**2,
    disk_bytes=4 * 1024**2,
    output_chars=2000,
    output_bytes=20_000,
    sent_bytes=2 * 1024**2,
)
DEAF = """
import signal
signal.signal(signal.SIGALRM, signal.SIG_IGN)
while True:
    pass
"""
BEYOND = {
    "call_seconds": ("timeout", "while True:\n    pass"),
    "deaf": ("timeout", DEAF),
    "memory_bytes": ("memory", "import numpy as np\nreturn np.ones(10**9)"),
    "file_bytes": ("files", "open('a', 'wb').write(bytes(2 * 1024**2))"),
    "disk_bytes": ("files", "for n in range(9):\n    open(f'a{n}', 'wb').write(bytes(1024**2))"),
    "sent_bytes": ("sent", "return 'x' * 500_000"),
    "processes": ("processes", "import os, time\nwhile True:\n    if os.fork() == 0:\n        time.sleep(9)"),
    "threads": (
        "processes",
        "import threading, time\nfor _ in range(99):\n    threading.Thread(target=time.sleep, args=(9,)).start()",
    ),
}
NOT_WITH_LANDLOCK = {"disk_bytes": "bounds each file only", "processes": "allows no second process at all"}


@pytest.fixture(scope="module", params=["bubblewrap", pytest.param("landlock", marks=pytest.mark.robust)])
def sandbox(request, missing_part):
    if reason := unavailable(request.param):
        missing_part(reason)
    with Sandbox(request.param, SMALL) as opened:
        yield opened


@pytest.fixture(scope="module")
def lesson(project):
    return load_lesson(project, LESSON, seed=20)


def graded(release, solved, lesson, sandbox, body="", cells=()):
    """A right notebook, graded; `body` is done first by its second function, `cells` come last."""
    solved = dict(solved)
    if body:
        head, rest = solved["calculate_z"].split("\n", 1)
        indented = "\n".join("    " + line for line in body.strip().split("\n"))
        solved["calculate_z"] = f"{head}\n{indented}\n{rest}"
    notebook = answered(release, solved)
    notebook.cells += [new_code_cell(source) for source in cells]
    return grade_submission(read_bytes(as_bytes(nbformat.from_dict(notebook))), lesson, sandbox)


def points_of(result, todo):
    return {part.todo: part.earned for verdict in result.verdicts for part in verdict.parts}[todo]


@pytest.mark.parametrize("name", BEYOND)
def test_function_beyond_a_limit(release, solved, lesson, sandbox, name):
    """Does a function that goes beyond a limit cost its own points only, and is the limit named?"""
    if sandbox.kind == "landlock" and name in NOT_WITH_LANDLOCK:
        pytest.skip(f"Landlock {NOT_WITH_LANDLOCK[name]}")
    limit, body = BEYOND[name]
    result = graded(release, solved, lesson, sandbox, body)
    word, sentence = LIMITS[limit]
    assert (result.status, result.notices[0]) == (word, sentence)
    assert points_of(result, "TODO 1") > 0 and points_of(result, "TODO 2") == 0


@pytest.mark.parametrize("code", ["while True: pass", DEAF], ids=["loop", "deaf"])
def test_cell_beyond_its_time(release, solved, lesson, sandbox, code):
    """Does a cell that never ends cost no point, and is it named?"""
    result = graded(release, solved, lesson, sandbox, cells=[code])
    assert (result.status, result.earned) == (LIMITS["timeout"][0], 10)


def test_processor_time(release, solved, lesson, sandbox):
    """Is a submission that computes too long on several cores ended as one that takes too long?"""
    import dataclasses

    limits = dataclasses.replace(SMALL, cpu_seconds=2, cell_seconds=9.0)
    with Sandbox(sandbox.kind, limits) as short:
        result = graded(release, solved, lesson, short, cells=["while True: pass"])
    assert (result.status, result.earned) == (LIMITS["timeout"][0], 10)


def test_whole_time(release, solved, lesson, sandbox):
    """When the time of a whole submission is over, does what was answered before count?"""
    import dataclasses

    with Sandbox(sandbox.kind, dataclasses.replace(SMALL, total_seconds=2.0)) as short:
        result = graded(release, solved, lesson, short, body="import time; time.sleep(0.45)")
    assert result.status == LIMITS["timeout"][0]
    assert points_of(result, "TODO 1") > 0 and points_of(result, "TODO 2") == 0


def test_output(release, solved, lesson, sandbox):
    """Is what cells print bounded one by one and together, with a word for it and no point lost?"""
    result = graded(release, solved, lesson, sandbox, cells=["print('x' * 5000)"])
    [text] = [output.text for cell in result.notebook.cells[-1:] for output in cell.outputs]
    assert len(text) < 2100 and "còn 3001 ký tự nữa" in text and result.status == "đã chấm"
    result = graded(release, solved, lesson, sandbox, cells=["print('x' * 5000)"] * 30)
    assert (result.status, result.notices[0]) == LIMITS["output"]
    assert result.earned == 10
    shown = [output.text for cell in result.notebook.cells[-30:] for output in cell.outputs]
    assert sum(map(len, shown)) < 25_000 and "quá nhiều" in shown[-1]
