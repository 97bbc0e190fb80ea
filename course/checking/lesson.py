"""What a notebook calls: `bai = Lesson("…")`, then `bai.check(function)` and `bai.progress()`."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Iterator, Mapping, Set
from contextlib import AbstractContextManager
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

from course.checking import frozen, given, names, plain, report, stubs
from course.checking.errors import describe, warned
from course.checking.frozen import NOTHING_BROKEN, Broken, FrozenExercise, FrozenLesson, Outcome, Raised, Returned
from course.checking.guess import GuessView
from course.checking.judge import Earlier, Verdict, judge
from course.checking.library import library
from course.checking.missing import explained
from course.checking.plain import Encoded, Plain
from course.checking.puzzle import PuzzleResult, read, refusal
from course.checking.quiet import OneVoice, silent
from course.checking.second_look import cell_of, with_repair
from course.checking.wording import points


class Lesson:
    """Một bài học: kiểm tra từng hàm bạn viết và cho biết bạn đã đi đến đâu.

    Dữ liệu kiểm tra nằm trong tệp `<tên bài>.check.json`, cạnh notebook.
    """

    def __init__(self, name: str, folder: str | os.PathLike[str] = ".") -> None:
        self.name = name
        self.folder = Path(folder)
        self.verdicts: dict[str, Verdict] = {}
        self.names = names.watch(self._is_example) or names.Names({})

    def check(self, function: Callable[..., Any]) -> CheckResult:
        """Gọi hàm của bạn trên các trường hợp thấy được và cho biết kết quả."""
        space = getattr(inspect.unwrap(function), "__globals__", self.names.space) if callable(function) else {}
        name = given.name_of(function, [exercise.function for exercise in self.frozen.exercises], space)
        exercise = next(exercise for exercise in self.frozen.exercises if exercise.function == name)
        read = _read_by(function)
        with self.names.as_graded():
            verdict = self._verdict(function, exercise, read)
        stale = self.names.stale.get(name) if space.get(name) is function else None
        lent, source = read & self.names.only_lent(), stubs.source_of(function)
        verdict = explained(verdict, self.frozen, lent, source=source, stale=stale)
        self.verdicts[exercise.function] = verdict
        return CheckResult(verdict)

    def _verdict(self, function: Callable[..., Any], exercise: FrozenExercise, read: Set[str]) -> Verdict:
        """read: the names of the notebook that the function reads."""
        broken = self.names.broken
        outcomes = outcomes_of(function, exercise, broken)
        with silent():
            again = call(function, exercise.cases[0].args, broken)
            verdict = judge(exercise, outcomes, again, source=cell_of(function))
            earlier = self._wrong_earlier(function, exercise, read) if verdict.failure else None
            if earlier:
                return judge(exercise, outcomes, again, earlier=earlier)
            others = [one.function for one in self.frozen.exercises if one is not exercise]
            return with_repair(verdict, function, outcomes, others)

    def progress(self) -> Progress:
        """Tổng kết: mỗi TODO đã được bao nhiêu điểm trong phiên làm việc này."""
        return Progress(self.frozen, dict(self.verdicts))

    def guess(self, name: str) -> GuessView:
        """Một câu hỏi để thử đoán trước khi đọc tiếp, không tính điểm."""
        found = {guess.name: guess for guess in self.frozen.guesses}
        if name not in found:
            raise ValueError(f"Bài này không có câu thử đoán tên {name!r}. Các câu có: {', '.join(found)}.")
        return GuessView(found[name])

    def puzzle(self, function: Callable[..., Any]) -> PuzzleResult:
        """Thử hàm của bạn trên các trường hợp của câu đố, không tính điểm."""
        found = {puzzle.exercise.function: puzzle for puzzle in self.frozen.puzzles}
        puzzle = found.get(getattr(function, "__name__", ""))
        if puzzle is None or not callable(function):
            raise ValueError(refusal(function, self.frozen.puzzles))
        with self.names.as_graded():
            outcomes = outcomes_of(function, puzzle.exercise, self.names.broken)
        return PuzzleResult(puzzle, judge(puzzle.exercise, outcomes), read(stubs.source_of(function)))

    def library(self, names: str) -> AbstractContextManager[None]:
        """Chạy các dòng bên trong nếu máy có thư viện ấy; nếu không thì in lại kết quả lúc soạn bài."""
        return library(names, self.frozen.recorded.get(names, ""))

    @cached_property
    def frozen(self) -> FrozenLesson:
        if not self._data.is_file():
            raise FileNotFoundError(
                f"Không thấy tệp {self._data.name}. Hãy để nó cùng thư mục với notebook rồi chạy lại ô này."
            )
        return frozen.loads(self._data.read_text(encoding="utf-8"))

    @property
    def _data(self) -> Path:
        return self.folder / f"{self.name}.check.json"

    def _is_example(self, source: str) -> bool:
        """Is it one of the lesson's cells that only show something? Nobody knows while the data file is missing."""
        return self._data.is_file() and names.fingerprint(source) in self.frozen.examples

    def _wrong_earlier(self, function: Callable[..., Any], exercise: FrozenExercise, read: Set[str]) -> Earlier | None:
        """The first of the student's own earlier functions that this one reads and that is not right as it stands now."""
        space = getattr(inspect.unwrap(function), "__globals__", {})
        for earlier in self.frozen.exercises[: self.frozen.exercises.index(exercise)]:
            if earlier.function in read and callable(space.get(earlier.function)):
                verdict = judge(earlier, outcomes_of(space[earlier.function], earlier))
                if verdict.failure:
                    return Earlier(earlier.function, verdict.lost)
        return None


