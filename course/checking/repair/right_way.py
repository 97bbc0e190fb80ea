"""Edits drawn from a right way to write the function: where a grader has one, it shows the line that is wrong."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from course.checking.repair.cell import Cell, Node
from course.checking.repair.change import Change, replaced
from course.checking.repair.edits import Edit, edit_of
from course.checking.repair.naming import KNOWN

MOST = 400  # edits
LONGEST = 600  # characters of an expression that is taken
A_TERM, A_VALUE = "term/forgotten", ""  # kinds; another value has no name
SUMS = (ast.Add, ast.Sub)


def from_right_way(source: str, function: str, right: str) -> list[Edit]:
    """Edits of a wrong cell that take an expression or a term from a right one: the shortest expressions first.

    source: the wrong cell. right: a cell that defines the same function rightly. What its expressions are made of on the way
    is written out, so that they need few names; only those are taken whose names are known in the wrong cell.
    """
    wrong, model = Cell.read(source, function), Cell.read(right, function)
    if wrong is None or model is None:
        return []
    whole = list(_written_out(model))
    found: dict[str, Edit] = {}
    for change in (*_terms(wrong, whole), *_values(wrong, whole)):
        edit = edit_of(wrong, change)
        if edit.source != wrong.text:
            found.setdefault(edit.source, edit)
    return sorted(found.values(), key=lambda edit: len(edit.after))[:MOST]


def _written_out(model: Cell) -> Iterator[ast.expr]:
    """The values that a right cell computes below its first TODO, each in terms of what stands above."""
    meant: dict[str, ast.expr] = {}
    for node in model.of(ast.Assign, ast.AugAssign, ast.Return):
        if node.value is None or node.lineno in model.given:
            continue
        value = _Meant(meant).visit(_again(node.value))
        if len(ast.unparse(value)) <= LONGEST:
            yield value
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        if isinstance(target, ast.Name):
            meant[target.id] = value


class _Meant(ast.NodeTransformer):
    """Puts in the place of names what they mean."""

    def __init__(self, meant: dict[str, ast.expr]) -> None:
        self.meant = meant

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return _again(self.meant[node.id]) if node.id in self.meant else node


def _again(value: ast.expr) -> ast.expr:
    """A copy."""
    return ast.parse(ast.unparse(value), mode="eval").body


def _terms(wrong: Cell, whole: Iterable[ast.expr]) -> Iterator[Change]:
    """A term of a right sum, added to a value or taken from it."""
    every = dict.fromkeys(text for value in whole for text in _terms_of(value))
    for value in _values_in(wrong):
        for text in _readable(wrong, value, every):
            for sign in "+-":
                yield replaced(wrong, value, f"{wrong.whole(value)} {sign} {text}", A_TERM)


def _terms_of(value: ast.expr) -> Iterator[str]:
    if isinstance(value, ast.BinOp) and isinstance(value.op, SUMS):
        yield from _terms_of(value.left)
        if not isinstance(value.right, ast.Constant):
            yield f"({ast.unparse(value.right)})"


def _values(wrong: Cell, whole: Iterable[ast.expr]) -> Iterator[Change]:
    """A part of a right value in the place of a value that reads only what was given: nothing else can be the fault."""
    every = dict.fromkeys(
        ast.unparse(node)
        for value in whole
        for node in ast.walk(value)
        if node is value or isinstance(node, (ast.BinOp, ast.Call, ast.Subscript, ast.IfExp, ast.UnaryOp))
    )
    own = {
        bound.name
        for bound in wrong.bounds
        if not bound.is_parameter and wrong.place(bound.start)[0] not in wrong.given
    }
    for value in _values_in(wrong):
        if not own & {node.id for node in ast.walk(value) if isinstance(node, ast.Name)}:
            for text in _readable(wrong, value, every):
                yield replaced(wrong, value, text, A_VALUE)


def _values_in(wrong: Cell) -> list[Node]:
    """The values that a function gives to names or returns, but for a bare name."""
    nodes = (node for node in wrong.of(ast.Assign, ast.AugAssign, ast.Return) if node.lineno not in wrong.given)
    return [node.value for node in nodes if node.value is not None and not isinstance(node.value, ast.Name)]


def _readable(cell: Cell, at: Node, texts: Iterable[str]) -> list[str]:
    """Those of the texts whose names are all known at a node."""
    called = {node.func.id for node in cell.of(ast.Call) if isinstance(node.func, ast.Name)}
    known = {*cell.names_at(cell.span(at)[0]), *KNOWN, *called}
    return [text for text in texts if _names(text) <= known]


def _names(text: str) -> set[str]:
    """The names that an expression reads, but for those that it binds itself."""
    names = [node for node in ast.walk(ast.parse(f"({text})")) if isinstance(node, ast.Name)]
    return {node.id for node in names} - {node.id for node in names if not isinstance(node.ctx, ast.Load)}
