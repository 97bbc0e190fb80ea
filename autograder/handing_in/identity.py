"""Who an owner of files is in this class."""

from dataclasses import dataclass

from autograder.handing_in.times import Told
from autograder.people.names import is_usable_id, made_id

WHO = "Hãy xem lại cột Canvas ID và họ tên trong danh sách lớp"
BETTER = "; muốn đúng mã thì chạy lại với --timestamps, hay thêm cột Canvas ID vào danh sách lớp"


@dataclass(frozen=True)
class Identity:
    """Who an owner is here: the student's id, what a worksheet tells of them or None, what is said of the id, why it cannot be."""

    student: str
    told: Told | None
    notes: tuple[str, ...] = ()
    wrong: str = ""


def identify(owner, people, times):
    """The system's own number or our id decide, then a worksheet's ids, then the name where none of these is somebody else's."""
    known = (owner.lms_user_id and people.by_number(owner.lms_user_id)) or (owner.student and people.by_key(owner.student)) or None
    named = people.by_name(*owner.names)
    if known and named and owner.lms_user_id and known != named:
        return Identity(known.student, None, wrong=f"số {owner.lms_user_id} là của {known.student}, còn tên là của {named.student}. {WHO}")
    other = named and not known and named.contradicted_by(number=owner.lms_user_id)
    told = None if other else times.of(owner, known or named)
    if person := known or (told and people.by_key(*told.keys)):
        return Identity(person.student, told)
    if told and is_usable_id(told.school_id):
        return Identity(told.school_id, told, ("không có trong danh sách lớp, mã lấy từ tệp của --timestamps",))
    other = other or (named and told and named.contradicted_by(*told.keys))
    if named and not other:
        return Identity(named.student, told)
    if is_usable_id(owner.student) and owner.student.isascii() and not any(map(str.isspace, owner.student)):
        return Identity(owner.student, told, ("không có trong danh sách lớp",) if people.all else ())
    shared = people.is_shared(*owner.names)
    why = "trùng tên với nhiều người" if shared else "không có trong danh sách lớp"
    why = f"{other} không có trong danh sách lớp; trùng tên với {named.student}" if other else why
    return Identity(made_id(owner.names[0], owner.number), told, (f"{why}, nên mã đặt theo tên trong gói{BETTER if other or shared else ''}",))
