"""An exception or a warning in the student's code, told as theirs: what it is, and on which line of the cell."""

import contextlib
import linecache
import os
import sys
import traceback
from collections.abc import Iterable, Iterator
from types import FrameType

import numpy as np

from course.checking.frozen import NOTHING_BROKEN, Broken, Raised

SINCE_PYTHON_3_14 = {  # what it says of a ZeroDivisionError, and what older ones say
    "division by zero": {
        "float division by zero",
        "float floor division by zero",
        "float modulo",
        "float modulo by zero",
        "float divmod()",
        "integer division or modulo by zero",
        "integer modulo by zero",
        "complex division by zero",
    },
    "zero to a negative power": {
        "0.0 cannot be raised to a negative power",
        "0.0 to a negative or complex power",
        "zero to a negative or complex power",
    },
}


def describe(error: BaseException, broken: Broken = NOTHING_BROKEN) -> Raised:
    """Return the Raised of an exception: its type, message and the last line of the student's own code.

    broken: {name: Missing} of names that are not there because of another cell.
    """
    missing = broken.get(error.name or "") if type(error) is NameError else None
    where = _last_own_line(error)
    if isinstance(error, SyntaxError) and not where[0]:  # of the cell itself: nothing of it has run
        return Raised(type(error).__name__, str(error.msg), error.lineno or 0, (error.text or "").strip())
    return Raised(type(error).__name__, _in_any_python(error), *where, missing)


@contextlib.contextmanager
def warned() -> Iterator[list[Raised]]:
    """What NumPy warns of in here, in the student's own lines: the first overflow, division by zero or invalid value.

    NumPy itself says nothing then. The list is filled while the calls run.
    """
    found: list[Raised] = []

    def note(what: str, _: int) -> None:
        if not found:
            found.append(Raised("RuntimeWarning", f"{what} encountered", *_own_line(_frames(sys._getframe(1)))))

    with np.errstate(over="call", divide="call", invalid="call", call=note):
        yield found


def message_of(error: BaseException) -> str:
    """An exception's text; one of the student's own may fail to tell it."""
    try:
        return str(error)
    except Exception as another:
        return f"(lỗi này không tự đọc được nội dung: {type(another).__name__})"


def _in_any_python(error: BaseException) -> str:
    """An exception's text, the same whichever Python it is raised in."""
    text = message_of(error)
    if type(error) is not ZeroDivisionError:
        return text
    return next((newer for newer, older in SINCE_PYTHON_3_14.items() if text in older), text)


def _last_own_line(error: BaseException) -> tuple[int, str, str]:
    return _own_line(reversed(list(traceback.walk_tb(error.__traceback__))))


def _frames(frame: FrameType | None) -> Iterator[tuple[FrameType, int]]:
    """A frame and those it was called from, each with its line."""
    while frame:
        yield frame, frame.f_lineno
        frame = frame.f_back


def _own_line(frames: Iterable[tuple[FrameType, int]]) -> tuple[int, str, str]:
    """Of the first frame of the student's: (the line's number in its cell, its text, the function it stands in), or (0, "", "")."""
    for frame, line in frames:
        filename = frame.f_code.co_filename
        code = linecache.getline(filename, line).strip()
        if code and not os.path.exists(filename):  # a notebook cell is in no file
            return line, code, frame.f_code.co_qualname.partition(".")[0]
    return 0, "", ""
