"""What a name of a student most likely stands for, as the course writes them: z_X a zero point, s_W a scale."""

from __future__ import annotations

import ast
import re

from course.checking.repair.cell import Cell, Node

ZERO_POINT = re.compile(r"z(_\w+|[A-Z]\w*|p|\d)?|zero_?points?(_\w+)?|\w+_z", re.ASCII)
SCALE = re.compile(r"s(_\w+|[A-Z]\w*|\d)?|scales?(_\w+)?|\w+_scales?|[Mm]", re.ASCII)
BITS = re.compile(r"exp|n?_?bits(_\w+)?|b", re.ASCII)
LOW = re.compile(r"(\w+_)?(lo|low|lowest|min|q_?min|alpha_q|lower|smallest)(_\w+)?|n_?min|a_?q", re.ASCII)
HIGH = re.compile(r"(\w+_)?(hi|high|highest|max|q_?max|beta_q|upper|top)(_\w+)?|n_?max|b_?q", re.ASCII)

ROUNDS = {"round", "rint", "around", "round_"}
ONE_WAY = {"floor", "ceil"}
TRUNCATES = {"trunc", "fix", "int"}
LARGEST = {"max", "amax", "min", "amin"}
ABSOLUTE = {"abs", "absolute", "fabs"}
DTYPES = ("int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float16", "float32", "float64")


def is_zero_point(name: str) -> bool:
    return bool(ZERO_POINT.fullmatch(name))


def is_scale(name: str) -> bool:
    return bool(SCALE.fullmatch(name))


def is_bits(name: str) -> bool:
    return bool(BITS.fullmatch(name))


def called(node: Node | None) -> str:
    """The last word of what is called: "round" for np.round(x), x.round() and round(x); "" for no call."""
    function = node.func if isinstance(node, ast.Call) else None
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def is_method(node: ast.Call) -> bool:
    """Is it called on a value, as x.max(), not on a module, as np.max(x)?"""
    function = node.func
    if not isinstance(function, ast.Attribute):
        return False
    return not (isinstance(function.value, ast.Name) and function.value.id in ("np", "numpy", "math"))


def dtype_name(node: Node | None) -> str:
    """The dtype that an expression names: "int8" for np.int8 and "int8"; "" for another expression."""
    word = ""
    if isinstance(node, ast.Attribute):
        word = node.attr
    elif isinstance(node, ast.Name):
        word = {"int": "int64", "float": "float64"}.get(node.id, "")
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        word = node.value
    return word if word in DTYPES else ""


def words_of(node: Node) -> set[str]:
    """Every name in an expression."""
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def is_power_of_two(node: Node) -> bool:
    """Is it 2 ** something, the number of codes or half of them?"""
    return (
        isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.Pow)
        and isinstance(node.left, ast.Constant)
        and node.left.value == 2
    )


def counts_codes(node: Node) -> bool:
    return any(is_power_of_two(part) for part in ast.walk(node))


def in_call(cell: Cell, node: Node, names: set[str]) -> ast.Call | None:
    """The innermost call of one of these functions that a node is an argument of, within its statement."""
    for up in cell.above(node):
        if isinstance(up, ast.Call) and called(up) in names:
            return up
        if isinstance(up, ast.stmt):
            return None
    return None


def in_clip_end(cell: Cell, node: Node) -> bool:
    """Is the node part of the lower or upper end of np.clip?"""
    call = in_call(cell, node, {"clip"})
    if call is None:
        return False
    ends = call.args if is_method(call) else call.args[1:]
    span = cell.span(node)
    return any(start <= span[0] and span[1] <= end for start, end in map(cell.outer, ends))


def is_index(cell: Cell, node: Node) -> bool:
    """Does the node say which elements, or how often a loop runs?"""
    if in_call(cell, node, {"range"}):
        return True
    inner = node
    for up in cell.above(node):
        if isinstance(up, ast.Subscript) and up.value is not inner:
            return True
        if isinstance(up, (ast.stmt, ast.Call)):
            return False
        inner = up
    return False


def is_end(text: str) -> bool:
    """Is it the name of one end of a range?"""
    return text in ("alpha", "beta") or bool(LOW.fullmatch(text) or HIGH.fullmatch(text))
