"""What an author needs to know of a lesson before anybody else sees it: findings, each with its place and its remedy."""

import inspect
import re
import subprocess
import sys
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from nbclient.exceptions import CellExecutionError

from autograder import exercises
from autograder.authoring import agreement, build, dependencies, overview, sound
from autograder.authoring.findings import Finding, Places, first_lines_of_cells, line_of
from autograder.authoring.text import read_lesson
from autograder.course_folder import CourseFolder
from autograder.files.course_error import CourseError
from course import plots

DOMAINS, ASKED = "tests/reference/test_domains.py", "tests/reference/asked_*.py"
LANGUAGE = Path("tests", "language", "of_files.py")
PLOT = re.compile(r"\bplots\.(\w+)")
NO_WORDS = 3  # the exit code of that script where there is no word list
FOUND = re.compile(r"^(?P<path>[\w./-]+):(?P<line>\d+): (?P<what>.+)$", re.M)


OF_IMPORT = {  # what an error that is raised on import names, and what then helps
    "autograder.reference": "Thêm tên ấy vào autograder/reference/__init__.py, ở dòng import và ở __all__.",
    "exercises/kinds.py": "Chọn một loại ở autograder/exercises/kinds.py, hoặc thêm loại mới ở đó.",
}


def findings(folder: CourseFolder, lesson: str) -> list[Finding]:
    """All Findings on a lesson of this checkout; raises CourseError where there is no such lesson."""
    if not folder.text(lesson).is_file():
        known = ", ".join(folder.lessons()) or "(không có bài nào)"
        raise CourseError(f"Không thấy {folder.text(lesson)}. Các bài đang có: {known}.")
    of_imports(folder)  # before two threads need them
    with ThreadPoolExecutor() as beside:
        tests, language = (beside.submit(question, folder, lesson) for question in (of_tests, of_language))
        found = of_lesson(folder, lesson) or [*of_build(folder, lesson), *of_table(folder), *tests.result()]
        return [*found, *language.result()]


def of_lesson(folder: CourseFolder, lesson: str) -> list[Finding]:
    """What is wrong with the text and the exercises themselves; each step needs that the one before found nothing."""
    if lesson not in exercises.lesson_names():
        path = f"autograder/exercises/{lesson}/__init__.py"
        return [Finding(path, 1, "Bài này chưa khai báo bài tập nào.", "Viết tệp này với LESSON.")]
    found = of_imports(folder)
    if found:
        return found
    asked, text = exercises.load(lesson), folder.text(lesson).read_text(encoding="utf-8")
    return agreement.findings(text, asked) or sound.of_written(folder, asked) or sound.of_frozen(folder, asked)


def of_imports(folder: CourseFolder) -> list[Finding]:
    """Can the exercises of every lesson be imported? A mistake must have one name in all of them."""
    found = []
    for lesson in exercises.lesson_names():
        try:
            exercises.load(lesson)
        except Exception as error:
            found.append(_of_import(folder, lesson, error))
    return found


def _of_import(folder: CourseFolder, lesson: str, error: Exception) -> Finding:
    """The Finding on exercises that cannot be imported, at the author's own line."""
    own = folder.root / "autograder" / "exercises" / lesson
    places = [(frame.filename, frame.lineno or 1) for frame in traceback.extract_tb(error.__traceback__)]
    if isinstance(error, SyntaxError) and error.filename:
        places.append((error.filename, error.lineno or 1))
    mine = [(Path(name), line) for name, line in places if Path(name).is_relative_to(own)]
    path, line = mine[-1] if mine else (own / "__init__.py", 1)
    what = f"Không nạp được bài tập: {type(error).__name__}: {error}."
    remedy = next((remedy for named, remedy in OF_IMPORT.items() if named in str(error)), "Sửa dòng này.")
    return Finding(path.relative_to(folder.root).as_posix(), line, what, remedy)


def of_build(folder: CourseFolder, lesson: str) -> list[Finding]:
    """Are the committed files what the build makes, and does the notebook run?"""
    remedy = f"Chạy python -m autograder build {lesson}."
    try:
        different = build.check(folder, [lesson])
    except CellExecutionError as error:
        return of_cell(folder, [lesson], error)
    split = [sentence.partition(": ") for sentence in different]
    return [Finding(path, 1, f"{what[0].upper()}{what[1:]}.", remedy) for path, _, what in split]


def of_cell(folder: CourseFolder, lessons: Sequence[str], error: CellExecutionError) -> list[Finding]:
    """The Finding on a cell of one of the lessons that fails when its notebook is executed."""
    what = f"Ô này dừng khi notebook chạy: {error.ename}: {error.evalue}."
    found = []
    for lesson in lessons:
        text = folder.text(lesson).read_text(encoding="utf-8")
        cells = zip(first_lines_of_cells(text), read_lesson(text, exercises.load(lesson)).cells)
        lines = [line for line, cell in cells if cell.cell_type == "code" and cell.source in str(error)]
        found += [Finding(Places(folder, lesson).text()[0], line, what, "Sửa ô này.") for line in lines[:1]]
    return found


