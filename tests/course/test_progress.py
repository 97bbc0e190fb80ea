"""What does `bai.progress()` tell: TODOs, questions in words, the other lessons, what to do next, and what outlives the kernel?"""

import json

import made
import nbformat
import pytest
from IPython.core.interactiveshell import InteractiveShell
from nbclient import NotebookClient

from autograder.authoring.execute import kernel_environment
from autograder.exercises.versions import run_version
from course import Lesson, where
from course.checking import names, way_so_far
from course.checking.progress import Progress
from course.checking.way_so_far import FILE, Standing

FIRST, SECOND, LAST = "bai01_so_nguyen", "bai02_sai_so", "bai06_hieu_chinh"
SOME = Standing(("TODO 1", "TODO 2"), 10, 2.0, 10.0)


@pytest.fixture
def shell(monkeypatch):
    """A fresh notebook."""
    shell = InteractiveShell.instance()
    shell.user_ns.clear()
    names.WATCHED.pop(shell, None)
    yield shell
    names.WATCHED.pop(shell, None)


def solved_space(lesson):
    """The names of a notebook in which everything is right."""
    asked, solved, _ = made.lesson(lesson)
    return run_version(solved, asked.exercises[-1].function, {}).__globals__


def test_counts_what_was_checked(tmp_path, monkeypatch):
    """Does the summary count what was checked, and nothing else?"""
    monkeypatch.setattr(where, "shell", lambda: None)  # another test may have left a notebook with names of its own
    asked, solved, _ = made.lesson(FIRST)
    bai = Lesson(FIRST, made.hand_out(tmp_path, FIRST))
    assert str(bai.progress()).startswith("Bạn đã xong 0/10 TODO, 0/10 điểm.\n")
    for exercise in asked.exercises[:3]:
        bai.check(run_version(solved, exercise.function, {}))
    told = bai.progress()
    assert "Bạn đã xong 4/10 TODO, 4/10 điểm." in str(told)
    assert "value='4' max='10'" in told._repr_mimebundle_()["text/html"]


def test_questions_in_words(shell, tmp_path):
    """Are the questions in words counted, listed with their points, and said to be a person's to mark?"""
    bai = Lesson(SECOND, made.hand_out(tmp_path, SECOND))
    shell.user_ns.update(solved_space(SECOND))
    told = bai.progress()
    assert told.headline == "Bạn đã xong 8/8 TODO tự động, 10/10 điểm; còn 2 câu viết, 4 điểm, do người chấm."
    for text in (str(told), told._repr_mimebundle_()["text/html"]):
        assert "Câu hỏi: nếu không nới miền thì sao?" in text and text.count(", 2 điểm") == 2
        assert "Bạn đã viết câu trả lời cho 2 câu hỏi" in text and "(2 điểm)" not in text


def test_checks_every_defined_function(shell, tmp_path):
    """Are functions checked that nobody has checked, those below a gap, too, without what they print?"""
    bai = Lesson(FIRST, made.hand_out(tmp_path, FIRST))
    space = solved_space(FIRST)
    shell.user_ns.update({name: space[name] for name in ("calculate_s", "quantize_int")})
    shell.run_cell("def calculate_z(*ends):\n    print('nói')\n    raise NotImplementedError('TODO 2: chưa làm')")
    rows = {row.todo: row.words for row in bai.progress().rows}
    assert (rows["TODO 1"], rows["TODO 2"], rows["TODO 5"]) == ("✓ đúng", "✗ chưa đúng", "✓ đúng")
    assert rows["TODO 3"] == "… chưa kiểm tra"


def test_is_checked_anew(shell, tmp_path):
    """Does a function that was right and was changed since count as it is now?"""
    bai = Lesson(FIRST, made.hand_out(tmp_path, FIRST))
    shell.user_ns["calculate_s"] = solved_space(FIRST)["calculate_s"]
    bai.check(shell.user_ns["calculate_s"])
    shell.run_cell("def calculate_s(*ends):\n    return 1")
    assert "✗ TODO 1" in str(bai.progress())


def test_all_right(shell, tmp_path):
    """Is one who has done everything told so, how to save and hand in, and where to go on?"""
    bai = Lesson(FIRST, made.hand_out(tmp_path, FIRST))
    shell.user_ns.update(solved_space(FIRST))
    told = str(bai.progress())
    assert "Tuyệt vời!" in told and f"File > Save Notebook (hay nhấn Ctrl + S), rồi nộp tệp {FIRST}.ipynb." in told
    assert "Sang bài" not in bai.progress()._repr_mimebundle_()["text/html"]
    made.hand_out(tmp_path, LAST)
    assert f"<a href='../{LAST}/{LAST}.ipynb'>Sang bài 6 →</a>" in bai.progress()._repr_mimebundle_()["text/html"]
    shell.run_cell("def calculate_s(*ends):\n    return 1")
    assert "Tuyệt vời!" not in str(bai.progress())


def test_a_build_links_to_no_lesson(tmp_path, shell, monkeypatch):
    """Does a build store the same progress, whichever lessons lie beside it?"""
    bai = Lesson(FIRST, made.hand_out(tmp_path, FIRST))
    made.hand_out(tmp_path, LAST)
    assert "Sang bài" in bai.progress()._repr_mimebundle_()["text/html"]
    monkeypatch.setenv("COURSE_STATIC", "1")
    assert "Sang bài" not in bai.progress()._repr_mimebundle_()["text/html"]


