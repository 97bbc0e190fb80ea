"""Does a mark depend on how busy the machine is?"""

import os
import subprocess
import sys
from dataclasses import replace

import nbformat
import pytest
from class_state import LESSON, rows
from nbformat.v4 import new_code_cell

from autograder.demo.course import set_up
from autograder.exercises.written import answered, as_bytes, without_markers
from autograder.feedback.class_pages import write_pages
from autograder.grading import whole_class
from autograder.grading.over_limits import LIMITS
from autograder.grading.whole_class import grade_class

BUSY = 8
KEPT = 14  # of the demo class, evenly
COMPUTES = "import time\nstart = time.process_time()\nwhile time.process_time() - start < {}:\n    pass"


@pytest.fixture
def busy():
    """A function that makes the machine busy with that many loops until the test ends."""
    loops = []

    def start(many):
        loops.extend(subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(many))

    yield start
    for loop in loops:
        loop.kill()
        loop.wait()


@pytest.fixture
def quick(monkeypatch):
    """Limits so small that what does not end is soon known."""
    load = whole_class.load_lesson

    def loaded(*arguments):
        lesson = load(*arguments)
        return replace(lesson, limits=replace(lesson.limits, cell_seconds=4.0, call_seconds=2.0, total_seconds=20.0))

    monkeypatch.setattr(whole_class, "load_lesson", loaded)


def own_cells(release, solved, cells, first=False):
    notebook = answered(release, solved)
    cells = [new_code_cell(source) for source in cells]
    notebook.cells = [*notebook.cells[:1], *cells, *notebook.cells[1:]] if first else [*notebook.cells, *cells]
    return as_bytes(nbformat.from_dict(notebook))


def slow(release, solved):
    """{student: bytes}: who computes, sleeps, loops and crashes."""
    body = {name: without_markers(source) for name, source in solved.items()}
    second = list(body)[1]
    head, rest = body[second].split("\n", 1)
    slept = f"{head}\n    import time; time.sleep(0.1)\n{rest}"
    return {
        "tinh_lau": own_cells(release, solved, [COMPUTES.format(2.5)]),
        "nhieu_o_cham": own_cells(release, solved, [f"# thử {n}\n{COMPUTES.format(3)}" for n in range(9)], first=True),
        "ngu": own_cells(release, solved, ["import time\ntime.sleep(600)"]),
        "ham_ngu": own_cells(release, {**solved, second: slept}, []),
        "lap": own_cells(release, solved, ["while True:\n    pass"]),
        "thoat": own_cells(release, solved, ["import os\nos._exit(1)"]),
    }


def graded(folder):
    """(rows, pages) of a class after grading and feedback."""
    results = {result.student: result for result in grade_class(folder, LESSON)}
    assert not [page.problem for page in write_pages(folder, LESSON) if page.problem]
    pages = {student: folder.feedback(student, LESSON).read_bytes() for student in results}
    return results, rows(folder), pages


def class_of_all_kinds(project, root, release, solved):
    folder, people = set_up(project, LESSON, root)
    folder.seed.write_text("7")
    for place, person in enumerate(people):
        if place * KEPT // len(people) == (place - 1) * KEPT // len(people):
            folder.submitted(person.student, LESSON).unlink()
            folder.submitted(person.student, LESSON).parent.rmdir()
    for student, content in slow(release, solved).items():
        path = folder.submitted(student, LESSON)
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
    return folder


@pytest.mark.skipif(
    "BUSY" not in os.environ,
    reason="eight loops disturb the tests beside it; alone: BUSY=1 python -m pytest tests/grading/test_busy_machine.py",
)
@pytest.mark.timeout(1800)
def test_same_beside_busy_loops(project, tmp_path, release, solved, quick, busy):
    """Are rows and pages of a class, byte for byte, those of a quiet machine when eight loops run beside it?"""
    quiet, noisy = (class_of_all_kinds(project, tmp_path / name, release, solved) for name in ("quiet", "noisy"))
    results, wanted_rows, wanted_pages = graded(quiet)
    told = {name: (results[name].status, results[name].earned) for name in slow(release, solved)}
    slowly = LIMITS["timeout"][0]
    assert told == {
        "tinh_lau": ("đã chấm", 10),
        "nhieu_o_cham": (slowly, 10),
        "ngu": (slowly, 10),
        "ham_ngu": ("đã chấm", 10),
        "lap": (slowly, 10),
        "thoat": (LIMITS["crash"][0], 10),
    }
    assert "ô thử của bạn" in results["nhieu_o_cham"].notices[0] and "# thử 0" in results["nhieu_o_cham"].notices[0]
    busy(BUSY)
    _, found_rows, found_pages = graded(noisy)
    assert found_rows == wanted_rows
    assert found_pages == wanted_pages
