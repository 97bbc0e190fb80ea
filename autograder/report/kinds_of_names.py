"""Of which kind a mistake is, by the name that a mark keeps of it, and where one can make a mistake of that kind.

A name is that of a listed mistake, of a smallest change or of a sign in the answers; of two mistakes that meet in one
answer it is both, joined. A kind that no list of exercises has is one of Python itself, like a missing `return`: it can be
made in any exercise.
"""

from collections.abc import Mapping
from functools import cache, lru_cache

from autograder import exercises
from autograder.exercises.kinds import KINDS
from course.checking import patterns
from course.checking.hints import Pattern
from course.checking.repair.kinds import KINDS as CHANGES

JOINED = " và "


@lru_cache(maxsize=4096)
def kinds_of(name: str) -> tuple[str, ...]:
    """The ids of the kinds of a name, each once; none where it is of no kind, as a sign that says not what was done."""
    known = _known()
    if name in known:
        return (known[name],)
    words = name.split(JOINED)
    for place in range(1, len(words)):
        both = JOINED.join(words[:place]), JOINED.join(words[place:])
        if all(one in known for one in both):
            return tuple(dict.fromkeys(known[one] for one in both))
    return ()


def phrase(kind: str) -> str:
    """What an instructor reads for a kind."""
    return KINDS[kind] if kind in KINDS else CHANGES[kind].name


def is_everywhere(kind: str) -> bool:
    """Is it of Python itself, so that any exercise can have it?"""
    return kind not in KINDS


@cache
def _known() -> Mapping[str, str]:
    """{name: kind}; the same name is of the same kind in all lessons (authoring.sound.names asks for that)."""
    loaded = map(exercises.load, exercises.lesson_names())
    listed = {name: kind for lesson in loaded for (_, name), kind in lesson.kinds.items()}
    signs = {one.name: one.kind for one in vars(patterns).values() if isinstance(one, Pattern) and one.kind}
    changes = {one.name: kind for kind, one in CHANGES.items()}
    return {**signs, **changes, **listed}
