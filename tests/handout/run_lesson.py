"""Run a finished lesson as a student's machine does, and demand full points from its own summary.

Usage: python run_lesson.py NOTEBOOK …   Needs only what a handout installs; also used outside the repository.
"""

import json
import re
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

SECONDS = 120
PROGRESS = re.compile(r"xong (\d+)/(\d+) TODO(?: tự động)?, ([\d.]+)/([\d.]+) điểm")
WHERE = """
import importlib.util, json, sys, course
json.dumps([sys.prefix, course.__file__, importlib.util.find_spec("autograder") is not None])
"""


def run(path):
    """(summary line, [kernel's prefix, course's file, is the grader there?]); raises where a cell fails."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(WHERE))
    place = {"metadata": {"path": str(path.parent)}}
    NotebookClient(notebook, timeout=SECONDS, kernel_name="python3", resources=place).execute()
    texts = [
        output["data"].get("text/plain", "")
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "data" in output
    ]
    (summary,) = [text.splitlines()[0] for text in texts if PROGRESS.search(text)]
    return summary, json.loads(texts[-1].strip("'"))


def faults(summary, where):
    """Sentences that say what is not as it should be on a student's machine."""
    done, todos, earned, points = map(float, PROGRESS.search(summary).groups())
    prefix, course, grader = where
    if not 0 < done == todos or not 0 < earned == points:
        yield "not every TODO is done"
    if Path(prefix) != Path(sys.prefix):
        yield f"the kernel runs in {prefix}, not in {sys.prefix}"
    if Path(sys.prefix) not in Path(course).parents:
        yield f"course comes from {course}"
    if grader:
        yield "the grader can be imported"


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    found = []
    for name in sys.argv[1:]:
        summary, where = run(Path(name).resolve())
        print(f"{name}: {summary}")
        found += [f"{name}: {fault}" for fault in faults(summary, where)]
    sys.exit("\n".join(found) if found or len(sys.argv) < 2 else 0)
