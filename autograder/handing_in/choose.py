"""Which of the files that one student handed in is the notebook of the lesson, and which go with it."""

import re
from dataclasses import dataclass
from pathlib import PurePath

from autograder.grading.autograded import DEPTH, FILE_BYTES, FILES
from autograder.grading.submissions import TIMESTAMP
from autograder.handing_in.archives import NO_NAME, TOO_LARGE, TOO_MANY, Item, Refused
from autograder.handing_in.owners import is_notebook
from autograder.intake.read import read_bytes
from autograder.people.names import folded

COPY = re.compile(r"(?:[-_ ]?\((\d+)\)|-(\d+)| - Copy)$")  # what browsers, Canvas and Windows add to a second file of a name
BESIDE_BYTES = 100 * 1024 * 1024  # all that is kept beside one notebook
UNUSABLE = re.compile(r'[<>:"|?*]|[. ]$')  # in a file's name, on one system or another
PART_BYTES = 255
SAME = 0.5  # of the lesson's cells make a notebook look like it
OWN_TIME = "giờ nộp do người nộp tự ghi"
NAME_TAKEN = "trùng tên với tệp khác"
TOO_DEEP = "nằm quá sâu"


@dataclass(frozen=True)
class File:
    """One file of a student: where it lay in what they handed in, its place among attempts, and whether a zip of theirs held it."""

    path: tuple[str, ...]
    item: Item
    attempt: int = 0
    zipped: bool = False

    @property
    def shown(self):
        return "/".join(self.path)

    @property
    def stem(self):
        return COPY.sub("", PurePath(self.path[-1]).stem).strip()

    @property
    def copy(self):
        """The number that a copy of a file bears: 1 in `a-1.ipynb` and `a (1).ipynb`."""
        found = COPY.search(PurePath(self.path[-1]).stem)
        return int(found[1] or found[2] or 1) if found else 0


@dataclass(frozen=True)
class Chosen:
    """The notebook's File, and those not taken: earlier attempts, equal ones of which none tells that they are earlier, others."""

    notebook: File
    older: tuple[File, ...]
    equal: tuple[File, ...]
    others: tuple[File, ...]


def choose(files, lesson, cells, others):
    """The Chosen among a student's files; raises Refused where no notebook, or none rather than another, is the lesson's.

    cells: the names (grade_id) of the lesson's cells. A notebook of the lesson's name is taken, else the only one,
    else the one that has the lesson's cells. Of several that are equal in this, the last attempt counts.
    others: names of the course's other lessons; a notebook of such a name is none of this one.
    """
    notebooks = [file for file in files if is_notebook(file.path[-1])]
    if not notebooks:
        raise Refused("không có tệp .ipynb nào" + (f", chỉ có: {_listed(files)}" if files else ""))
    likely = [file for file in notebooks if folded(file.stem) not in map(folded, others)]
    if not likely:
        raise Refused(f"chỉ có notebook của bài khác: {_listed(notebooks)}")
    named = [file for file in likely if folded(file.stem) == folded(lesson)]
    fitting = named or (likely if len(likely) == 1 else _alike(likely, cells))
    if not fitting:
        raise Refused(f"có {len(notebooks)} notebook mà không tệp nào giống bài này: {_listed(notebooks)}")
    last = max(fitting, key=lambda file: (file.attempt, file.copy, -len(file.path)))
    if not named and len({folded(file.stem) for file in fitting}) > 1 and not last.attempt:
        raise Refused(f"có {len(fitting)} notebook cùng giống bài này, không rõ tệp nào là bài nộp: {_listed(fitting)}")
    older = tuple(file for file in fitting if _is_older(file, last))
    equal = tuple(file for file in fitting if file is not last and file not in older)
    return Chosen(last, older, equal, tuple(file for file in notebooks if file not in fitting))


def _is_older(file, last):
    """Do their attempts tell, or the numbers of copies in one folder?"""
    return file.attempt < last.attempt or (file.path[:-1] == last.path[:-1] and file.copy < last.copy)


def _alike(notebooks, cells):
    """Those that have at least half of the lesson's cells."""
    alike = []
    for file in notebooks:
        try:
            alike += [file] if len(cells & cells_of(file.item.read())) >= SAME * len(cells) else []
        except Refused:
            continue
    return alike


def cells_of(content):
    """The names (grade_id) that the cells of a notebook, given in bytes, have."""
    return {cell.grade_id for cell in read_bytes(content).cells}


def beside(files, notebook, lesson, taken, own_times):
    """({path: bytes} of the files to keep beside a lesson's notebook, ["path: why not" of those left]).

    taken: {path: bytes} that the lesson itself has; a file equal to one of them is no file of the student's.
    own_times: may a file say when it was handed in? Only where the instructor wrote it.
    """
    kept, left, room = {}, [], BESIDE_BYTES
    above = notebook.path[:-1]
    for file in files:
        if is_notebook(file.path[-1]):
            continue
        path = file.path[len(above) :] if file.path[: len(above)] == above else file.path
        try:
            content = _kept(file, path, lesson, kept, own_times)
            room -= len(content)
            if room < 0:
                raise Refused(TOO_LARGE)
        except Refused as why:
            left.append(f"{file.shown}: {why}")
        else:
            if taken.get("/".join(path)) != content:
                kept["/".join(path)] = content
    return kept, left


def _kept(file, path, lesson, kept, own_times):
    name = "/".join(path).casefold()  # some systems hold a.txt and A.txt for one
    if path[-1].casefold() == TIMESTAMP and (not own_times or file.zipped or len(path) > 1):
        raise Refused(OWN_TIME)
    if len(path) > DEPTH:
        raise Refused(TOO_DEEP)
    if any(UNUSABLE.search(part) or len(part.encode()) > PART_BYTES for part in path):
        raise Refused(NO_NAME)
    if len(kept) >= FILES:
        raise Refused(TOO_MANY)
    if len(path) > 1 and path[0].casefold() in (f"{lesson}.ipynb".casefold(), TIMESTAMP):
        raise Refused(NAME_TAKEN)
    if any(name == other or name.startswith(f"{other}/") or other.startswith(f"{name}/") for other in map(str.casefold, kept)):
        raise Refused(NAME_TAKEN)
    return file.item.read(FILE_BYTES)


def _listed(files):
    return ", ".join(file.shown for file in files)
