"""What students handed in, found in nbgrader's folder and taken as bytes."""

import os
import stat
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path

import nbformat

from autograder.course_folder import CourseFolder, folders_in
from autograder.files.course_error import CourseError
from autograder.files.moments import moment_of, text_of
from autograder.files.words import listed
from autograder.intake.hand_in import Chooser, NoneChosen, Notebook, lesson_of
from autograder.intake.read import take
from autograder.intake.status import Status
from autograder.people.names import LONGEST_ID

OTHER_NAME = "Tên {what} là {found!r}, không phải {wanted!r}. Bài vẫn được chấm; lần sau bạn nhớ giữ đúng tên nhé."
APART = "Tên thư mục là {student!r} viết bằng các dấu tách rời. Bài vẫn được chấm."
OTHER_NAMES = ("Tên tệp là ", "Tên thư mục là ")  # how those sentences begin
NO_NOTEBOOK = "Trong thư mục bài nộp không có notebook, chỉ có: "
SEVERAL = "Có nhiều notebook: "
NONE_CHOSEN = "Không chọn được notebook: "
NOTEBOOKS = (".ipynb", ".ipynb.json", ".ipynb.txt")
TIMESTAMP = "timestamp.txt"
NO_TIME = (
    f"Tệp {TIMESTAMP} không ghi một thời điểm, nên bài được coi là không có giờ nộp. Giảng viên hãy xem lại tệp ấy."
)
NO_ID = "tên thư mục không dùng được"
WHY_NO_ID = (
    f"Tên thư mục trong `submitted/` phải viết bằng UTF-8, không dài hơn {LONGEST_ID} byte, không bắt đầu bằng dấu chấm, "
    'không có khoảng trắng ở hai đầu, ký tự không nhìn thấy hay các dấu < > " \\. Hãy đổi tên rồi chấm lại.'
)


class NotThere(CourseError):
    """There is no hand-in where one was asked for."""


@dataclass(frozen=True)
class SubmittedFile:
    """One student's file: its bytes, or the Status that says why there are none; and what was noticed about it.

    timestamp: when it was handed in (UTC), or None. files: (path, content) of what lies beside it when its cells run.
    """

    student: str
    content: bytes | Status
    notices: tuple[str, ...] = ()
    timestamp: datetime | None = None
    files: tuple[tuple[str, bytes], ...] = ()


def chosen_students(folder: CourseFolder, lesson: str, students: Collection[str]) -> list[str]:
    """The students to grade, in order; raises NotThere where there are none or one is unknown."""
    known = folder.students(lesson)
    if not known:
        lost = misplaced(folder)
        there = f" Có {len(lost)} tệp nằm sai chỗ: {listed(lost)}. {collecting(lesson)}" if lost else ""
        raise NotThere(
            f"Chưa có bài nộp nào cho {lesson} trong {folder.root / 'submitted'}. "
            f"Mỗi bài nộp nằm ở `submitted/<mã sinh viên>/{lesson}/{lesson}.ipynb`.{there}"
        )
    unknown = sorted(set(students) - set(known))
    if unknown:
        raise NotThere(
            f"Không thấy bài nộp {lesson} của: {', '.join(unknown)}. Hãy so lại mã với tên thư mục trong submitted/."
        )
    return sorted(set(students)) or known


def collecting(lesson: str) -> str:
    """What brings hand-ins of any form into their places, as a sentence."""
    return f"Giảng viên hãy chạy ở thư mục khóa học: `python -m autograder collect submitted --lesson {lesson} --from folder --course-dir .`"


def misplaced(folder: CourseFolder) -> list[str]:
    """Notebooks and zips under submitted/ that lie where nobody looks: in no folder submitted/<student>/<lesson>/, or in a second one."""
    top, lessons = folder.root / "submitted", folder.lessons()
    students = [place for place in folders_in(top) if not place.is_symlink()]
    read = {_identity(folder.handed_in(student, lesson)) for lesson in lessons for student in folder.students(lesson)}
    places = [
        top,
        *students,
        *(inner for student in students for inner in folders_in(student) if _identity(inner) not in read),
    ]
    return sorted(str(path.relative_to(top)) for place in places for path in _files_in(place) if is_work(path.name))


def _identity(place: Path) -> tuple[int, int]:
    """What tells a folder from others, however a system lets its name be written."""
    found = os.stat(place)
    return found.st_dev, found.st_ino


def is_work(name: str) -> bool:
    """Is it the name of a notebook, also as a browser or a mail program saves it, or of a zip?"""
    return is_notebook(name) or name.casefold().endswith(".zip")


def is_notebook(name: str) -> bool:
    return name.casefold().endswith(NOTEBOOKS)


def _files_in(place: Path) -> list[Path]:
    """The regular files of a folder, in order; none where it is missing or may not be read."""
    try:
        return sorted(Path(entry) for entry in os.scandir(place) if entry.is_file(follow_symlinks=False))
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return []


def hand_in(folder: CourseFolder, student: str, lesson: str) -> SubmittedFile:
    """The student's file as it is now, with what was noticed about its name and its time."""
    path, notices = find_submission(folder, student, lesson)
    timestamp, about_time = timestamp_of(folder, student, lesson)
    return SubmittedFile(student, taken(folder, student, lesson, path), (*notices, *about_time), timestamp)


