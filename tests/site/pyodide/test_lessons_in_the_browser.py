"""Does each lesson, run to its end in the browser's Python, show what it shows elsewhere?"""

import json
import re
import shutil

import nbformat
import pytest

from autograder import exercises
from course.checking.aids import OTHER_WAYS

NOT_COMPARED = (
    re.compile(r"data:image/svg\+xml;base64,[^\"]+"),  # a picture's words are compared, not its lines
    re.compile(
        rf"<details[^>]*><summary>{OTHER_WAYS}</summary>.*?</details>", re.S
    ),  # other ways, sealed with a library that the browser's Python has not
    re.compile(r"^Máy này chưa có .*\nLúc soạn bài, ô này in ra:\n"),  # a library's own output is told as that
)


@pytest.mark.site
@pytest.mark.parametrize("lesson", exercises.lesson_names())
def test_a_lesson_shows_the_same(lesson, project, pyodide, node, tmp_path):
    """Do all cells with the official solutions print and show the same text and the same HTML as the stored ones?"""
    notebook = shutil.copy(project.source(lesson), tmp_path)
    shutil.copy(project.check_data(lesson), tmp_path)
    node("pyodide/run_lesson.mjs", pyodide, notebook, tmp_path / "out.json")
    found = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    stored = {cell.id: cell for cell in nbformat.read(notebook, as_version=4).cells if cell.cell_type == "code"}
    different = [name for name, cell in stored.items() if said(cell.outputs) != said(found[name])]
    assert stored.keys() == found.keys() and different == []


def said(outputs):
    """What of a cell's outputs is compared: texts and HTML, in order; what is printed in pieces is one text."""
    found = []
    for output in outputs:
        if output["output_type"] == "stream":
            is_same_stream = found and found[-1][0] == output["name"]
            before = found.pop()[1] if is_same_stream else ""
            found.append((output["name"], compared(before + output["text"])))
        elif output["output_type"] == "error":
            found.append(("error", output["evalue"]))
        else:
            texts = {kind: text for kind, text in output["data"].items() if kind in ("text/plain", "text/html")}
            found.append(("data", {kind: compared(text) for kind, text in sorted(texts.items())}))
    return found


def compared(text):
    """A text without what is not compared."""
    for pattern in NOT_COMPARED:
        text = pattern.sub("", text)
    return text
