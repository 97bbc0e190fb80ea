"""Files that systems and tools leave beside a person's own: known by where they lie, never by what they hold."""

from __future__ import annotations

from collections.abc import Container, Sequence

from course.checking import way_so_far

FOLDERS = {
    "__macosx",
    ".ipynb_checkpoints",
    ".git",
    ".svn",
    ".hg",
    "__pycache__",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".cache",
    ".virtual_documents",
    "node_modules",
    "site-packages",
    "dist-packages",
    ".idea",
    ".vscode",
    ".tox",
    ".nox",
    ".eggs",
    ".spyproject",
    "$recycle.bin",
    ".trash",
    ".trashes",
    "system volume information",
}
FILES = {".ds_store", "thumbs.db", "desktop.ini", "autorun.inf", way_so_far.FILE}
ENVIRONMENTS = {".venv", ".env", ".conda"}  # folders that are one by their name
MARKS = {"pyvenv.cfg", "conda-meta"}  # what makes any folder one; a person's own files may lie in it, too
OF_AN_ENVIRONMENT = {
    "bin",
    "scripts",
    "lib",
    "lib64",
    "include",
    "share",
    "etc",
    "man",
    "ssl",
    "dlls",
    "library",
    "tools",
    "pkgs",
    "var",
    *MARKS,
}


def are_junk(paths: Sequence[tuple[str, ...]]) -> list[bool]:
    """Is each of these paths, of one folder or archive, what a system or a tool put there?"""
    small = [tuple(part.casefold() for part in path) for path in paths]
    environments = {path[:place] for path in small for place, part in enumerate(path) if part in MARKS}
    return [_is_junk(path, environments) for path in small]


def _is_junk(path: tuple[str, ...], environments: Container[tuple[str, ...]]) -> bool:
    if path[-1] in FILES or path[-1].startswith("._") or not FOLDERS.isdisjoint(path[:-1]):
        return True
    return any(
        part in OF_AN_ENVIRONMENT and (path[:place] in environments or (place and path[place - 1] in ENVIRONMENTS))
        for place, part in enumerate(path)
    )
