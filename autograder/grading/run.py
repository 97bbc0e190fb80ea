"""One submission's cells run and its functions called, in a sandbox; what comes back is judged."""

from collections.abc import Iterable, Sequence
from contextlib import closing
from functools import cached_property
from itertools import chain
from typing import Any, NamedTuple

from nbformat import NotebookNode

from autograder.authoring.text import is_example
from autograder.diagnosis.closer_look import CloserLook
from autograder.diagnosis.rooms import Rooms
from autograder.grading.answers import CHECK, END, UNANSWERED, Answers, Asked
from autograder.grading.attempts import Attempts, Cell, Step, undisturbed
from autograder.grading.lesson import InstructorLesson
from autograder.grading.outputs import Shown
from autograder.grading.over_limits import LIMITS, first_limit, slow_cells
from autograder.intake.labels import is_grade, is_locked
from autograder.intake.text import bound_names
from autograder.sandbox import Ended, Sandbox, Session, Time
from course.checking.frozen import FrozenExercise, Missing, Raised
from course.checking.judge import Verdict
from course.checking.missing import explained

LONG = 0.25  # seconds; a cell that takes longer and binds nothing does not run again


class Ran(NamedTuple):
    """What running a submission comes to.

    outputs: {cell id: outputs}. over: (word, sentence) of LIMITS for what went beyond them, or None. refused: paths of the
    files beside the notebook that could not be written where the cells ran.
    """

    verdicts: tuple[Verdict, ...]
    outputs: dict[str, list[NotebookNode]]
    over: tuple[str, str] | None
    refused: list[str]


def finished(
    notebook: NotebookNode, lesson: InstructorLesson, sandbox: Sandbox, files: Sequence[tuple[str, bytes]] = ()
) -> Ran:
    """What a run comes to that nobody disturbed. files: see SubmittedFile. Raises Unfinished."""
    return undisturbed(lambda: Run(notebook, lesson, sandbox, files).finish())


