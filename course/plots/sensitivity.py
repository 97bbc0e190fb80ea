"""Hình của bài 7: độ nhạy, cân bằng liên lớp, bù độ lệch, chia bit."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from numpy.typing import ArrayLike

from course.arrays import Reals
from course.plots.style import BLUE, GREY, ORANGE, RED, Described, drawing

WAYS = (GREY, ORANGE, BLUE, RED)  # colours of ways, in their order
MOST_CHOICES = 3  # of which losses are drawn, each with an axis of its own


@drawing
def layer_losses(S: Reals, choices: Sequence[int], sizes: Sequence[int]) -> Described:
    """Vẽ độ nhạy của từng lớp, mỗi số bit một hình với trục dọc riêng; nhiều số bit thì chỉ vẽ ba số đầu.

    Đầu vào:
        S: độ nhạy, chiều (số lớp, số lựa chọn); choices: các số bit; sizes: số trọng số của từng lớp.
    """
    shown = list(choices)[:MOST_CHOICES]
    drawn, grid = plt.subplots(1, len(shown), figsize=(7.8, 2.9), squeeze=False)
    names = [f"{number}" for number in range(1, len(S) + 1)]
    for axes, bits, losses, color in zip(grid[0], shown, np.transpose(S), (RED, ORANGE, BLUE)):
        axes.bar(names, losses, color=color)
        axes.axhline(0, color=GREY, linewidth=1)
        axes.set(title=f"một lớp còn {bits} bit", xlabel="lớp")
        axes.grid(True, axis="y")
        axes.margins(y=0.1)
    grid[0, 0].set_ylabel("cross-entropy tăng thêm")
    told = "; ".join(
        f"{bits} bit: nặng nhất lớp {np.argmax(losses) + 1} ({np.max(losses):.3f}), "
        f"nhẹ nhất lớp {np.argmin(losses) + 1} ({np.min(losses):.3f})"
        for bits, losses in zip(shown, np.transpose(S))
    )
    return drawn, f"Độ nhạy của {len(S)} lớp, có từ {min(sizes)} đến {max(sizes)} trọng số. {told}."


@drawing
def channel_ranges(before: tuple[Reals, Reals], after: tuple[Reals, Reals]) -> Described:
    """Vẽ độ dài của từng kênh ở hai phía, trước và sau khi cân bằng, trên trục logarit chung.

    Đầu vào:
        before, after: hai ma trận (W1, W2) của một cặp lớp, W1 chiều (vào, giữa), W2 chiều (giữa, ra).
    """
    drawn, grid = plt.subplots(1, 2, figsize=(7.8, 3.2), sharey=True)
    told = []
    for axes, name, (W1, W2) in zip(grid, ("trước khi cân bằng", "sau khi cân bằng"), (before, after)):
        columns, rows = np.abs(W1).max(axis=0), np.abs(W2).max(axis=1)
        places = np.arange(len(columns))
        axes.vlines(places, np.minimum(columns, rows), np.maximum(columns, rows), color=GREY, alpha=0.4)
        axes.plot(places, columns, "o", color=BLUE, markersize=4, label="cột của lớp trước")
        axes.plot(places, rows, "D", color=ORANGE, markersize=3, label="hàng của lớp sau")
        axes.set(yscale="log", xlabel="kênh", title=name)
        axes.grid(True, axis="y")
        spread, apart = columns.max() / columns.min(), np.exp(np.abs(np.log(columns / rows)).max())
        told.append(f"{name}, cột lớn nhất gấp {spread:.1f} lần cột nhỏ nhất, hai phía chênh nhau đến {apart:.1f} lần")
    grid[0].set_ylabel("max|W| của kênh")
    grid[0].set_ylim(top=6 * grid[0].get_ylim()[1])  # room for the legend
    grid[0].legend(loc="upper left", ncols=2)
    return drawn, f"Độ dài của {len(places)} kênh ở hai phía: {'; '.join(told)}."


@drawing
def accuracy_of_ways(accuracy_by_way: Mapping[str, ArrayLike], title: str) -> Described:
    """Vẽ độ chính xác của vài cách làm, mỗi mạng một nhóm cột.

    Đầu vào:
        accuracy_by_way: từ điển tên -> độ chính xác từ 0 đến 1, mỗi mạng một số; title: tên của hình.
    """
    drawn, axes = plt.subplots(figsize=(7.5, 3.1))
    found = {name: 100 * np.asarray(values) for name, values in accuracy_by_way.items()}
    networks = len(next(iter(found.values())))
    width = 0.8 / len(found)
    for number, ((name, values), color) in enumerate(zip(found.items(), WAYS)):
        places = np.arange(networks) + (number - (len(found) - 1) / 2) * width
        axes.bar(places, values, width, color=color, label=name)
        for place, value in zip(places, values):
            axes.annotate(f"{value:.0f}", (place, value), ha="center", va="bottom")
    axes.set_xticks(range(networks), [f"mạng {number}" for number in range(networks)])
    axes.set(ylabel="độ chính xác (%)", ylim=(0, 108), title=title)
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    axes.grid(True, axis="y")
    told = ", ".join(f"{name} {np.mean(values):.1f}%" for name, values in found.items())
    return drawn, f"Các nhóm cột độ chính xác của {networks} mạng. Trung bình: {told}."


@drawing
def output_shifts(before: Reals, after: Reals) -> Described:
    """Vẽ trung bình của sai số ở từng nút ra, trước và sau khi bù độ lệch.

    Đầu vào:
        before, after: sai số trung bình của từng nút, chiều (ra,).
    """
    drawn, axes = plt.subplots(figsize=(7.5, 2.9))
    places = np.arange(len(before))
    axes.bar(places, before, color=ORANGE, label="trước khi bù")
    axes.plot(places, after, "o", color=BLUE, markersize=4, label="sau khi bù")
    axes.axhline(0, color=GREY, linewidth=1)
    axes.set(xlabel="nút ra của lớp", ylabel="sai số trung bình", title="Làm tròn trọng số đẩy mỗi nút về một phía")
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    axes.grid(True, axis="y")
    return drawn, (
        f"Trước khi bù, sai số trung bình của {len(before)} nút đi từ {np.min(before):.2f} đến {np.max(before):.2f}; "
        f"sau khi bù, nút lệch nhiều nhất còn {np.max(np.abs(after)):.4f}."
    )


@drawing
def accuracy_against_bits(
    random_ways: tuple[ArrayLike, ArrayLike, ArrayLike],
    best_ways: tuple[ArrayLike, ArrayLike],
    equal_ways: tuple[ArrayLike, ArrayLike],
    float_accuracy: float,
) -> Described:
    """Vẽ độ chính xác theo số bit trung bình của trọng số: mỗi cách chia bừa một chấm, các cách chia tốt nhất một đường.

    Đầu vào:
        random_ways: (số bit trung bình, độ chính xác từ 0 đến 1, số bit ít nhất trong các lớp) của các cách chia bừa,
            mỗi mảng chiều (số cách,).
        best_ways, equal_ways: (số bit trung bình, độ chính xác) của các cách chia theo độ nhạy, và của các cách cho mọi lớp
            cùng số bit.
        float_accuracy: độ chính xác của mạng số thực.
    """
    drawn, axes = plt.subplots(figsize=(7.5, 5.0))
    bits, marks, least = (np.asarray(values) for values in random_ways)
    lowest = int(least.min())
    for where, name, color, alpha in (
        (least == lowest, f"chia bừa, có lớp chỉ {lowest} bit", GREY, 0.45),
        (least > lowest, f"chia bừa, lớp nào cũng hơn {lowest} bit", BLUE, 0.6),
    ):
        axes.plot(
            bits[where], 100 * marks[where], "o", color=color, alpha=alpha, markersize=4, markeredgewidth=0, label=name
        )
    axes.axhline(100 * float_accuracy, color=GREY, linewidth=1, linestyle=":", label="mạng số thực")
    equal_bits, equal_marks = (np.asarray(values) for values in equal_ways)
    axes.plot(equal_bits, 100 * equal_marks, "D", color=ORANGE, markersize=7, label="mọi lớp cùng số bit", zorder=3)
    best_bits, best_marks = (np.asarray(values) for values in best_ways)
    axes.plot(
        best_bits, 100 * best_marks, "-o", color=RED, linewidth=2, markersize=4, label="chia theo độ nhạy", zorder=4
    )
    axes.set(
        xlabel="số bit trung bình của một trọng số",
        ylabel="độ chính xác (%)",
        ylim=(10 * np.floor(10 * marks.min() - 0.5), 104),
        title="Cùng số bit, chia khéo và chia bừa cách nhau bao xa?",
    )
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.13), ncols=2)
    axes.grid(True)
    inside = (bits >= best_bits.min()) & (bits <= best_bits.max())
    below = marks[inside] <= np.interp(bits[inside], best_bits, best_marks)
    return drawn, (
        f"Chia bừa {len(bits)} cách là những chấm rải từ {100 * marks.min():.0f}% đến {100 * marks.max():.0f}%. "
        f"Đường chia theo độ nhạy đi từ {100 * best_marks[0]:.0f}% ở {best_bits[0]:.2f} bit lên "
        f"{100 * best_marks[-1]:.0f}% ở {best_bits[-1]:.2f} bit; {np.mean(below):.0%} số chấm không cao hơn đường ấy. "
        f"Mạng số thực đúng {100 * float_accuracy:.0f}%."
    )


@drawing
def sums_and_measurements(sums: ArrayLike, measured: ArrayLike) -> Described:
    """Vẽ phần tăng đo được của cross-entropy theo tổng các độ nhạy, trên hai trục logarit như nhau.

    Đầu vào:
        sums: tổng các độ nhạy của từng cách chia, lớn hơn 0; measured: phần tăng đo được, lớn hơn 0; chiều (số cách,).
    """
    drawn, axes = plt.subplots(figsize=(5.2, 3.8))
    x, y = np.asarray(sums), np.asarray(measured)
    ends = np.array([min(x.min(), y.min()), max(x.max(), y.max())])
    axes.plot(x, y, "o", color=BLUE, markersize=3, alpha=0.5, label="một cách chia")
    axes.plot(ends, ends, color=RED, linewidth=1.5, label="cộng lại là đúng")
    axes.set(
        xscale="log",
        yscale="log",
        xlabel="tổng các độ nhạy",
        ylabel="phần tăng đo được",
        title="Cộng độ nhạy lại có đúng không?",
    )
    axes.legend(loc="upper left")
    axes.grid(True)
    return drawn, (
        f"Với {len(x)} cách chia, tổng các độ nhạy đi từ {x.min():.2g} đến {x.max():.2g}, phần tăng đo được từ {y.min():.2g} "
        f"đến {y.max():.2g}; {np.mean(y > x):.0%} số chấm nằm trên đường chéo, tức là đo được nhiều hơn tổng."
    )
