"""A mangled notebook comes back as the lesson it was, with the student's answers in their places."""

import json
from copy import deepcopy

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell
from nbgrader.utils import compute_checksum

from autograder.gradebook.assignment import stubbed_notebook
from autograder.intake import recognise
from autograder.intake.read import Submission, SubmittedCell, read_bytes, take
from autograder.intake.restore import restore
from autograder.intake.slots import Original
from autograder.intake.status import NoticeKind, Status
from autograder.intake.text import EARLIER_WRITE_HERE, WRITE_HERE

FUNCTIONS = ("calculate_s", "calculate_z", "calculate_s_and_z_int", "quantize_int")
ANSWERS = (*FUNCTIONS, "tra_loi")


def strip_labels(notebook):
    for cell in notebook.cells:
        cell.metadata = {}
        cell.pop("id", None)
    return notebook


def renumber(notebook):
    for number, cell in enumerate(notebook.cells):
        cell.id = f"other-{number}"
    return notebook


# --- nothing is lost where everything of the student is there ---


@pytest.fixture
def unspoiled(done):
    return done


@pytest.fixture
def colab_metadata(done):
    done.metadata = {
        "colab": {"provenance": []},
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
    }
    done.nbformat_minor = 0
    for cell in done.cells:
        cell.metadata = {"id": cell.pop("id"), "outputId": "f00", "colab": {"base_uri": "https://localhost/"}}
    return done


@pytest.fixture
def vscode_without_metadata(done):
    done.metadata = {"language_info": {"name": "python"}}
    for cell in strip_labels(done).cells:
        cell.metadata = {"vscode": {"languageId": "python"}}
    return done


@pytest.fixture
def ids_dropped(done):
    for cell in done.cells:
        del cell["id"]
    return done


@pytest.fixture
def other_ids(done):
    return renumber(done)


@pytest.fixture
def metadata_of_solution_lost(done, at):
    cell = done.cells[at(done, "calculate_z")]
    cell.metadata, cell.id = {}, "fresh"
    return done


@pytest.fixture
def metadata_of_all_lost(done):
    return strip_labels(done)


@pytest.fixture
def nbformat_4_0_without_ids(done):
    done.nbformat_minor = 0
    return strip_labels(done)


@pytest.fixture
def huge_output(done, at):
    output = nbformat.v4.new_output("stream", text="x" * 20_000_000)
    done.cells[at(done, "calculate_s")].outputs = [output]
    return done


@pytest.fixture
def windows_line_ends(done):
    for cell in strip_labels(done).cells:
        cell.source = cell.source.replace("\n", "\r\n")
    return done


@pytest.fixture
def trailing_blanks(done):
    for cell in strip_labels(done).cells:
        cell.source = cell.source.replace("\n", "  \n") + "\n\n"
    return done


@pytest.fixture
def answer_with_magic_and_unlabelled(done, at):
    cell = strip_labels(done).cells[3]
    cell.source = "%matplotlib inline\n!echo 1\n" + cell.source
    return done


@pytest.fixture
def answer_with_syntax_error_and_unlabelled(done):
    strip_labels(done).cells[3].source = "def calculate_s(alpha, beta, alpha_q, beta_q):\n    return (beta -"
    return done


@pytest.fixture
def answer_defined_by_assignment_and_unlabelled(done):
    strip_labels(done).cells[3].source = "calculate_s = lambda a, b, c, d: (b - a) / (d - c)"
    return done


COMPLETE = """
    unspoiled colab_metadata vscode_without_metadata ids_dropped other_ids metadata_of_solution_lost
    metadata_of_all_lost nbformat_4_0_without_ids huge_output windows_line_ends trailing_blanks
    answer_with_magic_and_unlabelled answer_with_syntax_error_and_unlabelled
    answer_defined_by_assignment_and_unlabelled
""".split()


@pytest.mark.parametrize("failure", COMPLETE)
def test_complete_notebook(failure, request, hand_in, look, instructor):
    """Does a notebook that still has all its cells come back whole, in silence?"""
    notebook = request.getfixturevalue(failure)
    written = [cell.source for cell in notebook.cells]
    result = hand_in(notebook)
    assert result.status is Status.OK
    assert result.answered == ANSWERS
    assert look(result).kinds == []
    assert [cell.get("id") for cell in result.notebook.cells] == [cell.id for cell in instructor.cells]
    for restored, source, cell in zip(result.notebook.cells, written, instructor.cells, strict=True):
        expected = source if cell.metadata.nbgrader.solution else cell.source
        assert restored.source == expected.replace("\r\n", "\n")
        assert restored.metadata == cell.metadata
        assert restored.cell_type == cell.cell_type


def test_nbformat_3(done, tmp_path, instructor, look, solved):
    """Are answers found in a notebook that was saved in the old format?"""
    cells = [
        {
            "cell_type": cell.cell_type,
            "metadata": {},
            "input" if cell.cell_type == "code" else "source": cell.source,
        }
        for cell in done.cells
    ]
    path = tmp_path / "old.ipynb"
    path.write_text(json.dumps({"nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": cells}]}))
    result = restore(read_bytes(take(path)), Original.of(instructor))
    assert result.answered == ANSWERS
    assert {grade_id: look(result).source[grade_id] for grade_id in ANSWERS} == solved


# --- nothing was readable, or nothing was done ---


@pytest.mark.parametrize(
    "raw, status",
    [
        (b"", Status.EMPTY_FILE),
        (b"{", Status.NOT_JSON),
        (b"<<<<<<< HEAD\n", Status.MERGE_MARKERS),
        (b"[]", Status.NOT_A_NOTEBOOK),
        (b"\xff\xff", Status.UNREADABLE),
    ],
)
def test_unreadable_submission(raw, status, tmp_path, instructor):
    """Does a file that cannot be read give the untouched notebook and no answers?"""
    (tmp_path / "x.ipynb").write_bytes(raw)
    result = restore(read_bytes(take(tmp_path / "x.ipynb")), Original.of(instructor))
    assert (result.status, result.answered) == (status, ())
    assert result.notebook == instructor and result.notebook is not instructor


