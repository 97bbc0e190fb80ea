"""A puzzle as pure data: its cases with needed values, and how long the lesson's own line is."""

from autograder.exercises.model import Puzzle
from course.checking import puzzle as checked
from course.checking.frozen import Case, FrozenExercise, Part
from course.checking.frozen import Puzzle as FrozenPuzzle


def frozen(puzzle: Puzzle, solution: str) -> FrozenPuzzle:
    """The puzzle as data. solution: source of the lesson's cell, of which only the length is kept."""
    cases = tuple(Case(case.label, case.args, puzzle.reference(*case.args.values())) for case in puzzle.cases)
    part = Part(checked.STAR, 0, tuple(range(len(cases))), puzzle.equality)
    exercise = FrozenExercise(puzzle.function, puzzle.title, puzzle.asks, puzzle.tells, cases, (part,), ())
    written = checked.read(solution)
    return FrozenPuzzle(exercise, puzzle.is_one_line, written.length if written and puzzle.is_one_line else 0)
