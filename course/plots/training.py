"""Hình của bài 8: học trong khi trọng số bị lượng tử hóa."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from course.arrays import Reals
from course.plots.style import BLUE, GREY, ORANGE, RED, Described, drawing

LOOKS = (  # of the ways to learn, in their order; two that coincide are both seen, one wide below the other
    {"color": GREY, "linestyle": "-", "linewidth": 5, "alpha": 0.45},
    {"color": RED, "linestyle": ":", "marker": "v", "markersize": 4},
    {"color": ORANGE, "linestyle": "--", "marker": "^", "markersize": 4},
    {"color": BLUE, "linestyle": "-", "marker": "o", "markersize": 4},
    {"color": "black", "linestyle": "-.", "marker": "D", "markersize": 3},
)
CLOSE_ACCURACY = (80, 100.5)  # per cent, where the ways that learn lie close to each other
BINS_OF_A_STEP = 10


@drawing
def staircase_and_stand_in(x: Reals, x_hat: Reals, stand_in: Reals, slope: Reals) -> Described:
    """Vẽ các bậc thang của lượng tử hóa giả lập cạnh đường thay cho chúng, bên dưới là độ dốc của hai đường.

    Đầu vào:
        x: các số thực tăng dần, chiều (n,); x_hat: chúng sau khi lượng tử hóa giả lập, chiều (n,).
        stand_in: giá trị của đường thay thế, chiều (n,); slope: độ dốc của nó, chiều (n,).
    """
    drawn, (above, below) = plt.subplots(2, 1, figsize=(7.5, 5.2), sharex=True, height_ratios=(1.7, 1))
    jumps = np.flatnonzero(np.diff(x_hat))
    pieces = list(zip([0, *(jumps + 1)], [*(jumps + 1), len(x)], strict=True))
    for number, (first, after) in enumerate(pieces):
        label = None if number else "lượt xuôi: bậc thang thật"
        above.plot(x[first:after], x_hat[first:after], color=BLUE, linewidth=3, label=label)
        label = None if number else "độ dốc thật của bậc thang: 0"
        below.plot(x[first:after], np.zeros(after - first), color=BLUE, linewidth=3, label=label)
    above.plot(x, stand_in, "--", color=ORANGE, linewidth=2, label="lượt ngược: làm như là đường này")
    above.fill_between(x, x_hat, stand_in, color=ORANGE, alpha=0.15)
    edges = (x[jumps] + x[jumps + 1]) / 2
    below.plot(edges, np.zeros(len(edges)), "o", color=RED, markerfacecolor="white", label="chỗ nhảy: không có độ dốc")
    below.plot(x, slope, "--", color=ORANGE, linewidth=2, label="độ dốc thay thế")
    above.set(ylabel="x sau khi lượng tử hóa", title=f"{len(pieces)} bậc thang phẳng lì, và đường chéo thay cho chúng")
    below.set(xlabel="giá trị x", ylabel="độ dốc", ylim=(-0.25, 2.6), yticks=(0, 1))
    above.legend(loc="upper left")
    below.legend(loc="upper center", ncols=3, columnspacing=1.0, fontsize=8)
    for axes in (above, below):
        axes.grid(True)
    inside = x[np.flatnonzero(slope)]
    return drawn, (
        f"Trên: {len(pieces)} bậc thang nằm ngang từ {np.min(x_hat):g} đến {np.max(x_hat):g}, và một đường chéo xuyên qua "
        f"giữa các bậc, nằm ngang ở hai đầu. Dưới: độ dốc thật bằng 0 ở mọi nơi trừ {len(jumps)} chỗ nhảy; "
        f"độ dốc thay thế bằng 1 từ {inside.min():.2f} đến {inside.max():.2f}, và 0 ở ngoài."
    )


@drawing
def pull_on_step(v: Reals, pull: Reals, positions: Reals, q: int) -> Described:
    """Vẽ phần đạo hàm theo bước mà một phần tử góp, theo vị trí của nó, và các trọng số nằm ở những vị trí nào.

    Đầu vào:
        v: các vị trí tăng dần, tính bằng bước, chiều (n,); pull: đạo hàm của x̂ theo s ở đó, chiều (n,).
        positions: vị trí của các trọng số, chiều tùy ý; q: mã lớn nhất.
    """
    drawn, (above, below) = plt.subplots(2, 1, figsize=(7.5, 4.6), sharex=True, height_ratios=(1.3, 1))
    breaks = np.flatnonzero(np.abs(np.diff(pull)) > 0.5)
    for first, after in zip([0, *(breaks + 1)], [*(breaks + 1), len(v)], strict=True):
        is_clipped = abs(v[first:after].mean()) > q
        above.plot(v[first:after], pull[first:after], color=RED if is_clipped else BLUE, linewidth=2.5)
    above.axhline(0, color=GREY, linewidth=1)
    above.set(ylabel="độ dốc của x̂ theo s", title="Ai kéo bước, và kéo mạnh đến đâu?")
    above.grid(True)
    outside = np.abs(positions) > q
    bins = np.arange(np.floor(v[0]) * BINS_OF_A_STEP, np.ceil(v[-1]) * BINS_OF_A_STEP + 1) / BINS_OF_A_STEP
    for where, color, label in ((~outside, BLUE, "ở trong thước"), (outside, RED, "bị cắt")):
        below.stairs(*np.histogram(positions[where], bins), fill=True, color=color, label=label)
    below.set(xlabel="vị trí v, tính bằng bước", ylabel="số trọng số", xlim=(v[0], v[-1]))
    below.legend(loc="upper right")
    within = np.abs(v) < q
    return drawn, (
        f"Trên: ở trong thước, độ dốc lên xuống như răng cưa, không quá {np.max(np.abs(pull[within])):.2f}; ngoài hai đầu "
        f"nó nhảy lên {np.max(pull):g} hoặc xuống {np.min(pull):g}. Dưới: {np.sum(~outside)} trọng số ở trong thước, "
        f"{np.sum(outside)} trọng số bị cắt, tức {np.mean(outside):.1%}."
    )


@drawing
def training_curves(
    curve_by_way: Mapping[str, ArrayLike], float_accuracy: float, title: str, first: int = 0
) -> Described:
    """Vẽ độ chính xác sau từng vòng học của vài cách học; bên phải phóng to phần trên.

    Đầu vào:
        curve_by_way: từ điển tên -> độ chính xác từ 0 đến 1, bắt đầu từ trước vòng đầu, chiều (số vòng + 1,).
        float_accuracy: độ chính xác của mạng số thực; title: tên của hình.
        first: nét vẽ đầu tiên là nét thứ mấy trong năm nét xám, đỏ, cam, xanh, đen, đếm từ 0.
    """
    drawn, panels = plt.subplots(1, 2, figsize=(7.8, 4.6))
    for axes in panels:
        axes.axhline(100 * float_accuracy, color=GREY, linewidth=1)
        for look, (name, curve) in zip(LOOKS[first:], curve_by_way.items(), strict=False):
            axes.plot(100 * np.asarray(curve), label=name, **look)
        axes.set_xlabel("số vòng học")
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.grid(True)
    whole, close = panels
    whole.set(ylabel="độ chính xác (%)", ylim=(0, 103), title=title)
    close.set(ylim=CLOSE_ACCURACY, title=f"phóng to: từ {CLOSE_ACCURACY[0]}% trở lên")
    whole.text(0, 100 * float_accuracy + 0.7, "mạng số thực", color=GREY, ha="left", va="bottom", fontsize=8)
    drawn.legend(*whole.get_legend_handles_labels(), loc="outside lower center", ncols=2)
    told = "; ".join(
        f"{name} từ {np.asarray(curve)[0]:.0%} lên {np.asarray(curve)[-1]:.1%}" for name, curve in curve_by_way.items()
    )
    return drawn, f"Độ chính xác qua các vòng học: {told}. Mạng số thực: {float_accuracy:.1%}."


@drawing
def learned_steps(steps_by_start: Mapping[str, Reals]) -> Described:
    """Vẽ bước của từng lớp qua các vòng học, từ vài điểm xuất phát khác nhau.

    Đầu vào:
        steps_by_start: từ điển tên -> các bước, chiều (số vòng + 1, số lớp).
    """
    layers = next(iter(steps_by_start.values())).shape[1]
    drawn, panels = plt.subplots(1, layers, figsize=(7.8, 3.2), sharex=True, squeeze=False)
    for layer, axes in enumerate(panels[0]):
        for look, (name, steps) in zip(LOOKS[3:], steps_by_start.items(), strict=False):
            axes.plot(steps[:, layer], label=name, **look)
        axes.set(title=f"bước của lớp {layer + 1}", xlabel="số vòng học", ylim=(0, None))
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.grid(True)
    panels[0, 0].set_ylabel("độ dài bước s")
    drawn.legend(*panels[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    told = "; ".join(
        f"{name}: "
        + ", ".join(f"{first:.2f} thành {last:.2f}" for first, last in zip(steps[0], steps[-1], strict=True))
        for name, steps in steps_by_start.items()
    )
    return drawn, f"Bước của {layers} lớp trước và sau khi học. {told}."


@drawing
def weights_on_grid(positions_by_name: Mapping[str, Reals], q: int) -> Described:
    """Vẽ trọng số nằm ở đâu trên thước, và các ngưỡng mà qua đó mã đổi.

    Đầu vào:
        positions_by_name: từ điển tên -> vị trí của các trọng số, tính bằng bước, chiều tùy ý.
        q: mã lớn nhất.
    """
    drawn, rows = plt.subplots(
        len(positions_by_name), 1, figsize=(7.5, 1.9 * len(positions_by_name)), sharex=True, squeeze=False
    )
    last, fine = q + 1.5, min(20, max(4, 60 // q))
    bins = np.arange(-last * fine, last * fine + 1) / fine
    told = []
    for axes, (name, positions) in zip(rows[:, 0], positions_by_name.items(), strict=True):
        shown = np.clip(np.ravel(positions), -last + 1e-9, last - 1e-9)
        axes.stairs(*np.histogram(shown, bins), fill=True, color=BLUE)
        for threshold in np.arange(-q, q) + 0.5:
            axes.axvline(threshold, color=ORANGE, linestyle="--", linewidth=1.2)
        axes.set(title=name, ylabel="số trọng số", xlim=(-last, last))
        zeros = np.mean(np.abs(positions) < 0.5)
        told.append(f"{name}: {zeros:.0%} trọng số ở mã 0, {np.mean(np.abs(positions) > q):.0%} bị cắt")
    rows[-1, 0].xaxis.set_major_locator(MaxNLocator(integer=True))
    rows[-1, 0].set_xlabel("vị trí, tính bằng bước (nét đứt: ngưỡng mà qua đó mã đổi)")
    return drawn, f"Trọng số trên thước có {2 * q + 1} mã. {'; '.join(told)}."


@drawing
def small_pushes(exact: Reals, nearest: Reals, by_chance: Reals) -> Described:
    """Vẽ một trọng số nằm trên lưới bị đẩy nhiều lần bằng một lượng nhỏ hơn nửa bước.

    Đầu vào:
        exact: vị trí nếu không làm tròn, tính bằng bước, chiều (n,).
        nearest: vị trí khi làm tròn gần nhất, chiều (n,); by_chance: vài lần làm tròn ngẫu nhiên, chiều (k, n).
    """
    drawn, axes = plt.subplots(figsize=(7.5, 3.6))
    for number, walk in enumerate(by_chance):
        axes.step(
            np.arange(len(walk)),
            walk,
            where="post",
            color=BLUE,
            alpha=0.3,
            label=None if number else "ngẫu nhiên, từng lần",
        )
    axes.plot(np.mean(by_chance, axis=0), color=BLUE, linewidth=2.5, label="ngẫu nhiên, trung bình")
    axes.plot(exact, "--", color=ORANGE, linewidth=2, label="không làm tròn")
    axes.plot(nearest, color=RED, linewidth=2.5, label="gần nhất")
    axes.set(xlabel="số lần đẩy", ylabel="vị trí, tính bằng bước", title="Những lần đẩy nhỏ: ai đi, ai đứng yên?")
    axes.legend(loc="upper left")
    axes.grid(True)
    ends = by_chance[:, -1]
    return drawn, (
        f"Sau {len(exact) - 1} lần đẩy, không làm tròn thì đi được {exact[-1]:.1f} bước; làm tròn gần nhất đi được "
        f"{nearest[-1]:g} bước; {len(by_chance)} lần làm tròn ngẫu nhiên đi được từ {ends.min():g} đến {ends.max():g} bước, "
        f"trung bình {ends.mean():.1f}."
    )
