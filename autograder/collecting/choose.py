"""Which of the files that one student handed in is the notebook of the lesson, and which go with it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from autograder.collecting.archives import NO_NAME, TOO_LARGE, TOO_MANY, Item, Refused
from autograder.collecting.owners import is_notebook
from autograder.files.beside import DEPTH, FILE_BYTES, FILES
from autograder.intake.hand_in import Choice, Chooser, NoneChosen, Notebook
from autograder.intake.read import read_bytes
from autograder.intake.status import Status
from autograder.intake.submitted import TIMESTAMP

BESIDE_BYTES = 100 * 1024 * 1024  # all that is kept beside one notebook
UNUSABLE = re.compile(r'[<>:"|?*]|[. ]$')  # in a file's name, on one system or another
PART_BYTES = 255
MANY = 20  # files left for one reason are told one by one
OWN_TIME = "giờ nộp do người nộp tự ghi"
CONFIGURES = re.compile(
    r"(?:nbgrader|jupyter\w*)_config\..*", re.DOTALL
)  # Jupyter and nbgrader run it where they are started
SETTINGS = "là tệp cấu hình, mà nbgrader và Jupyter chạy khi mở thư mục"
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
    def shown(self) -> str:
        return "/".join(self.path)

    def as_notebook(self) -> Notebook:
        return Notebook(self.path, self._content, self.attempt, self.item.time)

    def _content(self) -> bytes | Status:
        try:
            return self.item.read()
        except Refused:
            return Status.UNREADABLE


def choose(files: Sequence[File], chooser: Chooser) -> tuple[File, Choice]:
    """(the File, the Choice) of a student's files that a Chooser takes for the lesson's hand-in; raises Refused where it takes none.

    Where none is called a notebook, those are that hold one: browsers and phones add endings, or take them away.
    """
    found = [file for file in files if is_notebook(file.path[-1])] or list(filter(holds_notebook, files))
    notebooks = {file.as_notebook(): file for file in found}
    if not notebooks:
        raise Refused("không có tệp .ipynb nào" + (f", chỉ có: {_listed(files)}" if files else ""))
    try:
        choice = chooser.choose(tuple(notebooks))
    except NoneChosen as why:
        raise Refused(str(why)) from why
    return notebooks[choice.notebook], choice


def holds_notebook(file: File) -> bool:
    """Does a File hold a notebook with cells?"""
    try:
        return bool(read_bytes(file.item.read()).cells)
    except Refused:
        return False


def cells_of(content: bytes) -> set[str | None]:
    """The names (grade_id) that the cells of a notebook, given in bytes, have."""
    return {cell.grade_id for cell in read_bytes(content).cells}


def beside(
    files: Iterable[File], notebook: File, lesson: str, taken: Mapping[str, bytes], own_times: bool
) -> tuple[dict[str, bytes], list[str]]:
    """({path: bytes} of the files to keep beside a lesson's notebook, ["path: why not" of those left]).

    taken: {path: bytes} that the lesson itself has; a file equal to one of them is no file of the student's.
    own_times: may a file say when it was handed in? Only where the instructor wrote it.
    """
    kept: dict[str, bytes] = {}
    left, room = [], BESIDE_BYTES
    above = notebook.path[:-1]
    for file in files:
        if file is notebook or is_notebook(file.path[-1]):
            continue
        path = file.path[len(above) :] if file.path[: len(above)] == above else file.path
        try:
            content = _kept(file, path, lesson, kept, own_times)
            room -= len(content)
            if room < 0:
                raise Refused(TOO_LARGE)
        except Refused as why:
            left.append((file.shown, str(why)))
        else:
            if taken.get("/".join(path)) != content:
                kept["/".join(path)] = content
    return kept, _summed(left)


def _summed(left: Iterable[tuple[str, str]]) -> list[str]:
    """A sentence for each (name, why not), or one for many files with the same reason."""
    names = defaultdict(list)
    for name, why in left:
        names[why].append(name)
    return [
        f"{name}: {why}"
        for why, of_one in names.items()
        for name in (of_one if len(of_one) <= MANY else [f"{of_one[0]} … {of_one[-1]} (cả thảy {len(of_one)} tệp)"])
    ]


def _kept(file: File, path: tuple[str, ...], lesson: str, kept: Mapping[str, bytes], own_times: bool) -> bytes:
    name = "/".join(path).casefold()  # some systems hold a.txt and A.txt for one
    if path[-1].casefold() == TIMESTAMP and (not own_times or file.zipped or len(path) > 1):
        raise Refused(OWN_TIME)
    if CONFIGURES.fullmatch(path[-1].casefold()):
        raise Refused(SETTINGS)
    if len(path) > DEPTH:
        raise Refused(TOO_DEEP)
    if any(UNUSABLE.search(part) or len(part.encode()) > PART_BYTES for part in path):
        raise Refused(NO_NAME)
    if len(kept) >= FILES:
        raise Refused(TOO_MANY)
    if len(path) > 1 and path[0].casefold() in (f"{lesson}.ipynb".casefold(), TIMESTAMP):
        raise Refused(NAME_TAKEN)
    if any(
        name == other or name.startswith(f"{other}/") or other.startswith(f"{name}/")
        for other in map(str.casefold, kept)
    ):
        raise Refused(NAME_TAKEN)
    return file.item.read(FILE_BYTES)


def _listed(files: Iterable[File]) -> str:
    return ", ".join(file.shown for file in files)
