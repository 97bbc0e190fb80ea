"""Every single edit of a student's cell that may mend it, the likeliest first."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from course.checking.repair import arguments, arrays, calls, dtypes, expressions, naming, statements
from course.checking.repair.cell import Cell
from course.checking.repair.change import Change, repeated
from course.checking.repair.likelihood import likelihood

MOST = 6_000  # edits of one cell
# a list put into itself: whoever makes an array of it runs out of memory
IN_ITSELF = re.compile(
    r"\b(?P<list>\w+)\.(?:append|insert|extend)\(.*\b(?P=list)\b(?![.\[])|^\s*(?P<row>\w+)\[.*\]\s*=\s*\(?(?P=row)\)?\s*(?:#|$)"
)

OPERATORS = (
    expressions.operators,
    expressions.signs,
    expressions.constants,
    expressions.ones,
    expressions.operands,
    expressions.unused_terms,
    expressions.usual_terms,
    expressions.near_terms,
    expressions.rests,
    expressions.products,
    expressions.parentheses,
    expressions.moved_terms,
    expressions.guarded,
    expressions.halves,
    expressions.doubled,
    expressions.bits,
    expressions.thresholds,
    calls.other_functions,
    calls.one_number,
    calls.unwrapped,
    calls.wrapped,
    calls.clipped,
    arguments.arguments,
    arguments.kept_axes,
    arguments.filled,
    dtypes.other_dtypes,
    dtypes.casts,
    arrays.indices,
    arrays.layouts,
    arrays.loops,
    naming.targets,
    naming.other_targets,
    naming.unknown,
    naming.seen_elsewhere,
    naming.values_swapped,
    statements.left_out,
    statements.orders,
    statements.indented,
    statements.discarded,
    statements.returns,
    statements.conditions,
    statements.the_other_one,
    statements.widened,
)


@dataclass(frozen=True)
class Edit:
    """One edit of a cell: where, what stood there, what then stands there, and the whole edited source.

    kind: an id of `kinds.KINDS`. line, end_line: from 1. column, end_column: in characters, from 0. places: (line,
    column, end_line, end_column) of each place where one change is made in several; the first is the edit's own.
    likelihood: how often such an edit is the right one, of all that are tried. operator: the function of this package
    that made it, or "swapped".
    """

    kind: str
    line: int
    column: int
    end_line: int
    end_column: int
    before: str
    after: str
    source: str = field(repr=False)
    likelihood: float = 0.0
    places: tuple[tuple[int, int, int, int], ...] = ()
    operator: str = ""

    @property
    def lines(self) -> set[int]:
        """Every line that the edit touches."""
        return {line for start, _, end, _ in self.places for line in range(start, end + 1)}


def edits(
    source: str, function: str, functions: Sequence[str] = (), within: Collection[int] | None = None
) -> list[Edit]:
    """All single edits of a cell's source, the likeliest first; of those, where `within` is told, that touch only these lines.

    function: the name that the cell defines. functions: other functions of the lesson, which may be called for each
    other. What stands above the function's first TODO was given, and is not edited. A source that does not parse, is too
    large or defines no such function has none. Each edited text comes once.
    """
    cell = Cell.read(source, function)
    if cell is None:
        return []
    found: dict[str, Edit] = {}
    for edit in _all(cell, functions):
        known = found.get(edit.source)
        is_new = edit.source != cell.text and (known is None or known.likelihood < edit.likelihood)
        is_there = not edit.lines & cell.given and (within is None or edit.lines <= set(within))
        if is_new and is_there and not _puts_into_itself(edit):
            found[edit.source] = edit
    if left := [edit for edit in found.values() if edit.kind == "todo/not_done"]:
        return left  # nothing else can help while the line is there
    return sorted(found.values(), key=lambda edit: -edit.likelihood)[:MOST]


def _puts_into_itself(edit: Edit) -> bool:
    lines = edit.source.split("\n")
    return any(IN_ITSELF.search(lines[line - 1]) for line in edit.lines if line <= len(lines))


def _all(cell: Cell, functions: Sequence[str]) -> Iterator[Edit]:
    changes: list[Change] = []
    for operator in OPERATORS:
        changes += [replace(change, operator=operator.__name__) for change in operator(cell)]
    changes += [replace(change, operator="other_names") for change in naming.other_names(cell, functions)]
    for change in changes:
        yield edit_of(cell, change)
    for change in repeated(cell, changes):
        yield edit_of(cell, change, is_repeated=True)


def edit_of(cell: Cell, change: Change, is_repeated: bool = False) -> Edit:
    """The edit that a change of a cell makes."""
    places = tuple((*cell.place(piece.start), *cell.place(piece.end)) for piece in change.pieces)
    first = change.pieces[0] if is_repeated else change
    after = change.pieces[0].text if is_repeated else _after(cell, change)
    before = cell.text[first.start : first.end]
    if not is_repeated:
        places = ((*cell.place(change.start), *cell.place(change.end)),)
    source = change.applied(cell.text)
    return Edit(
        change.kind,
        *places[0],
        before,
        after,
        source,
        likelihood(change.operator, change.kind, is_repeated),
        places,
        change.operator,
    )


def _after(cell: Cell, change: Change) -> str:
    whole = change.applied(cell.text)
    return whole[change.start : len(whole) - (len(cell.text) - change.end)]
