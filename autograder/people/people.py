"""The people of a class, found by what another system calls them."""

from __future__ import annotations

from collections.abc import Iterable

from autograder.people.index import Index
from autograder.people.person import Person
from autograder.people.who import NOBODY, STRATEGIES, Evidence, Reason, Verdict


class People:
    """Finds persons. Nobody is guessed: of two who fit, neither is taken.

    all: {id: Person}.
    """

    def __init__(self, persons: Iterable[Person]) -> None:
        self._index = Index(persons)
        self.all = self._index.all

    @property
    def is_list(self) -> bool:
        """Did somebody give a class list? Whoever was only collected or graded has no name here."""
        return any(person.full_name for person in self.all.values())

    def who(self, evidence: Evidence) -> Verdict:
        """(the Person whom this Evidence means, or None; Why): what the first strategy says that has something to say."""
        verdicts = (strategy(evidence, self._index) for strategy in STRATEGIES)
        return next(filter(None, verdicts), NOBODY)

    def knows(self, text: str) -> bool:
        """Is it an id, an address, or the name of somebody or of several, or has it one person's within?"""
        person, why = self.who(Evidence(own_id=text, names=(text,), text=text))
        return person is not None or why.reason is Reason.SHARED

    def is_shared(self, *names: str) -> bool:
        """Do several people have one of these names?"""
        return self._index.is_shared(*names)