def test_untouched_notebook(instructor, hand_in):
    """Does a notebook handed in as it was handed out count as unanswered, with nothing to tell?"""
    result = hand_in(deepcopy(instructor))
    assert (result.answered, result.notices) == ((), ())
    assert result.notebook == instructor


def test_another_lesson(done, hand_in, look):
    """Is the wrong file told in one sentence, without a list of missing cells?"""
    done.cells = [new_markdown_cell("# Bài khác"), new_code_cell("def dequantize(x):\n    return x")]
    result = hand_in(done)
    assert look(result).kinds == ["NOTHING_RECOGNISED"]
    assert result.answered == ()


def test_no_output_survives(done, hand_in):
    """Are outputs and counts of the student dropped?"""
    for cell in done.cells:
        if cell.cell_type == "code":
            cell.outputs = [nbformat.v4.new_output("stream", text="10/10")]
            cell.execution_count = 7
    for cell in hand_in(done).notebook.cells:
        assert cell.cell_type != "code" or (cell.outputs, cell.execution_count) == ([], None)


def test_pasted_pictures(done, at, hand_in, instructor):
    """Does a student's text keep the pictures that it shows, also under a Vietnamese name, and nothing else that was attached?"""
    picture, shown = {"image/png": "aGluaA=="}, "![ảnh](attachment:Ảnh%20chụp.png)"
    answer, question = done.cells[at(done, "tra_loi")], done.cells[at(done, "cau_hoi")]
    answer.source += shown
    answer["attachments"] = {
        "Ảnh chụp.png": {**picture, "text/html": "<script>"},
        "thừa.png": picture,
        "hỏng.png": {"image/png": "<script>"},
    }
    question["attachments"] = {"của tôi.png": picture}
    done.cells.append(new_markdown_cell(f"Ô của tôi {shown}"))
    notebook = hand_in(done).notebook
    kept = {"Ảnh chụp.png": picture}
    assert notebook.cells[at(notebook, "tra_loi")].attachments == notebook.cells[-1].attachments == kept
    assert "attachments" not in notebook.cells[at(notebook, "cau_hoi")]


def test_pictures_are_bounded(done, at, hand_in, monkeypatch):
    """Are pictures beyond a notebook's bound left out, however many cells show them?"""
    monkeypatch.setattr("autograder.intake.restore.PICTURE_CHARS", 10)
    done.cells += [
        new_markdown_cell(f"{number} ![](attachment:a.png)", attachments={"a.png": {"image/png": "aGluaA=="}})
        for number in range(9)
    ]
    assert sum("attachments" in cell for cell in hand_in(done).notebook.cells) == 1


def test_instructor_is_not_changed(done, hand_in, instructor):
    """Is the instructor's notebook left alone, so that the next student starts from it too?"""
    before = deepcopy(instructor)
    done.cells.insert(0, new_code_cell("x = 1"))
    result = hand_in(done)
    result.notebook.cells[1].metadata["spoiled"] = True
    assert instructor == before


# --- cells missing ---


@pytest.fixture
def check_cell_deleted(done, at):
    del done.cells[at(done, "kiem_tra_calculate_z")]
    return done


@pytest.fixture
def locked_cell_deleted(done, at):
    del done.cells[at(done, "de_calculate_z")]
    return done


@pytest.mark.parametrize(
    "failure, kind, words",
    [
        ("check_cell_deleted", "CHECK_CELL_MISSING", "kiểm tra của hàm `calculate_z`"),
        ("locked_cell_deleted", "LOCKED_CELL_MISSING", "đề bài “Tính điểm 0”"),
    ],
)
@pytest.mark.parametrize("labels", ["labelled", "unlabelled"])
def test_deleted(failure, kind, words, labels, request, hand_in, look, instructor):
    """Is a deleted cell put back, told by a name that a student understands, at no cost?"""
    notebook = request.getfixturevalue(failure)
    result = hand_in(notebook if labels == "labelled" else strip_labels(notebook))
    assert look(result).kinds == [kind]
    assert words in result.notices[0].text and "không bị trừ điểm" in result.notices[0].text
    assert result.answered == ANSWERS
    assert [cell.id for cell in result.notebook.cells] == [cell.id for cell in instructor.cells]


def test_solution_deleted(done, at, hand_in, look, instructor):
    """Is a deleted answer put back as the stub, and does the student hear that it counts as not done?"""
    stub = instructor.cells[at(done, "calculate_z")].source
    del done.cells[at(done, "calculate_z")]
    result = hand_in(done)
    assert look(result).kinds == ["ANSWER_CELL_MISSING"]
    assert look(result).source["calculate_z"] == stub
    assert "calculate_z" not in result.answered and len(result.answered) == 4
    assert "không bị trừ điểm" not in result.notices[0].text


@pytest.mark.parametrize("place", ["top", "end"])
def test_written_answer_deleted(place, done, at, hand_in, look):
    """Is another Markdown cell that is not where the deleted answer was left where it is?"""
    del done.cells[at(done, "tra_loi")]
    done.cells.insert(0 if place == "top" else len(done.cells), new_markdown_cell("Ghi chú của em"))
    result = hand_in(done)
    assert look(result).own == ["Ghi chú của em"]
    assert "tra_loi" not in result.answered


# --- cells changed ---


@pytest.fixture
def check_cell_changed(done, at):
    done.cells[at(done, "kiem_tra_calculate_z")].source = "assert True"
    return done


@pytest.fixture
def locked_cell_changed(done, at):
    done.cells[at(done, "de_calculate_z")].source = "## Tính điểm 0\n\nEm ghi chú ở đây."
    return done


@pytest.fixture
def check_cell_retyped(done, at):
    place = at(done, "kiem_tra_calculate_z")
    old = done.cells[place]
    done.cells[place] = new_markdown_cell(old.source, metadata=old.metadata, id=old.id)
    return done


@pytest.mark.parametrize(
    "failure, grade_id, kind",
    [
        ("check_cell_changed", "kiem_tra_calculate_z", "CHECK_CELL_CHANGED"),
        ("check_cell_retyped", "kiem_tra_calculate_z", "CHECK_CELL_CHANGED"),
        ("locked_cell_changed", "de_calculate_z", "LOCKED_CELL_CHANGED"),
    ],
)
def test_changed(failure, grade_id, kind, request, hand_in, look, instructor):
    """Is a changed cell put back as it was, at no cost?"""
    result = hand_in(request.getfixturevalue(failure))
    assert result.notebook.cells[[c.id for c in result.notebook.cells].index(f"id-{grade_id}")] in instructor.cells
    assert look(result).kinds == [kind]
    assert look(result).own == []
    assert result.answered == ANSWERS


