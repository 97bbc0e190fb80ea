"""When what students get was last changed: a real date that is the same on every machine."""

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

ASKED_FOR = "SOURCE_DATE_EPOCH"  # reproducible-builds.org: seconds since 1970, where the builder decides
HANDED_OUT = ("release", "source", "course")


def last_change(root: Path) -> datetime:
    """The date in SOURCE_DATE_EPOCH; else of the last commit that touched lessons or `course` below `root`; else,
    where git knows nothing of them, of the newest released file.
    """
    seconds = os.environ.get(ASKED_FOR) or _of_commit(root) or _of_files(root)
    return datetime.fromtimestamp(int(seconds), UTC)


def _of_commit(root: Path) -> str:
    """Seconds since 1970, "" where there is no git, no repository or no such commit."""
    command = ["git", "-C", str(root), "log", "-1", "--format=%ct", "--", *HANDED_OUT]
    try:
        return subprocess.run(command, capture_output=True, encoding="utf-8").stdout.strip()
    except FileNotFoundError:  # git is not installed
        return ""


def _of_files(root: Path) -> float:
    return max((path.stat().st_mtime for path in (root / "release").rglob("*") if path.is_file()), default=0.0)
