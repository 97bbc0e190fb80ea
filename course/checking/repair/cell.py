"""A student's cell as text and as a tree: where each expression stands in the text, which names it may read."""

from __future__ import annotations

import ast
import io
import keyword
import tokenize
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from course.checking.stubs import TODO_COMMENT

LONGEST = 20_000  # characters of a cell
MOST_NODES = 4_000
DEEPEST = 60

Node = Any  # a node of the tree: what it has, only looking at it tells
Definition = ast.FunctionDef | ast.AsyncFunctionDef
CLOSING = {")": "(", "]": "[", "}": "{"}
TEXTS = (ast.JoinedStr, getattr(ast, "TemplateStr", ast.JoinedStr))  # t"…" is new in Python 3.14
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
ATOMS = (ast.Name, ast.Constant, ast.Call, ast.Attribute, ast.Subscript, ast.Tuple, ast.List, ast.ListComp)


@dataclass(frozen=True)
class Token:
    """One token and where it stands, in characters from the start of the cell."""

    string: str
    start: int
    end: int
    is_name: bool


@dataclass(frozen=True)
class Bound:
    """A name that is given a value. end: from where on it may be read. within: the comprehension that it ends with."""

    name: str
    start: int
    end: int
    within: tuple[int, int] | None
    is_parameter: bool = False


