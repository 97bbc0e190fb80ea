"""Is the text of a guess read as its author meant it, computed where it says so, and refused with a remedy where it cannot be?"""

import numpy as np
import pytest

from autograder import exercises
from autograder.authoring.agreement import agreed_lesson, findings
from autograder.authoring.guesses import NotAGuess, parsed, released
from autograder.authoring.stubs import stubbed
from autograder.authoring.text import is_example
from autograder.course_folder import ROOT, CourseFolder
from course.checking.guess import Choice

FOLDER = CourseFolder(ROOT)
LESSON = "bai01_so_nguyen"
CLICKED = """Từ mã −30 đến mã 50
có bao nhiêu mã?

- = 50 - (-30): Đó là số bước.
  Số mã nhiều hơn.
- [x] = 50 - (-30) + 1
- rất nhiều

> Có `= 50 - (-30)` bước.
> Thêm một mã."""
TYPED = """Một bước dài bao nhiêu?

= step(15, 80) ± 1 / 500

- = step(15, 81): Bạn chia cho số mã.

> Dài 15 chia cho 80."""
NAMES = {"step": lambda length, steps: np.float64(length / steps)}


def test_choices():
    """Are choices computed, and the one right marked, each with its reason?"""
    found = parsed("so_ma", CLICKED, {})
    assert found.question == "Từ mã −30 đến mã 50\ncó bao nhiêu mã?" and found.tolerance is None
    assert found.choices == (
        Choice("80", "Đó là số bước. Số mã nhiều hơn."),
        Choice("81", is_right=True),
        Choice("rất nhiều"),
    )
    assert found.reason == "Có 80 bước. Thêm một mã."


def test_number():
    """Is a number computed with the lesson's functions, with how far off is still right and what else is typed?"""
    found = parsed("buoc", TYPED, NAMES)
    assert found.right == Choice("0.1875", "", True, 0.1875) and found.tolerance == 0.002
    assert found.choices[1] == Choice("0.185185", "Bạn chia cho số mã.", number=15 / 81)


def test_students_get_the_question_alone():
    """Is neither a choice nor a reason in the text of the cell that students get?"""
    assert released(CLICKED) == "**Thử đoán.** Từ mã −30 đến mã 50\ncó bao nhiêu mã?"


@pytest.mark.parametrize(
    ("source", "old", "new", "line", "what", "remedy"),
    [
        (CLICKED, "[x] ", "", 1, "đúng một lựa chọn đúng", "- [x] "),
        (CLICKED, "- rất", "- [x] rất", 1, "đúng một lựa chọn đúng", "- [x] "),
        (CLICKED, "rất nhiều", "80", 1, "hai lựa chọn như nhau", "bỏ một"),
        (CLICKED, "\n> Có `= 50 - (-30)` bước.\n> Thêm một mã.", "", 1, "chưa nói vì sao", "`> `"),
        (CLICKED, "- rất nhiều", "rất nhiều", 7, "không đọc được", "chỉ có dòng"),
        (CLICKED, "rất nhiều", "$n$", 7, "không đọc được", "công thức"),
        (CLICKED, "+ 1", "+ one", 6, "NameError", "biểu thức Python"),
        (CLICKED, "= 50 - (-30) + 1", "= 1 / 0", 6, "ZeroDivisionError", "biểu thức Python"),
        (CLICKED, "= 50 - (-30) + 1", "= [1, 2]", 6, "biểu thức Python|ValueError", "biểu thức Python"),
        (CLICKED, "= 50 - (-30) + 1", "= 1 > 0", 6, "không ra một con số", "đúng một số"),
        (CLICKED, "Từ mã −30 đến mã 50\ncó bao nhiêu mã?\n", "", 1, "chưa có câu hỏi", "ở đầu ô"),
        (TYPED, "- = step(15, 81)", "- nhiều", 3, "không phải số", "- = biểu thức"),
        (TYPED, "81)", "80)", 3, "vừa đúng vừa sai", "±"),
        (TYPED, "- =", "- [x] =", 3, "hơn một đáp án", "Giữ một"),
        (TYPED, "- =", "= 3\n- =", 3, "hơn một đáp án", "Giữ một"),
    ],
)
def test_refused(source, old, new, line, what, remedy):
    """Is an author told the line, what is wrong there and the remedy?"""
    assert source.count(old) == 1
    with pytest.raises(NotAGuess, match=what) as told:
        parsed("x", source.replace(old, new), NAMES)
    assert (told.value.line, remedy in told.value.remedy) == (line, True)


