"""How are strangers' answers marked and explained? Those of tests/answers, written from the released notebooks alone.

A record: the cells {function: source} that take the solution's place; kind: right, wrong, chain (earlier functions wrong, later
ones right) or ambiguous; todos: those that should be lost; may_also: those that may be, too; kinds, lines: what a reader calls
the mistake (ids of KINDS, any will do) and where it stands in the cell of `function`; each: the same of several mistakes.
Kinds were read from the answers before a grader saw them; where a listed mistake is named that is true of the cell, too, though
nobody had thought of its kind, the kind was added: of 21 answers.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import nbformat
from rich.table import Table

from autograder.course_folder import ROOT, CourseFolder
from autograder.exercises import load
from autograder.exercises.written import answered, as_bytes
from autograder.grading.lesson import InstructorLesson, load_lesson
from autograder.grading.notebook import grade_submission
from autograder.intake.read import read_bytes
from autograder.sandbox import Sandbox, choose
from autograder.screen import console
from course.checking.frozen import Raised
from course.checking.judge import Verdict

ANSWERS = ROOT / "tests" / "answers"
SEED = 20
NOT_DONE = "todo/not_done"
NAMED, POINTED, ASKED, NOTHING, FALSE = "đúng tên", "đúng dòng, dấu hiệu", "đúng TODO", "chỉ có ví dụ", "sai"
REASONS = (NAMED, POINTED, ASKED, NOTHING, FALSE)
Record = dict[str, Any]


@dataclass(frozen=True)
class Marked:
    """What grading one answer came to.

    lost: its lost TODOs. said: kinds that were named. places: lines that were pointed at. speaks: was anything recognised?
    is_elsewhere: is another line to be looked at than the mistake's? is_one_todo: is it asked about one TODO of several?
    asked, fell_back: see Blame.
    """

    record: Record
    lost: frozenset[str]
    said: tuple[str, ...]
    places: frozenset[int]
    speaks: bool
    is_elsewhere: bool
    is_one_todo: bool
    asked: int
    fell_back: int

    @property
    def is_exact(self) -> bool:
        """Are all TODOs lost that should be, and none but those that may be?"""
        wanted, allowed = set(self.record["todos"]), set(self.record["may_also"])
        return wanted <= self.lost <= wanted | allowed

    @property
    def reason(self) -> str:
        """How well the reason is told, one of REASONS: by its name; by a line or what the answers look like; by a question about
        the one TODO of several that is wrong; by no more than the example; falsely.
        """
        if self.said and set(self.said) <= set(self.record["kinds"]):
            return NAMED
        if self.places & set(self.record["lines"]):
            return POINTED
        if self.said or self.is_elsewhere:
            return FALSE
        if self.speaks:
            return POINTED
        return ASKED if self.is_one_todo and self.is_exact else NOTHING


def records() -> list[Record]:
    """All answers that are kept."""
    return [
        json.loads(line) for path in sorted(ANSWERS.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()
    ]


def marked(project: CourseFolder, some: Sequence[Record]) -> Iterator[Marked]:
    """Grade each answer as a submission that is right but for its cells."""
    for lesson in sorted({record["lesson"] for record in some}):
        graded_by, release = load_lesson(project, lesson, seed=SEED), project.release(lesson)
        with Sandbox(choose(), graded_by.limits, graded_by.files) as sandbox:
            for record in (record for record in some if record["lesson"] == lesson):
                yield _mark(record, graded_by, release, sandbox)


def _mark(record: Record, lesson: InstructorLesson, release: Path, sandbox: Sandbox) -> Marked:
    blame = lesson.diagnosis.blame
    before = blame.asked, blame.fell_back
    notebook = answered(nbformat.read(release, as_version=4), {**lesson.solutions, **record["cells"]})
    verdicts = grade_submission(read_bytes(as_bytes(notebook)), lesson, sandbox).verdicts
    lost = frozenset(todo for verdict in verdicts for todo in verdict.lost)
    own = [verdict for verdict in verdicts if verdict.lost]
    said = tuple(chain.from_iterable(kinds_said(lesson.frozen.name, verdict) for verdict in own))
    repaired = frozenset(chain.from_iterable(map(_lines_repaired, own)))
    places = repaired | frozenset(chain.from_iterable(map(_lines_of_errors, own)))
    asked, fell_back = blame.asked - before[0], blame.fell_back - before[1]
    speaks, is_one_todo = any(verdict.diagnosis for verdict in own), all(map(_is_about_one_todo, own))
    is_elsewhere = bool(repaired) and not repaired & set(record["lines"])
    return Marked(record, lost, said, places, speaks, is_elsewhere, is_one_todo, asked, fell_back)


def kinds_said(lesson: str, verdict: Verdict) -> tuple[str, ...]:
    """The kinds of what a verdict names."""
    if verdict.mistake:
        return tuple(load(lesson).kinds[verdict.exercise.function, name] for name in verdict.mistake.names)
    if verdict.repair and verdict.diagnosis is not verdict.pattern:
        return tuple(one.kind for one in (verdict.repair, verdict.repair.also) if one and one.kind)
    if verdict.untouched_todo:
        return (NOT_DONE,)
    return (verdict.pattern.kind,) if verdict.pattern and verdict.pattern.kind else ()


def _is_about_one_todo(verdict: Verdict) -> bool:
    return len(verdict.parts) > 1 and len(verdict.lost) == 1


def _lines_repaired(verdict: Verdict) -> Iterator[int]:
    """The lines of the student's cell in which a repair is."""
    for place in verdict.shown_repair.places if verdict.shown_repair else ():
        yield from range(place.line, place.end_line + 1)


