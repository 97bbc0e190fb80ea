"""Candidates run beside the student's own notebook: in a copy of its names, silently, each bounded by lines run and by what it holds."""

from __future__ import annotations

import ast
import contextlib
import copy
import io
import random
import re
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import CodeType, FrameType
from typing import Any

import numpy as np

from course.checking import plain, same_numpy
from course.checking.frozen import Outcome, Raised, Returned
from course.checking.plain import Encoded

LINES = 20_000  # that one candidate may run in one case
ALL_LINES = 60_000  # that all of them may run: about half a second
BITS = 4_096  # of an integer that a power or a shift makes
NUMBERS = 2**23  # that an array or a list may hold which a loop makes grow: a thousand times what a case does
FILE = "<candidate>"
DEFINES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign)
LOOPS = (ast.For, ast.While, ast.AsyncFor)
# what may grow or go on without end, and lines of a cell that do more than define
LOOKED_INTO = re.compile(r"\*\*|<<|\b(?:for|while|except)\b|^(?!def |import |from |@|class |[#)\s]|$)", re.MULTILINE)
# two to a number of bits, as the course calls it, and a square: nothing grows by them where nothing goes round
FEW_BITS = re.compile(
    r"\b2 ?\*\* ?(?:(?P<bits>exp|bits)\b|\((?P<less>exp|bits) ?- ?1\))(?! ?[\w.(\[]| ?\*\*)|\*\* ?2\b(?! ?\*\*|\.)"
)
HOLDING = (list, tuple, dict, set, str, bytes, bytearray)
GUARDS = {ast.Pow: "<exponent>", ast.LShift: "<exponent>", ast.Mult: "<factor>"}
Trace = Callable[[FrameType, str, Any], Any]


class TooLong(BaseException):
    """A candidate has run more lines than it may, or holds too much; no `except Exception` of a student catches it."""


class Local:
    """Answers `search.find` in the process that it is called in."""

    def __init__(
        self, function: str, space: Mapping[str, Any], cases: Sequence[list[Encoded]], lines: int = ALL_LINES
    ) -> None:
        """function: its name. space: the names it may read, which are copied. cases: the encoded arguments of each."""
        self.function, self.space, self.cases = function, space, cases
        self.left = lines
        self._codes: dict[str, CodeType | None] = {}

    def answer(self, sources: Sequence[str], case: int) -> list[Outcome]:
        """What each source's function returns in a case; fewer outcomes where the lines are used up."""
        outcomes: list[Outcome] = []
        with _silently():
            for source in sources:
                if self.left <= 0:
                    break
                outcomes.append(self._outcome(source, case))
        return outcomes

    def _outcome(self, source: str, case: int) -> Outcome:
        if source not in self._codes:
            self._codes[source] = _compiled(source)
        code = self._codes[source]
        if code is None:
            return Raised("SyntaxError", "")
        space = {**self.space, **_copies(code, self.space), "__name__": "__main__", **LOOKS}
        args = [plain.decode(argument) for argument in self.cases[case]]
        counter = _Lines(min(LINES, self.left), space, self.space)
        try:
            with counter:
                exec(code, space)
                value = space[self.function](*args)
            plain.encode(value)
            return Returned(value)
        except plain.NotPlain:
            return Raised("NotPlain", "")
        except (Exception, SystemExit, TooLong) as error:
            return Raised(type(error).__name__, "")
        finally:
            self.left -= counter.run


def _compiled(source: str) -> CodeType | None:
    """The cell's definitions, with integers that cannot grow beyond all use; None for what may not run."""
    try:
        if not LOOKED_INTO.search(_without_few_bits(source)):
            return same_numpy.compiled(source, FILE)
        tree = ast.parse(source)
        tree.body = [statement for statement in tree.body if isinstance(statement, DEFINES)]
        lines = source.split("\n")
        for statement in _statements(tree):
            text = lines[statement.lineno - 1 : statement.end_lineno]
            if isinstance(statement, LOOPS) or any("**" in line or "<<" in line or "except" in line for line in text):
                for node in _nodes(statement):
                    if isinstance(node, ast.ExceptHandler) and _catches_all(node):
                        return None
                    _bound(node)
        return same_numpy.compiled(tree, FILE)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _without_few_bits(source: str) -> str:
    """The source without powers that are small whatever it is called with: of 2 by a name that it never gives a value."""

    def left(found: re.Match[str]) -> str:
        bits = found["bits"] or found["less"]
        given = rf"(?m)(?:^|;)[ \t]*(?:[\w, ]*[ ,])?{bits}\b[\w, ]*[-+*/%&|^@<>]*=(?!=)|\b{bits} ?:"
        return found[0] if bits and re.search(given, body) else ""

    body = re.sub(r"\bdef \w+\([^()]*\)", "", source)
    return FEW_BITS.sub(left, source)


