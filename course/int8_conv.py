"""Những mã mà ONNX Runtime tính cho ba mạng tích chập int8 nhỏ, ghi sẵn để đối chiếu.

Students have no ONNX Runtime. Where the file comes from: course/data/NGUON.md.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

FILE = Path(__file__).with_name("data") / "conv_int8.npz"
LAYERS = 3


class Layer(NamedTuple):
    """Một lớp tích chập trên mã, đầu vào của nó và các mã mà ONNX Runtime trả về.

    x_q: int8, chiều (N, C, H, W); W_q: int8, chiều (C_out, C, k, k); b_q: int32, chiều (C_out,).
    stride, pad, z_x, z_y: số nguyên; M = s_x * s_W / s_y: float32, chiều (C_out,).
    y_q: int8, chiều (N, C_out, H_out, W_out).
    """

    x_q: NDArray[np.int8]
    W_q: NDArray[np.int8]
    b_q: NDArray[np.int32]
    stride: int
    pad: int
    z_x: int
    M: NDArray[np.float32]
    z_y: int
    y_q: NDArray[np.int8]


def load() -> dict[int, list[Layer]]:
    """Trả về từ điển hạt giống -> ba Layer theo thứ tự trong mạng; giữa lớp 2 và lớp 3 có bước lấy lớn nhất trên ô 2×2."""
    with np.load(FILE) as stored:
        arrays = {name: stored[name] for name in stored.files}
    seeds = sorted({int(name.split("_")[0]) for name in arrays})
    return {seed: [_layer(arrays, f"{seed}_{place}_") for place in range(LAYERS)] for seed in seeds}


def _layer(arrays: Mapping[str, NDArray[Any]], start: str) -> Layer:
    of = {name.removeprefix(start): array for name, array in arrays.items() if name.startswith(start)}
    M = of["s_x"] * of["s_W"] / of["s_y"]  # all float32, in the order in which ONNX Runtime computes it
    stride, pad, z_x, z_y = (int(of[name]) for name in ("stride", "pad", "z_x", "z_y"))
    return Layer(of["x_q"], of["W_q"], of["b_q"], stride, pad, z_x, M, z_y, of["y_q"])
