"""Một mạng tích chập nhỏ cho ảnh 8×8: tính bằng số thực, có BatchNorm, học bằng NumPy trong khoảng một giây.

Only float networks live here. A convolution is computed as a sum over the k·k positions of the filter: the image
shifted by a position, times the weights of that position. How to do it with one matrix product, and on codes, is
what lesson 5 asks.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from course.arrays import Codes, Reals
from course.network import Adam, softmax_gradient
from course.waiting import counted

CHANNELS = (1, 8, 16)
CLASSES = 10
EPS = 1e-5
EPOCHS = 15
BATCH = 64
LEARNING_RATE = 1e-2
KEPT = 0.9  # of the running mean and variance, at each batch
SMALL = 2e-3  # the size of the first filter of the first layer, beside the others
GAMMAS = (0.25, 2.0)  # the smallest and the largest γ of a layer before training


class Conv(NamedTuple):
    """Một lớp tích chập, rồi BatchNorm, rồi ReLU; mọi mảng kiểu float32.

    W: chiều (C_out, C, k, k); b, gamma, beta, mean, var: chiều (C_out,); stride, pad: số nguyên.
    """

    W: Reals
    b: Reals
    gamma: Reals
    beta: Reals
    mean: Reals
    var: Reals
    stride: int
    pad: int


class Network(NamedTuple):
    """Hai lớp Conv, giá trị lớn nhất của từng ô 2×2, rồi một lớp tuyến tính viết như tích chập 2×2.

    W: chiều (10, C, 2, 2); b: chiều (10,).
    """

    first: Conv
    second: Conv
    W: Reals
    b: Reals


def images_of(X: Reals) -> Reals:
    """Xếp các hàng 64 điểm ảnh thành ảnh chiều (N, 1, 8, 8)."""
    return X.reshape(-1, 1, 8, 8)


def _convolve(x: Reals, W: Reals, b: Reals, stride: int, pad: int) -> Reals:
    """Tích chập bằng số thực, viền đệm số 0.

    Đầu vào: x chiều (N, C, H, W); W chiều (C_out, C, k, k); b chiều (C_out,).
    Đầu ra: chiều (N, C_out, H_out, W_out).
    """
    found: Reals = sum(_mix(W[:, :, i, j], part) for i, j, part in _shifts(_framed(x, pad), W, stride)) + _column(b)
    return found


def _normalize(y: Reals, layer: Conv) -> Reals:
    """BatchNorm lúc dùng mạng, với mean và var đã ghi lại khi học. y: chiều (N, C_out, H, W)."""
    spread: Reals = np.sqrt(_column(layer.var) + EPS)
    found: Reals = _column(layer.gamma) * ((y - _column(layer.mean)) / spread) + _column(layer.beta)
    return found


def _largest_of_blocks(x: Reals) -> Reals:
    """Lấy giá trị lớn nhất của từng ô 2×2. x: chiều (N, C, H, W), H và W chẵn."""
    largest: Reals = np.maximum.reduce(_corners(x))
    return largest


def activations(network: Network, x: Reals) -> list[Reals]:
    """Chạy mạng và giữ mọi thứ dọc đường. x: chiều (N, 1, 8, 8).

    Đầu ra: danh sách [x, sau lớp thứ nhất, sau lớp thứ hai, sau ô 2×2, logit chiều (N, 10)].
    """
    found = [x]
    for layer in (network.first, network.second):
        y = _convolve(found[-1], layer.W, layer.b, layer.stride, layer.pad)
        found.append(np.maximum(_normalize(y, layer), 0))
    found.append(_largest_of_blocks(found[-1]))
    return [*found, _convolve(found[-1], network.W, network.b, 1, 0)[:, :, 0, 0]]


def logits_without_norm(layers: Iterable[tuple[Reals, Reals, int, int]], last: tuple[Reals, Reals], x: Reals) -> Reals:
    """Logit, chiều (N, 10), của một mạng không có BatchNorm. x: chiều (N, 1, 8, 8).

    Đầu vào: layers, các bộ (W, b, stride, pad), sau mỗi lớp có ReLU; last, cặp (W, b) của lớp tuyến tính.
    """
    for layer in layers:
        x = np.maximum(_convolve(x, *layer), 0)
    return _convolve(_largest_of_blocks(x), *last, 1, 0)[:, :, 0, 0]


def train_network(X: Reals, y: Codes, seed: int, epochs: int = EPOCHS) -> Network:
    """Huấn luyện một Network. X: float32, chiều (N, 64), từ 0 đến 1; y: nhãn, chiều (N,).

    Mạng bắt đầu không đều, như nhiều mạng thật: γ mỗi kênh một khác, và bộ lọc đầu tiên của lớp thứ nhất rất nhỏ,
    nên var của kênh ấy nhỏ hơn cả EPS. Độ lệch b không cần học, vì BatchNorm trừ nó đi.

    Learning runs in float64 and is rounded at the end, so that machines whose sums run in another order agree.
    """
    rng = np.random.default_rng(seed)
    x = images_of(X).astype(np.float64)
    layers = [_new_conv(rng, *CHANNELS[:2], stride=1), _new_conv(rng, *CHANNELS[1:], stride=2)]
    rates = np.ones((CHANNELS[1], 1, 1, 1))
    rates[0] = SMALL
    layers[0].W[0] *= SMALL
    last = _normal(rng, CLASSES, CHANNELS[2], 2), np.zeros(CLASSES)
    scaled = layers[0].W / rates  # what is learned in place of the first weights, so that a small filter stays small
    step = Adam([scaled, layers[1].W, *last, *(array for layer in layers for array in layer[2:4])], LEARNING_RATE)
    for _ in counted(range(epochs), f"huấn luyện mạng {seed}"):
        order = rng.permutation(len(x))
        for start in range(0, len(x), BATCH):
            batch = order[start : start + BATCH]
            of_first, *others = _gradients(layers, last, x[batch], y[batch])
            step([of_first * rates, *others])
            layers[0].W[:] = scaled * rates
    first, second = map(_rounded, layers)
    W, b = (array.astype(np.float32) for array in last)
    return Network(first, second, W, b)


def _rounded(layer: Conv) -> Conv:
    """The layer in float32."""
    return layer._replace(**{name: getattr(layer, name).astype(np.float32) for name in layer._fields[:6]})


def _new_conv(rng: np.random.Generator, inputs: int, outputs: int, stride: int) -> Conv:
    gamma = rng.permutation(np.geomspace(*GAMMAS, outputs))
    b = rng.normal(0, 0.5, outputs)
    beta, mean = np.zeros((2, outputs))
    return Conv(_normal(rng, outputs, inputs, 3), b, gamma, beta, mean, np.ones_like(mean), stride, pad=1)


def _normal(rng: np.random.Generator, outputs: int, inputs: int, k: int) -> Reals:
    return rng.normal(0, np.sqrt(2 / (inputs * k * k)), (outputs, inputs, k, k))


def _framed(x: Reals, pad: int) -> Reals:
    return np.pad(x, [(0, 0)] * 2 + [(pad, pad)] * 2)


def _shifts(framed: Reals, W: Reals, stride: int) -> Iterator[tuple[int, int, Reals]]:
    """Each position (i, j) of a filter, with the view of the framed images that it meets."""
    k = W.shape[-1]
    rows, columns = (size - k + 1 for size in framed.shape[2:])
    for i in range(k):
        for j in range(k):
            yield i, j, framed[:, :, i : i + rows : stride, j : j + columns : stride]


def _mix(weights: Reals, x: Reals) -> Reals:
    """weights (C_out, C) times the channels of x (N, C, H, W)."""
    return (weights @ x.reshape(*x.shape[:2], -1)).reshape(len(x), -1, *x.shape[2:])


def _column(values: Reals) -> Reals:
    return values.reshape(1, -1, 1, 1)


def _corners(x: Reals) -> list[Reals]:
    """The four views of x that hold one corner of every 2×2 block."""
    return [x[:, :, i::2, j::2] for i in (0, 1) for j in (0, 1)]


def _gradients(layers: Sequence[Conv], last: tuple[Reals, Reals], x: Reals, y: Codes) -> list[Reals]:
    """Gradients of both W, of the last W and b, of gamma and beta of each layer; updates mean and var."""
    passes: list[_Pass] = []
    for layer in layers:
        passes.append(_Pass(layer, passes[-1].out if passes else x))
    pooled = _largest_of_blocks(passes[-1].out)
    flowing = softmax_gradient(_convolve(pooled, *last, 1, 0)[:, :, 0, 0], y)[:, :, np.newaxis, np.newaxis]
    of_last = [_of_weights(pooled, last[0], flowing, 1, 0), flowing.sum(axis=(0, 2, 3))]
    flowing = _to_corners(_of_input(pooled, last[0], flowing, 1, 0), pooled, passes[-1].out)
    of_weights: list[Reals] = []
    of_norms: list[Reals] = []
    for one in passes[::-1]:
        flowing, W, norm = one.back(flowing)
        of_weights, of_norms = [W, *of_weights], [*norm, *of_norms]
    return [*of_weights, *of_last, *of_norms]


class _Pass:
    """One batch through one Conv while training, with what the way back needs."""

    def __init__(self, layer: Conv, x: Reals) -> None:
        self.layer, self.x = layer, x
        y = _convolve(x, layer.W, layer.b, layer.stride, layer.pad)
        mean, var = y.mean(axis=(0, 2, 3)), y.var(axis=(0, 2, 3))
        for running, batch in ((layer.mean, mean), (layer.var, var)):
            running += (1 - KEPT) * (batch - running)
        self.spread = _column(np.sqrt(var + EPS))
        self.unit = (y - _column(mean)) / self.spread
        self.out = np.maximum(_column(layer.gamma) * self.unit + _column(layer.beta), 0)

    def back(self, flowing: Reals) -> tuple[Reals, Reals, tuple[Reals, Reals]]:
        """From the gradient of `out` to those of x, of W, and of (gamma, beta)."""
        layer = self.layer
        flowing = flowing * (self.out > 0)
        gamma, beta = (flowing * self.unit).sum(axis=(0, 2, 3)), flowing.sum(axis=(0, 2, 3))
        mean_flow = (_column(beta) + self.unit * _column(gamma)) / flowing[:, 0].size
        flowing = _column(layer.gamma) / self.spread * (flowing - mean_flow)
        W = _of_weights(self.x, layer.W, flowing, layer.stride, layer.pad)
        return _of_input(self.x, layer.W, flowing, layer.stride, layer.pad), W, (gamma, beta)


def _to_corners(flowing: Reals, pooled: Reals, x: Reals) -> Reals:
    """Give the gradient of each 2×2 block's largest value to where that value stands."""
    spread_out = np.zeros_like(x)
    for corner, view in zip(_corners(x), _corners(spread_out)):
        view[:] = flowing * (corner == pooled)
    return spread_out


def _of_weights(x: Reals, W: Reals, flowing: Reals, stride: int, pad: int) -> Reals:
    found = np.empty_like(W)
    flat = flowing.reshape(*flowing.shape[:2], -1)
    for i, j, part in _shifts(_framed(x, pad), W, stride):
        found[:, :, i, j] = (flat @ part.reshape(*part.shape[:2], -1).transpose(0, 2, 1)).sum(axis=0)
    return found


def _of_input(x: Reals, W: Reals, flowing: Reals, stride: int, pad: int) -> Reals:
    framed = np.zeros_like(_framed(x, pad))
    for i, j, part in _shifts(framed, W, stride):
        part += _mix(W[:, :, i, j].T, flowing)
    return framed[:, :, pad : pad + x.shape[2], pad : pad + x.shape[3]]
