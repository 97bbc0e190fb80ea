"""Is a stored summary what the grader said, in rows of today and of before, and is everything else refused?"""

import json
import pickle
import sqlite3
from dataclasses import asdict

import pytest
from before_versions import LESSON, SAID, lay_out
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.commands import main
from autograder.gradebook.config import db_url
from autograder.gradebook.marks import read_results
from autograder.gradebook.reader import GradebookReader
from autograder.gradebook.statuses import BY_NBGRADER, TROUBLE
from autograder.gradebook.summary import IN_NOTEBOOK, VERSION, Example, ExerciseMark, Ranked, Summary, TodoMark

WHOLE = Summary(
    "đã chấm",
    ("Một lời.",),
    (TodoMark("TODO 1", "f", 0.0, 1, "chia ngược"), TodoMark("TODO 2", "f", 0.5, 2.5, "chia ngược")),
    (
        ExerciseMark("f", "Tên", 0.5, 3.5, "chia ngược", ("chia ngược", "cộng"), Example("x = 1", "2", "3")),
        ExerciseMark("g", "Tên khác", 0, 0, ""),
    ),
    {"check-f": 0.5, "answer-1": None},
    (Ranked("f", 1.0312, 20_448, "10 Q4_0, 5 Q5_0"),),
)
RANKED = asdict(WHOLE.ranked[0])
TODO = asdict(WHOLE.todos[0])
EXERCISE = asdict(WHOLE.exercises[0])
ROW = {"status": "đã chấm", "notices": [], "todos": [], "exercises": [], "scores": {}}


@pytest.fixture
def folder(tmp_path):
    return lay_out(tmp_path)


def stored(folder):
    """{student: the JSON of their row}."""
    with GradebookReader(db_url(folder), LESSON) as reader:
        return {student: words for student, (_, words) in reader.fingerprints().items()}


def plain(summary):
    """As JSON would have it: lists for tuples, and nothing of a ranking where there is none."""
    told = json.loads(json.dumps(asdict(summary)))
    return told if told["ranked"] else {key: value for key, value in told.items() if key != "ranked"}


def test_there_and_back():
    """Is a summary the same after a row, after a notebook's metadata (but for the scores), and in another process?"""
    assert Summary.from_json(WHOLE.to_json()) == WHOLE == pickle.loads(pickle.dumps(WHOLE))
    back = Summary.from_metadata(json.loads(json.dumps({IN_NOTEBOOK: WHOLE.to_metadata()})))
    assert (back.status, back.notices, back.todos, back.exercises, back.scores) == (
        *(WHOLE.status, WHOLE.notices, WHOLE.todos, WHOLE.exercises),
        {},
    )
    assert (WHOLE.earned, WHOLE.mistakes, WHOLE.isolated) == (0.5, ("chia ngược",), True)


def test_rows_of_before_have_the_same_values(folder):
    """Has each row without a version every value that it had, and is it written again as it was, with the version?"""
    rows = stored(folder)
    assert rows.keys() == SAID["notebooks"].keys()
    for words in rows.values():
        summary = Summary.from_json(words)
        assert plain(summary) == json.loads(words) and "version" not in json.loads(words)
        assert summary.to_json() == words.replace("{", f'{{"version": {VERSION}, ', 1)


def test_a_row_says_nothing_of_rankings_that_are_not():
    """Has a row a ranking only where something was measured, and reads one without it as none?"""
    row = json.loads(WHOLE.to_json())
    assert row.pop("ranked") == [RANKED]
    without = Summary.from_json(json.dumps(row))
    assert without.ranked == () and json.loads(without.to_json()) == row


@pytest.mark.parametrize("student", SAID["notebooks"])
def test_notebooks_of_before_have_the_same_values(student):
    """Has the metadata of a notebook that was graded then every value that it had, and the same bytes again?"""
    told = SAID["notebooks"][student]
    assert json.dumps(Summary.from_metadata({IN_NOTEBOOK: told}).to_metadata()) == json.dumps(told)


def test_a_notebook_that_our_grader_has_not_seen():
    """Is a notebook without our metadata nbgrader's own, with nothing to tell?"""
    assert Summary.from_metadata({}) == Summary(BY_NBGRADER)


