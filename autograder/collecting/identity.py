"""Who an owner of files is in this class, and what is said of it: People.who decides, here are the id and the sentences."""

import re
from dataclasses import dataclass, replace

from autograder.collecting.owners import Owner
from autograder.collecting.times import TimesOfClass, Told
from autograder.gradebook.participants import Participant, Participants
from autograder.people.names import is_usable_id, made_id
from autograder.people.people import People
from autograder.people.person import Person
from autograder.people.who import Evidence, Reason, Why

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


def identify(owner: Owner, people: People, times: TimesOfClass, participants: Participants) -> Identity:
    """The Identity of an Owner, from what the archive, the class list, a worksheet (TimesOfClass) and earlier hand-ins (Participants) tell."""
    told, before = _told(owner, people, times), _before(owner, participants)
    person, why = people.who(_evidence(owner, told, before, participants))
    if person:
        return Identity(person.student, told, asks=_of_another(owner, before, person, why))
    if sentence := OPEN.get(why.reason):
        return sentence(owner, told, why, participants)
    if why.reason is Reason.UNLISTED:
        assert told is not None  # the id is a worksheet's
        return _unlisted(told, people)
    return _unknown(owner, told, people, why)


def _told(owner: Owner, people: People, times: TimesOfClass) -> Told | None:
    """What a worksheet tells of an Owner, or None; also where the system's number is not that of whose name it is."""
    person, why = people.who(_of_archive(owner))
    return None if why.reason in (Reason.TWO_PEOPLE, Reason.NAMESAKE) else times.of(owner, person)


def _before(owner: Owner, participants: Participants) -> Participant | None:
    """The Participant who handed in under this number before, or None; an id that was made tells nothing of who it is."""
    before = participants.of(owner.number) if owner.is_participant else None
    return before if before and not before.is_made_up else None


def _of_archive(owner: Owner) -> Evidence:
    """The Evidence in the names of files: the system's number, what may be our id, the whole name."""
    return Evidence(
        own_id=owner.student,
        lms_user_id=owner.lms_user_id,
        names=owner.names,
        is_name_chosen=owner.is_participant,
    )


def _evidence(owner: Owner, told: Told | None, before: Participant | None, participants: Participants) -> Evidence:
    """All the Evidence: also a worksheet's row, earlier hand-ins, and what may be within a longer name, which Canvas's are not."""
    return replace(
        _of_archive(owner),
        listed=told.keys if told else (),
        listed_name=told.name if told and owner.number and told.number == owner.number else "",
        earlier=before.student if before else "",
        shorter=owner.shorter,
        text="" if owner.lms_user_id else owner.names[0],
        taken=participants.others(owner.number) if owner.is_participant else frozenset(),
    )


def _of_another(owner: Owner, before: Participant | None, person: Person, why: Why) -> tuple[str, ...]:
    """What is said where something says that the number's earlier hand-in was somebody else's: both are named."""
    if not before or not (why.others or why.key):
        return ()
    if why.reason is not Reason.EARLIER:
        otherwise = f"tệp của --timestamps nói là của {person.student}"
    elif why.others:
        otherwise = f"tên nay là của {why.others[0].student}"
    else:
        otherwise = f"tệp của --timestamps ghi {why.key}"
    return (
        f"số {owner.number} trước đây nộp với mã {before.student} ({before.name}), {otherwise}: hãy xem đó có phải là cùng một người không",
    )


def _two_people(owner: Owner, told: Told | None, why: Why, participants: Participants) -> Identity:
    numbered, named = (person.student for person in why.others)
    return Identity(numbered, told, wrong=f"số {owner.lms_user_id} là của {numbered}, còn tên là của {named}. {WHO}")


def _taken(owner: Owner, told: Told | None, why: Why, participants: Participants) -> Identity:
    [named] = (person.student for person in why.others)
    earlier = participants.another_of(named, owner.number)
    assert earlier is not None  # else nobody took it
    sentence = (
        f"tên là của {named}, nhưng {named} đã nộp bài này với số {earlier.number} ({earlier.name}), còn bài này mang số {owner.number}; "
        f"bài của số {earlier.number} được giữ nguyên. {WORKSHEET}, {BY_HAND}"
    )
    return Identity("", told, wrong=sentence)


def _maybe(owner: Owner, told: Told | None, why: Why, participants: Participants) -> Identity:
    is_one = why.reason is Reason.ONLY_PART
    unclear = "nhưng chỉ một phần của tên cho biết điều đó" if is_one else "không rõ là ai"
    remedy = (
        f"{WORKSHEET}, {BY_HAND}" if owner.is_participant else "Hãy đổi tên thành mã của đúng một người rồi thu lại"
    )
    listed = " hay ".join(f"{person.student} ({person.full_name or '?'})" for person in why.others)
    return Identity("", told, wrong=f"có thể là {listed}, {unclear}. {remedy}")


OPEN = {
    Reason.TWO_PEOPLE: _two_people,
    Reason.TAKEN: _taken,
    Reason.ONLY_PART: _maybe,
    Reason.SEVERAL: _maybe,
}  # where a hand-in cannot land


def _unlisted(told: Told, people: People) -> Identity:
    """The Identity of whoever a worksheet gives an id that nobody here has."""
    said = f"{NOT_LISTED}, mã lấy từ tệp của --timestamps"
    if people.is_list:
        return Identity(told.school_id, told, asks=(f"{said}; {CHECK}",))
    return Identity(told.school_id, told, (said,))


def _unknown(owner: Owner, told: Told | None, people: People, why: Why) -> Identity:
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
    is_namesake = why.reason in (Reason.SHARED, Reason.NAMESAKE)
    better = BETTER_IN_MOODLE if owner.is_participant else BETTER if owner.lms_user_id else f"; {CHECK}"
    said = f"{_not_listed(why)}, nên mã đặt theo tên trong gói{better if is_namesake else ''}"
    if people.is_list:
        return Identity(made, told, asks=(said if is_namesake else f"{said}; {CHECK}",))
    return Identity(made, told, (said,))


def _not_listed(why: Why) -> str:
    if why.reason is Reason.SHARED:
        return "trùng tên với nhiều người"
    if why.reason is Reason.NAMESAKE:
        return f"{why.key} {NOT_LISTED}; trùng tên với {why.others[0].student}"
    return NOT_LISTED
