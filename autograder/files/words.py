"""Words as different systems spell them, made comparable; and names listed in a sentence."""

import re
import unicodedata
from collections.abc import Sequence

UNSEEN = {"Cc", "Cf", "Cs"}  # categories of Unicode: controls, formats, halves of pairs
NAMES_SHOWN, NAME_SHOWN = 5, 60


def visible(text: str) -> str:
    """What a person sees of a text: composed, full-width letters and digits as plain ones (NFKC), one blank of any kind between
    words, and no character that nobody sees: U+200B, a soft hyphen, a byte order mark, what turns the direction of writing.
    """
    composed = unicodedata.normalize("NFKC", text)
    return " ".join("".join(c for c in composed if c.isspace() or unicodedata.category(c) not in UNSEEN).split())


def folded(text: str) -> str:
    """What a person sees of a text, in small letters."""
    return visible(text).casefold()


def plain_words(text: str) -> list[str]:
    """The words of a text in small ASCII letters and digits: Nguyễn Đức → ["nguyen", "duc"]."""
    apart = unicodedata.normalize("NFKD", folded(text).replace("đ", "d"))
    return re.findall("[a-z0-9]+", "".join(c for c in apart if not unicodedata.combining(c)))


def compact(text: str) -> str:
    """A name's plain letters without blanks, as Canvas writes names into those of files."""
    return "".join(plain_words(text))


def listed(names: Sequence[str]) -> str:
    """The first names of many, as far as a person reads and a page or a terminal shows them."""
    shown = ["".join(c if c.isprintable() else "\ufffd" for c in name)[:NAME_SHOWN] for name in names[:NAMES_SHOWN]]
    return ", ".join([*shown, *(["…"] if len(names) > NAMES_SHOWN else [])])
