"""What a page has room and time for: code beyond it has no colours, a text its beginning only, pictures are left out."""

import re
import time
from collections.abc import Iterable, Iterator
from html import escape

from markupsafe import Markup
from pygments import format as formatted
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer
from pygments.token import _TokenType

CELL_COLOURED, COLOURED = 20_000, 60_000  # characters of code, of a cell and of a page
SECONDS = 5.0  # of the processor's time for the colours of a page: a hundred times what an honest one takes
TOKENS = 500  # between two looks at the clock
WRITTEN, PRINTED, DRAWN = (
    200_000,
    300_000,
    6_000_000,
)  # characters of what was typed, of what was shown, of pictures in base64
OF_ITSELF = 100  # characters at least that every text and picture counts as
SLOW = re.compile(
    r"\s{200}|.{1000}"
)  # so many blanks or empty lines, so long a line: the lexer's time grows with their square
CUT = "… (Phần còn lại quá dài nên trang này không hiện. Bản đầy đủ nằm trong notebook đã chấm, bạn hãy hỏi giảng viên nếu cần.)"
NOT_SHOWN = "(Ô này còn in hoặc vẽ ra nữa, nhưng trang đã quá dài nên không hiện. Bản đầy đủ nằm trong notebook đã chấm, bạn hãy hỏi giảng viên nếu cần.)"
LEXER, FORMATTER = PythonLexer(), HtmlFormatter(nowrap=True)


class _TookTooLong(Exception):
    """The colours of a page took more time than any honest page needs."""


class Room:
    """The room that is left on a page for the cells of a student."""

    def __init__(self) -> None:
        self.coloured, self.seconds = COLOURED, SECONDS
        self.written, self.shown = WRITTEN, {"text": PRINTED, "picture": DRAWN}

    def words(self, text: str) -> str:
        """A text that a student typed, as far as there is room."""
        kept = text[: max(self.written, 0)]
        self.written -= len(text) + OF_ITSELF
        return kept if len(kept) == len(text) else f"{kept}\n{CUT}"

    def code(self, source: str) -> Markup:
        """Python code as HTML, as far as there is room, and in colours as long as those cost little."""
        source = self.words(source)
        if len(source) > min(CELL_COLOURED, self.coloured) or SLOW.search(source):
            return Markup(escape(source))
        self.coloured -= len(source)
        start = time.thread_time()
        try:
            return Markup(formatted(_within(LEXER.get_tokens(source), start + self.seconds), FORMATTER).rstrip("\n"))
        except _TookTooLong:
            return Markup(escape(source))
        finally:
            self.seconds -= time.thread_time() - start

    def outputs(self, found: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """Those (kind, text) that there is room for; a word in the place of the others."""
        kept: list[tuple[str, str]] = []
        for kind, text in found:
            room = self.shown[kind]
            self.shown[kind] -= len(text) + OF_ITSELF
            if len(text) <= room:
                kept.append((kind, text))
            elif kind == "text" and room > 0:
                kept.append((kind, f"{text[:room]}\n{CUT}"))
            elif not kept or kept[-1][1] != NOT_SHOWN:
                kept.append(("text", NOT_SHOWN))
        return kept


def _within(tokens: Iterable[tuple[_TokenType, str]], end: float) -> Iterator[tuple[_TokenType, str]]:
    """The same tokens, up to a point of this thread's processor time: how busy the machine is does not matter."""
    for number, token in enumerate(tokens):
        if number % TOKENS == 0 and time.thread_time() > end:
            raise _TookTooLong
        yield token
