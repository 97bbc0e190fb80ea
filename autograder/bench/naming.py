"""How well are mistakes named? Every listed one, and pairs of them, graded as submissions are; a table of what was said."""

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import nbformat
from rich.table import Table

from autograder import exercises
from autograder.authoring.text import solutions
from autograder.course_folder import CourseFolder
from autograder.exercises.model import Exercise, LessonExercises, Misconception
from autograder.exercises.written import answered, as_bytes, changed
from autograder.grading.lesson import load_lesson
from autograder.grading.notebook import grade_submission
from autograder.intake.read import read_bytes
from autograder.sandbox import Sandbox, choose
from autograder.screen import console

SEED = 20
ONE, TWO, NONE = "một lỗi", "hai lỗi", "đúng"
Version = tuple[tuple[str, ...], dict[str, str]]  # names of the mistakes, edits
Confusion = tuple[str, str, tuple[str, ...], tuple[str, ...]]  # lesson, function, names planted, names said
RIGHTLY, PARTLY, WRONGLY, UNNAMED, NOT_WRONG = "đúng tên", "đúng một trong hai", "tên khác", "không tên", "không sai"


@dataclass(frozen=True)
class Told:
    """What was said of one answer. planted: the names of the mistakes in it. said: the names in the verdict."""

    lesson: str
    function: str
    planted: tuple[str, ...]
    said: tuple[str, ...]
    is_right: bool

    @property
    def kind(self) -> str:
        return (NONE, ONE, TWO)[len(self.planted)]

    @property
    def outcome(self) -> str:
        if not self.said:
            return NOT_WRONG if self.is_right else UNNAMED
        if set(self.said) == set(self.planted):
            return RIGHTLY
        return PARTLY if set(self.said) < set(self.planted) else WRONGLY


def report(project: CourseFolder, most_pairs: int) -> None:
    """Print how many are named rightly in each lesson, and which are taken for what else. most_pairs: of each function, evenly chosen."""
    told = {lesson: list(answers(project, lesson, most_pairs)) for lesson in exercises.lesson_names()}
    console().print(_table(told))
    console().print(_confusions_table(confusions(itertools.chain.from_iterable(told.values()))))


def _table(told: Mapping[str, Sequence[Told]]) -> Table:
    """Rich's table of kinds of answers by lesson and what was said of them."""
    shown = Table(title="Nhận ra lỗi", header_style="bold")
    for heading in ("Bài", "Câu trả lời", "Số câu", RIGHTLY, PARTLY, WRONGLY, UNNAMED, NOT_WRONG, "Tỷ lệ nhận ra"):
        shown.add_column(heading, justify="left" if heading in ("Bài", "Câu trả lời") else "right")
    for lesson, said in told.items():
        for kind in (ONE, TWO, NONE):
            of_kind = [one for one in said if one.kind == kind]
            counts = Counter(one.outcome for one in of_kind)
            share = "" if kind == NONE else f"{named_share(of_kind):.1%}"
            numbers = (str(counts[outcome]) for outcome in (RIGHTLY, PARTLY, WRONGLY, UNNAMED, NOT_WRONG))
            shown.add_row(lesson, kind, str(len(of_kind)), *numbers, share)
        shown.add_section()
    return shown


def confusions(told: Iterable[Told]) -> Counter[Confusion]:
    """Counter of (lesson, function, names planted, names said) where they are not the same; an answer that came out right is none."""
    return Counter(
        (one.lesson, one.function, one.planted, one.said) for one in told if one.outcome not in (RIGHTLY, NOT_WRONG)
    )


def _confusions_table(counted: Counter[Confusion]) -> Table:
    """Rich's table, the most frequent first; one of two that hides the other stands here, too."""
    shown = Table(title="Nhầm với nhau", header_style="bold")
    for heading in ("Bài", "Hàm", "Lỗi trong câu trả lời", "Được gọi là", "Số câu"):
        shown.add_column(heading)
    for (lesson, function, planted, said), count in counted.most_common():
        shown.add_row(lesson, function, " + ".join(planted) or NONE, " + ".join(said) or UNNAMED, str(count))
    return shown


def named_share(told: Iterable[Told]) -> float:
    """The share of wrong answers that are named rightly: by nothing that is not in them, and of two mistakes by one at least,
    which happens only where the answers are in every case the same as with that one alone.
    """
    wrong = [one for one in told if one.outcome != NOT_WRONG]
    return sum(one.outcome in (RIGHTLY, PARTLY) for one in wrong) / len(wrong)


def answers(project: CourseFolder, lesson: str, most_pairs: int, one_in: int = 1) -> Iterator[Told]:
    """Yield a Told for each answer of the lesson's solutions, variants, mistakes and pairs of mistakes; or one submission in so many."""
    asked, graded_by = exercises.load(lesson), load_lesson(project, lesson, seed=SEED)
    release = nbformat.read(project.release(lesson), as_version=4)
    right = solutions(nbformat.read(project.source(lesson), as_version=4))
    with Sandbox(choose(), graded_by.limits, graded_by.files) as sandbox:
        for planted in itertools.islice(_classes(asked, right, most_pairs), None, None, one_in):
            edits_of = {function: edits for function, (_, edits) in planted.items()}
            content = as_bytes(answered(release, changed(right, edits_of)))
            for verdict in grade_submission(read_bytes(content), graded_by, sandbox).verdicts:
                function = verdict.exercise.function
                if function in planted:
                    said = verdict.mistake.names if verdict.mistake else ()
                    yield Told(lesson, function, planted[function][0], said, not verdict.lost)


def _classes(asked: LessonExercises, right: Mapping[str, str], most_pairs: int) -> Iterator[dict[str, Version]]:
    """What each submission holds: {function: (names of mistakes, edits)}, one answer a function."""
    columns = [
        [(one.function, held) for held in _versions(one, right[one.function], most_pairs)] for one in asked.exercises
    ]
    for row in itertools.zip_longest(*columns):
        yield dict(filter(None, row))


def _versions(exercise: Exercise, source: str, most_pairs: int) -> Iterator[Version]:
    """(names of the mistakes, edits) of each version of a function."""
    for variant in exercise.variants:
        yield (), variant.edits
    for mistake in exercise.misconceptions:
        yield (mistake.name,), mistake.edits
    pairs = [pair for pair in itertools.combinations(exercise.misconceptions, 2) if _fit(*pair, source)]
    step = max(1, len(pairs) / most_pairs) if most_pairs else 1
    for place in range(min(len(pairs), most_pairs)):
        one, other = pairs[int(place * step)]
        yield (one.name, other.name), {**one.edits, **other.edits}


def _fit(one: Misconception, other: Misconception, source: str) -> bool:
    """Can both be made in one answer?"""
    if not one.edits.keys().isdisjoint(other.edits):
        return False
    try:
        changed({"": source}, {"": {**one.edits, **other.edits}})
    except ValueError:
        return False
    return True
