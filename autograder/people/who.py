"""Says which person of a class is meant: one strategy per function, the surest first.

Nobody is guessed: whoever may be one of several, or is one by a part of a name alone, stays open.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from autograder.files.words import folded
from autograder.people.index import Index
from autograder.people.names import is_usable_id
from autograder.people.person import Key, Kind, Person


@dataclass(frozen=True)
class Evidence:
    """All that somebody knows of one person; whatever is not known stays empty.

    own_id: what may be an id of this class: a folder's name, or the id under which this tool itself keeps a hand-in.
    keys: ids and addresses that another system has for them. lms_user_id: the number of the user in that whole system.
    listed: the id, or "", and the addresses in the row that a list beside an archive has for them. listed_name: the name in
    that row, where the system's number says that it is theirs. earlier: the id under which an earlier hand-in of the same number landed. made_id: the
    id that collecting would have made for them. names: whole names. is_name_chosen: may they have chosen the name themselves?
    Then an id in its place is no surer than a name. shorter: what may be the name, where something stands before it. text: a
    longer text, in which an id or a name may stand. taken: ids of those who handed in under another number.
    """

    own_id: str = ""
    keys: tuple[str, ...] = ()
    lms_user_id: str = ""
    listed: tuple[str, ...] = ()
    listed_name: str = ""
    earlier: str = ""
    made_id: str = ""
    names: tuple[str, ...] = ()
    is_name_chosen: bool = False
    shorter: tuple[str, ...] = ()
    text: str = ""
    taken: frozenset[str] = frozenset()


class Reason(Enum):
    """What somebody is known by, or why nobody is."""

    OWN_ID = auto()
    KEY = auto()
    LMS_USER_ID = auto()
    LISTED_KEY = auto()
    EARLIER = auto()
    MADE_ID = auto()
    NAME = auto()
    LISTED_NAME = auto()
    PART = auto()  # of a longer text: an id, or a whole name
    TWO_PEOPLE = auto()  # the number is one's, the name another's
    UNLISTED = auto()  # the list beside has an id that nobody here has
    NAMESAKE = auto()  # the name is somebody's, but an id, address or number is not
    TAKEN = auto()  # the name is somebody's who handed in under another number
    SHARED = auto()  # the name is several people's
    ONLY_PART = auto()  # one person fits, by a part of a name alone that they may have chosen
    SEVERAL = auto()  # parts of the text are several people's
    UNKNOWN = auto()


@dataclass(frozen=True)
class Why:
    """The reason, and what callers need to put it in words.

    others: of somebody who is found, who else they are by less sure evidence; of nobody, who it may be. For TWO_PEOPLE: whose the
    number is, then whose the name. key: an id, address or number that is somebody else's, or None.
    """

    reason: Reason
    others: tuple[Person, ...] = ()
    key: Key | None = None


Verdict = tuple[Person | None, Why]
NOBODY: Verdict = (None, Why(Reason.UNKNOWN))


# --- the strategies, in the order they are tried; each gives a Verdict, or None where it has nothing to say ---


def by_own_id(evidence: Evidence, known: Index) -> Verdict | None:
    """The id of this class that stands for them."""
    return _found(known.by_key(evidence.own_id), Reason.OWN_ID)


def by_key(evidence: Evidence, known: Index) -> Verdict | None:
    """An id or address that another system has for them."""
    return _by_key_of(evidence.keys, Reason.KEY, evidence, known)


def by_lms_user_id(evidence: Evidence, known: Index) -> Verdict | None:
    """The number in the whole of another system, unless the name is another person's."""
    person, named = known.by_number(evidence.lms_user_id), _named(evidence, known)
    if person and named and named != person:
        return None, Why(Reason.TWO_PEOPLE, (person, named))
    return _found(person, Reason.LMS_USER_ID)


def by_listed_key(evidence: Evidence, known: Index) -> Verdict | None:
    """An id or address that a list beside the archive has for them."""
    return _by_key_of(evidence.listed, Reason.LISTED_KEY, evidence, known)


def by_listed_id_of_nobody(evidence: Evidence, known: Index) -> Verdict | None:
    """Nobody of this class, where the list beside has an id that can be one, and is nobody's here."""
    listed = evidence.listed[0] if evidence.listed else ""
    return (None, Why(Reason.UNLISTED, key=Key(Kind.ID, listed))) if is_usable_id(listed) else None


