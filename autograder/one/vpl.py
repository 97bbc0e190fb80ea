"""The document of a notebook as Moodle's Virtual Programming Lab reads it: comments in a block, then the grade.

VPL takes the last line that begins with `Grade :=>>` for the grade, and what stands between a line `<|--` and a line `--|>` for
comments, in which a line that begins with `-` is a title and one with `>` is shown as it stands:
https://vpl.dis.ulpgc.es/documentation/ (Automated program assessment), class mod_vpl_submission_CE.
"""

from collections.abc import Iterator
from typing import Any

from autograder.one.markdown import SIGNS, lines_of
from autograder.screen import printable

BEGIN, END, GRADE = "<|--", "--|>", "Grade :=>>"


def vpl(told: dict[str, Any], most: float) -> str:
    """told: see `document`. most: the activity's maximum grade, to which the points are stretched."""
    grade = told["earned"] / told["points"] * most if told["points"] else 0.0
    return "\n".join([BEGIN, *_comments(told), END, "", f"{GRADE} {grade:.5g}", ""])


def _comments(told: dict[str, Any]) -> Iterator[str]:
    yield _title(f"{told['earned']:g}/{told['points']:g} điểm, tình trạng: {told['status']['text']}")
    yield from map(_line, told["notices"])
    for exercise in told["exercises"]:
        mine = [todo for todo in told["todos"] if todo["function"] == exercise["function"]]
        yield _title(f"{exercise['title']}: {exercise['earned']:g}/{exercise['points']:g} điểm")
        yield _line(", ".join(f"{todo['todo']} {SIGNS[todo['state']]}" for todo in mine))
        yield from map(_line, lines_of(exercise))
    for cell in told["other_cells"]:
        earned = "chấm tay" if cell["earned"] is None else f"{cell['earned']:g}/{cell['points']:g} điểm"
        yield _line(f"{cell['name']}: {earned}")


def _title(text: str) -> str:
    return f"-{_one_line(text)}."  # the end keeps VPL from taking a `(…)` for points to take off


def _line(text: str) -> str:
    """A line that VPL shows as it stands, whoever wrote it: none of its marks begins so."""
    return f"> {_one_line(text)}"


def _one_line(text: str) -> str:
    return printable(" ".join(text.split()))
