"""Hình của bài 11: các cách làm tròn trọng số, và sai số của đầu ra mà chúng để lại."""

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator, ScalarFormatter

from course.arrays import Reals
from course.plots.style import BLUE, GREY, ORANGE, RED, Described, drawing

BINS = 60
FURTHEST = 4.0  # times nearest rounding, where the last bar holds all that is beyond
COSTED = (
    (ORANGE, "s", "--"),
    (BLUE, "o", "-"),
    (GREY, "^", ":"),
    (RED, "D", "-."),
    ("black", "*", "none"),
    ("black", "x", "none"),
)
WAYS = ((ORANGE, "s", "--"), (BLUE, "o", "-"), (RED, "D", ":"))
PARTS = {"attn_q": BLUE, "attn_k": BLUE, "attn_v": BLUE, "ffn_up": RED, "ffn_down": ORANGE, "attn_output": GREY}
LINES = {
    BLUE: ("-", "attn_q, attn_k, attn_v"),
    RED: ("--", "ffn_up"),
    ORANGE: ("-.", "ffn_down"),
    GREY: (":", "attn_output"),
}
ON_WHITE = [withStroke(linewidth=3, foreground="white")]
BESIDE: tuple[dict[str, Any], ...] = (  # where a way's numbers stand
    {"xytext": (9, 4), "ha": "left", "va": "bottom"},
    {"xytext": (-7, -3), "ha": "right", "va": "top"},
    {"xytext": (9, -3), "ha": "left", "va": "top"},
)


@drawing
def random_roundings(ratios: Reals) -> Described:
    """Vẽ sai số của đầu ra qua nhiều cách làm tròn ngẫu nhiên, so với làm tròn gần nhất.

    Đầu vào:
        ratios: sai số của từng cách chia cho sai số của làm tròn gần nhất, chiều (số cách,).
    """
    ratios = np.asarray(ratios)
    drawn, axes = plt.subplots(figsize=(7.5, 3.2))
    counts, edges = np.histogram(np.minimum(ratios, FURTHEST), np.linspace(0, FURTHEST, BINS + 1))
    for count, left, right in zip(counts, edges, edges[1:]):
        looks: dict[str, Any] = (
            {"color": BLUE, "hatch": "//", "edgecolor": "white"} if right <= 1 + 1e-9 else {"color": GREY}
        )
        axes.bar(left, count, right - left, align="edge", **looks)
    axes.axvline(1, color=RED, linewidth=2)
    axes.annotate(
        "làm tròn gần nhất",
        (1, 1),
        (-5, -3),
        ("data", "axes fraction"),
        "offset points",
        color=RED,
        ha="right",
        va="top",
    )
    better = int(np.sum(ratios < 1))
    axes.set(
        xlabel=f"sai số của đầu ra, so với làm tròn gần nhất (cột cuối: từ {FURTHEST:g} lần trở lên)",
        ylabel="số cách làm tròn",
        title=f"Một cột trọng số: {better} trong {ratios.size} cách ngẫu nhiên tốt hơn làm tròn gần nhất",
        xlim=(0, FURTHEST),
    )
    axes.margins(y=0.2)
    return drawn, (
        f"Phân bố sai số của {ratios.size} cách làm tròn ngẫu nhiên. {better} cách nằm bên trái vạch của làm tròn gần nhất; "
        f"cách tốt nhất sai bằng {ratios.min():.2f} lần, ở giữa là {np.median(ratios):.2f} lần."
    )


