"""A lesson ready to be graded by, kept from one run to the next: making it takes longer than grading a notebook.

What is kept holds solutions and hidden cases. It is made and read by one user alone, in a folder that is closed to all others,
and known by the hash of everything it is made from.
"""

import hashlib
import os
import pickle
import platform
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

import numpy as np
from nbformat import NotebookNode

from autograder.course_folder import CourseFolder
from autograder.files.whole import write_whole
from autograder.grading.fingerprint import grader_version
from autograder.grading.lesson import InstructorLesson, load_lesson, stubs
from autograder.one.seed import RANDOM, Seed

HASH_BYTES = hashlib.sha256().digest_size

Made = TypeVar("Made")


def prepared(folder: CourseFolder, lesson: str, seed: Seed) -> InstructorLesson:
    """The lesson with the cases of a seed; raises CourseError as load_lesson does. Cases of a random seed are not kept."""
    folder.demand_lesson(lesson)
    made_from = _made_from(folder, lesson)
    load = partial(load_lesson, folder, lesson, seed.number, partial(_stubs, made_from))
    if seed.origin == RANDOM:
        return load()
    return _kept(folder, f"{lesson}.cases", _key(made_from, str(seed.number)), load)


def _stubs(made_from: str, folder: CourseFolder, lesson: str) -> tuple[NotebookNode, NotebookNode]:
    return _kept(folder, f"{lesson}.stubs", made_from, partial(stubs, folder, lesson))


def _kept(folder: CourseFolder, name: str, key: str, make: Callable[[], Made]) -> Made:
    """What make() returns, from the file that an earlier run left where it was made from the same."""
    path = folder.prepared / f"{name}.{key}"
    if (content := _own(path)) is not None:
        digest, packed = content[:HASH_BYTES], content[HASH_BYTES:]
        if hashlib.sha256(packed).digest() == digest:
            found: Made = pickle.loads(packed)
            return found
    made = make()
    packed = pickle.dumps(made)
    with suppress(OSError):  # where nothing can be kept, the next run takes as long
        folder.prepared.mkdir(mode=0o700, parents=True, exist_ok=True)
        for former in folder.prepared.glob(f"{name}.*"):
            former.unlink()
        write_whole(path, hashlib.sha256(packed).digest() + packed, mode=0o600)
    return made


def _own(path: Path) -> bytes | None:
    """The bytes of a file that this user alone can have written, or None where there is none such."""
    if sys.platform == "win32":  # no owners and modes of this kind there
        return path.read_bytes() if path.is_file() else None
    with suppress(OSError):
        for place in (path.parent, path):
            found = os.lstat(place)
            if found.st_uid != os.geteuid() or found.st_mode & 0o022:
                return None
        return path.read_bytes()
    return None


def _made_from(folder: CourseFolder, lesson: str) -> str:
    """The hash of what a lesson's stubs and cases are made from, but for the seed."""
    versions = (grader_version(), platform.python_version(), np.__version__, version("nbgrader"))
    whole = hashlib.sha256(repr(versions).encode())
    for place in (folder.source(lesson).parent, folder.release(lesson).parent):
        for path in sorted(path for path in place.iterdir() if path.is_file()):
            whole.update(repr((place.parent.name, path.name)).encode() + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def _key(*pieces: str) -> str:
    return hashlib.sha256(repr(pieces).encode()).hexdigest()
