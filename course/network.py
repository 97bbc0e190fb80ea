"""Một mạng nhỏ để thí nghiệm: tính bằng số thực, học bằng NumPy trong chưa đầy một giây.

Only float networks live here; how they are quantized is what the lessons ask.
"""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from course.arrays import Codes, Reals

Params = list[tuple[Reals, Reals]]  # (W, b) of each layer

SIZES = (64, 64, 32, 10)
EPOCHS = 30
BATCH = 64
LEARNING_RATE = 3e-3


def train_mlp(X: Reals, y: Codes, seed: int, sizes: Sequence[int] = SIZES, epochs: int = EPOCHS) -> Params:
    """Huấn luyện một mạng nhiều lớp, với ReLU sau mỗi lớp trừ lớp cuối.

    Đầu vào:
        X: float32, chiều (số ảnh, sizes[0]); y: số nguyên, chiều (số ảnh,), nhãn từ 0.
        seed: hạt giống của trọng số ban đầu và của thứ tự ảnh, nên chạy lại ra đúng mạng cũ.
        sizes: số nút của từng tầng; epochs: số vòng đi qua cả tập.
    Đầu ra:
        params: danh sách các cặp (W, b), float32, W chiều (vào, ra), b chiều (ra,).

    Learning runs in float64 and is rounded at the end, so that machines whose sums run in another order agree.
    """
    rng, X = np.random.default_rng(seed), X.astype(np.float64)
    params = [_new_layer(rng, *ends) for ends in zip(sizes, sizes[1:])]
    step = Adam([array for layer in params for array in layer], LEARNING_RATE)
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for first in range(0, len(X), BATCH):
            batch = order[first : first + BATCH]
            step(array for layer in gradients(params, X[batch], y[batch]) for array in layer)
    return [(W.astype(np.float32), b.astype(np.float32)) for W, b in params]


def activations(params: Sequence[tuple[Reals, Reals]], X: Reals) -> list[Reals]:
    """Chạy mạng và giữ mọi thứ dọc đường.

    Đầu ra: danh sách [X, kích hoạt sau lớp 1, …, logit], mỗi mảng chiều (số ảnh, số nút của tầng).
    """
    found = [X]
    for W, b in params[:-1]:
        found.append(np.maximum(found[-1] @ W + b, 0))
    W, b = params[-1]
    return [*found, found[-1] @ W + b]


def logits_through(params: Params, X: Reals, through: Callable[[int, Reals], Reals]) -> Reals:
    """Chạy mạng mà đầu vào của mỗi lớp đi qua một hàm của bạn trước.

    Đầu vào:
        X: chiều (số ảnh, số nút vào).
        through: hàm nhận (số thứ tự của lớp từ 0, đầu vào của lớp), trả về mảng cùng chiều để lớp tính tiếp.
    Đầu ra: logit, chiều (số ảnh, số nút ra).
    """
    *inner, (W_last, b_last) = params
    for layer, (W, b) in enumerate(inner):
        X = np.maximum(through(layer, X) @ W + b, 0)
    logits: Reals = through(len(inner), X) @ W_last + b_last
    return logits


def rescale_hidden(params: Params, seed: int, largest: int = 3) -> Params:
    """Đổi cỡ từng nút ẩn mà mạng vẫn tính ra đúng các logit cũ.

    Nút ẩn i được nhân với c_i = 2^e, số nguyên e bốc đều từ -largest đến largest theo hạt giống `seed`:
    cột i của W và b[i] nhân với c_i, hàng i của W lớp sau chia cho c_i. Vì ReLU(c x) = c ReLU(x) khi c > 0,
    và nhân với lũy thừa của 2 thì số dấu phẩy động (*floating point*) không phải làm tròn, nên logit không đổi.
    Đầu ra: một danh sách params mới.
    """
    rng = np.random.default_rng(seed)
    scaled = [(W.copy(), b.copy()) for W, b in params]
    for (W, b), (following, _) in zip(scaled, scaled[1:]):
        sizes = np.exp2(rng.integers(-largest, largest, len(b), endpoint=True)).astype(np.float32)
        W *= sizes
        b *= sizes
        following /= sizes[:, np.newaxis]
    return scaled


