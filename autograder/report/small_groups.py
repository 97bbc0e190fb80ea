"""What may be told of few people on a page without names: groups under FEWEST are told as that, or told together."""

from collections.abc import Sequence

FEWEST = 5  # people of a group that a page without names tells of (k-anonymity)


def count(many: int, least: int) -> str:
    """How many people, as a page tells it: "dưới 5" for one to four where `least` is 5; nobody is a number, too."""
    return f"dưới {least}" if 0 < many < least else str(many)


def share(many: int, of: int, least: int) -> str:
    """How many people of how many; neither of those who are meant nor of the rest a group under `least`."""
    if 0 < of < least:
        return f"không kể, vì dưới {least} người"
    if 0 < of - many < least:
        return f"trên {of - least} trong {of} người"
    return f"{count(many, least)} trong {of} người"


def merged(counts: Sequence[tuple[str, int]], least: int, name: str) -> list[tuple[str, int]]:
    """Groups without small ones: these become one group of that name, with the next smallest as long as it is small.

    Nothing is left that one gets by subtracting from the sum. Where all together are fewer than `least`, there is no group.
    """
    ordered = sorted(((label, many) for label, many in counts if many), key=lambda one: -one[1])
    together, many = 0, 0
    while ordered and (ordered[-1][1] < least or 0 < many < least):
        many += ordered.pop()[1]
        together += 1
    if not together:
        return ordered
    return [*ordered, (name, many)] if many >= least else []
