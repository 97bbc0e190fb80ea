"""What may be told of people on a page without names: groups under FEWEST are told together with others, or as few, or not."""

from collections.abc import Sequence

FEWEST = 5  # people of a group that a page without names tells of (k-anonymity)
Bin = tuple[int, int, int]  # (from, to, how many)


def count(many: int, least: int) -> str:
    """How many people: "dưới 5" for one to four where `least` is 5; nobody is a number, too."""
    return f"dưới {least}" if 0 < many < least else str(many)


def share(many: int, of: int, least: int) -> str:
    """How many people of how many; where small groups are hidden, as a percentage from which nobody gets them by subtracting."""
    if least <= 1:
        return f"{many} trong {of} người"
    if of < least:
        return "quá ít người để kể"
    if 0 < many < least:
        return f"dưới {least} người"
    return "gần như mọi người" if 0 < of - many < least else f"{100 * many / of:.0f} %"


def merged(bins: Sequence[Bin], least: int) -> list[Bin]:
    """Neighbouring bins put together until each has `least` people, which they have where all have so many."""
    found: list[Bin] = []
    for low, high, many in bins:
        if found and found[-1][2] < least:
            low, _, before = found.pop()
            many += before
        found.append((low, high, many))
    if len(found) > 1 and found[-1][2] < least:
        (_, high, last), (low, _, before) = found.pop(), found.pop()
        found.append((low, high, before + last))
    return found
