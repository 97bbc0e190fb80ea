"""Which TODOs of a wrong function are lost: the fewest pieces that must be the solution's to make every case right.

Each mixture of pieces runs in a process of its own, which so holds no piece that it is asked about.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import combinations

from autograder.diagnosis.pieces import Cut, by_assignments, cut, mixtures, suspects
from autograder.diagnosis.rooms import Rooms
from autograder.diagnosis.stand_ins import StandIn
from autograder.exercises.written import without_markers
from autograder.sandbox import Ended
from course.checking.frozen import FrozenExercise, Outcome
from course.checking.judge import is_right
from course.checking.repair import Place

FEW_LINES = 3  # that can be looked at together


class Blame:
    """Looks for the lost TODOs of a lesson's exercises.

    solutions: {function: source}. asked, fell_back: of how many functions of several TODOs somebody wanted to know the lost
    ones, and how often only the cases told, for want of pieces, of an end or of rooms.
    """

    def __init__(self, solutions: Mapping[str, str]) -> None:
        self.solutions = {name: without_markers(source) for name, source in solutions.items()}
        self._cuts: dict[str, Cut] = {}
        self.asked = self.fell_back = 0

    def lost(
        self, exercise: FrozenExercise, outcomes: Sequence[Outcome], rooms: Rooms, stand_ins: Mapping[str, StandIn]
    ) -> tuple[str, ...] | None:
        """The TODOs that are lost, at least one; None where the function's cell cannot be cut into pieces, or no room is left.

        outcomes: of the wrong function, one a case. stand_ins: {earlier function that is not right: its StandIn}.
        """
        source, solution = rooms.cell_of(exercise.function), self._solution(exercise)
        todos = list(solution.by_todo)
        student = cut(source, exercise.function, todos) if source else None
        if source and student is None:
            student = by_assignments(source, exercise.function, solution)
        if student is None:
            return None
        order = _wrong_first(exercise, outcomes)
        for sources, replaced in _smallest_first(student, solution):
            if self._works(exercise, sources, order, rooms, stand_ins):
                return replaced or (todos[-1],)  # only lines outside all TODOs differ
            if rooms.are_used_up:
                return None
        return tuple(todos)

    @staticmethod
    def is_untouched(exercise: FrozenExercise, source: str) -> bool:
        """Is the stub of every TODO still all there is in the cell?"""
        student = cut(source, exercise.function, [part.todo for part in exercise.parts])
        return student is not None and all(piece.is_not_done for piece in student.by_todo.values())

    def lines(self, exercise: FrozenExercise, source: str, todos: Collection[str]) -> set[int] | None:
        """The lines of a cell, from 1, in which these TODOs are written; None where it cannot be cut."""
        student = cut(source, exercise.function, [part.todo for part in exercise.parts])
        if student is None:
            return None
        return {line for todo in todos for line in student.by_todo[todo].numbers}

    def place(self, exercise: FrozenExercise, source: str, todo: str) -> Place | None:
        """Where in a cell the code of a TODO is; None where the cell cannot be cut, or where that is nothing or many lines."""
        lines = source.split("\n")
        numbers = sorted(self.lines(exercise, source, (todo,)) or ())
        code = [number for number in numbers if (text := lines[number - 1].strip()) and not text.startswith("#")]
        if not 0 < len(code) <= FEW_LINES:
            return None
        first, last = lines[code[0] - 1], lines[code[-1] - 1]
        text = "\n".join(lines[code[0] - 1 : code[-1]])
        return Place(code[0], len(first) - len(first.lstrip()), code[-1], len(last), text, first)

    def _solution(self, exercise: FrozenExercise) -> Cut:
        if exercise.function not in self._cuts:
            todos = [part.todo for part in exercise.parts]
            found = cut(self.solutions[exercise.function], exercise.function, todos)
            if found is None:
                raise ValueError(f"the solution of {exercise.function} has no comment for each of {todos}")
            self._cuts[exercise.function] = found
        return self._cuts[exercise.function]

    @staticmethod
    def _works(
        exercise: FrozenExercise,
        sources: Sequence[str],
        order: Sequence[int],
        rooms: Rooms,
        stand_ins: Mapping[str, StandIn],
    ) -> bool:
        """Is one of these cells, which hold the same pieces, right in every case?"""
        if not sources:
            return False
        with suppress(Ended), rooms.open(exercise.function, sources[0], stand_ins) as room:
            for number, source in enumerate(sources):
                if number:
                    room.define(source)
                if all(
                    is_right(exercise, place, outcome)
                    for places in (order[:1], order[1:])
                    for place, outcome in zip(
                        places, room.call(exercise.function, [exercise.cases[place].encoded_args for place in places])
                    )
                ):
                    return True
        return False


def _wrong_first(exercise: FrozenExercise, outcomes: Sequence[Outcome]) -> list[int]:
    """The places of the cases, those first in which the function is wrong."""
    return sorted(range(len(outcomes)), key=lambda place: is_right(exercise, place, outcomes[place]))


def _smallest_first(student: Cut, solution: Cut) -> Iterator[tuple[list[str], tuple[str, ...]]]:
    """(cells with the same pieces, the TODOs that are the solution's in them): the fewest first.

    Of equally many first those that leave a name unassigned, then the last ones.
    """
    todos, suspected = list(solution.by_todo), suspects(student, solution)
    not_done = {todo for todo, piece in student.by_todo.items() if piece.is_not_done}
    for own_head in (True, False):
        for size in range(1 if own_head else 0, len(todos) + 1):
            last_first = reversed(list(combinations(todos, size)))
            for replaced in sorted(last_first, key=lambda some: not suspected & set(some)):
                if not_done <= set(replaced):
                    yield mixtures(student, solution, replaced, own_head), replaced
