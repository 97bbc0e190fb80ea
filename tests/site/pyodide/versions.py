"""Answers to a lesson, as jobs for judge.py: right ones, listed mistakes, strangers' answers, integers written otherwise."""

import re

import nbformat

from autograder import exercises
from autograder.authoring.text import solutions
from autograder.bench.answers import records
from autograder.exercises.versions import edited

OTHERWISE = {  # how else one may write it -> what it takes the place of, and with what
    "int": (r"np\.int(32|64)\b(?!\()", "int"),
    "np.int_": (r"np\.int(32|64)\b(?!\()", "np.int_"),
    "text": (r"np\.int(32|64)\b(?!\()", '"int"'),
    "no dtype": (r",\s*dtype=np\.int(32|64)\b", ""),
    "no astype": (r"\.astype\(np\.int(32|64)\)", ""),
}


def job_of(project, lesson, every=1):
    """A lesson for judge.py; every: of how many versions one is taken."""
    notebook = nbformat.read(project.source(lesson), as_version=4)
    solved = solutions(notebook)
    of = {source: function for function, source in solved.items()}
    before = [
        [of.get(cell.source, ""), cell.source]
        for cell in notebook.cells
        if cell.metadata.get("setup") or cell.source in of
    ]
    return {
        "name": lesson,
        "folder": str(project.release(lesson).parent),
        "before": before,
        "versions": versions(lesson, solved)[::every],
    }


def versions(lesson, solved):
    """A list of {"id", "cells": {function: source}}, the solutions first."""
    right, others = [], []
    for asked in exercises.load(lesson).exercises:
        name, source = asked.function, solved[asked.function]
        right.append(version(f"{name}/solution", {name: source}))
        others += [version(f"{name}/way/{one.name}", {name: edited(source, one.edits)}) for one in asked.variants]
        others += [
            version(f"{name}/mistake/{one.name}", {name: edited(source, one.edits)}) for one in asked.misconceptions
        ]
    others += [version(record["id"], record["cells"]) for record in records() if record["lesson"] == lesson]
    return [*right, *others, *written_otherwise([*right, *others])]


def written_otherwise(found):
    """Of versions of one cell, those whose integers can be written otherwise, so written."""
    for one in found:
        if "/mistake/" not in one["id"] and len(one["cells"]) == 1:
            [(function, source)] = one["cells"].items()
            for how, (old, new) in OTHERWISE.items():
                if (changed := re.sub(old, new, source)) != source:
                    yield version(f"{one['id']}, {how}", {function: changed})


def version(name, cells):
    return {"id": name, "cells": cells}
