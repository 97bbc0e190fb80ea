"""Whose the names of a notebook are: the student's own, or only lent by the lesson's example cells, which do not run at grading.

The notebook's check and the grader's worker watch the cells with the same code, so they call a function in the same surroundings.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import symtable
import traceback
import unicodedata
import warnings
import weakref
from collections.abc import Collection, Iterator, Set
from typing import TYPE_CHECKING, Any, Protocol

from course import where
from course.checking.errors import describe
from course.checking.frozen import Missing

if TYPE_CHECKING:
    from IPython.core.interactiveshell import ExecutionResult, InteractiveShell

UNSEEN = "\u00a0\u200b-\u200f\u2060\ufeff"  # blanks that come with copied text
MEANT = re.compile(rf"^[{UNSEEN}]*(?:(?:async\s+)?(?:def|class)[\s{UNSEEN}]+(\w+)|(\w+)[ \t]*=(?!=))", re.MULTILINE)
WATCHED: weakref.WeakKeyDictionary[InteractiveShell, Names] = weakref.WeakKeyDictionary()  # IPython shell -> its Names


class KnowsExamples(Protocol):
    """An opened lesson. has_data: its data file is there."""

    @property
    def has_data(self) -> bool: ...

    def is_example(self, source: str) -> bool: ...


class Names:
    """What the cells of a notebook bound.

    own: names that the student's cells bound. lent: {name: the value that an example cell gave it}.
    covered: {name: the student's value} where an example has put its own over it.
    broken: {name: Missing} of names that a cell was meant to bind, and that are not there. stale: {name: Missing} of the
    student's names that an error kept a later cell from binding anew, so that they are what an earlier cell made them.
    lessons: those opened in this notebook's kernel, by name; two notebooks may share one.
    """

    def __init__(self, space: dict[str, Any]) -> None:
        self.space = space
        self.own: set[str] = set()
        self.lent: dict[str, Any] = {}
        self.covered: dict[str, Any] = {}
        self.broken: dict[str, Missing] = {}
        self.stale: dict[str, Missing] = {}
        self.lessons: dict[str, KnowsExamples] = {}
        self.begin()

    def is_example(self, source: str) -> bool:
        """Is this cell one of those of the opened lessons that only show something?"""
        return any(lesson.is_example(source) for lesson in self.lessons.values())

    def begin(self, is_example: bool = False) -> None:
        """A cell is about to run. What the student's own replace is not held on to: it may be large."""
        self.before = {name: id(value) for name, value in self.space.items()}
        self.kept = {name: self.space[name] for name in self.own & self.space.keys()} if is_example else {}

    def end(
        self, source: str, is_example: bool, error: BaseException | None = None, asked: Collection[str] = ()
    ) -> None:
        """A cell has run.

        is_example: it is one of the lesson's own that only show something. error: what stopped it. asked: what the lesson
        wants of it.
        """
        bound = {name for name, value in self.space.items() if self.before.get(name) != id(value)}
        if error is None:
            bound |= _assigned(source) & self.space.keys()
        bound = {name for name in bound if not name.startswith("_")}  # IPython's own begin so
        if is_example:
            self._lend(bound)
        else:
            self._own(bound, source, error, asked)

    def _lend(self, bound: set[str]) -> None:
        for name in bound & self.kept.keys():
            if name not in self.lent or self.lent[name] is not self.kept[name]:
                self.covered[name] = self.kept[name]
        self.lent |= {name: self.space[name] for name in bound}
        self.kept = {}

    def _own(self, bound: set[str], source: str, error: BaseException | None, asked: Collection[str]) -> None:
        self.own = (self.own | bound) & self.space.keys()
        self.covered = {name: value for name, value in self.covered.items() if name in self.own - bound}
        meant = _meant(source)
        for name in meant | (set(asked) - self.broken.keys()):
            self.broken[name] = _why(name, source, error)
        if error is not None:
            self.stale |= {name: self.broken[name] for name in meant - bound}
        self.stale = {name: why for name, why in self.stale.items() if name in self.own - bound}
        self.broken = {name: why for name, why in self.broken.items() if name not in self.space}

    @contextlib.contextmanager
    def as_graded(self) -> Iterator[None]:
        """The notebook without what only the examples put there; a name that is the student's, too, has their value."""
        space = self.space
        hidden = {name: value for name, value in self.lent.items() if name in space and space[name] is value}
        hidden = {name: value for name, value in hidden.items() if name in self.covered or name not in self.own}
        for name in hidden:
            del space[name]
            space.update({name: self.covered[name]} if name in self.covered else {})
        try:
            yield
        finally:
            self.covered |= {name: space[name] for name in hidden if name in self.covered and name in space}
            space.update(hidden)

    def only_lent(self) -> Set[str]:
        """The names that are hidden at grading."""
        return self.lent.keys() - self.own


def watch() -> Names | None:
    """The Names of the notebook that this runs in, watched from now on; None outside a notebook."""
    shell = where.shell()
    if shell is None:
        return None
    if shell not in WATCHED:
        WATCHED[shell] = names = Names(shell.user_ns)

        def end(result: ExecutionResult) -> None:
            source = (result.info and result.info.raw_cell) or ""
            names.end(source, names.is_example(source), result.error_before_exec or result.error_in_exec)

        shell.events.register("pre_run_cell", lambda info: names.begin(names.is_example(info.raw_cell or "")))
        shell.events.register("post_run_cell", end)
    return WATCHED[shell]


def fingerprint(source: str) -> str:
    """A short hash of a cell's text, the same however the file was saved."""
    lines = unicodedata.normalize("NFC", source).splitlines()
    return hashlib.sha256("\n".join(line.rstrip() for line in lines).strip().encode()).hexdigest()[:16]


def _assigned(source: str) -> set[str]:
    """The names that a cell without magics binds at its top level."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            table = symtable.symtable(source, "<cell>", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    return {symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned() or symbol.is_imported()}


def _meant(source: str) -> set[str]:
    """The names that a cell was meant to bind, whether it could or not."""
    return _assigned(source) | {name for found in MEANT.findall(source) for name in found if name}


def _why(name: str, source: str, error: BaseException | None) -> Missing:
    """What there is to say of a name that a cell did not bind."""
    if error is None:
        return Missing(name, "", "", 0, source.strip().partition("\n")[0])
    told = describe(error)
    line, code = _line_under_magic(source, error) if told.code.startswith("get_ipython()") else (told.line, told.code)
    return Missing(name, told.kind, told.message, line, code)


def _line_under_magic(source: str, error: BaseException) -> tuple[int, str]:
    """(number, text) of the line below %%time that failed, or (0, "")."""
    numbers = [
        line for frame, line in traceback.walk_tb(error.__traceback__) if frame.f_code.co_filename.startswith("<timed")
    ]
    lines = source.splitlines()
    return (numbers[0] + 1, lines[numbers[0]].strip()) if numbers and numbers[0] < len(lines) else (0, "")