def _lines_of_errors(verdict: Verdict) -> Iterator[int]:
    """The line at which the first failed call ended."""
    outcome = verdict.failure and verdict.failure.outcome
    if isinstance(outcome, Raised):
        yield outcome.missing.line if outcome.missing else outcome.line


def report(project: CourseFolder) -> None:
    """Print how exactly strangers' answers lose their TODOs, and how well the reasons are told."""
    found = list(marked(project, records()))
    console().print(_marks_table(found))
    wrong = [one for one in found if one.record["kind"] == "wrong"]
    console().print(_reasons_table(wrong))
    console().print(_kinds_table(wrong))


def _marks_table(found: Sequence[Marked]) -> Table:
    shown = _table(
        "Câu trả lời của người ngoài: điểm",
        ("Bài", "Đúng", "mất điểm", "Sai", "mất đúng TODO", "giữ đủ điểm", "không ghép được"),
    )
    for lesson, some in _by_lesson(found).items():
        right = [one for one in some if one.record["kind"] == "right"]
        wrong = [one for one in some if one.record["kind"] == "wrong"]
        exact = sum(one.is_exact for one in wrong)
        share = f"{exact} ({exact / len(wrong):.1%})" if wrong else "0"
        kept = sum(not one.lost for one in wrong)
        charged, left = sum(bool(one.lost) for one in right), sum(one.fell_back for one in some)
        fell_back = f"{left} trong {sum(one.asked for one in some)}"
        shown.add_row(lesson, *map(str, (len(right), charged, len(wrong), share, kept, fell_back)))
    return shown


def _reasons_table(wrong: Sequence[Marked]) -> Table:
    shown = _table("Câu trả lời của người ngoài: lý do", ("Bài", "Sai", *REASONS))
    for lesson, some in _by_lesson(wrong).items():
        counts = Counter(one.reason for one in some)
        shares = (f"{counts[reason] / len(some):.1%}" for reason in REASONS)
        shown.add_row(lesson, str(len(some)), *shares)
    return shown


def _kinds_table(wrong: Iterable[Marked]) -> Table:
    """Which kinds are taken for which, the most frequent first."""
    shown = _table("Loại lỗi bị gọi nhầm", ("Lỗi", "Được gọi là", "Số câu"))
    counted = Counter((one.record["kinds"][0], said) for one in wrong if one.reason == FALSE for said in one.said)
    for (kind, said), count in counted.most_common():
        shown.add_row(kind, said, str(count))
    return shown


def _by_lesson(found: Sequence[Marked]) -> Mapping[str, list[Marked]]:
    """{lesson: its answers}, and at last all of them."""
    lessons = dict.fromkeys(one.record["lesson"] for one in found)
    by = {lesson: [one for one in found if one.record["lesson"] == lesson] for lesson in lessons}
    return {**by, "Tất cả": list(found)}


def _table(title: str, headings: Sequence[str]) -> Table:
    shown = Table(title=title, header_style="bold")
    for number, heading in enumerate(headings):
        shown.add_column(heading, justify="right" if number else "left")
    return shown
