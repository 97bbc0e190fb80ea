"""One student's hand-in put in its place: what of it is taken, what is told of the rest."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import nbformat

from autograder.collecting.archives import BROKEN, Budget, Refused, inside, own
from autograder.collecting.choose import File, beside, cells_of, choose, holds_notebook
from autograder.collecting.identity import Identity
from autograder.collecting.owners import Owner, is_zip
from autograder.collecting.place import is_there, place, put_aside
from autograder.collecting.times import Told
from autograder.course_folder import CourseFolder
from autograder.files.course_error import CourseError
from autograder.files.kinds import ZIP, kind_of
from autograder.files.last_net import MACHINE
from autograder.files.moments import as_timestamp, text_of
from autograder.gradebook.participants import Participants
from autograder.intake.hand_in import Choice, Chooser
from autograder.intake.submitted import TIMESTAMP, timestamp_of
from autograder.people.names import made_id
from autograder.people.people import People

LEFT = "chưa vào"
ZIPS_IN_ZIPS = 2
AGAIN = "{}: {}; hãy xin sinh viên nộp lại"
NOTHING_IN_IT = "tệp rỗng; hãy xin sinh viên nộp lại"
NOTHING_OF_IT = "không có ô nào của bài này, có lẽ nộp nhầm bài"
ONE_EACH = "Hãy cho mỗi người một mã trong danh sách lớp, hoặc chỉ giữ một bài trong gói nếu là cùng một người"
GRADED = "điểm của mã ấy còn trong sổ điểm, xóa bằng: nbgrader db student remove {} --force"
NEXT = "Những bài đã vào vẫn nguyên. Hãy xem lại chỗ trống trên đĩa, rồi chạy lại lệnh này."


@dataclass
class Outcome:
    """What became of one student's hand-in, or of a file that is nobody's.

    notes: what one may know. left: what did not land. asks: what somebody must look at, though it landed.
    """

    who: str
    student: str = ""
    what: str = LEFT
    notes: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    asks: list[str] = field(default_factory=list)


@dataclass
class HandIn:
    """What one owner handed in, and whether the system calls any of it late."""

    owner: Owner
    files: list[File] = field(default_factory=list)
    late: bool = False


class Landing:
    """Puts hand-ins of one lesson in their places, one after the other; knows what the lesson itself holds.

    passed: how many files in students' zips were what a system or a tool put there.
    """

    def __init__(
        self, folder: CourseFolder, lesson: str, people: People, participants: Participants, own_times: bool
    ) -> None:
        """people: see People. participants: see Participants; who lands is remembered there. own_times: may a file of the archive say when its hand-in was made?"""
        self.folder, self.lesson, self.people, self.participants, self.own_times, self.passed = (
            folder,
            lesson,
            people,
            participants,
            own_times,
            0,
        )
        release = nbformat.read(folder.release(lesson), as_version=4)
        self.chooser = Chooser(lesson, release, [other for other in folder.lessons() if other != lesson])
        self.cells = {cell.metadata["nbgrader"]["grade_id"] for cell in release.cells if "nbgrader" in cell.metadata}
        given = (folder.check_data(lesson), folder.more_data(lesson))
        self.released = {data.name: data.read_bytes() for data in given if data.is_file()}

    def outcome(self, hand_in: HandIn, identity: Identity, namesakes: Sequence[str]) -> Outcome:
        """Put one hand-in in its place. namesakes: how else others of this archive are called whom the same id would get.

        Raises CourseError where the whole machine cannot write.
        """
        outcome = Outcome(
            hand_in.owner.names[0], identity.student, notes=list(identity.notes), asks=list(identity.asks)
        )
        told = identity.told
        if hand_in.late or (told and told.late):
            outcome.notes.append("nộp muộn")
        try:
            if identity.wrong:
                raise Refused(identity.wrong)
            if namesakes:
                raise Refused(f"mã {identity.student} cũng ứng với {', '.join(namesakes)} trong gói này. {ONE_EACH}")
            self._land(hand_in, identity, outcome)
        except Refused as why:
            outcome.left.insert(0, str(why))
        except OSError as error:
            if error.errno in MACHINE:
                raise CourseError(f"Không lấy được bài nộp của {identity.student}: {error}. {NEXT}") from error
            outcome.left.insert(
                0, f"không ghi được {error.filename or 'bài nộp'}: {error.strerror}. Hãy xem lại chỗ ấy và quyền ghi"
            )
        return outcome

    def _land(self, hand_in: HandIn, identity: Identity, outcome: Outcome) -> None:
        """Write what is taken of a hand-in, and put aside what it takes the place of. Raises Refused, OSError."""
        contents = self._contents(hand_in.files, identity.told, outcome)
        outcome.what, kept = place(self.folder, identity.student, self.lesson, contents)
        if kept:
            outcome.notes.append(f"bản cũ ở {kept.relative_to(self.folder.root)}")
        if TIMESTAMP in contents and timestamp_of(self.folder, identity.student, self.lesson)[1]:
            outcome.notes.append(f"không đọc được giờ nộp trong {TIMESTAMP}")
        outcome.notes += [self._of_made_id(made) for made in self._made_ids(hand_in.owner) if made != identity.student]
        if hand_in.owner.is_participant:
            self.participants.remember(hand_in.owner.number, identity.student, hand_in.owner.names[0])

    def _made_ids(self, owner: Owner) -> list[str]:
        """The ids made of a name, with a number where there is one, now or earlier, under which there is a hand-in; nobody's in the class list."""
        made, before = made_id(owner.names[0], owner.number), self.participants.of(owner.number)
        ids = {made, before.student if before and before.is_made_up else made}
        listed = {student for student, person in self.people.all.items() if person.full_name}
        return [made for made in sorted(ids - listed) if is_there(self.folder, made, self.lesson)]

    def _of_made_id(self, made: str) -> str:
        """Put aside the hand-in under the id that was made while nobody knew whose it is; what is said of that."""
        kept = put_aside(self.folder, made, self.lesson).relative_to(self.folder.root)
        graded = self.folder.autograded(made, self.lesson).parent.exists()
        return f"bài dưới mã tạm {made} được cất vào {kept}" + (f"; {GRADED.format(made)}" if graded else "")

    def _contents(self, handed_in: Iterable[File], told: Told | None, outcome: Outcome) -> dict[str, bytes]:
        """{path: bytes} to write; what is not among them is told in the outcome. Raises Refused."""
        budget = Budget()
        counted = [replace(file, item=replace(file.item, budget=budget)) for file in handed_in]
        files, notebook, choice, content = self._chosen(list(self._unpacked(counted, outcome.left)), outcome.left)
        kept, left = beside(files, notebook, self.lesson, self.released, self.own_times)
        outcome.left += left + [f"{other.shown}: {why}" for other, why in choice.others]
        outcome.left += [f"{other.shown}: không rõ có mới hơn {notebook.shown} hay không" for other in choice.unclear]
        outcome.notes += choice.notes()
        if notebook.path[-1] != f"{self.lesson}.ipynb":
            outcome.notes.append(f"đổi tên từ {notebook.shown}")
        if told and told.time.strip(" -"):
            if told.timestamp:
                kept[TIMESTAMP] = f"{told.timestamp}\n".encode()
            else:
                outcome.notes.append(f"không đọc được giờ nộp {told.time!r}")
        elif TIMESTAMP in kept:
            kept[TIMESTAMP] = _as_nbgrader_reads(kept[TIMESTAMP])
        if not self.cells & cells_of(content):
            outcome.notes.append(NOTHING_IN_IT if not content.strip() else NOTHING_OF_IT)
        return {f"{self.lesson}.ipynb": content, **kept}

    def _unpacked(self, files: Iterable[File], left: list[str], depth: int = 0) -> Iterator[File]:
        """The files, and those of the zips among them; a zip that cannot be opened is told in `left`."""
        for file in files:
            if not is_zip(file.path[-1]):
                yield file
                continue
            try:
                held = self._held(file, depth)
            except Refused as why:
                if holds_notebook(file):
                    yield file
                else:
                    left.append(f"{file.shown}: {_no_zip(file, why)}")
                continue
            yield from self._unpacked(held, left, depth + 1)

    def _held(self, file: File, depth: int) -> list[File]:
        """The Files of a student's zip, of which there is at least one; raises Refused."""
        if depth == ZIPS_IN_ZIPS:
            raise Refused(f"zip lồng quá {ZIPS_IN_ZIPS} lớp")
        if not (inner := inside(file.item)):
            raise Refused("zip rỗng")
        found, junk = own(inner)
        self.passed += junk
        return [File((*file.path, *item.parts), item, file.attempt, zipped=True) for item in found]

    def _chosen(self, files: list[File], left: list[str]) -> tuple[list[File], File, Choice, bytes]:
        """(the files, the one to take, its Choice, its bytes); a zip that is called a notebook is opened. Raises Refused."""
        notebook, choice = choose(files, self.chooser)
        content = _read(notebook)
        if kind_of(content) == ZIP:
            packed = replace(notebook, path=(*notebook.path[:-1], f"{notebook.path[-1]}.zip"))
            files = [file for file in files if file is not notebook] + list(
                self._unpacked(self._held(packed, 0), left, 1)
            )
            notebook, choice = choose(files, self.chooser)
            content = _read(notebook)
        if kind := kind_of(content):
            raise Refused(AGAIN.format(notebook.shown, f"là tệp {kind}, không phải notebook"))
        return files, notebook, choice, content


def _as_nbgrader_reads(content: bytes) -> bytes:
    """The moment that a person wrote down, for nbgrader's own command, which takes a time without a zone for one in UTC."""
    text = text_of(content)
    timestamp, is_plain = as_timestamp(text), content.strip() == text.encode()
    return f"{timestamp}\n".encode() if timestamp and not (is_plain and text.endswith(" UTC")) else content


def _read(file: File) -> bytes:
    try:
        return file.item.read()
    except Refused as why:
        raise Refused(AGAIN.format(file.shown, why)) from why


def _no_zip(file: File, why: Refused) -> Refused | str:
    """Why a file that is called a zip is none, in words."""
    if str(why) != BROKEN:
        return why
    try:
        kind = kind_of(file.item.read())
    except Refused:
        return why
    return why if kind in (None, ZIP) else f"là tệp {kind}, không phải zip"
