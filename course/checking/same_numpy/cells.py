"""A cell changed so that its calls and its operations go through `calls`; lines and columns stay as they are."""

from __future__ import annotations

import ast
import builtins
import copy
import operator
from types import CodeType
from typing import TYPE_CHECKING, TypeGuard, TypeVar

import numpy as np

from course.checking.same_numpy.calls import Grid, computed, handing, put, same
from course.checking.same_numpy.integers import dtype_given

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

IS_OTHER = np.dtype(int).itemsize < 8
# no cell can write the names of what it goes through
SAME, HANDING, GRID, PUT, DTYPE = "<same>", "<handing>", "<grid>", "<put>", "<dtype>"
GRIDS = ("r_", "c_", "mgrid", "ogrid")  # what makes arrays of what stands in brackets
STAYS = (  # of these a place may be worked out twice: it comes to the same
    ast.Name,
    ast.Constant,
    ast.Attribute,
    ast.Subscript,
    ast.Slice,
    ast.Tuple,
    ast.BinOp,
    ast.UnaryOp,
    ast.Compare,
    ast.operator,
    ast.unaryop,
    ast.cmpop,
    ast.expr_context,
)
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


Node = TypeVar("Node", bound=ast.AST)


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

    def visit_Call(self, node: ast.Call) -> ast.Call:
        """`f(x)` becomes `same(f)(x)`, and `map(np.sum, x)` becomes `handing(map)(np.sum, x)`."""
        given = [*node.args, *(keyword.value for keyword in node.keywords)]
        name = HANDING if any(map(_is_function_of_numpy, given)) else SAME
        if isinstance(node.func, ast.Attribute):
            _begin_at_name(node, node.func)
        self.generic_visit(node)
        node.func = _calling(node.func, name, node.func)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        """`np.int_` becomes `np.int64`, and `np.r_` what does the same."""
        self.generic_visit(node)
        if not _is_of_numpy(node):
            return node
        node.attr = ATTRIBUTES.get(node.attr, node.attr)
        return _calling(node, GRID, node) if node.attr in GRIDS else node

    def visit_BinOp(self, node: ast.BinOp) -> ast.Call:
        """`a / b` becomes a call with a and b."""
        self.generic_visit(node)
        return _calling(node, _name(type(node.op), 0), node.left, node.right)

    def visit_Compare(self, node: ast.Compare) -> ast.Compare:
        """`x.dtype == int` becomes `x.dtype == ` and a call with int."""
        self.generic_visit(node)
        sides = [node.left, *node.comparators]
        if any(isinstance(one, ast.Attribute) and one.attr == "dtype" for one in sides):
            node.left, *node.comparators = map(_as_dtype, sides)
        return node

    def visit_Assign(self, node: ast.Assign) -> ast.Assign:
        """`a[i] = x` becomes `a[i] = ` and a call with x and a."""
        target = node.targets[0]
        is_put = len(node.targets) == 1 and isinstance(target, ast.Subscript) and _stays(target.value)
        self.generic_visit(node)
        if is_put and isinstance(target, ast.Subscript):
            node.value = _calling(node.value, PUT, node.value, copy.deepcopy(target.value))
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AugAssign | ast.Assign:
        """`a /= b` becomes `a = ` and a call with a and b; what must be worked out once, as `a[f()] /= b`, stays."""
        target = node.target
        is_once = not _stays(target)
        self.generic_visit(node)
        if is_once:
            return node
        now = copy.deepcopy(target)
        now.ctx = ast.Load()
        value = _calling(node, _name(type(node.op), 1), now, node.value)
        if isinstance(target, ast.Subscript):
            value = _calling(node, PUT, value, copy.deepcopy(target.value))
        return ast.copy_location(ast.Assign([target], value), node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        """An annotation stays as it is, `int | None`: it is only read, maybe as text."""
        return self._all_but(node, "returns")

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AsyncFunctionDef:
        return self._all_but(node, "returns")

    def visit_arg(self, node: ast.arg) -> ast.arg:
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AnnAssign:
        return self._all_but(node, "annotation")

    def visit_match_case(self, node: ast.match_case) -> ast.match_case:
        """A pattern stays as it is, `case 1 + 2j`: a call in it would mean a class."""
        return self._all_but(node, "pattern")

    def _all_but(self, node: Node, field: str) -> Node:
        left = getattr(node, field)
        setattr(node, field, None)
        self.generic_visit(node)
        setattr(node, field, left)
        return node


def _calling(where: ast.AST, name: str, *arguments: ast.expr) -> ast.Call:
    """A call of what stands under a name among the builtins, at the place of another node."""
    function = ast.copy_location(ast.Name(name, ast.Load()), where)
    return ast.copy_location(ast.Call(function, list(arguments), []), where)


def _begin_at_name(call: ast.Call, method: ast.Attribute) -> None:
    """Where a method stands in a later line than what it is a method of, its call begins there, as Python itself has it."""
    if method.end_lineno and method.end_col_offset and method.end_lineno > method.lineno:
        call.lineno, call.col_offset = method.end_lineno, method.end_col_offset - len(method.attr)


def _name(kind: type[ast.operator], place: int) -> str:
    """The name of an operation. place: 0, or 1 for the one that alters its left side."""
    return f"<{kind.__name__}{place}>"


def _stays(node: ast.AST) -> bool:
    """Does it come to the same when it is worked out twice?"""
    return all(isinstance(one, STAYS) for one in ast.walk(node))


def _as_dtype(node: ast.expr) -> ast.expr:
    """What is compared with a dtype, and may be `int`."""
    if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
        node.elts = list(map(_as_dtype, node.elts))
    return _calling(node, DTYPE, node) if isinstance(node, (ast.Name, ast.Constant)) else node


def _is_of_numpy(node: ast.expr) -> TypeGuard[ast.Attribute]:
    """Is it `np.` and a name?"""
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in ("np", "numpy")


def _is_function_of_numpy(node: ast.expr) -> bool:
    """Is it `np.` and the name of a function?"""
    found = getattr(np, node.attr, None) if _is_of_numpy(node) else None
    return callable(found) and not isinstance(found, type)


if IS_OTHER:
    operations = {
        _name(kind, place): computed(pair[place], pair[0]) for kind, pair in OPERATIONS.items() for place in (0, 1)
    }
    vars(builtins).update({SAME: same, HANDING: handing, GRID: Grid, PUT: put, DTYPE: dtype_given}, **operations)
