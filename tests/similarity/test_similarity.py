"""Are copies found among honest answers that look alike, whatever was done to hide them?"""

import csv
import importlib
import io
from html.parser import HTMLParser
from types import SimpleNamespace

import nbformat
import pytest
from made_up import HONEST, LESSON, commented, hand_in_class, honest_answers, renamed, reordered
from nbformat.v4 import new_code_cell, new_notebook

from autograder.commands import main
from autograder.course_folder import CourseFolder
from autograder.files.course_error import CourseError
from autograder.similarity import statements as statements_module
from autograder.similarity.answers import Comparison, class_answers, right_answers
from autograder.similarity.page import SIDES_SHOWN, page
from autograder.similarity.pairs import Pairs, matching
from autograder.similarity.statements import LINE, LONGEST_ALL, LOOKED_AT, OWN_NAME, TEXT, compared, statements
from autograder.similarity.write import write_similarity


@pytest.fixture(scope="module")
def honest(project):
    return honest_answers(project)


DISGUISES = {
    "copied": lambda answers: answers,
    "renamed": renamed,
    "commented": commented,
    "reordered": reordered,
    "all": lambda answers: reordered(commented(renamed(answers))),
}


@pytest.mark.parametrize("disguise", DISGUISES)
def test_copy_in_disguise(project, honest, tmp_path, disguise):
    """Is a copy the pair most alike of a class of honest answers, all alike, and the only one?"""
    copy = DISGUISES[disguise](honest["sv03"])
    assert disguise == "copied" or copy != honest["sv03"]
    found = Pairs(class_answers(hand_in_class(project, tmp_path, {**honest, "zz": copy}), LESSON))
    first, second, *_ = found
    assert (first.students, first.similarity) == (("sv03", "zz"), 1)
    assert second.similarity < 1
    assert len(found) == (HONEST + 1) * HONEST // 2


def test_whatever_became_of_the_file(project, honest, tmp_path):
    """Are answers compared that lost their marks, their ids and their cells' borders?"""

    def mangled(notebook):
        code = [cell.source for cell in notebook.cells if cell.cell_type == "code" and "bai.check" not in cell.source]
        return new_notebook(cells=[new_code_cell("\n\n".join(code))])

    whole = hand_in_class(project, tmp_path / "whole", honest)
    broken = hand_in_class(project, tmp_path / "broken", honest, mangled)
    [one, *_], [other, *_] = Pairs(class_answers(whole, LESSON)), Pairs(class_answers(broken, LESSON))
    assert one.students == other.students and one.similarity == pytest.approx(other.similarity, abs=0.05)


def test_released_code_is_not_counted(project, honest, tmp_path):
    """Are two who wrote nothing, or one line, not compared, however much of the lesson they share?"""
    little = {
        "an": {},
        "binh": {},
        "chi": {"calculate_s": honest["sv00"]["calculate_s"]},
        "dung": {"calculate_s": honest["sv00"]["calculate_s"]},
    }
    folder = hand_in_class(project, tmp_path, little)
    assert list(class_answers(folder, LESSON).by_exercise) == ["calculate_s"]
    with pytest.raises(CourseError, match="hai bài nộp"):
        write_similarity(folder, LESSON, tmp_path / "out")


def test_rare_lines(project, honest, tmp_path):
    """Is a comment that only two wrote told of, and one that the whole class wrote not?"""
    plain = {
        name: {**answers, "calculate_s": answers["calculate_s"] + "\n# ai cũng viết câu này"}
        for name, answers in honest.items()
    }
    before = {
        pair.students: pair.rare
        for pair in Pairs(class_answers(hand_in_class(project, tmp_path / "one", plain), LESSON))
    }
    for name in ("sv01", "sv02"):
        plain[name] = {**plain[name], "calculate_z": plain[name]["calculate_z"] + "\n# mình nghĩ mãi mới ra"}
    after = {
        pair.students: pair.rare
        for pair in Pairs(class_answers(hand_in_class(project, tmp_path / "two", plain), LESSON))
    }
    assert {students for students in after if after[students] != before[students]} == {("sv01", "sv02")}
    assert after["sv01", "sv02"] == before["sv01", "sv02"] + 1


def test_statements():
    """Are own names and texts all alike, statements told apart, brackets kept together, comments and docstrings gone?"""
    source = (
        'def f(x):\n    """Lời."""\n    a = np.clip(x,\n        0, 1); b = "chữ"  # chú thích\n    return a.sum()\n'
    )
    words = [" ".join(one.words) for one in statements(source, {"f", "x"})]
    assert words == [
        "def f ( x ) :",
        f"{OWN_NAME} = {OWN_NAME} . clip ( x , 0 , 1 )",
        f"{OWN_NAME} = {TEXT} {TEXT} {TEXT}",
        f"return {OWN_NAME} . sum ( )",
    ]
    for one in statements(source, {"f"}):
        assert all(source[start:end].strip() for start, end in one.places)


