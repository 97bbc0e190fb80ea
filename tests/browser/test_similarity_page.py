"""Can the page of similar answers be read on a desk and on a phone, and does it run and load nothing?"""

import nbformat
import pytest
from student_browser import LESSON

from autograder.demo.course import set_up
from autograder.exercises.written import answered, as_bytes
from autograder.similarity.write import write_similarity

SCRIPT = (
    "\n# <img src=x onerror=document.title='bị tấn công'><script>document.title='bị tấn công'</script> " + "dai" * 100
)


@pytest.fixture(scope="module")
def similar_page(project, solved, tmp_path_factory):
    folder, _ = set_up(project, LESSON, tmp_path_factory.mktemp("similar") / "course")
    release = nbformat.read(folder.release(LESSON), as_version=4)
    hostile = {name: source + SCRIPT for name, source in solved.items()}
    for student in ("sv001", "sv002"):
        folder.submitted(student, LESSON).write_bytes(as_bytes(answered(release, hostile)))
    (page, _), _, _ = write_similarity(folder, LESSON, folder.reports)
    return page


@pytest.mark.parametrize("width", [1280, 390])
def test_similar_answers(window, similar_page, width):
    """Is everything within the width, is what matches marked, and does nothing that a student wrote run?"""
    page, asked = window.new_page(viewport={"width": width, "height": 900}), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(similar_page.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.title().startswith("Độ giống nhau") and page.locator("pre script, pre img").count() == 0
    assert [url for url in asked if not url.startswith("data:")] == [similar_page.as_uri()]
    first = page.locator("details").first
    one, other = first.locator(".two").first.locator("pre").all()
    assert one.locator("mark").all_inner_texts() == other.locator("mark").all_inner_texts() != []
    beside = one.bounding_box()["y"] == other.bounding_box()["y"]
    assert beside == (width == 1280)
    assert page.locator("figure img").evaluate("image => image.naturalWidth") > 0
    page.close()
