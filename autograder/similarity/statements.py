"""What a student added to a cell, as statements of Python's words, however broken the code is."""

from dataclasses import dataclass
from itertools import islice

from pygments.lexers import PythonLexer
from pygments.token import Comment, Name, String

OWN_NAME, TEXT = "ten", "chu"
LONGEST = 20_000  # characters of an answer; what comes later is not compared
OPENING, CLOSING = frozenset("([{"), frozenset(")]}")
_LEXER = PythonLexer(ensurenl=False, stripnl=False)


@dataclass(frozen=True)
class Statement:
    """One statement. words: its words, a student's own names all alike. places: (start, end) of each in the source."""

    words: tuple[str, ...]
    places: tuple[tuple[int, int], ...]


def names_in(source):
    """All names that stand in a source."""
    return frozenset(text for kind, text in _LEXER.get_tokens(source) if kind in Name)


def statements(source, known):
    """The statements of a source, in order, without comments and docstrings.

    known: names that stay as they are, as do builtins and what follows a dot; every other name is a student's own.
    """
    words, depth, before = [], 0, ""
    for place, kind, text in _LEXER.get_tokens_unprocessed(source[:LONGEST]):
        ends = text == ";" or (depth == 0 and "\n" in text and kind not in String)
        if ends and words:
            yield Statement(*zip(*words))
            words = []
        if text == ";" or kind in Comment or kind in String.Doc or not text.strip():
            continue
        depth = max(depth + (text in OPENING) - (text in CLOSING), 0)
        words.append((_word(kind, text, before, known), (place, place + len(text))))
        before = text
    if words:
        yield Statement(*zip(*words))


def _word(kind, text, before, known):
    if kind in String:
        return TEXT
    is_own = kind in Name and kind not in Name.Builtin and before != "." and text not in known
    return OWN_NAME if is_own else text


def lines_of(source):
    """The lines of a source with their comments, blanks evened out."""
    return {" ".join(line.split()) for line in islice(source[:LONGEST].split("\n"), LONGEST)} - {""}
