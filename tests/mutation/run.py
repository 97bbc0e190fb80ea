"""Which mutants of the reference do the exercises' cases and the tests of its preconditions kill?

Run as python tests/mutation/run.py. Exit 1: the cases kill too few mutants of the formulas, a survivor is not
explained in survivors.md, or an explanation has no survivor.
"""

import sys
import tempfile
import time
from pathlib import Path

import explanations
import nbformat
from mutants import HERE, ROOT, try_all

from autograder import exercises
from autograder.build.text import solutions
from autograder.course_folder import CourseFolder
from autograder.exercises import freeze
from course.checking import frozen

LESSON = "bai01_so_nguyen"
SEED = 1  # of the drawn cases; any other number serves as well, a fixed one gives one result
FORMULAS = ("affine.py", "matmul.py")
LEAST_SHARE = 0.95  # of the formulas' mutants, to be killed by the cases
PRECONDITIONS = ("preconditions.py",)
PRECONDITION_TESTS = (ROOT / "tests" / "reference" / "test_preconditions.py", HERE / "test_limits.py")


def main():
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        formulas, preconditions = Path(scratch, "formulas"), Path(scratch, "preconditions")
        by_cases = try_all(FORMULAS, "cases_kill.py", [write_cases(formulas)], formulas)
        report("exercises' cases, visible and drawn", FORMULAS, by_cases, started)
        started = time.monotonic()
        by_tests = try_all(PRECONDITIONS, "tests_kill.py", PRECONDITION_TESTS, preconditions)
        report("tests of the preconditions", PRECONDITIONS, by_tests, started)
    explained = explanations.read((HERE / "survivors.md").read_text(encoding="utf-8"))
    found = list(explanations.complaints([*by_cases, *by_tests], explained))
    if share(by_cases) < LEAST_SHARE:
        found.insert(0, f"the cases kill {share(by_cases):.1%} of the formulas' mutants, less than {LEAST_SHARE:.0%}")
    print("\n".join(found) or f"Every survivor is explained ({len(explained)}).")
    return 1 if found else 0


def write_cases(folder):
    """Write the lesson's cases with what the unmutated reference returns; returns the file's path."""
    folder.mkdir()
    lesson = exercises.load(LESSON)
    source = nbformat.read(CourseFolder(ROOT).source(LESSON), as_version=4)
    path = folder / "cases.json"
    path.write_text(frozen.dumps(freeze.drawn(lesson, solutions(source), (), SEED)), encoding="utf-8")
    return path


def share(trials):
    return sum(trial.killed for trial in trials) / len(trials)


def report(killers, modules, trials, started):
    """Print how many mutants the killers kill, and the diff of each that survives."""
    killed = sum(trial.killed for trial in trials)
    print(f"{', '.join(modules)}, judged by the {killers}: {len(trials)} mutants, {killed} killed "
          f"({share(trials):.1%}), {time.monotonic() - started:.0f} s")  # fmt: skip
    for trial in trials:
        if not trial.killed:
            print(f"  survives: {explanations.row_of(trial.mutant)}")
            print("".join(f"    {line}\n" for line in trial.diff.splitlines()), end="")
    print(flush=True)


if __name__ == "__main__":
    sys.exit(main())
