"""What the solution has in hand where a student's function still stops at a stub: for a check after each TODO of a long function."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.exercises.versions import REGION, TODO, run_version
from course.checking.compare import alike
from course.checking.frozen import FrozenExercise, Waypoint
from course.checking.plain import NotPlain, decode, encode, numbers_in
from course.checking.stops import MOST_NUMBERS, locals_at_stop

CASES = 2  # of one stop


@dataclass(frozen=True)
class Piece:
    """The solution of one TODO: its first and last line in the cell, and the text that a stop puts in its place."""

    todo: str
    first: int
    last: int
    stopped: str


@dataclass(frozen=True)
class Held:
    """The local names at a stop, in the case at a position, and the values that are there before the first TODO."""

    position: int
    names: Mapping[str, Any]
    given: tuple[Any, ...]


def of(exercise: FrozenExercise, solutions: Mapping[str, str]) -> Iterator[Waypoint]:
    """The waypoints of an exercise of several TODOs; none where no value is small and made by a TODO alone.

    solutions: {function: source}, of this function and those before it.
    """
    source = solutions[exercise.function]
    pieces = _pieces(source)
    for place, stop in enumerate(pieces[1:], 1):
        made = _made_before(source, pieces[:place])
        held = list(_held(exercise, solutions, pieces[0], stop, {name for names in made.values() for name in names}))
        for todo, names in made.items():
            yield from (one for name in sorted(names) if (one := _waypoint(stop.todo, todo, name, held)))


def _pieces(source: str) -> list[Piece]:
    pieces = []
    for region in REGION.finditer(source):
        todo = TODO.findall(source[: region.start()])[-1]
        stop = f'{region["indent"]}raise NotImplementedError("{todo}: chưa làm")'
        first, last = (source.count("\n", 0, end) + 1 for end in region.span())
        pieces.append(Piece(todo, first, last, source[: region.start()] + stop + source[region.end() :]))
    return pieces


def _made_before(source: str, pieces: Sequence[Piece]) -> dict[str, set[str]]:
    """{TODO: the names that it binds last of these TODOs, and that are read below it}."""
    tree = ast.parse(source)
    bound = [{name for name, line in _bound(tree) if one.first <= line <= one.last} for one in pieces]
    made = {}
    for place, piece in enumerate(pieces):
        read = {name for name, line in _read(tree) if line > piece.last}
        made[piece.todo] = (bound[place] & read) - set().union(*bound[place + 1 :])
    return made


def _bound(tree: ast.AST) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Name):
            yield node.value.id, node.lineno
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node.lineno


def _read(tree: ast.AST) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id, node.lineno


def _held(
    exercise: FrozenExercise, solutions: Mapping[str, str], first: Piece, stop: Piece, made: set[str]
) -> Iterator[Held]:
    """The first cases that come to the stop with small values of the names in `made`. first: the piece before which everything
    is given.
    """
    before, here = (
        run_version({**solutions, exercise.function: piece.stopped}, exercise.function, {}) for piece in (first, stop)
    )
    left = CASES
    for position, case in enumerate(exercise.cases):
        with np.errstate(all="ignore"):
            given = locals_at_stop(before, map(decode, case.encoded_args), first.todo)
            found = locals_at_stop(here, map(decode, case.encoded_args), stop.todo)
        if found is not None and all(_is_small(found[name]) for name in made & found.keys()):
            yield Held(position, found, tuple((given or {}).values()))
            left -= 1
        if not left:
            return


def _is_small(value: Any) -> bool:
    try:
        encode(value)
    except NotPlain:
        return False
    return numbers_in(value) <= MOST_NUMBERS


def _waypoint(stop: str, todo: str, name: str, held: Sequence[Held]) -> Waypoint | None:
    """The waypoint of one name, or None where it is not there, or where everybody has its values from the start."""
    if not held or not all(name in one.names for one in held):
        return None
    if all(any(alike(one.names[name], given) for given in one.given) for one in held):
        return None
    return Waypoint(stop, todo, tuple(one.position for one in held), tuple(one.names[name] for one in held))
