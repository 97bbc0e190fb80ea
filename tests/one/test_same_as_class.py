"""Is one notebook alone graded as it is in its class: the same marks, the same words, also where it is broken or hostile?"""

import re
from html import unescape

import nbformat
import pytest
from corpus import corpus
from one_course import HELD, LESSON, OTHERS

from autograder.grading.whole_class import grade_class
from autograder.one.find import find
from autograder.one.grade import How, graded_in
from autograder.one.prepared import prepared
from autograder.one.seed import COURSE, seed_of
from autograder.sandbox import AUTO, started

HOSTILE = {  # of each kind of attack one that takes no long time
    "numpy_compares_equal",
    "check_replaced",
    "displayhook_shows_points",
    "lying_array",
    "imports_reference",
    "exit_code_zero",
    "segfault",
    "forged_frames_everywhere",
    "more_points",
    "forged_outputs",
    "own_grade_cell",
}
TAG = re.compile(r"<[^>]*>")
NOBODYS = {name: "x" for name in "LESSON HONEST COURSE HOME UNIX ABSTRACT DATAGRAMS".split()} | {"TCP": 1, "UDP": 1}


@pytest.fixture(scope="module")
def with_attacks(course, written):
    """The course folder, in which attackers have handed in lesson 1, too; how many."""
    folder = course.folder
    release = nbformat.read(folder.release(LESSON), as_version=4)
    right = nbformat.reads(written().decode(), as_version=4)
    chosen = [one for one in corpus(release, right, NOBODYS) if one.name in HOSTILE]
    assert len(chosen) == len(HOSTILE)
    for attack in chosen:
        path = folder.submitted(f"x_{attack.name}", LESSON)
        path.parent.mkdir(parents=True)
        path.write_bytes(attack.content)
    return folder, len(chosen)


@pytest.mark.parametrize("lesson", [LESSON, OTHERS[0], pytest.param(OTHERS[1], marks=pytest.mark.robust)])
def test_same_marks_and_reasons(lesson, course, with_attacks):
    """Does the document, as its schema describes it, say of each submission of a class what the class's own grading says of it?"""
    folder, attackers = with_attacks
    results = {result.student: result for result in grade_class(folder, lesson)}
    assert len(results) == len(course.people[lesson]) + (attackers if lesson == LESSON else 0) > 14
    seed = seed_of(folder, "")
    ready = prepared(folder, lesson, seed)
    assert seed.origin == COURSE
    with started(AUTO, ready.limits, ready.files) as sandbox:
        for student, result in results.items():
            found = find(folder, folder.submitted(student, lesson), lesson)
            alone = graded_in(sandbox, folder, found, seed, ready, How(AUTO, threshold=5, shows_cases=True))
            assert_same(alone, result, folder.autograded(student, lesson))
            assert [error.message for error in HELD.iter_errors(alone)] == [], student
            assert alone["lesson"] == lesson and alone["passed"] == (alone["earned"] >= 5)


def assert_same(alone, result, path):
    summary = result.summary
    assert [(one["todo"], one["function"], one["earned"], one["points"]) for one in alone["todos"]] == [
        (one.todo, one.function, one.earned, one.points) for one in summary.todos
    ], result.student
    assert (alone["earned"], alone["status"]["text"]) == (result.earned, result.status), result.student
    assert alone["notices"] == list(result.notices), result.student
    cells = nbformat.read(path, as_version=4).cells
    for exercise, mark in zip(alone["exercises"], summary.exercises, strict=True):
        assert exercise["mistake"] in ("", mark.mistake), result.student
        [shown] = [
            cell.outputs[0].data["text/html"] for cell in cells if cell.id == f"check-{exercise['function']}"
        ] or [""]
        seen = unescape(TAG.sub("", shown))
        said = [*exercise["reasons"], *(row["text"] for row in exercise["case"])]
        assert [text for text in said if text not in seen] == [], (result.student, seen)


def test_every_mistake_is_named_alone_too(course, with_attacks, told):
    """By the command itself: is a mistake named that the class's grading names?"""
    folder, _ = with_attacks
    wrong = next(person for person in course.people[LESSON] if len(person.mistakes) > 2)
    alone = told(folder.submitted(wrong.student, LESSON))
    assert {one["mistake"] for one in alone["exercises"]} - {""} == set(wrong.mistakes)
    lost = {one["todo"] for one in alone["todos"] if one["earned"] < one["points"]}
    assert lost == set(wrong.costs)