def test_locked_cell_changed_without_labels(done, at, hand_in, look):
    """Is a slightly changed cell recognised by its text alone?"""
    done.cells[at(done, "cau_hoi")].source += " Vì sao?"
    result = hand_in(strip_labels(done))
    assert look(result).kinds == ["LOCKED_CELL_CHANGED"]
    assert look(result).own == []


def test_import_added_to_a_locked_cell(done, at, hand_in, look, instructor):
    """Does an import that a student added to a given cell survive, right after that cell?"""
    source = "import numpy as np\nimport math\nfrom course import check"
    done.cells[at(done, "thu_vien")].source = source
    result = hand_in(done)
    assert [cell.source for cell in result.notebook.cells[1:3]] == [instructor.cells[1].source, source]
    assert "nbgrader" not in result.notebook.cells[2].metadata
    assert look(result).kinds == ["LOCKED_CELL_CHANGED"]


@pytest.fixture
def points_changed(done, at):
    done.cells[at(done, "kiem_tra_calculate_s")].metadata.nbgrader.points = 100
    return done


@pytest.fixture
def flags_changed(done, at):
    labels = done.cells[at(done, "kiem_tra_calculate_s")].metadata.nbgrader
    labels.grade, labels.locked = False, False
    return done


@pytest.mark.parametrize("failure, kind", [("points_changed", "POINTS_CHANGED"), ("flags_changed", "FLAGS_CHANGED")])
def test_grading_metadata_changed(failure, kind, request, hand_in, look, instructor):
    """Do the instructor's points and flags stay, whatever the file says, with a notice?"""
    result = hand_in(request.getfixturevalue(failure))
    assert [cell.metadata for cell in result.notebook.cells] == [cell.metadata for cell in instructor.cells]
    assert look(result).kinds == [kind]
    assert "`calculate_s`" in result.notices[0].text


@pytest.mark.parametrize(
    "grade_id, make, found",
    [
        ("calculate_s", new_markdown_cell, "Markdown"),
        ("calculate_s", new_raw_cell, "Raw"),
        ("tra_loi", new_code_cell, "Code"),
        ("tra_loi", new_raw_cell, "Raw"),
    ],
)
def test_solution_retyped(grade_id, make, found, done, at, hand_in, look, solved, instructor):
    """Is an answer whose cell type was changed by accident given its type back?"""
    place = at(done, grade_id)
    old = done.cells[place]
    done.cells[place] = make(old.source, metadata=old.metadata)
    result = hand_in(done)
    assert result.notebook.cells[place].cell_type == instructor.cells[place].cell_type
    assert look(result).source[grade_id] == solved[grade_id]
    assert look(result).kinds == ["ANSWER_RETYPED"] and found in result.notices[0].text


def test_solution_retyped_to_markdown_without_labels(done, at, hand_in, look, solved):
    """Is a function in a Markdown cell recognised when all of the cell is Python?"""
    place = at(done, "calculate_s")
    done.cells[place] = new_markdown_cell(done.cells[place].source)
    result = hand_in(strip_labels(done))
    assert look(result).source["calculate_s"] == solved["calculate_s"]
    assert look(result).kinds == ["ANSWER_RETYPED"]


def test_notes_about_a_function(done, at, hand_in, look):
    """Is a Markdown note that shows the function in a fence no answer?"""
    note = "Em thử:\n```python\ndef calculate_s(a, b):\n    return 1\n```"
    done.cells[at(done, "calculate_s")] = new_markdown_cell(note)
    result = hand_in(strip_labels(done))
    assert look(result).own == [note]
    assert "calculate_s" not in result.answered


@pytest.mark.parametrize("first, second", [("calculate_s", "calculate_z"), ("kiem_tra_calculate_s", "de_quantize_int")])
def test_swapped_grade_ids(first, second, done, at, hand_in, instructor, look, solved):
    """Does what the cell says count for more than a wrong label?"""
    one, other = done.cells[at(done, first)], done.cells[at(done, second)]
    one.metadata, other.metadata = other.metadata, one.metadata
    one.id, other.id = other.id, one.id
    result = hand_in(done)
    assert {grade_id: look(result).source[grade_id] for grade_id in ANSWERS} == solved
    assert [cell.metadata for cell in result.notebook.cells] == [cell.metadata for cell in instructor.cells]
    assert look(result).kinds == (["ANSWER_MISLABELLED"] * 2 if first in ANSWERS else [])


@pytest.mark.parametrize("left", ["label", "id"])
def test_answer_written_into_the_check_cell(left, done, at, hand_in, look, write):
    """Does an answer count that was written into the check cell, with the stub left as it was?"""
    answer = write("calculate_s", "return 5")
    done.cells[at(done, "calculate_s")].source = write("calculate_s", "raise NotImplementedError()")
    check = done.cells[at(done, "kiem_tra_calculate_s")]
    check.source = answer
    if left == "label":
        check.id = "other"
    else:
        check.metadata = {}
    result = hand_in(done)
    assert look(result).source["calculate_s"] == answer
    assert look(result).source["kiem_tra_calculate_s"] == "check.calculate_s(calculate_s)"
    assert "calculate_s" in result.answered


def test_python_in_an_own_markdown_cell(done, at, hand_in, look, instructor, solved):
    """Is a function in the student's own Markdown cell, which never runs, no answer beside a stub?"""
    done.cells[at(done, "calculate_s")].source = instructor.cells[at(instructor, "calculate_s")].source
    done.cells.append(new_markdown_cell(solved["calculate_s"]))
    result = hand_in(done)
    assert look(result).own == [solved["calculate_s"]]
    assert "calculate_s" not in result.answered


