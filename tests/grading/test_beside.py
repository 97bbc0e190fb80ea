"""Are the files that students hand in beside the notebook there when its cells run, within bounds, and in nobody else's place?"""

import json
import os
import shutil
from dataclasses import replace

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.bench.grading import run_nbgrader
from autograder.course_folder import CourseFolder
from autograder.exercises.written import answered, as_bytes
from autograder.gradebook.config import db_url
from autograder.grading.fingerprint import fingerprint
from autograder.grading.whole_class import LEFT_OUT, grade_class
from autograder.intake.own_files import CHANGED, NOT_THERE, SHADOWS, FilesBeside
from autograder.intake.submitted import hand_in
from autograder.sandbox import Limits

LESSON = "bai01_so_nguyen"
HELPER = "def khoang(a, b):\n    return b - a\n"
ANSWER = "from helper import khoang\ndef calculate_s(alpha, beta, alpha_q, beta_q):\n    return khoang(alpha, beta) / khoang(alpha_q, beta_q)"


@pytest.fixture
def folder(project, tmp_path):
    """A course folder with the lesson and no submissions."""
    for stage in ("source", "release"):
        shutil.copytree(project.root / stage / LESSON, tmp_path / stage / LESSON)
    return CourseFolder(tmp_path)


@pytest.fixture
def place(folder):
    """The folder that one student hands in."""
    path = folder.submitted("an", LESSON).parent
    path.mkdir(parents=True)
    return path


def beside(folder, limits=None):
    """({path: content}, sentences) of what lies beside the student's notebook."""
    files, told = FilesBeside(folder, LESSON, limits or Limits()).of("an")
    return dict(files), told


def starts(told):
    """Which sentences were said."""
    return [
        words.split("{")[0]
        for words in (NOT_THERE, CHANGED, SHADOWS)
        if any(one.startswith(words.split("{")[0]) for one in told)
    ]


def test_what_is_taken(folder, place):
    """Are modules, data and sub-folders taken, and neither notebooks, times, caches nor what is hidden?"""
    wanted = {"helper.py": b"x = 1", "bang.csv": b"1,2", "data/a.csv": b"3", "goi/__init__.py": b""}
    for name, content in {
        **wanted,
        f"{LESSON}.ipynb": b"{}",
        "nhap.IPYNB": b"{}",
        "cu.ipynb.json": b"{}",
        "timestamp.txt": b"x",
        ".an.txt": b"x",
        ".git/HEAD": b"x",
        "__pycache__/helper.cpython-311.pyc": b"x",
        "node_modules/a.js": b"x",
        f"{LESSON}.check.json": folder.check_data(LESSON).read_bytes(),
        f"{LESSON}.more.json": folder.more_data(LESSON).read_bytes(),
    }.items():
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_bytes(content)
    assert beside(folder) == (wanted, ())


def test_libraries_and_released_files(folder, place):
    """Is it told where a library comes first, or where the lesson's own file does, with no line for the instructor's table?"""
    for name in ("numpy.py", "course.py", "worker.py", "helper.py"):
        (place / name).write_text("x = 1")
    (place / f"{LESSON}.check.json").write_text("{}")
    files, told = beside(folder)
    assert f"{LESSON}.check.json" not in files and len(files) == 4
    assert told == (
        CHANGED.format(names=f"{LESSON}.check.json"),
        SHADOWS.format(names="course.py, numpy.py, worker.py"),
    )
    assert not any(words.startswith(LEFT_OUT) for words in told)


def test_earlier_release(folder, place):
    """Are check data of an earlier build, or with a system's own line ends, no student's doing, and changed ones told?"""
    given, path = folder.check_data(LESSON).read_bytes(), place / f"{LESSON}.check.json"

    def told(content):
        path.write_bytes(content)
        return starts(beside(folder)[1]) == [CHANGED.split("{")[0]]

    earlier = json.loads(given)
    first = earlier["exercises"][0]
    first["title"], first["mistakes"] = "Tên cũ", []
    first["cases"] = [{**first["cases"][0], "args": '{"dict":{}}'}, *first["cases"][1:]]
    assert not told(given) and not told(given.replace(b"\n", b"\r\n")) and not told(json.dumps(earlier).encode())
    easier = json.loads(given)
    easier["exercises"][0]["parts"][0]["rtol"] = 1e9
    answer = json.loads(given)
    answer["exercises"][0]["cases"][0]["needed"] = '{"dtype":"float64","data":1.0}'
    for content in (
        easier,
        answer,
        {},
        [],
        {"exercises": [1]},
        {**earlier, "exercises": []},
        {**earlier, "lesson": "x"},
    ):
        assert told(json.dumps(content).encode())
    for content in (b"", b"{", b"[" * 100_000, given * 5, b"1" * 10_000):
        assert told(content)


