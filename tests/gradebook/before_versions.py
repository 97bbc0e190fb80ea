"""A class graded before summaries had a version: its gradebook, and what was said of it then.

Lesson 1 of six students: an right, binh two mistakes, chi one that a later function carries on, dung blank, giang a broken
file, ha over the limit of memory; vang is on the list and handed nothing in. All but dung handed in late.
`before_versions.sql` is the gradebook without the sources of the lesson's cells; `before_versions.json` holds what the
report's and the export's tables, the feedback pages and the metadata of the graded notebooks were.
"""

import json
import re
import sqlite3
from pathlib import Path

import nbformat

from autograder.course_folder import CourseFolder

LESSON = "bai01_so_nguyen"
SQL = Path(__file__).with_suffix(".sql")
SAID = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))


def lay_out(root):
    """A course folder with that gradebook."""
    folder = CourseFolder(root)
    with sqlite3.connect(folder.gradebook) as connection:
        connection.executescript(SQL.read_text(encoding="utf-8"))
    connection.close()
    return folder


def notebook_with(told):
    """The bytes of a graded notebook with nothing in it but what the grader told of it."""
    notebook = nbformat.v4.new_notebook(metadata={"autograder": told})
    return nbformat.writes(notebook).encode()


def told_on(page):
    """The texts of a feedback page's notices and of its table of TODOs, in order."""
    told = re.findall(r'(?s)<div class="note">.*?</div>|<table class="todos">.*?</table>', page)
    lines = "\n".join(re.sub(r"<[^>]*>", "\n", part) for part in told).split("\n")
    return [line.strip() for line in lines if line.strip()]