MISSHAPEN = {
    "another_version": ROW | {"version": VERSION + 1},
    "no_status": {"todos": []},
    "no_todos": {"status": "x"},
    "notices_in_one_text": ROW | {"notices": "Một lời."},
    "notice_that_is_none": ROW | {"notices": [None]},
    "points_in_words": ROW | {"todos": [TODO | {"points": "1"}]},
    "points_without_end": ROW | {"todos": [TODO | {"earned": float("inf")}]},
    "points_that_are_no_number": ROW | {"todos": [TODO | {"earned": float("nan")}]},
    "points_beyond_a_float": ROW | {"todos": [TODO | {"earned": 10**400}]},
    "points_that_are_true": ROW | {"todos": [TODO | {"earned": True}]},
    "exercise_without_a_title": ROW | {"exercises": [{"function": "f", "mistake": ""}]},
    "mistakes_in_one_text": ROW | {"exercises": [EXERCISE | {"mistakes": "chia ngược"}]},
    "half_an_example": ROW | {"exercises": [EXERCISE | {"example": {"input": "x"}}]},
    "example_of_numbers": ROW | {"exercises": [EXERCISE | {"example": {"input": 1, "returned": 2, "needed": 3}}]},
    "rank_without_a_ratio": ROW | {"ranked": [{"function": "f", "size": 1, "chosen": ""}]},
    "rank_that_is_no_number": ROW | {"ranked": [RANKED | {"ratio": float("nan")}]},
    "rank_beyond_a_float": ROW | {"ranked": [RANKED | {"size": 10**400}]},
    "rank_of_kinds_in_a_dict": ROW | {"ranked": [RANKED | {"chosen": {"Q4_0": 1}}]},
    "ranks_in_a_dict": ROW | {"ranked": RANKED},
    "scores_in_a_list": ROW | {"scores": [1]},
    "score_in_words": ROW | {"scores": {"check-f": "10"}},
}
BROKEN = {name: json.dumps(row) for name, row in MISSHAPEN.items()} | {
    "empty": "",
    "cut_off": WHOLE.to_json()[:-9],
    "a_number": "5",
    "a_list": "[]",
    "very_deep": "[" * 100_000,
    "very_deep_inside": json.dumps(ROW).replace("[]", "[" * 900 + "]" * 900, 1),
}


@pytest.mark.parametrize("words", BROKEN.values(), ids=BROKEN)
def test_anything_else_is_refused(words):
    """Is whatever is no summary refused by one kind of error?"""
    with pytest.raises(ValueError, match="no summary of a mark"):
        Summary.from_json(words)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["", "x"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*ROW, *TODO, *EXERCISE, *RANKED]), inner)
    ),
    max_leaves=12,
)


@settings(deadline=None, derandomize=True)
@given(st.dictionaries(st.sampled_from([*ROW, "version", "ranked"]), PLAIN))
def test_no_row_raises_anything_else(row):
    """Is every row of JSON, whatever is in it, a summary that can be written again, or refused by that error?"""
    try:
        summary = Summary.from_json(json.dumps(ROW | row))
    except ValueError as error:
        assert str(error).startswith("no summary of a mark")
    else:
        assert Summary.from_json(summary.to_json()) == summary


@pytest.mark.parametrize("name", ["another_version", "points_beyond_a_float", "half_an_example", "very_deep"])
def test_one_broken_row_stops_nobody(folder, tmp_path, name):
    """Is whose row is broken told as trouble, logged, and in no TODO, while report and export are written for all?"""
    with sqlite3.connect(folder.gradebook) as connection:
        connection.execute("update autograder_made_from set summary = ? where student = 'binh'", [BROKEN[name]])
    connection.close()
    [lesson] = read_results(folder, summaries=True).lessons
    assert (lesson.of("binh").status, lesson.of("binh").summary) == (TROUBLE, None)
    assert lesson.of("binh").points == 8 and lesson.of("chi").summary.mistakes == ("chia ngược",)
    assert "binh" in folder.error_log.read_text(encoding="utf-8")
    output = ["--course-dir", str(folder.root), "--output"]
    assert main(["report", LESSON, *output, str(tmp_path / "out")]) == 0
    assert main(["export", "--to", "csv", *output, str(tmp_path / "diem.csv")]) == 0
