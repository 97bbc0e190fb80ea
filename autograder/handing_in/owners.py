"""Whose file it is: what Moodle, Canvas and a folder of our own say of that in the names of files."""

import re
from dataclasses import dataclass
from pathlib import PurePath

from autograder.people.names import plain_words

MOODLE = re.compile(r"(?P<name>[^_]*)_(?P<number>\d+)_assignsubmission_[a-z]+(?:_(?P<rest>.*))?", re.DOTALL)
CANVAS = re.compile(r"(?P<name>.+?)(?:_(?P<late>LATE|late))?_(?P<number>anon_\w+?|\d+)_(?:(?P<file>\d+)_)?(?P<rest>.+)", re.DOTALL)
NOTEBOOK = ".ipynb"
NOBODYS = "tên tệp không cho biết là của ai; hãy xem lại --from"
UNCLEAR = "không rõ sinh viên là {} hay {}; hãy thêm người ấy vào danh sách lớp, hay đưa danh sách bằng --roster"


@dataclass(frozen=True)
class Owner:
    """Who handed a file in. names: as they are called there, the likeliest first. number: what tells them from others there.

    lms_user_id: the number, where it is the user's in the whole system. student: what may be our own id.
    """

    names: tuple[str, ...]
    number: str = ""
    lms_user_id: str = ""
    student: str = ""

    @property
    def key(self):
        return self.number or self.names[0]


@dataclass(frozen=True)
class Owned:
    """A file's owner, its path in what they handed in, whether the system calls it late, and its place among attempts."""

    owner: Owner
    path: tuple[str, ...]
    late: bool = False
    attempt: int = 0


def moodle(items, lesson, people):
    """An Owned, or why it is nobody's, for each Item of Moodle's "Download all submissions".

    mod/assign/locallib.php names an entry `<full name>_<participant>_assignsubmission_<plugin>` and then `_file` or, with
    a folder for each student, `_/file`, and since 4.1 `/file`; in group work the name begins with `<group>-`. Underscores
    in names are blanks by then, so mod/assign/feedback/file/importziplib.php cuts at them, as is done here. The
    participant's number is that of the assignment, not of the user.
    """
    return [_moodle(item.parts) for item in items]


def _moodle(parts):
    for place, part in enumerate(parts):
        if found := MOODLE.fullmatch(part):
            rest = tuple(filter(None, (found["rest"], *parts[place + 1 :])))
            name = found["name"].strip()
            _, dash, alone = name.partition("-")
            return Owned(Owner((name, alone) if dash else (name,), found["number"]), rest) if rest else NOBODYS
    return NOBODYS


def canvas(items, lesson, people):
    """An Owned, or why it is nobody's, for each Item of Canvas's "Download Submissions".

    lib/content_zipper.rb names an entry `<name>[_LATE]_<user>_<file>_<file's name>`, the name sortable ("An, Nguyễn Văn"),
    in small letters and without what is no letter; a text or link is `<name>_<user>_text.html`. Of one user's files the
    one with the greatest number is the last. The zip has no folders: those that are there were put around it.
    """
    return [_canvas(item.parts) for item in items]


def _canvas(parts):
    for place in reversed(range(len(parts))):
        if found := CANVAS.fullmatch(parts[place]):
            rest = (found["rest"], *parts[place + 1 :])
            owner = Owner((found["name"],), found["number"], lms_user_id=found["number"])
            return Owned(owner, rest, bool(found["late"]), int(found["file"] or 0))
    return NOBODYS


def folder(items, lesson, people):
    """An Owned, or why it is nobody's, for each Item of a folder that has one folder, notebook or zip for each student, named after them."""
    paths = [item.parts for item in items]
    tops = {path[0] for path in paths}
    if len(tops) == 1 and all(len(path) > 2 for path in paths) and lesson not in {path[1] for path in paths}:
        return _in_one_folder(paths, *tops, lesson, people)
    return [_own(path, lesson) for path in paths]


def _in_one_folder(paths, top, lesson, people):
    """The same where all lies in folders in one folder: the only student's own, or one around those of all."""
    if people.knows(top):
        return [_own(path, lesson) for path in paths]
    handed_in = {path[1] for path in paths if is_notebook(path[-1]) or is_zip(path[-1])}
    if len(handed_in) == 1 and not people.knows(*handed_in):
        return [UNCLEAR.format(top, *handed_in)] * len(paths)
    return [_own(path[1:], lesson) for path in paths]


def _own(parts, lesson):
    if len(parts) > 1:
        return Owned(Owner((parts[0],), student=parts[0]), parts[1:])
    stem, ending = PurePath(parts[0]).stem, PurePath(parts[0]).suffix.lower()
    if ending not in (NOTEBOOK, ".zip"):
        return NOBODYS
    name = re.sub(rf"[ _.-]*{re.escape(lesson)}[ _.-]*", "", stem)
    return Owned(Owner((name,), student=name), parts) if plain_words(name) else NOBODYS


SYSTEMS = {"moodle": moodle, "canvas": canvas, "folder": folder}


def is_zip(name):
    return PurePath(name).suffix.lower() == ".zip"


def is_notebook(name):
    return PurePath(name).suffix.lower() == NOTEBOOK
