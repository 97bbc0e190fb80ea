"""Ba mạng nhỏ đã đổi sang int8, kèm mọi mã mà ONNX Runtime tính ra, để so với kết quả của bạn.

Only stored numbers live here, nothing is computed. How they were made: tests/reference/make_mlp_int8.py.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from course import digits

FILE = Path(__file__).with_name("data") / "mlp_int8.npz"
SEEDS = (0, 1, 2)
LAYERS = 3


class Layer(NamedTuple):
    """Một lớp, và các mã mà ONNX Runtime tính ra ở đầu ra của nó.

    W_q: int8, chiều (vào, ra), trọng số đối xứng theo tensor nên điểm 0 là 0.
    b: float32, chiều (ra,), độ lệch bằng số thực.
    b_q: int32, chiều (ra,), độ lệch mà ONNX Runtime được đưa.
    s_X, s_W, s_Y: np.float32, độ co giãn của đầu vào, trọng số, đầu ra.
    z_X, z_Y: int, điểm 0 của đầu vào và đầu ra.
    relu: bool, sau lớp này có ReLU hay không.
    Y_q: int8, chiều (số ảnh, ra), mã của ONNX Runtime.
    """

    W_q: NDArray[np.int8]
    b: NDArray[np.float32]
    b_q: NDArray[np.int32]
    s_X: np.float32
    s_W: np.float32
    s_Y: np.float32
    z_X: int
    z_Y: int
    relu: bool
    Y_q: NDArray[np.int8]


class Network(NamedTuple):
    """Một mạng 64-64-32-10 trong int8.

    seed: hạt giống đã chia ảnh và huấn luyện mạng.
    pixels: uint8, chiều (450, 64), các ảnh để thử, điểm ảnh từ 0 đến 16.
    labels: int64, chiều (450,).
    layers: danh sách ba Layer.
    """

    seed: int
    pixels: NDArray[np.uint8]
    labels: NDArray[np.int64]
    layers: list[Layer]


def load() -> list[Network]:
    """Trả về danh sách ba Network, mỗi hạt giống 0, 1, 2 một mạng."""
    images, labels = digits.load()
    with np.load(FILE) as stored:
        networks = []
        for seed in SEEDS:
            chosen = stored[f"images_{seed}"]
            pixels = images[chosen].reshape(len(chosen), -1)
            networks.append(Network(seed, pixels, labels[chosen], _layers(stored, seed)))
    return networks


def _layers(stored: Mapping[str, NDArray[Any]], seed: int) -> list[Layer]:
    layers, s_X, z_X = [], np.float32(1 / digits.BRIGHTEST), -128
    for number in range(1, LAYERS + 1):
        W_q, b, b_q, Y_q = (stored[f"{name}{number}_{seed}"] for name in ("W", "b", "b_q", "Y"))
        s_W, s_Y = (np.float32(stored[f"{name}{number}_{seed}"]) for name in ("s_W", "s_Y"))
        z_Y = int(stored[f"z_Y{number}_{seed}"])
        layers.append(Layer(W_q, b, b_q, s_X, s_W, s_Y, z_X, z_Y, number < LAYERS, Y_q))
        s_X, z_X = s_Y, z_Y
    return layers
