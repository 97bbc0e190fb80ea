"""Which lessons a lesson builds on: one picture, and the short courses that leave no lesson without what it needs."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch

from autograder.authoring.overview import README, between, lessons, number
from autograder.exercises.model import LessonExercises
from course.plots.style import BLUE, GREY, ORANGE, figure

PICTURE = Path("docs", "images", "bai_can_bai.png")
BEGIN, END = "<!-- khóa ngắn -->", "<!-- hết khóa ngắn -->"
SHORT_COURSES: Mapping[str, tuple[int, ...]] = {
    "Suy luận bằng số nguyên": (1, 2, 3, 4, 5, 6, 7, 8),
    "Mô hình ngôn ngữ": (1, 2, 3, 6, 7, 10, 11, 12),
}
ROW, BEND, COLUMN = 0.4, 0.32, 1.75  # inches: of a lesson, of an arc for each lesson it passes, of a short course
TITLE_WIDTH = 5.2
Needs = Mapping[int, Collection[int]]  # {number of a lesson: numbers of the earlier ones that it builds on}


def write(root: Path) -> tuple[Path, Path]:
    """Write the picture and README's list below `root`; returns the two paths."""
    picture, readme = root / PICTURE, root / README
    draw(lessons()).savefig(picture, dpi=130, bbox_inches="tight", metadata={"Software": None})
    readme.write_text(with_list(readme.read_text(encoding="utf-8")), encoding="utf-8")
    return picture, readme


def with_list(readme: str) -> str:
    """README's text with the list of short courses between its two marks made anew."""
    return between(readme, BEGIN, END, short_courses(lessons()))


def short_courses(course: Sequence[LessonExercises]) -> str:
    """An item for each short course: its lessons and hours. Raises ValueError where a lesson would lack one that it needs."""
    hours, reached = {number(lesson): lesson.hours for lesson in course}, all_needs(needs_of(course))
    items = []
    for name, chosen in SHORT_COURSES.items():
        if lacking := set().union(*(reached[one] for one in chosen)) - {*chosen}:
            raise ValueError(f"{name}: {sorted(lacking)} are needed and not chosen")
        listed = ", ".join(map(str, chosen))
        items.append(f"- **{name}** ({len(chosen)} bài, khoảng {sum(hours[n] for n in chosen):g} giờ): Bài {listed}.")
    return "\n".join(items)


def needs_of(course: Sequence[LessonExercises]) -> Needs:
    return {number(lesson): lesson.needs for lesson in course}


def all_needs(needs: Needs) -> dict[int, set[int]]:
    """What each lesson needs, with what those need in turn."""
    found: dict[int, set[int]] = {}
    for lesson in sorted(needs):
        found[lesson] = {*needs[lesson]}.union(*(found[earlier] for earlier in needs[lesson]))
    return found


def arrows(needs: Needs) -> list[tuple[int, int]]:
    """(earlier, later) without those that other arrows already imply."""
    reached = all_needs(needs)
    return [
        (earlier, later)
        for later in sorted(needs)
        for earlier in sorted(needs[later])
        if not any(earlier in reached[between] for between in needs[later])
    ]


@figure
def draw(course: Sequence[LessonExercises]) -> Figure:
    """The lessons from top to bottom, an arc from each to those that build on it, a column of dots for each short course."""
    drawn_arrows = arrows(needs_of(course))
    room = 0.6 * BEND * max(later - earlier for earlier, later in drawn_arrows) + 0.2
    width, height = room + TITLE_WIDTH + COLUMN * len(SHORT_COURSES), ROW * (len(course) + 1)
    drawn, axes = plt.subplots(figsize=(width, height))
    axes.set(xlim=(-room, width - room), ylim=(-ROW * (len(course) - 0.5), ROW * 1.5), aspect="equal")
    axes.axis("off")
    places = {number(lesson): -ROW * place for place, lesson in enumerate(course)}
    for lesson in course:
        axes.text(0.15, places[number(lesson)], f"Bài {number(lesson)}. {lesson.title}", va="center", fontsize=9.5)
    for earlier, later in drawn_arrows:
        _arc(axes, places[earlier], places[later], later - earlier)
    for column, (name, chosen) in enumerate(SHORT_COURSES.items()):
        _dots(axes, TITLE_WIDTH + COLUMN * (column + 0.4), name, {n: n in chosen for n in places}, places)
    return drawn


def _arc(axes: Axes, top: float, bottom: float, passed: int) -> None:
    """Bows to the left, the further the more lessons it passes."""
    bend = 1.1 * BEND * passed / (top - bottom)
    axes.add_patch(
        FancyArrowPatch(
            (0, top),
            (0, bottom),
            connectionstyle=f"arc3,rad={bend:.3f}",
            arrowstyle="-|>",
            mutation_scale=11,
            color=ORANGE if passed > 1 else GREY,
            linewidth=1.6,
            shrinkA=4,
            shrinkB=4,
        )
    )
    axes.plot([0, 0], [top, bottom], "o", color=BLUE, markersize=5)


def _dots(axes: Axes, left: float, name: str, chosen: Mapping[int, bool], places: Mapping[int, float]) -> None:
    axes.text(left, ROW, name, ha="center", va="center", fontsize=8.5, color=BLUE, weight="bold")
    for lesson, level in places.items():
        axes.plot(left, level, "o", color=BLUE if chosen[lesson] else "#DDDDDD", markersize=9 if chosen[lesson] else 4)
