"""Is the demo class of each lesson graded as its stories say, with every mistake named?"""

from types import SimpleNamespace

import nbformat
import pytest
from test_class import lost_todos

from autograder import exercises
from autograder.authoring.text import solutions
from autograder.demo.course import hand_in, new_course
from autograder.demo.students import submissions
from autograder.feedback.verdict_html import is_ours
from autograder.grading.lesson import load_lesson
from autograder.grading.notebook import grade_submission
from autograder.grading.whole_class import grade_class
from autograder.intake.read import read_bytes, take
from autograder.sandbox import Sandbox, choose
from course.checking.missing import STOPPED, SYNTAX

LESSONS = exercises.lesson_names()
FEW = 16  # of a class, a quarter of them with mistakes; test_closer_look asks the names of all, of the last lesson of one in five
MOST = 32  # of a class that is cut down


@pytest.fixture(scope="module", params=LESSONS)
def graded_class(request, project, tmp_path_factory):
    """The first lesson's demo class, and a few of each other's, graded (without the endless loop: test_class waits for it)."""
    lesson = request.param
    folder = new_course(tmp_path_factory.mktemp(lesson) / "course")
    most = {LESSONS[0]: None, LESSONS[-1]: FEW // 2}.get(lesson, FEW)  # in the last lesson one takes ten seconds
    people = hand_in(project, folder, lesson, endless=False, most=most)
    results = {result.student: result for result in grade_class(folder, lesson)}
    return SimpleNamespace(lesson=lesson, folder=folder, people=people, results=results)


def named_mistakes(result, person):
    """Once for each function, however many TODOs it costs.

    Not where a function lacks another, or a cell is broken, which only who planted no mistake may be told.
    """
    named = {(todo.function, todo.mistake) for todo in result.summary.todos if todo.mistake}
    left_out = () if person.mistakes else (SYNTAX.name, STOPPED.name, "còn thiếu ")
    return [name for _, name in named if not name.startswith(left_out)]


def test_everyone_loses_exactly_what_they_should(graded_class):
    """Does each submission lose the points of its mistakes and no others, and is each mistake named?"""
    todos = [part.todo for exercise in exercises.load(graded_class.lesson).exercises for part in exercise.parts]
    assert len(graded_class.people) >= FEW // 2
    for person in graded_class.people:
        result = graded_class.results[person.student]
        if person.costs is not None:
            assert lost_todos(result) == [todo for todo in todos if todo in person.costs], (
                person.student,
                person.story,
            )
        assert sorted(named_mistakes(result, person)) == sorted(person.mistakes), person.story


def test_autograded_notebooks_are_valid(graded_class):
    """Is every autograded notebook, written without a validator, one that nbformat accepts?"""
    for person in graded_class.people:
        path = graded_class.folder.autograded(person.student, graded_class.lesson)
        nbformat.validate(nbformat.read(path, as_version=nbformat.NO_CONVERT))


def test_verdicts_are_known_as_the_graders_own(graded_class):
    """Is the HTML of every verdict told as the grader's own, so that pages show it as it is?"""
    for person in graded_class.people:
        notebook = nbformat.read(graded_class.folder.autograded(person.student, graded_class.lesson), as_version=4)
        outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
        assert [
            html for output in outputs if (html := output.get("data", {}).get("text/html")) and not is_ours(html)
        ] == []


@pytest.mark.parametrize("lesson", LESSONS)
def test_source_scores_ten_and_release_zero(project, lesson):
    """Does the source notebook score 10 of 10 and the untouched release 0, with any seed?"""
    for seed in range(2 if lesson == LESSONS[0] else 1):
        loaded = load_lesson(project, lesson, seed=seed)
        with Sandbox(choose(), loaded.limits, loaded.files) as sandbox:
            assert grade_submission(read_bytes(take(project.source(lesson))), loaded, sandbox).earned == 10
            assert grade_submission(read_bytes(take(project.release(lesson))), loaded, sandbox).earned == 0


def test_small_class(project):
    """Does a class of at most so many keep every kind of submission, and mistakes from the first to the last?"""
    for lesson in {LESSONS[0], LESSONS[-1]}:
        source, release = (nbformat.read(path(lesson), as_version=4) for path in (project.source, project.release))
        parts = release, solutions(source), exercises.load(lesson)
        whole, some = list(submissions(*parts)), list(submissions(*parts, most=MOST))
        assert len(some) == MOST <= len(whole)
        assert len({person.student for person in some}) == MOST
        mistaken = {person.story for person in whole if person.mistakes}
        assert {p.story for p in whole} - mistaken <= {p.story for p in some}
        assert len({p.story for p in some} & mistaken) >= 10
        few = list(submissions(*parts, most=FEW))
        assert len(few) == FEW and sum(bool(person.mistakes) for person in few) == FEW // 4