def test_last_lesson_has_no_link(tmp_path):
    """Is there no link after the last lesson, nor where lessons do not lie in folders of their own?"""
    for lesson in (FIRST, LAST):
        made.hand_out(tmp_path, lesson)
    assert way_so_far.next_lesson(tmp_path / LAST, LAST) is None
    assert way_so_far.next_lesson(tmp_path / FIRST, FIRST) == LAST
    assert way_so_far.next_lesson(tmp_path, FIRST) is None


def test_other_lessons():
    """Are other lessons told in one line each, as they were last, and this one's TODOs from before as such?"""
    lesson = made.lesson(FIRST)[2]
    told = str(Progress(lesson, {}, {FIRST: SOME, SECOND: Standing((), 8, 0.0, 10.0)}))
    assert "Bài 2: 0/8 TODO, 0/10 điểm, ở lần kiểm tra trước." in told and "Bài 1:" not in told
    assert told.startswith("Bạn đã xong 2/10 TODO, 2/10 điểm.") and "Tuyệt vời!" not in told


# The file


def test_kept_above_the_lessons(tmp_path):
    """Is it kept above the folders of lessons, so that no hand-in holds it, and beside a lesson that has no folder of its own?"""
    (tmp_path / FIRST).mkdir()
    way_so_far.keep(tmp_path / FIRST, FIRST, SOME)
    way_so_far.keep(tmp_path / FIRST, SECOND, SOME)
    assert [path.name for path in (tmp_path / FIRST).iterdir()] == [FILE] and (tmp_path / FILE).is_file()
    assert way_so_far.read(tmp_path / FIRST, FIRST) == {FIRST: SOME}


def test_keeps_the_others(tmp_path):
    """Does writing one lesson leave the others as they were, and no half-written file?"""
    for lesson in (FIRST, SECOND):
        (tmp_path / lesson).mkdir()
        way_so_far.keep(tmp_path / lesson, lesson, SOME)
    assert way_so_far.read(tmp_path / SECOND, SECOND) == {FIRST: SOME, SECOND: SOME}
    assert sorted(path.name for path in tmp_path.iterdir()) == [FILE, FIRST, SECOND]


BROKEN = [
    b"",
    b"{",
    b"\xff\xfe",
    b"[]",
    b"3",
    b'{"lessons": []}',
    b'{"lessons": {"bai01_so_nguyen": 3}}',
    b'{"lessons": {"bai01_so_nguyen": {"right": [1], "todos": 10, "earned": 0, "points": 10}}}',
    b'{"lessons": {"bai01_so_nguyen": {"right": [], "todos": 10, "earned": NaN, "points": 10}}}',
    b'{"lessons": {"<script>": {"right": [], "todos": 10, "earned": 0, "points": 10}}}',
    b'{"lessons": {"bai%s_x": {"right": [], "todos": 10, "earned": 0, "points": 10}}}' % (b"9" * 5000),
    b"[" * 100_000,
]


@pytest.mark.parametrize("content", BROKEN)
def test_broken_file(tmp_path, content):
    """Is a file that cannot be read as good as none, and written anew?"""
    (tmp_path / FILE).write_bytes(content)
    assert way_so_far.read(tmp_path, FIRST) == {}
    way_so_far.keep(tmp_path, FIRST, SOME)
    assert way_so_far.read(tmp_path, FIRST) == {FIRST: SOME}


def test_cannot_be_written(tmp_path):
    """Is a place that nothing can be written to no error?"""
    (tmp_path / FILE).mkdir()
    way_so_far.keep(tmp_path, FIRST, SOME)
    assert [path.name for path in tmp_path.iterdir()] == [FILE]
    way_so_far.keep(tmp_path / "nowhere" / "at all", FIRST, SOME)


@pytest.mark.parametrize("is_static", [False, True], ids=["student", "build"])
def test_outlives_the_kernel(tmp_path, is_static):
    """Does a new kernel know what was right before, and does a build neither read nor write it?"""
    place = made.hand_out(tmp_path, FIRST)
    solution = made.lesson(FIRST)[1]["calculate_s"]
    first = f"from course import Lesson\nbai = Lesson({FIRST!r})"
    environment = kernel_environment()
    if not is_static:
        del environment["COURSE_STATIC"]
    told = [
        run(place, environment, first, *cells, "print(bai.progress())")
        for cells in ([solution, "bai.check(calculate_s)"], [])
    ]
    assert "Bạn đã xong 1/10 TODO, 1/10 điểm." in told[0]
    assert f"Bạn đã xong {0 if is_static else 1}/10 TODO" in told[1]
    assert (tmp_path / FILE).exists() != is_static and not (place / FILE).exists()
    if not is_static:
        kept = json.loads((tmp_path / FILE).read_text(encoding="utf-8"))
        assert kept == {"lessons": {FIRST: {"right": ["TODO 1"], "todos": 10, "earned": 1.0, "points": 10.0}}}


def run(place, environment, *cells):
    """What the last of these cells prints, run in a kernel of their own."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": str(place)}}).execute(
        env=environment
    )
    return "".join(output.get("text", "") for output in notebook.cells[-1].outputs)
