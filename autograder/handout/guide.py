"""The pages a student opens with a double click: HUONG_DAN.html first, and those of formulas and of terms."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import nbformat
from markupsafe import Markup, escape
from nbformat import NotebookNode

from autograder import exercises
from autograder.authoring import glossary, overview
from autograder.course_folder import ROOT, CourseFolder
from autograder.handout.formulas import drawn, formulas, with_each_letter_once
from autograder.handout.project import Project
from autograder.handout.self_test import SELF_TEST
from autograder.handout.template import render

TITLE = re.compile(r"^# (?P<title>.+)$", re.M)
UNFILLED = re.compile(r'raise NotImplementedError\("(?P<message>.+)"\)')
CODE_OR_MATH = re.compile(r"`(?P<code>[^`]+)`|\$(?P<tex>[^$]+)\$")

Released = Mapping[str, Mapping[str, bytes]]  # {lesson: {file name: bytes}}


@dataclass(frozen=True)
class Stage:
    """A lesson on the map. teaches: HTML. todos: how many; hours: how long it takes."""

    lesson: str
    title: str
    question: str
    teaches: str
    todos: int
    hours: float


def guide(project: Project, wheel_name: str, released: Released) -> str:
    """HUONG_DAN.html: a page that loads nothing from elsewhere."""
    notebooks = {
        lesson: nbformat.reads(files[f"{lesson}.ipynb"].decode(), as_version=4) for lesson, files in released.items()
    }
    first = next(iter(notebooks))
    stages = [_stage(lesson) for lesson in released if lesson in exercises.lesson_names()]
    return render(
        "HUONG_DAN.html.j2",
        project=project,
        wheel=wheel_name,
        stages=stages,
        hours=sum(stage.hours for stage in stages),
        lessons={lesson: _first(TITLE, notebook)["title"] for lesson, notebook in notebooks.items()},
        lesson=first,
        self_test=SELF_TEST,
        unfilled=_first(UNFILLED, notebooks[first])["message"],
    )


def formula_page(folder: CourseFolder, lessons: Sequence[str]) -> str:
    """CONG_THUC.html: what each lesson marks in its text."""
    by_lesson = {exercises.title(lesson): formulas(folder, lesson) for lesson in lessons}
    marked = {title: found for title, found in by_lesson.items() if found}
    return with_each_letter_once(render("CONG_THUC.html.j2", by_lesson=marked))


def term_page(lessons: Sequence[str]) -> str:
    """THUAT_NGU.html: the terms that these lessons teach, as GLOSSARY.md explains them."""
    terms = glossary.parse((ROOT / "GLOSSARY.md").read_text(encoding="utf-8")).terms
    numbers = {overview.number(exercises.load(lesson)): exercises.title(lesson) for lesson in lessons}
    taught = {title: [term for term in terms if term.lesson == number] for number, title in numbers.items()}
    return with_each_letter_once(render("THUAT_NGU.html.j2", taught=taught, html=_html))


def _stage(lesson: str) -> Stage:
    told = exercises.load(lesson)
    return Stage(lesson, exercises.title(lesson), told.question, _html(told.teaches), overview.todos(told), told.hours)


def _html(text: str) -> Markup:
    """One sentence of Markdown as HTML: `code` and $formulas$."""
    return Markup(CODE_OR_MATH.sub(_marked, escape(text)))


def _marked(found: re.Match[str]) -> str:
    return f"<code>{found['code']}</code>" if found["code"] else drawn(found["tex"], inline=True)


def _first(pattern: re.Pattern[str], notebook: NotebookNode) -> re.Match[str]:
    """The first match in the cells of a notebook."""
    return next(found for cell in notebook.cells if (found := pattern.search(cell.source)))
