"""nbgrader's autograded/ folder: each student's graded notebook and the files beside it."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePath

from nbgrader.utils import find_all_files

from autograder.course_folder import CourseFolder
from autograder.files.beside import FILE_BYTES, SOME, copy_files, files_beside, set_permissions
from autograder.files.last_net import MACHINE
from autograder.files.whole import whole_folder
from autograder.intake.read import take
from autograder.intake.submitted import is_linked, is_regular

READ_ONLY = 0o444  # as nbgrader leaves them


def write_autograded(
    folder: CourseFolder,
    lesson: str,
    student: str,
    notebook: bytes,
    released: Mapping[str, str],
    ignored: Iterable[str],
) -> list[str]:
    """Replace the student's folder of graded work, whole or not at all; returns the names of own files left out.

    notebook: the graded notebook's bytes. released: the files beside the lesson's source, as files_beside finds them.
    A student's own file is left out when it is too large, has a second name (it could be anybody's), is in the way of a
    released one, or cannot be read or named here.
    """
    path = folder.autograded(student, lesson)
    lessons = [PurePath(path.name), *map(PurePath, released)]
    own: dict[str, str] = {}
    whole = True
    if not is_linked(folder, student, lesson):
        own, whole = files_beside(folder.handed_in(student, lesson), ignored)
    left_out = [] if whole else [SOME]
    with whole_folder(path.parent, folder.unfinished, folder.replaced) as new:
        theirs = {
            name: found for name, found in own.items() if name not in released
        }  # what was given out comes back with a hand-in
        left_out += [
            name
            for name, found in theirs.items()
            if _in_the_way(PurePath(name), lessons) or not _copied(found, new / name)
        ]
        copy_files(released, new)
        new.joinpath(path.name).write_bytes(notebook)
        set_permissions(new, READ_ONLY)
    return left_out


def remove_harmful(folder: CourseFolder, lesson: str, student: str, ignored: Iterable[str]) -> None:
    """Remove what nbgrader itself copied of the student's files, where a link of theirs led to somewhere else."""
    handed_in, graded = folder.handed_in(student, lesson), folder.autograded(student, lesson).parent
    released, _ = files_beside(folder.source(lesson).parent, ignored)
    for copy in find_all_files(str(graded)):
        name = os.path.relpath(copy, graded)
        if name not in released and (is_linked(folder, student, lesson) or not _is_harmless(handed_in, name)):
            os.unlink(copy)


def _is_harmless(handed_in: Path, name: str) -> bool:
    """Is it one file of bearable size, reached without a link, and without a second name?"""
    parents = [handed_in.joinpath(parent) for parent in PurePath(name).parents]
    if any(parent.is_symlink() for parent in parents) or not os.path.lexists(handed_in / name):
        return False
    found = os.lstat(handed_in / name)
    return is_regular(handed_in / name) and found.st_nlink == 1 and found.st_size <= FILE_BYTES


def _in_the_way(name: PurePath, lessons: Iterable[PurePath]) -> bool:
    """Is it the name of a file of the lesson's, or is one of them a folder where the other is a file?"""
    return any(name == other or name in other.parents or other in name.parents for other in lessons)


def _copied(found: str, to: Path) -> bool:
    """Copy one file of the student's; whether that was possible."""
    try:
        if os.lstat(found).st_nlink != 1 or not isinstance(content := take(Path(found), FILE_BYTES), bytes):
            return False
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_bytes(content)
    except OSError as error:
        if error.errno in MACHINE:
            raise
        return False
    return True
