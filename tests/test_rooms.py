"""Does the house keep its order: rooms that stand on those below, few files in a room, and light ones that load little?"""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator

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


def test_nothing_is_kept_from_the_formatter():
    """Is every line laid out by one formatter?"""
    paths = [path for folder in ("autograder", "course", "tests", "deploy") for path in (ROOT / folder).rglob("*.py")]
    assert paths and [path for path in paths if re.search(r"#\s*fmt:", path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("package", ["autograder", "course"])
def test_what_others_call_has_types(package):
    """Does every public function and method say what it takes and what it gives?"""
    paths = sorted((ROOT / package).rglob("*.py"))
    told = {
        f"{path.relative_to(ROOT)}:{one.lineno} {one.name}": _has_types(one)
        for path in paths
        for one in _public_functions(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert told and [name for name, typed in told.items() if not typed] == []


def _public_functions(tree: ast.Module | ast.ClassDef) -> Iterator[ast.FunctionDef]:
    """The public functions of a module or class and the constructors and methods of its public classes."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from _public_functions(node)
        elif isinstance(node, ast.FunctionDef) and (not node.name.startswith("_") or node.name == "__init__"):
            yield node


def _has_types(function: ast.FunctionDef) -> bool:
    told = function.args
    taken = [one for one in [*told.posonlyargs, *told.args, *told.kwonlyargs] if one.arg not in ("self", "cls")]
    taken += [one for one in (told.vararg, told.kwarg) if one]
    return function.returns is not None and all(one.annotation is not None for one in taken)


@pytest.mark.parametrize("light", ["people.names", "files.words", "files.moments", "similarity.statements"])
def test_light_rooms_load_little(light):
    """Does a fresh process that only needs names, words or times load neither grading, nor the sandbox, nor nbgrader?"""
    asked = f"import sys, autograder.{light}; print(*sys.modules, sep='\\n')"
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, check=True, capture_output=True, text=True)
    loaded = done.stdout.split()
    assert f"autograder.{light}" in loaded
    assert [name for name in loaded if name.startswith(HEAVY)] == []
