"""One student, and the ids, addresses and numbers that say who is meant."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from autograder.files.words import folded

LONGEST_TEXT = 128  # characters that nbgrader's table of students keeps


class Kind(Enum):
    """What tells people apart, as a sentence calls it."""

    ID = "mã"
    ADDRESS = "địa chỉ"
    NUMBER = "số"


@dataclass(frozen=True)
class Key:
    """An id, address or number, as another system writes it: `mã B999`."""

    kind: Kind
    text: str

    def __str__(self) -> str:
        return f"{self.kind.value} {self.text}"


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
    def full_name(self) -> str:
        return f"{self.last_name} {self.first_name}".strip()

    def contradicted_by(self, *keys: str, number: str = "") -> Key | None:
        """Which of these ids, addresses and number of another system's is somebody else's; None where none is.

        An address or a number says nothing of a person of whom none is known.
        """
        addresses = {folded(known) for known in (self.student, self.email) if "@" in known}
        claims = [
            (Key(Kind.ADDRESS, key), addresses) if "@" in key else (Key(Kind.ID, key), {folded(self.student)})
            for key in keys
        ]
        claims.append((Key(Kind.NUMBER, number), {folded(self.lms_user_id)} - {""}))
        return next((key for key, known in claims if key.text and known and folded(key.text) not in known), None)
