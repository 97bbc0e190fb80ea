"""What the text of a cell says about it: its comparable form, and the names it leaves behind when it runs."""

from __future__ import annotations

import ast
import functools
import re
import unicodedata
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from IPython.core.inputtransformer2 import TransformerManager

MAX_PARSED_CHARS = 50_000
CACHED_CHARS, CACHED_TEXTS = 5_000, 2_000

MAGIC_LINE = re.compile(r"^([ \t]*)[%!].*$", re.MULTILINE)
MARK = (  # or, for shortness, a letter of a script that has its own marks
    r"[\u0300-\u036f\u0483-\u1dff\u20d0-\u20ff\u2cef-\u309f\ua66f-\uabed\ufb1e\ufe20-\ufe2f\U000101fd-\U0001efff]"
)
LONG_RUN = re.compile(f"({MARK}{{31,}})")  # Unicode's Stream-Safe Text Format (UAX 15) has 30 marks at most
DEFINITION = re.compile(r"^(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)", re.MULTILINE)
RUNS_HERE = {"time", "capture", "prun"}  # magics whose body binds names in the notebook; those of others do not
MOST_MAGICS = 5  # one inside the other
BINDS_ANYTHING = set(
    """
    exec eval globals locals vars setattr delattr compile get_ipython __import__ importlib sys
""".split()
)
WRITE_HERE = (  # where an answer in words is to be written
    "> ✍️ **Viết câu trả lời của bạn ở đây.**\n"
    ">\n"
    "> Nhấp đúp vào khung này, thay mấy dòng này bằng câu trả lời, rồi nhấn Shift + Enter."
)
EARLIER_WRITE_HERE = frozenset({"Viết câu trả lời của bạn ở đây."})  # in lessons handed out before
ALWAYS_THERE = {"math", "numpy"}


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


@dataclass(frozen=True)
class Names:
    """What the text of a cell says of names.

    meant: those it seems to define, whether it can run or not. bound: those that may be bound after it ran as IPython
    runs it. is_open: it may bind others, too, by exec, an import of everything or a magic. cost: characters that were read.
    """

    meant: frozenset[str]
    bound: frozenset[str]
    is_open: bool
    cost: int


def read_names(source: str, is_code: bool = True, limit: int = MAX_PARSED_CHARS) -> Names:
    """The names in a cell's text.

    Code with a syntax error, or that takes more than `limit` characters of reading, is read as far as possible; text of
    another kind counts only when all of it is Python, and binds nothing.
    """
    look: Callable[[str, bool, int], Names] = _cached_names if len(source) <= CACHED_CHARS else _names
    return look(source, is_code, limit)


def bound_names(source: str) -> frozenset[str]:
    """Names that running a code cell may bind at its top level: functions, classes, imports, variables."""
    return read_names(source).bound


def _names(source: str, is_code: bool, limit: int) -> Names:
    if len(source) > limit:
        defined = frozenset(defined_names(source)) if is_code else frozenset()
        return Names(defined, defined, is_code, 0)
    tree, cost = parse(source), 2 * len(source)
    if not is_code:
        return Names(frozenset(_stored(tree) if tree else ()), frozenset(), False, cost)
    meant = _stored(tree) if tree else _drafted(source)
    if tree is None:
        code, tokenised = _as_python(source, limit)
        tree, cost = parse(code), cost + 2 * len(code) + tokenised
    bound, is_open = _left_behind(tree, limit) if tree else (set(), False)
    return Names(frozenset(meant | bound), frozenset(bound), is_open, cost)


_cached_names = functools.lru_cache(CACHED_TEXTS)(_names)  # a class hands in the same text many times


def defined_names(source: str) -> list[str]:
    """Functions and classes that begin at the left margin, in order."""
    return DEFINITION.findall(source)


def _as_python(source: str, limit: int) -> tuple[str, int]:
    """(the Python that IPython makes of a cell, how many characters were tokenised for it).

    Every bit of special syntax makes IPython tokenise the whole cell anew; beyond `limit` characters of that the rest of
    such lines is left out.
    """
    manager, tokenised, changed = TransformerManager(), 0, True
    lines = (source if source.endswith("\n") else source + "\n").splitlines(keepends=True)
    try:
        for transform in (*manager.cleanup_transforms, *manager.line_transforms):
            lines = transform(lines)
        while changed and tokenised <= limit:
            tokenised += sum(map(len, lines))
            changed, lines = manager.do_one_token_transform(lines)
    except Exception:
        return source, tokenised  # IPython does not run such a cell, whatever the reason
    code = "".join(lines)
    return (MAGIC_LINE.sub(r"\1pass", code) if changed else code), tokenised


