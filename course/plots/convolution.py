"""Hình của bài 5: tích chập và gộp BatchNorm."""

from collections.abc import Mapping
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Rectangle

from course.arrays import Numbers, Reals
from course.plots.style import BLUE, GREY, ORANGE, RED, Described, drawing

LOOKS = ((BLUE, "-"), (RED, "--"), (ORANGE, "-."), (GREY, ":"))  # of the windows, one after another


@drawing
def framed_digit(image: Numbers, frames: Mapping[str, float]) -> Described:
    """Vẽ một ảnh nằm trong những khung khác nhau, màu cam là chỗ sáng hơn mọi điểm của ảnh.

    Đầu vào:
        image: độ sáng từng điểm, chiều (H, W).
        frames: từ điển tên của khung -> độ sáng của khung.
    """
    height, width = image.shape
    drawn, grid = plt.subplots(1, len(frames), figsize=(3.2 * len(frames) + 0.8, 3.0), squeeze=False)
    colours = plt.get_cmap("gray").with_extremes(over=ORANGE)
    for axes, (name, brightness) in zip(grid[0], frames.items(), strict=True):
        axes.set_facecolor(colours(float(brightness / image.max())))
        shown = axes.imshow(image, cmap=colours, vmin=0, vmax=image.max())
        axes.set(xlim=(-1.5, width + 0.5), ylim=(height + 0.5, -1.5), xticks=[], yticks=[])
        axes.spines[:].set_visible(True)
        axes.set_title(f"{name}: độ sáng {brightness:g}")
    drawn.colorbar(shown, ax=grid[0], extend="max", label="độ sáng")
    told = "; ".join(
        f"{name} thì khung {'sáng hơn cả chữ số' if brightness > image.max() else 'tối như nền'}"
        for name, brightness in frames.items()
    )
    return drawn, f"Một chữ số viết tay nằm trong từng khung: {told}."


@drawing
def unrolled_windows(image: Numbers, rows: Numbers, k: int, stride: int, pad: int) -> Described:
    """Vẽ ảnh đã đệm với các cửa sổ ở bên trái, ma trận mà im2col trả về ở bên phải.

    Đầu vào:
        image: ảnh một kênh, chiều (H, W); rows: kết quả im2col của bạn cho ảnh ấy, chiều (số cửa sổ, k * k).
        k, stride, pad: cạnh cửa sổ, bước nhảy, số điểm đệm mỗi phía; viền được vẽ là số 0.
    """
    height, width = (side + 2 * pad for side in image.shape)
    drawn, (left, right) = plt.subplots(1, 2, figsize=(7.8, 3.2), width_ratios=(1, 1.3))
    left.set(xlim=(-0.6, width - 0.4), ylim=(height - 0.4, -0.6), aspect="equal", title="ảnh đã đệm, viền màu xám")
    for i in range(height):
        for j in range(width):
            inside = pad <= i < height - pad and pad <= j < width - pad
            text = f"{image[i - pad, j - pad]}" if inside else "0"
            left.text(j, i, text, ha="center", va="center", color="black" if inside else GREY)
    right.set(xlim=(-0.6, rows.shape[1] - 0.4), ylim=(len(rows) - 0.4, -0.6), title="mỗi cửa sổ thành một hàng")
    for (i, j), value in np.ndenumerate(rows):
        right.text(j, i, f"{value}", ha="center", va="center")
    across = len(range(0, width - k + 1, stride))
    for window in range(len(rows)):
        colour, line = LOOKS[window % len(LOOKS)]
        inset = 0.46 - 0.04 * (window % len(LOOKS))  # so that windows that share a side stay apart
        corner = window // across * stride, window % across * stride
        look: dict[str, Any] = {"fill": False, "edgecolor": colour, "linestyle": line, "linewidth": 2}
        left.add_patch(Rectangle((corner[1] - inset, corner[0] - inset), k - 1 + 2 * inset, k - 1 + 2 * inset, **look))
        right.add_patch(Rectangle((-0.45, window - 0.4), rows.shape[1] - 0.1, 0.8, **look))
    for axes in (left, right):
        axes.set(xticks=[], yticks=[])
        axes.spines[:].set_visible(False)
    return drawn, (
        f"Bên trái là ảnh {image.shape[0]}×{image.shape[1]} đã đệm, có {len(rows)} khung cửa sổ {k}×{k} gối lên nhau; "
        f"bên phải, mỗi khung thành một hàng {rows.shape[1]} số cùng màu."
    )


