"""Is a lesson sound: solvable, with hints that ask, with mistakes that are found and named? One function a question.

Each returns a list of Findings, none where all is well. The first questions need only what an author wrote down; the
others also what every version of every function comes to, so they are asked of a `Frozen`.
"""

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, partial
from typing import Any

import numpy as np

from autograder import exercises
from autograder.authoring.findings import Finding, Places
from autograder.authoring.more import only_drawn
from autograder.authoring.text import locked_names, puzzle_solutions, read_lesson, solutions
from autograder.course_folder import CourseFolder
from autograder.exercises import freeze, puzzle
from autograder.exercises.model import (
    Exercise,
    LessonExercises,
    Misconception,
    Part,
    Puzzle,
    Seeded,
    Shipped,
    Variant,
    Visible,
)
from autograder.exercises.versions import TODO, edited, run_version
from course.checking import report
from course.checking.frozen import FrozenExercise, Raised, Returned
from course.checking.judge import Verdict, judge
from course.checking.lesson import outcomes_of
from course.checking.puzzle import PuzzleResult, read

POINTS, FEWEST_MISTAKES, FEWEST_VARIANTS, FEWEST_CASES = 10, 5, 3, 3
SEEDS, MORE_SEEDS = range(3), range(100, 103)
Make = Callable[[], Sequence[dict[str, Any]]]  # gives the arguments of cases by name
MORE_CASES = "Thêm một trường hợp mà lỗi này cho kết quả khác, hoặc sửa also_costs."


class Written:
    """What an author wrote of one lesson: its exercises, its solutions, and where everything stands."""

    def __init__(self, folder: CourseFolder, asked: LessonExercises) -> None:
        self.asked, self.places = asked, Places(folder, asked.lesson)
        notebook = read_lesson(folder.text(asked.lesson).read_text(encoding="utf-8"), asked)
        self.solved, self.locked = solutions(notebook), locked_names(notebook)
        self.puzzles_solved = puzzle_solutions(notebook)

    def finding(self, exercise: Exercise, marks: Iterable[str], what: str, remedy: str) -> Finding:
        """A Finding in the file of an exercise, at the last of the marks."""
        return Finding(*self.places.exercise(exercise.function, *marks), what, remedy)


class Frozen(Written):
    """The same, and what each version comes to: {whose: {function: FrozenExercise}}, visible and from each of SEEDS.

    Raises where an edit does not fit or a case is not allowed: ask `edits` and `cases` first.
    """

    @cached_property
    def cases(self) -> dict[str, dict[str, FrozenExercise]]:
        data = {"visible": freeze.visible(self.asked, self.solved, self.locked)}
        data |= {f"seed {seed}": freeze.drawn(self.asked, self.solved, self.locked, seed) for seed in SEEDS}
        return {whose: {exercise.function: exercise for exercise in one.exercises} for whose, one in data.items()}

    @cached_property
    def _verdicts(self) -> dict[tuple[str, str, str], Verdict]:
        return {}

    def verdict_on_mistake(self, whose: str, function: str, name: str) -> Verdict:
        """The verdict on an answer that makes a mistake of the function's own list, worked out once."""
        key = whose, function, name
        if key not in self._verdicts:
            exercise, asked = self.cases[whose][function], self.asked[function]
            [outcomes] = [m.outcomes for m in exercise.mistakes if m.name == name]
            if asked.is_measured:  # of whose mistakes only the choice is kept
                [edits] = [m.edits for m in asked.misconceptions if m.name == name]
                outcomes = tuple(freeze.measured_answers(self.solved, asked, edits, exercise.cases))
            self._verdicts[key] = judge(exercise, outcomes)
        return self._verdicts[key]

    def verdicts_on(self, function: str, edits: dict[str, str]) -> Iterator[Verdict]:
        """The verdict on this version of the function, in each set of cases."""
        asked, version = self.asked[function], run_version(self.solved, function, {function: edits})
        for found in self.cases.values():
            if asked.is_measured:
                answers = freeze.measured_answers(self.solved, asked, edits, found[function].cases)
                yield judge(found[function], answers)
                continue
            with np.errstate(all="ignore"):
                yield judge(found[function], outcomes_of(version, found[function]))


