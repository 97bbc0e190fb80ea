"""Build a lesson: its text becomes a notebook, check data, cases to practise with and the release, where anything of it changed."""

import hashlib
import json
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder import exercises
from autograder.authoring.agreement import agreed_lesson
from autograder.authoring.compare import differences, same_numbers
from autograder.authoring.execute import execute
from autograder.authoring.guesses import guesses
from autograder.authoring.more import more_data
from autograder.authoring.release import generate_release
from autograder.authoring.text import fingerprints, locked_names, puzzle_solutions, questions, recorded, solutions
from autograder.course_folder import ROOT, CourseFolder
from autograder.exercises import freeze, puzzle
from autograder.exercises.model import LessonExercises
from autograder.files.course_error import CourseError
from course.checking import lesson_json
from course.checking.frozen import FrozenLesson

INPUTS = (
    "course/**/*.py",
    "course/data/*",
    "autograder/authoring/*.py",
    "autograder/exercises/**/*.py",
    "autograder/reference/**/*.py",
    "autograder/nbgrader_settings.py",
    "requirements.lock",
)


def build(folder: CourseFolder, lesson: str, log: Callable[[str], object]) -> list[str]:
    """Build one lesson in place unless nothing changed. Returns the paths written, none if all stood."""
    state = _fingerprint(folder, lesson)
    if _read_state(folder).get(lesson) == state:
        log(f"{lesson}: không có gì thay đổi.")
        return []
    with tempfile.TemporaryDirectory() as scratch:
        made = make(folder, lesson, Path(scratch))
        written = [path for path, content in made.items() if _write(folder.root, path, content)]
    _write_state(folder, lesson, _fingerprint(folder, lesson))
    log(f"{lesson}: đã dựng, {len(written)} tệp thay đổi.")
    return written


def check(folder: CourseFolder, lesson: str) -> list[str]:
    """Return what differs between the committed files and a fresh build: a list of sentences."""
    with tempfile.TemporaryDirectory() as scratch:
        return differences(folder, lesson, make(folder, lesson, Path(scratch)))


def make(folder: CourseFolder, lesson: str, scratch: Path) -> dict[str, bytes]:
    """Build the lesson in an empty folder; returns {path below the course folder: bytes}."""
    if not folder.text(lesson).is_file():
        known = ", ".join(folder.lessons()) or "(không có bài nào)"
        raise CourseError(f"Không thấy {folder.text(lesson)}. Các bài đang có: {known}.")
    built = CourseFolder(scratch)
    built.source(lesson).parent.mkdir(parents=True)
    asked = exercises.load(lesson)
    notebook = agreed_lesson(folder.text(lesson).read_text(encoding="utf-8"), asked)
    data = check_data(asked, notebook)
    _write_data(built.check_data(lesson, "source"), data)
    _write_data(built.more_data(lesson, "source"), more_data(asked, solutions(notebook)))
    notebook = execute(notebook, built.source(lesson).parent)
    nbformat.validate(notebook)
    if printed := recorded(notebook):
        _write_data(built.check_data(lesson, "source"), replace(data, recorded=printed))
    built.source(lesson).write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")
    generate_release(scratch, lesson)
    return {
        path.relative_to(scratch).as_posix(): path.read_bytes() for path in sorted(scratch.rglob("*")) if path.is_file()
    }


def check_data(asked: LessonExercises, notebook: NotebookNode) -> FrozenLesson:
    """All that the notebook's check knows before the notebook has run."""
    told = locked_names(notebook), fingerprints(notebook), questions(notebook)
    data = freeze.visible(asked, solutions(notebook), *told)
    written = puzzle_solutions(notebook)
    puzzles = tuple(puzzle.frozen(one, written[one.function]) for one in asked.puzzles)
    return replace(data, guesses=guesses(notebook), puzzles=puzzles)


def _write_data(path: Path, data: FrozenLesson) -> None:
    path.write_text(lesson_json.dumps(data), encoding="utf-8", newline="\n")


def _write(root: Path, name: str, content: bytes) -> bool:
    """Write what changed; numbers that another processor computed last stay, so that two authors' builds do not fight."""
    path = root / name
    if path.is_file() and (path.read_bytes() == content or same_numbers(path.read_bytes(), content, name)):
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return True


def _fingerprint(folder: CourseFolder, lesson: str) -> str:
    """A hash of everything a build reads and writes."""
    files = {path for pattern in INPUTS for path in ROOT.glob(pattern)}
    for stage in ("source", "release"):
        files.update(path for path in (folder.root / stage / lesson).glob("*") if path.is_file())
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.as_posix().encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _state_file(folder: CourseFolder) -> Path:
    return folder.root / ".cache" / "build.json"


def _read_state(folder: CourseFolder) -> dict[str, str]:
    return json.loads(_state_file(folder).read_text()) if _state_file(folder).is_file() else {}


def _write_state(folder: CourseFolder, lesson: str, state: str) -> None:
    _state_file(folder).parent.mkdir(exist_ok=True)
    _state_file(folder).write_text(json.dumps({**_read_state(folder), lesson: state}, indent=1))
