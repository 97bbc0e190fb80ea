"""Folders for the time of a run, named after their maker, so that those of one that was killed can be removed."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import psutil

PREFIX = "luong_tu_hoa"


def scratch(what: str) -> tempfile.TemporaryDirectory[str]:
    """A TemporaryDirectory in the system's folder for such; what: a word for its name."""
    return tempfile.TemporaryDirectory(prefix=f"{PREFIX}_{what}_{_world()}_{os.getpid()}_", ignore_cleanup_errors=True)


def remove(path: str | os.PathLike[str]) -> None:
    """Remove a file or folder, also one that is deeper or more stubborn than Python removes."""
    with suppress(RecursionError):
        shutil.rmtree(path, ignore_errors=True)
    if os.path.lexists(path):
        command = ["cmd", "/c", "rd", "/s", "/q"] if os.name == "nt" else ["rm", "-rf", "--"]
        subprocess.run([*command, path], check=False)


def sweep() -> None:
    """Remove what this user's processes that are gone have left."""
    name = re.compile(rf"{PREFIX}_[a-z_]+_{_world()}_(\d+)_[^/]*")
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}_*"):
        found = name.fullmatch(path.name)
        if found and _is_mine(path) and not psutil.pid_exists(int(found[1])):
            remove(path)


def _is_mine(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink() and (os.name != "posix" or path.lstat().st_uid == os.geteuid())


def _world() -> int:
    """Which numbering of processes the maker lives in: containers may share a folder, but not the numbers."""
    return os.stat("/proc/self/ns/pid").st_ino if sys.platform == "linux" else 0
