"""Other right ways for students who are right: the lines of a variant, sealed with results that no file holds."""

import difflib
import textwrap
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

import numpy as np

from autograder.exercises.model import Exercise, Part, Variant
from autograder.exercises.versions import edited, run_version
from course.checking import plain
from course.checking.compare import Property, Rule
from course.checking.frozen import FrozenExercise, KeyCall, Outcome, Returned, Sealed
from course.checking.lesson import call_with
from course.checking.sealed import MOST_DIGITS, SAFETY, Way, is_far_from_edges, rows_of, seal, words

LEAST, MOST = 2, 8  # calls of each TODO, without those that tell a listed mistake apart
ENOUGH_NUMBERS = 8  # in the results of these calls: so many nobody guesses
MORE = 6  # draws of each TODO that are looked through for these
TRIES = 60  # draws for all of them
MOST_NUMBERS = 400  # of the arguments of a call
Function = Callable[..., Any]


def sealed(asked: Exercise, exercise: FrozenExercise, solutions: Mapping[str, str]) -> Sealed | None:
    """The variants of an exercise that have a note, sealed; None where none has.

    exercise: the same with its visible cases. solutions: {function: source}. Raises ValueError where no drawn call is small and
    away from every edge of rounding.
    """
    solution, told = solutions[asked.function], [variant for variant in asked.variants if variant.note]
    if not told or asked.is_measured:  # no result of a call is the right one, so none is a key
        return None
    wrong = [run_version(solutions, asked.function, {asked.function: one.edits}) for one in asked.misconceptions]
    calls = tuple(_key_calls(asked, exercise, wrong))
    outcomes = [_outcome(asked.reference, call, exercise) for call in calls]
    return Sealed(calls, seal([_way(variant, solution) for variant in told], calls, outcomes))


def _key_calls(asked: Exercise, exercise: FrozenExercise, wrong: Sequence[Function]) -> Iterator[KeyCall]:
    """Calls whose results no listed mistake comes to, the same ones in every build: of each TODO a few drawn ones, then more
    draws or visible cases for the mistakes that these do not tell apart.
    """
    left, streams = list(wrong), []
    for part in asked.parts:
        rng = np.random.default_rng(zlib.crc32(f"ways/{asked.function}/{part.todo}".encode()))
        streams.append(filter(None, (_drawn(asked, exercise, part, rng) for _ in range(TRIES))))
        first = list(_enough(asked, streams[-1]))
        if not first:
            raise ValueError(f"{asked.function}, {part.todo}: no small call away from the edges in {TRIES} draws")
        for call in first:
            yield call
            left = _not_told_apart(asked, exercise, left, call)
    more = (call for stream in streams for call in islice(stream, MORE))
    for call in chain(more, _shown(exercise)):
        if not left:
            return
        still = _not_told_apart(asked, exercise, left, call)
        if len(still) < len(left):
            yield call
        left = still


def _enough(asked: Exercise, drawn: Iterator[KeyCall]) -> Iterator[KeyCall]:
    """The first drawn calls whose results hold enough numbers together."""
    numbers = 0
    for count, call in enumerate(islice(drawn, MOST), 1):
        yield call
        outcome = call_with(asked.reference, call.args)
        numbers += plain.numbers_in(outcome.value) if isinstance(outcome, Returned) else 0
        if count >= LEAST and numbers >= ENOUGH_NUMBERS:
            return


def _not_told_apart(
    asked: Exercise, exercise: FrozenExercise, wrong: Sequence[Function], call: KeyCall
) -> list[Function]:
    """Those of some wrong functions that come to the right result."""
    right = words(call, _outcome(asked.reference, call, exercise))
    return [one for one in wrong if words(call, _outcome(one, call, exercise)) == right]


def _outcome(function: Function, call: KeyCall, exercise: FrozenExercise) -> Outcome:
    args = call.args if call.case is None else exercise.cases[call.case].encoded_args
    with np.errstate(all="ignore"):
        return call_with(function, args)


def _drawn(asked: Exercise, exercise: FrozenExercise, part: Part, rng: np.random.Generator) -> KeyCall | None:
    """A drawn call, or None where it is large, a visible case, or a result that a check takes could make another key."""
    args = part.draw(rng)
    if plain.numbers_in(args) > MOST_NUMBERS:
        return None
    encoded = [plain.encode(value) for value in args.values()]
    if any(encoded == case.encoded_args for case in exercise.cases):
        return None
    return _key_call(encoded, None, asked.reference(*args.values()), part.equality)


def _shown(exercise: FrozenExercise) -> Iterator[KeyCall]:
    """The visible cases: their results are known, and so are no secret, but wrong functions come to others."""
    for position, (case, equality) in enumerate(zip(exercise.cases, exercise.equalities)):
        if call := _key_call([], position, case.needed, equality):
            yield call


def _key_call(args: list[Any], case: int | None, needed: Any, equality: Rule) -> KeyCall | None:
    rows = rows_of(needed)
    if isinstance(equality, Property):
        return None
    if equality.rtol == equality.atol == 0:
        return KeyCall(args, case, None, rows, equality.dtype, SAFETY * equality.atol)
    digits = next((n for n in range(MOST_DIGITS, 1, -1) if is_far_from_edges(needed, rows, n, equality)), None)
    return KeyCall(args, case, digits, rows, equality.dtype, SAFETY * equality.atol) if digits else None


def _way(variant: Variant, solution: str) -> Way:
    """The lines of the variant that the solution does not have."""
    before, after = solution.split("\n"), edited(solution, variant.edits).split("\n")
    blocks = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    pieces = [textwrap.dedent("\n".join(after[start:end])) for kind, _, _, start, end in blocks if kind != "equal"]
    return Way(variant.note, "\n…\n".join(filter(None, pieces)))
