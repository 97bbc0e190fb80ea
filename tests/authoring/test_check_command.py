"""Is an author told of each thing that is wrong with a lesson: the file, the line and the remedy?"""

import shutil

import pytest
import small_lesson
from small_lesson import EXERCISE, IN_ORDER, LESSON, TEXT

from autograder.authoring import build, check, dependencies, overview
from autograder.authoring.findings import Finding, first_lines_of_cells, line_of
from autograder.commands import authoring as commands
from autograder.commands import main
from autograder.course_folder import ROOT

HEAD, CELL = "def largest_error(", "exercise="
CHECK = '# %% check="largest_error"\nbai.check(largest_error)\n'
AGAIN = CHECK.replace("\n", " again=true\n", 1)
PLACED = '"np.max(np.abs(x_hat) - np.abs(x))"'
LARGEST = 'LARGEST = "np.max(np.abs(x_hat - x))"'
RIGHT = "    largest = np.max(np.abs(x_hat - x))\n"
LONG = "# " + 44 * "ô "
SHOWN, PRINTS, EXERCISES = "bell = np.random", 20 * "print(1)\n", 'exercise="largest_error"'
SIGNED = '"np.max(x_hat - x)"'
LOOP = '"max(abs(b - a) for a, b in zip(x.ravel(), x_hat.ravel()))"'
CASE = 'Visible("ví dụ trong bài", {"x": np.array([1.0, 2.0, 3.0]), "x_hat": np.array([1.25, 1.5, 3.0])})'


@pytest.fixture
def folder(tmp_path, monkeypatch):
    yield small_lesson.write(tmp_path, monkeypatch)
    small_lesson.forget(monkeypatch)


def test_nothing_is_wrong_with_the_small_lesson(folder):
    """Is a lesson just written by `new` sound?"""
    assert check.of_lesson(folder, LESSON) == []


