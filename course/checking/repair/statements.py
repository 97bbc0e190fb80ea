"""Changes to statements: left out, in another order or place, their value kept, returns, conditions."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import permutations

from course.checking.repair import meaning
from course.checking.repair.cell import Cell, Definition, Node
from course.checking.repair.change import Change, Piece, replaced, rewritten

COMPARED = {
    "==": ("!=", ">=", "<="),
    "!=": ("==",),
    "<": ("<=", ">", ">="),
    "<=": ("<", ">=", "=="),
    ">": (">=", "<", "<="),
    ">=": (">", "<=", "=="),
    "is": ("is not",),
}
SIMPLE = (ast.Assign, ast.AugAssign, ast.Expr, ast.Raise, ast.For, ast.If, ast.Return)
MOST_RETURNED = 8


def lines_of(cell: Cell, statement: ast.stmt) -> tuple[int, int]:
    """(start, end) of a statement from the start of its line; its indentation is part of it, its line end is not."""
    start, end = cell.span(statement)
    return cell.text.rfind("\n", 0, start) + 1, end


def indentation(cell: Cell, statement: ast.stmt) -> str:
    start, end = lines_of(cell, statement)
    line = cell.text[start:end]
    return line[: len(line) - len(line.lstrip())]


def _alone(cell: Cell, statement: ast.stmt) -> bool:
    """Does the statement have its lines to itself?"""
    start, end = cell.span(statement)
    before = cell.text[cell.text.rfind("\n", 0, start) + 1 : start]
    return not before.strip() and not cell.text[end:].split("\n", 1)[0].split("#")[0].strip()


def left_out(cell: Cell) -> Iterator[Change]:
    """A statement left out."""
    for body in cell.bodies:
        for statement in body:
            if isinstance(statement, (ast.Return, ast.FunctionDef, ast.Import)) or not isinstance(statement, SIMPLE):
                continue
            raises = isinstance(statement, ast.Raise)
            kind = "todo/not_done" if raises else _needless_kind(statement)
            if isinstance(statement, (ast.For, ast.If)) and len(statement.body) > 3:
                continue
            text = "pass"
            key = ("left out", "raise") if raises else ("left out", cell.source(statement))
            yield rewritten(cell.span(statement), text, kind, key)
            if isinstance(statement, ast.If):
                yield from _branches(cell, statement)


def _needless_kind(statement: ast.stmt) -> str:
    words = {meaning.called(node) for node in ast.walk(statement)}
    if "maximum" in words:
        return "relu/needless"
    return "range/other_codes" if words & {"clip", "min", "max", "minimum"} else "statement/needless"


def _branches(cell: Cell, statement: ast.If) -> Iterator[Change]:
    """The body of an `if` done always."""
    at = cell.outer(statement.test)
    yield rewritten(at, "True", "condition/other")
    yield rewritten(at, f"not ({cell.source(statement.test)})", "condition/other")


def orders(cell: Cell) -> Iterator[Change]:
    """Two statements that follow each other, the other way round."""
    for body in cell.bodies:
        for one, two in zip(body, body[1:]):
            if isinstance(two, ast.Return) or not (_alone(cell, one) and _alone(cell, two)):
                continue
            pieces = Piece(*cell.span(one), cell.source(two)), Piece(*cell.span(two), cell.source(one))
            yield Change("statement/order", pieces)


def indented(cell: Cell) -> Iterator[Change]:
    """A statement moved out of the block that it ends or begins, or into the block before or after it."""
    for body in cell.bodies:
        for position, statement in enumerate(body):
            block = statement if isinstance(statement, (ast.For, ast.If, ast.While, ast.With)) else None
            if block is None:
                continue
            inner = block.orelse or block.body if not isinstance(block, ast.With) else block.body
            yield from _out_of(cell, block, inner)
            if position + 1 < len(body):
                yield from _into(cell, inner, body[position + 1])


def _out_of(cell: Cell, block: ast.stmt, inner: list[ast.stmt]) -> Iterator[Change]:
    """The last statements of the block put after it."""
    if not all(_alone(cell, statement) for statement in inner):
        return
    deep, flat = indentation(cell, inner[0]), indentation(cell, block)
    for first in range(max(0, len(inner) - 3), len(inner)):
        start, end = lines_of(cell, inner[first])[0], lines_of(cell, inner[-1])[1]
        text = re.sub(rf"(?m)^{re.escape(deep)}", flat, cell.text[start:end])
        yield rewritten((start, end), f"{deep}pass\n{text}" if first == 0 else text, "indentation")


def _into(cell: Cell, inner: list[ast.stmt], after: ast.stmt) -> Iterator[Change]:
    """The statement after the block made its last one."""
    if isinstance(after, ast.Return) or not (_alone(cell, after) and _alone(cell, inner[-1])):
        return
    deep, flat = indentation(cell, inner[0]), indentation(cell, after)
    start, end = lines_of(cell, after)
    text = re.sub(rf"(?m)^{re.escape(flat)}", deep, cell.text[start:end])
    yield rewritten((start, end), text, "indentation")


def discarded(cell: Cell) -> Iterator[Change]:
    """The value of a call kept in the name that the call was made on."""
    for node in cell.of(ast.Expr):
        call = node.value
        if not isinstance(call, ast.Call):
            continue
        receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
        kept = [part.id for part in (receiver, *call.args[:1]) if isinstance(part, ast.Name) and part.id != "np"]
        for name in kept:
            text = f"{name} = {cell.source(call)}"
            yield rewritten(cell.span(node), text, "statement/discarded", ("discarded",))
    for node in cell.of(ast.AugAssign):
        target = node.target
        at = cell.operator(target, node.value)
        if at and isinstance(target, ast.Name):
            token = cell.text[at[0] : at[1] - 1]
            text = f"{target.id} = {target.id} {token} {cell.atom(node.value)}"
            yield rewritten(cell.span(node), text, "mutates", ("in place",))


def returns(cell: Cell) -> Iterator[Change]:
    """A return added, or another value returned."""
    functions = [node for node in cell.of(ast.FunctionDef) if node.name == cell.function]
    for function in functions:
        own = [node for node in cell.of(ast.Return) if _function_of(cell, node) is function]
        if not own:
            yield from _return_added(cell, function)
        elif len(own) == 1 and own[0] is not function.body[-1]:
            yield from _return_moved(cell, function, own[0])
        for node in own:
            value = node.value
            if value is None:
                continue
            names = _assigned(cell, cell.span(node)[0])
            for text in [", ".join(pair) for pair in permutations(names[:MOST_RETURNED], 2)]:
                if text != cell.source(value):
                    yield rewritten(cell.span(value), text, "return/other")
            if not isinstance(value, ast.Name):
                for name in names[:MOST_RETURNED]:
                    yield replaced(cell, value, name, "return/other")


def _function_of(cell: Cell, node: Node) -> Node | None:
    return next(
        (up for up in cell.above(node) if isinstance(up, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))), None
    )


def _assigned(cell: Cell, offset: int) -> list[str]:
    """Names given a value before, the last first, then parameters that were given another one."""
    return [name for name in cell.names_at(offset) if any(b.name == name and not b.is_parameter for b in cell.bounds)]


def _return_added(cell: Cell, function: Definition) -> Iterator[Change]:
    last = function.body[-1]
    end, space = cell.span(last)[1], indentation(cell, function.body[0])
    names = _assigned(cell, end + 1)[:MOST_RETURNED]
    for text in [*names, *(", ".join(pair) for pair in permutations(names, 2))]:
        yield rewritten((end, end), f"\n{space}return {text}", "return/missing")
    for text in [", ".join(three) for three in permutations([*names, *cell.parameters][:6], 3)]:
        yield rewritten((end, end), f"\n{space}return {text}", "return/missing")
    if isinstance(last, ast.Expr):
        value: Node = last.value
        if meaning.called(value) == "print" and value.args:
            value = value.args[0]
        yield rewritten(cell.span(last), f"return {cell.source(value)}", "return/missing")


def _return_moved(cell: Cell, function: Definition, node: Node) -> Iterator[Change]:
    """The only return made the last statement of the function."""
    statement = cell.statement(node)
    if _alone(cell, statement):
        start, end = lines_of(cell, statement)
        space, last = indentation(cell, function.body[0]), lines_of(cell, function.body[-1])[1]
        moved = f"{space}{cell.source(statement)}"
        if last == end:
            deep = indentation(cell, statement)
            text = f"{deep}pass\n{moved}"
            yield rewritten((start, end), text, "indentation")
        else:
            pieces = Piece(start, end, f"{indentation(cell, statement)}pass"), Piece(last, last, f"\n{moved}")
            yield Change("indentation", pieces)


def conditions(cell: Cell) -> Iterator[Change]:
    """Another comparison, a test turned round, two branches swapped."""
    for node in cell.of(ast.Compare):
        operands = [node.left, *node.comparators]
        for left, right in zip(operands, operands[1:]):
            at = cell.operator(left, right)
            token = cell.text[slice(*at)] if at else ""
            for other in COMPARED.get(token, ()):
                assert at is not None
                is_nibble = cell.source(right) in ("7", "8") and any(token.string == "16" for token in cell.tokens)
                kind = "nibble/sign" if is_nibble else "condition/other"
                yield rewritten(at, other, kind, ("compare", token, other))
    for node in cell.of(ast.If):
        yield from _else_if(cell, node)
    for node in cell.of(ast.IfExp):
        one, two = node.body, node.orelse
        pieces = Piece(*cell.outer(one), cell.whole(two)), Piece(*cell.outer(two), cell.whole(one))
        yield Change("condition/other", pieces)
        for kept in (one, two):
            yield replaced(cell, node, cell.fitted(cell.whole(kept), node, True), "condition/other")
    for node in cell.of(ast.UnaryOp):
        if isinstance(node.op, ast.Not):
            operand = cell.whole(node.operand)
            yield rewritten(cell.span(node), operand, "condition/other")
            yield rewritten(cell.span(node), f"{operand} is None", "axis/shared", ("none", operand))
    for node in cell.of(ast.Name):
        tested = isinstance(cell.parent(node), (ast.If, ast.IfExp)) and cell.parent(node).test is node
        if tested or meaning.called(cell.parent(node)) == "bool":
            whole = cell.parent(node) if not tested else node
            yield replaced(cell, whole, f"{node.id} is not None", "axis/shared", ("none", node.id))


def _else_if(cell: Cell, node: ast.If) -> Iterator[Change]:
    """An `else` that is done on a condition like that of its `if`."""
    if not node.orelse or not isinstance(node.test, ast.Compare) or len(node.test.ops) != 1:
        return
    start, end = cell.span(node.body[-1])[1], cell.span(node.orelse[0])[0]
    found = re.search(r"\belse\b", cell.text[start:end])
    at = cell.operator(node.test.left, node.test.comparators[0])
    if found is None or at is None:
        return
    right = cell.source(node.test.comparators[0])
    for name in [cell.source(node.test.left), *cell.parameters]:
        for token in ("<", ">", "<=", ">="):
            yield rewritten(
                (start + found.start(), start + found.end()), f"elif {name} {token} {right}", "condition/other"
            )


def the_other_one(cell: Cell) -> Iterator[Change]:
    """A statement that changes a name, written once more for another name."""
    for body in cell.bodies:
        for statement in body:
            if not isinstance(statement, (ast.Assign, ast.AugAssign)) or not _alone(cell, statement):
                continue
            target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
            if not isinstance(target, ast.Name) or target.id not in meaning.words_of(statement.value):
                continue
            start, end = cell.span(statement)
            for other in [name for name in cell.names_at(end + 1) if name != target.id][:8]:
                text = re.sub(rf"\b{re.escape(target.id)}\b", other, cell.source(statement))
                for one in dict.fromkeys((text, re.sub(r"\b(min|max)(imum)?\b", _other_end, text))):
                    again = f"{cell.source(statement)}\n{indentation(cell, statement)}{one}"
                    yield rewritten((start, end), again, _forgotten_kind(statement, other))


def _other_end(found: re.Match[str]) -> str:
    return ("max" if found[1] == "min" else "min") + (found[2] or "")


def widened(cell: Cell) -> Iterator[Change]:
    """One end of a range, or both, moved so that the range has room for 0."""
    for node in cell.of(ast.Assign):
        target = node.targets[0]
        if isinstance(target, ast.Name) and meaning.is_end(target.id):
            for function in ("np.minimum", "np.maximum"):
                text = f"{function}({cell.source(node.value)}, 0)"
                yield replaced(cell, node.value, text, "calibration/one_end")
    for node in cell.of(ast.Return):
        value = node.value
        if isinstance(value, ast.Tuple) and len(value.elts) >= 2:
            low, high = value.elts[:2]
            pieces = (
                Piece(*cell.span(low), f"np.minimum({cell.source(low)}, 0)"),
                Piece(*cell.span(high), f"np.maximum({cell.source(high)}, 0)"),
            )
            yield Change("calibration/zero_outside", pieces)


def _forgotten_kind(statement: ast.stmt, name: str) -> str:
    if any(meaning.called(node) == "maximum" for node in ast.walk(statement)) and not meaning.is_end(name):
        return "relu/forgotten"
    return "calibration/one_end" if meaning.is_end(name) else "term/forgotten"
