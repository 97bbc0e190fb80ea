"""Do our command and nbgrader's leave the same, whole pages for everyone, and say what is missing?"""

import shutil
import stat

import pytest
from class_of_four import LESSON

from autograder.bench.grading import run_nbgrader
from autograder.commands import main
from autograder.course_folder import CourseFolder
from autograder.feedback.class_pages import write_pages
from autograder.files.whole import whole_folder


def left(folder):
    """{where it lies under feedback/: (content, permissions)}."""
    top = folder.root / "feedback"
    return {
        str(path.relative_to(top)): (path.read_bytes(), stat.S_IMODE(path.stat().st_mode))
        for path in top.rglob("*")
        if path.is_file()
    }


def command(folder, *arguments):
    return main(["feedback", LESSON, "--course-dir", str(folder.root), *arguments])


def test_both_entrances(course, tmp_path):
    """Does `nbgrader generate_feedback` leave the same bytes, files and permissions as our command?"""
    shutil.copytree(course.root, tmp_path / "theirs")
    theirs = CourseFolder(tmp_path / "theirs")
    assert command(course) == 0
    run_nbgrader(theirs, "generate_feedback", LESSON, "--force")
    assert left(course) == left(theirs)
    assert f"an/{LESSON}/ghi_chu.txt" in left(course) and len(left(course)) == 4 * 4


def test_table(course, capsys):
    """Does the command list each total and who still waits for a mark?"""
    assert command(course, "--student", "an", "--student", "chi") == 0
    said = capsys.readouterr().out
    assert "10.5/14" in said and "0/14" in said and "binh" not in said and "Đã viết 2 trang" in said
    assert sorted({name.split("/")[0] for name in left(course)}) == ["an", "chi"]


def test_nothing_of_before_stays(course):
    """Is a file that the graded folder no longer has gone, and a page of before replaced?"""
    old = course.feedback("an", LESSON)
    old.parent.mkdir(parents=True)
    old.write_text("cũ")
    old.with_name("thua.txt").write_text("thừa")
    assert command(course) == 0
    assert "Tổng điểm" in old.read_text(encoding="utf-8") and not old.with_name("thua.txt").exists()
    assert {path.name for path in (course.root / "feedback").iterdir()} == {"an", "binh", "chi", "dung"}


def test_one_broken_among_others(course, capsys):
    """Do a broken graded file and a student without marks cost nobody else a page, and is it said?"""
    broken = course.autograded("an", LESSON)
    broken.chmod(0o644)
    broken.write_text("{")
    shutil.copytree(broken.parent, course.autograded("la", LESSON).parent)
    assert command(course) == 1
    said = capsys.readouterr().out
    assert (
        "an: chưa viết được trang" in said
        and "la: chưa viết được trang, vì chưa có điểm" in said
        and "Đã viết 3 trang" in said
    )


@pytest.mark.parametrize("lost, word", [("gradebook.db", "Hãy chấm trước"), ("autograded", "được chấm trong")])
def test_not_graded_yet(course, capsys, lost, word):
    """Without marks or without graded work, is the next step told, and no empty gradebook made?"""
    path = course.root / lost
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert command(course) == 2
    said = capsys.readouterr().err
    assert word in said and f"autograder grade {LESSON} --course-dir {course.root}" in said and not path.exists()


def test_unknown_student(course, capsys):
    """Is a student who has no graded work named?"""
    assert command(course, "--student", "khong_co") == 2
    assert "khong_co" in capsys.readouterr().err


def test_stopped(course):
    """Asked to stop, does it end, with no page half written?"""
    with pytest.raises(KeyboardInterrupt):
        list(write_pages(course, LESSON, stopped=lambda: True))
    assert all(
        content.rstrip().endswith(b"</html>") for name, (content, _) in left(course).items() if name.endswith(".html")
    )


def test_interrupted_while_writing(tmp_path):
    """Where writing breaks off, does the former folder stand as it was, and does the next writing take its place?"""
    place, new, old = (tmp_path / name for name in ("place", "new", "old"))
    place.mkdir()
    (place / "trang.html").write_text("cũ")
    with pytest.raises(OSError), whole_folder(place, new, old) as folder:
        (folder / "trang.html").write_text("dở")
        raise OSError
    assert (place / "trang.html").read_text() == "cũ"
    with whole_folder(place, new, old) as folder:
        (folder / "khac.html").write_text("mới")
    assert [path.name for path in tmp_path.rglob("*.html")] == ["khac.html"]
