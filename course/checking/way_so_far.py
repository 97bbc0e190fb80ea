"""What a student has done in all lessons, kept in a small file beside them so that it outlives the kernel.

For the student only: no mark is made of it, and without it nothing is missing but these lines.
"""

import contextlib
import json
import os
import re
from collections.abc import Collection
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

FILE = ".tien_do.json"
NUMBERED = re.compile(r"bai(\d\d)_\w+")
MOST_LESSONS = 100


@dataclass(frozen=True)
class Standing:
    """One lesson: the TODOs that were right, of how many, and their points."""

    right: tuple[str, ...]
    todos: int
    earned: float
    points: float


def read(folder: Path, lesson: str) -> dict[str, Standing]:
    """{lesson: Standing} as it was kept last; what cannot be read is not there."""
    try:
        data = json.loads(_path(folder, lesson).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):  # the last: of brackets in brackets without end
        return {}
    lessons = data.get("lessons") if isinstance(data, dict) else None
    found = {name: _standing(one) for name, one in lessons.items()} if isinstance(lessons, dict) else {}
    return {name: one for name, one in list(found.items())[:MOST_LESSONS] if one and NUMBERED.fullmatch(name)}


def keep(folder: Path, lesson: str, standing: Standing) -> None:
    """Write this lesson's standing, whole or not at all; a folder that cannot be written to stays as it is."""
    lessons = {name: asdict(one) for name, one in sorted({**read(folder, lesson), lesson: standing}.items())}
    with contextlib.suppress(OSError):  # nothing is lost but these lines
        _write_whole(_path(folder, lesson), json.dumps({"lessons": lessons}, indent=1))


def next_lesson(folder: Path, lesson: str) -> str | None:
    """The lesson after this one, by name, whose notebook lies where the course has it; None where none does."""
    if not _is_in_course(folder, lesson):
        return None
    try:
        beside = sorted(
            path.parent.name for path in folder.resolve().parent.glob("bai*/bai*.ipynb") if _is_lesson(path)
        )
    except OSError:
        return None
    return next((name for name in beside if name > lesson), None)


def short_name(lesson: str) -> str:
    """ "Bài 3" of bai03_do_hat; the name itself where it has no number."""
    found = NUMBERED.fullmatch(lesson)
    return f"Bài {int(found[1])}" if found else lesson


def _path(folder: Path, lesson: str) -> Path:
    """Above the lessons where each has its own folder, so that it is handed in with none; else beside the notebook."""
    return (folder.resolve().parent if _is_in_course(folder, lesson) else folder.resolve()) / FILE


def _is_in_course(folder: Path, lesson: str) -> bool:
    return folder.resolve().name == lesson


def _is_lesson(path: Path) -> bool:
    return path.stem == path.parent.name and NUMBERED.fullmatch(path.stem) is not None


def _write_whole(path: Path, text: str) -> None:
    # Not mkstemp: on Windows it tries ten thousand names in a folder that may not be written to.
    new = path.with_name(f"{FILE}.{os.getpid()}")
    try:
        new.write_text(text, encoding="utf-8")
        os.replace(new, path)
    finally:
        new.unlink(missing_ok=True)


def _standing(data: Any) -> Standing | None:
    match data:
        case {
            "right": [*right],
            "todos": int(todos),
            "earned": int() | float() as earned,
            "points": int() | float() as most,
        }:
            if _are_texts(right) and 0 < todos < 1000 and 0 <= earned <= most < 1000:
                return Standing(tuple(right), todos, float(earned), float(most))
    return None


def _are_texts(things: Collection[Any]) -> bool:
    return len(things) < 1000 and all(isinstance(thing, str) for thing in things)
