"""The command in a pipeline: what it prints where, with which code it ends, and what it keeps for the next run."""

import json
import os
import shutil
import stat

import pytest
from jsonschema import Draft202012Validator
from one_course import HELD, LESSON, SCHEMA

from autograder.course_folder import ROOT, CourseFolder
from autograder.demo.course import new_course
from autograder.grading.over_limits import LIMITS
from autograder.one.document import CODES
from autograder.one.prepared import prepared
from autograder.one.seed import COURSE, Seed
from course.checking import lesson_json


@pytest.fixture
def right(written, tmp_path):
    path = tmp_path / "bai_lam.ipynb"
    path.write_bytes(written())
    return path


@pytest.fixture
def half(written, tmp_path):
    """9 of 10 points."""
    path = tmp_path / f"{LESSON}.ipynb"
    path.write_bytes(written({"calculate_s": {"beta - alpha": "beta + alpha"}}))
    return path


def test_the_schema_is_one():
    """Is the file a JSON Schema of draft 2020-12, of the version that the command writes, with every status?"""
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert set(SCHEMA["properties"]["status"]["properties"]["code"]["enum"]) == set(CODES.values())
    assert {word for word, _ in LIMITS.values()} <= set(CODES)


def test_a_document_of_another_version_does_not_hold():
    """Does the schema refuse a field nobody described, and another version?"""
    assert list(HELD.iter_errors({"schema": 2})) and list(HELD.iter_errors({"điểm": 10}))


@pytest.mark.parametrize(("threshold", "code", "passed"), [(None, 0, None), ("9", 0, True), ("9,5", 1, False)])
def test_codes_by_threshold(threshold, code, passed, half, called, course):
    """Is it 0 without a threshold and at it, 1 below it, with the document printed all the same?"""
    done = called(half, "--json", "--course-dir", course.folder.root, *(["--pass", threshold] if threshold else []))
    document = json.loads(done.out)
    assert (done.code, done.err, document["earned"], document["passed"]) == (code, "", 9, passed)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["khong_co.ipynb"], "Không có tệp hay thư mục khong_co.ipynb"),
        (["{right}", "--lesson", "bai99_khong_co"], "Không có bài nào tên 'bai99_khong_co'"),
        (["{right}", "--tries", "3"], "--tries và --metadata đi cùng nhau"),
        (["{right}", "--pass", "nhiều"], "--pass: phải là số từ 0 trở lên"),
        (["{right}", "--json", "--markdown"], "không dùng chung với"),
        (["{right}", "--course-dir", "/khong/co"], "Không có thư mục /khong/co"),
    ],
)
def test_called_wrongly(arguments, said, right, called):
    """Is it code 2, one line on stderr that says what to mend, and nothing on stdout?"""
    done = called(*(argument.format(right=right) for argument in arguments))
    assert (done.code, done.out) == (2, "") and said in done.err and done.err.count("\n") == 1


def test_no_sandbox_is_nobodys_zero(right, called, tmp_path):
    """Where the machine has no sandbox, is it code 3 and one line, not a mark?"""
    tools = tmp_path / "tools"
    tools.mkdir()
    done = called(right, "--json", "--sandbox", "bubblewrap", PATH=str(tools))
    assert (done.code, done.out) == (3, "") and "bwrap" in done.err and done.err.count("\n") == 1


def test_the_graders_own_error(right, course, called, tmp_path):
    """Where the grader itself fails, is it code 3 and one line, with the traceback in the course folder's log alone?"""
    folder = CourseFolder(tmp_path / "course")
    shutil.copytree(course.folder.root, folder.root)
    called(right, "--json", "--lesson", LESSON, "--course-dir", folder.root)
    broken = (
        "import autograder.one.document as d\ndef fails(*_, **__): raise RuntimeError('bí mật')\nd.document = fails\n"
    )
    site = tmp_path / "site"
    site.mkdir()
    site.joinpath("sitecustomize.py").write_text(broken, encoding="utf-8")
    done = called(right, "--json", "--course-dir", folder.root, PYTHONPATH=f"{site}{os.pathsep}{ROOT}")
    assert (done.code, done.out) == (3, "") and done.err.count("\n") == 1 and "bí mật" not in done.err
    assert "RuntimeError: bí mật" in folder.error_log.read_text(encoding="utf-8")


def test_the_lesson_is_found(written, alone, tmp_path):
    """Is the lesson known by the file's name, a copy's too, else by its cells, and in a folder with one notebook?"""
    for name in (f"{LESSON}-Copy1.ipynb", "Bài làm của em.ipynb"):
        place = tmp_path / name.split(".")[0]
        place.mkdir()
        (place / name).write_bytes(written())
        assert alone(place / name)["lesson"] == alone(place)["lesson"] == LESSON


