"""Do the pages of formulas and of terms say what the lessons and the glossary say?"""

import re

import pytest

from autograder import exercises
from autograder.authoring import glossary
from autograder.course_folder import ROOT, CourseFolder
from autograder.files.course_error import CourseError
from autograder.handout.formulas import drawn, formulas, with_each_letter_once

MARKED = "# %% [markdown]\n# Tổng:\n#\n# <!-- công thức: Tổng -->\n# $$a +\n# b$$\n"


@pytest.fixture
def lesson_text(tmp_path):
    """A function: a course folder whose one lesson has this text."""

    def written(text):
        folder = CourseFolder(tmp_path)
        folder.text("bai").parent.mkdir(parents=True)
        folder.text("bai").write_text(text, encoding="utf-8")
        return folder

    return written


@pytest.fixture(scope="module")
def formula_page(handout):
    return handout.contents["CONG_THUC.html"].decode()


def test_a_marked_formula_is_found(lesson_text):
    """Is the formula below a mark taken with its name, over more lines than one?"""
    (found,) = formulas(lesson_text(MARKED), "bai")
    assert (found.name, found.tex) == ("Tổng", "a + b")


def test_a_mark_without_formula_is_refused(lesson_text):
    """Does a mark that has no formula right below it get its file and line?"""
    with pytest.raises(CourseError, match=r"bai\.py:4: .*công thức"):
        formulas(lesson_text(MARKED.replace("# $$a", "# Đó là:\n# $$a")), "bai")


@pytest.mark.parametrize("lesson", exercises.lesson_names())
def test_every_marked_formula_is_on_the_page(lesson, formula_page):
    """Does each lesson mark formulas, each with a name of its own in that lesson, and is each drawn on the page?"""
    found = formulas(CourseFolder(ROOT), lesson)
    assert len(found) >= 3 and len({one.name for one in found}) == len(found)
    for one in found:
        assert f"<p>{one.name}</p><svg" in formula_page


def test_every_letter_of_the_page_has_its_shape_once(formula_page):
    """Does each letter that a formula uses have exactly one shape on the page?"""
    shapes = re.findall('<symbol id="([^"]+)"', formula_page)
    used = set(re.findall('<use href="#([^"]+)"', formula_page))
    assert len(shapes) == len(set(shapes)) > 50
    assert used == set(shapes)


def test_a_letter_without_shape_takes_no_other_along():
    """Is a blank, whose shape is empty, left out alone where it comes again?"""
    blank, letter = '<symbol id="2" viewBox="0" />', '<symbol id="7"><path d="M"/></symbol>'
    assert with_each_letter_once(f"{blank}a{blank}{letter}b{letter}") == f"{blank}a{letter}b"


def test_a_formula_can_be_read_aloud():
    """Does the picture of a formula carry its TeX, and the colour of the text around it?"""
    picture = drawn(r"a < \sqrt{b}")
    assert 'role="img" aria-label="a &lt; \\sqrt{b}"' in picture
    assert 'fill="currentColor"' in picture and 'fill="black"' not in picture


def test_every_term_of_the_lessons_is_explained(handout):
    """Are all terms of these lessons on the page with their meaning, and none of later lessons?"""
    page = handout.contents["THUAT_NGU.html"].decode()
    last = len(exercises.lesson_names())
    for term in glossary.parse((ROOT / "GLOSSARY.md").read_text(encoding="utf-8")).terms:
        row = f'<b>{term.vietnamese}</b></td><td lang="en"><i>{", ".join(term.english)}'.replace("'", "&#39;")
        assert (row in page) == (term.lesson <= last), term.vietnamese
    assert page.count("<svg") == 3  # the formulas in the meaning of two's complement
