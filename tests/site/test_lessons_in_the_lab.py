"""Does every lesson, with the official solutions, run to its end in the lab in Chromium, and show there what it shows elsewhere?"""

import re

import pytest
from run_to_its_end import demand_end, official
from student_lab import IN_THE_LAB, Lab, address_of

from autograder import exercises
from course.checking.aids import OTHER_WAYS

pytestmark = pytest.mark.site
WIDGET = "application/vnd.jupyter.widget-view+json"
BAR = re.compile(r"[█░]{20} \d+/\d+$")  # how far a cell is, where somebody waits for it
NOT_COMPARED = (
    re.compile(r"data:image/svg\+xml;base64,[^\"]+"),  # a picture's words are compared, not its lines
    re.compile(
        rf"<details[^>]*><summary>{OTHER_WAYS}</summary>.*?</details>", re.S
    ),  # other ways, sealed with a library that the browser's Python has not
    re.compile(r"^Máy này chưa có .*\nLúc soạn bài, ô này in ra:\n"),  # a library's own output is told as that
    re.compile(
        r"<div[^>]*>Muốn luyện thêm: <code[^>]*>bai\.more\(\w+\)</code></div>"
    ),  # offered where one works, not where a lesson is built
)


@pytest.fixture(scope="module")
def room(window):
    """A window that has Python in its cache after the first lesson."""
    context = window.new_context()
    context.add_init_script(path=IN_THE_LAB)
    yield context
    context.close()


@pytest.mark.parametrize("lesson", exercises.lesson_names())
def test_run_all(room, address, project, lesson):
    """Is every check passed, every point earned, no output an error or a warning, each what the build stored, and nothing from elsewhere?"""
    cells, solutions = official(project, lesson)
    page, asked = room.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address + address_of(lesson))
    lab = Lab(page).wait()
    lab.write(solutions)
    found, outputs = lab.run_all(), lab.outputs()
    page.close()
    demand_end(lesson, found)
    assert asked and [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []
    assert outputs.keys() == cells.keys()
    still = [name for name in cells if not moves(cells[name], outputs[name])]
    assert len(still) > len(cells) / 2
    assert [name for name in still if said(cells[name].outputs) != said(outputs[name])] == []


def moves(cell, outputs):
    """Is it a cell that shows something else where a lesson is built: what one moves, a guess, a look at this machine or at other lessons?"""
    has_widget = any(WIDGET in output.get("data", {}) for output in outputs)
    return has_widget or cell.source.startswith(("bai.guess(", "bai.progress(")) or "bandwidth.measured" in cell.source


def said(outputs):
    """What of a cell's outputs is compared: texts and HTML, in order; what is printed in pieces is one text."""
    found = []
    for output in outputs:
        if output["output_type"] == "stream":
            is_same_stream = found and found[-1][0] == output["name"]
            before = found.pop()[1] if is_same_stream else ""
            found.append((output["name"], compared(before + whole(output["text"]))))
        elif output["output_type"] == "error":
            found.append(("error", output["evalue"]))
        else:
            texts = {
                kind: whole(output["data"][kind]) for kind in ("text/html", "text/plain") if kind in output["data"]
            }
            if not BAR.search(texts.get("text/plain", "")):
                found.append(("data", {kind: compared(text) for kind, text in texts.items()}))
    return found


def whole(text):
    """A text, or the lines of one."""
    return text if isinstance(text, str) else "".join(text)


def compared(text):
    """A text without what is not compared."""
    for pattern in NOT_COMPARED:
        text = pattern.sub("", text)
    return text
