"""Hình của bài 2: giải lượng tử hóa và sai số."""

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from numpy.typing import ArrayLike

from course.arrays import Codes, Reals
from course.plots.style import BLUE, GREY, ORANGE, RED, Described, drawing


@drawing
def same_step(time: ArrayLike, signals: Mapping[str, Reals], read_back: Mapping[str, Reals]) -> Described:
    """Vẽ vài tín hiệu cạnh bản đọc ngược của chúng, mỗi tín hiệu một hình, chung một trục đứng.

    Đầu vào:
        time: các thời điểm, chiều (n,).
        signals, read_back: từ điển tên -> mảng chiều (n,), cùng các tên.
    """
    drawn, panels = plt.subplots(1, len(signals), figsize=(7.5, 2.7), sharey=True)
    for axes, (name, signal) in zip(panels, signals.items(), strict=True):
        axes.plot(time, signal, color=GREY, label="tín hiệu")
        axes.plot(time, read_back[name], color=BLUE, label="đọc ngược từ mã")
        axes.set(title=name, xlabel="thời gian")
        axes.grid(True)
    panels[0].set_ylabel("giá trị")
    panels[-1].legend(loc="upper right")
    told = "; ".join(
        f"{name} có biên độ {np.max(np.abs(signal)):.1f}, bản đọc ngược có {len(np.unique(read_back[name]))} mức"
        for name, signal in signals.items()
    )
    return drawn, f"Sóng và bản đọc ngược hình bậc thang, chung một trục đứng: {told}."


@drawing
def coverage(alpha: float, beta: float, reals_by_ruler: Mapping[str, Reals], every: int = 8) -> Described:
    """Vẽ các số thực mà mỗi cây thước đọc ra được, cạnh đoạn [alpha, beta] của dữ liệu.

    Đầu vào:
        alpha, beta: hai đầu của dữ liệu.
        reals_by_ruler: từ điển tên cây thước -> giá trị đọc ngược của mọi mã, tăng dần.
        every: cứ bấy nhiêu mã thì vẽ một vạch.
    """
    drawn, axes = plt.subplots(figsize=(7.5, 0.9 + 0.45 * len(reals_by_ruler)))
    axes.axvspan(alpha, beta, color=ORANGE, alpha=0.25, label="dữ liệu")
    for row, reals in enumerate(reals_by_ruler.values()):
        marks = np.append(reals[::every], reals[-1])
        axes.plot(marks[[0, -1]], [row, row], color=BLUE, linewidth=1)
        axes.plot(marks, np.full(marks.shape, row), "|", color=BLUE, markersize=14)
    axes.set(yticks=range(len(reals_by_ruler)), yticklabels=list(reals_by_ruler))
    axes.set(ylim=(len(reals_by_ruler) - 0.4, -0.6), xlabel=f"số thực, cứ {every} mã vẽ một vạch")
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    told = "; ".join(f"{name} phủ từ {reals[0]:.1f} đến {reals[-1]:.1f}" for name, reals in reals_by_ruler.items())
    return drawn, f"Dữ liệu nằm trong dải cam từ {alpha:g} đến {beta:g}. Các cây thước vẽ bằng vạch: {told}."


