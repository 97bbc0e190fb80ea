"""Hình của bài 4: suy luận chỉ dùng số nguyên."""

import re
from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from course.arrays import Codes, Reals
from course.plots.style import BLUE, GREY, ORANGE, RED, Described, drawing

STEP_WIDTH, STEP_GAP = 1.0, 0.25  # of the boxes of a pipeline, in the units of its axes
MARKS = re.compile(r"\s*\n\s*|\$")  # the ends of lines in a box, and the marks of a formula
SMALLEST_ERROR = 1e-9  # below it the axis of an error is linear, so that 0 has its place


@drawing
def layer_pipeline(steps: Sequence[tuple[str, str, bool]]) -> Described:
    """Vẽ đường đi của dữ liệu qua một lớp: ô xanh chỉ có số nguyên, ô cam còn số thực.

    Đầu vào:
        steps: danh sách các bộ (việc làm, kiểu dữ liệu, True nếu chỉ có số nguyên).
    """
    drawn, axes = plt.subplots(figsize=(7.8, 1.5))
    for place, (work, kind, is_integer) in enumerate(steps):
        left = place * (STEP_WIDTH + STEP_GAP)
        color = BLUE if is_integer else ORANGE
        axes.add_patch(Rectangle((left, 0), STEP_WIDTH, 1, facecolor=color, alpha=0.25, edgecolor="none"))
        axes.add_patch(Rectangle((left, 0), STEP_WIDTH, 1, fill=False, edgecolor=color, linewidth=1.5))
        axes.text(left + STEP_WIDTH / 2, 0.62, work, ha="center", va="center", fontsize=8)
        axes.text(left + STEP_WIDTH / 2, 0.16, kind, ha="center", va="center", fontsize=8, family="monospace")
        if place:
            axes.annotate("", (left, 0.5), (left - STEP_GAP, 0.5), arrowprops={"arrowstyle": "->", "color": GREY})
    real = sum(not is_integer for _, _, is_integer in steps)
    axes.set_title(f"Một lớp: {len(steps) - real} ô số nguyên (xanh), {real} ô số thực (cam)")
    axes.set(
        xlim=(-0.05, len(steps) * (STEP_WIDTH + STEP_GAP) - STEP_GAP + 0.05), ylim=(-0.05, 1.05), xticks=[], yticks=[]
    )
    axes.spines[:].set_visible(False)
    told = ", ".join(
        f"{MARKS.sub(lambda mark: ' ' if mark[0].isspace() else '', work)} ({'số nguyên' if is_integer else 'số thực'}, {kind})"
        for work, kind, is_integer in steps
    )
    return drawn, f"Đường đi của dữ liệu qua một lớp, từ trái sang phải: {told}."


@drawing
def bias_codes(codes: Codes, errors_by_name: Mapping[str, Reals]) -> Described:
    """Vẽ phân bố mã của độ lệch cạnh miền int8, và sai số của từng cách lượng tử hóa độ lệch.

    Đầu vào:
        codes: các mã int32; errors_by_name: từ điển tên cách làm -> sai số tuyệt đối, mỗi mảng chiều (số độ lệch,).
    """
    drawn, (left, right) = plt.subplots(1, 2, figsize=(7.8, 2.9))
    left.hist(codes, bins=60, color=BLUE)
    left.axvspan(-128, 127, color=ORANGE, alpha=0.3, label="miền int8", zorder=0)
    left.set(title="mã của độ lệch, đơn vị s_X·s_W", xlabel="mã", ylabel="số độ lệch")
    left.legend(loc="upper right")
    inside = np.mean((np.asarray(codes) >= -128) & (np.asarray(codes) <= 127))
    looks = ((RED, "o"), (BLUE, "s"))
    for (name, errors), (color, marker) in zip(errors_by_name.items(), looks, strict=True):
        right.plot(np.sort(errors), marker, color=color, markersize=3, label=name)
    right.set(title="sai số, xếp từ nhỏ đến lớn", xlabel="thứ tự của độ lệch", ylabel="|sai số|")
    right.legend(loc="upper left", markerscale=1.5)
    told = "; ".join(f"{name}: lớn nhất {np.max(errors):.4f}" for name, errors in errors_by_name.items())
    return drawn, (
        f"Mã của độ lệch trải từ {np.min(codes)} đến {np.max(codes)}, {1 - inside:.0%} nằm ngoài dải int8 ở giữa. "
        f"Sai số xếp từ nhỏ đến lớn; {told}."
    )


