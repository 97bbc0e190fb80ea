"""Whose file it is: what Moodle, Canvas and a folder of our own say of that in the names of files."""

import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath

from autograder.collecting.archives import Item
from autograder.files.words import plain_words
from autograder.intake.hand_in import names_without_copy
from autograder.people.people import People

MOODLE = re.compile(r"(?P<name>[^_]*)_(?P<number>\d+)_assignsubmission_[a-z]+(?:_(?P<rest>.*))?", re.DOTALL)
CANVAS = re.compile(
    r"(?P<name>.+?)(?:_(?P<late>LATE|late))?_(?P<number>\d+)_(?:(?P<file>\d+)_)?(?P<rest>.+)", re.DOTALL
)
NAMELESS = re.compile(
    r"(?P<before>LATE_|late_)?(?P<name>anon_[A-Za-z0-9]+)(?P<after>_LATE|_late)?_(?:(?P<file>\d+)_)?(?P<rest>.+)",
    re.DOTALL,
)
BLIND = {"participant", "thanh vien", "nguoi tham gia"}  # what Moodle calls whoever is marked blind
COPY_OF = re.compile(r"^\s*(?:(?:b\u1ea3n sao|copy)(?: ?\(\d+\))?(?: c\u1ee7a| of)? )+", re.IGNORECASE)
INBOUND = re.compile(r"(?P<student>[^+]+)\+(?P<lesson>[^+]+)\+(?P<time>\d{4}-\d\d-\d\d [^+]+)(?:\+.*)?", re.DOTALL)
NOTEBOOK = ".ipynb"
EARLIER = "của lần nộp trước trong nbgrader"
NOBODYS = "tên tệp không cho biết là của ai; hãy xem lại --from"
UNCLEAR = "không rõ sinh viên là {}; hãy thêm người ấy vào danh sách lớp, hay đưa danh sách bằng --roster"


@dataclass(frozen=True)
class Owner:
    """Who handed a file in. names: as they are called there, the likeliest first. number: what tells them from others there.

    lms_user_id: the number, where it is the user's in the whole system. student: what may be our own id. shorter: what may
    be the name, where something stands before it. is_nameless: does the system hide who it is?
    """

    names: tuple[str, ...]
    number: str = ""
    lms_user_id: str = ""
    student: str = ""
    shorter: tuple[str, ...] = ()
    is_nameless: bool = False

    @property
    def key(self) -> str:
        return self.number or self.names[0]

    @property
    def is_participant(self) -> bool:
        """Is the number one that Moodle gave, while the name is one that its owner may have chosen?"""
        return bool(self.number) and not self.lms_user_id


@dataclass(frozen=True)
class Owned:
    """A file's owner, its path in what they handed in, whether the system calls it late, and its place among attempts."""

    owner: Owner
    path: tuple[str, ...]
    late: bool = False
    attempt: int = 0


Whose = Owned | str  # an Owned, or why it is nobody's
Parts = tuple[str, ...]  # of a path


def moodle(items: Sequence[Item], lesson: str, people: People) -> list[Whose]:
    """An Owned, or why it is nobody's, for each Item of Moodle's "Download all submissions".

    mod/assign/locallib.php names an entry `<full name>_<participant>_assignsubmission_<plugin>` and then `_file` or, with
    a folder for each student, `_/file`, and since 4.1 `/file`; in group work the name begins with `<group>-`. Underscores
    in names are blanks by then, so mod/assign/feedback/file/importziplib.php cuts at them, as is done here. The
    participant's number is that of the assignment, not of the user.
    """
    return [_moodle(item.parts) for item in items]


def _moodle(parts: Parts) -> Whose:
    for place, part in enumerate(parts):
        if found := MOODLE.fullmatch(part):
            rest = tuple(filter(None, (found["rest"], *parts[place + 1 :])))
            name = found["name"].strip()
            shorter = tuple(filter(None, (name[dash.end() :].strip() for dash in re.finditer("-", name))))
            owner = Owner((name,), found["number"], shorter=shorter, is_nameless=" ".join(plain_words(name)) in BLIND)
            return Owned(owner, rest) if rest else NOBODYS
    return NOBODYS


def canvas(items: Sequence[Item], lesson: str, people: People) -> list[Whose]:
    """An Owned, or why it is nobody's, for each Item of Canvas's "Download Submissions".

    lib/content_zipper.rb names an entry `<name>[_LATE]_<user>_<file>_<file's name>`, the name sortable ("An, Nguyễn Văn"),
    in small letters and without what is no letter; a text or link is `<name>_<user>_text.html`. Of one user's files the
    one with the greatest number is the last. The zip has no folders: those that are there were put around it. Who is
    anonymous has no number of a user's: `anon_<letters and digits>_<file>_<file's name>`, with LATE before or after.
    """
    return [_canvas(item.parts) for item in items]


def _canvas(parts: Parts) -> Whose:
    for place in reversed(range(len(parts))):
        if found := NAMELESS.fullmatch(parts[place]):
            owner = Owner((found["name"],), student=found["name"], is_nameless=True)
            return Owned(
                owner,
                (found["rest"], *parts[place + 1 :]),
                bool(found["before"] or found["after"]),
                int(found["file"] or 0),
            )
        if found := CANVAS.fullmatch(parts[place]):
            rest = (found["rest"], *parts[place + 1 :])
            owner = Owner((found["name"],), found["number"], lms_user_id=found["number"])
            return Owned(owner, rest, bool(found["late"]), int(found["file"] or 0))
    return NOBODYS


