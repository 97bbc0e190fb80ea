"""The answers to compare: a class's, from whatever it handed in, and right ones as a lesson's author wrote them."""

import random
from dataclasses import dataclass, field

import nbformat

from autograder import exercises
from autograder.build.text import solutions
from autograder.demo.students import without_markers
from autograder.exercises.freeze import edited
from autograder.grading.submissions import chosen_students, hand_in
from autograder.intake.read import read_bytes
from autograder.intake.restore import restore
from autograder.intake.slots import Original, Role
from autograder.intake.status import Status
from autograder.intake.text import defined_names
from autograder.people.names import is_student_id
from autograder.similarity.statements import compared, lines_of, names_in, statements

OTHER_CELLS = "hàm viết thêm"
HONEST = 100  # made-up students who each wrote right answers of their own: 4950 pairs


@dataclass(frozen=True)
class Answer:
    """What one student wrote for one exercise, as far as it is compared. own: the statements that the released cell does not have.
    lines: the same of its lines, comments included.
    """

    source: str
    own: tuple
    lines: frozenset


@dataclass(frozen=True)
class Answers:
    """A class's answers. students: their ids. by_exercise: {exercise: an Answer or None for each student}."""

    students: tuple[str, ...]
    by_exercise: dict = field(repr=False)


def class_answers(folder, lesson):
    """The Answers of everybody whose file could be read; raises CourseError for an empty class."""
    original = Original.of(nbformat.read(folder.release(lesson), as_version=4))
    written = {}
    for student in filter(is_student_id, chosen_students(folder, lesson, ())):
        restored = restore(read_bytes(hand_in(folder, student, lesson).content), original)
        if restored.status is Status.OK:
            written[student] = _sources(restored.notebook, original)
    return _answers(written, _released(original))


def right_answers(folder, lesson):
    """Answers of made-up students who each took, exercise by exercise, any of the right ways that the lesson's author
    names; None where the lesson is not of this project.
    """
    if lesson not in exercises.lesson_names():
        return None
    original = Original.of(nbformat.read(folder.release(lesson), as_version=4))
    right = solutions(nbformat.read(folder.source(lesson), as_version=4))
    ways = {
        one.function: [without_markers(edited(right[one.function], edits)) for edits in ({}, *(v.edits for v in one.variants))]
        for one in exercises.load(lesson).exercises
    }
    drawn = random.Random(0)  # the same page for the same class
    written = {str(number): {name: drawn.choice(known) for name, known in ways.items()} for number in range(HONEST)}
    return _answers(written, _released(original))


def _released(original):
    """{exercise: what students found in its cell}; exercises are named by their function."""
    return {_name(slot): slot.text for slot in original.slots if _is_code_answer(slot)}


def _is_code_answer(slot):
    return slot.role is Role.ANSWER and slot.cell.cell_type == "code"


def _name(slot):
    return slot.functions[0] if slot.functions else slot.grade_id


def _sources(notebook, original):
    """{exercise: what a student wrote}: the cells of the answers, and own cells that define a function."""
    places = {slot.grade_id: _name(slot) for slot in original.slots if _is_code_answer(slot)}
    found = {}
    for cell in notebook.cells:
        name = places.get(cell.metadata.get("nbgrader", {}).get("grade_id"))
        if name is None and cell.cell_type == "code" and "nbgrader" not in cell.metadata:
            defined = defined_names(cell.source)
            name = next((one for one in defined if one in places.values()), OTHER_CELLS if defined else None)
        if name is not None:
            found[name] = f"{found[name]}\n\n{cell.source}" if name in found else cell.source
    return found


def _answers(written, released):
    """written: {student: {exercise: source}}. released: {exercise: source}."""
    columns = {
        name: _column([sources.get(name, "") for sources in written.values()], released.get(name, ""))
        for name in (*released, OTHER_CELLS)
    }
    return Answers(tuple(written), {name: column for name, column in columns.items() if any(column)})


def _column(sources, released):
    """An Answer for each source that has a statement of its own, else None."""
    known = names_in(released)
    given, given_lines = {one.words for one in statements(released, known)}, lines_of(released)
    found = []
    for source in map(compared, sources):
        own = tuple(one for one in statements(source, known) if one.words not in given)
        found.append(Answer(source, own, frozenset(lines_of(source) - given_lines)) if own else None)
    return found