def of_written(folder: CourseFolder, asked: LessonExercises) -> list[Finding]:
    """All findings of the questions that need no version to run; without any, the lesson can be frozen."""
    written = Written(folder, asked)
    return [finding for question in OF_WRITTEN for finding in question(written)]


def of_frozen(folder: CourseFolder, asked: LessonExercises) -> list[Finding]:
    """All findings of the questions that need every version to have run."""
    frozen = Frozen(folder, asked)
    return [finding for question in OF_FROZEN for finding in question(frozen)]


def points_and_todos(written: Written) -> list[Finding]:
    """Are there ten points, and are the TODOs numbered through?"""
    found, asked = [], written.asked
    points = sum(exercise.points for exercise in asked.exercises)
    if points != POINTS:
        place = written.places.all_exercises("exercises=")
        remedy = f"Chia lại points của các Part cho đủ {POINTS}."
        found.append(Finding(*place, f"Cả bài có {points:g} điểm, không phải {POINTS}.", remedy))
    parts = [(exercise, part) for exercise in asked.exercises for part in exercise.parts]
    for number, (exercise, part) in enumerate(parts, 1):
        if part.todo != f"TODO {number}":
            what = f"{part.todo} đứng ở chỗ của TODO {number}."
            found.append(written.finding(exercise, [f'"{part.todo}"'], what, "Đánh số các TODO liên tục trong cả bài."))
    return found


def words(written: Written) -> list[Finding]:
    """Does every hint first ask, then tell; are there enough mistakes, each with its name, and enough other right ways?"""
    return [finding for exercise in written.asked.exercises for finding in _words_of(written, exercise)]


def _words_of(written: Written, exercise: Exercise) -> Iterator[Finding]:
    parts = exercise.parts if len(exercise.parts) > 1 else ()
    hints: list[tuple[Exercise | Part | Misconception, list[str]]] = [(exercise, ["title="])]
    hints += [(part, [f'"{part.todo}"']) for part in parts]
    hints += [(mistake, [f'"{mistake.name}"']) for mistake in exercise.misconceptions]
    for hint, marks in hints:
        if not hint.asks.endswith("?"):
            yield written.finding(exercise, [*marks, "asks="], "Gợi ý asks không phải câu hỏi.", "Kết thúc bằng dấu ?.")
        if not hint.tells.endswith("."):
            yield written.finding(
                exercise, [*marks, "tells="], "Gợi ý tells không phải một câu.", "Kết thúc bằng dấu chấm."
            )
    names = Counter(mistake.name for mistake in exercise.misconceptions)
    for name in (name for name, times in names.items() if times > 1):
        yield written.finding(exercise, [f'"{name}"'], f"Hai lỗi cùng tên “{name}”.", "Đặt cho mỗi lỗi một tên riêng.")
    for wanted, few, what in (
        (len(names) < FEWEST_MISTAKES, FEWEST_MISTAKES, "lỗi thường gặp"),
        (len(exercise.variants) < FEWEST_VARIANTS, FEWEST_VARIANTS, "cách viết đúng khác (variants)"),
    ):
        if wanted:
            yield written.finding(
                exercise, ["EXERCISE ="], f"{exercise.function} có ít hơn {few} {what}.", "Viết thêm."
            )
    costs = {todo for mistake in exercise.misconceptions for todo in mistake.costs}
    for part in exercise.parts:
        if part.todo not in costs:
            yield written.finding(
                exercise, [f'"{part.todo}"'], f"Không lỗi nào làm mất {part.todo}.", "Thêm lỗi thường gặp của TODO ấy."
            )
    for todo in costs - {part.todo for part in exercise.parts}:
        yield written.finding(exercise, [f'"{todo}"'], f"{todo} không phải của {exercise.function}.", "Sửa also_costs.")


