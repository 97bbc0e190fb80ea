"""Is a cell that only computes told from one that could look around?"""

import nbformat
import pytest

from autograder import exercises
from autograder.authoring.text import solutions
from autograder.bench.answers import records
from autograder.diagnosis.arithmetic import is_arithmetic
from autograder.exercises.written import without_markers

LOOKS_AROUND = {
    "import": "import sys\ndef f(a):\n    return a",
    "import inside": "def f(a):\n    import numpy.f2py\n    return a",
    "from": "from numpy import f2py\ndef f(a):\n    return a",
    "frame": "def f(a):\n    return (x for x in a).gi_frame.f_back",
    "class of a value": "def f(a):\n    return a.__class__",
    "class in an f-string": "def f(a):\n    return f'{a.__class__}'",
    "format": "def f(a):\n    return '{0.__class__}'.format(a)",
    "getattr": "def f(a):\n    return getattr(a, 'x')",
    "builtins by name": "def f(a):\n    return __builtins__",
    "globals": "def f(a):\n    return globals()",
    "global": "def f(a):\n    global b\n    b = a\n    return a",
    "eval": "def f(a):\n    return eval('a')",
    "open": "def f(a):\n    return open('/proc/self/maps')",
    "module of NumPy": "def f(a):\n    return np.lib.format",
    "module in a module of NumPy": "def f(a):\n    return np.linalg.linalg",
    "what NumPy hides": "def f(a):\n    return np.__dict__",
    "numpy renamed": "import numpy as n\ndef f(a):\n    return n.lib",
    "error": "def f(a):\n    try:\n        return 1 / 0\n    except ZeroDivisionError as e:\n        return e.__traceback__",
    "context of an error": "def f(a):\n    try:\n        return 1 / 0\n    except ZeroDivisionError as e:\n        return e.tb_frame",
    "decorator": "@print\ndef f(a):\n    return a",
    "class": "class A:\n    pass\ndef f(a):\n    return A",
    "code of itself": "def f(a):\n    return f.__code__.co_consts",
    "generator": "def f(a):\n    yield a",
    "with": "def f(a):\n    with a as b:\n        return b",
    "writes a file": "def f(a):\n    a.tofile('x')\n    return a",
    "does not parse": "def f(:",
    "breakpoint": "def f(a):\n    breakpoint()",
    "memory of the process": "def f(a):\n    return np.fromfile('/proc/self/mem', offset=4096)",
    "memory of the process, mapped": "def f(a):\n    return np.memmap('/proc/self/mem')",
    "file read as text": "def f(a):\n    return np.loadtxt('/proc/self/maps', dtype=str)",
    "memory of an array": "def f(a):\n    return a.ctypes.data",
}


@pytest.mark.parametrize("case", LOOKS_AROUND)
def test_what_could_look_around(case):
    """Is no cell taken for arithmetic that could reach anything but its own values?"""
    assert not is_arithmetic(LOOKS_AROUND[case])


@pytest.mark.parametrize("lesson", exercises.lesson_names())
def test_solutions(project, lesson):
    """Is every solution arithmetic, but those that have a network or a model of the course compute?"""
    found = solutions(nbformat.read(project.source(lesson), as_version=4))
    others = [name for name, source in found.items() if not is_arithmetic(without_markers(source))]
    assert others == [name for name, source in found.items() if "network." in source or "tiny_lm." in source]


def test_what_students_write():
    """Are nearly all answers of strangers arithmetic?"""
    cells = [cell for record in records() for cell in record["cells"].values()]
    assert sum(map(is_arithmetic, cells)) > 0.95 * len(cells)