# what an author writes instead of what: {failure: (file, old, new, what stands in the line told, what is said, remedy)}
IN_THE_TEXT = {
    "text_that_is_no_python": (RIGHT, "    largest = = 1\n", "largest = = 1", "không phải Python", "Sửa dòng"),
    "two_functions_in_a_cell": (HEAD, f"def one():\n    pass\n\n{HEAD}", CELL, "one, largest_error", "Tách ô."),
    "solution_without_todo": ("# TODO 1: tính", "# tính", CELL, "thiếu chú thích TODO", "TODO n"),
    "exercise_of_another_name": (HEAD, "def largest(", CELL, "Các ô exercise là largest, mà", "khớp nhau"),
    "check_without_exercise": ('check="largest_error"', 'check="far"', 'check="far"', "không có bài tập", "vào LESSON"),
    "check_that_does_more": ("bai.check(largest_error)", "bai.check(1)", "check=", "chứa thứ khác", "Chỉ để lại"),
    "check_twice": (CHECK, f"{CHECK}\n{AGAIN}", "again", "Các ô check là largest_error, largest_error", "đúng một"),
    "todo_misnumbered": ("# TODO 1:", "# TODO 2:", "# TODO 2:", "có TODO 2, nhưng bài tập khai báo", "Sửa số TODO"),
    "question_without_points": ("points=2 question", "question", "question=", "cần points=", "thang điểm"),
    "answer_of_another": ('answer="small', 'answer="other', "question=", "phải là ô answer", "câu trả lời mẫu"),
    "line_too_long": (RIGHT, f"{RIGHT}    {LONG}\n", LONG, "dài 94 cột, quá 88", "nhiều dòng"),
    "long_cell_that_stands_open": (
        f"# %%\n{SHOWN}",
        f"# %% long=true\n{PRINTS}{SHOWN}",
        "long=true",
        "dòng, quá 20",
        "fold=true",
    ),
    "folded_without_a_word": (f"# %%\n{SHOWN}", f"# %% fold=true\n{SHOWN}", SHOWN, "dòng này không nói", "Bấm để mở"),
    "folded_exercise": (EXERCISES, f"{EXERCISES} fold=true", EXERCISES, "không gập được", "Bỏ fold"),
    "todos_counted_wrong": ("Bài có 1 chỗ trống", "Bài có 2 chỗ trống", "chỗ trống", "bài có 1 TODO", "hai con số"),
    "last_todo_counted_wrong": ("chỗ trống, TODO 1,", "chỗ trống, TODO 3,", "chỗ trống", "bài có 1 TODO", "hai con số"),
    "wrong_solution": (RIGHT, f"{RIGHT}    largest += 1\n", "### BEGIN", "không được đủ điểm", "So lời giải"),
}
FIRST, SECOND, LAST = '"lấy max mà quên trị tuyệt đối"', '"bỏ dấu trước khi trừ"', '"vòng lặp"'
WITH_ALLOWS = "    allows=lambda x, x_hat: x.ndim == 2,\n    variants=("
OF_NUDGE_RANGE = '"return alpha, beta": "return beta, alpha"'
COSTLY = f'{SIGNED}}}, also_costs=("TODO 9",'
IN_AN_EXERCISE = {
    "kind_that_is_none": ('"scale/absolute"', '"scale/extra"', "Misconception(", "scale/extra", "kinds.py"),
    "no_python": ('asks="Sai số −0.5', "asks=Sai số −0.5", "asks=Sai số", "SyntaxError", "Sửa dòng này"),
    "no_reference": ("reference.largest_error", "reference.none", "reference.none", "'none'", "ở __all__."),
    "hint_that_does_not_ask": ("sai nhiều hơn?", "sai nhiều hơn.", "sai nhiều hơn.", "không phải câu hỏi", "dấu ?"),
    "hint_that_does_not_tell": ("của hiệu sau.", "của hiệu sau", "của hiệu sau", "tells", "dấu chấm"),
    "name_of_another_kind": ('"scale/absolute"', '"scale/other"', FIRST, "mà ở quantize_symmetric", "Dùng một loại"),
    "edit_of_another_name": (
        f"LARGEST: {SIGNED}",
        OF_NUDGE_RANGE,
        FIRST,
        "sửa y như “trả về đầu lớn trước”",
        "một tên",
    ),
    "two_of_one_name": (SECOND, FIRST, FIRST, "Hai lỗi cùng tên", "tên riêng"),
    "costs_what_is_none": (f"{SIGNED}}}", f"{COSTLY})", '"TODO 9"', "TODO 9 không phải của", "Sửa also_costs"),
    "edit_that_does_not_fit": (LARGEST, 'LARGEST = "np.max(x)"', FIRST, "có 0 lần", "Sửa edits"),
    "edit_that_is_no_python": (SIGNED, '"np.max(x_hat - x"', FIRST, "không còn là Python", "thụt dòng"),
    "two_cases_of_one_label": (CASE, f"{CASE}, {CASE}", CASE[:20], "cùng tên", "tên riêng"),
    "case_outside_the_domain": (
        CASE,
        CASE.replace(", 1.5, 3.0])}", "])}"),
        CASE[:20],
        "phải cùng chiều",
        "miền xác định",
    ),
    "draw_outside_the_domain": (
        '"x_hat": x + rng',
        '"x_hat": 1j * rng',
        "draw=",
        "hạt giống 0 cho TODO 1",
        "miền xác định",
    ),
    "case_that_is_not_allowed": ("    variants=(", WITH_ALLOWS, CASE[:20], "không được allows", "Sửa trường hợp"),
    "wrong_variant": (LOOP, '"max(0, 1)"', LAST, "bị trừ điểm: khác giá trị", "`equality`"),
    "variant_that_stops": (LOOP, '"1 / 0"', LAST, "bị trừ điểm: lỗi ZeroDivisionError", "`equality`"),
    "mistake_that_is_none": (
        SIGNED,
        '"np.abs(x - x_hat).max()"',
        FIRST,
        "làm mất không TODO nào",
        "Thêm một trường hợp",
    ),
    "mistake_like_another": (
        PLACED,
        '"(x_hat - x).max()"',
        SECOND,
        "bị gọi là “lấy max mà quên",
        "Thêm một trường hợp",
    ),
    "mistake_that_gives_nan": (SIGNED, '"np.nan"', FIRST, "trả về NaN", "chia 0"),
}
BROKEN = [(TEXT, *row) for row in IN_THE_TEXT.values()] + [(EXERCISE, *row) for row in IN_AN_EXERCISE.values()]


@pytest.mark.parametrize(("path", "old", "new", "mark", "said", "remedy"), BROKEN, ids=[*IN_THE_TEXT, *IN_AN_EXERCISE])
def test_broken_lesson(folder, path, old, new, mark, said, remedy):
    """Is the author told what is wrong, in the line where it stands, and what to do?"""
    small_lesson.change(folder.root, path, old, new)
    found = check.of_lesson(folder, LESSON)
    line = line_of((folder.root / path).read_text(encoding="utf-8"), mark)
    told, *_ = [finding for finding in found if said in finding.what]
    assert (told.path, told.line) == (path, line), told
    assert remedy in told.remedy and str(told) == f"{path}:{line}: {told.what} {told.remedy}"
    assert told.what.endswith(".") and told.remedy.endswith(".")


