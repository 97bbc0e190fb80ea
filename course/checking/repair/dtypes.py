"""Changes to dtypes: another one, one that follows the number of bits, a cast added, left out or made earlier."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from course.checking.repair import meaning
from course.checking.repair.calls import _is_result, _places, arrays_of
from course.checking.repair.cell import Cell, Node
from course.checking.repair.change import Change, Piece, inserted, replaced

WIDER = ("int32", "int64", "float32", "float64")
OTHERS = ("int8", "uint8", "int16", "int32", "int64", "float32", "float64")


def other_dtypes(cell: Cell) -> Iterator[Change]:
    """Another dtype where one is named."""
    for node in cell.of(ast.Attribute, ast.Name, ast.Constant, ast.IfExp):
        parent = cell.parent(node)
        if isinstance(node, ast.IfExp):
            before = meaning.dtype_name(node.body) and meaning.dtype_name(node.orelse)
        else:
            before = "" if isinstance(parent, ast.IfExp) else meaning.dtype_name(node)
        if not before or isinstance(parent, ast.Compare):
            continue
        is_called = isinstance(parent, ast.Call) and parent.func is node
        for other in OTHERS:
            if other != before or isinstance(node, ast.IfExp):
                kind = _dtype_kind(cell, node, before, other)
                yield replaced(cell, node, f"np.{other}", kind, ("dtype", before, other))
        for choice in _choices(cell, node):
            if choice != cell.source(node):
                text = f"({choice})" if is_called else choice
                kind = "codes/fixed_bits" if before in ("int8", "int16") else "dtype/result"
                kind = "codes/unsigned" if before.startswith("u") else kind
                yield replaced(cell, node, text, kind, ("dtype", before, choice))


def _choices(cell: Cell, node: Node) -> list[str]:
    """Dtypes that follow a number of bits in scope."""
    names = [name for name in cell.names_at(cell.span(node)[0]) if meaning.is_bits(name)][:2]
    return [
        f"np.{one} if {name} {test} else np.{two}"
        for name in names
        for one, test, two in (("int8", "== 8", "int16"), ("int8", "<= 8", "int16"))
    ]


def _dtype_kind(cell: Cell, node: Node, before: str, other: str) -> str:
    if before.startswith("u") and not other.startswith("u"):
        return "codes/unsigned"
    call = next((up for up in cell.above(node) if isinstance(up, ast.Call)), None)
    makes = call is not None and meaning.called(call) in ("zeros", "ones", "full", "empty")
    if call is not None and (_is_result(cell, call) or makes):
        return "dtype/result"
    if "float" in before or "float" in other:
        return "dtype/float"
    return "dtype/overflow" if int(other.lstrip("uint")) > int(before.lstrip("uint")) else "dtype/result"


def casts(cell: Cell) -> Iterator[Change]:
    """A cast put on a value, or made before the arithmetic instead of after it."""
    for node in _places(cell):
        parent = cell.parent(node)
        is_cast = isinstance(parent, ast.Attribute) and parent.attr == "astype"
        if meaning.called(node) == "astype" or is_cast or isinstance(parent, ast.Compare):
            continue
        result = _is_result(cell, node)
        dtypes = OTHERS if result else WIDER
        for dtype in dtypes:
            kind = "dtype/result" if result else "dtype/float" if "float" in dtype else "dtype/overflow"
            text = f"{cell.atom(node)}.astype(np.{dtype})"
            read = isinstance(node, (ast.Name, ast.Subscript)) and isinstance(parent, ast.Assign)
            yield replaced(cell, node, text, kind, ("cast", dtype, "read" if read else cell.source(node)))
        for choice in [*_choices(cell, node), *(f"{name}.dtype" for name in arrays_of(cell))] if result else ():
            yield replaced(cell, node, f"{cell.atom(node)}.astype({choice})", "dtype/result", ("cast", choice))
    yield from _operands_cast(cell)
    yield from _cast_earlier(cell)
    yield from _all_cast(cell)


def _operands_cast(cell: Cell) -> Iterator[Change]:
    """Both operands of one operator."""
    for node in cell.of(ast.BinOp):
        left, right = node.left, node.right
        if all(isinstance(part, (ast.Name, ast.Subscript)) or cell.is_grouped(part) for part in (left, right)):
            for dtype in ("int32", "int64", "float32"):
                kind = "dtype/float" if "float" in dtype else "dtype/overflow"
                pieces = [Piece(*cell.outer(part), f"{cell.atom(part)}.astype(np.{dtype})") for part in (left, right)]
                yield Change(kind, tuple(pieces))


def _cast_earlier(cell: Cell) -> Iterator[Change]:
    """(a - z).astype(t) to a.astype(t) - z."""
    for node in cell.of(ast.Call):
        if meaning.called(node) != "astype" or not meaning.is_method(node):
            continue
        value = node.func.value
        cast = cell.text[cell.outer(value)[1] : cell.span(node)[1]]
        leaves = [
            part for part in ast.walk(value) if isinstance(part, (ast.Name, ast.Subscript)) and part in cell.parents
        ]
        leaves = [leaf for leaf in leaves if leaf is not value and _reads(cell, leaf)][:6]
        for leaf in leaves:
            text = inserted(cell, value, leaf, f"{cell.whole(leaf)}{cast}")
            yield replaced(cell, node, cell.fitted(text, node, not isinstance(value, ast.BinOp)), "dtype/overflow")
        names = [leaf for leaf in leaves if isinstance(leaf, ast.Name)]
        if len(names) > 1:
            pieces = [Piece(*cell.span(leaf), f"{leaf.id}{cast}") for leaf in sorted(names, key=cell.span)]
            yield Change("dtype/overflow", tuple(pieces))


def _reads(cell: Cell, leaf: Node) -> bool:
    parent = cell.parent(leaf)
    callee = isinstance(parent, ast.Call) and parent.func is leaf
    return not (callee or isinstance(parent, ast.Attribute) or meaning.is_index(cell, leaf))


def _all_cast(cell: Cell) -> Iterator[Change]:
    """All codes among the parameters, where one statement reads them."""
    codes = [name for name in cell.parameters if name.endswith("_q") or name in ("q", "acc")]
    for statement in cell.of(ast.Assign, ast.AugAssign, ast.Return):
        reads = [
            node
            for node in cell.loads
            if node.id in codes
            and cell.statement(node) is statement
            and not isinstance(cell.parent(node), ast.Attribute)
        ]
        for dtype in ("int32", "int64") if len(reads) > 1 else ():
            pieces = [Piece(*cell.span(node), f"{node.id}.astype(np.{dtype})") for node in sorted(reads, key=cell.span)]
            yield Change("dtype/overflow", tuple(pieces))
