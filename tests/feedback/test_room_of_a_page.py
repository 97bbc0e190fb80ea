"""Does a page stay of bearable size and cost, whatever a student typed, printed and drew, and does it say what it leaves out?"""

import base64
from types import SimpleNamespace

import nbformat
import pytest
from class_of_four import LESSON, WRONG
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from autograder.feedback import room as rooms
from autograder.feedback.class_pages import write_pages
from autograder.feedback.room import CELL_COLOURED, COLOURED, CUT, DRAWN, NOT_SHOWN, OF_ITSELF, PRINTED, WRITTEN, Room
from autograder.grading.outputs import PICTURE_PIXELS, is_picture

HONEST = "def f(x):\n    # một chú thích\n    return [x * 2 for _ in range(3)]\n\n\n"
SLOW = {
    "empty_lines": "x\n" + "\n" * 19_000 + "y",
    "blank_lines": "x\n" + " \n" * 9_000 + "y",
    "form_feeds": "x\n" + "\f\n" * 9_000 + "y",
    "other_blanks": "x" + "\u2003" * 9_000 + "y",
    "one_long_line": '"\\N{' * 5_000,
    "one_long_line_below": HONEST + "a" * 5_000,
}
PAGE_BYTES = 20_000_000


def png(width, height):
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + width.to_bytes(4) + height.to_bytes(4) + b"\x08\x02\0\0\0"


@pytest.fixture
def lexed(monkeypatch):
    """The texts that were given to the lexer."""
    given, lexer = [], rooms.LEXER

    def get_tokens(text):
        given.append(text)
        return lexer.get_tokens(text)

    monkeypatch.setattr(rooms, "LEXER", SimpleNamespace(get_tokens=get_tokens))
    return given


@pytest.mark.parametrize("name", SLOW)
def test_slow_code_is_plain(lexed, name):
    """Is code for which the lexer takes the square of its length shown whole and without colours, and not even lexed?"""
    assert Room().code(SLOW[name]).unescape() == SLOW[name] and lexed == []


def test_honest_code_has_colours(lexed):
    """Is code as people write it in colours, also after a slow cell?"""
    room = Room()
    room.code(SLOW["empty_lines"])
    assert room.code(HONEST).count("<span") > 5 and lexed == [HONEST]


def test_colours_of_a_page_end(lexed):
    """Are no more characters coloured than a cell and a page may have?"""
    room, source = Room(), HONEST * 100
    shown = [room.code(source) for _ in range(20)]
    assert sum(map(len, lexed)) <= COLOURED and len(source) * (len(lexed) + 1) > COLOURED
    assert ["<span" in one for one in shown] == [True] * len(lexed) + [False] * (20 - len(lexed))
    long = HONEST * (CELL_COLOURED // len(HONEST) + 1)
    assert "<span" not in Room().code(long) and Room().code(long).unescape() == long


def test_time_of_a_page_ends(monkeypatch):
    """Where colours take more of the processor's time than any honest page, is the code shown without them, and then all of it?"""
    seconds = iter(range(10**6))
    monkeypatch.setattr(rooms, "time", SimpleNamespace(thread_time=lambda: next(seconds) / 2))
    room = Room()
    shown = [room.code(HONEST * 20) for _ in range(12)]
    assert "<span" in shown[0] and "<span" not in shown[-1] and all(one.striptags() for one in shown)
    assert shown[-1].unescape() == HONEST * 20


def test_time_alone_waits_for_nobody(monkeypatch):
    """Does the time that other programs take cost a page no colours?"""
    clock = SimpleNamespace(thread_time=lambda: 0.0, monotonic=lambda: 1e9, time=lambda: 1e9)
    monkeypatch.setattr(rooms, "time", clock)
    room = Room()
    assert all("<span" in room.code(HONEST) for _ in range(50))


def test_what_is_cut_is_said():
    """Is a text beyond the room cut with a word of where the rest is, and what follows left out?"""
    room = Room()
    assert room.words("a" * (WRITTEN - 10)) == "a" * (WRITTEN - 10)
    assert room.words("b" * 10) == f"\n{CUT}"
    outputs = [
        ("text", "c" * (PRINTED - OF_ITSELF - 5)),
        ("text", "d" * 9),
        ("text", "e"),
        ("text", "f"),
        ("picture", "g" * DRAWN),
        ("picture", "h"),
    ]
    shown = room.outputs(outputs)
    assert shown == [outputs[0], ("text", f"{'d' * 5}\n{CUT}"), ("text", NOT_SHOWN), outputs[4], ("text", NOT_SHOWN)]


def test_page_of_everything(course):
    """Is the page of a thousand cells that each show a lot of bearable size, and are the answers and the verdicts in it?"""
    path = course.autograded("binh", LESSON)
    [before] = write_pages(course, LESSON, ["binh"])
    notebook = nbformat.read(path, as_version=4)
    picture = base64.b64encode(png(10, 10) + bytes(200_000)).decode()
    shown = [
        new_output("stream", text="&'<" * 6_000),
        new_output("display_data", {"image/png": picture}),
        new_output("error", ename="<", evalue="'" * 20_000),
    ]
    own = [new_code_cell("'&<" * 3_000 + f"# {number}", outputs=shown) for number in range(500)]
    own += [new_code_cell(source, outputs=shown) for source in SLOW.values()] + [
        new_markdown_cell("<&" * 9_000 + str(number)) for number in range(400)
    ]
    notebook.cells[1:1] = own
    path.chmod(0o644)
    nbformat.write(notebook, path)
    [after] = write_pages(course, LESSON, ["binh"])
    page = course.feedback("binh", LESSON).read_bytes()
    assert (before.score, before.problem) == (after.score, after.problem) and len(page) < PAGE_BYTES
    text = page.decode()
    answers = text[text.index(f'<section class="part wrong" id="bai-{WRONG}"') :]
    assert '<span class="k">def</span>' in answers and CUT in text and NOT_SHOWN.replace("'", "&#39;") in text


@pytest.mark.parametrize(
    "width, height, is_shown",
    [(1, 1, True), (6000, 5000, True), (6000, 5001, False), (2**31, 2**31, False), (1, PICTURE_PIXELS + 1, False)],
)
def test_pixels(width, height, is_shown):
    """Is a picture of few bytes and very many pixels none?"""
    assert is_picture(png(width, height)) is is_shown