def test_code_in_the_cell_of_a_written_answer(done, at, hand_in, look):
    """Does code that is labelled a written answer also still run?"""
    place = at(done, "tra_loi")
    done.cells[place] = new_code_cell("step = 0.5", metadata=done.cells[place].metadata)
    result = hand_in(done)
    assert look(result).source["tra_loi"] == "step = 0.5"
    assert look(result).own == ["step = 0.5"]


def test_copy_that_no_longer_defines_the_function(done, at, hand_in, look, solved):
    """Does the copy count that defines the function, and not a later one retyped to notes?"""
    place = at(done, "calculate_s")
    notes = new_markdown_cell("Ghi chú của em", metadata=done.cells[place].metadata)
    done.cells[place].metadata = done.cells[at(done, "calculate_z")].metadata
    done.cells.insert(place + 1, notes)
    result = hand_in(done)
    assert look(result).source["calculate_s"] == solved["calculate_s"]
    assert look(result).source["calculate_z"] == solved["calculate_z"]
    assert look(result).own == ["Ghi chú của em"]


def test_renamed_function(done, at, hand_in, look):
    """Does a misspelled function stay in the place of its exercise, even without labels?"""
    cell = done.cells[at(done, "quantize_int")]
    cell.source = "def quantise(x):\n    return x"
    result = hand_in(strip_labels(done))
    assert look(result).source["quantize_int"] == "def quantise(x):\n    return x"
    assert look(result).own == []


def test_cells_moved(done, hand_in, look, instructor, solved):
    """Do cells that were moved about come back in order, with a notice that names them?"""
    done.cells.insert(0, done.cells.pop(7))
    result = hand_in(done)
    assert look(result).kinds == ["CELLS_REORDERED"] and "`calculate_z`" in result.notices[0].text
    assert [cell.id for cell in result.notebook.cells] == [cell.id for cell in instructor.cells]
    assert result.answered == ANSWERS


# --- cells too many ---


@pytest.mark.parametrize("labels", ["kept", "lost", "kept_by_copy_only"])
def test_check_cell_pasted_twice(labels, done, at, hand_in, look, instructor):
    """Is a second copy of a check cell dropped with a notice?"""
    place = at(done, "kiem_tra_calculate_s")
    copy = deepcopy(done.cells[place])
    copy.id = "pasted"
    if labels == "lost":
        copy.metadata = {}
    if labels == "kept_by_copy_only":
        done.cells[place].metadata, done.cells[place].id = {}, "lost"
    done.cells.insert(place + 1, copy)
    result = hand_in(done)
    assert look(result).kinds == ["LOCKED_CELL_DUPLICATED"]
    assert [cell.id for cell in result.notebook.cells] == [cell.id for cell in instructor.cells]


@pytest.mark.parametrize(
    "first, second, counts",
    [
        ("return 1", "return 2", "return 2"),
        ("return 1", "raise NotImplementedError()", "return 1"),
        ("raise NotImplementedError()", "return 2", "return 2"),
        ("return 1", "return 1", "return 1"),
    ],
)
@pytest.mark.parametrize("labels", ["kept", "lost", "all_lost"])
def test_solution_pasted_twice(first, second, counts, labels, done, at, hand_in, look, write, instructor):
    """Does the last copy count that is not the stub, and is the student told which?"""
    place = at(done, "calculate_s")
    done.cells[place].source = write("calculate_s", first)
    copy = deepcopy(done.cells[place])
    copy.id, copy.source = "pasted", write("calculate_s", second)
    done.cells.insert(place + 1, copy)
    if labels == "lost":
        done.cells[place].metadata, done.cells[place].id = {}, "lost"
        copy.metadata = {}
    if labels == "all_lost":
        strip_labels(done)
    result = hand_in(done)
    assert look(result).source["calculate_s"] == write("calculate_s", counts)
    assert [cell.id for cell in result.notebook.cells] == [cell.id for cell in instructor.cells]
    assert look(result).kinds == ["ANSWER_DUPLICATED"]


def test_older_copy_that_is_needed(done, at, hand_in, look, write):
    """Is an older copy kept, before the one that counts, when it binds a name of its own?"""
    place = at(done, "calculate_s")
    older = deepcopy(done.cells[place])
    older.source = "EPSILON = 1e-9\n" + write("calculate_s", "return 1")
    done.cells[place].source = write("calculate_s", "return EPSILON")
    done.cells.insert(place, older)
    result = hand_in(done)
    assert [cell.source for cell in result.notebook.cells[place : place + 2]] == [
        older.source,
        write("calculate_s", "return EPSILON"),
    ]


def test_written_answer_pasted_twice(done, at, hand_in, look):
    """Does the last written answer count, and the earlier one stay to be read?"""
    copy = deepcopy(done.cells[at(done, "tra_loi")])
    copy.source = "Bản nháp"
    done.cells.insert(at(done, "tra_loi"), copy)
    result = hand_in(done)
    assert look(result).source["tra_loi"] != "Bản nháp"
    assert look(result).own == ["Bản nháp"]


def test_copy_turned_into_a_helper(done, at, hand_in, look, solved):
    """Is a copy of an answer's cell that now holds something else the student's own cell?"""
    copy = deepcopy(done.cells[at(done, "calculate_s")])
    copy.source = "def helper(x):\n    return x"
    done.cells.insert(at(done, "calculate_s") + 1, copy)
    result = hand_in(done)
    assert look(result).own == [copy.source]
    assert look(result).source["calculate_s"] == solved["calculate_s"]
    assert result.notices == ()


def test_own_cells(done, at, hand_in, instructor):
    """Do the student's own cells stay where they were, without labels, with ids that are new and stable?"""
    done.cells.insert(0, new_code_cell("first = 1", metadata={"nbgrader": {"grade_id": "mine", "points": 9}}))
    done.cells.insert(at(done, "kiem_tra_calculate_s"), new_markdown_cell("ghi chú", id="id-calculate_z-x"))
    done.cells.insert(at(done, "kiem_tra_calculate_s"), new_raw_cell("nháp", metadata={"tags": ["skip-execution"]}))
    done.cells.append(new_code_cell("last = 1"))
    result = hand_in(done)
    cells = result.notebook.cells
    own = [place for place, cell in enumerate(cells) if "nbgrader" not in cell.metadata]
    assert [cells[place].source for place in own] == ["first = 1", "ghi chú", "nháp", "last = 1"]
    assert own == [0, 5, 6, len(cells) - 1]
    assert [cells[place].cell_type for place in own] == ["code", "markdown", "markdown", "code"]
    assert all(cells[place].metadata == {} for place in own)
    assert [cells[place].id for place in own] == ["student-1", "student-2", "student-3", "student-4"]
    assert result.notices == ()


