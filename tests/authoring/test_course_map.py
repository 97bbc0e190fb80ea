"""Are README's table of lessons and the picture of the course what the lessons say of themselves?"""

import io
import itertools

import numpy as np
import pytest
from matplotlib.image import imread

from autograder.authoring import house, overview
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
    """Does `overview` write its four files and name them?"""
    (tmp_path / "docs" / "images").mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    (tmp_path / "docs" / "kien_truc.md").write_text(f"đầu {house.BEGIN} phòng-xưa {house.END} cuối", encoding="utf-8")
    (tmp_path / "README.md").write_text(f"đầu {overview.BEGIN} bảng-xưa {overview.END} cuối", encoding="utf-8")
    monkeypatch.setattr("autograder.commands.authoring.ROOT", tmp_path)
    assert main(["overview"]) == 0
    said = capsys.readouterr().out
    assert str(tmp_path / "README.md") in said and "ban_do.png" in said
    assert "ngoi_nha.png" in said and "phòng-xưa" not in (tmp_path / house.PAGE).read_text(encoding="utf-8")
    written = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert written.startswith("đầu") and written.endswith("cuối") and "bảng-xưa" not in written
    assert np.ptp(imread(tmp_path / overview.PICTURE)) > 0 and np.ptp(imread(tmp_path / house.PICTURE)) > 0
