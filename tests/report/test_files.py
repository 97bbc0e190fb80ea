"""Are the files of a report safe to open, the same in page and tables, and free of names where they should be?"""

import csv
import json
import re
from html.parser import HTMLParser

import pytest

from autograder import exercises
from autograder.commands import main
from autograder.course_folder import CourseFolder
from autograder.files.course_error import CourseError
from autograder.report import write_report

LESSON = "bai01_so_nguyen"
HOSTILE = [
    "=cmd|' /C calc'!A0",
    "<script>alert(1)</script>",
    "@SUM(1)",
    "-2+3",
    "a\u202egnp.exe",
    '"><img src=x onerror=alert(2)>',
]
RETURNED = "MÃ_CỦA_TÔI_sv00001"


@pytest.fixture
def hostile(folder, open_gradebook, change_summary):
    """Students whose ids and names attack, and one whose mistake and example do."""
    for name in HOSTILE:
        open_gradebook.add_student(name, last_name=name, first_name="=1+1")
        work = open_gradebook.add_submission(LESSON, name)
        work.notebooks[0].grades[0].auto_score = 0.0
    open_gradebook.db.commit()

    def attack(words):
        summary = json.loads(words)
        for todo in summary["todos"]:
            todo.update(earned=0.0, mistake=f"=lỗi {HOSTILE[1]}")
        summary["exercises"] = [
            {
                "function": todo["function"],
                "title": "",
                "earned": 0,
                "points": 1,
                "mistake": todo["mistake"],
                "example": {"input": HOSTILE[-1], "returned": RETURNED, "needed": "2"},
            }
            for todo in summary["todos"]
        ]
        return json.dumps({**summary, "status": "đã chấm"}, ensure_ascii=False)

    change_summary(LESSON, "sv00001", attack)
    return folder


def cells(path):
    """All cells of a CSV file, read as it says it was written."""
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(content.decode("utf-8-sig").splitlines(keepends=True)))


@pytest.mark.parametrize("lesson", [LESSON, None])
def test_no_cell_is_a_formula(hostile, tmp_path, lesson):
    """Does no cell begin as a formula does, unless it is a number, and is nobody lost for that?"""
    _, *sheets = write_report(hostile, lesson, tmp_path / "out")
    for path in sheets:
        for cell in (cell for row in cells(path) for cell in row if cell.startswith(tuple("=+-@\t\r"))):
            assert re.fullmatch(r"-\d+(\.\d+)?", cell), cell
    people = {row[0] for row in cells(sheets[-1])}
    assert {"'=cmd|' /C calc'!A0", "'@SUM(1)", "'-2+3", "<script>alert(1)</script>", "sv00001"} <= people


class Tags(HTMLParser):
    """Every tag of a page with its attributes."""

    def __init__(self, page):
        super().__init__()
        self.tags = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize("lesson", [LESSON, None])
def test_nothing_that_was_written_becomes_a_tag(hostile, tmp_path, lesson):
    """Are ids, names, mistakes and examples text on the page, and is nothing loaded?"""
    page = write_report(hostile, lesson, tmp_path / "out")[0].read_text(encoding="utf-8")
    tags = Tags(page).tags
    assert {"table", "img", "h1"} <= {tag for tag, _ in tags}
    assert not {"script", "link", "iframe", "object"} & {tag for tag, _ in tags}
    assert not [name for _, attributes in tags for name in attributes if name.startswith("on")]
    assert all(attributes["src"].startswith("data:image/svg+xml;base64,") for tag, attributes in tags if tag == "img")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_the_example_is_on_the_page(hostile, tmp_path):
    """Does the instructor see what was returned and what was needed?"""
    page, _, _, mistakes, _ = write_report(hostile, LESSON, tmp_path / "out")
    assert RETURNED in page.read_text(encoding="utf-8")
    assert any(RETURNED in row[-1] for row in cells(mistakes))


@pytest.mark.parametrize("lesson", [LESSON, None])
def test_same_marks_same_files(folder, tmp_path, lesson):
    """Do the same marks give the same bytes, so that a changed file means a changed class?"""
    one, other = write_report(folder, lesson, tmp_path / "one"), write_report(folder, lesson, tmp_path / "other")
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in other]


def test_page_and_tables_tell_the_same(folder, tmp_path):
    """Do the cells of the TODOs' table stand on the page, and does every student stand in the CSV file?"""
    page, facts, todos, _, students = write_report(folder, LESSON, tmp_path)
    text = re.sub(r"<[^>]+>", "\n", page.read_text(encoding="utf-8")).split("\n")
    for todo, solved, *_, function, _ in cells(todos)[1:]:
        assert todo in text and function in text and solved in text
    assert dict(cells(facts)[1:])["Có nộp, bài"] == "24" and len(cells(students)) == 25