def accuracy(logits: Reals, y: Codes) -> float:
    """Tỷ lệ ảnh được đoán đúng, từ 0 đến 1. logits: chiều (số ảnh, số lớp); y: nhãn, chiều (số ảnh,)."""
    return float(np.mean(np.argmax(logits, axis=1) == y))


def cross_entropy(logits: Reals, y: Codes) -> float:
    """Trung bình của *cross-entropy*, theo logarit tự nhiên: số mà việc học kéo xuống.

    Đầu vào:
        logits: chiều (số ảnh, số lớp), chưa qua softmax.
        y: nhãn từ 0, chiều (số ảnh,).
    Đầu ra: một số thực không âm.
    """
    shifted = logits - logits.max(axis=1, keepdims=True)
    of_label = shifted[np.arange(len(y)), y]
    return float(np.mean(np.log(np.exp(shifted).sum(axis=1)) - of_label))


def gradients(params: Sequence[tuple[Reals, Reals]], X: Reals, y: Codes) -> Params:
    """Đạo hàm của *cross-entropy* trung bình theo trọng số và độ lệch của từng lớp.

    Đầu vào:
        params: danh sách các cặp (W, b), có ReLU sau mỗi lớp trừ lớp cuối.
        X: chiều (số ảnh, số nút vào); y: nhãn từ 0, chiều (số ảnh,).
    Đầu ra: danh sách các cặp `(dW, db)`, theo thứ tự của các lớp, cùng chiều với `(W, b)`.

    Where an input of ReLU is exactly 0, its derivative is taken as 0.
    """
    *inputs, logits = activations(params, X)
    flowing = softmax_gradient(logits, y)
    found: Params = []
    for (W, _), layer_input in zip(params[::-1], inputs[::-1]):
        found = [(layer_input.T @ flowing, flowing.sum(axis=0)), *found]
        flowing = (flowing @ W.T) * (layer_input > 0)
    return found


class Adam:
    """Adam (Kingma and Ba 2015, algorithm 1), changing the given float64 arrays in place."""

    def __init__(
        self, arrays: Sequence[Reals], rate: float, mean_decay: float = 0.9, square_decay: float = 0.999
    ) -> None:
        self.arrays, self.rate, self.decays, self.steps = arrays, rate, (mean_decay, square_decay), 0
        self.means = [np.zeros_like(array) for array in arrays]
        self.squares = [np.zeros_like(array) for array in arrays]

    def __call__(self, gradients: Iterable[Reals]) -> None:
        self.steps += 1
        first, second = self.decays
        rate = self.rate * np.sqrt(1 - second**self.steps) / (1 - first**self.steps)
        for array, mean, square, gradient in zip(self.arrays, self.means, self.squares, gradients, strict=True):
            mean += (1 - first) * (gradient - mean)
            square += (1 - second) * (gradient**2 - square)
            array -= rate * mean / (np.sqrt(square) + 1e-8)


def softmax_gradient(logits: Reals, y: Codes) -> Reals:
    """Gradient of the mean cross-entropy with respect to the logits, (n, classes)."""
    shifted: Reals = np.exp(logits - logits.max(axis=1, keepdims=True))
    gradient: Reals = shifted / shifted.sum(axis=1, keepdims=True)
    gradient[np.arange(len(y)), y] -= 1
    gradient /= len(y)
    return gradient


def _new_layer(rng: np.random.Generator, inputs: int, outputs: int) -> tuple[Reals, Reals]:
    return rng.normal(0, np.sqrt(2 / inputs), (inputs, outputs)), np.zeros(outputs)
