"""The people of a class, found by what another system calls them."""

from collections import defaultdict
from dataclasses import dataclass

from autograder.files.words import compact, folded, plain_words

LONGEST_TEXT = 128  # characters that nbgrader's table of students keeps
ID_CHARS, ID_WORDS = 4, 6  # a shorter id within a longer name may be anything; so many words an id has at the most
OF_NOBODY = set(
    "bai lam nop cua em tap thuc hanh lop nhom copy of ban sao chep final done ipynb zip homework assignment lab submission".split()
)


@dataclass(frozen=True)
class Person:
    """One student. lms_user_id: the number that Canvas or another system knows them by. group: their class (lớp)."""

    student: str
    last_name: str = ""
    first_name: str = ""
    email: str = ""
    lms_user_id: str = ""
    group: str = ""

    @property
    def full_name(self):
        return f"{self.last_name} {self.first_name}".strip()

    def contradicted_by(self, *keys, number=""):
        """Which of these ids, addresses and number of another system's is somebody else's, in words; None where none is.

        An address or a number says nothing of a person of whom none is known.
        """
        addresses = {folded(known) for known in (self.student, self.email) if "@" in known}
        told = [("địa chỉ", key, addresses) if "@" in key else ("mã", key, {folded(self.student)}) for key in keys]
        told.append(("số", number, {folded(self.lms_user_id)} - {""}))
        others = (f"{kind} {text}" for kind, text, known in told if text and known and folded(text) not in known)
        return next(others, None)


class People:
    """Finds persons. Nobody is guessed: of two who fit, neither is taken."""

    def __init__(self, persons):
        self.all = {person.student: person for person in persons}
        self._keys, self._names, self._plain = defaultdict(set), defaultdict(set), defaultdict(set)
        for person in self.all.values():
            for key in (person.student, person.email):
                self._keys[folded(key)].add(person.student)
            self._names[folded(person.full_name)].add(person.student)
            for name in (person.full_name, f"{person.first_name} {person.last_name}"):  # Canvas sorts by the given name
                self._plain[compact(name)].add(person.student)
        self._numbers, self._ids = defaultdict(set), defaultdict(set)
        for person in self.all.values():
            self._numbers[folded(person.lms_user_id)].add(person.student)
            for key in {person.student, person.email.partition("@")[0]}:  # schools make a user's name of an address
                if len(compact(key)) >= ID_CHARS and any(map(str.isdecimal, key)):
                    self._ids[tuple(plain_words(key))].add(person.student)

    @property
    def is_list(self):
        """Did somebody give a class list? Whoever was only collected or graded has no name here."""
        return any(person.full_name for person in self.all.values())

    def by_key(self, *keys):
        """The Person with one of these ids or addresses, the first that is one person's; or None. Ids spelled alike come before capitals."""
        found = (self.all.get(key.strip()) or self._first(self._keys, [folded(key)]) for key in keys)
        return next(filter(None, found), None)

    def by_number(self, number):
        """The Person whose lms_user_id this is, or None."""
        return self._first(self._numbers, [folded(number)])

    def by_name(self, *names):
        """The one Person of one of these full names ("Nguyễn Văn An", "An, Nguyễn Văn", "nguyenvanan"), or None.

        Names with their marks come first; without them they count where they are one person's.
        """
        spelled = [turned for name in names for turned in _turned(name)]
        return self._first(self._names, map(folded, spelled)) or self._first(self._plain, map(compact, spelled))

    def of_row(self, name, *keys, number="", made=""):
        """(the Person of a row in another system's table, or None; why the name did not count, or None).

        keys: the row's ids and addresses. number: see by_number. made: the id that collecting makes. All of these decide
        before the name, which counts only where none of them is somebody else's.
        """
        if person := self.by_key(*keys, made) or self.by_number(number):
            return person, None
        namesake = self.by_name(name)
        if namesake and (other := namesake.contradicted_by(*keys, number=number)):
            return None, f"{other} không có trong sổ điểm; trùng tên với {namesake.student}"
        return namesake, None

    def within(self, text):
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

    def knows(self, text):
        """Is it an id, an address, or the name of somebody or of several, or has it one person's within?"""
        by_id, by_name = self.within(text)
        return bool(self.by_key(text) or self.by_name(text)) or self.is_shared(text) or len(by_id | by_name) == 1

    def is_shared(self, *names):
        """Do several people have one of these names?"""
        return any(
            len(self._names[folded(name)]) > 1 or len(self._plain[compact(name)]) > 1
            for given in names
            for name in _turned(given)
            if name
        )

    def _first(self, index, keys):
        for key in keys:
            if key and (found := index.get(key)):
                return self.all[next(iter(found))] if len(found) == 1 else None
        return None


def _turned(name):
    """A name, and where it has a comma, also with the family name first again."""
    given, comma, family = name.partition(",")
    return [f"{family.strip()} {given.strip()}", name] if comma else [name]
