"""Which of several notebooks that one student has is the hand-in of a lesson: by their names, and by what is in them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePath
from typing import Any

from nbformat import NotebookNode

from autograder.intake.read import Submission, read_bytes
from autograder.intake.recognise import look_at, recognise
from autograder.intake.restore import restore
from autograder.intake.slots import Original
from autograder.intake.status import Status
from autograder.intake.text import normalise

SAME = 0.5  # of the lesson's labelled cells make a notebook one of the lesson
LONGEST_NAME, MARKS = 255, 10  # of a file, in characters; that are taken off one name
MOST = 50  # notebooks that are looked into; of more only those of the lesson's name
SECONDS = 2  # what a zip tells of a file's time, at the finest
SUFFIXES = (".ipynb", ".json", ".txt")
# What a copy's name has beyond the file's, in plain words: what systems add, then what people add.
NUMBER = r"(?:\((?P<round>\d{1,4})\)|(?<!\d)(?P<bare>\d{1,3}))"
COPY = r"\(?(?:copy|ban sao|sao chep)\)?"
DONE = (
    r"(?:da )?(?:done|final|finished|completed?|submit|submitted|submission|solution|solved|new|fixed|nop|nop bai|bai nop|bai lam"
    r"|bai cua em|lam|lam xong|xong|hoan thanh|hoan thien|cuoi|cuoi cung|chinh thuc|moi|sua)"
)
ENDS = tuple(
    re.compile(rf"(?P<name>.*?[^ ]){end}")
    for end in (rf" *{COPY} ?{NUMBER}?", rf" (?:v|ver|version|lan|ban) ?{NUMBER}", rf" ?{NUMBER}", rf" \(?{DONE}\)?")
)
VERSION = re.compile(rf"(?:(?:nop )?lan|v|ver|version|attempt|ban) ?{NUMBER}")  # a folder's name
START = re.compile(rf"{COPY} ?{NUMBER}?(?: cua| of)? (?P<name>.+)")
OTHERS_NAME = "mang tên của bài khác"
NO_CELLS = "không có đủ ô của bài này"
BLANK = "chưa có bài làm"
EARLIER, EDITED, COPIED, EQUAL = (
    "nộp trước",
    "sửa trước, theo giờ của tệp",
    "có trước, theo số của bản sao",
    "giống hệt",
)
NUMBERED = "có trước, theo số ở tên thư mục"


class NoneChosen(Exception):
    """No notebook, or none rather than another, is the hand-in; its text says why."""


@dataclass(frozen=True)
class Notebook:
    """One of a student's notebooks.

    path: where it lies in what the student has. content: a function that gives its bytes, or the Status why there are none;
    called where there is more than one notebook. attempt: its place among the system's attempts. time: when the file was
    changed, in seconds since whenever; 0 where that is not known.
    """

    path: tuple[str, ...]
    content: Callable[[], bytes | Status] = field(repr=False)
    attempt: int = 0
    time: float = 0

    @property
    def shown(self) -> str:
        return "/".join(self.path)


@dataclass(frozen=True)
class Choice:
    """notebook: the hand-in. passed: (a Notebook of the lesson, why it is not taken). unclear: those that may be newer. others: (a Notebook, why it is not of the lesson)."""

    notebook: Notebook
    passed: tuple[tuple[Notebook, str], ...] = ()
    unclear: tuple[Notebook, ...] = ()
    others: tuple[tuple[Notebook, str], ...] = ()

    def notes(self) -> list[str]:
        """A sentence, with both names, for each notebook of the lesson that was passed over."""
        return [f"lấy {self.notebook.shown}, không lấy {notebook.shown}: {why}" for notebook, why in self.passed]


class Chooser:
    """Chooses hand-ins of one lesson. released: its notebook as students got it. others: names of the course's other lessons."""

    def __init__(self, lesson: str, released: NotebookNode, others: Sequence[str] = ()) -> None:
        self.lesson, self.original = lesson, Original.of(released)
        self.labelled = {slot.index for slot in self.original.slots if slot.grade_id}
        self.names = {plain(name): name for name in (*others, lesson)}

    def choose(self, notebooks: Sequence[Notebook]) -> Choice:
        """The Choice among a student's notebooks; raises NoneChosen where none, or none rather than another, is the hand-in.

        Those of the lesson are the ones that bear its name, or a copy's, and those that have at least half of its cells; a
        lone one is taken whatever it is called. Of these one with answers comes before a blank one, one with the lesson's
        cells before one without. Of several that are equal in this, the last attempt counts, else the one whose file was
        changed last, else the one in the folder of the last version, else the copy with the greatest number.
        """
        if not notebooks:
            raise NoneChosen("không có tệp .ipynb nào")
        looks = [_Look(notebook, self) for notebook in notebooks]
        likely = [look for look in looks if look.named in (None, self.lesson)]
        if not likely:
            raise NoneChosen(f"chỉ có notebook của bài khác: {_listed(looks)}")
        if len(likely) > MOST:
            likely = [look for look in likely if look.named]
        if len(likely) > MOST:
            raise NoneChosen(f"có {len(likely)} notebook mang tên bài này, nhiều hơn {MOST}. Hãy xin một tệp")
        fitting = likely if len(likely) == 1 else [look for look in likely if look.named or look.is_alike]
        if not fitting:
            raise NoneChosen(f"có {len(looks)} notebook mà không tệp nào giống bài này: {_listed(looks[:MOST])}")
        equals = fitting
        if len(fitting) > 1:
            best = max(look.worth for look in fitting)
            equals = [look for look in fitting if look.worth == best]
        last = max(equals, key=_Look.order)
        return self._told(last, equals, fitting, looks)

    def _told(self, last: _Look, equals: list[_Look], fitting: list[_Look], looks: list[_Look]) -> Choice:
        """The Choice of this one, with what is said of all others."""
        passed, unclear = [], []
        for look in (look for look in fitting if look is not last):
            if look not in equals:
                passed.append(
                    (look.notebook, BLANK if look.submission.status is Status.OK and look.is_alike else NO_CELLS)
                )
            elif why := last.newer_than(look):
                passed.append((look.notebook, why))
            elif look.texts != last.texts:
                unclear.append(look)
            else:
                passed.append((look.notebook, EQUAL))
        if unclear and not all(look.named for look in (last, *unclear)):
            raise NoneChosen(
                f"có {1 + len(unclear)} notebook cùng giống bài này, không rõ tệp nào là bài nộp: {_listed([last, *unclear])}"
            )
        others = [
            (look.notebook, NO_CELLS if look.named is None else OTHERS_NAME) for look in looks if look not in fitting
        ]
        return Choice(last.notebook, tuple(passed), tuple(look.notebook for look in unclear), tuple(others))


