"""The picture of the mistakes that stay: a lane a kind, lessons from left to right, what is made again carried over as a ribbon."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from autograder.report import small_groups
from autograder.report.kept import KindNumbers
from course.plots.style import BLUE, GREY, ORANGE, figure

DRAWN, FEWEST = 9, 5  # kinds at the most; students of a kind at the least
INK, LINE = "#1C2230", "#C9CFDA"
HALF, WIDEST = 0.2, 0.2  # half a bar's width: of the distance of two lessons, and inches at the most
ROOM = 0.62  # inches for the bars of the kind that most students made in one lesson


@dataclass(frozen=True)
class Look:
    """Inches: of the whole, of the words at the left of a lane (0: above it), of a line of words; letters a line; size of a number."""

    width: float
    words: float
    line: float
    letters: int
    size: float


WIDE, NARROW = Look(9.4, 2.75, 0.165, 40, 8.0), Look(4.3, 0.0, 0.165, 56, 6.5)


def drawn_kinds(kinds: Sequence[KindNumbers]) -> list[KindNumbers]:
    """Those that the picture shows: of the kinds that stay most, those that more than a few students made and that two lessons can have."""
    some = [one for one in kinds if one.students >= FEWEST and sum(many > 0 for many in one.met) > 1]
    return some[:DRAWN]


@figure
def draw(kinds: Sequence[KindNumbers], lessons: Sequence[str], look: Look, least: int = 1) -> Figure:
    """kinds: at least one. lessons: a short name each, at least two. least: a smaller number of students is told as fewer than that, and not drawn."""
    scale = ROOM / max(max(one.made) for one in kinds)
    words = [textwrap.wrap(one.phrase, look.letters) for one in kinds]
    heights = [_height(one, lines, scale, look) for one, lines in zip(kinds, words)]
    edge = 0.3
    drawn = plt.figure(figsize=(look.width, sum(heights) + 2 * edge), layout="none")
    axes = drawn.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, look.width), ylim=(sum(heights) + edge, -edge))
    axes.axis("off")
    left, step = look.words + 0.32, (look.width - look.words - 0.62) / (len(lessons) - 1)
    places = [left + step * place for place in range(len(lessons))]
    for y, above in ((0.0, True), (sum(heights), False)):
        for place, lesson in zip(places, lessons):
            shift, side = (-0.08, "bottom") if above else (0.08, "top")
            axes.text(place, y + shift, _short(lesson, look), size=8, color=INK, ha="center", va=side)
    top = 0.0
    for one, lines, height in zip(kinds, words, heights):
        axes.plot([0, look.width], [top, top], color=LINE, linewidth=0.7)
        _words(axes, one, lines, top, height, look, least)
        _Lane(axes, one, places, top + height - 0.1, scale, look, least).draw()
        top += height
    axes.plot([0, look.width], [top, top], color=LINE, linewidth=0.7)
    return drawn


def _short(lesson: str, look: Look) -> str:
    """A lesson's name in the room of its column; a dollar of a name is no formula."""
    name = (lesson if look.words else lesson.removeprefix("Bài ")).replace("$", r"\$")
    return name if len(name) <= 8 else f"{name[:7]}…"


def _height(one: KindNumbers, lines: Sequence[str], scale: float, look: Look) -> float:
    bars, told = 0.27 + max(one.made) * scale, look.line * (len(lines) + 1) + 0.1
    return 0.06 + (max(bars, told) if look.words else bars + told)


def _words(
    axes: Axes, one: KindNumbers, lines: Sequence[str], top: float, height: float, look: Look, least: int
) -> None:
    """What the kind is called, and below that of how many students it stays; in the middle of the lane, or above its bars."""
    y = top + ((height - look.line * (len(lines) + 1)) / 2 if look.words else 0.06)
    for line in lines:
        axes.text(0.04, y, line, size=8.5, color=INK, va="top", weight="bold")
        y += look.line
    axes.text(0.04, y, f"mắc lại: {_stays(one, least)}", size=8, color=INK, va="top")


def _stays(one: KindNumbers, least: int) -> str:
    return small_groups.share(*one.again, least) if one.again[1] else "chưa ai gặp lại"


