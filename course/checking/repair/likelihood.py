"""How likely an edit is to be the one a student needs."""

from __future__ import annotations

RATES: dict[str, float] = {}
USUAL = 1.0
REPEATED = 0.5


def likelihood(kind: str, is_repeated: bool) -> float:
    """The rate of a kind; the same change made in several places at once is rarer."""
    return RATES.get(kind, USUAL) * (REPEATED if is_repeated else 1.0)
