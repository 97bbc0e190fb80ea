"""Collect: from an archive to submitted/, one student after the other. Whatever does not land is told with the reason."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace

import nbformat

from autograder.course_folder import CourseError
from autograder.grading.autograded import MACHINE
from autograder.grading.submissions import TIMESTAMP
from autograder.handing_in.archives import Budget, Refused, inside, is_junk, opened
from autograder.handing_in.choose import File, beside, choose
from autograder.handing_in.owners import SYSTEMS, Owner, is_zip, system_of
from autograder.handing_in.place import place
from autograder.handing_in.times import Told, as_timestamp
from autograder.people.names import folded, is_usable_id, made_id

LEFT, PASSED = "chưa vào", "bỏ qua"
OF_THE_SYSTEM, OF_ANOTHER_LESSON = "tệp của hệ điều hành hay của Jupyter", "của bài khác"
ZIPS_IN_ZIPS = 2
WHO = "Hãy xem lại cột Canvas ID và họ tên trong danh sách lớp"
NEXT = "Những bài đã vào vẫn nguyên. Hãy xem lại chỗ trống trên đĩa, rồi chạy lại lệnh này."


@dataclass
class Outcome:
    """What became of one student's hand-in, or of a file that is nobody's. notes: what one may know. left: what did not land."""

    who: str
    student: str = ""
    what: str = LEFT
    notes: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def collect(folder, lesson, source, system, people, times):
    """Put what an archive holds into submitted/; yields an Outcome for each student and each file that is nobody's.

    source: path of a zip or folder. system: a name of SYSTEMS. people, times: see People and Times.
    Raises CourseError for an unknown lesson, for an archive that cannot be read, is empty or another system's, and
    where the disk is full.
    """
    folder.demand_lesson(lesson)
    with opened(source) as items:
        if not items:
            raise CourseError(f"{source} không có tệp nào. Hãy xem lại đó có phải là gói bài nộp không.")
        if (right := system_of(items)) and right != system:
            raise CourseError(f"Tên tệp trong {source} là của {right.capitalize()}. Hãy chạy lại với --from {right}.")
        hand_ins, strays, passed = _sorted_out(folder, lesson, items, system, people)
        landing = _Landing(folder, lesson, own_times=system == "folder")
        identities = [_identity(hand_in.owner, people, times) for hand_in in hand_ins]
        called = defaultdict(list)
        for hand_in, identity in zip(hand_ins, identities):
            called[folded(identity.student)].append(hand_in.owner.names[0])
        for hand_in, identity in zip(hand_ins, identities):
            same = called[folded(identity.student)]
            yield landing.outcome(hand_in, identity, same if len(same) > 1 else [])
        for item, why in strays:
            yield Outcome("/".join(item.parts), left=[why])
        for why, count in passed.items():
            yield Outcome(f"{count} tệp", what=PASSED, notes=[why])


@dataclass
class _HandIn:
    owner: Owner
    files: list[File] = field(default_factory=list)
    late: bool = False


def _sorted_out(folder, lesson, items, system, people):
    """(hand-ins in the order of their names, (item, why) of those that are nobody's, {why: how many} of those passed over)."""
    kept = [item for item in items if not is_junk(item.parts)]
    passed = Counter({OF_THE_SYSTEM: len(items) - len(kept)})
    others = set(folder.lessons()) - {lesson}
    found, strays = {}, []
    for item, owned in zip(kept, SYSTEMS[system](kept, lesson, people)):
        if isinstance(owned, str):
            strays.append((item, item.problem or owned))
        elif owned.path[0] in others:
            passed[OF_ANOTHER_LESSON] += 1
        else:
            hand_in = found.setdefault(owned.owner.key, _HandIn(owned.owner))
            hand_in.files.append(File(owned.path, item, owned.attempt))
            hand_in.late = hand_in.late or owned.late
    return sorted(found.values(), key=lambda hand_in: folded(hand_in.owner.names[0])), strays, +passed


class _Landing:
    """One run over an archive: who is who in it, and what the lesson itself holds."""

    def __init__(self, folder, lesson, own_times):
        """own_times: may a file of the archive say when its hand-in was made?"""
        self.folder, self.lesson, self.own_times = folder, lesson, own_times
        release = nbformat.read(folder.release(lesson), as_version=4)
        self.cells = {cell.metadata["nbgrader"]["grade_id"] for cell in release.cells if "nbgrader" in cell.metadata}
        data = folder.check_data(lesson)
        self.released = {data.name: data.read_bytes()} if data.is_file() else {}

    def outcome(self, hand_in, identity, namesakes):
        """Put one hand-in in its place. namesakes: how else others of this archive are called whom the same id would get.

        Raises CourseError where the whole machine cannot write.
        """
        outcome = Outcome(hand_in.owner.names[0], identity.student, notes=list(identity.notes))
        told = identity.told
        if hand_in.late or (told and told.late):
            outcome.notes.append("nộp muộn")
        try:
            if identity.wrong:
                raise Refused(identity.wrong)
            if namesakes:
                raise Refused(f"mã {identity.student} cũng ứng với {', '.join(namesakes)} trong gói này. Hãy cho mã riêng trong danh sách lớp")
            contents = self._contents(hand_in.files, told, outcome)
            outcome.what, kept = place(self.folder, identity.student, self.lesson, contents)
        except Refused as why:
            outcome.left.insert(0, str(why))
        except OSError as error:
            if error.errno in MACHINE:
                raise CourseError(f"Không lấy được bài nộp của {identity.student}: {error}. {NEXT}") from error
            outcome.left.insert(0, f"không ghi được: {error}")
        else:
            outcome.notes += [f"bản cũ ở {kept.relative_to(self.folder.root)}"] if kept else []
        return outcome

    def _contents(self, handed_in, told, outcome):
        """{path: bytes} to write; what is not among them is told in the outcome. Raises Refused."""
        budget = Budget()
        counted = [replace(file, item=replace(file.item, budget=budget)) for file in handed_in]
        files = list(_unpacked(counted, outcome.left))
        chosen = choose(files, self.lesson, self.cells)
        kept, left = beside(files, chosen.notebook, self.lesson, self.released, self.own_times)
        outcome.left += left + [f"{file.shown}: không phải notebook của bài" for file in chosen.others]
        outcome.left += [f"{file.shown}: không rõ có mới hơn {chosen.notebook.shown} hay không" for file in chosen.equal]
        outcome.notes += [f"lần nộp trước: {file.shown}" for file in chosen.older]
        if chosen.notebook.path[-1] != f"{self.lesson}.ipynb":
            outcome.notes.append(f"đổi tên từ {chosen.notebook.shown}")
        if told and told.time.strip(" -"):
            if timestamp := as_timestamp(told.time):
                kept[TIMESTAMP] = f"{timestamp}\n".encode()
            else:
                outcome.notes.append(f"không đọc được giờ nộp {told.time!r}")
        return {f"{self.lesson}.ipynb": chosen.notebook.item.read(), **kept}


def _unpacked(files, left, depth=0):
    """The files, and those of the zips among them; a zip that cannot be opened is told in `left`."""
    for file in files:
        if not is_zip(file.path[-1]) or depth == ZIPS_IN_ZIPS:
            yield file
            continue
        try:
            found = inside(file.item)
        except Refused as why:
            left.append(f"{file.shown}: {why}")
            continue
        held = [File((*file.path, *item.parts), item, file.attempt, zipped=True) for item in found if not is_junk(item.parts)]
        yield from _unpacked(held, left, depth + 1)


@dataclass(frozen=True)
class _Identity:
    """Who an owner is here: the student's id, what a worksheet tells of them or None, what is said of the id, why it cannot be."""

    student: str
    told: Told | None
    notes: tuple[str, ...] = ()
    wrong: str = ""


def _identity(owner, people, times):
    """The system's own number or our id decide, then a worksheet's ids, then the name where none of these is somebody else's."""
    known = (owner.lms_user_id and people.by_number(owner.lms_user_id)) or (owner.student and people.by_key(owner.student)) or None
    named = people.by_name(*owner.names)
    if known and named and owner.lms_user_id and known != named:
        return _Identity(known.student, None, wrong=f"số {owner.lms_user_id} là của {known.student}, còn tên là của {named.student}. {WHO}")
    other = named and not known and named.contradicted_by(number=owner.lms_user_id)
    told = None if other else times.of(owner, known or named)
    if person := known or (told and people.by_key(*told.keys)):
        return _Identity(person.student, told)
    if told and is_usable_id(told.school_id):
        return _Identity(told.school_id, told, ("không có trong danh sách lớp, mã lấy từ tệp của --timestamps",))
    other = other or (named and told and named.contradicted_by(*told.keys))
    if named and not other:
        return _Identity(named.student, told)
    if is_usable_id(owner.student) and owner.student.isascii() and not any(map(str.isspace, owner.student)):
        return _Identity(owner.student, told, ("không có trong danh sách lớp",) if people.all else ())
    why = "trùng tên với nhiều người" if people.is_shared(*owner.names) else "không có trong danh sách lớp"
    why = f"{other} không có trong danh sách lớp; trùng tên với {named.student}" if other else why
    return _Identity(made_id(owner.names[0], owner.number), told, (f"{why}, nên mã đặt theo tên trong gói",))
