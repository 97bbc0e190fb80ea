"""Huấn luyện tiếp một mạng mà mỗi lượt xuôi đọc trọng số qua một hàm của bạn."""

from collections.abc import Callable

import numpy as np

from course.arrays import Codes, Reals
from course.network import BATCH, LEARNING_RATE, Adam, Params, gradients

EPOCHS = 15


def train_through(
    params: Params, X: Reals, y: Codes, seed: int, read_back: Callable[[Reals], Reals], epochs: int = EPOCHS
) -> Params:
    """Học tiếp trọng số thực, để mạng chạy bằng bản đọc ngược của chúng đoán đúng hơn (ước lượng truyền thẳng).

    Đầu vào:
        params: các cặp (W, b) của mạng đã học, W chiều (vào, ra), b chiều (ra,); không bị sửa.
        X: chiều (số ảnh, vào); y: nhãn, chiều (số ảnh,); seed: hạt giống của thứ tự ảnh.
        read_back: hàm nhận một W, trả về bản đọc ngược cùng chiều; chỉ lượt xuôi và lượt ngược dùng nó.
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
            slopes = gradients([(read_back(W), b) for W, b in learned], X[batch], y[batch])
            step(array for layer in slopes for array in layer)
    return learned
