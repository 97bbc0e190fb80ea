"""Does a guess show its question, its choices and, after the choice, why; and its answer folded away where nothing may be asked?"""

import json
import re
from html.parser import HTMLParser

import pytest

from course.checking import lesson_json
from course.checking.frozen import FrozenLesson
from course.checking.guess import Choice, Guess, GuessView, from_data, to_data
from course.checking.lesson import Lesson

CLICKED = Guess(
    "so_ma",
    "Từ mã −30 đến mã 50 có bao nhiêu mã?",
    (Choice("80", "Đó là số **bước**."), Choice("81", is_right=True), Choice("20 < 30")),
    "Có `80` bước, nhiều hơn một mã.",
)
TYPED = Guess(
    "buoc",
    "Một bước dài bao nhiêu?",
    (Choice("0.1875", is_right=True, number=0.1875), Choice("0.185185", "Bạn chia cho số mã.", number=15 / 81)),
    "15 chia cho 80 bước.",
    0.0005,
)


class Shape(HTMLParser):
    """What of a page is where: the tags, and the words inside the answers that are folded away."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.open_words, self.folded, self._depth = [], [], [], [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes.append(dict(attrs))
        if tag not in ("input", "br"):
            self._depth.append(tag)

    def handle_endtag(self, tag):
        self._depth.pop()

    def handle_data(self, data):
        inside = "details" in self._depth and "summary" not in self._depth
        (self.folded if inside else self.open_words).append(data)


@pytest.fixture
def notebook(tmp_path):
    data = FrozenLesson("bai", (), (), guesses=(CLICKED, TYPED))
    (tmp_path / "bai.check.json").write_text(lesson_json.dumps(data), encoding="utf-8")
    return Lesson("bai", tmp_path)


def html(guess):
    return GuessView(guess)._repr_mimebundle_()["text/html"]


def test_travels_in_the_check_data(notebook):
    """Does a guess come out of the data file as it went in?"""
    assert notebook.guess("so_ma").guess == CLICKED and notebook.guess("buoc").guess == TYPED
    assert from_data(json.loads(json.dumps(to_data(TYPED)))) == TYPED


def test_name_that_is_none(notebook):
    """Is who asks for another name told which there are?"""
    with pytest.raises(ValueError, match="'so_vach'.*so_ma, buoc"):
        notebook.guess("so_vach")


@pytest.mark.parametrize("static", ["", "1"])
def test_choices_are_there_and_answers_are_folded(monkeypatch, static):
    """Are the choices there without widgets, too, each folding its answer, and is no answer open?"""
    monkeypatch.setenv("COURSE_STATIC", static)
    shape = Shape(html(CLICKED))
    assert shape.open_words == ["80", "81", "20 < 30"]
    assert shape.tags.count("details") == shape.tags.count("summary") == 3
    assert not any("open" in attributes for attributes in shape.attributes)
    wrong, right = "".join(shape.folded).split("✓ Đúng rồi.")
    assert "Chưa trúng, không sao. Đó là số bước. Đáp án: 81. Có 80 bước" in wrong
    assert right.startswith(" Có 80 bước, nhiều hơn một mã.Chưa trúng, không sao. Đáp án: 81.")


def test_one_choice_closes_another():
    """Do the choices of one question belong together, apart from another question's?"""
    groups = re.findall(r"<details name='([^']+)'", html(CLICKED))
    assert groups == ["guess-so_ma"] * 3


def test_number_field_where_one_may_ask(monkeypatch):
    """Is there a field with a label for who cannot see it, and are its replies those of right, listed and other numbers?"""
    monkeypatch.delenv("COURSE_STATIC", raising=False)
    shape = Shape(html(TYPED))
    [form] = [a for a in shape.attributes if "data-replies" in a]
    [field] = [a for a in shape.attributes if a.get("name") == "guess"]
    assert field["aria-label"] == TYPED.question
    replies = json.loads(form["data-replies"])
    said = [next(words for low, high, words in replies if low <= v <= high) for v in (0.1875, 0.188, 15 / 81, -7)]
    assert ["Đúng rồi" in words for words in said] == [True, True, False, False]
    assert "Bạn chia cho số mã. Đáp án: 0.1875." in said[2]
    assert "không sao. Đáp án: 0.1875. 15 chia" in said[3]


def test_number_where_one_may_not_ask(monkeypatch):
    """Is what is left the answer, folded away, without a field that nobody listens to?"""
    monkeypatch.setenv("COURSE_STATIC", "1")
    shape = Shape(html(TYPED))
    assert "form" not in shape.tags and "input" not in shape.tags
    assert shape.open_words == ["Xem đáp án"]
    assert "Đáp án: 0.1875. 15 chia cho 80 bước." in "".join(shape.folded)


def test_nothing_is_left_of_a_field_that_is_taken_out(monkeypatch):
    """Where a page is made harmless, so that forms, fields and their attributes go, is what is left the static form?"""
    monkeypatch.delenv("COURSE_STATIC", raising=False)
    taken_out = re.sub(r"</?(?:form|input|output)\b[^>]*>", "", html(TYPED))
    monkeypatch.setenv("COURSE_STATIC", "1")
    assert taken_out.replace("> <", "><") == html(TYPED)


def test_text_does_not_tell():
    """Does the text form, which a terminal shows, hold the question and the choices but not the answer?"""
    assert str(GuessView(CLICKED)) == f"{CLICKED.question}\n  - 80\n  - 81\n  - 20 < 30"
    assert str(GuessView(TYPED)) == TYPED.question


@pytest.mark.parametrize("guess", [CLICKED, TYPED])
def test_takes_the_pages_own_paper_and_ink(guess):
    """Does it look like the other cards: no paper or ink of its own, which would glare on a dark page?"""
    page = html(guess)
    assert re.findall(r"background:(#\w{6})[;'\"]", page) == []
    assert set(re.findall(r"[;'\"]color:([^;'\"]+)", page)) == {"inherit"}
    assert "border-left:6px solid #1b9a5a" in page
