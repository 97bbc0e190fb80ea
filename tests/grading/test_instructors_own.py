"""Cells, dates and notebooks of an instructor's own: does our command leave what nbgrader leaves through the plug-in?"""

import os
import shutil
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

import nbformat
import pytest
from class_state import made_from, rows
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell
from nbgrader.api import Gradebook
from traitlets.config import Config

from autograder.bench.grading import run_nbgrader
from autograder.course_folder import CourseFolder
from autograder.feedback.class_pages import write_pages
from autograder.files.beside import files_beside
from autograder.files.course_error import CourseError
from autograder.gradebook.config import db_url
from autograder.grading.whole_class import LEFT_OUT, GradeOptions, grade_class
from autograder.nbgrader_settings import IGNORED, configure

OWN = "bai_rieng"
DUE = "2026-09-01 12:00:00.000000 UTC"
LATE = "2026-09-01 18:30:00.000000 UTC"
PENALTY = "get_config().LateSubmissionPlugin.penalty_method = {method!r}\n"


CHECK = "assert x > 2\n### BEGIN HIDDEN TESTS\nassert x == 3\n### END HIDDEN TESTS"
QUESTION = "Vì sao?\n\n=== BEGIN MARK SCHEME ===\n- 3 điểm: đủ hai lẽ.\n=== END MARK SCHEME ==="


def labels(grade_id, **more):
    kinds = {"grade": False, "solution": False, "locked": False, "task": False}
    return {"nbgrader": {**kinds, "schema_version": 3, "grade_id": grade_id, **more}}


def assignment():
    """An answer in code with its check, a question with its mark scheme and the cell to answer it, a task: what nbgrader's toolbar makes."""
    return new_notebook(
        cells=[
            new_code_cell(
                "### BEGIN SOLUTION\nx = 3\n### END SOLUTION", id="tra-loi", metadata=labels("tra-loi", solution=True)
            ),
            new_code_cell(CHECK, id="kiem-tra", metadata=labels("kiem-tra", grade=True, locked=True, points=2)),
            new_markdown_cell(QUESTION, id="question-vi-sao", metadata=labels("question-vi-sao", locked=True)),
            new_markdown_cell(
                "Vì thế này.", id="vi-sao", metadata=labels("vi-sao", grade=True, solution=True, points=3)
            ),
            new_markdown_cell(
                "Vẽ một hình.", id="ve-hinh", metadata=labels("ve-hinh", task=True, locked=True, points=4)
            ),
        ]
    )


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """A course folder with that assignment, released by nbgrader, and three students: in time, late, and one who did nothing."""
    folder = CourseFolder(tmp_path_factory.mktemp("own") / "course")
    path = folder.source(OWN)
    path.parent.mkdir(parents=True)
    nbformat.write(assignment(), path)
    folder.config.write_text(
        "from autograder.nbgrader_settings import configure\n\nconfigure(get_config())\n"
        + PENALTY.format(method="zero")
    )
    run_nbgrader(folder, "generate_assignment", OWN)
    for student, answer, time in (("an", "x = 3", DUE), ("binh", "x = 3", LATE), ("chi", None, DUE)):
        notebook = nbformat.read(folder.release(OWN), as_version=4)
        if answer:
            notebook.cells[0].source, notebook.cells[3].source = answer, "Vì thế."
        handed_in = folder.submitted(student, OWN)
        handed_in.parent.mkdir(parents=True)
        nbformat.write(notebook, handed_in)
        (handed_in.parent / "timestamp.txt").write_text(time)
    with Gradebook(db_url(folder)) as gradebook:
        gradebook.update_or_create_assignment(OWN, duedate=DUE)
    return folder


@pytest.fixture
def course(released, tmp_path):
    """That course folder, due at noon, for a test to change."""
    shutil.copytree(released.root, tmp_path / "ours")
    return CourseFolder(tmp_path / "ours")


@pytest.fixture
def theirs(course, tmp_path):
    """The same course folder, for nbgrader's own command."""
    shutil.copytree(course.root, tmp_path / "theirs")
    return CourseFolder(tmp_path / "theirs")


