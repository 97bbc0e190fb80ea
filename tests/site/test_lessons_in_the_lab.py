"""Does every lesson, with the official solutions, run to its end in the lab in Chromium?"""

import re

import pytest
from student_browser import right_answers
from student_lab import IN_THE_LAB, Lab, address_of, answers

from autograder import exercises

pytestmark = pytest.mark.site
FAULTS = ("error", "stderr")


@pytest.fixture(scope="module")
def room(window):
    """A window that has Python in its cache after the first lesson."""
    context = window.new_context()
    context.add_init_script(path=IN_THE_LAB)
    yield context
    context.close()


@pytest.mark.parametrize("lesson", exercises.lesson_names())
def test_run_all(room, address, lesson):
    """Is every check passed, every point earned, and no cell's output an error or a warning?"""
    page = room.new_page()
    page.goto(address + address_of(lesson))
    lab = Lab(page).wait()
    lab.write(answers(right_answers(lesson)))
    found = lab.run_all()
    page.close()
    todos = sum(len(exercise.parts) for exercise in exercises.load(lesson).exercises)
    assert [output for outputs in found.values() for output in outputs if output[0] in FAULTS] == []
    for exercise in exercises.load(lesson).exercises:
        [(_, told)] = found[f"check-{exercise.function}"]
        assert told.startswith(f"✓ {exercise.function}") and "✗" not in told
    told = "".join(text for _, text in found["bai-progress"])
    assert re.search(rf"Bạn đã xong {todos}/{todos} TODO( tự động)?, 10/10 điểm", told) and "✗" not in told