def test_points_that_do_not_sum(folder):
    """Is an author told, in the file of all exercises, that there are not ten points?"""
    small_lesson.change(folder.root, EXERCISE, "points=10", "points=9")
    [told] = check.of_lesson(folder, LESSON)
    assert (told.path, "9 điểm, không phải 10" in told.what, "Chia lại" in told.remedy) == (IN_ORDER, True, True)


def test_few_mistakes_and_variants(folder):
    """Is an author told of a TODO without a mistake, and of too few mistakes and variants?"""
    text = (folder.root / EXERCISE).read_text(encoding="utf-8")
    start, end = text.index("            misconceptions=("), text.index("        ),\n    ),\n    variants=(")
    (folder.root / EXERCISE).write_text(f"{text[:start]}            misconceptions=(),\n{text[end:]}", encoding="utf-8")
    small_lesson.change(folder.root, EXERCISE, "    variants=(", "    variants=()[:0] and (")
    found = check.of_lesson(folder, LESSON)
    assert [finding.line for finding in found] == [line_of(text, "EXERCISE =")] * 2 + [line_of(text, '"TODO 1"')]
    assert [finding.what.split()[-4:] for finding in found[:1]] == [["5", "lỗi", "thường", "gặp."]]
    assert "3 cách viết đúng khác" in found[1].what and "Không lỗi nào làm mất TODO 1" in found[2].what


def test_lesson_without_exercises(folder):
    """Is an author of a text alone told which file to write?"""
    [told] = check.of_lesson(folder, "bai97_khong")
    assert told.path == "autograder/exercises/bai97_khong/__init__.py" and "LESSON" in told.remedy


def test_other_lesson_that_cannot_be_imported(folder):
    """Is an author told, at its own line, of another lesson that is broken, with which names are to be compared?"""
    other = folder.root / "autograder" / "exercises" / "bai97_hong" / "__init__.py"
    other.parent.mkdir()
    other.write_text("a = 1\nb = a / 0\n", encoding="utf-8")
    [told] = check.of_lesson(folder, LESSON)
    assert str(told) == (
        "autograder/exercises/bai97_hong/__init__.py:2: Không nạp được bài tập: ZeroDivisionError: division by zero. "
        "Sửa dòng này."
    )


def test_files_that_the_build_makes_otherwise(folder, monkeypatch):
    """Is each file that is not what the build makes told, with the command?"""
    monkeypatch.setattr(build, "check", lambda folder, lessons: [f"release/{lessons[0]}: thiếu"])
    assert check.of_build(folder, LESSON) == [
        Finding(f"release/{LESSON}", 1, "Thiếu.", f"Chạy python -m autograder build {LESSON}.")
    ]


def test_cell_that_stops(folder):
    """Is a cell told that raises when the notebook is executed?"""
    line = small_lesson.change(folder.root, TEXT, "steps = np.array(", "steps = np.arrays(")
    [told] = check.of_build(folder, LESSON)
    assert (told.path, told.line) == (TEXT, line - 2) and "AttributeError" in told.what and told.remedy == "Sửa ô này."


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (EXERCISE, '"scale/absolute"', '"scale/extra"'),
        (EXERCISE, SIGNED, '"np.max(x_hat - x"'),
        (EXERCISE, "reference.largest_error", "reference.none"),
        (TEXT, "steps = np.array(", "steps = np.arrays("),
    ],
    ids=["kind_that_is_none", "edit_that_is_no_python", "no_reference", "cell_that_stops"],
)
def test_build_that_fails(folder, monkeypatch, capsys, path, old, new):
    """Does `build` say of a broken lesson what `check` says, and no traceback?"""
    small_lesson.change(folder.root, path, old, new)
    monkeypatch.setattr(commands, "ROOT", folder.root)
    assert main(["build", LESSON]) == 2
    told = capsys.readouterr().err
    assert f"{path}:" in told and "Traceback" not in told


