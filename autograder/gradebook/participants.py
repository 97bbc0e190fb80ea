"""Who stood behind a number of Moodle's: what collecting found out, kept in the gradebook for marks and for the next time.

A participant's number is one person's in the whole site, and nobody chooses their own, unlike their name.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Column, String, Table, create_engine, delete, insert, inspect, select

from autograder.gradebook.config import engine_to_read
from autograder.gradebook.tables import OWN
from autograder.gradebook.writer import make_sure
from autograder.people.names import made_id

PARTICIPANT = Table(
    "autograder_participant",
    OWN,
    Column("assignment", String(128), primary_key=True),
    Column("number", String(32), primary_key=True),
    Column("student", String(128), nullable=False),
    Column("name", String(128), nullable=False),
)
NUMBER_CHARS, NAME_CHARS = 32, 128


@dataclass(frozen=True)
class Participant:
    """One whose hand-in has landed: Moodle's number, the student's id here, and how the archive called them."""

    number: str
    student: str
    name: str

    @property
    def is_made_up(self) -> bool:
        """Was the id made of the name and number, while nobody knew whose it is?"""
        return self.student == made_id(self.name, self.number)


class Participants:
    """Those of one lesson, by number and by student; new ones are remembered until they are kept."""

    def __init__(self, known: Iterable[Participant] = ()) -> None:
        self._by_number = {one.number: one for one in known}
        self._new: dict[str, Participant] = {}

    def of(self, number: str) -> Participant | None:
        """The Participant of this number, or None."""
        return self._by_number.get(number)

    def another_of(self, student: str, number: str) -> Participant | None:
        """The Participant of another number who handed in as this student, or None."""
        return next((one for one in self._by_number.values() if one.student == student and one.number != number), None)

    def others(self, number: str) -> frozenset[str]:
        """The ids of those who handed in under another number."""
        return frozenset(one.student for one in self._by_number.values() if one.number != number)

    def remember(self, number: str, student: str, name: str) -> None:
        if number and len(number) <= NUMBER_CHARS:
            self._by_number[number] = self._new[number] = Participant(number, student, name[:NAME_CHARS])

    def keep(self, url: str, lesson: str) -> None:
        """Write down who is new, in one transaction."""
        if not self._new:
            return
        make_sure(url)
        engine = create_engine(url)
        OWN.create_all(engine)
        with engine.begin() as connection:
            connection.execute(
                delete(PARTICIPANT).where(PARTICIPANT.c.assignment == lesson, PARTICIPANT.c.number.in_(self._new))
            )
            connection.execute(insert(PARTICIPANT), [{"assignment": lesson, **vars(one)} for one in self._new.values()])
        engine.dispose()
        self._new = {}


def participants_of(url: str, lesson: str) -> Participants:
    """The Participants of a lesson that the gradebook knows; none where there is no gradebook yet."""
    engine = engine_to_read(url)
    with engine.connect() as connection:
        is_kept = inspect(connection).has_table(PARTICIPANT.name)
        query = select(PARTICIPANT.c.number, PARTICIPANT.c.student, PARTICIPANT.c.name).where(
            PARTICIPANT.c.assignment == lesson
        )
        known = connection.execute(query).all() if is_kept else []
    engine.dispose()
    return Participants(Participant(*row) for row in known)
