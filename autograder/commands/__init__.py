"""The command line: one function a command, each prints what to do next. Errors a person can mend exit with 2."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from autograder.commands import (
    authoring,
    class_list,
    deadline,
    grading,
    measuring,
    one,
    reporting,
    similarity,
    watching,
)
from autograder.commands.calling import CODES, Commands, Parser
from autograder.files.course_error import CourseError

STOPPED = 130  # what shells say of a program that Ctrl-C ended


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0 done, 1 a check failed, 2 called wrongly, 130 stopped by Ctrl-C."""
    chosen = command_line().parse_args(arguments)
    _put_tools_on_path()
    # NumPy is not imported yet, and products as small as ours take longer on several threads
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        return chosen.run(chosen) or 0
    except CourseError as error:
        return _refused(f"Lỗi: {error}")
    except OSError as error:
        if error.filename is None:
            raise
        return _refused(
            f"Lỗi: không đọc hay ghi được {error.filename}: {error.strerror}. Hãy xem lại đường dẫn và quyền."
        )
    except KeyboardInterrupt as stopped:
        print(stopped if stopped.args else "Đã dừng.", file=sys.stderr)
        return STOPPED


def _refused(why: str) -> int:
    """Say what is wrong, in which names of strangers may stand; returns the exit code."""
    from autograder.screen import printable

    print(printable(why), file=sys.stderr)
    return 2


def command_line() -> Parser:
    """The Parser of all commands."""
    parser = Parser(
        prog="python -m autograder",
        description="Dựng bài học, phát bài, chấm bài nộp, trả phản hồi và điểm.",
        epilog=CODES,
    )
    commands = Commands(parser)
    for group in (authoring, class_list, deadline, grading, watching, one, reporting, similarity, measuring):
        group.add_to(commands)
    return parser


def _put_tools_on_path() -> None:
    """nbgrader calls `alembic` by name: let it find the one of this environment."""
    tools = str(Path(sys.executable).parent)
    if tools not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([tools, os.environ.get("PATH", "")])
