"""What expressions come to in a notebook's cell; the same file runs in CPython and in the browser's Python.

python evaluate.py JOB OUT. JOB: a JSON list of expressions, or of whole cells that say what `value` is. OUT: {expression: [[type, dtype, value],
what NumPy warned of]}, or the error's name, its text and its line.
"""

import json
import sys
import traceback
from pathlib import Path

import numpy as np

from course.checking import same_numpy
from course.checking.errors import describe, warned

CELL = """import functools
import numpy as np
x, small, bytes_ = np.arange(4.0), np.array([100, 27, -1], np.int8), np.array([200, 100], np.uint8)
middle, long = np.array([2**30, 2**30, 7], np.int32), np.array([0, 1], np.int64)
mask, rng = x > 1, np.random.default_rng(3)
far = np.array([0.5, -0.5, -1, -1.5, 127, 128, 255, 256, -129, 32768, 65536, 2**31 - 1, 2**31, -(2**31), -(2**31) - 1, 2**32])
farther = np.array([1e10, -1e10, 2.0**63, 1.9e19, -1e19, 1e30, np.inf, -np.inf, np.nan])
zeros = np.zeros(4)
"""


def main(job, out):
    """Evaluate all expressions of a job file, each in a cell of its own, and write what they come to."""
    found = {expression: evaluated(expression) for expression in json.loads(Path(job).read_text(encoding="utf-8"))}
    Path(out).write_text(json.dumps(found), encoding="utf-8")


def evaluated(expression):
    space = {}
    exec(same_numpy.compiled(CELL, "<first cell>"), space)
    try:
        with warned() as warnings:
            exec(same_numpy.compiled(expression if "\n" in expression else f"value = {expression}", "<cell>"), space)
    except Exception as error:
        lines = [one.lineno for one in traceback.extract_tb(error.__traceback__) if one.filename == "<cell>"]
        return [type(error).__name__, describe(error).message, lines]
    return [told(space["value"]), [one.message for one in warnings]]


def told(value):
    """A value as JSON: its type, its dtype, what is in it."""
    if isinstance(value, (tuple, list)):
        return [type(value).__name__, [told(one) for one in value]]
    dtype = value.dtype.name if isinstance(value, (np.ndarray, np.generic)) else ""
    shown = repr(value.tolist()) if dtype else repr(value)
    return [type(value).__name__, dtype, shown]


if __name__ == "__main__":
    main(*sys.argv[1:])
