"""A graded notebook as a document: plain data for JSON, of one version, from which the other forms are made.

By default nothing in it comes out of the student's process or shows a hidden case, but for verdicts: in a pipeline somebody may
try a hundred times, and what a function returns or raises may carry what it was called with before.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from nbformat import NotebookNode

from autograder.gradebook.statuses import BLANK, GRADED, STATUS_WORDS
from autograder.grading.lesson import InstructorLesson
from autograder.grading.notebook import Graded
from autograder.grading.over_limits import LIMITS
from autograder.intake.labels import is_grade, is_solution, is_task
from course.checking import bytes_picture, report
from course.checking.frozen import FrozenLesson, Raised
from course.checking.judge import OPEN, RIGHT, Failure, Verdict
from course.checking.wording import needed

SCHEMA = 1
NOT_DONE, CARRIED, WRONG = "not_done", "carried", "wrong"  # states of an exercise, beside those of a TODO
CODES = {
    GRADED: "graded",
    BLANK: "blank",
    **{word: status.value for status, word in STATUS_WORDS.items()},
    **{word: f"limit_{limit}" for limit, (word, _) in reversed(LIMITS.items()) if limit != "cells"},
}
UNSAID = "Unsaid"  # instead of an error's own name and words


def document(
    graded: Graded, lesson: InstructorLesson, sandbox: str, shows_cases: bool, notices: Iterable[str] = ()
) -> dict[str, Any]:
    """What is said of a graded notebook, without threshold. shows_cases: tell of first failures as the feedback page does.

    sandbox: its kind. notices: more of them, said first.
    """
    told = [(one if shows_cases else closed(one, lesson.frozen), bool(report.findings(one))) for one in graded.verdicts]
    others = list(_others(graded, lesson))
    marks = [mark for one in graded.verdicts for mark in _todos(one)]
    automatic = [one for one in others if one["earned"] is not None]
    return {
        "schema": SCHEMA,
        "lesson": lesson.frozen.name,
        "status": {"code": CODES[graded.status], "text": graded.status},
        "earned": _sum(one["earned"] for one in (*marks, *automatic)),
        "points": _sum(one["points"] for one in (*marks, *automatic)),
        "todos": marks,
        "exercises": [_exercise(one, is_own, shows_cases) for one, is_own in told],
        "other_cells": others,
        "notices": [*notices, *graded.notices],
        "shows_cases": shows_cases,
        "sandbox": sandbox,
    }


def closed(verdict: Verdict, lesson: FrozenLesson) -> Verdict:
    """The verdict without what a student's process said, and without what a hidden case holds: names, places and hints stay."""
    failure, measured = verdict.failure, tuple(one for one in verdict.measured if not one.hidden)
    pattern = verdict.pattern
    if pattern and failure and isinstance(failure.outcome, Raised):
        lacks = failure.outcome.missing
        known = lacks is None or lacks.name in {exercise.function for exercise in lesson.exercises}
        pattern = replace(pattern, asks="", tells="") if known else None  # its hint may quote the error
    return replace(verdict, failure=failure and _without_words(verdict, failure), pattern=pattern, measured=measured)


def _without_words(verdict: Verdict, failure: Failure) -> Failure:
    todo, is_open = verdict.untouched_todo, any(failure.case is case for case in _seen(verdict))
    outcome = failure.outcome
    if isinstance(outcome, Raised):
        is_stub = todo in {part.todo for part in verdict.parts}
        outcome = Raised(outcome.kind, f"{todo}: ") if is_stub else Raised(UNSAID, "")
    case = failure.case if is_open else replace(failure.case, hidden=True)
    return Failure(case, outcome, None)


def _seen(verdict: Verdict) -> list[Any]:
    return [case for case in verdict.exercise.cases if not case.hidden]


def _todos(verdict: Verdict) -> Iterator[dict[str, Any]]:
    for part in verdict.parts:
        name = verdict.exercise.function
        points = {"earned": float(part.earned), "points": float(part.points)}
        yield {"todo": part.todo, "function": name, **points, "state": part.state}


def _exercise(verdict: Verdict, is_own: bool, shows_cases: bool) -> dict[str, Any]:
    """is_own: is there something to say of a failure, and is it this function's own?"""
    exercise, found = verdict.exercise, verdict.diagnosis if is_own else None
    asks, tells = _hint(verdict) if is_own else ("", "")
    return {
        "function": exercise.function,
        "title": exercise.title,
        "earned": _sum(part.earned for part in verdict.parts),
        "points": _sum(part.points for part in verdict.parts),
        "state": _state(verdict),
        "reasons": [
            line for line in (report.headline(verdict), report.open_line(verdict), report.earlier_line(verdict)) if line
        ],
        "mistake": found.name if found else "",
        "case": _case(verdict, shows_cases) if is_own else [],
        "question": asks,
        "hint": tells,
        "remarks": [*bytes_picture.lines(verdict.measured), *verdict.remarks],
    }


def _hint(verdict: Verdict) -> tuple[str, str]:
    """The hint that report gives; of the TODO where the pattern's own was taken out."""
    if verdict.diagnosis and not verdict.diagnosis.asks:
        return report.hint(replace(verdict, pattern=None))
    return report.hint(verdict)


def _case(verdict: Verdict, shows_cases: bool) -> list[dict[str, str]]:
    """Rows on the first failure: all that report finds, else of a case that the notebook shows only what the notebook shows, too."""
    failure = verdict.failure
    if shows_cases:
        rows = report.findings(verdict)
    elif failure is None or failure.case.hidden:
        rows = []
    else:
        rows = [("Trường hợp", failure.case.label), ("Cần có", needed(failure.case, False))]
    return [{"label": label, "text": text} for label, text in rows]


def _state(verdict: Verdict) -> str:
    if verdict.failure is None:
        return RIGHT
    if verdict.untouched_todo:
        return NOT_DONE
    if not verdict.lost:
        return CARRIED
    return OPEN if all(part.state in (OPEN, RIGHT) for part in verdict.parts) else WRONG


def _others(graded: Graded, lesson: InstructorLesson) -> Iterator[dict[str, Any]]:
    """Grade cells that belong to no exercise: the instructor's own code, not verified, and what only a person marks."""
    names = {slot.grade_id: slot.name for slot in lesson.original.slots if slot.grade_id}
    for cell in graded.notebook.cells:
        if (is_grade(cell) or is_task(cell)) and not lesson.exercise_of(cell):
            label = cell.metadata.nbgrader
            by_person = is_solution(cell) or cell.cell_type != "code"
            yield {
                "cell": label.grade_id,
                "name": names[label.grade_id],
                "earned": None if by_person else _of_own_code(cell),
                "points": float(label.points),
            }


def _of_own_code(cell: NotebookNode) -> float:
    """What nbgrader's scoring gives a cell that ran."""
    from nbgrader.utils import determine_grade  # loads all of nbgrader, and few lessons have such cells

    earned, _ = determine_grade(cell)
    return float(earned)


def _sum(numbers: Iterable[float]) -> float:
    return round(float(sum(numbers)), 6)
