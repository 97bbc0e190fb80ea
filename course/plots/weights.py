"""Hình của bài 3: độ hạt của trọng số và cách đóng gói bit."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LogNorm
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike, NDArray

from course.arrays import Codes, Reals
from course.plots.style import BLUE, GREY, ORANGE, RED, Described, drawing

HEAT = "cividis"
COLOUR_SPAN = 1000  # the largest weight over the smallest that has a colour of its own
FEW_CODES = 10  # codes from -10 to 10 are drawn one a bar, in a window of their own
MOST_BARS = 51


@drawing
def channel_sizes(W: Reals) -> Described:
    """Vẽ độ lớn của từng trọng số, mỗi cột một kênh; màu theo thang logarit.

    Đầu vào:
        W: số thực, chiều (vào, ra).
    """
    drawn, axes = plt.subplots(figsize=(5.6, 3.6))
    sizes = np.abs(W)
    brightest = sizes.max()
    image = axes.imshow(sizes, cmap=HEAT, norm=LogNorm(brightest / COLOUR_SPAN, brightest), aspect="auto")
    drawn.colorbar(image, ax=axes, extend="min", label="độ lớn của trọng số")
    axes.set(title="Mỗi cột là một kênh, to nhỏ rất khác nhau", xlabel="cột: nút ra", ylabel="hàng: đầu vào")
    largest = sizes.max(axis=0)
    return drawn, (
        f"Bản đồ {W.shape[0]} hàng {W.shape[1]} cột thành những sọc dọc sáng tối xen kẽ: "
        f"cột sáng nhất có trọng số lớn nhất {largest.max():.3f}, cột tối nhất {largest.min():.3f}."
    )


@drawing
def used_codes(codes_by_name: Mapping[str, Codes], qmax: int) -> Described:
    """Vẽ phân bố các mã của một kênh, mỗi cách lượng tử hóa một hình; các mã đều gần 0 thì phóng to, mỗi cột một mã.

    Đầu vào:
        codes_by_name: từ điển tên -> mảng mã; qmax: mã lớn nhất.
    """
    drawn, grid = plt.subplots(1, len(codes_by_name), figsize=(7.2, 2.7), squeeze=False)
    for axes, (name, codes) in zip(grid[0], codes_by_name.items(), strict=True):
        last = min(qmax, FEW_CODES) if np.abs(codes).max() <= FEW_CODES else qmax
        width = -(-(2 * last + 1) // MOST_BARS)
        edges = np.arange(-last - 0.5, last + 0.5 + width, width)
        axes.hist(np.ravel(codes), bins=edges, color=BLUE)
        margin = 0.03 * (edges[-1] - edges[0])
        shown = f"mã từ −{last} đến {last}" if last < qmax else "mã"
        axes.set(
            title=f"{name}: dùng {len(np.unique(codes))} trong {2 * qmax + 1} mã",
            xlabel=f"{shown}, mỗi cột {'một' if width == 1 else width} mã",
            xlim=(edges[0] - margin, edges[-1] + margin),
        )
    grid[0, 0].set_ylabel("số trọng số")
    told = "; ".join(
        f"{name}: {len(np.unique(codes))} mã, từ {np.min(codes)} đến {np.max(codes)}"
        for name, codes in codes_by_name.items()
    )
    return drawn, f"Cùng một kênh mà số mã được dùng khác hẳn nhau: {told}."


@drawing
def channel_errors(errors_by_name: Mapping[str, Reals]) -> Described:
    """Vẽ sai số của từng trọng số, mỗi cách lượng tử hóa một hình, chung một thang màu.

    Đầu vào:
        errors_by_name: từ điển tên -> |sai số| chia cho max|W| của cột, chiều (vào, ra).
    """
    drawn, grid = plt.subplots(1, len(errors_by_name), figsize=(7.6, 3.2), sharey=True, squeeze=False)
    largest = max(np.max(errors) for errors in errors_by_name.values())
    for axes, (name, errors) in zip(grid[0], errors_by_name.items(), strict=True):
        image = axes.imshow(100 * errors, cmap=HEAT, vmin=0, vmax=100 * largest, aspect="auto")
        axes.set(title=f"sai số {name}\nlớn nhất {np.max(errors):.2%}", xlabel="cột: nút ra")
    grid[0, 0].set_ylabel("hàng: đầu vào")
    drawn.colorbar(image, ax=list(grid[0]), label="sai số, % của max|W| trong cột")
    told = "; ".join(f"sai số {name} lớn nhất {np.max(errors):.2%}" for name, errors in errors_by_name.items())
    return drawn, f"Các bản đồ sai số chung một thang màu, tính theo trọng số lớn nhất của cột: {told}."


@drawing
def accuracies(accuracy_by_name: Mapping[str, ArrayLike], seeds: Sequence[int]) -> Described:
    """Vẽ độ chính xác của vài cách làm, mỗi mạng một nhóm cột.

    Đầu vào:
        accuracy_by_name: từ điển tên -> độ chính xác từ 0 đến 1, mỗi hạt giống một số; seeds: các hạt giống.
    """
    drawn, axes = plt.subplots(figsize=(6.4, 3.0))
    places = np.arange(len(seeds))
    width = 0.8 / len(accuracy_by_name)
    colours = (GREY, ORANGE, BLUE, RED)
    for number, ((name, found), colour) in enumerate(zip(accuracy_by_name.items(), colours)):
        shift = (number - (len(accuracy_by_name) - 1) / 2) * width
        axes.bar(places + shift, 100 * np.asarray(found), width, color=colour, label=name)
    axes.set_xticks(places, [f"mạng {seed}" for seed in seeds])
    axes.set(ylabel="độ chính xác (%)", ylim=(0, 100), title="Cùng 8 bit, chỉ khác số cây thước")
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    axes.grid(True, axis="y")
    told = ", ".join(f"{name} {np.mean(np.asarray(found)):.1%}" for name, found in accuracy_by_name.items())
    return drawn, f"Các nhóm cột độ chính xác của {len(seeds)} mạng. Trung bình: {told}."


@drawing
def granularity(errors: Reals, sizes: Mapping[int, float], sqnr: Mapping[int, float], chosen: int) -> Described:
    """Vẽ sai số của từng đoạn trọng số, và SQNR theo số bit mỗi trọng số cho từng cỡ nhóm.

    Đầu vào:
        errors: |sai số| trung bình của từng đoạn ở cỡ nhóm đang chọn, chiều (hàng, số đoạn).
        sizes: từ điển cỡ nhóm -> số bit mỗi trọng số; sqnr: từ điển cỡ nhóm -> SQNR tính bằng dB.
        chosen: cỡ nhóm đang chọn.
    """
    drawn, (left, right) = plt.subplots(1, 2, figsize=(7.8, 3.0), width_ratios=(1.3, 1))
    image = left.imshow(errors, cmap=HEAT, aspect="auto")
    drawn.colorbar(image, ax=left, label="sai số trung bình")
    left.set(title=f"sai số, nhóm {chosen} trọng số", xlabel="đoạn trọng số", ylabel="hàng: mỗi hàng một kênh")
    right.plot(list(sizes.values()), list(sqnr.values()), color=GREY, linewidth=1)
    for group in sizes:
        colour = RED if group == chosen else BLUE
        right.plot(sizes[group], sqnr[group], "o", color=colour)
        below = {"xytext": (5, -4), "textcoords": "offset points", "ha": "left", "va": "top"}
        right.annotate(f"{group}", (sizes[group], sqnr[group]), color=colour, **below)
    right.margins(0.15)
    right.set(title="cỡ nhóm: càng nhỏ càng tốn", xlabel="số bit mỗi trọng số", ylabel="SQNR, càng cao càng tốt (dB)")
    right.grid(True)
    first, last = max(sizes), min(sizes)
    return drawn, (
        f"Bên trái, sai số của từng đoạn khi mỗi nhóm có {chosen} trọng số. Bên phải, nhóm nhỏ dần từ {first} đến {last} "
        f"thì SQNR đi từ {sqnr[first]:.1f} đến {sqnr[last]:.1f} dB, còn mỗi trọng số tốn từ {sizes[first]:.2f} "
        f"đến {sizes[last]:.2f} bit; đang chọn nhóm {chosen}: {sqnr[chosen]:.1f} dB."
    )


@drawing
def packed_nibbles(codes: Codes, packed: NDArray[np.uint8]) -> Described:
    """Vẽ từng bit của các byte đã đóng gói, và mã nào nằm ở nửa byte nào.

    Đầu vào:
        codes: các mã 4 bit, chiều (2 n,); packed: các byte uint8 chứa chúng, chiều (n,).
    """
    drawn, axes = plt.subplots(figsize=(min(7.8, 0.8 + 3.4 * len(packed)), 2.1))
    for number, bits in enumerate(np.unpackbits(packed[:, np.newaxis], axis=1)):
        start = 9 * number
        for place, bit in enumerate(bits):
            colour = ORANGE if place < 4 else BLUE
            axes.add_patch(Rectangle((start + place, 0), 1, 1, facecolor=colour, alpha=0.35, edgecolor="black"))
            axes.text(start + place + 0.5, 0.5, f"{bit}", ha="center", va="center")
        for middle, name, code in ((6, "trước", codes[2 * number]), (2, "sau", codes[2 * number + 1])):
            axes.text(start + middle, 1.5, f"mã {name}\n{code:d}", ha="center", va="bottom")
            axes.annotate("", (start + middle, 1.05), (start + middle, 1.45), arrowprops={"arrowstyle": "->"})
        axes.text(start + 2, -0.2, "nửa cao", ha="center", va="top")
        axes.text(start + 6, -0.2, "nửa thấp", ha="center", va="top")
        axes.text(start + 4, -0.85, f"byte {packed[number]:d}", ha="center", va="top")
    axes.set(
        xlim=(-0.3, 9 * len(packed) - 0.7), ylim=(-1.6, 2.9), xticks=[], yticks=[], title="Hai mã 4 bit trong một byte"
    )
    axes.set_axis_off()
    told = "; ".join(
        f"byte {byte} là {byte:08b}, nửa cao chứa mã {codes[2 * n + 1]}, nửa thấp chứa mã {codes[2 * n]}"
        for n, byte in enumerate(packed)
    )
    return drawn, f"Từng bit của các byte, bit cao ở bên trái: {told}."
