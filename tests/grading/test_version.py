"""Is a class graded again where the code that marks are made by has changed, and only there?"""

import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course_folder import ROOT
from autograder.grading import fingerprint
from autograder.grading.fingerprint import code_of_marks

GRADING = """
import sys
import autograder.grading.whole_class, autograder.grading.cluster, autograder.grading.tasks
from autograder import exercises
from autograder.course_folder import CourseFolder, ROOT
from autograder.grading.lesson import load_lesson
first, *others = exercises.lesson_names()
load_lesson(CourseFolder(ROOT), first, seed=1).diagnosis
for lesson in others:
    exercises.load(lesson)
ours = (module.__file__ for name, module in sys.modules.items() if name.split(".")[0] in ("autograder", "course"))
print(*filter(None, ours), sep="\\n")  # a folder without __init__.py has no file
"""


MAKE_NO_MARK = """
__init__.py authoring/__init__.py authoring/more.py files/__init__.py gradebook/__init__.py people/__init__.py
gradebook/busy.py gradebook/errors.py gradebook/held.py gradebook/lock.py gradebook/reader.py gradebook/schema.py
grading/cluster.py grading/workers.py intake/hand_in.py
""".split()


@pytest.fixture(scope="module")
def loaded():
    """Every module of ours that a fresh process imports to grade every lesson."""
    done = subprocess.run([sys.executable, "-c", GRADING], cwd=ROOT, check=True, capture_output=True, text=True)
    return {Path(line) for line in done.stdout.splitlines()}


def test_all_that_grading_imports(loaded):
    """Is every module in it that grading imports, but for those that say where, when and whether, not what a mark is?"""
    assert len(loaded) > 60
    assert loaded - set(code_of_marks()) == {ROOT / "autograder" / name for name in MAKE_NO_MARK}


def test_nothing_that_grading_does_without(loaded):
    """Is nothing in it that no grading needs: would an edit of it grade every class again for nothing?"""
    inside = set((ROOT / "autograder" / "sandbox" / "inside").rglob("*.py"))
    ours = {path for path in code_of_marks() if path.is_relative_to(ROOT / "autograder")}
    assert ours - loaded - inside == set()


def test_what_runs_with_submissions():
    """Is in it what the sandbox's own process runs, which the grader does not import?"""
    inside = set((ROOT / "autograder" / "sandbox" / "inside").rglob("*.py"))
    assert inside and inside <= set(code_of_marks())


@pytest.mark.parametrize(
    "part", ["report", "export", "people/roster.py", "collecting", "commands", "bench", "sandbox/doctor.py"]
)
def test_what_only_reads_marks(part):
    """May a report, an export or a command be edited without grading every class again?"""
    assert (ROOT / "autograder" / part).exists()
    assert not [path for path in code_of_marks() if path.is_relative_to(ROOT / "autograder" / part)]


def test_one_hash_of_it_all(monkeypatch, tmp_path):
    """Does one changed byte in one module make another grader?"""
    before, changed = fingerprint.grader_version(), tmp_path / "changed.py"
    changed.write_bytes(code_of_marks()[0].read_bytes() + b"\n")
    monkeypatch.setattr(fingerprint, "code_of_marks", lambda: [changed, *code_of_marks()[1:]])
    assert fingerprint.grader_version.__wrapped__() != before