@pytest.mark.parametrize(
    "source", ["def f(:\n  x = ((((\n", "'''", "\0\x01", "x = 1;;;\n)))]", "é" * 50_000, "a=1\n" * 50_000]
)
def test_broken_code(source):
    """Is code that is no Python, or far too much, cut into statements all the same?"""
    assert sum(len(one.words) for one in statements(compared(source), frozenset())) <= 20_000


def test_what_matches(project, honest, tmp_path):
    """Are the same words marked on both sides?"""
    answers = class_answers(
        hand_in_class(project, tmp_path, {"an": honest["sv00"], "binh": reordered(renamed(honest["sv00"]))}), LESSON
    )
    for one, other in answers.by_exercise.values():
        mine, theirs = matching(one, other)
        assert len(mine) == len(theirs) == sum(len(statement.words) for statement in one.own)
        for (start, end), (first, last) in zip(mine, theirs):
            assert one.source[start:end] == other.source[first:last] or one.source[start:end].isidentifier()


class Shown(HTMLParser):
    """What a page shows, and which tags it has."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.text += data


def test_page_and_sheet(project, honest, tmp_path):
    """Does the page warn, tell how alike independent answers are, and show a hostile answer as text; has the sheet every pair?"""
    hostile = {
        **honest["sv03"],
        "calculate_z": honest["sv03"]["calculate_z"] + "\n# <script>alert(1)</script>{{ 7*7 }}",
    }
    folder = hand_in_class(project, tmp_path, {**honest, "zz&lt;b": hostile})
    (page, sheet), pairs, threshold = write_similarity(folder, LESSON, tmp_path / "out")
    shown = Shown(page.read_text(encoding="utf-8"))
    assert "script" not in shown.tags
    assert "<script>alert(1)</script>{{ 7*7 }}" in shown.text and "zz&lt;b" in shown.text
    assert "không phải là kết luận" in shown.text and "4950 cặp bài đúng" in shown.text
    rows = list(csv.DictReader(io.StringIO(sheet.read_text(encoding="utf-8-sig"), newline="")))
    assert len(rows) == len(pairs) == (HONEST + 1) * HONEST // 2
    assert (rows[0]["Sinh viên 1"], rows[0]["Sinh viên 2"]) == ("sv03", "zz&lt;b")
    assert [float(row["Giống (%)"]) for row in rows] == sorted((float(row["Giống (%)"]) for row in rows), reverse=True)
    assert threshold == pairs.fence() <= 1


def test_same_class_same_page(project, honest, tmp_path):
    """Do the same answers give the same bytes, and is the lesson called by number and title?"""
    folder = hand_in_class(project, tmp_path / "lop", honest)
    (one, _), _, _ = write_similarity(folder, LESSON, tmp_path / "one")
    (other, _), _, _ = write_similarity(folder, LESSON, tmp_path / "other")
    assert one.read_bytes() == other.read_bytes()
    assert "<title>Độ giống nhau: Bài 1. " in one.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "padded",
    [
        lambda source: source + "\n" + ("# " + "x" * 98 + "\n") * 20_000,
        lambda source: ("# " + "x" * 98 + "\n") * 9_000 + source,
        lambda source: source.replace(":\n", ':\n    """' + "x\n" * 20_000 + '"""\n', 1),
        lambda source: source.replace("\n", "\n" + " \n" * 2_000),
    ],
    ids=["comments behind", "comments before", "a long docstring", "empty lines"],
)
def test_padded_answers(project, honest, tmp_path, padded):
    """Is a copy in much padding found, with only what was compared on the page?"""
    padded = {name: padded(source) for name, source in honest["sv03"].items()}
    folder = hand_in_class(project, tmp_path / "lop", {**honest, "zz": padded})
    (page, _), found, _ = write_similarity(folder, LESSON, tmp_path / "ra")
    assert next(iter(found)).students == ("sv03", "zz") and page.stat().st_size < 2 * 1024**2


def test_right_answers(project):
    """Do made-up right answers differ from one another, and do hardly any come out all alike?"""
    values = Pairs(right_answers(project, LESSON)).values()
    assert values.min() < 0.85 and (values == 1).mean() < 0.01


def test_lesson_of_ones_own(tmp_path):
    """Does it work for a lesson that this project does not know, too?"""
    folder, marks = (
        CourseFolder(tmp_path),
        {"grade": False, "solution": True, "locked": False, "task": False, "schema_version": 3, "grade_id": "a"},
    )
    stub = new_notebook(cells=[new_code_cell("# viết ở đây", metadata={"nbgrader": marks})])
    code = "\n".join(f"ket_qua_{number} = sum(range({number})) * {number} + 1" for number in range(8))
    for path in (
        folder.source("rieng"),
        folder.release("rieng"),
        *(folder.submitted(name, "rieng") for name in ("an", "binh")),
    ):
        path.parent.mkdir(parents=True)
        nbformat.write(stub, path)
    stub.cells[0].source = code
    for name in ("an", "binh"):
        nbformat.write(stub, folder.submitted(name, "rieng"))
    (page, _), pairs, _ = write_similarity(folder, "rieng", tmp_path / "out", 0.9)
    assert [pair.by_exercise for pair in pairs] == [{"a": 1.0}]
    assert "không ước lượng được" in page.read_text(encoding="utf-8")


def test_command(project, honest, tmp_path, capsys):
    """Does the command say where the page is and what it is for, and refuse what is no threshold?"""
    folder = hand_in_class(project, tmp_path, {**honest, "zz": honest["sv03"]})
    assert main(["similarity", LESSON, "--course-dir", str(folder.root), "--threshold", "100"]) == 0
    told = capsys.readouterr().out
    assert "1 cặp đạt ngưỡng 100 %" in told and "không phải là kết luận" in told
    assert (folder.reports / f"{LESSON}.similarity.html").is_file()
    assert main(["similarity", "bai99", "--course-dir", str(folder.root)]) == 2
    with pytest.raises(SystemExit) as ended:
        main(["similarity", LESSON, "--threshold", "120"])
    assert ended.value.code == 2 and "từ 0 đến 100" in capsys.readouterr().err


def test_id_that_looks_like_a_formula(project, honest, tmp_path):
    """Does a spreadsheet that opens the sheet find no formula in a student's id?"""
    folder = hand_in_class(project, tmp_path, {"=1+1": honest["sv00"], "an": honest["sv00"]})
    (_, sheet), _, _ = write_similarity(folder, LESSON, tmp_path / "out")
    [row] = csv.DictReader(io.StringIO(sheet.read_text(encoding="utf-8-sig"), newline=""))
    assert {row["Sinh viên 1"], row["Sinh viên 2"]} == {"'=1+1", "an"}


