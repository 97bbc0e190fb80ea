"""What does one read whose lesson has lost its data, or who opens a second lesson in one kernel?"""

import made
import pytest
from IPython.core.interactiveshell import InteractiveShell

from autograder.authoring.text import is_example, read_lesson
from autograder.exercises.versions import run_version
from course import Lesson
from course.checking import data_file, names
from course.checking.notice import Notice

FIRST, SECOND = "bai01_so_nguyen", "bai02_sai_so"


@pytest.fixture
def shell(tmp_path, monkeypatch):
    """A fresh notebook in a new folder."""
    shell = InteractiveShell.instance()
    shell.user_ns.clear()
    names.WATCHED.pop(shell, None)
    monkeypatch.chdir(tmp_path)
    yield shell
    names.WATCHED.pop(shell, None)


def test_missing_data(shell, tmp_path, capsys):
    """Is one told at once which file is missing, where it was looked for and what to do, with no traceback?"""
    result = shell.run_cell(f"from course import Lesson\nbai = Lesson({FIRST!r})")
    told = capsys.readouterr().out
    assert result.success and "Traceback" not in told
    assert f"không thấy tệp {FIRST}.check.json" in told and str(tmp_path) in told and "Hãy chép" in told


@pytest.mark.parametrize("call", ["check(len)", "progress()", "check(3)", "guess('so_ma')", "puzzle(len)"])
def test_everything_says_so(shell, call):
    """Do check, progress, guesses and puzzles show the same card instead of an error, worth no point?"""
    shell.run_cell(f"from course import Lesson\nbai = Lesson({FIRST!r})")
    assert shell.run_cell(f"told = bai.{call}").success
    told = shell.user_ns["told"]
    assert isinstance(told, Notice) and told._repr_mimebundle_()["text/plain"] == "0"
    assert "không thấy tệp" in told._repr_mimebundle_()["text/html"]


def test_case_without_data(shell, capsys):
    """Does looking for a failing input say it, too?"""
    assert Lesson(FIRST).case(len) == {}
    assert capsys.readouterr().out.count("không thấy tệp") == 2


def test_library_without_data(shell, capsys):
    """Does a cell that shows a library run, or say what is missing, though nothing is recorded?"""
    with Lesson(FIRST).library("no-such-package"):
        import no_such_package  # noqa: F401
    assert "chưa có no_such_package" in capsys.readouterr().out


def test_name_mended(shell, tmp_path, monkeypatch, capsys):
    """Is one who mistyped the lesson's name, and then wrote it right, told of no other lesson?"""
    monkeypatch.chdir(made.hand_out(tmp_path, FIRST))
    shell.run_cell("from course import Lesson\nbai = Lesson('bai1')")
    assert "không thấy tệp" in capsys.readouterr().out
    shell.run_cell(f"bai = Lesson({FIRST!r})")
    assert capsys.readouterr().out == ""


def test_other_lessons_file(shell, tmp_path, capsys):
    """Is one who wrote the name of another lesson shown the data that is there?"""
    (tmp_path / f"{SECOND}.check.json").write_text("{}")
    Lesson(FIRST)
    assert f"Ở đó có {SECOND}.check.json. Bạn có viết nhầm tên bài" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"lesson": "x"}', "\x00"])
def test_broken_data(tmp_path, text, capsys):
    """Is data that was cut off or changed told as that?"""
    (tmp_path / f"{FIRST}.check.json").write_text(text)
    assert "không còn như lúc được phát" in str(Lesson(FIRST, tmp_path).check(len))


def test_nothing_is_shown_where_answers_are_graded(shell, tmp_path, monkeypatch, capsys):
    """Is no card, which names a folder of the process, among what is kept of a submission?"""
    monkeypatch.setenv("COURSE_STATIC", "1")
    Lesson(FIRST, tmp_path)
    assert capsys.readouterr().out == ""
    monkeypatch.delenv("COURSE_STATIC")
    Lesson(FIRST, tmp_path)
    assert "không thấy tệp" in capsys.readouterr().out


def test_data_comes_back(shell, tmp_path):
    """Does the check work once the file is there, without another run of the first cell?"""
    bai = Lesson(FIRST, tmp_path / FIRST)
    assert isinstance(bai.progress(), Notice)
    made.hand_out(tmp_path, FIRST)
    assert str(bai.progress()).startswith("Bạn đã xong 0/10 TODO")


