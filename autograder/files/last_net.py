"""The last net around one submission: whatever is raised while it is handled ends that submission alone, is told and logged."""

import errno
import os
import traceback
from datetime import datetime
from pathlib import Path
from typing import Protocol

from sqlalchemy.exc import InterfaceError, OperationalError

from autograder.files.course_error import ForAll

MACHINE = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO}  # not the fault of one file
OF_ALL = (ForAll, OperationalError, InterfaceError)  # what the next submission would meet, too
HEAD_CHARS, TAIL_CHARS = 2_000, 8_000  # of a traceback
WHY = "Bộ chấm gặp lỗi ở bài này nên bài chưa có điểm mới; điểm cũ, nếu có, vẫn nguyên. Hãy chạy lại lệnh này."
WHERE = "Lỗi của bộ chấm được ghi ở {log}. Hãy chạy lại lệnh này; nếu vẫn lỗi, hãy gửi tệp ấy cho người giữ bộ chấm."


class HasErrorLog(Protocol):
    """A course's folder, as far as the last net asks it anything."""

    @property
    def error_log(self) -> Path:
        """The file for tracebacks of the grader itself."""


def trace_of(error: BaseException) -> str:
    """The traceback of an error that one submission brought about, as text; one that concerns the whole machine goes on."""
    if isinstance(error, OF_ALL) or isinstance(error, OSError) and error.errno in MACHINE:
        raise error
    text = "".join(traceback.format_exception(error))
    return text if len(text) <= HEAD_CHARS + TAIL_CHARS else f"{text[:HEAD_CHARS]}\n…\n{text[-TAIL_CHARS:]}"


def write_log(folder: HasErrorLog, lesson: str, student: str, trace: str) -> None:
    """Add a traceback to the course folder's log, which only its owner reads: it may hold what a student must not see."""
    head = f"{datetime.now():%Y-%m-%d %H:%M:%S} {lesson} {student}"
    lines = [head, *trace.splitlines(), ""]
    text = "".join(f"{_printable(line)}\n" for line in lines)
    with open(os.open(folder.error_log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a", encoding="utf-8") as log:
        log.write(text)


def where_logged(folder: HasErrorLog) -> str:
    """The sentence for the instructor of where errors of the grader are and what to do next."""
    return WHERE.format(log=folder.error_log)


def _printable(line: str) -> str:
    """A line without what would steer the terminal of who reads it."""
    return "".join(c if c.isprintable() else "\ufffd" for c in line)
