"""Changes to how elements are picked and laid out: indices, slices, axes, transposes, loops."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import permutations

from course.checking.repair import meaning
from course.checking.repair.calls import REDUCTIONS, _places
from course.checking.repair.cell import Cell, Node
from course.checking.repair.change import Change, Piece, replaced, rewritten

NEW_AXES = ("[:, None]", "[None, :]", "[:, None, None, None]", ".reshape(-1, 1)", ".reshape(-1, 1, 1, 1)")


def indices(cell: Cell) -> Iterator[Change]:
    """A slice with an end or a step left out, an index for another axis, one left out."""
    for node in cell.of(ast.Slice):
        start, end = cell.span(node)
        lower, upper, step = node.lower, node.upper, node.step
        texts = [cell.whole(part) if part else "" for part in (lower, upper, step)]
        for position, kind in ((0, "index/off_by_one"), (1, "index/off_by_one"), (2, "index/stride")):
            if texts[position]:
                fewer = [text if at != position else "" for at, text in enumerate(texts)]
                text = ":".join(fewer[:2]) + (f":{fewer[2]}" if fewer[2] else "")
                yield rewritten((start, end), text, kind, ("slice", position, texts[position]))
    for node in cell.of(ast.Subscript):
        yield from _items(cell, node)


def _items(cell: Cell, node: Node) -> Iterator[Change]:
    index, value = node.slice, node.value
    if isinstance(node.ctx, ast.Load):
        yield replaced(cell, node, cell.whole(value), "shape/dimensions", ("no index", cell.source(index)))
    span = cell.span(index)
    items = index.elts if isinstance(index, ast.Tuple) else [index]
    texts = [cell.whole(item) for item in items]
    if isinstance(index, ast.Tuple) and items:
        span = cell.outer(items[0])[0], cell.outer(items[-1])[1]
        for position, text in enumerate(texts):
            if text not in (":", "..."):
                others = [":" if at == position else other for at, other in enumerate(texts)]
                yield rewritten(span, ", ".join(others), "shape/dimensions", ("whole axis", text))
        if texts[0] == ":":
            yield rewritten(span, ", ".join(["...", *texts[1:]]), "axis/other", ("ellipsis",))
    elif texts and texts[0] != "...":
        yield rewritten(span, f"..., {texts[0]}", "axis/other", ("ellipsis",))
        yield rewritten(span, f":, {texts[0]}", "axis/other", ("second axis",))


def layouts(cell: Cell) -> Iterator[Change]:
    """Axes in another order, a transpose or a new axis added."""
    for node in _places(cell):
        parent = cell.parent(node)
        if isinstance(parent, ast.Attribute) and parent.attr != "reshape":
            continue
        atom = cell.atom(node)
        yield replaced(cell, node, f"{atom}.T", "shape/layout", ("transposed",))
        reduced = isinstance(node, ast.Call) and meaning.called(node) in REDUCTIONS
        if isinstance(parent, (ast.BinOp, ast.Assign)) and (isinstance(node, ast.Name) or reduced):
            for axes in NEW_AXES:
                yield replaced(cell, node, f"{atom}{axes}", "shape/dimensions", ("new axes", axes))
        if isinstance(parent, (ast.Attribute, ast.Assign, ast.Return)):
            for swap in (".swapaxes(1, 2)", ".swapaxes(2, 3)", ".transpose(0, 3, 1, 2)"):
                yield replaced(cell, node, f"{atom}{swap}", "shape/layout", ("swap", swap))
    for node in cell.of(ast.Call):
        args = node.args
        if meaning.called(node) == "transpose" and 3 <= len(args) <= 4:
            texts = [cell.whole(argument) for argument in args]
            span = cell.outer(args[0])[0], cell.outer(args[-1])[1]
            for order in permutations(texts):
                if list(order) != texts:
                    yield rewritten(span, ", ".join(order), "shape/layout")


def loops(cell: Cell) -> Iterator[Change]:
    """The heads of two loops, one in the other, swapped."""
    for node in cell.of(ast.For):
        inner = node.body[0]
        if isinstance(inner, ast.For) and len(node.body) == 1:
            one, two = ((cell.span(loop.target)[0], cell.outer(loop.iter)[1]) for loop in (node, inner))
            pieces = Piece(*one, cell.text[slice(*two)]), Piece(*two, cell.text[slice(*one)])
            is_left_early = any(isinstance(one, (ast.Break, ast.Continue, ast.Return)) for one in ast.walk(inner))
            yield Change("" if is_left_early else "shape/layout", pieces)
