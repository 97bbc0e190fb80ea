"""Hình của bài 10: số dấu phẩy động nhỏ, khối chung độ co giãn, và chọn giữa số nguyên với dấu phẩy động."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.lines import Line2D
from numpy.typing import ArrayLike

from course.arrays import Reals
from course.plots.style import BLUE, GREY, ORANGE, RED, Described, drawing

WAYS = ((BLUE, "o", "-"), (RED, "D", "--"), (ORANGE, "s", ":"), (GREY, "^", "-."))
LOOKS_OF_SEEDS = ("o", "D", "^", "s", "v")
CROWDED = 40  # so many levels of a row are drawn thinner
LEAST_PERCENT = 0.01  # of a relative error: what is smaller lies on the lower edge
RANKS = 1100  # of the dots drawn, the smallest values first: all of them, then ever fewer, as a cloud hides itself


@drawing
def number_lines(levels_by_name: Mapping[str, ArrayLike]) -> Described:
    """Vẽ mỗi định dạng một hàng gạch, mỗi gạch một số mà định dạng ấy viết được, tất cả co về đoạn từ −1 đến 1.

    Đầu vào:
        levels_by_name: từ điển tên -> các số, chiều (k,); hàng nào cũng được chia cho số lớn nhất của |hàng ấy|.
    """
    drawn, axes = plt.subplots(figsize=(7.6, 0.9 + 0.5 * len(levels_by_name)))
    told = []
    for row, (name, numbers) in enumerate(levels_by_name.items()):
        levels = np.unique(np.asarray(numbers, dtype=float))
        levels = levels / np.abs(levels).max()
        axes.axhline(-row, color=GREY, linewidth=0.5)
        width = 0.6 if levels.size > CROWDED else 2
        axes.plot(levels, np.full(levels.size, -row), "|", color=BLUE, markersize=17, markeredgewidth=width)
        told.append(f"{name} có {levels.size} số, {np.mean(np.abs(levels) <= 0.25):.0%} nằm trong phần tư ở giữa")
    axes.set_yticks(-np.arange(len(levels_by_name)), list(levels_by_name))
    axes.set(
        xlabel="giá trị, khi số lớn nhất được co về 1",
        title="Mỗi gạch là một số viết được",
        xlim=(-1.03, 1.03),
        ylim=(0.6 - len(levels_by_name), 0.6),
    )
    return drawn, f"Mỗi định dạng một hàng gạch từ −1 đến 1. {'; '.join(told)}."


@drawing
def relative_errors(values: Reals, x_hat_by_name: Mapping[str, Reals]) -> Described:
    """Vẽ độ lớn của dữ liệu, và sai số tương đối của từng giá trị dưới mỗi định dạng, hai trục đều theo lũy thừa; chỗ đông thì vẽ bớt chấm.

    Đầu vào:
        values: các số thực khác 0, chiều (n,); x_hat_by_name: từ điển tên -> giá trị đọc ngược, chiều (n,), tối đa bốn.
    """
    drawn, (above, below) = plt.subplots(2, 1, figsize=(7.5, 4.8), sharex=True, height_ratios=(1, 2))
    order = np.argsort(np.abs(values))
    sizes = np.log2(np.abs(values)[order])
    drawn_ranks = np.unique(np.geomspace(1, order.size, RANKS).astype(int)) - 1
    above.hist(sizes, bins=60, color=GREY)
    above.set(ylabel="số giá trị", title="Sai số tương đối của từng giá trị")
    told = []
    for (color, marker, _), (name, x_hat) in zip(WAYS, x_hat_by_name.items(), strict=False):
        error = 100 * (np.abs(x_hat - values) / np.abs(values))[order]
        dots = np.maximum(error, LEAST_PERCENT)[drawn_ranks]
        below.plot(sizes[drawn_ranks], dots, marker, color=color, markersize=2)
        told.append(f"{name}: một nửa số giá trị sai từ {np.median(error):.2g}% trở lên, tệ nhất {error.max():.3g}%")
    handles = [
        Line2D([], [], color=color, marker=marker, linestyle="None", markersize=5, label=name)
        for (color, marker, _), name in zip(WAYS, x_hat_by_name, strict=False)
    ]
    above.legend(handles=handles, loc="upper left")
    below.set(xlabel="log2 của |giá trị|", ylabel="sai số tương đối (%)", yscale="log", ylim=(LEAST_PERCENT, 200))
    ticks = (0.01, 0.1, 1, 10, 100)
    below.set_yticks(ticks, [f"{tick:g}" for tick in ticks])
    below.minorticks_off()
    below.grid(True)
    return drawn, f"Trên: độ lớn của {values.size} giá trị. Dưới: sai số tương đối. {'; '.join(told)}."


@drawing
def sqnr_against_crest(
    crests: ArrayLike, sqnr_by_name: Mapping[str, ArrayLike], names: ArrayLike, crossing: float
) -> Described:
    """Vẽ SQNR của vài định dạng theo số lớn nhất gấp mấy lần cỡ chung, mỗi chấm một bộ dữ liệu.

    Đầu vào:
        crests: hệ số đỉnh của từng bộ dữ liệu, chiều (n,); sqnr_by_name: từ điển tên -> SQNR tính bằng dB, chiều (n,).
        names: tên của từng bộ dữ liệu, chiều (n,); bộ cùng tên được ghi tên một lần.
        crossing: hệ số đỉnh mà hai định dạng đầu bằng nhau, vẽ thành vạch đứng.
    """
    drawn, axes = plt.subplots(figsize=(7.5, 4.2))
    crests, names = np.asarray(crests, dtype=float), np.asarray(names)
    order = np.argsort(crests)
    told = []
    for (color, marker, line), (name, quality) in zip(WAYS, sqnr_by_name.items(), strict=False):
        quality = np.asarray(quality, dtype=float)
        axes.plot(crests[order], quality[order], line, color=color, linewidth=0.8)
        axes.plot(crests, quality, marker, color=color, markersize=5, label=name)
        told.append(f"{name} từ {quality[order][0]:.1f} dB đến {quality[order][-1]:.1f} dB")
    for kind in dict.fromkeys(names.tolist()):
        axes.annotate(
            kind,
            (np.exp(np.mean(np.log(crests[names == kind]))), 0.02),
            xycoords=("data", "axes fraction"),
            rotation=90,
            ha="center",
            color=GREY,
        )
    axes.axvline(crossing, color="black", linewidth=0.8, linestyle=":")
    axes.annotate(
        f"bằng nhau ở {crossing:.1f}",
        (crossing, 0.97),
        (5, 0),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
        va="top",
    )
    axes.set(
        xscale="log",
        xlabel="hệ số đỉnh: số lớn nhất gấp mấy lần căn trung bình bình phương",
        ylabel="SQNR, càng cao càng tốt (dB)",
        title="Tám bit: số nguyên hay dấu phẩy động?",
    )
    ticks = [tick for tick in (1, 2, 5, 10, 20, 50, 100, 200, 500) if crests.min() / 1.5 < tick < crests.max() * 1.5]
    axes.set_xticks(ticks, [str(tick) for tick in ticks])
    axes.minorticks_off()
    axes.legend(loc="upper right")
    axes.grid(True)
    return drawn, (
        f"Hệ số đỉnh tăng từ {crests.min():.1f} đến {crests.max():.0f}: {'; '.join(told)}. "
        f"Hai đường gặp nhau ở hệ số đỉnh {crossing:.1f}."
    )


@drawing
def one_block(x: Reals, x_hat_by_name: Mapping[str, Reals], first: int) -> Described:
    """Vẽ một khối giá trị, và bên dưới, mỗi định dạng một khung: sai số của từng giá trị, chung một trục dọc.

    Đầu vào:
        x: các số thực, chiều (n,); x_hat_by_name: từ điển tên -> giá trị đọc ngược, chiều (n,).
        first: số giá trị đứng trước vạch đứt; sai số được tính riêng cho hai bên của vạch.
    """
    rows = 1 + len(x_hat_by_name)
    drawn, (above, *below) = plt.subplots(rows, 1, figsize=(7.5, 0.8 + 1.25 * rows), sharex=True)
    places, told = np.arange(len(x)), []
    above.vlines(places, 0, x, color=BLUE, linewidth=1.5)
    above.plot(places, x, "o", color=BLUE, markersize=4)
    above.axhline(0, color=GREY, linewidth=0.5)
    above.set(ylabel="giá trị", title="Một khối giá trị, và sai số của nó dưới mỗi định dạng")
    reach = 1.1 * max(np.max(np.abs(x_hat - x)) for x_hat in x_hat_by_name.values())
    for axes, (name, x_hat) in zip(below, x_hat_by_name.items(), strict=True):
        left, right = (np.mean(part**2) for part in np.split(x_hat - x, [first]))
        axes.axhline(0, color=GREY, linewidth=0.5)
        axes.bar(places, x_hat - x, width=0.6, color=RED)
        title = f"{name}: trung bình bình phương {left:.4f} bên trái vạch, {right:.4f} bên phải"
        axes.set(title=title, ylabel="sai số", ylim=(-reach, reach))
        told.append(f"{name} {left:.4f} và {right:.4f}")
    for axes in (above, *below):
        axes.axvline(first - 0.5, color="black", linewidth=0.8, linestyle="--")
    below[-1].set_xlabel("vị trí trong khối")
    return drawn, (
        f"Trên: một khối {len(x)} giá trị từ {np.min(x):.2f} đến {np.max(x):.2f}. Dưới: sai số của từng giá trị. "
        f"Trung bình bình phương sai số ở {first} giá trị đầu và ở phần còn lại: {', '.join(told)}."
    )


@drawing
def perplexity_by_format(ways: Mapping[str, tuple[float, ArrayLike]], base: ArrayLike) -> Described:
    """Vẽ độ bối rối tăng thêm bao nhiêu, mỗi định dạng một hàng, mỗi mô hình một dấu.

    Đầu vào:
        ways: từ điển tên -> (số bit mỗi trọng số, độ bối rối của từng mô hình, chiều (k,)); base: của mô hình số thực, chiều (k,).
    """
    drawn, axes = plt.subplots(figsize=(7.5, 1.3 + 0.45 * len(ways)))
    told, base = [], np.asarray(base, dtype=float)
    for row, (bits, found) in enumerate(ways.values()):
        more = 100 * (np.asarray(found, dtype=float) / base - 1)
        axes.barh(-row, more.mean(), height=0.5, color=BLUE, alpha=0.35)
        for number, (marker, one) in enumerate(zip(LOOKS_OF_SEEDS, more, strict=False)):
            label = f"mô hình {number}" if row == 0 else None
            axes.plot(one, -row, marker, color=BLUE, markersize=5, linestyle="None", label=label)
        axes.annotate(
            f"{bits:.2f} bit", (1.01, -row), xycoords=("axes fraction", "data"), va="center", annotation_clip=False
        )
        told.append(f"{list(ways)[row]} {more.mean():.2f}%")
    axes.axvline(0, color="black", linewidth=0.8)
    axes.set_yticks(-np.arange(len(ways)), list(ways))
    axes.set(
        xlabel="độ bối rối tăng thêm (%); thanh: trung bình",
        title="Trọng số của mô hình ngôn ngữ ở vài định dạng",
        ylim=(0.6 - len(ways), 0.6),
    )
    axes.grid(True, axis="x")
    drawn.legend(loc="outside lower center", ncols=len(base))
    return drawn, f"Độ bối rối tăng thêm trung bình: {', '.join(told)}."
