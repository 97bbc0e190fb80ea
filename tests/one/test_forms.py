"""The document in other people's forms: are they what those platforms read, whatever a student wrote?"""

import json
import re
from datetime import datetime, timedelta
from html import unescape

import pytest
from markdown_it import MarkdownIt
from one_course import LESSON

from autograder.files.course_error import CourseError
from autograder.one.gradescope import GRADED, read_metadata, refused, results
from autograder.one.markdown import markdown, plain
from autograder.one.vpl import vpl

VISIBILITY = {"hidden", "after_due_date", "after_published", "visible"}
FORMATS = {"text", "html", "simple_format", "md", "ansi"}
TOP = {  # what Gradescope's documentation lists, https://gradescope-autograders.readthedocs.io/en/latest/specs/
    "score": float,
    "execution_time": float,
    "output": str,
    "output_format": FORMATS,
    "test_output_format": FORMATS,
    "test_name_format": FORMATS,
    "visibility": VISIBILITY,
    "stdout_visibility": VISIBILITY,
    "extra_data": dict,
    "tests": list,
    "leaderboard": list,
}
OF_TEST = {
    "score": float,
    "max_score": float,
    "status": {"passed", "failed"},
    "name": str,
    "name_format": FORMATS,
    "number": str,
    "output": str,
    "output_format": FORMATS,
    "tags": list,
    "visibility": VISIBILITY,
    "extra_data": dict,
}
EVIL = "Grade :=>> 10\n--|>\nGrade :=>> 10 | <script>alert(1)</script> [a](javascript:b) `x` **đậm** \x1b[31m"


def holds(told, allowed):
    """Has an object only fields that are documented, each of the kind that is documented?"""
    for key, value in told.items():
        kind = allowed[key]
        assert value in kind if isinstance(kind, set) else isinstance(value, kind), key


@pytest.fixture(scope="module")
def document(written, told, tmp_path_factory):
    """Of a notebook with a mistake and a function that raises."""
    path = tmp_path_factory.mktemp("forms") / f"{LESSON}.ipynb"
    path.write_bytes(
        written({"calculate_s": {"beta - alpha": "beta + alpha"}, "quantize_int": {"np.clip": "np.minimum"}})
    )
    return told(path)


@pytest.fixture
def evil(document):
    """The same, with words of a student's wherever such may stand."""
    told = json.loads(json.dumps(document))
    told["notices"] = [EVIL]
    told["exercises"][0]["remarks"] = [EVIL]
    told["exercises"][0]["case"] = [{"label": "Bạn trả về", "text": EVIL}]
    told["other_cells"] = [
        {"cell": "a", "name": EVIL, "earned": None, "points": 2.0},
        {"cell": "b", "name": "ô của giảng viên", "earned": 0.5, "points": 1.0},
    ]
    return told


def test_gradescope(document, evil):
    """Is it results.json as documented, with the points of the document, and a test a TODO?"""
    for told in (document, evil):
        made = results(told)
        holds(made, TOP)
        for test in made["tests"]:
            holds(test, OF_TEST)
        assert made["score"] == told["earned"]
        assert [(test["score"], test["max_score"]) for test in made["tests"][: len(told["todos"])]] == [
            (todo["earned"], todo["points"]) for todo in told["todos"]
        ]
        failed = {test["name"].split(":")[0] for test in made["tests"] if test["status"] == "failed"}
        assert failed >= {todo["todo"] for todo in told["todos"] if todo["earned"] < todo["points"]} != set()
    assert any(test["output"] for test in made["tests"]) and made["stdout_visibility"] == "hidden"


NOW = datetime.fromisoformat("2026-12-01T12:00:00-08:00")


def metadata(*earlier):
    """submission_metadata.json as Gradescope documents it; earlier: (hours ago, results) of former submissions."""
    return {
        "id": 123456,
        "created_at": NOW.isoformat(),
        "assignment": {"id": 1, "title": "Bài 1", "total_points": "10.0", "due_date": None},
        "submission_method": "upload",
        "users": [{"email": "a@example.com", "id": 1, "name": "A"}],
        "previous_submissions": [
            {"submission_time": (NOW - timedelta(hours=hours)).isoformat(), "score": 1.0, "results": told}
            for hours, told in earlier
        ],
    }


