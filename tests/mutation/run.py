"""Which mutants of the reference do the exercises' cases and the tests of its domains kill?

Run as python tests/mutation/run.py [--all] [LESSON…]; without either, the lessons whose files changed since their score
was recorded are measured anew. The scores are kept in scores.json and in README's table. Exit 1: the cases of a lesson
kill too few mutants of its formulas, a survivor is not explained in survivors.md, or an explanation has no survivor.
"""

import argparse
import ast
import functools
import inspect
import json
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import explanations
import nbformat
import scores
from mutants import HERE, PACKAGE, ROOT, try_all

from autograder import exercises
from autograder.authoring.text import solutions
from autograder.course_folder import CourseFolder
from autograder.exercises import freeze
from course.checking import lesson_json

SEED = 1  # of the drawn cases; any other number serves as well, a fixed one gives one result
LEAST_SHARE = 0.95  # of a lesson's formulas' mutants, to be killed by its cases
VOCABULARY = "domain.py"
DOMAIN_TESTS = ROOT / "tests" / "reference"


def main(arguments):
    """Measure what is asked for, keep the scores, and tell what needs a person's eye; returns the exit code."""
    names = exercises.lesson_names()
    parser = argparse.ArgumentParser(description="Mutants of the reference")
    parser.add_argument("lessons", nargs="*", metavar="LESSON")
    parser.add_argument("--all", action="store_true", help="measure every lesson anew")
    asked = parser.parse_args(arguments)
    recorded = {lesson: told for lesson, told in scores.read().items() if lesson in names}
    for lesson in asked.lessons or names:
        state = made_from(lesson)
        if asked.all or asked.lessons or recorded.get(lesson, {}).get("made_from") != state:
            recorded[lesson] = scores.score(state, *measured(lesson))
            scores.write(recorded)
        else:
            print(f"{lesson}: nothing changed since its score was recorded.")
    return told({lesson: recorded[lesson] for lesson in asked.lessons or names})


def told(recorded):
    """Print what is wrong with these lessons' scores and their explanations; returns the exit code."""
    explained = explanations.read((HERE / "survivors.md").read_text(encoding="utf-8"))
    modules = {module for lesson in recorded for module in declaring(lesson)}
    mine = {mutant: why for mutant, why in explained.items() if mutant.module in modules}
    found = [*too_few(recorded), *explanations.complaints(scores.survivors(recorded), mine)]
    print("\n".join(found) or f"Every survivor is explained ({len(mine)}).")
    return 1 if found else 0


def too_few(recorded):
    """A sentence for each lesson whose cases let too many mutants live."""
    for lesson, told in recorded.items():
        killed, many = told["formulas"]
        if killed / many < LEAST_SHARE:
            yield f"{lesson}: the cases kill {killed} of {many} mutants of the formulas, less than {LEAST_SHARE:.0%}"


def measured(lesson):
    """(trials of the lesson's formulas by its cases, trials of their domains by the tests of these)."""
    with tempfile.TemporaryDirectory() as scratch:
        by_cases = tried(formulas(lesson), "cases_kill.py", write_cases(lesson, Path(scratch)), in_formulas)
    is_first = lesson == exercises.lesson_names()[0]  # with the words for domains, which all lessons use
    asked = DOMAIN_TESTS / "asked.py" if is_first else asked_of(lesson)
    return by_cases, tried(declaring(lesson), "tests_kill.py", asked, in_domains)


def made_from(lesson):
    """A hash of what a lesson's score depends on.

    The words for domains, in the first lesson's score, are judged by what every lesson asks; of that only the first lesson's
    own part counts here, so that a new lesson, which can but kill more, leaves the score as it is.
    """
    tests = (DOMAIN_TESTS / "test_domains.py", DOMAIN_TESTS / "asked.py", asked_of(lesson))
    return scores.made_from(cases_of(lesson), declaring(lesson), tests)


def asked_of(lesson):
    """The file that says what the references of a lesson are asked."""
    return DOMAIN_TESTS / f"asked_{lesson}.py"


def cases_of(lesson):
    """Of each exercise the arguments of its cases, and how each part judges which of them: none of its words, no result."""
    drawn = json.loads(cases(lesson))["exercises"]
    words = ("asks", "tells")
    return [
        [
            one["function"],
            [case["args"] for case in one["cases"]],
            [{name: value for name, value in part.items() if name not in words} for part in one["parts"]],
        ]
        for one in drawn
    ]


def solved(lesson):
    """{function: source of the lesson's solution}."""
    return solutions(nbformat.read(CourseFolder(ROOT).source(lesson), as_version=4))


def formulas(lesson):
    """The modules that hold the references of a lesson's exercises, in the order of the lesson."""
    asked = (exercise for exercise in exercises.load(lesson).exercises if not exercise.is_measured)
    functions = [inspect.unwrap(exercise.reference) for exercise in asked]
    files = [Path(inspect.getsourcefile(function)) for function in functions]
    return tuple(dict.fromkeys(path.relative_to(ROOT / PACKAGE).as_posix() for path in files))


def declaring(lesson):
    """The modules that say which arguments those references take; the words for it come with the first lesson."""
    return (*((VOCABULARY,) if lesson == exercises.lesson_names()[0] else ()), *formulas(lesson))


def in_domains(module, line):
    """Does this line say which arguments are taken?"""
    return module == VOCABULARY or line in domain_lines((ROOT / PACKAGE / module).read_text(encoding="utf-8"))


def in_formulas(module, line):
    return not in_domains(module, line)


@functools.cache
def domain_lines(source):
    """The lines of the decorators in a source, and of the functions without one and the constants that they name."""
    body, asked, lines = ast.parse(source).body, [], set()
    plain = {name: node for node in body for name in _names(node)}
    for node in body:
        asked += getattr(node, "decorator_list", [])
    while asked:
        node = asked.pop()
        lines.update(range(node.lineno, node.end_lineno + 1))
        asked += [plain.pop(one.id) for one in ast.walk(node) if isinstance(one, ast.Name) and one.id in plain]
    return lines


def _names(node):
    """What a statement of a module defines: a function without a decorator, or constants."""
    if isinstance(node, ast.FunctionDef):
        return [] if node.decorator_list else [node.name]
    return [one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)]


def write_cases(lesson, folder):
    """Write the lesson's cases with what the unmutated reference returns; returns the file's path."""
    path = folder / "cases.json"
    path.write_text(cases(lesson), encoding="utf-8")
    return path


def cases(lesson):
    """The lesson with its drawn cases, as JSON; without exercises that are measured, which have no formula."""
    asked = exercises.load(lesson)
    asked = replace(asked, exercises=tuple(one for one in asked.exercises if not one.is_measured))
    return lesson_json.dumps(freeze.drawn(asked, solved(lesson), (), SEED))


def tried(modules, script, argument, chosen):
    """Try the mutants of the modules on lines that chosen(module, line), print what became of them, return the trials."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        trials = try_all(modules, script, argument, Path(scratch), chosen)
    report(script, modules, trials, started)
    return trials


def report(script, modules, trials, started):
    """Print how many mutants the script kills, and the diff of each that survives."""
    killed = sum(trial.killed for trial in trials)
    print(
        f"{', '.join(modules)}, judged by {script}: {len(trials)} mutants, {killed} killed "
        f"({killed / len(trials):.1%}), {time.monotonic() - started:.0f} s"
    )
    for trial in trials:
        if not trial.killed:
            print(f"  survives: {explanations.row_of(trial.mutant)}")
            print("".join(f"    {line}\n" for line in trial.diff.splitlines()), end="")
    print(flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
