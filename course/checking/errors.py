"""An exception in the student's code, told as theirs: what it is, and on which line of the cell."""

import linecache
import os
import traceback

from course.checking.frozen import NOTHING_BROKEN, Broken, Raised


def describe(error: BaseException, broken: Broken = NOTHING_BROKEN) -> Raised:
    """Return the Raised of an exception: its type, message and the last line of the student's own code.

    broken: {name: Missing} of names that are not there because of another cell.
    """
    missing = broken.get(error.name or "") if type(error) is NameError else None
    where = _last_own_line(error)
    if isinstance(error, SyntaxError) and not where[0]:  # of the cell itself: nothing of it has run
        return Raised(type(error).__name__, str(error.msg), error.lineno or 0, (error.text or "").strip())
    return Raised(type(error).__name__, message_of(error), *where, missing)


def message_of(error: BaseException) -> str:
    """An exception's text; one of the student's own may fail to tell it."""
    try:
        return str(error)
    except Exception as another:
        return f"(lỗi này không tự đọc được nội dung: {type(another).__name__})"


def _last_own_line(error: BaseException) -> tuple[int, str, str]:
    """(its number in its cell, its text, the function it stands in), or (0, "", "")."""
    for frame, line in reversed(list(traceback.walk_tb(error.__traceback__))):
        filename = frame.f_code.co_filename
        code = linecache.getline(filename, line).strip()
        if code and not os.path.exists(filename):  # a notebook cell is in no file
            return line, code, frame.f_code.co_qualname.partition(".")[0]
    return 0, "", ""
