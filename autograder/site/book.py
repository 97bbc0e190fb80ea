"""The reading pages: what Sphinx makes them of, and Sphinx run on it."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import nbformat

from autograder import exercises
from autograder.authoring import dependencies, glossary, overview
from autograder.course_folder import ROOT, CourseFolder, python_path
from autograder.files.whole import write_whole
from autograder.handout.formulas import formulas
from autograder.handout.self_test import SELF_TEST
from autograder.site.feedback_examples import FORMULA, STOPPED
from autograder.site.lesson_page import lesson_page
from autograder.site.own_templates import TEMPLATES, render

OF_MATHJAX = ("es5/tex-chtml.js", "es5/output/chtml/fonts/", "es5/input/tex/extensions/")
SAID_BY_THEMES = {  # {(attribute, its value): what takes its place}: in English, or against what stands beside it
    ("title", "Toggle primary sidebar"): "Đóng, mở cột các bài",
    ("title", "Toggle secondary sidebar"): "Đóng, mở mục lục của trang",
    ("aria-label", "Main"): "Các bài",
    ("aria-label", "Page"): "Các mục trong trang",
    ("aria-label", "Toggle hidden content"): None,
    ("aria-label", "Tìm"): None,
}
LOCALE = "locale/vi/LC_MESSAGES"


class Offered(NamedTuple):
    """What the pages say of the rest of the site.

    archive, inside, wheel: the handout's zip, its one folder, the wheel in that. first_opening: megabytes of a lab's first opening.
    """

    archive: str
    inside: str
    wheel: str
    first_opening: int


def sources(
    folder: CourseFolder, lessons: Sequence[str], offered: Offered, mathjax: Mapping[str, bytes]
) -> dict[str, bytes]:
    """{path: bytes} of what Sphinx reads. lessons: names, in order. mathjax: {path: bytes} of the npm package."""
    return {
        "conf.py": (TEMPLATES / "conf.py").read_bytes(),
        **{f"{LOCALE}/{path.name}": path.read_bytes() for path in (TEMPLATES / "locale").iterdir()},
        **{f"{page}.md": text.encode() for page, text in _texts(folder, lessons, offered).items()},
        **_lessons(folder, lessons),
        "_static/khoa_hoc.css": render("khoa_hoc.css.j2").encode(),
        **{
            f"_static/{name}": (TEMPLATES / name).read_bytes()
            for name in ("bieu_tuong.svg", "cong_thuc.js", "tim_kiem.js")
        },
        **{
            f"_static/mathjax/{path.removeprefix('es5/')}": data
            for path, data in mathjax.items()
            if path.startswith(OF_MATHJAX)
        },
    }


def _texts(folder: CourseFolder, lessons: Sequence[str], offered: Offered) -> dict[str, str]:
    """{page: Markdown} of the pages that are no lesson."""
    course = [exercises.load(lesson) for lesson in lessons]
    terms = glossary.parse((ROOT / "GLOSSARY.md").read_text(encoding="utf-8")).terms
    return {
        "index": render(
            "index.md.j2",
            course=course,
            first=lessons[0],
            hours=sum(lesson.hours for lesson in course),
            number=overview.number,
            todos=overview.todos,
            self_test=SELF_TEST,
            short_courses=dependencies.short_courses(overview.lessons()),
        ),
        "hoc_o_dau": render("hoc_o_dau.md.j2", **offered._asdict()),
        "phan_hoi": render("phan_hoi.md.j2", formula=FORMULA, stopped=STOPPED),
        "gioi_han": render("gioi_han.md.j2", first_opening=offered.first_opening),
        "cong_thuc": render(
            "cong_thuc.md.j2",
            marked={lesson: found for lesson in lessons if (found := formulas(folder, lesson))},
            title=exercises.title,
        ),
        "thuat_ngu": render(
            "thuat_ngu.md.j2",
            taught={
                lesson.lesson: [term for term in terms if term.lesson == overview.number(lesson)] for lesson in course
            },
            title=exercises.title,
        ),
    }


def _lessons(folder: CourseFolder, lessons: Sequence[str]) -> dict[str, bytes]:
    """Each lesson's page as a notebook, and the pictures of all."""
    made: dict[str, bytes] = {}
    for lesson in lessons:
        release, source = (
            nbformat.read(path, as_version=4) for path in (folder.release(lesson), folder.source(lesson))
        )
        page, pictures = lesson_page(lesson, release, source)
        made |= pictures | {f"{lesson}.ipynb": json.dumps(page, ensure_ascii=False).encode()}
    return made


def build(scratch: Path, given: Mapping[str, bytes], date: datetime) -> Path:
    """The folder of the built pages, below `scratch`, an empty folder. given: see sources.

    Raises RuntimeError with Sphinx's own words where it fails or warns.
    """
    for name, data in given.items():
        write_whole(scratch / "book" / name, data)
    built = scratch / "built"
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-q",
        "-W",
        "--keep-going",
        "-b",
        "html",
        "-d",
        "doctrees",
        "book",
        "built",
    ]
    dated = os.environ | {"SOURCE_DATE_EPOCH": str(int(date.timestamp())), "PYTHONPATH": python_path()}
    done = subprocess.run(command, cwd=scratch, capture_output=True, encoding="utf-8", env=dated)
    if done.returncode:
        raise RuntimeError(f"Sphinx could not build the pages:\n{done.stdout}\n{done.stderr}")
    _translate(built)
    return built


def _translate(built: Path) -> None:
    """Say in Vietnamese what the themes say in English; raises RuntimeError for what they do not say any more."""
    pages = {path: path.read_text(encoding="utf-8") for path in built.glob("*.html")}
    for (attribute, value), ours in SAID_BY_THEMES.items():
        theirs = f' {attribute}="{value}"'
        if not any(theirs in page for page in pages.values()):
            raise RuntimeError(f"no page holds {theirs} any more")
        said = "" if ours is None else f' {attribute}="{ours}"'
        pages = {path: page.replace(theirs, said) for path, page in pages.items()}
    for path, page in pages.items():
        write_whole(path, page.encode())