@drawing
def error_sawtooth(x: Reals, errors: Reals, s: float, alpha: float, beta: float) -> Described:
    """Vẽ sai số theo x: răng cưa giữa −s/2 và s/2 bên trong [alpha, beta], không giới hạn ở bên ngoài.

    Đầu vào:
        x: các giá trị tăng dần, chiều (n,); errors: sai số của chúng, cùng chiều.
        s: độ co giãn; alpha, beta: số thực nhỏ nhất và lớn nhất mà các mã đọc ra được.
    """
    drawn, axes = plt.subplots(figsize=(7.5, 3.0))
    axes.axvspan(x[0], alpha - s / 2, color=ORANGE, alpha=0.25, label="bão hòa")
    axes.axvspan(beta + s / 2, x[-1], color=ORANGE, alpha=0.25)
    for bound in (-s / 2, s / 2):
        axes.axhline(bound, color=RED, linestyle="--", linewidth=1, label="± nửa bước" if bound > 0 else None)
    axes.plot(x, errors, color=BLUE, label="sai số")
    inside = (x >= alpha) & (x <= beta)
    axes.set(xlim=(x[0], x[-1]), xlabel="giá trị x", ylabel="sai số")
    axes.set_title("Sai số hình răng cưa")
    axes.legend(loc="lower left")
    return drawn, (
        f"Đường sai số răng cưa, không quá {np.max(np.abs(errors[inside])):.2g} khi x từ {alpha:g} đến {beta:g}, "
        f"cạnh hai vạch ±{s / 2:g}; ở hai dải bão hòa bên ngoài nó đi thẳng ra xa, đến {np.max(np.abs(errors)):.1f}."
    )


@drawing
def error_histograms(steps_off_by_name: Mapping[str, Reals]) -> Described:
    """Vẽ phân bố của sai số, đơn vị là một bước, cạnh phân bố đều giữa −1/2 và 1/2.

    Đầu vào:
        steps_off_by_name: từ điển tên -> các sai số đã chia cho độ co giãn, không số nào nằm ngoài miền.
    """
    drawn, panels = plt.subplots(1, len(steps_off_by_name), figsize=(7.5, 2.7), sharey=True)
    for axes, (name, steps_off) in zip(panels, steps_off_by_name.items(), strict=True):
        axes.hist(np.ravel(steps_off), bins=np.linspace(-0.5, 0.5, 41), density=True, color=BLUE)
        axes.plot([-0.5, -0.5, 0.5, 0.5], [0, 1, 1, 0], color=RED, linestyle="--", label="phân bố đều")
        axes.set(title=f"sai số, {name}", xlabel="đơn vị: một bước", xticks=(-0.5, 0, 0.5))
    panels[0].set_ylabel("mật độ")
    panels[-1].legend(loc="upper left")
    told = []
    for name, steps_off in steps_off_by_name.items():
        density, _ = np.histogram(steps_off, bins=np.linspace(-0.5, 0.5, 11), density=True)
        told.append(f"{name}: mật độ từ {density.min():.1f} đến {density.max():.1f}")
    return drawn, f"Phân bố của sai số trong khoảng nửa bước, cạnh đường phân bố đều cao 1: {'; '.join(told)}."


@drawing
def sqnr_against_bits(
    bits: Sequence[int], measured: Mapping[str, ArrayLike], predicted: Mapping[str, ArrayLike]
) -> Described:
    """Vẽ SQNR theo số bit: mỗi dấu một lần đo, mỗi đường một công thức.

    Đầu vào:
        bits: các số bit, chiều (k,).
        measured: từ điển tên tín hiệu -> mảng chiều (số lần đo, k), tính bằng decibel.
        predicted: từ điển tên tín hiệu -> mảng chiều (k,), theo công thức.
    """
    drawn, axes = plt.subplots(figsize=(7.5, 3.6))
    for (name, rows), color, marker in zip(measured.items(), (BLUE, ORANGE, RED), "osD", strict=True):
        points, *_ = axes.plot(bits, np.transpose(rows), marker, color=color, markersize=4, alpha=0.6)
        points.set_label(name)  # one entry in the legend for all measurements
    for (name, line), color in zip(predicted.items(), (BLUE, ORANGE, RED), strict=True):
        axes.plot(bits, line, color=color, linewidth=1, label=f"công thức, {name}")
    axes.set(xlabel="số bit", ylabel="SQNR, đơn vị dB", xticks=bits)
    axes.set_title("Thêm một bit, được khoảng 6 dB")
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    axes.grid(True)
    last = bits[-1]
    told = ", ".join(f"{name} {np.mean(np.asarray(rows)[:, -1]):.0f} dB" for name, rows in measured.items())
    slope = np.mean([np.polyfit(bits, np.asarray(line), 1)[0] for line in predicted.values()])
    return drawn, (
        f"SQNR từ {bits[0]} đến {last} bit đi lên theo các đường thẳng song song, mỗi bit {slope:.2f} dB. "
        f"Ở {last} bit: {told}."
    )


