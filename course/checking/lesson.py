"""What a notebook calls: `bai = Lesson("…")`, then `bai.check(function)`, `bai.more(function)` and `bai.progress()`."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Mapping, Sequence, Set
from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

from course import where
from course.checking import (
    aids,
    frozen,
    given,
    lesson_json,
    names,
    plain,
    report,
    same_numpy,
    sealed,
    stops,
    stubs,
    way_so_far,
)
from course.checking.data_file import beside, broken_data, find, no_data
from course.checking.errors import describe, warned
from course.checking.frozen import NOTHING_BROKEN, Broken, Case, FrozenExercise, FrozenLesson, Outcome, Raised, Returned
from course.checking.guess import GuessView
from course.checking.inputs import Inputs, failed_cases, nothing_to_see
from course.checking.judge import WRONG, Earlier, Verdict, judge
from course.checking.library import library
from course.checking.missing import explained
from course.checking.more import MoreResult, cases_of, none_of, read_more
from course.checking.notice import Notice, second_in_kernel
from course.checking.plain import Encoded, Plain
from course.checking.progress import Progress
from course.checking.puzzle import PuzzleResult, read, refusal
from course.checking.quiet import OneVoice, silent
from course.checking.sealed import Way
from course.checking.second_look import cell_of, with_repair


class Lesson:
    """Một bài học: kiểm tra từng hàm bạn viết và cho biết bạn đã đi đến đâu.

    Dữ liệu kiểm tra nằm trong tệp `<tên bài>.check.json`, cạnh notebook; không đọc được tệp ấy thì dùng bản đi kèm `course`.
    """

    def __init__(self, name: str, folder: str | os.PathLike[str] = ".") -> None:
        self.name = name
        self.searched = Path(folder).resolve()
        self.verdicts: dict[str, Verdict] = {}
        self.failed: dict[str, list[Case]] = {}
        self.names = names.watch() or names.Names({})
        same_numpy.watch(where.shell())
        others = [other for other, one in self.names.lessons.items() if other != name and one.has_data]
        self.names.lessons[name] = self
        if where.is_static():  # nobody reads it: a build has its data, and where answers are graded no check runs
            return
        if not self.has_data:
            no_data(name, self.searched).show()
        elif others:
            second_in_kernel(name, others).show()

    def check(self, function: Callable[..., Any]) -> CheckResult | Notice:
        """Gọi hàm của bạn trên các trường hợp thấy được và cho biết kết quả."""
        if self.problem:
            return self.problem
        if other := self._other_lesson_of(function):
            return other.check(function)
        exercise = self._exercise_of(function, self._space_of(function))
        verdict, outcomes = self._judged(function, exercise, self.frozen, is_deep=True)
        verdict = self._explained(function, verdict, self.frozen)
        self._note(exercise, verdict, outcomes)
        self._keep()
        with self.names.as_graded(), silent():
            return CheckResult(verdict, *_aids(function, verdict, outcomes), self._has_more(verdict))

    def more(self, function: Callable[..., Any]) -> MoreResult | CheckResult | Notice:
        """Luyện thêm, không tính điểm: gọi hàm của bạn trên nhiều trường hợp nữa, khi bai.check đã đúng."""
        if not self.problem and (other := self._other_lesson_of(function)):
            return other.more(function)
        checked = self.check(function)
        if isinstance(checked, Notice) or checked.verdict.failure:
            return checked
        lesson, name = read_more(self.name, self.searched), checked.verdict.exercise.function
        if isinstance(lesson, Notice):
            return lesson
        exercise = cases_of(name, lesson)
        if exercise is None:
            return none_of(checked.verdict.exercise)
        verdict, outcomes = self._judged(function, exercise, lesson, is_deep=False)
        self.failed[name] = failed_cases(exercise, outcomes)
        return MoreResult(self._explained(function, verdict, lesson), len(self.failed[name]))

    def case(self, function: Callable[..., Any], which: int = 1) -> dict[str, Any]:
        """Đầu vào mà hàm làm chưa đúng ở lần kiểm tra gần nhất, nhỏ nhất trước.

        Đầu vào:
            function: hàm của bạn, đã qua bai.check.
            which: lấy trường hợp sai thứ mấy.
        Đầu ra:
            args: dict {tên tham số: giá trị}, bản sao mới; gọi lại được bằng function(**args). Rỗng nếu không có gì để xem.
        """
        if self.problem:
            self.problem.show()
            return {}
        if other := self._other_lesson_of(function):
            return other.case(function, which)
        name = self._exercise_of(function, self._space_of(function)).function
        failed = self.failed.get(name, [])
        if 1 <= which <= len(failed):
            return Inputs(failed[which - 1])
        nothing_to_see(name, len(failed), name in self.failed).show()
        return {}

    def progress(self) -> Progress | Notice:
        """Tổng kết: mỗi TODO của bài đã được bao nhiêu điểm, còn gì phải làm.

        Hàm nào của bài đang có trong notebook thì được kiểm tra luôn.
        """
        if self.problem:
            return self.problem
        for exercise in self.frozen.exercises:
            function = self.names.space.get(exercise.function)
            if callable(function):
                with silent():
                    verdict, outcomes = self._judged(function, exercise, self.frozen, is_deep=False)
                self._note(exercise, verdict, outcomes)
        self._keep()
        following = None if where.is_static() else way_so_far.next_lesson(self.folder, self.name)
        return self._progress(following)  # a build tells the same whichever lessons lie beside it

    @property
    def has_data(self) -> bool:
        """Is the lesson's data there? It is not read."""
        return find(self.name, self.searched) is not None

    @property
    def problem(self) -> Notice | None:
        """Why nothing can be checked, or None."""
        if (found := find(self.name, self.searched)) is None:
            return no_data(self.name, self.searched)
        try:
            is_lesson = self.frozen.name == self.name
        except (OSError, ValueError, LookupError, TypeError):
            return broken_data(found)
        return None if is_lesson else broken_data(found)

    def guess(self, name: str) -> GuessView | Notice:
        """Một câu hỏi để thử đoán trước khi đọc tiếp, không tính điểm."""
        if self.problem:
            return self.problem
        found = {guess.name: guess for guess in self.frozen.guesses}
        if name not in found:
            raise ValueError(f"Bài này không có câu thử đoán tên {name!r}. Các câu có: {', '.join(found)}.")
        return GuessView(found[name])

    def puzzle(self, function: Callable[..., Any]) -> PuzzleResult | Notice:
        """Thử hàm của bạn trên các trường hợp của câu đố, không tính điểm."""
        if self.problem:
            return self.problem
        found = {puzzle.exercise.function: puzzle for puzzle in self.frozen.puzzles}
        puzzle = found.get(getattr(function, "__name__", ""))
        if puzzle is None or not callable(function):
            raise ValueError(refusal(function, self.frozen.puzzles))
        with self.names.as_graded():
            outcomes = outcomes_of(function, puzzle.exercise, self.names.broken)
        return PuzzleResult(puzzle, judge(puzzle.exercise, outcomes), read(stubs.source_of(function)))

    def library(self, names: str) -> AbstractContextManager[None]:
        """Chạy các dòng bên trong nếu máy có thư viện ấy; nếu không thì in lại kết quả lúc soạn bài."""
        return library(names, "" if self.problem else self.frozen.recorded.get(names, ""))

    @cached_property
    def frozen(self) -> FrozenLesson:
        """What the lesson asks; raises OSError, ValueError, LookupError or TypeError where the file is not there, or is no such data."""
        found = find(self.name, self.searched)
        if found is None:
            raise FileNotFoundError(self.name)
        return lesson_json.loads(found.read_text(encoding="utf-8"))

    def is_example(self, source: str) -> bool:
        """Is it one of the lesson's cells that only show something? Nobody knows while the data file is missing."""
        return self.problem is None and names.fingerprint(source) in self.frozen.examples

    @property
    def folder(self) -> Path:
        """The folder with the lesson's files."""
        found = beside(self.name, self.searched)
        return found.parent if found else self.searched

    def _space_of(self, function: object) -> Mapping[str, Any]:
        """The notebook's names, as the function sees them."""
        return getattr(inspect.unwrap(function), "__globals__", self.names.space) if callable(function) else {}

    def _exercise_of(self, function: object, space: Mapping[str, Any]) -> FrozenExercise:
        name = given.name_of(function, [exercise.function for exercise in self.frozen.exercises], space)
        return next(exercise for exercise in self.frozen.exercises if exercise.function == name)

    def _other_lesson_of(self, function: object) -> Lesson | None:
        """The lesson opened in the same kernel that asks for a function of this name, where this one does not."""
        name = getattr(function, "__name__", "")
        if not callable(function) or self._asks_for(name):
            return None
        others = (one for one in self.names.lessons.values() if isinstance(one, Lesson) and not one.problem)
        return next((other for other in others if other._asks_for(name)), None)

    def _asks_for(self, name: str) -> bool:
        return any(exercise.function == name for exercise in self.frozen.exercises)

    def _judged(
        self, function: Callable[..., Any], exercise: FrozenExercise, lesson: FrozenLesson, is_deep: bool
    ) -> tuple[Verdict, list[Outcome]]:
        """The verdict, and the outcomes that it follows from. lesson: the exercise's. is_deep: the place is looked for where it is wrong, too."""
        broken = self.names.broken
        with self.names.as_graded():
            outcomes = outcomes_of(function, exercise, broken)
            with silent():
                again = None if exercise.is_measured else call(function, exercise.cases[0].args, broken)
                verdict = judge(exercise, outcomes, again, source=cell_of(function))
                earlier = _wrong_earlier(function, exercise, lesson) if verdict.failure else None
                if earlier:
                    return judge(exercise, outcomes, again, earlier=earlier), outcomes
                others = [one.function for one in lesson.exercises if one is not exercise]
                return with_repair(verdict, function, outcomes, others) if is_deep else verdict, outcomes

    def _explained(self, function: Callable[..., Any], verdict: Verdict, lesson: FrozenLesson) -> Verdict:
        """The verdict with the words for names that are missing, and for cells that came to nothing."""
        name, space = verdict.exercise.function, self._space_of(function)
        stale = self.names.stale.get(name) if space.get(name) is function else None
        lent, source = _read_by(function) & self.names.only_lent(), stubs.source_of(function)
        return explained(verdict, lesson, lent, source=source, stale=stale)

    def _has_more(self, verdict: Verdict) -> bool:
        """Are there cases to practise with, for a function that is right? A build tells the same whichever files lie beside it."""
        if verdict.failure or where.is_static():
            return False
        return cases_of(verdict.exercise.function, read_more(self.name, self.searched)) is not None

    def _note(self, exercise: FrozenExercise, verdict: Verdict, outcomes: list[Outcome]) -> None:
        self.verdicts[exercise.function] = verdict
        self.failed[exercise.function] = failed_cases(exercise, outcomes)

    def _progress(self, following: str | None = None) -> Progress:
        kept = way_so_far.read(self.folder, self.name) if where.is_watched() else {}
        return Progress(self.frozen, dict(self.verdicts), kept, following)

    def _keep(self) -> None:
        if where.is_watched():
            way_so_far.keep(self.folder, self.name, self._progress().standing)


