"""Does one list of pinned dependencies serve pip, conda and CI?"""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

from autograder.course_folder import ROOT

FOLDERS = ("course", "autograder", "tests", "deploy")
MISSING = {"no_such_package", "something_else"}  # tests ask what is said without them
LIVE = {"torch", "torchao"}  # too large for everyone: a part of .ci/run installs them for itself


def pinned():
    """{name: lines} of the lock."""
    blocks = re.split(r"\n(?=[a-z0-9])", (ROOT / "requirements.lock").read_text(encoding="utf-8"))
    return {re.match(r"[a-z0-9._-]+", block)[0]: block for block in blocks}


def wanted():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = project["dependencies"] + [name for extra in project["optional-dependencies"].values() for name in extra]
    names = {re.split(r"[\[<>=!~ ;]", name)[0].lower() for name in asked}
    return names - {project["name"]}


def test_lock_is_hashed_and_pinned():
    """Is every package of the lock pinned to one version, with hashes?"""
    for name, block in pinned().items():
        assert re.match(rf"{re.escape(name)}==[^\s]+", block), name
        assert "--hash=sha256:" in block, name


def test_lock_holds_what_is_asked():
    """Is every dependency of pyproject.toml in the lock?"""
    assert wanted() <= set(pinned())


def imported():
    """{package that is imported: a file that does} of what students, instructors and tests run."""
    found = {}
    for path in (path for folder in FOLDERS for path in ROOT.glob(f"{folder}/**/*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) and node.level == 0 else []
            found.update({name.split(".")[0]: path.relative_to(ROOT).as_posix() for name in names})
    return {name: path for name, path in found.items() if name not in sys.stdlib_module_names}


def test_every_import_is_declared():
    """Is each package that the code imports one that pyproject.toml asks for, rather than one that came with another?"""
    known, ours = packages_distributions(), {"autograder", "course"}
    beside = {path.stem for folder in ("autograder/sandbox/inside", "tests") for path in ROOT.glob(f"{folder}/**/*.py")}
    packages = {
        name: known.get(name, [name])[0].lower().replace("_", "-")
        for name in imported().keys() - ours - beside - LIVE - MISSING
    }
    assert len(packages) > 15
    assert {name for name, package in packages.items() if package not in wanted()} == set()


def test_each_dependency_says_why():
    """Does a comment beside each dependency say what it is there for?"""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    lines = re.findall(r'^    "([a-z][\w.-]*)(?:\[\w+\])?[><=].*$', text, re.M)
    assert len(lines) > 30
    assert [
        line for line in re.findall(r'^    "[a-z][\w.-]*(?:\[\w+\])?[><=].*$', text, re.M) if "  # " not in line
    ] == []


def test_everyone_installs_from_the_lock():
    """Do conda's pip section, make and CI install from that one file?"""
    assert "- -r requirements.lock" in (ROOT / "environment.yml").read_text(encoding="utf-8")
    assert "--require-hashes -r requirements.lock" in (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "bash .ci/run" in (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")


def test_conda_has_no_second_list():
    """Does environment.yml name no package of its own but Python and pip?"""
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    listed = re.findall(r"^  - (\S+)", text, re.M)
    assert [re.split(r"[=<>]", name)[0] for name in listed] == ["conda-forge", "python", "pip", "pip:"]
    assert re.findall(r"^      - (.+)$", text, re.M) == ["-r requirements.lock"]