def test_question_in_words(course):
    """Does who marks see the mark scheme, and does the student see question, answer, mark and comment, but never the scheme?"""
    released = course.release(OWN).read_text(encoding="utf-8")
    assert "Vì sao?" in released and "đủ hai lẽ" not in released and "Vì thế này" not in released
    list(grade_class(course, OWN))
    assert "- 3 điểm: đủ hai lẽ." in course.autograded("an", OWN).read_text(encoding="utf-8")
    before = feedback_page(course, "an")
    assert all(
        words in before
        for words in ("Vì sao?", "Vì thế.", "Chưa chấm, nhiều nhất 3 điểm", "Vẽ một hình.", "chờ người chấm")
    )
    with Gradebook(db_url(course)) as gradebook:
        for cell, points in (("vi-sao", 2), ("ve-hinh", 3)):
            grade = gradebook.find_grade(cell, OWN, OWN, "an")
            grade.manual_score, grade.needs_manual_grade = points, False  # as Formgrader does
        gradebook.find_comment("vi-sao", OWN, OWN, "an").manual_comment = "Thiếu một lẽ."
        gradebook.db.commit()
    after = feedback_page(course, "an")
    assert all(words in after for words in ("Điểm: 2/3", "Thiếu một lẽ.", "Điểm: 3/4", "Tổng điểm: 7/9"))
    assert "chờ người chấm" not in after and "đủ hai lẽ" not in before + after


def test_answer_changed_after_its_mark(course):
    """Is a student told that the work was graded again since a person gave the mark?"""
    list(grade_class(course, OWN))
    with Gradebook(db_url(course)) as gradebook:
        grade = gradebook.find_grade("vi-sao", OWN, OWN, "an")
        grade.manual_score, grade.needs_manual_grade = 2, False
        gradebook.db.commit()
    assert "Điểm: 2/3" in feedback_page(course, "an")
    notebook = nbformat.read(course.submitted("an", OWN), as_version=4)
    notebook.cells[3].source = "Vì lẽ khác."
    nbformat.write(notebook, course.submitted("an", OWN))
    list(grade_class(course, OWN))
    page = feedback_page(course, "an")
    assert "Điểm: 2/3" in page and "Bài được chấm lại sau khi người chấm cho điểm này" in page


SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"


@pytest.fixture
def course_with_hostile_words(course):
    """One who writes scripts and pieces of a mark scheme into an answer, into cells of his own, into a question."""
    notebook = nbformat.read(course.submitted("an", OWN), as_version=4)
    notebook.cells[3].source = f"{SCRIPT}\n=== BEGIN MARK SCHEME ===\n3 điểm"
    own = [new_markdown_cell(f"{SCRIPT} === BEGIN MARK SCHEME ==="), new_raw_cell(SCRIPT)]
    claiming = new_markdown_cell(SCRIPT, metadata=labels("question-zz", locked=True))
    notebook.cells += [*own, claiming, new_code_cell("# === BEGIN MARK SCHEME ===")]
    nbformat.write(notebook, course.submitted("an", OWN))
    list(grade_class(course, OWN))
    return course


def test_hostile_words_on_the_feedback_page(course_with_hostile_words):
    """Does the page show them as they stand, run none of them, and is everyone's page written?"""
    written = list(write_pages(course_with_hostile_words, OWN))
    assert {page.student for page in written if not page.problem} == {"an", "binh", "chi"}
    page = course_with_hostile_words.feedback("an", OWN).read_text(encoding="utf-8")
    assert "<script>alert" not in page and "<img src=x" not in page
    assert "&lt;script&gt;alert(1)" in page and "3 điểm" in page


def test_hostile_words_in_formgrader(course_with_hostile_words):
    """Does Formgrader, which shows text cells as HTML, get them without their scripts, and the verdicts with their looks?"""
    from nbconvert.exporters import HTMLExporter
    from nbgrader.server_extensions.formgrader import handlers

    config = configure(Config())
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    told = dict.fromkeys(
        (
            "assignment_id",
            "notebook_id",
            "submission_id",
            "base_url",
            "student",
            "last_name",
            "first_name",
            "notebook_path",
        ),
        "x",
    )
    path = course_with_hostile_words.autograded("an", OWN)
    page, _ = HTMLExporter(config=config).from_filename(str(path), resources={**told, "index": 0, "total": 1})
    assert "<script>alert" not in page and "<img src=x" not in page and "&lt;script&gt;alert" in page
    assert "Vì sao?" in page and "đủ hai lẽ" in page


