"""What is said of a wrong answer that is no listed mistake: a name, a question, and what to look at."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Pattern:
    """How wrong answers look. asks, tells: the hint, first a question, then what to look at. kind: its id, where it has one."""

    name: str
    asks: str
    tells: str
    kind: str = ""
