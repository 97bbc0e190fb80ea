"""Files and folders written whole or not at all: who reads one, never finds a part of it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.files.course_error import CourseError
from autograder.files.scratch import remove


def write_whole(path: str | os.PathLike[str], content: bytes, mode: int = 0o666) -> None:
    """Write bytes as a file, in a folder that is made where there is none; raises OSError, or CourseError where a folder has its name.

    mode: who may read and write it (before the umask), from its first byte on.
    """
    path = Path(path)
    if path.is_dir():
        raise CourseError(
            f"{path} là một thư mục, nên không ghi thành tệp được. Hãy cho một tên tệp, hoặc dời thư mục ấy đi."
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode)
    unfinished.write_bytes(content)
    os.replace(unfinished, path)


@contextmanager
def whole_folder(place: Path, new: Path, old: Path) -> Iterator[Path]:
    """A fresh folder to write into, which at the end takes the place of another one.

    place: where it is to stand. new: where it is written. old: where the other one goes meanwhile, on the same disk.
    Killed while they change places, there is none, and the next run writes it again.
    """
    for left in (new, old):
        if os.path.lexists(left):
            remove(left)
    new.mkdir(parents=True)
    yield new
    place.parent.mkdir(parents=True, exist_ok=True)
    if os.path.lexists(place):
        os.rename(place, old)
    os.rename(new, place)
    if os.path.lexists(old):
        remove(old)
