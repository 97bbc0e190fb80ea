"""Holds HUONG_DAN.html to what is in the zip, and the workflows to what HUONG_DAN.html tells students."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest
import yaml

from autograder import exercises
from autograder.commands import command_line
from autograder.course_folder import ROOT, CourseFolder
from autograder.handout.project import read_project

WORKFLOWS = ROOT / ".github" / "workflows"
LOADING = {"src", "srcset", "data", "poster", "background"}


class Page(HTMLParser):
    """What a page loads, where it links to, which ids it has, and the text of its <pre> blocks."""

    def __init__(self, text):
        super().__init__()
        self.loads, self.links, self.ids, self.blocks, self.tags = [], [], set(), [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.tags.append(tag)
        self.loads += [value for name, value in attrs if name in LOADING]
        if tag == "a":
            self.links.append(attributes["href"])
        if "id" in attributes:
            self.ids.add(attributes["id"])
        self.in_block = tag == "pre"
        if self.in_block:
            self.blocks.append("")

    def handle_endtag(self, tag):
        self.in_block = False

    def handle_data(self, data):
        if self.blocks and self.in_block:
            self.blocks[-1] += data


@pytest.fixture(scope="module")
def page(handout):
    return Page(handout.contents["HUONG_DAN.html"].decode())


@pytest.fixture(scope="module")
def text(handout):
    return handout.contents["HUONG_DAN.html"].decode()


def workflow(name):
    return yaml.safe_load((WORKFLOWS / name).read_text(encoding="utf-8"))


def commands(steps):
    """Every line that the steps run."""
    return [line.strip() for step in steps for line in step.get("run", "").splitlines()]


@pytest.mark.parametrize("name", ["HUONG_DAN.html", "CONG_THUC.html", "THUAT_NGU.html"])
def test_the_page_loads_nothing(handout, name):
    """Can the page be read offline: no script, picture, style sheet or font from elsewhere?"""
    text = handout.contents[name].decode()
    page = Page(text)
    assert page.loads == []
    assert not {"script", "link", "iframe", "img"} & set(page.tags)
    assert "url(" not in text and "@import" not in text


@pytest.mark.parametrize("name", ["HUONG_DAN.html", "CONG_THUC.html", "THUAT_NGU.html"])
def test_the_links_inside_the_page_lead_somewhere(handout, name):
    """Does each link go to a part of the page, to another page of the handout, or to an address with https?"""
    page = Page(handout.contents[name].decode())
    places = {*handout.contents, *(f"#{place}" for place in page.ids)}
    assert page.links
    assert [link for link in page.links if link not in places and not link.startswith("https://")] == []


def test_installing_comes_first_and_the_files_last(text):
    """Do the parts of the page come in the order in which a student needs them?"""
    headings = re.findall(r'<h2 id="([\w-]+)"', text)
    assert headings[:4] == ["cai-dat", "mo-bai", "man-hinh-do", "nop-bai"]
    assert headings[-1] == "tep" and {"ban-do", "can-biet", "tra-cuu"} < set(headings)


def test_the_map_tells_of_every_lesson(text):
    """Has each lesson its question, what it teaches and its hours on the map, and are the hours added up?"""
    lessons = [exercises.load(name) for name in exercises.lesson_names()]
    on_the_map = text[text.index('id="ban-do"') : text.index('id="can-biet"')]
    plain = unescape(re.sub("<[^>]+>", "", on_the_map))
    for lesson in lessons:
        for told in (lesson.title, lesson.question, lesson.teaches.replace("`", ""), f"{lesson.hours:g} giờ"):
            assert told in plain
    assert f"khoảng {sum(lesson.hours for lesson in lessons):g} giờ" in plain


def test_the_page_names_the_pythons(text):
    """Does it tell from which Python to which the handout was tried, and how to get one of them?"""
    project = read_project()
    assert f"Python từ {project.pythons[0]} đến {project.pythons[-1]}" in text
    assert f"py -{project.pythons[-2]}" in text and f"python{project.pythons[-2]}" in text


def test_the_page_names_every_file_of_the_zip(handout, text):
    """Does the page say what each file is for, and each lesson by its title?"""
    assert [name for name in handout.contents if name != "HUONG_DAN.html" and name not in text] == []
    for lesson in CourseFolder(ROOT).lessons():
        heading = re.search("^# # (.+)$", CourseFolder(ROOT).text(lesson).read_text(encoding="utf-8"), re.M)
        assert heading[1] in text


def test_the_page_gives_the_environments_own_name(handout, page):
    """Is the environment that the page activates the one that environment.yml makes?"""
    environment = yaml.safe_load(handout.contents["environment.yml"])
    assert any(f"conda activate {environment['name']}\n" in block for block in page.blocks)
    assert {"pip": ["-r requirements.txt"]} in environment["dependencies"]


@pytest.mark.parametrize("systems", ["runner.os == 'Windows'", "runner.os != 'Windows'"])
def test_the_workflow_installs_as_the_page_says(page, systems):
    """Are the commands that the workflow installs with, in their order, a block of the page?"""
    steps = workflow("students.yml")["jobs"]["student"]["steps"]
    mine = [step for step in steps if step.get("if") == systems and "pip install" in step["run"]]
    (run,) = [commands([step]) for step in mine]
    assert any(block.splitlines()[: len(run)] == run for block in page.blocks)


def test_students_machines_are_all_systems_with_all_pythons():
    """Is the handout tried on every system, with each Python from the oldest that is allowed on?"""
    matrix = workflow("students.yml")["jobs"]["student"]["strategy"]["matrix"]
    assert matrix["os"] == ["ubuntu-latest", "windows-latest", "macos-latest"]
    project = read_project()
    assert f">={project.pythons[0]}" == project.python
    assert tuple(matrix["python"]) == project.pythons == ("3.11", "3.12", "3.13", "3.14")


def test_students_machines_never_see_the_repository():
    """Do they get the handout as an artifact, and check nothing out?"""
    jobs = workflow("students.yml")["jobs"]
    used = [step["uses"].partition("@")[0] for step in jobs["student"]["steps"] if "uses" in step]
    assert used == ["actions/setup-python", "actions/download-artifact"]
    assert jobs["student"]["needs"] == "handout"


def test_pages_get_what_anyone_builds():
    """Does the workflow of the site build it with make, as anyone does at home, and upload the folder that this writes?"""
    steps = workflow("trang_web.yml")["jobs"]["build"]["steps"]
    assert commands(steps) == ["make site"]
    assert str(ROOT / steps[-1]["with"]["path"]) == command_line().parse_args(["site"]).output
    assert "$(BIN)/python -m autograder site\n" in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_ci_is_one_command():
    """Does the main workflow run what anyone can run at home, every part of it, the tests with two Pythons?"""
    job, script = workflow("ci.yml")["jobs"]["part"], (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert commands(job["steps"])[-1] == "bash .ci/run ${{ matrix.part }}"
    assert (job["runs-on"], job["timeout-minutes"]) == ("ubuntu-latest", 45)
    matrix = job["strategy"]["matrix"]
    assert re.search(r"all\) parts=\((.+)\)", script)[1].split() == matrix["part"]
    assert [*matrix["python"], *(one["python"] for one in matrix["include"])] == ["3.11", "3.13"]