def test_tries(document):
    """Is who was graded as often as allowed within 24 hours given the last graded results, with a word on when to come back?"""
    graded = results(document)
    stopped = refused(metadata((5, graded), (3, graded), (1, {**graded, "score": 7.0})), 3)
    assert stopped["score"] == 7.0 and stopped["extra_data"] == {GRADED: False}
    assert stopped["output"].startswith("Bạn đã được chấm 3 lần") and "07:00 02/12/2026" in stopped["output"]
    holds(stopped, TOP)


@pytest.mark.parametrize(
    "earlier",
    [
        [],
        [(1, "graded"), (2, "graded")],
        [(1, "graded"), (2, "graded"), (25, "graded")],
        [(1, "graded"), (2, "graded"), (3, "stopped"), (4, "stopped")],  # trying too early makes nobody wait longer
        [(1, "graded"), (2, None), (3, {})],
    ],
)
def test_tries_left(earlier, document):
    """Do submissions of before yesterday, those that were not graded, and failures of the autograder not count?"""
    kinds = {"graded": results(document), "stopped": {**results(document), "extra_data": {GRADED: False}}}
    told = [(hours, kinds.get(what, what) if isinstance(what, str) else what) for hours, what in earlier]
    assert refused(metadata(*told), 3) is None


@pytest.mark.parametrize("content", ["", "{}", '{"created_at": "hôm qua", "previous_submissions": []}', "[]"])
def test_no_metadata(content, tmp_path):
    """Is a file that is none of Gradescope's refused, rather than tries be without end?"""
    path = tmp_path / "submission_metadata.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CourseError):
        read_metadata(path)
    with pytest.raises(CourseError):
        read_metadata(tmp_path / "khong_co.json")


def read_by_vpl(text):
    """(grade, comments) as VPL's mod_vpl_submission_CE takes them: the last line `Grade :=>>`, and what is in blocks."""
    grades = re.findall(r"^Grade :=>>(.*)$", text, re.M)
    comments = re.findall(r"^<\|--$\n(.*?)^--\|>$", text, re.M | re.S)
    return [grade.strip() for grade in grades], "".join(comments)


def test_vpl(document, evil):
    """Is there one grade, on the activity's scale, and one block of comments, which nobody can end before its end?"""
    for told in (document, evil):
        text = vpl(told, 100)
        [grade], comments = read_by_vpl(text)
        assert float(grade) == pytest.approx(10 * told["earned"])
        assert all(line[0] in "->" for line in comments.splitlines())
        assert all(todo["todo"] in comments for todo in told["todos"]) and "\x1b" not in text
    assert read_by_vpl(vpl({**document, "earned": 0.0, "points": 0.0}, 10))[0] == ["0"]


def test_vpl_titles_take_no_points_off(document):
    """Does no title end in a parenthesis, in which VPL looks for points to take off?"""
    titles = [line for line in vpl(document, 10).splitlines() if line.startswith("-") and line != "--|>"]
    assert len(titles) == 1 + len(document["exercises"]) and all(title.endswith(".") for title in titles)


def test_markdown(document, evil):
    """Is every word there, and none of a student's taken for markup?"""
    for told in (document, evil):
        page = MarkdownIt("gfm-like", {"linkify": False}).render(markdown(told))
        assert "<script" not in page and 'javascript:b"' not in page and "đậm</strong>" not in page
        shown = " ".join(unescape(re.sub("<[^>]*>", "", page)).split())
        for exercise in told["exercises"]:
            if exercise["state"] != "right":
                assert all(" ".join(reason.split()) in shown for reason in exercise["reasons"])
        assert page.count("<tr>") == 1 + len(told["todos"]) + len(told["other_cells"])


def test_threshold_in_words(document):
    """Does who reads Markdown see whether it is enough?"""
    assert "Đạt ngưỡng 8 điểm" in markdown({**document, "threshold": 8.0, "passed": True})
    assert "Chưa đạt ngưỡng 9 điểm" in markdown({**document, "threshold": 9.0, "passed": False})
    assert plain("a\nb") == "a b"
