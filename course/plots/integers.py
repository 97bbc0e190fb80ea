"""Hình của bài 1: từ số thực đến số nguyên."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from course.arrays import Codes, Flags, Reals
from course.plots.style import BLUE, GREY, ORANGE, RED, Described, drawing

Quantize = Callable[[Reals, float, int, int], Codes]  # quantize_int(x, s, z, exp)
ScaleAndZeroPoint = Callable[[float, float, int], tuple[float, int]]  # calculate_s_and_z_int(alpha, beta, exp)

SHOWN_CODES = 4.5  # on each side of the real 0, where a ruler is drawn near
MOST_LABELS = 21  # of a ruler's codes: if there are more, every fifth or tenth has one
NEARLY = 1e-9  # an end of a ruler that is a code but for rounding is one


@drawing
def two_scale_ruler(alpha: float, beta: float, alpha_q: int, beta_q: int, z: int | None = None) -> Described:
    """Vẽ cây thước hai thang: số thực [alpha, beta] bên trên, mã [alpha_q, beta_q] bên dưới; hàng dưới phóng to quanh 0.

    Đầu vào:
        alpha, beta: số thực; alpha_q, beta_q: số nguyên, hai đầu của hai thang.
        z: điểm 0; không ghi thì hai đầu thước khớp nhau, có ghi thì vẽ thêm thang mã đã đẩy cho mã z nằm đúng ở số 0.
    """
    step = (beta - alpha) / (beta_q - alpha_q)
    place = alpha_q - alpha / step  # of the real 0 among the codes, while both ends meet
    wide, near = (alpha, beta), (-SHOWN_CODES * step, SHOWN_CODES * step)
    rows: list[tuple[str, tuple[float, float], float]] = [
        ("cả thước", wide, place),
        ("phóng to quanh số 0", near, place),
    ]
    told = f"Số thực 0 rơi vào vị trí {place:.2f} trên thang mã, {_between(place)}."
    if z is not None:
        rows = [("trước khi làm tròn", near, place), (f"sau khi làm tròn: z = {z}".replace("-", "−"), near, float(z))]
        told += f" Sau khi đẩy thang mã đi {abs(place - z):.2f} bước, mã {z} nằm đúng ở số 0."
    drawn, grid = plt.subplots(len(rows), 1, figsize=(7.2, 3.6))
    for axes, (title, (first, last), zero) in zip(grid, rows, strict=True):
        codes = np.arange(np.ceil(first / step + zero - NEARLY), np.floor(last / step + zero + NEARLY) + 1)
        _ruler(axes, first, last, {int(code): step * (code - zero) for code in codes})
        axes.set_title(title)
    grid[-1].set_xlabel("thang trên: miền hiện tại, số thực; thang dưới: miền lượng tử hóa, mỗi vạch một mã")
    return drawn, told


def _between(place: float) -> str:
    low, high = int(np.floor(place)), int(np.ceil(place))
    return "đúng vào một vạch" if low == high else f"giữa hai mã {low} và {high}"


def _ruler(axes: Axes, first: float, last: float, place_by_code: Mapping[int, float]) -> None:
    """Draw real numbers on the upper edge, codes on the lower one, and where the real 0 falls."""
    axes.set(xlim=(first, last), ylim=(0, 1), yticks=[])
    axes.spines[["left", "right"]].set_visible(False)
    every = next(step for step in (1, 5, 10, 50, 100) if len(place_by_code) / step <= MOST_LABELS)
    named = {code: place for code, place in place_by_code.items() if code % every == 0}
    axes.set_xticks(list(named.values()), [f"{code}".replace("-", "−") for code in named], color=BLUE)
    axes.set_xticks(list(place_by_code.values()), minor=True)
    axes.tick_params(direction="in", which="both", color=BLUE, length=6)
    axes.tick_params(which="minor", length=3 if every > 1 else 6)
    reals = axes.secondary_xaxis("top")
    reals.tick_params(direction="in", color=RED, labelcolor=RED, length=6)
    axes.axvline(0, color=RED, linestyle="--")
    at: dict[str, Any] = {"xytext": (8, 0), "textcoords": "offset points", "va": "center", "color": RED}
    axes.annotate("số thực 0", (0, 0.5), **at)


@drawing
def staircase(
    quantize: Quantize,
    scale_and_zero_point: ScaleAndZeroPoint,
    settings: Sequence[tuple[float, float, int]],
    window: tuple[float, float],
    zoom: tuple[float, float],
    mark: float | None = None,
) -> Described:
    """Vẽ mã theo x: mỗi hàng một cặp (cả cửa sổ, phóng to).

    Đầu vào:
        quantize: hàm quantize_int(x, s, z, exp) của bạn.
        scale_and_zero_point: hàm calculate_s_and_z_int(alpha, beta, exp) của bạn.
        settings: danh sách các bộ (alpha, beta, exp), mỗi bộ một hàng.
        window, zoom: hai khoảng (nhỏ nhất, lớn nhất) của x, cho hình trái và hình phải.
        mark: một giá trị x cần đánh dấu ở hình phải, hoặc None.
    """
    rows, told = len(settings), []
    drawn, grid = plt.subplots(rows, 2, figsize=(7.5, 1.0 + 1.6 * rows), sharex="col", squeeze=False)
    for (whole, close), (alpha, beta, exp) in zip(grid, settings, strict=True):
        s, z = scale_and_zero_point(alpha, beta, exp)
        for axes, (first, last) in ((whole, window), (close, zoom)):
            x = np.linspace(first, last, 4001)
            codes = quantize(x, s, z, exp)
            axes.plot(x, codes, color=BLUE, linewidth=1.5)
            axes.set_xlim(first, last)
            axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
            axes.yaxis.set_major_locator(MaxNLocator(5, integer=True, min_n_ticks=1))
            axes.grid(True)
        whole.axvspan(window[0], alpha, color=ORANGE, alpha=0.25, label="bão hòa", zorder=0)
        whole.axvspan(beta, window[1], color=ORANGE, alpha=0.25, zorder=0)
        whole.legend(loc="upper left")
        whole.set(ylabel="mã", title=f"{exp} bit, từ {alpha:g} đến {beta:g}: cả miền")
        close.set_title(f"phóng to: một bước s = {s:.2g}")
        told.append(f"{exp} bit, miền từ {alpha:g} đến {beta:g}: phóng to thấy {len(np.unique(codes))} bậc")
        if mark is not None:
            marked = np.array([mark])
            at = quantize(marked, s, z, exp)
            close.plot(marked, at, "o", color=RED, label=f"x = {mark:g}")
            close.legend(loc="upper left")
            told[-1] += f", x = {mark:g} ở mã {at[0]}"
    for axes in grid[-1]:
        axes.set_xlabel("giá trị x")
    return drawn, f"Mã theo x là một cầu thang đi lên, nằm ngang ở ngoài miền: {'; '.join(told)}."


@drawing
def histograms(x: Reals, codes_by_name: Mapping[str, Codes]) -> Described:
    """Vẽ phân bố của các số thực x và của từng bộ mã trong codes_by_name (tên -> mảng số nguyên)."""
    drawn, (before, *afters) = plt.subplots(1, 1 + len(codes_by_name), figsize=(7.8, 2.6))
    before.hist(np.ravel(x), bins=60, color=RED)
    before.set(title="trước: số thực", xlabel="giá trị", ylabel="số lượng")
    for axes, (name, codes) in zip(afters, codes_by_name.items(), strict=True):
        limits = np.iinfo(codes.dtype)
        edges = np.linspace(int(limits.min) - 0.5, int(limits.max) + 0.5, 65)
        axes.hist(np.ravel(codes), bins=edges, color=BLUE)
        axes.set(title=f"sau: {name}", xlabel="mã")
    counted = "; ".join(f"{name}: {_saturated(codes):.1%} số mã nằm ở hai đầu" for name, codes in codes_by_name.items())
    return drawn, (
        f"Các biểu đồ tần số của {np.size(x)} số: số thực đi từ {np.min(x):.2f} đến {np.max(x):.2f}, "
        f"rồi đến các mã: {counted}."
    )


def _saturated(codes: Codes) -> float:
    """The share of codes at the two ends of their type."""
    limits = np.iinfo(codes.dtype)
    return float(np.mean((codes == limits.min) | (codes == limits.max)))


@drawing
def value_error(x: Reals, errors: Reals, s: float, alpha: float, beta: float) -> Described:
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
        close.axhline(bound, color=ORANGE, linestyle="--", label="± nửa bước" if bound > 0 else None)
    close.set(title="phóng to: không quá nửa bước", xlabel="giá trị x", ylabel="sai số / s", ylim=(-0.7, 1.0))
    close.legend(loc="upper right")
    return drawn, (
        f"Bên trái, sai số sát 0 khi x từ {alpha:g} đến {beta:g}, còn bên ngoài thì lớn dần theo hai đường chéo, đến "
        f"{np.max(np.abs(errors)):.2f}. Bên phải phóng to: sai số hình răng cưa, nhiều nhất "
        f"{np.max(np.abs(errors[near]), initial=0) / s:.2f} bước."
    )


@drawing
def matmul_error(steps_off: Reals, saturated: Flags) -> Described:
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
    wide = " không ô nào bão hòa."
    if np.any(saturated):
        wide = (
            f" {np.sum(saturated)} ô bão hòa, được gạch chéo, sai đến {np.max(np.abs(steps_off[saturated])):.1f} bước."
        )
    kept = np.max(np.abs(steps_off[~saturated]), initial=0)
    return (
        drawn,
        f"Bảng {rows} hàng {columns} cột ghi sai số của từng ô: ô thường sai nhiều nhất {kept:.2f} bước;{wide}",
    )


@drawing
def accumulator_range(p_values: ArrayLike, measured: Mapping[int, ArrayLike]) -> Described:
    """Vẽ độ lớn của bộ tích lũy theo p, cạnh giới hạn của int16 và int32 (hai trục logarit).

    Đầu vào:
        p_values: các số lượng số hạng, chiều (k,).
        measured: từ điển số bit của mã -> giá trị tuyệt đối lớn nhất đo được, mỗi mảng chiều (k,).
    """
    drawn, axes = plt.subplots(figsize=(7.5, 3.6))
    p_values = np.asarray(p_values, dtype=np.float64)
    looks, told = {8: (BLUE, "o"), 16: (RED, "s")}, []
    for exp, values in measured.items():
        color, marker = looks[exp]
        worst = p_values * float(np.iinfo(f"int{exp}").min) ** 2
        axes.plot(p_values, worst, color=color, label=f"mã {exp} bit: xấu nhất")
        axes.plot(p_values, values, marker, color=color, label=f"mã {exp} bit: đo được")
        told.append(f"mã {exp} bit: từ {worst[0]:.2g} đến {worst[-1]:.2g}, đo được đến {np.max(values):.2g}")
    for name in ("int16", "int32"):
        limit = float(np.iinfo(name).max)
        axes.axhline(limit, color=GREY, linestyle="--")
        middle = np.sqrt(p_values[0] * p_values[-1])
        axes.text(middle, limit * 0.7, f"giới hạn {name}", ha="left", va="top", color=GREY)
    axes.set(xscale="log", yscale="log", xlabel="p (số tích được cộng dồn)", ylabel="|bộ tích lũy|")
    axes.set_title("Vượt đường đứt nét là tràn số")
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    axes.grid(True)
    return drawn, (
        f"Bộ tích lũy lớn dần theo p, từ {p_values[0]:g} đến {p_values[-1]:g}; trường hợp xấu nhất "
        f"cắt hai vạch giới hạn int16 và int32, số đo được thì nằm thấp hơn: {'; '.join(told)}."
    )