def _statements(tree: ast.Module) -> Iterator[ast.stmt]:
    """The statements of the cell's functions, and its others."""
    for statement in tree.body:
        yield from statement.body if isinstance(statement, ast.FunctionDef) else [statement]


def _nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """A node and all below it, those that were put there while it was looked at, too.

    Never by vars(node): what shows tracebacks hangs parents on nodes that all trees share.
    """
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += ast.iter_child_nodes(node)


def _catches_all(handler: ast.ExceptHandler) -> bool:
    """Would it catch TooLong?"""
    return handler.type is None or any(
        isinstance(node, ast.Name) and node.id == "BaseException" for node in ast.walk(handler.type)
    )


def _bound(node: ast.AST) -> None:
    """Have the right operand of a power, a shift or a product looked at first."""
    if not isinstance(node, (ast.BinOp, ast.AugAssign)):
        return
    name = GUARDS.get(type(node.op))
    part = "right" if isinstance(node, ast.BinOp) else "value"
    right = getattr(node, part)
    if name and not isinstance(right, ast.Constant):
        at = {"lineno": node.lineno, "col_offset": node.col_offset}
        setattr(node, part, ast.Call(ast.Name(name, ast.Load(), **at), [right], [], **at))


def few_bits(exponent: Any) -> Any:
    """The exponent of a power or a shift; raise OverflowError where an integer would get too many bits of it."""
    if type(exponent) is int and exponent > BITS:
        raise OverflowError("số quá lớn")
    return exponent


def short_number(factor: Any) -> Any:
    """The factor of a product; raise OverflowError for an integer that has grown too long."""
    if type(factor) is int and factor.bit_length() > BITS:
        raise OverflowError("số quá lớn")
    return factor


def _copies(code: CodeType, space: Mapping[str, Any]) -> dict[str, Any]:
    """Copies of the arrays, lists and dicts that the code may read, so that it cannot alter the student's."""
    read = {name for inner in _codes_in(code) for name in inner.co_names}
    return {
        name: copy.deepcopy(space[name]) for name in read if isinstance(space.get(name), (np.ndarray, list, dict, set))
    }


def _codes_in(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes_in(constant)


class _Lines:
    """Within the block, lines run by the candidate and by functions of the notebook are counted, and bounded.

    Each time round a loop, what the loop's function holds is looked at, too: doubled a few dozen times it would fill any memory.
    """

    def __init__(self, most: int, *spaces: Mapping[str, Any]) -> None:
        self.most, self.spaces = most, spaces
        self.run = 0

    def __enter__(self) -> None:
        self.before = sys.gettrace()
        sys.settrace(self._entered)

    def __exit__(self, *_: object) -> None:
        sys.settrace(self.before)

    def _entered(self, frame: FrameType, event: str, _: Any) -> Trace | None:
        if not any(frame.f_globals is space for space in self.spaces):
            return None  # a library's own: an import that is cut short would leave half a module behind
        self._count()
        return self._lines_of_one()

    def _lines_of_one(self) -> Trace:
        """What is told of each line of one call."""
        last = 0

        def told(frame: FrameType, event: str, _: Any) -> Trace:
            nonlocal last
            if event == "line":
                self._count()
                if frame.f_lineno <= last and any(map(_is_too_large, frame.f_locals.values())):
                    raise TooLong
                last = frame.f_lineno
            return told

        return told

    def _count(self) -> None:
        self.run += 1
        if self.run > self.most:
            raise TooLong


def _is_too_large(value: object) -> bool:
    return (value.size if isinstance(value, np.ndarray) else len(value) if isinstance(value, HOLDING) else 0) > NUMBERS


LOOKS = {"<exponent>": few_bits, "<factor>": short_number}


@contextlib.contextmanager
def _silently() -> Iterator[None]:
    """Nothing is printed or warned of, and random numbers go on afterwards as if nothing had been drawn."""
    drawn, drawn_by_numpy = random.getstate(), np.random.get_state()
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                yield
    finally:
        random.setstate(drawn)
        np.random.set_state(drawn_by_numpy)
