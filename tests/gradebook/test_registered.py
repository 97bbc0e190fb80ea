"""Are a lesson's cells written into the gradebook as nbgrader writes them: once, together, and whole or not at all?"""

import copy
from contextlib import contextmanager

import nbformat
import pytest
from nbgrader.api import Gradebook, TaskCell
from nbgrader.preprocessors import SaveCells
from sqlalchemy import Engine, event
from traitlets.config import Config

from autograder import exercises
from autograder.gradebook.assignment import FIELDS, _cells_in, _resources, register, stubbed_notebook
from autograder.gradebook.writer import make_sure
from autograder.nbgrader_settings import configure

LESSON = "bai01_so_nguyen"
FEW = 10  # transactions: the assignment, what reads, and the notebook with its cells
WRITES = ("INSERT", "UPDATE", "DELETE")


@pytest.fixture
def url(tmp_path):
    """A gradebook that knows no lesson."""
    made = f"sqlite:///{tmp_path / 'gradebook.db'}"
    make_sure(made)
    return made


def known(url, lesson=LESSON):
    """(kernel, {(kind, name): fields}, how many rows) of the lesson's notebook in a gradebook."""
    with Gradebook(url) as gradebook:
        row = gradebook.find_notebook(lesson, lesson)
        rows = sum(len(getattr(row, name)) for name in ("grade_cells", "solution_cells", "task_cells", "source_cells"))
        return row.kernelspec, _cells_in(row), rows


@contextmanager
def heard(name):
    """A list to which each event of the engine adds its statement, or None."""
    told = []

    def tell(*arguments):
        told.append(arguments[2] if len(arguments) > 2 else None)

    event.listen(Engine, name, tell)
    try:
        yield told
    finally:
        event.remove(Engine, name, tell)


def changed(notebook):
    """The lesson with another text in its first labelled cell."""
    other = copy.deepcopy(notebook)
    next(cell for cell in other.cells if "nbgrader" in cell.metadata).source += "\n# thêm"
    return other


@pytest.mark.parametrize("lesson", exercises.lesson_names()[::6])
def test_as_nbgrader_writes_them(url, tmp_path, project, lesson):
    """Does nbgrader's own step leave the same rows of the same lesson?"""
    register(url, lesson, stubbed_notebook(project, lesson))
    theirs = f"sqlite:///{tmp_path / 'theirs.db'}"
    make_sure(theirs)
    with Gradebook(theirs) as gradebook:
        gradebook.update_or_create_assignment(lesson)
    resources = _resources(lesson)
    resources["nbgrader"]["db_url"] = theirs
    SaveCells(config=configure(Config())).preprocess(stubbed_notebook(project, lesson), resources)
    assert known(url, lesson) == known(theirs, lesson)
    assert {kind for kind, _ in known(url, lesson)[1]} == FIELDS.keys() - {TaskCell}


def test_a_task_is_written_too(url, project):
    """Is a cell that nbgrader calls a task known with its points, though no lesson here has one?"""
    notebook = stubbed_notebook(project, LESSON)
    labels = {
        "grade": False,
        "solution": False,
        "locked": True,
        "task": True,
        "points": 3,
        "grade_id": "viec",
        "schema_version": 3,
    }
    notebook.cells.append(nbformat.v4.new_markdown_cell("Việc", metadata={"nbgrader": labels}))
    register(url, LESSON, notebook)
    [task] = [fields for (kind, name), fields in known(url)[1].items() if kind is TaskCell]
    assert task == {"max_score": 3.0, "cell_type": "markdown"}


def test_together_and_once(url, project):
    """Does a lesson of a hundred cells cost few transactions, and nothing that is written the next time?"""
    notebook = stubbed_notebook(project, LESSON)
    with heard("commit") as commits:
        register(url, LESSON, notebook)
    with heard("before_cursor_execute") as statements:
        register(url, LESSON, notebook)
    assert known(url)[2] > 50 and 0 < len(commits) <= FEW
    assert statements and [one for one in statements if one.split()[0] in WRITES] == []


def test_a_changed_lesson(url, project):
    """Is a lesson that changed since written anew, in few transactions too?"""
    notebook = stubbed_notebook(project, LESSON)
    register(url, LESSON, notebook)
    with heard("commit") as commits:
        register(url, LESSON, changed(notebook))
    assert "# thêm" in "".join(fields.get("source", "") for fields in known(url)[1].values())
    assert len(commits) <= FEW


@pytest.mark.parametrize("is_new", [True, False])
def test_whole_or_not_at_all(url, project, is_new):
    """Is nothing of a lesson, or of its change, left where writing ends in the middle, and all by the next run?"""
    notebook = stubbed_notebook(project, LESSON)
    if not is_new:
        register(url, LESSON, notebook)
        before, notebook = known(url), changed(notebook)

    def ends(*arguments):
        if arguments[2].startswith("INSERT INTO source_cell"):
            raise InterruptedError

    event.listen(Engine, "before_cursor_execute", ends)
    try:
        with pytest.raises(InterruptedError):
            register(url, LESSON, notebook)
    finally:
        event.remove(Engine, "before_cursor_execute", ends)
    if is_new:
        with Gradebook(url) as gradebook:
            assert gradebook.find_assignment(LESSON).notebooks == []
    else:
        assert known(url) == before
    register(url, LESSON, notebook)
    assert known(url)[2] > 50
