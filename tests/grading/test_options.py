"""What may be wished for while grading: a progress bar, limits of a lesson's own; and what is said of it."""

import io
import time
from dataclasses import replace

import pytest
from class_state import LESSON
from rich.console import Console

from autograder import exercises
from autograder.commands import main
from autograder.commands.tables import ID_WIDTH, MarksSummary, progress_bar
from autograder.demo.course import set_up
from autograder.files.course_error import CourseError
from autograder.gradebook.summary import Summary, TodoMark
from autograder.grading.lesson import load_lesson
from autograder.grading.whole_class import LEFT_OUT, GradeOptions, Result, grade_class
from autograder.sandbox import Limits


@pytest.fixture
def folder(project, tmp_path):
    return set_up(project, LESSON, tmp_path / "course")[0]


def slowly(items):
    for item in items:
        time.sleep(0.02)
        yield item


def shown_by(terminal):
    screen = Console(file=io.StringIO(), force_terminal=terminal, width=100)
    assert list(progress_bar(screen, "Đang chấm")(slowly(range(30)), 30)) == list(range(30))
    return screen.file.getvalue()


def test_progress_bar():
    """Does a terminal see how many are done, how fast and how long still, and a file nothing?"""
    seen = shown_by(terminal=True)
    assert "Đang chấm" in seen and "30/30" in seen and "bài/giây" in seen and "còn" in seen
    assert shown_by(terminal=False) == ""


def test_limits_of_a_lesson(folder, monkeypatch):
    """Do limits that a lesson sets reach its submissions, and is the class graded again where they change?"""
    options = GradeOptions(students=("sv001",))
    [result] = grade_class(folder, LESSON, options)
    assert (result.earned, result.status) == (10, "đã chấm")
    tight = replace(exercises.load(LESSON), limits=Limits(sent_bytes=200))
    monkeypatch.setattr(exercises, "load", lambda name: tight)
    assert load_lesson(folder, LESSON).limits == Limits(sent_bytes=200)
    [result] = grade_class(folder, LESSON, options)
    assert result.fresh and (result.earned, result.status) == (0, "trả về quá nhiều")


def test_all_changes_are_listed():
    """Are all students named whose marks change, however many, and is a manual grade said to stay?"""
    summary, screen = MarksSummary(), Console(record=True, file=io.StringIO(), width=120)
    for number in range(150):
        before = {"check-f": (1.0, 0.5 if number == 7 else None)}
        summary.add(Result(f"sv{number:03d}", Summary("đã chấm", scores={"check-f": 0.0}), True, before))
    summary.show(screen)
    text = screen.export_text()
    assert all(f"sv{number:03d}" in text for number in range(150))
    assert text.count("giữ điểm chấm tay 0.5") == 1


def test_long_id_leaves_room():
    """Does one very long id leave room for everybody's marks in the table?"""
    summary, screen = MarksSummary(), Console(record=True, file=io.StringIO(), width=130)
    todos = tuple(TodoMark(f"TODO {n}", "f", 1, 1, "") for n in range(1, 11))
    for student in ("x" * 120, "sv1"):
        summary.add(Result(student, Summary("đã chấm", todos=todos), True))
    summary.show(screen)
    [line] = [line for line in screen.export_text().split("\n") if "sv1" in line]
    assert "1 1 1 1 1 1 1 1 1  1" in line and "10" in line and "đã chấm" in line
    assert "x" * (ID_WIDTH + 1) not in screen.export_text()


def test_misplaced(folder, capsys):
    """Is somebody told of notebooks that lie where nobody looks?"""
    work = folder.submitted("sv001", LESSON).read_bytes()
    (folder.root / "submitted" / "lac.ipynb").write_bytes(work)
    (folder.root / "submitted" / "sv002" / "lac.ipynb").write_bytes(work)
    assert main(["grade", LESSON, "--course-dir", str(folder.root), "--student", "sv001"]) == 0
    assert (
        "2 tệp trong `submitted/` nằm sai chỗ nên không được chấm: lac.ipynb, sv002/lac.ipynb"
        in capsys.readouterr().out
    )


def test_what_stands_in_the_way(folder, capsys):
    """Is a broken setting, a source that is none or a file in a folder's place answered with words and exit code 2?"""
    grade = ["grade", LESSON, "--course-dir", str(folder.root)]
    kept = folder.config.read_text()
    folder.config.write_text("def")
    assert main(grade) == 2 and "nbgrader_config.py báo lỗi: SyntaxError" in capsys.readouterr().err
    folder.config.write_text(kept + "\nget_config().CourseDirectory.db_url = 'postgres://x/y'\n")
    assert main(grade) == 2 and "Sổ điểm postgres://x/y báo lỗi" in capsys.readouterr().err
    folder.config.write_text(kept + "\nget_config().CourseDirectory.db_url = 'sổ điểm'\n")
    assert main(grade) == 2 and "`db_url`" in capsys.readouterr().err
    folder.config.write_text(kept)
    folder.source(LESSON).write_text("{")
    assert main(grade) == 2 and "không phải là notebook" in capsys.readouterr().err
    assert main(["grade", LESSON, "--course-dir", str(folder.root / "khong_co")]) == 2
    assert "Không có thư mục" in capsys.readouterr().err
    folder.root.joinpath("tep").write_text("x")
    assert main(["handout", LESSON, "--output", str(folder.root / "tep" / "dist")]) == 2
    assert "không đọc hay ghi được" in capsys.readouterr().err


def test_demo_replaces_only_itself(project, tmp_path):
    """Is a folder that is no demo class left alone, and a demo class made anew?"""
    theirs = tmp_path / "khoa_hoc"
    theirs.mkdir()
    (theirs / "diem.csv").write_text("1")
    with pytest.raises(CourseError, match="không phải là lớp mẫu"):
        set_up(project, LESSON, theirs)
    assert (theirs / "diem.csv").read_text() == "1"
    set_up(project, LESSON, tmp_path / "lop")
    (tmp_path / "lop" / "cu").write_text("x")
    set_up(project, LESSON, tmp_path / "lop")
    assert not (tmp_path / "lop" / "cu").exists()


def test_nothing_steers_the_terminal(folder, capsys):
    """Does no control character of a file's or folder's name reach the terminal, by the table, a remark or a misplaced file?"""
    screen, hostile = Console(record=True, file=io.StringIO(), width=200), "sv\x1b[2J\x1b]0;x\x07"
    summary = MarksSummary()
    told = Summary("đã chấm", (LEFT_OUT + hostile,), scores={"check-f": 1.0})
    summary.add(Result(hostile, told, True, {"check-f": (0.0, None)}))
    summary.show(screen)
    assert screen.export_text().count("sv\ufffd[2J") == 4
    (folder.root / "submitted" / "lac\x1b[2J.ipynb").touch()
    assert main(["grade", LESSON, "--course-dir", str(folder.root), "--student", "sv001"]) == 0
    assert "lac\ufffd[2J.ipynb" in (said := capsys.readouterr().out) and "\x1b" not in said
