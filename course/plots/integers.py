"""Hình của bài 1: từ số thực đến số nguyên."""

from collections.abc import Callable, Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from course.arrays import Codes, Flags, Reals
from course.plots.style import BLUE, GREY, ORANGE, RED, figure

Quantize = Callable[[Reals, float, int, int], Codes]  # quantize_int(x, s, z, exp)
ScaleAndZeroPoint = Callable[[float, float, int], tuple[float, int]]  # calculate_s_and_z_int(alpha, beta, exp)


@figure
def two_scale_ruler(alpha: float, beta: float, alpha_q: int, beta_q: int) -> Figure:
    """Vẽ một cây thước hai thang: số thực [alpha, beta] bên trên, mã [alpha_q, beta_q] bên dưới."""
    drawn, codes = plt.subplots(figsize=(7.5, 1.9))
    reals = codes.twiny()
    codes.set(xlim=(alpha_q, beta_q), ylim=(0, 1), yticks=[])
    reals.set(xlim=(alpha, beta))
    for axes in (codes, reals):
        axes.spines[["left", "right"]].set_visible(False)
        axes.spines[["top", "bottom"]].set_visible(True)
    codes.set_xticks(np.arange(alpha_q, beta_q + 1), minor=True)
    reals.set_xticks(np.linspace(alpha, beta, 16))
    codes.tick_params(which="both", direction="in", color=BLUE, labelcolor=BLUE)
    reals.tick_params(direction="in", color=RED, labelcolor=RED)
    codes.set_xlabel("miền lượng tử hóa: mỗi vạch một mã", color=BLUE)
    reals.set_xlabel("miền hiện tại: số thực", color=RED)
    for end in (alpha, beta):
        reals.axvline(end, color=GREY, linewidth=2)
    reals.axvline(0, color=RED, linestyle="--")
    reals.annotate("số thực 0 rơi vào đâu?", (0, 0.5), xytext=(8, 0), textcoords="offset points", va="center")
    return drawn


@figure
def staircase(
    quantize: Quantize,
    scale_and_zero_point: ScaleAndZeroPoint,
    settings: Sequence[tuple[float, float, int]],
    window: tuple[float, float],
    zoom: tuple[float, float],
    mark: float | None = None,
) -> Figure:
    """Vẽ mã theo x: mỗi hàng một cặp (cả cửa sổ, phóng to).

    Đầu vào:
        quantize: hàm quantize_int(x, s, z, exp) của bạn.
        scale_and_zero_point: hàm calculate_s_and_z_int(alpha, beta, exp) của bạn.
        settings: danh sách các bộ (alpha, beta, exp), mỗi bộ một hàng.
        window, zoom: hai khoảng (nhỏ nhất, lớn nhất) của x, cho hình trái và hình phải.
        mark: một giá trị x cần đánh dấu ở hình phải, hoặc None.
    """
    rows = len(settings)
    drawn, grid = plt.subplots(rows, 2, figsize=(7.5, 1.0 + 1.6 * rows), sharex="col", squeeze=False)
    for (whole, close), (alpha, beta, exp) in zip(grid, settings, strict=True):
        s, z = scale_and_zero_point(alpha, beta, exp)
        for axes, (first, last) in ((whole, window), (close, zoom)):
            x = np.linspace(first, last, 4001)
            axes.plot(x, quantize(x, s, z, exp), color=BLUE, linewidth=1.5)
            axes.set_xlim(first, last)
            axes.grid(True)
        whole.axvspan(window[0], alpha, color=ORANGE, alpha=0.25, label="bão hòa")
        whole.axvspan(beta, window[1], color=ORANGE, alpha=0.25)
        whole.legend(loc="upper left")
        whole.set(ylabel="mã", title=f"{exp} bit, từ {alpha:g} đến {beta:g}: cả miền")
        close.set_title(f"phóng to: một bước s = {s:.2g}")
        if mark is not None:
            marked = np.array([mark])
            close.plot(marked, quantize(marked, s, z, exp), "o", color=RED, label=f"x = {mark:g}")
            close.legend(loc="upper left")
    for axes in grid[-1]:
        axes.set_xlabel("giá trị x")
    return drawn


@figure
def histograms(x: Reals, codes_by_name: Mapping[str, Codes]) -> Figure:
    """Vẽ phân bố của các số thực x và của từng bộ mã trong codes_by_name (tên -> mảng số nguyên)."""
    drawn, (before, *afters) = plt.subplots(1, 1 + len(codes_by_name), figsize=(7.8, 2.6))
    before.hist(np.ravel(x), bins=60, color=RED)
    before.set(title="trước: số thực", xlabel="giá trị", ylabel="số lượng")
    for axes, (name, codes) in zip(afters, codes_by_name.items(), strict=True):
        limits = np.iinfo(codes.dtype)
        edges = np.linspace(int(limits.min) - 0.5, int(limits.max) + 0.5, 65)
        axes.hist(np.ravel(codes), bins=edges, color=BLUE)
        axes.set(title=f"sau: {name}", xlabel="mã")
    return drawn