class Cell:
    """A cell that parses and defines `function`. Nodes, spans (start, end) and texts of it."""

    def __init__(self, text: str, tree: ast.Module, function: str) -> None:
        self.text = text
        self.tree = tree
        self.function = function
        lines = text.split("\n")
        self._starts = [0]
        for line in lines:
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._wide = [None if line.isascii() else line.encode() for line in lines]
        self.parents: dict[Node, Node] = {}
        self.nodes = list(self._walk())
        self.loads = [node for node in self.nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)]

    @classmethod
    def read(cls, source: str, function: str) -> Cell | None:
        """The cell of that source, or None where it does not parse, is too large or binds no such function."""
        text = source.replace("\r\n", "\n")
        if len(text) > LONGEST or "\r" in text or "\f" in text:
            return None
        try:
            tree = ast.parse(text)
            if not _is_small(tree) or not any(function in _bound_by(statement) for statement in tree.body):
                return None
            cell = cls(text, tree, function)
            return cell if cell.tokens is not None else None
        except (SyntaxError, ValueError, RecursionError, MemoryError, tokenize.TokenError):
            return None

    def _walk(self) -> Iterator[Node]:
        """Every node whose text a student may have got wrong: no docstring, no f-string, no decorator, no annotation."""
        waiting: list[Node] = list(reversed(self.tree.body))
        self.parents.update({statement: self.tree for statement in self.tree.body})
        while waiting:
            node = waiting.pop()
            yield node
            children = [child for child in _children(node) if not isinstance(child, TEXTS)]
            self.parents.update({child: node for child in children})
            waiting += reversed(children)

    # Places

    def offset(self, line: int, column: int) -> int:
        """The character at a line (from 1) and a column in UTF-8 bytes (from 0), as the tree counts them."""
        wide = self._wide[line - 1]
        return self._starts[line - 1] + (column if wide is None else len(wide[:column].decode(errors="ignore")))

    def place(self, offset: int) -> tuple[int, int]:
        """(line from 1, column in characters from 0) of a character."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1]

    def span(self, node: Node) -> tuple[int, int]:
        """(start, end) of a node, without parentheses around it."""
        return (
            self.offset(node.lineno, node.col_offset),
            self.offset(node.end_lineno, node.end_col_offset),
        )

    def source(self, node: Node) -> str:
        """The text of a node, without parentheses around it."""
        start, end = self.span(node)
        return self.text[start:end]

    def outer(self, node: Node) -> tuple[int, int]:
        """(start, end) of an expression with the parentheses that group it."""
        start, end = self.span(node)
        while True:
            before = bisect_left(self._token_starts, start) - 1
            after = bisect_left(self._token_starts, end)
            if before < 0 or self._groups.get(before) != after:
                return start, end
            start, end = self.tokens[before].start, self.tokens[after].end

    def is_grouped(self, node: Node) -> bool:
        return self.outer(node) != self.span(node)

    def whole(self, node: Node) -> str:
        """The text of an expression with the parentheses that group it."""
        start, end = self.outer(node)
        return self.text[start:end]

    def operator(self, left: Node, right: Node) -> tuple[int, int] | None:
        """(start, end) of the operator between two operands."""
        end, start = self.outer(left)[1], self.outer(right)[0]
        at = bisect_left(self._token_starts, end)
        token = self.tokens[at] if at < len(self.tokens) else None
        return (token.start, token.end) if token and token.end <= start else None

    @cached_property
    def tokens(self) -> list[Token]:
        found = []
        for token in tokenize.generate_tokens(io.StringIO(self.text).readline):
            if token.type in (tokenize.OP, tokenize.NAME, tokenize.NUMBER, tokenize.STRING):
                start, end = (self._starts[row - 1] + column for row, column in (token.start, token.end))
                is_name = token.type == tokenize.NAME and not keyword.iskeyword(token.string)
                found.append(Token(token.string, start, end, is_name))
        return found

    @cached_property
    def _token_starts(self) -> list[int]:
        return [token.start for token in self.tokens]

    @cached_property
    def _groups(self) -> dict[int, int]:
        """{position of "(": position of its ")"} among the tokens, of parentheses that only group."""
        groups, stack = {}, []
        for position, token in enumerate(self.tokens):
            if token.string in CLOSING.values():
                stack.append(position)
            elif token.string in CLOSING and stack:
                opening = stack.pop()
                before = self.tokens[opening - 1] if opening else None
                calls = before and (before.is_name or before.string in CLOSING or before.string[-1] in "\"'")
                if token.string == ")" and not calls:
                    groups[opening] = position
        return groups

    # The tree

    def parent(self, node: Node) -> Node:
        return self.parents[node]

    def above(self, node: Node) -> Iterator[Node]:
        """The parent, its parent, … up to the statement of the cell."""
        while (node := self.parents.get(node, self.tree)) is not self.tree:
            yield node

    def statement(self, node: Node) -> ast.stmt:
        """The statement that a node is part of."""
        while not isinstance(node, ast.stmt):
            node = self.parents[node]
        return node

    def of(self, *types: type) -> Iterator[Node]:
        return (node for node in self.nodes if isinstance(node, types))

    def is_free(self, node: Node) -> bool:
        """May any expression stand here without parentheses around it?"""
        parent = self.parent(node)
        if isinstance(parent, ast.Call):
            return node in parent.args
        fine = (ast.Assign, ast.AugAssign, ast.Return, ast.keyword, ast.Tuple, ast.List, ast.Slice, ast.Expr)
        return isinstance(parent, fine) or (isinstance(parent, ast.Subscript) and parent.slice is node)

    def fitted(self, text: str, node: Node, atomic: bool) -> str:
        """The text as it may stand in the place of a node. atomic: it needs no parentheses anywhere."""
        return text if atomic or self.is_free(node) else f"({text})"

    def atom(self, node: Node) -> str:
        """A node's text as it may stand before `.T`, `[0]` or `** 2`."""
        if self.is_grouped(node) or isinstance(node, ATOMS):
            return self.whole(node)
        return f"({self.source(node)})"

    # Names

    @cached_property
    def bounds(self) -> list[Bound]:
        found = [
            Bound(argument.arg, *self.span(argument), None, True)
            for node in self.of(ast.FunctionDef, ast.AsyncFunctionDef)
            for argument in _arguments(node)
        ]
        for node in self.of(ast.Name):
            if isinstance(node.ctx, ast.Store):
                within = next((self.span(up) for up in self.above(node) if isinstance(up, COMPREHENSIONS)), None)
                end = self.span(node)[1] if within else self._readable_from(node)
                found.append(Bound(node.id, self.span(node)[0], end, within))
        return found

    def _readable_from(self, node: Node) -> int:
        statement = self.statement(node)
        return self.span(statement)[1] if isinstance(statement, ast.Assign) else self.span(node)[1]

    @cached_property
    def parameters(self) -> list[str]:
        """Those of the function that is looked at."""
        for node in self.of(ast.FunctionDef, ast.AsyncFunctionDef):
            if node.name == self.function:
                return [argument.arg for argument in _arguments(node)]
        return []

    def names_at(self, offset: int) -> list[str]:
        """What is in scope there: the nearest first, then parameters."""
        near = [
            bound
            for bound in self.bounds
            if bound.end <= offset and (bound.within is None or bound.within[0] <= offset < bound.within[1])
        ]
        near.sort(key=lambda bound: (bound.is_parameter, -bound.start))
        return list(dict.fromkeys(bound.name for bound in near))

    @cached_property
    def read_names(self) -> set[str]:
        """Names that are read anywhere but in an assert."""
        return {node.id for node in self.loads if not any(isinstance(up, ast.Assert) for up in self.above(node))}

    @cached_property
    def unused(self) -> list[str]:
        """Parameters and names given a value that nothing reads."""
        names = [*self.parameters, *(bound.name for bound in self.bounds if bound.within is None)]
        return [name for name in dict.fromkeys(names) if name not in self.read_names and name != "_"]

    @cached_property
    def altered(self) -> set[int]:
        """The lines in which a parameter is altered in place, as by x /= s."""
        found = [node for node in self.of(ast.AugAssign) if isinstance(node.target, ast.Name)]
        return {node.lineno for node in found if node.target.id in self.parameters}

    # Blocks

    @cached_property
    def given(self) -> set[int]:
        """The lines of the function above its first TODO, which the notebook gave; none where there is no such comment."""
        for node in self.of(ast.FunctionDef):
            if node.name == self.function:
                lines = range(node.lineno, (node.end_lineno or node.lineno) + 1)
                first = next(
                    (line for line in lines if TODO_COMMENT.match(self.text.split("\n")[line - 1])), node.lineno
                )
                return set(range(node.lineno, first))
        return set()

    @cached_property
    def bodies(self) -> list[list[ast.stmt]]:
        """Every block of statements."""
        blocks = []
        for node in self.nodes:
            for part in ("body", "orelse", "finalbody"):
                block = getattr(node, part, None)
                if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
                    blocks.append([statement for statement in block if statement in self.parents])
        return [block for block in blocks if block]