def by_earlier(evidence: Evidence, known: Index) -> Verdict | None:
    """Whoever handed in under this number before; what says otherwise is told, unless the name is still theirs."""
    if not evidence.earlier:
        return None
    person, named = _of_id(evidence.earlier, known), _named(evidence, known)
    if named and named.student == person.student:
        return person, Why(Reason.EARLIER)
    return person, Why(Reason.EARLIER, (named,) if named else (), _contradiction(person, evidence))


def by_made_id(evidence: Evidence, known: Index) -> Verdict | None:
    """The id that collecting made while nobody knew whose the hand-in is."""
    return _unless_taken(known.by_key(evidence.made_id), Reason.MADE_ID, evidence)


def by_name(evidence: Evidence, known: Index) -> Verdict | None:
    """The whole name, unless an id, address or number is somebody else's."""
    return _by_this_name(_named(evidence, known), Reason.NAME, evidence)


def by_listed_name(evidence: Evidence, known: Index) -> Verdict | None:
    """The name that the list beside has for the same number, where the archive has it, too, after a group's."""
    if folded(evidence.listed_name) not in map(folded, evidence.shorter):
        return None
    return _by_this_name(known.by_name(evidence.listed_name), Reason.LISTED_NAME, evidence)


def by_shared_name(evidence: Evidence, known: Index) -> Verdict | None:
    """Nobody, where several have the name: a part of it tells no more than the whole."""
    return (None, Why(Reason.SHARED)) if known.is_shared(*evidence.names) else None


def by_part(evidence: Evidence, known: Index) -> Verdict | None:
    """The one person whose id or name is a part of the text; where they may have chosen it, both must be."""
    by_id, by_name = known.within(evidence.text)
    by_name = by_name | {person.student: person for cut in evidence.shorter if (person := known.by_name(cut))}
    found = tuple(sorted((by_id | by_name).values(), key=lambda person: person.student))
    if len(found) > 1:
        return None, Why(Reason.SEVERAL, found)
    if found and evidence.is_name_chosen and not by_id.keys() & by_name.keys():
        return None, Why(Reason.ONLY_PART, found)
    return _found(found[0], Reason.PART) if found else None


STRATEGIES: tuple[Callable[[Evidence, Index], Verdict | None], ...] = (
    by_own_id,
    by_key,
    by_lms_user_id,
    by_listed_key,
    by_listed_id_of_nobody,
    by_earlier,
    by_made_id,
    by_name,
    by_listed_name,
    by_shared_name,
    by_part,
)


# --- what the strategies share ---


def _found(person: Person | None, reason: Reason, others: tuple[Person, ...] = ()) -> Verdict | None:
    return (person, Why(reason, others)) if person else None


def _by_key_of(keys: tuple[str, ...], reason: Reason, evidence: Evidence, known: Index) -> Verdict | None:
    """The person of these keys; beside them whoever handed in under this number before, where that is another."""
    person = known.by_key(*keys)
    is_another = person and evidence.earlier not in ("", person.student)
    return _found(person, reason, (_of_id(evidence.earlier, known),) if is_another else ())


def _by_this_name(named: Person | None, reason: Reason, evidence: Evidence) -> Verdict | None:
    """The person of a name, unless something of theirs is somebody else's, or another number is theirs already."""
    if named and (other := _contradiction(named, evidence)):
        return None, Why(Reason.NAMESAKE, (named,), other)
    return _unless_taken(named, reason, evidence)


def _unless_taken(person: Person | None, reason: Reason, evidence: Evidence) -> Verdict | None:
    if person and person.student in evidence.taken:
        return None, Why(Reason.TAKEN, (person,))
    return _found(person, reason)


def _named(evidence: Evidence, known: Index) -> Person | None:
    """The one person of the whole name, or of the id in its place, where they may have chosen that."""
    return known.by_name(*evidence.names) or (known.by_key(*evidence.names) if evidence.is_name_chosen else None)


def _contradiction(person: Person, evidence: Evidence) -> Key | None:
    return person.contradicted_by(*evidence.keys, *evidence.listed, number=evidence.lms_user_id)


def _of_id(student: str, known: Index) -> Person:
    """The person of an id under which something landed; who is not in this list has nothing but the id."""
    return known.all.get(student) or Person(student)
