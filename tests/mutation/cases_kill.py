"""Hand in the reference of a folder as if a student had written it: python cases_kill.py COPY CASES.

Exit 0: full marks on every case of CASES (a FrozenLesson as JSON). Exit 1: points are lost, or the import fails.
"""

import sys
from pathlib import Path

import numpy as np
from mutated import reference_in

from course.checking import lesson_json
from course.checking.judge import judge
from course.checking.lesson import call


def losing(reference, lesson):
    """The functions of `reference` that lose points on the lesson's cases, each with the first failed case."""
    for exercise in lesson.exercises:
        function = getattr(reference, exercise.function)
        with np.errstate(all="ignore"):
            verdict = judge(exercise, [call(function, case.args) for case in exercise.cases])
        if verdict.earned < exercise.points:
            yield f"{exercise.function}: {verdict.failure.case.label}"


def main(copy, cases):
    reference = reference_in(copy)
    lesson = lesson_json.loads(Path(cases).read_text(encoding="utf-8"))
    lost = next(losing(reference, lesson), None)
    if lost is not None:
        print(lost)
    return 0 if lost is None else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
