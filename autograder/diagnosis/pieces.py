"""A student's function cut at its TODOs, and put together again with the lesson's solution for some of them.

The stub's comments `# TODO n` cut it; where they are gone, the statements that assign what later pieces read. A piece that
stands beside the other's may call a thing otherwise: assignments between the pieces bridge the names.
"""

from __future__ import annotations

import ast
import builtins
import re
import textwrap
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property
from itertools import islice, product

MARK = re.compile(r"^[ \t]*#[ \t]*(TODO[ \t]*\d+)\b", re.IGNORECASE)
LONGEST = 20_000  # characters of a cell that is cut
MOST_BRIDGES = 12  # ways to bridge the names of one mixture
ALIKE = 0.5  # of a name and another, so that one may be meant by the other
NOT_PARSED = (SyntaxError, ValueError, RecursionError, MemoryError)
KNOWN = frozenset((*dir(builtins), "np", "network"))


@dataclass(frozen=True)
class Piece:
    """The lines of one TODO, or those before the first. first: the number of the first one in its cell, from 1."""

    lines: tuple[str, ...]
    first: int = 1

    @property
    def numbers(self) -> range:
        """Of its lines in the cell."""
        return range(self.first, self.first + len(self.lines))

    @cached_property
    def indent(self) -> str:
        """Of its first line of code, else of its comment."""
        code = [line for line in self.lines if line.strip() and not line.lstrip().startswith("#")]
        first = next(iter(code or self.lines), "")
        return first[: len(first) - len(first.lstrip())]

    @cached_property
    def _flow(self) -> _Flow:
        flow = _Flow()
        with_body = "def piece():\n" + textwrap.indent(textwrap.dedent("\n".join(self.lines)), "    ") + "\n    pass\n"
        try:
            flow.visit(ast.parse(with_body).body[0])
        except NOT_PARSED:  # cut in the midst of a statement: nothing is known of its names
            return _Flow()
        return flow

    @property
    def reads(self) -> tuple[str, ...]:
        """Names that it reads before it assigns them, in order."""
        return tuple(name for name in self._flow.reads if name not in KNOWN)

    @property
    def assigns(self) -> tuple[str, ...]:
        """Names that it assigns, in order, the last one last."""
        return tuple(self._flow.assigns)

    @cached_property
    def is_not_done(self) -> bool:
        """Is the stub's `raise` still all there is?"""
        code = [line.strip() for line in self.lines if line.strip() and not line.lstrip().startswith("#")]
        return bool(code) and code[0].startswith("raise NotImplementedError")


