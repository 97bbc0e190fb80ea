"""Other right ways for students who are right: the lines of a variant, sealed with results that no file holds."""

import difflib
import textwrap
import zlib
from collections.abc import Iterator
from itertools import islice
from typing import Any

import numpy as np

from autograder.exercises.model import Exercise, Part, Variant
from autograder.exercises.versions import edited
from course.checking import plain
from course.checking.frozen import KeyCall, Outcome, Sealed
from course.checking.lesson import call_with
from course.checking.sealed import Way, is_far_from_edges, seal

CALLS = 2  # of each TODO
TRIES = 300
MOST_NUMBERS = 400  # of the arguments of a call


def sealed(exercise: Exercise, solution: str) -> Sealed | None:
    """The variants of an exercise that have a note, sealed; None where none has."""
    told = [variant for variant in exercise.variants if variant.note]
    if not told:
        return None
    calls = tuple(key_calls(exercise))
    outcomes: list[Outcome] = [call_with(exercise.reference, one.args) for one in calls]
    return Sealed(calls, seal([_way(variant, solution) for variant in told], calls, outcomes))


def key_calls(exercise: Exercise) -> Iterator[KeyCall]:
    """Calls that each tell right from wrong functions, the same ones in every build.

    Raises ValueError where none are small and away from every edge of rounding.
    """
    for part in exercise.parts:
        rng = np.random.default_rng(zlib.crc32(f"ways/{exercise.function}/{part.todo}".encode()))
        tried = (_key_call(exercise, part, rng) for _ in range(TRIES))
        found = list(islice(filter(None, tried), CALLS))
        if not found:
            raise ValueError(f"{exercise.function}, {part.todo}: no small call away from the edges in {TRIES} draws")
        yield from found


def _key_call(exercise: Exercise, part: Part, rng: np.random.Generator) -> KeyCall | None:
    """A drawn call, or None where it is large or a result that a check takes could make another key."""
    args = part.draw(rng)
    if sum(map(_numbers_in, args.values())) > MOST_NUMBERS:
        return None
    needed, equality = exercise.reference(*args.values()), part.equality
    exact = equality.rtol == equality.atol == 0
    if not exact and not is_far_from_edges(needed, equality.rtol, equality.atol):
        return None
    return KeyCall([plain.encode(value) for value in args.values()], exact, isinstance(needed, (tuple, list)))


def _numbers_in(value: Any) -> int:
    if isinstance(value, (tuple, list)):
        return sum(map(_numbers_in, value))
    return int(np.size(value))


def _way(variant: Variant, solution: str) -> Way:
    """The lines of the variant that the solution does not have."""
    before, after = solution.split("\n"), edited(solution, variant.edits).split("\n")
    blocks = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    pieces = [textwrap.dedent("\n".join(after[start:end])) for kind, _, _, start, end in blocks if kind != "equal"]
    return Way(variant.note, "\n…\n".join(filter(None, pieces)))
