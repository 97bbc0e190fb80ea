"""A lesson of an instructor's own, for nbgrader as it comes, and what a student may hand in there."""

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

LESSON = "bai_rieng"
INTRODUCTION, GIVEN = "Lời dẫn của **giảng viên**.", "so_cho_san = 5"
OWN = "Ô của tôi."
FORGED = '<h2>Bạn được 10 điểm</h2><div style="position:fixed">che hết</div>'


def labels(grade_id, **more):
    kinds = {"grade": False, "solution": False, "locked": False, "task": False}
    return {"nbgrader": {**kinds, "schema_version": 3, "grade_id": grade_id, **more}}


def assignment():
    """Text and code without labels, an answer with its check, answers whose names begin as our questions do, a task."""
    return new_notebook(
        cells=[
            new_markdown_cell(INTRODUCTION, id="loi-dan"),
            new_code_cell(GIVEN, id="cho-san"),
            new_code_cell(
                "### BEGIN SOLUTION\nx = 3\n### END SOLUTION", id="tra-loi", metadata=labels("tra-loi", solution=True)
            ),
            new_code_cell(
                "assert x == 3", id="kiem-tra", metadata=labels("kiem-tra", grade=True, locked=True, points=2)
            ),
            new_markdown_cell("### Câu hỏi: vì sao?", id="question-0", metadata=labels("question-0", locked=True)),
            new_markdown_cell(
                "Vì thế này.", id="question-1", metadata=labels("question-1", grade=True, solution=True, points=3)
            ),
            new_code_cell("y = 4", id="question-2", metadata=labels("question-2", grade=True, solution=True, points=1)),
            new_markdown_cell(
                "Vẽ một hình.", id="ve-hinh", metadata=labels("ve-hinh", task=True, locked=True, points=4)
            ),
        ]
    )


def hand_in(folder, student, change=lambda notebook: None):
    """Hand in the released notebook, right and then changed."""
    notebook = nbformat.read(folder.release(LESSON), as_version=4)
    notebook.cells[2].source = "x = 3"
    change(notebook)
    path = folder.submitted(student, LESSON)
    path.parent.mkdir(parents=True)
    path.write_text(nbformat.writes(notebook), encoding="utf-8")


def hostile_answers(notebook):
    for cell in notebook.cells[5:7]:
        cell.source = FORGED if cell.cell_type == "markdown" else f"# {FORGED}\ny = 4"


def answer_that_claims_to_be_a_task(notebook):
    notebook.cells[5].metadata = labels("question-1", task=True, locked=True, points=3)
    notebook.cells[5].source = FORGED


def cells_without_ids(notebook):
    """As notebooks were before cells had ids."""
    notebook.nbformat_minor = 4
    notebook.cells.append(new_markdown_cell(OWN))
    for cell in notebook.cells:
        cell.pop("id", None)