@pytest.mark.parametrize("anonymous", [[], ["--anonymous"]])
def test_command(folder, capsys, anonymous):
    """Does `report` write a lesson's and the course's files into reports/, and name them?"""
    assert main(["report", LESSON, "--course-dir", str(folder.root), *anonymous]) == 0
    assert main(["report", "--course-dir", str(folder.root), *anonymous]) == 0
    said = capsys.readouterr().out
    written = sorted(path.name for path in folder.reports.iterdir())
    assert len(written) == 5 + (4 if anonymous else 6) and all(name in said for name in written)


RANKED = {"sv00001": (1.0401, "Q8_0"), "sv00002": (1.0312, "Q4_0"), "sv00003": (1.0312, "Q5_0")}


@pytest.fixture
def ranked(folder, change_summary):
    """Three students of whose work something was measured; one chose what attacks."""

    def measured(words, student):
        ratio, kind = RANKED[student]
        chosen = f"=1 {kind} {HOSTILE[1]}" if student == "sv00001" else f"15 {kind}"
        told = [{"function": "compress", "ratio": ratio, "size": 20_448, "chosen": chosen}]
        return json.dumps({**json.loads(words), "status": "đã chấm", "ranked": told})

    for student in RANKED:
        change_summary(LESSON, student, lambda words, student=student: measured(words, student))
    return folder


def test_ranking_has_no_names(ranked, tmp_path):
    """Does a ranking that was asked for tell what was measured, the best first, and of nobody who it is?"""
    page, *_, sheet = write_report(ranked, LESSON, tmp_path, ranked=True)
    head, *rows = cells(sheet)
    assert sheet.name == f"{LESSON}.xep_hang.csv" and head[0] == "Hạng"
    assert [row[0] for row in rows] == ["1", "1", "3"] and [row[2] for row in rows] == ["1.0312", "1.0312", "1.0401"]
    assert rows[2][-1].startswith("'=1 Q8_0")
    told = page.read_text(encoding="utf-8")
    section = told[told.index('<h2 id="ranking">') : told.index('<h2 id="concerns">')]
    assert "1.0312" in section and "20448" in section and "15 Q5_0" in section and "<script>" not in section
    assert not any(student in section + str(rows) for student in RANKED)


def test_ranking_only_where_asked_for(ranked, tmp_path):
    """Does a report that nobody asked for a ranking say nothing of one?"""
    page, *sheets = write_report(ranked, LESSON, tmp_path)
    assert "1.0312" not in page.read_text(encoding="utf-8") and "Xếp hạng" not in page.read_text(encoding="utf-8")
    assert not any("xep_hang" in sheet.name for sheet in sheets)


def test_nothing_to_rank(folder, capsys):
    """Is one told that a lesson has nothing to rank, or that a ranking is of one lesson, and nothing written?"""
    command = ["report", "--ranking", "--course-dir", str(folder.root)]
    assert main([*command, LESSON]) == 2
    assert f"Bài {LESSON} chưa có gì để xếp hạng" in capsys.readouterr().err
    assert main(command) == 2
    assert "Xếp hạng là của một bài" in capsys.readouterr().err
    assert not folder.reports.exists()


def test_command_elsewhere(folder, tmp_path, capsys):
    """Does --output say where, and does what is missing exit with 2 and what to do?"""
    assert main(["report", "--course-dir", str(folder.root), "--output", str(tmp_path / "a" / "b")]) == 0
    assert (tmp_path / "a" / "b" / "khoa_hoc.html").is_file() and not folder.reports.exists()
    assert main(["report", "bai99_la", "--course-dir", str(folder.root)]) == 2
    assert (
        f"Không có bài nào tên 'bai99_la' trong {folder.root / 'source'} hay trong sổ điểm. Các bài đang có: {LESSON},"
        in capsys.readouterr().err
    )
    assert "bai99_la" not in exercises.lesson_names()


def test_nothing_to_report(folder, open_gradebook, tmp_path):
    """Is one told to grade first, nothing written and no gradebook made, where there are no marks, or none of the lesson?"""
    empty = CourseFolder(tmp_path / "empty")
    empty.root.mkdir()
    with pytest.raises(CourseError, match="python -m autograder grade"):
        write_report(empty, None, tmp_path / "out")
    assert not empty.gradebook.exists()
    empty.gradebook.touch()
    with pytest.raises(CourseError, match="python -m autograder grade"):
        write_report(empty, LESSON, tmp_path / "out")
    open_gradebook.add_assignment("bai99_chua_nop")
    with pytest.raises(CourseError, match="grade bai99_chua_nop"):
        write_report(folder, "bai99_chua_nop", tmp_path / "out")
    assert not (tmp_path / "out").exists()
