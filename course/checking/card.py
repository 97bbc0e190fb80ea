"""How what the check says looks: a card with a coloured edge, on a tint that lets the page's own paper through, light or dark."""

from typing import Literal

Kind = Literal["right", "wrong", "carried", "todo"]

COLOURS: dict[Kind, tuple[str, str]] = {  # of the edge and of the tint; the ink is the page's own
    "right": ("#1b9a5a", "#1b9a5a17"),
    "wrong": ("#c9502c", "#c9502c17"),
    "carried": ("#b07d00", "#b07d001c"),
    "todo": ("#7b8494", "#7b849421"),
}


def card(kind: Kind, content: str) -> str:
    """A card as HTML that stands by itself. content: HTML."""
    edge, tint = COLOURS[kind]
    style = (
        f"border-left:6px solid {edge};background:{tint};color:inherit;"
        "padding:8px 12px;margin:4px 0;line-height:1.45;max-width:60em"
    )
    return f"<div style='{style}'>{content}</div>"
