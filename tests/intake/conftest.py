"""A small lesson as the instructor has it, a student's finished copy of it, and a way to hand that in."""

from copy import deepcopy
from types import SimpleNamespace

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.intake.read import read_bytes, take
from autograder.intake.restore import restore
from autograder.intake.slots import Original

EXERCISES = {
    "calculate_s": (
        "alpha, beta, alpha_q, beta_q",
        "Tính độ co giãn",
        "return (beta - alpha) / (beta_q - alpha_q)",
    ),
    "calculate_z": (
        "alpha, beta, alpha_q, beta_q",
        "Tính điểm 0",
        "return round((beta * alpha_q - alpha * beta_q) / (beta - alpha))",
    ),
    "calculate_s_and_z_int": (
        "alpha, beta, exp",
        "Tính đồng thời s và z",
        "return calculate_s(alpha, beta, -128, 127), calculate_z(alpha, beta, -128, 127)",
    ),
    "quantize_int": (
        "x, s, z, exp",
        "Lượng tử hóa một giá trị",
        "return np.clip(np.round(x / s + z), -128, 127).astype(np.int8)",
    ),
}
REFLECTION = "Sai số lớn nhất là s/2, vì giá trị được làm tròn về mức gần nhất."


def function(name, body):
    arguments, title, _ = EXERCISES[name]
    return f'def {name}({arguments}):\n    """{title}."""\n    # TODO\n    {body}'


def label(cell, grade_id, kind, points=0):
    cell.id = f"id-{grade_id}"
    cell.metadata["nbgrader"] = {
        "grade": kind == "check",
        "solution": kind == "answer",
        "locked": kind != "answer",
        "grade_id": grade_id,
        "points": points,
        "checksum": "0" * 32,
        "schema_version": 3,
        "task": False,
    }
    return cell


def exercise_cells(name):
    title = EXERCISES[name][1]
    return [
        label(new_markdown_cell(f"## {title}\n\nHãy viết hàm `{name}`."), f"de_{name}", "locked"),
        label(new_code_cell(function(name, "raise NotImplementedError()")), name, "answer"),
        label(new_code_cell(f"check.{name}({name})"), f"kiem_tra_{name}", "check", points=1),
        label(new_markdown_cell("**Kết quả mong đợi**"), f"mong_doi_{name}", "locked"),
    ]


def build_instructor():
    cells = [
        label(new_markdown_cell("# Bài 1. Từ số thực đến số nguyên"), "mo_dau", "locked"),
        label(new_code_cell("import numpy as np\nfrom course import check"), "thu_vien", "locked"),
    ]
    for name in EXERCISES:
        cells += exercise_cells(name)
    cells += [
        label(new_markdown_cell("## Suy nghĩ\n\nSai số lớn nhất là bao nhiêu?"), "cau_hoi", "locked"),
        label(new_markdown_cell("Viết câu trả lời của bạn ở đây."), "tra_loi", "answer"),
        label(new_markdown_cell("## Kết thúc\n\nBạn đã xong bài 1."), "ket_thuc", "locked"),
    ]
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = new_notebook(cells=cells, metadata=metadata)
    notebook.nbformat_minor = 5
    return notebook


@pytest.fixture(scope="session")
def solved():
    """The source that the model student writes, by grade_id."""
    return {name: function(name, body) for name, (_, _, body) in EXERCISES.items()} | {"tra_loi": REFLECTION}


@pytest.fixture(scope="session")
def write():
    """Another body for one of the exercises: write("calculate_s", "return 1")."""
    return function


@pytest.fixture(scope="session")
def instructor():
    return build_instructor()


@pytest.fixture
def done(instructor, solved):
    """The notebook of a student who has done everything and broken nothing; free to spoil."""
    notebook = deepcopy(instructor)
    for cell in notebook.cells:
        cell.source = solved.get(cell.metadata.nbgrader.grade_id, cell.source)
    return notebook


@pytest.fixture(scope="session")
def at():
    """Position of the cell with this grade_id."""

    def position(notebook, grade_id):
        return [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in notebook.cells].index(grade_id)

    return position


@pytest.fixture
def save(tmp_path):
    """Write a notebook as it is, valid or not, and return its path."""

    def write_file(notebook, name="bai01_so_nguyen.ipynb"):
        path = tmp_path / name
        path.write_text(nbformat.v4.writes_json(notebook), encoding="utf-8")
        return path

    return write_file


@pytest.fixture
def hand_in(save, instructor):
    """Save a notebook, read it back as a submission and restore it into the lesson's own notebook."""

    def restored(notebook, lesson=instructor):
        return restore(read_bytes(take(save(notebook))), Original.of(lesson))

    return restored


@pytest.fixture(scope="session")
def look():
    """Take a restored notebook apart: source by grade_id, the student's own cells, kinds of notices."""

    def parts(result):
        labelled, own = {}, []
        for cell in result.notebook.cells:
            if "nbgrader" in cell.metadata:
                labelled[cell.metadata.nbgrader.grade_id] = cell.source
            else:
                own.append(cell.source)
        kinds = [found.kind.name for found in result.notices]
        return SimpleNamespace(source=labelled, own=own, kinds=kinds)

    return parts
