"""Does the site hold no solution, no answer in words, no mark scheme, no known mistake and no line of the reference?"""

import json

import pytest
from leaks import _bare, _readable, leaks, secret_lines
from site_text import files_of, is_ours, readable

from autograder import exercises
from autograder.course_folder import ROOT
from course.checking import data_file, more

pytestmark = pytest.mark.site
OF_SOURCE = ("solution", "words")  # what a lesson's own text holds


@pytest.fixture(scope="module")
def secrets():
    """{line: where it is from} of all lessons."""
    return {line: told for lesson in exercises.lesson_names() for line, told in secret_lines(lesson).items()}


@pytest.fixture(scope="module")
def contents(site):
    """{name: bytes} of everything readable on the site."""
    return readable(files_of(site))


def test_finder_finds(secrets):
    """Are all solutions, answers and mark schemes found where they are: in source/?"""
    wanted = {line: told for line, told in secrets.items() if told in OF_SOURCE}
    files = readable(files_of(ROOT / "source"))
    found = "\n".join(leaks({name: data for name, data in files.items() if name.endswith(".ipynb")}, wanted))
    assert len(wanted) > 500
    assert [line for line in wanted if line not in found] == []


def test_nothing_of_ours_gives_away(contents, secrets):
    """Is no such line anywhere in what this project wrote: pages, notebooks, check data, the handout, the wheel?"""
    ours = {name: data for name, data in contents.items() if is_ours(name)}
    assert len(ours) > 150
    assert leaks(ours, secrets) == []


def test_no_other_file_gives_away(contents, secrets):
    """Is none a line of any other file, wherever it came from?"""
    lines = {line for line, told in secrets.items() if told in OF_SOURCE}
    others = {name: data for name, data in contents.items() if not is_ours(name) and not name.endswith(".json")}
    found = [
        (name, line)
        for name, data in others.items()
        for line in {_bare(one) for one in data.decode("utf-8", "replace").splitlines()} & lines
    ]
    assert len(others) > 500
    assert found == []


def test_nothing_ran_on_the_site(contents):
    """Has no notebook in the lab an output, so that nothing shows what a right function returns?"""
    notebooks = {name: json.loads(data) for name, data in contents.items() if name.endswith(".ipynb")}
    assert len([name for name in notebooks if name.startswith("lite/files/")]) > len(exercises.lesson_names())
    assert [name for name, one in notebooks.items() for cell in one["cells"] if cell.get("outputs")] == []


@pytest.mark.parametrize("suffix", [data_file.SUFFIX, more.SUFFIX])
def test_check_data_is_the_release_s(site, suffix):
    """Are the lab's check data and its cases to practise with, letter by letter, the released ones, with no case of the grader's?"""
    for lesson in exercises.lesson_names():
        released = ROOT / "release" / lesson / f"{lesson}{suffix}"
        assert (site / "lite" / "files" / released.name).read_bytes() == released.read_bytes()


def test_readable_undoes_what_hides():
    """Is a line found that stands in a page between the colours of its code?"""
    page = {"a.html": b"<pre><span class='n'>secret</span> <span>=</span> a &lt; <b>b</b></pre>"}
    [text] = [data for name, data in readable(page).items() if name.endswith(".text")]
    assert "secret=a<b" in _bare(_readable("a.html.text", text.decode()))