def _left_behind(tree: ast.Module, limit: int, depth: int = 0) -> tuple[set[str], bool]:
    """(names that may be bound after the statements ran, may there be others), in the order in which they run."""
    names: set[str] = set()
    is_open = any(map(_is_open, ast.walk(tree)))
    for statement in tree.body:
        if isinstance(statement, ast.Delete):
            names -= {target.id for target in statement.targets if isinstance(target, ast.Name)}
        elif (magic := _magic_with_body(statement)) and magic[0] in RUNS_HERE and depth < MOST_MAGICS:
            code, _ = _as_python(magic[1], limit)
            if body := parse(code):
                inner, more = _left_behind(body, limit, depth + 1)
                names, is_open = names | inner, is_open or more
        else:
            names |= _stored(statement, skip_dead=True)
    return names, is_open


def _magic_with_body(statement: ast.stmt) -> tuple[str, str] | None:
    """(name, body) of a cell magic, or of a line magic and its statement, in the form that IPython gives it."""
    match statement:
        case ast.Expr(
            ast.Call(
                ast.Attribute(_, "run_cell_magic"), [ast.Constant(str(name)), ast.Constant(), ast.Constant(str(body))]
            )
        ):
            return name, body
        case ast.Expr(ast.Call(ast.Attribute(_, "run_line_magic"), [ast.Constant(str(name)), ast.Constant(str(body))])):
            return name, body
    return None


def _drafted(source: str) -> set[str]:
    """Names that a cell with magics or a syntax error is meant to define."""
    tree = parse(MAGIC_LINE.sub(r"\1pass", source))
    return _stored(tree) if tree else set(defined_names(source))


def _is_open(node: ast.AST) -> bool:
    """Can this bind names of the notebook that cannot be read here?"""
    match node:
        case ast.Name(name):
            return name in BINDS_ANYTHING
        case ast.alias(name):
            return name == "*"
    return isinstance(node, ast.Global)


def _stored(tree: ast.AST, skip_dead: bool = False) -> set[str]:
    """Names that statements store, the bodies of what they define left out; a loop, so depth is no danger.

    skip_dead: leave out what never runs, as below `if False:`.
    """
    names: set[str] = set()
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                names.add(node.name)
            case ast.Import() | ast.ImportFrom():
                names.update((alias.asname or alias.name).split(".")[0] for alias in node.names)
            case ast.Name(name, ast.Store()):
                names.add(name)
            case ast.Lambda():
                pass
            case ast.If(ast.Constant(value)) | ast.While(ast.Constant(value)) if skip_dead:
                waiting.extend(node.body if value else node.orelse)
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                names.update(walrus.target.id for walrus in ast.walk(node) if isinstance(walrus, ast.NamedExpr))
            case _:
                names.update(_pattern_names(node))
                waiting.extend(ast.iter_child_nodes(node))
    return names


def _pattern_names(node: ast.AST) -> Iterator[str]:
    """What `case` captures."""
    match node:
        case ast.MatchAs(name=str(name)) | ast.MatchStar(str(name)) | ast.MatchMapping(rest=str(name)):
            yield name


def surely_binds(source: str) -> bool:
    """Does running this cell certainly bind what it seems to, because nothing in it can fail or be skipped?"""
    tree = parse(source) if len(source) <= MAX_PARSED_CHARS else None
    if tree is None or not all(map(_cannot_fail, tree.body)):
        return False
    if any(isinstance(node, ast.Try) and node.finalbody for node in ast.walk(tree)):
        return False  # compiling doubles each of them inside the other
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(source, "<cell>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _cannot_fail(statement: ast.stmt) -> bool:
    match statement:
        case ast.FunctionDef(decorator_list=[]) | ast.AsyncFunctionDef(decorator_list=[]):
            arguments = statement.args
            hints = [one.annotation for one in ast.walk(arguments) if isinstance(one, ast.arg)]
            evaluated = [*arguments.defaults, *arguments.kw_defaults, *hints, statement.returns]
            return all(value is None or isinstance(value, ast.Constant) for value in evaluated)
        case ast.Expr(ast.Constant()) | ast.Assign([ast.Name()], ast.Constant()) | ast.Pass():
            return True
        case ast.Import(names):
            return all(alias.name in ALWAYS_THERE for alias in names)
    return False
