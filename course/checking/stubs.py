"""The `raise NotImplementedError("TODO n: …")` of a stub that still stands although the TODO is written."""

import ast
import builtins
import inspect
import pkgutil
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from course.checking.frozen import Raised
from course.checking.hints import Pattern
from course.checking.known_errors import LIBRARIES

COURSE = Path(__file__).parents[1]
NOT_DONE = NotImplementedError.__name__
TODO_COMMENT = re.compile(r"^\s*#\s*(TODO\s*\d+)\b", re.IGNORECASE)
MAGIC = re.compile(r"^[%!].*$", re.MULTILINE)
MODULES = {"np", *LIBRARIES.split("|"), *(module.name for module in pkgutil.iter_modules([f"{COURSE}"]))}
WRITTEN = (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.For, ast.While, ast.If, ast.With, ast.FunctionDef)

LEFT_BEHIND = Pattern(
    "còn dòng raise trong phần đã viết",
    "Bạn đã viết mã cho TODO này. Dòng raise có sẵn ở đó còn cần nữa không?",
    "Dòng raise chỉ để báo rằng TODO chưa làm. Nó vẫn còn, nên hàm luôn dừng ở đó. Khi phần này đã viết xong, hãy xóa dòng ấy rồi chạy lại ô.",
    kind="todo/not_done",
)


def source_of(function: Callable[..., Any]) -> str:
    """The text of a function, or "" where nobody has it."""
    try:
        return inspect.getsource(inspect.unwrap(function))
    except (OSError, TypeError):
        return ""


def left_behind(source: str, raised: Raised) -> bool:
    """Did a call end at the `raise` of a TODO that has code of the student's beside it?

    source: of the cell or of the function. Code stands between the TODO's comment and its `raise`, or below that in the same
    block and sets a variable, as a line below a stub does only where it hands on what the TODO has yet to set.
    """
    todo, colon, _ = raised.message.partition(":")
    if raised.kind != NOT_DONE or not colon:
        return False
    try:
        tree = ast.parse(textwrap.dedent(MAGIC.sub("", source)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    comments = [
        (line, " ".join(found[1].upper().split()))
        for line, text in enumerate(source.splitlines(), 1)
        if (found := TODO_COMMENT.match(text))
    ]
    stubs = ((block, place) for block in _blocks(tree) for place in range(len(block)) if _is_stub(block[place], todo))
    return any(_is_written(tree, block, place, todo, comments) for block, place in stubs)


def _blocks(tree: ast.AST) -> Iterator[list[ast.stmt]]:
    """All lists of statements."""
    for node in ast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list):
                yield block


def _is_stub(statement: ast.stmt, todo: str) -> bool:
    """Is it `raise NotImplementedError("TODO n: …")`?"""
    call = statement.exc if isinstance(statement, ast.Raise) else None
    if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == NOT_DONE and call.args):
        return False
    told = call.args[0]
    return isinstance(told, ast.Constant) and str(told.value).startswith(f"{todo}:")


def _is_written(tree: ast.AST, block: list[ast.stmt], place: int, todo: str, comments: list[tuple[int, str]]) -> bool:
    """comments: (line, "TODO n") of the source."""
    stub = block[place].lineno
    begins = max((line for line, name in comments if name == todo and line < stub), default=None)
    ends = min((line for line, name in comments if line > stub), default=None)
    if begins is None:
        return False
    above = (node for node in ast.walk(tree) if isinstance(node, ast.stmt) and begins < node.lineno < stub)
    below = [node for node in block[place + 1 :] if ends is None or node.lineno < ends]
    return any(map(_does_something, above)) or any(map(_sets_a_variable, below)) and not _lacks_a_variable(tree, below)


def _does_something(statement: ast.stmt) -> bool:
    is_text = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return not is_text and not isinstance(statement, ast.Pass)


def _lacks_a_variable(tree: ast.AST, statements: list[ast.stmt]) -> bool:
    """Does one of these read a variable that no line before it sets?"""
    params = (node.arg for node in ast.walk(tree) if isinstance(node, ast.arg))
    functions = (node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    imported = (node for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom)))
    bound = {(alias.asname or alias.name).partition(".")[0] for node in imported for alias in node.names}
    before = (node for node in ast.walk(tree) if statements and getattr(node, "lineno", 0) < statements[0].lineno)
    known = {*params, *functions, *bound, *MODULES, *dir(builtins), *_names(before, ast.Store)}
    for statement in statements:
        nodes = list(ast.walk(statement))
        own = set(_names(nodes, ast.Store))
        called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
        read = {name for name in _names((node for node in nodes if id(node) not in called), ast.Load)}
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        set_last = {name for target in targets for name in _names(ast.walk(target), ast.Store)}
        if any(not name.isupper() for name in read - known - (own - set_last)):  # CONSTANTS are the notebook's
            return True
        known |= own
    return False


def _names(nodes: Iterable[ast.AST], context: type[ast.expr_context]) -> Iterator[str]:
    return (node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, context))


def _sets_a_variable(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Assign):
        return not all(isinstance(target, ast.Subscript) for target in statement.targets)
    return isinstance(statement, WRITTEN)
