"""Where the Vietnamese word list is, and what to do where it is missing."""

from pathlib import Path

import pytest

WORD_LIST = Path("/usr/share/hunspell/vi_VN.dic")


def need(path, environ):
    """Return the word list's path; where it is missing, fail in CI and skip elsewhere."""
    if path.exists():
        return path
    reason = f"{path} is missing: sudo apt install hunspell-vi"
    if environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)
