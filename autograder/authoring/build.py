"""Build a lesson: its text becomes a notebook, check data, cases to practise with and the release, where anything of it changed."""

import hashlib
import json
import multiprocessing
import os
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import replace
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder import exercises
from autograder.authoring.agreement import agreed_lesson
from autograder.authoring.compare import as_before, differences
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


def build(folder: CourseFolder, lessons: Sequence[str], log: Callable[[str], object]) -> list[str]:
    """Build lessons in place, those of which something changed. Returns the paths written, none if all stood."""
    states, written = _read_state(folder), []
    changed = [lesson for lesson in lessons if states.get(lesson) != _fingerprint(folder, lesson)]
    for lesson in lessons:
        if lesson not in changed:
            log(f"{lesson}: không có gì thay đổi.")
    for lesson, made in _made(folder, changed):
        wrote = [path for path, content in made.items() if _write(folder.root, path, content)]
        _write_state(folder, lesson, _fingerprint(folder, lesson))
        log(f"{lesson}: đã dựng, {len(wrote)} tệp thay đổi.")
        written += wrote
    return written


def check(folder: CourseFolder, lessons: Sequence[str]) -> list[str]:
    """Return what differs between the committed files and a fresh build: a list of sentences."""
    found = {lesson: differences(folder, lesson, made) for lesson, made in _made(folder, lessons)}
    return [sentence for lesson in lessons for sentence in found[lesson]]


def is_as_committed(folder: CourseFolder, lesson: str) -> bool:
    """Does everything a build reads and writes stand as in git's last commit, of which CI has seen that it is a fresh build?"""
    read = [f":(glob){pattern}" for pattern in INPUTS]
    command = ["git", "status", "--porcelain", "--ignored", "--", *read, f"source/{lesson}", f"release/{lesson}"]
    try:
        told = subprocess.run(command, cwd=folder.root, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return False  # no git, or no clone
    return not told


def _made(folder: CourseFolder, lessons: Sequence[str]) -> Iterator[tuple[str, dict[str, bytes]]]:
    """(lesson, its fresh build), as they are ready: of several, one for each processor core at once."""
    if len(lessons) < 2:
        yield from ((lesson, _make_apart(folder, lesson)) for lesson in lessons)
        return
    pool = ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("spawn"), _ended_by_ctrl_c)
    try:
        making = {pool.submit(_make_apart, folder, lesson): lesson for lesson in reversed(lessons)}  # the longest first
        for ready in as_completed(making):
            yield making[ready], ready.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _ended_by_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # the first process says that it was stopped, once


def _make_apart(folder: CourseFolder, lesson: str) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as scratch:
        return make(folder, lesson, Path(scratch))


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
    """Write what changed; last digits that another processor computed stay, so that two authors' builds do not fight."""
    path = root / name
    if path.is_file() and as_before(path.read_bytes(), content, name):
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
