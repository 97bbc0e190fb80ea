"""Is the demo class of each lesson graded as its stories say, with every mistake named?"""

import shutil
from types import SimpleNamespace

import nbformat
import pytest
from class_state import assert_as_told

from autograder import exercises
from autograder.authoring.text import solutions
from autograder.demo.course import hand_in, new_course
from autograder.demo.students import submissions
from autograder.feedback.verdict_html import is_ours
from autograder.grading.whole_class import grade_class

LESSONS = exercises.lesson_names()
FEW = 12  # of a class, a quarter of them with mistakes; test_closer_look asks the names of more
MOST = 32  # of a class that is cut down
SOURCE, RELEASE = "ban_nguon", "ban_phat"  # who hands in these


@pytest.fixture(scope="module", params=[*LESSONS[:-1], pytest.param(LESSONS[-1], marks=pytest.mark.robust)])
def graded_class(request, project, tmp_path_factory):
    """A few of each lesson's demo class, graded; all of the first one's are in test_class."""
    lesson = request.param
    folder = new_course(tmp_path_factory.mktemp(lesson) / "course")
    most = FEW // 3 if lesson == LESSONS[-1] else FEW  # in the last lesson one takes ten seconds
    people = hand_in(project, folder, lesson, endless=False, most=most)
    for student, stage in ((SOURCE, project.source), (RELEASE, project.release)):
        folder.submitted(student, lesson).parent.mkdir(parents=True)
        shutil.copy(stage(lesson), folder.submitted(student, lesson))
    results = {result.student: result for result in grade_class(folder, lesson)}
    return SimpleNamespace(lesson=lesson, folder=folder, people=people, results=results)


def test_everyone_loses_exactly_what_they_should(graded_class):
    """Does each submission lose the points of its mistakes and no others, and is each mistake named?"""
    assert len(graded_class.people) >= FEW // 3
    assert_as_told(graded_class.lesson, graded_class.people, graded_class.results)


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


def test_source_scores_ten_and_release_zero(graded_class):
    """Does the source notebook score 10 of 10 and the untouched release 0?"""
    assert (graded_class.results[SOURCE].earned, graded_class.results[RELEASE].earned) == (10, 0)


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
