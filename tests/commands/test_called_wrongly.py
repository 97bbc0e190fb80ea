"""Is a command that was given the wrong thing answered with what would be right?"""

import gc

import psutil
import pytest
from nbgrader.api import Gradebook

from autograder.commands import main
from autograder.course_folder import CourseFolder
from autograder.files.course_error import CourseError
from autograder.files.whole import write_whole
from autograder.gradebook.config import db_url

ONLY_IN_SOURCE, ONLY_IN_GRADEBOOK = "bai01_so_nguyen", "bai00_cu"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A course folder with a lesson that nobody has graded, and a gradebook with one that is no longer in source/."""
    folder = CourseFolder(tmp_path_factory.mktemp("course"))
    for path in (folder.source(ONLY_IN_SOURCE), folder.release(ONLY_IN_SOURCE)):
        path.parent.mkdir(parents=True)
        path.touch()
    with Gradebook(db_url(folder)) as gradebook:
        gradebook.add_assignment(ONLY_IN_GRADEBOOK)
    return folder


def explained(folder, command, lesson, capsys):
    """What a command, given with its options, says of a lesson in the place of doing it."""
    name, *options = command.split()
    assert main([name, lesson, *options, "--course-dir", str(folder.root)]) == 2
    return capsys.readouterr().err


NAMING_A_LESSON = ["report", "feedback", "export --to csv", "export --to xlsx", "export --to moodle --worksheet x.csv"]


@pytest.mark.parametrize("command", [*NAMING_A_LESSON, "similarity"])
def test_misspelt_lesson(command, folder, capsys):
    """Is a lesson that nobody knows said to be none, with those there are, and not to be graded first?"""
    said = explained(folder, command, "bai9", capsys)
    assert "Không có bài nào tên 'bai9'" in said and ONLY_IN_SOURCE in said and "chấm trước" not in said


@pytest.fixture
def uncollected():
    """The garbage collector closes nothing meanwhile."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def test_gradebook_is_closed(folder, capsys, uncollected):
    """Is the gradebook that was looked into for a name closed again, so that it can be moved, on Windows, too?"""
    explained(folder, "report", "bai9", capsys)
    assert str(folder.gradebook) not in [file.path for file in psutil.Process().open_files()]


@pytest.mark.parametrize("command", NAMING_A_LESSON)
def test_lesson_that_nobody_graded(command, folder, capsys):
    """Is a lesson that the gradebook does not have yet said to be graded first?"""
    assert f"grade {ONLY_IN_SOURCE}" in explained(folder, command, ONLY_IN_SOURCE, capsys)


def test_lesson_without_its_source(folder, capsys):
    """Are the marks of a lesson read that is only in the gradebook, of which no page can be written without its questions?"""
    assert main(["export", ONLY_IN_GRADEBOOK, "--to", "csv", "--course-dir", str(folder.root)]) == 0
    assert "Không có bài nào" not in explained(folder, "report", ONLY_IN_GRADEBOOK, capsys)
    assert "Không có bài nào" in explained(folder, "feedback", ONLY_IN_GRADEBOOK, capsys)


def test_folder_in_the_place_of_a_file(folder, capsys):
    """Is a folder that is named where a file is to be written said to be one, and is nothing left beside it?"""
    there = folder.root / "diem"
    there.mkdir()
    assert main(["export", "--to", "csv", "--output", str(there), "--course-dir", str(folder.root)]) == 2
    assert f"{there} là một thư mục" in capsys.readouterr().err
    with pytest.raises(CourseError, match="là một thư mục"):
        write_whole(there, b"")
    assert list(folder.root.glob(".*")) == []
