"""Does each lesson, run to its end in the browser's Python, show what it shows elsewhere?"""

import json
import re
import shutil

import nbformat
import pytest

from autograder import exercises

DRAWING = re.compile(r"data:image/svg\+xml;base64,[^\"]+")  # a picture's words are compared, not its lines


@pytest.mark.site
@pytest.mark.parametrize("lesson", exercises.lesson_names())
def test_a_lesson_shows_the_same(lesson, project, pyodide, node, tmp_path):
    """Do all cells with the official solutions print and show the same text and the same HTML as the stored ones?"""
    notebook = shutil.copy(project.source(lesson), tmp_path)
    shutil.copy(project.check_data(lesson), tmp_path)
    node("run_lesson.mjs", pyodide, notebook, tmp_path / "out.json")
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
            found.append((output["name"], before + output["text"]))
        elif output["output_type"] == "error":
            found.append(("error", output["evalue"]))
        else:
            texts = {kind: text for kind, text in output["data"].items() if kind in ("text/plain", "text/html")}
            found.append(("data", {kind: DRAWING.sub("", text) for kind, text in texts.items()}))
    return found
