"""Solve an unzipped handout: write the solutions of the lessons and of the self-test into its notebooks.

Usage: python tests/handout/write_solutions.py FOLDER
"""

import sys
from pathlib import Path

import nbformat

from autograder.authoring.text import solutions
from autograder.course_folder import ROOT, CourseFolder
from autograder.exercises.written import answered
from autograder.handout import self_test


def solve(folder):
    """Write the solutions into every notebook of the unzipped handout; returns the notebooks' paths."""
    notebooks = sorted(folder.glob("*/*.ipynb"))
    for path in notebooks:
        nbformat.write(answered(nbformat.read(path, as_version=4), solutions(_solved(path.stem))), path)
    return notebooks


def _solved(name):
    if name == self_test.SELF_TEST:
        return self_test.solved()
    return nbformat.read(CourseFolder(ROOT).source(name), as_version=4)


if __name__ == "__main__":
    for path in solve(Path(sys.argv[1])):
        print(path)