@drawing
def accumulator_bits(sums: Codes, bits_needed: Codes) -> Described:
    """Vẽ phân bố của các tổng cạnh miền int16, và số bit mà từng tổng cần.

    Đầu vào:
        sums: các tổng; bits_needed: số bit ít nhất của từng tổng, kể cả bit dấu, cùng số phần tử.
    """
    drawn, (left, right) = plt.subplots(1, 2, figsize=(7.8, 2.9))
    left.hist(np.ravel(sums), bins=80, color=BLUE, log=True)
    left.axvspan(-(2**15), 2**15 - 1, color=ORANGE, alpha=0.3, label="miền int16", zorder=0)
    left.set(title="giá trị của các tổng", xlabel="tổng", ylabel="số lượng (trục logarit)")
    left.xaxis.set_major_locator(MaxNLocator(4))
    left.legend(loc="upper right")
    counts = np.bincount(np.ravel(bits_needed), minlength=33)
    right.bar(np.arange(len(counts)), counts, color=BLUE)
    for width, side in ((16, "left"), (32, "right")):
        right.axvline(width + 0.5, color=RED, linestyle="--")
        right.annotate(
            f"hết int{width}",
            (width + 0.5, 1.19 * counts.max()),
            xytext=(4 if side == "left" else -4, 0),
            textcoords="offset points",
            ha=side,
            va="top",
            color=RED,
        )
    right.set(
        title="số bit mà mỗi tổng cần",
        xlabel="số bit, kể cả bit dấu",
        ylabel="số lượng",
        xlim=(0, 34),
        ylim=(0, 1.2 * counts.max()),
    )
    return drawn, (
        f"Các tổng trải từ {np.min(sums)} đến {np.max(sums)}; "
        f"{np.mean(np.asarray(bits_needed) <= 16):.1%} vừa 16 bit, tổng dài nhất cần {np.max(bits_needed)} bit."
    )


@drawing
def shift_error(errors_by_name: Mapping[str, Reals]) -> Described:
    """Vẽ phân bố sai số của từng cách dịch bit, đơn vị là một mã, chung một trục."""
    drawn, grid = plt.subplots(1, len(errors_by_name), figsize=(7.5, 2.6), sharex=True, sharey=True)
    edges = np.linspace(-1.05, 1.05, 43)
    for axes, (name, errors) in zip(grid, errors_by_name.items(), strict=True):
        axes.hist(errors, bins=edges, color=BLUE)
        middle = np.mean(errors)
        axes.axvline(middle, color=RED, linestyle="--", label=f"trung bình {middle:+.3f}".replace("-", "−"))
        axes.set(title=name, xlabel="sai số (mã)")
        axes.legend(loc="upper right")
    grid[0].set_ylabel("số lượng")
    grid[0].set_ylim(top=grid[0].get_ylim()[1] * 1.25)
    told = "; ".join(
        f"{name}: từ {np.min(errors):+.2f} đến {np.max(errors) + 0.0:+.2f}, trung bình {np.mean(errors):+.3f}"
        for name, errors in errors_by_name.items()
    )
    return drawn, f"Phân bố sai số của từng cách dịch, chung một trục: {told}."


@drawing
def layer_codes(codes_by_name: Mapping[str, Codes], zero_points: Sequence[int]) -> Described:
    """Vẽ phân bố mã int8 của đầu vào và của từng lớp, đánh dấu điểm 0.

    Đầu vào:
        codes_by_name: từ điển tên lớp (hay đầu vào) -> các mã; zero_points: điểm 0 của chúng, cùng thứ tự.
    """
    drawn, grid = plt.subplots(2, 2, figsize=(7.5, 4.2), sharex=True)
    edges = np.linspace(-128.5, 127.5, 65)
    for axes, (name, codes), z in zip(grid.flat, codes_by_name.items(), zero_points, strict=True):
        axes.hist(np.ravel(codes), bins=edges, color=BLUE, log=True)
        axes.axvline(z, color=RED, linestyle="--", label=f"điểm 0: {z}")
        axes.set(title=name, ylim=(0.7, None))
        axes.legend(loc="upper right")
    for axes in grid[:, 0]:
        axes.set_ylabel("số lượng")
    for axes in grid[-1]:
        axes.set_xlabel("mã")
    told = "; ".join(
        f"{name}: điểm 0 ở mã {z}, {np.mean(codes == z):.0%} số mã nằm ở đó"
        for (name, codes), z in zip(codes_by_name.items(), zero_points)
    )
    return drawn, f"Phân bố mã của đầu vào và từng lớp: {told}."