@drawing
def rounding_against_clipping(widths: Reals, rounding: Reals, clipping: Reals, sqnr: Reals, width: float) -> Described:
    """Vẽ hai nguồn sai số theo bề rộng của miền (trái), và SQNR (phải).

    Đầu vào:
        widths: các bề rộng, chiều (k,).
        rounding, clipping: công suất sai số của phần nằm trong miền và phần bị cắt, so với tín hiệu, chiều (k,).
        sqnr: SQNR, tính bằng decibel, chiều (k,).
        width: bề rộng đang chọn, được đánh dấu.
    """
    drawn, (noise, ratio) = plt.subplots(1, 2, figsize=(7.8, 3.0))
    total = rounding + clipping
    noise.plot(widths, rounding, color=BLUE, label="do làm tròn")
    noise.plot(widths, clipping, color=RED, linestyle="--", label="do cắt")
    noise.plot(widths, total, color=GREY, linewidth=3, alpha=0.5, label="cả hai")
    noise.set(yscale="log", ylim=(total.min() / 30, 2), title="Công suất sai số / công suất tín hiệu")
    noise.legend(loc="upper right", frameon=True, facecolor="white", edgecolor="none", framealpha=1)
    ratio.plot(widths, sqnr, color=BLUE)
    ratio.plot(width, np.interp(width, widths, sqnr), "o", color=RED)
    ratio.set(title="SQNR có đỉnh ở giữa", ylabel="SQNR, đơn vị dB")
    for axes in (noise, ratio):
        axes.axvline(width, color=GREY, linestyle=":")
        axes.set_xlabel("nửa bề rộng của miền (độ lệch chuẩn)")
        axes.grid(True)
    best = int(np.argmax(sqnr))
    return drawn, (
        f"Miền rộng dần thì phần do làm tròn tăng, phần do cắt giảm. SQNR cao nhất {sqnr[best]:.1f} dB "
        f"ở nửa bề rộng {widths[best]:g}; đang chọn {width:g}, được {np.interp(width, widths, sqnr):.1f} dB."
    )


@drawing
def relu_on_codes(x_q: Codes, y_q_by_name: Mapping[str, Codes], z_x: int) -> Described:
    """Vẽ mã của y theo mã của x cho vài cách tính ReLU, với hai chỗ gãy: ở mã 0 và ở mã z_x.

    Đầu vào:
        x_q: các mã của x, tăng dần, chiều (n,).
        y_q_by_name: từ điển tên cách tính -> các mã của y, chiều (n,).
        z_x: điểm 0 của x.
    """
    drawn, axes = plt.subplots(figsize=(7.5, 3.0))
    looks: tuple[dict[str, Any], ...] = (
        {"color": BLUE, "linewidth": 4, "alpha": 0.6},
        {"color": RED, "linestyle": "--"},
    )
    for (name, y_q), look in zip(y_q_by_name.items(), looks, strict=True):
        axes.plot(x_q, y_q, label=name, **look)
    for place, words in ((z_x, "z_x: số thực 0"), (0, "mã 0")):
        axes.axvline(place, color=GREY, linestyle=":")
        at: dict[str, Any] = {"xycoords": ("data", "axes fraction"), "xytext": (-4, 0), "textcoords": "offset points"}
        axes.annotate(words, (place, 0.9), ha="right", **at)
    axes.set(xlabel="mã của x", ylabel="mã của y", title="ReLU trên mã: gãy ở đâu?")
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    axes.grid(True)
    told = "; ".join(f"{name} nằm ngang đến mã {np.max(x_q[y_q == y_q[0]])} của x" for name, y_q in y_q_by_name.items())
    return drawn, f"Mỗi đường nằm ngang rồi gãy thành dốc lên. Mã của số thực 0 là {z_x}; {told}."
