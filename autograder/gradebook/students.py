"""The class in nbgrader's gradebook: its own table of students, and beside it ours for what that has no column for."""

from collections.abc import Sequence

from nbgrader.api import Student
from sqlalchemy import Column, String, Table, create_engine, delete, insert, inspect, select, update

from autograder.gradebook.config import is_there
from autograder.gradebook.tables import OWN
from autograder.gradebook.writer import make_sure
from autograder.people.people import People
from autograder.people.person import Person

GROUP_OF = Table(
    "autograder_group_of",
    OWN,
    Column("student", String(128), primary_key=True),
    Column("name", String(128), nullable=False),
)
COLUMNS = (Student.id, Student.last_name, Student.first_name, Student.email, Student.lms_user_id)


def people_of(url: str) -> People:
    """The People that the gradebook knows; none where there is no gradebook yet."""
    if not is_there(url):
        return People(())
    engine = create_engine(url)
    tables = set(inspect(engine).get_table_names())
    with engine.connect() as connection:
        known = connection.execute(select(*COLUMNS)).all() if Student.__tablename__ in tables else []
        groups: dict[str, str] = dict(connection.execute(select(GROUP_OF)).all()) if GROUP_OF.name in tables else {}
    engine.dispose()
    return People(Person(*(text or "" for text in (*row, groups.get(row[0])))) for row in known)


def write_people(url: str, persons: Sequence[Person]) -> tuple[int, int]:
    """Add or change students, in one transaction; returns (how many are new, how many changed).

    What a roster leaves empty stays as the gradebook has it, and nobody is removed.
    """
    make_sure(url)
    known = people_of(url).all
    new = [person for person in persons if person.student not in known]
    changed = [
        person
        for person in persons
        if person.student in known and _over(known[person.student], person) != known[person.student]
    ]
    engine = create_engine(url)
    OWN.create_all(engine)
    with engine.begin() as connection:
        if new:
            connection.execute(insert(Student), [_row(person) for person in new])
        for person in changed:
            row = _row(_over(known[person.student], person))
            connection.execute(update(Student).where(Student.id == row.pop("id")).values(**row))
        if grouped := [person for person in (*new, *changed) if person.group]:
            connection.execute(delete(GROUP_OF).where(GROUP_OF.c.student.in_([person.student for person in grouped])))
            connection.execute(
                insert(GROUP_OF), [{"student": person.student, "name": person.group} for person in grouped]
            )
    engine.dispose()
    return len(new), len(changed)


def _over(old: Person, new: Person) -> Person:
    """What is known of a person, with what a roster says over it."""
    fields = {name: value for name, value in vars(new).items() if value}
    return Person(**{**vars(old), **fields})


def _row(person: Person) -> dict[str, str | None]:
    row = {
        "last_name": person.last_name,
        "first_name": person.first_name,
        "email": person.email,
        "lms_user_id": person.lms_user_id,
    }
    return {"id": person.student, **{name: text or None for name, text in row.items()}}
