"""How much trusted computing a submission's closer look may cause: counted, not timed, so that it is the same on every machine."""

import sys
from collections.abc import Callable, Mapping
from types import FrameType
from typing import Any

from course.checking import plain
from course.checking.plain import Plain

CALL = 20  # what calling a function and comparing its answer is worth, in lines that run
EXAMPLES = 15_000  # lines for smaller inputs, of all functions of a submission together


class Left:
    """How many lines are left of so many."""

    def __init__(self, lines: int) -> None:
        self.lines = lines

    def __bool__(self) -> bool:
        return self.lines > 0

    def take(self, lines: int) -> bool:
        """Take so many, if there are any; returns whether there were."""
        if not self:
            return False
        self.lines -= lines
        return True


def lines_run(function: Callable[..., Any], args: Mapping[str, Plain]) -> int:
    """How many lines of solutions a call with a case's arguments runs: what it costs, whatever the machine."""
    count = 0

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal count
        if not frame.f_code.co_filename.startswith("<"):  # NumPy's own lines
            return None
        count += event == "line"
        return trace

    values, former = [plain.decode(plain.encode(value)) for value in args.values()], sys.gettrace()
    sys.settrace(trace)
    try:
        function(*values)
    finally:
        sys.settrace(former)
    return count
