"""Hình của bài 6: hiệu chỉnh, tức là chọn miền cho kích hoạt."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from course.arrays import Flags, Reals
from course.plots.style import BLUE, GREY, ORANGE, RED, Described, drawing

LOOKS = ((GREY, "s", ":"), (BLUE, "o", "-"), (ORANGE, "^", "--"), (RED, "D", "-."))  # of the methods, in their order
BINS = 60
U_HEIGHT = 5  # of the axis on which a sum with a minimum looks like a U, in that minimum
CLOSE_ACCURACY = (89.5, 100)  # per cent, where the methods' lines lie close to each other


@drawing
def values_and_codes(values_by_name: Mapping[str, Reals], codes_by_name: Mapping[str, Reals]) -> Described:
    """Vẽ phân bố của từng bộ giá trị trên cùng một trục, với các số thực mà mã biểu diễn được ở ngay bên dưới.

    Đầu vào:
        values_by_name: từ điển tên -> các giá trị, chiều tùy ý.
        codes_by_name: từ điển cùng các tên ấy -> các số thực mà mã biểu diễn được, chiều (số mã,).
    """
    drawn, rows = plt.subplots(
        len(values_by_name), 1, figsize=(7.5, 1.9 * len(values_by_name)), sharex=True, squeeze=False
    )
    last = max(np.max(values) for values in values_by_name.values())
    for axes, (name, values) in zip(rows[:, 0], values_by_name.items(), strict=True):
        axes.hist(np.ravel(values), bins=np.linspace(0, last, BINS + 1), color=BLUE)
        axes.axhspan(0.02, 0.5, color="white", zorder=2)  # a strip of its own for the codes
        axes.plot(codes_by_name[name], np.full(len(codes_by_name[name]), 0.1), "|", color=RED, markersize=10, zorder=3)
        axes.set(yscale="log", ylim=(0.02, None), ylabel="số lượng", title=name)
    rows[-1, 0].set_xlabel("giá trị của kích hoạt (gạch đỏ: các số mà mã biểu diễn được)")
    told = "; ".join(
        f"{name}: giá trị lớn nhất {np.max(values):.1f}, hai mã liền nhau cách nhau {codes_by_name[name][1]:.2f}"
        for name, values in values_by_name.items()
    )
    return drawn, f"Phân bố của các giá trị trên cùng một trục, bên dưới là các mã: {told}."


@drawing
def batch_ranges(
    lows: Sequence[float] | Reals, highs: Sequence[float] | Reals, averages: Mapping[str, ArrayLike]
) -> Described:
    """Vẽ min và max của từng lô, cùng miền mà mỗi cách tính có được sau từng lô.

    Đầu vào:
        lows, highs: min và max của các lô, mỗi mảng chiều (số lô,).
        averages: từ điển tên -> các cặp (alpha, beta) sau từng lô, chiều (số lô, 2).
    """
    drawn, axes = plt.subplots(figsize=(7.5, 3.0))
    batches = np.arange(1, len(lows) + 1)
    axes.vlines(batches, lows, highs, color=GREY, linewidth=5, alpha=0.5, label="miền của từng lô")
    for (color, marker, line), (name, ranges) in zip(LOOKS[1:], averages.items(), strict=False):
        for place, ends in enumerate(np.transpose(ranges)):
            axes.plot(batches, ends, line, color=color, marker=marker, markersize=3, label=name if place else None)
    axes.set(xlabel="số lô đã xem", ylabel="giá trị của kích hoạt", title="Một lô lạ kéo miền đi bao xa?")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    axes.grid(True)
    told = "; ".join(f"{name} kết thúc ở {np.asarray(ranges)[-1, 1]:.2f}" for name, ranges in averages.items())
    return drawn, (
        f"Lô thứ {int(np.argmax(highs)) + 1} vọt lên {np.max(highs):.1f}, các lô khác không quá {np.sort(highs)[-2]:.1f}. "
        f"Đầu trên của miền, {told}."
    )


@drawing
def clipping_and_rounding(values: Reals, errors: Reals, clipped: Flags) -> Described:
    """Vẽ sai số lượng tử hóa theo giá trị, và hai phần của MSE: làm tròn và cắt.

    Đầu vào:
        values: các số thực; errors: sai số của chúng, cùng chiều.
        clipped: mảng bool cùng chiều, True ở giá trị nằm ngoài miền.
    """
    drawn, (scatter, totals) = plt.subplots(1, 2, figsize=(7.5, 3.0), width_ratios=(3, 1))
    parts = {"làm tròn": (~clipped, BLUE), "cắt": (clipped, RED)}
    for name, (where, color) in parts.items():
        scatter.plot(values[where], errors[where], ".", color=color, markersize=3, label=name)
    scatter.set(title="sai số của từng giá trị", xlabel="giá trị của kích hoạt", ylabel="sai số")
    scatter.legend(loc="lower left", markerscale=4)
    scatter.grid(True)
    sums = [np.sum(np.square(errors[where])) / errors.size for where, _ in parts.values()]
    totals.bar(list(parts), sums, color=[color for _, color in parts.values()])
    totals.set(title="đóng góp vào MSE", ylim=(0, max(1.15 * max(sums), 1e-9)))
    return drawn, (
        f"Sai số do làm tròn nằm trong một dải hẹp quanh 0; {np.mean(clipped):.1%} giá trị bị cắt trượt theo đường chéo. "
        f"Đóng góp vào MSE: làm tròn {sums[0]:.5f}, cắt {sums[1]:.5f}."
    )


@drawing
def error_by_threshold(thresholds: Reals, parts_by_name: Mapping[str, tuple[Reals, Reals]]) -> Described:
    """Vẽ MSE theo ngưỡng, tách làm phần làm tròn và phần cắt: hàng trên trục thường, hàng dưới trục logarit chung.

    Đầu vào:
        thresholds: các ngưỡng, chiều (k,).
        parts_by_name: từ điển tên -> (phần làm tròn, phần cắt), mỗi phần chiều (k,); mỗi tên một cột.
    """
    drawn, grid = plt.subplots(2, len(parts_by_name), figsize=(7.5, 5.0), sharex=True, squeeze=False)
    for axes in grid[1][1:]:
        axes.sharey(grid[1][0])
    told, lowest = [], min(np.min(np.add(*parts)) for parts in parts_by_name.values())
    for (plain, logarithmic), (name, (rounding, clipping)) in zip(grid.T, parts_by_name.items(), strict=True):
        total = np.add(rounding, clipping)
        least = int(np.argmin(total))
        for axes in (plain, logarithmic):
            axes.plot(thresholds, total, color=GREY, linewidth=4, alpha=0.5, label="tổng")
            axes.plot(thresholds, rounding, "--", color=BLUE, label="làm tròn")
            some = np.greater(clipping, 0)
            axes.plot(thresholds[some], clipping[some], "-.", color=RED, label="cắt")
            axes.plot(thresholds[least], total[least], "o", color=ORANGE, markersize=8, label="nhỏ nhất")
            axes.grid(True)
        plain.set(ylim=(0, U_HEIGHT * total[least]), title=f"{name}: nhỏ nhất ở β = {thresholds[least]:.2f}")
        logarithmic.set(yscale="log", xlabel="ngưỡng β")
        told.append(f"{name}: đáy ở β = {thresholds[least]:.2f}, trong các ngưỡng đến {np.max(thresholds):.2f}")
    grid[0][0].set_ylabel("MSE, trục thường")
    grid[1][0].set(ylabel="MSE, trục logarit", ylim=(lowest / 10, None))
    grid[1][-1].legend(loc="upper right")
    return drawn, f"Tổng của phần làm tròn và phần cắt theo ngưỡng có hình chữ U: {'; '.join(told)}."


@drawing
def merged_histogram(P: Sequence[float] | Reals, Q: Sequence[float] | Reals) -> Described:
    """Vẽ hai phân bố trên cùng các ô: P của dữ liệu, Q sau khi gộp các ô thành nhóm rồi trải đều lại."""
    drawn, axes = plt.subplots(figsize=(6.0, 2.6))
    places = np.arange(len(P))
    axes.bar(places - 0.2, P, 0.4, color=BLUE, label="P: đếm được")
    axes.bar(places + 0.2, Q, 0.4, color=ORANGE, label="Q: gộp rồi trải đều")
    axes.set(xticks=places, xlabel="ô", ylabel="số lượng", title="Gộp 8 ô thành 2 nhóm: ô trống vẫn trống")
    axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return drawn, (
        f"P có các cột {', '.join(f'{count:g}' for count in P)}; Q, sau khi gộp rồi trải đều, "
        f"có các cột {', '.join(f'{count:g}' for count in Q)}."
    )


@drawing
def thresholds_on_histogram(
    values: Reals, range_by_method: Mapping[str, tuple[float, float]], zoom: float
) -> Described:
    """Vẽ phân bố của các giá trị (trục dọc logarit) với đầu trên β mà mỗi cách chọn.

    Đầu vào:
        values: các số thực; range_by_method: từ điển tên -> (alpha, beta).
        zoom: giá trị lớn nhất của trục ngang ở hình phóng to bên phải.
    """
    drawn, (whole, close) = plt.subplots(1, 2, figsize=(7.5, 3.2), sharey=True)
    for axes, last, title in ((whole, np.max(values), "mọi giá trị"), (close, zoom, "phóng to phần đông")):
        axes.hist(np.ravel(values), bins=np.linspace(0, last, BINS + 1), color=BLUE, alpha=0.35)
        for (color, _, line), (name, (_, beta)) in zip(LOOKS, range_by_method.items(), strict=True):
            axes.axvline(beta, color=color, linestyle=line, linewidth=2, label=f"{name}: {beta:.2f}")
        axes.set(yscale="log", xlim=(0, last * 1.03), xlabel="giá trị của kích hoạt", title=title)
    whole.set_ylabel("số lượng")
    close.legend(*whole.get_legend_handles_labels(), loc="upper right")
    told = ", ".join(f"{name} {beta:.2f}" for name, (_, beta) in range_by_method.items())
    return (
        drawn,
        f"Phần đông giá trị nằm sát 0, giá trị lớn nhất {np.max(values):.1f}. Đầu trên mà mỗi cách chọn: {told}.",
    )


@drawing
def accuracy_by_bits(
    bits: Sequence[int], accuracy_by_method: Mapping[str, ArrayLike], float_accuracy: float
) -> Described:
    """Vẽ độ chính xác theo số bit của kích hoạt, mỗi cách hiệu chỉnh một đường; bên phải phóng to phần trên 90%.

    Đầu vào:
        bits: các số bit; accuracy_by_method: từ điển tên -> độ chính xác từ 0 đến 1, chiều (số các số bit,).
        float_accuracy: độ chính xác của mạng số thực.
    """
    drawn, panels = plt.subplots(1, 2, figsize=(7.8, 3.4), width_ratios=(1, 1.2))
    for axes in panels:
        axes.axhline(100 * float_accuracy, color=GREY, linewidth=1, label="mạng số thực")
        for (color, marker, line), (name, found) in zip(LOOKS, accuracy_by_method.items(), strict=True):
            axes.plot(bits, 100 * np.asarray(found), line, marker=marker, markersize=5, color=color, label=name)
        axes.set(xticks=bits, xlabel="số bit của kích hoạt")
        axes.invert_xaxis()
        axes.grid(True)
    whole, close = panels
    whole.set(ylabel="độ chính xác (%)", ylim=(0, 103), title="Càng ít bit, cách chọn miền càng quan trọng")
    close.set(ylim=CLOSE_ACCURACY, title="phóng to: từ 90% trở lên")
    close.legend(loc="lower left")
    first, last = (
        ", ".join(f"{name} {np.asarray(found)[end]:.1%}" for name, found in accuracy_by_method.items())
        for end in (0, -1)
    )
    return drawn, (
        f"Bớt bit thì các đường tách nhau. Mạng số thực {float_accuracy:.1%}. "
        f"{bits[0]} bit: {first}. {bits[-1]} bit: {last}."
    )


@drawing
def static_and_dynamic(
    row_tops: Reals,
    top_by_way: Mapping[str, float],
    accuracy_by_way: Mapping[str, tuple[float, float]],
    float_accuracy: float,
) -> Described:
    """Vẽ đầu trên β của từng ảnh cạnh β dùng chung của vài cách, và độ chính xác khi có hay không có ảnh lạ trong lô.

    Đầu vào:
        row_tops: β của từng ảnh, chiều (số ảnh,).
        top_by_way: từ điển tên -> β chung cho mọi ảnh.
        accuracy_by_way: từ điển tên -> (độ chính xác khi lô không có ảnh lạ, khi có), từ 0 đến 1.
        float_accuracy: độ chính xác của mạng số thực.
    """
    drawn, (tops, marks) = plt.subplots(1, 2, figsize=(7.5, 3.4), width_ratios=(1, 1))
    tops.plot(np.arange(len(row_tops)), row_tops, ".", color=BLUE, label="mỗi ảnh một β")
    for (color, _, line), (name, top) in zip((LOOKS[2], LOOKS[0]), top_by_way.items(), strict=True):
        tops.axhline(top, color=color, linestyle=line, linewidth=2, label=f"{name}: {top:.1f}")
    tops.set(xlabel="ảnh thứ", ylabel="đầu trên β", title="Một β cho cả lô, hay mỗi ảnh một β?")
    tops.set_ylim(0, 1.45 * np.max([*row_tops, *top_by_way.values()]))  # room for the legend
    tops.legend(loc="upper right")
    places = np.arange(len(accuracy_by_way))[::-1]
    without, among = 100 * np.transpose(list(accuracy_by_way.values()))
    marks.axvline(100 * float_accuracy, color=GREY, linewidth=1, label="mạng số thực")
    marks.hlines(places, np.minimum(without, among), np.maximum(without, among), color=GREY, alpha=0.5)
    marks.plot(without, places, "o", color=BLUE, markerfacecolor="none", markersize=9, label="lô không có ảnh lạ")
    marks.plot(among, places, "D", color=ORANGE, markersize=5, label="lô có ba ảnh lạ")
    marks.set(yticks=places, yticklabels=list(accuracy_by_way), xlabel="độ chính xác trên ảnh bình thường (%)")
    marks.set_ylim(-0.6, len(places) + 1.4)
    marks.legend(loc="upper left")
    marks.grid(True, axis="x")
    told = ", ".join(f"{way} {100 * a:.1f}% rồi {100 * b:.1f}%" for way, (a, b) in accuracy_by_way.items())
    return drawn, (
        f"Trái: β của từng ảnh, từ {np.min(row_tops):.1f} đến {np.max(row_tops):.1f}, cạnh một β chung cho mọi ảnh. "
        f"Phải: độ chính xác khi lô không có ảnh lạ rồi khi có ba ảnh lạ: {told}."
    )