class _Flow(ast.NodeVisitor):
    """What a piece reads and assigns, in the order in which it is written."""

    def __init__(self) -> None:
        self.reads: dict[str, None] = {}
        self.assigns: dict[str, None] = {}

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self._read(node.id)
        elif isinstance(node.ctx, ast.Store):
            self._assign(node.id)

    def visit_Assign(self, node: ast.Assign) -> None:
        self.visit(node.value)
        for target in node.targets:
            self.visit(target)
            self._changes(target)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self.visit(node.value)
        if isinstance(node.target, ast.Name):
            self._read(node.target.id)
            self._assign(node.target.id)
        else:
            self.visit(node.target)
            self._changes(node.target)

    def visit_For(self, node: ast.For) -> None:
        for one in (node.iter, node.target, *node.body, *node.orelse):
            self.visit(one)

    def visit_comprehension(self, node: ast.comprehension) -> None:
        for one in (node.iter, node.target, *node.ifs):
            self.visit(one)

    def _visit_comprehension_of(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> None:
        inner = _Flow()
        for generator in node.generators:
            inner.visit(generator)
        for one in (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,):
            inner.visit(one)
        for name in inner.reads:
            self._read(name)

    visit_ListComp = visit_SetComp = visit_GeneratorExp = visit_DictComp = _visit_comprehension_of

    def visit_Lambda(self, node: ast.Lambda) -> None:
        own = {one.arg for one in (*node.args.args, *node.args.kwonlyargs, *node.args.posonlyargs)}
        inner = _Flow()
        inner.visit(node.body)
        for name in inner.reads:
            if name not in own:
                self._read(name)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        if node.name != "piece":
            self._assign(node.name)
        for one in node.body:
            self.visit(one)

    def _changes(self, target: ast.expr) -> None:
        """An element of something is assigned: so is the thing, for those who read it later."""
        if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
            self._assign(target.value.id)

    def _read(self, name: str) -> None:
        if name not in self.assigns:
            self.reads[name] = None

    def _assign(self, name: str) -> None:
        self.assigns.pop(name, None)
        self.assigns[name] = None


@dataclass(frozen=True)
class Cut:
    """A function in pieces. before, after: the lines of the cell around it. head: up to the first TODO. by_todo: {TODO: its piece}.

    parameters: their names, in order. given: those, and the names that the head assigns. unit: what one step of indentation is.
    """

    before: tuple[str, ...]
    head: Piece
    by_todo: dict[str, Piece]
    after: tuple[str, ...]
    parameters: tuple[str, ...]
    given: frozenset[str]
    unit: str

    def indented_by(self, unit: str) -> Cut:
        """The same with other steps of indentation."""
        pieces = {todo: Piece(_indented(one.lines, self.unit, unit), one.first) for todo, one in self.by_todo.items()}
        head = Piece(_indented(self.head.lines, self.unit, unit), self.head.first)
        return replace(self, head=head, by_todo=pieces, unit=unit)


def _indented(lines: Iterable[str], unit: str, other: str) -> tuple[str, ...]:
    found = []
    for line in lines:
        code, steps = line, 0
        while code.startswith(unit):
            code, steps = code[len(unit) :], steps + 1
        found.append(other * steps + code)
    return tuple(found)


def cut(source: str, function: str, todos: Sequence[str]) -> Cut | None:
    """The function of this name in a cell, in pieces; None where it cannot be cut so."""
    if len(source) > LONGEST:
        return None
    try:
        tree = ast.parse(source)
    except NOT_PARSED:
        return None
    found = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == function]
    if not found:
        return None
    lines, node = source.split("\n"), found[-1]
    end = node.end_lineno or node.lineno
    starts = _at_marks(lines[: _end_with_marks(lines, end)], node.lineno - 1, todos)
    if starts is None:
        return None
    end = max(end, starts[-1] + 1)
    ends = [*starts[1:], end]
    pieces = {todo: Piece(tuple(lines[a:b]), a + 1) for todo, a, b in zip(todos, starts, ends)}
    head = Piece(tuple(lines[node.lineno - 1 : starts[0]]))
    before, after = tuple(lines[: node.lineno - 1]), tuple(lines[end:])
    parameters = [one.arg for one in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
    flow = _Flow()
    for statement in node.body:
        if statement.lineno <= starts[0]:
            flow.visit(statement)
    given = frozenset((*parameters, *flow.assigns))
    return Cut(before, head, pieces, after, tuple(parameters), given, _unit_of(lines, node))


def _unit_of(lines: Sequence[str], node: ast.FunctionDef) -> str:
    """What stands before the first statement of the body."""
    first = lines[node.body[0].lineno - 1]
    return first[: len(first) - len(first.lstrip())] or "    "


def _end_with_marks(lines: Sequence[str], end: int) -> int:
    """The end of a function with the indented comments behind it."""
    while end < len(lines) and (not lines[end].strip() or lines[end].startswith((" ", "\t"))):
        end += 1
    return end


def _at_marks(lines: Sequence[str], start: int, todos: Sequence[str]) -> list[int] | None:
    """The lines at which the TODOs' comments stand, each once and in order; else None."""
    marks = [
        (n, " ".join(found[1].upper().split())) for n in range(start, len(lines)) if (found := MARK.match(lines[n]))
    ]
    wanted = [re.sub(r"(TODO)\s*(\d+)", r"\1 \2", todo) for _, todo in marks]
    return [n for n, _ in marks] if wanted == list(todos) else None


def by_assignments(source: str, function: str, solution: Cut) -> Cut | None:
    """A function whose comments are gone, cut behind the statements that assign what the solution's next pieces read."""
    try:
        tree = ast.parse(source)
    except NOT_PARSED:
        return None
    found = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == function]
    if not found or len(source) > LONGEST:
        return None
    lines, todos = source.split("\n"), list(solution.by_todo)
    ends = _ends_of_pieces(found[-1], [solution.by_todo[todo] for todo in todos])
    if ends is None:
        return None
    first = _first_statement(found[-1])
    marked = list(lines)
    for todo, line in reversed(list(zip(todos, [first, *ends]))):
        marked.insert(line, f"{' ' * found[-1].body[-1].col_offset}# {todo}")
    return cut("\n".join(marked), function, todos)


def _first_statement(node: ast.FunctionDef) -> int:
    """The line, from 0, before the first statement that is no docstring."""
    body = node.body[1:] if ast.get_docstring(node) is not None and len(node.body) > 1 else node.body
    return body[0].lineno - 1


def _ends_of_pieces(node: ast.FunctionDef, pieces: Sequence[Piece]) -> list[int] | None:
    """The line behind which each piece but the last ends, by the names that the solution's piece gives the later ones."""
    ends: list[int] = []
    for number, piece in enumerate(pieces[:-1]):
        later = {name for other in pieces[number + 1 :] for name in other.reads}
        given = set(piece.assigns) & later
        lines = [
            statement.end_lineno or statement.lineno
            for statement in node.body
            if given & set(Piece((ast.unparse(statement),)).assigns)
        ]
        if not lines or ends and lines[-1] < ends[-1]:
            return None
        ends.append(lines[-1])
    return ends