def find_submission(folder: CourseFolder, student: str, lesson: str) -> tuple[Path, tuple[str, ...]]:
    """(path, notices): the notebook of a student's folder, also where its file, or the folder, has another name."""
    place = folder.handed_in(student, lesson)
    wanted = place / f"{lesson}.ipynb"
    about_folder: tuple[str, ...] = (
        () if place.name == lesson else (OTHER_NAME.format(what="thư mục", found=place.name, wanted=lesson),)
    )
    about_folder += () if place.parent.name == student else (APART.format(student=student),)
    if is_linked(folder, student, lesson) or (os.path.lexists(wanted) and not is_regular(wanted)):
        return wanted, about_folder
    path, notices = notebook_in(folder, lesson, place)
    return path, (*about_folder, *notices)


def notebook_in(folder: CourseFolder, lesson: str, place: Path) -> tuple[Path, tuple[str, ...]]:
    """(path, notices): the notebook of the lesson among the files of any folder; where none is, of the place where it should be."""
    wanted = place / f"{lesson}.ipynb"
    files = _files_in(place)
    notebooks = [path for path in files if is_notebook(path.name)]
    if notebooks:
        return _chosen(folder, lesson, wanted, notebooks)
    return wanted, _about_others(lesson, [*files, *folders_in(place)])


def _about_others(lesson: str, found: Sequence[Path]) -> tuple[str, ...]:
    """What is said of a folder that holds no notebook, but something else; nothing of an empty one."""
    names = [path.name for path in found if path.name != TIMESTAMP and not path.name.startswith(".")]
    return (f"{NO_NOTEBOOK}{listed(names)}. {collecting(lesson)}",) if names else ()


def _chosen(folder: CourseFolder, lesson: str, wanted: Path, notebooks: list[Path]) -> tuple[Path, tuple[str, ...]]:
    """(path, notices) of the one among notebooks that is the hand-in; where none is, of the place where it should be."""
    if notebooks == [wanted]:
        return wanted, ()
    paths = {Notebook((path.name,), partial(take, path), time=path.stat().st_mtime): path for path in notebooks}
    try:
        choice = _chooser(folder, lesson, folder.release(lesson).stat().st_mtime_ns).choose(tuple(paths))
    except NoneChosen as why:
        return wanted, (
            f"{NONE_CHOSEN}{why}. Giảng viên hãy để đúng một notebook của bài trong thư mục ấy, rồi chấm lại.",
        )
    path = paths[choice.notebook]
    said = [] if path == wanted else [OTHER_NAME.format(what="tệp", found=path.name, wanted=wanted.name)]
    said += [f"{SEVERAL}{note}." for note in choice.notes()]
    said += [
        f"{SEVERAL}lấy {path.name}, không rõ {other.shown} có mới hơn hay không. Giảng viên hãy xem lại hai tệp."
        for other in choice.unclear
    ]
    return path, tuple(said)


def lesson_in(folder: CourseFolder, path: Path) -> str | None:
    """The course's lesson that a lone notebook is of, or None where its name and its cells do not say."""
    released = [lesson for lesson in folder.lessons() if folder.release(lesson).is_file()]
    notebook = Notebook((path.name,), partial(take, path))
    return lesson_of(
        notebook, released, lambda lesson: _chooser(folder, lesson, folder.release(lesson).stat().st_mtime_ns)
    )


@lru_cache(maxsize=8)
def _chooser(folder: CourseFolder, lesson: str, changed: int) -> Chooser:
    """The lesson's Chooser; changed: when its release was, so that a new one is read anew."""
    return Chooser(
        lesson,
        nbformat.read(folder.release(lesson), as_version=4),
        [other for other in folder.lessons() if other != lesson],
    )


def taken(folder: CourseFolder, student: str, lesson: str, path: Path) -> bytes | Status:
    """The bytes of a student's file, or the Status that says why there are none: links lead to somebody else's."""
    if is_linked(folder, student, lesson) or _is_anothers(path):
        return Status.NOT_REGULAR
    return take(path)


def _is_anothers(path: Path) -> bool:
    """Is it a second name of a file that belongs to somebody else than the folder it lies in?"""
    if not os.path.lexists(path):
        return False
    found = os.lstat(path)
    return found.st_nlink > 1 and found.st_uid != os.stat(path.parent).st_uid


def timestamp_of(folder: CourseFolder, student: str, lesson: str) -> tuple[datetime | None, tuple[str, ...]]:
    """(when it was handed in, in UTC, or None; notices): what collecting, or a person, wrote down."""
    path = folder.handed_in(student, lesson) / TIMESTAMP
    content = take(path, limit_bytes=1000)
    if not isinstance(content, bytes):
        return None, ()
    told = moment_of(text_of(content))
    return told, () if told else (NO_TIME,)


def is_linked(folder: CourseFolder, student: str, lesson: str) -> bool:
    """Is a link in the place of the student's folder, or of the lesson's in it?"""
    place = folder.handed_in(student, lesson)
    return place.is_symlink() or place.parent.is_symlink()


def is_regular(path: Path) -> bool:
    return stat.S_ISREG(os.lstat(path).st_mode)
