"""nbgrader's submitted/ folder: a hand-in goes there whole, and what it takes the place of is kept."""

import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from autograder.collecting.archives import LINK, Refused
from autograder.course_folder import CourseFolder
from autograder.files.scratch import remove
from autograder.intake.read import take
from autograder.intake.status import Status
from autograder.intake.submitted import TIMESTAMP, is_linked

NEW, SAME, REPLACED = "đã vào", "như cũ", "thay bản cũ"


def place(folder: CourseFolder, student: str, lesson: str, contents: Mapping[str, bytes]) -> tuple[str, Path | None]:
    """Write {path: bytes} as a student's hand-in; returns (NEW, SAME or REPLACED, where the old one is kept or None).

    The same files as before change nothing. Raises Refused where a link stands in the place, OSError where it cannot be written.
    """
    target = folder.submitted(student, lesson).parent
    if is_linked(folder, student, lesson):
        raise Refused(f"chỗ của bài nộp, {target}, {LINK}")
    there = os.path.lexists(target)
    if there and _is_same(target, contents):
        return SAME, None
    if os.path.lexists(folder.collecting):
        remove(folder.collecting)
    for name, content in contents.items():
        path = folder.collecting / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    kept = put_aside(folder, student, lesson) if there else None
    target.parent.mkdir(parents=True, exist_ok=True)
    os.rename(folder.collecting, target)
    return (REPLACED, kept) if there else (NEW, None)


def _is_same(target: Path, contents: Mapping[str, bytes]) -> bool:
    """Are these the files that lie there? A time that is not told again does not make another hand-in."""
    found: dict[str, bytes | Status] = {}
    for where, folders, files in os.walk(target):
        for name in (*files, *(name for name in folders if Path(where, name).is_symlink())):
            path = Path(where, name)
            found[path.relative_to(target).as_posix()] = take(path)
    if TIMESTAMP not in contents:
        found.pop(TIMESTAMP, None)
    return found == contents


def is_there(folder: CourseFolder, student: str, lesson: str) -> bool:
    """Is there a hand-in, and no link to one?"""
    return folder.submitted(student, lesson).parent.is_dir() and not is_linked(folder, student, lesson)


def put_aside(folder: CourseFolder, student: str, lesson: str) -> Path:
    """Move a hand-in out of the way; returns where it is now."""
    first = folder.handed_in_before(student, lesson) / f"{datetime.now():%Y%m%d_%H%M%S}"
    kept, count = first, 1
    while os.path.lexists(kept):
        count += 1
        kept = first.with_name(f"{first.name}_{count}")
    kept.parent.mkdir(parents=True, exist_ok=True)
    os.rename(folder.submitted(student, lesson).parent, kept)
    return kept
