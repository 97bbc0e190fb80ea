"""What is done after a submission's process ended: what is asked again, what is left out, and when one gives up.

A submission's cells run and its functions are called in as many processes as it takes, up to LIVES. A cell or function
that ends its process is left out of the next, so it costs only itself. First a function whose calls end their process
is asked once more, one answer at a time, so that what it answered before counts. Where somebody else ended a process,
nothing is known of the submission: all begins anew, up to TRIES.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TypeGuard, TypeVar

from autograder.files.course_error import CourseError
from autograder.grading.answers import Asked
from autograder.sandbox import Killed

LIVES = 6  # how many processes one submission may have
TRIES = 3  # how often a submission is begun again when somebody else ended its process
SPARE = 0.5  # of the cells' time, by which they may exceed it in all
UNFINISHED = "Tiến trình chạy bài bị bên ngoài dừng nhiều lần, có thể vì máy hết bộ nhớ, nên bài chưa được chấm xong và điểm cũ, nếu có, còn nguyên. Hãy chạy lại lệnh chấm; nếu vẫn vậy, hãy chấm với --jobs nhỏ hơn."

T = TypeVar("T")


class Unfinished(CourseError):
    """A submission's process was killed from outside at every try: nothing is known of the submission."""


@dataclass(frozen=True)
class Cell:
    """A cell that is run, by its id."""

    id: str


Step = Cell | Asked | None  # what a process was doing; None before its first cell


@dataclass(frozen=True)
class Attempts:
    """What is known after some processes of a submission have ended.

    ends: how many they are. careful: functions that are asked once more. left_out: {step: why its process ended}.
    reason: why something was left out for the first time, or None. are_over: is there no further process?
    Reasons are keys of LIMITS.
    """

    ends: int = 0
    careful: frozenset[Asked] = frozenset()
    left_out: Mapping[Step, str] = field(default_factory=lambda: MappingProxyType({}))
    reason: str | None = None
    are_over: bool = False

    def after(self, step: Step, reason: str, time_left: float) -> "Attempts":
        """What is known after one more process ended in this step. time_left: seconds that calls may still take."""
        known = replace(self, ends=self.ends + 1)
        if isinstance(step, Asked) and step not in self.careful and time_left > 0:
            known = replace(known, careful=self.careful | {step})
        else:
            known = replace(known, left_out={**self.left_out, step: reason}, reason=self.reason or reason)
        if known.ends < LIVES and time_left > 0:
            return known
        return replace(known, reason=known.reason or "crash", are_over=True)

    def asks_again(self, step: Step) -> TypeGuard[Asked]:
        """Is this a function to ask anew, whose answers of before are forgotten?"""
        return step in self.careful and step not in self.left_out

    def runs(self, cell: Cell, time_left: float, seconds: float) -> bool:
        """Is this cell run, so long before or after the end of the seconds that all cells have?"""
        return cell not in self.left_out and time_left > -SPARE * seconds


def undisturbed(work: Callable[[], T]) -> T:
    """What work() returns, done again where it raises Killed; raises Unfinished where it does so every time."""
    for _ in range(TRIES):
        with suppress(Killed):
            return work()
    raise Unfinished(UNFINISHED)