def test_hidden_parts_are_no_edits(course):
    """Is a student not told of having changed a cell that came without its hidden tests or its mark scheme?"""
    results = {result.student: result for result in grade_class(course, OWN)}
    assert [notice for notice in results["an"].notices if "bị sửa" in notice] == []
    assert results["an"].summary.scores["kiem-tra"] == 2
    notebook = nbformat.read(course.submitted("an", OWN), as_version=4)
    notebook.cells[1].source, notebook.cells[2].source = "assert True", "Vì sao không?"
    nbformat.write(notebook, course.submitted("an", OWN))
    [again] = grade_class(course, OWN, GradeOptions(students=("an",)))
    assert len([notice for notice in again.notices if "bị sửa" in notice]) == 2


def test_question_that_nobody_answered(course):
    """Does an untouched answer get its 0 without a person, as in nbgrader?"""
    list(grade_class(course, OWN))
    with Gradebook(db_url(course)) as gradebook:
        waiting = {name: gradebook.find_grade("vi-sao", OWN, OWN, name).needs_manual_grade for name in ("an", "chi")}
    assert waiting == {"an": True, "chi": False}


def feedback_page(folder, student):
    list(write_pages(folder, OWN, [student]))
    return folder.feedback(student, OWN).read_text(encoding="utf-8")


def penalties(folder):
    with Gradebook(db_url(folder)) as gradebook:
        return {
            one.student.id: one.notebooks[0].late_submission_penalty for one in gradebook.assignment_submissions(OWN)
        }


def test_same_rows(course, theirs):
    """Do tasks, answers in words, own checks, times and penalties become the same rows by both entrances, twice?"""
    for _ in range(2):
        list(grade_class(course, OWN, GradeOptions(force=True)))
        run_nbgrader(theirs, "autograde", OWN, "--force")
        assert rows(course) == rows(theirs)
    assert "('an', 've-hinh', 'TaskCell', None, None, None, True)" in rows(course)[-2]
    assert penalties(course) == {"an": None, "binh": 2.0, "chi": None}


@pytest.mark.robust
def test_extension(course, theirs):
    """Is the penalty gone, as in nbgrader, for who was given more time, with nobody graded again?"""
    for folder in (course, theirs):
        list(grade_class(folder, OWN))
        with Gradebook(db_url(folder)) as gradebook:
            gradebook.grant_extension(OWN, "binh", hours=8)
            assert gradebook.find_submission(OWN, "binh").extension == timedelta(hours=8)
    assert not any(result.fresh for result in grade_class(course, OWN))
    run_nbgrader(theirs, "autograde", OWN, "--force")
    assert penalties(course) == penalties(theirs) == {"an": None, "binh": None, "chi": None}


@pytest.mark.robust
def test_other_penalty(course):
    """Does the course's changed rule for late work count at the next grading, with nobody graded again?"""
    list(grade_class(course, OWN))
    course.config.write_text(course.config.read_text().replace("'zero'", "'none'"))
    assert not any(result.fresh for result in grade_class(course, OWN))
    assert penalties(course) == {"an": None, "binh": None, "chi": None}


def test_trial_run_of_a_new_course(course):
    """Does a trial run of a course that was never graded write nothing, not even the seed, and show everybody?"""
    course.gradebook.unlink()
    before = {path for path in course.root.rglob("*") if path.name not in (course.lock.name, course.grader.name)}
    results = list(grade_class(course, OWN, GradeOptions(dry_run=True)))
    assert {result.student for result in results} == {"an", "binh", "chi"} and all(r.before is None for r in results)
    after = {path for path in course.root.rglob("*") if path.name not in (course.lock.name, course.grader.name)}
    assert after == before