def test_second_lesson_in_one_kernel(shell, tmp_path, monkeypatch, capsys):
    """Does a second notebook in the kernel of the first find its data beside it, say kindly what may go wrong, and check?"""
    monkeypatch.chdir(made.hand_out(tmp_path, FIRST))
    made.hand_out(tmp_path, SECOND)
    shell.run_cell(f"from course import Lesson\nbai = Lesson({FIRST!r})")
    assert capsys.readouterr().out == ""
    shell.run_cell(f"bai = Lesson({SECOND!r})")
    told = capsys.readouterr().out
    assert f"Kernel này đã mở {FIRST} trước {SECOND}" in told and "Kernel > Restart Kernel" in told
    solved = {name: made.lesson(name)[1] for name in (FIRST, SECOND)}
    bai = shell.user_ns["bai"]
    assert "✓ dequantize" in str(bai.check(run_version(solved[SECOND], "dequantize", {})))
    assert "✓ calculate_s" in str(bai.check(run_version(solved[FIRST], "calculate_s", {}))), "the first lesson's, too"


def test_same_lesson_twice(shell, tmp_path, monkeypatch, capsys):
    """Is nothing said where the first cell runs again?"""
    monkeypatch.chdir(made.hand_out(tmp_path, FIRST))
    for _ in range(2):
        shell.run_cell(f"from course import Lesson\nbai = Lesson({FIRST!r})")
    assert capsys.readouterr().out == ""


def test_examples_of_both_lessons(shell, tmp_path, monkeypatch):
    """Are names of an example of the second lesson known as such, so that a function does not pass with them?"""
    monkeypatch.chdir(made.hand_out(tmp_path, FIRST))
    made.hand_out(tmp_path, SECOND)
    text = made.FOLDER.text(SECOND).read_text(encoding="utf-8")
    cells = [cell.source for cell in read_lesson(text, made.lesson(SECOND)[0]).cells if is_example(cell)]
    shell.run_cell(f"from course import Lesson\nLesson({FIRST!r})\nbai = Lesson({SECOND!r})")
    example = next(
        source for source in cells if any("=" in line and line[0].isalpha() for line in source.split("\n")[:1])
    )
    watched = names.watch()
    assert watched.is_example(example) and not watched.is_example("x = 1")


@pytest.fixture
def with_course(tmp_path, monkeypatch):
    """A copy of the check data that came with `course`, as in its wheel; the folder of the notebook is another, and empty."""
    installed, notebook = tmp_path / "installed", tmp_path / "elsewhere" / "notebook"
    installed.mkdir()
    notebook.mkdir(parents=True)
    monkeypatch.setattr(data_file, "WITH_COURSE", made.hand_out(installed, FIRST))
    return notebook


def test_data_that_came_with_course(with_course, capsys):
    """Does the check work without a file beside the notebook, where `course` has brought a copy?"""
    lesson = Lesson(FIRST, with_course)
    assert lesson.has_data and lesson.check(right_s()).verdict.failure is None
    assert lesson.folder == with_course.resolve() and capsys.readouterr().out == ""


def test_what_lies_beside_the_notebook_wins(with_course):
    """Is the copy left alone where the file is there, also when that one was cut off?"""
    (with_course / f"{FIRST}.check.json").write_text("{")
    assert "không còn như lúc được phát" in str(Lesson(FIRST, with_course).check(len))


def test_file_that_is_listed_and_not_given(with_course, monkeypatch):
    """Is the copy used where the file is listed beside the notebook and cannot be opened, as in some browsers?"""
    (with_course / f"{FIRST}.check.json").write_text("{}")
    monkeypatch.setattr(data_file, "_can_be_read", lambda path: False)
    assert Lesson(FIRST, with_course).check(right_s()).verdict.failure is None


def test_lesson_that_course_has_no_copy_of(with_course, capsys):
    """Is one who mistyped the lesson's name still told so?"""
    assert "không thấy tệp bai1.check.json" in str(Lesson("bai1", with_course).check(len))


def right_s():
    """The first function of the first lesson, as its solution has it."""
    return run_version(made.lesson(FIRST)[1], "calculate_s", {})
