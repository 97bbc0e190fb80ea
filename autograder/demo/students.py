"""Who is in the demo class and what each of them hands in, made from the lesson itself."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from nbformat import NotebookNode

from autograder.exercises.model import LessonExercises
from autograder.exercises.written import answered, as_bytes, changed

Item = TypeVar("Item")
Told = tuple[str, bytes, tuple[str, ...] | None, tuple[str, ...]]  # story, content, costs, mistakes: see Submission

FAMILY = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ"]
GIVEN = ["An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Khánh", "Linh", "Minh", "Nga", "Phúc", "Quân", "Thảo"]


@dataclass(frozen=True)
class Submission:
    """One student's file. costs: the TODOs it must lose, or None where the file cannot be graded at all."""

    student: str
    name: str
    story: str
    content: bytes
    costs: tuple[str, ...] | None
    mistakes: tuple[str, ...] = ()


def submissions(
    release: NotebookNode,
    solutions: Mapping[str, str],
    lesson: LessonExercises,
    endless: bool = True,
    most: int | None = None,
) -> Iterator[Submission]:
    """The demo class.

    release: the released notebook. solutions: {function: source}. lesson: its LessonExercises.
    endless: with a submission that loops for ever, for which the class waits until its time is up.
    most: how many at the most, a quarter of them or more with mistakes, the lesson's own. None: every mistake is made by someone.
    """
    everything = tuple(part.todo for exercise in lesson.exercises for part in exercise.parts)
    right, mistaken = list(_right(release, solutions, lesson)), list(_mistaken(release, solutions, lesson))
    others = [
        *_half_done(release, solutions, lesson, everything),
        *_mangled(release, solutions),
        *_broken(release, solutions, everything),
        *(_endless(release, solutions) if endless else ()),
    ]
    told = [*right, *mistaken, *others] if most is None else _some(right, mistaken, others, most)
    for number, (story, content, costs, mistakes) in enumerate(told):
        name = f"{FAMILY[number % len(FAMILY)]} {GIVEN[number % len(GIVEN)]}"
        yield Submission(f"sv{number + 1:03d}", name, story, content, costs, mistakes)


def _some(right: list[Told], mistaken: list[Told], others: list[Told], most: int) -> list[Told]:
    """So many of them at the most, in their order: where not all have room, mistakes have a quarter of it or more."""
    few = _evenly(mistaken, max(most - len(right) - len(others), most // 4))
    rest = _evenly([*right, *others], most - len(few))
    return [*(one for one in rest if one in right), *few, *(one for one in rest if one not in right)]


def _evenly(items: list[Item], count: int) -> list[Item]:
    """`count` of the items, spread evenly over all of them; all where there are no more."""
    if count >= len(items):
        return items
    return [items[place * len(items) // count] for place in range(count)]


def _right(release: NotebookNode, solutions: Mapping[str, str], lesson: LessonExercises) -> Iterator[Told]:
    yield "đúng, như lời giải", as_bytes(answered(release, solutions)), (), ()
    longest = max(len(exercise.variants) for exercise in lesson.exercises)
    for turn in range(longest):
        chosen = {e.function: e.variants[turn % len(e.variants)] for e in lesson.exercises}
        names = ", ".join(dict.fromkeys(variant.name for variant in chosen.values()))
        edits_of = {function: variant.edits for function, variant in chosen.items()}
        yield f"đúng theo cách khác: {names}", as_bytes(answered(release, changed(solutions, edits_of))), (), ()


def _mistaken(release: NotebookNode, solutions: Mapping[str, str], lesson: LessonExercises) -> Iterator[Told]:
    """Every misconception once; a student makes several, but never two in one function."""
    columns = [[(one.function, mistake) for mistake in one.misconceptions] for one in lesson.exercises]
    for row in itertools.zip_longest(*columns):
        chosen = dict(filter(None, row))
        edits_of = {function: mistake.edits for function, mistake in chosen.items()}
        costs = tuple(todo for mistake in chosen.values() for todo in mistake.costs)
        names = tuple(mistake.name for mistake in chosen.values())
        yield f"sai: {', '.join(names)}", as_bytes(answered(release, changed(solutions, edits_of))), costs, names


def _half_done(
    release: NotebookNode, solutions: Mapping[str, str], lesson: LessonExercises, everything: tuple[str, ...]
) -> Iterator[Told]:
    functions = [exercise.function for exercise in lesson.exercises]
    for done in range(0, len(functions), 2):
        some = {name: solutions[name] for name in functions[:done]}
        left = tuple(part.todo for name in functions[done:] for part in lesson[name].parts)
        yield f"mới làm {done} hàm" if done else "chưa làm gì", as_bytes(answered(release, some)), left, ()
    first = functions[0]
    broken = {**solutions, first: f"{solutions[first]} +"}
    yield "sai cú pháp ở hàm đầu", as_bytes(answered(release, broken)), None, ()


def _mangled(release: NotebookNode, solutions: Mapping[str, str]) -> Iterator[Told]:
    """Right answers in notebooks that an editor or a hurried student has changed: nothing may be lost."""
    notebook = answered(release, solutions)
    for cell in notebook.cells:
        cell.metadata = {"id": "x"}
        del cell["id"]
    notebook.nbformat_minor = 0
    yield "mất hết siêu dữ liệu", json.dumps(notebook).encode(), (), ()
    notebook = answered(release, solutions)
    notebook.cells = [cell for cell in notebook.cells if not cell.metadata["nbgrader"]["grade"]]
    yield "xóa mọi ô kiểm tra", as_bytes(notebook), (), ()
    notebook = answered(release, solutions)
    for cell in notebook.cells:
        if cell.metadata["nbgrader"]["grade"]:
            cell.metadata["nbgrader"]["points"] = 100
            cell.source = "print('10 điểm')"
    yield "sửa ô kiểm tra và điểm", as_bytes(notebook), (), ()


def _broken(release: NotebookNode, solutions: Mapping[str, str], everything: tuple[str, ...]) -> Iterator[Told]:
    whole = as_bytes(answered(release, solutions))
    text = whole.decode()
    middle = text.index("\n", len(text) // 2) + 1
    conflict = f"{text[:middle]}<<<<<<< HEAD\n=======\n>>>>>>> ban-cua-toi\n{text[middle:]}"
    yield "tệp rỗng", b"", everything, ()
    yield "tệp bị cắt giữa chừng", whole[: len(whole) // 2], everything, ()
    yield "còn dấu xung đột git", conflict.encode(), everything, ()
    yield "nộp nhầm tệp khác", b"{}", everything, ()
    first = next(iter(solutions))
    leaving = {**solutions, first: "import os\nos._exit(0)\n" + solutions[first]}
    yield "thoát tiến trình ở hàm đầu", as_bytes(answered(release, leaving)), None, ()


def _endless(release: NotebookNode, solutions: Mapping[str, str]) -> Iterator[Told]:
    first = next(iter(solutions))
    endless = {**solutions, first: solutions[first].replace("### BEGIN SOLUTION", "while True: pass", 1)}
    yield "vòng lặp không dừng ở hàm đầu", as_bytes(answered(release, endless)), None, ()
