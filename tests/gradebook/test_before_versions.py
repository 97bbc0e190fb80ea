"""Is a class that was graded before summaries had a version told as it was then?"""

import csv

import pytest
from before_versions import LESSON, SAID, lay_out, notebook_with, told_on

from autograder.commands import main
from autograder.feedback.page import PageMaker
from autograder.gradebook.cells import GradebookCells
from autograder.gradebook.config import db_url
from autograder.report import write_report

STUDENTS = ("an", "binh", "chi", "dung", "giang", "ha")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return lay_out(tmp_path_factory.mktemp("before"))


def rows(path):
    return list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines(keepends=True)))


def test_report(folder, tmp_path):
    """Does every table of the report say the same, of the lesson and of the course?"""
    paths = [*write_report(folder, LESSON, tmp_path)[1:], *write_report(folder, None, tmp_path)[1:]]
    said = {path.name: rows(path) for path in paths}
    for row in said["khoa_hoc.sinh_vien.csv"]:
        row[-1] = row[-1].partition(":")[0]  # a reason comes with its numbers now
    assert {name: said.get(name) for name in SAID["report"]} == SAID["report"]


def test_export(folder, tmp_path):
    """Does the table of marks say the same?"""
    output = tmp_path / "diem.csv"
    assert main(["export", "--to", "csv", "--course-dir", str(folder.root), "--output", str(output)]) == 0
    assert rows(output) == SAID["export"]


@pytest.mark.parametrize("student", STUDENTS)
def test_feedback_page(folder, project, student):
    """Does a page tell the same notices and TODOs out of a notebook that was graded then?"""
    content = notebook_with(SAID["notebooks"][student])
    with GradebookCells(folder, db_url(folder), LESSON) as marks:
        page = PageMaker(project, LESSON).page(content, marks.of([student])[student])
    assert told_on(page) == SAID["pages"][student] != []