@pytest.fixture(scope="module")
def asked():
    return exercises.load(LESSON)


@pytest.fixture(scope="module")
def text():
    return FOLDER.text(LESSON).read_text(encoding="utf-8")


def test_cells_that_ask(text, asked):
    """Is the cell after each guess and each puzzle locked, worth nothing and not run while grading?"""
    notebook = agreed_lesson(text, asked)
    asking = [
        c for c, before in zip(notebook.cells[1:], notebook.cells) if before.metadata.keys() & {"guess", "puzzle"}
    ]
    assert len(asking) >= 5 and all(map(is_example, asking))
    puzzles = [cell.metadata.nbgrader for cell in notebook.cells if "puzzle" in cell.metadata]
    assert puzzles and all(marks.solution and not marks.grade for marks in puzzles)


@pytest.mark.parametrize(
    ("old", "new", "what", "remedy"),
    [
        ('bai.guess("mot_buoc")', 'bai.guess("so_ma")', 'Ngay sau ô guess="mot_buoc" phải là', "Thêm ô ấy"),
        ("# %%\nbai.puzzle(count_codes)\n", "", 'Ngay sau ô puzzle="count_codes" phải là', "Thêm ô ấy"),
        ('guess="mot_buoc"', 'guess="so_ma"', 'Có hai ô guess="so_ma"', "tên riêng"),
        ('puzzle="count_codes"', "", "Các ô puzzle là saturated_share, mà LESSON xếp count_codes", "PUZZLE"),
        ("def count_codes(", "def count(", "định nghĩa hàm count.", "giống nhau"),
        ("# ★: một dòng return\n    ### BEGIN SOLUTION\n    return len", "return len", "không có TODO nào", "# ★"),
        ('with bai.library("onnx onnxruntime"):', 'with bai.library("onnx"):', "phải là một khối `with", "ở đầu ô"),
        (
            "    from course import onnx_ops\n",
            "from course import onnx_ops\n",
            "phải là một khối `with",
            "thụt mọi dòng",
        ),
    ],
    ids=[
        "asks_another",
        "no_check",
        "guess_twice",
        "no_puzzle",
        "other_name",
        "no_star",
        "other_library",
        "line_outside",
    ],
)
def test_author_is_told(text, asked, old, new, what, remedy):
    """Is each thing that is wrong with these cells told, with its line in the text and the remedy?"""
    broken = text.replace(old, new, 1)
    assert broken != text
    if "BEGIN SOLUTION" in old:
        broken = broken.replace("### END SOLUTION\n", "", 0)
        place = broken.index(new)
        broken = broken[:place] + broken[place:].replace("    ### END SOLUTION\n", "", 1)
    told = [finding for finding in findings(broken, asked) if what in finding.what]
    assert told and remedy in told[0].remedy and told[0].path == f"source/{LESSON}/{LESSON}.py"
    assert 1 < told[0].line <= len(broken.split("\n"))


def test_stub_of_a_puzzle():
    """Does a student find about how many lines, and an error that says what is not done?"""
    assert stubbed("def f(x):\n    # ★: một dòng\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION") == (
        "def f(x):\n    # ★: một dòng\n    # Viết khoảng 1 dòng ở đây, rồi xóa dòng raise\n"
        '    raise NotImplementedError("★: chưa làm")'
    )


WITH_NUMBERS = {  # {lesson: its questions in words that ask for a number}
    "bai02_sai_so": ["keep_the_range", "free_relu"],
    "bai04_toan_so_nguyen": ["relu6"],
    "bai05_tich_chap": ["one_bias_for_all_windows"],
}


@pytest.mark.parametrize(("lesson", "question"), [(one, name) for one, names in WITH_NUMBERS.items() for name in names])
def test_number_asked_in_words(lesson, question):
    """Can a student check the number that a question in words asks for, right below the answer, as its mark scheme has it?"""
    cells = agreed_lesson(FOLDER.text(lesson).read_text(encoding="utf-8"), exercises.load(lesson)).cells
    place = next(n for n, cell in enumerate(cells) if cell.metadata.get("question") == question)
    guess = cells[place + 2]
    right = parsed(guess.metadata["guess"], guess.source, {}).right
    assert guess.metadata["guess"].startswith("tu_kiem_tra_")
    assert right.text in cells[place].source.partition("=== BEGIN MARK SCHEME ===")[2]
