"""A cell changed so that its calls and its operations go through `calls`; lines and columns stay as they are."""

from __future__ import annotations

import ast
import builtins
import operator
from types import CodeType
from typing import TYPE_CHECKING

import numpy as np

from course.checking.same_numpy.calls import computed, handed, put, same

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

IS_OTHER = np.dtype(int).itemsize < 8
SAME, HANDED, PUT = "<same>", "<handed>", "<put>"  # no cell can write the names of what it goes through
OPERATIONS = {
    ast.Add: (operator.add, operator.iadd),
    ast.Sub: (operator.sub, operator.isub),
    ast.Mult: (operator.mul, operator.imul),
    ast.Div: (operator.truediv, operator.itruediv),
    ast.FloorDiv: (operator.floordiv, operator.ifloordiv),
    ast.Mod: (operator.mod, operator.imod),
    ast.Pow: (operator.pow, operator.ipow),
    ast.MatMult: (operator.matmul, operator.imatmul),
    ast.LShift: (operator.lshift, operator.ilshift),
    ast.RShift: (operator.rshift, operator.irshift),
    ast.BitAnd: (operator.and_, operator.iand),
    ast.BitOr: (operator.or_, operator.ior),
    ast.BitXor: (operator.xor, operator.ixor),
}
ATTRIBUTES = {  # of np, as they are where answers are graded
    "int_": "int64",
    "intp": "int64",
    "long": "int64",
    "intc": "int32",
    "uint": "uint64",
    "uintp": "uint64",
    "ulong": "uint64",
}


def watch(shell: InteractiveShell | None) -> None:
    """From the next cell on, the cells of this notebook compute the same as where answers are graded."""
    if IS_OTHER and shell is not None and not any(isinstance(one, Changing) for one in shell.ast_transformers):
        shell.ast_transformers.append(Changing())


def compiled(cell: str | ast.Module, file: str) -> CodeType:
    """The code of a cell, given as text or as tree."""
    if not IS_OTHER:
        return compile(cell, file, "exec")
    return compile(Changing().visit(ast.parse(cell) if isinstance(cell, str) else cell), file, "exec")


class Changing(ast.NodeTransformer):
    """Changes a tree; what it calls instead is found among the builtins, in whichever namespace a cell runs."""

    def __init__(self) -> None:
        names = {_name(kind, place): computed(pair[place]) for kind, pair in OPERATIONS.items() for place in (0, 1)}
        for name, function in {SAME: same, HANDED: handed, PUT: put, **names}.items():
            setattr(builtins, name, function)

    def visit_Call(self, node: ast.Call) -> ast.Call:
        """`f(x)` becomes `same(f)(x)`, and `map(np.sum, x)` becomes `same(map)(handed(np.sum), x)`."""
        self.generic_visit(node)
        node.func = _calling(node.func, SAME, node.func)
        node.args = [_calling(one, HANDED, one) if _is_of_numpy(one) else one for one in node.args]
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.Attribute:
        """`np.int_` becomes `np.int64`."""
        self.generic_visit(node)
        if _is_of_numpy(node):
            node.attr = ATTRIBUTES.get(node.attr, node.attr)
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.Call:
        """`a / b` becomes a call with a and b."""
        self.generic_visit(node)
        return _calling(node, _name(type(node.op), 0), node.left, node.right)

    def visit_Assign(self, node: ast.Assign) -> ast.Assign:
        """`a[i] = x` becomes `a[i] = ` and a call with x and a."""
        self.generic_visit(node)
        target = node.targets[-1]
        if len(node.targets) == 1 and isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
            into = ast.copy_location(ast.Name(target.value.id, ast.Load()), target)
            node.value = _calling(node.value, PUT, node.value, into)
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AugAssign | ast.Assign:
        """`a /= b` becomes `a = ` and a call with a and b; `a[i] /= b`, whose i must be worked out once, stays."""
        self.generic_visit(node)
        if not isinstance(node.target, ast.Name):
            return node
        now = ast.copy_location(ast.Name(node.target.id, ast.Load()), node.target)
        value = _calling(node, _name(type(node.op), 1), now, node.value)
        return ast.copy_location(ast.Assign([node.target], value), node)


def _calling(where: ast.AST, name: str, *arguments: ast.expr) -> ast.Call:
    """A call of what stands under a name among the builtins, at the place of another node."""
    function = ast.copy_location(ast.Name(name, ast.Load()), where)
    return ast.copy_location(ast.Call(function, list(arguments), []), where)


def _name(kind: type[ast.operator], place: int) -> str:
    """The name of an operation. place: 0, or 1 for the one that alters its left side."""
    return f"<{kind.__name__}{place}>"


def _is_of_numpy(node: ast.expr) -> bool:
    """Is it `np.` and a name?"""
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in ("np", "numpy")
