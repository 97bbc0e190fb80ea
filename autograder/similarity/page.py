"""The page: what the class's pairs look like together, and those that stand out side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from autograder import exercises
from autograder.pages import svg
from autograder.pages.template import render
from autograder.similarity.answers import Answer
from autograder.similarity.pairs import FEWEST_WORDS, RARE, Pair, Pairs, Spans, matching
from course.arrays import Flags, Reals
from course.plots.style import BLUE, ORANGE, RED, figure

TEMPLATES = Path(__file__).with_name("templates")
ROWS_SHOWN, SIDES_SHOWN = 100, 30  # pairs in the table, pairs side by side
SIDES_CHARS = 2_000_000  # of all pairs side by side
LEFT_OUT = "⋯"
ALWAYS_SHOWN = 5  # pairs side by side, also where none reaches the threshold


@dataclass(frozen=True)
class Side:
    """One student's answer, cut into (text, does it match the other's)."""

    student: str
    pieces: tuple[tuple[str, bool], ...]


Sides = tuple[str, float, Side, Side]  # exercise, similarity, what both wrote


def page(lesson: str, pairs: Pairs, honest: Pairs | None, threshold: float) -> str:
    """The HTML, one file that loads nothing. honest: the Pairs of made-up right answers, or None."""
    values = pairs.values()
    above = int(np.sum(values >= threshold))
    shown = [pair for _, pair in zip(range(ROWS_SHOWN), pairs)]
    beside = shown[: _side_by_side(above)]
    sides = list(_as_many_as_fit(pairs, beside))
    return render(
        TEMPLATES,
        "similarity.html.j2",
        title=exercises.title(lesson),
        students=len(pairs.answers.students),
        pairs=len(pairs),
        left_out=len(pairs.answers.students) * (len(pairs.answers.students) - 1) // 2 - len(pairs),
        threshold=threshold,
        above=above,
        median=float(np.median(values)),
        shown=shown,
        sides=sides,
        too_long=len(beside) - len(sides),
        honest=honest and _about(honest, threshold),
        chart=svg.address(_histogram(values, honest, threshold)),
        fewest=FEWEST_WORDS,
        rare=RARE,
        percent=percent,
    )


def percent(share: float) -> str:
    """A share as whole percent, rounded down so that only what is all alike is 100 %."""
    return f"{int(100 * share + 1e-9)} %"


def _side_by_side(above: int) -> int:
    return min(max(above, ALWAYS_SHOWN), SIDES_SHOWN)


def _about(honest: Pairs, threshold: float) -> dict[str, float]:
    """What made-up right answers tell: how alike they are, and how many pairs reach the threshold."""
    values = honest.values()
    middle, high = np.quantile(values, [0.5, 0.99])
    return {"pairs": len(values), "median": middle, "high": high, "above": float(np.mean(values >= threshold))}


def _as_many_as_fit(pairs: Pairs, shown: Sequence[Pair]) -> Iterator[tuple[Pair, list[Sides]]]:
    """(Pair, what stands side by side) of the first pairs, as long as the page has room for them."""
    room = SIDES_CHARS
    for place, pair in zip(pairs.places, shown):
        sides = _sides(pairs, place, pair)
        room -= sum(len(text) for _, _, *both in sides for side in both for text, _ in side.pieces)
        if room < 0:
            return
        yield pair, sides


def _sides(pairs: Pairs, place: tuple[int, int], pair: Pair) -> list[Sides]:
    """[(exercise, similarity, Side, Side)] of the exercises that both answered, those most alike first."""
    found: list[Sides] = []
    for name in sorted(pair.by_exercise, key=lambda name: pair.by_exercise[name], reverse=True):
        mine, theirs = (answer for one in place if (answer := pairs.answers.by_exercise[name][one]))
        both = zip(pair.students, (mine, theirs), matching(mine, theirs))
        left, right = (Side(who, _cut(answer, spans)) for who, answer, spans in both)
        found.append((name, pair.by_exercise[name], left, right))
    return found


def _cut(answer: Answer, places: Spans) -> tuple[tuple[str, bool], ...]:
    """The student's own lines that were compared in pieces, matching and not; released lines are left out with a mark."""
    marked = _marked(answer.source, places)
    pieces: list[tuple[str, bool]] = []
    start, left_out = 0, False
    for line in answer.source.splitlines(keepends=True):
        end = start + len(line)
        if " ".join(line.split()) in answer.lines:
            pieces += [(f"{LEFT_OUT}\n", False)] if left_out else []
            pieces += _pieces(line, marked[start:end])
            left_out = False
        else:
            left_out = left_out or bool(line.strip())
        start = end
    return tuple(pieces)


def _pieces(line: str, marked: Flags) -> list[tuple[str, bool]]:
    cuts = [0, *(np.flatnonzero(np.diff(marked)) + 1).tolist(), len(line)]
    return [(line[start:end], bool(marked[start])) for start, end in zip(cuts, cuts[1:])]


def _marked(source: str, places: Spans) -> Flags:
    """Which characters match, shape (len(source),): matching words, and the blanks between two of them."""
    marked = np.zeros(len(source), dtype=bool)
    ordered = sorted(places)
    for start, end in ordered:
        marked[start:end] = True
    for (_, end), (start, _) in zip(ordered, ordered[1:]):
        marked[end:start] = source[end:start].strip(" ") == ""
    return marked


@figure
def _histogram(values: Reals, honest: Pairs | None, threshold: float) -> Figure:
    drawn, axes = plt.subplots(figsize=(4.8, 3.0))
    bins = np.linspace(0, 1, 41).tolist()
    axes.hist(values, bins, weights=np.full(len(values), 100 / len(values)), color=BLUE, label="các cặp của lớp này")
    lowest = values.min()
    if honest:
        made_up = honest.values()
        lowest = min(lowest, made_up.min())
        axes.hist(
            made_up,
            bins,
            weights=np.full(len(made_up), 100 / len(made_up)),
            color=ORANGE,
            histtype="step",
            linewidth=2,
            label="các cặp bài đúng mô phỏng",
        )
    axes.axvline(threshold, color=RED, linestyle="--", label=f"ngưỡng {percent(threshold)}")
    axes.set(xlim=(np.floor(10 * lowest) / 10, 1.01), xlabel="độ giống của một cặp (%)", ylabel="% số cặp")
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0, symbol=""))
    axes.legend(loc="upper left")
    return drawn
