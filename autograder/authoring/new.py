"""A new lesson that works from its first minute: every file that a lesson needs, with one small exercise to be replaced."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from autograder.authoring import glossary
from autograder.course_folder import CourseFolder
from autograder.exercises import NUMBERED
from autograder.files.course_error import CourseError
from autograder.pages import template

NAME, TOPIC = re.compile(r"bai\d\d_[a-z][a-z0-9_]*"), re.compile(r"[a-z][a-z0-9_]*")
FUNCTION, PUZZLE, PLOT = "largest_error", "worst_place", "largest_error_by_step"  # of the templates
REFERENCES, PLOTS = Path("autograder", "reference", "__init__.py"), Path("course", "plots", "__init__.py")
render = partial(template.render, Path(__file__).with_name("templates"))


def write(folder: CourseFolder, lesson: str, topic: str | None = None) -> list[str]:
    """Write the files of a new lesson, build it and draw the map anew; returns lines to print.

    topic: the name of the modules of its reference and plots; None: the lesson's name without its number. Raises
    CourseError, and leaves everything as it was, where the lesson cannot be made.
    """
    topic = topic or NUMBERED.sub("", lesson)
    _demand_names(folder, lesson, topic)
    made, changed = new_files(folder, lesson, topic), registries(folder, topic)
    _demand_free(folder, made, changed)
    with _undone_on_failure(folder, lesson, made, changed):
        for path, text in (made | changed).items():
            (folder.root / path).parent.mkdir(parents=True, exist_ok=True)
            (folder.root / path).write_text(text, encoding="utf-8", newline="\n")
        _command(folder, "build", lesson)
        _command(folder, "overview")
    return _told(lesson, made, changed)


def new_files(folder: CourseFolder, lesson: str, topic: str) -> dict[str, str]:
    """{path relative to the root: text} of the files that are not there yet."""
    number, others = number_of(lesson), map(number_of, filter(NUMBERED.match, folder.lessons()))
    decided = glossary.parse((folder.root / "GLOSSARY.md").read_text(encoding="utf-8"))
    values = {
        "lesson": lesson,
        "topic": topic,
        "number": number,
        "before": max((other for other in others if other < number), default=None),
        "terms": [term for term in decided.terms if term.lesson == number],
    }
    named = {
        f"source/{lesson}/{lesson}.py": "lesson.py.j2",
        f"autograder/exercises/{lesson}/__init__.py": "lesson_exercises.py.j2",
        f"autograder/exercises/{lesson}/{FUNCTION}.py": "exercise.py.j2",
        f"autograder/exercises/{lesson}/{PUZZLE}.py": "puzzle.py.j2",
        f"autograder/reference/{topic}.py": "reference.py.j2",
        f"course/plots/{topic}.py": "plots.py.j2",
        f"tests/reference/asked_{lesson}.py": "asked.py.j2",
        f"tests/reference/test_{lesson}_reference.py": "test_reference.py.j2",
        f"tests/plots/test_{lesson}_plots.py": "test_plots.py.j2",
    }
    return {path: render(name, **values) for path, name in named.items()}


def number_of(lesson: str) -> int:
    """7 of bai07_do_nhay."""
    return int(NUMBERED.findall(lesson)[0])


def registries(folder: CourseFolder, topic: str) -> dict[str, str]:
    """{path: text} of the files that list all references and all plots."""
    read = {path: (folder.root / path).read_text(encoding="utf-8") for path in (REFERENCES, PLOTS)}
    return {
        REFERENCES.as_posix(): registered(read[REFERENCES], f"autograder.reference.{topic}", FUNCTION),
        PLOTS.as_posix(): registered(read[PLOTS], f"course.plots.{topic}", PLOT),
    }


def registered(source: str, module: str, name: str) -> str:
    """The text of an __init__.py that imports and exports one name more, both lists in order."""
    lines, body = source.split("\n"), ast.parse(source).body
    imports = [node for node in body if isinstance(node, ast.ImportFrom)]
    [exported] = [node.value for node in body if isinstance(node, ast.Assign) and _is_all(node.targets[0])]
    assert isinstance(exported, ast.List) and exported.end_lineno and imports[-1].end_lineno
    after = [node.lineno for node in exported.elts if ast.literal_eval(node) > name]
    lines.insert(min(after, default=exported.end_lineno) - 1, f'    "{name}",')
    after = [node.lineno for node in imports if node.module and node.module > module]
    lines.insert(min(after, default=imports[-1].end_lineno + 1) - 1, f"from {module} import {name}")
    return "\n".join(lines)


def _is_all(target: ast.expr) -> bool:
    return isinstance(target, ast.Name) and target.id == "__all__"


def _demand_names(folder: CourseFolder, lesson: str, topic: str) -> None:
    """Raise CourseError for names that no lesson or no module may have."""
    if not NAME.fullmatch(lesson):
        raise CourseError(
            f"{lesson!r} không phải tên của một bài. Hãy viết bai, hai chữ số, rồi chữ thường không dấu, như bai07_do_nhay."
        )
    if not TOPIC.fullmatch(topic):
        raise CourseError(
            f"{topic!r} không phải tên của một tệp Python. Hãy viết chữ thường không dấu, như sensitivity."
        )
    number = lesson[: len("bai00_")]
    same = [other for other in folder.lessons() if other.startswith(number)]
    if same:
        raise CourseError(f"Đã có bài mang số này: {', '.join(same)}. Hãy chọn số khác.")


def _demand_free(folder: CourseFolder, made: Iterable[str], changed: Mapping[str, str]) -> None:
    """Raise CourseError where a file is there, or where the example of an earlier `new` still stands."""
    there = [path for path in made if (folder.root / path).exists()]
    if there:
        raise CourseError(f"Đã có {', '.join(there)}. Hãy chọn tên bài hay --topic khác; chưa có gì bị ghi đè.")
    for path, name in ((REFERENCES, FUNCTION), (PLOTS, PLOT)):
        if changed[path.as_posix()].count(f'"{name}"') > 1:
            raise CourseError(
                f"{path} còn {name} của một bài mẫu trước. Hãy đổi tên nó trong bài ấy rồi gọi lại; chưa có gì được ghi."
            )


@contextmanager
def _undone_on_failure(
    folder: CourseFolder, lesson: str, made: Iterable[str], changed: Iterable[str]
) -> Iterator[None]:
    """Put everything back as it was when what stands inside fails or is stopped."""
    also = (
        "README.md",
        "docs/kien_truc.md",
        "docs/images/ban_do.png",
        "docs/images/bai_can_bai.png",
        "docs/images/ngoi_nha.png",
    )
    before = {path: (folder.root / path).read_bytes() for path in (*changed, *also)}
    try:
        yield
    except BaseException:
        for path, content in before.items():
            (folder.root / path).write_bytes(content)
        for path in made:
            (folder.root / path).unlink(missing_ok=True)
        for stage in ("source", "release", "autograder/exercises"):
            shutil.rmtree(folder.root / stage / lesson, ignore_errors=True)
        raise


def _command(folder: CourseFolder, *arguments: str) -> None:
    """One of our own commands in a process of its own, which imports the files just written."""
    command = [sys.executable, "-m", "autograder", *arguments]
    done = subprocess.run(command, cwd=folder.root, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise CourseError(f"Không dựng được bài mới, nên đã xóa mọi tệp của nó.\n{done.stdout}{done.stderr}".rstrip())


def _told(lesson: str, made: Iterable[str], changed: Iterable[str]) -> list[str]:
    """What was written, and what to do next."""
    return [
        *(f"Đã viết: {path}" for path in made),
        *(f"Đã thêm vào: {path}" for path in changed),
        f"Đã dựng source/{lesson}/ và release/{lesson}/, viết lại bảng trong README.md và bản đồ.",
        "",
        f"Bài có một bài tập mẫu, {FUNCTION}: hãy thay nó bằng bài tập của bạn, theo CONTRIBUTING.md.",
        f"Sửa source/{lesson}/{lesson}.py và autograder/exercises/{lesson}/, rồi chạy:",
        f"  python -m autograder build {lesson}",
        f"  python -m autograder check {lesson}",
    ]