@drawing
def logit_error(logits: Reals, errors: Reals, gaps: Reals) -> Described:
    """Vẽ sai số của logit, và khoảng cách từ logit lớn nhất đến logit thứ nhì; đơn vị là một bước.

    Đầu vào:
        logits: số thực; errors: sai số của chúng, cùng chiều; gaps: khoảng cách của từng ảnh.
    """
    drawn, (left, right) = plt.subplots(1, 2, figsize=(7.8, 2.9))
    left.plot(np.ravel(logits), np.ravel(errors), ".", color=BLUE, markersize=2)
    left.axhline(0, color=GREY, linewidth=1)
    left.set(title="sai số của từng logit", xlabel="logit, tính bằng số thực", ylabel="sai số (bước)")
    widest = np.abs(errors).max()
    right.hist(gaps, bins=40, color=BLUE)
    right.axvspan(0, widest, color=ORANGE, alpha=0.4, label="trong tầm sai số lớn nhất", zorder=0)
    right.set(title="logit lớn nhất cách logit thứ nhì", xlabel="khoảng cách (bước)", ylabel="số ảnh")
    right.set_ylim(top=right.get_ylim()[1] * 1.25)
    right.legend(loc="upper right")
    return drawn, (
        f"Sai số của các logit rải quanh 0, xa nhất {widest:.1f} bước. Logit lớn nhất cách logit thứ nhì "
        f"trung vị {np.median(gaps):.0f} bước, chỉ {np.sum(gaps < widest)} trên {len(gaps)} ảnh nằm trong tầm sai số ấy."
    )


@drawing
def multiplier_bits(
    bits: Sequence[int], relative_errors: Sequence[float] | Reals, share_changed: ArrayLike, changes: Codes, chosen: int
) -> Described:
    """Vẽ sai số của M và tỷ lệ mã đổi theo số bit của q0, rồi mã đổi bao nhiêu ở số bit đang chọn.

    Đầu vào:
        bits: các số bit; relative_errors, share_changed: sai số tương đối của M và tỷ lệ mã đổi, cùng độ dài với bits.
        changes: mã mới trừ mã đúng ở số bit đang chọn; chosen: số bit ấy.
    """
    drawn, (left, middle, right) = plt.subplots(1, 3, figsize=(7.8, 2.7))
    place = list(bits).index(chosen)
    shares = 100 * np.asarray(share_changed)
    for axes, values in ((left, relative_errors), (middle, shares)):
        axes.plot(bits, values, ".-", color=BLUE)
        axes.plot(chosen, values[place], "o", color=RED)
        axes.set_xlabel("số bit của q0")
    left.set(title="sai số tương đối của M")
    left.set_yscale("symlog", linthresh=SMALLEST_ERROR)
    left.set_yticks([0, *10.0 ** np.arange(-8, 0, 2)])
    middle.set(title="mã bị đổi (%)")
    reach = max(2, int(np.abs(changes).max()))
    edges = np.arange(-reach - 0.5, reach + 1)
    right.hist(np.ravel(changes), bins=edges, color=BLUE, log=True)
    right.set(title=f"{chosen} bit: mã đổi bao nhiêu", xlabel="mã mới trừ mã đúng", ylabel="số lượng")
    quiet = next((count for count, share in zip(bits, shares) if share == 0), None)
    calm = f"từ {quiet} bit thì không mã nào đổi" if quiet else "số bit nào cũng còn mã đổi"
    return drawn, (
        f"Giữ thêm bit thì sai số của M và tỷ lệ mã đổi đều giảm, {calm}. Ở {chosen} bit: sai số {relative_errors[place]:.1e}, "
        f"{shares[place]:.2f}% mã đổi, nhiều nhất {np.abs(changes).max()} đơn vị."
    )