def names(written: Written) -> list[Finding]:
    """Has one mistake one kind and one name, in this lesson and in all others?"""
    loaded = (exercises.load(lesson) for lesson in exercises.lesson_names())
    every = [(one, m) for lesson in loaded for one in lesson.exercises for m in one.misconceptions]
    found = []
    for exercise in written.asked.exercises:
        for own in exercise.misconceptions:
            for where, other in every:
                if own.name == other.name and own.kind != other.kind:
                    what = f"Lỗi “{own.name}” thuộc loại {own.kind}, mà ở {where.function} thuộc loại {other.kind}."
                    found.append(written.finding(exercise, [f'"{own.name}"'], what, "Dùng một loại ở mọi bài."))
                if own.edits == other.edits and own.name != other.name:
                    what = f"Lỗi “{own.name}” sửa y như “{other.name}” của {where.function}."
                    found.append(written.finding(exercise, [f'"{own.name}"'], what, "Dùng một tên ở mọi bài."))
    return found


def costs(written: Written) -> list[Finding]:
    """Does every mistake change lines of each TODO that it costs?"""
    found = []
    for exercise in written.asked.exercises:
        if exercise.is_measured:  # its TODOs are steps of one piece
            continue
        for mistake in exercise.misconceptions:
            changed = _todos_changed(written.solved[exercise.function], mistake.edits)
            for todo in (todo for todo in mistake.costs if todo not in changed):
                what = f"Lỗi “{mistake.name}” làm mất {todo} mà không sửa dòng nào của {todo} trong lời giải."
                remedy = "Đặt lỗi ấy dưới TODO mà nó sửa, hoặc sửa also_costs."
                found.append(written.finding(exercise, [f'"{mistake.name}"'], what, remedy))
    return found


def _todos_changed(source: str, edits: dict[str, str]) -> set[str]:
    """The TODOs of which an edit changes a line: those between their comment and the next."""
    marks = [(mark.start(), mark[1]) for mark in TODO.finditer(source)]
    changed = set()
    for (start, todo), end in zip(marks, [*(place for place, _ in marks[1:]), len(source)]):
        if any(source.find(old) < end and source.find(old) + len(old) > start for old in edits):
            changed.add(todo)
    return changed


def edits(written: Written) -> list[Finding]:
    """Does every edit of a mistake or a variant stand exactly once in the solution, and leave Python?"""
    found = []
    for exercise in written.asked.exercises:
        source = written.solved[exercise.function]
        others: tuple[Misconception | Variant, ...] = (*exercise.misconceptions, *exercise.variants)
        for other in others:
            try:
                compile(edited(source, other.edits), f"<{exercise.function}>", "exec")
            except SyntaxError as error:
                what = f"“{other.name}” không còn là Python sau khi sửa: {error.msg}."
                found.append(written.finding(exercise, [f'"{other.name}"'], what, "Sửa edits; để ý chỗ thụt dòng."))
            except ValueError:
                [old] = itertools.islice((old for old in other.edits if source.count(old) != 1), 1)
                what = f"“{other.name}” thay {old!r}, mà chuỗi này có {source.count(old)} lần trong lời giải, không phải một."
                found.append(written.finding(exercise, [f'"{other.name}"'], what, "Sửa edits cho khớp với lời giải."))
    return found


def cases(written: Written) -> list[Finding]:
    """Has every case of a function a label of its own, and does it keep to what the text and the reference's domain demand?"""
    found = []
    for exercise in written.asked.exercises:
        labels = Counter(case.label for part in exercise.parts for case in part.visible)
        for label in (label for label, times in labels.items() if times > 1):
            what = f"Hai trường hợp của {exercise.function} cùng tên “{label}”."
            found.append(written.finding(exercise, [f'"{label}"'], what, "Đặt cho mỗi trường hợp một tên riêng."))
        for part in exercise.parts:
            for mark, which, make in _made(exercise, part):
                found += _of_case(written, exercise, [f'"{part.todo}"', mark], which, make)
    return found


