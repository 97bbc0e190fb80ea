"""What stands for a student's earlier function, so that a later one is judged alone: the reference, asked call by call.

Only data crosses. The process that asks holds the function it is asked about, and no answer to that; what it returns is
compared, and never shown to a student.
"""

import inspect
import time
from collections.abc import Iterable, Mapping

import numpy as np

from autograder.diagnosis.bounded import TooLong, bounded
from autograder.exercises.model import Exercise, LessonExercises
from autograder.sandbox import Refused
from course.checking import plain
from course.checking.frozen import Outcome, Raised, Returned, write_outcome
from course.checking.plain import Encoded, Plain

REMEMBERED = 20_000_000  # characters of questions and answers of a lesson that are kept for the next who asks the same
MOST_SECONDS = 20.0  # of processor time that the stand-ins of one submission may compute
OUTSIDE = "OutsideDomain"


class StandIns:
    """The stand-ins of a lesson's functions. What one submission asked for is not computed again for the next."""

    def __init__(self, lesson: LessonExercises) -> None:
        self.lesson = lesson
        self._known = Known()

    def of(self, functions: Iterable[str], spent: "Spent | None" = None) -> dict[str, "StandIn"]:
        """{function: its StandIn}. spent: what those of this submission have computed."""
        spent = spent or Spent()
        return {name: StandIn(self.lesson[name], self._known, spent) for name in functions}


class Known:
    """Answers by what was asked, as many as there is room for."""

    def __init__(self) -> None:
        self.answers: dict[tuple[str, str], Outcome] = {}
        self.characters = 0

    def keep(self, key: tuple[str, str], outcome: Outcome, characters: int) -> None:
        if self.characters + characters > REMEMBERED:
            self.answers.clear()
            self.characters = 0
        self.answers[key] = outcome
        self.characters += characters


class Spent:
    """Seconds that the stand-ins of one submission have computed."""

    def __init__(self) -> None:
        self.seconds = 0.0


class StandIn:
    """One function's, called with encoded arguments, by place and by name; returns an outcome that can be written."""

    def __init__(self, exercise: Exercise, known: Known, spent: Spent) -> None:
        self.exercise, self.known, self.spent = exercise, known, spent

    def __call__(self, args: list[Encoded], named: Mapping[str, Encoded]) -> Outcome:
        """Raises Refused where those of this submission have computed long enough."""
        asked = repr((args, named))
        key = self.exercise.function, asked
        if key in self.known.answers:
            return self.known.answers[key]
        if self.spent.seconds > MOST_SECONDS:
            raise Refused
        start = time.thread_time()
        outcome = self._answer(args, named)
        self.spent.seconds += time.thread_time() - start
        self.known.keep(key, outcome, len(asked) + len(repr(write_outcome(outcome))))
        return outcome

    def here(self, *args: Plain, **named: Plain) -> Plain:
        """The same for a function that runs in this process: returns the value, or raises what the student's side would."""
        outcome = self([plain.encode(one) for one in args], {name: plain.encode(one) for name, one in named.items()})
        if isinstance(outcome, Raised):
            raise ValueError(outcome.message)
        return plain.decode(plain.encode(outcome.value))

    def _answer(self, args: list[Encoded], named: Mapping[str, Encoded]) -> Outcome:
        try:
            signature = inspect.signature(self.exercise.reference)
            given = signature.bind(*map(plain.decode, args), **{name: plain.decode(one) for name, one in named.items()})
        except (plain.NotPlain, TypeError) as error:
            return Raised("TypeError", f"{self.exercise.function}: {error}")
        given.apply_defaults()
        return self._computed(given.arguments)

    def _computed(self, arguments: Mapping[str, Plain]) -> Outcome:
        """What the reference returns, of the arguments as they are or else with whole numbers read as integers."""
        refused = ""
        for readings in (arguments, {name: _as_integers(value) for name, value in arguments.items()}):
            try:
                with np.errstate(all="ignore"):
                    if not self.exercise.bears(**readings):
                        raise ValueError("quá lớn")
                    returned = Returned(bounded(self.exercise.reference, *readings.values()))
                plain.encode(returned.value)
                return returned
            except (ValueError, TypeError, ArithmeticError, AttributeError, LookupError, MemoryError, TooLong) as error:
                refused = refused or str(error) or type(error).__name__
        return Raised(OUTSIDE, f"{self.exercise.function} được gọi với giá trị ngoài đề: {refused}")


def _as_integers(value: Plain) -> Plain:
    """The same value, where it is of whole numbers written as real ones: students keep codes so."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, np.ndarray | np.generic) and np.asarray(value).dtype.kind == "f":
        whole = np.asarray(value)
        if np.isfinite(whole).all() and (whole == np.rint(whole)).all() and (np.abs(whole) < 2**31).all():
            fits = np.int8 if whole.size == 0 or (np.abs(whole + 0.5) < 128).all() else np.int16
            small = whole.size == 0 or (np.abs(whole + 0.5) < 2**15).all()
            return whole.astype(fits if small else np.int64)
    return value
