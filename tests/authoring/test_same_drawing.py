"""Are two builds of a drawing told apart where they show something else, and only there?"""

import base64
import json

import pytest

from autograder.authoring.compare import as_before, differences, same_drawing
from autograder.course_folder import CourseFolder
from course import plots

NOTEBOOK = "release/bai98_nho/bai98_nho.ipynb"


def drawn(P=(1, 0, 2, 3), Q=(2, 0, 2, 2)):
    return plots.merged_histogram(P, Q)


def notebook(svg, alt="P có các cột."):
    source = f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"
    data = {"text/html": [f'<img alt="{alt}" src="{source}">'], "text/plain": alt}
    return json.dumps({"cells": [{"outputs": [{"output_type": "display_data", "data": data}]}]}).encode()


def moved(svg, by):
    """The drawing with every word moved to the right."""
    head, *words = svg.split("translate(")
    return "translate(".join([head, *(f"{float(w.split(' ')[0]) + by:.6f} {w.partition(' ')[2]}" for w in words)])


@pytest.mark.parametrize(("by", "same"), [(0.1, True), (5, False)])
def test_words_may_stand_a_little_apart(by, same):
    """May another build of the font's library move words by a hair, and no further?"""
    svg = drawn().svg()
    assert moved(svg, by) != svg and same_drawing(svg, moved(svg, by)) is same


def test_other_numbers_are_another_drawing():
    """Is a drawing of one other number another drawing, and the same numbers drawn anew the same?"""
    assert same_drawing(drawn().svg(), drawn().svg())
    assert not same_drawing(drawn().svg(), drawn(P=(1, 0, 2, 4)).svg())


def test_names_of_parts_may_differ():
    """Are the names that a drawing gives its parts, made from their last digits, no difference?"""
    svg = drawn().svg()
    name = svg.split('<clipPath id="')[1].split('"')[0]
    assert same_drawing(svg, svg.replace(name, "p0123456789"))


@pytest.mark.parametrize("what", ["same", "drawing", "words"])
def test_notebooks_are_compared_by_what_they_draw(tmp_path, what):
    """Is a notebook whose drawing, or whose words for it, changed told from the committed one?"""
    path = tmp_path / NOTEBOOK
    path.parent.mkdir(parents=True)
    path.write_bytes(notebook(drawn().svg()))
    made = {
        "same": notebook(moved(drawn().svg(), 0.1)),
        "drawing": notebook(drawn(P=(1, 0, 2, 4)).svg()),
        "words": notebook(drawn().svg(), alt="Q có các cột."),
    }[what]
    found = differences(CourseFolder(tmp_path), "bai98_nho", {NOTEBOOK: made})
    assert found == ([] if what == "same" else [f"{NOTEBOOK}: khác với bản dựng từ bai98_nho.py"])


@pytest.mark.parametrize(("by", "stays"), [(2e-5, True), (0.01, False)])
def test_last_digits_of_a_drawing_stay(by, stays):
    """Does a build leave a drawing whose places another processor computed in the last digits, and write one that moved?"""
    made = notebook(moved(drawn().svg(), by))
    assert made != notebook(drawn().svg())
    assert as_before(notebook(drawn().svg()), made, NOTEBOOK) is stays
