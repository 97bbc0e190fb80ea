"""What a layer loses when its weights get few bits, how equal channels and a corrected bias lose less, and who gets the bits.

Sources: Nagel et al. 2019, arXiv:1906.04721 (cross-layer equalization, bias correction); Dong et al. 2019,
arXiv:1905.03696, and Yao et al. 2021, arXiv:2011.10680 (bits by sensitivity; as an integer program); Kellerer, Pferschy
and Pisinger 2004, Knapsack Problems, chapter 11 (the multiple-choice knapsack by dynamic programming).
"""

from itertools import pairwise
from typing import TypeAlias

import numpy as np

from autograder.reference.domain import (
    BITS,
    Codes,
    Reals,
    codes,
    domain,
    integer,
    listed,
    number,
    pair,
    real,
    rule,
)

Layers: TypeAlias = list[tuple[Reals, Reals]]

MATRIX = real(axes=2, least_size=1)
LAYERS = listed(pair(MATRIX, real()))


def are_joined(params: Layers) -> bool:
    """Has each W of [(W, b)] one b for each column, and as many rows as the W before it has columns?"""
    weights = [W for W, _ in params]
    fit = all(b.shape == W.shape[1:] for W, b in params)
    return fit and all(V.shape[1] == len(W) for V, W in pairwise(weights))


def stays_finite(W1: Reals, b1: Reals, W2: Reals) -> Reals:
    """Is each bias of the first layer a number after equalization?"""
    return np.isfinite(b1 * _factors(W1, W2))


joined = rule("params phải gồm các lớp (W, b) nối được với nhau", are_joined)


@domain(params=LAYERS, X=MATRIX, y=codes(axes=1, least=0), choices=listed(BITS))
@joined
@rule("X phải có một cột cho mỗi đầu vào trong params", lambda X, params: X.shape[1] == len(params[0][0]))
@rule("y phải có một nhãn cho mỗi hàng của X", lambda y, X: len(y) == len(X))
@rule("Nhãn trong y phải nhỏ hơn số đầu ra của params", lambda y, params: y < len(params[-1][1]))
def layer_sensitivity(params: Layers, X: Reals, y: Codes, choices: list[int]) -> Reals:
    """By how much the mean cross-entropy rises when the weights of one layer alone are read back from few bits.

    params: [(W, b)], W (inputs, outputs), b (outputs,); ReLU after each layer but the last. X: (images, inputs of the
    first layer). y: labels from 0, (images,). choices: numbers of bits, each 2 to 8.
    Weights are symmetric per output channel: s = max|W[:, j]| / q, 1 where that is 0, with q = 2**(bits - 1) - 1, and
    s * clip(rint(W / s), -q, q) takes the place of W. Biases, inputs and the other layers stay as they are.
    Returns float64 (layers, choices), in nats; a value may be below 0.
    Raises ValueError when shapes do not fit, a value is not finite, or a label or a number of bits is out of range.
    Source: one layer at a time, as Wu et al. 2020, arXiv:2004.09602, rank layers, with the loss in place of accuracy.
    """
    before = _cross_entropy(params, X, y)
    changed = [
        [[*params[:place], (_read_back(W, bits), b), *params[place + 1 :]] for bits in choices]
        for place, (W, b) in enumerate(params)
    ]
    return np.array([[_cross_entropy(layers, X, y) - before for layers in row] for row in changed])


@domain(W1=MATRIX, b1=real(), W2=MATRIX)
@rule("b1 phải có một số cho mỗi cột của W1", lambda b1, W1: b1.shape == W1.shape[1:])
@rule("W2 phải có một hàng cho mỗi cột của W1", lambda W2, W1: len(W2) == W1.shape[1])
@rule("b1 sau khi cân bằng phải vừa float64", stays_finite)
def equalize_pair(W1: Reals, b1: Reals, W2: Reals) -> tuple[Reals, Reals, Reals, Reals]:
    """Give each channel between two layers the same range on both sides: (W1 * c, b1 * c, W2 / c, c).

    W1: (inputs, channels). b1: (channels,). W2: (channels, outputs). c, (channels,) and above 0, is sqrt(r2 / r1) with
    r1 = max|W1| of each column and r2 = max|W2| of each row, and 1 where either is 0: then both ranges are
    sqrt(r1 * r2). Behind a function f with f(c x) = c f(x), as ReLU, the two layers compute what they did before.
    Returns float64 arrays in the units of what they replace; the arguments stay as they are.
    Raises ValueError when shapes do not fit, or a value is not finite or would not be.
    Source: Nagel et al. 2019, section 4.1, whose s is 1 / c.
    """
    c = _factors(W1, W2)
    return W1 * c, b1 * c, W2 / c[:, np.newaxis], c


