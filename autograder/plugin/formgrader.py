"""What Formgrader shows: nothing that a student wrote, handed in or is called runs in the instructor's Jupyter."""

from __future__ import annotations

import re
from collections.abc import Container
from html import escape
from logging import Logger
from pathlib import Path
from typing import Any

import nbformat
from jinja2 import pass_context
from jinja2.runtime import Context
from jupyter_server.serverapp import ServerApp
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from tornado.ioloop import IOLoop

from autograder.course_folder import CourseFolder
from autograder.feedback.verdict_html import is_ours
from autograder.intake.text import normalise
from autograder.plugin.harmless import clean, rendered

NAMES = (
    "student",
    "last_name",
    "first_name",
    "notebook_path",
)  # nbgrader's template writes them into the page as they are
LABELS = ("grade", "solution", "locked", "task")
LABEL = re.compile(r"[\w-]+", re.ASCII)
SHOWN = {
    "text/plain",
    "text/latex",
    "text/markdown",
    "image/png",
    "image/jpeg",
    "image/svg+xml",
}  # escaped, rendered, or a picture
CELLS_WITHOUT_IDS = 4
INSTRUCTORS = "instructors"  # set in the metadata of a cell whose text is the instructor's own


class HarmlessPage(Preprocessor):
    """Builds a graded notebook anew, before Formgrader's template makes HTML of it, out of what is known to be harmless.

    Any tool may have written it. Only cells with the very text of one in the source notebook are rendered as the instructor meant.
    """

    enabled = True

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if ServerApp.initialized():
            IOLoop.current().add_callback(
                _escape_other_pages
            )  # when the server runs: now it is only being put together

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        texts = _instructors(resources["metadata"], self.log)
        cells = [_harmless(cell, texts) for cell in nb.cells]
        resources.update({name: escape(resources[name]) for name in NAMES if resources.get(name)})
        return nbformat.from_dict(
            {"nbformat": 4, "nbformat_minor": CELLS_WITHOUT_IDS, "metadata": {}, "cells": cells}
        ), resources


def _escape_other_pages() -> None:
    """Formgrader's other pages are templates of its own, which this server keeps: have them, too, escape what they are given."""
    ServerApp.instance().web_app.settings["nbgrader_jinja2_env"].autoescape = True


@pass_context
def markdown2html(context: Context, source: str) -> str:
    """The filter that Formgrader's template calls for Markdown, in cells and in outputs."""
    cell = context["cell"]
    return rendered(source, cell.get("attachments", {}), cell.metadata.get(INSTRUCTORS, False))


def _instructors(place: dict[str, str], log: Logger) -> set[tuple[str, str]]:
    """The texts of the cells that the instructor wrote; none where there is no source notebook, so that nothing is trusted then."""
    graded = Path(place["path"])  # autograded/<student>/<lesson>
    source = CourseFolder(graded.parents[2]).source(graded.name).with_name(f"{place['name']}.ipynb")
    try:
        return {_text(cell) for cell in nbformat.read(source, as_version=4).cells}
    except (OSError, ValueError, nbformat.ValidationError) as error:
        log.warning("Không đọc được %s (%s), nên không ô nào được coi là của giảng viên.", source, error)
        return set()


def _text(cell: NotebookNode) -> tuple[str, str]:
    return cell["cell_type"], normalise(cell["source"])


def _harmless(cell: NotebookNode, instructors: Container[tuple[str, str]]) -> dict[str, Any]:
    """A cell with nothing in it but text, pictures and the grader's own HTML."""
    made = {"cell_type": cell.cell_type, "metadata": _labels(cell), "source": cell.source}
    if cell.cell_type == "code":
        count = cell.get("execution_count")
        return made | {
            "execution_count": count if isinstance(count, int) else None,
            "outputs": [*filter(None, map(_output, cell.outputs))],
        }
    if cell.cell_type == "markdown":
        made["metadata"][INSTRUCTORS] = _text(cell) in instructors
        return made | {"attachments": _pictures(cell)}
    return made | {"cell_type": "raw", "source": f"<pre>{escape(cell.source)}</pre>"}


def _labels(cell: NotebookNode) -> dict[str, Any]:
    """nbgrader's metadata of a cell, where the template can show its name."""
    told = cell.metadata.get("nbgrader")
    if not isinstance(told, dict) or not LABEL.fullmatch(str(told.get("grade_id"))):
        return {}
    points = told.get("points")
    labels = {name: told.get(name) is True for name in LABELS}
    return {
        "nbgrader": {"grade_id": told["grade_id"], "points": points if isinstance(points, int | float) else 0, **labels}
    }


def _pictures(cell: NotebookNode) -> dict[str, dict[str, str]]:
    """{name: {kind: base64}} of a cell's attachments."""
    attached = cell.get("attachments")
    kinds = {name: _texts(told, "image/") for name, told in attached.items()} if isinstance(attached, dict) else {}
    return {name: told for name, told in kinds.items() if told}


def _texts(told: object, beginning: str = "") -> dict[str, str]:
    return (
        {kind: text for kind, text in told.items() if kind.startswith(beginning) and isinstance(text, str)}
        if isinstance(told, dict)
        else {}
    )


def _output(output: dict[str, Any]) -> dict[str, Any] | None:
    """An output without metadata, with data of harmless kinds; None where there are none, or for one of an unknown type."""
    match output:
        case {"output_type": "stream", "text": str(text)}:
            return {
                "output_type": "stream",
                "name": "stderr" if output.get("name") == "stderr" else "stdout",
                "text": text,
            }
        case {"output_type": "error"}:
            lines = output.get("traceback", [])
            return {
                "output_type": "error",
                "ename": "",
                "evalue": "",
                "traceback": [line for line in lines if isinstance(line, str)],
            }
        case {"output_type": "display_data" | "execute_result" as kind, "data": dict(data)}:
            texts = _texts(data)
            kept = {kind: text for kind, text in texts.items() if kind in SHOWN}
            if html := texts.get("text/html"):
                kept["text/html"] = html if is_ours(html) else clean(html)
            return {"output_type": kind, "data": kept, "metadata": {}, "execution_count": None} if kept else None
    return None
