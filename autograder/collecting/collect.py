"""Collect: from an archive to submitted/, one student after the other. Whatever does not land is told with the reason."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Container, Iterable, Iterator
from os import PathLike
from typing import TypeVar, TypeVarTuple

from autograder.collecting.archives import Item, opened, own
from autograder.collecting.choose import File
from autograder.collecting.identity import Identity, identify
from autograder.collecting.landing import HandIn, Landing, Outcome
from autograder.collecting.owners import EARLIER, SYSTEMS, Owned, Whose, is_notebook, system_of
from autograder.collecting.times import Times
from autograder.course_folder import CourseFolder
from autograder.files.course_error import CourseError
from autograder.files.last_net import trace_of, write_log
from autograder.files.words import folded
from autograder.gradebook.participants import Participants
from autograder.people.people import People

Told = TypeVarTuple("Told")
Given = TypeVar("Given")
Stray = tuple[Item, str]  # what is nobody's, and why
PASSED = "bỏ qua"
TROUBLE = "bộ chấm gặp lỗi khi lấy bài này, chi tiết ở {log}. Hãy xem lại các tệp của người ấy trong gói, rồi chạy lại lệnh này"
CHECKPOINTS = ".ipynb_checkpoints"
ONLY_SAVED = "chỉ có bản lưu tạm của Jupyter; hãy xin sinh viên nộp lại tệp .ipynb"
OF_THE_SYSTEM, OF_ANOTHER_LESSON = "của hệ điều hành, của Jupyter, của môi trường ảo hay gói cài đặt", "của bài khác"


def collect(
    folder: CourseFolder,
    lesson: str,
    source: str | PathLike[str],
    system: str,
    people: People,
    times: Times,
    participants: Participants,
    only: Collection[str] | None = None,
) -> Iterator[Outcome]:
    """Put what an archive holds into submitted/; yields an Outcome for each student and each file that is nobody's.

    source: path of a zip or folder. system: a name of SYSTEMS. people, times, participants: see People, Times, Participants.
    only: these folders in a folder that is known to be of this system; of the others nothing is looked at.
    Raises CourseError for an unknown lesson, for an archive that cannot be read, is empty or another system's, and
    where the disk is full.
    """
    folder.demand_lesson(lesson)
    with opened(source, only) as items:
        if not items:
            raise CourseError(f"{source} không có tệp nào. Hãy xem lại đó có phải là gói bài nộp không.")
        if only is None and (right := system_of(items)) and right != system:
            raise CourseError(f"Tên tệp trong {source} là của {right.capitalize()}. Hãy chạy lại với --from {right}.")
        hand_ins, strays, passed = _sorted_out(folder, lesson, items, system, people)
        landing = Landing(folder, lesson, people, participants, own_times=system == "folder")
        told = times.among(people)
        identities = [
            _within_net(folder, lesson, hand_in, identify, hand_in.owner, people, told, participants)
            for hand_in in hand_ins
        ]
        called: defaultdict[str, list[str]] = defaultdict(list)
        for hand_in, identity in zip(hand_ins, identities):
            if isinstance(identity, Identity) and not identity.wrong:
                called[folded(identity.student)].append(hand_in.owner.names[0])
        for hand_in, identity in zip(hand_ins, identities):
            if isinstance(identity, Outcome):
                yield identity
                continue
            same = called[folded(identity.student)]
            yield _within_net(
                folder, lesson, hand_in, landing.outcome, hand_in, identity, same if len(same) > 1 else []
            )
        for item, why in strays:
            yield Outcome("/".join(item.parts), left=[why])
        passed[OF_THE_SYSTEM] += landing.passed
        for why, count in (+passed).items():
            yield Outcome(f"{count} tệp", what=PASSED, notes=[why])


def _within_net(
    folder: CourseFolder, lesson: str, hand_in: HandIn, act: Callable[[*Told], Given], *arguments: *Told
) -> Given | Outcome:
    """What the act comes to, or the Outcome of a hand-in at which it failed: the next ones are not its victims."""
    who = hand_in.owner.names[0]
    try:
        return act(*arguments)
    except Exception as error:
        write_log(folder, lesson, who, trace_of(error))
        return Outcome(who, left=[TROUBLE.format(log=folder.error_log)])


def _sorted_out(
    folder: CourseFolder, lesson: str, items: list[Item], system: str, people: People
) -> tuple[list[HandIn], list[Stray], Counter[str]]:
    """(hand-ins in the order of their names, (item, why) of those that are nobody's, {why: how many} of those passed over)."""
    kept, junk = own(items)
    passed = Counter({OF_THE_SYSTEM: junk})
    others = set(folder.lessons()) - {lesson}
    found: dict[str, HandIn] = {}
    strays: list[Stray] = []
    for item, owned in zip(kept, SYSTEMS[system](kept, lesson, people)):
        if owned is EARLIER:
            passed[EARLIER] += 1
        elif isinstance(owned, str):
            strays.append((item, item.problem or owned))
        elif owned.path[0] in others:
            passed[OF_ANOTHER_LESSON] += 1
        else:
            hand_in = found.setdefault(owned.owner.key, HandIn(owned.owner))
            hand_in.files.append(File(owned.path, item, owned.attempt))
            hand_in.late = hand_in.late or owned.late
    strays += _only_saved(items, kept, found, lambda items: SYSTEMS[system](items, lesson, people))
    return sorted(found.values(), key=lambda hand_in: folded(hand_in.owner.names[0])), strays, passed


def _only_saved(
    items: Iterable[Item], kept: list[Item], found: Container[str], owned_of: Callable[[list[Item]], list[Whose]]
) -> list[Stray]:
    """(item, why) of a notebook that Jupyter saved, for each owner of whom nothing else was found. owned_of: a function of SYSTEMS, of Items alone."""
    saved = [item for item in items if item.is_junk and CHECKPOINTS in item.parts and is_notebook(item.parts[-1])]
    told: dict[str, Stray] = {}
    for item, owned in zip(saved, owned_of([*kept, *saved])[len(kept) :] if saved else ()):
        if isinstance(owned, Owned) and owned.owner.key not in found and CHECKPOINTS not in owned.owner.names:
            told.setdefault(owned.owner.key, (item, ONLY_SAVED))
    return list(told.values())
