"""Are mistakes of the person who grades answered with what to do next, and exit code 2?"""

import json
import os
import shutil

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from autograder.authoring.more import public_seed
from autograder.commands import main
from autograder.course_folder import CourseFolder
from autograder.exercises.versions import edited
from autograder.exercises.written import answered, as_bytes
from autograder.grading.lesson import load_lesson
from autograder.grading.notebook import NOT_VERIFIED, grade_submission
from autograder.grading.whole_class import grade_class
from autograder.intake.read import read_bytes, take
from autograder.intake.submitted import find_submission
from autograder.sandbox import Sandbox, choose

LESSON = "bai01_so_nguyen"


@pytest.fixture
def folder(project, tmp_path):
    """A course folder with the lesson and no submissions."""
    for stage in ("source", "release"):
        shutil.copytree(project.root / stage / LESSON, tmp_path / stage / LESSON)
    return CourseFolder(tmp_path)


def hand_in(folder, student, content, name=f"{LESSON}.ipynb"):
    path = folder.submitted(student, LESSON).parent / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def grade(folder, lesson):
    return list(grade_class(folder, lesson))


def grade_one(path, folder):
    lesson = load_lesson(folder, LESSON, seed=1)
    with Sandbox(choose(), lesson.limits, lesson.files) as sandbox:
        return grade_submission(read_bytes(take(path)), lesson, sandbox)


def autograded(folder, lesson):
    return nbformat.read(folder.autograded("an", lesson), as_version=4)


def test_lesson_that_does_not_exist(folder, capsys):
    """Is an unknown lesson answered with the known ones?"""
    assert main(["grade", "bai77", "--course-dir", str(folder.root)]) == 2
    assert LESSON in capsys.readouterr().err


def test_empty_class(folder, capsys):
    """Is an empty class answered with where submissions go?"""
    assert main(["grade", LESSON, "--course-dir", str(folder.root)]) == 2
    assert "submitted/<mã sinh viên>" in capsys.readouterr().err


def test_course_without_release(folder, capsys):
    """Is a missing release answered with the command that makes it?"""
    shutil.rmtree(folder.root / "release")
    assert main(["grade", LESSON, "--course-dir", str(folder.root)]) == 2
    assert f"python -m autograder build {LESSON}" in capsys.readouterr().err


def test_student_who_handed_in_nothing(folder, release, capsys):
    """Is a student id without a submission named?"""
    hand_in(folder, "an", as_bytes(release))
    assert main(["grade", LESSON, "--course-dir", str(folder.root), "--student", "binh"]) == 2
    assert "binh" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["", "-1", f"{public_seed(LESSON)}"], ids=["empty", "negative", "public"])
def test_spoilt_seed(folder, release, capsys, text):
    """Is a seed file that holds no number, or one from which anyone may draw, answered with what to do, and left as it is?"""
    folder.submitted("sv1", LESSON).parent.mkdir(parents=True)
    folder.submitted("sv1", LESSON).write_bytes(as_bytes(release))
    folder.seed.write_text(text)
    assert main(["grade", LESSON, "--course-dir", str(folder.root)]) == 2
    assert "grading_seed" in capsys.readouterr().err
    assert folder.seed.read_text() == text


def test_jobs_below_one(folder):
    """Is a number of jobs below one refused as a wrong call?"""
    with pytest.raises(SystemExit) as end:
        main(["grade", LESSON, "--jobs", "0"])
    assert end.value.code == 2


def test_renamed_file(folder, release, solved):
    """Is a file with another name graded all the same, with a word about it?"""
    hand_in(folder, "an", as_bytes(answered(release, solved)), "bai1 (1).ipynb")
    [result] = grade(folder, LESSON)
    assert result.earned == 10
    assert any("bai1 (1).ipynb" in notice for notice in result.notices)


def test_folder_without_notebook(folder, release, solved, capsys):
    """Does a folder with no notebook get a status and 0, and everyone else their marks?"""
    hand_in(folder, "an", b"...", "ghi_chu.txt")
    hand_in(folder, "binh", as_bytes(answered(release, solved)))
    results = {result.student: result for result in grade_class(folder, LESSON)}
    assert (results["an"].status, results["an"].earned, results["binh"].earned) == ("không có tệp", 0, 10)
    assert folder.autograded("an", LESSON).is_file()


@pytest.mark.skipif(os.name != "posix", reason="symbolic links need rights there")
def test_symbolic_link_is_not_followed(folder, project):
    """Is a link to someone else's file never opened?"""
    path = folder.submitted("an", LESSON)
    path.parent.mkdir(parents=True)
    path.symlink_to(project.source(LESSON))
    assert find_submission(folder, "an", LESSON)[0] == path
    assert grade_one(path, folder).status == "không phải tệp thường"


def test_huge_output(folder, release, solved):
    """Is a notebook with tens of megabytes of output graded on its answers?"""
    notebook = answered(release, solved)
    notebook.cells[-1] = new_code_cell("1", outputs=[nbformat.v4.new_output("stream", text="x" * 20_000_000)])
    path = hand_in(folder, "an", as_bytes(notebook))
    graded = grade_one(path, folder)
    assert graded.earned == 10
    assert len(json.dumps(graded.notebook)) < 1_000_000