def test_own_id_taken(done, hand_in, look, instructor):
    """Are fresh ids different from an id that the lesson happens to use?"""
    notebook = deepcopy(instructor)
    notebook.cells[3].id = "student-1"
    path_cells = deepcopy(notebook)
    path_cells.cells.append(new_code_cell("x = 1"))
    result = restore(_submission(path_cells), Original.of(notebook))
    assert result.notebook.cells[-1].id == "student-2"


def _submission(notebook):
    cells = tuple(SubmittedCell(cell.cell_type, cell.source, cell.get("id"), None) for cell in notebook.cells)
    return Submission(cells, Status.OK, ())


def test_function_redefined_below(done, at, hand_in, look, solved, write):
    """Does a later definition in the student's own cell stay later, with the answer's cell as it was?"""
    own = new_code_cell(write("calculate_s", "return 7"))
    done.cells.insert(at(done, "calculate_z"), own)
    result = hand_in(done)
    assert look(result).source["calculate_s"] == solved["calculate_s"]
    assert look(result).own == [own.source]
    assert _last_definition(result, "calculate_s") == own.source
    assert result.notices == ()


def test_answer_only_in_an_own_cell_below(done, at, hand_in, look, instructor, write):
    """Does an exercise count as answered when the answer stands in an own cell below the stub?"""
    done.cells[at(done, "calculate_s")].source = instructor.cells[at(instructor, "calculate_s")].source
    done.cells.append(new_code_cell(write("calculate_s", "return 7")))
    result = hand_in(done)
    assert result.answered == ANSWERS
    assert _last_definition(result, "calculate_s") == write("calculate_s", "return 7")
    assert result.notices == ()


def test_stub_overrides_answer(done, at, hand_in, look, instructor, write):
    """Is the student told when an untouched stub runs after the answer?"""
    place = at(done, "calculate_s")
    done.cells[place].source = instructor.cells[place].source
    done.cells.insert(place, new_code_cell(write("calculate_s", "return 7")))
    result = hand_in(done)
    assert look(result).kinds == ["STUB_OVERRIDES_ANSWER"]
    assert _last_definition(result, "calculate_s") == instructor.cells[place].source


@pytest.mark.parametrize("moved_to", [0, 11])
@pytest.mark.parametrize("side", ["above", "below"])
def test_redefinition_beside_a_moved_answer(moved_to, side, done, at, hand_in, write, solved):
    """Does the same definition come last as in the student's notebook, when the answer's cell was moved?"""
    answer = done.cells.pop(at(done, "calculate_z"))
    done.cells.insert(moved_to, answer)
    own = new_code_cell(write("calculate_z", "return 7"))
    done.cells.insert(moved_to + (side == "below"), own)
    result = hand_in(done)
    assert _last_definition(result, "calculate_z") == (own.source if side == "below" else solved["calculate_z"])


def _last_definition(result, name):
    return [cell.source for cell in result.notebook.cells if cell.source.startswith(f"def {name}(")][-1]


# --- everything in one cell ---


def merged(done, solved, names=FUNCTIONS):
    """The student's functions in one cell, and the notebook without the cells they came from."""
    source = "\n\n".join(["import numpy as np", *(solved[name] for name in names), "print(calculate_s(0, 1, 0, 1))"])
    grade_ids = [cell.metadata.nbgrader.grade_id for cell in done.cells]
    first = grade_ids.index(names[0])
    cell = deepcopy(done.cells[first])
    cell.source = source
    done.cells = [c for c, grade_id in zip(done.cells, grade_ids, strict=True) if grade_id not in names]
    return cell, first


def run(notebook):
    """Names that are left when all cells run, apart from those that need the course package."""
    names = {}
    for cell in notebook.cells:
        if cell.cell_type == "code" and not cell.source.startswith(("check.", "import numpy as np\nfrom course")):
            exec(cell.source, names)
    return names


@pytest.mark.parametrize("labels", ["first_answer", "none", "check_cell"])
@pytest.mark.parametrize("place", ["first", "end"])
def test_everything_in_one_cell(labels, place, done, at, solved, hand_in, look, instructor):
    """Do all functions of a merged cell count, and does no stub override them?"""
    cell, first = merged(done, solved)
    if labels == "none":
        cell.metadata, cell.id = {}, "merged"
    if labels == "check_cell":
        check = done.cells.pop(at(done, "kiem_tra_calculate_s"))
        cell.metadata, cell.id = check.metadata, check.id
    done.cells.insert(first if place == "first" else len(done.cells), cell)
    result = hand_in(done)
    nbformat.validate(result.notebook)
    assert result.answered == ANSWERS
    names = run(result.notebook)
    assert names["calculate_s_and_z_int"](-2.0, 3.0, 8) == (5 / 255, -26)
    assert [source for source in look(result).own if source != cell.source] == []
    assert sum(c.source == cell.source for c in result.notebook.cells) == 1
    missing = 3 if labels == "first_answer" else 4
    assert look(result).kinds.count("ANSWER_ELSEWHERE") == missing


def test_two_exercises_in_one_unlabelled_cell(done, solved, hand_in, look):
    """Is a cell that repeats earlier functions recognised as the one exercise that has no other cell?"""
    source = solved["calculate_s"] + "\n\n" + solved["calculate_z"] + "\n\n" + solved["calculate_s_and_z_int"]
    done.cells[11].source = source
    result = hand_in(strip_labels(done))
    assert look(result).source["calculate_s_and_z_int"] == source
    assert (look(result).own, result.answered) == ([], ANSWERS)


# --- a restored notebook is a trusted state ---

SPOILED = [
    *COMPLETE,
    "check_cell_deleted",
    "locked_cell_deleted",
    "check_cell_changed",
    "locked_cell_changed",
    "check_cell_retyped",
    "points_changed",
    "flags_changed",
]