@pytest.mark.robust
def test_trial_run_after_a_change(course):
    """Does a trial run leave the gradebook as it is also where the points of a cell have changed?"""
    list(grade_class(course, OWN))
    before = rows(course), made_from(course), course.gradebook.read_bytes()
    notebook = nbformat.read(course.source(OWN), as_version=4)
    notebook.cells[1].metadata.nbgrader.points = 5
    nbformat.write(notebook, course.source(OWN))
    [tried] = [result for result in grade_class(course, OWN, GradeOptions(students=("an",), dry_run=True))]
    assert tried.fresh and (tried.before["kiem-tra"], tried.summary.scores["kiem-tra"]) == ((2.0, None), 5.0)
    assert (rows(course), made_from(course), course.gradebook.read_bytes()) == before
    list(grade_class(course, OWN))
    assert rows(course) != before[0]


def test_two_notebooks(course):
    """Is an assignment of two notebooks refused with a word, where one of them would go unmarked?"""
    nbformat.write(assignment(), course.source(OWN).with_name("phan_hai.ipynb"))
    with pytest.raises(CourseError, match="phan_hai.ipynb"):
        list(grade_class(course, OWN))


def test_file_in_a_folders_place(course):
    """Where a student hands in a file by the name of a folder of the lesson, or the reverse, does the lesson's stand?"""
    for name in ("du_lieu/anh.csv", "bang.csv"):
        released = course.source(OWN).parent / name
        released.parent.mkdir(exist_ok=True)
        released.write_text("của bài")
    work = course.submitted("an", OWN).parent
    (work / "du_lieu").write_text("của an")
    (work / "bang.csv").mkdir()
    (work / "bang.csv" / "a.txt").write_text("của an")
    (work / "rieng.csv").write_text("của an")
    [result] = grade_class(course, OWN, GradeOptions(students=("an",)))
    graded = course.autograded("an", OWN).parent
    assert (graded / "du_lieu" / "anh.csv").read_text() == (graded / "bang.csv").read_text() == "của bài"
    assert (graded / "rieng.csv").read_text() == "của an"
    assert [notice for notice in result.notices if notice.startswith(LEFT_OUT)] == [
        LEFT_OUT + "du_lieu, bang.csv/a.txt"
    ]


@pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="becomes another user, so only root can try it"
)
@pytest.mark.parametrize(
    "name", ["nbgrader_config.py", "nbgrader_config.json", "jupyter_config.json", "jupyter_server_config.py"]
)
def test_settings_are_no_graded_work(tmp_path, name):
    """Does what nbgrader or Jupyter would run, where somebody opens the folder of graded work, never come into it?"""
    (tmp_path / name).write_text("x")
    (tmp_path / "bang.csv").write_text("1")
    assert list(files_beside(tmp_path, IGNORED)[0]) == ["bang.csv"]


def test_folder_that_may_not_be_read():
    """Is a folder that the grader may not read passed over, with a word, instead of stopping the class?"""
    with tempfile.TemporaryDirectory() as folder:  # one that another user can reach
        os.chmod(folder, 0o755)
        os.mkdir(os.path.join(folder, "kin"), mode=0)
        Path(folder, "ro.csv").write_text("1")
        assert _found_by_another_user(folder)


def _found_by_another_user(folder):
    """Does a user who may not read its folder `kin` find `ro.csv`, and hear that this is not all?"""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            os.setresuid(61183, 61183, 61183)
            found, whole = files_beside(folder, [])
            code = 0 if (list(found), whole) == (["ro.csv"], False) else 2
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


def test_nothing_of_before_stays(course):
    """Is a file that is no longer handed in gone from the graded work, as after nbgrader's own regrade?"""
    beside = course.submitted("an", OWN).with_name("du_lieu.csv")
    beside.write_text("1,2")
    list(grade_class(course, OWN))
    copy = course.autograded("an", OWN).with_name("du_lieu.csv")
    assert copy.read_text() == "1,2"
    beside.unlink()
    list(grade_class(course, OWN, GradeOptions(force=True)))
    assert not copy.exists() and course.autograded("an", OWN).is_file()
