"""Files written whole or not at all: who reads one, never finds a part of it."""

import os
from pathlib import Path

from autograder.course_folder import CourseError


def write_whole(path, content, mode=0o666):
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
