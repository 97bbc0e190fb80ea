"""The answers to compare: a class's, from whatever it handed in, and right ones as a lesson's author wrote them."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

import nbformat
from nbformat import NotebookNode

from autograder import exercises
from autograder.authoring.text import solutions
from autograder.course_folder import CourseFolder
from autograder.exercises.versions import edited
from autograder.exercises.written import without_markers
from autograder.files.last_net import trace_of, write_log
from autograder.intake.read import read_bytes
from autograder.intake.restore import restore
from autograder.intake.slots import Original, Role, Slot
from autograder.intake.status import Status
from autograder.intake.submitted import chosen_students, hand_in
from autograder.intake.text import defined_names
from autograder.people.names import is_student_id
from autograder.similarity.statements import LONGEST, LONGEST_ALL, Statement, compared, lines_of, names_in, statements

OTHER_CELLS = "hàm viết thêm"
HONEST = 100  # made-up students who each wrote right answers of their own: 4950 pairs


@dataclass(frozen=True)
class Answer:
    """What one student wrote for one exercise, as far as it is compared. own: the statements that the released cell does not have.
    lines: the same of its lines, comments included.
    """

    source: str
    own: tuple[Statement, ...]
    lines: frozenset[str]


@dataclass(frozen=True)
class Answers:
    """A class's answers. students: their ids. by_exercise: {exercise: an Answer or None for each student}.

    left: ids of those whose hand-in the grader failed at.
    """

    students: tuple[str, ...]
    by_exercise: dict[str, list[Answer | None]] = field(repr=False)
    left: tuple[str, ...] = ()


def class_answers(folder: CourseFolder, lesson: str) -> Answers:
    """The Answers of everybody whose file could be read; raises CourseError for an empty class."""
    original = Original.of(nbformat.read(folder.release(lesson), as_version=4))
    compare = Comparison(_released(original))
    written: dict[str, dict[str, Answer | None]] = {}
    left: list[str] = []
    for student in filter(is_student_id, chosen_students(folder, lesson, ())):
        try:
            restored = restore(read_bytes(hand_in(folder, student, lesson).content), original)
            if restored.status is Status.OK:
                written[student] = compare.answers(_sources(restored.notebook, original))
        except Exception as error:
            write_log(folder, lesson, student, trace_of(error))
            left.append(student)
    return compare.of_class(written, tuple(left))


def right_answers(folder: CourseFolder, lesson: str) -> Answers | None:
    """Answers of made-up students who each took, exercise by exercise, any of the right ways that the lesson's author
    names; None where the lesson is not of this project.
    """
    if lesson not in exercises.lesson_names():
        return None
    original = Original.of(nbformat.read(folder.release(lesson), as_version=4))
    right = solutions(nbformat.read(folder.source(lesson), as_version=4))
    ways = {
        one.function: [
            without_markers(edited(right[one.function], edits)) for edits in ({}, *(v.edits for v in one.variants))
        ]
        for one in exercises.load(lesson).exercises
    }
    drawn = random.Random(0)  # the same page for the same class
    written = {str(number): {name: drawn.choice(known) for name, known in ways.items()} for number in range(HONEST)}
    compare = Comparison(_released(original))
    return compare.of_class({student: compare.answers(sources) for student, sources in written.items()})


def _released(original: Original) -> dict[str, str]:
    """{exercise: what students found in its cell}; exercises are named by their function."""
    return {_name(slot): slot.text for slot in original.slots if _is_code_answer(slot)}


def _is_code_answer(slot: Slot) -> bool:
    return slot.role is Role.ANSWER and slot.cell.cell_type == "code"


def _name(slot: Slot) -> str:
    return slot.functions[0] if slot.functions else slot.grade_id or ""


def _sources(notebook: NotebookNode, original: Original) -> dict[str, str]:
    """{exercise: what a student wrote}: the cells of the answers, and own cells that define a function."""
    places = {slot.grade_id: _name(slot) for slot in original.slots if _is_code_answer(slot)}
    found: defaultdict[str, list[str]] = defaultdict(list)
    for cell in notebook.cells:
        name = places.get(cell.metadata.get("nbgrader", {}).get("grade_id"))
        if name is None and cell.cell_type == "code" and "nbgrader" not in cell.metadata:
            defined = defined_names(cell.source)
            name = next((one for one in defined if one in places.values()), OTHER_CELLS if defined else None)
        if name is not None:
            found[name].append(cell.source)
    return {name: "\n\n".join(sources) for name, sources in found.items()}


class Comparison:
    """Holds what students wrote against what they found in the cells."""

    def __init__(self, released: Mapping[str, str]) -> None:
        """released: {exercise: source}."""
        found = {**released, OTHER_CELLS: ""}
        self.known = {name: names_in(source) for name, source in found.items()}
        self.given = {
            name: {one.words for one in statements(source, self.known[name])} for name, source in found.items()
        }
        self.given_lines = {name: lines_of(source) for name, source in found.items()}
        self.answer = cache(self._answer)  # many hand in the same words: those of the text, or nothing

    def answers(self, sources: Mapping[str, str]) -> dict[str, Answer | None]:
        """{exercise: Answer, or None without a statement of the student's own}. sources: {exercise: source} of one student."""
        found: dict[str, Answer | None] = {}
        room = LONGEST_ALL
        for name in self.known:
            source = compared(sources.get(name, ""), min(LONGEST, room))
            room -= len(source)
            found[name] = self.answer(name, source)
        return found

    def of_class(self, answers: Mapping[str, Mapping[str, Answer | None]], left: tuple[str, ...] = ()) -> Answers:
        """The Answers of a class. answers: {student: what `answers` gave}."""
        columns = {name: [of_one[name] for of_one in answers.values()] for name in self.known}
        return Answers(tuple(answers), {name: column for name, column in columns.items() if any(column)}, left)

    def _answer(self, name: str, source: str) -> Answer | None:
        own = tuple(one for one in statements(source, self.known[name]) if one.words not in self.given[name])
        return Answer(source, own, frozenset(lines_of(source) - self.given_lines[name])) if own else None
