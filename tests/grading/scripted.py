"""A lesson of two functions, and a sandbox whose processes end where a script says: no process is started."""

from dataclasses import dataclass, field
from types import SimpleNamespace

from nbformat.v4 import new_code_cell, new_notebook

from autograder.sandbox import Limits
from autograder.sandbox.spent import Spent
from course.checking.compare import Equality
from course.checking.frozen import Case, FrozenExercise, FrozenLesson, Part, Returned
from course.checking.judge import judge

RIGHT = (1, 2)  # what each function must return in its two cases
CHECKS = {"f": "check-f", "g": "check-g"}


def exercise(function, mistakes=()):
    """A function of two TODOs, one case each."""
    cases = tuple(Case(str(number), {"x": number}, number) for number in RIGHT)
    parts = tuple(Part(f"{function} {place}", 1.0, (place,), Equality()) for place in range(len(RIGHT)))
    return FrozenExercise(function, function, "", "", cases, parts, tuple(mistakes))


def returned(*values):
    return [Returned(value) for value in values]


def lesson(exercises=None):
    """What Run needs of an InstructorLesson; nothing is found on a closer look."""
    asked = exercises or [exercise(function) for function in CHECKS]
    by_check = {CHECKS[one.function]: one for one in asked}
    return SimpleNamespace(
        frozen=FrozenLesson("", (), tuple(asked)),
        exercise_of=lambda cell: by_check.get(cell.id),
        asked_of=lambda cell: ["f"] if cell.id == "a" else [],
        diagnosis=SimpleNamespace(
            stand_ins=SimpleNamespace(of=lambda functions, spent=None: {}),
            explained=lambda exercise, outcomes, again, stand_ins=None, source="": judge(exercise, outcomes, again),
            blame=SimpleNamespace(lost=lambda *_: None, solutions=dict.fromkeys(CHECKS, ""), asked=0, fell_back=0),
        ),
    )


def notebook():
    """Cell a, the check of f, cell b, the check of g."""
    labels = {"nbgrader": {"grade": True, "locked": True}}
    cells = [
        new_code_cell("a", id="a"),
        new_code_cell("f", id="check-f", metadata=labels),
        new_code_cell("b", id="b"),
        new_code_cell("g", id="check-g", metadata=labels),
    ]
    return new_notebook(cells=cells)


@dataclass(frozen=True)
class Does:
    """What a cell or function does when it comes to it: it takes seconds, a function answers, and it may end the process."""

    answers: tuple = (*RIGHT, RIGHT[0])
    seconds: float = 0.0
    ends: BaseException | None = None


@dataclass
class Scripted:
    """A sandbox. script: {cell, function or "start": what it does the first time, the second, …}; afterwards all goes well.

    asked: what each process came to, in order; "f*" where f was to send every answer at once.
    """

    script: dict[str, list[Does]]
    limits: Limits = field(default_factory=Limits)
    asked: list[list[str]] = field(default_factory=list)

    def __post_init__(self):
        self._left = {name: list(does) for name, does in self.script.items()}

    def session(self, time, files):
        self.asked.append([])
        return _Session(self, time)

    def next(self, name):
        return self._left[name].pop(0) if self._left.get(name) else Does()


class _Session:
    def __init__(self, sandbox, time):
        self.sandbox, self.time, self.refused, self.looks_closer = sandbox, time, [], False

    def __enter__(self):
        list(self._do("start", self.time.cells))
        return self

    def __exit__(self, *_):
        pass

    def run(self, source, is_example=False, asked=()):
        self.sandbox.asked[-1].append(source)
        list(self._do(source, self.time.cells))
        return []

    def call(self, function, calls, careful=False):
        self.sandbox.asked[-1].append(function + "*" * careful)
        yield from map(Returned, self._do(function, self.time.calls))

    def _do(self, name, allowance):
        does = self.sandbox.next(name)
        allowance.take(Spent(does.seconds))
        yield from does.answers
        if does.ends:
            raise does.ends
