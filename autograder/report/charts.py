"""The pictures of a report: each drawn small enough for a phone, as SVG whose letters need no font."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from autograder.pages import svg
from autograder.report import kept_picture
from autograder.report.course import CourseNumbers
from autograder.report.lesson import Item, LessonNumbers
from autograder.report.tables import bins, distribution
from course.arrays import Reals
from course.plots.style import BLUE, GREY, ORANGE, RED, figure

WIDTH = 4.3  # inches: at 96 dots an inch a little more than a phone's width
PALE, INK = "#E4E8EF", "#1C2230"
SOLVED = LinearSegmentedColormap.from_list("solved", [PALE, "#8FC1DD", BLUE])
GOES_WITH = 0.2  # items below it deserve a look
MOST_NAMED = 7  # lessons whose names have room side by side


@dataclass(frozen=True)
class Chart:
    """A picture as the address of an <img>, what it shows for who cannot see it, and its caption.

    narrow: the address of the same picture for a narrow screen, or "".
    """

    address: str
    alt: str
    caption: str
    narrow: str = ""

    @classmethod
    def of(cls, drawn: Figure, alt: str, caption: str, narrow: Figure | None = None) -> Self:
        return cls(svg.address(drawn), alt, caption, svg.address(narrow) if narrow else "")


def lesson_charts(lesson: LessonNumbers) -> list[Chart]:
    """Charts of a LessonNumbers: the marks, and where anybody wrote something, the TODOs and the class as a map."""
    found = [Chart.of(_marks(lesson), _marks_alt(lesson), "Phân bố điểm của các bài đã nộp, mỗi cột một điểm.")]
    if lesson.items:
        found.append(
            Chart.of(
                _todos(lesson.items),
                _todos_alt(lesson.items),
                "Mỗi hàng một TODO: bên trái là phần người làm đúng, bên phải là độ phân biệt. Tam giác cam là độ phân biệt dưới 0.2.",
            )
        )
        found.append(
            Chart.of(
                _map(lesson),
                _map_alt(lesson),
                "Bản đồ lớp: mỗi hàng một bài nộp, người nhiều điểm ở trên; ô xanh là làm đúng.",
            )
        )
    return found


def course_charts(course: CourseNumbers) -> list[Chart]:
    """Charts of a CourseNumbers: the marks over the lessons, and every student over the lessons."""
    columns = course.shares_by_lesson
    return [
        Chart.of(
            _over_lessons(course.names, columns),
            _over_lessons_alt(course.names, columns),
            "Điểm qua các bài: hộp chứa nửa giữa của lớp, vạch cam là trung vị.",
        ),
        Chart.of(
            _course_map(course),
            _course_map_alt(course),
            "Bản đồ khóa học: mỗi hàng một sinh viên, người nhiều điểm ở trên; ô trắng là chưa có điểm.",
        ),
    ]


def halves_chart(names: Sequence[str], columns: Sequence[Reals]) -> Chart:
    """Where the middle half of the class lies in some lessons, and nothing of anybody outside it. columns: shares, by lesson."""
    caption = "Điểm qua các bài: hộp chứa nửa giữa của lớp, vạch cam là trung vị; không vẽ điểm của người nào."
    return Chart.of(_over_lessons(names, columns, halves=True), _over_lessons_alt(names, columns), caption)


def spread_chart(found: Sequence[tuple[str, int]]) -> Chart:
    """How the marks of a lesson are spread. found: (a range of marks, per cent of the marks)."""
    told = ", ".join(f"{name}: {part} %" for name, part in found)
    caption = "Phân bố điểm; những khoảng có quá ít bài được gộp với khoảng bên cạnh."
    return Chart.of(_spread(found), f"Biểu đồ thanh phân bố điểm. Phần trăm số bài theo điểm: {told}.", caption)


@figure
def _spread(found: Sequence[tuple[str, int]]) -> Figure:
    drawn, axes = plt.subplots(figsize=(WIDTH, 0.9 + 0.26 * len(found)))
    bars = axes.barh(range(len(found)), [part for _, part in found], color=BLUE, height=0.72)
    axes.bar_label(bars, [f"{part} %" for _, part in found], fontsize=8, padding=2)
    axes.set_yticks(range(len(found)), [name for name, _ in found])
    axes.set(xlabel="phần trăm số bài", xlim=(0, 1.15 * max(part for _, part in found)))
    axes.tick_params(axis="y", length=0)
    return drawn


def kept_chart(course: CourseNumbers, least: int = 1) -> Chart | None:
    """The kinds of mistakes that stay, or None where there is nothing to draw. least: see kept_picture.draw."""
    shown = kept_picture.drawn_kinds(course.kept.kinds)
    if not shown:
        return None
    wide, narrow = (
        kept_picture.draw(shown, course.names, look, least) for look in (kept_picture.WIDE, kept_picture.NARROW)
    )
    caption = (
        "Mỗi hàng một loại lỗi, mỗi cột một bài; cột cao bằng số người mắc. Phần cam là những người đã mắc ở lần gặp trước, "
        "và dải cam nối hai lần ấy. Chỗ không có số là bài không thể mắc loại lỗi này."
    )
    return Chart.of(wide, kept_picture.alt(shown, course.names, least), caption, narrow)


@figure
def _marks(lesson: LessonNumbers) -> Figure:
    median = lesson.spread.median
    counts = [many for _, _, many in bins(lesson)]
    drawn, axes = plt.subplots(figsize=(WIDTH, 3.0))
    bars = axes.bar(np.arange(len(counts)) + 0.5, counts, width=0.9, color=BLUE)
    axes.bar_label(bars, [count or "" for count in counts], fontsize=8, padding=1)
    axes.plot([median], [1.0], marker="v", color=RED, markersize=8, clip_on=False, transform=axes.get_xaxis_transform())
    axes.text(
        median,
        1.04,
        f"trung vị {median:.4g}",
        color=INK,
        ha="center",
        va="bottom",
        transform=axes.get_xaxis_transform(),
    )
    axes.set(
        xlabel=f"điểm, tối đa {lesson.given.maximum:g}",
        ylabel="số bài",
        xlim=(0, len(counts)),
        ylim=(0, 1.15 * max(counts)),
    )
    axes.set_xticks(np.arange(0, len(counts) + 1, max(1, len(counts) // 10)))
    axes.locator_params(axis="y", integer=True)
    return drawn


def _marks_alt(lesson: LessonNumbers) -> str:
    spread = lesson.spread
    told = ", ".join(f"{name}: {count}" for name, count in distribution(lesson).rows if count)
    return f"Biểu đồ cột phân bố điểm của {spread.count} bài, trung vị {spread.median:.4g}. Số bài theo điểm: {told}."


@figure
def _todos(items: Sequence[Item]) -> Figure:
    drawn, (left, right) = plt.subplots(
        1, 2, figsize=(WIDTH, 0.9 + 0.24 * len(items)), sharey=True, width_ratios=[3, 2]
    )
    places = np.arange(len(items))
    solved = [100 * item.solved for item in items]
    left.barh(places, [100] * len(items), color=PALE, height=0.72)
    left.barh(places, solved, color=BLUE, height=0.72)
    for place, part in zip(places, solved):
        inside = part > 30
        left.text(
            part + (-2 if inside else 2),
            place,
            f"{part:.0f} %",
            va="center",
            ha="right" if inside else "left",
            color="white" if inside else INK,
            fontsize=8,
        )
    left.set(yticks=places, yticklabels=[item.todo for item in items], xlabel="làm đúng, %", xlim=(0, 100))
    left.invert_yaxis()
    left.tick_params(axis="y", length=0)
    _goes_with(right, places, [item.discrimination for item in items])
    return drawn


def _goes_with(axes: Axes, places: Iterable[int], values: Iterable[float | None]) -> None:
    """Dots of the discrimination; an open triangle where it is below what one wants, nothing where it is undefined."""
    axes.axvline(GOES_WITH, color=GREY, linewidth=1, linestyle=":")
    known = [(value, place) for value, place in zip(values, places) if value is not None]
    for low, marker, colour in ((False, "o", BLUE), (True, "v", RED)):
        chosen = [(value, place) for value, place in known if (value < GOES_WITH) == low]
        if chosen:
            along, up = zip(*chosen)
            axes.scatter(along, up, marker=marker, color=colour, s=26, zorder=3)
    axes.set(xlabel="độ phân biệt", xlim=(min(-0.1, *(value - 0.1 for value, _ in known)) if known else -0.1, 1.05))
    axes.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
    axes.grid(True, axis="y")
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def _todos_alt(items: Iterable[Item]) -> str:
    told = "; ".join(
        f"{item.todo} {100 * item.solved:.0f} %"
        + ("" if item.discrimination is None else f", độ phân biệt {item.discrimination:.2f}")
        for item in items
    )
    return f"Biểu đồ từng TODO, tỷ lệ làm đúng và độ phân biệt. {told}."


@figure
def _map(lesson: LessonNumbers) -> Figure:
    most = np.array([item.points for item in lesson.items])
    drawn, axes = plt.subplots(figsize=(WIDTH, 3.4))
    _field(axes, lesson.points / np.where(most > 0, most, 1))
    axes.set_xticks(range(len(most)), [item.todo.removeprefix("TODO ") for item in lesson.items])
    axes.set(xlabel="TODO", ylabel=f"{len(lesson.points)} bài nộp")
    return drawn


def _map_alt(lesson: LessonNumbers) -> str:
    hardest = lesson.hardest
    assert hardest is not None  # a map is drawn where there are TODOs
    whole = sum(all(row >= [item.points for item in lesson.items]) for row in lesson.points)
    return f"Bản đồ {len(lesson.points)} bài nộp và {len(lesson.items)} TODO: {whole} bài làm đúng mọi TODO; khó nhất là {hardest.todo}."


@figure
def _over_lessons(names: Sequence[str], columns: Sequence[Reals], halves: bool = False) -> Figure:
    """columns: the shares of a lesson each. halves: only the middle half of each, and nobody outside it."""
    drawn, axes = plt.subplots(figsize=(WIDTH, 3.2))
    axes.boxplot(
        [100 * column for column in columns],
        widths=0.55,
        patch_artist=True,
        showcaps=not halves,
        showfliers=not halves,
        boxprops={"facecolor": "#BBD9EA", "edgecolor": BLUE},
        medianprops={"color": ORANGE, "linewidth": 2.5},
        whiskerprops={"color": BLUE, "linewidth": 0 if halves else 1},
        whis=0 if halves else 1.5,
        capprops={"color": BLUE},
        flierprops={"marker": ".", "markersize": 4, "markeredgecolor": GREY, "alpha": 0.5},
    )
    axes.plot(range(1, len(columns) + 1), [100 * np.median(column) for column in columns], color=ORANGE, linewidth=1.2)
    axes.set_xticks(range(1, len(columns) + 1), _labels(names))
    axes.set(xlabel=_below(names), ylabel="điểm, % của phần đã chấm", ylim=(-3, 103))
    axes.grid(True, axis="y")
    return drawn


def _over_lessons_alt(names: Sequence[str], columns: Sequence[Reals]) -> str:
    told = ", ".join(f"{name}: {100 * np.median(column):.0f} %" for name, column in zip(names, columns))
    return f"Biểu đồ hộp điểm qua các bài. Trung vị của từng bài: {told}."


@figure
def _course_map(course: CourseNumbers) -> Figure:
    best = sorted(
        course.shares, key=lambda student: (-course.totals[student][1], *np.nan_to_num(-course.shares[student], nan=1))
    )
    drawn, axes = plt.subplots(figsize=(WIDTH, 3.2))
    _field(axes, np.array([course.shares[student] for student in best]))
    axes.set_xticks(range(len(course.lessons)), _labels(course.names))
    axes.set(xlabel=_below(course.names), ylabel=f"{len(best)} sinh viên")
    return drawn


def _course_map_alt(course: CourseNumbers) -> str:
    graded = sum(np.count_nonzero(~np.isnan(row)) for row in course.shares.values())
    return f"Bản đồ {len(course.shares)} sinh viên và {len(course.lessons)} bài: {graded} ô có điểm, {len(course.shares) * len(course.lessons) - graded} ô chưa có điểm."


def _field(axes: Axes, shares: Reals) -> None:
    """A field of cells, dark where all points were earned; lines between rows where they are few."""
    rows, columns = shares.shape
    axes.imshow(shares, aspect="auto", interpolation="none", cmap=SOLVED, vmin=0, vmax=1)
    axes.vlines(np.arange(1, columns) - 0.5, -0.5, rows - 0.5, color="white", linewidth=1.5)
    if rows <= 60:
        axes.hlines(np.arange(1, rows) - 0.5, -0.5, columns - 0.5, color="white", linewidth=0.6)
    axes.set(yticks=[])
    axes.tick_params(axis="x", length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _below(names: Sequence[str]) -> str:
    """What the numbers of many lessons are numbers of."""
    return "bài" if len(names) > MOST_NAMED else ""


def _labels(names: Sequence[str]) -> list[str]:
    """Short names under a column, of many lessons their numbers alone; a dollar of a name is no formula."""
    told = [name.removeprefix("Bài ") for name in names] if len(names) > MOST_NAMED else names
    return [(name if len(name) <= 8 else f"{name[:7]}…").replace("$", r"\$") for name in told]
