"""Are answers that strangers wrote, from the released notebooks alone, marked and explained as they should be?

A sample of tests/answers; all of them are counted by `python -m autograder bench --part naming`.
"""

import linecache
from functools import cache

import nbformat
import pytest

from autograder import exercises
from autograder.authoring.text import solutions
from autograder.bench.answers import FALSE, NOT_DONE, marked, records
from autograder.exercises.kinds import KINDS
from course import Lesson
from course.checking import repair
from course.checking.judge import RIGHT, WRONG

EVERY = 43  # of how many answers one is graded here
EXTRA = {NOT_DONE, "syntax/error", "exception"}  # named by other cards


@pytest.fixture(scope="module")
def sampled():
    """The records of the sample, spread over all lessons and kinds."""
    return records()[::EVERY]


@pytest.fixture(scope="module")
def found(project, sampled):
    """The sample, graded."""
    return list(marked(project, sampled))


def test_records():
    """Has every record a lesson of the course, TODOs of that lesson, and kinds that are known?"""
    known = {*KINDS, *repair.KINDS, *EXTRA}
    for record in records():
        todos = {part.todo for one in exercises.load(record["lesson"]).exercises for part in one.parts}
        assert set(record["todos"]) | set(record["may_also"]) <= todos, record["id"]
        assert set(record["kinds"]) <= known, record["id"]
        assert (record["kind"] == "right") <= (not record["todos"]), record["id"]


def test_right_answers_lose_nothing(found):
    """Does no right answer lose a point?"""
    right = [one for one in found if one.record["kind"] == "right"]
    assert len(right) >= 5 and [one.record["id"] for one in right if one.lost] == []


def test_wrong_answers_lose_their_todos(found):
    """Do at least nine of ten wrong answers lose exactly the TODOs of their mistake, and earn nothing for them?"""
    wrong = [one for one in found if one.record["kind"] == "wrong"]
    exact = [one for one in wrong if one.is_exact]
    assert len(wrong) >= 20 and len(exact) >= 0.9 * len(wrong), [one.record["id"] for one in wrong if not one.is_exact]


def test_nothing_false_is_said(found):
    """Is hardly ever a mistake named that is not there?"""
    wrong = [one for one in found if one.record["kind"] == "wrong"]
    false = [one.record["id"] for one in wrong if one.reason == FALSE]
    assert len(false) <= 0.05 * len(wrong), false


def test_check_and_grader_agree(project, found):
    """Does the notebook's check call no TODO wrong that the grader finds right, and none right that is lost on the cases it sees?"""
    for one in found:
        if one.record["kind"] in ("right", "wrong") and len(one.record["cells"]) == 1:
            states = checked(project, one.record)
            told_wrong = {todo for todo, state in states.items() if state == WRONG}
            assert told_wrong <= one.lost, one.record["id"]
            if any(state != RIGHT for state in states.values()):
                assert {todo for todo, state in states.items() if state == RIGHT} <= states.keys() - one.lost, (
                    one.record["id"]
                )


def checked(project, record):
    """{TODO: state} as the check in a notebook tells of the record's function; nothing where its cell does not run."""
    told = check_of(project, record)
    return {part.todo: part.state for part in told.verdict.parts} if told else {}


def check_of(project, record):
    """What the check in a notebook shows of the record's function; None where its cell does not run."""
    lesson = Lesson(record["lesson"], project.release(record["lesson"]).parent)
    space = {}
    for cell in _ran_before(project, record["lesson"]):
        exec(cell, space)
    [(function, source)] = record["cells"].items()
    space.pop(function)
    name = f"<cell of {record['id']}>"
    linecache.cache[name] = (len(source), None, source.splitlines(True), name)
    try:
        exec(compile(source, name, "exec"), space)
    except Exception:
        return None
    return lesson.check(space[function]) if function in space else None


@cache
def _ran_before(project, lesson):
    """The code of the cells that a grader runs: those marked as setup, and the solutions."""
    notebook = nbformat.read(project.source(lesson), as_version=4)
    right = set(solutions(notebook).values())
    return [
        compile(cell.source, f"<{lesson}>", "exec")
        for cell in notebook.cells
        if cell.metadata.get("setup") or cell.source in right
    ]


@pytest.mark.robust
def test_right_answers_open_the_other_ways(project):
    """Do all right answers, however they are written, show the other ways, which only their own results open?"""
    right = [one for one in records() if one["kind"] == "right" and len(one["cells"]) == 1 and has_notes(one)]
    shown = {record["id"]: check_of(project, record).ways for record in right}
    assert len(shown) > 100 and [name for name, ways in shown.items() if not ways] == []


def has_notes(record):
    """Have the other ways of the record's function notes, which are what is shown?"""
    [function] = record["cells"]
    [asked] = [one for one in exercises.load(record["lesson"]).exercises if one.function == function]
    return any(variant.note for variant in asked.variants)
