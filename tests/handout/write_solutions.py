"""Solve an unzipped handout: write the lessons' solutions into its notebooks.

Usage: python tests/handout/write_solutions.py FOLDER
"""

import sys
from pathlib import Path

import nbformat

from autograder.authoring.text import solutions
from autograder.course_folder import ROOT, CourseFolder
from autograder.exercises.written import answered


def solve(folder):
    """Write the solutions into every lesson of the unzipped handout; returns the notebooks' paths."""
    notebooks = sorted(folder.glob("*/*.ipynb"))
    for path in notebooks:
        source = nbformat.read(CourseFolder(ROOT).source(path.stem), as_version=4)
        nbformat.write(answered(nbformat.read(path, as_version=4), solutions(source)), path)
    return notebooks


if __name__ == "__main__":
    for path in solve(Path(sys.argv[1])):
        print(path)
