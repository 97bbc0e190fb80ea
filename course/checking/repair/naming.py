"""Changes to names: another one in scope, two swapped, one that nobody has bound."""

from __future__ import annotations

import ast
import builtins
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import permutations

from course.checking.repair import meaning
from course.checking.repair.cell import Cell, Node
from course.checking.repair.change import Change, Piece, replaced

KNOWN = frozenset(dir(builtins)) | {"np", "numpy", "math", "network", "plots", "widgets"}
MOST_NAMES = 16
MOST_OTHERS = 7


def other_names(cell: Cell, functions: Sequence[str] = ()) -> Iterator[Change]:
    """Another name for each that is read; functions: of the lesson, which may be called for each other."""
    called = {node.func.id for node in cell.of(ast.Call) if isinstance(node.func, ast.Name)}
    callable_ = [name for name in dict.fromkeys([*functions, *sorted(called)]) if name not in dir(builtins)]
    for node in cell.loads:
        parent = cell.parent(node)
        if isinstance(parent, ast.Call) and parent.func is node:
            for other in callable_ if node.id in callable_ else ():
                if other not in (node.id, cell.function):
                    yield replaced(cell, node, other, "name/other", ("name", node.id, other))
            continue
        if node.id in ("np", "numpy", "math"):
            continue
        scope = cell.names_at(cell.span(node)[0])
        for other in [name for name in scope if name != node.id][:MOST_NAMES]:
            kind = name_kind(cell, node, other, known=node.id in scope)
            yield from _renamed(cell, node, other, kind)
    yield from _attributes(cell)


def _renamed(cell: Cell, node: ast.Name, other: str, kind: str) -> Iterator[Change]:
    mirror = frozenset((node.id, other))
    line = _head(cell, node)
    keys = ("name", node.id, other), ("swapped", line, mirror), ("swapped", mirror)
    yield replaced(cell, node, other, kind, *keys)


def seen_elsewhere(cell: Cell) -> Iterator[Change]:
    """A name that should be an element or a part that the function reads elsewhere."""
    parts = [node for node in cell.of(ast.Subscript) if isinstance(node.ctx, ast.Load)]
    texts = list(dict.fromkeys(map(cell.source, parts)))[:6]
    for node in cell.loads:
        parent = cell.parent(node)
        if isinstance(parent, ast.Subscript) or _is_called(cell, node) or node.id in KNOWN:
            continue
        for text in texts:
            yield replaced(cell, node, text, "name/other")


def unknown(cell: Cell) -> Iterator[Change]:
    """All names that nobody has bound, replaced at once by others."""
    scope = cell.names_at(len(cell.text))
    reads = [
        node for node in cell.loads if node.id not in scope and node.id not in KNOWN and not _is_called(cell, node)
    ]
    names = list(dict.fromkeys(node.id for node in reads))
    if not 2 <= len(names) <= 3:
        return
    for others in permutations(scope[:MOST_OTHERS], len(names)):
        new = dict(zip(names, others))
        yield Change(
            "name/unknown", tuple(Piece(*cell.span(node), new[node.id]) for node in sorted(reads, key=cell.span))
        )


def _is_called(cell: Cell, node: Node) -> bool:
    parent = cell.parent(node)
    return isinstance(parent, ast.Call) and parent.func is node


def _head(cell: Cell, node: Node) -> int:
    """The line of the statement; of a loop in a loop, the outer one's."""
    statement: Node = cell.statement(node)
    while isinstance(statement, ast.For) and isinstance(cell.parent(statement), ast.For):
        statement = cell.parent(statement)
    line: int = statement.lineno
    return line


def _attributes(cell: Cell) -> Iterator[Change]:
    """layer.s to s, where the cell does not know layer."""
    for node in cell.of(ast.Attribute):
        value = node.value
        if isinstance(value, ast.Name) and value.id not in cell.names_at(cell.span(node)[0]) and value.id not in KNOWN:
            for name in cell.names_at(cell.span(node)[0])[:MOST_NAMES]:
                yield replaced(
                    cell,
                    node,
                    name,
                    "name/unknown",
                    ("name", cell.source(node), name),
                    ("of", value.id, name == node.attr),
                )


def name_kind(cell: Cell, node: ast.Name, other: str, known: bool) -> str:
    """What it is called that a name should be another one."""
    if not known and node.id not in KNOWN:
        return "name/unknown"
    parent = cell.parent(node)
    if isinstance(parent, ast.Return) or (
        isinstance(parent, ast.Tuple) and isinstance(cell.parent(parent), ast.Return)
    ):
        return "return/other"
    if meaning.is_bits(node.id) and meaning.is_bits(other):
        return "name/other"
    if meaning.is_zero_point(node.id) and meaning.is_zero_point(other):
        return "zero_point/other"
    if all(meaning.is_scale(name) and name not in ("M", "m") for name in (node.id, other)):
        return "scale/other"
    return "name/other"


def targets(cell: Cell) -> Iterator[Change]:
    """Two targets swapped; a value given to the name that is read but never bound."""
    for node in cell.of(ast.Tuple):
        if isinstance(node.ctx, ast.Store) and len(node.elts) == 2:
            one, two = node.elts
            pieces = Piece(*cell.span(one), cell.source(two)), Piece(*cell.span(two), cell.source(one))
            yield Change("order/swapped", pieces)


def other_targets(cell: Cell) -> Iterator[Change]:
    """The value given to another name: a parameter, or one that is given a value elsewhere, too."""
    given = Counter(bound.name for bound in cell.bounds if bound.within is None)
    names = [name for name, times in given.items() if name in cell.parameters or times > 1]
    for node in cell.of(ast.Assign):
        target = node.targets[0]
        if isinstance(target, ast.Name) and target.id in names:
            for name in names:
                if name != target.id:
                    yield replaced(cell, target, name, "name/other")


def values_swapped(cell: Cell) -> Iterator[Change]:
    """The values of two assignments that follow each other, swapped; the same for two loops' iterables."""
    for body in cell.bodies:
        for one, two in zip(body, body[1:]):
            if isinstance(one, ast.Assign) and isinstance(two, ast.Assign):
                texts = cell.whole(one.value), cell.whole(two.value)
                pieces = Piece(*cell.outer(one.value), texts[1]), Piece(*cell.outer(two.value), texts[0])
                targets = {cell.source(target) for assign in (one, two) for target in assign.targets}
                if texts[0] != texts[1] and len(targets) > 1:
                    yield Change("order/swapped", pieces)
