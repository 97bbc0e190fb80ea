"""What a student added to a cell, as statements of Python's words, however broken the code is."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass

from pygments.lexers import PythonLexer
from pygments.token import Comment, Name, String, _TokenType

OWN_NAME, TEXT = "ten", "chu"
LONGEST = 20_000  # characters of an answer; one that is longer is compared without its comments, and only so far
LONGEST_ALL = 60_000  # of all answers of a student
LINE = 1_000  # of a line; the lexer's time grows with the square of its length
READ, LOOKED_AT = (
    5_000_000,
    200_000,
)  # characters of such an answer at the most: with lines of comments, and without them
OPENING, CLOSING = frozenset("([{"), frozenset(")]}")
_LEXER = PythonLexer(ensurenl=False, stripnl=False)


def compared(source: str, longest: int = LONGEST) -> str:
    """What is compared of a source: its lines that are not empty; where that is too long, the beginning of its code."""
    source = _without_empty_lines(source[:READ])
    if len(source) <= longest:
        return source
    source = "\n".join(line for line in source.split("\n") if not line.lstrip().startswith("#"))[:LOOKED_AT]
    code: list[str] = []
    length = 0
    for _, kind, text in _LEXER.get_tokens_unprocessed(source):
        if not _is_comment(kind):
            code.append(text)
            length += len(text.strip())
        if length >= longest:
            break
    return _without_empty_lines("".join(code))[:longest]


def _without_empty_lines(source: str) -> str:
    """The lexer takes time that grows with the square of how many empty lines follow one another."""
    return "\n".join(line.rstrip()[:LINE] for line in source.splitlines() if line.strip())


@dataclass(frozen=True)
class Statement:
    """One statement. words: its words, a student's own names all alike. places: (start, end) of each in the source."""

    words: tuple[str, ...]
    places: tuple[tuple[int, int], ...]


def names_in(source: str) -> frozenset[str]:
    """All names that stand in a source."""
    return frozenset(text for kind, text in _LEXER.get_tokens(source) if kind in Name)


def statements(source: str, known: Container[str]) -> Iterator[Statement]:
    """The statements of a source, in order, without comments and docstrings.

    known: names that stay as they are, as do builtins and what follows a dot; every other name is a student's own.
    """
    words: list[tuple[str, tuple[int, int]]] = []
    depth, before = 0, ""
    for place, kind, text in _LEXER.get_tokens_unprocessed(source):
        ends = text == ";" or (depth == 0 and "\n" in text and kind not in String)
        if ends and words:
            yield Statement(*zip(*words))
            words = []
        if text == ";" or _is_comment(kind) or not text.strip():
            continue
        depth = max(depth + (text in OPENING) - (text in CLOSING), 0)
        words.append((_word(kind, text, before, known), (place, place + len(text))))
        before = text
    if words:
        yield Statement(*zip(*words))


def _is_comment(kind: _TokenType) -> bool:
    return kind in Comment or kind in String.Doc


def _word(kind: _TokenType, text: str, before: str, known: Container[str]) -> str:
    if kind in String:
        return TEXT
    is_own = kind in Name and kind not in Name.Builtin and before != "." and text not in known
    return OWN_NAME if is_own else text


def lines_of(source: str) -> set[str]:
    """The lines of a source with their comments, blanks evened out."""
    return {" ".join(line.split()) for line in source.split("\n")} - {""}