def _children(node: Node) -> Iterator[Node]:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        body: list[ast.stmt] = node.body
        yield from body[1:] if _is_text(body[0]) else body
        return
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, (ast.expr_context, ast.operator, ast.cmpop, ast.unaryop, ast.boolop, ast.arguments)):
            yield child


def _is_text(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


def _arguments(node: Node) -> list[ast.arg]:
    arguments: ast.arguments = node.args
    more = [argument for argument in (arguments.vararg, arguments.kwarg) if argument]
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *more]


def _bound_by(statement: ast.stmt) -> list[str]:
    """The names that a statement of the cell binds: a function's, or those it assigns."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return [statement.name]
    if isinstance(statement, ast.Assign):
        return [target.id for target in statement.targets if isinstance(target, ast.Name)]
    return []


def _is_small(tree: Node) -> bool:
    waiting, count = [(tree, 0)], 0
    while waiting:
        node, depth = waiting.pop()
        count += 1
        if count > MOST_NODES or depth > DEEPEST:
            return False
        waiting += [(child, depth + 1) for child in ast.iter_child_nodes(node)]
    return True


def docstrings(source: str) -> list[str]:
    """The text of each docstring of a cell's functions, quotes included, that stands there only once."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    functions = [node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    texts = [ast.get_source_segment(source, node.body[0]) for node in functions if _is_text(node.body[0])]
    return [text for text in texts if text and source.count(text) == 1]