@domain(params=LAYERS, sweeps=integer(0))
@joined
def equalize(params: Layers, sweeps: int) -> Layers:
    """equalize_pair on layers 0 and 1, then 1 and 2 as that left them, and so on to the last, `sweeps` times.

    params: [(W, b)] as for layer_sensitivity. sweeps: 0 or more. Returns a new list; the arrays given are not changed.
    Raises ValueError as equalize_pair does.
    Source: Nagel et al. 2019, section 4.1.
    """
    balanced = list(params)
    for _ in range(sweeps):
        for place in range(len(balanced) - 1):
            (W1, b1), (W2, b2) = balanced[place : place + 2]
            W1, b1, W2, _ = equalize_pair(W1, b1, W2)
            balanced[place : place + 2] = [(W1, b1), (W2, b2)]
    return balanced


@domain(W=MATRIX, W_hat=real(), b=real(), X=MATRIX)
@rule("W_hat phải cùng chiều với W", lambda W_hat, W: W_hat.shape == W.shape)
@rule("b phải có một số cho mỗi cột của W", lambda b, W: b.shape == W.shape[1:])
@rule("X phải có một cột cho mỗi hàng của W", lambda X, W: X.shape[1] == len(W))
def correct_bias(W: Reals, W_hat: Reals, b: Reals, X: Reals) -> Reals:
    """The bias with which W_hat has the mean output that W has with b: b - mean(X, axis 0) @ (W_hat - W).

    W, W_hat: (inputs, outputs). b: (outputs,). X: (images, inputs), what enters the layer of the float network.
    Returns float64 (outputs,), in the units of b. Raises ValueError when shapes do not fit or a value is not finite.
    Source: Nagel et al. 2019, section 4.2, with the mean input measured (empirical correction).
    """
    return b - X.mean(axis=0) @ (W_hat - W)


@domain(S=MATRIX, sizes=codes(axes=1, least=1), choices=listed(integer(1)), budget=number())
@rule("S phải có một hàng cho mỗi lớp trong sizes", lambda S, sizes: len(S) == len(sizes))
@rule("S phải có một cột cho mỗi số bit trong choices", lambda S, choices: S.shape[1] == len(choices))
@rule("choices phải tăng dần", lambda choices: all(one < other for one, other in pairwise(choices)))
@rule(
    "budget phải đủ cho mọi lớp dùng số bit nhỏ nhất",
    lambda budget, sizes, choices: int(sizes.sum()) * choices[0] <= budget,
)
def allocate_bits(S: Reals, sizes: Codes, choices: list[int], budget: float) -> list[int]:
    """One number of bits for each layer, with the least sum of S[l, j] of which sum(sizes[l] * bits[l]) <= budget.

    S: (layers, choices), what layer l loses with choices[j] bits. sizes: weights of each layer, 1 or more.
    choices: numbers of bits, ascending, 1 or more. budget: in bits, enough for all layers with the fewest.
    Returns a list of ints. Of equal sums the smallest bits count, first layer first; a text that asks for one answer
    keeps clear of them.
    Raises ValueError when shapes do not fit, a value is out of range, or the budget is too small.
    Source: the multiple-choice knapsack, Kellerer, Pferschy and Pisinger 2004, chapter 11: the least sum for each
    cost, one layer more at a time.
    """
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    for losses, size in zip(S.tolist(), sizes.tolist()):
        longer: dict[int, tuple[float, tuple[int, ...]]] = {}
        for cost, (loss, chosen) in best.items():
            for extra, bits in zip(losses, choices):
                total = cost + size * bits
                candidate = loss + extra, (*chosen, bits)
                if total <= budget:
                    longer[total] = min(candidate, longer.get(total, candidate))
        best = longer
    return list(min(best.values())[1])


def _factors(W1: Reals, W2: Reals) -> Reals:
    """sqrt(r2 / r1) of each channel, 1 where r1 or r2 is 0."""
    r1, r2 = np.abs(W1).max(axis=0), np.abs(W2).max(axis=1)
    alive = (r1 > 0) & (r2 > 0)
    return np.where(alive, np.sqrt(r2), 1) / np.where(alive, np.sqrt(r1), 1)


def _read_back(W: Reals, bits: int) -> Reals:
    """Weights on the symmetric grid of each column."""
    q = 2 ** (bits - 1) - 1
    s = np.abs(W).max(axis=0) / q
    s = np.where(s, s, 1)
    return s * np.clip(np.rint(W / s), -q, q)


def _cross_entropy(params: Layers, X: Reals, y: Codes) -> np.float64:
    """The mean of -log softmax(logits)[label] over the images."""
    *inner, (W_last, b_last) = params
    for W, b in inner:
        X = (X @ W + b).clip(0)
    logits = X @ W_last + b_last
    logits = logits - logits.max(axis=1, keepdims=True)
    return np.mean(np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(len(y)), y])
