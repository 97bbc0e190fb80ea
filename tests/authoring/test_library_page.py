"""Is the page of real libraries complete, and are the names and versions on it those that are installed?"""

import importlib
import re
from functools import reduce

import pytest

from autograder import exercises
from autograder.authoring import overview
from autograder.course_folder import ROOT

PAGE = ROOT / "docs" / "thu_vien.md"
TEXT = PAGE.read_text(encoding="utf-8")
SECTIONS = {head: body for head, body in re.findall(r"^## (.+)\n((?:(?!## ).*\n)*)", TEXT, re.MULTILINE)}
INSTALLED = ("onnx", "onnxruntime", "gguf", "ml_dtypes", "scipy")
NAMES = sorted(set(re.findall(rf"`((?:{'|'.join(INSTALLED)})(?:\.\w+)+)`", TEXT)))
OPERATORS = sorted(set(re.findall(r"ONNX `(\w+)`", TEXT)))
COLUMNS = 4


def rows(section):
    """The cells of each row of a section's tables, without heads and rules."""
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row in cells if row[0] != "Hàm của khóa học"]


def functions(section):
    """What stands in the first column of a section's tables, one name a row."""
    return [row[0].strip("`") for row in rows(section)]


def resolve(name):
    """What a dotted name stands for; raises where there is no such thing."""
    parts = name.split(".")
    for last in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:last]))
        except ModuleNotFoundError:
            continue
        return reduce(getattr, parts[last:], found)
    raise ModuleNotFoundError(name)


def locked(package):
    """The versions that requirements.lock holds of a package, one for each Python where they differ."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return set(re.findall(rf"^{re.escape(package.replace('_', '-'))}==([\w.]+)", lock, re.MULTILINE))


def anchor(heading):
    """The address that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("lesson", exercises.lesson_names())
def test_every_function_stands_under_its_lesson(lesson):
    """Does the lesson's table have one row for each function that the lesson asks for, in its order, and no other?"""
    asked = [exercise.function for exercise in exercises.load(lesson).exercises]
    assert functions(SECTIONS.get(exercises.title(lesson), "")) == asked


def test_no_function_has_two_rows():
    """Does every function stand in one table only?"""
    told = [name for head, body in SECTIONS.items() if head.startswith("Bài ") for name in functions(body)]
    assert sorted(name for name in set(told) if told.count(name) > 1) == []


def test_every_cell_is_filled():
    """Does each row say the rule, the counterpart and where it differs?"""
    told = [row for head, body in SECTIONS.items() if head.startswith("Bài ") for row in rows(body)]
    assert [row for row in told if len(row) != COLUMNS or not all(row)] == []


@pytest.mark.parametrize("name", NAMES)
def test_names_of_installed_packages_exist(name):
    """Can the reader type this name after importing the package?"""
    pytest.importorskip(name.split(".")[0])
    resolve(name)


def test_an_unknown_name_is_noticed():
    """Would the test above fail for a function or a module that is not there?"""
    pytest.importorskip("scipy")
    for wrong in ("scipy.linalg.hadamart", "scipy.linalk.hadamard"):
        with pytest.raises(AttributeError):
            resolve(wrong)


@pytest.mark.parametrize("operator", OPERATORS)
def test_operators_of_the_standard_exist(operator):
    """Is it an operator of ONNX?"""
    assert pytest.importorskip("onnx").defs.has(operator)


def test_operators_of_the_runtime_exist():
    """Does ONNX Runtime know every operator of its own that the page names?"""
    runtime = pytest.importorskip("onnxruntime")
    known = {schema.name for schema in runtime.capi.onnxruntime_pybind11_state.get_all_operator_schema()}
    named = set(re.findall(r"`com\.microsoft\.(\w+)`", TEXT))
    assert named and named <= known


def test_most_of_the_page_is_looked_up():
    """Are there as many names to look up as a page of this size has, so that no pattern above misses them?"""
    assert len(NAMES) > 25 and len(OPERATORS) > 8


@pytest.mark.parametrize("package", INSTALLED)
def test_versions_are_those_installed(package):
    """Is the version that was looked at one that requirements.lock installs?"""
    [version] = re.findall(rf"^\| \[`{package}`\]\(\S+\) \| ([\w.]+) \|", TEXT, re.MULTILINE)
    assert version in locked(package)


def test_links_inside_the_repository_are_alive():
    """Does each link lead to a file of the repository, and each address inside the page to a heading?"""
    here = {anchor(heading) for heading in re.findall(r"^#+ (.+)$", TEXT, re.MULTILINE)}
    targets = [target for target in re.findall(r"\]\(([^)]+)\)", TEXT) if not target.startswith("https://")]
    assert targets
    for target in targets:
        path, _, place = target.partition("#")
        assert not path or (PAGE.parent / path).exists(), target
        assert path or place in here, target


def test_readme_sends_to_the_page():
    """Does README link to the page?"""
    assert "](docs/thu_vien.md)" in (ROOT / overview.README).read_text(encoding="utf-8")
