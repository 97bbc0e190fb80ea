"""A change to a cell's text before it has become an edited source: pieces of text and what is put in their place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass

from course.checking.repair.cell import Cell, Node

MOST_PLACES = 12  # that one change repeated may touch


@dataclass(frozen=True)
class Piece:
    """text stands for what is between two characters of the cell."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Change:
    """One change of one kind. operator: what makes it; "swapped" for two things put in each other's place.

    alike: keys that it shares with every change that is the same mistake made elsewhere, so that all of them are also
    tried together.
    """

    kind: str
    pieces: tuple[Piece, ...]
    alike: tuple[Hashable, ...] = ()
    operator: str = ""

    @property
    def start(self) -> int:
        return self.pieces[0].start

    @property
    def end(self) -> int:
        return self.pieces[-1].end

    def applied(self, text: str) -> str:
        """The whole text after the change."""
        parts: list[str] = []
        at = 0
        for piece in self.pieces:
            parts += text[at : piece.start], piece.text
            at = piece.end
        return "".join([*parts, text[at:]])


def replaced(cell: Cell, node: Node, text: str, kind: str, *alike: Hashable) -> Change:
    """The change that puts a text in the place of an expression and of the parentheses around it."""
    return Change(kind, (Piece(*cell.outer(node), text),), alike)


def rewritten(span: tuple[int, int], text: str, kind: str, *alike: Hashable) -> Change:
    """The change that puts a text in the place of a span."""
    return Change(kind, (Piece(*span, text),), alike)


def inserted(cell: Cell, node: Node, inner: Node, text: str) -> str:
    """The text of `node` with another text in the place of `inner`, which is part of it."""
    start, end = cell.span(node)
    from_, to = cell.outer(inner)
    return cell.text[start:from_] + text + cell.text[to:end]


def repeated(cell: Cell, changes: Iterable[Change]) -> Iterator[Change]:
    """For each key, all changes that share it made at once, in one line or everywhere.

    Only where there are at least two, and they do not overlap.
    """
    groups: dict[tuple[Hashable, int], list[Change]] = defaultdict(list)
    for change in changes:
        line, _ = cell.place(change.start)
        for key in change.alike:
            groups[key, 0].append(change)
            groups[key, line].append(change)
    seen = set()
    for (key, _), group in groups.items():
        pieces = tuple(sorted({piece for change in group for piece in change.pieces}, key=lambda piece: piece.start))
        is_swap = isinstance(key, tuple) and key[0] == "swapped"
        if is_swap and len({piece.text for piece in pieces}) == 1:
            continue
        apart = all(one.end <= other.start for one, other in zip(pieces, pieces[1:]))
        if 2 <= len(group) <= MOST_PLACES and apart and pieces not in seen:
            seen.add(pieces)
            if is_swap:
                kind = "axis/other" if group[0].kind == "axis/other" else "order/swapped"
                yield Change(kind, pieces, operator="swapped")
            else:
                yield Change(group[0].kind, pieces, operator=group[0].operator)