def test_build_that_fails_by_itself(folder, monkeypatch):
    """Is an error that no lesson has made left as it is?"""
    monkeypatch.setattr(commands, "ROOT", folder.root)
    monkeypatch.setattr(build, "build", lambda *asked: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        main(["build", LESSON])


def test_reference_that_is_not_asked(folder):
    """Is an author told whose arguments nobody asks about, and in which file they belong?"""
    asked = f"tests/reference/asked_{LESSON}.py"
    small_lesson.change(folder.root, asked, '"largest_error": Asked(', '"largest": Asked(')
    assert check.of_imports(folder) == []
    [told] = check.of_tests(folder, LESSON)
    assert (told.path, told.what) == (asked, "ASKED chưa có largest_error.") and "Thêm một mục" in told.remedy


def test_old_table(folder):
    """Is the author told that README's table, and its list of short courses, are not what the lessons say?"""
    old = f"đầu\n{overview.BEGIN} cũ {overview.END}\n{dependencies.BEGIN} cũ {dependencies.END}\n"
    (folder.root / "README.md").write_text(old, encoding="utf-8")
    assert [str(told) for told in check.of_table(folder)] == [
        "README.md:2: Bảng các bài đã cũ. Chạy python -m autograder overview.",
        "README.md:3: Danh sách khóa ngắn đã cũ. Chạy python -m autograder overview.",
    ]


def test_misspelt_word(folder, monkeypatch):
    """Is a misspelt word of text or exercise told, with its line?"""
    shutil.copytree(ROOT / "tests" / "language", folder.root / "tests" / "language")
    shutil.copytree(ROOT / "autograder" / "authoring", folder.root / "autograder" / "authoring")
    for name in ("GLOSSARY.md", "autograder/__init__.py"):
        shutil.copy(ROOT / name, folder.root / name)
    if not check.knows_words(folder):
        pytest.skip("no word list: sudo apt install hunspell-vi")
    assert check.of_language(folder, LESSON) == []
    line = small_lesson.change(folder.root, TEXT, "sai số lớn nhất gấp mấy?", "sai số lớn nhất gấp mấy, bạn đóan?")
    other = small_lesson.change(folder.root, EXERCISE, "đừng bình phương", "đừng bình phưong")
    found = check.of_language(folder, LESSON)
    assert [(told.path, told.line) for told in found] == [(TEXT, line), (EXERCISE, other)]
    assert "“đóan” không phải âm tiết" in found[0].what and "allowed_words.txt" in found[0].remedy


@pytest.mark.parametrize(
    ("body", "line", "said"),
    [("assert 1 == 2", 2, "assert 1 == 2"), ("(", 1, "không chạy được")],
    ids=["test_that_fails", "test_that_is_no_python"],
)
def test_own_test_fails(folder, body, line, said):
    """Is a test of the lesson's own that fails told, with the command that shows more?"""
    for path in folder.root.glob("tests/**/*.py"):
        path.unlink()
    (folder.root / "tests" / f"test_{LESSON}_one.py").write_text(f"def test_one():\n    {body}\n", encoding="utf-8")
    [told] = check.of_tests(folder, LESSON)
    assert (told.path, told.line) == (f"tests/test_{LESSON}_one.py", line) and said in told.what
    assert told.remedy == f"Xem bằng python -m pytest tests/test_{LESSON}_one.py."


@pytest.mark.parametrize(
    ("found", "code", "said"),
    [
        ([], 0, f"{LESSON}: không có gì phải sửa.\n"),
        ([Finding("a.py", 3, "Sai.", "Sửa.")] * 2, 1, "a.py:3: Sai. Sửa.\n1 chỗ cần sửa.\n"),
    ],
    ids=["sound", "same_finding_of_two_lessons"],
)
def test_command(monkeypatch, capsys, found, code, said):
    """Does the command say each finding once and how many, or one sentence, and fit its exit code?"""
    monkeypatch.setattr(check, "findings", lambda folder, lesson: found)
    monkeypatch.setattr(check, "knows_words", lambda folder: True)
    assert main(["check", LESSON]) == code and capsys.readouterr().out == said


def test_unknown_lesson(capsys):
    """Is a lesson that is none refused, with the names of those there are?"""
    assert main(["check", "bai97_khong"]) == 2
    assert "Các bài đang có: bai01_so_nguyen" in capsys.readouterr().err


def test_lines_of_cells():
    """Do cells and lines keep together when text stands above the first cell?"""
    assert first_lines_of_cells("# %%\n1\n\n# %% [markdown]\n# a") == [1, 4]
    assert first_lines_of_cells("a = 1\n\n# %%\n1") == [1, 3]
