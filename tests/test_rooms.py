"""Does the house keep its order: rooms that stand on those below, few files in a room, and light ones that load little?"""

import subprocess
import sys
import tomllib

import pytest

from autograder.course_folder import ROOT

LOOSE = {"course_folder.py", "nbgrader_settings.py", "screen.py"}
MOST_FILES = 14
HEAVY = ("autograder.grading", "autograder.gradebook", "autograder.sandbox", "nbgrader", "sqlalchemy")


def test_rooms_stand_on_those_below():
    """Does no room import one above or beside it, as pyproject.toml draws them, and is there no circle?"""
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as go; go()", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    drawn = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    assert done.returncode == 0 and f"{len(drawn)} kept, 0 broken" in done.stdout, done.stdout


def test_few_loose_modules():
    """Does every module but three lie in a room?"""
    loose = {path.name for path in (ROOT / "autograder").glob("*.py") if not path.name.startswith("__")}
    assert loose == LOOSE


def test_grading_is_one_house():
    """Has the room of grading no more files than a person keeps in mind?"""
    assert 0 < len(list((ROOT / "autograder" / "grading").glob("*.py"))) <= MOST_FILES


@pytest.mark.parametrize("light", ["people.names", "files.words", "files.moments", "similarity.statements"])
def test_light_rooms_load_little(light):
    """Does a fresh process that only needs names, words or times load neither grading, nor the sandbox, nor nbgrader?"""
    asked = f"import sys, autograder.{light}; print(*sys.modules, sep='\\n')"
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, check=True, capture_output=True, text=True)
    loaded = done.stdout.split()
    assert f"autograder.{light}" in loaded
    assert [name for name in loaded if name.startswith(HEAVY)] == []
