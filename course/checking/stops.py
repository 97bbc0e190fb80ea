"""How far a function of several TODOs is right that still stops at a stub: what its variables hold there, beside what is needed."""

import inspect
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from course.checking import plain
from course.checking.compare import Equality, alike, difference
from course.checking.frozen import Case, FrozenExercise, Waypoint
from course.checking.plain import Plain

ON_THE_WAY = 1e-6  # relative difference of a number that is not the result yet: as float32 and another order make it
FIRST = 6  # numbers shown of an array
MOST_NAMES = 60  # local names that are looked at
MOST_NUMBERS = 600  # of one value
Locals = Mapping[str, Any]


@dataclass(frozen=True)
class Reached:
    """What was found of one TODO before a stop: the variables that hold what it is to make, and values that none holds."""

    todo: str
    names: tuple[str, ...]
    lacking: tuple[Plain, ...]


def reached(function: Callable[..., Any], exercise: FrozenExercise, stop: str) -> list[Reached]:
    """What the function holds of each TODO before the stub of `stop`, in the visible cases of the exercise's waypoints."""
    waypoints = [one for one in exercise.waypoints if one.stop == stop]
    found = {}
    for position in sorted({case for one in waypoints for case in one.cases}):
        case = exercise.cases[position]
        held = locals_at_stop(function, map(plain.decode, case.encoded_args), stop)
        if held is None:
            return []
        found[position] = _own(held, case)
    return [_reached(todo, waypoints, exercise, found) for todo in dict.fromkeys(one.todo for one in waypoints)]


def locals_at_stop(function: Callable[..., Any], args: Iterable[Plain], todo: str) -> Locals | None:
    """The local names of a function where the stub of this TODO ends a call; None where it ends otherwise."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    try:
        function(*args)
    except NotImplementedError as error:
        if not str(error).startswith(f"{todo}:"):
            return None
        frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__) if frame.f_code is code]
        return dict(frames[-1].f_locals) if frames else None
    except (Exception, SystemExit):  # it is told by the check, which called the function, too
        return None
    return None


def _own(held: Locals, case: Case) -> dict[str, Plain]:
    """The local names that hold a plain value, and not just an argument as it was given."""
    values = {name: _plain(value) for name, value in list(held.items())[:MOST_NAMES]}
    return {
        name: value
        for name, value in values.items()
        if value is not None
        and not any(alike(value, given) for given in case.args.values() if type(value) is type(given))
    }


def _plain(value: object) -> Plain:
    """The value as it would come back from a call; None for what is not plain, or larger than any waypoint."""
    if isinstance(value, np.ndarray) and value.size > MOST_NUMBERS:
        return None
    try:
        return plain.decode(plain.encode(value))
    except plain.NotPlain:
        return None


def _reached(
    todo: str, waypoints: Sequence[Waypoint], exercise: FrozenExercise, found: Mapping[int, Locals]
) -> Reached:
    [equality] = [p.equality for p in exercise.parts if p.todo == todo and isinstance(p.equality, Equality)]
    on_the_way = Equality(max(equality.rtol, ON_THE_WAY), False, equality.atol)
    names, lacking = [], []
    for waypoint in waypoints:
        if waypoint.todo == todo:
            name = next(_holding(waypoint, on_the_way, found), None)
            names += [name] if name else []
            lacking += [] if name else [waypoint.values[0]]
    return Reached(todo, tuple(names), tuple(lacking))


def _holding(waypoint: Waypoint, equality: Equality, found: Mapping[int, Locals]) -> Iterator[str]:
    """The names that hold the waypoint's value in every case, the latest first."""
    wanted = [(found[case], value) for case, value in zip(waypoint.cases, waypoint.values)]
    for name in reversed(list(wanted[0][0])):
        if all(name in held and _is_value(held[name], value, equality) for held, value in wanted):
            yield name


def _is_value(held: Any, value: Plain, equality: Equality) -> bool:
    """Is it this value, axes of length 1 aside?"""
    if isinstance(held, np.ndarray) and isinstance(value, np.ndarray):
        held, value = np.squeeze(held), np.squeeze(value)
    if isinstance(held, np.ndarray) and (held.dtype.kind not in "biuf" or held.shape != np.shape(value)):
        return False
    return isinstance(held, (bool, int, float, tuple, list, np.generic, np.ndarray)) and not difference(
        held, value, equality
    )


def words(found: Reached) -> str:
    """A sentence on it: that it is right so far in the example, or a question."""
    if not found.lacking:
        return f"{found.todo}: đến đây khớp trên ví dụ ({', '.join(found.names)})."
    told = "; ".join(map(_shown, found.lacking))
    also = f" ({', '.join(found.names)} thì khớp.)" if found.names else ""
    return f"{found.todo}: biến nào của bạn giữ kết quả của bước này? Trên ví dụ, chưa biến nào mang giá trị cần có: {told}.{also}"


def _shown(value: Plain) -> str:
    """The kind, the shape and the first numbers."""
    if not isinstance(value, np.ndarray) or not value.ndim:
        return f"{value!r}" if not isinstance(value, (np.generic, np.ndarray)) else f"{value.item()!r} ({value.dtype})"
    numbers = ", ".join(f"{number:.6g}" for number in (value.ravel()[:FIRST] + 0).tolist())
    more = ", …" if value.size > FIRST else ""
    return f"[{numbers}{more}] ({value.dtype}, chiều {value.shape})"