class _Lane:
    """The bars and ribbons of one kind."""

    def __init__(
        self, axes: Axes, one: KindNumbers, places: Sequence[float], bottom: float, scale: float, look: Look, least: int
    ) -> None:
        """places: of the lessons. bottom: where the bars stand. scale: inches a student."""
        self.axes, self.one, self.places, self.bottom, self.scale = axes, one, places, bottom, scale
        self.carried = shown_ribbons(one, least)
        self.size, self.least = look.size, least
        self.half = min(HALF * (places[1] - places[0]), WIDEST)

    def draw(self) -> None:
        can = [place for place, many in enumerate(self.one.met) if many]
        ends = self.places[can[0]] - self.half, self.places[can[-1]] + self.half
        self.axes.plot(ends, [self.bottom, self.bottom], color=LINE, linewidth=0.9, zorder=1)
        for place in can:
            self._bar(place, self.one.made[place], sum(self._into(place).values()))
        for place in can:
            risen = 0
            for came, many in sorted(self._into(place).items(), reverse=True):
                self._ribbon(came, place, self._left_of(came, place), risen, many)
                risen += many

    def _into(self, place: int) -> dict[int, int]:
        """{place of the meeting before: students who made it there and here}."""
        return {before: many for (before, here), many in self.carried.items() if here == place}

    def _left_of(self, came: int, place: int) -> int:
        """How many of those who leave a bar lie under the ribbon to `place`: those whose next meeting came sooner."""
        return sum(self._into(sooner).get(came, 0) for sooner in range(came + 1, place))

    def _bar(self, place: int, made: int, again: int) -> None:
        x, shown = self.places[place], made if made >= self.least else 0
        for start, many, colour in ((0, again, ORANGE), (again, shown - again, BLUE)):
            if many > 0:
                corner = x - self.half, self.bottom - self.scale * (start + many)
                self.axes.add_patch(
                    Rectangle(corner, 2 * self.half, self.scale * many, color=colour, linewidth=0, zorder=3)
                )
        told, y = small_groups.count(made, self.least).replace("dưới ", "<"), self.bottom - self.scale * shown - 0.03
        self.axes.text(x, y, told, size=self.size, color=INK if made else GREY, ha="center", va="bottom", zorder=4)

    def _ribbon(self, came: int, place: int, start: int, end: int, many: int) -> None:
        left, right = self.places[came] + self.half, self.places[place] - self.half
        middle, (low, high) = (left + right) / 2, (self.bottom - self.scale * start, self.bottom - self.scale * end)
        thick = self.scale * many
        corners = [(left, low), (middle, low), (middle, high), (right, high)]
        corners += [(x, y - thick) for x, y in reversed(corners)]
        steps = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
        self.axes.add_patch(
            PathPatch(Path([*corners, corners[0]], steps), color=ORANGE, alpha=0.55, linewidth=0, zorder=2)
        )


def shown_ribbons(one: KindNumbers, least: int) -> dict[tuple[int, int], int]:
    """Of KindNumbers.carried what may be drawn: no ribbon, and nothing of a bar beside its ribbons, of fewer than `least` people."""
    shown = {ends: many for ends, many in one.carried.items() if many >= least}
    for end in (1, 0):  # first what comes into a bar, then what leaves one
        for place, made in enumerate(one.made):
            mine = [ends for ends in shown if ends[end] == place]
            if 0 < made - sum(shown[ends] for ends in mine) < least:
                shown = {ends: many for ends, many in shown.items() if ends not in mine}
    return shown


def alt(kinds: Sequence[KindNumbers], lessons: Sequence[str], least: int = 1) -> str:
    """What there is to see, for who does not see it."""
    told = "; ".join(
        f"{one.phrase}: "
        + ", ".join(
            f"{lesson} {small_groups.count(made, least)}"
            for lesson, made, met in zip(lessons, one.made, one.met)
            if met
        )
        + f", mắc lại: {_stays(one, least)}"
        for one in kinds
    )
    return f"Các loại lỗi còn lại qua các bài, mỗi loại một hàng, với số người mắc ở từng bài. {told}."
