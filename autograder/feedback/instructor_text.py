"""What the instructor wrote in Markdown, as HTML: without its mark scheme, with formulas and pictures in the page itself."""

import re

from markupsafe import Markup
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import from_dict
from nbgrader.preprocessors import ClearMarkScheme

from autograder.feedback import formulas

HEADING = re.compile(r"\A\s*#+\s+(.+?)\s*#*\s*(?:\n|\Z)")
PARAGRAPH = re.compile(r"\A<p>(.*)</p>\s*\Z", re.DOTALL)


class InstructorText:
    """Renders the instructor's cells of one lesson, each text once."""

    def __init__(self, beside, config):
        """beside: the folder whose pictures the text may show. config: the course's traitlets Config."""
        self.beside, self.clear = beside, ClearMarkScheme(config=config)
        self.known = {}

    def html(self, cell):
        """(title, text) of a locked Markdown cell as Markup; the title is its first heading, or empty."""
        key = cell.source, str(cell.get("attachments"))
        if key not in self.known:
            self.known[key] = self._rendered(*key, cell.get("attachments"))
        return self.known[key]

    def _rendered(self, source, _, attachments):
        cell = from_dict({"cell_type": "markdown", "metadata": {}, "source": source})
        source = self.clear.preprocess_cell(cell, {}, 0)[0].source
        heading = HEADING.match(source)
        title = PARAGRAPH.sub(r"\1", self._markdown(heading[1], attachments)) if heading else ""
        text = self._markdown(source[heading.end() :] if heading else source, attachments)
        return Markup(title.strip()), Markup(text)

    def _markdown(self, source, attachments):
        renderer = _Renderer(
            escape=False, embed_images=True, path=str(self.beside), attachments=attachments, exclude_anchor_links=True
        )
        return MarkdownWithMath(renderer).render(source)


class _Renderer(IPythonRenderer):
    """nbconvert's Markdown, with drawn formulas."""

    def inline_math(self, body):
        return formulas.svg(body)

    def block_math(self, body):
        return f'<div class="block">{formulas.svg(body)}</div>'
