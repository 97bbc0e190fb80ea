"""Changes to the arguments of a call: their order, a keyword, an axis, what an array is filled with."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from course.checking.repair import meaning
from course.checking.repair.calls import REDUCTIONS, arrays_of
from course.checking.repair.cell import Cell, Node
from course.checking.repair.change import Change, replaced, rewritten


def arguments(cell: Cell) -> Iterator[Change]:
    """Arguments swapped, turned round, left out; keyword arguments with another value, left out or added."""
    for node in cell.of(ast.Call):
        args, keywords = node.args, node.keywords
        word = meaning.called(node)
        if not any(isinstance(argument, ast.Starred) for argument in args):
            yield from _orders(cell, node, args, word)
            for position in range(1, len(args)):
                span = cell.outer(args[position - 1])[1], cell.outer(args[position])[1]
                yield rewritten(span, "", _argument_kind(word), ("argument", word, position))
            if word == "range" and len(args) == 2:
                span = cell.outer(args[0])[0], cell.outer(args[1])[0]
                yield rewritten(span, "", "loop/bounds", ("range",))
        for keyword in keywords:
            if keyword.arg:
                yield from _keyword(cell, node, keyword)
        if word in REDUCTIONS and not any(keyword.arg == "axis" for keyword in keywords):
            yield from _with_axis(cell, node)
    for node in cell.of(ast.Tuple, ast.List):
        yield from _orders(cell, node, node.elts, "")


def _argument_kind(word: str) -> str:
    if word in meaning.ROUNDS:
        return "rounding/other_rule"
    return "axis/split" if word in REDUCTIONS else "call/signature"


def _orders(cell: Cell, node: Node, items: list[Node], word: str) -> Iterator[Change]:
    """The items in another order: two of them swapped, or three turned round."""
    if not 2 <= len(items) <= 6 or isinstance(getattr(node, "ctx", None), ast.Store) and isinstance(node, ast.List):
        return
    texts = [cell.whole(item) for item in items]
    orders = []
    for i in range(len(items)):
        for j in range(i + 1, len(items)):
            order = list(texts)
            order[i], order[j] = order[j], order[i]
            orders.append(order)
    if len(items) == 3:
        orders += [texts[1:] + texts[:1], texts[2:] + texts[:2]]
    span = cell.outer(items[0])[0], cell.outer(items[-1])[1]
    kind = _order_kind(cell, node, word)
    for order in orders:
        if order != texts:
            yield rewritten(span, ", ".join(order), kind, ("order", word, tuple(texts)), ("order", word, kind))


def _order_kind(cell: Cell, node: Node, word: str) -> str:
    parent = cell.parent(node)
    if isinstance(parent, ast.Return) and not word:
        return "order/returned"
    if word == "where":
        return "condition/other"
    if isinstance(parent, ast.Subscript):
        return "axis/other"
    shapes = ("reshape", "transpose", "swapaxes", "stack", "concatenate")
    if word in shapes or meaning.called(parent) in shapes:
        return "shape/layout"
    return "order/swapped"


def _keyword(cell: Cell, node: Node, keyword: ast.keyword) -> Iterator[Change]:
    name, value = keyword.arg, keyword.value
    parts = sorted([*node.args, *[other for other in node.keywords if other is not keyword]], key=cell.span)
    start, end = cell.offset(keyword.lineno, keyword.col_offset), cell.outer(value)[1]
    before = [part for part in parts if cell.span(part)[0] < start]
    if before:
        last = before[-1]
        start = cell.outer(last.value if isinstance(last, ast.keyword) else last)[1]
    kinds = {"axis": "axis/split", "keepdims": "shape/dimensions", "dtype": "dtype/result"}
    kind = kinds.get(name or "", "call/signature")
    if before or not parts:
        yield rewritten((start, end), "", kind, ("keyword", name, cell.source(value)))
    if name in ("axis", "axes"):
        for other in ("0", "1", "-1", "None", "(0, 1)"):
            if other != cell.source(value):
                swap = ("swapped", ("axis", frozenset((cell.source(value), other))))
                yield replaced(cell, value, other, "axis/other", ("axis", cell.source(value), other), swap)
    if name == "keepdims":
        others = [f"{param} is not None" for param in cell.parameters if param == "axis"]
        for other in ["True", "False", *others]:
            if other != cell.source(value):
                yield replaced(cell, value, other, "shape/dimensions", ("keepdims", other))


def _with_axis(cell: Cell, node: Node) -> Iterator[Change]:
    end = cell.span(node)[1] - 1
    comma = ", " if node.args or node.keywords else ""
    axes = ["0", "1", "-1", *(["axis"] if "axis" in cell.parameters else [])]
    for axis in axes:
        for keep in ("", ", keepdims=True"):
            yield rewritten((end, end), f"{comma}axis={axis}{keep}", "axis/shared", ("with axis", axis, keep))
    if meaning.called(node) in meaning.LARGEST and any(keyword.arg == "axis" for keyword in node.keywords):
        return
    yield rewritten((end, end), f"{comma}keepdims=True", "shape/dimensions", ("with keepdims",))


def kept_axes(cell: Cell) -> Iterator[Change]:
    """keepdims=True added to a call that has an axis."""
    for node in cell.of(ast.Call):
        words = {keyword.arg for keyword in node.keywords}
        if meaning.called(node) in REDUCTIONS and "axis" in words and "keepdims" not in words:
            end = cell.span(node)[1] - 1
            yield rewritten((end, end), ", keepdims=True", "shape/dimensions", ("keep",))


def filled(cell: Cell) -> Iterator[Change]:
    """A new array filled with a name or the smallest code instead of 0, or given a dtype."""
    for node in cell.of(ast.Call):
        word, args = meaning.called(node), node.args
        keywords = {keyword.arg for keyword in node.keywords}
        end = cell.span(node)[1] - 1
        if word in ("zeros", "ones", "empty") and args:
            function = cell.source(node.func)[: -len(word)] + "full"
            span = cell.span(node.func)[0], cell.outer(args[0])[1]
            for value in [*cell.unused[:4], "-128", "-np.inf"]:
                text = f"{function}({cell.whole(args[0])}, {value}"
                yield rewritten(span, text, "zero_point/code_0", ("filled", value))
        if word in ("zeros", "ones", "empty", "full") and "dtype" not in keywords:
            for dtype in (*(f"{name}.dtype" for name in arrays_of(cell)), "np.int8", "np.float32"):
                yield rewritten((end, end), f", dtype={dtype}", "dtype/result", ("with dtype", dtype))
        if word == "pad" and "constant_values" not in keywords:
            for name in cell.unused[:4]:
                yield rewritten((end, end), f", constant_values={name}", "zero_point/code_0")