@pytest.mark.parametrize("failure", SPOILED)
def test_idempotent(failure, request, hand_in):
    """Does restoring what was restored change nothing and find nothing to tell?"""
    once = hand_in(request.getfixturevalue(failure))
    twice = hand_in(deepcopy(once.notebook))
    assert twice.notebook == once.notebook
    assert (twice.answered, twice.notices) == (once.answered, ())


@pytest.mark.parametrize("place", [0, 4, 20])
def test_idempotent_with_merged_and_own_cells(place, done, solved, hand_in):
    """Does a merged cell stay put when the restored notebook comes in again?"""
    cell, _ = merged(done, solved)
    cell.metadata, cell.id = {}, "merged"
    done.cells.insert(min(place, len(done.cells)), cell)
    done.cells.insert(2, new_code_cell("x = 1"))
    once = hand_in(done)
    twice = hand_in(deepcopy(once.notebook))
    assert twice.notebook == once.notebook
    assert twice.answered == once.answered == ANSWERS


def test_notices_of_reading_are_kept(done, save, instructor):
    """Does what reading had to say reach the student together with the rest?"""
    document = json.loads(save(done).read_text(encoding="utf-8"))
    document["cells"].append("no cell")
    path = save(done)
    path.write_text(json.dumps(document), encoding="utf-8")
    result = restore(read_bytes(take(path)), Original.of(instructor))
    assert [found.kind for found in result.notices] == [NoticeKind.CELLS_SKIPPED]


# --- lessons of another shape ---


def test_playground_cell(done, hand_in, look, instructor):
    """Does a cell that is neither graded nor locked keep what the student tried in it?"""
    lesson = deepcopy(instructor)
    playground = new_code_cell("exp = 8", id="sandbox")
    lesson.cells.insert(6, playground)
    tried = deepcopy(lesson)
    tried.cells[6].source = "exp = 16"
    result = hand_in(tried, lesson)
    assert result.notebook.cells[6].source == "exp = 16"
    assert (result.answered, result.notices) == ((), ())
    assert hand_in(strip_labels(tried), lesson).notebook == result.notebook
    del tried.cells[6]
    result = hand_in(tried, lesson)
    assert result.notebook.cells[6].source == "exp = 8"


def test_stub_with_an_import(instructor, hand_in, look):
    """Is another cell with the same import no answer to an exercise whose stub imports something?"""
    lesson = deepcopy(instructor)
    lesson.cells[3].source = "import math\n" + lesson.cells[3].source
    tried = deepcopy(lesson)
    del tried.cells[3]
    tried.cells.append(new_code_cell("import math\nprint(math.pi)"))
    result = hand_in(tried, lesson)
    assert result.notebook.cells[3].source == lesson.cells[3].source
    assert look(result).own == ["import math\nprint(math.pi)"]
    assert result.answered == ()


def test_lesson_with_outputs(instructor, done, hand_in):
    """Are outputs that the instructor left in the lesson dropped too?"""
    lesson = deepcopy(instructor)
    lesson.cells[1].outputs = [nbformat.v4.new_output("stream", text="x")]
    lesson.cells[1].execution_count = 3
    result = hand_in(done, lesson)
    assert (result.notebook.cells[1].outputs, result.notebook.cells[1].execution_count) == ([], None)


def test_points_where_the_lesson_has_none(instructor, done, at, hand_in):
    """Are points that a file claims for an answer ignored where the lesson says nothing of points?"""
    lesson = deepcopy(instructor)
    del lesson.cells[at(lesson, "calculate_s")].metadata.nbgrader["points"]
    result = hand_in(done, lesson)
    assert result.notices == ()
    assert result.notebook.cells[3].metadata == lesson.cells[3].metadata


def test_blank_cell_in_the_lesson(instructor, done, at, hand_in):
    """Is a blank cell of the lesson no home for the student's blank cells or a cleared answer?"""
    lesson, tried = deepcopy(instructor), deepcopy(done)
    blank = new_markdown_cell("", metadata=deepcopy(lesson.cells[0].metadata), id="blank")
    blank.metadata.nbgrader.grade_id = "blank"
    for notebook in (lesson, tried):
        notebook.cells.append(deepcopy(blank))
    tried.cells[at(tried, "tra_loi")].source = ""
    tried.cells.append(new_code_cell(""))
    result = hand_in(tried, lesson)
    assert result.notices == ()
    assert result.notebook.cells[at(lesson, "tra_loi")].source == ""
    assert len(result.notebook.cells) == len(lesson.cells) + 1


# --- fine points of recognising ---


def test_only_a_merged_cell(done, solved, hand_in, look):
    """Is a file with nothing but a merged cell recognised as the lesson, with all its answers?"""
    cell, _ = merged(done, solved)
    cell.metadata, done.cells = {}, [cell]
    result = hand_in(done)
    assert "NOTHING_RECOGNISED" not in look(result).kinds
    assert result.answered == FUNCTIONS


def test_draft_above_a_real_answer(done, at, hand_in, write):
    """Is a draft in an own cell above a finished answer nothing to tell?"""
    done.cells.insert(at(done, "calculate_s"), new_code_cell(write("calculate_s", "return 7")))
    assert hand_in(done).notices == ()


def test_written_answer_copied_as_stub(done, at, hand_in, look, instructor):
    """Does the written answer count and not a later copy of its empty form?"""
    place = at(done, "tra_loi")
    done.cells.insert(place + 1, deepcopy(instructor.cells[place]))
    result = hand_in(done)
    assert "tra_loi" in result.answered
    assert (look(result).own, look(result).kinds) == ([], ["ANSWER_DUPLICATED"])


def test_stub_pasted_below_without_labels(done, at, hand_in, look, instructor):
    """Is an unlabelled copy of the stub dropped, so that it does not override the answer?"""
    place = at(done, "calculate_s")
    done.cells.insert(place + 1, new_code_cell(instructor.cells[place].source))
    result = hand_in(done)
    assert (look(result).own, look(result).kinds) == ([], ["ANSWER_DUPLICATED"])


