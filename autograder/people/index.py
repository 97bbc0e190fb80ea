"""The people of a class by id, address, number and name: what each says alone. Of two who fit, neither is taken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from autograder.files.words import compact, folded, plain_words
from autograder.people.person import Person

ID_CHARS, ID_WORDS = 4, 6  # a shorter id within a longer name may be anything; so many words an id has at the most
OF_NOBODY = set(
    "bai lam nop cua em tap thuc hanh lop nhom copy of ban sao chep final done ipynb zip homework assignment lab submission".split()
)


class Index:
    """Looks persons up. What is decided of several answers, People.who says.

    all: {id: Person}.
    """

    def __init__(self, persons: Iterable[Person]) -> None:
        self.all = {person.student: person for person in persons}
        self._keys: defaultdict[str, set[str]] = defaultdict(set)
        self._numbers: defaultdict[str, set[str]] = defaultdict(set)
        self._names: defaultdict[str, set[str]] = defaultdict(set)  # with their marks
        self._plain: defaultdict[str, set[str]] = defaultdict(set)  # without
        self._ids: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)  # the words of each
        for person in self.all.values():
            self._add(person)

    def _add(self, person: Person) -> None:
        for key in (person.student, person.email):
            self._keys[folded(key)].add(person.student)
        self._numbers[folded(person.lms_user_id)].add(person.student)
        self._names[folded(person.full_name)].add(person.student)
        for name in (person.full_name, f"{person.first_name} {person.last_name}"):  # Canvas sorts by the given name
            self._plain[compact(name)].add(person.student)
        for key in {person.student, person.email.partition("@")[0]}:  # schools make a user's name of an address
            if len(compact(key)) >= ID_CHARS and any(map(str.isdecimal, key)):
                self._ids[tuple(plain_words(key))].add(person.student)

    def by_key(self, *keys: str) -> Person | None:
        """The Person with one of these ids or addresses, the first that is one person's. Ids spelled alike come before capitals."""
        found = (self.all.get(key.strip()) or self._first(self._keys, [folded(key)]) for key in keys)
        return next(filter(None, found), None)

    def by_number(self, number: str) -> Person | None:
        """The Person whose lms_user_id this is."""
        return self._first(self._numbers, [folded(number)])

    def by_name(self, *names: str) -> Person | None:
        """The one Person of one of these full names ("Nguyễn Văn An", "An, Nguyễn Văn", "nguyenvanan").

        Names with their marks come first; without them they count where they are one person's.
        """
        spelled = [turned for name in names for turned in _turned(name)]
        return self._first(self._names, map(folded, spelled)) or self._first(self._plain, map(compact, spelled))

    def within(self, text: str) -> tuple[dict[str, Person], dict[str, Person]]:
        """({id: Person} whose id, {id: Person} whose name) stands in a longer text, like `20210001_NguyenVanAn (1)`.

        An id is there with all its words, one after the other. A name is what is left without ids, words that have digits,
        and words that people write beside names; so no name is found within a longer name.
        """
        words = plain_words(text)
        spans = [
            (a, b)
            for a in range(len(words))
            for b in range(a + 1, min(a + ID_WORDS, len(words)) + 1)
            if tuple(words[a:b]) in self._ids
        ]
        by_id = {student: self.all[student] for a, b in spans for student in self._ids[tuple(words[a:b])]}
        taken = {place for a, b in spans for place in range(a, b)}
        rest = [word for place, word in enumerate(words) if place not in taken and not any(map(str.isdecimal, word))]
        names = {"".join(rest), "".join(word for word in rest if word not in OF_NOBODY)} - {""}
        return by_id, {student: self.all[student] for name in names for student in self._plain.get(name, ())}

    def is_shared(self, *names: str) -> bool:
        """Do several people have one of these names?"""
        return any(
            len(self._names[folded(name)]) > 1 or len(self._plain[compact(name)]) > 1
            for given in names
            for name in _turned(given)
            if name
        )

    def _first(self, index: Mapping[str, set[str]], keys: Iterable[str]) -> Person | None:
        for key in keys:
            if key and (found := index.get(key)):
                return self.all[next(iter(found))] if len(found) == 1 else None
        return None


def _turned(name: str) -> list[str]:
    """A name, and where it has a comma, also with the family name first again."""
    given, comma, family = name.partition(",")
    return [f"{family.strip()} {given.strip()}", name] if comma else [name]
