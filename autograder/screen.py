"""The terminal, and what strangers wrote made fit for it."""

from rich.console import Console
from rich.text import Text

WIDTH_WITHOUT_TERMINAL = 130


def printable(text: str) -> str:
    """What strangers wrote, without what would steer a terminal: escape sequences, new lines, what turns the direction of writing."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def shown(text: str) -> Text:
    """The same for a table or a line of rich's, which takes no `[red]` in it for its own."""
    return Text(printable(text))


def console() -> Console:
    """A console that leaves a table room when its output goes to a file."""
    screen = Console(highlight=False, soft_wrap=False)
    return screen if screen.is_terminal else Console(highlight=False, width=WIDTH_WITHOUT_TERMINAL)