def of_failure(folder: CourseFolder, lessons: Sequence[str], error: Exception) -> list[Finding]:
    """What is wrong with lessons whose build ended with this error; nothing where it does not lie with them."""
    if isinstance(error, CellExecutionError):
        return of_cell(folder, lessons, error)
    return list(dict.fromkeys(finding for lesson in lessons for finding in of_lesson(folder, lesson)))


def of_table(folder: CourseFolder) -> list[Finding]:
    """Are README's table of lessons and its list of short courses what the lessons say?"""
    readme = (folder.root / overview.README).read_text(encoding="utf-8")
    parts = (
        (overview.BEGIN, overview.with_table, "Bảng các bài đã cũ."),
        (dependencies.BEGIN, dependencies.with_list, "Danh sách khóa ngắn đã cũ."),
    )
    return [
        Finding(overview.README.as_posix(), line_of(readme, begin), what, "Chạy python -m autograder overview.")
        for begin, made_anew, what in parts
        if made_anew(readme) != readme
    ]


def of_language(folder: CourseFolder, lesson: str) -> list[Finding]:
    """Are the lesson's files spelled right, and do they keep to the glossary?"""
    done = _run(folder, LANGUAGE, *_files(folder, lesson))
    if done.returncode not in (0, NO_WORDS):
        raise RuntimeError(done.stderr)
    return [_split(found, "Sửa lại.") for found in FOUND.finditer(done.stdout)]


def knows_words(folder: CourseFolder) -> bool:
    """Is there the list of Vietnamese words that spelling needs?"""
    return _run(folder, LANGUAGE).returncode != NO_WORDS


def of_tests(folder: CourseFolder, lesson: str) -> list[Finding]:
    """Do the lesson's own tests pass, in files called test_<lesson>_….py, and what is asked of its references' domains?"""
    if unasked := of_asked(folder, lesson):
        return unasked
    own = [*_below(folder, f"tests/**/test_{lesson}_*.py"), *_below(folder, DOMAINS)]
    if not own:
        return []
    chosen = " or ".join([lesson, "test_every_function_is_asked", *(one.__name__ for one in _references(lesson))])
    done = _run(folder, "-m", "pytest", "-q", "--tb=line", "-p", "no:cacheprovider", *own, "-k", chosen)
    if done.returncode == 0:
        return []
    remedy = f"Xem bằng python -m pytest {' '.join(own)}."
    printed = FOUND.finditer(done.stdout.replace(f"{folder.root}/", ""))
    failed = [_split(found, remedy) for found in printed if found["path"] in own]
    return failed or [Finding(own[0], 1, "Kiểm thử của bài không chạy được.", remedy)]


def of_asked(folder: CourseFolder, lesson: str) -> list[Finding]:
    """Is each reference of the lesson asked about its domain?"""
    tables = "".join((folder.root / path).read_text(encoding="utf-8") for path in _below(folder, ASKED))
    path, remedy = f"tests/reference/asked_{lesson}.py", "Thêm một mục cho hàm ấy, như mục của hàm đứng trên."
    public = [one.__name__ for one in _references(lesson) if hasattr(one, "domain")]
    return [Finding(path, 1, f"ASKED chưa có {name}.", remedy) for name in public if f'"{name}": ' not in tables]


def _split(found: re.Match[str], remedy: str) -> Finding:
    """A Finding of a printed line; what stands after a semicolon is the remedy."""
    what, _, told = found["what"].partition("; ")
    return Finding(found["path"], int(found["line"]), f"{what}.", f"{told[0].upper()}{told[1:]}." if told else remedy)


def _files(folder: CourseFolder, lesson: str) -> list[str]:
    """The files that an author writes for a lesson, relative to the root: text, exercises, their references and plots."""
    text = folder.text(lesson).read_text(encoding="utf-8")
    drawn = [getattr(plots, name) for name in set(PLOT.findall(text)) if name in plots.__all__]
    modules = [inspect.unwrap(function).__code__.co_filename for function in (*_references(lesson), *drawn)]
    shared = {Path(name) for name in modules if Path(name).is_relative_to(folder.root)}
    named = sorted(path.relative_to(folder.root).as_posix() for path in shared)
    return [f"source/{lesson}/{lesson}.py", *_below(folder, f"autograder/exercises/{lesson}/*.py"), *named]


def _references(lesson: str) -> list[Callable[..., Any]]:
    """The references of a lesson's exercises; none where these cannot be imported, which is a finding of its own."""
    module = sys.modules.get(f"autograder.exercises.{lesson}")
    return [exercise.reference for exercise in module.LESSON.exercises] if module else []


def _below(folder: CourseFolder, pattern: str) -> list[str]:
    return sorted(path.relative_to(folder.root).as_posix() for path in folder.root.glob(pattern))


def _run(folder: CourseFolder, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(command, cwd=folder.root, capture_output=True, encoding="utf-8", check=False)
