"""What a student's function prints is shown once, not once a case."""

import contextlib
import io
import sys
from collections.abc import Iterator
from typing import TextIO


class OneVoice:
    """Around each of several calls: of what they print, the first call that prints anything is shown, and no other."""

    def __init__(self) -> None:
        self.calls = 0
        self.shown: int | None = None  # the call that is shown

    @contextlib.contextmanager
    def call(self) -> Iterator[None]:
        """One call."""
        self.calls += 1
        with contextlib.redirect_stdout(_Heard(self, sys.stdout)):
            yield


class _Heard(io.TextIOBase):
    """Standard output during one call."""

    def __init__(self, voice: OneVoice, outside: TextIO) -> None:
        self.voice, self.outside = voice, outside

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if self.voice.shown is None and text:
            self.voice.shown = self.voice.calls
        if self.voice.shown == self.voice.calls:
            self.outside.write(text)
        return len(text)

    def flush(self) -> None:
        self.outside.flush()