def test_released_folder(folder, place):
    """Does a data file in a released folder stay as it was given, also where the student changed it or put a folder in its place?"""
    for stage, text in (("release", "1"), ("submitted/an", "2")):
        data = folder.root / stage / LESSON / "du_lieu" / "a.csv"
        data.parent.mkdir()
        data.write_text(text)
    files, told = beside(folder)
    assert files == {"du_lieu/a.csv": b"1"} and starts(told) == [CHANGED.split("{")[0]]
    shutil.rmtree(place / "du_lieu")
    (place / "du_lieu").write_text("2")
    files, told = beside(folder)
    assert files == {} and starts(told) == [NOT_THERE.split("{")[0]]


@pytest.mark.skipif(os.name != "posix", reason="links need rights there")
def test_bounds(folder, place, tmp_path):
    """Is what is too large, too much, too many, linked or not named in UTF-8 told and left, and the rest taken?"""
    (tmp_path / "bi_mat").write_text("bí mật")
    (place / "a_nho.csv").write_bytes(b"1")
    (place / "b_to.csv").write_bytes(b"x" * 101)
    (place / "c_lien_ket.csv").symlink_to(tmp_path / "bi_mat")
    os.link(tmp_path / "bi_mat", place / "d_ten_thu_hai.csv")
    place.joinpath(os.fsdecode(b"e_\xff.csv")).write_bytes(b"1")
    place.joinpath("f_\x1b[2J\n.csv").write_bytes(b"2")
    (place / "g_vua.csv").write_bytes(b"x" * 90)
    (place / "h_het_cho.csv").write_bytes(b"x" * 60)
    files, [told] = beside(folder, Limits(file_bytes=100, disk_bytes=300))
    assert sorted(files) == ["a_nho.csv", "f_\x1b[2J\n.csv", "g_vua.csv"]
    assert all(name in told for name in ("b_to.csv", "d_ten_thu_hai.csv", "h_het_cho.csv")) and told.isprintable()
    for number in range(300):
        (place / f"{number:03d}.csv").touch()
    files, [told] = beside(folder)
    assert len(files) == 200 and "…" in told


def test_fingerprint(folder, place):
    """Does a changed, renamed or new file beside the notebook make another hand-in of it?"""

    def now():
        (place / f"{LESSON}.ipynb").write_bytes(b"{}")
        files, _ = FilesBeside(folder, LESSON, Limits()).of("an")
        return fingerprint(replace(hand_in(folder, "an", LESSON), files=files), "lesson")

    seen = [now()]
    (place / "helper.py").write_text(HELPER)
    seen.append(now())
    (place / "helper.py").write_text(HELPER + "\n")
    seen.append(now())
    (place / "helper.py").rename(place / "helpers.py")
    seen.append(now())
    assert len(set(seen)) == 4 and seen[-1] == now()


@pytest.mark.robust
def test_both_entrances(folder, place, release, solved):
    """Does an answer that needs a helper and a data file get its points by either entrance, and is it graded again once the helper is mended?"""
    notebook = answered(release, {**solved, "calculate_s": ANSWER})
    notebook.cells.insert(1, nbformat.v4.new_code_cell("assert open('data/a.csv').read() == '1'"))
    (place / f"{LESSON}.ipynb").write_bytes(as_bytes(notebook))
    (place / "helper.py").write_text("def khoang(a, b):\n    return a - b + 1\n")
    (place / "data").mkdir()
    (place / "data" / "a.csv").write_text("1")
    (place / f"{LESSON}.check.json").write_bytes(folder.check_data(LESSON).read_bytes())
    [before] = grade_class(folder, LESSON)
    assert before.earned < 10 and before.notices == ()
    (place / "helper.py").write_text(HELPER)
    [after] = grade_class(folder, LESSON)
    assert (after.earned, after.status, after.fresh, after.notices) == (10, "đã chấm", True, ())
    run_nbgrader(folder, "autograde", LESSON, "--force")
    with Gradebook(db_url(folder)) as gradebook:
        assert gradebook.find_submission(LESSON, "an").score == 10
