"""The page a student opens first: install, open a lesson, read the first red screen, hand in."""

import re
from collections.abc import Mapping

import nbformat
from nbformat import NotebookNode

from autograder.handout.project import Project
from autograder.handout.template import render

TITLE = re.compile(r"^# (?P<title>.+)$", re.M)
UNFILLED = re.compile(r'raise NotImplementedError\("(?P<message>.+)"\)')


def guide(project: Project, wheel_name: str, released: Mapping[str, Mapping[str, bytes]]) -> str:
    """HUONG_DAN.html for {lesson: {file name: bytes}}: a page that loads nothing from elsewhere."""
    notebooks = {
        lesson: nbformat.reads(files[f"{lesson}.ipynb"].decode(), as_version=4) for lesson, files in released.items()
    }
    first = next(iter(notebooks))
    return render(
        "HUONG_DAN.html.j2",
        project=project,
        archive=f"{project.name}-{project.version}",
        wheel=wheel_name,
        lessons={lesson: _first(TITLE, notebook)["title"] for lesson, notebook in notebooks.items()},
        lesson=first,
        unfilled=_first(UNFILLED, notebooks[first])["message"],
    )


def _first(pattern: re.Pattern[str], notebook: NotebookNode) -> re.Match[str]:
    """The first match in the cells of a notebook."""
    return next(found for cell in notebook.cells if (found := pattern.search(cell.source)))
