"""Hình của bài 9: từ điển mã, mã Huffman, và chiếc thang từ 1 đến 4 bit."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from course.arrays import Reals
from course.plots.style import BLUE, GREY, ORANGE, RED, Described, drawing

BINS = 80
DB_A_BIT = 20 * np.log10(2)  # the limit of any way to write a bell-shaped value, in decibels a bit
LADDER = ((ORANGE, "s", "none"), (RED, "D", "-"), (BLUE, "", "--"), (GREY, "^", "none"))


@drawing
def levels_on_histogram(
    values: Reals, levels_by_name: Mapping[str, Reals], sqnr_by_name: Mapping[str, float]
) -> Described:
    """Vẽ phân bố của các giá trị, và bên dưới, mỗi cách đặt mức một hàng gạch.

    Đầu vào:
        values: các số thực, chiều tùy ý; levels_by_name: từ điển tên -> các mức, chiều (số mức,).
        sqnr_by_name: từ điển cùng các tên ấy -> SQNR tính bằng dB, ghi ở cuối hàng.
    """
    drawn, (above, below) = plt.subplots(2, 1, figsize=(7.5, 3.9), sharex=True, height_ratios=(1.2, 1))
    above.hist(np.ravel(values), bins=BINS, color=BLUE)
    above.set(ylabel="số trọng số", title="Các mức đặt ở đâu dưới hình chuông?")
    for row, (name, levels) in enumerate(levels_by_name.items()):
        below.axhline(-row, color=GREY, linewidth=0.5)
        below.plot(levels, np.full(len(levels), -row), "|", color=RED, markersize=14, markeredgewidth=2.5)
        below.annotate(f"{sqnr_by_name[name]:.1f} dB", (1.01, -row), xycoords=("axes fraction", "data"), va="center")
    below.set_yticks(-np.arange(len(levels_by_name)), list(levels_by_name))
    below.set(xlabel="giá trị của trọng số (gạch đỏ: các mức)", ylim=(0.6 - len(levels_by_name), 0.6))
    told = "; ".join(
        f"{name}: {len(levels)} mức từ {np.min(levels):.2f} đến {np.max(levels):.2f}, {sqnr_by_name[name]:.1f} dB"
        for name, levels in levels_by_name.items()
    )
    return drawn, f"Phân bố hình chuông của trọng số, bên dưới là các mức. {told}."


@drawing
def moving_codewords(values: Reals, paths: Reals, sqnr: Reals) -> Described:
    """Vẽ đường đi của từng từ mã dưới phân bố của các giá trị, và SQNR sau mỗi bước; thời gian đi từ trên xuống.

    Đầu vào:
        values: các số thực, chiều tùy ý; paths: từ điển mã lúc đầu và sau mỗi bước, chiều (số bước + 1, k).
        sqnr: SQNR tương ứng, tính bằng dB, chiều (số bước + 1,).
    """
    drawn = plt.figure(figsize=(7.8, 5.0))
    grid = drawn.add_gridspec(2, 2, height_ratios=(1, 1.5), width_ratios=(3, 1))
    above = drawn.add_subplot(grid[0, 0])
    below = drawn.add_subplot(grid[1, 0], sharex=above)
    right = drawn.add_subplot(grid[1, 1], sharey=below)
    above.hist(np.ravel(values), bins=BINS, color=BLUE, alpha=0.6)
    for words, color, line, name in ((paths[0], GREY, ":", "lúc đầu"), (paths[-1], RED, "-", "lúc cuối")):
        for place, word in enumerate(words):
            above.axvline(word, color=color, linestyle=line, linewidth=1.5, label=None if place else name)
    above.set(ylabel="số trọng số", title=f"{paths.shape[1]} từ mã tự đi tìm chỗ")
    above.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0)).set_in_layout(False)  # beside it is room
    above.tick_params(labelbottom=False)
    steps = np.arange(len(paths))
    for path in np.transpose(paths):
        below.plot(path, steps, "-", color=RED, marker="o", markersize=2.5, linewidth=1.2)
    below.set(xlabel="giá trị của từ mã", ylabel="bước của k-means")
    below.yaxis.set_major_locator(MaxNLocator(integer=True))
    below.invert_yaxis()
    below.grid(True)
    right.plot(sqnr, steps, "-", color=BLUE, marker="o", markersize=2.5)
    right.set(xlabel="SQNR của bước ấy (dB)", title=f"từ {sqnr[0]:.1f} đến {sqnr[-1]:.1f} dB")
    right.grid(True)
    return drawn, (
        f"Lúc đầu, {paths.shape[1]} từ mã cách đều từ {paths[0][0]:.2f} đến {paths[0][-1]:.2f}, sau {len(paths) - 1} bước "
        f"đứng từ {paths[-1][0]:.2f} đến {paths[-1][-1]:.2f}. SQNR tăng từ {sqnr[0]:.1f} lên {sqnr[-1]:.1f} dB: "
        f"phần lớn trong những bước đầu, sau {len(paths) // 4} bước đã được {sqnr[len(paths) // 4]:.1f} dB."
    )


@drawing
def huffman_tree(words: Mapping[str, str], counts: Mapping[str, int]) -> Described:
    """Vẽ cây của một mã tiền tố: rẽ trái là bit 0, rẽ phải là bit 1, mỗi lá một ký hiệu.

    Đầu vào:
        words: từ điển ký hiệu -> mã của nó, chuỗi các bit; counts: từ điển ký hiệu -> số lần xuất hiện.
    """
    drawn, axes = plt.subplots(figsize=(7.5, 3.6))
    leaves = sorted(words, key=words.__getitem__)
    places = {words[leaf]: float(place) for place, leaf in enumerate(leaves)}
    inner = {word[:end] for word in words.values() for end in range(len(word))}
    for node in sorted(inner, key=len, reverse=True):
        places[node] = (places[node + "0"] + places[node + "1"]) / 2
    for node in inner:
        for bit in "01":
            _branch(axes, places, node, bit)
    for leaf in leaves:
        at = places[words[leaf]], -len(words[leaf])
        axes.plot(*at, "o", color=RED, markersize=7)
        axes.annotate(
            f"{leaf}\n{counts[leaf]} lần\n{words[leaf]}", at, (0, -8), textcoords="offset points", ha="center", va="top"
        )
    deepest = max(map(len, words.values()))
    axes.set(ylim=(-deepest - 1.3, 0.3), xlim=(-0.7, len(leaves) - 0.3), xticks=[], yticks=[])
    axes.set_title("Ký hiệu hay gặp đứng gần gốc")
    axes.set_axis_off()
    told = ", ".join(
        f"{leaf} ({counts[leaf]} lần) có mã {words[leaf]}" for leaf in sorted(leaves, key=lambda one: -counts[one])
    )
    return drawn, f"Cây nhị phân, ký hiệu càng hay gặp càng gần gốc: {told}."


def _branch(axes: Axes, places: Mapping[str, float], node: str, bit: str) -> None:
    """One edge of the tree with its bit."""
    ends, depth = (places[node], places[node + bit]), len(node)
    axes.plot(ends, (-depth, -depth - 1), color=GREY, linewidth=1.5, zorder=0)
    axes.text(
        sum(ends) / 2,
        -depth - 0.5,
        bit,
        color=BLUE,
        ha="center",
        va="center",
        backgroundcolor="white",
        fontweight="bold",
    )


@drawing
def sqnr_ladder(ways: Mapping[str, tuple[ArrayLike, ArrayLike]]) -> Described:
    """Vẽ SQNR theo số bit mỗi trọng số của vài cách, dưới đường giới hạn 6.02 dB mỗi bit.

    Đầu vào:
        ways: từ điển tên -> (số bit, SQNR tính bằng dB), mỗi mảng chiều (k,); nhiều nhất bốn cách.
    """
    drawn, axes = plt.subplots(figsize=(7.6, 4.6))
    most = max(np.max(bits) for bits, _ in ways.values())
    axes.plot([0, most], [0, DB_A_BIT * most], color="black", linewidth=1, label="giới hạn của mọi cách")
    for (color, marker, line), (name, (bits, found)) in zip(LADDER, ways.items(), strict=False):
        axes.plot(bits, found, linestyle=line, marker=marker, markersize=7, color=color, linewidth=1.5, label=name)
        if marker:
            for x, y in zip(np.asarray(bits), np.asarray(found)):
                axes.annotate(f"{y:.1f}", (x, y), (8, -4), textcoords="offset points", color=color, va="top")
    axes.set(
        xlabel="số bit mỗi trọng số",
        ylabel="SQNR, càng cao càng tốt (dB)",
        title="Chiếc thang từ 1 đến 4 bit",
        xlim=(0.7, most + 0.25),
        ylim=(-1.5, None),
    )
    axes.legend(loc="upper left")
    axes.grid(True)
    told = "; ".join(
        f"{name}: từ {np.asarray(found)[0]:.1f} dB ở {np.asarray(bits)[0]:.2f} bit đến {np.asarray(found)[-1]:.1f} dB ở {np.asarray(bits)[-1]:.2f} bit"
        if np.size(bits) > 1
        else f"{name}: {np.asarray(found)[0]:.1f} dB ở {np.asarray(bits)[0]:.2f} bit"
        for name, (bits, found) in ways.items()
    )
    return drawn, f"Mọi cách nằm dưới đường {DB_A_BIT:.2f} dB mỗi bit. {told}."


@drawing
def pairs_and_centers(pairs: Reals, grid: Reals, centers: Reals) -> Described:
    """Vẽ các cặp trọng số trên mặt phẳng, với lưới từ mã của từng số, các từ mã của cả cặp, và ranh giới giữa chúng.

    Đầu vào:
        pairs: chiều (n, 2); grid: các từ mã khi mỗi số một từ điển, chiều (k, 2); centers: các từ mã của cặp, chiều (k, 2).
    """
    drawn, panels = plt.subplots(1, 2, figsize=(6.8, 3.5), sharex=True, sharey=True)
    titles = ("mỗi số một từ điển: lưới vuông", "mỗi cặp một từ mã: tự do")
    for axes, title, words in zip(panels, titles, (grid, centers), strict=True):
        axes.plot(pairs[:, 0], pairs[:, 1], ".", color=BLUE, markersize=1.5, alpha=0.4)
        axes.plot(words[:, 0], words[:, 1], "D", color=RED, markersize=6, markeredgecolor="white")
        axes.set(title=title, xlabel="trọng số thứ nhất", aspect="equal")
    panels[0].set_ylabel("trọng số thứ hai")
    levels = np.unique(grid[:, 0])
    for border in (levels[1:] + levels[:-1]) / 2:
        panels[0].axvline(border, color=GREY, linewidth=0.8)
        panels[0].axhline(border, color=GREY, linewidth=0.8)
    _draw_borders(panels[1], centers, np.abs(pairs).max())
    errors = [np.mean(np.min(_squares(pairs, words), axis=1)) for words in (grid, centers)]
    return drawn, (
        f"Một đám tròn gồm {len(pairs)} cặp trọng số. Trái: {len(grid)} từ mã trên lưới vuông, các ô đều là hình chữ nhật, "
        f"bình phương khoảng cách trung bình {errors[0]:.3f}. Phải: {len(centers)} từ mã tự do, đứng so le, {errors[1]:.3f}."
    )


def _draw_borders(axes: Axes, words: Reals, reach: float) -> None:
    """The lines between the places that are nearest to one codeword and those nearest to another."""
    places = np.linspace(-reach, reach, 60)
    x, y = np.meshgrid(places, places)
    squares = _squares(np.stack([x.ravel(), y.ravel()], axis=1), words)
    for word in range(len(words)):
        farther = np.min(np.delete(squares, word, axis=1), axis=1) - squares[:, word]  # linear along each border
        axes.contour(x, y, farther.reshape(x.shape), levels=[0.0], colors=GREY, linewidths=0.8)


def _squares(pairs: Reals, words: Reals) -> Reals:
    """The squared distance of each pair from each codeword, (pairs, codewords)."""
    squares: Reals = np.sum((pairs[:, np.newaxis] - words) ** 2, axis=2)
    return squares
