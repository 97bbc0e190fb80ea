"""What the check in a notebook says of many versions of answers; the same file runs in CPython and in the browser's Python.

python judge.py JOB OUT. JOB: a JSON list of lessons {"name", "before", "versions"}: before, [function or "", source] of the cells that run
first; a version, {"id", "cells": {function: source}}, takes the place of some of them. OUT: {id: what is said}, see `said`.
"""

import hashlib
import json
import linecache
import os
import sys
import warnings
from pathlib import Path

import numpy as np

from course import Lesson
from course.checking import report, same_numpy
from course.checking.lesson import CheckResult


def main(job, out):
    """Judge all versions of a job file, and write what is said of them."""
    os.environ["COURSE_STATIC"] = "1"  # nobody reads what a first cell shows
    found = {}
    for lesson in json.loads(Path(job).read_text(encoding="utf-8")):
        opened = Lesson(lesson["name"], lesson["folder"])
        for version in lesson["versions"]:
            found[version["id"]] = said(opened, lesson["before"], version)
    Path(out).write_text(json.dumps(found), encoding="utf-8")


def said(lesson, before, version):
    """[function, points, states of its TODOs, the check's text, its page's fingerprint] of each; an error's name where a cell does not run."""
    space = {}
    np.random.seed(1)  # what an answer draws is the same in both Pythons
    try:
        for function, source in before:
            own = version["cells"].get(function)
            run(own or source, space, f"<{version['id']}>" if own else f"<cell {hash(source)}>")
    except Exception as error:
        return type(error).__name__
    return [[function, *shown(lesson.check(space[function]))] for function in version["cells"] if function in space]


def run(source, space, name):
    """Run a cell as a notebook does; its text can be read by its name."""
    linecache.cache[name] = (len(source), None, source.splitlines(True), name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(compiled(source, name), space)


CODES = {}


def compiled(source, name):
    """The code of a cell, remembered for cells that all versions share."""
    if (source, name) not in CODES:
        CODES[source, name] = same_numpy.compiled(source, name)
    return CODES[source, name]


def shown(result):
    """What one check says; the other ways are left out, which the browser's Python has no library for."""
    without = CheckResult(result.verdict, result.so_far)
    page = report.html(result.verdict)
    return [
        result.verdict.earned,
        [part.state for part in result.verdict.parts],
        f"{without}",
        hashlib.sha256(page.encode()).hexdigest(),
    ]


if __name__ == "__main__":
    main(*sys.argv[1:])
