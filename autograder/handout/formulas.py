"""The page of formulas: those that the lessons' texts mark, in the order of the lessons, drawn as SVG.

Drawn here and not by the browser: without a font for mathematics, browsers leave out the roots of MathML.

A lesson marks a formula with an invisible line above it, so that the page never says anything but what the lesson says:

    # <!-- công thức: Độ co giãn -->
    # $$s = ...$$
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import ziamath

from autograder.course_folder import CourseFolder
from autograder.files.course_error import CourseError

MARK = re.compile(r"^# <!-- công thức: (?P<name>.+?) -->$", re.M)
BELOW = re.compile(r"\n# \$\$(?P<tex>.+?)\$\$$", re.M | re.S)
NEXT_LINE = re.compile(r"\n# ?")
SYMBOL = re.compile(r'<symbol id="(?P<id>[^"]+)"[^>]*(?:(?<=/)>|>.*?</symbol>)', re.S)
SIZE = 18  # of a letter, in pixels


@dataclass(frozen=True)
class Formula:
    """name: what the formula is for. tex: as the lesson has it, without dollar signs."""

    name: str
    tex: str

    @property
    def svg(self) -> str:
        return drawn(self.tex)


def formulas(folder: CourseFolder, lesson: str) -> Sequence[Formula]:
    """The formulas that a lesson's text marks; raises CourseError for a mark with no formula right below it."""
    path = folder.text(lesson)
    text = path.read_text(encoding="utf-8")
    found = []
    for mark in MARK.finditer(text):
        below = BELOW.match(text, mark.end())
        if below is None:
            line = text.count("\n", 0, mark.start()) + 1
            raise CourseError(f"{path}:{line}: dưới dòng đánh dấu phải là công thức, viết giữa hai cặp $$.")
        found.append(Formula(mark["name"], NEXT_LINE.sub(" ", below["tex"])))
    return found


def drawn(tex: str, inline: bool = False) -> str:
    """A formula (TeX without its dollar signs) as SVG in the colour of the text around it; a screen reader reads the TeX."""
    apart = tex.replace("P_", "P{}_")  # else the font draws the index into the letter
    picture = ziamath.Latex(apart, size=SIZE, color="currentColor", inline=inline).svg()
    return picture.replace("<svg ", f'<svg role="img" aria-label="{escape(tex)}" ', 1)


def with_each_letter_once(page: str) -> str:
    """The page with the shape of each letter only where it comes first: every formula brings its own, under the same ids."""
    seen: set[str] = set()

    def first(symbol: re.Match[str]) -> str:
        known = symbol["id"] in seen
        seen.add(symbol["id"])
        return "" if known else symbol[0]

    return SYMBOL.sub(first, page)
