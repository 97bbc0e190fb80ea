"""Hình của bài 13: byte của một mô hình nằm ở đâu, và mỗi byte mua được gì."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import ScalarFormatter
from numpy.typing import ArrayLike

from course.arrays import Reals
from course.plots.style import BLUE, GREY, ORANGE, RED, Described, drawing

LOOKS = {"Q4_0": (GREY, ""), "Q5_0": (BLUE, "///"), "Q8_0": (ORANGE, "xx")}  # colour and hatch, by kind of block
OTHER = ("white", "....")
MARKS = ("s", "o", "D", "^", "v", "P")
NAMED = 5  # matrices that get their name in a cloud
LEAST_RISE = 1e-3  # of perplexity: what is less, or below 0, is drawn here


@drawing
def where_bytes_went(packed: Mapping[str, tuple[str, int]], gains: int, budget: int) -> Described:
    """Vẽ số byte của từng ma trận, mỗi ma trận một thanh, màu và nét gạch theo kiểu khối.

    Đầu vào:
        packed: từ điển tên ma trận -> (kiểu, số byte); gains: số byte của các hệ số float32; budget: ngân sách, số byte.
    """
    drawn, axes = plt.subplots(figsize=(7.5, 4.0))
    sizes = [size for _, size in packed.values()]
    for row, (kind, size) in enumerate(packed.values()):
        color, hatch = LOOKS.get(kind, OTHER)
        axes.barh(row, size, color=color, hatch=hatch, edgecolor="black", linewidth=0.5)
        axes.annotate(f"{kind}, {size}", (size, row), (4, 0), textcoords="offset points", va="center", fontsize=8)
    axes.set_yticks(range(len(packed)), list(packed), fontsize=8)
    axes.invert_yaxis()
    total, largest = sum(sizes) + gains, max(sizes)
    left = f"còn {budget - total}" if total <= budget else f"vượt {total - budget}"
    axes.set(
        xlabel="số byte của các khối",
        title=f"Byte nằm ở đâu: {total} trong ngân sách {budget} byte, {left}",
        xlim=(0, 1.25 * largest),
    )
    shares = {kind: sum(size for one, size in packed.values() if one == kind) for kind, _ in packed.values()}
    handles = [Patch(facecolor=color, hatch=hatch, edgecolor="black") for color, hatch in LOOKS.values()]
    axes.legend(handles, list(LOOKS), loc="lower right")
    told = ", ".join(f"{kind} {size} byte" for kind, size in shares.items())
    largest_name = list(packed)[sizes.index(largest)]
    return drawn, (
        f"Cả {len(packed)} ma trận: {told}; thêm {gains} byte hệ số. Tổng {total} byte, {left} byte so với ngân sách {budget}. "
        f"Ma trận tốn nhất là {largest_name}, {largest} byte."
    )


@drawing
def rise_against_bytes(sizes: Mapping[str, int], rises: Reals) -> Described:
    """Vẽ phần độ bối rối tăng lên khi chỉ một ma trận bị lượng tử hóa, theo số byte của ma trận ấy.

    Đầu vào:
        sizes: từ điển tên ma trận -> số byte; rises: phần tăng, chiều (số mô hình, số ma trận).
    """
    drawn, axes = plt.subplots(figsize=(7.5, 4.0))
    rises = np.asarray(rises)
    means = rises.mean(axis=0)
    named = np.argsort(-means)[:NAMED]
    x = np.array(list(sizes.values()), dtype=float)
    spread = np.zeros(len(x))
    for size in np.unique(x):  # matrices of one size stand side by side
        same = np.flatnonzero(x == size)
        spread[same] = np.linspace(-0.09, 0.09, len(same)) if len(same) > 1 else 0
    x = x * np.exp(spread)
    shown = np.maximum(rises, LEAST_RISE)
    for place, name in enumerate(sizes):
        color = RED if place in named else GREY
        axes.plot([x[place]] * 2, [shown[:, place].min(), shown[:, place].max()], color=color, linewidth=1)
        axes.plot(x[place], max(means[place], LEAST_RISE), "D" if place in named else "o", color=color, markersize=5)
        if place in named:
            axes.annotate(
                name,
                (x[place], max(means[place], LEAST_RISE)),
                (7, 0),
                textcoords="offset points",
                va="center",
                fontsize=8,
                color=RED,
            )
    axes.set_xscale("log")
    axes.set_yscale("log")
    ticks = sorted({int(size) for size in sizes.values()})
    axes.set_xticks(ticks, [str(size) for size in ticks])
    axes.minorticks_off()
    axes.set_yticks([0.001, 0.003, 0.01, 0.03, 0.1, 0.3])
    axes.yaxis.set_major_formatter(ScalarFormatter())
    axes.set(
        xlabel="số byte của ma trận, kiểu Q4_0",
        ylabel="độ bối rối tăng thêm",
        title=f"Chỉ một ma trận thành Q4_0: {len(rises)} mô hình, dấu là trung bình",
        xlim=(min(ticks) * 0.75, max(ticks) * 1.9),
    )
    axes.grid(True)
    first, second = (list(sizes)[place] for place in named[:2])
    return drawn, (
        f"Độ bối rối tăng trung bình khi chỉ một ma trận thành Q4_0, từ {LEAST_RISE} trở lên: {first} {means[named[0]]:.3f}, "
        f"rồi đến {second} {means[named[1]]:.3f}; ma trận đứng giữa {np.median(means):.3f}."
    )


@drawing
def perplexity_by_size(
    dots: tuple[ArrayLike, ArrayLike], ways: Mapping[str, tuple[float, float]], base: float, budget: int
) -> Described:
    """Vẽ độ bối rối theo số byte: các cách chia bừa là chấm, mỗi chiến lược một dấu có tên.

    Đầu vào:
        dots: (số byte, độ bối rối) của các cách chia bừa; ways: từ điển tên -> (số byte, độ bối rối), nhiều nhất sáu.
        base: độ bối rối của mô hình số thực; budget: ngân sách, số byte.
    """
    drawn, axes = plt.subplots(figsize=(7.5, 4.2))
    sizes, found = (np.asarray(one, dtype=float) for one in dots)
    axes.plot(sizes, found, "x", color=GREY, markersize=4)
    handles = [Line2D([], [], marker="x", color=GREY, linestyle="None", label="chia bừa")]
    for place, (name, (size, perplexity)) in enumerate(ways.items()):
        inside = size <= budget
        color = (BLUE, RED, ORANGE)[place % 3]
        [mark] = axes.plot(
            size,
            perplexity,
            MARKS[place],
            color=color,
            markersize=8,
            markerfacecolor=color if inside else "none",
            linestyle="None",
            label=f"{name}: {perplexity:.2f}" + ("" if inside else ", vượt ngân sách"),
        )
        handles.append(mark)
    axes.axvline(budget, color=RED, linewidth=1.5, linestyle="--")
    axes.axhline(base, color="black", linewidth=1)
    axes.annotate(
        f"số thực: {base:.2f}",
        (0.99, base),
        (0, 3),
        ("axes fraction", "data"),
        "offset points",
        ha="right",
        va="bottom",
    )
    axes.annotate(
        "ngân sách",
        (budget, 0.98),
        (5, 0),
        ("data", "axes fraction"),
        "offset points",
        color=RED,
        va="top",
    )
    axes.set(
        xlabel="số byte của cả mô hình",
        ylabel="độ bối rối, càng thấp càng tốt",
        title=f"Cùng chừng ấy byte: {len(sizes)} cách chia bừa và các chiến lược",
    )
    axes.legend(handles=handles, loc="upper left", bbox_to_anchor=(1, 1), fontsize=8)
    axes.grid(True)
    told = "; ".join(f"{name} {size:.0f} byte, {perplexity:.2f}" for name, (size, perplexity) in ways.items())
    return drawn, (
        f"Ngân sách {budget} byte, số thực {base:.2f}. {len(sizes)} cách chia bừa: từ {found.min():.2f} đến {found.max():.2f}. "
        f"{told}."
    )


@drawing
def byte_maps(layouts: Mapping[str, Sequence[tuple[str, int]]]) -> Described:
    """Vẽ các byte của vài kiểu khối, mỗi kiểu một hàng ô, mỗi phần một màu.

    Đầu vào:
        layouts: từ điển tên kiểu -> dãy (tên phần, số byte), theo thứ tự trong khối; nhiều nhất ba phần mỗi kiểu.
    """
    drawn, axes = plt.subplots(figsize=(7.5, 0.8 + 0.65 * len(layouts)))
    looks = ((ORANGE, "xx"), (BLUE, ""), (GREY, "///"))
    widest = max(sum(size for _, size in parts) for parts in layouts.values())
    for row, parts in enumerate(layouts.values()):
        start = 0
        for place, (part, size) in enumerate(parts):
            color, hatch = looks[0] if place == 0 else looks[1] if place == len(parts) - 1 else looks[2]
            for byte in range(start, start + size):
                axes.barh(row, 1, left=byte, height=0.5, color=color, hatch=hatch, edgecolor="white", linewidth=0.8)
            axes.annotate(
                f"{part}: {size} byte",
                (start, row + 0.27) if place % 2 == 0 else (start, row - 0.27),
                (0, -1 if place % 2 == 0 else 1),
                textcoords="offset points",
                va="top" if place % 2 == 0 else "bottom",
                fontsize=7.5,
            )
            start += size
    axes.set_yticks(range(len(layouts)), list(layouts))
    axes.set_ylim(len(layouts) - 0.45, -0.5)
    axes.set(xlabel="byte thứ mấy của khối", title="Một khối 32 số nằm trong tệp", xlim=(0, widest + 0.5))
    told = "; ".join(
        f"{name}: {', '.join(f'{part} {size}' for part, size in parts)}, cộng {sum(size for _, size in parts)} byte"
        for name, parts in layouts.items()
    )
    return drawn, f"Các phần của một khối 32 số. {told}."