class _Look:
    """What is seen of one notebook, each thing when it is first asked for."""

    def __init__(self, notebook: Notebook, chooser: Chooser) -> None:
        self.notebook, self.chooser = notebook, chooser
        self.named, self.copy = _named(notebook.path[-1], chooser.names)
        found = [match for part in notebook.path[:-1] if (match := VERSION.fullmatch(plain(part)))]
        self.version = int(found[-1]["round"] or found[-1]["bare"]) if found else 0

    @cached_property
    def submission(self) -> Submission:
        return read_bytes(self.notebook.content())

    @cached_property
    def texts(self) -> tuple[str, ...]:
        return tuple(normalise(cell.source) for cell in self.submission.cells)

    @cached_property
    def is_alike(self) -> bool:
        """Has it at least half of the lesson's labelled cells?"""
        claims = recognise(look_at(self.submission.cells), self.chooser.original.slots)
        found = self.chooser.labelled.intersection(claims.values())
        return bool(found) and len(found) >= SAME * len(self.chooser.labelled)

    @cached_property
    def worth(self) -> tuple[bool, bool]:
        """(has it an answer of the student's, has it the lesson's cells)."""
        return bool(restore(self.submission, self.chooser.original).answered), self.is_alike

    def order(self) -> tuple[Any, ...]:
        """What sorts notebooks of one worth, the one to take last."""
        return (
            self.notebook.attempt,
            self.notebook.time // SECONDS,
            self.version,
            self.copy,
            -len(self.notebook.path),
            self.named is not None,
        )

    def newer_than(self, other: _Look) -> str | None:
        """What makes another of one worth older than this, in words; None where nothing tells."""
        mine, its = self.notebook, other.notebook
        if mine.attempt > its.attempt:
            return EARLIER
        if its.time and mine.time // SECONDS > its.time // SECONDS:
            return EDITED
        if self.version > other.version > 0:
            return NUMBERED
        if mine.path[:-1] == its.path[:-1] and self.named and other.named and self.copy > other.copy:
            return COPIED
        return None


def lesson_of(notebook: Notebook, lessons: Sequence[str], chooser_of: Callable[[str], Chooser]) -> str | None:
    """The lesson that a lone notebook is of: the one whose name it bears, else the only one of whose cells it has half; else None.

    chooser_of: gives the Chooser of one of the lessons.
    """
    named, _ = _named(notebook.path[-1], {plain(lesson): lesson for lesson in lessons})
    if named:
        return named
    alike = [lesson for lesson in lessons if _Look(notebook, chooser_of(lesson)).is_alike]
    return alike[0] if len(alike) == 1 else None


def _named(file_name: str, names: Mapping[str, str]) -> tuple[str | None, int]:
    """(the lesson whose name a file bears, the copy's number); None where it bears none. names: {plain name: lesson}."""
    for name, number in names_without_copy(file_name):
        if lesson := names.get(plain(name)):
            return lesson, number
    return None, 0


def names_without_copy(file_name: str) -> Iterator[tuple[str, int]]:
    """A file's name in plain words, then with ever less of what marks a copy: (name, the copy's number so far, 0 for none)."""
    path = PurePath(file_name)
    while path.suffix.lower() in SUFFIXES:
        path = PurePath(path.stem)
    name, number = plain(path.name[:LONGEST_NAME]), 0
    yield name, number
    for _ in range(MARKS):
        if not (found := next((match for mark in (*ENDS, START) if (match := mark.fullmatch(name))), None)):
            return
        name, numbers = found["name"], found.groupdict()
        number = max(number, int(numbers.get("round") or numbers.get("bare") or 1))
        yield name, number


def plain(name: str) -> str:
    """Small letters without marks, one blank for whatever parts words: `Bài01-số_nguyên` → `bai01 so nguyen`."""
    apart = unicodedata.normalize("NFKD", name.casefold().replace("đ", "d"))
    return " ".join(re.sub(r"[-_.\s]+", " ", "".join(c for c in apart if not unicodedata.combining(c))).split())


def _listed(looks: Sequence[_Look]) -> str:
    return ", ".join(look.notebook.shown for look in looks)