def _aids(function: Callable[..., Any], verdict: Verdict, outcomes: Sequence[Outcome]) -> tuple[list[str], list[Way]]:
    """(sentences on the TODOs before the stub that ends it, other right ways of a right function)."""
    exercise, stop = verdict.exercise, verdict.untouched_todo
    if stop and not verdict.earlier:
        return [stops.words(found) for found in stops.reached(function, exercise, stop)], []
    if verdict.failure or exercise.ways is None:
        return [], []
    calls = exercise.ways.calls
    came = [call_with(function, one.args) if one.case is None else outcomes[one.case] for one in calls]
    return [], sealed.opened(exercise.ways, came)


def _wrong_earlier(function: Callable[..., Any], exercise: FrozenExercise, lesson: FrozenLesson) -> Earlier | None:
    """The first of the student's own earlier functions that this one reads and that is not right as it stands now."""
    space, read = getattr(inspect.unwrap(function), "__globals__", {}), _read_by(function)
    for earlier in lesson.exercises[: lesson.exercises.index(exercise)]:
        if earlier.function in read and callable(space.get(earlier.function)):
            verdict = judge(earlier, outcomes_of(space[earlier.function], earlier))
            if verdict.failure:
                return Earlier(earlier.function, tuple(part.todo for part in verdict.parts if part.state == WRONG))
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
    """{name: value} of the notebook's that a function's code names, that of functions inside it, too."""
    plain = inspect.unwrap(function)
    if not isinstance(plain, FunctionType):  # nothing to look into
        return {}
    names: set[str] = set()
    left = [plain.__code__]
    while left:
        code = left.pop()
        names.update(code.co_names)
        left += [one for one in code.co_consts if isinstance(one, CodeType)]
    return {name: plain.__globals__[name] for name in names if name in plain.__globals__}


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
    return call_with(function, [plain.encode(value) for value in args.values()], broken)


def call_with(function: Callable[..., Any], encoded: list[Encoded], broken: Broken = NOTHING_BROKEN) -> Outcome:
    """Call a student's function with the values of encoded arguments; return its outcome."""
    return frozen.read_outcome(call_plain(function, encoded, broken))


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

    def __init__(
        self, verdict: Verdict, so_far: Sequence[str] = (), ways: Sequence[Way] = (), has_more: bool = False
    ) -> None:
        """so_far: sentences on the TODOs that are written. ways: other right ways. has_more: there are cases to practise with."""
        self.verdict, self.so_far, self.ways, self.has_more = verdict, so_far, ways, has_more

    def __str__(self) -> str:
        return "\n".join([report.text(self.verdict), *(f"  {line}" for line in aids.text(*self._aids))])

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {
            "text/plain": f"{self.verdict.earned:g}",
            "text/html": report.html(self.verdict, below=aids.html(*self._aids)),
        }

    @property
    def _aids(self) -> tuple[Verdict, Sequence[str], Sequence[Way], bool]:
        return self.verdict, self.so_far, self.ways, self.has_more