class Run:
    """The cells of one submission run and its functions called, in as many processes as it takes: see Attempts."""

    def __init__(
        self, notebook: NotebookNode, lesson: InstructorLesson, sandbox: Sandbox, files: Sequence[tuple[str, bytes]]
    ) -> None:
        self.lesson, self.sandbox, self.files = lesson, sandbox, files
        self.refused: list[str] = []
        self.cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        self.time, self.attempts = Time(sandbox.limits), Attempts()
        self.took: dict[str, float] = {}  # seconds of each cell, by id
        self.at: Step = None  # the one that is being done
        self.shown, self.answers = Shown(sandbox.limits), Answers(lesson.frozen.exercises)

    def finish(self) -> Ran:
        while not self.attempts.are_over:
            try:
                self._once()
                break
            except Ended as end:
                self._learn(end.reason)
        over = self._over()
        return Ran(self._verdicts(), self.shown.by_cell, over, self.refused)

    def _once(self) -> None:
        """Every cell in its place; functions are called where their check stands, and those not right once more at the end."""
        self.at = None
        with self.sandbox.session(self.time, self.files) as session:
            self.refused = session.refused
            for place, cell in enumerate(self.cells):
                if exercise := self.lesson.exercise_of(cell):
                    self._ask(session, CHECK, exercise)
                elif is_run(cell):
                    self._run_cell(session, place)
            for exercise in self.lesson.frozen.exercises:
                first = Asked(CHECK, exercise.function)
                if first not in self.attempts.left_out and not self.answers.are_right(first):
                    self._ask(session, END, exercise)

    def _learn(self, reason: str) -> None:
        """Know better the next time, after the process ended in the midst of a step."""
        self.attempts = self.attempts.after(self.at, reason, self.time.calls.left)
        if self.attempts.asks_again(self.at):
            self.answers.forget(self.at)

    def _run_cell(self, session: Session, place: int) -> None:
        cell, before = self.cells[place], self.time.cells.left
        self.at = Cell(cell.id)
        if self.attempts.runs(self.at, before, self.time.cells.seconds):
            self.shown.keep(cell.id, self._messages(session, place))
            self.took[cell.id] = max(self.took.get(cell.id, 0.0), before - self.time.cells.left)

    def _messages(self, session: Session, place: int) -> list[Any]:
        """What running a cell shows; where it lacks a name of the lesson's own examples, after running those."""
        cell = self.cells[place]
        asked = self.lesson.asked_of(cell)
        found = session.run(cell.source, asked=asked)
        if any(_lacks(message, self.lesson.frozen.locked_names) for message in found):
            for example in filter(is_example, self.cells[:place]):
                session.run(example.source, is_example=True)
            found = session.run(cell.source, asked=asked)
        return found

    def _ask(self, session: Session, when: str, exercise: FrozenExercise) -> None:
        """Call the function in every case: see FrozenExercise.calls."""
        self.at = asked = Asked(when, exercise.function)
        if asked not in self.answers:
            careful = asked in self.attempts.careful
            self.answers.keep(asked, session.call(exercise.function, exercise.calls, careful=careful))

    def _verdicts(self) -> tuple[Verdict, ...]:
        """The verdict on each exercise, after a closer look, and with what a function lacks."""
        if not self.lesson.frozen.exercises:
            return ()
        met = self.attempts.reason
        reason = Raised("NoAnswer", LIMITS[met][1]) if met else UNANSWERED
        look = CloserLook(self.lesson.diagnosis, self._rooms)
        with closing(self._rooms):
            for exercise in self.lesson.frozen.exercises:
                given = self.answers.best(exercise)
                look.take(given.verdict(reason), given.outcomes, given.again)
        never_bound = self._never_bound()
        return tuple(
            explained(
                verdict,
                self.lesson.frozen,
                never_bound=never_bound,
                source=self._rooms.cell_of(verdict.exercise.function) or "",
            )
            for verdict in look.verdicts
        )

    @cached_property
    def _rooms(self) -> Rooms:
        asks_or_checks = [self.lesson.asked_of(cell) or self.lesson.exercise_of(cell) for cell in self.cells]
        own = [place for place, cell in enumerate(self.cells) if is_run(cell) and not asks_or_checks[place]]
        sources = [cell.source if is_run(cell) else "" for cell in self.cells]
        return Rooms(self.sandbox, self.files, sources, own, self._prepare)

    def _prepare(self, session: Session, changed: dict[int, str]) -> None:
        """Run the cells once more, those with another source that are told; not what took long and is no answer."""
        for place, cell in enumerate(self.cells):
            if place in changed:
                session.run(changed[place], asked=self.lesson.asked_of(cell))
            elif self._is_run_again(cell):
                self._messages(session, place)

    def _is_run_again(self, cell: NotebookNode) -> bool:
        if self.lesson.exercise_of(cell) or not is_run(cell) or Cell(cell.id) in self.attempts.left_out:
            return False
        seconds = self.took.get(cell.id, 0.0)
        if self.lesson.asked_of(cell) or seconds <= LONG:
            return True
        return seconds < self.sandbox.limits.cell_seconds and bool(bound_names(cell.source))

    def _never_bound(self) -> dict[str, Missing]:
        """{name: Missing} of what the lesson wants of cells that ended their process."""
        left_out = self.attempts.left_out
        ends = [(cell, left_out[Cell(cell.id)]) for cell in self.cells if Cell(cell.id) in left_out]
        return {name: Missing(name, *LIMITS[reason]) for cell, reason in ends for name in self.lesson.asked_of(cell)}

    def _over(self) -> tuple[str, str] | None:
        """(word, sentence) of the limit that it went beyond, or None."""
        met = self.attempts.reason
        if not met and self.time.cells.left <= 0:
            return slow_cells(self.cells, self.took)
        met = met or first_limit(chain(self.shown.errors(), self.answers.errors()))
        met = met or ("output" if self.shown.is_flooded else None)
        return LIMITS[met] if met else None


def is_run(cell: NotebookNode) -> bool:
    """The student's cells run, those the text marks `setup=true`, and checks that only the notebook knows."""
    return is_grade(cell) or not is_locked(cell) or bool(cell.metadata.get("setup"))


def _lacks(message: object, names: Iterable[str]) -> bool:
    """Did the cell stop for one of these names?"""
    match message:
        case {"error": "NameError", "message": str(text)}:
            return any(text == f"name '{name}' is not defined" for name in names)
    return False