@pytest.mark.parametrize("original", ["check.calculate_s(calculate_s)", "assert True"])
@pytest.mark.parametrize("copy", ["check.calculate_s(calculate_s)", "check.calculate_s(calculate_s, 1)"])
def test_edited_copy_of_a_check_cell(original, copy, done, at, hand_in, look):
    """Are edited copies of a check cell dropped as copies, and is an edit told only if no copy is whole?"""
    place = at(done, "kiem_tra_calculate_s")
    done.cells.insert(place + 1, deepcopy(done.cells[place]))
    done.cells[place].source, done.cells[place + 1].source = original, copy
    done.cells[place + 1].id = "pasted"
    result = hand_in(done)
    whole = "check.calculate_s(calculate_s)" in (original, copy)
    changed = [] if whole else ["CHECK_CELL_CHANGED"]
    assert look(result).kinds == [*changed, "LOCKED_CELL_DUPLICATED"]
    assert look(result).own == []


def test_copy_of_a_check_cell_with_own_code(done, at, hand_in, look):
    """Is a copy of a check cell that now holds something else the student's own cell?"""
    place = at(done, "kiem_tra_calculate_s")
    copy = deepcopy(done.cells[place])
    copy.source, copy.id = "print('em tự thử')", "pasted"
    done.cells.insert(place + 1, copy)
    result = hand_in(done)
    assert (look(result).own, result.notices) == ([copy.source], ())


def test_own_variant_of_a_check_cell(done, at, hand_in, look):
    """Is an unlabelled variant of a check cell the student's own, while the check cell itself is there?"""
    own = "check.calculate_s(calculate_s, 1)"
    done.cells.insert(at(done, "kiem_tra_calculate_s") + 1, new_code_cell(own))
    result = hand_in(done)
    assert (look(result).own, result.notices) == ([own], ())


def test_repeated_text_with_labels(done, at, hand_in, look, instructor):
    """Do labels tell apart cells of the same text, so that the right one is missed?"""
    done.cells.insert(at(done, "de_calculate_z"), new_code_cell("x = 1"))
    del done.cells[at(done, "mong_doi_calculate_s")]
    result = hand_in(done)
    assert look(result).kinds == ["LOCKED_CELL_MISSING"] and "(ô thứ 1)" in result.notices[0].text


def test_id_and_label_on_two_cells(done, at, hand_in, look, solved):
    """Does the cell with the grade_id count when another cell still has the notebook's id?"""
    place = at(done, "calculate_s")
    done.cells.insert(place, new_code_cell("helper = 1", id=done.cells[place].id))
    done.cells[place + 1].id = "pasted"
    result = hand_in(done)
    assert (look(result).own, result.notices) == (["helper = 1"], ())
    assert look(result).source["calculate_s"] == solved["calculate_s"]


def test_redefinition_like_a_missing_stub(done, at, hand_in, look, instructor):
    """Is a cell that defines one exercise's function never taken for another's that looks alike?"""
    stub = instructor.cells[at(instructor, "calculate_z")].source
    own = stub.replace("calculate_z", "calculate_s")
    del done.cells[at(done, "calculate_z")]
    done.cells.append(new_code_cell(own))
    result = hand_in(done)
    assert look(result).own == [own]
    assert look(result).source["calculate_z"] == stub


def test_one_changed_cell_like_two_missing(done, at, hand_in, look):
    """Is a changed cell taken for the one cell that it is most like, and for no other?"""
    done.cells[at(done, "kiem_tra_calculate_s")].source += " " + "# em"
    del done.cells[at(done, "kiem_tra_calculate_z")]
    result = hand_in(strip_labels(done))
    assert look(result).kinds == ["CHECK_CELL_CHANGED", "CHECK_CELL_MISSING"]
    assert "`calculate_s`" in result.notices[0].text and "`calculate_z`" in result.notices[1].text


def test_two_changed_cells_like_one_missing(done, at, hand_in, look):
    """Is only the nearest of two look-alikes taken for the missing cell?"""
    question = done.cells[at(done, "cau_hoi")]
    question.source += " Vì sao?"
    own = question.source + " Ạ?"
    done.cells.insert(at(done, "cau_hoi"), new_markdown_cell(own))
    result = hand_in(strip_labels(done))
    assert (look(result).own, look(result).kinds) == ([own], ["LOCKED_CELL_CHANGED"])


@pytest.mark.parametrize("grade_id", ["de_calculate_z", "calculate_z"])
def test_note_in_place_of_a_deleted_cell(grade_id, done, at, hand_in, look, instructor):
    """Is a note where a cell was deleted kept as a note, and the cell put back?"""
    place = at(done, grade_id)
    done.cells[place] = new_markdown_cell("Ghi chú của em")
    result = hand_in(done)
    assert look(result).own == ["Ghi chú của em"]
    assert look(result).source[grade_id] == instructor.cells[place].source


@pytest.mark.parametrize("deleted", ["cau_hoi", "ket_thuc"])
def test_written_answer_with_one_neighbour(deleted, done, at, hand_in, look, solved):
    """Is an unlabelled written answer found by the one neighbour that is left?"""
    del done.cells[at(done, deleted)]
    result = hand_in(strip_labels(done))
    assert look(result).source["tra_loi"] == solved["tra_loi"]
    assert (look(result).own, look(result).kinds) == ([], ["LOCKED_CELL_MISSING"])


@pytest.mark.parametrize("note", ["Ghi chú của em", ""])
def test_note_beside_a_written_answer(note, done, at, hand_in, look, solved):
    """Is a note, or a blank cell, beside a written answer not taken for the answer?"""
    done.cells.insert(at(done, "tra_loi"), new_markdown_cell(note))
    result = hand_in(done)
    assert (look(result).own, result.notices) == ([note], ())
    if not note:
        assert look(hand_in(strip_labels(done))).source["tra_loi"] == solved["tra_loi"]


@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize("deleted", [False, True])
def test_words_beside_their_empty_cell(place, deleted, done, at, hand_in, look, instructor):
    """Do words in an own cell above or below the empty answer become the answer, and is the student told?"""
    done.cells[at(done, "tra_loi")].source = "" if deleted else instructor.cells[at(instructor, "tra_loi")].source
    done.cells.insert(at(done, "tra_loi") + place, new_markdown_cell("Sai số là nửa bước."))
    result = hand_in(done)
    assert (look(result).own, look(result).kinds) == ([], ["WORDS_BESIDE"])
    assert look(result).source["tra_loi"].endswith("Sai số là nửa bước.")
    assert "tra_loi" in result.answered


