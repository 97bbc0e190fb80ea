"""Which lines of the instructor's side stand in a handout? Solutions, known mistakes, the reference."""

import ast
import importlib
import json
import pkgutil
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import nbformat

from autograder import exercises, reference
from autograder.authoring.stubs import stubbed
from autograder.authoring.text import MARK_SCHEME, read_lesson, solutions
from autograder.course_folder import ROOT, CourseFolder
from autograder.exercises.versions import REGION, edited
from autograder.exercises.written import without_markers
from autograder.handout.archive import unzipped

TRIVIAL = 14  # letters of a line without blanks: shorter ones, like `return s, z`, may stand anywhere
TRIVIAL_IN_WORDS = 30
TRIVIAL_IN_REFERENCE = 30  # it shares its way of raising errors and reading arrays with `course`


def secret_lines(lesson):
    """{line of code: where it is from} that no student may get with this lesson."""
    asked = exercises.load(lesson)
    text = CourseFolder(ROOT).text(lesson).read_text(encoding="utf-8")
    found = dict(_lines_of_the_reference())
    sources = solutions(read_lesson(text, asked))
    for exercise in asked.exercises:
        right = sources[exercise.function]
        for other in (*exercise.misconceptions, *exercise.variants):
            lines = without_markers(edited(right, other.edits)).split("\n")
            found.update(_long(set(lines) - set(right.split("\n")), other.name))
    found.update(_long(_solution_lines(text, sources), "solution"))
    found.update(_long(_lines_in_words(text, asked), "words", TRIVIAL_IN_WORDS))
    return found


@cache
def _lines_of_the_reference():
    found = {}
    for module in pkgutil.iter_modules(reference.__path__, "autograder.reference."):
        lines = _own_lines(importlib.import_module(module.name))
        found.update(_long(lines, module.name, TRIVIAL_IN_REFERENCE))
    return found


def _solution_lines(text, sources):
    """The lines inside the regions, but for those that the same cell also gives, outside of them."""
    given = {line for source in sources.values() for line in stubbed(source).split("\n")}
    return {line for region in REGION.finditer(text) for line in region["body"].split("\n")} - given


def _lines_in_words(text, asked):
    """The lines of mark schemes and of model answers."""
    begin, end = MARK_SCHEME
    for cell in read_lesson(text, asked).cells:
        if begin in cell.source:
            yield from cell.source.partition(begin)[2].partition(end)[0].split("\n")
        elif cell.cell_type == "markdown" and cell.metadata.get("nbgrader", {}).get("solution"):
            yield from cell.source.split("\n")


def leaks(contents, secrets):
    """Sentences that name the files of {name: bytes} that hold a secret line; wheels are looked into."""
    found, by_start = [], defaultdict(list)
    for line in secrets:
        by_start[line[:TRIVIAL]].append(line)
    for name, data in contents.items():
        if name.endswith(".whl"):
            found += [f"{name}/{leak}" for leak in leaks(unzipped(data), secrets)]
            continue
        if name.endswith(".npz"):  # numbers, no lines
            continue
        bare = _bare(_readable(name, data.decode("utf-8")))
        starts = {bare[place : place + TRIVIAL] for place in range(len(bare))} & by_start.keys()
        found += [f"{name}: {secrets[line]}: {line}" for start in starts for line in by_start[start] if line in bare]
    return found


def _own_lines(module):
    """The lines of a module's functions, without signatures (students know them) and docstrings."""
    text = Path(module.__file__).read_text(encoding="utf-8")
    for function in ast.walk(ast.parse(text)):
        if isinstance(function, ast.FunctionDef):
            body = function.body[1:] if ast.get_docstring(function) else function.body
            yield from "\n".join(ast.get_source_segment(text, statement) for statement in body).split("\n")


def _long(lines, origin, trivial=TRIVIAL):
    code = [line for line in lines if not line.lstrip().startswith("#")]
    return {_bare(line): origin for line in code if len(_bare(line)) > trivial}


def _bare(text):
    return re.sub(r"\s+", "", text)


def _readable(name, text):
    """The text with the escapes of JSON undone: a notebook's sources and outputs, the check data."""
    if name.endswith(".ipynb"):
        return "\n".join(_strings(nbformat.reads(text, as_version=4)))
    return "\n".join(_strings(json.loads(text))) if name.endswith(".json") else text


def _strings(thing):
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, dict):
        for value in thing.values():
            yield from _strings(value)
    elif isinstance(thing, list):
        for value in thing:
            yield from _strings(value)
