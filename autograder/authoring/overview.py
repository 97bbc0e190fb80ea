"""The map of the course: one picture and one table, made from what each lesson says of itself."""

import re
import textwrap
from collections.abc import Sequence
from pathlib import Path

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from autograder import exercises
from autograder.exercises.model import LessonExercises
from course.plots.style import BLUE, GREY, ORANGE, figure

PICTURE, README = Path("docs", "images", "ban_do.png"), Path("README.md")
BEGIN, END = "<!-- bản đồ khóa học -->", "<!-- hết bản đồ khóa học -->"
COLUMNS = 3
CARD_WIDTH, CARD_HEIGHT, GAP_X, GAP_Y = 3.0, 1.45, 0.55, 0.5
LETTERS_A_LINE = 35
Corner = tuple[float, float]  # left, bottom


def write(root: Path) -> tuple[Path, Path]:
    """Write the picture and README's table below `root`; returns the two paths."""
    picture, readme = root / PICTURE, root / README
    draw(lessons()).savefig(picture, dpi=130, bbox_inches="tight", metadata={"Software": None})
    readme.write_text(with_table(readme.read_text(encoding="utf-8")), encoding="utf-8")
    return picture, readme


def lessons() -> list[LessonExercises]:
    """Every lesson's LessonExercises, in order."""
    return [exercises.load(name) for name in exercises.lesson_names()]


def with_table(readme: str) -> str:
    """README's text with the table between its two marks made anew."""
    return between(readme, BEGIN, END, table(lessons()))


def between(text: str, begin: str, end: str, made: str) -> str:
    """A text with what stands between its two marks made anew."""
    before, rest = text.split(begin)
    return f"{before}{begin}\n{made}\n{end}{rest.split(end)[1]}"


def table(course: Sequence[LessonExercises]) -> str:
    """A row for each lesson: what it teaches, which known result it shows again, how much there is to do."""
    rows = ["| Bài | Học xong bạn biết | Kết quả đã biết được dựng lại | TODO | Khoảng |", "|---|---|---|---|---|"]
    rows += [
        f"| {number(lesson)}. {lesson.title} | {lesson.teaches} | {lesson.reproduces} | {todos(lesson)} | {lesson.hours:g} giờ |"
        for lesson in course
    ]
    return "\n".join(rows)


def number(lesson: LessonExercises) -> int:
    return int(re.findall(r"^bai(\d+)_", lesson.lesson)[0])


def todos(lesson: LessonExercises) -> int:
    return sum(len(exercise.parts) for exercise in lesson.exercises)


@figure
def draw(course: Sequence[LessonExercises]) -> Figure:
    """The lessons as cards along one path; each card begins with the question that the one before left open."""
    rows = -(-len(course) // COLUMNS)
    width, height = COLUMNS * (CARD_WIDTH + GAP_X), rows * (CARD_HEIGHT + GAP_Y)
    drawn, axes = plt.subplots(figsize=(width, height))
    axes.set(xlim=(0, width - GAP_X), ylim=(GAP_Y - height, 0), aspect="equal")
    axes.axis("off")
    corners = [_corner(place) for place in range(len(course))]
    for lesson, corner in zip(course, corners):
        _card(axes, lesson, *corner)
    for here, there in zip(corners, corners[1:]):
        _arrow(axes, here, there)
    return drawn


def _corner(place: int) -> Corner:
    """The lower left corner of the card at a place of the path, which turns round at the end of each row."""
    row, column = divmod(place, COLUMNS)
    column = column if row % 2 == 0 else COLUMNS - 1 - column
    return column * (CARD_WIDTH + GAP_X), -(row + 1) * CARD_HEIGHT - row * GAP_Y


def _card(axes: Axes, lesson: LessonExercises, left: float, bottom: float) -> None:
    box = FancyBboxPatch(
        (left + 0.08, bottom + 0.08),
        CARD_WIDTH - 0.16,
        CARD_HEIGHT - 0.16,
        boxstyle="round,pad=0.06",
        facecolor="#F4F8FB",
        edgecolor=BLUE,
        linewidth=1.5,
    )
    axes.add_patch(box)
    top = bottom + CARD_HEIGHT
    axes.text(left + 0.15, top - 0.12, f"Bài {number(lesson)}", color=BLUE, weight="bold", va="top", fontsize=10)
    axes.text(
        left + 0.15, top - 0.38, textwrap.fill(lesson.title, LETTERS_A_LINE - 4), weight="bold", va="top", fontsize=9.5
    )
    axes.text(
        left + 0.15, top - 0.82, textwrap.fill(lesson.question, LETTERS_A_LINE), style="italic", va="top", fontsize=8.5
    )
    axes.text(
        left + CARD_WIDTH - 0.15,
        top - 0.12,
        f"{todos(lesson)} TODO, {lesson.hours:g} giờ",
        color=GREY,
        ha="right",
        va="top",
        fontsize=8,
    )


def _arrow(axes: Axes, here: Corner, there: Corner) -> None:
    """From one card's side to the next one's."""
    (left, bottom), (next_left, next_bottom) = here, there
    if next_bottom < bottom:
        middle = left + CARD_WIDTH / 2
        ends = (middle, bottom), (middle, next_bottom + CARD_HEIGHT)
    else:
        level, forward = bottom + CARD_HEIGHT / 2, next_left > left
        ends = (left + CARD_WIDTH * forward, level), (next_left + CARD_WIDTH * (not forward), level)
    axes.add_patch(
        FancyArrowPatch(*ends, arrowstyle="-|>", mutation_scale=16, color=ORANGE, linewidth=2, shrinkA=0, shrinkB=0)
    )