@drawing
def border_error(off: Numbers) -> Described:
    """Vẽ mức lệch của mã đầu ra: bản đồ trung bình ở bên trái, phân bố ở mép và bên trong ở bên phải.

    Đầu vào: off, số bước mà mã lệch đi, chiều (N, C, H, W).
    """
    drawn, (left, right) = plt.subplots(1, 2, figsize=(7.8, 3.0), width_ratios=(1, 1.2))
    shown = left.imshow(np.abs(off).mean(axis=(0, 1)), cmap="inferno", vmin=0, vmax=200)
    drawn.colorbar(shown, ax=left, label="lệch trung bình (bước)")
    left.set(title="mức lệch ở từng vị trí", xticks=[], yticks=[])
    inside = np.zeros(off.shape[2:], dtype=bool)
    inside[1:-1, 1:-1] = True
    edges = np.arange(-265, 266, 10)  # one bar around 0
    for name, chosen, look in (
        ("ở mép", ~inside, {"color": ORANGE}),
        ("bên trong", inside, {"color": BLUE, "histtype": "step", "linewidth": 2}),
    ):
        values = off[:, :, chosen].ravel()
        right.hist(values, bins=edges, weights=np.full(values.shape, 1 / values.size), label=name, **look)
    right.set(title="phân bố của mức lệch", xlabel="mức lệch (bước)", ylabel="tỷ lệ", ylim=(0, 1.05))
    right.legend(loc="upper right")
    edge, middle = (np.abs(off[:, :, chosen]) for chosen in (~inside, inside))
    return drawn, (
        f"Ở mép, mã lệch trung bình {edge.mean():.1f} bước, nhiều nhất {edge.max()}; "
        f"bên trong lệch nhiều nhất {middle.max(initial=0)} bước."
    )


@drawing
def channels_before_and_after(sizes: Mapping[str, tuple[Reals, Reals]]) -> Described:
    """Vẽ độ lớn của từng kênh trước và sau khi gộp BatchNorm, trục đứng logarit.

    Đầu vào: sizes, từ điển tên lớp -> (độ lớn trước, độ lớn sau), mỗi mảng chiều (số kênh,).
    """
    drawn, grid = plt.subplots(1, len(sizes), figsize=(7.8, 3.0), squeeze=False)
    for axes, (name, (before, after)) in zip(grid[0], sizes.items(), strict=True):
        channels = np.arange(len(before))
        axes.plot(channels, before, "o", color=GREY, fillstyle="none", label="trước khi gộp")
        axes.plot(channels, after, "s", color=BLUE, label="sau khi gộp")
        axes.vlines(channels, before, after, color=GREY, linewidth=1)
        wide = max(before.max(), after.max()) > 100 * min(before.min(), after.min())
        axes.set_yscale("log", base=10 if wide else 2)
        axes.yaxis.set_major_formatter("{x:g}")
        axes.set(title=name, xlabel="kênh", xticks=channels[:: max(1, len(channels) // 8)])
        axes.grid(True, axis="y")
    grid[0, 0].set_ylabel("độ lớn của trọng số lớn nhất")
    grid[0, 0].legend(loc="lower right")
    told = "; ".join(
        f"{name}: kênh lớn nhất gấp kênh nhỏ nhất {before.max() / before.min():.1f} lần trước khi gộp, "
        f"{after.max() / after.min():.1f} lần sau khi gộp"
        for name, (before, after) in sizes.items()
    )
    return drawn, f"Độ lớn của từng kênh, mỗi kênh hai dấu nối nhau: {told}."


@drawing
def steps_off(errors: Mapping[str, Reals]) -> Described:
    """Vẽ phân bố sai số của từng lớp, đơn vị là một bước của lớp ấy; hai vạch là nửa bước.

    Đầu vào: errors, từ điển tên lớp -> các sai số, mỗi mảng một chiều.
    """
    drawn, grid = plt.subplots(1, len(errors), figsize=(7.8, 2.8), sharex=True, squeeze=False)
    for axes, (name, values) in zip(grid[0], errors.items(), strict=True):
        axes.hist(np.clip(values, -4, 4), bins=np.linspace(-4, 4, 65), color=BLUE)
        for half in (-0.5, 0.5):
            axes.axvline(half, color=ORANGE, linestyle="--", label="± nửa bước" if half > 0 else None)
        axes.set(title=name, xlabel="sai số (bước)")
    grid[0, 0].set_ylabel("số lượng")
    grid[0, -1].legend(loc="upper right")
    told = "; ".join(
        f"{name}: {np.mean(np.abs(values) <= 0.5):.0%} nằm trong nửa bước, xa nhất {np.max(np.abs(values)):.1f} bước"
        for name, values in errors.items()
    )
    return drawn, f"Phân bố sai số quanh 0, với vạch ở ± nửa bước: {told}."
