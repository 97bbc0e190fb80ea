"""Is a class graded again where the code that marks are made by has changed, and only there?"""

import subprocess
import sys

import pytest

from autograder.course_folder import ROOT
from autograder.grading import version
from autograder.grading.version import code_of_marks

GRADING = """
import sys
import autograder.grading.school_class, autograder.grading.cluster, autograder.grading.tasks
from autograder import exercises
from autograder.course_folder import CourseFolder, ROOT
from autograder.grading.instructor import load_lesson
for lesson in exercises.lesson_names():
    load_lesson(CourseFolder(ROOT), lesson, seed=1).closer
ours = (module.__file__ for name, module in sys.modules.items() if name.split(".")[0] in ("autograder", "course"))
print(*filter(None, ours), sep="\\n")  # a folder without __init__.py has no file
"""


def test_all_that_grading_imports():
    """Is every module of ours in it that a fresh process imports to grade every lesson?"""
    done = subprocess.run([sys.executable, "-c", GRADING], cwd=ROOT, check=True, capture_output=True, text=True)
    loaded = set(done.stdout.split()) - {str(ROOT / "autograder" / "__init__.py")}
    assert len(loaded) > 60 and loaded <= set(map(str, code_of_marks()))


def test_what_runs_with_submissions():
    """Is in it what the sandbox's own process runs, which the grader does not import?"""
    inside = set((ROOT / "autograder" / "sandbox" / "inside").rglob("*.py"))
    assert inside and inside <= set(code_of_marks())


@pytest.mark.parametrize("part", ["report", "results", "people/roster.py", "handing_in", "commands", "handout", "demo"])
def test_what_only_reads_marks(part):
    """May a report, an export or a command be edited without grading every class again?"""
    assert (ROOT / "autograder" / part).exists()
    assert not [path for path in code_of_marks() if path.is_relative_to(ROOT / "autograder" / part)]


def test_one_hash_of_it_all(monkeypatch, tmp_path):
    """Does one changed byte in one module make another grader?"""
    before, changed = version.grader_version(), tmp_path / "changed.py"
    changed.write_bytes(code_of_marks()[0].read_bytes() + b"\n")
    monkeypatch.setattr(version, "code_of_marks", lambda: [changed, *code_of_marks()[1:]])
    assert version.grader_version.__wrapped__() != before