def _read_by(function: Callable[..., Any]) -> Set[str]:
    """The names of the notebook that a function reads, itself or in other functions of the notebook that it calls."""
    space = getattr(inspect.unwrap(function), "__globals__", {})
    names: set[str] = set()
    left = [inspect.unwrap(function)]
    while left:
        read = _globals_of(left.pop())
        left += [
            value for name, value in read.items() if name not in names and getattr(value, "__globals__", None) is space
        ]
        names |= read.keys()
    return names


def _globals_of(function: Callable[..., Any]) -> Mapping[str, Any]:
    try:
        return inspect.getclosurevars(inspect.unwrap(function)).globals
    except (TypeError, ValueError):  # not a Python function: nothing to look into
        return {}


def outcomes_of(
    function: Callable[..., Any], exercise: FrozenExercise, broken: Broken = NOTHING_BROKEN
) -> list[Outcome]:
    """What a student's function gives in each case of the exercise; of what it prints, one call's is shown."""
    outcomes: list[Outcome] = []
    voice = OneVoice()
    for case in exercise.cases:
        with voice.call():
            outcomes.append(call(function, case.args, broken))
    return outcomes


def call(function: Callable[..., Any], args: Mapping[str, Plain], broken: Broken = NOTHING_BROKEN) -> Outcome:
    """Call a student's function with fresh copies of plain arguments; return its outcome."""
    return frozen.read_outcome(call_plain(function, [plain.encode(value) for value in args.values()], broken))


def call_plain(
    function: Callable[..., Any], encoded: list[Encoded], broken: Broken = NOTHING_BROKEN
) -> dict[str, Encoded]:
    """Call a student's function with the values of encoded arguments; return its outcome as JSON-ready data.

    broken: {name: Missing}, see Names.
    """
    args = list(map(plain.decode, encoded))
    try:
        with warned() as warnings:
            value = function(*args)
    except (Exception, SystemExit) as error:
        return frozen.write_outcome(describe(error, broken))
    changed = tuple(place for place, (arg, given) in enumerate(zip(args, encoded)) if _is_changed(arg, given))
    try:
        return frozen.write_outcome(Returned(value, changed, *warnings))
    except plain.NotPlain as error:
        return frozen.write_outcome(Raised("NotPlain", f"{error}"))


def _is_changed(arg: Plain, given: Encoded) -> bool:
    """Is the argument no longer what was given in encoded form?"""
    try:
        now = plain.encode(arg)
    except plain.NotPlain:
        return True
    return now != given and repr(now) != repr(given)  # NaN equals itself in writing only


class CheckResult:
    """Kết quả kiểm tra một hàm: notebook hiện bản màu, `print` hiện bản chữ.

    Its text/plain form is the number of points: a stock nbgrader reads it as partial credit.
    """

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict

    def __str__(self) -> str:
        return report.text(self.verdict)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {
            "text/plain": f"{self.verdict.earned:g}",
            "text/html": report.html(self.verdict),
        }


class Progress:
    """Bảng tổng kết các TODO của một bài."""

    def __init__(self, lesson: FrozenLesson, verdicts: dict[str, Verdict]) -> None:
        self.lesson = lesson
        self.verdicts = verdicts

    @property
    def rows(self) -> Iterator[tuple[str, str, str, float, float]]:
        """(TODO, function, mark, earned, points) for every TODO of the lesson."""
        for exercise in self.lesson.exercises:
            verdict = self.verdicts.get(exercise.function)
            for position, part in enumerate(exercise.parts):
                found = verdict.parts[position] if verdict else None
                earned = found.earned if found else 0.0
                mark = report.MARKS[found.state] if found else "…"
                yield part.todo, exercise.function, mark, earned, part.points

    @property
    def headline(self) -> str:
        rows = list(self.rows)
        done = sum(mark == "✓" for _, _, mark, _, _ in rows)
        earned, total = sum(row[3] for row in rows), sum(row[4] for row in rows)
        return f"Bạn đã xong {done}/{len(rows)} TODO, {points(earned)}/{points(total)} điểm."

    def __str__(self) -> str:
        lines = [f"  {mark} {todo:<8} {function}" for todo, function, mark, _, _ in self.rows]
        return "\n".join([self.headline, *lines])

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/plain": str(self), "text/html": self._html()}

    def _html(self) -> str:
        rows = list(self.rows)
        earned, total = sum(row[3] for row in rows), sum(row[4] for row in rows)
        words = {"✓": "✓ đúng", "✗": "✗ chưa đúng", "?": "? chưa xét được", "…": "… chưa kiểm tra"}
        cells = "".join(
            f"<tr><td style='text-align:left'>{escape(todo)}</td><td style='text-align:left'><code>"
            f"{escape(function)}</code></td><td style='text-align:left'>{words[mark]}</td></tr>"
            for todo, function, mark, _, _ in rows
        )
        return (
            f"<div style='margin:4px 0'><b>{escape(self.headline)}</b><br>"
            f"<progress value='{earned:g}' max='{total:g}' style='width:20em'></progress>"
            f"<table style='margin:4px 0'>{cells}</table></div>"
        )
