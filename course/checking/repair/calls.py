"""Changes to calls: rounding, clipping, absolute values, other functions, wrappers."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from course.checking.repair import meaning
from course.checking.repair.cell import Cell, Node
from course.checking.repair.change import Change, Piece, inserted, replaced, rewritten

# {what is called: (what it could be, the kind)}; both are words, the module before them stays
OTHER_FUNCTIONS = {
    "floor": [("round", "rounding/one_way"), ("ceil", "rounding/one_way")],
    "ceil": [("round", "rounding/one_way"), ("floor", "rounding/one_way")],
    "trunc": [("round", "rounding/truncate"), ("floor", "rounding/truncate")],
    "fix": [("round", "rounding/truncate")],
    "round": [("floor", "rounding/other_rule"), ("ceil", "rounding/other_rule")],
    "rint": [("floor", "rounding/other_rule"), ("ceil", "rounding/other_rule")],
    "log": [("log10", "error/logarithm"), ("log2", "error/logarithm")],
    "log2": [("log10", "error/logarithm"), ("log", "error/logarithm")],
    "log10": [("log", "error/logarithm"), ("log2", "error/logarithm")],
    "minimum": [("maximum", "maximum/other_function")],
    "maximum": [("minimum", "name/other")],
    "max": [
        ("min", "name/other"),
        ("sum", "name/other"),
        ("mean", "name/other"),
        ("maximum", "name/other"),
    ],
    "min": [("max", "maximum/other_function"), ("minimum", "name/other"), ("argmin", "name/other")],
    "amax": [("min", "name/other")],
    "amin": [("max", "maximum/other_function")],
    "sum": [("mean", "name/other"), ("max", "maximum/other_function"), ("prod", "name/other")],
    "mean": [("sum", "name/other"), ("max", "maximum/other_function"), ("median", "name/other")],
    "median": [("mean", "name/other"), ("max", "maximum/other_function")],
    "prod": [("sum", "name/other")],
    "argmax": [("argmin", "name/other")],
    "argmin": [("argmax", "name/other"), ("min", "name/other")],
    "all": [("any", "name/other")],
    "any": [("all", "name/other")],
    "std": [("var", "error/power")],
    "var": [("mean", "name/other"), ("std", "error/power")],
    "zeros": [("ones", "name/other")],
    "ones": [("zeros", "name/other")],
    "repeat": [("tile", "shape/layout")],
    "tile": [("repeat", "shape/layout")],
    "vstack": [("hstack", "shape/layout")],
    "hstack": [("vstack", "shape/layout")],
    "stack": [("concatenate", "shape/layout")],
    "concatenate": [("stack", "shape/layout")],
    "percentile": [("quantile", "name/other")],
    "quantile": [("percentile", "name/other")],
    "len": [("sum", "name/other"), ("np.sum", "name/other")],
    "ravel": [("flatten", "shape/dimensions")],
    "dot": [("multiply", "shape/dimensions")],
    "multiply": [("dot", "shape/dimensions"), ("matmul", "shape/dimensions")],
}
NEEDLESS = {
    **dict.fromkeys(meaning.ROUNDS | meaning.ONE_WAY | meaning.TRUNCATES, "rounding/needless"),
    **dict.fromkeys(meaning.ABSOLUTE, "term/sign"),
    **dict.fromkeys(("float", "float16", "float32", "float64"), "dtype/float"),
    **dict.fromkeys(("list", "tolist", "str", "array", "asarray", "item"), "type/not_array"),
    "print": "return/other",
    "clip": "range/other_codes",
    "maximum": "relu/needless",
    **dict.fromkeys(("ravel", "flatten", "squeeze", "repeat", "tile", "expand_dims"), "shape/dimensions"),
    **dict.fromkeys(("transpose", "swapaxes", "reshape", "T", "moveaxis"), "shape/layout"),
    **dict.fromkeys(("sqrt", "square"), "error/power"),
    **dict.fromkeys(("mean", "sum", "max", "min", "minimum", "unique", "sorted", "sort"), "shape/dimensions"),
    **dict.fromkeys(("int8", "int16", "int32", "int64"), "dtype/result"),
}
REDUCTIONS = {
    "sum",
    "mean",
    "max",
    "min",
    "amax",
    "amin",
    "any",
    "all",
    "median",
    "argmax",
    "argmin",
    "prod",
    "std",
    "var",
}
SMALLEST = {"min", "amin", "argmin"}  # of differences, not of an array that a range is sought for
ARRAY_FUNCTIONS = {
    "round": "np.round",
    "max": "np.maximum",
    "min": "np.minimum",
    "abs": "np.abs",
    "sum": "np.sum",
    "int": "np.trunc",
    "float": "np.float64",
}
MOST_PLACES = 60  # that wrappers are put around


def other_functions(cell: Cell) -> Iterator[Change]:
    """Another function of the same family."""
    for node in cell.of(ast.Call):
        word, function = meaning.called(node), node.func
        end = cell.span(function)[1]
        in_module = isinstance(function, ast.Attribute)
        for other, kind in OTHER_FUNCTIONS.get(word, ()):
            if not in_module and other in ("maximum", "minimum"):
                continue  # see one_number
            if not in_module and other in ("mean", "argmin"):
                other = f"np.{other}"
            if word == "len" and in_module:
                continue
            mirror = ("swapped", (in_module, frozenset((word, other.removeprefix("np.")))))
            yield rewritten((end - len(word), end), other, kind, ("function", word, other), mirror)
    yield from _halves(cell)


def _halves(cell: Cell) -> Iterator[Change]:
    """floor(x + 0.5) to round(x), also with the sign taken off before and put back after."""
    for node in cell.of(ast.Call):
        word = meaning.called(node)
        if word not in ("floor", "int", "trunc") or not node.args:
            continue
        inner: Node = node.args[0]
        if not (isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.Add)):
            continue
        if isinstance(inner.right, ast.Constant) and inner.right.value == 0.5:
            rounded = f"np.round({cell.whole(inner.left)})"
            yield replaced(cell, node, rounded if word != "int" else f"int({rounded})", "rounding/half_up", "half up")
            parent: Node = cell.parent(node)
            size: Node = inner.left
            signed = isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Mult)
            if signed and meaning.called(size) in meaning.ABSOLUTE and size.args:
                text = f"np.round({cell.whole(size.args[0])})"
                yield replaced(cell, parent, text, "rounding/other_rule", "half away")


def one_number(cell: Cell) -> Iterator[Change]:
    """Python's own functions for one number as NumPy's for arrays, in a statement and everywhere."""
    calls = [node for node in cell.of(ast.Call) if isinstance(node.func, ast.Name) and node.func.id in ARRAY_FUNCTIONS]
    lines = [[node for node in calls if cell.statement(node) is statement] for statement in cell.of(ast.stmt)]
    for some in (*lines, calls):
        pieces = tuple(_for_arrays(cell, node) for node in sorted(some, key=cell.span))
        if pieces:
            yield Change("call/one_number", pieces)


def _for_arrays(cell: Cell, node: Node) -> Piece:
    return Piece(*cell.span(node.func), ARRAY_FUNCTIONS[node.func.id])


def unwrapped(cell: Cell) -> Iterator[Change]:
    """A call left out, what it was made on kept."""
    for node in cell.of(ast.Call):
        word = meaning.called(node)
        kind = NEEDLESS.get(word)
        method = meaning.is_method(node)
        inner = [node.func.value] if method else [a for a in node.args[:3] if not isinstance(a, ast.Starred)]
        for position, kept in enumerate(inner):
            if position and word not in ("maximum", "minimum", "where", "max", "min", "clip"):
                continue
            text = cell.fitted(
                cell.whole(kept), node, isinstance(kept, (ast.Name, ast.Call, ast.Subscript)) or cell.is_grouped(node)
            )
            if kind:
                yield replaced(cell, node, text, _needless_kind(cell, node, word, kind), ("unwrapped", word))
            elif word == "astype":
                yield replaced(cell, node, text, _cast_away(cell, node), ("unwrapped", word))
            elif word == "where" and position:
                yield replaced(cell, node, text, "condition/other")
    for node in cell.of(ast.Attribute):
        if node.attr == "T":
            yield replaced(cell, node, cell.whole(node.value), "shape/layout", ("unwrapped", "T"))


def _needless_kind(cell: Cell, node: Node, word: str, kind: str) -> str:
    statement = cell.statement(node)
    if word in meaning.ABSOLUTE and "err" in cell.source(statement).split("=")[0]:
        return "error/sign_lost"
    if word == "maximum" and len(node.args) == 2 and not isinstance(node.args[1], (ast.Constant, ast.Name)):
        return "name/other"
    return kind


def _cast_away(cell: Cell, node: Node) -> str:
    dtype = meaning.dtype_name(node.args[0] if node.args else None)
    if dtype.startswith("float"):
        return "dtype/float"
    return (
        "dtype/overflow" if dtype in ("int8", "uint8", "int16") and not _is_result(cell, node) else "rounding/truncate"
    )


def wrapped(cell: Cell) -> Iterator[Change]:
    """A call put around a value: rounding, absolute value, square, ReLU, clipping."""
    lowest = "relu/forgotten" if "relu" in cell.text.lower() else "range/no_clip"
    for node in _places(cell):
        text, atom = cell.source(node), cell.atom(node)
        within = meaning.called(cell.parent(node))
        rounding = "rounding/truncate" if _is_cast(cell, node) else "rounding/none"
        if meaning.called(node) not in meaning.ROUNDS:
            yield replaced(cell, node, f"np.round({text})", rounding, ("round", within))
        method = isinstance(cell.parent(node), ast.Attribute) and cell.parent(node).attr in REDUCTIONS
        if method or within in REDUCTIONS:
            absolute = "term/forgotten" if within in SMALLEST else "scale/absolute"
            yield replaced(cell, node, f"np.abs({text})", absolute, ("abs", within))
        yield replaced(cell, node, cell.fitted(f"{atom} ** 2", node, False), "error/power", ("square", within))
        yield replaced(cell, node, f"np.sqrt({text})", "term/forgotten", ("root", within))
        if cell.is_free(node) or isinstance(node, ast.BinOp):
            yield replaced(cell, node, f"np.maximum({text}, 0)", lowest, ("relu", within))
        if cell.is_free(node):
            yield replaced(cell, node, f"int({text})", "dtype/result", ("int", within))
    for node in cell.of(ast.Call):
        args = node.args
        if meaning.called(node) in meaning.ABSOLUTE and args:
            square = cell.fitted(f"{cell.atom(args[0])} ** 2", node, False)
            yield replaced(cell, node, square, "error/power", "abs to square")
        if meaning.called(node) in ("norm", "std") and args:
            kind = "error/power"
            yield replaced(cell, node, f"np.sum({cell.atom(args[0])} ** 2)", kind, "norm to square")
        if meaning.called(node) in meaning.LARGEST and args and not meaning.is_method(node):
            inner = args[0]
            if meaning.called(cell.parent(node)) in meaning.ABSOLUTE:
                text = inserted(cell, node, inner, f"np.abs({cell.source(inner)})")
                yield replaced(cell, cell.parent(node), text, "scale/absolute")


def _places(cell: Cell) -> list[Node]:
    """Values that a call can be put around."""
    found: list[Node] = []
    computed = {bound.name for bound in cell.bounds if not bound.is_parameter}
    for node in cell.of(ast.Name, ast.Call, ast.BinOp, ast.Subscript, ast.Attribute, ast.UnaryOp, ast.IfExp):
        parent = cell.parent(node)
        is_callee = isinstance(parent, ast.Call) and parent.func is node
        is_later = isinstance(node, ast.Name) and node.id in computed and isinstance(parent, ast.Return)
        is_module = isinstance(parent, ast.Attribute) and isinstance(node, ast.Name) and node.id in ("np", "math")
        fixed = isinstance(parent, (ast.keyword, ast.Slice, ast.For, ast.comprehension))
        fixed = fixed or (isinstance(parent, ast.Subscript) and parent.slice is node)
        stored = isinstance(getattr(node, "ctx", None), ast.Store)
        if (
            is_later
            or is_callee
            or is_module
            or fixed
            or stored
            or meaning.dtype_name(node)
            or meaning.is_index(cell, node)
        ):
            continue
        if isinstance(node, ast.Attribute) and node.attr in ("shape", "size", "ndim", "dtype"):
            continue
        partial = isinstance(parent, ast.BinOp) and isinstance(node, ast.BinOp) and not cell.is_grouped(node)
        if not (partial and type(parent.op) is type(node.op)):
            found.append(node)
    return found[:MOST_PLACES]


def _is_cast(cell: Cell, node: Node) -> bool:
    """Does the expression go on to be cast to integers?"""
    for up in cell.above(node):
        word = meaning.called(up)
        if word in ("int", "astype") or word in meaning.DTYPES:
            argument = up.args[0] if up.args else None
            return word != "astype" or "float" not in meaning.dtype_name(argument)
        if not isinstance(up, ast.Attribute) and word not in ("clip", "minimum", "maximum", "min", "max"):
            return False
    return False


def _is_result(cell: Cell, node: Node) -> bool:
    """Is the value returned as it is, or given to a name that is?"""
    statement, parent = cell.statement(node), cell.parent(node)
    if isinstance(statement, ast.Return):
        return parent is statement or isinstance(parent, ast.Tuple)
    returned = {name for up in cell.of(ast.Return) if up.value for name in meaning.words_of(up.value)}
    if isinstance(statement, ast.Assign) and parent is statement:
        return any(isinstance(target, ast.Name) and target.id in returned for target in statement.targets)
    return False


def clipped(cell: Cell) -> Iterator[Change]:
    """np.clip put around a value, or other ends for it."""
    clips = [cell.span(node)[0] for node in cell.of(ast.Call) if meaning.called(node) == "clip"]
    for node in _places(cell):
        parent = cell.parent(node)
        if isinstance(parent, (ast.BinOp, ast.UnaryOp, ast.Compare, ast.Subscript)) or meaning.called(node) == "clip":
            continue
        ends = _ends(cell, cell.span(node)[0])
        is_late = any(start > cell.span(cell.statement(node))[1] for start in clips)
        kind = "statement/order" if is_late else "range/no_clip"
        for low, high in ends:
            text = f"np.clip({cell.source(node)}, {low}, {high})"
            yield replaced(cell, node, text, kind, ("clip", low))
    for node in cell.of(ast.Call):
        word, args = meaning.called(node), node.args
        ends = _ends(cell, cell.span(node)[0])
        if word in ("minimum", "maximum") and len(args) == 2 and not meaning.is_method(node):
            for value, end in (args, args[::-1]):
                for low, high in ends:
                    pair = (low, cell.whole(end)) if word == "minimum" else (cell.whole(end), high)
                    yield replaced(cell, node, f"np.clip({cell.whole(value)}, {', '.join(pair)})", "range/no_clip")
        if word == "clip" and len(args) >= 2:
            first, last = args[-2:]
            span = cell.outer(first)[0], cell.outer(last)[1]
            before = cell.whole(first), cell.whole(last)
            for low, high in ends:
                if (low, high) != before:
                    kind = "range/lowest_lost" if high == before[1] else "range/other_codes"
                    kind = "order/swapped" if (high, low) == before else kind
                    yield rewritten(span, f"{low}, {high}", kind, ("ends", before, low))


def _ends(cell: Cell, offset: int) -> list[tuple[str, str]]:
    """(low, high) of names or numbers that stand for the smallest and the largest code."""
    names = cell.names_at(offset)
    lows = [name for name in names if meaning.LOW.fullmatch(name)]
    highs = [name for name in names if meaning.HIGH.fullmatch(name)]
    pairs = [(low, high) for low in lows[:2] for high in highs[:2]]
    if not pairs:
        pairs += [end for high in highs[:2] for end in ((f"-{high}", high), (f"-{high} - 1", high))]
        for name in [name for name in names if meaning.is_bits(name)][:2]:
            pairs.append((f"-(2 ** ({name} - 1))", f"2 ** ({name} - 1) - 1"))
            pairs.append(("0", f"2 ** {name} - 1"))
    return [*pairs, ("-128", "127"), ("-(2 ** 31)", "2 ** 31 - 1")]


def arrays_of(cell: Cell) -> list[str]:
    """Parameters whose attributes the function reads."""
    read = {node.value.id for node in cell.of(ast.Attribute) if isinstance(node.value, ast.Name)}
    return [name for name in cell.parameters if name in read]
