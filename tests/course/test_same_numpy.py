"""What makes a cell compute in the browser as where answers are graded: the parts of it that can be asked on this machine.

Whether both come to the same, tests/site/pyodide asks.
"""

import ast
import builtins

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell

from course.checking import same_numpy
from course.checking.errors import warned
from course.checking.same_numpy.casts import to_integers
from course.checking.same_numpy.cells import DTYPE, GRID, HANDING, OPERATIONS, PUT, SAME, Changing
from course.checking.same_numpy.warned import noticed

NUMBERS = [0.5, -0.5, -1, -1.5, 127, 128, 255, 256, -129, 32768, 65536, 2**31 - 1, 2**31, -(2**31), -(2**31) - 1, 2**32]
FAR = [1e10, -1e10, 2.0**63, 1e30, -1e19, np.inf, -np.inf, np.nan]
ENDLESS, ZERO, SOME = np.array([np.inf, -np.inf, np.nan]), np.zeros(3), np.array([0.0, 1.0, -2.0])


def test_nothing_is_changed_here(monkeypatch):
    """Is a cell left as it is where the default integer has 64 bits?"""
    shell = InteractiveShell.instance()
    before = list(shell.ast_transformers)
    same_numpy.watch(shell)
    code = same_numpy.compiled("x = abs(-1) + 2", "<cell>")
    assert shell.ast_transformers == before
    assert code.co_code == compile("x = abs(-1) + 2", "<cell>", "exec").co_code


@pytest.fixture
def plain_builtins(monkeypatch):
    """The names that changed cells use mean here what the cells wrote, and are gone afterwards."""
    for name in (SAME, HANDING, GRID, PUT, DTYPE):
        monkeypatch.setattr(builtins, name, lambda thing, into=None: thing, raising=False)
    for kind, pair in OPERATIONS.items():
        for place in (0, 1):
            monkeypatch.setattr(builtins, f"<{kind.__name__}{place}>", pair[place], raising=False)


CELL = """
class Count:
    def __init__(self, numbers):
        super().__init__()
        self.total = sum(numbers)

    def add(self, number: int | None):
        self.total += number

def f(x, *more, base=2):
    total: list[int | None] = [0]
    total[len(more) - 2] += x
    total[0] = total[0] + 1
    match x:
        case 1 + 2j | -1:
            total = []
        case int() if x + 1 > 2:
            total += [7]
    counts = [Count([1]), Count([2])]
    for count in counts:
        count.add(number=next(iter([base])))
    counts[next(iter([1]))].total -= 5
    x *= base
    rows = [base ** k + x // 3 for k in range(4)]
    rows += more
    total += [count.total for count in counts]
    return f"{max(rows) % 7:>{2 + 3}}", Count([*rows]).total, total, {**{"a": -x}}, list(map(abs, rows))

value = f(3, 4, 5, base=7)
"""


def test_a_changed_cell_means_the_same(plain_builtins):
    """Does a cell of calls, operations, classes and comprehensions do as before it was changed?"""
    found, changed = {}, {}
    exec(CELL, found)
    exec(compile(Changing().visit(ast.parse(CELL)), "<cell>", "exec"), changed)
    assert found["value"] == changed["value"]


@pytest.mark.parametrize(
    "wrong", ["y = (x +\n     len(3))", 'y = ("a"\n     .upper(3))', 'y = (" "\n    .join([3])\n     .upper())']
)
def test_lines_stay(plain_builtins, wrong):
    """Does an error in a changed cell stand in the line in which it was written?"""
    tree = Changing().visit(ast.parse(f"x = 1\n\n{wrong}"))
    with pytest.raises(TypeError) as raised:
        exec(compile(tree, "<cell>", "exec"), {})
    assert raised.traceback[-1].lineno + 1 == 4


def test_what_is_only_read_stays(plain_builtins):
    """Are annotations kept as they are written, also where they are kept as text?"""
    space = {}
    tree = Changing().visit(ast.parse("from __future__ import annotations\ndef f(x: int | None) -> int | float: pass"))
    exec(compile(tree, "<cell>", "exec"), space)
    assert space["f"].__annotations__ == {"x": "int | None", "return": "int | float"}


@pytest.mark.parametrize("kind", ["int8", "int16", "int32", "int64", "uint8", "uint16"])
@pytest.mark.parametrize("number", [*NUMBERS, *FAR])
def test_real_numbers_to_integers(kind, number):
    """Do real numbers become the integers that this processor makes of them, and is it noticed when they do not fit?"""
    array = np.array([number, 1.0])
    made, all_fit = to_integers(array, np.dtype(kind))
    with warned() as warnings:
        needed = array.astype(kind)
    assert made.dtype == needed.dtype and made.tolist() == needed.tolist() and all_fit == (not warnings)


@pytest.mark.parametrize("name", ["add", "subtract", "multiply", "divide", "floor_divide", "remainder"])
@pytest.mark.parametrize("left", [ENDLESS, ZERO, SOME, SOME * 1e300, np.arange(3)], ids=str)
@pytest.mark.parametrize("right", [ENDLESS, ZERO, SOME, SOME * 1e300, np.arange(3)], ids=str)
def test_warnings(name, left, right):
    """Is what NumPy warns of seen from what an operation was given and what it made?"""
    assert seen_and_told(name, left, right)


@pytest.mark.parametrize("name", ["power", "matmul", "dot"])
@pytest.mark.parametrize("left", [ZERO, SOME, SOME * 1e300], ids=str)
@pytest.mark.parametrize("right", [ZERO, SOME, SOME * 1e300], ids=str)
def test_warnings_of_powers_and_products(name, left, right):
    """Also of powers and of products of whole arrays, where no number is endless before?"""
    assert seen_and_told(name, left, right)


@pytest.mark.parametrize(
    "name", ["log", "log2", "sqrt", "exp", "square", "reciprocal", "abs", "sign", "sum", "mean", "max"]
)
@pytest.mark.parametrize("numbers", [ZERO, SOME, SOME * 1e300, -SOME * 1e307], ids=str)
def test_warnings_of_one_array(name, numbers):
    """Also of functions of one array?"""
    assert seen_and_told(name, numbers)


def seen_and_told(name, *arrays):
    """Is just that seen which NumPy tells of one of its functions?"""
    with warned() as warnings:
        result = getattr(np, name)(*arrays)
    told = [one.message.removesuffix(" encountered") for one in warnings]
    return [noticed(name, arrays, result)] == (told or [""])
