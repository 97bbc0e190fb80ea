"""What the text of a cell says about it: its comparable form, and the names it leaves behind when it runs."""

from __future__ import annotations

import ast
import functools
import re
import unicodedata
import warnings

MAX_PARSED_CHARS = 50_000
CACHED_CHARS, CACHED_TEXTS = 5_000, 2_000

MAGIC_LINE = re.compile(r"^([ \t]*)[%!].*$", re.MULTILINE)
MARK = (  # or, for shortness, a letter of a script that has its own marks
    r"[\u0300-\u036f\u0483-\u1dff\u20d0-\u20ff\u2cef-\u309f\ua66f-\uabed\ufb1e\ufe20-\ufe2f\U000101fd-\U0001efff]"
)
LONG_RUN = re.compile(f"({MARK}{{31,}})")  # Unicode's Stream-Safe Text Format (UAX 15) has 30 marks at most
DEFINITION = re.compile(r"^(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)", re.MULTILINE)
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
INNER_SCOPES = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def normalise(source: str) -> str:
    """`source` in the form in which two cells are compared: NFC, plain line ends, no trailing blanks."""
    text = _composed(source).replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


def _composed(text: str) -> str:
    """`text` in NFC; long runs of marks stay as they are.

    `unicodedata` puts the marks of one letter in order in time quadratic in their number.
    """
    pieces = LONG_RUN.split(text)
    pieces[::2] = [unicodedata.normalize("NFC", piece) for piece in pieces[::2]]
    return "".join(pieces)


def parse(source: str) -> ast.Module | None:
    """The syntax tree, or None when the source is no Python (or too deep to look at)."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None  # MemoryError is how the parser reports that its own stack is full


def bound_names(source: str, is_code: bool = True, limit: int = MAX_PARSED_CHARS) -> frozenset[str]:
    """Names a cell binds at its top level: functions, classes, imports, variables.

    Code with a syntax error, IPython magics or more than `limit` characters is read as far as possible;
    text of another kind counts only when all of it is Python.
    """
    look = _cached_names if len(source) <= CACHED_CHARS else _names
    return look(source, is_code, limit)


def _names(source, is_code, limit):
    tree = None
    if len(source) <= limit:
        tree = parse(source)
        if tree is None and is_code:
            tree = parse(MAGIC_LINE.sub(r"\1pass", source))
    if tree is not None:
        return frozenset(_names_of(tree))
    return frozenset(defined_names(source)) if is_code else frozenset()


_cached_names = functools.lru_cache(CACHED_TEXTS)(_names)  # a class hands in the same text many times


def defined_names(source: str) -> list[str]:
    """Functions and classes that begin at the left margin, in order."""
    return DEFINITION.findall(source)


def _names_of(tree: ast.Module) -> set[str]:
    """Walk the statements of the cell, not the bodies of what it defines; a loop, so depth is no danger."""
    names: set[str] = set()
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, SCOPES):
            names.add(node.name)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            names.update((alias.asname or alias.name).split(".")[0] for alias in node.names)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif not isinstance(node, INNER_SCOPES):
            waiting.extend(ast.iter_child_nodes(node))
    return names