def test_words_in_the_question(done, at, hand_in, look, instructor):
    """Do words typed under the question become the answer, and does the question stay the instructor's?"""
    done.cells[at(done, "tra_loi")].source = instructor.cells[at(instructor, "tra_loi")].source
    question = done.cells[at(done, "cau_hoi")]
    given, question.source = question.source, question.source + "\n\nSai số là nửa bước."
    result = hand_in(done)
    assert look(result).kinds == ["LOCKED_CELL_CHANGED", "WORDS_BESIDE"]
    assert look(result).source["cau_hoi"] == given
    assert look(result).source["tra_loi"].endswith("Sai số là nửa bước.")


# --- a text as a lesson gave it is nobody's answer ---


def as_given(text, grade_id="cau_hoi_bai_khac", **flags):
    """A cell of text as nbgrader releases it, with the checksum of what it holds."""
    labels = {"grade": False, "solution": False, "locked": True, "points": 0, "grade_id": grade_id, **flags}
    cell = new_markdown_cell(text, metadata={"nbgrader": labels}, id=grade_id)
    cell.metadata.nbgrader.checksum = compute_checksum(cell)
    return cell


@pytest.fixture(
    params=[{"locked": True}, {"solution": True, "grade": True, "locked": False, "points": 2}],
    ids=["locked", "answer_cell"],
)
def text_of_another_lesson(request):
    return as_given("### Con số 127 đáng ngờ\n\nKết quả thật sự bằng 127, hay là đã bị cắt?", **request.param)


@pytest.mark.parametrize("place", [0, 1])
def test_text_of_another_lesson_beside_an_empty_answer(
    text_of_another_lesson, place, done, at, hand_in, look, instructor
):
    """Does the answer stay empty beside a cell that another lesson gave, and is that cell no work of the student's?"""
    done.cells[at(done, "tra_loi")].source = instructor.cells[at(instructor, "tra_loi")].source
    done.cells.insert(at(done, "tra_loi") + place, text_of_another_lesson)
    result = hand_in(done)
    assert (look(result).own, result.notices, result.answered) == ([], (), FUNCTIONS)


def test_text_of_another_lesson_in_place_of_an_answer(text_of_another_lesson, done, at, hand_in, look):
    """Is a cell that another lesson gave no answer where the answer's own was deleted?"""
    done.cells[at(done, "tra_loi")] = text_of_another_lesson
    result = hand_in(done)
    assert (look(result).own, look(result).kinds, result.answered) == ([], ["ANSWER_CELL_MISSING"], FUNCTIONS)


def test_words_in_a_text_of_another_lesson(text_of_another_lesson, done, at, hand_in, look, instructor):
    """Do words count that a student wrote into another lesson's cell, and those beside a cell that was left alone?"""
    done.cells[at(done, "tra_loi")].source = ""
    written_in = deepcopy(text_of_another_lesson)
    written_in.source = "Sai số là nửa bước."
    done.cells[at(done, "tra_loi") : at(done, "tra_loi")] = [written_in, text_of_another_lesson]
    result = hand_in(done)
    assert (look(result).own, look(result).kinds) == ([], ["WORDS_BESIDE"])
    assert look(result).source["tra_loi"].endswith("ô trả lời.)*\n\nSai số là nửa bước.")


def test_question_as_it_was_given_earlier(done, at, hand_in, look, instructor):
    """Is a question that has lost a sentence since it was handed out not taken for words of the student's?"""
    done.cells[at(done, "tra_loi")].source = instructor.cells[at(instructor, "tra_loi")].source
    question = done.cells[at(done, "cau_hoi")]
    done.cells[at(done, "cau_hoi")] = as_given(f"{question.source} Vì sao?", "cau_hoi")
    result = hand_in(done)
    assert (look(result).kinds, result.answered) == (["LOCKED_CELL_CHANGED"], FUNCTIONS)


@pytest.mark.parametrize("keeps_checksum", [True, False])
def test_answer_left_empty_in_an_earlier_version(done, at, hand_in, look, instructor, keeps_checksum):
    """Is an answer still unwritten whose place to write in looked otherwise when the lesson was handed out?"""
    place, lesson = at(done, "tra_loi"), deepcopy(instructor)
    lesson.cells[place].source = WRITE_HERE
    for earlier in EARLIER_WRITE_HERE if not keeps_checksum else ["Viết vào đây nhé."]:
        done.cells[place] = as_given(earlier, "tra_loi", locked=False, solution=True)
        if not keeps_checksum:
            del done.cells[place].metadata["nbgrader"]["checksum"]
        result = hand_in(done, lesson)
        assert (look(result).kinds, look(result).source["tra_loi"]) == ([], WRITE_HERE)
        assert "tra_loi" not in result.answered
        done.cells[place].source += "\n\nSai số là nửa bước."
        result = hand_in(done, lesson)
        assert "tra_loi" in result.answered and look(result).source["tra_loi"].endswith("nửa bước.")


def test_every_lesson_handed_in_as_another(project):
    """Does an untouched lesson under the name of the one before, or after, leave nothing for a person to mark?"""
    lessons = project.lessons()
    handed_in = {lesson: read_bytes(take(project.release(lesson))) for lesson in lessons}
    for place, lesson in enumerate(lessons):
        original = Original.of(stubbed_notebook(project, lesson), nbformat.read(project.release(lesson), as_version=4))
        for other in (lessons[place - 1], lesson, lessons[(place + 1) % len(lessons)]):
            assert restore(handed_in[other], original).answered == (), (other, lesson)


def test_reading_code_is_bounded(monkeypatch):
    """Is the text of one submission parsed up to a budget only, and read by pattern beyond it?"""
    monkeypatch.setattr(recognise, "PARSE_BUDGET_CHARS", 12)
    cells = [SubmittedCell("code", source, None, None) for source in ("a = 1\nb = 2", "c = 3", "def d(): e = 4")]
    assert [seen.names for seen in recognise.look_at(cells)] == [{"a", "b"}, set(), {"d"}]