def test_student_prints_a_lot_while_graded(folder, release, solved):
    """Is what a cell prints while graded cut, and its answer kept?"""
    notebook = answered(release, solved)
    notebook.cells.append(new_code_cell("print('x' * 5_000_000)"))
    path = hand_in(folder, "an", as_bytes(notebook))
    graded = grade_one(path, folder)
    assert graded.earned == 10 and len(json.dumps(graded.notebook)) < 1_000_000


def test_helper_functions_and_constants(folder, release, solved):
    """May a student define helpers and constants in cells of their own?"""
    notebook = answered(release, solved)
    place = next(n for n, c in enumerate(notebook.cells) if c.id == "exercise-calculate_s")
    notebook.cells[
        place
    ].source = (
        "def calculate_s(alpha, beta, alpha_q, beta_q):\n    return do_rong(alpha, beta) / do_rong(alpha_q, beta_q)"
    )
    notebook.cells.insert(place, new_code_cell("MOT = 1\ndef do_rong(a, b):\n    return (b - a) * MOT"))
    path = hand_in(folder, "an", as_bytes(notebook))
    assert grade_one(path, folder).earned == 10


def test_function_that_reads_the_notebooks_variable(folder, release, solved):
    """Does a function that reads m from the notebook find that grading has no such variable?"""
    function = "quantization_matrix_multiplication_int"
    wrong = edited(solved[function], {"acc + p * z_X * z_W": "acc + m * z_X * z_W"})
    path = hand_in(folder, "an", as_bytes(answered(release, {**solved, function: wrong})))
    graded = grade_one(path, folder)
    assert graded.earned == 9 and graded.verdicts[-1].lost == ("TODO 8",)
    assert graded.verdicts[-1].failure.outcome.message == "name 'm' is not defined"


def test_instructors_own_check(folder, release, solved):
    """Does an assert cell that no exercise describes run as nbgrader would, and say it is not verified?"""
    source = nbformat.read(folder.source(LESSON), as_version=4)
    marks = {"grade": True, "solution": False, "locked": True, "points": 2, "schema_version": 3, "task": False}
    for name, code in (("own-right", "assert calculate_s(0, 1, 0, 1) == 1"), ("own-wrong", "assert False")):
        source.cells.append(new_code_cell(code, id=name, metadata={"nbgrader": {**marks, "grade_id": name}}))
    nbformat.write(source, folder.source(LESSON))
    hand_in(folder, "an", as_bytes(answered(release, solved)))
    [result] = grade(folder, LESSON)
    assert result.status == "đã chấm"
    cells = {cell.id: cell for cell in autograded(folder, LESSON).cells}
    assert NOT_VERIFIED in cells["own-right"].outputs[-1].text
    assert cells["own-wrong"].outputs[0].ename == "AssertionError"
    from nbgrader.api import Gradebook

    from autograder.gradebook.config import db_url

    with Gradebook(db_url(folder)) as gradebook:
        assert gradebook.find_grade("own-right", LESSON, LESSON, "an").score == 2
        assert gradebook.find_grade("own-wrong", LESSON, LESSON, "an").score == 0


def test_lesson_of_the_instructors_own(folder, release):
    """Is a plain nbgrader assignment, with no exercises of ours and no check data, graded as well?"""
    marks = {"schema_version": 3, "task": False}
    cells = [
        new_code_cell(
            "def f(x):\n    # TODO 1: trả về x\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION",
            id="f",
            metadata={"nbgrader": {**marks, "grade": False, "solution": True, "locked": False, "grade_id": "f"}},
        ),
        new_code_cell(
            "assert f(3) == 3",
            id="check-f",
            metadata={
                "nbgrader": {
                    **marks,
                    "grade": True,
                    "solution": False,
                    "locked": True,
                    "grade_id": "check-f",
                    "points": 2,
                }
            },
        ),
    ]
    own = nbformat.v4.new_notebook(cells=cells, metadata=release.metadata)
    for path in (folder.source("bai_rieng"), folder.release("bai_rieng"), folder.submitted("an", "bai_rieng")):
        path.parent.mkdir(parents=True)
        nbformat.write(own, path)
    [result] = grade(folder, "bai_rieng")
    assert result.fresh and autograded(folder, "bai_rieng").cells[-1].outputs[-1].text == NOT_VERIFIED
    from nbgrader.api import Gradebook

    from autograder.gradebook.config import db_url

    with Gradebook(db_url(folder)) as gradebook:
        assert gradebook.find_grade("check-f", "bai_rieng", "bai_rieng", "an").score == 2


def test_cells_changed_after_a_first_grading(folder, release, solved, capsys):
    """Is an instructor who adds a check after a first grading told what to do, without a traceback?"""
    hand_in(folder, "an", as_bytes(answered(release, solved)))
    assert main(["grade", LESSON, "--course-dir", str(folder.root)]) == 0
    source = nbformat.read(folder.source(LESSON), as_version=4)
    marks = {"grade": True, "solution": False, "locked": True, "points": 2, "schema_version": 3, "task": False}
    source.cells.append(new_code_cell("assert True", id="new", metadata={"nbgrader": {**marks, "grade_id": "new"}}))
    nbformat.write(source, folder.source(LESSON))
    assert main(["grade", LESSON, "--course-dir", str(folder.root)]) == 2
    assert "dùng một sổ điểm mới" in capsys.readouterr().err