def mixtures(student: Cut, solution: Cut, replaced: Collection[str], own_head: bool = True) -> list[str]:
    """Cells in which the solution's pieces stand for the `replaced` TODOs, likeliest first: one for each way to bridge the names.

    own_head: the lines before the first TODO are the student's.
    """
    solution = solution.indented_by(student.unit)
    head = student.head if own_head else solution.head
    given = student.given if own_head else solution.given
    named = _parameters_named(student, solution) if own_head else _parameters_named(solution, student)
    bodies = _bodies(student, solution, [todo in replaced for todo in solution.by_todo], given | named.keys())
    also = (f"{student.unit}{name} = {other}" for name, other in named.items())
    around = "\n".join((*student.before, *head.lines, *also)), "\n".join(student.after)
    sources = ["\n".join((around[0], *body, around[1])) for body in islice(bodies, MOST_BRIDGES)]
    return [source for source in dict.fromkeys(sources) if _compiles(source)]


def _parameters_named(there: Cut, other: Cut) -> dict[str, str]:
    """{what the other calls a parameter: what it is called there}, where these differ; a call tells them apart by place."""
    if len(there.parameters) != len(other.parameters):
        return {}
    return {theirs: own for own, theirs in zip(there.parameters, other.parameters) if theirs not in there.given}


def _compiles(source: str) -> bool:
    try:
        ast.parse(source)
    except NOT_PARSED:
        return False
    return True


def _bodies(student: Cut, solution: Cut, swaps: Sequence[bool], given: frozenset[str]) -> Iterator[list[str]]:
    """The lines of all pieces, for each way to bridge the names. swaps: is it the solution's piece?"""
    chosen = [(solution if swap else student).by_todo[todo] for todo, swap in zip(solution.by_todo, swaps)]
    own = [[(solution if swap else student).by_todo[todo] for todo in solution.by_todo] for swap in swaps]
    official = {name for piece in solution.by_todo.values() for name in piece.assigns}
    fixed = {*student.parameters, *solution.parameters}
    read_later = {name for piece in student.by_todo.values() for name in piece.reads}
    options = [_bridges(n, chosen, own[n], given, fixed, official, read_later) for n in range(len(chosen))]
    for bridges in sorted(product(*(enumerate(one) for one in options)), key=lambda some: sum(n for n, _ in some)):
        lines: list[str] = []
        for (_, bridge), piece in zip(bridges, chosen):
            lines += [f"{piece.indent}{name} = {other}" for name, other in bridge]
            lines += piece.lines
        yield lines


def _bridges(
    place: int,
    chosen: Sequence[Piece],
    own: Sequence[Piece],
    given: Collection[str],
    fixed: Collection[str],
    official: Collection[str],
    read: Collection[str],
) -> list[tuple[tuple[str, str], ...]]:
    """The ways to give a piece the names that it reads: each is ((name, what it is set to), …).

    chosen: the pieces as they stand in the mixture. own: those beside which it was written. fixed: the parameters.
    official: what the solution's pieces assign. read: what the student's pieces read.
    """
    there = [name for piece in chosen[:place] for name in piece.assigns]
    ways: list[list[tuple[str, str] | None]] = []
    for name in chosen[place].reads:
        if name in fixed:
            continue
        writers = [n for n in range(place) if name in own[n].assigns]
        if own[writers[-1]] is chosen[writers[-1]] if writers else name in given:
            continue  # it finds what it was written for
        is_there = name in there or not writers and name not in official  # perhaps another cell's
        since = [other for piece in chosen[writers[-1] if writers else 0 : place] for other in piece.assigns]
        taken = {other for piece in own[:place] for other in piece.assigns}  # they mean themselves
        ways.append(
            _meant(name, [other for other in since or there if other not in taken] or since or there, is_there, read)
        )
    found = [tuple(pair for pair in some if pair) for some in islice(product(*ways), MOST_BRIDGES)]
    return list(dict.fromkeys(found)) or [()]


def _meant(name: str, others: Sequence[str], is_there: bool, read: Collection[str]) -> list[tuple[str, str] | None]:
    """What a name may be set to, likeliest first: nothing where it is there, then what is called alike, what was assigned last,
    and what is read later. They are few: who writes several guesses is not paid for the one that is right.
    """
    last_first = list(dict.fromkeys(other for other in reversed(others) if other != name))
    alike = [other for other in last_first if SequenceMatcher(None, name.lower(), other.lower()).ratio() >= ALIKE]
    alike.sort(key=lambda other: -SequenceMatcher(None, name.lower(), other.lower()).ratio())
    chosen = [*alike[:1], *last_first[:1], *[other for other in last_first if other in read][:1]]
    found: list[tuple[str, str] | None] = [(name, other) for other in dict.fromkeys(chosen)]
    return [*([None] if is_there else []), *found] or [None]


def suspects(student: Cut, solution: Cut) -> frozenset[str]:
    """TODOs whose piece does not assign a name of the solution's that a later piece of the student's reads all the same."""
    found = set()
    pieces = list(student.by_todo.items())
    for number, (todo, _) in enumerate(pieces):
        there = {name for _, other in pieces[: number + 1] for name in other.assigns}
        read = {name for _, other in pieces[number + 1 :] for name in other.reads}
        if (read - there - student.given) & set(solution.by_todo[todo].assigns):
            found.add(todo)
    return frozenset(found)
