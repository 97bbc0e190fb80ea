"""Whose something is on this machine."""

import os
from pathlib import Path


def owner_of(place: Path) -> str | None:
    """The account that a file or folder, itself and not what it leads to, belongs to, or None where there is no telling."""
    try:
        import pwd
    except ImportError:  # Windows
        return None
    try:
        return pwd.getpwuid(os.lstat(place).st_uid).pw_name
    except (KeyError, OSError):
        return None
