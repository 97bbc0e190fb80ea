"""Are a lesson's cells written into the gradebook together: in few transactions, and whole or not at all?"""

import pytest
from nbgrader.api import Gradebook
from sqlalchemy import Engine, event

from autograder.gradebook.assignment import register, stubbed_notebook
from autograder.gradebook.writer import make_sure

LESSON = "bai01_so_nguyen"
FEW = 10  # each time: the assignment, what reads, and the notebook with its cells


@pytest.fixture
def url(tmp_path):
    """A gradebook that knows no lesson."""
    made = f"sqlite:///{tmp_path / 'gradebook.db'}"
    make_sure(made)
    return made


def test_few_transactions(url, project):
    """Does a lesson of a hundred cells cost few of them, the first time and again?"""
    commits, notebook = [], stubbed_notebook(project, LESSON)
    count = commits.append  # one object, by which it is taken off again
    event.listen(Engine, "commit", count)
    try:
        for _ in range(2):
            register(url, LESSON, notebook)
    finally:
        event.remove(Engine, "commit", count)
    with Gradebook(url) as gradebook:
        cells = gradebook.find_notebook(LESSON, LESSON).source_cells
        assert len(cells) > 50 and 0 < len(commits) <= 2 * FEW


def test_whole_or_not_at_all(url, project, monkeypatch):
    """Is nothing of the lesson's cells left where writing them ends in the middle, and all by the next run?"""
    write, left = Gradebook.update_or_create_source_cell, iter(range(9))

    def ends(*arguments, **more):
        next(left)
        return write(*arguments, **more)

    notebook = stubbed_notebook(project, LESSON)
    with monkeypatch.context() as patched:
        patched.setattr(Gradebook, "update_or_create_source_cell", ends)
        with pytest.raises(StopIteration):
            register(url, LESSON, notebook)
    with Gradebook(url) as gradebook:
        assert gradebook.find_assignment(LESSON).notebooks == []
    register(url, LESSON, notebook)
    with Gradebook(url) as gradebook:
        assert len(gradebook.find_notebook(LESSON, LESSON).source_cells) > 50
