"""Do folders that tools fill cost a student nothing, and the instructor one line?"""

import pytest
from hand_ins import LESSON, as_zip

from autograder.collecting import archives
from autograder.collecting.collect import OF_THE_SYSTEM, PASSED
from autograder.intake.junk import are_junk
from course.checking.way_so_far import FILE

ABOVE = "An_1_assignsubmission_file_"
TOOLS = [
    ".venv/lib/x{}.py",
    "node_modules/a/x{}.js",
    "src/__pycache__/x{}.pyc",
    ".git/objects/x{}",
    "__MACOSX/._x{}",
    ".mypy_cache/x{}",
    "lib/python3.12/site-packages/numpy/x{}.py",
]


@pytest.mark.parametrize("place", TOOLS)
@pytest.mark.parametrize("zipped", [True, False])
def test_folders_of_tools(collected, landed, work, monkeypatch, place, zipped):
    """Does a folder of a tool, zipped or not, take no place of the student's own files, and one line in all?"""
    many = {f"BaiTap/{place.format(number)}": b"#" for number in range(300)}
    contents = {**many, f"BaiTap/{LESSON}.ipynb": work(), "BaiTap/helper.py": b"x = 1"}
    monkeypatch.setattr(
        archives.Budget, "__init__", lambda self: self.__dict__.update(bytes=10**7, items=4, entries=10**5)
    )
    whole = (
        {f"{ABOVE}/bai.zip": as_zip(contents)}
        if zipped
        else {f"{ABOVE}/{name}": content for name, content in contents.items()}
    )
    told = collected({**whole, f"Vũ Hà_2_assignsubmission_file_/{LESSON}.ipynb": work(2)}, "moodle")
    assert landed() == {
        f"an_1/{LESSON}/{LESSON}.ipynb": work(),
        f"an_1/{LESSON}/helper.py": b"x = 1",
        f"vu_ha_2/{LESSON}/{LESSON}.ipynb": work(2),
    }
    assert told["An"].left == [] and (told["300 tệp"].what, told["300 tệp"].notes) == (PASSED, [OF_THE_SYSTEM])
    assert len(told) == 3


def test_one_line_for_all(collected, work):
    """Are the files of tools in several students' zips and beside them counted in one line?"""
    zipped = as_zip({f"{LESSON}.ipynb": work(), ".venv/lib/x.py": b"", "__MACOSX/._a": b""})
    told = collected(
        {**{f"{name}_assignsubmission_file_/bai.zip": zipped for name in ("A_1", "B_2")}, ".DS_Store": b""}, "moodle"
    )
    assert list(told) == ["A", "B", "5 tệp"]


@pytest.mark.parametrize("place", [FILE, f"BaiTap/{FILE}", f"BaiTap/{LESSON}/{FILE}"])
@pytest.mark.parametrize("zipped", [True, False])
def test_what_progress_keeps(collected, landed, work, place, zipped):
    """Is the file in which a student's progress is kept nobody's trouble when it comes along?"""
    contents = {f"BaiTap/{LESSON}/{LESSON}.ipynb": work(), place: b"{}"}
    whole = (
        {f"{ABOVE}/bai.zip": as_zip(contents)}
        if zipped
        else {f"{ABOVE}/{name}": content for name, content in contents.items()}
    )
    told = collected(whole, "moodle")
    assert landed() == {f"an_1/{LESSON}/{LESSON}.ipynb": work()}
    assert told["An"].left == [] and FILE not in "".join(told["An"].notes)


@pytest.mark.parametrize("name", ["venv", "env", "moi_truong", ".venv"])
def test_environments_by_what_marks_them(name):
    """Is any folder with pyvenv.cfg a virtual environment, and are a person's own files in one still theirs?"""
    paths = [
        (name, "pyvenv.cfg"),
        (name, "Lib", "a.py"),
        (name, "bin", "python"),
        (name, "bài làm.ipynb"),
        (name, "dữ liệu", "a.csv"),
        ("lib", "phụ.py"),
    ]
    assert are_junk(paths) == [True, True, True, False, False, False]
    assert are_junk(paths[1:]) == ([True, True] if name == ".venv" else [False, False]) + [False] * 3


def test_a_persons_own_folders():
    """Are folders called like a student's own work theirs: env, lib, data, bin?"""
    assert not any(
        are_junk(
            [
                ("env", "a.csv"),
                ("lib", "helper.py"),
                ("data", "cache", "a.txt"),
                ("bin", "x.py"),
                ("git", "a.py"),
                ("venv.py",),
                ("nodes", "node_modules"),
            ]
        )
    )


def test_only_what_jupyter_saved(collected, landed, work):
    """Is somebody of whom there is nothing but Jupyter's own copy listed, and nobody else for theirs?"""
    saved = f".ipynb_checkpoints/{LESSON}-checkpoint.ipynb"
    told = collected(
        {
            f"lop/sv001/{saved}": work(),
            f"lop/sv002/{saved}": work(),
            f"lop/sv002/{LESSON}.ipynb": work(2),
            f"lop/{saved}": work(),
            f"lop/sv003/{LESSON}.ipynb": work(3),
        },
        "folder",
    )
    assert set(landed()) == {f"{student}/{LESSON}/{LESSON}.ipynb" for student in ("sv002", "sv003")}
    assert [who for who, outcome in told.items() if outcome.left] == [f"lop/sv001/{saved}"]
