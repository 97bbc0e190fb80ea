"""One attack against the real grader's end: what it is asked, judged, written, and what must never come of it."""

import json
import random
import time
import warnings
from dataclasses import dataclass

import nbformat
from hostile import SCRIPT, SOON, Hostile, session

from autograder.course_folder import ROOT, CourseFolder
from autograder.grading.answers import UNANSWERED
from autograder.grading.lesson import load_lesson
from autograder.grading.outputs import as_outputs
from autograder.sandbox import Ended
from course.checking import report
from course.checking.frozen import Raised, Returned
from course.checking.judge import judge

LESSON = "bai01_so_nguyen"
SLOWEST = 20.0  # seconds that no single attack may take, on any machine
REPORT_CHARS = 2_000_000


@dataclass(frozen=True)
class Trial:
    """How one attack ended. ending: "answered" or why the process was ended; frames: how many replies were sent."""

    ending: str
    frames: int
    returned: int
    raised: int
    seconds: float
    passes: tuple[str, ...] = ()


def exercises():
    return load_lesson(CourseFolder(ROOT), LESSON, seed=20).frozen.exercises


def attack(number, seed, asked):
    """Make attack `number` of `seed` and let the grader meet it; anything it raises is a crash."""
    hostile = Hostile(random.Random(f"{seed} {number}"))
    exercise = asked[hostile.chance.randrange(len(asked))]
    start = time.monotonic()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # NumPy's, of numbers that overflow
        trial = _calls(hostile, exercise) if hostile.chance.random() < 0.85 else _cell(hostile)
    return Trial(*trial[:4], time.monotonic() - start, trial[4])


def _calls(hostile, exercise):
    pieces, places = hostile.replies(exercise)
    outcomes, ending = [], "answered"
    try:
        outcomes.extend(session(pieces).call(exercise.function, [[]] * len(exercise.cases)))
    except Ended as end:
        ending = end.reason
    heard = len(outcomes)
    verdict = judge(exercise, outcomes + [UNANSWERED] * (len(exercise.cases) - heard))
    page = report.html(verdict)
    assert SCRIPT not in page and len(page) < REPORT_CHARS, len(page)
    passes = tuple(
        part.todo for part, asked in zip(verdict.parts, exercise.parts) if part.earned and places & set(asked.cases)
    )
    returned = sum(isinstance(outcome, Returned) for outcome in outcomes)
    raised = sum(isinstance(outcome, Raised) for outcome in outcomes)
    return ending, len(exercise.cases), returned, raised, passes


def _cell(hostile):
    ending, outputs = "answered", []
    try:
        outputs = as_outputs(session(hostile.shown()).run("pass"), SOON)
    except Ended as end:
        ending = end.reason
    cell = nbformat.v4.new_code_cell("pass", outputs=outputs)
    nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))
    json.dumps(cell).encode()
    assert not [output for output in outputs if set(output.get("data", {})) - {"text/plain", "image/png"}]
    return ending, 1, len(outputs), 0, ()


def no_waiting():
    """Let the grader's patience beyond the limits be none, so that late frames cost no time here."""
    from autograder.sandbox import session as module

    module.GRACE_SECONDS = 0.0
