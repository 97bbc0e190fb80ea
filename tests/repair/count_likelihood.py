"""Counts how often each edit is the right one, for who changes the operators: python tests/repair/count_likelihood.py ANSWERS

ANSWERS: a file of answers, one JSON object a line: "lesson", "cells" {function: cell}. The table goes into
course/checking/repair/likelihood.py. Answers are run in this process, unguarded, so they must be trusted.
"""

import json
import sys
from collections import Counter
from pathlib import Path

import nbformat
import numpy as np

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))
from autograder import exercises  # noqa: E402
from autograder.authoring.text import locked_names, solutions  # noqa: E402
from autograder.course_folder import ROOT as COURSE  # noqa: E402
from autograder.course_folder import CourseFolder  # noqa: E402
from autograder.exercises import freeze  # noqa: E402
from course.checking.compare import difference  # noqa: E402
from course.checking.frozen import Returned  # noqa: E402
from course.checking.judge import equality_of_cases  # noqa: E402
from course.checking.repair import Local, edits  # noqa: E402
from course.checking.repair.search import Search, Spent  # noqa: E402

SEED = 20
PER = 100_000
NEVER_SEEN = 0.1  # of one answer: what an edit that was never right counts for


class Lesson:
    """A lesson's exercises, drawn, where every earlier function is the right one."""

    def __init__(self, name):
        self.exercises = exercises.load(name)
        notebook = nbformat.read(CourseFolder(COURSE).source(name), 4)
        frozen = freeze.drawn(self.exercises, solutions(notebook), locked_names(notebook), SEED)
        self.frozen = {exercise.function: exercise for exercise in frozen.exercises}
        self.order = [exercise.function for exercise in self.exercises.exercises]

    def earlier(self, function):
        return self.order[: self.order.index(function)]

    def local(self, function):
        space = {"np": np, **{name: self.exercises[name].reference for name in self.earlier(function)}}
        return Local(function, space, [case.encoded_args for case in self.frozen[function].cases], lines=10**8)

    def is_right(self, function):
        exercise = self.frozen[function]
        equalities = equality_of_cases(exercise)

        def is_right(case, outcome):
            needed, equality = exercise.cases[case].needed, equalities[case]
            return isinstance(outcome, Returned) and difference(outcome.value, needed, equality) is None

        return is_right


def counts(lesson, function, source):
    """(Counter of the edits tried, Counter of the shares of those that mend the cell) by (operator, kind)."""
    candidates = edits(source, function, lesson.earlier(function))
    search = Search(source, function, lesson.local(function).answer, lesson.is_right(function), most=10**6)
    cases = range(len(lesson.frozen[function].cases))
    wrong = [case for case in cases if not search.right([source], case)[0]]
    found = search.mending(candidates, [*wrong, *cases])[0] if wrong else []
    total = sum(edit.likelihood for edit in found)
    right = Counter()
    for edit in found:
        right[edit.operator, edit.kind] += edit.likelihood / total
    return Counter((edit.operator, edit.kind) for edit in candidates) if wrong else Counter(), right


def table(tried, right):
    """The lines of RATES."""
    for operator in sorted({operator for operator, _ in tried}):
        rates = {
            kind: max(1, round(PER * (right[operator, kind] + NEVER_SEEN) / count))
            for (other, kind), count in tried.items()
            if other == operator
        }
        yield f'    "{operator}": {{'
        yield from (
            f'        "{kind}": {rate},' for kind, rate in sorted(rates.items(), key=lambda one: (-one[1], one))
        )
        yield "    },"


def main(answers):
    lessons, tried, right = {}, Counter(), Counter()
    for line in Path(answers).read_text(encoding="utf-8").splitlines():
        answer = json.loads(line)
        lesson = lessons.setdefault(answer["lesson"], None) or Lesson(answer["lesson"])
        lessons[answer["lesson"]] = lesson
        for function, source in answer["cells"].items():
            try:
                one, other = counts(lesson, function, source)
            except Spent:
                continue
            tried += one
            right += other
    print("RATES = {", *table(tried, right), "}", sep="\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