def test_unknown_lesson(called, tmp_path):
    """Is a notebook of no lesson refused with what to add?"""
    path = tmp_path / "la.ipynb"
    path.write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
    done = called(path, "--json")
    assert done.code == 2 and "--lesson" in done.err and done.out == ""


def test_an_empty_folder_is_no_hand_in(course, told, tmp_path):
    """Has who handed in nothing 0 points, as in a class?"""
    document = told(tmp_path, "--lesson", LESSON)
    assert (document["status"]["code"], document["earned"], document["points"]) == ("missing", 0, 10)


def test_a_link_is_no_hand_in(course, told, tmp_path):
    """Does a link to the solution's folder, or to its file, earn nothing?"""
    source = course.folder.source(LESSON)
    for name, target in ((LESSON, source.parent), (f"{LESSON}.ipynb", source)):
        (tmp_path / name).symlink_to(target)
        document = told(tmp_path / name, "--lesson", LESSON)
        assert (document["status"]["code"], document["earned"]) == ("not_regular", 0)


def test_files_beside(written, told, tmp_path):
    """Are the files beside the notebook there when its cells run?"""
    notebook = json.loads(written())
    [cell] = [one for one in notebook["cells"] if one["id"] == "exercise-calculate_s"]
    cell["source"] = "from cua_toi import he_so\n" + "".join(cell["source"]).replace("return", "return he_so *")
    (tmp_path / f"{LESSON}.ipynb").write_text(json.dumps(notebook))
    (tmp_path / "cua_toi.py").write_text("he_so = 1\n")
    assert told(tmp_path / f"{LESSON}.ipynb")["earned"] == 10


def test_what_is_kept_is_closed_to_others(right, project, called, tmp_path):
    """Is what one run keeps for the next only its owner's, found again, and made anew where it was spoilt or the lesson changed?"""
    folder = new_course(tmp_path / "course")
    for stage in ("source", "release"):
        shutil.copytree(project.root / stage / LESSON, folder.root / stage / LESSON)

    def graded():
        done = called(right, "--json", "--lesson", LESSON, "--course-dir", folder.root, LUONG_TU_HOA_SEED="5")
        return json.loads(done.out)

    def made():
        """What the command makes ready."""
        ready = prepared(folder, LESSON, Seed(5, COURSE))
        return lesson_json.dumps(ready.frozen)

    first = graded()
    [kept] = folder.prepared.glob("*.cases.*")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600 and stat.S_IMODE(folder.prepared.stat().st_mode) == 0o700
    before = kept.stat().st_mtime_ns
    assert graded() == first and kept.stat().st_mtime_ns == before
    content, cases = kept.read_bytes(), made()
    assert kept.stat().st_mtime_ns == before
    kept.write_bytes(content[:-100])
    assert made() == cases and len(kept.read_bytes()) == len(content)
    kept.chmod(0o666)  # anybody could have written it
    before = kept.stat().st_mtime_ns
    assert made() == cases and kept.stat().st_mtime_ns != before
    text = folder.source(LESSON).read_text(encoding="utf-8")
    folder.source(LESSON).write_text(text.replace('"nbformat_minor"', ' "nbformat_minor"'), encoding="utf-8")
    made()
    assert [path.name for path in folder.prepared.glob("*.cases.*")] != [kept.name]


def test_a_random_seed_is_said(right, project, called, tmp_path):
    """Without any seed, is it said that cases were drawn for this run alone, and are they not kept?"""
    folder = new_course(tmp_path / "course")
    for stage in ("source", "release"):
        shutil.copytree(project.root / stage / LESSON, folder.root / stage / LESSON)
    done = called(right, "--json", "--course-dir", folder.root, LUONG_TU_HOA_SEED="")
    document = json.loads(done.out)
    assert (document["seed"], document["earned"]) == ("random", 10) and "rút mới" in document["notices"][0]
    assert not folder.seed.exists() and not [*folder.prepared.glob("*.cases.*")]


def test_nbgrader_is_not_loaded(course, right, called, tmp_path):
    """Does a lesson that was made ready need neither nbgrader nor the gradebook's tables, whose loading takes a second each?"""
    site = tmp_path / "site"
    site.mkdir()
    site.joinpath("sitecustomize.py").write_text(
        "import atexit, sys\n"
        "atexit.register(lambda: print(*sorted({'nbgrader', 'sqlalchemy', 'jupytext'} & set(sys.modules)), file=sys.stderr))\n"
    )
    call = [right, "--json", "--course-dir", course.folder.root]
    assert called(*call).code == 0
    assert called(*call, PYTHONPATH=f"{site}{os.pathsep}{ROOT}").err.strip() == ""