@drawing
def error_by_row(nearest: Reals, spread: Reals) -> Described:
    """Vẽ sai số của đầu ra theo số hàng đã làm tròn, của làm tròn gần nhất và của GPTQ.

    Đầu vào:
        nearest, spread: sai số khi đã làm tròn 0, 1, 2, ... hàng, chiều (số hàng + 1,).
    """
    drawn, axes = plt.subplots(figsize=(7.5, 3.4))
    rows = np.arange(len(nearest))
    for (color, marker, line), name, errors in zip(
        WAYS, ("RTN: các hàng còn lại đứng yên", "GPTQ: chúng gánh giúp"), (nearest, spread)
    ):
        axes.plot(
            rows,
            errors,
            line,
            color=color,
            marker=marker,
            markersize=3.5,
            markevery=max(1, len(rows) // 16),
            label=name,
        )
        axes.annotate(
            f"{errors[-1]:.3g}", (rows[-1], errors[-1]), (5, 0), textcoords="offset points", color=color, va="center"
        )
    axes.set(
        xlabel="số hàng đã làm tròn",
        ylabel="sai số của đầu ra",
        title="Sai số tích lại qua từng hàng",
        xlim=(0, rows[-1] * 1.08),
    )
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.legend(loc="upper left")
    axes.grid(True)
    middle = len(rows) // 2
    return drawn, (
        f"Sau {middle} hàng, sai số của RTN là {nearest[middle]:.3g}, của GPTQ là {spread[middle]:.3g}; "
        f"sau cả {rows[-1]} hàng là {nearest[-1]:.3g} và {spread[-1]:.3g}."
    )


@drawing
def perplexity_by_bits(bits: Sequence[int], by_way: Mapping[str, Reals], in_reals: Reals) -> Described:
    """Vẽ độ bối rối tăng thêm theo số bit của vài cách, mỗi mô hình một chấm, đường nối trung bình.

    Đầu vào:
        bits: các số bit, dãy k số nguyên; by_way: từ điển tên -> độ bối rối, chiều (số mô hình, k); nhiều nhất ba cách.
        in_reals: độ bối rối của các mô hình số thực, chiều (số mô hình,).
    """
    drawn, axes = plt.subplots(figsize=(7.5, 3.8))
    added = {name: np.asarray(found) - np.reshape(in_reals, (-1, 1)) for name, found in by_way.items()}
    for (color, marker, line), beside, (name, found) in zip(WAYS, BESIDE, added.items(), strict=False):
        for one in found:
            axes.plot(bits, one, marker, color=color, markersize=4, markerfacecolor="none")
        means = np.mean(found, axis=0)
        axes.plot(bits, means, line, color=color, marker=marker, markersize=6, label=name)
        for x, y in zip(bits, means):
            axes.annotate(f"+{y:.2f}", (x, y), textcoords="offset points", color=color, path_effects=ON_WHITE, **beside)
    axes.set_yscale("log")
    axes.set(
        xlabel="số bit mỗi trọng số",
        ylabel="độ bối rối tăng thêm, càng thấp càng tốt",
        title=f"Cùng số bit, khác cách làm tròn ({len(in_reals)} mô hình)",
        xticks=list(bits),
        xlim=(min(bits) - 0.3, max(bits) + 0.3),
    )
    axes.set_yticks([0.1, 0.3, 1, 3, 10, 30])
    axes.yaxis.set_major_formatter(ScalarFormatter())
    axes.minorticks_off()
    axes.legend(loc="upper right")
    axes.grid(True)
    told = "; ".join(
        f"{name}: " + ", ".join(f"{one:.2f} ở {count} bit" for one, count in zip(np.mean(found, axis=0), bits))
        for name, found in added.items()
    )
    return drawn, f"Độ bối rối tăng thêm, trung bình. {told}."


@drawing
def alpha_curves(grid: Sequence[float], curves: Mapping[str, Reals]) -> Described:
    """Vẽ sai số của đầu ra theo số mũ α, mỗi ma trận một đường, so với α = 0.

    Đầu vào:
        grid: các α, dãy k số; curves: từ điển tên ma trận, như "blk.0.attn_q" -> sai số chia cho sai số ở α đầu tiên, chiều (k,).
    """
    drawn, axes = plt.subplots(figsize=(7.5, 3.8))
    named = set()
    for name, errors in curves.items():
        color = PARTS[name.rsplit(".", 1)[-1]]
        line, label = LINES[color]
        axes.plot(grid, errors, line, color=color, linewidth=1.3, label=None if color in named else label)
        best = int(np.argmin(errors))
        axes.plot(grid[best], errors[best], "o", color=color, markersize=5)
        named.add(color)
    highest = max(curves, key=lambda name: curves[name][-1])
    end = curves[highest][-1]
    axes.annotate(
        highest,
        (grid[-1], end),
        (-4, 5),
        textcoords="offset points",
        color=PARTS[highest.rsplit(".", 1)[-1]],
        ha="right",
        va="bottom",
    )
    axes.axhline(1, color="black", linewidth=0.8)
    axes.set_yscale("log")
    axes.set_yticks([0.1, 0.2, 0.5, 1, 2, 5])
    axes.yaxis.set_major_formatter(ScalarFormatter())
    axes.minorticks_off()
    axes.set(
        xlabel="số mũ α (chấm: chỗ thấp nhất)",
        ylabel="sai số của đầu ra, so với RTN",
        title="Mỗi ma trận một α tốt nhất",
    )
    axes.legend(loc="upper left", ncols=2)
    axes.grid(True)
    lowest: dict[str, list[float]] = {}
    for name, errors in curves.items():
        lowest.setdefault(LINES[PARTS[name.rsplit(".", 1)[-1]]][1], []).append(float(np.min(errors)))
    told = "; ".join(f"{label}: từ {min(least):.2f} đến {max(least):.2f} lần" for label, least in lowest.items())
    return drawn, (
        f"Chỗ thấp nhất của sai số của đầu ra, so với α = {grid[0]:g}. {told}. "
        f"Ở α = {grid[-1]:g}, cao nhất là {highest}, {end:.2f} lần."
    )


@drawing
def perplexity_by_cost(cases: Mapping[str, Mapping[str, tuple[Sequence[float], Reals]]]) -> Described:
    """Vẽ độ bối rối trung bình theo số bit thật của mỗi trọng số, mỗi trường hợp một khung, chung trục dọc.

    Đầu vào:
        cases: từ điển tên trường hợp -> từ điển tên cách -> (số bit, dãy k số; độ bối rối, chiều (số mô hình, k));
            nhiều nhất sáu cách, chung cho mọi khung.
    """
    drawn, row = plt.subplots(1, len(cases), figsize=(7.8, 3.9), sharey=True, squeeze=False)
    names = list(dict.fromkeys(name for ways in cases.values() for name in ways))
    looks = dict(zip(names, COSTED, strict=False))
    shown: dict[str, Any] = {}
    told = []
    for axes, (title, ways) in zip(row[0], cases.items()):
        ends = []
        for name, (bits, found) in ways.items():
            color, marker, line = looks[name]
            means = np.mean(found, axis=0)
            [shown[name]] = axes.plot(bits, means, color=color, marker=marker, linestyle=line, linewidth=1.4)
            ends.append(f"{name}: {means[-1]:.2f} ở {bits[-1]:g} bit")
        told.append(f"{title[0].upper()}{title[1:]}: {'; '.join(ends)}.")
        axes.set(xlabel="số bit mỗi trọng số, kể cả A và B", title=title)
        axes.grid(True)
    row[0, 0].set(ylabel="độ bối rối, càng thấp càng tốt")
    drawn.legend([shown[name] for name in names], names, loc="outside lower center", ncols=3)
    return drawn, " ".join(told)
