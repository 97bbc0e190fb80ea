"""Does `new` write a lesson that is sound from its first minute, and refuse without a trace where it cannot?"""

import os
import shutil
import subprocess
import sys

import pytest

from autograder.authoring import new
from autograder.authoring.text import ROLES
from autograder.course_folder import ROOT, CourseFolder
from autograder.files.course_error import CourseError

LESSON = "bai99_thu"
TRACKED = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, encoding="utf-8").stdout.split("\0")


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The files that git tracks, in a folder of their own."""
    root = tmp_path_factory.mktemp("copy")
    for name in filter(None, TRACKED):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, root / name)
    return CourseFolder(root)


def called(folder, *arguments, module="autograder"):
    environment = {**os.environ, "PYTHONPATH": str(folder.root)}
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, cwd=folder.root, env=environment, capture_output=True, encoding="utf-8", check=False)


def contents(folder):
    """{path: bytes} of all that stands in the folder, but what running leaves behind."""
    paths = (path.relative_to(folder.root) for path in folder.root.rglob("*") if path.is_file())
    kept = (path for path in paths if not any(part.startswith((".", "__pycache__")) for part in path.parts))
    return {path.as_posix(): (folder.root / path).read_bytes() for path in kept}


@pytest.fixture(scope="module")
def made(copy):
    """What `new` said, what stood before it, and what `check` said next."""
    before = contents(copy)
    return called(copy, "new", LESSON), before, called(copy, "check", LESSON)


def test_new_lesson_is_sound(made):
    """Does `check` find nothing in a lesson just written, its own tests and its spelling included?"""
    said, _, checked = made
    assert said.returncode == 0, said.stderr
    assert (checked.returncode, checked.stdout.splitlines()[-1]) == (0, f"{LESSON}: không có gì phải sửa.")


def test_told_and_written(copy, made):
    """Is every file that is new or changed told, and what to do next, and is no other file touched?"""
    said, before, _ = made
    now = contents(copy)
    written = {path for path in now if now[path] != before.get(path)}
    told = {line.split(": ")[1] for line in said.stdout.splitlines() if line.startswith(("Đã viết: ", "Đã thêm vào: "))}
    stages = {path for path in written if path.startswith((f"source/{LESSON}/", f"release/{LESSON}/"))}
    drawn = {path for path in written if path.startswith(("README.md", "docs/"))}
    assert len(told) == 11 and told <= written and written == told | stages | drawn
    assert f"python -m autograder check {LESSON}" in said.stdout.splitlines()[-1]
    assert f"test_{LESSON}_reference.py" in said.stdout and "thu.py" in said.stdout


def test_new_files_are_in_the_house_style(copy, made):
    """Would the formatter and the linter leave all as it was written, has all its types, and is every reference asked?"""
    for arguments in (["format", "--check"], ["check"]):
        done = called(copy, *arguments, "autograder", "course", "tests", module="ruff")
        assert done.returncode == 0, done.stdout
    for arguments in (
        ["tests/reference/test_domains.py", "-k", "asked or largest_error"],
        ["tests/test_rooms.py", "-k", "types"],
    ):
        done = called(copy, "-q", *arguments, module="pytest")
        assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([LESSON], f"Đã có bài mang số này: {LESSON}"),
        (["bai98_khac"], "còn largest_error của một bài mẫu trước"),
        (["bai98_khac", "--topic", "errors"], "Đã có autograder/reference/errors.py, course/plots/errors.py"),
        (["bai98_khac", "--topic", "Khác"], "'Khác' không phải tên của một tệp Python"),
        (["Bai98"], "'Bai98' không phải tên của một bài"),
        (["bai9_ngan"], "'bai9_ngan' không phải tên của một bài"),
        (["../bai98_khac"], "không phải tên của một bài"),
    ],
    ids=["there", "example_still_there", "topic_there", "topic_no_name", "no_name", "one_digit", "path"],
)
def test_refused(copy, made, arguments, said):
    """Is a lesson that cannot be made refused with what to do, and nothing written?"""
    before = contents(copy)
    done = called(copy, "new", *arguments)
    assert done.returncode == 2 and said in done.stderr and "Hãy" in done.stderr
    assert contents(copy) == before


def test_undone_where_the_build_fails(copy, made, monkeypatch):
    """Is everything as it was when the new lesson cannot be built?"""
    monkeypatch.setattr(new, "_demand_free", lambda *_: None)  # a second lesson with the same example
    monkeypatch.setattr(new, "render", misnumbered)
    before = contents(copy)
    with pytest.raises(CourseError, match="nên đã xóa mọi tệp của nó(.|\n)*có TODO 2, nhưng"):
        new.write(copy, "bai98_khac", "khac")
    assert contents(copy) == before


def misnumbered(name, *, rendered=new.render, **values):
    return rendered(name, **values).replace("# TODO 1:", "# TODO 2:")


def test_both_lists_keep_their_order():
    """Does a name go where it belongs in imports and exports, at the end too?"""
    source = 'from a.b import x\nfrom a.d import (\n    y,\n    z,\n)\n\n__all__ = [\n    "x",\n    "y",\n    "z",\n]\n'
    middle = new.registered(source, "a.c", "xx")
    assert "import x\nfrom a.c import xx\nfrom a.d" in middle and '"x",\n    "xx",\n    "y",' in middle
    last = new.registered(source, "a.e", "zz")
    assert ")\nfrom a.e import zz\n" in last and '"z",\n    "zz",\n]' in last


def test_new_lesson_has_all_that_a_lesson_has(copy, made):
    """Does it show what lessons offer beside exercises: each role of a cell, another way to read, a formula to look up?"""
    text = copy.text(LESSON).read_text(encoding="utf-8")
    assert [role for role in ROLES if f'{role}="' not in text] == []
    assert "<!-- công thức: " in text
    (exercise,) = (copy.root / "autograder" / "exercises" / LESSON).glob("largest_error.py")
    assert "note=" in exercise.read_text(encoding="utf-8")