def folder(items: Sequence[Item], lesson: str, people: People) -> list[Whose]:
    """An Owned, or why it is nobody's, for each Item of a folder that has one folder, notebook or zip for each student, named after them.

    All of these may lie in another folder, or in a folder of that. nbgrader's own exchange names a student's folder
    `<student>+<lesson>+<time>` and perhaps `+<random>` (nbgrader/exchange/default/submit.py); of several the last is taken.
    Groups, and Teams' "Submitted files" beside "Working files", put a folder more around some.
    """
    paths = [item.parts for item in items]
    works = [path for path in paths if is_notebook(path[-1]) or is_zip(path[-1])]
    inmost = tuple(os.path.commonprefix([path[:-1] for path in works] or [()]))
    below = {path[len(inmost)] for path in works}
    around = _around(inmost, below, works, lesson, people)
    if around is None:
        names = filter(None, [*inmost, *map(partial(_called, lesson=lesson), sorted(below)[:1])])
        return [UNCLEAR.format(" hay ".join(names))] * len(paths)
    size = len(around)
    groups = _groups([path for path in works if path[:size] == around], size, lesson, people)
    rests = [path[size + (path[size : size + 1] in groups) :] if path[:size] == around else () for path in paths]
    return _without_earlier([_own(rest, lesson) if rest else NOBODYS for rest in rests], paths, size)


def _without_earlier(owned: Sequence[Whose], paths: Sequence[Parts], size: int) -> list[Whose]:
    """The same, with EARLIER for what lies in a folder of nbgrader's exchange that has a later one of its student and lesson."""
    found = [
        INBOUND.fullmatch(path[size]) if isinstance(one, Owned) and len(path) > size + 1 else None
        for one, path in zip(owned, paths)
    ]
    last: dict[tuple[str, str], str] = {}
    for one in filter(None, found):
        key = one["student"], one["lesson"]
        last[key] = max(last.get(key, ""), one[0])
    return [EARLIER if one and one[0] != last[one["student"], one["lesson"]] else own for own, one in zip(owned, found)]


def _around(inmost: Parts, below: Collection[str], works: Sequence[Parts], lesson: str, people: People) -> Parts | None:
    """The folders around those of the students, or None where it is not clear which folder is a student's.

    inmost: the folders, one in the other, that hold all works (notebooks and zips). below: what they lie in there, or are.
    """
    for place, name in enumerate(inmost):
        if people.knows(name) or INBOUND.fullmatch(name):
            return inmost[:place]
    if lesson in below:
        return inmost[:-1]
    is_known = any(people.knows(_called(name, lesson)) for name in below)
    if len(inmost) == 1 and f"{lesson}.ipynb" in below and not is_known:
        return ()
    folders = {path[len(inmost)] for path in works if len(path) > len(inmost) + 1}
    if not inmost or len(folders) > 1 or is_known:
        return inmost
    return () if len(inmost) == len(below) == 1 else None


def _groups(works: Sequence[Parts], size: int, lesson: str, people: People) -> set[Parts]:
    """{(folder,)} of those that stand where a student's should and hold one of a known person for each work in them: at least two persons'.

    size: how many folders lie around those of the students.
    """
    inside: defaultdict[Parts, set[str]] = defaultdict(set)
    for path in works:
        if len(path) > size + 1:
            inside[path[size : size + 1]].add(_called(path[size + 1], lesson))
    groups = {
        group: names
        for group, names in inside.items()
        if not people.knows(group[0])
        and not INBOUND.fullmatch(group[0])
        and all(people.knows(name) and not people.is_shared(name) for name in names)
    }
    return set(groups) if len(set().union(*groups.values())) > 1 else set()


def _called(name: str, lesson: str) -> str:
    """What is a student's in the name of a folder, notebook or zip: without the lesson's name in any capitals, and what marks a copy of it."""
    stem = unicodedata.normalize("NFC", PurePath(name).stem if is_notebook(name) or is_zip(name) else name)
    found = re.search(r"[ _.-]*".join(map(re.escape, plain_words(lesson))), stem, re.IGNORECASE)
    if not found:
        return stem
    before, after = COPY_OF.sub("", stem[: found.start()]).strip(" _.-"), stem[found.end() :]
    is_copy = any(left == "x" for left, _ in names_without_copy(f"x{after}"))
    return " ".join(filter(None, (before, "" if is_copy else after.strip(" _.-"))))


def _own(parts: Parts, lesson: str) -> Whose:
    if len(parts) > 1:
        if found := INBOUND.fullmatch(parts[0]):
            above = () if found["lesson"] == lesson else (found["lesson"],)
            return Owned(Owner((found["student"],), student=found["student"]), (*above, *parts[1:]))
        return Owned(Owner((parts[0],), student=parts[0]), parts[1:])
    if not (is_notebook(parts[0]) or is_zip(parts[0])):
        return NOBODYS
    name = _called(parts[0], lesson)
    return Owned(Owner((name,), student=name), parts) if plain_words(name) else NOBODYS


SYSTEMS: dict[str, Callable[[Sequence[Item], str, People], list[Whose]]] = {
    "moodle": moodle,
    "canvas": canvas,
    "folder": folder,
}


def system_of(items: Sequence[Item]) -> str | None:
    """The system of SYSTEMS that most Items' names are of without a doubt, or None; a folder of our own is never without one."""
    of_moodle = sum(isinstance(_moodle(item.parts), Owned) for item in items)
    of_canvas = sum(
        isinstance(owned := _canvas(item.parts), Owned) and owned.attempt > 0 for item in items
    )  # with both numbers
    likely, most = ("moodle", of_moodle) if of_moodle else ("canvas", of_canvas)
    return likely if 2 * most > len(items) else None


def is_zip(name: str) -> bool:
    return PurePath(name).suffix.lower() == ".zip"


def is_notebook(name: str) -> bool:
    return PurePath(name).suffix.lower() == NOTEBOOK