def _made(exercise: Exercise, part: Part) -> Iterator[tuple[str, str, Make]]:
    """(where it stands, what it is called, what makes a list of arguments) for each source of cases of a TODO."""
    for case in part.visible:
        yield f'"{case.label}"', f"Trường hợp “{case.label}”", partial(_arguments_of, case)
    for seed in () if part.is_step else SEEDS:
        which = f"Một trường hợp rút bằng hạt giống {seed} cho {part.todo}"
        yield "draw=", which, partial(freeze.drawn_arguments, seed, exercise, part)


def _arguments_of(case: Visible | Seeded | Shipped) -> list[dict[str, Any]]:
    return [case.args]


def _of_case(written: Written, exercise: Exercise, marks: Sequence[str], which: str, make: Make) -> list[Finding]:
    """At most one Finding on the arguments that `make` makes."""
    try:
        many = make()
        for args in many:
            exercise.reference(*args.values())
        if all(exercise.allows(**args) for args in many):
            return []
        what, remedy = "không được allows cho phép.", "Sửa trường hợp, hoặc allows."
    except Exception as error:
        what = f"không tính được: {str(error).rstrip('.') or type(error).__name__}."
        remedy = "Sửa trường hợp, hoặc miền xác định của bản tham chiếu."
    return [written.finding(exercise, marks, f"{which} {what}", remedy)]


def solution(frozen: Frozen) -> list[Finding]:
    """Does the lesson's own solution earn everything, on visible and drawn cases?"""
    found = []
    for exercise in frozen.asked.exercises:
        lost = _lost(frozen.verdicts_on(exercise.function, {}))
        if lost:
            place = frozen.places.text(f'exercise="{exercise.function}"', "BEGIN SOLUTION")
            remedy = "So lời giải với bản tham chiếu; xem lại `equality`."
            found.append(Finding(*place, f"Lời giải của {exercise.function} không được đủ điểm: {lost}.", remedy))
    return found


def variants(frozen: Frozen) -> list[Finding]:
    """Does each other right way to write it earn everything?"""
    found = []
    for exercise in frozen.asked.exercises:
        for variant in exercise.variants:
            lost = _lost(frozen.verdicts_on(exercise.function, variant.edits))
            if lost:
                what = f"Cách viết đúng “{variant.name}” bị trừ điểm: {lost}."
                remedy = "Xem lại các trường hợp hay `equality`, hoặc bỏ cách viết này."
                found.append(frozen.finding(exercise, ["variants=", f'"{variant.name}"'], what, remedy))
    return found


def _lost(verdicts: Iterable[Verdict]) -> str:
    """The first case that failed, in a few words; empty where none did."""
    failed = next((verdict.failure for verdict in verdicts if verdict.failure), None)
    if failed is None:
        return ""
    came = f"lỗi {failed.outcome.kind}" if isinstance(failed.outcome, Raised) else "khác giá trị cần có"
    return f"{came} ở “{failed.case.label}”"


def misconceptions(frozen: Frozen) -> list[Finding]:
    """Does each misconception lose exactly its points, and is it named, on visible and drawn cases?"""
    found = []
    for exercise in frozen.asked.exercises:
        for mistake in exercise.misconceptions:
            for whose in frozen.cases:
                what = _misjudged(mistake, frozen.verdict_on_mistake(whose, exercise.function, mistake.name))
                if what:
                    what = f"Lỗi “{mistake.name}” {what} ({_cases_of(whose)})."
                    found.append(frozen.finding(exercise, [f'"{mistake.name}"'], what, MORE_CASES))
                    break
    return found


