"""A graded notebook's cells, arranged for its student: exercise by exercise, question by question."""

import base64
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from markupsafe import Markup
from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution, is_task

from autograder.feedback.instructor_text import InstructorText
from autograder.feedback.room import Room
from autograder.feedback.verdict_html import is_ours
from autograder.gradebook.cells import CellMark, Comments, StudentMarks
from autograder.grading.outputs import is_picture

NOTES = "grading-notes"
OWN_TITLE = "Những ô bạn tự thêm"


@dataclass
class Part:
    """A cell's code or text (source), and what it showed: (kind, text) with kind "text" or "picture" (base64 of a PNG)."""

    code: Markup | None = None
    text: str = ""
    outputs: list[tuple[str, str]] = field(default_factory=list)

    @property
    def lines(self) -> int:
        return self.code.count("\n") + 1 if self.code else 0


@dataclass
class Section:
    """One exercise, question or task of the page.

    function: of an exercise's. asked: the question's words. verdict: the grader's own HTML. work: the student's cell.
    checks: (grade_id, CellMark, Part) of an instructor's own checks. own: the student's own cells after it.
    marks: of all cells; by_hand: of those among them that a person marks. comments: a person's. remarks: the grader's.
    """

    anchor: str
    title: Markup | str
    function: str = ""
    asked: Markup | None = None
    verdict: Markup | None = None
    work: Part | None = None
    answered: bool = False
    checks: list[tuple[str, CellMark | None, Part]] = field(default_factory=list)
    own: list[Part] = field(default_factory=list)
    marks: list[CellMark] = field(default_factory=list)
    by_hand: list[CellMark] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def earned(self) -> float:
        return sum(mark.earned for mark in self.marks)

    @property
    def points(self) -> float:
        return sum(mark.points for mark in self.marks)

    @property
    def pending(self) -> bool:
        return any(mark.pending for mark in self.marks)

    @property
    def lost(self) -> float:
        """Points that are lost, as far as is known."""
        return sum(max(0.0, mark.points - mark.earned) for mark in self.marks if not mark.pending)

    @property
    def again(self) -> bool:
        return any(mark.again for mark in self.marks)

    @property
    def corrected(self) -> float | None:
        """The grader's own mark, where a person has put another in its place."""
        automatic = [mark.automatic for mark in self.marks if mark.automatic is not None]
        changed = bool(self.function) and any(mark.by_person for mark in self.marks)
        return sum(automatic) if changed and sum(automatic) != self.earned else None


