"""Is a report written, and does it say what it cannot know, where a class or lesson is unlike others?"""

import re

import pytest
from nbgrader.api import Assignment
from sqlalchemy import delete, update

from autograder.bench.made_up import large_class
from autograder.gradebook.tables import MADE_FROM
from autograder.report import write_report

LESSON = "bai01_so_nguyen"
UNDEFINED = "alpha không xác định"


def page_of(folder, lesson, output):
    """The text of a report's page, its runs of white space as one."""
    page = write_report(folder, lesson, output)[0].read_text(encoding="utf-8")
    return re.sub(r"\s+", " ", re.sub(r"<style>.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL))


def test_a_class_of_one(project, tmp_path):
    """Is a single student reported, without an alpha?"""
    folder = large_class(project, tmp_path / "course", 1)
    assert UNDEFINED in page_of(folder, LESSON, tmp_path / "out")
    assert re.search(r"sinh viên 1\b", page_of(folder, None, tmp_path / "out"))


def test_alpha_is_told_where_it_is_defined(folder, tmp_path):
    """Does an ordinary class have its alpha on the page?"""
    said = page_of(folder, LESSON, tmp_path)
    assert UNDEFINED not in said and re.search(r"Ở bài này alpha bằng −?\d", said)


@pytest.mark.parametrize("lesson", [LESSON, None])
def test_without_todos(folder, open_gradebook, tmp_path, lesson):
    """Is a class that nbgrader's own command graded reported, and told how to get the TODOs?"""
    open_gradebook.db.execute(delete(MADE_FROM))
    open_gradebook.db.commit()
    said = page_of(folder, lesson, tmp_path)
    assert lesson is None or ("python -m autograder grade" in said and UNDEFINED in said)


def test_nobody_wrote_anything(folder, change_summary, tmp_path):
    """Is a class of blank work reported, everybody as someone to talk to?"""
    for number in range(24):
        change_summary(LESSON, f"sv{number:05d}", lambda words: words.replace("đã chấm", "chưa làm"))
    said = page_of(folder, LESSON, tmp_path)
    assert "chưa làm 24" in said and "tính trên 0 bài" in said


def test_a_lesson_of_the_instructors_own(folder, open_gradebook, tmp_path):
    """Is a lesson with a name that is none of ours, or a formula to Matplotlib, called by that name?"""
    name = "tuan $1 $x_ <b>"
    open_gradebook.db.execute(update(Assignment).where(Assignment.name == LESSON).values(name=name))
    open_gradebook.db.execute(update(MADE_FROM).where(MADE_FROM.c.assignment == LESSON).values(assignment=name))
    open_gradebook.db.commit()
    for lesson in (name, None):
        assert "tuan $1 $x_ &lt;b&gt;" in page_of(folder, lesson, tmp_path)