def _misjudged(mistake: Misconception, verdict: Verdict) -> str | None:
    """What is wrong with the verdict on an answer that makes the mistake, as the rest of a sentence; or None."""
    lost = tuple(part.todo for part in verdict.parts if part.earned < part.points)
    is_told = verdict.mistake is not None and not verdict.mistake.raises  # else only the grader finds what is lost
    if lost != mistake.costs and (is_told or len(verdict.parts) == 1 or verdict.mistake is None):
        return f"làm mất {', '.join(lost) or 'không TODO nào'}, không phải {', '.join(mistake.costs)}"
    if verdict.mistake is None or verdict.mistake.name != mistake.name:
        return f"bị gọi là {f'“{verdict.mistake.name}”' if verdict.mistake else 'một lỗi không tên'}"
    told = mistake.asks in report.text(verdict) and mistake.asks in report.html(verdict)
    return None if told else "không cho sinh viên thấy câu hỏi của mình"


def _cases_of(whose: str) -> str:
    return "trường hợp thấy được" if whose == "visible" else whose.replace("seed", "hạt giống")


def nan(frozen: Frozen) -> list[Finding]:
    """Does no known mistake return NaN, which is equal to nothing and so would never be named, with any of many seeds?"""
    asked = only_drawn(frozen.asked)
    drawn = [freeze.drawn(asked, frozen.solved, frozen.locked, seed).exercises for seed in MORE_SEEDS]
    returned = {
        (exercise.function, mistake.name)
        for exercise in itertools.chain(*(found.values() for found in frozen.cases.values()), *drawn)
        for mistake in exercise.mistakes
        if any(_holds_nan(outcome.value) for outcome in mistake.outcomes if isinstance(outcome, Returned))
    }
    remedy = "Đổi trường hợp để lỗi ấy không chia 0 cho 0."
    return [
        frozen.finding(asked[function], [f'"{name}"'], f"Lỗi “{name}” làm {function} trả về NaN.", remedy)
        for function, name in sorted(returned)
    ]


def _holds_nan(thing: object) -> bool:
    if isinstance(thing, (list, tuple)):
        return any(map(_holds_nan, thing))
    return isinstance(thing, (float, np.floating, np.ndarray)) and bool(np.isnan(thing).any())


def puzzles(written: Written) -> list[Finding]:
    """Is each puzzle solved by the lesson's own answer, in one line where that is wanted, and does its hint ask, then tell?"""
    return [finding for one in written.asked.puzzles for finding in _of_puzzle(written, one)]


def _of_puzzle(written: Written, asked: Puzzle) -> Iterator[Finding]:
    source, file = written.puzzles_solved[asked.function], partial(written.places.exercise, asked.function)
    if not (asked.asks.endswith("?") and asked.tells.endswith(".")):
        yield Finding(
            *file("asks="),
            "Gợi ý của câu đố phải hỏi trước, rồi mới nói.",
            "Kết thúc asks bằng ?, tells bằng dấu chấm.",
        )
    if len(asked.cases) < FEWEST_CASES:
        yield Finding(*file("cases="), f"Câu đố có ít hơn {FEWEST_CASES} trường hợp.", "Viết thêm.")
    try:
        found = puzzle.frozen(asked, source)
    except Exception as error:
        yield Finding(*file("cases="), f"Có trường hợp không tính được: {error}.", "Sửa trường hợp, hoặc reference.")
        return
    answer = run_version({**written.solved, asked.function: source}, asked.function, {})
    with np.errstate(all="ignore"):
        result = PuzzleResult(found, judge(found.exercise, outcomes_of(answer, found.exercise)), read(source))
    if not result.is_solved:
        place = written.places.text(f'puzzle="{asked.function}"', "BEGIN SOLUTION")
        lost = _lost([result.verdict]) or result.advice
        yield Finding(
            *place,
            f"Lời giải của câu đố {asked.function} chưa được nhận: {lost}.",
            "So nó với reference trong tệp của câu đố.",
        )


OF_WRITTEN = (points_and_todos, words, names, costs, edits, cases, puzzles)
OF_FROZEN = (solution, variants, misconceptions, nan)
