"""Who an owner of files is in this class. Nobody is guessed: whoever may be one of several, or is one by a part of a name alone, stays open."""

import re
from dataclasses import dataclass

from autograder.collecting.times import Told
from autograder.files.words import folded
from autograder.people.names import is_usable_id, made_id

PLAIN_ID = re.compile(
    r"[A-Za-z0-9][\w.@-]*", re.ASCII
)  # of a stranger: nothing that means something to a shell, a pattern or nbgrader's exchange
WHO = "Hãy xem lại cột Canvas ID và họ tên trong danh sách lớp"
BETTER = "; muốn đúng mã thì thêm cột Canvas ID vào danh sách lớp"
BETTER_IN_MOODLE = "; muốn đúng mã thì chạy lại với --timestamps và bảng chấm ngoại tuyến của Moodle"
WORKSHEET = "Hãy chạy lại với --timestamps và bảng chấm ngoại tuyến của Moodle"
BY_HAND = "hoặc giải nén gói, để riêng thư mục ấy dưới tên là mã sinh viên rồi thu với `--from folder`"
NOT_LISTED = "không có trong danh sách lớp"
NAMELESS = "nộp ẩn danh, nên mã đặt theo số của hệ thống"
CHECK = "hãy thêm người này vào danh sách lớp, hay sửa tên trong gói, rồi thu lại"


@dataclass(frozen=True)
class Identity:
    """Who an owner is here.

    student: the id, "" where nobody knows. told: what a worksheet tells of them, or None. notes: what is said of the id. asks: what somebody must
    look at, though the hand-in lands. wrong: why it cannot land, or "".
    """

    student: str
    told: Told | None
    notes: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    wrong: str = ""


def identify(owner, people, times, participants):
    """The system's own number or our id decide, then a worksheet's ids, then the number of an earlier hand-in, then the whole name.

    A name counts only where none of these is somebody else's, a part of one only where something else agrees with it.
    """
    known = (
        (owner.lms_user_id and people.by_number(owner.lms_user_id))
        or (owner.student and people.by_key(owner.student))
        or None
    )
    named = people.by_name(*owner.names) or (people.by_key(*owner.names) if owner.is_participant else None)
    if known and named and owner.lms_user_id and known != named:
        return Identity(
            known.student,
            None,
            wrong=f"số {owner.lms_user_id} là của {known.student}, còn tên là của {named.student}. {WHO}",
        )
    other = named and not known and named.contradicted_by(number=owner.lms_user_id)
    told = None if other else times.of(owner, known or named)
    before = participants.of(owner.number) if owner.is_participant else None
    before = before if before and not before.is_made_up else None
    if person := known or (told and people.by_key(*told.keys)):
        return Identity(
            person.student,
            told,
            asks=_of_another(owner, before, person.student, f"tệp của --timestamps nói là của {person.student}"),
        )
    if told and is_usable_id(told.school_id):
        said = (f"{NOT_LISTED}, mã lấy từ tệp của --timestamps",)
        return Identity(
            told.school_id, told, **({"asks": (f"{said[0]}; {CHECK}",)} if people.is_list else {"notes": said})
        )
    if before:
        return Identity(
            before.student,
            told,
            asks=_of_another(owner, before, named and named.student, f"tên nay là của {named and named.student}"),
        )
    named = named or _by_number_and_name(owner, told, people)
    other = other or (named and told and named.contradicted_by(*told.keys))
    if named and not other:
        return _by_name(owner, named, told, participants)
    found = None if other or owner.lms_user_id else _within(owner, told, people)
    return found or _unknown(owner, told, people, named, other)


def _of_another(owner, before, student, why):
    """What is said where an earlier hand-in of this number was somebody else's: both are named."""
    if not before or student in (None, before.student):
        return ()
    return (
        f"số {owner.number} trước đây nộp với mã {before.student} ({before.name}), {why}: hãy xem đó có phải là cùng một người không",
    )


def _by_number_and_name(owner, told, people):
    """The person of the name that a worksheet has beside this owner's number, or None: a group may stand before it in the archive."""
    is_numbers = told and owner.number and told.number == owner.number
    return people.by_name(told.name) if is_numbers and folded(told.name) in map(folded, owner.shorter) else None


def _by_name(owner, named, told, participants):
    """The Identity of who has a person's name, unless somebody handed in as that person under another number."""
    earlier = participants.another_of(named.student, owner.number) if owner.is_participant else None
    if not earlier:
        return Identity(named.student, told)
    why = (
        f"tên là của {named.student}, nhưng {named.student} đã nộp bài này với số {earlier.number} ({earlier.name}), còn bài này mang số {owner.number}; "
        f"bài của số {earlier.number} được giữ nguyên. {WORKSHEET}, {BY_HAND}"
    )
    return Identity("", told, wrong=why)


def _within(owner, told, people):
    """The Identity of whoever has an id or a name within a longer one; an open one where several fit, or a part alone; else None."""
    if people.is_shared(*owner.names):
        return None
    by_id, by_name = people.within(owner.names[0])
    cut = {person.student: person for name in owner.shorter if (person := people.by_name(name))}
    found = by_id | by_name | cut
    agreeing = by_id.keys() & (by_name.keys() | cut.keys())
    is_enough = agreeing or not owner.is_participant
    if len(found) == 1 and is_enough:
        return Identity(*found, told)
    if not found:
        return None
    why = "nhưng chỉ một phần của tên cho biết điều đó" if len(found) == 1 else "không rõ là ai"
    remedy = (
        f"{WORKSHEET}, {BY_HAND}" if owner.is_participant else "Hãy đổi tên thành mã của đúng một người rồi thu lại"
    )
    listed = " hay ".join(f"{person.student} ({person.full_name or '?'})" for person in found.values())
    return Identity("", told, wrong=f"có thể là {listed}, {why}. {remedy}")


def _unknown(owner, told, people, named, other):
    """The Identity of who is nobody's that anyone knows, under an id of the own or a made one."""
    made = made_id(owner.names[0], owner.number)
    if owner.is_nameless:
        return Identity(owner.student or made, told, (NAMELESS,))
    if PLAIN_ID.fullmatch(owner.student) and is_usable_id(owner.student):
        if people.is_list:
            return Identity(
                owner.student, told, asks=(f"{NOT_LISTED}, nên thành sinh viên mới {owner.student}; {CHECK}",)
            )
        return Identity(owner.student, told, (NOT_LISTED,) if people.all else ())
    shared = people.is_shared(*owner.names)
    why = "trùng tên với nhiều người" if shared else NOT_LISTED
    why = f"{other} không có trong danh sách lớp; trùng tên với {named.student}" if other else why
    better = BETTER_IN_MOODLE if owner.is_participant else BETTER if owner.lms_user_id else f"; {CHECK}"
    said = f"{why}, nên mã đặt theo tên trong gói{better if other or shared else ''}"
    if people.is_list:
        return Identity(made, told, asks=(said if other or shared else f"{said}; {CHECK}",))
    return Identity(made, told, (said,))
