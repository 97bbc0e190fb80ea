"""Are README's table of lessons, its short courses and the pictures of the course what the lessons say of themselves?"""

import io
import itertools
import re

import numpy as np
import pytest
from matplotlib.image import imread

from autograder.authoring import dependencies, house, overview
from autograder.authoring.compare import same_picture
from autograder.commands import main
from autograder.course_folder import ROOT

README = (ROOT / overview.README).read_text(encoding="utf-8")


def test_readme_has_the_table():
    """Does README hold the table that the lessons make today?"""
    assert overview.with_table(README) == README, "run python -m autograder overview"


def test_picture_is_the_one_drawn_today():
    """Is the committed picture the one that the lessons make today?"""
    stream = io.BytesIO()
    overview.draw(overview.lessons()).savefig(stream, dpi=130, bbox_inches="tight")
    stream.seek(0)
    assert same_picture(imread(ROOT / overview.PICTURE), imread(stream)), "run python -m autograder overview"


def test_readme_has_the_short_courses():
    """Does README list the short courses with the hours that the lessons take today?"""
    assert dependencies.with_list(README) == README, "run python -m autograder overview"


def test_picture_of_what_needs_what_is_the_one_drawn_today():
    """Is the committed picture of the arrows between lessons the one that the lessons make today?"""
    stream = io.BytesIO()
    dependencies.draw(overview.lessons()).savefig(stream, dpi=130, bbox_inches="tight")
    stream.seek(0)
    assert same_picture(imread(ROOT / dependencies.PICTURE), imread(stream)), "run python -m autograder overview"


@pytest.mark.parametrize("lesson", overview.lessons(), ids=lambda lesson: lesson.lesson)
def test_a_lesson_recalls_what_it_builds_on(lesson):
    """Is every lesson that a lesson needs an earlier one, which its text speaks of?"""
    own, text = overview.number(lesson), (ROOT / "source" / lesson.lesson / f"{lesson.lesson}.py").read_text("utf-8")
    assert all(1 <= earlier < own and f"Bài {earlier}" in text for earlier in lesson.needs)
    assert lesson.needs or own == 1


def test_a_short_course_that_leaves_a_needed_lesson_out(monkeypatch):
    """Is a list of eight refused where a lesson of it needs one that is not in it?"""
    monkeypatch.setattr(dependencies, "SHORT_COURSES", {"thiếu Bài 3": (1, 2, 4)})
    with pytest.raises(ValueError, match=r"\[3\] are needed"):
        dependencies.short_courses(overview.lessons())


def test_an_arrow_that_others_imply_is_left_out():
    """Of 1 → 2 → 3 and 1 → 3, are only the first two drawn, and is 1 needed by 3 all the same?"""
    needs = {1: (), 2: (1,), 3: (1, 2)}
    assert dependencies.arrows(needs) == [(1, 2), (2, 3)] and dependencies.all_needs(needs)[3] == {1, 2}


def test_no_words_of_the_arrows_picture_overlap():
    """Do titles and names of short courses stand apart, inside the picture?"""
    drawn = dependencies.draw(overview.lessons())
    drawn.draw_without_rendering()
    boxes = [text.get_window_extent() for text in drawn.axes[0].texts]
    assert [(a, b) for a, b in itertools.combinations(boxes, 2) if a.overlaps(b)] == []


def test_every_card_is_filled_and_no_word_leaves_it():
    """Does every card hold its words, none over another and none outside its box?"""
    lessons = overview.lessons()
    drawn = overview.draw(lessons)
    drawn.draw_without_rendering()
    [axes] = drawn.axes
    boxes = [text.get_window_extent() for text in axes.texts]
    assert [(a, b) for a, b in itertools.combinations(boxes, 2) if a.overlaps(b)] == []
    cards = [patch.get_window_extent() for patch in axes.patches[: len(lessons)]]
    for box in boxes:
        assert any(card.contains(*box.min) and card.contains(*box.max) for card in cards)


@pytest.mark.parametrize("lesson", overview.lessons(), ids=lambda lesson: lesson.lesson)
def test_every_lesson_says_what_it_is(lesson):
    """Does every lesson tell its question, what it teaches, what it shows again with a source, and its hours?"""
    assert lesson.question.endswith("?") and lesson.teaches and 1 <= lesson.hours <= 8
    assert "](https://" in lesson.reproduces


def test_overview_command(tmp_path, capsys, monkeypatch):
    """Does `overview` write its five files and name them?"""
    (tmp_path / "docs" / "images").mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    (tmp_path / "docs" / "kien_truc.md").write_text(f"đầu {house.BEGIN} phòng-xưa {house.END} cuối", encoding="utf-8")
    (tmp_path / "README.md").write_text(
        f"đầu {overview.BEGIN} bảng-xưa {overview.END} {dependencies.BEGIN} khóa-xưa {dependencies.END} cuối",
        encoding="utf-8",
    )
    monkeypatch.setattr("autograder.commands.authoring.ROOT", tmp_path)
    assert main(["overview"]) == 0
    said = capsys.readouterr().out
    assert str(tmp_path / "README.md") in said and "ban_do.png" in said
    assert "ngoi_nha.png" in said and "phòng-xưa" not in (tmp_path / house.PAGE).read_text(encoding="utf-8")
    written = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert written.startswith("đầu") and written.endswith("cuối") and not re.search("bảng-xưa|khóa-xưa", written)
    assert np.ptp(imread(tmp_path / dependencies.PICTURE)) > 0
    assert np.ptp(imread(tmp_path / overview.PICTURE)) > 0 and np.ptp(imread(tmp_path / house.PICTURE)) > 0