@figure
def value_error(x: Reals, errors: Reals, s: float, alpha: float, beta: float) -> Figure:
    """Vẽ sai số của từng giá trị theo x: cả miền ở bên trái, bên trong [alpha, beta] ở bên phải.

    Đầu vào:
        x: các số thực; errors: sai số của chúng, cùng chiều với x.
        s: độ co giãn; alpha, beta: hai đầu của miền hiện tại.
    """
    drawn, (whole, close) = plt.subplots(1, 2, figsize=(7.5, 2.9))
    inside = (x >= alpha) & (x <= beta)
    whole.plot(x[inside], errors[inside], ".", color=BLUE, markersize=2, label="bên trong miền")
    whole.plot(x[~inside], errors[~inside], ".", color=RED, markersize=2, label="bị cắt")
    whole.set(title="bị cắt thì sai số lớn dần", xlabel="giá trị x", ylabel="sai số")
    whole.legend(loc="upper right", markerscale=4)
    middle = (alpha + beta) / 2
    near = np.abs(x - middle) <= 4 * s
    close.plot(x[near], errors[near] / s, ".", color=BLUE, markersize=4)
    for bound in (-0.5, 0.5):
        close.axhline(bound, color=ORANGE, linestyle="--")
    close.set(title="phóng to: không quá nửa bước", xlabel="giá trị x", ylabel="sai số / s", ylim=(-0.7, 0.7))
    return drawn


@figure
def matmul_error(steps_off: Reals, saturated: Flags) -> Figure:
    """Vẽ sai số của từng phần tử Y, đơn vị là một bước; phần tử bão hòa được gạch chéo.

    Đầu vào:
        steps_off: sai số chia cho độ co giãn của Y, chiều (m, n).
        saturated: mảng bool chiều (m, n), True ở phần tử có giá trị thực nằm ngoài miền của Y.
    """
    rows, columns = steps_off.shape
    drawn, axes = plt.subplots(figsize=(min(7.5, 2.2 + 1.2 * columns), 1.2 + 0.55 * rows))
    image = axes.imshow(steps_off, cmap="PuOr", vmin=-1, vmax=1, aspect="auto")
    drawn.colorbar(image, ax=axes, extend="both", label="sai số (bước)")
    for (row, column), value in np.ndenumerate(steps_off):
        crossed = saturated[row, column]
        if crossed:
            corner = (column - 0.5, row - 0.5)
            axes.add_patch(Rectangle(corner, 1, 1, fill=False, hatch="//", edgecolor="white", linewidth=0))
        box = {"facecolor": "white", "edgecolor": "none", "boxstyle": "round,pad=0.2"}
        label = f"{value:+.2f}" + (" bão hòa" if crossed else "")
        axes.text(column, row, label, ha="center", va="center", bbox=box)
    axes.set(xticks=range(columns), yticks=range(rows), xlabel="cột j", ylabel="hàng i")
    axes.set_title("Sai số của phép nhân ma trận so với số thực")
    return drawn


@figure
def accumulator_range(p_values: ArrayLike, measured: Mapping[int, ArrayLike]) -> Figure:
    """Vẽ độ lớn của bộ tích lũy theo p, cạnh giới hạn của int16 và int32 (hai trục logarit).

    Đầu vào:
        p_values: các số lượng số hạng, chiều (k,).
        measured: từ điển số bit của mã -> giá trị tuyệt đối lớn nhất đo được, mỗi mảng chiều (k,).
    """
    drawn, axes = plt.subplots(figsize=(7.5, 3.6))
    p_values = np.asarray(p_values, dtype=np.float64)
    looks = {8: (BLUE, "o"), 16: (RED, "s")}
    for exp, values in measured.items():
        color, marker = looks[exp]
        worst = p_values * float(np.iinfo(f"int{exp}").max) ** 2
        axes.plot(p_values, worst, color=color, label=f"mã {exp} bit: xấu nhất")
        axes.plot(p_values, values, marker, color=color, label=f"mã {exp} bit: đo được")
    for name in ("int16", "int32"):
        limit = float(np.iinfo(name).max)
        axes.axhline(limit, color=GREY, linestyle="--")
        middle = np.sqrt(p_values[0] * p_values[-1])
        axes.text(middle, limit * 0.7, f"giới hạn {name}", ha="left", va="top", color=GREY)
    axes.set(xscale="log", yscale="log", xlabel="p (số tích được cộng dồn)", ylabel="|bộ tích lũy|")
    axes.set_title("Vượt đường đứt nét là tràn số")
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    axes.grid(True)
    return drawn