HOSTILE = {
    "empty lines": "x = 1\n" + "\f\n \n" * 30_000 + "y = 2",
    "one long line": '"\\N{' * 30_000,
    "open brackets": "([{" * 30_000,
    "comments": "# ấ ghi chú\n" * 300_000,
    "words": "a = b[1] ; " * 30_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_lexer_sees_little(project, monkeypatch, name):
    """Of an answer of any length, in every function and in many own cells, does the lexer see a bounded part, in short lines?"""
    seen, lexer = [], statements_module._LEXER

    def get_tokens_unprocessed(text):
        seen.append(text)
        return lexer.get_tokens_unprocessed(text)

    monkeypatch.setattr(
        statements_module,
        "_LEXER",
        SimpleNamespace(get_tokens_unprocessed=get_tokens_unprocessed, get_tokens=lexer.get_tokens),
    )
    compare = Comparison({f"f{number}": "def f():\n    pass" for number in range(14)})
    seen.clear()
    found = compare.answers({exercise: HOSTILE[name] for exercise in compare.known})
    assert sum(len(one.source) for one in found.values() if one) <= LONGEST_ALL
    assert max(map(len, seen), default=0) <= LOOKED_AT and all(
        len(line) <= LINE and line.strip() for text in seen for line in text.split("\n") if text
    )


def test_pages_room(project, honest, tmp_path, monkeypatch):
    """Where pairs are too long to stand side by side, does the page say how many do not, and where to read them?"""
    found = Pairs(class_answers(hand_in_class(project, tmp_path, honest), LESSON))
    whole = page(LESSON, found, None, 0.0)
    assert whole.count("<details") == SIDES_SHOWN and "không đặt cạnh nhau" not in whole
    monkeypatch.setattr(importlib.import_module("autograder.similarity.page"), "SIDES_CHARS", 10_000)
    short = page(LESSON, found, None, 0.0)
    beside = short.count("<details")
    assert (
        0 < beside < SIDES_SHOWN
        and f"Còn {SIDES_SHOWN - beside} cặp không đặt cạnh nhau" in short
        and len(short) < len(whole)
    )
