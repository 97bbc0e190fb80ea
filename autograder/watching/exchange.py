"""nbgrader's exchange: what students have handed in there and submitted/ has not yet.

`nbgrader submit` copies the files, writes `timestamp.txt`, and last `submission_secret.txt`
(nbgrader/exchange/default/submit.py): where that stands whole, the hand-in does. What lies there is a student's own, so
it is collected by this project's room, which tells what became of each file.
"""

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import ExchangeCollect
from traitlets import TraitError

from autograder.collecting.collect import collect
from autograder.collecting.landing import Outcome
from autograder.collecting.owners import INBOUND
from autograder.collecting.times import Times
from autograder.course_folder import CourseFolder, folders_in
from autograder.files.account import owner_of
from autograder.files.course_error import CourseError
from autograder.files.moments import moment_of
from autograder.gradebook.config import nbgraders_config
from autograder.gradebook.held import held
from autograder.gradebook.participants import Participants
from autograder.gradebook.students import people_of
from autograder.intake.submitted import timestamp_of
from autograder.watching.stillness import Stillness

SECRET, SECRET_CHARS = "submission_secret.txt", 128
NO_OWNER = "không rõ ai"
ANOTHERS = "thư mục trong nơi trao đổi bài thuộc về {owner}, không phải {student}; hãy xem lại ai đã nộp"


@dataclass(frozen=True)
class Sent:
    """A hand-in in the exchange: the name of its folder, whose it says it is, and when it was handed in (UTC)."""

    name: str
    student: str
    time: datetime


@dataclass
class Exchange:
    """The exchange of a course, as far as one lesson is concerned.

    still: for how many seconds a hand-in without a secret, of an old nbgrader's, must stay as it is. checks_owner: must
    the folder be its student's own on this machine? only_from_owners: is one that is not left where it is? seen: names of the folders that submitted/ has, or that were tried in this run.
    """

    folder: CourseFolder
    lesson: str
    inbound: Path
    checks_owner: bool
    only_from_owners: bool
    still: float
    stillness: Stillness = field(default_factory=Stillness)
    seen: set[str] = field(default_factory=set)

    def look(self, now: float, until: datetime | None) -> tuple[list[Sent], list[str]]:
        """(hand-ins to collect, students whose hand-in is on its way): of each student the last until then, where that is new.

        now: see Stillness. until: in UTC; later ones stay where they are.
        """
        last: dict[str, Sent] = {}
        for sent in self._sent():
            before = last.get(sent.student)
            if (until is None or sent.time <= until) and (before is None or before.time <= sent.time):
                last[sent.student] = sent
        new = [sent for sent in last.values() if self._is_newer(sent)]
        whole = [sent for sent in new if self._is_whole(sent, now)]
        return whole, [sent.student for sent in new if sent not in whole]

    def refused(self) -> Iterator[Outcome]:
        """An Outcome for each hand-in that bears another's name than its owner's, once, where these are left out."""
        for sent, owner in self._foreign():
            if sent.name not in self.seen:
                self.seen.add(sent.name)
                yield Outcome(sent.student, left=[ANOTHERS.format(owner=owner or NO_OWNER, student=sent.student)])

    def later(self, until: datetime) -> list[str]:
        """The students who handed in after that, where submitted/ does not have it."""
        return sorted({sent.student for sent in self._sent() if sent.time > until and self._is_newer(sent)})

    def collected(self, sent: Iterable[Sent]) -> Iterator[Outcome]:
        """Put hand-ins into submitted/; yields an Outcome for each. Raises CourseError as collecting does, Busy among them."""
        by_student = {one.student: one for one in sent}
        with held(self.folder, gives_way=True) as url:
            names = [one.name for one in by_student.values()]
            arguments = (self.folder, self.lesson, self.inbound, "folder", people_of(url), Times(), Participants())
            for outcome in collect(*arguments, only=names):
                self._check_owner(by_student.get(outcome.who), outcome)
                yield outcome
        self.seen.update(names)

    def _sent(self) -> Iterator[Sent]:
        foreign = {sent for sent, _ in self._foreign()}
        yield from (sent for sent in self._there() if sent not in foreign)

    def _foreign(self) -> Iterator[tuple[Sent, str | None]]:
        """(hand-in, whose its folder is) of those that are left out for that."""
        if self.only_from_owners:
            owners = ((sent, owner_of(self.inbound / sent.name)) for sent in self._there())
            yield from ((sent, owner) for sent, owner in owners if owner != sent.student)

    def _there(self) -> Iterator[Sent]:
        for place in folders_in(self.inbound):
            found = None if place.is_symlink() else INBOUND.fullmatch(place.name)
            time = moment_of(found["time"]) if found else None
            if found and time and found["lesson"] == self.lesson:
                yield Sent(place.name, found["student"], time)

    def _is_newer(self, sent: Sent) -> bool:
        """Than what submitted/ has, told by the times; nothing of this run is."""
        if sent.name in self.seen:
            return False
        there, _ = timestamp_of(self.folder, sent.student, self.lesson)
        if there is not None and sent.time <= there:
            self.seen.add(sent.name)
            return False
        return True

    def _is_whole(self, sent: Sent, now: float) -> bool:
        place = self.inbound / sent.name
        _, seconds = self.stillness.look(sent.name, place, now)
        return seconds >= self.still or _has_secret(place)

    def _check_owner(self, sent: Sent | None, outcome: Outcome) -> None:
        """Add to an Outcome what nbgrader says, too, where a folder is not its student's own."""
        if sent and self.checks_owner and (owner := owner_of(self.inbound / sent.name)) not in (None, sent.student):
            outcome.asks.append(ANOTHERS.format(owner=owner, student=sent.student))


def exchange_of(folder: CourseFolder, lesson: str, still: float) -> Exchange:
    """The Exchange that nbgrader's own commands would use in this course folder; raises CourseError where there is none."""
    config = nbgraders_config(folder)
    try:
        found = ExchangeCollect(config=config, coursedir=CourseDirectory(config=config))
    except TraitError as error:
        raise CourseError(f"Cấu hình nơi trao đổi bài không dùng được: {error}. Hãy sửa {folder.config}.") from error
    inbound = Path(found.root) / found.coursedir.course_id / "inbound"
    if not found.coursedir.course_id or not os.access(inbound, os.R_OK | os.X_OK):
        raise CourseError(
            f"Không đọc được nơi trao đổi bài {inbound}. Hãy xem lại `c.Exchange.root` và `c.CourseDirectory.course_id` "
            f"trong {folder.config.name}, rồi phát bài: nbgrader release_assignment {lesson}"
        )
    of_owners = bool(config.get("CollectHandIns", {}).get("only_from_owners", False))  # of plugin/exchange.py
    return Exchange(folder, lesson, inbound, found.check_owner, of_owners, still)


def _has_secret(place: Path) -> bool:
    try:
        there = os.lstat(place / SECRET)
    except OSError:
        return False
    return stat.S_ISREG(there.st_mode) and there.st_size >= SECRET_CHARS
