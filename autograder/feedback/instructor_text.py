"""What the instructor wrote, read from the release: which cells are theirs, and questions as HTML with formulas and pictures in the page itself."""

import re
from pathlib import Path

import nbformat
from markupsafe import Markup
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_locked, is_task

from autograder.files.course_error import CourseError
from autograder.intake.text import normalise
from autograder.pages import formulas

HEADING = re.compile(r"\A\s*#+\s+(.+?)\s*#*\s*(?:\n|\Z)")
PARAGRAPH = re.compile(r"\A<p>(.*)</p>\s*\Z", re.DOTALL)


class InstructorText:
    """The words of one lesson as students got them, and so without its mark scheme.

    asked: {grade_id: (title, text)} of its questions and tasks as Markup; the title is the first heading, or empty. No other
    notebook's words are taken as HTML.
    """

    def __init__(self, release: Path) -> None:
        """release: the path of the released notebook; pictures that it shows lie beside it. Raises CourseError where it is none."""
        try:
            cells = nbformat.read(release, as_version=4).cells
        except (ValueError, nbformat.ValidationError) as error:  # not JSON, or no notebook
            raise CourseError(f"bản phát {release} không phải là notebook, hãy phát lại bài này") from error
        self.beside = release.parent
        self.texts = {_text(cell) for cell in cells}
        self.asked = {cell.metadata.nbgrader["grade_id"]: self._rendered(cell) for cell in cells if _is_asked(cell)}

    def gave(self, cell: NotebookNode) -> bool:
        """Is it a cell as the instructor handed it out?"""
        return _text(cell) in self.texts

    def _rendered(self, cell: NotebookNode) -> tuple[Markup, Markup]:
        heading = HEADING.match(cell.source)
        title = PARAGRAPH.sub(r"\1", self._markdown(heading[1], cell)) if heading else ""
        text = self._markdown(cell.source[heading.end() :] if heading else cell.source, cell)
        return Markup(title.strip()), Markup(text)

    def _markdown(self, source: str, cell: NotebookNode) -> str:
        renderer = _Renderer(
            escape=False,
            embed_images=True,
            path=str(self.beside),
            attachments=cell.get("attachments"),
            exclude_anchor_links=True,
        )
        return MarkdownWithMath(renderer).render(source)


def _text(cell: NotebookNode) -> tuple[str, str]:
    return cell.cell_type, normalise(cell.source)


def _is_asked(cell: NotebookNode) -> bool:
    """Is it a task, or a locked question?"""
    is_question = cell.cell_type == "markdown" and is_locked(cell) and not is_grade(cell)
    return is_task(cell) or is_question and cell.metadata.nbgrader["grade_id"].startswith("question-")


class _Renderer(IPythonRenderer):
    """nbconvert's Markdown, with drawn formulas."""

    def inline_math(self, body: str) -> str:
        return formulas.svg(body)

    def block_math(self, body: str) -> str:
        return f'<div class="block">{formulas.svg(body)}</div>'
