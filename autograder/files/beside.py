"""The files that lie beside a notebook: found without following links, up to a bound, and copied."""

import os
import shutil
from collections.abc import Iterable, Mapping
from fnmatch import fnmatch
from itertools import islice
from pathlib import Path

FILE_BYTES = 20 * 1024 * 1024  # a larger file that a student handed in is not copied
FILES, DEPTH = 200, 8  # nor are more files, or deeper ones
EXCHANGED = ("timestamp.txt", "submission_secret.txt")  # come first: without them nbgrader returns no feedback
SOME = "…"  # in a list of names: those that nobody looked for


def given(place: Path) -> tuple[tuple[str, bytes], ...]:
    """(name, content) of each file that students are given beside the notebook. place: the folder of the release."""
    beside = sorted(place.iterdir())
    return tuple((path.name, path.read_bytes()) for path in beside if path.is_file() and path.suffix != ".ipynb")


def files_beside(folder: Path, ignored: Iterable[str]) -> tuple[dict[str, str], bool]:
    """({where it lies in the folder: path}, are these all) of the regular files beside a notebook; links are not followed."""
    found: dict[str, str] = {}
    waiting, whole = [(os.fspath(folder), 0)], True
    while waiting and len(found) < FILES:
        place, depth = waiting.pop()
        entries = _entries(place)
        whole = whole and entries is not None
        for entry in entries or ():
            if any(fnmatch(entry.name, pattern) for pattern in (*ignored, "*.ipynb")):
                continue
            if entry.is_dir(follow_symlinks=False):
                whole = whole and depth < DEPTH
                if depth < DEPTH:
                    waiting.append((entry.path, depth + 1))
            elif entry.is_file(follow_symlinks=False):
                found[os.path.relpath(entry.path, folder)] = entry.path
    return dict(islice(found.items(), FILES)), whole and not waiting and len(found) <= FILES


def _entries(place: str) -> list[os.DirEntry[str]] | None:
    """What lies in a folder, in order, what nbgrader wrote first, or None where it may not be read."""
    try:
        return sorted(os.scandir(place), key=lambda entry: (entry.name not in EXCHANGED, entry.name))
    except PermissionError:
        return None


def copy_files(files: Mapping[str, str], place: Path) -> None:
    """Copy files, as files_beside finds them, into a folder."""
    for name, found in files.items():
        place.joinpath(name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(found, place / name)


def set_permissions(place: Path, mode: int) -> None:
    """Give every file of a folder this mode."""
    for inner, _, names in os.walk(place):
        for name in names:
            os.chmod(os.path.join(inner, name), mode)
