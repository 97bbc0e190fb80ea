"""Hình của bài 12: giá trị ngoại lai trong kích hoạt, hai cách dời chúng, và hàm mũ bằng số nguyên."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LogNorm
from numpy.typing import ArrayLike

from course.arrays import Reals
from course.plots.style import BLUE, GREY, ORANGE, RED, Described, drawing

SMALLEST_SHADE = 0.05  # of |x|: what is smaller stays white
MODELS = (("o", BLUE), ("s", ORANGE), ("D", RED))
POWERS = ((BLUE, "-"), (ORANGE, "--"), (RED, ":"))
APART = 0.17  # between the marks of two models in a row


@drawing
def activation_maps(maps: Mapping[str, Reals]) -> Described:
    """Vẽ độ lớn của kích hoạt, mỗi hàng một token, mỗi cột một kênh; các hình chung một thang đậm nhạt.

    Đầu vào:
        maps: từ điển tên -> kích hoạt, chiều (số token, số kênh), cùng chiều với nhau; nhiều nhất ba.
    """
    largest = max(float(np.max(np.abs(X))) for X in maps.values())
    drawn, panels = plt.subplots(1, len(maps), figsize=(1.6 + 2.0 * len(maps), 3.4), sharey=True, squeeze=False)
    for axes, (name, X) in zip(panels[0], maps.items(), strict=True):
        shades = np.clip(np.abs(X), SMALLEST_SHADE, None)
        image = axes.imshow(shades, cmap="Greys", norm=LogNorm(SMALLEST_SHADE, largest), aspect="auto")
        axes.set(title=f"{name}\nlớn nhất {np.max(np.abs(X)):.3g}", xlabel="kênh")
    panels[0][0].set_ylabel("vị trí của token")
    drawn.colorbar(image, ax=panels[0].tolist(), label="độ lớn |x|, càng đậm càng lớn")
    told = "; ".join(
        f"{name}: |x| lớn nhất {np.max(np.abs(X)):.3g}, kênh to nhất gấp {_spread(X):.1f} lần kênh giữa"
        for name, X in maps.items()
    )
    tokens, channels = next(iter(maps.values())).shape
    return drawn, f"Kích hoạt của {tokens} token ở {channels} kênh. {told}."


def _spread(X: Reals) -> float:
    """The size of the largest channel over that of the middle one."""
    sizes = np.max(np.abs(X), axis=0)
    return float(np.max(sizes) / np.median(sizes))


@drawing
def alpha_sweep(alphas: Sequence[float], found: Reals, in_reals: Sequence[float]) -> Described:
    """Vẽ độ bối rối theo α của SmoothQuant, mỗi mô hình một đường, dưới cùng là mô hình số thực.

    Đầu vào:
        alphas: các giá trị của α; found: độ bối rối, chiều (số mô hình, số α).
        in_reals: độ bối rối của từng mô hình khi còn là số thực, chiều (số mô hình,).
    """
    drawn, axes = plt.subplots(figsize=(6.4, 3.6))
    for number, (row, (marker, color)) in enumerate(zip(found, MODELS)):
        axes.plot(alphas, row, marker=marker, color=color, linewidth=1, alpha=0.7, label=f"mô hình {number}")
    mean = np.mean(found, axis=0)
    axes.plot(alphas, mean, color="black", linewidth=2.5, label="trung bình")
    real = float(np.mean(in_reals))
    axes.axhline(real, color=GREY, linestyle="--", label="số thực")
    axes.set(
        xlabel="α: phần độ lớn dời từ kích hoạt sang trọng số",
        ylabel="độ bối rối, càng nhỏ càng tốt",
        title="α ở giữa thì cả hai bên cùng chịu được",
        yscale="log",
    )
    shown = [value for value in (4, 5, 6, 8, 10, 15, 20, 30) if real * 0.9 < value < 1.1 * np.max(found)]
    axes.set_yticks(shown, [str(value) for value in shown])
    axes.minorticks_off()
    axes.grid(True)
    axes.legend()
    best = int(np.argmin(mean))
    return drawn, (
        f"Đường cong võng ở giữa, trung bình của {len(found)} mô hình: độ bối rối {mean[0]:.1f} ở α = {alphas[0]:g}, "
        f"thấp nhất {mean[best]:.2f} ở α = {alphas[best]:g}, rồi lên {mean[-1]:.2f} ở α = {alphas[-1]:g}. "
        f"Số thực: {real:.2f}."
    )


@drawing
def two_sides(x_max: tuple[Reals, Reals], w_max: tuple[Reals, Reals]) -> Described:
    """Vẽ số lớn nhất của mỗi kênh ở hai bên của một lớp, trước và sau khi làm mượt.

    Đầu vào:
        x_max: |X| lớn nhất của từng kênh trước và sau, mỗi mảng chiều (số kênh,).
        w_max: |W| lớn nhất của từng hàng trước và sau, mỗi mảng chiều (số kênh,).
    """
    drawn, panels = plt.subplots(2, 1, figsize=(7.2, 4.2), sharex=True)
    sides = (("kích hoạt: |X| lớn nhất", x_max), ("trọng số: |W| lớn nhất", w_max))
    for axes, (name, (before, after)) in zip(panels, sides, strict=True):
        places = np.arange(len(before))
        axes.plot(places, before, "o", color=GREY, markersize=5, markerfacecolor="none", label="trước")
        axes.plot(places, after, "D", color=RED, markersize=4, label="sau")
        axes.vlines(places, before, after, color=GREY, linewidth=1)
        axes.set(yscale="log", title=f"{name}, mỗi vạch một kênh", ylabel="số lớn nhất")
        axes.grid(True, axis="y")
    panels[0].legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    panels[1].set_xlabel("kênh")
    told = "; ".join(
        f"{name}, to nhất gấp {np.max(before) / np.min(before):.0f} lần nhỏ nhất, sau còn {np.max(after) / np.min(after):.1f} lần"
        for name, (before, after) in sides
    )
    return drawn, f"Hai bên của một lớp có {len(x_max[0])} kênh. {told[0].upper()}{told[1:]}."


@drawing
def perplexities(found: Mapping[str, ArrayLike], title: str) -> Described:
    """Vẽ độ bối rối của vài cách, mỗi cách một hàng, mỗi mô hình một dấu, trung bình ghi ở cuối hàng; thang logarit.

    Đầu vào:
        found: từ điển tên -> độ bối rối của từng mô hình, chiều (số mô hình,); title: nhan đề.
    """
    drawn, axes = plt.subplots(figsize=(7.2, 1.2 + 0.5 * len(found)))
    values = {name: np.asarray(each, float) for name, each in found.items()}
    lowest, highest = (edge([edge(each) for each in values.values()]) for edge in (np.min, np.max))
    left, right = 0.9 * lowest, 1.1 * highest
    rows = -np.arange(len(values))
    for number, (found_by_one, (marker, color)) in enumerate(zip(np.transpose(list(values.values())), MODELS)):
        places = rows + APART * (1 - number)
        axes.plot(found_by_one, places, marker, color=color, markersize=5, label=f"mô hình {number}")
    for row, each in zip(rows, values.values(), strict=True):
        axes.annotate(
            f"{np.mean(each):.2f}", (1.02, row), xycoords=("axes fraction", "data"), va="center", annotation_clip=False
        )
    axes.annotate("trung bình", (1.02, 1), xycoords="axes fraction", va="bottom", annotation_clip=False)
    axes.set_yticks(rows, list(values))
    axes.set(xscale="log", xlim=(left, right), ylim=(rows[-1] - 0.5, 0.5), title=title)
    axes.set_xlabel("độ bối rối, càng nhỏ càng tốt")
    shown = [value for value in (5, 6, 8, 10, 15, 20, 30, 50, 100) if left < value < right]
    axes.set_xticks(shown, [str(value) for value in shown])
    axes.minorticks_off()
    axes.grid(True)
    drawn.legend(loc="outside lower center", ncols=len(MODELS))
    told = "; ".join(f"{name} {np.mean(each):.2f}" for name, each in values.items())
    return drawn, f"{title}, độ bối rối trung bình của {len(next(iter(values.values())))} mô hình: {told}."


@drawing
def integer_powers(curves: Mapping[float, tuple[Reals, Reals]]) -> Described:
    """Vẽ hàm mũ tính bằng số nguyên cạnh hàm mũ thật, và sai số, mỗi bước của đầu vào một đường.

    Đầu vào:
        curves: từ điển bước S -> (x, hàm mũ của x tính bằng số nguyên), mỗi mảng chiều (n,); nhiều nhất ba.
    """
    drawn, (above, below) = plt.subplots(2, 1, figsize=(7.2, 4.6), sharex=True, height_ratios=(1.4, 1))
    least = min(float(np.min(x)) for x, _ in curves.values())
    smooth = np.linspace(least, 0, 200)
    above.plot(smooth, np.exp(smooth), color="black", linewidth=1, label="hàm mũ thật")
    for (step, (x, y)), (color, line) in zip(curves.items(), POWERS):
        every = max(1, len(x) // 400)
        above.plot(x[::every], y[::every], linestyle=line, color=color, linewidth=1.8, label=f"S = {step:g}")
        below.plot(x[::every], (y - np.exp(x))[::every], linestyle=line, color=color, linewidth=1.5)
    below.axhline(0, color="black", linewidth=0.8)
    above.set(ylabel="kết quả", title="Một parabol và phép dịch phải")
    below.set(xlabel="đầu vào x = q · S", ylabel="sai số")
    above.legend(loc="upper left")
    for axes in (above, below):
        axes.grid(True)
    told = ", ".join(f"{np.max(np.abs(y - np.exp(x))):.3f} khi S = {step:g}" for step, (x, y) in curves.items())
    return drawn, f"Từ −{-least:.0f} đến 0, hàm mũ bằng số nguyên đi sát hàm mũ thật; sai nhiều nhất {told}."