class Arrangement:
    """Puts the cells of one notebook into sections, in the notebook's order."""

    def __init__(
        self, student_marks: StudentMarks, titles: Mapping[str, str], functions: Collection[str], words: InstructorText
    ) -> None:
        """titles: {function: title}. functions: those the grader gave a verdict on. words: an InstructorText."""
        self.given, self.titles, self.functions, self.words = student_marks, titles, functions, words
        self.sections: list[Section] = []
        self.by_function: dict[str, Section] = {}
        self.room, self.room_of_own = Room(), Room()  # what a student adds takes no room from the answers

    def of(self, cells: Iterable[NotebookNode]) -> list[Section]:
        """The sections of a notebook's cells."""
        for cell in cells:
            if "nbgrader" not in cell.metadata:
                self._students_own(cell)
            else:
                self._instructors(cell, cell.metadata.nbgrader["grade_id"])
        return self.sections

    def _students_own(self, cell: NotebookNode) -> None:
        if cell.get("id") == NOTES or self.words.gave(cell):
            return
        if not self.sections:
            self._new("o-tu-them", OWN_TITLE)
        self.sections[-1].own.append(part_of(cell, self.room_of_own))

    def _instructors(self, cell: NotebookNode, grade_id: str) -> None:
        section = self._section(cell, grade_id)
        if section is None:
            return
        mark = self.given.marks.get(grade_id) if is_grade(cell) or is_task(cell) else None
        if mark:
            section.marks.append(mark)
            section.by_hand += [mark] if is_solution(cell) or is_task(cell) else []
        if is_solution(cell) or is_task(cell):
            self._comment(section, self.given.comments.get(grade_id, Comments(None, None)))
        if is_solution(cell):
            section.work, section.answered = part_of(cell, self.room), cell.cell_type != "code"
        elif section.function and is_grade(cell):
            section.verdict = verdict_of(cell)
        elif is_grade(cell):
            section.checks.append((grade_id, mark, Part(outputs=self.room.outputs(shown(cell)))))

    def _section(self, cell: NotebookNode, grade_id: str) -> Section | None:
        """The section that a cell of the lesson stands in, or None for one that a page does not show."""
        kind, _, function = grade_id.partition("-")
        if kind == "puzzle":
            return None
        if kind in ("exercise", "check") and function in self.functions:
            return self.by_function.get(function) or self._exercise(function)
        if asked := self.words.asked.get(grade_id):
            title, text = asked
            return self._new(grade_id, title or "Câu hỏi", asked=text)
        if is_solution(cell):
            last = self.sections[-1] if self.sections else None
            is_answer = cell.cell_type != "code" and last and last.asked is not None and last.work is None
            return last if is_answer else self._new(grade_id, f"Bài làm: {grade_id}")
        if is_grade(cell):
            return (
                self.sections[-1]
                if self.sections and not self.sections[-1].function
                else self._new(grade_id, f"Ô chấm: {grade_id}")
            )
        return None

    def _exercise(self, function: str) -> Section:
        section = self._new(f"bai-{function}", self.titles.get(function, function), function=function)
        self.by_function[function] = section
        return section

    def _new(self, anchor: str, title: Markup | str, **more: Any) -> Section:
        self.sections.append(Section(anchor, title, **more))
        return self.sections[-1]

    def _comment(self, section: Section, comments: Comments) -> None:
        """What a person said; else, of a cell that is no exercise, what the grader said."""
        if comments.manual:
            section.comments.append(comments.manual)
        elif comments.automatic and not section.function:
            section.remarks.append(comments.automatic)


def by_people(sections: Iterable[Section]) -> list[Section]:
    """Of work that could not be read: what people gave and said, without the empty cells."""
    return [
        replace(
            one,
            verdict=None,
            work=None,
            answered=False,
            own=[],
            remarks=[],
            checks=[(name, mark, Part()) for name, mark, _ in one.checks],
        )
        for one in sections
        if one.comments or any(mark.by_person for mark in one.marks)
    ]


def verdict_of(cell: NotebookNode) -> Markup:
    """The HTML that the grader wrote into a check cell: the only outputs that are taken as HTML."""
    found = [output.data["text/html"] for output in cell.outputs if "text/html" in output.get("data", {})]
    return Markup("").join(Markup(html) if is_ours(html) else Markup("<pre>{}</pre>").format(html) for html in found)


def part_of(cell: NotebookNode, room: Room) -> Part:
    """A cell that a student wrote, as far as the page has room for it."""
    if cell.cell_type == "code":
        return Part(code=room.code(cell.source), outputs=room.outputs(shown(cell)))
    return Part(text=room.words(cell.source))


def shown(cell: NotebookNode) -> list[tuple[str, str]]:
    """What a cell printed and drew: (kind, text) pairs, nothing of it HTML."""
    outputs: list[tuple[str, str]] = []
    for output in cell.outputs:
        data = output.get("data", {})
        if output.output_type == "stream":
            outputs.append(("text", output.text))
        elif output.output_type == "error":
            outputs.append(("text", f"{output.ename}: {output.evalue}"))
        elif picture := picture_of(data.get("image/png")):
            outputs.append(("picture", picture))
        elif "text/plain" in data:
            outputs.append(("text", data["text/plain"]))
    return outputs


def picture_of(text: str | None) -> str | None:
    """A PNG in base64 without line ends, or None for anything else."""
    try:
        content = base64.b64decode("".join((text or "").split()), validate=True)
    except ValueError:  # not base64, or not even ASCII
        return None
    return base64.b64encode(content).decode() if is_picture(content) else None
