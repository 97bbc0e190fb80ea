"""Which file is to be graded, as which lesson, and what lies beside it: wherever it lies."""

from dataclasses import dataclass
from pathlib import Path

from autograder.course_folder import CourseFolder
from autograder.files.course_error import CourseError
from autograder.intake.own_files import FilesBeside
from autograder.intake.read import take
from autograder.intake.submitted import SubmittedFile, is_notebook, lesson_in, notebook_in
from autograder.sandbox import Limits

NOT_KNOWN = "Không biết {path} là bài nào: tên tệp không phải tên một bài, và các ô cũng không cho biết. Hãy thêm --lesson, ví dụ --lesson {lesson}."
NO_FILE = "Không có tệp hay thư mục {path}. Hãy xem lại đường dẫn."
NOBODY = ""  # whose file it is, nobody asks


@dataclass(frozen=True)
class Found:
    """The lesson, the path of its notebook, and what was noticed about that. In a folder of the student's, there may be none at the path."""

    lesson: str
    path: Path
    notices: tuple[str, ...] = ()


def find(folder: CourseFolder, path: Path, lesson: str | None = None) -> Found:
    """What is to be graded at a path: a notebook, or a folder that holds one. Raises CourseError where that is not known."""
    if path.is_dir() and not path.is_symlink():  # a link in a hand-in leads to somebody else's
        found = lesson or _lesson_in_folder(folder, path)
        return Found(found, *notebook_in(folder, found, path))
    if not path.exists():
        raise CourseError(NO_FILE.format(path=path))
    return Found(lesson or _demand_lesson(folder, path), path)


def _lesson_in_folder(folder: CourseFolder, place: Path) -> str:
    notebooks = [path for path in sorted(place.iterdir()) if path.is_file() and is_notebook(path.name)]
    if len(notebooks) != 1:
        raise CourseError(f"Trong {place} có {len(notebooks)} notebook. Hãy thêm --lesson, hoặc chỉ rõ một tệp.")
    return _demand_lesson(folder, notebooks[0])


def _demand_lesson(folder: CourseFolder, path: Path) -> str:
    if lesson := lesson_in(folder, path):
        return lesson
    known = folder.lessons()
    raise CourseError(NOT_KNOWN.format(path=path, lesson=known[0] if known else "TÊN_BÀI"))


def take_file(folder: CourseFolder, found: Found, limits: Limits) -> SubmittedFile:
    """The file as one of a class is taken, with the files beside it."""
    files, notices = FilesBeside(folder, found.lesson, limits).lying_in(found.path.parent)
    return SubmittedFile(NOBODY, take(found.path), (*found.notices, *notices), None, files)
