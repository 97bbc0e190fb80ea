"""Does our own command leave exactly what `nbgrader autograde` leaves through the plug-in?"""

import shutil

import pytest
from class_state import LESSON, made_from, notebooks, rows
from nbgrader.api import Gradebook

from autograder.bench.grading import run_nbgrader
from autograder.course_folder import CourseFolder
from autograder.gradebook.config import db_url
from autograder.grading.whole_class import GradeOptions, grade_class

TABLES = [
    "version",
    "grade cells",
    "solution cells",
    "task cells",
    "source cells",
    "students",
    "submissions",
    "notebooks",
    "grades",
    "comments",
]
REGRADED = "sv008"


@pytest.mark.parametrize("table", TABLES)
def test_rows(by_both, table):
    """Are all rows of this kind in the gradebook the same?"""
    ours, theirs = (rows(folder)[TABLES.index(table)] for folder in (by_both.ours, by_both.theirs))
    assert ours == theirs
    assert ours or table == "task cells"


def test_notebooks(by_both):
    """Are the autograded notebooks of the whole class the same, cell by cell, with all that they hold?"""
    ours, theirs = notebooks(by_both.ours), notebooks(by_both.theirs)
    assert set(ours) == set(theirs) == set(by_both.ours.students(LESSON))
    for student in ours:
        assert len(ours[student]["cells"]) == len(theirs[student]["cells"]), student
        for mine, other in zip(ours[student]["cells"], theirs[student]["cells"]):
            assert mine == other, student
        assert ours[student]["metadata"] == theirs[student]["metadata"], student


def test_files_beside(by_both):
    """Do the same files lie beside the graded notebooks?"""

    def found(folder):
        top = folder.root / "autograded"
        return {str(path.relative_to(top)): path.stat().st_mode & 0o777 for path in top.rglob("*") if path.is_file()}

    assert found(by_both.ours) == found(by_both.theirs) != {}


def test_regrade_of_what_a_person_graded(by_both, tmp_path):
    """After an instructor's points and words, does grading again leave the same rows by both entrances?"""
    ours, theirs = CourseFolder(tmp_path / "ours"), CourseFolder(tmp_path / "theirs")
    for folder, original in ((ours, by_both.ours), (theirs, by_both.theirs)):
        shutil.copytree(original.root, folder.root)
        with Gradebook(db_url(folder)) as gradebook:
            notebook = gradebook.find_submission_notebook(LESSON, LESSON, REGRADED)
            grade = min(notebook.grades, key=lambda grade: grade.name)
            comment = min(notebook.comments, key=lambda comment: comment.name)
            grade.manual_score, grade.extra_credit, comment.manual_comment = 0.25, 0.5, "Xem lại nhé."
            gradebook.db.commit()
    before = made_from(ours)
    list(grade_class(ours, LESSON, GradeOptions(students=(REGRADED,), force=True)))
    run_nbgrader(theirs, "autograde", LESSON, "--force", "--student", REGRADED)
    assert rows(ours) == rows(theirs)
    assert made_from(ours) == before
    assert any("Xem lại nhé." in row for row in rows(ours)[-1])
