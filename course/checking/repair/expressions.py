"""Changes to arithmetic: operators, signs, constants, parentheses, operands and terms."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from course.checking.repair import meaning
from course.checking.repair.cell import Cell, Node
from course.checking.repair.change import Change, Piece, inserted, replaced, rewritten

OTHER_OPERATORS = {
    "+": ("-", "*"),
    "-": ("+", "*"),
    "*": ("/", "+", "@", "//"),
    "/": ("*", "//"),
    "//": ("/", "*", "%"),
    "%": ("/", "//"),
    "^": ("**", "|"),
    "**": ("*",),
    "@": ("*",),
    "&": ("|",),
    "|": ("&", "+"),
    "<<": (">>",),
    ">>": ("<<",),
}
IN_PLACE = {"+=": ("-=", "="), "-=": ("+=", "="), "*=": ("/=",), "/=": ("*=",), "//=": ("/=",), "^=": ("**=",)}
TURNED = (ast.Sub, ast.Div, ast.FloorDiv, ast.Mod, ast.MatMult, ast.Pow, ast.LShift, ast.RShift)
NUMBERS = {10: (20,), 20: (10,), 127: (255, 128), 128: (127, 256), 255: (127, 256), 256: (255,), 2: (4, 0), 4: (8,)}
MOST_OPERANDS = 9
MOST_TERMS = 8


def operators(cell: Cell) -> Iterator[Change]:
    """Another operator between two operands; both operands the other way round."""
    for node in cell.of(ast.BinOp):
        at = cell.operator(node.left, node.right)
        if at is None:
            continue
        token, right = cell.text[slice(*at)], cell.whole(node.right)
        for other in OTHER_OPERATORS.get(token, ()):
            kind = _operator_kind(cell, node, token, other)
            yield rewritten(at, other, kind, ("operator", token, other, right), ("operator", token, other))
        if isinstance(node.op, TURNED):
            yield _turned(cell, node, cell.text[slice(*at)])
    for node in cell.of(ast.AugAssign):
        at = cell.operator(node.target, node.value)
        token = cell.text[slice(*at)] if at else ""
        for other in IN_PLACE.get(token, ()):
            assert at is not None
            yield rewritten(at, other, _sign_or_scale(node.value, token[:1]), ("in place", token, other))


def _operator_kind(cell: Cell, node: Node, token: str, other: str) -> str:
    if {token, other} == {"@", "*"}:
        return "shape/dimensions"
    if token in ("<<", ">>") or (token in "&|" and isinstance(node.right, ast.Constant)):
        return "nibble/mask"
    if isinstance(node.left, ast.Compare) or isinstance(node.right, ast.Compare):
        return "condition/other"
    if {token, other} in ({"+", "-"}, {"*", "/"}):
        return _sign_or_scale(node.right, token)
    return "operator/other"


def _sign_or_scale(right: Node, token: str) -> str:
    if token in "*/":
        return "scale/inverted"
    is_zero_point = isinstance(right, ast.Name) and meaning.is_zero_point(right.id)
    return "zero_point/sign" if is_zero_point else "term/sign"


def _turned(cell: Cell, node: Node, token: str) -> Change:
    left, right, op = node.left, node.right, node.op
    kind = "order/swapped"
    if isinstance(op, ast.Sub):
        names = [part.id for part in (left, right) if isinstance(part, ast.Name)]
        kind = "zero_point/sign" if any(map(meaning.is_zero_point, names)) else "term/sign"
    elif isinstance(op, (ast.Div, ast.FloorDiv)):
        kind = "scale/inverted"
    text = f"{cell.atom(right)} {token} {cell.atom(left)}"
    return rewritten(cell.span(node), text, kind, ("turned", token))


def signs(cell: Cell) -> Iterator[Change]:
    """A minus taken away or put before a value."""
    for node in cell.of(ast.UnaryOp):
        if isinstance(node.op, (ast.USub, ast.Invert)):
            text = cell.whole(node.operand)
            kind = "range/other_codes" if meaning.in_clip_end(cell, node) else "term/sign"
            yield rewritten(cell.span(node), text, kind, ("minus away", text))
    for node in cell.of(ast.Name, ast.Call, ast.BinOp, ast.Subscript):
        parent = cell.parent(node)
        leads = isinstance(parent, ast.BinOp) and isinstance(parent.op, (ast.Mult, ast.Div)) and parent.left is node
        if not _is_value(cell, node) or _is_later(cell, node) or meaning.is_index(cell, node):
            continue
        if cell.is_free(node) or leads:
            yield replaced(cell, node, f"-{cell.atom(node)}", "term/sign", ("minus", cell.whole(node)))


def constants(cell: Cell) -> Iterator[Change]:
    """Another number: one more, one less, a usual other one; a name or the number of codes in its place."""
    for node in cell.of(ast.Constant):
        value = node.value
        text = cell.source(node)
        if isinstance(value, str) and value in ("-inf", "nan"):
            yield replaced(cell, node, '"inf"', "zero/special_case")
        if type(value) is bool and not isinstance(cell.parent(node), ast.keyword):
            yield replaced(cell, node, str(not value), "condition/other")
        if type(value) not in (int, float) or abs(value) > 1e12:
            continue
        for other in _other_numbers(value):
            kind = _constant_kind(cell, node, other)
            swap = ("swapped", frozenset((text, repr(other))))
            yield replaced(cell, node, repr(other), kind, ("constant", text, other), swap)
        for name in cell.names_at(cell.span(node)[0])[:20]:
            kind = _fixed_kind(cell, node, name)
            keys = ("constant", text, name), ("constant", text, name, meaning.called(cell.parent(node)))
            yield replaced(cell, node, name, kind, *keys)
            if isinstance(cell.parent(node), ast.UnaryOp):
                yield replaced(cell, cell.parent(node), name, kind, ("negative", text, name))
            if meaning.is_bits(name) and type(value) is int and value > 2:
                for codes in (f"(2 ** {name} - 1)", f"(2 ** ({name} - 1) - 1)", f"2 ** {name}", f"2 ** ({name} - 1)"):
                    yield replaced(cell, node, codes, "codes/fixed_bits", ("constant", text, codes))


def _other_numbers(value: float) -> list[float]:
    if type(value) is float:
        return [other for other in (0.0, 1.0) if other != value]
    near = [value + 1, value - 1]
    return [*near, *NUMBERS.get(int(value), ())]


def _constant_kind(cell: Cell, node: Node, other: float) -> str:
    parent = cell.parent(node)
    if isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Pow) and parent.right is node:
        return _exponent_kind(cell, node) if meaning.is_power_of_two(parent) else "error/power"
    if isinstance(parent, ast.keyword) and parent.arg in ("axis", "axes"):
        return "axis/other"
    if meaning.in_clip_end(cell, node):
        return "range/other_codes"
    if meaning.in_call(cell, node, {"range"}):
        return "loop/bounds"
    if meaning.is_index(cell, node):
        is_step = isinstance(parent, ast.Slice) and parent.step is node
        return "index/stride" if is_step else "index/off_by_one"
    if isinstance(parent, ast.BinOp) and isinstance(parent.op, (ast.BitAnd, ast.BitOr, ast.LShift, ast.RShift)):
        return "nibble/mask"
    if isinstance(parent, ast.BinOp) and "log" in meaning.called(parent.right):
        return "error/logarithm"
    if any(isinstance(up, ast.BinOp) and meaning.counts_codes(up) for up in cell.above(node)):
        return "codes/count"
    is_factor = isinstance(parent, ast.BinOp) and isinstance(parent.op, (ast.Mult, ast.Div))
    return "constant/off_by_one" if abs(other - node.value) == 1 and not is_factor else "constant/other"


def _exponent_kind(cell: Cell, node: Node) -> str:
    """A power of two is the number of codes, or the half that is added before a shift."""
    shifts = any(isinstance(up, ast.BinOp) and isinstance(up.op, ast.RShift) for up in cell.above(node))
    return "rounding/other_rule" if shifts else "codes/count"


def _fixed_kind(cell: Cell, node: Node, name: str) -> str:
    if meaning.is_bits(name):
        return "codes/fixed_bits"
    if meaning.is_zero_point(name) and node.value == 0:
        call = meaning.in_call(cell, node, {"maximum", "max", "where"})
        return "relu/threshold" if call else "zero_point/code_0"
    return "range/other_codes" if meaning.in_clip_end(cell, node) else "hard_coded"


def ones(cell: Cell) -> Iterator[Change]:
    """One added or taken away at the end of a sum."""
    for node in _sums(cell):
        if _is_later(cell, node) and not meaning.is_index(cell, node):
            continue
        text = cell.source(node)
        kind = _one_kind(cell, node)
        for one in ("+ 1", "- 1"):
            yield rewritten(cell.span(node), f"{text} {one}", kind, ("one", one, text), ("one", one))
    for name in cell.loads:
        parent = cell.parent(name)
        if isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Pow) and parent.right is name:
            for one in ("- 1", "+ 1"):
                text = f"({name.id} {one})"
                yield replaced(cell, name, text, _exponent_kind(cell, name), ("exponent", text))


def _one_kind(cell: Cell, node: Node) -> str:
    if meaning.in_clip_end(cell, node):
        return "range/other_codes"
    if meaning.in_call(cell, node, {"range"}):
        return "loop/bounds"
    whole = any(isinstance(part, ast.BinOp) and isinstance(part.op, ast.FloorDiv) for part in ast.walk(node))
    if whole or meaning.is_index(cell, node):
        return "index/off_by_one"
    ends = any(meaning.LOW.fullmatch(word) or meaning.HIGH.fullmatch(word) for word in meaning.words_of(node))
    return "codes/count" if ends or meaning.counts_codes(node) else "constant/off_by_one"


def _is_value(cell: Cell, node: Node) -> bool:
    """Is it an expression that is read for its value: not a target, not what is called, not a dtype?"""
    if isinstance(getattr(node, "ctx", None), ast.Store):
        return False
    parent = cell.parent(node)
    if isinstance(parent, ast.Call) and parent.func is node:
        return False
    return not (isinstance(parent, ast.Attribute) or meaning.dtype_name(node))


def _sums(cell: Cell) -> Iterator[Node]:
    """Expressions that are no operand of a sum themselves: to them a term can be added."""
    for node in cell.of(ast.Name, ast.Call, ast.BinOp, ast.Subscript, ast.UnaryOp, ast.Attribute, ast.Constant):
        parent = cell.parent(node)
        in_sum = isinstance(parent, (ast.BinOp, ast.UnaryOp)) and not cell.is_grouped(node)
        plain = isinstance(node, ast.Constant) and not isinstance(parent, (ast.Slice, ast.Assign))
        if _is_value(cell, node) and not in_sum and not plain and not isinstance(parent, ast.keyword):
            if cell.is_free(node) or cell.is_grouped(node) or isinstance(parent, ast.Compare):
                yield node


def operands(cell: Cell) -> Iterator[Change]:
    """One operand and its operator left out."""
    for node in cell.of(ast.BinOp):
        left, right, op = node.left, node.right, node.op
        token = type(op).__name__
        for kept, gone in ((left, right), (right, left)):
            kind = _needless_kind(cell, node, gone)
            if kept is right and isinstance(op, ast.Sub):
                yield rewritten(cell.span(node), f"-{cell.atom(right)}", kind, ("left out", token, cell.whole(gone)))
            else:
                text = cell.whole(kept)
                yield rewritten(cell.span(node), text, kind, ("left out", token, cell.whole(gone)))


def _needless_kind(cell: Cell, node: Node, gone: Node) -> str:
    op = node.op
    if isinstance(op, (ast.Add, ast.Sub)) and isinstance(gone, ast.Constant) and gone.value == 1:
        return _one_kind(cell, node)
    if isinstance(op, ast.Pow):
        return "error/power"
    if isinstance(op, (ast.BitAnd, ast.LShift, ast.RShift)):
        return "nibble/mask"
    return "term/needless"


def unused_terms(cell: Cell) -> Iterator[Change]:
    """A term or a factor that nothing in the function uses yet, put where it may belong."""
    yield from _terms(cell, lambda name: name in cell.unused)


def usual_terms(cell: Cell) -> Iterator[Change]:
    """A zero point, a scale or a ratio as one more term or factor."""
    yield from _terms(cell, lambda name: name not in cell.unused and _is_usual_term(name))


def _terms(cell: Cell, is_tried: Callable[[str], bool]) -> Iterator[Change]:
    sums = set(_sums(cell))
    for node in cell.of(ast.Name, ast.Call, ast.BinOp, ast.Subscript, ast.Attribute):
        if _is_value(cell, node) and not meaning.is_index(cell, node) and not _is_later(cell, node):
            for name in list(filter(is_tried, cell.names_at(cell.span(node)[0])))[:MOST_TERMS]:
                yield from _with_term(cell, node, name, node in sums)


def rests(cell: Cell) -> Iterator[Change]:
    """What is left of a whole."""
    for node in cell.loads:
        if cell.is_free(node) and not meaning.is_index(cell, node):
            for whole in ("100", "1"):
                yield replaced(cell, node, f"{whole} - {node.id}", "term/forgotten", ("rest", whole))


def near_terms(cell: Cell) -> Iterator[Change]:
    """Any name in scope as one more term of a sum."""
    for node in _sums(cell):
        is_sum = isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub))
        is_whole = isinstance(cell.parent(node), (ast.Assign, ast.AugAssign, ast.Return))
        if not is_sum and (not is_whole or _is_later(cell, node)):
            continue
        tried = [name for name in cell.names_at(cell.span(node)[0]) if name not in cell.unused]
        for name in [name for name in tried if not _is_usual_term(name)][:MOST_TERMS]:
            for sign in "+-":
                text = f"{cell.source(node)} {sign} {name}"
                yield rewritten(cell.span(node), text, _term_kind(name, "+-"), ("term", sign, name))


def _is_usual_term(name: str) -> bool:
    return meaning.is_zero_point(name) or _is_usual_factor(name)


def _is_usual_factor(name: str) -> bool:
    return meaning.is_scale(name) or "ratio" in name


def _is_later(cell: Cell, node: Node) -> bool:
    """Is it only the name of a value that was computed before, where the change would belong?"""
    if not isinstance(node, ast.Name) or not cell.is_free(node):
        return False
    return any(bound.name == node.id and not bound.is_parameter for bound in cell.bounds)


def _with_term(cell: Cell, node: Node, name: str, is_sum: bool) -> Iterator[Change]:
    if name in meaning.words_of(node) and isinstance(node, ast.Name):
        return
    added = name in cell.unused or not _is_usual_factor(name)
    if is_sum and added:
        for sign in "+-":
            text = f"{cell.source(node)} {sign} {name}"
            yield rewritten(cell.span(node), text, _term_kind(name, "+-"), ("term", sign, name))
    elif _is_factor(cell, node) and added:
        for sign in "+-":
            yield replaced(cell, node, f"({cell.source(node)} {sign} {name})", _term_kind(name, "+-"))
    parent = cell.parent(node)
    is_inner = isinstance(parent, ast.BinOp) and isinstance(parent.op, (ast.Mult, ast.Div)) and parent.left is node
    if not is_inner and (name in cell.unused or _is_usual_factor(name)):
        for sign in "*/":
            product = isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Mult, ast.Div, ast.MatMult))
            left = cell.whole(node) if product else cell.atom(node)
            twin = ("twin", sign, name, cell.statement(node).lineno, meaning.is_end(cell.source(node)))
            kind = _term_kind(name, "*/")
            yield replaced(cell, node, f"{left} {sign} {name}", kind, ("factor", sign, name), twin)


def _is_factor(cell: Cell, node: Node) -> bool:
    parent = cell.parent(node)
    return isinstance(parent, ast.BinOp) and not isinstance(parent.op, (ast.Add, ast.Sub)) and not cell.is_grouped(node)


def _term_kind(name: str, signs: str) -> str:
    if signs == "+-" and meaning.is_zero_point(name):
        return "zero_point/forgotten"
    return "scale/other" if signs == "*/" and meaning.is_scale(name) else "term/forgotten"


def products(cell: Cell) -> Iterator[Change]:
    """A product or a quotient with a parameter that nothing uses yet, as one more term of a sum."""
    parameters = [name for name in cell.unused if name in cell.parameters][:2]
    for statement in cell.of(ast.Assign, ast.AugAssign, ast.Return) if parameters else ():
        node = statement.value
        if not isinstance(node, (ast.BinOp, ast.Name)) or (isinstance(statement, ast.Return) and _is_later(cell, node)):
            continue
        names = [name for name in cell.names_at(cell.span(node)[0]) if name not in parameters][:12]
        terms = [f"{one} / {other}" for one in parameters for other in parameters if one != other]
        terms += [f"{one} * {other}" for one in parameters for other in names]
        points = list(filter(meaning.is_zero_point, cell.names_at(cell.span(node)[0])))
        pairs = [(one, two) for one in points for two in points if one < two]
        terms += [f"{name} * {one} * {two}" for name in parameters for one, two in pairs]
        for term in terms:
            for sign in "+-":
                yield rewritten(cell.span(node), f"{cell.source(node)} {sign} {term}", "term/forgotten")


def parentheses(cell: Cell) -> Iterator[Change]:
    """Parentheses put around a run of operands, around two runs, or taken away."""
    for node in cell.of(ast.BinOp, ast.UnaryOp):
        parent = cell.parent(node)
        if isinstance(parent, (ast.BinOp, ast.UnaryOp)) and not cell.is_grouped(node):
            continue
        leaves = list(_leaves(cell, node))
        if not 3 <= len(leaves) <= MOST_OPERANDS:
            continue
        runs = [(i, j) for i in range(len(leaves)) for j in range(i + 1, len(leaves)) if (i, j) != (0, len(leaves) - 1)]
        spans = {run: (cell.outer(leaves[run[0]])[0], cell.outer(leaves[run[1]])[1]) for run in runs}
        for run in runs:
            inner = cell.text[slice(*spans[run])]
            yield Change("parentheses", _around(spans[run]), (("parentheses", inner),))
        for one in runs if len(leaves) <= 5 else ():
            for two in runs:
                if one[1] < two[0]:
                    yield Change("parentheses", (*_around(spans[one]), *_around(spans[two])))
    for node in cell.of(ast.BinOp, ast.UnaryOp, ast.Compare):
        if cell.is_grouped(node):
            kind = "parentheses"
            yield rewritten(cell.outer(node), cell.source(node), kind, ("no parentheses", cell.source(node)))


def _around(span: tuple[int, int]) -> tuple[Piece, Piece]:
    return Piece(span[0], span[0], "("), Piece(span[1], span[1], ")")


def _leaves(cell: Cell, node: Node) -> Iterator[Node]:
    """The operands of an expression from left to right, down to what stands in parentheses."""
    waiting = [(node, True)]
    while waiting:
        node, is_top = waiting.pop()
        if isinstance(node, ast.BinOp) and (is_top or not cell.is_grouped(node)):
            waiting += [(node.right, False), (node.left, False)]
        elif isinstance(node, ast.UnaryOp) and (is_top or not cell.is_grouped(node)):
            waiting.append((node.operand, False))
        else:
            yield node


def moved_terms(cell: Cell) -> Iterator[Change]:
    """A term or a factor moved into a call, out of it, or out of parentheses."""
    for node in cell.of(ast.BinOp):
        left, right = node.left, node.right
        at = cell.operator(left, right)
        if at is None:
            continue
        token = cell.text[slice(*at)]
        for argument in _wrapped(left):
            kind = _moved_kind(left, right, token, inwards=True)
            inner = f"{_left_of(cell, argument, token)} {token} {cell.whole(right)}"
            text = inserted(cell, left, argument, inner if cell.is_free(argument) else f"({inner})")
            yield rewritten(cell.span(node), text, kind, ("in", token, cell.whole(right)))
    for node in cell.of(ast.Call):
        for argument in _wrapped(node):
            if isinstance(argument, ast.BinOp) and (at := cell.operator(argument.left, argument.right)):
                token = cell.text[slice(*at)]
                kind = _moved_kind(node, argument.right, token, inwards=False)
                text = (
                    f"{inserted(cell, node, argument, cell.whole(argument.left))} {token} {cell.whole(argument.right)}"
                )
                text = cell.fitted(text, node, atomic=cell.is_grouped(node))
                yield rewritten(cell.span(node), text, kind, ("out", token, cell.whole(argument.right)))
    yield from _moved_out_of_parentheses(cell)
    yield from _merged(cell)


def _merged(cell: Cell) -> Iterator[Change]:
    """f(a) * f(b) to f(a * b)."""
    for node in cell.of(ast.BinOp):
        left, right = node.left, node.right
        at = cell.operator(left, right)
        if at and meaning.called(left) and meaning.called(left) == meaning.called(right) and left.args and right.args:
            one, two = left.args[0], right.args[0]
            text = inserted(cell, left, one, f"{cell.atom(one)} {cell.text[slice(*at)]} {cell.atom(two)}")
            yield rewritten(cell.span(node), text, "term/place")


def guarded(cell: Cell) -> Iterator[Change]:
    """A division that has an answer where its parts are 0."""
    for node in cell.of(ast.BinOp):
        if not isinstance(node.op, ast.Div):
            continue
        left, right = cell.whole(node.left), cell.whole(node.right)
        yield replaced(cell, node.right, f"np.maximum({cell.source(node.right)}, 1)", "zero/special_case")
        for tested in (left, right):
            yield replaced(cell, node, f"np.where({tested} == 0, 1, {cell.source(node)})", "zero/special_case")
        statement: Node = cell.statement(node)
        if isinstance(statement, (ast.Assign, ast.Return)) and statement.value is not None:
            value = cell.whole(statement.value)
            for instead in ('float("inf")', "0.0", "1.0"):
                text = f"{instead} if {right} == 0 else {value}"
                yield replaced(cell, statement.value, text, "zero/special_case")


def halves(cell: Cell) -> Iterator[Change]:
    """One half added before a right shift."""
    for node in cell.of(ast.BinOp):
        if isinstance(node.op, ast.RShift):
            text = f"({cell.source(node.left)} + (1 << ({cell.source(node.right)} - 1)))"
            yield replaced(cell, node.left, text, "rounding/one_way")


def bits(cell: Cell) -> Iterator[Change]:
    """A shift by four bits, or a mask of four, where a function works on bits."""
    operators = (ast.BitAnd, ast.BitOr, ast.LShift, ast.RShift)
    if not any(isinstance(node.op, operators) for node in cell.of(ast.BinOp)):
        return
    for node in cell.of(ast.Name, ast.Subscript, ast.Call, ast.BinOp):
        if _is_value(cell, node) and not meaning.is_index(cell, node) and not _is_later(cell, node):
            for change in ("<< 4", ">> 4", "& 15"):
                yield replaced(cell, node, f"({cell.atom(node)} {change})", "nibble/mask")


def thresholds(cell: Cell) -> Iterator[Change]:
    """The real number 0 as the threshold of ReLU."""
    for node in cell.of(ast.Call):
        if meaning.called(node) in ("maximum", "max") and len(node.args) == 2:
            for argument in node.args:
                if isinstance(argument, ast.Name):
                    yield replaced(cell, argument, "0", "relu/threshold")


def doubled(cell: Cell) -> Iterator[Change]:
    """A term counted twice."""
    for node in cell.loads:
        parent = cell.parent(node)
        if isinstance(parent, ast.BinOp) and isinstance(parent.op, (ast.Add, ast.Sub)):
            yield replaced(cell, node, f"2 * {node.id}", "term/forgotten", ("doubled", node.id))


def _left_of(cell: Cell, node: Node, token: str) -> str:
    fits = token in "+-" and not isinstance(node, (ast.IfExp, ast.Lambda, ast.Compare, ast.BoolOp))
    return cell.whole(node) if fits else cell.atom(node)


def _wrapped(node: Node) -> Iterator[Node]:
    """What a call is made on: its first argument or the value of a method, and within that again."""
    inner = node
    while isinstance(inner, ast.Call):
        if isinstance(inner.func, ast.Attribute) and meaning.is_method(inner):
            inner = inner.func.value
        elif inner.args and not isinstance(inner.args[0], ast.Starred):
            inner = inner.args[0]
        else:
            return
        yield inner


def _moved_kind(call: Node, term: Node, token: str, inwards: bool) -> str:
    functions = {meaning.called(part) for part in ast.walk(call)}
    rounds = bool(functions & (meaning.ROUNDS | meaning.ONE_WAY | meaning.TRUNCATES))
    is_zero_point = any(map(meaning.is_zero_point, meaning.words_of(term)))
    if "clip" in functions and token in "+-" and inwards:
        return "range/early_clip"
    if rounds and is_zero_point:
        return "rounding/before_zero_point" if inwards else "rounding/after_zero_point"
    if rounds and inwards:
        return "rounding/needless"
    return "dtype/overflow" if "astype" in functions and not inwards else "term/place"


def _moved_out_of_parentheses(cell: Cell) -> Iterator[Change]:
    """(a + b) / c to a / c + b, and a / c + b to (a + b) / c is adding parentheses elsewhere."""
    for node in cell.of(ast.BinOp):
        left = node.left
        at = cell.operator(left, node.right)
        if at and isinstance(left, ast.BinOp) and isinstance(left.op, (ast.Add, ast.Sub)) and cell.is_grouped(left):
            inner = cell.operator(left.left, left.right)
            if inner:
                token, sign = cell.text[slice(*at)], cell.text[slice(*inner)]
                first = cell.source(left.left)
                first = f"({first})" if isinstance(left.left, ast.BinOp) else first
                text = f"{first} {token} {cell.whole(node.right)} {sign} {cell.whole(left.right)}"
                kind = "index/off_by_one" if cell.source(left.right) == "1" else "term/place"
                yield rewritten(cell.span(node), cell.fitted(text, node, cell.is_grouped(node)), kind)
                turned = f" {'-' if sign == '+' else '+'} ".join(text.rsplit(f" {sign} ", 1))
                yield rewritten(cell.span(node), cell.fitted(turned, node, cell.is_grouped(node)), "term/place")
