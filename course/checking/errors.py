"""An exception in the student's code, told as theirs: what it is, and on which line of the cell."""

import linecache
import os
import traceback

from course.checking.frozen import Raised


def describe(error):
    """Return the Raised of an exception: its type, message and the last line of the student's own code."""
    return Raised(type(error).__name__, message_of(error), *_last_own_line(error))


def message_of(error):
    """An exception's text; one of the student's own may fail to tell it."""
    try:
        return str(error)
    except Exception as another:
        return f"(lỗi này không tự đọc được nội dung: {type(another).__name__})"


def _last_own_line(error):
    """(its number in its cell, its text, the function it stands in), or (0, "", "")."""
    for frame, line in reversed(list(traceback.walk_tb(error.__traceback__))):
        filename = frame.f_code.co_filename
        code = linecache.getline(filename, line).strip()
        if code and not os.path.exists(filename):  # a notebook cell is in no file
            return line, code, frame.f_code.co_qualname.partition(".")[0]
    return 0, "", ""
