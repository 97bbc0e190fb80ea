"""Huấn luyện tiếp một mạng mà mỗi lượt truyền xuôi đọc trọng số qua một hàm của bạn."""

from collections.abc import Callable

import numpy as np

from course.arrays import Codes, Reals
from course.network import BATCH, LEARNING_RATE, Adam, Params, activations, softmax_gradient

EPOCHS = 15


def train_through(
    params: Params, X: Reals, y: Codes, seed: int, read_back: Callable[[Reals], Reals], epochs: int = EPOCHS
) -> Params:
    """Học tiếp trọng số thực, để mạng chạy bằng bản đọc ngược của chúng đoán đúng hơn (ước lượng truyền thẳng).

    Đầu vào:
        params: các cặp (W, b) của mạng đã học, W chiều (vào, ra), b chiều (ra,); không bị sửa.
        X: chiều (số ảnh, vào); y: nhãn, chiều (số ảnh,); seed: hạt giống của thứ tự ảnh.
        read_back: hàm nhận một W, trả về bản đọc ngược cùng chiều; chỉ lượt truyền xuôi và lượt truyền ngược dùng nó.
        epochs: số vòng đi qua cả tập.
    Đầu ra:
        danh sách các cặp (W, b) mới, float64: W vẫn là trọng số thực, muốn chạy mạng thì đọc qua read_back.
    """
    rng, X = np.random.default_rng(seed), X.astype(np.float64)
    learned: Params = [(W.astype(np.float64), b.astype(np.float64)) for W, b in params]
    step = Adam([array for layer in learned for array in layer], LEARNING_RATE)
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for first in range(0, len(X), BATCH):
            batch = order[first : first + BATCH]
            step(_gradients([(read_back(W), b) for W, b in learned], X[batch], y[batch]))
    return learned


def _gradients(params: Params, X: Reals, y: Codes) -> list[Reals]:
    """The gradients of W and b of every layer, in the order of the layers."""
    *inputs, logits = activations(params, X)
    flowing = softmax_gradient(logits, y)
    found: list[Reals] = []
    for (W, _), layer_input in zip(params[::-1], inputs[::-1]):
        found = [layer_input.T @ flowing, flowing.sum(axis=0), *found]
        flowing = (flowing @ W.T) * (layer_input > 0)
    return found
